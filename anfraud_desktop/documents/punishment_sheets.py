"""The sheet by which somebody is reported for 联合惩戒: who, which facts, by what rule, who answers for it.

It proposes; it determines nothing. What was left out of the counts stands in it too, with why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from anfraud_desktop.documents.notices import spelt_day

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look
    from anfraud_desktop.documents.tables import Table

TITLE = "电信网络诈骗及其关联违法犯罪联合惩戒报送认定表"
FACTS_HEAD, OUT_HEAD, BASIS_HEAD = "一、认定的事实", "二、未计入的事实", "三、报送意见"
HANDS = (("承办人", ""), ("审核人", ""), ("负责人", ""))
NO_FACTS = "没有。"


@dataclass(frozen=True)
class FactLine:
    """One fact: its day, what it is, the card, the case, the source; `left_out` says why it does not count."""

    day: str
    what: str
    card: str
    case: str
    source: str
    left_out: str = ""


@dataclass(frozen=True)
class PunishmentSheet:
    """All words of the sheet. `about` are pairs of label and value about the person; `cautions` are to be settled."""

    unit: str
    to: str
    about: tuple[tuple[str, str], ...]
    facts: tuple[FactLine, ...]
    result: str
    reasons: tuple[str, ...]
    basis: str
    period: str
    cautions: tuple[str, ...]
    dated: date


def sheet_pdf(sheet: PunishmentSheet, *, bundled: bool = False) -> bytes:
    """Return the sheet as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), TITLE, sheet.unit)
    return printed(list(_parts(sheet, look)), look)


def sheet_docx(sheet: PunishmentSheet) -> bytes:
    """Return the sheet as a Word file."""
    from anfraud_desktop.documents.docx import WordPaper

    word = WordPaper(TITLE, sheet.unit)
    word.title(TITLE)
    word.addressee(sheet.to)
    word.table(_about(sheet))
    for head, lines in _lists(sheet):
        word.heading(head)
        if lines:
            word.table(_lines(lines, out=head == OUT_HEAD))
        else:
            word.body(NO_FACTS)
    word.heading(BASIS_HEAD)
    for text in _opinion(sheet):
        word.body(text)
    word.body("　　　　".join(f"{office}：{name}" for office, name in HANDS))
    word.signature(sheet.unit, spelt_day(sheet.dated))
    return word.data()


def _lists(sheet: PunishmentSheet) -> tuple[tuple[str, list[FactLine]], ...]:
    counted = [line for line in sheet.facts if not line.left_out]
    return (FACTS_HEAD, counted), (OUT_HEAD, [line for line in sheet.facts if line.left_out])


def _about(sheet: PunishmentSheet) -> "Table":
    from anfraud_desktop.documents.tables import Column, Table

    return Table((Column("项目", "center"), Column("内容", "left", wraps=True)), sheet.about)


def _lines(lines: list[FactLine], *, out: bool) -> "Table":
    from anfraud_desktop.documents.tables import Column, Table

    last = "未计入的原因" if out else "证据来源"
    names = (("日期", False), ("事实", True), ("卡、账户", True), ("案件", True), (last, True))
    columns = (Column("序号", "center"), *(Column(name, "left", wraps=wraps) for name, wraps in names))
    rows = tuple(
        (str(place), one.day, one.what, one.card, one.case, one.left_out if out else one.source)
        for place, one in enumerate(lines, start=1)
    )
    return Table(columns, rows)


def _opinion(sheet: PunishmentSheet) -> list[str]:
    reasons = "；".join(sheet.reasons)
    texts = [f"{reasons}。依据{sheet.basis}，{sheet.result}，请审核认定。", f"惩戒期限：{sheet.period}。"]
    if sheet.cautions:
        texts.append(f"报送前须核对：{''.join(sheet.cautions)}")
    texts.append("认定后应当书面告知被惩戒人依据、期限、措施和提出异议的权利。本表不是认定决定。")
    return texts


def _parts(sheet: PunishmentSheet, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.paragraph import Paragraph, Style
    from anfraud_desktop.documents.signing import Hands
    from anfraud_desktop.documents.tables import Grid
    from anfraud_desktop.documents.typeset import Span

    yield from page.title(TITLE, look)
    yield Paragraph([Span(f"{sheet.to}：", look.faces.body)], Style(page.BODY_SIZE, page.LINE))
    yield Grid(_about(sheet), look.faces)
    for head, lines in _lists(sheet):
        yield page.blank(0.5)
        yield from page.heading(head, look)
        yield Grid(_lines(lines, out=head == OUT_HEAD), look.faces) if lines else page.body(NO_FACTS, look)
    yield page.blank(0.5)
    yield from page.heading(BASIS_HEAD, look)
    *texts, last = _opinion(sheet)
    for text in texts:
        yield page.body(text, look)
    foot = [page.body(last, look), page.blank(0.5), Hands(HANDS, look.faces)]
    yield page.together([*foot, *page.signature(sheet.unit, spelt_day(sheet.dated), look)])
    yield page.Imprint(["本表只报送有权认定的公安机关，不得向其他单位和个人提供。"], look)
