"""A workbook as numbered lines of cells, whatever its format and its habits."""

import hashlib
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import python_calamine
import xlwt
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from anfraud_desktop.errors import UserError
from anfraud_desktop.exchange.lines import SheetLines, read_book

if TYPE_CHECKING:
    from tests.exchange.conftest import Repacked, SheetXml, Workbook

CARD = "6222021001000000015"
MOMENT = datetime(2026, 3, 5, 9, 30)  # noqa: DTZ001  a cell has no zone
dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")


def only(path: Path) -> SheetLines:
    [sheet] = read_book(path).sheets
    return sheet


# Values.


def test_cells_are_plain_values(workbook: "Workbook") -> None:
    cells = ["张三", 5, 0.1, True, date(2026, 3, 5), MOMENT, clock(9, 30), None, " 两头 ", "多\n行"]
    [row] = only(workbook([cells])).rows
    assert row == cells
    assert [type(cell) for cell in row] == [str, float, float, bool, date, datetime, clock, type(None), str, str]


def test_a_formulas_error_is_no_value(workbook: "Workbook") -> None:
    assert only(workbook([["甲", "#N/A", "#REF!"]])).rows == [["甲", None, None]]


@pytest.mark.parametrize(
    ("spent", "shown"),
    [
        (timedelta(hours=30), "30:00:00"),
        (timedelta(hours=2, minutes=5, seconds=7), "2:05:07"),
        (timedelta(), "0:00:00"),
    ],
)
def test_a_length_of_time_is_text_as_the_sheet_shows_it(workbook: "Workbook", spent: timedelta, shown: str) -> None:
    assert only(workbook([[spent]])).rows == [[shown]]


def test_a_long_number_stays_the_number_that_it_was_stored_as(workbook: "Workbook", old_workbook: "Workbook") -> None:
    for path in (workbook([[int(CARD), CARD]]), old_workbook([[int(CARD), CARD]])):
        [[number, text]] = only(path).rows
        assert isinstance(number, float)
        assert number >= 1e15
        assert text == CARD


def test_a_formula_gives_its_last_result_and_is_told(sheet_xml: "SheetXml") -> None:
    body = b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="AB1"><f>A1+1</f><v>2</v></c></row></sheetData>'
    sheet = only(sheet_xml(body))
    assert sheet.rows[0][0] == 1
    assert sheet.rows[0][27] == 2
    assert sheet.formulas == {(1, 27)}


def test_days_of_the_1904_system_are_the_days_that_the_sheet_shows(tmp_path: Path, old_workbook: "Workbook") -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001  a workbook's own
    assert book.active is not None
    book.active.append([MOMENT.date()])
    book.save(tmp_path / "mac.xlsx")

    def from_1904(sheet: Any) -> None:
        sheet.get_parent().dates_1904 = True
        sheet.write(0, 0, MOMENT.date(), dated)

    for path in (tmp_path / "mac.xlsx", old_workbook([], from_1904, "mac.xls")):
        assert only(path).rows == [[MOMENT.date()]]


# Lines.


def test_lines_are_numbered_as_in_the_workbook(workbook: "Workbook") -> None:
    rows: list[list[Any]] = [[None], [None, "标题"], [None], [None], ["甲"]]
    assert only(workbook(rows)).rows == [[None, None], [None, "标题"], [None, None], [None, None], ["甲", None]]


def test_thousands_of_coloured_blank_lines_at_the_end_are_cut_off(workbook: "Workbook") -> None:
    def colour(sheet: Any) -> None:
        for line in range(2, 5000):
            sheet.cell(line, 1).font = Font(bold=True)
        sheet.cell(5001, 3, "")

    assert only(workbook([["甲", "乙"]], colour)).rows == [["甲", "乙"]]


def test_a_line_coloured_to_the_end_of_the_sheet_is_no_endless_sheet(sheet_xml: "SheetXml") -> None:
    body = (
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
        b'<row r="1048576" s="1" customFormat="1"><c r="A1048576" s="1"/></row></sheetData>'
    )
    assert only(sheet_xml(body)).rows == [[1.0]]


def test_a_merged_cell_counts_for_all_its_places_and_says_from_where(
    workbook: "Workbook", old_workbook: "Workbook"
) -> None:
    rows: list[list[Any]] = [
        ["案件", None, "卡"],
        ["编号", "名称", "号码"],
        ["A1", "甲", "1"],
        [None, None, "2"],
        [None, None, "3"],
    ]

    def merge(sheet: Any) -> None:
        for area in ("A1:B1", "A3:A5", "B3:B5"):
            sheet.merge_cells(area)

    def merge_old(sheet: Any) -> None:
        for area in ((0, 0, 0, 1), (2, 4, 0, 0), (2, 4, 1, 1)):
            sheet.merge(*area)

    for path in (workbook(rows, merge), old_workbook(rows, merge_old)):
        sheet = only(path)
        assert sheet.rows[0] == ["案件", "案件", "卡"]
        assert sheet.rows[2:] == [["A1", "甲", "1"], ["A1", "甲", "2"], ["A1", "甲", "3"]]
        places = {(4, 0): (3, 0), (5, 0): (3, 0), (4, 1): (3, 1), (5, 1): (3, 1), (1, 1): (1, 0)}
        assert sheet.merged == places


