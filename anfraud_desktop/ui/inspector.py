"""The inspector: one record at a glance, read only, beside the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from anfraud_desktop.actions.masks import masked_right
from anfraud_desktop.actions.permits import right_of
from anfraud_desktop.actions.sight import Sight, visible
from anfraud_desktop.errors import Missing
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import KeptFile, Link, Links, Photo
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import badges, parts, theme
from anfraud_desktop.ui.history import HistoryDialog
from anfraud_desktop.ui.ledger_rows import BADGED, row, seen_titles
from anfraud_desktop.ui.page import Host
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.results import ledger_icon
from anfraud_desktop.ui.reveal import ask_reveal
from anfraud_desktop.ui.titles import full, title, titles, wanted_of

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

LINKED_SHOWN = 5


@dataclass(frozen=True)
class Linked:
    """Records of another ledger that refer to this one."""

    ledger: str
    field: str
    title: str
    total: int
    shown: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Fact:
    """One field: its name, its label, its text; `masked` where that is not the whole of it."""

    name: str
    label: str
    text: str
    masked: bool = False


@dataclass(frozen=True)
class Glance:
    """What the inspector says about a record."""

    ledger: str
    id: int
    title: str
    number: str
    facts: Sequence[Fact]
    marks: Sequence[badges.Mark]
    photo: bytes | None = None
    linked: Sequence[Linked] = field(default_factory=tuple)


def glance(host: Host, ledger: str, at: int) -> Glance | None:
    """Gather what is said about a record; None where it is gone. Runs on the reading lane."""
    office, kind = host.office, Record.ledgers[ledger]
    store, seen = office.store, Sight(masked_right(office, kind))
    try:
        record = store.get(kind, at)
    except Missing:
        return None
    known = titles(store, wanted_of([record]))
    shown = row(record, seen_titles(known, seen), seen)
    extra = host.book.glances.get(ledger)
    marks = [*shown.marks.values(), *(extra(office, record) if extra else ())]
    brief = title(store, ledger, at)
    number = full(store, record).removeprefix(brief).strip()
    facts, head = _facts(record, shown.texts, row(record, known).texts), (seen.text(brief), seen.text(number))
    return Glance(ledger, at, *head, facts, marks, _photo(store, record), _linked(office, record, seen))


def _facts(record: Record, seen: Mapping[str, str], whole: Mapping[str, str]) -> list[Fact]:
    """Return what stands below the name; numbers that name the record only where they are masked, to be revealed."""
    return [
        Fact(name, field.label, seen[name], masked=seen[name] != whole[name])
        for name, field in record.fields.items()
        if seen[name]
        and name not in BADGED
        and not isinstance(field, Photo)
        and (name not in record.named_by or (seen[name] != whole[name] and not isinstance(field, Link | Links)))
    ]


def _photo(store: Store, record: Record) -> bytes | None:
    for name, column in record.fields.items():
        value = record.values[name]
        if isinstance(column, Photo) and isinstance(value, KeptFile):
            return store.file(value.sha256)
    return None


def _linked(office: "Office", record: Record, seen: Sight) -> list[Linked]:
    found: list[Linked] = []
    store = office.store
    for ledger in Record.ledgers.values():
        if not right_of(office, ledger_operation(ledger.table, "list")):
            continue
        for name, column in ledger.fields.items():
            if not isinstance(column, Link | Links) or column.target != record.table:
                continue
            ids = visible(office, ledger, store.ids(ledger, [Condition(name, "=", record.id)]))
            if ids:
                some = list(ids[:LINKED_SHOWN])
                known = titles(store, [(ledger.table, at) for at in some], beside=(record.table, record.id or 0))
                shown = [(at, seen.text(known.get((ledger.table, at), f"#{at}"))) for at in some]
                found.append(Linked(ledger.table, name, ledger.title, len(ids), shown))
    return found


class Inspector(QFrame):
    """The panel at the right of a list."""

    def __init__(self, host: Host, ledger: str) -> None:
        super().__init__()
        parts.role(self, "side")
        self.setFixedWidth(theme.INSPECTOR)
        self._host, self._ledger = host, ledger
        self.shown: Glance | None = None
        inside = QWidget()
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        self._body.setSpacing(theme.M)
        area = parts.scrolled(inside)
        self._foot = parts.frame("bar")
        self.open_button = parts.button("打开", lambda: self._act(host.open_record), icon="folder")
        self.edit_button = parts.button("编辑", lambda: self._act(host.edit_record), icon="edit")
        self.history_button = parts.button("修改记录", lambda: self._act(self._history), icon="history")
        every = ((self.open_button, "view"), (self.edit_button, "edit"), (self.history_button, "view"))
        for button, verb in every:
            allow(button, host.office, ledger_operation(ledger, verb))
        self._foot.setLayout(
            parts.row(
                self.open_button,
                self.edit_button,
                None,
                self.history_button,
                margins=(theme.L, theme.M, theme.L, theme.M),
            )
        )
        self.setLayout(parts.column(area, self._foot, gap=0))
        self._asked = 0
        self.ask(0)

    def _act(self, does: object) -> None:
        if self.shown and callable(does):
            does(self.shown.ledger, self.shown.id)

    def _history(self, ledger: str, at: int) -> None:
        name = f"{self.shown.title} {self.shown.number}".strip() if self.shown else ""
        HistoryDialog(self.window(), self._host, ledger, at, name).exec()

    def ask(self, at: int) -> None:
        """Show a record; 0 shows none."""
        self._asked = at
        if not at:
            self._show(None)
            return
        host, ledger = self._host, self._ledger
        host.reads.start(
            lambda _: glance(host, ledger, at), lambda found: self._show(found) if at == self._asked else None
        )

    def _show(self, found: Glance | None) -> None:
        self.shown = found
        parts.clear(self._body)
        self._foot.setVisible(found is not None)
        if found is None:
            self._body.addStretch(1)
            self._body.addWidget(parts.label("选中一条，这里显示它的要点", "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
            self._body.addStretch(2)
            return
        self._head(found)
        for fact in found.facts:
            self._fact(found, fact)
        for linked in found.linked:
            self._links(linked)
        self._body.addStretch(1)

    def _head(self, found: Glance) -> None:
        if found.photo:
            self._body.addWidget(photo(found.photo))
        self._body.addWidget(parts.label(found.title, "heading", wrap=True, selectable=True))
        if found.number:
            self._body.addWidget(parts.label(found.number, "muted", wrap=True, selectable=True))
        if found.marks:
            self._body.addLayout(parts.row(*(badges.Badge(mark) for mark in found.marks), None, gap=theme.XS))
        self._body.addWidget(parts.hairline())

    def _fact(self, found: Glance, fact: Fact) -> None:
        name = parts.label(fact.label, "label")
        name.setFixedWidth(theme.FORM_LABEL)
        words = parts.label(fact.text, wrap=True, selectable=True)
        side = Qt.AlignmentFlag.AlignVCenter if fact.masked else Qt.AlignmentFlag.AlignTop
        line = parts.row(gap=theme.S)
        line.addWidget(name, 0, side)
        line.addWidget(words, 1)
        if fact.masked:
            eye = parts.tool("eye", f"显示{fact.label}")
            eye.clicked.connect(lambda _: self._reveal(found, fact, words, eye))
            line.addWidget(eye)
        self._body.addLayout(line)

    def _reveal(self, found: Glance, fact: Fact, words: QLabel, eye: QToolButton) -> None:
        def shown(text: str) -> None:
            if self.shown is found:  # another record may have been picked meanwhile
                words.setText(text)
                eye.hide()

        ask_reveal(self, self._host, (Record.ledgers[found.ledger], found.id, fact.name), shown)

    def _links(self, linked: Linked) -> None:
        self._body.addWidget(parts.hairline())
        head = parts.label(f"{linked.title}  {linked.total:,}", "section")
        self._body.addLayout(parts.row(parts.drawing(ledger_icon(linked.ledger)), head, None))
        for at, words in linked.shown:
            link = parts.button(
                words, partial(self._host.open_record, linked.ledger, at), look="link"
            )  # fmt: skip
            self._body.addLayout(parts.row(link, None))
        if linked.total > len(linked.shown):
            self._body.addWidget(parts.label(f"等 {linked.total:,} 条，打开后可看全部", "caption"))


def photo(data: bytes) -> QLabel:
    """Return a photo at the size in which people are recognised."""
    picture = QPixmap()
    picture.loadFromData(data)
    made = QLabel()
    size = QSize(theme.PHOTO_WIDTH, theme.PHOTO_HEIGHT)
    ratio = made.devicePixelRatioF()
    scaled = picture.scaled(
        size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    scaled.setDevicePixelRatio(ratio)
    made.setPixmap(scaled)
    return made
