"""Records: all problems at once, what follows from a number, and declarations that are sound."""

from datetime import date

import pytest

from anfraud_desktop.errors import Invalid
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.checks import check_declarations
from anfraud_desktop.schema.kinds import Link
from anfraud_desktop.schema.record import Record
from tests.factories import a_person, id_number


def test_all_problems_of_a_record_are_told_at_once_each_beside_its_field() -> None:
    with pytest.raises(Invalid) as caught:
        Person.read({"name": "", "id_number": "420900199001010016", "phone": "13812345", "born_on": "2026-02-30"})
    assert set(caught.value.problems) == {"name", "id_number", "phone", "born_on"}


def test_birth_and_sex_come_from_the_number() -> None:
    person = Person.read({"name": "单超", "id_number": id_number(date(1988, 2, 29), 31)})
    assert (person.born_on, person.sex, person.id_type) == (date(1988, 2, 29), "1", "111")


def test_a_birth_date_that_the_number_denies_is_a_problem() -> None:
    with pytest.raises(Invalid, match="不一致"):
        Person.read({"name": "单超", "id_number": id_number(date(1988, 2, 29)), "born_on": "1988-03-01"})


def test_a_sex_that_the_number_denies_is_a_warning() -> None:
    reading = Person.reading({"name": "单超", "id_number": id_number(serial=31), "sex": "女"})
    assert not reading.problems
    assert "性别" in reading.warnings["sex"]


def test_a_field_that_is_not_there_is_named() -> None:
    assert "没有“nickname”" in Person.reading({"name": "单超", "nickname": "x"}).problems["nickname"]


def test_the_offence_tells_criminal_from_administrative() -> None:
    natures = [Case.read({"number": "A4209820000002026030001", "offence": code}).nature for code in ("C266", "A-FZ44")]
    assert natures == ["criminal", "administrative"]


def test_a_record_speaks_of_itself_by_id_alone() -> None:
    assert repr(a_person()) == "<people None>"


def test_every_declaration_is_sound() -> None:
    check_declarations()


def test_a_link_to_no_ledger_is_refused_with_its_name() -> None:
    class Stray(Record, table="strays", title="试验", named_by=("other",)):
        other = Link("nowhere", "别处", listed=True)

    try:
        with pytest.raises(TypeError, match=r"strays\.other.*nowhere"):
            check_declarations()
    finally:
        del Record.ledgers["strays"]
