"""The page of an official paper after GB/T 9704-2012, and the parts that papers are put together from.

A4, margins 37 (head) 28 (left) 26 (right) 35 (foot) mm, a text area of 156 × 225 mm with 22 lines of 28 characters.
Every part takes whole lines, so that the text of all pages stands on one grid. Lengths are in points, origin bottom
left, as the paper library wants them. No seal is ever drawn: the signature keeps the place of one free.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, KeepTogether, PageTemplate, Spacer

from anfraud_desktop.documents.fonts import Faces, press, printable, text_width
from anfraud_desktop.documents.paragraph import ASCENT, Paragraph, Style
from anfraud_desktop.documents.titles import balanced
from anfraud_desktop.documents.typeset import Span

WIDTH, HEIGHT = A4
TOP, LEFT, RIGHT, FOOT = 37 * mm, 28 * mm, 26 * mm, 35 * mm
TEXT_WIDTH, TEXT_HEIGHT = 156 * mm, 225 * mm
LINES = 22
LINE = TEXT_HEIGHT / LINES
BODY_SIZE = 15.75  # 3号 is 16 pt; 28 characters of it would not stand in 156 mm
TITLE_SIZE = 22.0  # 2号
TITLE_PITCH = 1.25 * LINE
PAGE_NUMBER_SIZE = 14.0  # 4号
SMALL_SIZE = 10.5  # 5号
SEAL_LINES = 2  # blank above the signature, so that a seal of 42 mm covers it and the date and touches the text
FOLLOW = 3  # lines below a heading: a paragraph of three is not split
DATE_FROM_RIGHT = 4.0  # characters
RED = "#D7000F"
WATERMARK = "#ECECEC"
WATERMARK_SIZE = 190.0
HEAD_SIZE = 46.0
HEAD_LINES = 9

BODY = Style(BODY_SIZE, LINE, indent=2)
CENTRED = Style(BODY_SIZE, LINE, align="center")
SMALL = Style(SMALL_SIZE, 16.5)
IMPRINT = Style(8.0, 11.0)


@dataclass(frozen=True)
class Look:
    """What belongs to a whole paper: its fonts, the words of its properties, whether it is a draft."""

    faces: Faces
    title: str
    author: str
    subject: str = ""
    draft: bool = False


def printed(story: Sequence[Flowable], look: Look) -> bytes:
    """Return the PDF of a paper; the same story gives the same bytes, always."""
    target = BytesIO()
    with press:
        rl_config.useA85 = 0  # a fifth smaller
        document = BaseDocTemplate(
            target,
            pagesize=A4,
            title=look.title,
            author=look.author,
            subject=look.subject,
            creator="",
            producer="anfraud",
            invariant=1,
            pageCompression=1,
            initialFontName=look.faces.song[0],
            lang="zh-CN",
        )
        frame = Frame(LEFT, FOOT - 0.5, TEXT_WIDTH, TEXT_HEIGHT + 0.5, 0, 0, 0, 0)
        template = PageTemplate(
            frames=[frame],
            onPage=lambda canvas, _: _watermark(canvas, look) if look.draft else None,
            onPageEnd=lambda canvas, _: _page_number(canvas, look),  # at the end, so that it is read last
        )
        document.addPageTemplates(template)
        document.build(list(story))
    return target.getvalue()


def body(text: str, look: Look, lead: str = "") -> Paragraph:
    """Return a paragraph of the text, its lead in bold."""
    return Paragraph([*_lead(lead, look), Span(text, look.faces.body)], BODY)


def small(text: str, look: Look) -> Paragraph:
    """Return a line in small type: what stands above and below tables."""
    return Paragraph([Span(text, look.faces.body)], SMALL)


def heading(text: str, look: Look, *, follow: float = FOLLOW) -> list[Flowable]:
    """Return a heading of the first level (一、); so many lines must find room below it on its page."""
    return [CondPageBreak((1 + follow) * LINE), Paragraph([Span(text, look.faces.hei)], BODY)]


def subheading(text: str, look: Look, *, follow: float = FOLLOW) -> list[Flowable]:
    """Return a heading of the second level (（一）); so many lines must find room below it on its page."""
    return [CondPageBreak((1 + follow) * LINE), Paragraph([Span(text, look.faces.kai)], BODY)]


def blank(lines: float = 1) -> Spacer:
    """Return empty lines."""
    return Spacer(0, lines * LINE)


def title(text: str, look: Look, *, below: str = "") -> list[Flowable]:
    """Return the title, broken so that its lines are of like length, with a line below it (the number of the paper)."""
    lines = balanced(printable(text).strip("\n"), TEXT_WIDTH / TITLE_SIZE)
    height = len(lines) * TITLE_PITCH
    style = Style(TITLE_SIZE, TITLE_PITCH, align="center", after=math.ceil(height / LINE) * LINE - height)
    parts: list[Flowable] = [Paragraph([Span("\n".join(lines), look.faces.title)], style)]
    if below:
        parts.append(Paragraph([Span(below, look.faces.body)], CENTRED))
    return [*parts, blank()]


def letterhead(unit: str, number: str, look: Look) -> list[Flowable]:
    """Return the red head of an official paper: the mark of the organ, the number, the red line."""
    return [_Letterhead(unit, number, look), blank(2)]


def signature(unit: str, dated: str, look: Look) -> list[Flowable]:
    """Return the place of the seal, left free, with the organ centred over the date, four characters from the edge."""
    wide = text_width(unit, look.faces.body, BODY_SIZE)
    date_wide = text_width(dated, look.faces.body, BODY_SIZE)
    centre = DATE_FROM_RIGHT * BODY_SIZE + date_wide / 2
    unit_right = max(0.0, centre - wide / 2) / BODY_SIZE
    organ = Style(BODY_SIZE, LINE, align="right", right=unit_right)
    date = Style(BODY_SIZE, LINE, align="right", right=DATE_FROM_RIGHT)
    return [
        blank(SEAL_LINES),
        Paragraph([Span(unit, look.faces.body)], organ),
        Paragraph([Span(dated, look.faces.body)], date),
    ]


def attachments(names: Sequence[str], look: Look) -> list[Flowable]:
    """Return the lines 附件：1. …, below the text, each name standing under the first."""
    if not names:
        return []
    if len(names) == 1:
        return [blank(), body(f"附件：{names[0]}", look)]
    under = Style(BODY_SIZE, LINE, left=5)
    first = body(f"附件：1. {names[0]}", look)
    rest = [
        Paragraph([Span(f"{place}. {name}", look.faces.body)], under) for place, name in enumerate(names[1:], start=2)
    ]
    return [blank(), first, *rest]


def together(parts: Iterable[Flowable]) -> Flowable:
    """Keep parts on one page, if one page holds them."""
    return KeepTogether(list(parts))


def _lead(text: str, look: Look) -> list[Span]:
    return [Span(text, look.faces.body, bold=True)] if text else []


class Imprint(Flowable):
    """Small lines in the foot of the page on which it is met: it takes no room from the text."""

    def __init__(self, lines: Sequence[str], look: Look) -> None:
        super().__init__()
        self.part = Paragraph([Span("\n".join(lines), look.faces.song, colour="#5B6675")], IMPRINT)

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        """Take no room."""
        return 0.0, 0.0

    def draw(self) -> None:
        """Draw below the page number, the last line 10 mm above the edge of the paper."""
        left, bottom = self.canv.absolutePosition(0, 0)
        self.part.wrap(TEXT_WIDTH, TEXT_HEIGHT)
        self.part.drawOn(self.canv, LEFT - left, 10 * mm - bottom)


class _Letterhead(Flowable):
    """The head's upper edge stands 35 mm below the text area's; the red line 4 mm below the number."""

    def __init__(self, unit: str, number: str, look: Look) -> None:
        super().__init__()
        self.words, self.number, self.look = f"{unit}文件", number, look

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, HEAD_LINES * LINE
        return self.width, self.height

    def draw(self) -> None:
        natural = text_width(self.words, self.look.faces.title, 1)
        size = min(HEAD_SIZE, self.width * 0.96 / natural)
        top = self.height - 35 * mm
        mark = Span(self.words, self.look.faces.title, colour=RED)
        _words(self.canv, mark, size, self.width / 2, top - size * ASCENT)
        line = 2.0
        baseline = line + 4 * mm + BODY_SIZE * (1 - ASCENT)
        _words(self.canv, Span(self.number, self.look.faces.body), BODY_SIZE, self.width / 2, baseline)
        self.canv.setStrokeColor(HexColor(RED))
        self.canv.setLineWidth(1.8)
        self.canv.line(0, line, self.width, line)


def _words(canvas: Canvas, span: Span, size: float, middle: float, baseline: float) -> None:
    """Draw a line of text around a point of its baseline."""
    width = text_width(span.text, span.fonts, size) + size
    part = Paragraph([span], Style(size, size, align="center"))
    part.wrap(width, size)
    part.drawOn(canvas, middle - width / 2, baseline - size * (1 - ASCENT))


def _watermark(canvas: Canvas, look: Look) -> None:
    """Draw 草稿 below the text, so faint that every character over it stays legible, and once small at the head."""
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(48)
    _words(canvas, Span("草　稿", look.faces.title, colour=WATERMARK), WATERMARK_SIZE, 0, -WATERMARK_SIZE * 0.36)
    canvas.restoreState()
    note = Span("草稿　不得对外发布", look.faces.hei, colour="#8C8C8C")
    _words(canvas, note, SMALL_SIZE, WIDTH / 2, HEIGHT - 20 * mm)


def _page_number(canvas: Canvas, look: Look) -> None:
    """Draw — 1 — 7 mm below the text area, one character from its outer edge: right on odd pages, left on even ones."""
    page = canvas.getPageNumber()
    text = f"— {page} —"
    wide = text_width(text, look.faces.song, PAGE_NUMBER_SIZE)
    inset = PAGE_NUMBER_SIZE + wide / 2
    middle = WIDTH - RIGHT - inset if page % 2 else LEFT + inset
    baseline = FOOT - 7 * mm - PAGE_NUMBER_SIZE * 0.36
    _words(canvas, Span(text, look.faces.song), PAGE_NUMBER_SIZE, middle, baseline)
