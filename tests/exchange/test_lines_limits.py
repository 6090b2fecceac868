"""What must not even be parsed, and that nothing which can be thrown at the reader ends the program."""

import random
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from anfraud_desktop.errors import Refused, UserError
from anfraud_desktop.exchange import limits
from anfraud_desktop.exchange.lines import read_book

if TYPE_CHECKING:
    from tests.exchange.conftest import Repacked, SheetXml, Workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as told:
        read_book(path)
    assert "没有读入任何数据" in told.value.message
    return told.value.message


# Size.


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert "60 MB" in refusal(path)


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").touch()
    assert "0 字节" in refusal(tmp_path / "empty.xlsx")


def test_bombs_are_refused_within_a_second(workbook: "Workbook", repacked: "Repacked") -> None:
    good = workbook([["甲"]])
    bombs: list[tuple[dict[str, bytes], str]] = [
        ({"xl/sharedStrings.xml": bytes(limits.UNPACKED_BYTES)}, "展开后超过 300 MB"),
        ({"xl/sharedStrings.xml": bytes(20 * limits.MB)}, "压缩比超过 100 倍"),
        ({f"xl/media/{n}.bin": b"" for n in range(limits.ENTRIES)}, "超过 2000 个"),
    ]
    for more, told in bombs:
        path = repacked(good, more=more)
        started = time.perf_counter()
        assert told in refusal(path)
        assert time.perf_counter() - started < 1


@pytest.mark.parametrize("size", [0, 10, 5000])
def test_a_part_that_lies_about_its_size_is_not_unpacked_further_than_it_says(
    workbook: "Workbook", repacked: "Repacked", lying: Callable[[Path, str, int], None], size: int
) -> None:
    text = random.Random(1).randbytes(2 * limits.MB).hex().encode()  # noqa: S311  shrinks, but not a hundredfold
    path = repacked(workbook([["甲"]]), more={"xl/sharedStrings.xml": text})
    limits.check_package(path.read_bytes())
    lying(path, "xl/sharedStrings.xml", size)
    with pytest.raises(Refused, match="损坏"):
        limits.check_package(path.read_bytes())


# Reach: the reader makes room for all that lies between two cells, and the system ends the program for it.


@pytest.mark.parametrize(
    "far",
    [
        b'<c r="XFD1048576"><v>2</v></c>', b'<c r="GS1"><v>2</v></c>', b'<c r="A200001"><v>2</v></c>',
        b'<c r="xfd1048576"><v>2</v></c>', b'<c  r="XFD1048576"><v>2</v></c>', b'<c r = "XFD1048576"><v>2</v></c>',
        b"<c r='XFD1048576'><v>2</v></c>", b'<c\tr="XFD1048576"><v>2</v></c>', b'<c\nr="XFD1048576"><v>2</v></c>',
        b'<c s="1" r="XFD1048576"><v>2</v></c>', b'<c x="/>" r="XFD1048576"><v>2</v></c>',
        b'<c x="<c " r="XFD1048576"><v>2</v></c>', b'<c r="XFD1048576" x="/>"><v>2</v></c>',
        b'</row><row r="1048576"><c><v>2</v></c>', b'</row><row r="4294967295"><c><v>2</v></c>',
        b'</row><row r="1048576"><c r="A1048576" s="1"/><c><v>2</v></c>', b'<c r="ZZZZZZZ99999999"><v>2</v></c>',
    ],
)  # fmt: skip
def test_a_cell_beyond_the_limits_is_refused_however_it_is_written(sheet_xml: "SheetXml", far: bytes) -> None:
    body = b'<sheetData><row r="1"><c r="A1"><v>1</v></c>' + far + b"</row></sheetData>"
    assert re.search(r"200000 行|200 列|损坏", refusal(sheet_xml(body)))


