"""One clock: a limit that runs for a record; and one look at the file, through which its sources make them.

A source is a function of a `Look` that yields the open clocks of one ledger or more (`clocks.SOURCES`). It reads by
sets, restricted by `Look.where`, and makes each clock by `Look.clock`, which leaves out what somebody has settled.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from anfraud_desktop.actions.holidays import calendar_of
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.sealed import DEPTH, paths_to_cases
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.records.settlements import Settlement
from anfraud_desktop.rules.deadlines import Due, Moment, State, due, limit_of
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.rules.workdays import Calendar
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import inspecting
from anfraud_desktop.store.conditions import Condition

DONE, EXTENDED = "done", "extended"
_SETTLED = ("kind", "of_ledger", "of_record", "start", "outcome", "next_kind")
NIGHT = time(23, 59)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clock's facts stand: the record and the field it counts from, and whom and which case it is about."""

    ledger: str
    id: int
    field: str = ""
    person: str = ""
    case: str = ""  # as a list shows it
    case_id: int = 0
    officer: str = ""  # who leads the case
    part: int = 0  # the involvement
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs for a record. `due` is the strict last day or minute, `act_by` the day by which to act.

    `state`: running, due_today, overdue, unsure. `days_left` counts to the strict last day. `weight` orders by law: 0
    freedom, 1 rights that lapse, 2 hours, 3 other duties, 4 periods of others. `at` is `act_by` as a moment, to sort.
    `found` holds the rest: reminders, whom it binds, who approves.
    """

    kind: str  # the key of the limit
    title: str
    place: Place
    found: Due
    state: State
    days_left: int
    weight: int
    at: datetime

    @property
    def ledger(self) -> str:
        """The record's ledger."""
        return self.place.ledger

    @property
    def id(self) -> int:
        """The record's number."""
        return self.place.id

    @property
    def person(self) -> str:
        """Whom it is about; empty where nobody."""
        return self.place.person

    @property
    def case(self) -> str:
        """The case as a list shows it; empty where none."""
        return self.place.case

    @property
    def start(self) -> Moment:
        """The day or minute it counts from."""
        return self.found.start

    @property
    def due(self) -> Moment:
        """The strict last day or minute."""
        return self.found.due

    @property
    def act_by(self) -> Moment:
        """The day by which to act."""
        return self.found.act_by

    @property
    def rule(self) -> str:
        """The explanation in one sentence."""
        return self.found.rule

    @property
    def article(self) -> str:
        """The article."""
        return self.found.limit.article

    @property
    def adjustments(self) -> tuple[str, ...]:
        """How holidays or the decision moved the end."""
        return self.found.adjustments

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What tells it apart: limit, ledger, record, start. A settlement lapses when the start changes."""
        return self.kind, self.place.ledger, self.place.id, self.found.start.isoformat()

    def json(self) -> dict[str, Any]:
        """Return the clock as the command line tells it."""
        found, place = self.found, self.place
        return {
            "kind": self.kind, "title": self.title, "ledger": place.ledger, "id": place.id, "field": place.field,
            "person": place.person, "case": place.case, "start": spelt(found.start), "due": spelt(found.due),
            "customary": spelt(found.customary), "act_by": spelt(found.act_by), "rule": found.rule,
            "article": found.limit.article, "adjustments": list(found.adjustments), "notes": list(found.notes),
            "state": self.state, "days_left": self.days_left, "weight": self.weight, "binds": found.limit.who,
            "sure": found.limit.sure,
        }  # fmt: skip


def spelt(moment: Moment) -> str:
    """Spell a day or a minute as JSON does."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


@dataclass(frozen=True)
class Look:
    """One look at the file at one moment: all of it, or what belongs to some cases, or one record.

    `cases` None means all; `only` names a record (ledger, id) of a ledger that belongs to no case.
    """

    office: Office
    now: datetime
    cases: frozenset[int] | None = None
    only: tuple[str, int] | None = None
    _standing: dict[int, tuple[Due, State, int, datetime]] = field(default_factory=dict, repr=False)
    _read: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def calendar(self) -> Calendar:
        """The lists of holidays that hold here."""
        return calendar_of(self.office)

    @property
    def today(self) -> date:
        """The day of the look."""
        return self.now.date()

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what a function makes, made once for a look."""
        if name not in self._read:
            self._read[name] = make()
        return self._read[name]

    def where(self, ledger: type[Record]) -> list[Condition] | None:
        """Return the conditions on a ledger's records that are in this look; None where none of them is."""
        if self.only is not None:
            return [Condition("id", "=", self.only[1])] if self.only[0] == ledger.table else None
        if self.cases is None:
            return []
        path = next(paths_to_cases(ledger, DEPTH), None)
        return None if path is None else [Condition(".".join((*path, "id")), "in", sorted(self.cases))]

    def read(
        self, ledger: type[Record], paths: Iterable[str], where: Iterable[Condition] = ()
    ) -> list[tuple[Any, ...]]:
        """Return (id, value of each path …) of the records in this look that the officer may see, oldest first."""
        scope = self.where(ledger)
        if scope is None or why_not(self.office, ledger_operation(ledger.table, "list")):
            return []
        rows = inspecting.values(self.office.store, ledger, list(paths), [*scope, *where])
        own = self.once(f"own {ledger.table}", lambda: sight(self.office, ledger).own)
        return rows if own is None else [row for row in rows if row[0] in own]

    @cached_property
    def _settled(self) -> dict[tuple[str, str, int, str], tuple[str, str]]:
        rows = inspecting.values(self.office.store, Settlement, _SETTLED)
        return {tuple(row[1:5]): (row[5], row[6] or "") for row in rows}

    def clock(
        self,
        kind: str,
        place: Place,
        start: Moment,
        *,
        options: Mapping[str, str] | None = None,
        ends: date | None = None,
    ) -> Clock | None:
        """Return the clock of a limit from its start; None where somebody has settled it.

        An extension that was granted (`settlements.extend`) makes it the longer limit. Raises as `deadlines.due`.
        """
        found = due(kind, start, options, self.calendar, ends=ends)
        return self.of(kind, place, found)

    def of(self, kind: str, place: Place, found: Due) -> Clock | None:
        """Return the clock of a limit that has been computed; None where somebody has settled it."""
        settled = self._settled
        while settled and (done := settled.get((kind, place.ledger, place.id, found.start.isoformat()))):
            if done[0] == DONE:
                return None
            kind = done[1]
            found = due(kind, found.start, None, self.calendar)
        state, days_left, at = self._stands(found)
        return Clock(kind, found.limit.title, place, found, state, days_left, found.limit.weight, at)

    def _stands(self, found: Due) -> tuple[State, int, datetime]:
        known = self._standing.get(id(found))
        if known is None:
            act_by = found.act_by
            at = act_by if isinstance(act_by, datetime) else datetime.combine(act_by, NIGHT)
            known = self._standing[id(found)] = (found, found.state(self.now), found.days_left(self.now), at)
        return known[1:]


Source = Callable[[Look], Iterable[Clock]]


def longer_limits(kind: str) -> tuple[str, ...]:
    """Return the longer limits that a clock can be extended to by a decision; empty where the law knows none."""
    return limit_of(kind).next
