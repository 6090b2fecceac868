"""Ctrl+K: one box over everything; what matches stands below it, by ledger.

The panel is a child of the window, not a popup of its own: Chinese input methods do not open in popups (QTBUG-83490).
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.results import A_LEDGER, FOUND, Found, Results, found
from anfraud_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

PAUSE_MS = 60  # between two keystrokes of one word


class SearchPanel(QWidget):
    """A veil over the window with the box and its results."""

    def __init__(self, window: QWidget, office: "Office", open_record: Callable[[str, int], object]) -> None:
        super().__init__(window)
        self._office, self._open = office, open_record
        self.lane = Tasks(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self.line = QLineEdit()
        self.line.setPlaceholderText("姓名、拼音或首字母、案号、卡号或证件号的任意一段")
        parts.role(self.line, "bare")
        self.line.textEdited.connect(lambda _: self._pause.start())
        self.line.installEventFilter(self)
        self.list = QListWidget()
        parts.role(self.list, "results")
        self.list.setItemDelegate(Results(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._chosen)
        self.foot = parts.label("", "caption")
        self.box = self._box()
        self.hide()
        window.installEventFilter(self)

    def _box(self) -> QFrame:
        box = parts.frame("floating")
        box.setParent(self)
        cap = parts.label("Esc", "keycap")
        cap.setFixedHeight(theme.BADGE)
        head = parts.row(
            parts.drawing("search", "accent"), self.line, cap, gap=theme.M,
            margins=(theme.L, theme.M, theme.L, theme.M),
        )  # fmt: skip
        foot = parts.row(self.foot, None, parts.label("↑ ↓ 选择   Enter 打开", "caption"))
        foot.setContentsMargins(theme.L, theme.S, theme.L, theme.S)
        box.setLayout(parts.column(head, parts.hairline(), self.list, parts.hairline(), foot, gap=0))
        return box

    def ask(self) -> None:
        """Open the panel, with what was asked last ready to be typed over."""
        self._fit()
        self.show()
        self.raise_()
        self.line.setFocus()
        self.line.selectAll()
        self._find()

    def finish(self) -> None:
        """Let the lane run empty."""
        self.lane.finish()

    def _find(self) -> None:
        text = self.line.text().strip()
        self.lane.drop()
        if not text:
            self._show("", [])
            return
        office = self._office
        self.lane.start(lambda _: found(office, text), lambda hits: self._show(text, hits))

    def _show(self, text: str, hits: Sequence[Found]) -> None:
        self.list.clear()
        for ledger, group in groupby(hits, lambda hit: hit.ledger):
            head = QListWidgetItem(Record.ledgers[ledger].title)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(head)
            for hit in group:
                item = QListWidgetItem(hit.title)
                item.setData(FOUND, hit)
                self.list.addItem(item)
        self._choose(self._next(-1, 1))
        self.foot.setText(
            "" if not text else f"{len(hits)} 条，每类最多列 {A_LEDGER} 条" if hits
            else "没有找到。可以只写一段：姓名两个字、首字母、号码末三位。"
        )  # fmt: skip

    def _next(self, row: int, by: int) -> int:
        row += by
        while 0 <= row < self.list.count():
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                return row
            row += by
        return -1

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.list.setCurrentRow(row)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item and isinstance(one := item.data(FOUND), Found):
            self.hide()
            self._open(one.ledger, one.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Move in the results while the box keeps the focus; follow the window's size."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def _key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(self._next(self.list.currentRow(), 1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._chosen(self.list.currentItem())
        else:
            return False
        return True

    def mousePressEvent(self, event: Any) -> None:  # noqa: N802  Qt's name
        """Close when the veil is clicked."""
        if not self.box.geometry().contains(event.position().toPoint()):
            self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Keep the box in the upper middle."""
        super().resizeEvent(event)
        width = min(theme.SEARCH_PANEL, self.width() - 2 * theme.XL)
        height = min(theme.SEARCH_PANEL_HEIGHT, self.height() - 2 * theme.HEADER)
        self.box.setGeometry((self.width() - width) // 2, theme.HEADER + theme.XL, width, height)

    def _fit(self) -> None:
        if isinstance(window := self.parent(), QWidget):
            self.setGeometry(window.rect())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw the veil."""
        painter = QPainter(self)
        veil = QColor(theme.colour("veil"))
        veil.setAlphaF(theme.VEIL)
        painter.fillRect(event.rect(), veil)
        painter.end()
