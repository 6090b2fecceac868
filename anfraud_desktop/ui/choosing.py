"""Which rows of a grid are chosen, and what of them goes to the clipboard."""

from array import array
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from anfraud_desktop.ui.grid import Grid

COPY_MOST = 10_000  # rows put on the clipboard at once


@dataclass(frozen=True)
class Chosen:
    """What is chosen: single ids in the list's order, or (`everything`) all that the list holds."""

    everything: bool
    ids: "array[int]"

    def __len__(self) -> int:
        return len(self.ids)


class Choosing(QObject):
    """Choice over one grid. `changed`: more or fewer rows are chosen."""

    changed = Signal()

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        grid.selectionModel().selectionChanged.connect(self._selected)

    def _selected(self) -> None:
        if self._grid.selectionModel().hasSelection():
            self._flag(everything=False)
        self.changed.emit()

    def _flag(self, *, everything: bool) -> None:
        if self._grid.cells.everything != everything:
            self._grid.cells.everything = everything
            for view in (self._grid, self._grid.frozen):
                view.viewport().update()

    def _spans(self) -> list[tuple[int, int]]:
        if self._grid.cells.everything:
            return [(0, len(self._grid.rows.ids) - 1)]
        chosen = self._grid.selectionModel().selection()
        spans = [chosen.at(number) for number in range(chosen.count())]
        return sorted((span.top(), span.bottom()) for span in spans)

    def now(self) -> Chosen:
        """Return what is chosen."""
        ids: array[int] = array("q")
        for top, bottom in self._spans():
            ids.extend(self._grid.rows.ids[top : bottom + 1])
        return Chosen(everything=self._grid.cells.everything, ids=ids)

    def number(self) -> int:
        """Count what is chosen."""
        return sum(bottom - top + 1 for top, bottom in self._spans())

    def everything(self) -> None:
        """Choose all that the list holds, as a flag: a selection of a million rows would take a minute."""
        self._grid.clearSelection()
        self._flag(everything=bool(self._grid.rows.ids))
        self.changed.emit()

    def nothing(self) -> None:
        """Choose no row."""
        self._flag(everything=False)
        self._grid.clearSelection()
        self.changed.emit()

    def copy(self, *, heads: bool = False) -> int:
        """Put what is chosen on the clipboard as it is seen, tabs between columns; returns the number of rows."""
        rows, shown = self._grid.rows, self._grid.shown()
        numbers = [number for top, bottom in self._spans() for number in range(top, bottom + 1)][:COPY_MOST]
        lines = ["\t".join(rows.columns[column].title for column in shown)] if heads else []
        for number in numbers:
            cells = (rows.text(number, column).replace("\t", " ").replace("\n", " ") for column in shown)
            lines.append("\t".join(cells))
        if numbers:
            QGuiApplication.clipboard().setText("\n".join(lines))
        return len(numbers)
