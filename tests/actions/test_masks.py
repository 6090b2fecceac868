import json
from dataclasses import replace
from typing import Any

import pytest

from anfraud_desktop.actions.masks import masked_right, note_view, reveal
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Missing, Refused
from anfraud_desktop.records.people import Person
from anfraud_desktop.store.database import Store
from tests.factories import a_person, id_number

IDENTITY = id_number(serial=1)


@pytest.fixture
def person(office: Office) -> Person:
    made = a_person(id_number=IDENTITY)
    with office.store.change("造", office.officer) as change:
        change.save(made)
    return made


def told(store: Store, event: str) -> list[tuple[Any, ...]]:
    rows = store.rows(
        "SELECT officer, ledger, record, changes FROM log JOIN history USING (seq) WHERE event = ?", (event,)
    )
    return [(officer, ledger, record, json.loads(changes)) for officer, ledger, record, changes in rows]


def clerk_of(office: Office) -> Office:
    return replace(office, officer="小陈", role="clerk")


@pytest.mark.parametrize(
    ("role", "masked"), [("clerk", True), ("investigator", False), ("supervisor", False), ("auditor", False)]
)
def test_only_a_clerk_sees_numbers_masked(office: Office, role: str, *, masked: bool) -> None:
    assert masked_right(replace(office, role=role), Person) is masked


def test_a_clerk_gets_a_number_for_a_reason_which_is_logged(office: Office, person: Person) -> None:
    shown = reveal(clerk_of(office), Person, person.id or 0, "id_number", "核对笔录")
    assert shown == IDENTITY
    entry = ("小陈", "people", person.id, {"field": "id_number", "reason": "核对笔录"})
    assert told(office.store, "reveal") == [entry]


def test_without_a_reason_a_clerk_gets_nothing_and_nothing_is_logged(office: Office, person: Person) -> None:
    with pytest.raises(Invalid, match="原因"):
        reveal(clerk_of(office), Person, person.id or 0, "id_number", "  ")
    assert told(office.store, "reveal") == []


def test_who_may_not_reveal_is_refused_and_that_is_logged(office: Office, person: Person) -> None:
    with pytest.raises(Refused):
        reveal(replace(office, role="auditor"), Person, person.id or 0, "id_number", "好奇")
    assert len(told(office.store, "denied")) == 1
    assert told(office.store, "reveal") == []


def test_a_field_that_does_not_exist_is_a_mistake(office: Office, person: Person) -> None:
    with pytest.raises(Missing):
        reveal(office, Person, person.id or 0, "no_such", "核对")


def test_opening_a_record_is_logged_once_each_time(office: Office, person: Person) -> None:
    note_view(office, Person, person.id or 0)
    note_view(office, Person, person.id or 0)
    assert told(office.store, "view") == [("王警官", "people", person.id, {})] * 2


def test_who_may_not_open_a_record_is_refused(office: Office, person: Person) -> None:
    with pytest.raises(Refused):
        note_view(replace(office, role="administrator"), Person, person.id or 0)
    assert told(office.store, "view") == []
