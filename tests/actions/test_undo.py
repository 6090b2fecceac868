"""Undo and redo of one's own acts: each kind by name, refused where somebody went on from there, equal dumps."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.actions import founding, imports, records, undo
from anfraud_desktop.actions.made_up import identity_number
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused, UserError
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.signers import Signer
from tests.factories import card_number
from tests.kills.workflows import book


@pytest.fixture
def desk(office: Office) -> Office:
    """Return an office whose acts are known by their run, as after signing in."""
    office.store.signer = Signer(office.officer, "u-1", office.role, bytes(range(32)))
    return office


def dump(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Return the live records of every ledger without their versions."""
    return {
        name: [(one.id, tuple(one.values.items())) for one in office.store.all(ledger)]
        for name, ledger in Record.ledgers.items()
    }


def a_person(office: Office, name: str = "张建国") -> int:
    return records.add(office, "people", {"name": name}).id or 0


def test_what_was_entered_is_taken_out_and_comes_back_by_name(desk: Office) -> None:
    at = a_person(desk)
    assert undo.next_undo(desk) == "登记人员"
    assert undo.undo(desk) == undo.Turned("登记人员", 1)
    assert (desk.store.page(Person, [at]), desk.store.search("张建国")) == ([], [])
    assert (undo.next_undo(desk), undo.next_redo(desk)) == ("", "登记人员")
    assert undo.redo(desk).what == "登记人员"
    assert [hit.id for hit in desk.store.search("张建国")] == [at]
    assert undo.next_redo(desk) == ""


def test_a_change_goes_back_to_what_was_there_and_the_log_keeps_all_three(desk: Office) -> None:
    at = a_person(desk)
    records.change(desk, "people", at, {"occupation": "务工"})
    records.change(desk, "people", at, {"occupation": "务农"})
    undo.undo(desk)
    assert desk.store.get(Person, at).occupation == "务工"
    undo.undo(desk)
    assert desk.store.get(Person, at).occupation is None
    undo.redo(desk)
    assert desk.store.get(Person, at).occupation == "务工"
    assert [event.event for event in records.history(desk, "people", at)] == ["new", *["change"] * 2, *["put back"] * 3]


def test_what_went_to_the_trash_with_all_that_hangs_on_it_comes_back(desk: Office) -> None:
    person = a_person(desk)
    case = records.add(desk, "cases", {"number": "府城〔2026〕7号"}).id
    records.add(desk, "involvements", {"person": f"#{person}", "case": f"#{case}", "roles": "开卡人"})
    before = dump(desk)
    records.remove(desk, "cases", [case or 0], "重复")
    undo.undo(desk)
    assert dump(desk) == before


def test_a_new_act_ends_what_could_be_redone(desk: Office) -> None:
    a_person(desk)
    undo.undo(desk)
    a_person(desk, "李四")
    with pytest.raises(Refused, match="没有可以重做"):
        undo.redo(desk)


def test_who_went_on_from_there_is_named(desk: Office) -> None:
    at = a_person(desk)
    other = replace(desk, officer="李警官")
    with other.change("修改人员") as change:
        change.save(desk.store.get(Person, at).but(occupation="务工"))
    with pytest.raises(Refused, match="李警官"):
        undo.undo(desk)
    assert desk.store.get(Person, at).occupation == "务工"


