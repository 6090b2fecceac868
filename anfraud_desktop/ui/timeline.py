"""The timeline of a case as a table: filtered by ledger and by words, either way round; a line opens its record."""

from array import array
from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from anfraud_desktop.actions.timeline import Event
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.badges import Mark
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.table import Table

COLUMNS = (
    told("on", "日期", theme.COLUMN_TEXT),
    told("what", "事项", theme.COLUMN_CASE),
    told("ledger", "台账", theme.COLUMN_CHOICE),
    told("about", "内容", theme.COLUMN_LONG),
)
EVERY, COMING = "", "coming"


class TimelineView(QWidget):
    """What is dated in a case; `show_events` gives it what was read."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.events: Sequence[Event] = ()
        self.listed: list[Event] = []
        self.kind = parts.DropDown()
        self.kind.setAccessibleName("台账")
        self.kind.addItem("全部", EVERY)
        self.kind.activated.connect(lambda _: self.list_events())
        self.words = QLineEdit()
        self.words.setPlaceholderText("筛选")
        self.words.setAccessibleName("筛选")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _: self.list_events())
        self.newest = parts.button("新的在前", self.list_events, look="view")
        self.newest.setCheckable(True)
        self.table = Table(COLUMNS, self._rows, filters=False)
        self.table.opened.connect(self._open)
        margins = (theme.S, theme.XS, theme.S, theme.XS)
        top = parts.row(self.kind, self.words, None, self.newest, gap=theme.S, margins=margins)
        self.setLayout(parts.column(top, parts.spread(self.table, high=True), gap=0))

    def show_events(self, events: Sequence[Event]) -> None:
        """Show what is dated; the choice of a ledger stays where it still has something."""
        self.events, chosen = events, self.kind.currentData()
        self.kind.clear()
        self.kind.addItem("全部", EVERY)
        for table in dict.fromkeys(one.ledger for one in events):
            self.kind.addItem(Record.ledgers[table].title, table)
        if any(one.coming for one in events):
            self.kind.addItem("即将到期", COMING)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.list_events()

    def list_events(self) -> None:
        """List what the filters leave."""
        kind, words = self.kind.currentData(), self.words.text().split()
        found = [one for one in self.events if _meets(one, kind) and all(word in _text(one) for word in words)]
        self.listed = found[::-1] if self.newest.isChecked() else found
        self.table.empty.tell(Empty("没有符合的事项" if self.events else "还没有记下日期", icon="calendar"))
        self.table.show_ids(array("q", range(1, len(self.listed) + 1)))

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        today = self.host.office.today
        return [Row(at, *_shown(self.listed[at - 1], today)) for at in ids if at <= len(self.listed)]

    def _open(self, at: int) -> None:
        one = self.listed[at - 1]
        self.host.edit_record(one.ledger, one.id, one.field)


def _meets(one: Event, kind: str) -> bool:
    return kind in (EVERY, None) or (one.coming if kind == COMING else one.ledger == kind)


def _text(one: Event) -> str:
    return f"{one.told} {one.what} {one.about} {Record.ledgers[one.ledger].title}"


def _shown(one: Event, today: date) -> tuple[dict[str, str], dict[str, Mark]]:
    texts = {"on": one.told, "what": one.what, "ledger": Record.ledgers[one.ledger].title, "about": one.about}
    if not one.coming:
        return texts, {}
    over = one.at.date() < today
    return texts, {"on": Mark(one.told, "danger" if over else "warn", "clock", one.about)}
