"""Until when each record of the file is kept: the periods of the law, and the station's own, put to the records.

A case is judged by its own facts; what belongs to a case is kept with it, people and cards with the last of theirs.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from anfraud_desktop.actions import preferences
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.outcomes import outcome_of
from anfraud_desktop.actions.sealed import paths_to_cases
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules import retention
from anfraud_desktop.rules.retention import Kept
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store import inspecting, purging

SET = "retention"  # the preference that holds the station's own figures: {row: {years, basis}}
DRAFT = "draft"
DEPTH = 3  # a disposition leads to its case in two steps


def own_years(office: Office) -> dict[str, int]:
    """Return the station's own figures by row of the table."""
    return {key: int(row["years"]) for key, row in (preferences.load_shared(office, SET) or {}).items()}


def day_of(moment: str) -> date | None:
    """Return the local day of a moment of the log; None for an empty one."""
    return datetime.fromisoformat(moment).astimezone().date() if moment else None


class Keeping:
    """One look at the file: how long each record is kept. What it needs of a ledger is read once."""

    def __init__(self, office: Office) -> None:
        self.store, self.today = office.store, office.today
        self.years = own_years(office)

    def of(self, ledger: type[Record], ids: Sequence[int]) -> dict[int, Kept]:
        """Return how long live records of a ledger are kept."""
        told = {Case: self._cases, Person: self._people, Card: self._cards, Notice: self._notices}
        asked = told.get(ledger, partial(self._hung, ledger))
        return dict(asked(ids))

    def in_trash(self, ledger: type[Record]) -> dict[int, Kept]:
        """Return how long the records of a ledger that are in the trash are kept."""
        since = purging.in_trash(self.store, ledger)
        return {at: self._keep(retention.TRASH, day_of(moment)) for at, moment in since.items()}

    def _keep(self, key: str, start: date | None) -> Kept:
        return retention.keep(key, start, self.today, self.years)

    # Cases, and what leads to them

    def _cases(self, ids: Sequence[int]) -> Iterator[tuple[int, Kept]]:
        return ((at, self.by_case[at]) for at in ids if at in self.by_case)

    @cached_property
    def by_case(self) -> dict[int, Kept]:
        """How long each live case is kept."""
        facts = inspecting.values(self.store, Case, ["nature", "status", "closed_on"])
        told = self._dispositions
        return {
            at: retention.of_case(
                nature, status, closed_on, self.today,
                outcomes={outcome_of(one) for one in told.get(at, ())},
                ends_on=[one.ends_on for one in told.get(at, ()) if one.ends_on],
                appeal=any(one.appeal for one in told.get(at, ())),
                years=self.years,
            )
            for at, nature, status, closed_on in facts
        }  # fmt: skip

    @cached_property
    def _dispositions(self) -> dict[int, list[Disposition]]:
        """The dispositions in force by case."""
        names = ["measure", "stage", "ends_on", "appeal", "revoked_on"]
        found: dict[int, list[Disposition]] = {}
        for _, case, *values in inspecting.values(self.store, Disposition, ["involvement.case", *names]):
            one = Disposition(dict(zip(names, values, strict=True)))
            if one.revoked_on is None:
                found.setdefault(case, []).append(one)
        return found

    def _hung(self, ledger: type[Record], ids: Sequence[int]) -> Iterator[tuple[int, Kept]]:
        cases = self._cases_of(ledger)
        return ((at, self._with(cases.get(at, ()))) for at in ids)

    def _with(self, cases: Iterable[int]) -> Kept:
        """Return how long what belongs to these cases is kept; no case at all says nothing."""
        kept = retention.longest(self.by_case[case] for case in cases if case in self.by_case)
        return kept or retention.no_end("没有规定保存期限")

    def _cases_of(self, ledger: type[Record]) -> dict[int, set[int]]:
        """Return the cases of every live record of a ledger; nothing where a list of links stands in between."""
        found: dict[int, set[int]] = {}
        for path in paths_to_cases(ledger, DEPTH):
            if any(isinstance(field, Links) for field in _fields(ledger, path[:-1])):
                return {}
            for at, value in inspecting.values(self.store, ledger, [".".join(path)]):
                found.setdefault(at, set()).update(value if isinstance(value, tuple) else (value,) if value else ())
        return found

    # People, cards, notices

    @cached_property
    def _cases_of_people(self) -> dict[int, set[int]]:
        """The cases of people: those in which they stand, as accomplices too, and those of their cards."""
        found: dict[int, set[int]] = {}
        for _, case, person, others in inspecting.values(self.store, Involvement, ["case", "person", "accomplices"]):
            for one in (person, *(others or ())):
                found.setdefault(one, set()).add(case)
        for _, holder, cases in inspecting.values(self.store, Card, ["holder", "cases"]):
            if holder and cases:
                found.setdefault(holder, set()).update(cases)
        return found

    def _people(self, ids: Sequence[int]) -> Iterator[tuple[int, Kept]]:
        loose = [at for at in ids if at not in self._cases_of_people]
        yield from self._loose(Person, retention.PERSON, loose)
        for at in ids:
            if at in self._cases_of_people:
                yield at, self._with(self._cases_of_people[at])

    def _cards(self, ids: Sequence[int]) -> Iterator[tuple[int, Kept]]:
        wanted = set(ids)
        facts = inspecting.values(self.store, Card, ["holder", "cases"])
        held = {at: holder for at, holder, cases in facts if at in wanted and holder and not cases}
        holders = dict(self._people(sorted(set(held.values()))))
        loose = {at for at, holder, cases in facts if at in wanted and not holder and not cases}
        yield from self._loose(Card, retention.CARD, sorted(loose))
        for at, holder, cases in facts:
            if at in wanted and at not in loose:
                yield at, self._with(cases) if cases else holders.get(holder, retention.no_end("户主不明"))

    def _notices(self, ids: Sequence[int]) -> Iterator[tuple[int, Kept]]:
        wanted = set(ids)
        rows = inspecting.values(self.store, Notice, ["state", "valid_until", "dated_on"])
        drafts = [at for at, state, _, _ in rows if at in wanted and state == DRAFT]
        yield from self._loose(Notice, retention.NOTICE_DRAFT, drafts)
        for at, state, *days in rows:
            if at in wanted and state != DRAFT:
                yield at, self._keep(retention.NOTICE, max(filter(None, days), default=None))

    def _loose(self, ledger: type[Record], key: str, ids: Sequence[int]) -> Iterator[tuple[int, Kept]]:
        """Yield how long what belongs to no case is kept: from when it was last written."""
        written = purging.last_written(self.store, ledger, ids)
        return ((at, self._keep(key, day_of(written.get(at, "")))) for at in ids)


def _fields(ledger: type[Record], path: Sequence[str]) -> Iterator[Field[Any]]:
    for name in path:
        field = ledger.fields[name]
        yield field
        if isinstance(field, Link | Links):
            ledger = Record.ledgers[field.target]
