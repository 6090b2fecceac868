"""Notices: what the station puts before the public. Only the notice actions write them, behind the gate."""

from anfraud_desktop.schema.kinds import Choice, Choices, Day, DocumentNumber, Links, LongText, Text
from anfraud_desktop.schema.record import Record


class Notice(Record, table="notices", title="通告", named_by=("subject",), managed=True):
    """One notice with the involvements that it shows; the ruling on each is made afresh whenever it is looked at."""

    subject = Text("标题", required=True, listed=True, searched=True, length=120)
    kind = Choice("文书种类", "notice_kinds", required=True, listed=True)
    number = DocumentNumber("发文字号", listed=True, searched=True)
    state = Choice("通告状态", "notice_states", required=True, listed=True, indexed=True)
    involvements = Links("involvements", "涉案人员")
    cases = Links("cases", "涉及案件")
    channel = Choices("发布渠道", "notice_channels", listed=True)
    valid_until = Day("有效期至", listed=True, indexed=True)
    dated_on = Day("成文日期", listed=True)
    opening = LongText("正文开头")
    signed_by = Text("落款单位")
