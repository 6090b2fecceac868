"""A table of any rows: sorted, filtered, arranged and copied by its user; fast at a million rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from anfraud_desktop.ui import parts, shortcuts, theme
from anfraud_desktop.ui.arrangement import Arrangement
from anfraud_desktop.ui.choosing import Choosing
from anfraud_desktop.ui.columns import Column
from anfraud_desktop.ui.emptiness import Empty, EmptyState
from anfraud_desktop.ui.grid import Grid
from anfraud_desktop.ui.heads import Heads
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.rows import Fetch, Rows

if TYPE_CHECKING:
    from array import array

BUSY_AFTER_MS = 150  # a list that is there at once must not flicker


class Table(QWidget):
    """The grid, its count line and its empty state.

    `opened(id)`: Enter or double click. `picked(id)`: another row is the current one (0: none).
    `sorted_by(name, descending)`: a head was clicked; an empty name is the list's own order.
    `filtered(name, text)`: a filter box has settled. `menu_wanted(place)`: right click on a row.
    """

    opened = Signal(int)
    picked = Signal(int)
    sorted_by = Signal(str, bool)
    filtered = Signal(str, str)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, columns: Sequence[Column], fetch: Fetch, *, keep: Keep | None = None, name: str = "", filters: bool = True
    ) -> None:
        super().__init__()
        self.rows = Rows(columns, fetch)
        self.grid = Grid(self.rows, filters=filters, parent=self)
        self.choice = Choosing(self.grid)
        self.arrangement = Arrangement(self.grid, keep, name)
        self.setFocusProxy(self.grid)
        self.empty = EmptyState(self.grid, theme.HEAD + (theme.HEAD_FILTER if filters else 0))
        self.empty.tell(Empty("没有内容"))
        self.count = parts.label("", "caption")
        self.busy = parts.label("正在查…", "caption")
        self.busy.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(BUSY_AFTER_MS)
        self._patience.timeout.connect(self.busy.show)
        bar = parts.frame("bar")
        bar.setFixedHeight(theme.STATUS)
        bar.setLayout(parts.row(self.count, None, self.busy, margins=(theme.M, 0, theme.M, 0)))
        self.setLayout(parts.column(self.grid, bar, gap=0))
        self._connect()

    def _connect(self) -> None:
        grid = self.grid
        grid.opened.connect(lambda: self.opened.emit(self.current_id()) if self.current_id() else None)
        grid.verticalScrollBar().valueChanged.connect(self._recount)
        grid.selectionModel().currentRowChanged.connect(lambda: self.picked.emit(self.current_id()))
        self.choice.changed.connect(self._recount)
        for view, heads in ((grid, grid.heads), (grid.frozen, grid.frozen_heads)):
            heads.sectionClicked.connect(self._head_clicked)
            heads.filtered.connect(self._box_settled)
            heads.left_down.connect(self._into_rows)
            view.customContextMenuRequested.connect(
                lambda at, view=view: self.menu_wanted.emit(view.viewport().mapToGlobal(at))
            )
        keys = {
            "copy": self.choice.copy,
            "copy_heads": lambda: self.choice.copy(heads=True),
            "select_all": self.choice.everything,
        }
        for name, does in keys.items():
            shortcut = QShortcut(QKeySequence(shortcuts.BY_NAME[name].keys[0]), grid)
            shortcut.setContext(shortcuts.HERE)
            shortcut.activated.connect(lambda does=does: does())

    def show_ids(self, ids: "array[int]") -> None:
        """Show another snapshot; the current row stays where it is, if it is still there."""
        current, top = self.current_id(), self.grid.verticalScrollBar().value()
        self.wait(waiting=False)
        self.choice.nothing()
        self.rows.show_ids(ids)
        self.grid.verticalScrollBar().setValue(top)
        self.empty.setVisible(not ids)
        self.grid.freeze()
        if current and current in ids:
            self.go_to(current)
        else:
            self.picked.emit(0)
        self._recount()

    def wait(self, *, waiting: bool) -> None:
        """Say that a question to the file is under way, unless it is answered at once."""
        if waiting:
            self._patience.start()
        else:
            self._patience.stop()
            self.busy.hide()

    def current_id(self) -> int:
        """Return the id of the current row, 0 where there is none."""
        number = self.grid.currentIndex().row()
        return self.rows.ids[number] if 0 <= number < len(self.rows.ids) else 0

    def go_to(self, wanted: int) -> None:
        """Make a row the current one."""
        if wanted in self.rows.ids:
            index = self.rows.index(self.rows.ids.index(wanted), self.grid.shown()[0])
            flags = QItemSelectionModel.SelectionFlag
            self.grid.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.grid.scrollTo(index)

    def sort(self, name: str, *, descending: bool) -> None:
        """Show by which column the rows are sorted; sorting itself is the caller's."""
        for heads in self._heads():
            heads.show_sort(name, descending=descending)

    def filters(self) -> dict[str, str]:
        """Return the texts of the filter boxes that hold one."""
        boxes = self.grid.heads.boxes
        return {name: box.text().strip() for name, box in boxes.items() if box.text().strip()}

    def set_filter(self, name: str, text: str, problem: str = "") -> None:
        """Put a text into a filter box, or mark it with what is wrong with it."""
        hint = next(column.hint for column in self.rows.columns if column.name == name)
        for heads in self._heads():
            if box := heads.boxes.get(name):
                if box.text() != text:
                    box.setText(text)
                parts.state(box, "problem" if problem else "set" if text.strip() else "")
                box.setToolTip(problem or hint)

    def focus_filter(self) -> None:
        """Go to the filter box of the current column, or of the first."""
        logical, shown = self.grid.currentIndex().column(), self.grid.shown()
        name = self.rows.columns[logical if logical in shown else shown[0]].name
        heads = self.grid.frozen_heads if name in self.grid.heads.covered else self.grid.heads
        if box := heads.boxes.get(name):
            box.setFocus()
            box.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """More or fewer rows are seen now."""
        super().resizeEvent(event)
        self._recount()

    def _heads(self) -> tuple[Heads, Heads]:
        return self.grid.heads, self.grid.frozen_heads

    def _head_clicked(self, logical: int) -> None:
        column, heads = self.rows.columns[logical], self.grid.heads
        if not column.sortable:
            return
        if heads.sort_name != column.name:
            self.sort(column.name, descending=False)
        elif not heads.descending:
            self.sort(column.name, descending=True)
        else:
            self.sort("", descending=False)
        self.sorted_by.emit(heads.sort_name, heads.descending)

    def _box_settled(self, name: str, text: str) -> None:
        self.set_filter(name, text)
        self.filtered.emit(name, text)

    def _into_rows(self) -> None:
        self.grid.setFocus()
        if self.rows.ids and not self.current_id():
            self.go_to(self.rows.ids[0])

    def _recount(self) -> None:
        total, chosen = len(self.rows.ids), self.choice.number()
        first = max(self.grid.rowAt(0), 0) + 1
        last = self.grid.rowAt(self.grid.viewport().height() - 1)
        words = f"{first:,}–{(last if last >= 0 else total - 1) + 1:,} / {total:,}" if total else "0 条"
        if chosen > 1 or self.grid.cells.everything:
            words += f" · 已选 {chosen:,}"
        self.count.setText(words)
