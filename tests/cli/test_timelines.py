"""The command for what is dated in a case."""

from tests.cli.conftest import Run


def test_the_timeline_is_told_oldest_first_with_what_is_coming(run: Run) -> None:
    case = run("add", "cases", "number=A4209820000002026030001", "offence=C287B2", "filed_on=2026-03-11").json["id"]
    person = run("add", "people", "name=张建国").json["id"]
    part = run("add", "involvements", f"person={person}", f"case={case}").json["id"]
    run("add", "dispositions", f"involvement={part}", "measure=detained", "decided_on=2026-03-12")
    told = run("timeline", case, "--as-of", "2026-03-13").json["events"]
    assert [one["on"] for one in told] == sorted(one["on"] for one in told)
    assert [(one["what"], one["on"]) for one in told if not one["coming"]] == [
        ("立案日期", "2026-03-11"), ("决定日期", "2026-03-12"),
    ]  # fmt: skip
    assert "2026-03-15" in {one["on"] for one in told if one["coming"]}


def test_no_such_case_is_a_sentence(run: Run) -> None:
    told = run("timeline", 99)
    assert told.status != 0
    assert told.json["error"]["message"]
