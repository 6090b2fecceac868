"""The day's work: what is due, overdue or waits for somebody, by legal weight and time; each item opens its record.

An item comes from a clock (`actions.clocks`) or from a source of its own: an answer that a bank or an operator owes.
Another source is a function of an office and a moment that yields items, named in SOURCES.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from weakref import WeakKeyDictionary

from anfraud_desktop.actions import clocks, holidays, requests
from anfraud_desktop.actions.clock import Clock, spelt
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import own_ids
from anfraud_desktop.actions.permits import permit, why_not
from anfraud_desktop.documents.worklist_papers import Group, Line, WorklistPaper, worklist_pdf
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules.deadlines import day_of, said
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import entries, logbook
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.database import Store

OVERDUE, TODAY, SOON, UNSURE, LATER = VIEWS = ("overdue", "today", "soon", "unsure", "later")
TITLES = {OVERDUE: "已超期", TODAY: "今日", SOON: "近期", UNSURE: "待核对", LATER: "以后"}
PRESSING = (OVERDUE, TODAY)  # what the number beside the page's title counts
OWED = 4  # the legal weight of what others owe
ANSWER = "request_answer"
NIGHT = time(23, 59)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be done. `at` is when to act by, to sort by; `by` the same in words; `case_id` 0 where none.

    `why` is the explanation with its article; `clock` is there where it can be settled here.
    """

    kind: str
    title: str
    ledger: str
    id: int
    field: str
    person: str
    case: str
    case_id: int
    officer: str
    view: str
    weight: int
    at: datetime
    by: str
    left: str
    why: str
    article: str
    clock: Clock | None = None

    def json(self) -> dict[str, Any]:
        """Return the item as the command line tells it."""
        names = ("kind", "title", "ledger", "id", "field", "person", "case", "officer", "view", "why", "article")
        found: dict[str, Any] = {name: getattr(self, name) for name in names}
        return found | {"act_by": spelt(self.at), "due": spelt(self.clock.due) if self.clock else spelt(self.at.date())}


@dataclass(frozen=True)
class Worklist:
    """The day's work at a moment: items by view in their order; `mine` tells that they are one officer's own cases'.

    `note` says that a list of holidays is wanting; empty where none is.
    """

    at: datetime
    mine: bool
    items: dict[str, tuple[Item, ...]]
    note: str = ""

    @property
    def pressing(self) -> int:
        """How many items are overdue or to be acted on today."""
        return sum(len(self.items[view]) for view in PRESSING)


Source = Callable[[Office, datetime], Iterable[Item]]
# The newest list of each open file and what it was made for: the rail's count and the page ask for the same one.
_KEPT: WeakKeyDictionary[Store, tuple[tuple[object, ...], Worklist]] = WeakKeyDictionary()


def _of_clocks(office: Office, now: datetime) -> Iterator[Item]:
    for clock in clocks.clocks(office, now):
        place, found = clock.place, clock.found
        yield Item(
            clock.kind, clock.title, place.ledger, place.id, place.field, place.person, place.case, place.case_id,
            place.officer, _view(clock, now), clock.weight, clock.at, said(found.act_by), _left(clock, now),
            found.rule, found.limit.article, clock,
        )  # fmt: skip


def _view(clock: Clock, now: datetime) -> str:
    if clock.state in (OVERDUE, UNSURE):
        return clock.state
    if clock.at.date() <= now.date():
        return TODAY
    return SOON if clock.found.soon(now) else LATER


def _left(clock: Clock, now: datetime) -> str:
    if clock.state == OVERDUE:
        return f"已超期 {-clock.days_left} 天" if clock.days_left else "已超期"
    return _days((clock.at.date() - now.date()).days)


def _days(left: int) -> str:
    if left < 0:
        return f"已过 {-left} 天"
    return f"剩 {left} 天" if left else "今日"


