"""Below a date of a form: which limits count from it, by which article, to which day and by when to act."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject
from shiboken6 import isValid

from anfraud_desktop.actions.clocks import explain
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.recordform import RecordForm


class ClockNotes(QObject):
    """Explains the dates of the record that a form has loaded; a date that is being changed loses its words."""

    def __init__(self, form: RecordForm, host: Host) -> None:
        super().__init__(form)
        self.form, self.host = form, host
        self.told: set[str] = set()
        for name, box in form.boxes.items():
            box.editor.edited.connect(partial(self._forget, name))
        form.loaded.connect(self.ask)

    def ask(self) -> None:
        """Look up what the loaded record's dates mean."""
        office, record = self.host.office, self.form.record
        for name in [*self.told]:
            self._forget(name)
        if record is not None:
            self.host.reads.start(lambda _: explain(office, record), partial(self._show, record))

    def _show(self, record: Record, told: Mapping[str, str]) -> None:
        if not isValid(self.form) or self.form.record is not record:
            return
        untouched = {name: self.form.ledger.fields[name].edit(record.values[name]) for name in told}
        for name, words in told.items():
            if str(self.form.boxes[name].editor.given()) == untouched[name]:
                self._say(name, words)
                self.told.add(name)

    def _forget(self, name: str) -> None:
        if name in self.told:
            self.told.remove(name)
            self._say(name, "")

    def _say(self, name: str, words: str) -> None:
        self.form.boxes[name].note = words
        self.form.boxes[name].say()
