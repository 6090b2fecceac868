"""A case through the command line: its timeline."""

from pathlib import Path

import pytest

from anfraud_desktop.documents.images import pdf_text
from tests.cli.conftest import Run


@pytest.fixture
def case(run: Run) -> int:
    run("add", "cases", "number=案1", "name=三号案", "offence=诈骗罪", "filed_on=2026-03-01", "status=立案")
    run("add", "notes", "case=#1", "at=2026-03-02 09:30", "officer=赵六", "text=到银行调取资料")
    return 1


def test_the_timeline_tells_what_hangs_on_a_case_oldest_first(run: Run, case: int) -> None:
    events = run("timeline", case).json["events"]
    assert [(one["at"], one["kind"], one["about"]) for one in events][:2] == [
        ("2026-03-01", "cases", ""), ("2026-03-02T09:30", "notes", "到银行调取资料"),
    ]  # fmt: skip
    assert [one["kind"] for one in run("timeline", case, "--kind", "notes").json["events"]] == ["notes"]
    assert run("timeline", case, "--text", "没有这句话").json["events"] == []
    newest = run("timeline", case, "--newest").json["events"]
    assert newest == events[::-1]


def test_the_timeline_is_printed_and_as_of_prints_nothing(run: Run, case: int, tmp_path: Path) -> None:
    out = tmp_path / "时间轴.pdf"
    assert run("timeline", case, "--pdf", out).json["pdf"] == str(out)
    assert "到银行调取资料" in "".join(pdf_text(out.read_bytes()))
    assert run("timeline", case, "--pdf", out, "--as-of", "2026-04-01").json["error"]["kind"] == "refused"
