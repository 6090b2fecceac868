"""The head of a table: titles, the sort arrow, and a filter box under each title."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from anfraud_desktop.ui import icons, parts, theme
from anfraud_desktop.ui.columns import Column

PAUSE_MS = 250  # between two keystrokes in a filter box
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FilterBox(QLineEdit):
    """One filter box. `settled` carries its text after a pause or on Enter; never while a method composes."""

    settled = Signal(str)
    left_down = Signal()

    def __init__(self, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        parts.role(self, "filter")
        self.setPlaceholderText("筛选")
        self.setToolTip(hint)
        self.setAccessibleName(f"筛选{title}")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._settle)
        self.textEdited.connect(lambda _: self._pause.start())
        self.returnPressed.connect(self._settle)

    def _settle(self) -> None:
        self._pause.stop()
        parts.state(self, "set" if self.text().strip() else "")
        self.settled.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Esc empties the box, the down key goes to the rows."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._settle()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)


class Heads(QHeaderView):
    """A horizontal head. `filtered`: a column's name and its box's text; `entered`: a box has the focus."""

    filtered = Signal(str, str)
    left_down = Signal()
    entered = Signal(int)

    def __init__(self, columns: Sequence[Column], parent: QWidget, *, filters: bool) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.columns = list(columns)
        self.sort_name, self.descending = "", False
        self.boxes: dict[str, FilterBox] = {}
        self.covered: frozenset[str] = frozenset()  # columns that another head lies over
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.COLUMN_LEAST)
        self.setMouseTracking(True)
        if filters:
            for column in self.columns:
                if column.filtered:
                    self._add_box(column)
        self.sectionResized.connect(self.place)
        self.sectionMoved.connect(self.place)

    def _add_box(self, column: Column) -> None:
        box = FilterBox(column.title, column.hint, self)
        box.settled.connect(lambda text: self.filtered.emit(column.name, text))
        box.left_down.connect(self.left_down)
        box.installEventFilter(self)
        self.boxes[column.name] = box

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Make room for the boxes."""
        height = theme.HEAD + (theme.HEAD_FILTER if self.boxes else 0)
        return QSize(super().sizeHint().width(), height)

    def place(self) -> None:
        """Put each box under its title."""
        for logical, column in enumerate(self.columns):
            if box := self.boxes.get(column.name):
                shown = not self.isSectionHidden(logical) and column.name not in self.covered
                box.setVisible(shown)
                left = self.sectionViewportPosition(logical)
                box.setGeometry(
                    left + theme.XS, theme.HEAD, self.sectionSize(logical) - theme.S, theme.CONTROL_SMALL
                )  # fmt: skip

    def setOffset(self, offset: int) -> None:  # noqa: N802  Qt's name
        """Scroll, boxes included."""
        super().setOffset(offset)
        self.place()

    def updateGeometries(self) -> None:  # noqa: N802  Qt's name
        """Keep the boxes in place."""
        super().updateGeometries()
        self.place()

    def show_sort(self, name: str, *, descending: bool) -> None:
        """Show by which column the rows are sorted."""
        self.sort_name, self.descending = name, descending
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803  Qt's names
        """Draw title, arrow and the line below."""
        column = self.columns[logicalIndex]
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = QRect(rect.x() + theme.M, rect.y(), rect.width() - 2 * theme.M, theme.HEAD)
        painter.setFont(theme.font(theme.LABEL, strong=True))
        sorted_by = column.name == self.sort_name
        painter.setPen(theme.colour("accent" if sorted_by else "muted"))
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(column.title), room.width() - (theme.L if sorted_by else 0))
        title = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, width)
        if sorted_by:
            left = room.right() - theme.BODY if column.side == "right" else room.x() + width + 2
            arrow = icons.picture("sort_down" if self.descending else "sort_up", "accent", theme.BODY,
                                  self.devicePixelRatioF())  # fmt: skip
            painter.drawPixmap(left, room.y() + (room.height() - theme.BODY) // 2, arrow)
            if column.side == "right":
                room.adjust(0, 0, -theme.L, 0)
        painter.drawText(room, RIGHT if column.side == "right" else LEFT, title)
        painter.restore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Bring a box that gets the focus by Tab into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, FilterBox):
            name = next((name for name, box in self.boxes.items() if box is watched), "")
            self.entered.emit(next(n for n, column in enumerate(self.columns) if column.name == name))
        return super().eventFilter(watched, event)
