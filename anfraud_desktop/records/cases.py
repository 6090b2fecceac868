"""Cases: what was reported, filed, solved and closed."""

from typing import Any

from anfraud_desktop.schema.kinds import CaseNumber, Choice, Day, Links, LongText, Money, Name, Text, Tick
from anfraud_desktop.schema.record import Record


class Case(Record, table="cases", title="案件", named_by=("number", "name"), key=("number",)):
    """One case, criminal or administrative."""

    number = CaseNumber(
        "案件编号", required=True, listed=True, searched=True,
        headings=("案号", "案件号", "警综编号", "立案编号", "案件编码"), hint="A + 12 位机构代码 + 年月 + 4 位序号",
    )  # fmt: skip
    name = Text("案件名称", listed=True, searched=True, headings=("名称", "案名", "案件"))
    nature = Choice("案件性质", "natures", headings=("性质", "刑事/行政", "案件类别"))
    offence = Choice(
        "案由", "offences", listed=True, indexed=True, headings=("罪名", "涉嫌罪名", "违法行为", "涉嫌案由")
    )
    fraud_type = Choice(
        "诈骗类型", "fraud_types", listed=True, indexed=True, headings=("电诈类型", "诈骗手段", "案件类型", "诈骗手法")
    )
    accepted_on = Day("受理日期", indexed=True, headings=("受案日期", "受案时间", "受理时间"))
    filed_on = Day("立案日期", listed=True, indexed=True, headings=("立案时间", "立案日"))
    unit = Text("办案单位", headings=("主办单位", "立案单位", "承办单位"))
    lead_officer = Name("主办民警", searched=True, headings=("主办", "办案民警", "承办人", "主办人"))
    assisting_officers = Text("协办民警", headings=("协办", "协办人"))
    township = Choice("案发地", "townships", indexed=True, headings=("案发地乡镇", "发案地", "发案乡镇", "案发乡镇"))
    act_from = Day("行为起日", headings=("作案时间起", "行为开始时间", "作案开始日期"))
    act_to = Day("行为止日", headings=("作案时间止", "行为结束时间", "作案结束日期"))
    amount = Money("涉案金额", listed=True, headings=("案值", "金额", "涉案价值", "涉案资金"))
    loss = Money("损失金额", headings=("损失", "被骗金额", "受骗金额"))
    recovered = Money("追赃挽损", headings=("追回金额", "挽损金额", "追赃金额"))
    frozen = Money("冻结金额", headings=("冻结资金", "冻结"))
    summary = LongText("简要案情", searched=True, headings=("案情", "基本案情", "主要案情"))
    source = Choice("线索来源", "sources", headings=("来源",))
    operation = Text("专项行动", indexed=True, headings=("行动名称", "专项"))
    status = Choice("案件状态", "case_states", listed=True, indexed=True, headings=("状态", "办理状态", "案件进展"))
    solved_on = Day("破案日期", indexed=True, headings=("破案时间",))
    closed_on = Day("结案日期", indexed=True, headings=("结案时间", "办结日期"))
    sealed = Tick("已封存", headings=("封存", "是否封存"))
    related_cases = Links("cases", "串并案件")

    @classmethod
    def settle(cls, values: dict[str, Any], problems: dict[str, str]) -> None:
        """Offence codes tell criminal from administrative; ends do not come before beginnings."""
        if values["nature"] is None and values["offence"]:
            values["nature"] = "administrative" if values["offence"].startswith("A-") else "criminal"
        if values["act_from"] and values["act_to"] and values["act_to"] < values["act_from"]:
            problems["act_to"] = "行为止日早于起日，请核对"

    @classmethod
    def doubts(cls, values: Any) -> dict[str, str]:
        """Point out days in an order that hardly happens."""
        filed = values["filed_on"]
        late = "早于立案日期，请核对"
        return {name: late for name in ("solved_on", "closed_on") if filed and values[name] and values[name] < filed}
