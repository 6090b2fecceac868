"""The form of any ledger, straight from its declaration: two columns where there is room."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from anfraud_desktop.schema.kinds import Attachments, LongText, Photo
from anfraud_desktop.schema.record import Reading, Record
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.editor import Editor
from anfraud_desktop.ui.editors import editor
from anfraud_desktop.ui.fieldbox import FieldBox
from anfraud_desktop.ui.page import Host

PAUSE_MS = 250  # typing settles before the whole record is judged
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PHOTO_LINES = 5  # lines of the form beside which a photo stands
HEAVY = (Photo, Attachments)  # not read while typing


class RecordForm(QWidget):
    """Editors of all fields of one ledger. `edited`: something was changed; `judged`: problems and warnings are new."""

    edited = Signal()
    judged = Signal()

    def __init__(self, host: Host, ledger: type[Record]) -> None:
        super().__init__()
        self.ledger = ledger
        self.record: Record | None = None
        self.boxes = {
            name: FieldBox(editor(field, host), stacked=isinstance(field, Photo))
            for name, field in ledger.fields.items()
        }
        self._touched: set[str] = set()
        self.composing = False  # an input method is at work in one of the fields
        self._first: dict[str, object] = {}
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.XL)
        self._grid.setVerticalSpacing(theme.M)
        self.setLayout(self._grid)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.judge)
        for name, box in self.boxes.items():
            self._watch(name, box.editor)
        self._place(1)

    def _watch(self, name: str, made: Editor) -> None:
        made.edited.connect(lambda: self._changed(name))
        made.done.connect(lambda: self._step(made, 1))
        for widget in made.inputs():
            widget.installEventFilter(self)

    # Values

    def load(self, record: Record | None, given: Mapping[str, object] | None = None) -> None:
        """Show a record, or an empty form with some values already there."""
        self.record = record
        self._touched.clear()
        values = dict(record.values) if record else dict.fromkeys(self.ledger.fields)
        for name, box in self.boxes.items():
            box.problem = box.warning = ""
            box.derive("", "")
            box.editor.put((given or {}).get(name, values[name]))
        self._first = {} if given else self.given()
        self.judge()

    def given(self) -> dict[str, object]:
        """Return what stands in every editor."""
        return {name: box.editor.given() for name, box in self.boxes.items()}

    def dirty(self) -> bool:
        """Tell whether anything differs from what was loaded."""
        return self.given() != (self._first or dict.fromkeys(self.boxes, ""))

    def settle(self, record: Record) -> None:
        """Take what was saved as the new beginning."""
        self.load(record)

    def judge(self) -> None:
        """Read the whole record as it stands; show warnings, derived values, and the problems of what was touched."""
        self._pause.stop()
        reading = self._reading({})
        for name, box in self.boxes.items():
            problem = reading.problems.get(name, "")
            box.problem = problem if name in self._touched else ""
            box.warning = reading.warnings.get(name, "") if reading.values.get(name) is not None else ""
            self._derive(name, box, reading)
            box.say()
        self.judged.emit()

    def _reading(self, instead: Mapping[str, object]) -> Reading:
        given = {
            name: box.editor.given() for name, box in self.boxes.items() if not isinstance(box.editor.field, HEAVY)
        }
        return self.ledger.reading(given | dict(instead))

    def _derive(self, name: str, box: FieldBox, reading: Reading) -> None:
        value = reading.values.get(name)
        if isinstance(box.editor.field, HEAVY) or box.editor.given() not in ("", []) or value is None:
            box.derive("", "")
            return
        shown = box.editor.field.show(value)
        if shown != box.derived:
            box.derive(shown, self._source(name))

    def _source(self, name: str) -> str:
        """Name the field without whose value another would not follow."""
        for other, box in self.boxes.items():
            filled = other != name and box.editor.given() not in ("", []) and not isinstance(box.editor.field, HEAVY)
            if filled and self._reading({other: ""}).values.get(name) is None:
                return box.editor.field.label
        return ""

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark every field that has a problem and go to the first."""
        self._touched |= set(self.boxes)
        for name, box in self.boxes.items():
            box.problem = problems.get(name, "")
            box.say()
        if first := next((box for name, box in self.boxes.items() if name in problems), None):
            first.editor.inputs()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.judged.emit()

    def problems(self) -> int:
        """Count the fields that are marked."""
        return sum(bool(box.problem) for box in self.boxes.values())

    def focus_first(self) -> None:
        """Go to the first field; in a new record to the first that is still empty."""
        boxes = list(self.boxes.values())
        empty = (box for box in boxes if not self.record and box.editor.given() in ("", []))
        next(empty, boxes[0]).editor.inputs()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, name: str) -> None:
        self._touched.add(name)
        self._pause.start()
        self.edited.emit()

    # Places

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0):
            pass
        line = place = 0
        for box in self.boxes.values():
            if isinstance(box.editor.field, Photo):
                self._grid.addWidget(box, 0, columns, PHOTO_LINES, 1, Qt.AlignmentFlag.AlignTop)
                continue
            wide = isinstance(box.editor.field, LongText | Attachments)
            if wide and place:
                line, place = line + 1, 0
            self._grid.addWidget(box, line, place, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop)
            place = 0 if wide else (place + 1) % columns
            line += place == 0
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, theme.FORM_LABEL + theme.FIELD_LEAST)
        for column in range(columns, columns + 2):  # the photo's column, and the second one when it is given up
            self._grid.setColumnStretch(column, 0)
            self._grid.setColumnMinimumWidth(column, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Take two columns from a window of 1200 px."""
        super().resizeEvent(event)
        self._place(2 if self.window().width() >= theme.FORM_TWO_COLUMNS else 1)

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Enter goes on and Shift+Enter back, but never while an input method composes."""
        if isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            return self._enter(watched, event.modifiers())
        elif event.type() == QEvent.Type.FocusOut and isinstance(watched, QWidget):
            self.composing = False
            self._left(watched)
        return False

    def _enter(self, watched: QObject, modifiers: Qt.KeyboardModifier) -> bool:
        if self.composing:
            return True
        back = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & Qt.KeyboardModifier.ControlModifier or (isinstance(watched, QPlainTextEdit) and not back):
            return False
        if at := next((box.editor for box in self.boxes.values() if watched in box.editor.inputs()), None):
            self._step(at, -1 if back else 1)
        return True

    def _step(self, at: Editor, by: int) -> None:
        editors = [box.editor for box in self.boxes.values()]
        place = editors.index(at) + by
        if 0 <= place < len(editors):
            editors[place].inputs()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _left(self, watched: QWidget) -> None:
        for name, box in self.boxes.items():
            if watched in box.editor.inputs() and box.editor.given() not in ("", []):
                self._touched.add(name)
                self._pause.start()
