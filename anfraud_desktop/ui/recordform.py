"""The form of any ledger, straight from its declaration: two columns where there is room."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from anfraud_desktop.exchange.exports import masked
from anfraud_desktop.schema.kinds import Attachments, LongText, Photo
from anfraud_desktop.schema.record import Reading, Record
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.editor import Editor
from anfraud_desktop.ui.editors import editor
from anfraud_desktop.ui.fieldbox import FieldBox
from anfraud_desktop.ui.formkeys import FormKeys
from anfraud_desktop.ui.page import Host

PAUSE_MS = 250  # typing settles before the whole record is judged
PHOTO_LINES = 5  # lines of the form beside which a photo stands
HEAVY = (Photo, Attachments)  # not read while typing


class RecordForm(QWidget):
    """Editors of all fields of one ledger.

    `loaded`: another record stands in them; `edited`: something was changed; `judged`: problems and warnings are new.

    For an officer who sees numbers masked, fields with a number are concealed: they are not given, and so stay as they
    are, until they are revealed. `reveal_wanted` names the field whose eye was pressed.
    """

    loaded = Signal()
    edited = Signal()
    judged = Signal()
    reveal_wanted = Signal(str)

    def __init__(self, host: Host, ledger: type[Record]) -> None:
        super().__init__()
        self.ledger = ledger
        self.record: Record | None = None
        self.masked = False  # whether numbers of a record that is loaded are concealed
        self.revealed: set[str] = set()
        self.boxes = {
            name: FieldBox(editor(field, host), stacked=isinstance(field, Photo))
            for name, field in ledger.fields.items()
        }
        self._touched: set[str] = set()
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
            box.editor.edited.connect(partial(self._changed, name))
            box.editor.reveal_wanted.connect(partial(self.reveal_wanted.emit, name))
        self.keys = FormKeys([box.editor for box in self.boxes.values()], self)
        self.keys.left.connect(self._left)
        self._place(1)

    # Values

    def load(self, record: Record | None, given: Mapping[str, object] | None = None) -> None:
        """Show a record, or an empty form with some values already there."""
        if record is None or self.record is None or record.id != self.record.id:
            self.revealed.clear()
        self.record = record
        self._touched.clear()
        values = dict(record.values) if record else dict.fromkeys(self.ledger.fields)
        for name, box in self.boxes.items():
            box.problem = box.warning = ""
            box.derive("", "")
            self._put(box.editor, (given or {}).get(name, values[name]))
        self._first = {} if given else self.given()
        self.judge()
        self.loaded.emit()

    def _put(self, made: Editor, value: Any) -> None:
        text = made.field.edit(value) if self.masked and self.record and isinstance(value, str) else ""
        mask = masked(made.field, text) if text else ""
        if mask != text and made.field.name not in self.revealed:
            made.conceal(mask)
        elif made.eye:
            made.reveal(value)
        else:
            made.put(value)

    def reveal(self, name: str) -> None:
        """Show a concealed value, which may then be changed."""
        if self.record is not None:
            self.revealed.add(name)
            self._put(self.boxes[name].editor, self.record.values[name])
            self._first[name] = self.boxes[name].editor.given()

    def freeze(self) -> None:
        """Let nothing be changed: the officer may only read."""
        for box in self.boxes.values():
            if isinstance(box.editor.field, HEAVY):
                box.editor.setEnabled(False)
            else:
                box.editor.freeze()

    def given(self) -> dict[str, object]:
        """Return what stands in every editor; a concealed one gives nothing."""
        return {name: box.editor.given() for name, box in self.boxes.items() if not box.editor.eye}

    def typed(self) -> dict[str, object]:
        """Return what differs from what was loaded, as JSON takes it; pictures and files are left out."""
        first = self._first or dict.fromkeys(self.boxes, "")
        return {
            name: given
            for name, given in self.given().items()
            if given != first.get(name, "") and not isinstance(self.ledger.fields[name], HEAVY)
        }

    def retype(self, typed: Mapping[str, object]) -> None:
        """Put back what `typed` returned."""
        for name, given in typed.items():
            if (box := self.boxes.get(name)) and not box.editor.eye:
                box.editor.retype(given)
                self._touched.add(name)
        self.judge()
        self.edited.emit()

    def dirty(self) -> bool:
        """Tell whether anything differs from what was loaded."""
        return self.given() != (self._first or dict.fromkeys(self.boxes, ""))

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
        given = {name: given for name, given in self.given().items() if not isinstance(self.ledger.fields[name], HEAVY)}
        return self.ledger.reading(given | dict(instead), before=self.record)

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

    def _left(self, made: Editor) -> None:
        if made.given() not in ("", []):
            self._touched.add(made.field.name)
            self._pause.start()

    # Places

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for box in self.boxes.values():  # an item that is merely taken lives on, and its heights with it
            self._grid.removeWidget(box)
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