@pytest.mark.parametrize(
    "near",
    [
        b'<c r="GR1"><v>2</v></c>', b'<c r="A199999"><v>2</v></c>', b'<c r="A200000"><v>2</v></c>',
        b'<c r="XFD1048576" s="1"/>', b"<c s='1' r='XFD1048576' />", b'</row><row r="1048576" hidden="1">',
    ],
)  # fmt: skip
def test_the_last_cell_within_the_limits_and_blank_ones_beyond_are_read(sheet_xml: "SheetXml", near: bytes) -> None:
    body = b'<sheetData><row r="1"><c r="A1"><v>1</v></c>' + near + b"</row></sheetData>"
    [sheet] = read_book(sheet_xml(body)).sheets
    assert sheet.rows[0][0] == 1
    assert len(sheet.rows) <= limits.ROWS
    assert len(sheet.rows[0]) <= limits.COLUMNS


def test_cells_that_do_not_say_where_they_stand_are_counted(sheet_xml: "SheetXml") -> None:
    body = b'<sheetData><row r="1">%s</row></sheetData>'
    [sheet] = read_book(sheet_xml(body % (b"<c><v>1</v></c>" * limits.COLUMNS))).sheets
    assert len(sheet.rows[0]) == limits.COLUMNS
    assert "“人员”超过 200 列" in refusal(sheet_xml(body % (b"<c><v>1</v></c>" * (limits.COLUMNS + 1))))


@pytest.mark.parametrize("texts", [b'uniqueCount="4000000000"', b"uniqueCount = '4000000000'", b'uniqueCount="20000"'])
def test_shared_texts_that_are_more_than_the_part_can_hold_are_refused(sheet_xml: "SheetXml", texts: bytes) -> None:
    body = b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    assert "损坏" in refusal(sheet_xml(body, texts))


def test_a_text_that_stands_in_millions_of_cells_is_counted_as_often(sheet_xml: "SheetXml") -> None:
    body = b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    [sheet] = read_book(sheet_xml(body, b'count="20000000" uniqueCount="1"')).sheets
    assert sheet.rows == [["甲"]]


@pytest.mark.parametrize(("line", "column"), [(1, 200), (65535, 255), (0, 255)])
def test_an_old_workbook_is_held_to_the_same_columns(old_workbook: "Workbook", line: int, column: int) -> None:
    started = time.perf_counter()
    assert "200 列" in refusal(old_workbook([["甲"]], lambda sheet: sheet.write(line, column, 1)))
    assert time.perf_counter() - started < 1


def test_many_rows_are_read_and_one_too_many_refused(sheet_xml: "SheetXml") -> None:
    rows = [b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, limits.ROWS + 2)]
    [sheet] = read_book(sheet_xml(b"<sheetData>" + b"".join(rows[:-1]) + b"</sheetData>")).sheets
    assert len(sheet.rows) == limits.ROWS
    assert "200000 行" in refusal(sheet_xml(b"<sheetData>" + b"".join(rows) + b"</sheetData>"))


def test_a_cell_may_hold_ten_thousand_characters_and_no_more(workbook: "Workbook") -> None:
    assert len(read_book(workbook([["长" * 10_000]])).sheets[0].rows[0][0] or "") == 10_000  # type: ignore[arg-type]  # a text
    assert "“人员”第 2 行第 3 列超过 10000 个字" in refusal(workbook([["甲"], [1, 2, "长" * 10_001]]))


# Danger.

BILLION = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "head", [BILLION, BILLION.lower(), b"<!--" + b" " * 100_000 + b"-->" + BILLION, b'<!ENTITY b SYSTEM "file:///x">']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_entities_are_refused_wherever_they_stand(
    workbook: "Workbook", repacked: "Repacked", part: str, head: bytes, encoding: str
) -> None:
    def change(name: str, whole: bytes) -> bytes:
        body = whole[whole.find(b"?>") + 2 :] if whole.startswith(b"<?xml") else whole
        return (head + body).decode().encode(encoding) if name == part else whole

    assert "外部实体" in refusal(repacked(workbook([["甲"]]), change))


def test_a_binary_workbook_is_told_how_to_be_saved(workbook: "Workbook", repacked: "Repacked") -> None:
    assert ".xlsb" in refusal(repacked(workbook([["甲"]]), more={"xl/workbook.bin": b"\x83\x01\0"}))


