"""The index finds what looking through every record finds, wherever in a field a run of characters begins."""

import random
from datetime import date

import pytest

from anfraud_desktop.actions import made_up
from anfraud_desktop.actions.office import Office
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.search import plain
from tests.factories import a_case, a_person, id_number

ALL = 100_000
LEAST_DIGITS = 3


def looked_through(store: Store, text: str) -> set[tuple[str, int]]:
    """Return what holds a text in a searched field, found without the index."""
    return {
        (record.table, record.id or 0)
        for ledger in Record.ledgers.values()
        for record in store.all(ledger)
        if any(text in plain(f.show(record.values[n])) for n, f in record.fields.items() if f.searched)
    }


def found(store: Store, text: str) -> set[tuple[str, int]]:
    return {(hit.ledger, hit.id) for hit in store.search(text, limit=ALL)}


@pytest.fixture
def full(office: Office) -> Store:
    made_up.fill(office, 120, 3)
    return office.store


def test_every_run_of_a_number_finds_what_looking_through_everything_finds(full: Store) -> None:
    chance = random.Random(1)  # noqa: S311  a choice of queries, no secret
    ledgers = [("people", "id_number"), ("people", "phone"), ("cards", "number"), ("cases", "number")]
    for table, name in ledgers:
        for record in chance.sample(full.all(Record.ledgers[table]), 4):
            number = str(record.values[name]).lower()
            start = chance.randrange(len(number) - LEAST_DIGITS)
            end = chance.randint(start + LEAST_DIGITS, len(number))
            for run in (number[start:end], number[-LEAST_DIGITS:], number[:LEAST_DIGITS], number):
                assert found(full, run) == looked_through(full, run), run


def test_every_run_of_words_and_numbers_finds_what_looking_through_everything_finds(full: Store) -> None:
    chance = random.Random(2)  # noqa: S311  as above
    texts = [str(record.values["document_number"]) for record in full.all(Record.ledgers["dispositions"])]
    for text in chance.sample(texts, 12):
        start = chance.randrange(len(text) - 1)
        run = text[start : chance.randint(start + 2, len(text))]
        if not run.isalnum() or (run.isdigit() and len(run) < LEAST_DIGITS):
            continue
        asked = plain(run)
        assert found(full, asked) == looked_through(full, asked), run


@pytest.mark.parametrize(
    "asked",
    [
        "123",
        "2345",
        "12345",
        "苏a",
        "苏a12",
        "牌苏a12345",
        "5车",
        "45车",
        "345车",
        "a12345车",
        "a12345",
        "车1辆",
        "牌苏",
    ],
)
def test_a_number_with_letters_inside_words_is_found(store: Store, asked: str) -> None:
    with store.change("登记", by="王") as change:
        change.save(a_case(name="悬挂号牌苏A12345车1辆"))
    assert [hit.matched for hit in store.search(asked)] == ["案件名称：悬挂号牌苏A12345车1辆"]


def test_an_identity_number_with_a_letter_is_found_by_its_end_and_by_the_digits_before(store: Store) -> None:
    number = next(made for serial in range(1000) if (made := id_number(serial=serial)).endswith("X"))
    with store.change("登记", by="王") as change:
        at = change.save(a_person(id_number=number))
    for asked in (number[-3:], number[-3:].lower(), number[-5:], number[-4:-1], number[-6:-1]):
        assert ("people", at) in found(store, asked)


@pytest.mark.parametrize("asked", ["a", "a4", "a42", "a420", "a4209", "A420982000000202603"])
def test_a_case_number_is_found_by_how_it_begins(store: Store, asked: str) -> None:
    with store.change("登记", by="王") as change:
        at = change.save(a_case())
    assert ("cases", at) in found(store, asked)


@pytest.mark.parametrize("asked", ["w", "wj", "wjg", "wa", "wan", "wangjian", "wangjianguo"])
def test_a_name_is_found_letter_by_letter(store: Store, asked: str) -> None:
    with store.change("登记", by="王") as change:
        at = change.save(a_person(name="王建国", born_on=date(1990, 3, 7), id_number=None))
    assert found(store, asked) == {("people", at)}


def test_no_more_are_found_than_asked_for_in_a_ledger_and_in_all(full: Store) -> None:
    assert len(full.search("420", limit=7, total=10)) == 10
    assert {hit.ledger for hit in full.search("420", limit=7)} >= {"people", "cases"}
