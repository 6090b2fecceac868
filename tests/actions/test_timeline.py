"""The timeline of a case: every day that stands in its records, the clocks that run, nothing of other cases."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.timeline import Event, dated_ledgers, timeline
from anfraud_desktop.errors import Missing
from tests.factories import a_card, a_case, a_disposition, a_person, an_involvement

NOW = datetime(2026, 3, 13, 9, 30)  # noqa: DTZ001  local time


@pytest.fixture
def desk(office: Office) -> Office:
    return replace(office, clock=lambda: NOW)


@pytest.fixture
def case(desk: Office) -> int:
    """Write a case with somebody detained, a card and a note; return it."""
    at = records.save(desk, a_case(accepted_on="2026-03-08", filed_on="2026-03-10")).id or 0
    person = records.save(desk, a_person()).id or 0
    part = records.save(desk, an_involvement(person, at, captured_on="2026-03-11")).id or 0
    records.save(desk, a_disposition(part, measure="detained", decided_on="2026-03-12"))
    records.save(desk, a_card(cases=(at,), opened_on="2025-06-01"))
    records.add(desk, "notes", {"case": at, "noted_at": "2026-03-12 16:20", "text": "电话联系检察院"})
    return at


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(one.told, one.what) for one in events if not one.coming]


def test_every_day_of_the_case_and_of_what_hangs_on_it_stands_in_order(desk: Office, case: int) -> None:
    assert told(timeline(desk, case)) == [
        ("2025-06-01", "开户日期"), ("2026-03-08", "受理日期"), ("2026-03-10", "立案日期"), ("2026-03-11", "到案日期"),
        ("2026-03-12", "决定日期"), ("2026-03-12 16:20", "记事时间"),
    ]  # fmt: skip


def test_the_end_of_a_clock_that_runs_is_coming(desk: Office, case: int) -> None:
    [clock] = [one for one in timeline(desk, case) if one.coming and "提请逮捕" in one.what]
    assert (clock.on, clock.ledger, clock.field) == (date(2026, 3, 15), "dispositions", "decided_on")
    assert "前办理" in clock.about


def test_a_decision_names_whom_it_is_about(desk: Office, case: int) -> None:
    [decided] = [one for one in timeline(desk, case) if one.what == "决定日期"]
    assert decided.about.startswith("张建国　刑事拘留")


def test_another_case_is_left_out(desk: Office, case: int) -> None:
    other = records.save(desk, a_case(filed_on="2026-02-01")).id or 0
    assert ("2026-02-01", "立案日期") in told(timeline(desk, other))
    assert len(told(timeline(desk, other))) == 1
    assert ("2026-02-01", "立案日期") not in told(timeline(desk, case))


def test_births_are_no_event(desk: Office, case: int) -> None:
    records.add(desk, "victims", {"case": case, "name": "李受害", "born_on": "1990-01-01"})
    assert "1990-01-01" not in {day for day, _ in told(timeline(desk, case))}


def test_what_is_in_the_trash_is_left_out(desk: Office, case: int) -> None:
    [note] = [one for one in timeline(desk, case) if one.ledger == "notes"]
    records.remove(desk, "notes", [note.id], "登记错误")
    assert "记事时间" not in {what for _, what in told(timeline(desk, case))}


def test_a_clerk_reads_no_number_in_full(desk: Office, case: int) -> None:
    clerk = replace(desk, role="clerk")
    own = [one.about for one in timeline(clerk, case) if one.ledger == "cards"]
    assert own
    assert not any(part.isdigit() and len(part) > 10 for text in own for part in text.split())


def test_no_such_case_is_said(desk: Office) -> None:
    with pytest.raises(Missing):
        timeline(desk, 99)


def test_each_ledger_that_hangs_on_a_case_and_has_days_takes_part() -> None:
    tables = {ledger.table for ledger in dated_ledgers()}
    assert {"cases", "involvements", "dispositions", "cards", "requests", "transfers", "notes", "attachments"} <= tables
    assert "people" not in tables
