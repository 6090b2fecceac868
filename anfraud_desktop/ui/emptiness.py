"""What stands where there is nothing: one sentence and one button."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anfraud_desktop.ui import parts, theme


@dataclass(frozen=True)
class Empty:
    """One sentence, and one button that does something about it."""

    sentence: str
    button: str = ""
    pressed: Callable[[], object] | None = None
    icon: str = "table"


class EmptyState(QWidget):
    """Lies over the place that is empty, below its head."""

    def __init__(self, over: QWidget, below: int) -> None:
        super().__init__(over.parentWidget())
        self._over, self._below = over, below
        self._box = QVBoxLayout(self)
        over.installEventFilter(self)
        self.hide()

    def tell(self, empty: Empty) -> None:
        """Say it."""
        parts.clear(self._box)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._box.addStretch(1)
        self._box.addWidget(parts.drawing(empty.icon, "line_strong", theme.ICON_LARGE), 0, middle)
        self._box.addSpacing(theme.S)
        self._box.addWidget(parts.label(empty.sentence, "muted"), 0, middle)
        if empty.button:
            self._box.addSpacing(theme.S)
            self._box.addWidget(parts.button(empty.button, empty.pressed), 0, middle)
        self._box.addStretch(2)
        self.fit()

    def fit(self) -> None:
        """Take the place's size."""
        self.setGeometry(self._over.geometry().adjusted(0, self._below, 0, 0))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Follow the place's size."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.fit()
        return False
