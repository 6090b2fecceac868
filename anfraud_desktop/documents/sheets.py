"""Titled tables as a workbook that prints well, holds every digit and runs nothing.

Texts are literal whatever they begin with (no formula comes in by a name), numbers that are names (identity numbers,
cards) are texts, characters that a workbook cannot hold are left out. Rows are written one by one, so that a list of
any length needs little memory; the same tables give the same bytes.
"""

import math
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as BookCell

Kind = Literal["text", "number", "money", "percent", "day", "moment"]
Cell = str | int | float | Decimal | date | datetime | None

FORMATS: dict[Kind, str] = {
    "text": "@",
    "number": "#,##0",
    "money": "#,##0.00",
    "percent": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
DATES: tuple[Kind, ...] = ("day", "moment")
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_TEXT = 32_767  # characters in a cell
LONGEST_NUMBER = 15  # digits that a workbook keeps of a number
FORBIDDEN_IN_TAB = re.compile(r"[\[\]:*?/\\]")
LONGEST_TAB = 31
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, not a time: the same tables give the same bytes
NARROWEST, WIDEST = 6.0, 48.0  # characters
MEASURED = 200  # rows that decide the width of a column
ROW_HEIGHT, LINE_HEIGHT, HIGHEST_ROW = 18.0, 15.0, 409.0  # points; the last is Excel's own limit
FONT = "宋体"
HEAD_FILL = "EEF2F8"
RULE = "BFC6D0"
STEP = 500


@dataclass(frozen=True)
class Column:
    """A column: heading, kind of its cells, width in characters (None: by what stands in it)."""

    title: str
    kind: Kind = "text"
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """One table: its title is the first line and the tab; notes stand below it; `totals` is the last row.

    `rows` may be a generator, which is read once.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] = ()
    notes: tuple[str, ...] = ()


def workbook(sheets: Sequence[Sheet], *, author: str = "", step: Callable[[int], None] | None = None) -> bytes:
    """Return the tables as the bytes of an .xlsx; `step` is told the rows written so far and may raise to cancel."""
    target = BytesIO()
    write_workbook(sheets, target, author=author, step=step)
    return target.getvalue()


def write_workbook(
    sheets: Sequence[Sheet], target: IO[bytes], *, author: str = "", step: Callable[[int], None] | None = None
) -> None:
    """Write the tables as an .xlsx into an open file."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    count = _Count(step)
    for sheet, tab in zip(sheets, tabs([sheet.title for sheet in sheets]), strict=True):
        _write(book, sheet, tab, count)
    save(book, SteadyArchive(target), author)


def literal(text: str) -> str:
    """Return a text without the characters that a workbook cannot hold."""
    return UNHOLDABLE.sub("", text)[:LONGEST_TEXT]


def tabs(titles: Sequence[str]) -> list[str]:
    """Return names of tabs for titles: lawful, short enough, each another."""
    names: list[str] = []
    for title in titles:
        name = FORBIDDEN_IN_TAB.sub(" ", literal(title)).strip(" '")[:LONGEST_TAB] or "表"
        number = 1
        unique = name
        while unique.casefold() in {other.casefold() for other in names}:
            number += 1
            unique = f"{name[: LONGEST_TAB - 4]} {number}"
        names.append(unique)
    return names


def set_value(cell: Any, value: Cell) -> None:
    """Put a value into a cell so that it is that value: a text is never a formula, a long number never loses digits."""
    cell.quotePrefix = isinstance(value, str) and value.startswith(RISKY)
    _put(cell, value)


def _put(cell: Any, value: Cell) -> None:
    if isinstance(value, int) and len(str(abs(value))) > LONGEST_NUMBER:
        value = str(value)
    cell.value = literal(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def save(book: "Workbook", archive: "SteadyArchive", author: str) -> None:
    """Write a workbook without the time at which it is written, which would change its bytes."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.creator = literal(author)
    book.properties.created = book.properties.modified = MADE
    ExcelWriter(book, archive).save()


def page_set_up(sheet: Any, head_rows: str, *, portrait: bool = False) -> None:
    """Set a sheet up for A4: as wide as the page, head on each page, page numbers in the foot."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait" if portrait else "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.7, 0.7
    sheet.oddFooter.center.text = "第&P页 共&N页"
    if head_rows:
        sheet.print_title_rows = head_rows


class SteadyArchive(ZipFile):
    """A zip archive to write, whose entries all bear the same date."""

    def __init__(self, target: IO[bytes]) -> None:
        super().__init__(target, "w", ZIP_DEFLATED)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add an entry."""
        super().writestr(_entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add an entry from a file."""
        with Path(filename).open("rb") as source, self.open(_entry(str(arcname)), "w") as place:
            shutil.copyfileobj(source, place)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, MADE.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


class _Count:
    """Counts rows over all sheets and tells whoever waits."""

    def __init__(self, step: Callable[[int], None] | None) -> None:
        self.rows, self.step = 0, step

    def __call__(self) -> None:
        self.rows += 1
        if self.step and self.rows % STEP == 0:
            self.step(self.rows)


def _write(book: "Workbook", sheet: Sheet, tab: str, count: _Count) -> None:
    from openpyxl.utils import get_column_letter

    page: Any = book.create_sheet(tab)  # the stubs lack what a write-only sheet takes from others
    rows = iter(sheet.rows)
    first = list(islice(rows, MEASURED))
    head = 2 + len(sheet.notes)
    letters = [get_column_letter(place + 1) for place in range(len(sheet.columns))]
    widths = [
        column.width or _width(column, [row[place] for row in first]) for place, column in enumerate(sheet.columns)
    ]
    for letter, width in zip(letters, widths, strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = f"A{head + 1}"
    page.sheet_format.defaultRowHeight, page.sheet_format.customHeight = ROW_HEIGHT, True
    page_set_up(page, f"{head}:{head}")
    _write_top(page, sheet)
    written = head
    for row in _styled(page, sheet.columns, chain(first, rows)):
        written += 1
        _append(page, row, written, widths)
        count()
    page.auto_filter.ref = f"A{head}:{letters[-1]}{max(written, head + 1)}"
    if sheet.totals:
        page.append(next(_styled(page, sheet.columns, [sheet.totals], bold=True)))


def _append(page: Any, row: list["BookCell"], number: int, widths: Sequence[float]) -> None:
    """Write a row, high enough for its longest text; no memory of its height is kept once it is written."""
    lines = max(_lines(cell.value, width) for cell, width in zip(row, widths, strict=True))
    if lines > 1:
        page.row_dimensions[number].height = min(HIGHEST_ROW, lines * LINE_HEIGHT + 3)
    page.append(row)
    page.row_dimensions.pop(number, None)


def _lines(value: object, width: float) -> int:
    if not isinstance(value, str) or (2 * len(value) < width and "\n" not in value):
        return 1
    return text_lines(value, width)


def text_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of a width in characters."""
    return sum(max(1, math.ceil(_characters(line) / (width - 1))) for line in text.split("\n"))


def _write_top(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    spread = Alignment(horizontal="centerContinuous", vertical="center")
    title = [_cell(page, sheet.title, Font(FONT, 16, bold=True), spread)]
    page.row_dimensions[1].height = 30
    page.append(title + [_cell(page, None, None, spread) for _ in sheet.columns[1:]])
    for note in sheet.notes:
        page.append([_cell(page, note, Font(FONT, 10), Alignment(vertical="center"))])
    page.append([_head_cell(page, column.title) for column in sheet.columns])


def _head_cell(page: Any, title: str) -> "BookCell":
    from openpyxl.styles import Alignment, Font, PatternFill

    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell = _cell(page, title, Font(FONT, 11, bold=True), middle)
    cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    cell.border = thin_border()
    return cell


def thin_border() -> Any:
    """Return the fine rule around cells."""
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=RULE)
    return Border(left=side, right=side, top=side, bottom=side)


def _cell(page: Any, value: Cell, font: Any, alignment: Any) -> "BookCell":
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page)
    set_value(cell, value)
    if font:
        cell.font = font
    cell.alignment = alignment
    return cell


def _styled(
    page: Any, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, bold: bool = False
) -> Iterator[list["BookCell"]]:
    """Yield rows of cells; the cells are the same ones each time, since to style a cell costs more than to write it.

    A column has two: a cell for texts that look like a formula is marked as a text, and a style in use must not change.
    """
    plain = [_body_cell(page, column, bold=bold) for column in columns]
    marked = [_body_cell(page, column, bold=bold) for column in columns]
    for cell in marked:
        cell.quotePrefix = True
    for row in rows:
        yield [_refilled(*place) for place in zip(plain, marked, columns, row, strict=True)]


def _refilled(plain: "BookCell", marked: "BookCell", column: Column, value: Cell) -> "BookCell":
    value = _fit(column.kind, value)
    cell = marked if isinstance(value, str) and value.startswith(RISKY) else plain
    _put(cell, value)
    return cell


def _fit(kind: Kind, value: Cell) -> Cell:
    """Return a value as its column can hold it: as it is, or as the text that says the same."""
    if isinstance(value, datetime) and kind == "moment":
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, str) or (isinstance(value, date) and kind in DATES):
        return value
    if isinstance(value, date) or kind in {"text", *DATES}:
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return value


def _body_cell(page: Any, column: Column, *, bold: bool) -> "BookCell":
    from openpyxl.styles import Alignment, Font

    aligned = {"text": "left", "day": "center", "moment": "center"}.get(column.kind, "right")
    wraps = column.kind == "text"
    alignment = Alignment(horizontal=aligned, vertical="center", wrap_text=wraps)
    cell = _cell(page, None, Font(FONT, 11, bold=bold), alignment)
    cell.number_format = FORMATS[column.kind]
    cell.border = thin_border()
    return cell


def _width(column: Column, values: Sequence[Cell]) -> float:
    widest = max((_characters(_shown(column, value)) for value in values), default=0)
    return min(WIDEST, max(NARROWEST, widest + 2, _characters(column.title) + 4))


def _shown(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return "2026-10-01 00:00" if column.kind == "moment" else "2026-10-01"
    if column.kind == "money" and isinstance(value, int | float | Decimal):
        return f"{value:,.2f}"
    return str(value)


def _characters(text: str) -> int:
    """Return the width of a text in the unit of column widths: a Chinese character takes two."""
    return max((sum(1 + (ord(char) > 0x2E7F) for char in line) for line in text.split("\n")), default=0)  # noqa: PLR2004
