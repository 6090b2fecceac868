"""The trash: what lies there is listed with who, when and why, as far as one may see it; it comes back together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from anfraud_desktop.actions import records, retention, trash
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Missing, Refused
from anfraud_desktop.records.cases import Case
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, purging
from anfraud_desktop.store.signers import Signer
from tests.factories import a_case, a_disposition, a_person, an_involvement, id_number

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


def denials(office: Office) -> list[tuple[str, int]]:
    return [tuple(row) for row in office.store.rows("SELECT officer, record FROM log WHERE event = 'denied'")]


def test_what_was_removed_is_listed_with_who_when_why_and_until_when(office: Office, save: Save) -> None:
    at = save(a_case(name="某诈骗案"))
    records.remove(office, "cases", [at], "重复登记")
    [one] = trash.listing(office)
    assert (one.ledger, one.id, one.by, one.reason, one.until) == (
        "cases",
        at,
        "王警官",
        "重复登记",
        date(2029, 12, 31),
    )
    assert one.title.endswith("某诈骗案")
    assert one.removed_at.date() == date(2026, 11, 1)
    assert trash.listing(office, "people") == []


def test_the_trash_is_empty_once_everything_is_back(office: Office, save: Save) -> None:
    at = save(a_case())
    records.remove(office, "cases", [at], "重复")
    assert records.restore(office, "cases", [at]) == 1
    assert trash.listing(office) == []


def test_the_reason_of_the_last_removal_stands(office: Office, save: Save) -> None:
    at = save(a_case())
    for reason in ("第一次", "第二次"):
        records.remove(office, "cases", [at], reason)
        told = [one.reason for one in trash.listing(office)]
        records.restore(office, "cases", [at])
    assert told == ["第二次"]


def test_what_went_together_says_so_and_is_named_though_what_it_belongs_to_is_gone_too(
    office: Office, save: Save
) -> None:
    person, case = save(a_person(name="欧阳建国")), save(a_case(name="某诈骗案"))
    part = save(an_involvement(person, case))
    save(a_disposition(part))
    records.remove(office, "cases", [case], "重复")
    found = {one.ledger: one for one in trash.listing(office)}
    assert {name: one.together for name, one in found.items()} == {"cases": 3, "involvements": 3, "dispositions": 3}
    assert "欧阳建国" in found["involvements"].title
    assert "某诈骗案" in found["involvements"].title
    assert records.restore(office, "cases", [case]) == 3


def test_what_was_deleted_for_good_does_not_keep_the_rest_from_coming_back(office: Office, save: Save) -> None:
    person, case = save(a_person()), save(a_case())
    part = save(an_involvement(person, case))
    records.remove(office, "cases", [case], "重复")
    with office.store.change("彻底删除", "王警官") as change:
        purging.erase(change, office.store, [("involvements", part)], {"basis": "第四十七条"})
    assert [(one.ledger, one.together) for one in trash.listing(office)] == [("cases", 1)]
    assert records.restore(office, "cases", [case]) == 1
    assert office.store.get(Case, case).id == case
    with pytest.raises(Missing, match="彻底删除"):
        records.restore(office, "involvements", [part])


def test_what_somebody_else_removed_stands_and_is_refused_to_one_whose_it_is_not(office: Office, save: Save) -> None:
    at = save(a_case(lead_officer="李警官"), by="李警官")
    records.remove(replace(office, officer="李警官"), "cases", [at], "重复")
    [one] = trash.listing(office)
    assert one.by == "李警官"
    with pytest.raises(Refused, match="只限本人"):
        records.restore(office, "cases", [at])
    assert denials(office) == [("王警官", at)]
    assert [one.id for one in trash.listing(office)] == [at]


def test_a_supervisor_brings_back_what_anybody_removed(office: Office, supervisor: Office, save: Save) -> None:
    at = save(a_case(lead_officer="李警官"), by="李警官")
    records.remove(replace(office, officer="李警官"), "cases", [at], "重复")
    assert records.restore(supervisor, "cases", [at]) == 1


def test_a_clerk_sees_their_own_cases_alone_and_no_number(office: Office, save: Save) -> None:
    number = id_number()
    person, own, other = save(a_person(id_number=number)), save(a_case(), by="小周"), save(a_case(name="他人的案件"))
    records.remove(office, "people", [person], "重复")
    for case in (own, other):
        records.remove(office, "cases", [case], "重复")
    clerk = replace(office, officer="小周", role="clerk")
    found = trash.listing(clerk)
    assert {(one.ledger, one.id) for one in found} == {("people", person), ("cases", own)}
    assert not [one for one in found if number in one.title]
    assert [one for one in trash.listing(office) if number in one.title]


@pytest.mark.parametrize("role", ["administrator", "auditor", ""])
def test_who_may_bring_nothing_back_does_not_see_the_trash(office: Office, role: str) -> None:
    with pytest.raises(Refused):
        trash.listing(replace(office, role=role))


def test_the_note_tells_the_period_that_holds_here(supervisor: Office) -> None:
    assert "保存 3 年" in trash.note(supervisor)
    second = Signer("周管理员", "u-admin", "administrator", bytes(range(32)))
    retention.set_years(replace(supervisor, second=second), "trash", 5, "上级保管期限表")
    assert "保存 5 年" in trash.note(supervisor)
