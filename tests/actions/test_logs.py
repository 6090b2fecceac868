"""The log as its readers see it: who sees what, filters, what reading leaves behind, and the checking of the file."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from anfraud_desktop.actions import logs, masks
from anfraud_desktop.actions.logs import Asked, Event, events
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import audit, logbook
from anfraud_desktop.store.database import Store
from tests.factories import a_case, a_person, an_involvement
from tests.store.tampering import change_row, opened

PACKAGE = Path(logs.__file__).parent.parent


@pytest.fixture
def auditor(office: Office) -> Office:
    return replace(office, officer="孙审计", role="auditor")


@pytest.fixture
def person(store: Store) -> int:
    with store.change("登记", by="王警官") as change:
        return change.save(a_person(name="张建国"))


def found(office: Office, **asked: object) -> list[tuple[str, str, int]]:
    """Return (officer, event, record) of what is found, oldest first, without the readings themselves."""
    lines = logs.page(office, logs.find(office, Asked(**asked)))  # type: ignore[arg-type]
    return [(line.officer, line.event, line.record) for line in lines[::-1] if line.event != "read log"]


def test_an_auditor_sees_what_everybody_did(office: Office, auditor: Office, person: int) -> None:
    masks.note_view(office, Person, person)
    masks.reveal(replace(office, officer="赵录入", role="clerk"), Person, person, "id_number", "核对身份")
    seen = [("王警官", "new", person), ("王警官", "view", person), ("赵录入", "reveal", person)]
    assert found(auditor) == seen
    assert found(replace(office, officer="赵录入", role="clerk")) == seen[2:]


def test_a_supervisor_sees_the_entries_of_their_own_cases(office: Office) -> None:
    supervisor = replace(office, officer="李所长", role="supervisor")
    with office.store.change("登记", by="王警官") as change:
        own, other = change.save(a_case(lead_officer="李所长")), change.save(a_case(lead_officer="王警官"))
        person, stranger = change.save(a_person(id_number="")), change.save(a_person(id_number=""))
        change.save(an_involvement(person, own))
        change.save(an_involvement(stranger, other))
    lines = logs.page(supervisor, logs.find(supervisor, Asked(event="new")))
    assert {(line.ledger, line.record) for line in lines} == {("cases", own), ("people", person), ("involvements", 1)}


def test_an_administrator_may_not_read_the_log_and_the_refusal_stands_in_it(office: Office, auditor: Office) -> None:
    with pytest.raises(Refused, match="查看日志"):
        logs.find(replace(office, role="administrator"), Asked())
    assert found(auditor, refusals=True) == [("王警官", "denied", 0)]


def test_every_reading_of_the_log_is_itself_logged_with_what_was_asked_for(auditor: Office) -> None:
    logs.find(auditor, Asked(officer="王警官", since=date(2026, 10, 1)))
    [row] = logbook.of_record(auditor.store, "", 0)
    assert row[2:5] == ("孙审计", "查看日志", "read log")
    assert row[5] == '{"officer":"王警官","since":"2026-10-01"}'


def test_filters_narrow_by_event_ledger_record_and_number(office: Office, auditor: Office, person: int) -> None:
    masks.note_view(office, Person, person)
    assert found(auditor, event="view") == [("王警官", "view", person)]
    assert found(auditor, ledger="people", record=person, event="new") == [("王警官", "new", person)]
    assert found(auditor, ledger="cases") == []
    assert found(auditor, first=2, officer="王警官") == [("王警官", "view", person)]
    assert found(auditor, event="view", refusals=True) == []


def test_days_are_local_and_both_are_included(auditor: Office, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment in ("2026-10-01T23:59:00", "2026-10-02T00:01:00", "2026-10-03T23:59:59", "2026-10-04T00:00:01"):
        at = datetime.fromisoformat(moment).astimezone().astimezone(UTC).isoformat()
        monkeypatch.setattr(audit, "stamp", lambda at=at: at)
        with store.change("登记", by="王警官") as change:
            change.save(a_case())
    asked = Asked(event="new", since=date(2026, 10, 2), until=date(2026, 10, 3))
    days = [f"{logs.moment(line):%m-%d %H:%M}" for line in logs.page(auditor, logs.find(auditor, asked))]
    assert days == ["10-03 23:59", "10-02 00:01"]


def test_an_entry_tells_which_fields_were_written_and_on_what_terms_but_no_value(
    office: Office, auditor: Office, person: int
) -> None:
    masks.reveal(replace(office, role="clerk"), Person, person, "id_number", "核对身份")
    line, new = logs.page(auditor, logs.find(auditor, Asked(record=person)))
    assert "原因：核对身份" in logs.terms(auditor, line)
    assert logs.fields_text(new).startswith("姓名、")
    assert "张建国" not in repr(line) + repr(new)
    assert logs.record_text(new) == f"人员 #{person}"


def test_the_log_is_in_the_order_of_its_numbers_whatever_the_clock_says(
    auditor: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = [
        "2026-11-01T00:00:00+00:00", "2026-10-31T23:00:00+00:00", "2025-11-01T00:00:00+00:00",
        "1970-01-01T00:00:00+00:00", "2038-01-19T03:14:08+00:00", "2099-12-31T23:59:59+00:00",
        "2028-02-29T12:00:00+00:00", "2026-11-01T00:00:00+00:00", "2026-10-31T23:58:30+00:00",
    ]  # fmt: skip
    numbers = []
    for at in clocks:
        monkeypatch.setattr(audit, "stamp", lambda at=at: at)
        with store.change("登记", by="王警官") as change:
            numbers.append(change.save(a_case()))
    lines = logs.page(auditor, logs.find(auditor, Asked(event="new")))[::-1]
    assert [line.record for line in lines] == numbers
    assert [line.seq for line in lines] == sorted(line.seq for line in lines)
    told = ["时钟比上一条早，以编号为准" in "".join(logs.terms(auditor, line)) for line in lines]
    assert told == [False, True, True, True, False, False, True, True, False]
    assert logs.verify(auditor).ok


def test_note_writes_an_event_in_the_words_of_the_list(office: Office, person: int) -> None:
    logs.note(office, "view", "people", person, {"from": "search"})
    assert logbook.of_record(office.store, "people", person)[-1][2:] == (
        "王警官", "查看", "view", '{"from":"search"}',
    )  # fmt: skip
    with pytest.raises(KeyError):
        logs.note(office, "no such event")


def test_every_event_that_the_program_writes_is_in_the_list() -> None:
    written = set()
    for path in PACKAGE.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        made = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in ("Entry", "LogEntry")]
        firsts = [node.args[0] for node in made if len(node.args) > 2]
        written |= {one.value for one in firsts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    assert {"view", "denied", "sign_in"} <= written <= set(events())
    assert events()["denied"] == Event("拒绝", refusal=True)


def test_checking_the_file_is_logged_with_its_outcome(auditor: Office, store: Store, person: int) -> None:
    assert logs.verify(auditor).ok
    live = opened(store)
    change_row(live, store, person)
    live.close()
    outcome = logs.verify(auditor)
    assert [check.name for check in outcome.checks if not check.ok] == ["rows", "search"]
    assert [event for _, event, _ in found(auditor)][-2:] == ["verify", "verify failed"]


def test_an_investigator_may_not_check_the_file(office: Office) -> None:
    with pytest.raises(Refused, match="检查案件文件"):
        logs.verify(office)
