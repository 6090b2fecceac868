"""The commands about time limits: pure arithmetic, what is due in a file, settling, lists of holidays."""

from pathlib import Path

import pytest

from tests.actions.test_holidays import SOURCE, as_csv
from tests.cli.conftest import PASSWORD, SECOND, Run


@pytest.fixture
def bail(run: Run) -> int:
    """Write somebody on bail since 2 March 2026; return the disposition."""
    case = run("add", "cases", "number=A4209820000002026030001", "offence=C287B2", "filed_on=2026-03-01").json["id"]
    person = run("add", "people", "name=张建国").json["id"]
    part = run("add", "involvements", f"person={person}", f"case={case}").json["id"]
    given = (f"involvement={part}", "measure=bail", "decided_on=2026-03-02")
    made: int = run("add", "dispositions", *given).json["id"]
    return made


def test_a_limit_is_arithmetic_without_a_file(bare: Run) -> None:
    told = bare("limits", "fine_payment", "--start", "2026-09-20", "--json").json
    assert (told["due"], told["act_by"], told["custody"]) == ("2026-10-08", "2026-10-08", False)
    assert told["adjustments"] == ["10月5日至7日放假，顺延至10月8日"]
    assert told["article"] == "治安管理处罚法第一百二十三条"


def test_hours_are_exact_minutes(bare: Run) -> None:
    told = bare("limits", "stop_payment", "--start", "2026-03-05T09:30", "--json").json
    assert (told["due"], told["act_by"]) == ("2026-03-07T09:30", "2026-03-07T09:30")


def test_facts_are_set(bare: Run) -> None:
    asked = ("limits", "investigation_custody", "--start", "2026-03-15", "--json", "--set")
    assert bare(*asked, "extension=2").json["due"] == "2026-08-15"
    wrong = bare(*asked, "extension=9")
    assert (wrong.status, list(wrong.json["error"]["problems"])) == (1, ["extension"])


def test_the_state_goes_by_the_clock_that_is_given(bare: Run) -> None:
    asked = ("limits", "detention", "--start", "2026-03-02", "--json", "--as-of")
    assert [bare(*asked, f"2026-03-0{day}").json["state"] for day in (4, 5, 6)] == ["running", "due_today", "overdue"]
    missing = bare("limits", "fine_payment", "--start", "2027-09-20", "--json").json
    assert (missing["state"], missing["due"]) == ("unsure", "2027-10-05")
    assert "2027年放假安排" in missing["rule"]


@pytest.mark.parametrize(
    "words", [("limits", "nope", "--start", "2026-03-02"), ("limits", "bail", "--start", "gestern")]
)
def test_what_is_no_limit_is_a_sentence(bare: Run, words: tuple[str, ...]) -> None:
    told = bare(*words, "--json")
    assert told.status in (1, 2)
    assert told.json["error"]["message"]


def test_for_people_the_day_stands_first_and_the_sentence_behind(bare: Run) -> None:
    told = bare("limits", "bail", "--start", "2026-03-02").out
    assert told.startswith("取保候审：2027-03-02\n应于 2027-03-01 前办理\n自2026年3月2日起12个月")


def test_what_is_due_is_told_as_of_a_day(bail: int, run: Run) -> None:
    [item] = run("due", "--as-of", "2027-02-20").json["items"]
    assert (item["kind"], item["ledger"], item["id"], item["person"]) == ("bail", "dispositions", bail, "张建国")
    assert (item["start"], item["due"], item["act_by"]) == ("2026-03-02", "2027-03-02", "2027-03-01")
    assert (item["state"], item["days_left"]) == ("running", 10)
    assert item["article"] in item["rule"]
    assert run("due", "--as-of", "2027-03-03").json["items"][0]["state"] == "overdue"


def test_within_counts_to_the_day_to_act(bail: int, run: Run) -> None:
    del bail
    asked = ("due", "--as-of", "2027-02-20", "--within")
    assert [len(run(*asked, days).json["items"]) for days in ("8", "9")] == [0, 1]


def test_a_wanting_list_is_warned_about(bail: int, run: Run) -> None:
    del bail
    assert "2027年" in run("due", "--as-of", "2027-02-20").json["warning"]
    assert run("due", "--as-of", "2026-05-01").json["warning"] is None


def test_a_clock_is_settled_and_runs_again(bail: int, run: Run) -> None:
    done = run("settle", "dispositions", bail, "bail", "--reason", "已解除")
    assert (done.status, done.json["outcome"]) == (0, "done")
    assert run("due", "--as-of", "2027-02-20").json["items"] == []
    assert run("settle", "dispositions", bail, "bail", "--reason", "再").json["error"]["kind"] == "missing"
    assert run("unsettle", done.json["id"], "--reason", "登记有误").status == 0
    assert len(run("due", "--as-of", "2027-02-20").json["items"]) == 1


def test_a_list_is_taken_in_by_two(bare: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del file
    (tmp_path / "2027.csv").write_text(as_csv(), encoding="utf-8")
    monkeypatch.setenv("ANFRAUD_PASSWORD", SECOND)
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", PASSWORD)
    asked = ("holidays", "import", tmp_path / "2027.csv", "--source", SOURCE, "--reason", "新年度", "--json")
    assert bare(*asked, "--user", "王五").json["error"]["kind"] == "refused"
    assert bare(*asked, "--user", "王五", "--second", "李四").json == {"year": 2027, "off": 26, "working": 2}
    told = bare("holidays", "list", "--user", "王五", "--json").json
    assert [(one["year"], one["own"]) for one in told["lists"]] == [(2025, False), (2026, False), (2027, True)]
