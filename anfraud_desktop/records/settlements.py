"""Settlements: time limits that somebody has declared done, or that were extended, each with its reason.

Only the actions on clocks write them. A settlement holds for one start of the limit: if that day changes, it lapses.
"""

from anfraud_desktop.schema.kinds import Choice, Count, Day, DocumentNumber, LongText, Text
from anfraud_desktop.schema.record import Record


class Settlement(
    Record, table="settlements", title="时限处理", named_by=("limit", "settled_on"), managed=True,
    key=("kind", "of_ledger", "of_record", "start"),
):  # fmt: skip
    """One time limit settled: done, or extended to a longer one."""

    limit = Text("时限", required=True, listed=True, searched=True)
    outcome = Choice("处理方式", "settlements", required=True, listed=True)
    settled_on = Day("处理日期", required=True, listed=True, indexed=True)
    document_number = DocumentNumber("文书号", listed=True, searched=True)
    reason = LongText("原因", required=True, listed=True, searched=True)
    due = Text("法定最后一日")
    kind = Text("时限代码", required=True)
    next_kind = Text("延长后的时限代码")
    of_ledger = Text("所属台账", required=True)
    of_record = Count("记录编号", required=True, indexed=True)
    start = Text("起算", required=True)
