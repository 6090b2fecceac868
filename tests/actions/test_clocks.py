"""Clocks from the facts of the file: what starts them, what ends them, what moves when a day is changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.actions import clocks, imports, records, undo
from anfraud_desktop.actions.clock import Clock
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import logbook
from anfraud_desktop.store.signers import Signer
from tests.factories import a_case, a_disposition, a_person, an_involvement

Decide = Callable[..., Disposition]


def at(office: Office, *when: int) -> Office:
    """Return the office at another moment."""
    return replace(office, clock=lambda: datetime(*when))  # type: ignore[arg-type]  # noqa: DTZ001  local time


def kinds(office: Office, *when: int) -> dict[str, Clock]:
    return {clock.kind: clock for clock in clocks.clocks(at(office, *when))}


@pytest.fixture
def part(office: Office) -> int:
    case = records.save(office, a_case(name="某诈骗案", lead_officer="王警官")).id
    person = records.save(office, a_person()).id
    assert case
    assert person
    return records.save(office, an_involvement(person, case)).id or 0


@pytest.fixture
def decide(office: Office, part: int) -> Decide:
    def decided(measure: str, day: str, **but: Any) -> Disposition:
        made = a_disposition(part, measure=measure, decided_on=day, document_number="", **but)
        kept = records.save(office, made)
        assert isinstance(kept, Disposition)
        return kept

    return decided


def test_a_detention_starts_its_clock_and_the_three_of_24_hours(office: Office, decide: Decide) -> None:
    decide("detained", "2026-03-05", decided_at="2026-03-05 22:30")
    found = kinds(office, 2026, 3, 6, 9, 0)
    assert {kind: clock.due.isoformat() for kind, clock in found.items()} == {
        "detention": "2026-03-08",
        "detention_handover": "2026-03-06T22:30:00",
        "detention_family_notice": "2026-03-06T22:30:00",
        "detention_first_questioning": "2026-03-06T22:30:00",
    }
    clock = found["detention"]
    assert (clock.person, clock.case, clock.place.officer) == ("张建国", "某诈骗案", "王警官")
    assert (clock.act_by, clock.days_left, clock.weight) == (date(2026, 3, 6), 2, 0)


def test_without_the_minute_a_24_hour_clock_is_unsure_and_gone_after_days(office: Office, decide: Decide) -> None:
    decide("detained", "2026-03-05")
    assert kinds(office, 2026, 3, 5, 9, 0)["detention_handover"].state == "unsure"
    assert set(kinds(office, 2026, 3, 9, 9, 0)) == {"detention"}


def test_the_chain_from_detention_to_custody(office: Office, decide: Decide) -> None:
    decide("detained", "2026-03-02")
    decide("detention_extended_30", "2026-03-04")
    assert kinds(office, 2026, 3, 20)["detention_extended_30"].due == date(2026, 4, 1)
    decide("arrest_requested", "2026-04-01")
    assert {k: c.due for k, c in kinds(office, 2026, 4, 2).items()} == {"arrest_review": date(2026, 4, 8)}
    decide("arrested", "2026-04-08")
    found = kinds(office, 2026, 5, 20)
    assert {k: c.due for k, c in found.items()} == {
        "investigation_custody": date(2026, 6, 8), "investigation_custody_application": date(2026, 6, 1),
    }  # fmt: skip
    decide("custody_extended", "2026-06-05")
    found = kinds(office, 2026, 6, 9)
    assert found["investigation_custody"].due == date(2026, 7, 8)
    assert found["investigation_custody"].title == "侦查羁押期限（延长1个月）"
    decide("transferred_for_prosecution", "2026-07-06")
    assert {k: c.due for k, c in kinds(office, 2026, 7, 7).items()} == {"prosecution_review": date(2026, 8, 6)}
    decide("review_extended", "2026-08-06")
    assert kinds(office, 2026, 8, 7)["prosecution_review_extended"].due == date(2026, 8, 21)
    decide("prosecuted", "2026-08-20")
    assert kinds(office, 2026, 8, 21) == {}


def test_a_renewal_on_the_last_day_goes_on_without_a_gap(office: Office, decide: Decide) -> None:
    decide("arrested", "2026-04-08")
    decide("custody_extended", "2026-06-08")
    decide("custody_extended", "2026-07-08")
    found = kinds(office, 2026, 7, 8)
    assert (found["investigation_custody"].due, found["investigation_custody"].state) == (date(2026, 9, 8), "running")
    decide("custody_extended", "2026-09-08")
    found = kinds(office, 2026, 9, 8)
    assert {kind: clock.due for kind, clock in found.items()} == {"investigation_custody": date(2026, 11, 8)}


def test_the_procurator_has_longer_where_nobody_is_held(office: Office, decide: Decide) -> None:
    decide("bail", "2026-03-02")
    decide("arrest_requested", "2026-04-01")
    found = kinds(office, 2026, 4, 2)
    assert {k: c.due for k, c in found.items()} == {"bail": date(2027, 3, 2), "arrest_review_free": date(2026, 4, 16)}


@pytest.mark.parametrize(
    ("after", "gone"),
    [("bail", True), ("released", True), ("arrested", True), ("arrest_requested", True), ("admin_fine", True),
     ("separate_case", False), ("wanted", False)],
)  # fmt: skip
def test_what_comes_after_ends_a_detention(office: Office, decide: Decide, after: str, gone: bool) -> None:  # noqa: FBT001  a fact
    decide("detained", "2026-03-02")
    decide(after, "2026-03-04")
    assert ("detention" not in kinds(office, 2026, 3, 4, 9, 0)) is gone


def test_a_revoked_decision_and_an_ended_case_have_no_clock(office: Office, decide: Decide) -> None:
    one = decide("bail", "2026-03-02")
    assert one.id
    records.change(office, "dispositions", one.id, {"revoked_on": "2026-04-01"})
    assert kinds(office, 2026, 4, 2) == {}
    decide("residential_surveillance", "2026-04-01")
    assert list(kinds(office, 2026, 4, 2)) == ["residential_surveillance"]
    case = office.store.all(Case)[0].id or 0
    records.change(office, "cases", case, {"status": "closed"})
    assert kinds(office, 2026, 4, 2) == {}


def test_what_is_removed_has_no_clock_and_has_it_again_when_found(office: Office, decide: Decide) -> None:
    one = decide("bail", "2026-03-02")
    records.remove(office, "dispositions", [one.id or 0], "登记有误")
    assert kinds(office, 2026, 4, 2) == {}
    records.restore(office, "dispositions", [one.id or 0])
    assert list(kinds(office, 2026, 4, 2)) == ["bail"]


@pytest.mark.parametrize(
    ("measure", "ends", "told"),
    [
        ("bail", "2026-09-01", ("bail", "2026-09-01", "running")),
        ("bail", "2027-09-01", ("bail", "2027-03-02", "unsure")),
        ("detained", "2026-04-01", ("detention_extended_30", "2026-04-01", "running")),
        ("detained", "2026-03-08", ("detention_extended", "2026-03-08", "running")),
        ("admin_detention", "2026-03-12", ("admin_detention", "2026-03-12", "running")),
        ("admin_detention", "2026-03-20", ("admin_detention", "2026-03-20", "running")),
        ("admin_detention", "", ("admin_detention", "2026-03-17", "unsure")),
    ],
)
def test_the_decisions_own_last_day_counts(
    office: Office, decide: Decide, measure: str, ends: str, told: tuple[str, str, str]
) -> None:
    decide(measure, "2026-03-02", starts_on="2026-03-02", ends_on=ends)
    clock = kinds(office, 2026, 3, 2, 9, 0)[told[0]]
    assert (clock.kind, str(clock.due), clock.state) == told


def test_an_administrative_detention_that_is_over_is_no_task(office: Office, decide: Decide) -> None:
    decide("admin_detention", "2026-03-02", ends_on="2026-03-12")
    assert "admin_detention" not in kinds(office, 2026, 3, 13)


def test_a_penalty_has_to_be_served_and_a_fine_paid_though_the_case_is_closed(office: Office, decide: Decide) -> None:
    decide("admin_fine", "2026-09-20")
    case = office.store.all(Case)[0].id or 0
    records.change(office, "cases", case, {"status": "closed", "closed_on": "2026-09-21"})
    found = kinds(office, 2026, 9, 21)
    assert {kind: clock.due for kind, clock in found.items()} == {
        "penalty_service": date(2026, 9, 22), "fine_payment": date(2026, 10, 8),
    }  # fmt: skip
    assert kinds(office, 2026, 10, 9)["fine_payment"].state == "overdue"


def test_history_that_an_import_brought_is_no_overdue_duty(office: Office, part: int) -> None:
    with office.change("导入台账", batch=1) as change:
        change.save(a_disposition(part, measure="admin_fine", decided_on="2020-03-02"))
    assert kinds(office, 2020, 4, 1) == {}


def test_an_administrative_case_runs_until_everybody_is_decided_on(office: Office) -> None:
    given = {"offence": None, "nature": "administrative", "filed_on": "2026-03-02", "status": "filed"}
    case = records.save(office, a_case(**given)).id or 0
    assert kinds(office, 2026, 3, 3)["admin_case"].due == date(2026, 4, 1)
    parts = [records.save(office, an_involvement(records.save(office, a_person()).id or 0, case)).id for _ in "12"]
    records.save(office, a_disposition(parts[0] or 0, measure="admin_warning", decided_on="2026-03-10"))
    assert "admin_case" in kinds(office, 2026, 3, 20)
    records.save(office, a_disposition(parts[1] or 0, measure="admin_not_punished", decided_on="2026-03-11"))
    assert "admin_case" not in kinds(office, 2026, 3, 20)


def test_a_criminal_case_that_is_accepted_is_reviewed_within_three_days(office: Office) -> None:
    case = records.save(office, a_case(accepted_on="2026-03-05", filed_on=None, status="accepted")).id or 0
    clock = kinds(office, 2026, 3, 6)["filing_review"]
    assert (clock.due, clock.adjustments) == (date(2026, 3, 9), ("3月8日是休息日，顺延至3月9日",))
    records.change(office, "cases", case, {"filed_on": "2026-03-06", "status": "filed"})
    assert "filing_review" not in kinds(office, 2026, 3, 6)


def test_clocks_stand_by_weight_then_by_the_day_to_act(office: Office, decide: Decide) -> None:
    decide("admin_fine", "2026-03-02")
    decide("bail", "2026-03-03")
    found = clocks.clocks(at(office, 2026, 3, 3))
    assert [(clock.kind, clock.weight) for clock in found] == [("bail", 0), ("penalty_service", 3), ("fine_payment", 4)]
    assert min(found, key=clocks.by_time).kind == "penalty_service"


def test_a_day_that_is_changed_moves_the_end_and_the_log_says_so(office: Office, decide: Decide) -> None:
    one = decide("bail", "2026-03-02")
    records.change(office, "dispositions", one.id or 0, {"decided_on": "2026-03-04"})
    *_, entry = logbook.of_record(office.store, "dispositions", one.id or 0)
    assert entry[4] == "due"
    assert entry[5] == '{"due":["2027-03-02","2027-03-04"],"limit":"bail"}'


def test_an_extension_logs_what_it_moves_beside_its_own_entry(office: Office, decide: Decide) -> None:
    one = decide("detained", "2026-10-30")
    decide("detention_extended", "2026-10-31")
    *_, entry = logbook.of_record(office.store, "dispositions", one.id or 0)
    assert (entry[4], entry[5]) == ("due", '{"due":["2026-11-02","2026-11-06"],"limit":"detention"}')


def test_what_moves_no_day_logs_nothing_more(office: Office, decide: Decide) -> None:
    one = decide("bail", "2026-03-02")
    records.change(office, "dispositions", one.id or 0, {"remark": "已核对"})
    assert [row[4] for row in logbook.of_record(office.store, "dispositions", one.id or 0)] == ["new", "change"]


def test_undoing_the_change_of_a_day_moves_the_end_back_in_the_log_too(office: Office, decide: Decide) -> None:
    office.store.signer = Signer(office.officer, "u-1", office.role, bytes(range(32)))
    one = decide("bail", "2026-03-02").id or 0
    records.change(office, "dispositions", one, {"decided_on": "2026-03-04"})
    assert undo.undo(office).what == "修改处置"
    assert kinds(office, 2026, 3, 5)["bail"].due == date(2027, 3, 2)
    told = [row[5] for row in logbook.of_record(office.store, "dispositions", one) if row[4] == "due"]
    assert told == [
        '{"due":["2027-03-02","2027-03-04"],"limit":"bail"}', '{"due":["2027-03-04","2027-03-02"],"limit":"bail"}',
    ]  # fmt: skip
    undo.redo(office)
    assert kinds(office, 2026, 3, 5)["bail"].due == date(2027, 3, 4)


def test_the_day_of_a_case_moves_its_own_clock(office: Office) -> None:
    given = {"offence": None, "nature": "administrative", "filed_on": "2026-10-20", "status": "filed"}
    case = records.save(office, a_case(**given)).id or 0
    records.change(office, "cases", case, {"filed_on": "2026-10-22"})
    *_, entry = logbook.of_record(office.store, "cases", case)
    assert entry[5] == '{"due":["2026-11-19","2026-11-23"],"limit":"admin_case"}'


def test_an_explanation_stands_at_the_field_it_counts_from(office: Office, decide: Decide) -> None:
    one = decide("bail", "2026-03-02", starts_on="2026-03-03")
    told = clocks.explain(office, one)
    assert list(told) == ["starts_on"]
    assert told["starts_on"].startswith("取保候审：自2026年3月3日起12个月（起算日不计入），依据刑事诉讼法第七十九条")


def test_a_record_shows_the_clocks_that_concern_it(office: Office, decide: Decide) -> None:
    one = decide("bail", "2026-03-02")
    other = records.save(office, a_case()).id or 0
    mine = records.save(office, an_involvement(office.store.all(Person)[0].id or 0, other)).id or 0
    records.save(office, a_disposition(mine, measure="residential_surveillance", decided_on="2026-10-02"))
    first, second = office.store.all(Case)
    person, part = office.store.all(Person)[0], office.store.get(Involvement, mine)
    found = [[c.kind for c in clocks.of_record(office, record)] for record in (one, first, second, part, person)]
    assert found == [
        ["bail"], ["bail"], ["residential_surveillance"], ["residential_surveillance"],
        ["bail", "residential_surveillance"],
    ]  # fmt: skip


def test_who_may_not_see_the_workbench_sees_no_clock(office: Office) -> None:
    with pytest.raises(Refused):
        clocks.clocks(replace(office, role="auditor"))


def test_a_clerk_sees_the_clocks_of_their_own_cases(office: Office, decide: Decide) -> None:
    decide("bail", "2026-03-02")
    clerk = replace(office, officer="李录入", role="clerk")
    assert clocks.clocks(clerk) == []
    assert [clock.kind for clock in clocks.clocks(replace(clerk, officer="王警官"))] == ["bail"]


def test_the_document_of_a_clock_keeps_the_contract(office: Office, decide: Decide) -> None:
    decide("bail", "2026-03-02")
    told = clocks.clocks(office)[0].json()
    assert told.keys() >= {
        "kind", "ledger", "id", "person", "start", "due", "act_by", "rule", "article", "adjustments", "state",
        "days_left",
    }  # fmt: skip
    assert (told["due"], told["act_by"], told["state"]) == ("2027-03-02", "2027-03-01", "running")


def test_an_import_that_changes_a_day_logs_what_it_moves(office: Office, decide: Decide, tmp_path: Path) -> None:
    one = decide("bail", "2026-03-02")
    case, person = office.store.all(Case)[0], office.store.all(Person)[0]
    path = tmp_path / "台账.csv"
    heads = "案件编号,证件号码,姓名,处理情况,决定日期,起始日期"
    row = f"{case.number},{person.id_number},{person.name},取保候审,2026-03-02,2026-03-05"
    path.write_text(f"{heads}\n{row}\n", encoding="utf-8")
    done = imports.commit(office, imports.preview(office, path))
    assert done.batch
    told = [row[5] for row in logbook.of_record(office.store, "dispositions", one.id or 0) if row[4] == "due"]
    assert told == ['{"due":["2027-03-02","2027-03-05"],"limit":"bail"}']
