"""A paragraph of Chinese text on a page: plain text in, never markup; splits across pages without stray lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from anfraud_desktop.documents.typeset import Glyph, Line, Room, Span, glyphs, set_lines

Align = Literal["justify", "left", "center", "right"]

ASCENT = 0.86  # of an em above the baseline, in the Chinese fonts used here
THICKENED = 0.028  # width of the stroke that makes a face bold, in em
SAME_GAP = 0.005  # gaps nearer to each other than this are drawn as one run, in points
INK = "#000000"


@dataclass(frozen=True)
class Style:
    """How a paragraph is set: lengths in points, indents in em of its own size."""

    size: float
    pitch: float
    align: Align = "justify"
    indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture at the right of the first lines of a paragraph, whose text leaves `room` points for it."""

    image: bytes
    width: float
    height: float
    room: float
    lines: int


class Paragraph(Flowable):
    """Text set in lines by typeset.py; newlines begin new paragraphs within it."""

    def __init__(self, spans: Sequence[Span], style: Style, picture: Picture | None = None) -> None:
        super().__init__()
        self.style = style
        self.picture = picture
        self._glyphs = glyphs(spans, style.size)
        self._lines: list[Line] = []
        self._set_for = 0.0
        self.spaceBefore = style.before
        self.spaceAfter = style.after
        self.keepWithNext = int(style.keep_with_next)

    @property
    def lines(self) -> list[Line]:
        """The lines as set for the width asked for last."""
        return self._lines

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Set the text for a width and return the size that it takes."""
        if self._set_for != available_width:
            self._set_for = available_width
            self._lines = set_lines(self._glyphs, self.style.size, self._room, self.style.align)
        self.width = available_width
        self.height = max(len(self._lines), self.picture.lines if self.picture else 0) * self.style.pitch
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the part that fits and the rest; nothing where the lines that belong together do not fit."""
        self.wrap(available_width, available_height)
        fits = int((available_height + 0.01) // self.style.pitch)
        if fits >= len(self._lines):
            return [self]
        fewest = self.picture.lines if self.picture else 1
        for count in range(fits, fewest - 1, -1):
            if not self._strays(count):
                return [self._part(self._lines[:count], self.picture), self._part(self._lines[count:], None)]
        return []

    def draw(self) -> None:
        """Draw line by line from the top."""
        if self.picture:
            _draw_picture(self.canv, self.picture, self.width, self.height, self.style.pitch)
        top = (self.style.pitch - self.style.size) / 2 + self.style.size * ASCENT
        for number, line in enumerate(self._lines):
            draw_line(self.canv, line, self.height - number * self.style.pitch - top, self.style.size)

    def _room(self, number: int, first: bool) -> Room:  # noqa: FBT001 - called by set_lines by position
        style = self.style
        left = (style.left + style.indent * first) * style.size
        right = style.right * style.size
        if self.picture and number < self.picture.lines:
            right += self.picture.room
        return Room(left, self._set_for - left - right)

    def _strays(self, count: int) -> bool:
        """Tell whether a page that ends after so many lines leaves a lone first line there, or a lone last one next."""
        first_alone = not self._lines[count - 1].ends and (count == 1 or self._lines[count - 2].ends)
        last_alone = count == len(self._lines) - 1 and not self._lines[count - 1].ends
        return first_alone or last_alone

    def _part(self, lines: list[Line], picture: Picture | None) -> "Paragraph":
        part = Paragraph((), self.style, picture)
        part._lines, part._set_for = lines, self._set_for
        return part


def draw_line(canvas: Canvas, line: Line, baseline: float, size: float) -> None:
    """Draw one line of characters, as few runs of one font and one gap as there are."""
    for run, place, gap in _runs(line):
        first = run[0]
        text = canvas.beginText(place + first.shift, baseline)
        text.setFont(first.font, size)
        text.setFillColor(HexColor(first.colour))
        if first.bold:
            canvas.setStrokeColor(HexColor(first.colour))
            canvas.setLineWidth(size * THICKENED)
            text.setTextRenderMode(2)
        text.setCharSpace(gap)  # always: the last one would stay in force
        text.textOut("".join(one.char for one in run))
        if first.bold:
            text.setTextRenderMode(0)  # here, since it too would stay in force
        canvas.drawText(text)


def _runs(line: Line) -> Iterator[tuple[Sequence[Glyph], float, float]]:
    """Yield stretches of one font and one gap, with the place of the first character and the gap between them."""
    start = 0
    while start < len(line.glyphs):
        end, gap = start + 1, 0.0
        while end < len(line.glyphs) and _alike(line.glyphs[start], line.glyphs[end]):
            here = _gap(line, end)
            if end == start + 1:
                gap = here
            elif abs(here - gap) > SAME_GAP:
                break
            end += 1
        yield line.glyphs[start:end], line.places[start], gap
        start = end


def _gap(line: Line, place: int) -> float:
    """Return the space between the end of a character, as its font has it, and the next character."""
    before, after = line.glyphs[place - 1], line.glyphs[place]
    return line.places[place] + after.shift - line.places[place - 1] - before.shift - before.own_width


def _alike(one: Glyph, other: Glyph) -> bool:
    return (one.font, one.bold, one.colour) == (other.font, other.bold, other.colour)


def _draw_picture(canvas: Canvas, picture: Picture, width: float, height: float, pitch: float) -> None:
    left = width - picture.width
    bottom = height - (picture.lines * pitch + picture.height) / 2
    canvas.drawImage(ImageReader(BytesIO(picture.image)), left, bottom, picture.width, picture.height)
    canvas.setStrokeColor(HexColor("#8C8C8C"))
    canvas.setLineWidth(0.4)
    canvas.rect(left, bottom, picture.width, picture.height)
