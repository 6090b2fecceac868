"""Everything dated of one case in the order of its days: straight from the ledgers, with the open clocks as coming.

A ledger belongs to a case over its links (`disposition.involvement.case`, `request.card.cases`); each of its days and
moments is an event. A new ledger that links to cases, involvements or cards is in here by that alone.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from anfraud_desktop.actions import clocks, records
from anfraud_desktop.actions.clock import spelt
from anfraud_desktop.actions.exports import Terms
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit, why_not
from anfraud_desktop.actions.sealed import ARTICLE, paths_to_cases
from anfraud_desktop.actions.sight import Sight, sight
from anfraud_desktop.documents.timeline_papers import Line, TimelinePaper, timeline_pdf
from anfraud_desktop.errors import Refused
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules.deadlines import said
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import Choice, Choices, Day, Link, Links, LongText, Moment
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import entries
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.conditions import Condition

DEPTH = 3  # links that lead from a ledger to its case at most
NOT_EVENTS = frozenset({"born_on"})  # a birth is no event of a case
CLOCK = "clock"  # the kind of what is still to come
SHORT = 60  # letters of a long text that tell what it is


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or is to be done by then: `coming`.

    `kind` is the ledger's name, or `clock`. `what` says which date it is, `about` what of, `people` whom it concerns.
    Opening it leads to `ledger`, `id`, `field`.
    """

    at: date | datetime
    kind: str
    ledger: str
    id: int
    field: str
    what: str
    about: str
    people: str
    coming: bool = False

    @property
    def order(self) -> tuple[datetime, int]:
        """What sorts events: a day without its minute comes first."""
        exact = isinstance(self.at, datetime)
        return (self.at if isinstance(self.at, datetime) else datetime.combine(self.at, time()), int(exact))

    @property
    def when(self) -> str:
        """The day, with the minute where it is known."""
        return f"{self.at:%Y-%m-%d %H:%M}" if isinstance(self.at, datetime) else self.at.isoformat()

    def json(self) -> dict[str, Any]:
        """Return the event as the command line tells it."""
        names = ("kind", "ledger", "id", "field", "what", "about", "people", "coming")
        return {"at": spelt(self.at), **{name: getattr(self, name) for name in names}}


def timeline(office: Office, case_id: int) -> list[Event]:
    """Return everything dated of a case, oldest first; raises Missing, Refused where the officer may not see it."""
    case = records.show(office, Case.table, case_id)
    found = [event for ledger in Record.ledgers.values() for event in _of_ledger(office, ledger, case_id)]
    return sorted([*found, *_of_clocks(office, case)], key=lambda event: event.order)


def chosen(events: Iterable[Event], kinds: Sequence[str] = (), text: str = "") -> list[Event]:
    """Return the events of some kinds (none: all) in which each word of a text stands, in their order."""
    words = text.lower().split()
    return [
        event
        for event in events
        if (not kinds or event.kind in kinds)
        and all(word in f"{event.when} {event.what} {event.about} {event.people}".lower() for word in words)
    ]


def kinds_of(events: Iterable[Event]) -> dict[str, str]:
    """Return the title of each kind that there is, in the order of the ledgers; clocks last."""
    there = {event.kind for event in events}
    titles = {table: ledger.title for table, ledger in Record.ledgers.items() if table in there}
    return titles | ({CLOCK: "将到期的时限"} if CLOCK in there else {})


def ids_of_case(office: Office, ledger: type[Record], case_id: int) -> list[int]:
    """Return the ids of a ledger's live records that belong to a case.

    One that names a case of its own belongs to that alone; one that names none, to the cases that its links lead to.
    """
    if ledger is Case:
        return [case_id]
    paths = [".".join(path) for path in paths_to_cases(ledger, DEPTH)]
    own = next((path for path in paths if isinstance(ledger.fields.get(path), Link)), "")
    found: set[int] = set()
    for path in paths:
        where = [Condition(path, "=", case_id)]
        if own and path != own:
            where.append(Condition(own, "empty"))
        found.update(office.store.ids(ledger, where))
    return sorted(found)


def _of_ledger(office: Office, ledger: type[Record], case_id: int) -> Iterator[Event]:
    dated = [n for n, f in ledger.fields.items() if isinstance(f, Day | Moment) and n not in NOT_EVENTS]
    if not dated or why_not(office, ledger_operation(ledger.table, "list")):
        return
    ids = ids_of_case(office, ledger, case_id)
    if not ids:
        return
    seen = sight(office, ledger)
    some = office.store.page(ledger, seen.kept(_array(ids)))
    named = _people(office, some)
    for record in some:
        told = (_about(record, seen), seen.text(named[record.id or 0]))
        for name in _apart(record, dated):
            what = f"{ledger.one}·{ledger.fields[name].label}"
            yield Event(record.values[name], ledger.table, ledger.table, record.id or 0, name, what, *told)


