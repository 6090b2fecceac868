import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.report_book import report_workbook
from anfraud_desktop.documents.reports import Breakdown, report_pdf
from anfraud_desktop.statistics.figures import figures
from anfraud_desktop.statistics.indicators import INDICATORS
from anfraud_desktop.statistics.periods import parse
from anfraud_desktop.statistics.report import Heading, Report, report
from anfraud_desktop.statistics.wording import spelt
from anfraud_desktop.store.database import Store
from tests.factories import a_card, a_case, a_disposition, a_person, an_involvement, card_number, id_number

MADE_AT = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  the station's own clock is naive local time
BANKS = [f"第{number}银行" for number in range(20)]
TOWNS = ["府城街道", "南城街道", "赵棚镇", None]


@pytest.fixture
def full(store: Store) -> Store:
    """A file with cases in two years, people in two cases each, many banks."""
    with store.change("测试", by="王警官") as change:
        for at in range(40):
            day = date(2025 + at % 2, 10 - at % 3, 1 + at % 28)
            case = change.save(
                a_case(filed_on=day, solved_on=day if at % 2 else None, township=TOWNS[at % 4], loss=f"{at}.10",
                       fraud_type=f"0{1 + at % 5}")
            )  # fmt: skip
            person = change.save(a_person(id_number=id_number(date(1960 + at, 3, 1), at)))
            part = change.save(an_involvement(person, case, captured_on=day))
            for measure in ("detained", "transferred_for_prosecution"):
                change.save(a_disposition(part, measure=measure, decided_on=day))
            change.save(a_card(number=card_number(), cases=str(case), institution=BANKS[at % 20], seized_on=day))
    return store


def made(store: Store, text: str) -> Report:
    return report(store, parse(text), Heading("安陆市公安局府城派出所", MADE_AT, "王警官", "ab12"))


def plain(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def sums(split: Breakdown) -> list[Decimal]:
    return [sum((plain(row[place]) for row in split.rows), Decimal(0)) for place in range(1, len(split.head))]


@pytest.mark.parametrize(
    "text", ["2026-10", "2026", "2026-W40", "2026-Q4", "2026-H2", "2026-08-01..2026-10-31", "2027-01"]
)
def test_every_table_adds_up_to_its_total(full: Store, text: str) -> None:
    paper = made(full, text).paper
    assert paper.breakdowns
    for split in paper.breakdowns:
        assert sums(split) == [plain(cell) for cell in split.total[1:]], split.title


def test_the_totals_of_the_tables_are_the_figures_of_the_main_one(full: Store) -> None:
    paper = made(full, "2026").paper
    main = {f"{row.title.partition('（')[0]}（{row.unit}）": row.value for row in paper.figures}
    for split in paper.breakdowns:
        for head, total in zip(split.head[1:], split.total[1:], strict=True):
            assert main.get(head, total) == total


def test_the_main_table_has_every_indicator_with_its_definition(full: Store) -> None:
    paper = made(full, "2026-10").paper
    assert [row.title for row in paper.figures] == [item.title for item in INDICATORS.values()]
    assert [row.definition for row in paper.figures] == [item.definition for item in INDICATORS.values()]
    found = figures(full, parse("2026-10"))
    assert [row.value for row in paper.figures] == [spelt(figure.item, figure.value) for figure in found.values()]


def test_rows_beyond_the_fifteenth_are_put_together_and_told(full: Store) -> None:
    [banks] = [split for split in made(full, "2025-01-01..2026-12-31").paper.breakdowns if "开户行" in split.title]
    assert len(banks.rows) == 16
    assert banks.rows[-1][0] == "其他（5类）"


def test_a_months_trend_has_thirteen_months_that_end_with_it(full: Store) -> None:
    trend, *_ = made(full, "2026-10").paper.charts
    assert trend.title == "近13个月立案、破案走势"
    assert (trend.labels[0], trend.labels[-1], len(trend.labels)) == ("2025-10", "2026-10", 13)
    assert [len(series.values) for series in trend.series] == [13, 13]


def test_a_free_range_has_no_trend(full: Store) -> None:
    assert all("走势" not in chart.title for chart in made(full, "2026-10-01..2026-10-20").paper.charts)


def test_a_period_that_still_runs_says_until_when_it_counts(full: Store) -> None:
    assert "统计期未结束，截至2026年11月1日09:30" in made(full, "2026-11").paper.range_text
    assert made(full, "2026-10").paper.range_text == "2026年10月1日0时至2026年11月1日0时"


@pytest.mark.parametrize(
    ("text", "title"),
    [("2026-10", "月报"), ("2026-W40", "周报"), ("2026-Q3", "季报"), ("2026", "年报"), ("2026-10-05", "日报")],
)
def test_the_title_tells_the_kind_of_report(store: Store, text: str, title: str) -> None:
    assert made(store, text).paper.title == f"打击治理电信网络诈骗工作{title}"


def test_the_paper_prints_and_holds_the_figures_as_text(full: Store) -> None:
    paper = made(full, "2026-10").paper
    text = "".join(pdf_text(report_pdf(paper, bundled=True))).replace("\n", "").replace("\r", "")
    assert paper.narrative[0][:20] in text
    assert "2026年11月1日" in text


def test_the_workbook_opens_with_a_sheet_for_each_table(full: Store) -> None:
    paper = made(full, "2026-10").paper
    book = load_workbook(io.BytesIO(report_workbook(paper)))
    assert {split.title[:31] for split in paper.breakdowns} <= {name.replace("_", "、") for name in book.sheetnames}


def test_an_empty_file_gives_a_report_of_zeros(store: Store) -> None:
    found = made(store, "2026-10")
    assert {row.value for row in found.paper.figures} == {"0", "0.00", "—"}
    assert {row.change for row in found.paper.figures} == {"—"}
    assert report_pdf(found.paper, bundled=True).startswith(b"%PDF")
    assert report_workbook(found.paper)
