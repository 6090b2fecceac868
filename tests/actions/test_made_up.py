"""Made-up data: as much as is asked for, the same for the same seed, nothing that the program itself doubts."""

from datetime import date

from anfraud_desktop.actions import made_up
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.rulings import rulings
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record

UNTIL = date(2026, 10, 31)


def test_the_same_seed_gives_the_same_people() -> None:
    def told(seed: int) -> list[list[dict[str, object]]]:
        return [[person.values for person in bundle.people] for bundle in made_up.bundles(50, seed, UNTIL)]

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_every_made_up_record_would_be_taken_as_typed(office: Office) -> None:
    made_up.fill(office, 120, 3)
    for ledger in Record.ledgers.values():
        for record in office.store.all(ledger):
            reading = ledger.settled(dict(record.values), {})
            assert reading.problems == {}, record
            assert reading.values == record.values


def test_so_many_people_are_written_as_were_asked_for_and_more_later(office: Office) -> None:
    first = made_up.fill(office, 60, 1)
    second = made_up.fill(office, 40, 2)
    assert (first["people"], second["people"]) == (60, 40)
    assert office.store.count(Person) == 100
    assert all(person.id_number and person.id_number.startswith("420900") for person in office.store.all(Person))


def test_document_numbers_fit_their_outcomes(office: Office) -> None:
    made_up.fill(office, 200, 5)
    assert not [entry for entry in rulings(office, office.store.ids(Involvement)) if entry.blockers]


def test_writing_tells_how_far_it_is(office: Office) -> None:
    seen: list[tuple[int, int]] = []
    made_up.fill(office, made_up.CHUNK + 10, 1, progress=lambda done, total, _: seen.append((done, total)))
    assert seen[0][0] >= made_up.CHUNK
    assert seen[0][1] == made_up.CHUNK + 10
