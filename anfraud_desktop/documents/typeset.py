"""Chinese text set into lines: where a line may end, what punctuation gives way, where each character stands.

The rules are those of GB/T 15834-2011 (标点符号用法) and of Chinese composition: a closing mark never begins a line,
an opening one never ends it; a dash or an ellipsis is not cut in two; a word or a number in Latin letters stays whole;
two marks side by side share their blank halves; a full line is spread to both edges.
All lengths are in points. Nothing here draws.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from anfraud_desktop.documents.fonts import glyph, printable

NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—～·％℃‰,.;:?!)]}％＞〗〞")
NOT_LAST = frozenset("（《「『【〔〈‘“([{￥＄＜〖〝")
BLANK_RIGHT = frozenset("，。、；：？！）》」』】〕〉”’")  # the ink stands in the left half
BLANK_LEFT = frozenset("（《「『【〔〈‘“")  # the ink stands in the right half
QUOTES = frozenset("“”‘’")
OWN_SPACE = frozenset("“”‘’·—…")  # not Latin, though they stand there in Unicode
DIGITS = frozenset("0123456789")
LATIN = range(0x21, 0x2000)
HALF, QUARTER = 0.5, 0.25  # what an adjoining mark gives up, and what a lone one can give up in a crowded line, in em
LOOSEST = 0.5  # a line whose gaps would grow by more than this, in em, is left ragged
ROUNDING = 0.01


@dataclass(frozen=True)
class Span:
    """A piece of text in one face.

    `bold` thickens the strokes, for faces that have no bold of their own; `tabular` gives all digits one width, so
    that figures stand in columns.
    """

    text: str
    fonts: tuple[str, ...]
    bold: bool = False
    colour: str = "#000000"
    tabular: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its font, its width there and on our line, and by how much its ink is moved, in points."""

    char: str
    font: str
    own_width: float
    advance: float
    shift: float
    bold: bool
    colour: str

    @property
    def latin(self) -> bool:
        """Whether it belongs to a word or number that must not be cut."""
        return ord(self.char) in LATIN and self.char not in OWN_SPACE


