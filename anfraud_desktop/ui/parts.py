"""Small parts that every page is made of, so that each looks the same everywhere."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from anfraud_desktop.ui import icons, theme

Item = QWidget | QBoxLayout | int | None
Box = TypeVar("Box", bound=QBoxLayout)


def role(widget: QWidget, name: str) -> None:
    """Give a widget its look by the name that the style sheet knows."""
    _set(widget, "role", name)


def state(widget: QWidget, name: str) -> None:
    """Mark a widget: "", "problem", "warning" or "set"."""
    _set(widget, "state", name)


def _set(widget: QWidget, prop: str, name: str) -> None:
    if widget.property(prop) != name:
        widget.setProperty(prop, name)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str = "", look: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a label of plain text; a value is never taken for markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if look:
        role(made, look)
    return made


def button(text: str, pressed: Callable[[], Any] | None = None, *, look: str = "", icon: str = "") -> QPushButton:
    """Return a push button; its icon takes the colour of its words."""
    made = QPushButton(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if look:
        role(made, look)
    if icon:
        inks = {"primary": "on_accent", "danger": "on_danger", "chip": "accent"}
        made.setIcon(icons.icon(icon, inks.get(look, "muted")))
        made.setIconSize(QSize(theme.ICON, theme.ICON))
    if pressed:
        made.clicked.connect(lambda _checked: pressed())
    return made


def tool(icon: str, tip: str, pressed: Callable[[], Any] | None = None, *, size: int = theme.ICON) -> QToolButton:
    """Return a button that is an icon with a word on hover."""
    made = QToolButton()
    made.setIcon(icons.icon(icon, size=size))
    made.setIconSize(QSize(size, size))
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if pressed:
        made.clicked.connect(lambda _checked: pressed())
    return made


def drawing(name: str, ink: str = "muted", size: int = theme.ICON) -> QLabel:
    """Return an icon that is only looked at."""
    made = QLabel()
    made.setPixmap(icons.icon(name, ink, size).pixmap(QSize(size, size)))
    made.setFixedSize(size, size)
    return made


def frame(look: str) -> QFrame:
    """Return an empty frame of a look."""
    made = QFrame()
    role(made, look)
    return made


def hairline() -> QFrame:
    """Return a horizontal line."""
    made = frame("line")
    made.setFixedHeight(theme.HAIRLINE)
    return made


def row(*items: Item, gap: int = theme.S, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Lay things side by side; None is a spring, a number is a gap."""
    return _filled(QHBoxLayout(), items, gap, margins)


def column(*items: Item, gap: int = theme.S, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Lay things below each other; None is a spring, a number is a gap."""
    return _filled(QVBoxLayout(), items, gap, margins)


def _filled(box: Box, items: tuple[Item, ...], gap: int, margins: tuple[int, int, int, int]) -> Box:
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)
    return box


def spread(widget: QWidget, *, wide: bool = True, high: bool = False) -> QWidget:
    """Let a widget take the room there is."""
    policy = QSizePolicy.Policy
    widget.setSizePolicy(policy.Expanding if wide else policy.Preferred, policy.Expanding if high else policy.Preferred)
    return widget


def scrolled(inside: QWidget) -> QScrollArea:
    """Return a place in which something scrolls up and down, without a ground of its own."""
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for ground in (inside, area.viewport()):
        ground.setAutoFillBackground(False)
    return area


def notice(text: str, tone: theme.Tone, icon: str) -> QFrame:
    """Return a coloured strip with an icon and a sentence."""
    made = frame(f"notice-{tone}")
    words = label(text, wrap=True)
    made.setLayout(row(drawing(icon, tone), spread(words), gap=theme.S, margins=(theme.M, theme.S, theme.M, theme.S)))
    return made


def clear(box: QBoxLayout) -> None:
    """Take everything out of a layout and let it go."""
    while item := box.takeAt(0):
        if widget := item.widget():
            widget.hide()  # a layout shows its widgets a little later; without a parent that would open a window
            widget.setParent(None)
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QBoxLayout):
            clear(inner)


class DropDown(QComboBox):
    """A combo box with an arrow of ours; the style sheet can only draw pictures from files."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw the arrow over the styled box."""
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = icons.picture("chevron_down", "muted", theme.L, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - theme.L - theme.S, (self.height() - theme.L) // 2, arrow)
        painter.end()

    def wheelEvent(self, event: Any) -> None:  # noqa: N802  Qt's name
        """Leave the wheel to the page: a value must not change because somebody scrolls."""
        event.ignore()
