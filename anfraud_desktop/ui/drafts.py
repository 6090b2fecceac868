"""Half-typed forms are kept in the case file every few seconds, and offered again after a crash or a power cut."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame

from anfraud_desktop.errors import UserError
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.dialogs import decide
from anfraud_desktop.ui.tasks import Tasks
from anfraud_desktop.ui.workspaces import NEW, Place, Workspaces

if TYPE_CHECKING:
    from anfraud_desktop.actions.drafts import Draft
    from anfraud_desktop.actions.office import Office

EVERY_MS = 3000  # with the time of writing, at most five seconds of typing are lost


@runtime_checkable
class Drafting(Protocol):
    """A page that keeps what is typed in it."""

    def draft(self) -> dict[str, Any] | None:
        """Return what was typed and not saved, as JSON takes it; None where there is nothing."""

    def take_draft(self, content: Mapping[str, Any]) -> None:
        """Put back what `draft` returned."""


class Drafts(QObject):
    """Keeps what stands unsaved in the open forms of a window.

    `offered`: how much is left from the last time has changed. `failed` carries a mistake that kept it from the file.
    """

    offered = Signal()
    failed = Signal(object)

    def __init__(self, office: "Office", pages: Workspaces, visit: Callable[[Place], object]) -> None:
        super().__init__(pages)
        self._office, self._pages, self._visit = office, pages, visit
        self.lane = Tasks(self)
        self.left: dict[str, Draft] = {}  # from the last time, not yet taken up or thrown away
        self._places: dict[Place, str] = {}  # under which name an open form is kept
        self._kept: dict[str, str] = {}  # what the file holds of the open forms
        self._failing = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)

    def start(self) -> None:
        """Look what is left from the last time, and keep from now on."""
        from anfraud_desktop.actions import drafts

        self.lane.start(lambda _: drafts.kept(self._office), self._found)
        self._timer.start()

    def _found(self, left: "list[Draft]") -> None:
        self.left = {draft.place: draft for draft in left}
        self.offered.emit()

    def keep(self) -> None:
        """Write what has changed since the last time, and forget what was saved or given up."""
        now = dict(self._unsaved())
        changes: dict[str, Mapping[str, Any] | None] = {
            name: json.loads(text) for name, text in now.items() if self._kept.get(name) != text
        }
        changes |= dict.fromkeys(name for name in self._kept if name not in now)
        self._places = {place: name for place, name in self._places.items() if name in now}
        self._kept = now
        self._write(changes)

    def _unsaved(self) -> Iterator[tuple[str, str]]:
        for place, page in self._pages.open.items():
            if isinstance(page, Drafting) and (content := page.draft()):
                yield self._name(place), json.dumps(content, ensure_ascii=False)

    def _name(self, place: Place) -> str:
        """Name a form; what is left from the last time for the same place is not written over."""
        if place not in self._places:
            name, number = f"{place.ledger}/{place.record}", 1
            while name in self.left:
                number += 1
                name = f"{place.ledger}/{place.record}/{number}"
            self._places[place] = name
        return self._places[place]

    def _write(self, changes: Mapping[str, Mapping[str, Any] | None]) -> None:
        from anfraud_desktop.actions import drafts

        if changes:
            write = partial(drafts.keep, self._office, changes)
            self.lane.start(lambda _: write(), self._written, refused=partial(self._unwritten, changes))

    def _written(self, _: None) -> None:
        self._failing = False

    def _unwritten(self, changes: Mapping[str, object], mistake: UserError) -> None:
        for name in changes:
            self._kept.pop(name, None)  # tried again next time
        if not self._failing:
            self._failing = True
            self.failed.emit(mistake)

    def opened(self, place: Place) -> None:
        """Put what is left of a record back into its form as soon as that is opened; a new record's is offered."""
        draft = self.left.get(f"{place.ledger}/{place.record}")
        if draft and place.form and place.record != NEW and not self._pages.open[place].unsaved():
            self._take(place, draft)

    def _take(self, place: Place, draft: "Draft") -> bool:
        page = self._pages.open.get(place)
        if not isinstance(page, Drafting):
            return False
        del self.left[draft.place]
        self._places[place] = draft.place
        self._kept[draft.place] = json.dumps(draft.content, ensure_ascii=False)
        page.take_draft({**draft.content, "at": f"{draft.at:%m-%d %H:%M}"})
        self.offered.emit()
        return True

    def take_up(self) -> None:
        """Open every form that is left from the last time with what was typed in it."""
        for draft in list(self.left.values()):
            place = Place(ledger=str(draft.content["ledger"]), record=int(draft.content["record"]), form=True)
            page = self._pages.open.get(place)
            if page is not None and page.unsaved():
                continue  # it stays offered until that form is free
            self._visit(place)
            if draft.place in self.left:
                self._take(place, draft)

    def throw_away(self) -> None:
        """Forget what is left from the last time."""
        gone, self.left = list(self.left), {}
        self._write(dict.fromkeys(gone))
        self.offered.emit()

    def finish(self, *, forget: bool) -> None:
        """Keep no more; `forget` throws away what the user has chosen not to save."""
        self._timer.stop()
        if forget:
            self._write(dict.fromkeys(self._kept))
            self._kept = {}
        self.lane.wait()

    def pause(self, *, paused: bool) -> None:
        """Keep nothing while the file is locked."""
        if paused:
            self._timer.stop()
        else:
            self._timer.start()


class DraftBar(QFrame):
    """The quiet bar over the pages that offers what is left from the last time."""

    def __init__(self, drafts: Drafts) -> None:
        super().__init__()
        parts.role(self, "notice-accent")
        self._drafts = drafts
        self.words = parts.label("")
        self.go_on = parts.button("继续填写", drafts.take_up, look="small")
        self.away = parts.button("丢弃", self._throw_away, look="link")
        items = (parts.drawing("edit", "accent"), self.words, self.go_on, self.away, None)
        self.setLayout(parts.row(*items, gap=theme.M, margins=(theme.L, theme.S, theme.L, theme.S)))
        drafts.offered.connect(self._tell)
        self.hide()

    def _tell(self) -> None:
        number = len(self._drafts.left)
        self.words.setText(f"上次有 {number} 份没保存的内容")
        self.away.setText(f"丢弃 {number} 份")
        self.setVisible(number > 0)

    def _throw_away(self) -> None:
        words = self.away.text()
        text = "上次没保存的内容不再保留，已保存的记录不受影响。"
        if decide(self, f"{words}没保存的内容", text, words, danger=True) == 0:
            self._drafts.throw_away()
