"""The rail: the window's pages by section, folding to icons."""

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QWidget

from anfraud_desktop.ui import icons, parts, shortcuts, theme
from anfraud_desktop.ui.page import SECTIONS, Page

TITLE = "安陆反诈"


class Entry(QAbstractButton):
    """One line of the rail: icon, title and, where something waits, a number."""

    def __init__(self, page: Page, number: int) -> None:
        super().__init__()
        self.page = page
        self.waiting = 0
        self.folded = False
        key = f"  Alt+{number}" if number <= len(shortcuts.BY_NAME["rail"].keys) else ""
        self.setText(page.title)
        self.setToolTip(page.title + key)
        self.setAccessibleName(page.title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Be as high as a row."""
        return QSize(theme.RAIL_FOLDED, theme.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw ground, bar, icon, title and number."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setBrush(theme.colour("accent_weak" if self.isChecked() else "hover"))
            painter.drawRoundedRect(self.rect(), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        if self.isChecked() or self.hasFocus():
            bar = QRectF(0, theme.S + 2, theme.ACTIVE_BAR, self.height() - 2 * (theme.S + 2))
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(bar, theme.ACTIVE_BAR / 2, theme.ACTIVE_BAR / 2)
        ink = "accent" if self.isChecked() else "muted"
        left = (self.width() - theme.ICON) // 2 if self.folded else theme.M
        top = (self.height() - theme.ICON) // 2
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(left, top, icons.picture(self.page.icon, ink, theme.ICON, ratio))
        if not self.folded:
            self._words(painter)
        painter.end()

    def _words(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.BODY, strong=self.isChecked()))
        painter.setPen(theme.colour("accent" if self.isChecked() else "ink"))
        room = self.rect().adjusted(theme.M + theme.ICON + theme.M, 0, -theme.M, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.waiting:
            painter.setFont(theme.font(theme.CAPTION, strong=True, tabular=True))
            painter.setPen(theme.colour("accent"))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{self.waiting:,}")


class Rail(QFrame):
    """All entries. `chosen` carries the page's key."""

    chosen = Signal(str)

    def __init__(self, pages: Iterable[Page]) -> None:
        super().__init__()
        parts.role(self, "rail")
        self.entries: dict[str, Entry] = {}
        self._words: list[QWidget] = []
        self.folded = False
        body = parts.column(gap=theme.HAIRLINE * 2, margins=(theme.M, theme.S, theme.M, theme.M))
        order = sorted(pages, key=lambda page: SECTIONS.index(page.section))
        for section, members in groupby(order, key=lambda page: page.section):
            if section:
                body.addSpacing(theme.M)
                caption = parts.label(section, "section")
                caption.setIndent(theme.M)
                caption.setFixedHeight(theme.XL)
                self._words.append(caption)
                body.addWidget(caption)
            for page in members:
                body.addWidget(self._entry(page))
        body.addStretch(1)
        inside = QWidget()
        inside.setLayout(body)
        area = parts.scrolled(inside)
        self.fold_button = parts.tool("navigation", shortcuts.hint("fold", "收起左侧栏"), self.toggle)
        name = parts.label(TITLE, "heading")
        self._words.append(name)
        mark = parts.drawing("shield", "accent", theme.XL)
        self._mark = mark
        self._head = parts.row(mark, name, None, self.fold_button, gap=theme.S, margins=(theme.L, 0, theme.S, 0))
        head = QWidget()
        head.setFixedHeight(theme.HEADER)
        head.setLayout(self._head)
        self.setLayout(parts.column(head, area, gap=0))
        self.setFixedWidth(theme.RAIL)

    def _entry(self, page: Page) -> Entry:
        made = Entry(page, len(self.entries) + 1)
        made.clicked.connect(lambda: self.chosen.emit(page.key))
        self.entries[page.key] = made
        return made

    def select(self, key: str) -> None:
        """Show which page is on."""
        for name, entry in self.entries.items():
            entry.setChecked(name == key)

    def key_at(self, number: int) -> str:
        """Return the key of the n-th entry from 1, or an empty text."""
        return next((key for place, key in enumerate(self.entries, 1) if place == number), "")

    def set_waiting(self, key: str, number: int) -> None:
        """Show a number beside a title; 0 shows none."""
        self.entries[key].waiting = number
        self.entries[key].update()

    def toggle(self) -> None:
        """Fold to icons or unfold."""
        self.fold(folded=not self.folded)

    def fold(self, *, folded: bool) -> None:
        """Show icons alone, or icons with words."""
        self.folded = folded
        for words in self._words:
            words.setVisible(not folded)
            if isinstance(words, QLabel) and words.property("role") == "section":
                words.setVisible(True)
                words.setFixedHeight(theme.S if folded else theme.XL)
                words.setMaximumWidth(0 if folded else theme.RAIL)
        self._mark.setVisible(not folded)
        self._head.setContentsMargins(theme.M if folded else theme.L, 0, theme.S, 0)
        for entry in self.entries.values():
            entry.folded = folded
            entry.update()
        self.setFixedWidth(theme.RAIL_FOLDED if folded else theme.RAIL)
