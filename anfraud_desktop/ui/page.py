"""What a page is, and what a page may ask of the window. Pages know this file; none knows the frame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, shortcuts
from anfraud_desktop.ui.badges import Mark
from anfraud_desktop.ui.tasks import Tasks
from anfraud_desktop.ui.toasts import Toasts

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office
    from anfraud_desktop.ui.clipboard import Clipboard

T = TypeVar("T")

SECTIONS = ("", "打", "防 管 控 宣", "通告 统计", "系统")  # the rail's headings in order; 今日 stands under none


@dataclass(frozen=True)
class Keep:
    """How a page keeps what belongs to its user: columns, views, recent choices; each a JSON object by name."""

    load: Callable[[str], dict[str, Any] | None]
    save: Callable[[str, dict[str, Any]], object]


@dataclass(frozen=True)
class Primary:
    """The one primary button that a page gives to the header."""

    text: str
    icon: str
    pressed: Callable[[], object]
    tip: str = ""
    why_not: str = ""  # why it is off for this officer; empty while it may be pressed


class Host(Protocol):
    """The window as its pages see it."""

    office: "Office"
    tasks: Tasks  # long work with bar and cancel, and whatever writes
    reads: Tasks  # snapshots of ids and other questions to the file that a page waits for
    toasts: Toasts
    clipboard: "Clipboard"
    keep: Keep
    book: "Book"
    sign_out: Callable[[str], object]  # begin anew with the sign-in window, which shows these words

    def go(self, key: str, **given: Any) -> None:
        """Show a page of the rail; `given` goes to its `enter`."""

    def open_record(self, ledger: str, record: int) -> None:
        """Open a record in a tab of its own: its own page where the ledger has one, else its form."""

    def edit_record(self, ledger: str, record: int, field: str = "") -> None:
        """Open a record's form in a tab of its own, at a field where one is named."""

    def new_record(self, ledger: str, given: Mapping[str, object] | None = None) -> None:
        """Open an empty form in a tab, with some values already there (values of the fields, not text)."""

    def close_page(self, page: "Workspace") -> None:
        """Close a page's tab without asking."""

    def tell_saved(self, words: str) -> None:
        """Say in the status line what was saved last."""


class Workspace(QWidget):
    """A page. A subclass fills itself in `__init__(host)` and overrides what it needs of the rest.

    `retitled` says that `title`, `crumbs` or `primary` have changed. `commands` are answers to keys of the frame
    ("new", "refresh", "print", "undo", "redo"); keys of the page itself are bound by `bind`.
    """

    retitled = Signal()
    topic = "start"  # the help text of F1, below resources/help

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.title = ""
        self.brief = ""  # what stands in the tab; the title where it is empty
        self.crumbs: tuple[str, ...] = ()
        self.primary: Primary | None = None
        self.commands: dict[str, Callable[[], object]] = {}
        parts.role(self, "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def alive(self, then: Callable[[T], object]) -> Callable[[T], object]:
        """Return a callback that does nothing once the page has been closed: an answer may come later than that."""
        return lambda outcome: then(outcome) if isValid(self) else None

    def enter(self, **given: Any) -> None:
        """Be shown, with what the caller of `go` gave; called each time."""

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Read again what shows one of the changed ledgers; called on the window's thread, visible or not."""

    def may_leave(self) -> bool:
        """Ask about unsaved work; False keeps the page."""
        return True

    def unsaved(self) -> bool:
        """Tell whether there is unsaved work."""
        return False

    def bind(self, name: str, does: Callable[[], object], owner: QWidget | None = None) -> list[QShortcut]:
        """Bind a key of the table to this page, or to one widget of it and what lies inside."""
        made = []
        for keys in shortcuts.BY_NAME[name].keys:
            shortcut = QShortcut(QKeySequence(keys), owner or self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
            made.append(shortcut)
        return made


@dataclass(frozen=True)
class Page:
    """One entry of the rail. `make` is called on the first visit; it may import what it needs."""

    key: str
    title: str
    icon: str
    section: str
    make: Callable[[Host], Workspace]
    count: Callable[["Office"], int] | None = None  # shown beside the title; called on the reading lane


@dataclass(frozen=True)
class Book:
    """All pages of the window.

    `records` holds, by ledger, the page that opens one record; a ledger without one opens in its form.
    `form` makes the form of any ledger: (host, ledger, id or 0 for a new record, values already there).
    `glances` gives, by ledger, badges that stand beside a record's name: its next clock, its newest outcome; called
    on the reading lane.
    """

    rail: tuple[Page, ...]
    form: Callable[[Host, str, int, Mapping[str, object]], Workspace]
    records: Mapping[str, Callable[[Host, int], Workspace]] = field(default_factory=dict)
    glances: Mapping[str, Callable[["Office", Record], Sequence[Mark]]] = field(default_factory=dict)