def _of_requests(office: Office, now: datetime) -> Iterator[Item]:
    """Yield the answers that are waited for; measures that run out are clocks."""
    if why_not(office, ledger_operation(Request.table, "list")):
        return
    waiting = [one for one in requests.outstanding(office) if one.what == requests.REPLY]
    found = office.store.page(Case, sorted({one.request.case for one in waiting if one.request.case}))
    cases = {case.id: case for case in found}
    for one in waiting:
        case, day = cases.get(one.request.case), day_of(one.by)
        left = (day - now.date()).days
        at = one.by if isinstance(one.by, datetime) else datetime.combine(day, NIGHT)
        yield Item(
            ANSWER, "催办查控回复", Request.table, one.request.id or 0, "replied_on", one.request.institution or "",
            (case.name or case.number or "") if case else "", (case.id or 0) if case else 0,
            (case.lead_officer or "") if case else "", _when(left), OWED, at, said(one.by),
            f"逾期 {-left} 天" if left < 0 else _days(left), one.words, "",
        )  # fmt: skip


def _when(left: int) -> str:
    if left < 0:
        return OVERDUE
    return TODAY if left == 0 else SOON


SOURCES: tuple[Source, ...] = (_of_clocks, _of_requests)


def worklist(office: Office, *, mine: bool | None = None, now: datetime | None = None) -> Worklist:
    """Return the day's work; `mine` keeps to the officer's own cases: None does so for whoever handles cases.

    Raises Refused where the officer may not see the workbench.
    """
    permit(office, "see_counts")
    moment = now or office.clock()
    own = office.role in ("clerk", "investigator") if mine is None else mine
    made_for = (logbook.newest(office.store), moment.replace(second=0, microsecond=0), office.officer, office.role, own)
    kept = _KEPT.get(office.store)
    if kept is None or kept[0] != made_for:
        kept = _KEPT[office.store] = made_for, _made(office, moment, own=own)
    return kept[1]


def forget(store: Store) -> None:
    """Drop the list that is kept for a file, so that the next one is computed."""
    _KEPT.pop(store, None)


def _made(office: Office, moment: datetime, *, own: bool) -> Worklist:
    cases = own_ids(office, Case) if own else set()
    found: dict[str, list[Item]] = {view: [] for view in VIEWS}
    for source in SOURCES:
        for item in source(office, moment):
            if not own or not item.case_id or not item.officer or item.case_id in cases:
                found[item.view].append(item)
    items = {view: tuple(sorted(some, key=_order)) for view, some in found.items()}
    return Worklist(moment, own, items, holidays.warning(office))


def _order(item: Item) -> tuple[int, datetime, str, int]:
    return item.weight, item.at, item.ledger, item.id


def pressing(office: Office) -> int:
    """Return how many items are overdue or to be acted on today; 0 for whoever may not see the workbench."""
    return 0 if why_not(office, "see_counts") else worklist(office).pressing


def kinds(items: Sequence[Item]) -> list[tuple[str, str, int]]:
    """Return (kind, title, number) of some items, in the order of the items."""
    counted: dict[str, tuple[str, int]] = {}
    for item in items:
        counted[item.kind] = (item.title, counted.get(item.kind, ("", 0))[1] + 1)
    return [(kind, title, number) for kind, (title, number) in counted.items()]


def pdf(office: Office, found: Worklist) -> bytes:
    """Return the day's work as a PDF on A4 without what is far off, and log that it was printed."""
    permit(office, "see_counts")
    data = worklist_pdf(paper(office, found), bundled=office.settings.bundled_fonts)
    with office.change("打印今日待办") as change:
        sha256 = hashlib.sha256(data).hexdigest()
        change.entries.append(Entry("print", "", 0, {"form": "worklist", "sha256": sha256}))
    return data


def paper(office: Office, found: Worklist) -> WorklistPaper:
    """Return the words of the paper."""
    unit = office.unit
    return WorklistPaper(
        unit=f"{unit.bureau or ''}{unit.name or ''}" if unit else "",
        at=found.at,
        officer=office.officer_text,
        mine=found.mine,
        later=len(found.items[LATER]),
        groups=tuple(
            Group(TITLES[view], tuple(_line(item) for item in found.items[view]))
            for view in VIEWS
            if view != LATER and found.items[view]
        ),
        log_head=entries.printed_head(office.store),
    )


def _line(item: Item) -> Line:
    about = "，".join(filter(None, (item.person, item.case))) or f"{Record.ledgers[item.ledger].one} #{item.id}"
    return Line(item.title, about, item.officer, f"{item.by}（{item.left}）", item.article or item.why)
