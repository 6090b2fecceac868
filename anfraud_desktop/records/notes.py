"""Notes: what an officer writes down about a case as the work goes on."""

from anfraud_desktop.schema.kinds import Link, LongText, Moment, Name
from anfraud_desktop.schema.record import Record


class Note(Record, table="notes", title="记事", named_by=("at", "officer"), key=("case", "at", "text")):
    """One note."""

    case = Link("cases", "案件", required=True, listed=True)
    at = Moment("记事时刻", required=True, listed=True, indexed=True, headings=("记事时间",))
    officer = Name("记事人", listed=True, searched=True)
    text = LongText("记事内容", required=True, listed=True, searched=True)
