"""Commands for figures."""

from pathlib import Path

import pytest

from anfraud_desktop.actions.reports import indicators
from tests.cli.conftest import Run


@pytest.fixture
def filed(run: Run) -> Run:
    run("add", "cases", "number=甲一", "filed_on=2026-10-08", "amount=100")
    run("add", "cases", "number=甲二", "filed_on=2026-09-08")
    return run


@pytest.mark.parametrize("words", [["month", "2026-10"], ["2026-10"]])
def test_a_period_has_its_figures(filed: Run, words: list[str]) -> None:
    told = filed("report", *words).json
    figures = {figure["indicator"]: figure for figure in told["figures"]}
    assert (told["period"], told["closed"]) == ("2026-10", False)
    assert {"indicator", "title", "unit", "value", "last_period", "last_year", "change"} <= set(figures["filed"])
    assert (figures["filed"]["value"], figures["filed"]["last_period"]) == (1, 1)


@pytest.mark.parametrize("period", ["2026-W43", "2026-Q4", "2026-H2", "2026", "2026-10-01..2026-10-15"])
def test_other_periods_have_theirs(filed: Run, period: str) -> None:
    assert filed("report", period).status == 0


def test_a_period_that_is_none_is_a_sentence(filed: Run) -> None:
    assert filed("report", "2026-13").json["error"]["kind"] == "mistake"


def test_a_report_is_printed_and_written_as_a_workbook(filed: Run, tmp_path: Path) -> None:
    told = filed("report", "2026-10", "--pdf", tmp_path / "r.pdf", "--xlsx", tmp_path / "r.xlsx").json
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")
    assert len(told["pdf_sha256"]) == len(told["xlsx_sha256"]) == 64


def test_what_stands_behind_a_figure_is_listed(filed: Run) -> None:
    told = filed("report", "records", "filed", "2026-10").json
    assert (told["total"], told["records"][0]["id"]) == (1, 1)
    assert filed("report", "records", "nothing", "2026-10").status == 1


def test_the_indicators_need_no_file(bare: Run) -> None:
    assert [item["indicator"] for item in bare("report", "indicators", "--json").json["indicators"]] == [
        item["indicator"] for item in indicators()
    ]
