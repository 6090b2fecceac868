"""A workbook or CSV as numbered lines of cells; knows nothing of ledgers.

Values are plain Python: text, numbers, dates, None. What is odd about a cell stands beside the rows.
"""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal

from anfraud_desktop.errors import Refused, Unavailable
from anfraud_desktop.exchange import limits
from anfraud_desktop.exchange.packages import SheetFacts, sheet_facts

Kind = Literal["xlsx", "xls", "csv"]
Cell = str | int | float | bool | date | datetime | time | None

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_DAMAGED = "工作簿已损坏或格式不认识，没有读入任何数据。请在 WPS 或 Excel 中打开后另存为 .xlsx 再导入。"
_text_export = re.compile(r'="(.*)"', re.DOTALL)  # how Excel's users keep digits in a CSV


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
        if path.stat().st_size > limits.FILE_BYTES:
            limits.check_size(b"." * (limits.FILE_BYTES + 1))
        data = path.read_bytes()
    except OSError:
        raise Unavailable("文件打不开，没有读入任何数据。请检查路径，或先在 WPS、Excel 中关闭它。") from None
    limits.check_size(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        return Book(path.name, "xlsx", sha256, _package(data))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("工作簿设有打开密码，没有读入任何数据。请在 WPS 或 Excel 中去掉密码后再导入。")
        return Book(path.name, "xls", sha256, tuple(_sheets(data, {})))
    return Book(path.name, "csv", sha256, (_csv(path.stem, data),))


def _package(data: bytes) -> tuple[SheetLines, ...]:
    package = limits.check_package(data)
    if not any(entry.filename.endswith(("workbook.xml", "workbook.bin")) for entry in package.infolist()):
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
    return tuple(_sheets(data, facts))


def _sheets(data: bytes, facts: dict[str, SheetFacts]) -> Iterator[SheetLines]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            limits.check_shape(about.name, sheet.total_height, sheet.total_width)
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
            yield _lines(about.name, rows, ranges, facts.get(about.name, SheetFacts()), hidden=hidden)
    except (python_calamine.CalamineError, ValueError, OverflowError):
        raise Refused(_DAMAGED) from None
    except BaseException as error:  # calamine's own panics derive from BaseException alone
        if type(error).__name__ == "PanicException":
            raise Refused(_DAMAGED) from None
        raise


def _lines(name: str, rows: list[list[Any]], ranges: list[Any], facts: SheetFacts, *, hidden: bool) -> SheetLines:
    while rows and all(cell in ("", None) for cell in rows[-1]):
        rows.pop()
    merged = _filled(rows, ranges)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if cell == "":
                row[at] = None
            elif type(cell) is str and len(cell) > limits.CHARACTERS:
                where = f"工作表“{name}”第 {number} 行第 {at + 1} 列"
                raise Refused(f"{where}超过 {limits.CHARACTERS} 个字，没有读入任何数据。请缩短后再导入。")
    return SheetLines(name, rows, hidden, facts.hidden_lines, merged, facts.formulas)


def _filled(rows: list[list[Any]], ranges: list[Any]) -> dict[tuple[int, int], tuple[int, int]]:
    """Write the value of each merged range into all its cells; return where each comes from."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        lines = range(top, min(bottom, len(rows) - 1) + 1)
        cells = ((line, at) for line in lines for at in range(left, min(right, len(rows[line]) - 1) + 1))
        for line, at in cells:
            if (line, at) != (top, left):
                merged[line + 1, at] = (top + 1, left)
                rows[line][at] = rows[top][left]
    return merged


def _csv(name: str, data: bytes) -> SheetLines:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    rows: list[list[Cell]] = []
    csv.field_size_limit(limits.CHARACTERS)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_csv_cell(cell) for cell in row])
            limits.check_shape(name, len(rows), len(row))
    except csv.Error:
        raise Refused(
            f"CSV 里有超过 {limits.CHARACTERS} 个字的格子或引号不成对，没有读入任何数据。请另存为 .xlsx 再导入。"
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return SheetLines(name, rows)


def _csv_cell(cell: str) -> Cell:
    match = _text_export.fullmatch(cell.strip())
    return (match[1] if match else cell) or None


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
