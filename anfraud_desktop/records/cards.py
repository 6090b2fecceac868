"""Cards: bank cards, SIMs, accounts, wallets and lines that a case touches."""

from anfraud_desktop.schema.kinds import CardNumber, Choice, Day, Iccid, Link, Links, LongText, Name, Text
from anfraud_desktop.schema.record import Record


class Card(
    Record, table="cards", title="涉案卡", named_by=("kind", "number"),
    key=("kind", "number"), optional_key=("held_from",),
):  # fmt: skip
    """One card or account in one holder's hands; numbers are reissued, so the period belongs to the key."""

    kind = Choice(
        "卡种", "card_kinds", required=True, listed=True, indexed=True, headings=("卡类型", "卡类别", "涉案卡种")
    )
    number = CardNumber(
        "号码", required=True, listed=True, searched=True, indexed=True, sensitive=True,
        headings=("卡号", "卡号/号码", "账号", "银行卡号", "涉案账号", "卡号或账号", "涉案卡号"),
    )  # fmt: skip
    institution = Text(
        "开户行/运营商",
        listed=True,
        searched=True,
        indexed=True,
        headings=("开户行", "运营商", "银行", "开户银行", "发卡行"),
    )
    branch = Text("开户网点", searched=True, headings=("网点", "开户网点名称"))
    opened_on = Day("开户日期", headings=("开卡日期", "开户时间", "开卡时间"))
    holder = Link("people", "户主", listed=True)
    holder_name = Name("户主姓名", searched=True, headings=("开户人", "户名", "持卡人", "机主"))
    user_name = Name("实际使用人", searched=True, headings=("使用人",))
    level = Choice("卡级别", "card_levels", listed=True, headings=("级别", "层级"))
    seizure = Choice("查扣状态", "seizure_states", listed=True, indexed=True, headings=("扣押状态", "卡状态"))
    seized_on = Day("查扣日期", indexed=True, headings=("扣押日期", "查扣时间"))
    iccid = Iccid("ICCID", searched=True)
    held_from = Day("持有起日", hint="同一号码换过持有人时填写")
    cases = Links("cases", "涉及案件", listed=True)
    remark = LongText("卡备注")
