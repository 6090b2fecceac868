"""A workbook or CSV as numbered lines of cells; knows nothing of ledgers.

Values are plain Python: text, numbers, dates, None. What is odd about a cell stands beside the rows.
"""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Literal

from anfraud_desktop.errors import Refused, Unavailable
from anfraud_desktop.exchange import limits
from anfraud_desktop.exchange.packages import SheetFacts, sheet_facts
from anfraud_desktop.exchange.workbooks import PASSWORD, book_facts

Kind = Literal["xlsx", "xls", "csv"]
Cell = str | int | float | bool | date | datetime | time | None

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_DAMAGED = "工作簿已损坏或格式不认识，没有读入任何数据。请在 WPS 或 Excel 中打开后另存为 .xlsx 再导入。"
_SAMPLE = 100_000  # characters from which the separator is told
_page = re.compile(r"\s*<(?:!doctype|\?xml|html|head|meta|body|style|div|table)\b", re.IGNORECASE)
_quoted = re.compile(r'"[^"]*"')
_text_export = re.compile(r'="((?:[^"]|"")*)"')  # how Excel's users keep digits in a CSV


@dataclass(frozen=True)
class SheetLines:
    """One sheet: `rows[n]` is line n + 1.

    `merged` maps a (line, column) that a merged range covers to the one its value stands in; the value is filled in
    everywhere.
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    hidden_lines: frozenset[int] = frozenset()
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Book:
    """A book with the SHA-256 of its bytes."""

    name: str
    kind: Kind
    sha256: str
    sheets: tuple[SheetLines, ...]


def read_book(path: Path) -> Book:
    """Read a book by its content, whatever its name says: xlsx, xlsm, xls, et, csv.

    Raises Refused or Unavailable with a Chinese sentence for what cannot or must not be read.
    """
    try:
        limits.check_size(path.stat().st_size)
        data = path.read_bytes()
    except OSError:
        raise Unavailable("文件打不开，没有读入任何数据。请检查路径，或先在 WPS、Excel 中关闭它。") from None
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        return Book(path.name, "xlsx", sha256, _package(data))
    if data.startswith(_OLE):
        return Book(path.name, "xls", sha256, _old_book(data))
    return Book(path.name, "csv", sha256, (_csv(path.stem, data),))


def _package(data: bytes) -> tuple[SheetLines, ...]:
    package = limits.check_package(data)
    names = package.namelist()
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused("这是二进制工作簿（.xlsb），没有读入任何数据。请在 WPS 或 Excel 中另存为 .xlsx 再导入。")
    if not any(name.endswith("workbook.xml") for name in names):
        raise Refused(_DAMAGED)
    try:
        facts = sheet_facts(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
    ):  # a part that does not unpack as it was packed
        raise Refused(_DAMAGED) from None
    return tuple(_sheets(data, lambda _names: facts))


def _old_book(data: bytes) -> tuple[SheetLines, ...]:
    if "EncryptedPackage".encode("utf-16-le") in data and "Workbook".encode("utf-16-le") not in data:
        raise Refused(PASSWORD)
    facts = book_facts(data)
    return tuple(_sheets(data, lambda names: dict(zip(names, facts, strict=False))))


def _sheets(data: bytes, facts_of: Callable[[list[str]], Mapping[str, SheetFacts]]) -> Iterator[SheetLines]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        facts = facts_of([about.name for about in book.sheets_metadata])
        for about in book.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            limits.check_shape(about.name, sheet.total_height + 1, sheet.total_width + 1)  # places of the last cell
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
            yield _lines(about.name, rows, ranges, facts.get(about.name, SheetFacts()), hidden=hidden)
    except python_calamine.PasswordError:
        raise Refused(PASSWORD) from None
    except (python_calamine.CalamineError, ValueError, OverflowError):
        raise Refused(_DAMAGED) from None
    except BaseException as error:  # calamine's own panics derive from BaseException alone
        if type(error).__name__ == "PanicException":
            raise Refused(_DAMAGED) from None
        raise


def _lines(name: str, rows: list[list[Any]], ranges: list[Any], facts: SheetFacts, *, hidden: bool) -> SheetLines:
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if cell == "":
                row[at] = None
            elif type(cell) is str and len(cell) > limits.CHARACTERS:
                limits.check_text(name, number, at + 1, cell)
            elif type(cell) is timedelta:
                row[at] = _spent(cell)
    return SheetLines(name, rows, hidden, facts.hidden_lines, _filled(rows, ranges), facts.formulas)


def _spent(cell: timedelta) -> str:
    """Return a length of time as the sheet shows it; hours may be many."""
    seconds = round(cell.total_seconds())
    return f"{'-' * (seconds < 0)}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


def _filled(rows: list[list[Any]], ranges: list[Any]) -> dict[tuple[int, int], tuple[int, int]]:
    """Write the value of each merged range into all its cells; return where each comes from.

    Ranges that lie over one another are no sheet's own; when they cover more than the sheet has, the rest is left.
    """
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    left_over = sum(map(len, rows))
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        lines = range(top, min(bottom, len(rows) - 1) + 1)
        columns = range(left, min(right, len(rows[top]) - 1) + 1)
        left_over -= len(lines) * len(columns)
        if left_over < 0:
            break
        for line, at in product(lines, columns):
            if (line, at) != (top, left):
                merged[line + 1, at] = (top + 1, left)
                rows[line][at] = rows[top][left]
    return merged


def _csv(name: str, data: bytes) -> SheetLines:
    text = _decoded(data)
    if _page.match(text):
        raise Refused("这是网页或 XML 格式的表格，没有读入任何数据。请在 WPS 或 Excel 中打开后另存为 .xlsx 再导入。")
    rows: list[list[Cell]] = []
    csv.field_size_limit(limits.CHARACTERS)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True):
            rows.append([_csv_cell(cell) for cell in row])
            limits.check_shape(name, len(rows), len(row))
    except csv.Error:
        raise Refused(
            f"CSV 第 {len(rows) + 1} 行引号不成对，或有超过 {limits.CHARACTERS} 个字的格子，没有读入任何数据。"
            "请改正后再导入，或另存为 .xlsx。"
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return SheetLines(name, rows)


def _separator(text: str) -> str:
    """Return what cuts most lines into the same number of cells; titles are not cut, quoted text does not count."""
    lines = _quoted.sub("", text[:_SAMPLE]).splitlines()

    def agreeing(mark: str) -> tuple[int, int]:
        found = Counter(line.count(mark) for line in lines if mark in line)
        return max(((lines, cells) for cells, lines in found.items()), default=(0, 0))

    return max(",\t;", key=agreeing)


def _csv_cell(cell: str) -> Cell:
    match = _text_export.fullmatch(cell.strip())
    return (match[1].replace('""', '"') if match else cell) or None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("这个文件不是工作簿，也不是能读懂的 CSV，没有读入任何数据。请在 WPS 或 Excel 中另存为 .xlsx 再导入。")
