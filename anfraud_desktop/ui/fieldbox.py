"""One field of a form: label, editor, and the line below it that says what is wrong, odd, derived or wanted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.editor import Editor

REQUIRED = "必填"


class FieldBox(QWidget):
    """The editor with its words; of several the weightiest is shown: problem, warning, source of a value, hint."""

    def __init__(self, editor: Editor, *, stacked: bool = False) -> None:
        super().__init__()
        field = editor.field
        self.editor = editor
        self.problem = self.warning = self.derived = self.note = ""
        self.label = QLabel(field.label)
        parts.role(self.label, "label")
        self.label.setWordWrap(True)
        self.label.setFixedWidth(theme.FORM_LABEL)
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.label.setMinimumHeight(theme.CONTROL)
        self.label.setBuddy(editor)
        self.star = parts.label("*" if field.required else "", "required")
        self.star.setFixedWidth(theme.M)
        self.star.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.star.setMinimumHeight(theme.CONTROL)
        self.words = parts.label("", "label", wrap=True)
        below = parts.column(editor, self.words, gap=theme.XS)
        self.setLayout(self._stacked(below) if stacked else self._beside(below))
        self._suggest("")
        self.say()

    def _stacked(self, below: QVBoxLayout) -> QVBoxLayout:
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.star.hide()
        return parts.column(self.label, below, None, gap=0)

    def _beside(self, below: QVBoxLayout) -> QHBoxLayout:
        top = Qt.AlignmentFlag.AlignTop
        line = parts.row(gap=0)
        line.addWidget(self.label, 0, top)
        line.addWidget(self.star, 0, top)
        line.addLayout(below, 1)
        return line

    def _suggest(self, text: str) -> None:
        plain = REQUIRED if self.editor.field.required else ""
        if text or plain:
            self.editor.suggest(text or plain)
        elif self.derived:
            self.editor.suggest("")

    def derive(self, shown: str, source: str) -> None:
        """Show what follows from other fields while nothing is typed here."""
        if shown == self.derived:
            return
        self._suggest(shown)
        self.derived = shown
        self.note = f"由{source}得出" if shown and source else ""
        self.say()

    def say(self) -> None:
        """Show the words that matter most."""
        if self.problem:
            self._words(self.problem, "danger", "problem")
        elif self.warning:
            self._words(self.warning, "warn", "warning")
        else:
            self._words(self.note or self.editor.field.hint, "label", "")

    def _words(self, text: str, look: str, state: str) -> None:
        sign = {"danger": "✕ ", "warn": "! "}.get(look, "")
        self.words.setText(sign + text if text else "")
        parts.role(self.words, look)
        self.words.setVisible(bool(text))
        self.editor.mark(state)
        self.editor.setToolTip(text)
