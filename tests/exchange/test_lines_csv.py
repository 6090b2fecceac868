"""CSV as people and programs write it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anfraud_desktop.errors import Refused
from anfraud_desktop.exchange.lines import Cell, read_book

ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def rows_of(path: Path, data: bytes) -> list[list[Cell]]:
    (path / "book.csv").write_bytes(data)
    [sheet] = read_book(path / "book.csv").sheets
    assert sheet.name == "book"
    return sheet.rows


def refusal(path: Path, data: bytes) -> str:
    with pytest.raises(Refused) as told:
        rows_of(path, data)
    return told.value.message


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_separator_is_read(tmp_path: Path, encoding: str, separator: str, ends: str) -> None:
    rows = [["姓名", "号码", "备注"], ["欧阳明", "6222021001000000015", '他说"是"'], ["张三", "", "多\n行，有,;\t号"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=ends).writerows(rows)
    data = BOMS.get(encoding, b"") + text.getvalue().encode(encoding)
    assert rows_of(tmp_path, data) == [[cell or None for cell in row] for row in rows]


def test_a_character_beyond_gbk_is_read_from_gb18030(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "姓名,𠮷䶮㛃".encode("gb18030")) == [["姓名", "𠮷䶮㛃"]]


def test_a_number_stays_text_to_its_last_digit(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"6222021001000000015,001,1e5") == [["6222021001000000015", "001", "1e5"]]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('="6222021001000000015"', "6222021001000000015"), ('"=""6222021001000000015"""', "6222021001000000015"),
        (' ="001" ', "001"), ('=""', None), ("'=1", "'=1"), ("=1+1", "=1+1"), ('="a"&"b"', '="a"&"b"'),
        ('="a""b"', 'a"b'), ("@SUM(A1)", "@SUM(A1)"),
    ],
)  # fmt: skip
def test_a_cell_forced_to_text_is_its_text_and_any_other_stays_as_it_is(
    tmp_path: Path, cell: str, read: str | None
) -> None:
    assert rows_of(tmp_path, f"甲,{cell},乙".encode()) == [["甲", read, "乙"]]


def test_a_title_without_separators_does_not_hide_the_separator(tmp_path: Path) -> None:
    text = (
        "2026年涉诈人员台账\n单位：府城派出所, 制表：王\n姓名\t号码\t备注\n张三\t1\ta;b;c;d;e\n李四\t2\t\n王五\t3\t\n"
    )
    assert rows_of(tmp_path, text.encode("gbk"))[2:4] == [["姓名", "号码", "备注"], ["张三", "1", "a;b;c;d;e"]]


def test_several_numbers_in_a_cell_do_not_hide_the_separator(tmp_path: Path) -> None:
    text = "姓名,号码\n" + "".join(f"张{n},1;2;3;4;5\n" for n in range(9))
    assert rows_of(tmp_path, text.encode())[1] == ["张0", "1;2;3;4;5"]


def test_blank_lines_keep_their_numbers_and_the_last_ones_go(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "\n甲,乙\n\n,\n丙,丁\n\n,,\n".encode()) == [
        [],
        ["甲", "乙"],
        [],
        [None, None],
        ["丙", "丁"],
    ]


def test_an_unpaired_quote_is_refused_with_its_line_and_swallows_nothing(tmp_path: Path) -> None:
    assert "第 2 行引号不成对" in refusal(tmp_path, '姓名,号码\n"张三,1\n李四,2\n王五,3\n'.encode())
    assert "第 3 行引号不成对" in refusal(tmp_path, '姓名,号码\n张三,1\n"李"四,2\n'.encode())


def test_a_quote_within_a_cell_is_a_character(tmp_path: Path) -> None:
    assert rows_of(tmp_path, '绰号"三哥",5"屏'.encode()) == [['绰号"三哥"', '5"屏']]


def test_endless_cells_lines_and_columns_are_refused_by_name(tmp_path: Path) -> None:
    assert "第 2 行" in refusal(tmp_path, b"a,b\n" + b"x" * 10_001)
    assert "200 列" in refusal(tmp_path, b"," * 200)
    assert "200000 行" in refusal(tmp_path, b"a\n" * 200_001)
    assert len(rows_of(tmp_path, b"," * 199 + b"a")[0]) == 200
    assert rows_of(tmp_path, b"x" * 10_000) == [["x" * 10_000]]


@pytest.mark.parametrize(
    "text", ["<html><table>", "\n <TABLE border=1>", "<!DOCTYPE html>", '<?xml version="1.0"?><Workbook/>', "<meta x>"]
)
def test_a_web_page_that_calls_itself_a_table_is_refused_with_its_remedy(tmp_path: Path, text: str) -> None:
    for encoding in ("utf-8", "gbk", "utf-16"):
        assert "另存为 .xlsx" in refusal(tmp_path, text.encode(encoding))


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xd8\xff\xe0\0\x10JFIF", b"\xff\xfe\0", b"a,b\0c", b"\x81"]
)
def test_what_is_no_text_is_refused_with_its_remedy(tmp_path: Path, data: bytes) -> None:
    assert "另存为 .xlsx" in refusal(tmp_path, data)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(ENCODINGS[:2]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_quoted_is_read_back(tmp_path: Path, rows: list[list[str]], encoding: str) -> None:
    rows = [["姓名", "号码", "卡", "额"], *rows]
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    read = rows_of(tmp_path, text.getvalue().encode(encoding))
    written = [[cell or None for cell in row] for row in rows]
    while written and not any(written[-1]):
        written.pop()
    forced = any(cell.strip().startswith('="') for row in rows for cell in row)
    assert forced or read == written
