"""Victims and witnesses, per case. They never enter a notice."""

from typing import Any

from anfraud_desktop.schema.kinds import Choice, Day, IdNumber, Link, LongText, Money, Name, Phone, Text
from anfraud_desktop.schema.record import Record


class Victim(
    Record,
    table="victims",
    title="受害人证人",
    named_by=("name",),
    key=("case", "role", "name"),
    optional_key=("phone",),
):
    """Someone who was harmed in a case, saw it or reported it."""

    case = Link("cases", "案件", required=True, listed=True)
    role = Choice("身份", "victim_roles", required=True, listed=True, indexed=True)
    name = Name(
        "受害人姓名", required=True, listed=True, searched=True, sensitive=True, headings=("受害人", "被害人", "事主")
    )
    sex = Choice("受害人性别", "sexes")
    id_number = IdNumber("受害人证件号码", searched=True, sensitive=True, headings=("受害人身份证号", "被害人身份证号"))
    born_on = Day("受害人出生日期")
    phone = Phone("受害人电话", listed=True, searched=True, sensitive=True, headings=("受害人联系电话", "被害人电话"))
    occupation = Text("受害人职业")
    loss = Money("受害人损失", listed=True, headings=("受害人损失金额",))
    fraud_type = Choice("受骗类型", "fraud_types")
    reached_by = Choice("引流途径", "channels", listed=True)
    payments = LongText("付款经过")
    remark = LongText("受害人备注", sensitive=True)

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Take someone for a victim where nothing else is said."""
        del problems
        values["role"] = values["role"] or "victim"
