"""Notes: what an officer writes down while working on a case."""

from anfraud_desktop.schema.kinds import Link, LongText, Moment, Name
from anfraud_desktop.schema.record import Record


class Note(
    Record, table="notes", title="办案记事", named_by=("noted_at", "officer"), key=("case", "noted_at"),
    optional_key=("officer",),
):  # fmt: skip
    """One note on a case: what was done, agreed or is to be kept in mind."""

    case = Link("cases", "记事案件", required=True, listed=True)
    noted_at = Moment("记事时间", required=True, listed=True, indexed=True)
    officer = Name("记录人", listed=True, searched=True)
    text = LongText("记事内容", required=True, listed=True, searched=True)
