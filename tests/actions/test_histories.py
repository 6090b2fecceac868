"""The history of a record field by field, and an old value that becomes a new version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from anfraud_desktop.actions import histories, records
from anfraud_desktop.actions.histories import Version
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Conflict, Invalid, Missing, Refused
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit
from tests.factories import a_case, a_person, an_involvement, id_number

Save = Callable[..., int]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "stamp", lambda: "2026-11-01T01:30:00+00:00")


@pytest.fixture
def save(office: Office) -> Save:
    def write(record: Record, by: str = office.officer) -> int:
        with office.store.change("登记", by) as change:
            return change.save(record)

    return write


def of_field(office: Office, table: str, at: int, field: str) -> list[Version]:
    return [one for one in histories.versions(office, table, at) if one.field == field]


def test_each_change_of_a_field_is_told_newest_first(office: Office, save: Save) -> None:
    at = save(a_case(status="filed"))
    for status in ("investigating", "closed"):
        records.change(office, "cases", at, {"status": status, "closed_on": "2026-03-20"})
    told = of_field(office, "cases", at, "status")
    assert [(one.old, one.new, one.first) for one in told] == [
        ("侦查", "结案", False), ("立案", "侦查", False), ("", "立案", True)
    ]  # fmt: skip
    assert {(one.officer, one.label) for one in told} == {("王警官", "案件状态")}


def test_a_link_is_told_by_its_title_though_what_it_leads_to_is_in_the_trash(office: Office, save: Save) -> None:
    first, second = save(a_person(name="欧阳建国")), save(a_person(name="赵小六"))
    part = save(an_involvement(first, save(a_case())))
    records.change(office, "involvements", part, {"person": f"#{second}"})
    records.remove(office, "people", [first], "重复")
    [changed, entered] = of_field(office, "involvements", part, "person")
    assert "赵小六" in changed.new
    assert "欧阳建国" in changed.old == entered.new


def test_an_old_value_becomes_a_new_version_and_the_newer_one_stays_in_the_history(office: Office, save: Save) -> None:
    at = save(a_case(status="filed"))
    records.change(office, "cases", at, {"status": "investigating"})
    [changed, _] = of_field(office, "cases", at, "status")
    made = histories.restore_value(office, "cases", at, "status", seq=changed.seq)
    assert (made.values["status"], made.version) == ("filed", 3)
    told = of_field(office, "cases", at, "status")
    assert [(one.old, one.new) for one in told] == [("侦查", "立案"), ("立案", "侦查"), ("", "立案")]


def test_other_fields_that_were_changed_since_stay(office: Office, save: Save) -> None:
    at = save(a_case(status="filed"))
    records.change(office, "cases", at, {"status": "investigating"})
    records.change(office, "cases", at, {"name": "后来的名称"})
    changed = of_field(office, "cases", at, "status")[0]
    made = histories.restore_value(office, "cases", at, "status", seq=changed.seq)
    assert (made.values["status"], made.values["name"]) == ("filed", "后来的名称")


def test_an_empty_value_is_restored_too(office: Office, save: Save) -> None:
    at = save(a_case())
    records.change(office, "cases", at, {"name": "填错的名称"})
    changed = of_field(office, "cases", at, "name")[0]
    assert histories.restore_value(office, "cases", at, "name", seq=changed.seq).values["name"] is None


def test_what_follows_from_the_field_follows_again(office: Office, save: Save) -> None:
    at = save(a_person(id_number=id_number(date(1990, 3, 7), 1)))
    records.change(office, "people", at, {"id_number": id_number(date(1985, 5, 5), 2)})
    changed = of_field(office, "people", at, "id_number")[0]
    made = histories.restore_value(office, "people", at, "id_number", seq=changed.seq)
    assert (made.values["born_on"], made.values["sex"]) == (date(1990, 3, 7), "1")


def test_a_value_that_does_not_go_with_the_rest_is_refused_and_nothing_is_written(office: Office, save: Save) -> None:
    number = id_number()
    at = save(a_person(id_number=number))
    records.change(office, "people", at, {"id_number": id_number()})
    save(a_person(name="别人", id_number=number))
    changed = of_field(office, "people", at, "id_number")[0]
    with pytest.raises(Invalid):
        histories.restore_value(office, "people", at, "id_number", seq=changed.seq)
    assert office.store.get(Person, at).version == 2


def test_the_value_that_stands_is_not_restored(office: Office, save: Save) -> None:
    at = save(a_case(status="filed"))
    records.change(office, "cases", at, {"status": "investigating"})
    records.change(office, "cases", at, {"status": "filed"})
    first = of_field(office, "cases", at, "status")[1]
    with pytest.raises(Refused, match="现在就是这个值"):
        histories.restore_value(office, "cases", at, "status", seq=first.seq)


def test_what_was_entered_at_first_has_nothing_before_it(office: Office, save: Save) -> None:
    at = save(a_case(status="filed"))
    [entered] = of_field(office, "cases", at, "status")
    with pytest.raises(Missing):
        histories.restore_value(office, "cases", at, "status", seq=entered.seq)


def test_a_clerk_reads_masked_numbers_and_may_not_restore_what_is_not_theirs(office: Office, save: Save) -> None:
    number = id_number()
    at = save(a_person(id_number=number))
    records.change(office, "people", at, {"id_number": id_number()})
    clerk = replace(office, officer="小周", role="clerk")
    told = of_field(clerk, "people", at, "id_number")
    assert number not in {text for one in told for text in (one.old, one.new)}
    assert number in {one.old for one in of_field(office, "people", at, "id_number")}
    with pytest.raises(Refused, match="只限本人"):
        histories.restore_value(clerk, "people", at, "id_number", seq=told[0].seq)


def test_the_history_of_a_case_of_others_is_not_a_clerks(office: Office, save: Save) -> None:
    at = save(a_case())
    clerk = replace(office, officer="小周", role="clerk")
    with pytest.raises(Refused):
        histories.versions(clerk, "cases", at)


def test_what_was_changed_meanwhile_says_which_record(office: Office, save: Save) -> None:
    at = save(a_case())
    stale = records.show(office, "cases", at)
    records.change(office, "cases", at, {"name": "先"})
    with pytest.raises(Conflict, match="已被他人修改") as told:
        records.save(office, stale.but(name="后"))
    assert (told.value.ledger, told.value.record) == ("cases", at)
