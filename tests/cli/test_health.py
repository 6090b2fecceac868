"""The command that checks the file."""

from pathlib import Path

import pytest

from anfraud_desktop.actions import vaults
from tests.cli.conftest import PASSWORD, SECOND, Run
from tests.factories import a_case


@pytest.fixture
def head(file: Path, bare: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run as the supervisor, over a file in which one case was closed before it was filed."""
    office = vaults.sign_in(file, "李四", PASSWORD)
    with office.change("登记") as change:
        change.save(a_case(status="closed", closed_on="2026-01-05", solved_on="2026-04-01", lead_officer="王五"))
    office.store.close()
    monkeypatch.setenv("ANFRAUD_PASSWORD", SECOND)
    return lambda *words: bare(*words, "--user", "王五", "--json")


def findings(told: dict[str, object], key: str) -> list[dict[str, object]]:
    checks = told["checks"]
    assert isinstance(checks, list)
    found: list[dict[str, object]] = next(one["findings"] for one in checks if one["key"] == key)
    return found


def test_the_checks_are_told_with_their_findings(head: Run) -> None:
    told = head("health").json
    assert told["total"] == len(told["checks"]) >= 22
    assert told["ok"] == sum(not one["findings"] for one in told["checks"])
    assert told["open"] == sum(len(one["findings"]) for one in told["checks"])
    assert {"key", "name", "title", "severity", "findings"} <= set(told["checks"][0])
    (found,) = findings(told, "case_days")
    assert {k: found[k] for k in ("ledger", "id", "field", "accepted", "reason")} == {
        "ledger": "cases", "id": 1, "field": "closed_on", "accepted": False, "reason": None,
    }  # fmt: skip
    assert "结案日期 2026-01-05 早于立案日期" in str(found["detail"])


def test_a_finding_is_accepted_with_a_reason_and_reopened(head: Run) -> None:
    before = head("health").json
    key = findings(before, "case_days")[0]["finding"]
    assert head("health", "--accept", key).json["error"]["problems"] == {"reason": "请写明接受的理由，理由记入日志"}
    after = head("health", "--accept", key, "--reason", "原台账如此").json
    (found,) = findings(after, "case_days")
    assert (found["accepted"], found["reason"], found["accepted_by"]) == (True, "原台账如此", "王五")
    assert (after["open"], after["accepted"]) == (before["open"] - 1, 1)
    assert head("health", "--reopen", key).json["accepted"] == 0


def test_the_result_is_printed(head: Run, tmp_path: Path) -> None:
    told = head("health", "--pdf", tmp_path / "体检.pdf").json
    assert (tmp_path / "体检.pdf").read_bytes().startswith(b"%PDF")
    assert len(told["pdf_sha256"]) == 64


def test_for_people_the_open_ones_are_listed_with_what_to_do(head: Run, bare: Run) -> None:
    del head
    done = bare("health", "--user", "王五")
    assert done.status == 0
    assert "［必须处理］案件日期顺序有误：待处理 1 处，已接受 0 处" in done.out
    assert "处理：改正填错的日期。" in done.out


def test_the_administrator_sees_numbers_of_records_alone(head: Run, bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    del head
    monkeypatch.setenv("ANFRAUD_PASSWORD", PASSWORD)
    (found,) = findings(bare("health", "--user", "李四", "--json").json, "case_days")
    assert found["title"] == "案件 #1"


def test_a_borrowed_clock_is_refused(head: Run) -> None:
    assert head("health", "--as-of", "2026-03-01").json["error"]["kind"] == "refused"
