"""Below a number that is being typed: where it stands already, a click away; of a card, the guessed institution."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QLabel

from anfraud_desktop.actions.occurrences import Occurrence, institution_guess, occurrences, watched
from anfraud_desktop.records.cards import Card
from anfraud_desktop.ui import parts
from anfraud_desktop.ui.fieldbox import FieldBox
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.recordform import RecordForm

if TYPE_CHECKING:
    from anfraud_desktop.ui.tasks import Task

PAUSE_MS = 250
TAKE = "take"


class OccurrenceHints(QObject):
    """Looks up the numbers of a form on the reading lane, a moment after the last key."""

    def __init__(self, form: RecordForm, host: Host) -> None:
        super().__init__(form)
        self.form, self.host = form, host
        self.lines: dict[str, QLabel] = {}
        self._asked: dict[str, Task[Any]] = {}
        for name, box in form.boxes.items():
            if watched(box.editor.field):
                self.lines[name] = self._below(box)
                self._watch(name, box)
        self.guess = self._guess_line() if form.ledger is Card else None

    def _below(self, box: FieldBox) -> QLabel:
        line = parts.label("", "label", wrap=True)
        flags = Qt.TextInteractionFlag
        line.setTextInteractionFlags(flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard)
        line.setTextFormat(Qt.TextFormat.RichText)
        line.hide()
        outer = cast("QBoxLayout", box.layout())
        last = outer.itemAt(outer.count() - 1)
        inner = last.layout() if last else None
        cast("QBoxLayout", inner or outer).addWidget(line)
        line.linkActivated.connect(self._open)
        return line

    def _watch(self, name: str, box: FieldBox) -> None:
        pause = QTimer(self)
        pause.setSingleShot(True)
        pause.setInterval(PAUSE_MS)
        pause.timeout.connect(partial(self.look, name))
        box.editor.edited.connect(pause.start)

    def look(self, name: str) -> None:
        """Ask where the number stands."""
        office, given = self.host.office, str(self.form.boxes[name].editor.given() or "")
        record = self.form.record
        besides = (self.form.ledger.table, (record.id or 0) if record else 0)
        if (asked := self._asked.get(name)) and asked.running:
            asked.cancel()
        self._asked[name] = self.host.reads.start(
            lambda _: occurrences(office, given, besides), partial(self._show, name, given), refused=lambda _: None
        )

    def _show(self, name: str, given: str, found: list[Occurrence]) -> None:
        from shiboken6 import isValid

        if isValid(self.form) and str(self.form.boxes[name].editor.given() or "") == given:
            told = [f'! {escape(one.words)}　<a href="{one.ledger}/{one.id}">打开</a>' for one in found]
            self.lines[name].setText("<br>".join(told))
            parts.role(self.lines[name], "warn" if found else "label")
            self.lines[name].setVisible(bool(found))

    def _open(self, link: str) -> None:
        ledger, _, at = link.partition("/")
        self.host.open_record(ledger, int(at))

    # The institution of a card

    def _guess_line(self) -> QLabel:
        line = self._below(self.form.boxes["institution"])
        line.linkActivated.disconnect(self._open)
        line.linkActivated.connect(lambda _link: self._take())
        self.form.judged.connect(self.tell_guess)
        return line

    def tell_guess(self) -> None:
        """Show what the number lets guess while the institution is empty; it is no value until somebody takes it."""
        guess = self._guessed()
        if self.guess is not None:
            self.guess.setText(f'推测：{guess}（按号码前几位），核实后<a href="{TAKE}">采用</a>' if guess else "")
            self.guess.setVisible(bool(guess))

    def _guessed(self) -> str:
        boxes = self.form.boxes
        if str(boxes["institution"].editor.given() or ""):
            return ""
        try:
            kind = Card.kind.read(boxes["kind"].editor.given())
        except ValueError:
            return ""
        return institution_guess(kind, str(boxes["number"].editor.given() or ""))

    def _take(self) -> None:
        self.form.retype({"institution": self._guessed()})
        self.tell_guess()
