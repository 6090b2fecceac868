"""The timeline of a case: every day and minute that stands in its records, and the ends of the clocks that run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from anfraud_desktop.actions import clocks, records
from anfraud_desktop.actions.clock import spelt
from anfraud_desktop.actions.links import titles_of
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.sealed import DEPTH, paths_to_cases
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules.deadlines import said
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import Day, Moment
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import inspecting
from anfraud_desktop.store.conditions import Condition

BIRTH = "born_on"  # dated, but nothing that happened in the case


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated: where it stands, what the field is called and the record's title; a clock's end is coming."""

    on: date | datetime
    ledger: str
    id: int
    field: str
    what: str
    about: str
    coming: bool = False

    @property
    def at(self) -> datetime:
        """The moment it is sorted by: a day without a minute comes first on that day."""
        return self.on if isinstance(self.on, datetime) else datetime.combine(self.on, time.min)

    @property
    def told(self) -> str:
        """The day, and the minute where one is known."""
        return f"{self.on:%Y-%m-%d %H:%M}" if isinstance(self.on, datetime) else f"{self.on}"

    def json(self) -> dict[str, Any]:
        """Return the event as the command line tells it."""
        return {
            "on": spelt(self.on), "ledger": self.ledger, "id": self.id, "field": self.field, "what": self.what,
            "about": self.about, "coming": self.coming,
        }  # fmt: skip


def timeline(office: Office, case_id: int) -> list[Event]:
    """Return what is dated in a case, oldest first: of the case, and of all that hangs on it and the officer may see.

    Raises Missing for no such case, Refused where the officer may not open it.
    """
    case = records.show(office, Case.table, case_id)
    found = [event for ledger in dated_ledgers() for event in _of_ledger(office, ledger, case_id)]
    found += _coming(office, case)
    return sorted(found, key=lambda one: (one.at, one.ledger, one.id, one.field))


def dated_ledgers() -> list[type[Record]]:
    """Return the ledgers that hang on a case and have something dated; the cases themselves first."""
    leading: list[type[Record]] = [Case, *(ledger for ledger in Record.ledgers.values() if ledger is not Case)]
    return [one for one in leading if _dates(one) and any(True for _ in paths_to_cases(one, DEPTH))]


def _dates(ledger: type[Record]) -> list[str]:
    return [name for name, field in ledger.fields.items() if isinstance(field, Day | Moment) and name != BIRTH]


def _of_ledger(office: Office, ledger: type[Record], case_id: int) -> Iterator[Event]:
    if why_not(office, ledger_operation(ledger.table, "list")):
        return
    seen, wanted = sight(office, ledger), set[int]()
    for path in paths_to_cases(ledger, DEPTH):
        wanted.update(office.store.ids(ledger, [Condition(".".join((*path, "id")), "=", case_id)]))
    page = [one for one in office.store.page(ledger, sorted(wanted)) if seen.sees(one.id or 0)]
    whose = _people(office, page)
    for record, words in zip(page, titles_of(office.store, page), strict=True):
        title = "　".join(filter(None, (whose.get(record.values.get("involvement"), ""), words)))
        for name in _dates(ledger):
            if on := record.values[name]:
                yield Event(on, ledger.table, record.id or 0, name, ledger.fields[name].label, seen.text(title))


def _people(office: Office, page: Sequence[Record]) -> dict[int | None, str]:
    """Return, by involvement, the name of the person whom a record is about."""
    wanted = sorted({record.values.get("involvement") or 0 for record in page} - {0})
    if not wanted or why_not(office, ledger_operation(Person.table, "list")):
        return {}
    rows = inspecting.values(office.store, Involvement, ["person.name"], [Condition("id", "in", wanted)])
    return {at: name or "" for at, name in rows}


def _coming(office: Office, case: Record) -> Iterator[Event]:
    for clock in clocks.of_record(office, case):
        about = f"{clock.person}　{said(clock.act_by)}前办理".strip("　")
        yield Event(clock.due, clock.ledger, clock.id, clock.place.field, f"{clock.title}届满", about, coming=True)
