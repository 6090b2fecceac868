"""A ruled table on paper: head repeated on each page, like labels of the first column merged, figures to the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from anfraud_desktop.documents.fonts import Faces, printable, text_width
from anfraud_desktop.documents.paragraph import Align, Paragraph, Style
from anfraud_desktop.documents.typeset import Span

SIZES = (10.5, 9.0, 8.0, 7.0)  # 5号, 小5 and smaller, until the table fits
PITCH = 1.35  # of the size
PADDING = 4.0
OUTER, INNER = 0.9, 0.4
HEAD_FILL = "#F1F3F6"
RULE = "#000000"
FEWEST_ROWS = 2  # of a table, on a page
ZEROS = str.maketrans("123456789", "000000000")  # digits of one width, to measure
NARROWEST = 5.0  # characters that a column of text keeps before the type gets smaller


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its cells stand, whether it may take several lines."""

    title: str
    align: Align = "right"
    wraps: bool = False


@dataclass(frozen=True)
class Table:
    """What a table says; `merged` joins equal neighbours in the first column, `total` is the last row, in bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    merged: bool = False


@dataclass(frozen=True)
class _Row:
    cells: tuple[Paragraph, ...]
    height: float
    label: str


class Grid(Flowable):
    """Draws a table over the width that there is; splits between rows."""

    def __init__(self, table: Table, faces: Faces) -> None:
        super().__init__()
        self.table, self.faces = table, faces
        self._widths: list[float] = []
        self._head: _Row | None = None
        self._rows: list[_Row] = []

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Choose size of type and widths, set the cells; return the size of the table."""
        if not self._widths:
            size, self._widths = _fitted(self.table, self.faces, available_width)
            self._head = self._set([column.title for column in self.table.columns], size, head=True)
            self._rows = [self._set(row, size) for row in self.table.rows]
            if self.table.total:
                self._rows.append(self._set(self.table.total, size, bold=True))
        self.width = sum(self._widths)
        self.height = sum(row.height for row in self._all())
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the rows that fit and the rest, each with the head; nothing where hardly any fits."""
        self.wrap(available_width, available_height)
        left = available_height - (self._head.height if self._head else 0)
        count = 0
        while count < len(self._rows) and self._rows[count].height <= left + 0.01:
            left -= self._rows[count].height
            count += 1
        if count == len(self._rows):
            return [self]
        count = min(count, len(self._rows) - FEWEST_ROWS)
        if count < FEWEST_ROWS:
            return []
        return [self._part(self._rows[:count]), self._part(self._rows[count:])]

    def draw(self) -> None:
        """Draw fill, rules and cells from the top."""
        canvas = self.canv
        top = self.height
        if self._head:
            canvas.setFillColor(HexColor(HEAD_FILL))
            canvas.rect(0, top - self._head.height, self.width, self._head.height, stroke=0, fill=1)
        for row in self._all():
            self._draw_cells(row, top)
            top -= row.height
        if self.table.merged:
            self._draw_labels()
        self._draw_rules()

    def _all(self) -> list[_Row]:
        return [*([self._head] if self._head else []), *self._rows]

    def _part(self, rows: list[_Row]) -> "Grid":
        part = Grid(self.table, self.faces)
        part._widths, part._head, part._rows = self._widths, self._head, rows
        return part

    def _set(self, texts: Sequence[str], size: float, *, head: bool = False, bold: bool = False) -> _Row:
        cells = [
            self._cell(column, text, size, head, bold) for column, text in zip(self.table.columns, texts, strict=True)
        ]
        for cell, width in zip(cells, self._widths, strict=True):
            cell.wrap(width - 2 * PADDING, 0)
        height = max(cell.height for cell in cells) + size * 0.75
        return _Row(tuple(cells), height, "" if head or bold else texts[0])

    def _cell(self, column: Column, text: str, size: float, head: bool, bold: bool) -> Paragraph:  # noqa: FBT001 - one call above, by position
        fonts = self.faces.hei if head else _face(column, self.faces)
        align: Align = "center" if head else column.align
        return Paragraph([Span(text, fonts, bold=bold, tabular=True)], Style(size, size * PITCH, align=align))

    def _draw_cells(self, row: _Row, top: float) -> None:
        left = 0.0
        for place, (cell, width) in enumerate(zip(row.cells, self._widths, strict=True)):
            if not (place == 0 and self.table.merged and row.label):
                cell.drawOn(self.canv, left + PADDING, top - (row.height + cell.height) / 2)
            left += width

    def _runs(self) -> Iterator[tuple[float, float, _Row]]:
        """Yield upper and lower edge of each run of rows that share a label, and the first of them."""
        top = self.height - (self._head.height if self._head else 0)
        key = (lambda row: row.label) if self.table.merged else id
        for _, group in groupby(self._rows, key=key):
            rows = list(group)
            foot = top - sum(row.height for row in rows)
            yield top, foot, rows[0]
            top = foot

    def _draw_labels(self) -> None:
        for top, foot, row in self._runs():
            if row.label:
                cell = row.cells[0]
                cell.drawOn(self.canv, PADDING, (top + foot - cell.height) / 2)

    def _draw_rules(self) -> None:
        canvas = self.canv
        canvas.setStrokeColor(HexColor(RULE))
        canvas.setLineWidth(INNER)
        for _, foot, _ in self._runs():
            canvas.line(0, foot, self._widths[0], foot)
        foot = self.height
        for row in self._all()[:-1]:
            foot -= row.height
            canvas.line(self._widths[0], foot, self.width, foot)
        if self._head:
            canvas.line(0, self.height - self._head.height, self.width, self.height - self._head.height)
        left = 0.0
        for width in self._widths[:-1]:
            left += width
            canvas.line(left, 0, left, self.height)
        canvas.setLineWidth(OUTER)
        canvas.rect(0, 0, self.width, self.height)


def _fitted(table: Table, faces: Faces, width: float) -> tuple[float, list[float]]:
    """Return the largest size of type in which all figures stand in one line, and the widths of the columns."""
    for size in SIZES:
        natural = [_natural(table, place, faces, size) for place in range(len(table.columns))]
        fixed = sum(wide for wide, column in zip(natural, table.columns, strict=True) if not column.wraps)
        wrapping = [wide for wide, column in zip(natural, table.columns, strict=True) if column.wraps]
        least = len(wrapping) * (NARROWEST * size + 2 * PADDING)
        if fixed + least <= width or size == SIZES[-1]:
            break
    return size, _shared(table, natural, NARROWEST * size + 2 * PADDING, width)


def _face(column: Column, faces: Faces) -> tuple[str, ...]:
    """Return the face of a column: figures in 宋体, words in 仿宋."""
    return faces.song if column.align == "right" else faces.body


def _natural(table: Table, place: int, faces: Faces, size: float) -> float:
    column = table.columns[place]
    rows = [*table.rows, table.total] if table.total else table.rows
    texts = [printable(row[place]) for row in rows]
    head = max((text_width(part, faces.hei, size) for part in column.title.split("\n")), default=0.0)
    widest = max((text_width(text.translate(ZEROS), _face(column, faces), size) for text in texts), default=0.0)
    return max(head, widest) + 2 * PADDING + 1.0


def _shared(table: Table, natural: list[float], least: float, width: float) -> list[float]:
    """Give the columns of text what the figures leave; where there is more than all need, every column gets a share.

    Where the figures leave no column of text its least width, they too give way, and all columns take several lines.
    """
    spare = width - sum(natural)
    if spare >= 0:
        return [wide + spare / len(natural) for wide in natural]
    floors = [min(wide, least) for wide in natural]
    kept = [f if column.wraps else wide for f, wide, column in zip(floors, natural, table.columns, strict=True)]
    if sum(kept) > width:
        kept = floors
    if sum(kept) > width:
        return [width / len(natural)] * len(natural)
    share = (width - sum(kept)) / (sum(natural) - sum(kept))
    return [keep + (wide - keep) * share for keep, wide in zip(kept, natural, strict=True)]
