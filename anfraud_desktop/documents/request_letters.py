"""Letters to banks and operators: what is asked about which accounts, with the slip on which they answer.

The same words as a PDF and as a Word file that the station may still edit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from anfraud_desktop.documents.notices import spelt_day

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look
    from anfraud_desktop.documents.paragraph import Align
    from anfraud_desktop.documents.tables import Table

DRAFT = "草稿　不得对外发出"
STAMPED, UNDATED = "（承办机构盖章）", "　　　年　　月　　日"
NUMBERED = "序号"
WITH_SEAL = 2  # paragraphs of the text that stand on the page of the signature
FIGURES = ("金额", "余额")  # headings that begin so stand to the right
NARROW = (NUMBERED, "对象种类", "户主", "账号、号码")  # columns whose cells keep one line


@dataclass(frozen=True)
class Listed:
    """A table as plain words: headings, and a row an account; the numbers of the rows come by themselves."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Receipt:
    """The slip on which the institution answers."""

    title: str
    opening: str
    listed: Listed


@dataclass(frozen=True)
class LetterPaper:
    """All words of a letter; a `draft` lacks something without which it may not leave."""

    unit: str
    title: str
    to: str
    number: str
    dated: date
    opening: str
    listed: Listed
    closing: tuple[str, ...]
    contact: str = ""
    receipt: Receipt | None = None
    draft: bool = False


def letter_pdf(paper: LetterPaper, *, bundled: bool = False) -> bytes:
    """Return the letter as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), paper.title, paper.unit, subject=paper.number, draft=paper.draft)
    return printed(list(_parts(paper, look)), look)


def letter_docx(paper: LetterPaper) -> bytes:
    """Return the letter as a Word file."""
    from anfraud_desktop.documents.docx import WordPaper

    word = WordPaper(paper.title, paper.unit)
    if paper.draft:
        word.small(DRAFT)
    word.title(f"{paper.unit}\n{paper.title}", paper.number)
    word.addressee(paper.to)
    word.body(paper.opening)
    word.table(table(paper.listed))
    for text in (*paper.closing, paper.contact):
        if text:
            word.body(text)
    word.signature(paper.unit, spelt_day(paper.dated))
    if slip := paper.receipt:
        word.page_break()
        word.title(slip.title)
        word.addressee(paper.unit)
        word.body(slip.opening)
        word.table(table(slip.listed))
        word.signature(STAMPED, UNDATED)
    return word.data()


def table(listed: Listed) -> "Table":
    """Return the ruled table of a list of accounts, numbered from 1."""
    from anfraud_desktop.documents.tables import Column, Table

    columns = [Column(NUMBERED, "center")]
    for head in listed.heads:
        align: Align = "right" if head.startswith(FIGURES) else "left"
        columns.append(Column(head, align, wraps=head not in NARROW and align == "left"))
    rows = tuple((str(place), *row) for place, row in enumerate(listed.rows, start=1))
    return Table(tuple(columns), rows)


def _parts(paper: LetterPaper, look: "Look") -> Iterator["Flowable"]:
    from reportlab.platypus import PageBreak

    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.tables import Grid

    yield from page.title(f"{paper.unit}\n{paper.title}", look, below=paper.number)
    yield _addressee(paper.to, look)
    yield page.body(paper.opening, look)
    yield page.blank(0.3)
    yield Grid(table(paper.listed), look.faces)
    yield page.blank(0.3)
    texts = [page.body(text, look) for text in (*paper.closing, paper.contact) if text]
    yield from texts[:-WITH_SEAL]
    yield page.together([*texts[-WITH_SEAL:], *page.signature(paper.unit, spelt_day(paper.dated), look)])
    if slip := paper.receipt:
        yield PageBreak()
        yield from page.title(slip.title, look)
        yield _addressee(paper.unit, look)
        yield page.body(slip.opening, look)
        yield page.blank(0.3)
        yield Grid(table(slip.listed), look.faces)
        yield page.together(page.signature(STAMPED, UNDATED, look))


def _addressee(name: str, look: "Look") -> "Flowable":
    from anfraud_desktop.documents.page import BODY_SIZE, LINE
    from anfraud_desktop.documents.paragraph import Paragraph, Style
    from anfraud_desktop.documents.typeset import Span

    return Paragraph([Span(f"{name}：", look.faces.body)], Style(BODY_SIZE, LINE))
