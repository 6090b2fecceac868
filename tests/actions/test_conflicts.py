"""Two officers change one record: what differs is told field by field, and no change of either is lost unseen."""

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from anfraud_desktop.actions import conflicts, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Conflict, Invalid, Missing
from anfraud_desktop.records.cases import Case
from anfraud_desktop.schema.record import Record
from tests.factories import a_case, a_person, id_number

INTERLEAVINGS = 50
ROUNDS = 4  # saves of each officer in one interleaving
FIELDS = ("name", "amount", "summary", "recovered")
PAIR = ("王警官", "李警官")


@pytest.fixture
def case(office: Office) -> int:
    with office.store.change("登记", PAIR[0]) as change:
        return change.save(a_case(lead_officer=PAIR[0], assisting_officers=PAIR[1]))


@pytest.fixture
def other(office: Office) -> Office:
    return replace(office, officer=PAIR[1])


def test_it_is_told_who_changed_what_and_what_i_changed(office: Office, other: Office, case: int) -> None:
    base = records.show(office, "cases", case)
    records.change(other, "cases", case, {"name": "李改的名称", "amount": "200"})
    mine = base.but(name="王改的名称", summary="王写的简要案情")
    clash = conflicts.conflict_of(office, mine)
    told = {one.field: one for one in clash.differences}
    assert set(told) == {"name", "amount", "summary"}
    assert (told["name"].mine, told["name"].theirs, told["name"].who) == ("王改的名称", "李改的名称", "李警官")
    assert [told[name].changed for name in ("name", "amount", "summary")] == [True, False, True]
    assert (told["summary"].who, told["summary"].when) == ("", None)
    assert told["amount"].when is not None
    assert clash == conflicts.conflict_of(office, mine, base)


def test_by_itself_only_what_i_changed_comes_from_me(office: Office, other: Office, case: int) -> None:
    mine = records.show(office, "cases", case).but(summary="王写的简要案情")
    records.change(other, "cases", case, {"amount": "200"})
    clash = conflicts.conflict_of(office, mine)
    made = records.save(office, conflicts.merged(mine, clash.theirs, clash.mine))
    assert (made.values["amount"], made.values["summary"], made.version) == (Decimal(200), "王写的简要案情", 3)


def test_the_same_change_of_both_is_no_difference(office: Office, other: Office, case: int) -> None:
    mine = records.show(office, "cases", case).but(name="同一名称")
    records.change(other, "cases", case, {"name": "同一名称"})
    assert conflicts.conflict_of(office, mine).differences == ()


def test_a_removal_and_return_between_does_not_hide_what_was_changed(office: Office, other: Office, case: int) -> None:
    mine = records.show(office, "cases", case).but(summary="王写的简要案情")
    records.change(other, "cases", case, {"amount": "200"})
    records.remove(office, "cases", [case], "误点")
    records.restore(office, "cases", [case])
    records.change(other, "cases", case, {"amount": "300"})
    told = {one.field: one for one in conflicts.conflict_of(office, mine).differences}
    assert [(name, one.changed) for name, one in told.items()] == [("amount", False), ("summary", True)]


def test_what_is_gone_meanwhile_is_no_conflict(office: Office, other: Office, case: int) -> None:
    mine = records.show(office, "cases", case).but(name="王改的名称")
    records.remove(other, "cases", [case], "重复")
    with pytest.raises(Missing):
        records.save(office, mine)
    with pytest.raises(Missing):
        conflicts.conflict_of(office, mine)


def test_a_choice_that_contradicts_itself_is_refused(office: Office, other: Office) -> None:
    with office.store.change("登记", PAIR[0]) as change:
        at = change.save(a_person(id_number=""))
    base = records.show(office, "people", at)
    mine = type(base).read({"born_on": "1985-05-05"}, before=base)
    records.change(replace(other, officer=PAIR[0]), "people", at, {"id_number": id_number()})
    clash = conflicts.conflict_of(office, mine)
    with pytest.raises(Invalid):
        conflicts.merged(mine, clash.theirs, {"born_on"})


@dataclass
class Desk:
    """An officer who opens, types and saves again and again.

    `knew` holds, by the version written, what they knew of the fields that they had typed into; `met` counts conflicts.
    """

    office: Office
    at: int
    chance: random.Random
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    knew: dict[int, dict[str, object]] = field(default_factory=dict)
    met: int = 0

    def work(self) -> Iterator[None]:
        for number in range(ROUNDS):
            base = records.show(self.office, "cases", self.at)
            yield
            typed = {name: self._value(name, number) for name in self.chance.sample(FIELDS, self.chance.randint(1, 3))}
            yield from self._saved(type(base).read(typed, before=base), base, set(typed))
            self.acknowledged |= {(name, Case.fields[name].cell(Case.fields[name].read(typed[name]))) for name in typed}  # type: ignore[misc]

    def _value(self, name: str, number: int) -> str:
        made = f"{PAIR.index(self.office.officer) + 1}{number}{self.chance.randint(100, 999)}"
        return made if name in ("amount", "recovered") else f"{self.office.officer}{made}"

    def _saved(self, mine: Record, known: Record, typed: set[str]) -> Iterator[None]:
        while True:
            yield
            try:
                made = records.save(self.office, mine)
            except Conflict:
                clash = conflicts.conflict_of(self.office, mine)
                yield
                known, self.met = clash.theirs, self.met + 1
                mine = conflicts.merged(mine, clash.theirs, clash.mine)
            else:
                self.knew[made.version] = {name: known.values[name] for name in typed}
                return


def no_update_was_lost(store_office: Office, at: int, desks: list[Desk]) -> None:
    """Check the log: who wrote over a value had typed there and knew it; each acknowledged value was written."""
    rows = store_office.store.rows(
        "SELECT officer, changes FROM log JOIN history USING (seq) WHERE ledger = 'cases' AND record = ?"
        " AND event = 'change' ORDER BY seq",
        (at,),
    )
    knew = {version: known for desk in desks for version, known in desk.knew.items()}
    written: dict[str, set[tuple[str, str]]] = {name: set() for name in PAIR}
    for version, (officer, changes) in enumerate(rows, 2):
        for name, (old, new) in json.loads(changes).items():
            if name in Case.fields:
                assert Case.fields[name].cell(knew[version][name]) == old
                written[officer].add((name, new))
    assert all(desk.acknowledged <= written[desk.office.officer] for desk in desks)


@pytest.mark.parametrize("seed", range(INTERLEAVINGS))
def test_no_interleaving_of_two_officers_loses_an_update(office: Office, other: Office, case: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a test's own dice
    desks = [Desk(one, case, chance) for one in (office, other)]
    at_work = [desk.work() for desk in desks]
    while at_work:
        one = chance.choice(at_work)
        if next(one, "done") == "done":
            at_work.remove(one)
    no_update_was_lost(office, case, desks)
    assert sum(desk.met for desk in desks) > 0


def test_two_threads_that_save_at_the_same_time_lose_nothing(office: Office, other: Office, case: int) -> None:
    desks = [Desk(one, case, random.Random(seed)) for seed, one in enumerate((office, other))]  # noqa: S311  as above
    threads = [threading.Thread(target=lambda desk=desk: list(desk.work())) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(desk.knew) == ROUNDS for desk in desks)
    no_update_was_lost(office, case, desks)