def _array(ids: Sequence[int]) -> Any:
    from array import array

    return array("q", ids)


def _apart(record: Record, dated: Sequence[str]) -> Iterator[str]:
    """Yield the dates of a record; a day whose minute stands beside it would only say the same again."""
    minutes = {record.values[n].date() for n in dated if isinstance(record.values[n], datetime)}
    for name in dated:
        value = record.values[name]
        if value is not None and (isinstance(value, datetime) or value not in minutes):
            yield name


def _about(record: Record, seen: Sight) -> str:
    """Say what a record is: how its listed text begins, else its name without dates and links, else its choices."""
    fields = record.fields
    plain = [n for n in record.named_by if not isinstance(fields[n], Day | Moment | Link | Links)]
    listed = [n for n, f in fields.items() if f.listed and isinstance(f, Choice | Choices)]
    long = [n for n, f in fields.items() if f.listed and isinstance(f, LongText)]
    for names in [] if isinstance(record, Case) else [long, plain, listed]:
        texts = [" ".join(seen.shown(record, name).split())[:SHORT] for name in names]
        if words := " ".join(text for text in texts if text):
            return words
    return ""


def _people(office: Office, some: Sequence[Record]) -> dict[int, str]:
    """Return the names of the people whom each record concerns, by its id."""
    if not some:
        return {}
    to_people = _linking(type(some[0]), Person.table)
    to_parts = _linking(type(some[0]), Involvement.table)
    parts = {p.id: p for p in office.store.page(Involvement, [at for one in some for at in _targets(one, to_parts)])}
    wanted: dict[int, list[int]] = {}
    for one in some:
        over = [part.person for at in _targets(one, to_parts) if (part := parts.get(at)) and part.person]
        wanted[one.id or 0] = list(dict.fromkeys([*_targets(one, to_people), *over]))
    names = {
        p.id: p.name or "" for p in office.store.page(Person, sorted({at for ids in wanted.values() for at in ids}))
    }
    return {at: "、".join(filter(None, (names.get(one) for one in ids))) for at, ids in wanted.items()}


def _linking(ledger: type[Record], target: str) -> list[str]:
    return [name for name, field in ledger.fields.items() if isinstance(field, Link | Links) and field.target == target]


def _targets(record: Record, names: Sequence[str]) -> list[int]:
    found: list[int] = []
    for name in names:
        value = record.values[name]
        found += value if isinstance(value, tuple) else [value] if value else []
    return found


def _of_clocks(office: Office, case: Record) -> Iterator[Event]:
    for clock in clocks.of_record(office, case):
        act = "" if clock.act_by == clock.due else f"，应于{said(clock.act_by)}前办理"
        words = f"{clock.article}{act}"
        place = clock.place
        yield Event(
            clock.due,
            CLOCK,
            place.ledger,
            place.id,
            place.field,
            f"时限·{clock.title}",
            words,
            place.person,
            coming=True,
        )


def pdf(office: Office, case_id: int, events: Sequence[Event], terms: Terms | None = None) -> bytes:
    """Return some events of a case as a PDF on A4, in their order, and log that it was printed.

    Raises Refused where the officer may not, and of a sealed case unless the terms name who asks for it and why.
    """
    case, on = office.store.get(Case, case_id), terms or Terms()
    permit(office, ledger_operation(Case.table, "view"), own=lambda: owns(office, case), about=(Case.table, case_id))
    if case.sealed and not on.opens_sealed:
        raise Refused("案件已封存，打印须写明接收单位和用途。没有打印。", ARTICLE)
    data = timeline_pdf(paper(office, case, events, on), bundled=office.settings.bundled_fonts)
    told = {"form": "timeline", "sha256": hashlib.sha256(data).hexdigest()} | _named(on)
    with office.change("打印案件时间轴") as change:
        change.entries.append(Entry("print", Case.table, case_id, told))
    return data


def _named(terms: Terms) -> dict[str, str]:
    told = {"recipient": terms.recipient.strip(), "purpose": terms.purpose.strip()}
    return {name: text for name, text in told.items() if text}


def paper(office: Office, case: Case, events: Sequence[Event], terms: Terms) -> TimelinePaper:
    """Return the words of the paper."""
    unit = office.unit
    return TimelinePaper(
        unit=f"{unit.bureau or ''}{unit.name or ''}" if unit else "",
        case=case.name or "",
        number=case.number or "",
        at=office.clock(),
        officer=office.officer_text,
        recipient=terms.recipient.strip(),
        purpose=terms.purpose.strip(),
        lines=tuple(Line(one.when, one.what, one.about, one.people, one.coming) for one in events),
        log_head=entries.printed_head(office.store),
    )
