"""What every editor of a field can do, and the editors that are one line or a block of text."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCalendarWidget,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from anfraud_desktop.schema.kinds.times import expand_day
from anfraud_desktop.schema.record import Field
from anfraud_desktop.ui import icons, parts, theme

GROUP = 4
GROUPED_FROM = 12  # shorter numbers are read at a glance


class Editor(QWidget):
    """Edits one value. `edited`: its user changed it. `done`: a choice was made, the next field may have the focus.

    `reveal_wanted`: the eye beside a concealed value was pressed.
    """

    edited = Signal()
    done = Signal()
    reveal_wanted = Signal()

    def __init__(self, field: Field[Any]) -> None:
        super().__init__()
        self.field = field
        self.eye: QToolButton | None = None  # there while the value is concealed

    def given(self) -> object:
        """Return what the field's `read` takes."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Show a value; this is not an edit."""
        raise NotImplementedError

    def inputs(self) -> Sequence[QWidget]:
        """Return the widgets that take keys, the first of which gets the focus."""
        raise NotImplementedError

    def retype(self, given: object) -> None:
        """Put what `given` returned back into its place, as it was typed."""
        line = self.inputs()[0]
        if isinstance(line, QLineEdit):
            line.setText(str(given))

    def conceal(self, masked: str) -> None:
        """Show a mask instead of the value, which stays as it is until it is revealed."""
        self.retype(masked)
        self.freeze()
        if self.eye is None:
            self.eye = parts.tool("eye", f"显示{self.field.label}", self.reveal_wanted.emit)
            cast("QBoxLayout", self.layout()).addWidget(self.eye)

    def reveal(self, value: Any) -> None:
        """Show the value itself; from now on it may be changed."""
        self.freeze(frozen=False)
        if self.eye is not None:
            self.eye.hide()
            self.eye.deleteLater()
            self.eye = None
        self.put(value)

    def freeze(self, *, frozen: bool = True) -> None:
        """Let nothing be typed, but everything be read and copied."""
        for widget in self.inputs():
            if isinstance(widget, QLineEdit | QPlainTextEdit):
                widget.setReadOnly(frozen)
                for action in widget.actions():
                    action.setEnabled(not frozen)
            else:
                widget.setEnabled(not frozen)

    def mark(self, state: str) -> None:
        """Mark the editor: "", "problem" or "warning"."""
        for widget in self.inputs():
            parts.state(widget, state)

    def suggest(self, text: str) -> None:
        """Show in muted ink what stands there while nothing is typed."""
        del text


class LineEditor(Editor):
    """A line of text."""

    def __init__(self, field: Field[Any]) -> None:
        super().__init__(field)
        self.line = self.make_line()
        self.line.setAccessibleName(field.label)
        self.line.setFixedHeight(theme.CONTROL)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.setLayout(parts.row(self.line, gap=0))
        self.setFocusProxy(self.line)

    def make_line(self) -> QLineEdit:
        """Return the line; a kind with habits of its own makes another."""
        return QLineEdit()

    def given(self) -> object:
        """Return the text."""
        return self.line.text()

    def put(self, value: Any) -> None:
        """Show a value as it is edited."""
        self.line.setText(self.field.edit(value))

    def inputs(self) -> Sequence[QWidget]:
        """Return the line."""
        return (self.line,)

    def suggest(self, text: str) -> None:
        """Show it as a placeholder."""
        self.line.setPlaceholderText(text)


def grouped(text: str) -> str:
    """Return a long number in groups of four; every other text as it is."""
    plain = "".join(text.split())
    if len(plain) < GROUPED_FROM or not plain.isascii() or not plain.isalnum() or not plain[:-1].isdigit():
        return text
    return " ".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def bare(text: str) -> str:
    """Return a number without its groups; a text that is not grouped stays as it was typed."""
    plain = "".join(text.split())
    return plain if grouped(plain) == text else text


