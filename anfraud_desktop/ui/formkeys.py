"""Enter goes along the fields of a form, but never while an input method composes."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from anfraud_desktop.ui.editor import Editor

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormKeys(QObject):
    """Watches the inputs of editors. `left` carries the editor that has lost the focus."""

    left = Signal(object)

    def __init__(self, editors: Sequence[Editor], parent: QObject) -> None:
        super().__init__(parent)
        self.composing = False  # an input method is at work in one of the fields
        self._editors = list(editors)
        self._owner: dict[QObject, Editor] = {}
        for made in editors:
            made.done.connect(lambda made=made: self._step(made, 1))
            for widget in made.inputs():
                self._owner[widget] = made
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Enter goes on and Shift+Enter back."""
        if isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            return self._enter(watched, event.modifiers())
        elif event.type() == QEvent.Type.FocusOut:
            self.composing = False
            if made := self._owner.get(watched):
                self.left.emit(made)
        return False

    def _enter(self, watched: QObject, modifiers: Qt.KeyboardModifier) -> bool:
        if self.composing:
            return True
        back = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & Qt.KeyboardModifier.ControlModifier or (isinstance(watched, QPlainTextEdit) and not back):
            return False
        self._step(self._owner[watched], -1 if back else 1)
        return True

    def _step(self, at: Editor, by: int) -> None:
        place = self._editors.index(at) + by
        if 0 <= place < len(self._editors):
            self._editors[place].inputs()[0].setFocus(Qt.FocusReason.TabFocusReason)
