"""Clocks that follow from the facts of cases and dispositions; what starts and ends them is data (law/clocks.toml).

A chain is never stored: the request for arrest ends the clock of the detention and starts the procurator's, the arrest
starts the custody's, so that a day that is changed moves everything behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from anfraud_desktop import resources
from anfraud_desktop.actions.clock import Clock, Look, Place
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.rules.deadlines import NO, YES, Due, Moment, day_of, due, limit_of
from anfraud_desktop.store import logbook
from anfraud_desktop.store.conditions import Condition

_CASE = ("number", "name", "status", "closed_on", "lead_officer")
_DECIDED = ("measure", "decided_on", "decided_at", "starts_on", "ends_on", "revoked_on", "involvement")
_ABOUT = ("involvement.person", "involvement.person.name", "involvement.case")
_PATHS = (*_DECIDED, *_ABOUT, *(f"involvement.case.{name}" for name in _CASE))
EARLIEST = date.min
MOST_EXTENSIONS = 3  # of the custody during investigation


class Decision(NamedTuple):
    """A disposition with whom and which case it is about, as `_PATHS` reads it."""

    id: int
    measure: str
    decided_on: date | None
    decided_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    revoked_on: date | None
    involvement: int
    person_id: int
    person: str | None
    case_id: int
    number: str | None
    name: str | None
    status: str | None
    closed_on: date | None
    lead_officer: str | None

    @property
    def day(self) -> date:
        """The day that orders decisions."""
        return self.decided_on or self.starts_on or EARLIEST


@dataclass(frozen=True)
class Rule:
    """One row of the table, as its head explains."""

    measure: frozenset[str]
    limit: str
    start: tuple[str, ...]
    ends: frozenset[str]
    extend: Mapping[str, str] = field(default_factory=dict)
    count: Mapping[str, str] = field(default_factory=dict)
    longer: Mapping[str, str] = field(default_factory=dict)
    held: str = ""
    free: str = ""
    until: str = ""
    base: str = ""  # `from` in the table
    ended: str = ""
    last: int = 0
    passes: bool = False
    duty: bool = False
    after: bool = False

    @cached_property
    def plain(self) -> bool:
        """Whether nothing but the start decides."""
        return not any((self.extend, self.count, self.held, self.free, self.until, self.base, self.last))

    @cached_property
    def hourly(self) -> bool:
        """Whether the limit ends at a minute."""
        return limit_of(self.limit).hourly


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "clocks.toml")


def _flat(names: Iterable[str]) -> frozenset[str]:
    sets = _table()["sets"]
    return frozenset(one for name in names for one in (sets[name[1:]] if name.startswith("@") else (name,)))


@cache
def _rules() -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules by the measure that starts them."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for row in _table()["disposition"]:
        plain = {name: value for name, value in row.items() if name not in ("measure", "start", "ends", "from")}
        starts = _flat(row["measure"])
        rule = Rule(starts, start=tuple(row["start"]), ends=_flat(row["ends"]), base=row.get("from", ""), **plain)
        for measure in starts:
            found[measure].append(rule)
    return {measure: tuple(rules) for measure, rules in found.items()}


def case_over(status: str | None, closed_on: date | None) -> bool:
    """Tell whether a case is ended, so that only what outlives it still runs."""
    return closed_on is not None or status in _table()["ended_states"]


def decisions(look: Look) -> list[Decision]:
    """Return the dispositions in a look that were not revoked, read once."""
    rows = look.once("decisions", lambda: look.read(Disposition, _PATHS, [Condition("revoked_on", "empty")]))
    return look.once("made decisions", lambda: [Decision(*row) for row in rows])  # type: ignore[no-any-return]


class Facts(NamedTuple):
    """What a rule is held against: a decision, those behind it, where it counts from, whether the person was held."""

    one: Decision
    later: Sequence[Decision]
    start: Moment
    held: bool


def of_dispositions(look: Look) -> Iterator[Clock]:
    """Yield the open clocks of dispositions."""
    parts: dict[int, list[Decision]] = defaultdict(list)
    for one in decisions(look):
        parts[one.involvement].append(one)
    late: list[Clock] = []  # over, and no fact would tell that it was done
    for chain in parts.values():
        for rule, clock in _of_chain(look, chain):
            if rule.duty and clock.days_left < 0:
                late.append(clock)
            else:
                yield clock
    yield from _entered_in_time(look, late)


def _of_chain(look: Look, chain: list[Decision]) -> Iterator[tuple[Rule, Clock]]:
    """Yield the clocks of one person in one case with their rules."""
    if len(chain) > 1:
        chain.sort(key=lambda one: (one.day, one.id))
    for at, one in enumerate(chain):
        for rule in _rules().get(one.measure, ()):
            if clock := _clock(look, rule, chain, at):
                yield rule, clock


def _clock(look: Look, rule: Rule, chain: Sequence[Decision], at: int) -> Clock | None:
    one, later = chain[at], chain[at + 1 :]
    if not rule.after and case_over(one.status, one.closed_on):
        return None
    if later and not rule.ends.isdisjoint([other.measure for other in later]):
        return None
    for name in rule.start:
        start: Moment | None = getattr(one, name)
        if start is not None:
            break
    if start is None or (rule.hourly and _stale(look, start)):
        return None
    kind, found = _found(look, rule, Facts(one, later, start, _held(chain[:at])))
    if found is None or (rule.passes and found.days_left(look.now) < 0):
        return None
    about = (one.person or "", one.name or one.number or "", one.case_id, one.lead_officer or "")
    return look.of(kind, Place(Disposition.table, one.id, name, *about, one.involvement, one.person_id), found)


def _stale(look: Look, start: Moment) -> bool:
    """Tell whether the minute is not known of what should have been done within hours, long ago."""
    if isinstance(start, datetime):
        return False
    days: int = _table()["stale_days"]
    return (look.today - start).days > days


def _held(before: Sequence[Decision]) -> bool:
    """Tell whether the newest coercive measure before a decision keeps the person in custody."""
    if not before:
        return False
    sets = _table()["sets"]
    marks = [one.measure for one in before if one.measure in sets["holding"] or one.measure in sets["coercive"]]
    return bool(marks) and marks[-1] in sets["holding"]


def _found(look: Look, rule: Rule, facts: Facts) -> tuple[str, Due | None]:
    kind, start = rule.limit, facts.start
    if rule.plain:
        return kind, due(kind, start, None, look.calendar)
    if rule.last and sum(other.measure in rule.count for other in facts.later) >= rule.last:
        return kind, None
    if rule.free and not facts.held:
        kind = rule.free
    for other in facts.later:
        kind = rule.extend.get(other.measure, kind)
    options = _options(rule, facts)
    if rule.base:
        return kind, due(kind, due(rule.base, start, options, look.calendar).due, None, look.calendar)
    if not rule.until:
        return kind, due(kind, start, options, look.calendar)
    return _until(look, rule, kind, facts)


def _options(rule: Rule, facts: Facts) -> dict[str, str]:
    options = {rule.held: YES if facts.held else NO} if rule.held else {}
    for measure, name in rule.count.items():
        number = sum(other.measure == measure for other in facts.later)
        if number:
            options[name] = str(min(number, MOST_EXTENSIONS))
    return options


def _until(look: Look, rule: Rule, kind: str, facts: Facts) -> tuple[str, Due]:
    """Return the shortest limit that reaches the last day which the decision names."""
    start, ends = facts.start, facts.one.ends_on
    found = due(kind, start, None, look.calendar, ends=ends)
    if ends is None:
        return kind, found.but(rule.ended) if rule.ended else found
    tries = [(key, None) for key in rule.extend.values()] + ([(kind, rule.longer)] if rule.longer else [])
    for key, options in tries:
        if not found.overrun:
            break
        kind, found = key, due(key, start, options, look.calendar, ends=ends)
    return kind, found


def _entered_in_time(look: Look, late: Sequence[Clock]) -> Iterator[Clock]:
    """Yield those that were not over when an import brought their record: what is history by then is no task."""
    if not late:
        return
    imported = logbook.imported_on(look.office.store, Disposition.table, [clock.id for clock in late])
    yield from (clock for clock in late if imported.get(clock.id, EARLIEST) <= day_of(clock.due))


def of_cases(look: Look) -> Iterator[Clock]:
    """Yield the open clocks of cases: the handling of an administrative one, the review before a criminal filing."""
    for rule in _table()["case"]:
        running = list(_running(look, rule))
        decided = _decided(look) if running and rule.get("decided") else set()
        made = (look.clock(rule["limit"], place, start) for place, start in running if place.id not in decided)
        yield from filter(None, made)


def _running(look: Look, rule: Mapping[str, Any]) -> Iterator[tuple[Place, date]]:
    """Yield the cases that a rule holds for, with the day it counts from."""
    starts: list[str] = rule["start"]
    where = [Condition("nature", "=", rule["nature"])]
    where += [Condition(rule["without"], "empty")] if "without" in rule else []
    for at, number, name, status, closed, officer, *days in look.read(Case, (*_CASE, *starts), where):
        stands = "states" not in rule or (status or "") in rule["states"]
        start = next(((field, day) for field, day in zip(starts, days, strict=True) if day), None)
        if start and stands and not case_over(status, closed):
            yield Place(Case.table, at, start[0], "", name or number or "", at, officer or ""), start[1]


def _decided(look: Look) -> set[int]:
    """Return the cases in which everybody who is involved has been decided on."""
    sets = _table()["sets"]
    done = {one.involvement for one in decisions(look) if one.measure in sets["decided"]}
    asked = [Condition("case.nature", "=", "administrative")]
    parts = look.read(Involvement, ("case",), asked)
    open_ones = {case for at, case in parts if at not in done}
    return {case for _, case in parts} - open_ones
