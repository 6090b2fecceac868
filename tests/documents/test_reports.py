"""The report of a period, as a paper and as a workbook."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.documents.report_book import figure, report_workbook
from anfraud_desktop.documents.reports import Breakdown, ReportPaper, report_pdf

Read = Callable[[bytes], list[list[str]]]


def test_the_report_reads_as_the_golden_one(report: ReportPaper, golden: Callable[[str, str], None]) -> None:
    golden("report.txt", "\n\f\n".join(pdf_text(report_pdf(report, bundled=True))) + "\n")


def test_the_workbook_holds_what_the_golden_one_holds(report: ReportPaper, golden: Callable[[str, str], None]) -> None:
    book = load_workbook(io.BytesIO(report_workbook(report)))
    lines = [
        f"{sheet.title}!{cell.coordinate}\t{cell.data_type}\t{cell.number_format}\t{cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    golden("report_book.txt", "\n".join(lines) + "\n")


def test_the_head_of_the_table_stands_on_each_of_its_pages(report: ReportPaper, printed_lines: Read) -> None:
    pages = printed_lines(report_pdf(replace(report, figures=report.figures * 12), bundled=True))
    told = [page for page in pages if any("见面劝阻" in line for line in page)]
    assert len(told) > 1
    assert all(any("类别" in line and "环比" in line for line in page) for page in told)


def test_figures_of_a_column_end_at_one_edge(report: ReportPaper) -> None:
    from pypdfium2 import PdfDocument

    with PdfDocument(report_pdf(report, bundled=True)) as document:
        text = document[0].get_textpage()
        found = text.get_text_range(0, text.count_chars())
        edges = [text.get_charbox(found.index(word) + len(word) - 1)[2] for word in ("+21.1%", "+22.2%", "+17.2%")]
    assert max(edges) - min(edges) < 0.1


def test_who_answers_for_the_report_is_named_and_the_head_of_the_log(report: ReportPaper, printed_lines: Read) -> None:
    text = "".join(line for page in printed_lines(report_pdf(report, bundled=True)) for line in page)
    for words in (
        "填报人：王某某",
        "审核人：李某某",
        "签发：",
        "指标说明",
        "日志摘要：0123456789abcdef",
        "用途：月度统计",
    ):
        assert words in text


def test_a_report_of_nothing_is_still_a_paper(report: ReportPaper) -> None:
    bare = ReportPaper(report.unit, report.title, report.period, report.range_text, (), report.made_at)
    assert report_pdf(bare, bundled=True).startswith(b"%PDF")
    assert report_workbook(bare).startswith(b"PK")


@settings(deadline=None, max_examples=40)  # each prints; the first example loads the fonts
@given(st.lists(st.text(max_size=60), min_size=4, max_size=4), st.integers(1, 60))
def test_any_table_finds_room_on_the_paper(texts: list[str], rows: int) -> None:
    table = Breakdown(texts[0], tuple(texts), (tuple(texts),) * rows, tuple(texts), texts[1])
    unit, title, period, told = texts
    paper = ReportPaper(unit, title, period, told, (), "2026年11月1日", breakdowns=(table,))
    assert report_pdf(paper, bundled=True).startswith(b"%PDF")
    assert report_workbook(paper).startswith(b"PK")


def test_paper_and_workbook_come_out_the_same_twice(report: ReportPaper) -> None:
    assert report_pdf(report, bundled=True) == report_pdf(report, bundled=True)
    assert report_workbook(report) == report_workbook(report)


def test_a_total_is_a_formula_where_it_is_the_sum_and_bears_its_result(report: ReportPaper) -> None:
    content = report_workbook(report)
    reckoned = load_workbook(io.BytesIO(content), data_only=True)["按诈骗类型分"]
    written = load_workbook(io.BytesIO(content))["按诈骗类型分"]
    assert [cell.value for cell in written[6]] == ["合计", "=SUM(B4:B5)", "=SUM(C4:C5)", "=SUM(D4:D5)"]
    assert [cell.value for cell in reckoned[6]] == ["合计", 23, 1, 3456789]


def test_a_total_over_hidden_cells_stays_a_number(report: ReportPaper) -> None:
    sheet = load_workbook(io.BytesIO(report_workbook(report)))["按乡镇分"]
    assert [row[1].value for row in sheet.iter_rows(5, 8)] == [19, "—", "—", 23]


def test_each_chart_is_one_of_the_program_with_its_axes(report: ReportPaper) -> None:
    charts = load_workbook(io.BytesIO(report_workbook(report)))["图示"]._charts  # type: ignore[attr-defined]  # the stubs leave it out
    assert [type(chart).__name__ for chart in charts] == ["BarChart", "LineChart"]
    assert all(not chart.x_axis.delete and not chart.y_axis.delete for chart in charts)


def test_every_sheet_is_set_up_for_a4_with_page_numbers(report: ReportPaper) -> None:
    for sheet in load_workbook(io.BytesIO(report_workbook(report))).worksheets:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.center.text == "第&P页 共&N页"


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("1,234.50", "1234.50", "#,##0.00"),
        ("23", "23", "#,##0"),
        ("+3.2%", "0.032", "+0.0%;-0.0%;0.0%"),
        ("−25.8%", "-0.258", "0.0%"),
        ("0", "0", "#,##0"),
    ],
)
def test_a_printed_figure_is_a_number_again(text: str, value: str, form: str) -> None:
    found = figure(text)
    assert found is not None
    assert (found.value, found.form) == (Decimal(value), form)


@pytest.mark.parametrize("text", ["—", "", "张三", "6222000000000000123", "1.2.3", "2026-10", "=1+1"])
def test_what_is_no_figure_stays_a_text(text: str) -> None:
    assert figure(text) is None


def test_a_title_that_looks_like_a_formula_is_a_text(report: ReportPaper) -> None:
    risky = replace(report, unit="=HYPERLINK(1)", narrative=("=1+1",), compiled_by="@SUM(A1)")
    for sheet in load_workbook(io.BytesIO(report_workbook(risky))).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert all(str(cell.value).startswith("=SUM(") for cell in cells)
