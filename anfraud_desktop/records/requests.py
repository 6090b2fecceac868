"""Requests to banks and operators: asked, answered, in force from when until when, ended."""

from typing import Any

from anfraud_desktop.rules.requests import expiry
from anfraud_desktop.schema.kinds import (
    CardNumber,
    Choice,
    Day,
    DocumentNumber,
    Link,
    LongText,
    Moment,
    Money,
    Text,
    Tick,
)
from anfraud_desktop.schema.record import Record


class Request(
    Record, table="requests", title="查询止付冻结", named_by=("kind", "target"),
    key=("kind", "institution", "target"), optional_key=("sent_at",),
):  # fmt: skip
    """One thing asked of one institution about one account, line or holder.

    The state follows from the dates, the end from the beginning and the law: neither can contradict them.
    """

    kind = Choice("措施", "request_kinds", required=True, listed=True, indexed=True, headings=("查控措施", "请求种类"))
    institution = Text(
        "承办机构", required=True, listed=True, searched=True, indexed=True,
        headings=("协助单位", "协查机构"), hint="发往哪家银行、支付机构或运营商",
    )  # fmt: skip
    target_kind = Choice("对象种类", "request_targets", required=True)
    target = CardNumber(
        "账号、号码", kind_field="target_kind", required=True, listed=True, searched=True, indexed=True, sensitive=True,
        headings=("查控账号", "查控号码"),
    )  # fmt: skip
    state = Choice("查控状态", "request_states", listed=True, indexed=True)
    document_number = DocumentNumber("查控文书号", listed=True, searched=True)
    sent_at = Moment("发出时刻", listed=True, indexed=True, headings=("发出时间", "送达时间"))
    reply_due_on = Day("要求回复日期", listed=True, indexed=True, headings=("回复期限", "要求回复时间"))
    replied_on = Day("回复日期", headings=("回复时间",))
    delayed = Tick("逾期回复")
    result = Choice("反馈结果", "request_results")
    reply = LongText("回复内容", headings=("反馈内容",))
    amount = Money("止付冻结金额")
    balance = Money("账户余额")
    major = Tick("重大复杂案件", hint="冻结存款一年，须设区的市级以上公安机关负责人批准")
    starts_at = Moment("起始时刻", headings=("起始时间", "止付时间", "冻结起始"), hint="承办机构实际执行的时刻")
    expires_at = Moment("到期时刻", listed=True, indexed=True, headings=("到期时间",))
    ended_at = Moment("解除时刻", headings=("解除时间",))
    case = Link("cases", "所属案件")
    card = Link("cards", "涉案卡")
    person = Link("people", "账户户主")
    follows = Link("requests", "针对的查控", hint="续冻、解冻、解除止付、复通所针对的那一条")
    approver = Text("批准人")
    contact = Text("联系人")
    contact_phone = Text("联系人电话")
    reason = LongText("查控事由")
    remark = LongText("查控备注")
    derived = {"expires_at": "starts_at", "delayed": "replied_on"}  # noqa: RUF012  a declaration, never changed

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Derive state, end and delay; refuse an answer or a beginning that comes before what it answers."""
        sent, replied, starts, ended = (values[name] for name in ("sent_at", "replied_on", "starts_at", "ended_at"))
        if sent and replied and replied < sent.date():
            problems["replied_on"] = "回复日期早于发出时刻，请核对"
        if starts and ended and ended < starts:
            problems["ended_at"] = "解除时刻早于起始时刻，请核对"
        values["state"] = "ended" if ended else "answered" if replied else "sent" if sent else "draft"
        due = values["reply_due_on"]
        values["delayed"] = replied > due if replied and due else None
        if starts and values["kind"] and values["target_kind"]:
            end = expiry(values["kind"], values["target_kind"], starts, major=bool(values["major"]))
            values["expires_at"] = end or values["expires_at"]
