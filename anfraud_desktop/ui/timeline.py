"""The timeline of a case as a table: filtered by ledger and by words, either way round; a line opens its record."""

from array import array
from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from anfraud_desktop.actions.timeline import Event, chosen, kinds_of, pdf
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.badges import Mark
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Workspace
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table

COLUMNS = (
    told("on", "日期", theme.COLUMN_TEXT),
    told("what", "事项", theme.COLUMN_CASE),
    told("people", "人员", theme.COLUMN_CHOICE),
    told("about", "内容", theme.COLUMN_LONG),
)
EVERY = ""


class TimelineView(QWidget):
    """What is dated in a case; `show_events` gives it what was read."""

    def __init__(self, page: Workspace, case_id: int) -> None:
        super().__init__()
        self.page, self.host, self.case_id = page, page.host, case_id
        self.events: Sequence[Event] = ()
        self.listed: list[Event] = []
        self.kind = parts.DropDown()
        self.kind.setAccessibleName("类别")
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
        self.print_button = parts.button("打印…", self.save_pdf, look="view", icon="print")
        top = parts.row(self.kind, self.words, None, self.newest, self.print_button, gap=theme.S, margins=margins)
        self.setLayout(parts.column(top, parts.spread(self.table, high=True), gap=0))

    def show_events(self, events: Sequence[Event]) -> None:
        """Show what is dated; the choice of a ledger stays where it still has something."""
        self.events, before = events, self.kind.currentData()
        self.kind.clear()
        self.kind.addItem("全部", EVERY)
        for kind, title in kinds_of(events).items():
            self.kind.addItem(title, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(before)))
        self.list_events()

    def list_events(self) -> None:
        """List what the filters leave."""
        kind = self.kind.currentData()
        found = chosen(self.events, [kind] if kind else (), self.words.text())
        self.listed = found[::-1] if self.newest.isChecked() else found
        self.table.empty.tell(Empty("没有符合的事项" if self.events else "还没有记下日期", icon="calendar"))
        self.table.show_ids(array("q", range(1, len(self.listed) + 1)))

    def save_pdf(self) -> None:
        """Save what is listed as a PDF."""
        office, at, listed = self.host.office, self.case_id, list(self.listed)
        save(self.page, f"案件时间轴-{at}.pdf", lambda: pdf(office, at, listed), "打印时间轴")

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        today = self.host.office.today
        return [Row(at, *_shown(self.listed[at - 1], today)) for at in ids if at <= len(self.listed)]

    def _open(self, at: int) -> None:
        one = self.listed[at - 1]
        self.host.edit_record(one.ledger, one.id, one.field)


def _shown(one: Event, today: date) -> tuple[dict[str, str], dict[str, Mark]]:
    texts = {"on": one.when, "what": one.what, "people": one.people, "about": one.about}
    if not one.coming:
        return texts, {}
    over = one.order[0].date() < today
    return texts, {"on": Mark(one.when, "danger" if over else "warn", "clock", one.about)}
