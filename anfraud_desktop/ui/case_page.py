"""The page of one case: its head, its people with their newest disposition, all that hangs on it, its timeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QTabWidget, QWidget

from anfraud_desktop.actions import records
from anfraud_desktop.actions.masks import masked_right
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.actions.timeline import Event, timeline
from anfraud_desktop.errors import UserError
from anfraud_desktop.records.attachments import Attachment
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notes import Note
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.requests import Request
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition, Order
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import badges, parts, theme
from anfraud_desktop.ui.clock_marks import next_clock
from anfraud_desktop.ui.columns import Column, Row
from anfraud_desktop.ui.ledger_rows import OPEN, columns, fetched
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.reveal import add_reveals
from anfraud_desktop.ui.table import Table
from anfraud_desktop.ui.timeline import TimelineView
from anfraud_desktop.ui.titles import must_exist

if TYPE_CHECKING:
    from array import array

    from anfraud_desktop.actions.office import Office

FACTS = (
    "offence", "fraud_type", "filed_on", "solved_on", "closed_on", "amount", "loss", "recovered", "township",
    "lead_officer", "unit", "source",
)  # fmt: skip
FACTS_A_ROW = 4
# What hangs on a case: ledger and the path that leads to it.
SECTIONS: tuple[tuple[type[Record], str], ...] = (
    (Involvement, "case"), (Card, "cases"), (Disposition, "involvement.case"), (Victim, "case"),
    (Request, "case"), (Attachment, "case"), (Note, "case"),
)  # fmt: skip
PEOPLE = {
    "person": ("姓名", theme.COLUMN_NAME), "id_number": ("证件号码", theme.COLUMN_NUMBER),
    "sex": ("性别", theme.COLUMN_LEAST), "roles": ("角色", theme.COLUMN_CHOICE),
    "newest": ("最新处理", theme.COLUMN_TEXT), "decided_on": ("决定日期", theme.COLUMN_DAY),
    "custody": ("在控情况", theme.COLUMN_CHOICE), "phone": ("联系电话", theme.COLUMN_CHOICE),
}  # fmt: skip


@dataclass(frozen=True)
class Gathered:
    """What the page shows: the case, the ids of each section, what is dated."""

    case: Record
    ids: Mapping[str, "array[int]"]
    events: Sequence[Event] = ()
    clocks: Sequence[badges.Mark] = ()


def gather(office: "Office", at: int) -> Gathered:
    """Read a case and what hangs on it; raises Missing, Refused where it is not the officer's to see.

    Runs on the reading lane.
    """
    store = office.store
    must_exist(store, Case.table, at)
    case = records.show(office, Case.table, at)
    orders = {
        Disposition.table: [Order("decided_on", descending=True)], Note.table: [Order("at", descending=True)],
    }  # fmt: skip
    return Gathered(
        case,
        {
            ledger.table: store.ids(ledger, [Condition(path, "=", at)], orders.get(ledger.table, [Order("id")]))
            for ledger, path in SECTIONS
        },
        timeline(office, at),
        next_clock(office, case),
    )


def people_rows(store: Store, ids: Sequence[int], seen: Sight = OPEN) -> list[Row]:
    """Return one row an involvement: the person, and the newest disposition in force."""
    involvements = store.page(Involvement, list(ids))
    people = {p.id: p for p in store.page(Person, [i.values["person"] for i in involvements])}
    newest: dict[int, Disposition] = {}
    where = [Condition("involvement", "in", list(ids)), Condition("revoked_on", "empty")]
    order = [Order("decided_on"), Order("id")]
    for disposition in store.page(Disposition, store.ids(Disposition, where, order)):
        newest[disposition.values["involvement"]] = disposition
    return [_person_row(i, people.get(i.values["person"]), newest.get(i.id or 0), seen) for i in involvements]


def _person_row(involvement: Record, person: Record | None, newest: Record | None, seen: Sight) -> Row:
    texts: dict[str, str] = {}
    for record in (person, involvement, newest):
        if record is not None:
            shown = {name: seen.shown(record, name) for name in record.fields if name in PEOPLE}
            texts |= {name: text for name, text in shown.items() if name != "person"}
    texts["person"] = person.title_text().split(" ")[0] if person else ""
    if newest is not None:
        texts["newest"] = newest.fields["measure"].show(newest.values["measure"])
    marks = {"custody": badges.state_of(texts["custody"])} if texts.get("custody") else {}
    return Row(involvement.id or 0, texts, marks)


class CasePage(Workspace):
    """One case with everything that hangs on it; each row opens its record."""

    topic = "case"

    def __init__(self, host: Host, at: int) -> None:
        super().__init__(host)
        self.at = at
        self.title, self.crumbs = "案件", ("案件",)
        self.seen = Sight(masked_right(host.office, Case))
        why = why_not(host.office, ledger_operation(Case.table, "edit"))
        self.primary = Primary("编辑案件", "edit", self._edit, why_not=why)
        self.name = parts.label("", "title", wrap=True, selectable=True)
        self.number = parts.label("", "muted", selectable=True)
        self.marks = parts.row(gap=theme.XS)
        self.facts = QWidget()
        self.facts.setLayout(parts.column(gap=theme.S))
        self.summary = parts.label("", wrap=True, selectable=True)
        self.tables: dict[str, Table] = {}
        self.tabs = QTabWidget()
        self._build()
        self.bind("edit", self._edit)
        self.commands = {"refresh": self.reload}
        self.reload()

    def _build(self) -> None:
        store = self.host.office.store
        for ledger, _ in SECTIONS:
            table = self._people_table(store) if ledger is Involvement else self._table(store, ledger)
            table.opened.connect(partial(self.host.open_record, ledger.table))
            self.tables[ledger.table] = table
            page = QWidget()
            add = parts.button(f"新增{ledger.one}", partial(self._add, ledger), icon="add", look="view")
            allow(add, self.host.office, ledger_operation(ledger.table, "create"))
            table.menu_wanted.connect(partial(self._menu, ledger))
            page.setLayout(parts.column(parts.row(None, add, margins=(0, theme.XS, theme.S, 0)), table, gap=0))
            self.tabs.addTab(page, ledger.title)
        self.timeline = TimelineView(self, self.at)
        self.tabs.addTab(self.timeline, "时间轴")
        head = parts.frame("card")
        margins = (theme.L, theme.M, theme.L, theme.M)
        top = parts.row(parts.spread(self.name), self.marks)
        head.setLayout(parts.column(top, self.number, self.facts, self.summary, gap=theme.S, margins=margins))
        margins = (theme.L, theme.L, theme.L, theme.L)
        self.setLayout(parts.column(head, parts.spread(self.tabs, high=True), gap=theme.M, margins=margins))

    def _people_table(self, store: Store) -> Table:
        made = [Column(n, t, width=w, sortable=False, filtered=False) for n, (t, w) in PEOPLE.items()]
        fetch = partial(people_rows, store, seen=self.seen)
        return Table(made, fetch, filters=False, keep=self.host.keep, name="case/people")

    def _table(self, store: Store, ledger: type[Record]) -> Table:
        fetch = partial(fetched, store, ledger, seen=self.seen)
        return Table(columns(ledger), fetch, filters=False, keep=self.host.keep, name=f"case/{ledger.table}")

    def _edit(self) -> None:
        if self.primary and not self.primary.why_not:
            self.host.edit_record(Case.table, self.at)

    def _menu(self, ledger: type[Record], place: QPoint) -> None:
        table, menu = self.tables[ledger.table], QMenu(self)
        at = table.current_id()
        menu.addAction("打开").triggered.connect(lambda: self.host.open_record(ledger.table, at))
        person = self.host.office.store.page(Involvement, [at]) if ledger is Involvement else []
        about = (Person, person[0].person or 0) if person else (ledger, at)
        add_reveals(menu, self, self.host, about)
        menu.addAction("复制所见\tCtrl+C").triggered.connect(lambda _checked: table.choice.copy())
        menu.popup(place)

    def _add(self, ledger: type[Record]) -> None:
        given: dict[str, object] = {"cases": (self.at,)} if ledger is Card else {"case": self.at}
        if ledger is Note:
            given |= {"at": self.host.office.clock(), "officer": self.host.office.officer}
        if ledger is Disposition:
            at = self.tables[Involvement.table].current_id()
            given = {"involvement": at} if at else {}
        self.host.new_record(ledger.table, given)

    def reload(self) -> None:
        """Read the case again."""
        office, at = self.host.office, self.at
        self.host.reads.start(lambda _: gather(office, at), self.alive(self._show), refused=self.alive(self._refused))

    def _refused(self, mistake: UserError) -> None:
        self.host.toasts.show(mistake.message, "danger")
        self.host.close_page(self)

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Read again what has changed."""
        if ledgers:  # the timeline shows whatever hangs on the case
            self.reload()

    def _show(self, found: Gathered) -> None:
        case = found.case
        shown = {name: self.seen.shown(case, name) for name in case.fields}
        self.brief = shown["name"] or shown["number"]
        self.title = self.brief
        self.name.setText(shown["name"] or shown["offence"] or "未命名案件")
        self.number.setText(shown["number"])
        self.summary.setText(shown["summary"])
        self.summary.setVisible(bool(shown["summary"]))
        parts.clear(self.marks)
        for text in (shown["nature"], shown["status"], "已封存" if case.values["sealed"] else ""):
            if text:
                self.marks.addWidget(badges.Badge(badges.state_of(text)))
        for mark in found.clocks:
            self.marks.addWidget(badges.Badge(mark))
        self._show_facts(case, shown)
        for number, (ledger, _) in enumerate(SECTIONS):
            ids = found.ids[ledger.table]
            self.tables[ledger.table].show_ids(ids)
            self.tabs.setTabText(number, f"{ledger.title} {len(ids)}")
        self.timeline.show_events(found.events)
        self.tabs.setTabText(len(SECTIONS), f"时间轴 {len(found.events)}")
        self.retitled.emit()

    def _show_facts(self, case: Record, shown: Mapping[str, str]) -> None:
        box: Any = self.facts.layout()
        parts.clear(box)
        told = [(case.fields[name].label, shown[name]) for name in FACTS if shown[name]]
        for start in range(0, len(told), FACTS_A_ROW):
            line = parts.row(gap=theme.L)
            for label, text in told[start : start + FACTS_A_ROW]:
                pair = parts.row(parts.label(label, "label"), parts.label(text, selectable=True), None, gap=theme.S)
                line.addLayout(pair, 1)
            line.addStretch(FACTS_A_ROW - len(told[start : start + FACTS_A_ROW]))
            box.addLayout(line)
