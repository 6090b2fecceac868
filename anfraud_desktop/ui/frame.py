"""The window: rail, header, workspaces and status line put together, and the keys that work everywhere."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QWidget

from anfraud_desktop.errors import UserError
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, shortcuts, theme
from anfraud_desktop.ui.clipboard import Clipboard
from anfraud_desktop.ui.dialogs import DefectDialog, decide
from anfraud_desktop.ui.drafts import DraftBar, Drafts
from anfraud_desktop.ui.header import Header
from anfraud_desktop.ui.help import HelpDialog
from anfraud_desktop.ui.page import Book, Keep, Page, Workspace
from anfraud_desktop.ui.rail import Rail
from anfraud_desktop.ui.search import SearchPanel
from anfraud_desktop.ui.statusline import StatusLine, Truth
from anfraud_desktop.ui.tasks import Progress, Tasks
from anfraud_desktop.ui.toasts import Toasts
from anfraud_desktop.ui.workspaces import Place, Workspaces

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

TODAY = "today"  # the page that the window begins with
WINDOW = "window"  # the name under which the window keeps its own things


class _Bridge(QObject):
    """Carries the store's notice of a change from whatever thread to the window's."""

    changed = Signal(object)


def _made(page: Page, frame: "Frame") -> Workspace:
    made = page.make(frame)
    made.title = made.title or page.title
    return made


def _counted(count: Callable[["Office"], int], office: "Office", _progress: Progress) -> int:
    return count(office)


def _first(office: "Office", rail: Rail) -> str:
    """Return the page to begin with: the day's work, the first ledger that the officer may see, else the first page."""
    from anfraud_desktop.actions.permits import right_of

    if TODAY in rail.entries and right_of(office, "see_counts"):
        return TODAY
    seen = (key for key in rail.entries if key in Record.ledgers and right_of(office, ledger_operation(key, "list")))
    return next(seen, rail.key_at(1))


def _restore(frame: "Frame") -> None:
    """Give the window the place that it had."""
    kept = frame.keep.load(WINDOW) or {}
    frame.resize(*theme.WINDOW_FIRST)
    if geometry := kept.get("geometry"):
        frame.restoreGeometry(QByteArray.fromBase64(str(geometry).encode()))
    frame.rail.fold(folded=bool(kept.get("folded")))


def _key(window: QWidget, keys: str, act: Callable[[], object]) -> None:
    shortcut = QShortcut(QKeySequence(keys), window)
    shortcut.activated.connect(act)


class Answers:
    """What the window answers when something went wrong or was asked for: mistakes, defects, help, keys, commands."""

    def __init__(self, frame: "Frame") -> None:
        self._frame = frame

    def mistake(self, mistake: UserError) -> None:
        """Show a sentence that the user can act on."""
        article = getattr(mistake, "article", "")
        self._frame.toasts.show(mistake.message + (f"（{article}）" if article else ""), "danger")

    def defect(self, wrong: Exception) -> None:
        """Show a defect with its report."""
        DefectDialog(wrong, self._frame).open()

    def help(self) -> None:
        """Show the help text of the page."""
        page = self._frame.workspaces.current()
        HelpDialog(page.topic if page else "start", self._frame).show()

    def keys(self) -> None:
        """Show the list of keys."""
        shortcuts.KeyList(self._frame.bound, self._frame).open()

    def command(self, name: str) -> None:
        """Let the page that is shown do what a key asks for, if it has such a thing."""
        page = self._frame.workspaces.current()
        if page and (act := page.commands.get(name)):
            act()


