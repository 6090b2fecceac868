"""The table's model: a snapshot of ids, and pages of ready texts fetched when they are looked at."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from anfraud_desktop.ui.columns import Column, Row

PAGE = 128  # rows fetched at once
PAGES_KEPT = 64

# Looking an enum up through its class costs a hundred times a module's constant, and data() is called thousands of
# times a frame.
DISPLAY, ALIGNMENT, TOOL_TIP = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.ToolTipRole,
)
HORIZONTAL = Qt.Orientation.Horizontal
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NO_PARENT = QModelIndex()

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Sequence[Row]]


class Rows(QAbstractTableModel):
    """Ids in order; texts come page by page from `fetch`, which may give fewer rows than it was asked for."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch) -> None:
        super().__init__()
        self.columns = list(columns)
        self.ids: array[int] = array("q")
        self._fetch = fetch
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()

    def show_ids(self, ids: "array[int]") -> None:
        """Show another snapshot."""
        self.beginResetModel()
        self.ids = ids
        self._pages.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Fetch what is shown again: its values have changed, its order has not."""
        self._pages.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def row(self, number: int) -> Row:
        """Return a row's texts; one that has gone from the file since the snapshot is empty and faded."""
        page_number = number // PAGE
        page = self._pages.get(page_number)
        if page is None:
            page = self._read(page_number)
        at = self.ids[number]
        return page.get(at) or Row(at, {}, faded=True)

    def _read(self, page_number: int) -> dict[int, Row]:
        start = page_number * PAGE
        page = {row.id: row for row in self._fetch(self.ids[start : start + PAGE].tolist())}
        self._pages[page_number] = page
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def text(self, number: int, column: int) -> str:
        """Return what a cell says."""
        name = self.columns[column].name
        row = self.row(number)
        mark = row.marks.get(name)
        return mark.word if mark else row.texts.get(name, "")

    # Qt's names from here on

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802
        """Count the snapshot."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return text, alignment or what stands on hover; the delegate asks `row` directly."""
        if role == DISPLAY:
            return self.text(index.row(), index.column()) if index.isValid() else None
        if role == TOOL_TIP and index.isValid():
            mark = self.row(index.row()).marks.get(self.columns[index.column()].name)
            return mark.why if mark and mark.why else None
        if role == ALIGNMENT and index.isValid():
            return RIGHT if self.columns[index.column()].side == "right" else LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802
        """Return a column's title."""
        if role == DISPLAY and orientation == HORIZONTAL and section < len(self.columns):
            return self.columns[section].title
        return None