@dataclass(frozen=True, slots=True)
class Line:
    """Characters and the place of each from the left edge of the column; `ends` marks the last of a paragraph."""

    glyphs: tuple[Glyph, ...]
    places: tuple[float, ...]
    ends: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(glyph.char for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Room:
    """The place for one line: where it begins and how wide it may be."""

    left: float
    width: float


def glyphs(spans: Sequence[Span], size: float) -> list[Glyph]:
    """Measure text; what cannot be printed (controls, direction marks) is left out."""
    return [_glyph(char, span, size) for span in spans for char in printable(span.text)]


def set_lines(text: Sequence[Glyph], size: float, room: Callable[[int, bool], Room], align: str) -> list[Line]:
    """Set characters into lines.

    `room(number, first)` tells the place of a line by its number and by whether it begins a paragraph, which every
    newline does; `align` is justify, left, center or right.
    """
    lines: list[Line] = []
    for paragraph in _paragraphs(text):
        start, first = 0, True
        while first or start < len(paragraph):
            place = room(len(lines), first)
            end = _end_of_line(paragraph, start, place.width, size)
            ends = end >= len(paragraph)
            lines.append(_placed(_trimmed(paragraph[start:end]), place, size, align, ends=ends))
            start, first = _skip_spaces(paragraph, end), False
    return lines


def _glyph(char: str, span: Span, size: float) -> Glyph:
    font, own = glyph(char, span.fonts)
    width, shift = own, 0.0
    if char in QUOTES and own < 1 - QUARTER:
        font, own = _full_width(char, span.fonts)
        width = own
    elif span.tabular and char in DIGITS:
        width = glyph("0", span.fonts)[1]
        shift = (width - own) / 2
    return Glyph(char, font, own * size, width * size, shift * size, span.bold, span.colour)


def _full_width(char: str, fonts: tuple[str, ...]) -> tuple[str, float]:
    """Return the first font whose quotation mark is the Chinese one, a full character wide, not the Latin one."""
    known = [glyph(char, (font,)) for font in fonts]
    return next((one for one in known if one[1] >= 1 - QUARTER), known[0])


def _paragraphs(text: Sequence[Glyph]) -> list[list[Glyph]]:
    paragraphs: list[list[Glyph]] = [[]]
    for one in text:
        if one.char == "\n":
            paragraphs.append([])
        else:
            paragraphs[-1].append(one)
    return paragraphs


def _may_break(before: Glyph, after: Glyph) -> bool:
    if after.char == " " or after.char in NOT_FIRST or before.char in NOT_LAST:
        return False
    return not (before.latin and after.latin)


def _overlap(before: Glyph, after: Glyph, size: float) -> float:
    """Return what two marks side by side give up of the blank between them."""
    if min(before.advance, after.advance) < size * (1 - QUARTER):
        return 0.0
    closing = before.char in BLANK_RIGHT and (after.char in BLANK_RIGHT or after.char in BLANK_LEFT)
    opening = before.char in BLANK_LEFT and after.char in BLANK_LEFT
    return size * HALF if closing or opening else 0.0


def _give(before: Glyph, after: Glyph, size: float) -> float:
    """Return by how much the gap between two characters may shrink in a crowded line."""
    if _overlap(before, after, size):
        return 0.0
    return size * QUARTER * ((before.char in BLANK_RIGHT) + (after.char in BLANK_LEFT))


def _end_of_line(text: Sequence[Glyph], start: int, width: float, size: float) -> int:
    """Return where the line that begins at `start` ends.

    Of the two best breaks, the last that fits as it is and the last that fits when marks give way, the nearer stands.
    """
    natural, give = 0.0, 0.0
    loose, loose_width, tight, tight_width = 0, 0.0, 0, 0.0
    for place in range(start, len(text)):
        one = text[place]
        if place > start:
            natural -= _overlap(text[place - 1], one, size)
            give += _give(text[place - 1], one, size)
        natural += one.advance
        if natural - give - 2 * size > width:
            break
        if place + 1 < len(text) and not _may_break(one, text[place + 1]):
            continue
        length = natural - one.advance * (one.char == " ")
        spare = give + size * HALF * (one.char in BLANK_RIGHT)
        if length <= width + ROUNDING:
            loose, loose_width = place + 1, length
        elif length - spare <= width + ROUNDING:
            tight, tight_width = place + 1, length
    if tight and (not loose or tight_width - width <= width - loose_width):
        return tight
    return loose or _cut(text, start, width)


def _cut(text: Sequence[Glyph], start: int, width: float) -> int:
    """Return where to cut a run that is longer than a line and has no lawful break, at best not before a mark."""
    length, fit = 0.0, start
    while fit < len(text) and length + text[fit].advance <= width + ROUNDING:
        length += text[fit].advance
        fit += 1
    fit = max(fit, start + 1)
    lawful = (
        place
        for place in range(fit, start + 1, -1)
        if place >= len(text) or (text[place].char not in NOT_FIRST and text[place - 1].char not in NOT_LAST)
    )
    return next(lawful, fit)


def _skip_spaces(text: Sequence[Glyph], place: int) -> int:
    while place < len(text) and text[place].char == " ":
        place += 1
    return place


def _trimmed(line: Sequence[Glyph]) -> list[Glyph]:
    end = len(line)
    while end and line[end - 1].char == " ":
        end -= 1
    return list(line[:end])


def _placed(line: Sequence[Glyph], room: Room, size: float, align: str, *, ends: bool) -> Line:
    gaps = [-_overlap(before, after, size) for before, after in pairwise(line)]
    length = sum(one.advance for one in line) + sum(gaps)
    over = length - room.width
    if line and over > ROUNDING:
        gaps = _tightened(line, gaps, over, size)
    elif align == "justify" and not ends:
        gaps = _spread(line, gaps, -over, size)
    place = room.left + {"center": -over / 2, "right": -over}.get(align, 0.0)
    places = []
    for one, gap in zip(line, [*gaps, 0.0], strict=True) if line else ():
        places.append(place)
        place += one.advance + gap
    return Line(tuple(line), tuple(places), ends)


def _tightened(line: Sequence[Glyph], gaps: list[float], over: float, size: float) -> list[float]:
    """Take what is too long from the blank after the last mark, which needs no doing, then evenly from the others."""
    over -= size * HALF if line[-1].char in BLANK_RIGHT else 0.0
    give = [_give(before, after, size) for before, after in pairwise(line)]
    share = min(1.0, max(0.0, over) / (sum(give) or 1.0))
    return [gap - share * part for gap, part in zip(gaps, give, strict=True)]


def _spread(line: Sequence[Glyph], gaps: list[float], extra: float, size: float) -> list[float]:
    open_gaps = [not (before.latin and after.latin) for before, after in pairwise(line)]
    share = extra / (sum(open_gaps) or 1)
    if share > size * LOOSEST:
        return gaps
    return [gap + share * wide for gap, wide in zip(gaps, open_gaps, strict=True)]
