"""Short messages at the bottom right, gone after six seconds; with 撤销 where there is an undo."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QCursor
from PySide6.QtWidgets import QFrame, QWidget

from anfraud_desktop.ui import parts, theme

ICONS: dict[theme.Tone, str] = {"plain": "info", "accent": "info", "ok": "done", "warn": "warning", "danger": "error"}
MOST = 4


class Toast(QFrame):
    """One message. `closed`: it goes away."""

    closed = Signal()

    def __init__(self, parent: QWidget, text: str, tone: theme.Tone, undo: Callable[[], object] | None) -> None:
        super().__init__(parent)
        self.undo = undo
        parts.role(self, "floating")
        words = parts.label(text, wrap=True)
        items: list[parts.Item] = [parts.drawing(ICONS[tone], "muted" if tone == "plain" else tone)]
        items.append(parts.spread(words))
        if undo:
            items.append(parts.button("撤销", self.take_back, look="link"))
        items.append(parts.tool("dismiss", "关闭", self.close))
        body = parts.row(*items, gap=theme.M, margins=(theme.L, theme.S, theme.S, theme.S))
        self.setLayout(body)
        self.setFixedWidth(theme.TOAST)
        self.setFixedHeight(body.heightForWidth(theme.TOAST))
        self.words = text

    def is_pointed_at(self) -> bool:
        """Tell whether the pointer rests on it."""
        return self.rect().contains(self.mapFromGlobal(QCursor.pos()))

    def take_back(self) -> None:
        """Undo what was told, once."""
        undo, self.undo = self.undo, None
        self.close()
        if undo:
            undo()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Go away."""
        self.closed.emit()
        self.deleteLater()
        event.accept()


class Toasts(QObject):
    """The pile of messages over one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.shown: list[Toast] = []
        window.installEventFilter(self)

    def show(self, text: str, tone: theme.Tone = "ok", undo: Callable[[], object] | None = None) -> Toast:
        """Show a sentence for six seconds; longer while the pointer rests on it."""
        toast = Toast(self._window, text, tone, undo)
        toast.closed.connect(lambda: self._forget(toast))
        self.shown.append(toast)
        for old in self.shown[:-MOST]:
            old.close()
        toast.show()
        self._place()
        self._let_go(toast)
        return toast

    def _let_go(self, toast: Toast) -> None:
        timer = QTimer(toast)
        timer.setInterval(theme.TOAST_MS)
        timer.timeout.connect(lambda: None if toast.is_pointed_at() else toast.close())
        timer.start()

    def _forget(self, toast: Toast) -> None:
        if toast in self.shown:
            self.shown.remove(toast)
            self._place()

    def _place(self) -> None:
        bottom = self._window.height() - theme.STATUS - theme.L
        for toast in reversed(self.shown):
            toast.adjustSize()
            bottom -= toast.height()
            toast.move(QPoint(self._window.width() - toast.width() - theme.L, bottom))
            toast.raise_()
            bottom -= theme.S

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Stay in the corner when the window changes its size."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return False