def test_acts_of_others_and_of_other_runs_are_not_mine(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    a_person(desk)
    assert undo.next_undo(replace(desk, officer="李警官")) == ""
    monkeypatch.setattr(undo, "BOOT", "another")
    assert undo.next_undo(desk) == ""
    assert undo.next_undo(desk, this_run=False) == "登记人员"


def test_an_import_is_undone_whole_and_known_as_taken_back(desk: Office, tmp_path: Path) -> None:
    book(tmp_path / "book.xlsx", 0)
    done = imports.commit(desk, imports.preview(desk, tmp_path / "book.xlsx"))
    after = dump(desk)
    undo.undo(desk)
    assert desk.store.count(Person) == 0
    with pytest.raises(Refused, match="已经撤回过"):
        imports.undo(desk, done.batch or 0)
    undo.redo(desk)
    assert dump(desk) == after
    assert imports.undo(desk, done.batch or 0)["people"] == {"removed": 25, "restored": 0}
    assert (undo.next_undo(desk), undo.next_redo(desk), desk.store.count(Person)) == ("", "", 0)


def test_a_role_without_it_undoes_nothing(desk: Office) -> None:
    a_person(desk)
    auditor = replace(desk, role="auditor")
    assert undo.next_undo(auditor) == ""
    with pytest.raises(Refused, match="权限"):
        undo.undo(auditor)


def some(office: Office, chance: random.Random, table: str, most: int = 1) -> str:
    """Return some live records as a person would type them."""
    ids = list(office.store.ids(Record.ledgers[table]))
    return "、".join(f"#{at}" for at in chance.sample(ids, min(most, len(ids))))


def enter(office: Office, chance: random.Random, serial: int) -> None:
    case, person = some(office, chance, "cases"), some(office, chance, "people")
    given: dict[str, dict[str, str]] = {
        "people": {"name": "钱某某", "id_number": identity_number(serial)},
        "cases": {"number": f"府城〔2026〕{chance.randrange(400)}号"},
        "involvements": {"person": person, "case": case},
        "cards": {"kind": "debit", "number": card_number(serial=serial), "cases": case, "holder": person},
    }
    table = chance.choice(list(given))
    records.add(office, table, given[table])


def alter(office: Office, chance: random.Random, serial: int) -> None:
    given: dict[str, dict[str, str]] = {
        "people": {"occupation": f"职业{serial}"},
        "involvements": {"accomplices": some(office, chance, "people", 2)},
        "cards": {"holder": some(office, chance, "people"), "cases": some(office, chance, "cases", 2)},
    }
    table = chance.choice(list(given))
    for at in list(office.store.ids(Record.ledgers[table]))[:1]:
        records.change(office, table, at, given[table])


def throw_away(office: Office, chance: random.Random, _serial: int) -> None:
    table = chance.choice(["people", "cases", "cards", "involvements"])
    ids = list(office.store.ids(Record.ledgers[table]))
    records.remove(office, table, chance.sample(ids, min(2, len(ids))), "重复")


def find_again(office: Office, chance: random.Random, _serial: int) -> None:
    table = chance.choice(["people", "cases", "cards", "involvements"])
    for at in list(office.store.ids(Record.ledgers[table], trash=True))[:1]:
        records.restore(office, table, [at])


def act(office: Office, chance: random.Random, serial: int) -> None:
    """Do something that a clerk does, or fail at it as clerks do."""
    with suppress(UserError):
        chance.choice([enter, enter, enter, alter, alter, throw_away, find_again])(office, chance, serial)


def take_book(office: Office, folder: Path, number: int) -> None:
    """Take a book in: some of its people and cases are new, some are there."""
    book(folder / f"{number}.xlsx", number)
    imports.commit(office, imports.preview(office, folder / f"{number}.xlsx"), accept_good=True)


@pytest.mark.parametrize(
    "first", [0, *(pytest.param(first, marks=pytest.mark.soak) for first in range(20, 220, 20))]
)  # twenty a file: 20 at once, 200 in the long form
def test_undoing_all_and_redoing_all_give_equal_dumps(desk: Office, tmp_path: Path, first: int) -> None:
    done = 0
    for seed in range(first, first + 20):
        chance = random.Random(seed)  # noqa: S311  a choice of acts, no secret
        a_person(replace(desk, officer=f"别人{seed}"))  # what others do ends no stack of mine
        start, mine = dump(desk), replace(desk, officer=f"王{seed}")
        for step in range(chance.randrange(3, 25)):
            act(mine, chance, seed * 20 + step)
            if chance.randrange(20) == 0:
                take_book(mine, tmp_path, seed)
        end, turned = dump(desk), 0
        while undo.next_undo(mine):
            undo.undo(mine)
            turned += 1
        assert dump(desk) == start, seed
        done += turned
        for _ in range(turned):
            undo.redo(mine)
        assert dump(desk) == end, seed
        assert undo.next_redo(mine) == ""
    assert done > 4 * 20  # not all of them failed


def test_a_batch_is_taken_back_within_a_day_alone(
    desk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(tmp_path / "book.xlsx", 0)
    batch = imports.commit(desk, imports.preview(desk, tmp_path / "book.xlsx")).batch or 0
    monkeypatch.setattr(imports, "TAKE_BACK", -imports.TAKE_BACK)
    with pytest.raises(Refused, match="24 小时"):
        imports.undo(desk, batch)
    assert imports.undo(desk, batch, however_old=True)["people"]["removed"] == 25


def test_made_up_data_that_was_undone_is_not_offered_for_removal(desk: Office) -> None:
    founding.add_samples(desk)
    assert founding.has_samples(desk)
    undo.undo(desk)
    assert not founding.has_samples(desk)
    undo.redo(desk)
    founding.remove_samples(desk)
    assert (founding.has_samples(desk), desk.store.count(Person), undo.next_redo(desk)) == (False, 0, "")
