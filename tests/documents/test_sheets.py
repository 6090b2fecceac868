"""Tables as workbooks: literal, whole, printable."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from anfraud_desktop.documents.sheets import Cell, Column, Sheet, literal, tabs, workbook

COLUMNS = (
    Column("卡号"),
    Column("金额", "money"),
    Column("张数", "number"),
    Column("日期", "day"),
    Column("时间", "moment"),
)
ROW: list[Cell] = ["4209000000000000123", Decimal("12.50"), 3, date(2026, 10, 1), datetime(2026, 10, 1, 9, 30)]  # noqa: DTZ001 - local time, as clerks write it


def sheet_of(*sheets: Sheet) -> Worksheet:
    return load_workbook(io.BytesIO(workbook(sheets))).worksheets[0]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "=", "+86", "-1", "@SUM(A1)", "＝1+1", "\t=1", "=DDE|x!y", "#N/A"])
def test_a_text_that_looks_like_a_formula_stays_a_text_and_is_marked(text: str) -> None:
    cell = sheet_of(Sheet("名单", (Column("姓名"),), [[text]]))["A3"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) == (text != "#N/A")


@settings(deadline=None)  # the first example loads the fonts
@given(st.text(max_size=50))
def test_any_text_comes_back_as_it_was_but_for_what_cannot_be_held(text: str) -> None:
    assert sheet_of(Sheet("名单", (Column("姓名"),), [[text]]))["A3"].value in {literal(text), None, _folded(text)}


def _folded(text: str) -> str:
    """XML reads a carriage return as a newline."""
    return literal(text).replace("\r\n", "\n").replace("\r", "\n")


def test_each_kind_keeps_its_value_and_has_its_format() -> None:
    cells = sheet_of(Sheet("卡", COLUMNS, [ROW]))[3]
    assert [cell.value for cell in cells] == [*ROW[:1], 12.5, 3, datetime(2026, 10, 1), ROW[4]]  # noqa: DTZ001 - as above
    assert [cell.number_format for cell in cells] == ["@", "#,##0.00", "#,##0", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_a_number_with_more_digits_than_a_workbook_keeps_is_a_text() -> None:
    cell = sheet_of(Sheet("卡", (Column("号", "number"),), [[6222000000000000123]]))["A3"]
    assert (cell.value, cell.data_type) == ("6222000000000000123", "s")


def test_a_number_in_a_column_of_text_is_a_text() -> None:
    assert sheet_of(Sheet("卡", (Column("号"),), [[110]]))["A3"].value == "110"


def test_an_earlier_risky_text_does_not_mark_the_next() -> None:
    sheet = sheet_of(Sheet("卡", (Column("号"),), [["=1"], ["张三"], ["+1"], ["李四"]]))
    assert [bool(row[0].quotePrefix) for row in sheet.iter_rows(3, 6)] == [True, False, True, False]


def test_the_head_is_frozen_filtered_and_printed_on_each_page() -> None:
    sheet = sheet_of(Sheet("卡", COLUMNS, [ROW] * 5, ("合计", Decimal(62), 15, None, None), ("用途：检查",)))
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:E8"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A9"].value] == ["卡", "用途：检查", "合计"]


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    sheet = sheet_of(Sheet("卡", COLUMNS, [ROW]))
    assert sheet.column_dimensions["A"].width >= 19
    assert sheet.column_dimensions["C"].width < 12


def test_a_long_text_gets_a_higher_row() -> None:
    sheet = sheet_of(Sheet("卡", (Column("备注"),), [["短"], ["很长的备注" * 30]]))
    assert sheet.row_dimensions[3].height is None
    assert sheet.row_dimensions[4].height > 60


def test_rows_are_read_once_and_in_order_and_the_writer_tells_how_far_it_is() -> None:
    told: list[int] = []
    rows = ([str(number)] for number in range(1200))
    content = workbook([Sheet("单", (Column("号"),), rows)], step=told.append)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(3)] == [str(number) for number in range(1200)]
    assert told == [500, 1000]


def test_the_same_tables_give_the_same_bytes_and_no_time_of_writing() -> None:
    contents = [workbook([Sheet("卡", COLUMNS, [ROW])], author="某所") for _ in range(2)]
    assert contents[0] == contents[1]
    with zipfile.ZipFile(io.BytesIO(contents[0])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_tabs_have_lawful_names_each_another(titles: list[str]) -> None:
    names = tabs(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_sheets_of_one_title_stand_side_by_side() -> None:
    content = workbook([Sheet("卡", (Column("号"),), [["1"]]), Sheet("卡", (Column("号"),), [["2"]])])
    assert load_workbook(io.BytesIO(content)).sheetnames == ["卡", "卡 2"]