def test_another_package_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "text.xlsx", "w") as package:
        package.writestr("word/document.xml", "<document/>")
    assert "另存为 .xlsx" in refusal(tmp_path / "text.xlsx")


def test_an_encrypted_workbook_asks_for_its_password_to_be_taken_off(tmp_path: Path) -> None:
    entry = "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "locked.xlsx").write_bytes(OLE + bytes(1016) + entry + bytes(600))
    assert "密码" in refusal(tmp_path / "locked.xlsx")


def test_an_old_workbook_with_a_password_says_the_same(old_workbook: "Workbook") -> None:
    path = old_workbook([["甲"]])
    codepage, password = b"\x42\0\x02\0", b"\x2f\0\x02\0"
    data = path.read_bytes()
    assert codepage in data
    path.write_bytes(data.replace(codepage, password, 1))
    assert "密码" in refusal(path)


def test_a_small_old_workbook_that_names_an_encrypted_package_in_a_cell_is_read(old_workbook: "Workbook") -> None:
    text = "EncryptedPackage 加密"
    assert read_book(old_workbook([[text]])).sheets[0].rows == [[text]]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04broken" * 50, OLE, OLE + bytes(600), OLE + b"\xff" * 5000])
def test_what_only_begins_like_a_workbook_is_damaged(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "book.xlsx").write_bytes(data)
    assert "损坏" in refusal(tmp_path / "book.xlsx")


# Chance.


def mutated(chance: random.Random, data: bytes) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(broken))
        kind = chance.randrange(4)
        if kind == 0:
            broken[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            broken[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"9999"])
        elif kind == 2:
            broken[at] = chance.choice(b"0123456789<>\"'=/AZ")
        elif chance.random() < 0.2:
            del broken[at:]
            broken += b"\0"
        else:
            broken[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    return bytes(broken)


def survived(path: Path, data: bytes) -> bool:
    """Read damaged bytes; tell whether they were read."""
    path.write_bytes(data)
    started = time.perf_counter()
    try:
        read_book(path)
    except UserError as told:
        assert re.search(r"没有读入任何数据", told.message)  # noqa: PT017  being read is as good
        return False
    finally:
        assert time.perf_counter() - started < 5
    return True


def often(few: int) -> pytest.MarkDecorator:
    """Break `few` books in a run on each change, ten times as many in a long one."""
    return pytest.mark.parametrize("turns", [few, pytest.param(10 * few, marks=pytest.mark.soak)])


@often(200)
def test_mutated_copies_of_the_stations_ledger_never_end_the_program(book: Path, tmp_path: Path, turns: int) -> None:
    chance, whole = random.Random(20261123), book.read_bytes()  # noqa: S311  the same breakages each time
    assert sum(survived(tmp_path / "b.xlsx", mutated(chance, whole)) for _ in range(turns)) < turns


@often(40)
def test_mutated_parts_of_the_stations_ledger_never_end_the_program(
    book: Path, tmp_path: Path, repacked: "Repacked", turns: int
) -> None:
    chance = random.Random(4)  # noqa: S311  the same breakages each time
    with zipfile.ZipFile(book) as package:
        names = package.namelist()
    read = 0
    for _ in range(turns):
        victim = chance.choice(names)
        path = repacked(book, lambda name, part, victim=victim: mutated(chance, part) if name == victim else part)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        read += survived(tmp_path / "b.xlsx", path.read_bytes())
    assert 0 < read < turns


@often(300)
def test_mutated_old_workbooks_never_end_the_program(old_workbook: "Workbook", tmp_path: Path, turns: int) -> None:
    def more(sheet: Any) -> None:
        sheet.merge(60, 62, 0, 2)
        sheet.row(3).hidden = True

    chance = random.Random(5)  # noqa: S311  the same breakages each time
    whole = old_workbook([[n, f"张{n}", "6222021001000000015", 1.5, True] for n in range(60)], more).read_bytes()
    read = sum(survived(tmp_path / "b.xls", mutated(chance, whole)) for _ in range(turns))
    assert 0 < read < turns