class Frame(QMainWindow):
    """The main window; a `Host` to its pages.

    `does` holds what keys beyond the pages do: "lock", "undo", "redo"; only those given are bound.
    `signed_out` says, with words for the sign-in window, that a page has replaced the file or the right to it.
    """

    signed_out = Signal(str)

    def __init__(
        self, office: "Office", book: Book, keep: Keep, does: Mapping[str, Callable[["Frame"], object]] | None = None
    ) -> None:
        super().__init__()
        self.office, self.book, self.keep = office, book, keep
        self.sign_out: Callable[[str], object] = lambda words: self.signed_out.emit(words)  # noqa: PLW0108  typed
        self.tasks, self.reads, self.care = Tasks(self), Tasks(self), Tasks(self)
        self._pages = {page.key: page for page in book.rail}
        self._build()
        self.toasts = Toasts(self)
        self.clipboard = Clipboard(self)
        self.search = SearchPanel(self, office, self.open_record)
        self.drafts = Drafts(office, self.workspaces, lambda at: self._form(at.ledger, at.record))
        self._above.addWidget(DraftBar(self.drafts))
        self.truth = Truth(self.status, office, self.workspaces, self.reads)
        self.bound: set[str] = set()
        self.answers = Answers(self)
        self._bind({name: partial(act, self) for name, act in (does or {}).items()})
        self._listen()
        _restore(self)
        self.go(_first(office, self.rail))

    def _build(self) -> None:
        self.setWindowTitle("反诈案件工作台")
        self.setMinimumSize(*theme.WINDOW_LEAST)
        self.rail = Rail(self.book.rail)
        self.rail.chosen.connect(self.go)
        self.workspaces = Workspaces()
        self.workspaces.arrived.connect(self._arrived)
        self.workspaces.retitled.connect(self._show_place)
        self.header = Header(
            back=lambda: self.workspaces.step(-1),
            forward=lambda: self.workspaces.step(1),
            find=lambda: self.search.ask(),  # noqa: PLW0108  the panel is made after the header, to lie above it
        )
        self.status = StatusLine()
        self._above = parts.column(gap=0)  # what stands between the header and the pages
        middle = parts.row(self.rail, gap=0)
        middle.addLayout(parts.column(self.header, self._above, parts.spread(self.workspaces, high=True), gap=0), 1)
        body = QWidget()
        body.setLayout(parts.column(middle, self.status, gap=0))
        self.setCentralWidget(body)

    def _bind(self, does: Mapping[str, Callable[[], object]]) -> None:
        everywhere: dict[str, Callable[[], object]] = {
            "find": self.search.ask, "back": lambda: self.workspaces.step(-1),
            "forward": lambda: self.workspaces.step(1), "close": self.workspaces.leave_current,
            "fold": self.rail.toggle, "help": self.answers.help, "keys": self.answers.keys,
            **{name: partial(self.answers.command, name) for name in ("new", "refresh", "print")}, **does,
        }  # fmt: skip
        for name, act in everywhere.items():
            self.bound.add(name)
            for keys in shortcuts.BY_NAME[name].keys:
                _key(self, keys, act)
        self.bound.add("rail")
        for number, keys in enumerate(shortcuts.BY_NAME["rail"].keys, 1):
            _key(self, keys, partial(lambda at: self.go(self.rail.key_at(at)), number))
        self.tasks.started.connect(self.status.follow)
        self.drafts.failed.connect(self.answers.mistake)
        for lane in (self.tasks, self.reads, self.care, self.search.lane, self.drafts.lane):
            lane.failed.connect(self.answers.mistake)
            lane.broken.connect(self.answers.defect)

    def _listen(self) -> None:
        bridge = _Bridge(self)
        bridge.changed.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        self._notice = lambda ledgers: bridge.changed.emit(frozenset(ledgers))
        self.office.store.listeners.append(self._notice)
        QTimer.singleShot(0, self, self._count)

    # What pages ask for (page.Host)

    def go(self, key: str, **given: Any) -> None:
        """Show a page of the rail; `given` goes to its `enter`."""
        if page := self._pages.get(key):
            self._visit(Place(page=key), partial(_made, page, self), given)

    def open_record(self, ledger: str, record: int) -> None:
        """Open a record in its own page, or in its form where the ledger has none."""
        if make := self.book.records.get(ledger):
            self._visit(Place(ledger=ledger, record=record), lambda: make(self, record))
        else:
            self.edit_record(ledger, record)

    def edit_record(self, ledger: str, record: int, field: str = "") -> None:
        """Open a record's form, at a field where one is named."""
        self._form(ledger, record, {"field": field})

    def _form(self, ledger: str, record: int, given: Mapping[str, Any] | None = None) -> None:
        place = Place(ledger=ledger, record=record, form=True)
        self._visit(place, lambda: self.book.form(self, ledger, record, {}), given)

    def new_record(self, ledger: str, given: Mapping[str, object] | None = None) -> None:
        """Open an empty form with some values already there; one that is open already is left first."""
        place = Place(ledger=ledger, form=True)
        if given and place in self.workspaces.open and not self.workspaces.leave(place):
            return
        self._visit(place, lambda: self.book.form(self, ledger, 0, given or {}))

    def close_page(self, page: Workspace) -> None:
        """Close a page's tab without asking."""
        self.workspaces.drop(page)
        self.drafts.keep()

    def tell_saved(self, words: str) -> None:
        """Say in the status line what was saved last."""
        self.status.tell(saved=words)
        self.drafts.keep()

    def _visit(self, place: Place, make: Callable[[], Workspace], given: Mapping[str, Any] | None = None) -> None:
        try:
            self.workspaces.visit(place, make, given)
            self.drafts.opened(place)
        except UserError as mistake:
            self.answers.mistake(mistake)

    # What the window shows

    def _arrived(self, place: Place) -> None:
        self.rail.select(place.page or place.ledger)
        self._show_place()
        page, focused = self.workspaces.current(), self.focusWidget()
        inside = focused is not None and page is not None and page.isAncestorOf(focused)
        if page and (not inside or isinstance(focused, QAbstractButton)):  # Qt picks a page's first button by itself
            page.setFocus()

    def _show_place(self) -> None:
        if page := self.workspaces.current():
            self.header.show_place(page.crumbs or (page.title,), page.primary)
            self.header.back.setEnabled(self.workspaces.can_step(-1))
            self.header.forward.setEnabled(self.workspaces.can_step(1))

    def refresh(self, ledgers: frozenset[str]) -> None:
        """Let every page read again what has changed; layouts and drafts change no ledger."""
        if ledgers:
            for page in list(self.workspaces.open.values()):
                page.on_changed(ledgers)
            self._count()

    def _count(self) -> None:
        for page in self.book.rail:
            if count := page.count:
                asked = partial(_counted, count, self.office)
                self.reads.start(asked, partial(self.rail.set_waiting, page.key))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Ask about unsaved work, let long work stop, and keep the window's place."""
        if (
            self.tasks.busy()
            and decide(self, "还有操作没有做完", "现在关闭会停下它，已做的部分全部退回。", "停下并关闭") < 0
        ):
            event.ignore()
            return
        if not self.workspaces.may_leave_all():
            event.ignore()
            return
        self.drafts.finish(forget=True)
        self._finish()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.keep.save(WINDOW, {"geometry": geometry, "folded": self.rail.folded})
        event.accept()

    def put_away(self) -> None:
        """Let the window go without a question: its file is closed, and what was typed lies there as drafts."""
        self.drafts.finish(forget=False)
        self._finish()
        self.hide()
        self.deleteLater()

    def _finish(self) -> None:
        self.truth.end()
        self.clipboard.end()
        for lane in (self.tasks, self.reads, self.care, self.search):
            lane.finish()
        self.office.store.listeners.remove(self._notice)
