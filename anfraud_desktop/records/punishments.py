"""惩戒: who was determined for joint punishment, by whom, for how long; the notice, the objection, the lifting."""

from typing import Any

from anfraud_desktop.rules.punishments import categories, ends_on, longest
from anfraud_desktop.schema.kinds import Choice, Choices, Count, Day, DocumentNumber, Link, LongText, Text, Tick
from anfraud_desktop.schema.record import Record


class Punishment(
    Record, table="punishments", title="联合惩戒", named_by=("person", "category"),
    key=("person", "category"), optional_key=("decided_on",),
):  # fmt: skip
    """One determination about one person; a proposal while no day of decision stands in it."""

    person = Link("people", "被惩戒人", required=True, listed=True)
    subject = Choice("惩戒对象", "punishment_subjects")
    category = Choice("惩戒类别", "punishment_categories", required=True, listed=True, indexed=True)
    state = Choice("惩戒状态", "punishment_states", listed=True, indexed=True)
    conducts = Choices("惩戒事由", "punishment_conducts", listed=True)
    cards = Count("涉及卡数")
    times = Count("涉及次数")
    basis_number = DocumentNumber("认定书、判决书文号", searched=True)
    organ = Text("认定机关", listed=True, hint="二类：设区的市级以上公安机关；三类：省级以上公安机关")
    article = Text("惩戒依据")
    proposed_on = Day("拟报送日期")
    decided_on = Day("认定日期", indexed=True)
    starts_on = Day("惩戒起日", listed=True)
    ends_on = Day("惩戒止日", listed=True, indexed=True)
    notice_on = Day("告知日期", listed=True, hint="书面告知依据、期限、措施和提出异议的权利")
    delivery = Text("送达方式和凭证")
    objection_on = Day("异议日期")
    accepted = Tick("异议已受理")
    check_result = Choice("核查结果", "punishment_checks")
    replied_on = Day("异议答复日期")
    lifted_on = Day("解除日期")
    lift_reason = Text("解除原因")
    published = Tick("信用中国公示", hint="只有一类惩戒可以公示")
    remark = LongText("惩戒备注")
    derived = {"ends_on": "starts_on"}  # noqa: RUF012  a declaration, never changed

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Derive state and end; refuse a publication that has no basis, and an end beyond what is possible."""
        decided, starts = values["decided_on"], values["starts_on"]
        values["state"] = "lifted" if values["lifted_on"] else "decided" if decided else "proposed"
        category = categories().get(values["category"] or "")
        if category and starts and values["ends_on"] is None:
            values["ends_on"] = ends_on(category.code, starts)
        if starts and values["ends_on"] and values["ends_on"] < starts:
            problems["ends_on"] = "惩戒止日早于起日，请核对"
        if starts and values["ends_on"] and values["ends_on"] > longest(starts):
            problems["ends_on"] = "连续惩戒最长不超过五年，请核对"
        if values["published"] and category and not category.publish:
            problems["published"] = "只有一类惩戒可以在信用中国公示，二类、三类没有公示依据"

    @classmethod
    def doubts(cls, values: Any) -> dict[str, str]:
        """Point out a determination of which nobody was told."""
        if values["decided_on"] and values["notice_on"] is None:
            return {"decided_on": "没有登记书面告知，告知须写明依据、期限、措施和提出异议的权利"}
        return {}
