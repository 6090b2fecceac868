"""Involvements: a person's part in a case. All dispositions hang here: the law asks per person and charge."""

from anfraud_desktop.schema.kinds import Choice, Choices, Day, Link, Links, LongText, Money, Text
from anfraud_desktop.schema.record import Record


class Involvement(Record, table="involvements", title="涉案人员", named_by=("person", "case"), key=("person", "case")):
    """One person in one case."""

    person = Link("people", "人员", required=True, listed=True)
    case = Link("cases", "案件", required=True, listed=True)
    roles = Choices("角色", "roles", listed=True, headings=("涉案角色", "人员角色", "作用", "人员类别"))
    acted_on = Day("行为时间", listed=True, headings=("作案时间", "作案日期", "违法行为时间", "行为日期"))
    captured_on = Day("到案日期", listed=True, indexed=True, headings=("抓获日期", "到案时间", "抓获时间"))
    capture_manner = Choice("到案方式", "capture_manners")
    capture_place = Text("到案地点", headings=("抓获地点",))
    custody = Choice(
        "在控情况", "custody_states", listed=True, indexed=True, headings=("在逃/在控", "是否在逃", "羁押情况")
    )
    illegal_gain = Money("违法所得", listed=True, headings=("非法获利", "获利", "获利金额", "违法所得金额"))
    accomplices = Links("people", "同案人员")
    necessity = Text("公开必要性", hint="取保候审、监视居住人员以隐名公开时须写明理由")
    remark = LongText("涉案备注")
