"""Draws cells straight from the page of ready texts."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from anfraud_desktop.ui import badges, theme
from anfraud_desktop.ui.rows import LEFT, RIGHT, Rows

SELECTED = QStyle.StateFlag.State_Selected
ELIDE = Qt.TextElideMode.ElideRight
LEAVE, MOVE = QEvent.Type.Leave, QEvent.Type.MouseMove


class Cells(QStyledItemDelegate):
    """One delegate a table: ground by row (chosen, under the pointer), text or badge, a hairline below."""

    def __init__(self, rows: Rows, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self.hovered = -1
        self.everything = False  # all rows are chosen by a flag, not by a selection of a million
        self.dress()

    def dress(self) -> None:
        """Take fonts and colours of the set in force."""
        self._font, self._digits = theme.font(theme.BODY), theme.font(theme.BODY, tabular=True)
        self._measure = QFontMetrics(self._digits)
        self._line = QPen(theme.colour("line"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        at, box = index.row(), option.rect
        row, column = self._rows.row(at), self._rows.columns[index.column()]
        if self.everything or option.state & SELECTED:
            painter.fillRect(box, theme.colour("accent_weak"))
        elif at == self.hovered:
            painter.fillRect(box, theme.colour("hover"))
        painter.setPen(self._line)
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(theme.M, 0, -theme.M, 0)
        if mark := row.marks.get(column.name):
            badges.paint(painter, QRectF(inner), mark, ratio=painter.device().devicePixelRatio())
            return
        text = row.texts.get(column.name, "")
        if not text:
            return
        if column.tabular:
            painter.setFont(self._digits)
        else:
            painter.setFont(self._font)
        painter.setPen(theme.colour("muted" if row.faded else "ink"))
        if self._measure.horizontalAdvance(text) > inner.width():
            text = self._measure.elidedText(text, ELIDE, inner.width())
        painter.drawText(inner, RIGHT if column.side == "right" else LEFT, text)


class Hover(QObject):
    """Tells the delegate which row the pointer is on, for one table of one or two views."""

    def __init__(self, cells: Cells, views: tuple[QTableView, ...]) -> None:
        super().__init__(views[0])
        self._cells, self._views = cells, views
        for view in views:
            view.setMouseTracking(True)
            view.viewport().setMouseTracking(True)
            view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Follow the pointer."""
        kind = event.type()
        if kind == MOVE:
            view = next((view for view in self._views if view.viewport() is watched), None)
            self._move(view.indexAt(event.position().toPoint()).row() if view else -1)  # type: ignore[attr-defined]  # a QMouseEvent by its type
        elif kind == LEAVE:
            self._move(-1)
        return False

    def _move(self, row: int) -> None:
        if row == self._cells.hovered:
            return
        old, self._cells.hovered = self._cells.hovered, row
        for view in self._views:
            for number in (old, row):
                if number >= 0:
                    _repaint_row(view, number)


def _repaint_row(view: QAbstractItemView, number: int) -> None:
    if isinstance(view, QTableView):
        view.viewport().update(0, view.rowViewportPosition(number), view.viewport().width(), view.rowHeight(number))