class NumberLine(QLineEdit):
    """A line whose long number stands in groups of four while it is not edited."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Show the bare number, ready to be typed over."""
        self.setText(bare(self.text()))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Group it."""
        super().focusOutEvent(event)
        self.setText(grouped(self.text()))


class NumberEditor(LineEditor):
    """A number that names a person, a card or a phone."""

    def make_line(self) -> QLineEdit:
        """Return a line that groups."""
        line = NumberLine()
        line.setFont(theme.font(tabular=True))
        return line

    def given(self) -> object:
        """Return the number without its groups, whatever else was typed stays."""
        return bare(self.line.text())

    def put(self, value: Any) -> None:
        """Show a value, grouped."""
        self.retype(self.field.edit(value))

    def retype(self, given: object) -> None:
        """Put a number back, grouped."""
        self.line.setText(str(given) if self.line.hasFocus() else grouped(str(given)))


class MoneyEditor(LineEditor):
    """An amount in yuan; 8.5万 may be typed."""

    def make_line(self) -> QLineEdit:
        """Return a line with the unit at its end."""
        line = QLineEdit()
        line.setFont(theme.font(tabular=True))
        line.editingFinished.connect(self._tidy)
        return line

    def _tidy(self) -> None:
        try:
            value = self.field.read(self.line.text())
        except ValueError:
            return  # the form says so
        if value is not None:
            self.line.setText(self.field.show(value))

    def put(self, value: Any) -> None:
        """Show an amount with its thousands apart."""
        self.line.setText(self.field.show(value))


class DayEditor(LineEditor):
    """A day, typed in haste (260307, 0307, 3.7) or taken from a calendar."""

    def __init__(self, field: Field[Any], today: date) -> None:
        super().__init__(field)
        self._today = today
        self.line.setFont(theme.font(tabular=True))
        self.line.editingFinished.connect(self._tidy)
        action = QAction(icons.icon("calendar"), "日历", self.line)
        action.triggered.connect(self._calendar)
        self.line.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def given(self) -> object:
        """Return the full date's text."""
        return expand_day(self.line.text(), self._today)

    def _tidy(self) -> None:
        try:
            value = self.field.read(self.given())
        except ValueError:
            return  # the form says so
        self.line.setText(self.field.show(value))

    def _calendar(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = QDate.fromString(self.line.text(), Qt.DateFormat.ISODate)
        calendar.setSelectedDate(
            shown if shown.isValid() else QDate(self._today.year, self._today.month, self._today.day)
        )
        calendar.clicked.connect(lambda day: self._take(day, menu))
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height() + theme.XS)))

    def _take(self, day: QDate, menu: QMenu) -> None:
        menu.close()
        self.line.setText(day.toString(Qt.DateFormat.ISODate))
        self.edited.emit()
        self.done.emit()


class TextEditor(Editor):
    """Text of several lines; Tab goes on, Enter is a new line."""

    def __init__(self, field: Field[Any]) -> None:
        super().__init__(field)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(field.label)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.TEXT_HEIGHT)
        self.text.textChanged.connect(self.edited)
        self.setLayout(parts.row(self.text, gap=0))
        self.setFocusProxy(self.text)

    def given(self) -> object:
        """Return the text."""
        return self.text.toPlainText()

    def put(self, value: Any) -> None:
        """Show a value; not an edit."""
        self.retype(self.field.edit(value))

    def retype(self, given: object) -> None:
        """Put a text back."""
        self.text.blockSignals(True)  # noqa: FBT003  Qt's own order of arguments
        self.text.setPlainText(str(given))
        self.text.blockSignals(False)  # noqa: FBT003  Qt's own order of arguments

    def inputs(self) -> Sequence[QWidget]:
        """Return the text."""
        return (self.text,)

    def suggest(self, text: str) -> None:
        """Show it as a placeholder."""
        self.text.setPlaceholderText(text)


class TickEditor(Editor):
    """Yes, no, or not filled in."""

    WORDS = ("", "是", "否")

    def __init__(self, field: Field[Any]) -> None:
        super().__init__(field)
        self.box = parts.DropDown()
        self.box.setAccessibleName(field.label)
        self.box.addItems(["未填", "是", "否"])
        self.box.activated.connect(lambda _: self.edited.emit())
        self.setLayout(parts.row(self.box, gap=0))
        self.setFocusProxy(self.box)

    def given(self) -> object:
        """Return the word."""
        return self.WORDS[self.box.currentIndex()]

    def put(self, value: Any) -> None:
        """Show a value."""
        self.retype(self.field.show(value))

    def retype(self, given: object) -> None:
        """Choose a word; one that there is not leaves it empty."""
        self.box.setCurrentIndex(self.WORDS.index(str(given)) if given in self.WORDS else 0)

    def inputs(self) -> Sequence[QWidget]:
        """Return the box."""
        return (self.box,)
