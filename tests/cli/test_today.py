"""The command for the day's work: the lists of a moment, whose cases they are, the same on paper."""

from pathlib import Path

import pypdfium2
import pytest

from tests.cli.conftest import SECOND, Run


@pytest.fixture
def held(run: Run) -> int:
    """Write somebody detained on 12 March 2026; return the disposition."""
    case = run("add", "cases", "number=A4209820000002026030001", "offence=C287B2", "filed_on=2026-03-11").json["id"]
    person = run("add", "people", "name=张建国").json["id"]
    part = run("add", "involvements", f"person={person}", f"case={case}").json["id"]
    given = (f"involvement={part}", "measure=detained", "decided_on=2026-03-12")
    made: int = run("add", "dispositions", *given).json["id"]
    return made


def test_each_view_holds_its_items_at_the_moment_that_is_asked(run: Run, held: int) -> None:
    views = {day: run("today", "--as-of", day).json["views"] for day in ("2026-03-13", "2026-03-20")}
    [near] = [one for view in ("today", "soon") for one in views["2026-03-13"][view] if one["kind"] == "detention"]
    [late] = [one for one in views["2026-03-20"]["overdue"] if one["kind"] == "detention"]
    assert (near["id"], late["id"], late["ledger"]) == (held, held, "dispositions")
    assert "刑事诉讼法" in late["article"]
    assert late["due"] == "2026-03-15"


@pytest.mark.usefixtures("held")
def test_a_supervisor_sees_all_cases_unasked(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANFRAUD_PASSWORD", SECOND)
    told = bare("today", "--as-of", "2026-03-20", "--user", "王五", "--json").json
    assert not told["mine"]
    assert [one["kind"] for one in told["views"]["overdue"]] == ["detention"]


def test_an_officer_may_look_at_all_cases(run: Run) -> None:
    assert [run("today", *more).json["mine"] for more in ((), ("--all",))] == [True, False]


@pytest.mark.usefixtures("held")
def test_the_paper_is_written_where_it_was_asked_for(run: Run, tmp_path: Path) -> None:
    told = run("today", "--pdf", tmp_path / "待办.pdf").json
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(told["pdf"]))
    assert "刑事拘留提请逮捕" in "".join(text.split())


@pytest.mark.usefixtures("held")
def test_a_paper_is_no_look_at_another_day(run: Run, tmp_path: Path) -> None:
    assert run("today", "--as-of", "2026-03-20", "--pdf", tmp_path / "待办.pdf").status != 0