def test_merged_ranges_beyond_the_lines_and_over_one_another_do_no_harm(
    workbook: "Workbook", repacked: "Repacked"
) -> None:
    def over(_name: str, part: bytes) -> bytes:
        ranges = b'<mergeCell ref="A1:XFD1048576"/>' * 5000 + b'<mergeCell ref="Z900:Z901"/>'
        return part.replace(b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>")

    path = repacked(workbook([["甲"] * 19] * 1000), over)
    started = time.perf_counter()
    assert len(only(path).rows) == 1000
    assert time.perf_counter() - started < 2


def test_hidden_lines_are_told(workbook: "Workbook", old_workbook: "Workbook") -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["B"].hidden = True

    def hide_old(sheet: Any) -> None:
        sheet.row(1).hidden = sheet.row(3).hidden = True

    rows = [[text, 1] for text in "甲乙丙丁戊"]
    for path in (workbook(rows, hide), old_workbook(rows, hide_old), old_workbook(rows, hide_old, "台账.et")):
        sheet = only(path)
        assert sheet.hidden_lines == {2, 4}
        assert len(sheet.rows) == 5


# Sheets.


def test_hidden_and_empty_sheets_are_told_and_charts_left_out(workbook: "Workbook") -> None:
    def more(sheet: Any) -> None:
        for name, state in (("旧", "hidden"), ("深", "veryHidden"), ("空", "visible")):
            other = sheet.parent.create_sheet(name)
            other.sheet_state = state
            if name != "空":
                other.append([name])
        sheet.parent.create_chartsheet("图").add_chart(BarChart())

    sheets = read_book(workbook([["甲"]], more)).sheets
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("人员", False, [["甲"]]), ("旧", True, [["旧"]]), ("深", True, [["深"]]), ("空", False, []),
    ]  # fmt: skip


def test_each_sheet_of_an_old_workbook_has_its_own_facts(old_workbook: "Workbook") -> None:
    def more(sheet: Any) -> None:
        book = sheet.get_parent()
        for name, state in (("旧", 1), ("深", 2), ("公式", 0)):
            other = book.add_sheet(name)
            other.visibility = state
            other.write(0, 0, xlwt.Formula("1+1") if name == "公式" else name)
        book.get_sheet(3).row(0).hidden = True

    sheets = read_book(old_workbook([["甲"]], more)).sheets
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [
        ("人员", False), ("旧", True), ("深", True), ("公式", False),
    ]  # fmt: skip
    assert [(*sheet.hidden_lines, *sheet.formulas) for sheet in sheets] == [(), (), (), (1, (1, 0))]


# Formats.


def test_the_content_decides_and_not_the_name(workbook: "Workbook", old_workbook: "Workbook", tmp_path: Path) -> None:
    (tmp_path / "text.xls").write_text("甲,乙\n", encoding="gbk")
    told = [
        (workbook([["甲", "乙"]], name="new.csv"), "xlsx"), (workbook([["甲", "乙"]], name="new.xls"), "xlsx"),
        (old_workbook([["甲", "乙"]], name="old.xlsx"), "xls"), (old_workbook([["甲", "乙"]], name="old.et"), "xls"),
        (tmp_path / "text.xls", "csv"),
    ]  # fmt: skip
    for path, kind in told:
        book = read_book(path)
        assert (book.kind, book.name, book.sheets[0].rows) == (kind, path.name, [["甲", "乙"]])
        assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_macros_are_left_where_they_are(workbook: "Workbook", repacked: "Repacked") -> None:
    def with_macros(name: str, part: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return part
        return part.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml")

    path = repacked(workbook([["甲"]]), with_macros, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"})
    assert only(path).rows == [["甲"]]


def test_the_stations_ledger_is_read_line_by_line(book: Path) -> None:
    sheet = next(sheet for sheet in read_book(book).sheets if sheet.name == "人员台账")
    assert len(sheet.rows) == 563
    assert "合计" in str(sheet.rows[562])
    long = [line for line, row in enumerate(sheet.rows, 1) for cell in row if type(cell) is float and cell >= 1e15]
    assert long == [44, 47, 115, 191, 272, 343, 549, 551, 558]


def test_reading_costs_little_more_than_the_reader_alone(workbook: "Workbook") -> None:
    row = [
        "A4209820300002026030001",
        "张三",
        "420900199003071233",
        "湖北省安陆市某街道某路1号",
        CARD,
        MOMENT,
        12000.5,
    ] * 2
    path = workbook([row] * 2000)

    def bare() -> None:
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        sheet.to_python(skip_empty_area=False)
        assert sheet.merged_cell_ranges == []

    def taken(act: Any) -> float:
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    ours, theirs = (min(taken(act) for _ in range(4)) for act in (lambda: read_book(path), bare))
    assert ours < 3 * theirs


@pytest.mark.parametrize("act", [lambda path: path / "nowhere.xlsx", lambda path: path])
def test_a_file_that_is_not_there_or_no_file_is_told(tmp_path: Path, act: Any) -> None:
    with pytest.raises(UserError, match=r"打不开|空的"):
        read_book(act(tmp_path))
