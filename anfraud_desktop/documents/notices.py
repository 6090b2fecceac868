"""The public notice (通告) as a PDF: who did what, how it was dealt with, what everybody should beware of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look
    from anfraud_desktop.documents.paragraph import Picture

LENDING = (
    "公安机关提醒：根据《中华人民共和国反电信网络诈骗法》第三十一条第一款，任何单位和个人不得非法买卖、出租、出借"
    "电话卡、物联网卡、电信线路、短信端口、银行账户、支付账户、互联网账号等，不得提供实名核验帮助；不得假冒他人身份"
    "或者虚构代理关系开立上述卡、账户、账号等。违者依照该法第四十四条没收违法所得，由公安机关处违法所得一倍以上十倍"
    "以下罚款，没有违法所得或者违法所得不足二万元的，处二十万元以下罚款；情节严重的，并处十五日以下拘留。"
)
TAKING_PART = (
    "组织、策划、实施、参与电信网络诈骗活动或者为电信网络诈骗活动提供帮助，构成犯罪的，依照该法第三十八条追究刑事责任；"
    "尚不构成犯罪的，由公安机关处十日以上十五日以下拘留，没收违法所得，并处罚款。"
)
ADVICE = (
    "请广大群众牢记“三不一多”：未知链接不点击、陌生来电不轻信、个人信息不透露、转账汇款多核实；"
    "下载注册国家反诈中心App，开启来电预警功能。发现电信网络诈骗及其关联违法犯罪线索的，请及时向公安机关举报。"
)
WARNING = (LENDING, TAKING_PART, ADVICE)
PHOTO_WIDTH, PHOTO_HEIGHT = 25.0, 35.0  # mm
PHOTO_LINES = 4
PHOTO_ROOM = 84.0  # points: 22.7 characters stand beside a photo
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class NoticeEntry:
    """One person as the ruling lets him be shown, or one case told without a person (`shown_name` empty).

    `paragraphs` begin with what follows the name; `heading` is the group; a photo (JPEG or PNG) only where allowed.
    """

    shown_name: str
    paragraphs: tuple[str, ...]
    outcome: str = ""
    heading: str = ""
    photo: bytes | None = None


@dataclass(frozen=True)
class NoticePaper:
    """All words of a notice, ready to print; `number` empty and `draft` set until it is issued."""

    unit: str
    title: str
    dated: date
    number: str = ""
    purpose: tuple[str, ...] = ()
    entries: tuple[NoticeEntry, ...] = ()
    counts: tuple[str, ...] = ()
    warning: tuple[str, ...] = WARNING
    phones: tuple[str, ...] = ("110", "96110")
    closing: str = "特此通告。"
    signed_by: str = ""
    attachments: tuple[str, ...] = ()
    imprint: tuple[str, ...] = ()
    draft: bool = False
    red_head: bool = False


def notice_pdf(paper: NoticePaper, *, bundled: bool = False) -> bytes:
    """Return the notice as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    name = paper.title.replace("\n", "")
    look = Look(faces(bundled=bundled), name, paper.unit, subject=paper.number, draft=paper.draft)
    return printed(list(_parts(paper, look)), look)


def numeral(number: int) -> str:
    """Return 一 to 九十九 for the numbers of headings.

    >>> [numeral(number) for number in (1, 10, 11, 20, 35)]
    ['一', '十', '十一', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else NUMERALS[tens - 1]) + "十" if tens else ""
    return ten + (NUMERALS[ones - 1] if ones else "")


def spelt_day(day: date) -> str:
    """Return a date as a paper states it: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _parts(paper: NoticePaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page

    if paper.red_head:
        yield from page.letterhead(paper.unit, paper.number, look)
    yield from page.title(paper.title, look, below="" if paper.red_head else paper.number)
    for text in paper.purpose:
        yield page.body(text, look)
    for place, (heading, entries) in enumerate(_grouped(paper.entries), start=1):
        if heading:
            follow = PHOTO_LINES if entries[0].photo else page.FOLLOW
            yield from page.heading(f"{numeral(place)}、{heading}", look, follow=follow)
        for number, entry in enumerate(entries, start=1):
            yield _item(entry, number if len(entries) > 1 or not heading else 0, look)
    for text in (*paper.counts, *paper.warning):
        yield page.body(text, look)
    yield page.together(_foot(paper, look))


def _grouped(entries: Sequence[NoticeEntry]) -> list[tuple[str, list[NoticeEntry]]]:
    groups: dict[str, list[NoticeEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.heading, []).append(entry)
    return list(groups.items())


def _item(entry: NoticeEntry, number: int, look: "Look") -> "Flowable":
    from anfraud_desktop.documents.page import BODY
    from anfraud_desktop.documents.paragraph import Paragraph
    from anfraud_desktop.documents.typeset import Span

    face = look.faces.body
    facts = "\n".join(entry.paragraphs)
    if entry.shown_name and facts and not facts.startswith(("，", "。", "：", "；", "（", "\n")):
        facts = f"，{facts}"
    spans = [
        Span(f"{number}. " if number else "", face),
        Span(entry.shown_name, face, bold=True),
        Span(facts, face),
    ]
    if entry.outcome:
        spans += [Span("\n", face), Span("办理结果：", face, bold=True), Span(entry.outcome, face)]
    return Paragraph(spans, BODY, _picture(entry.photo))


def _picture(photo: bytes | None) -> "Picture | None":
    from reportlab.lib.units import mm

    from anfraud_desktop.documents.images import portrait
    from anfraud_desktop.documents.paragraph import Picture

    if photo is None:
        return None
    width, height = PHOTO_WIDTH * mm, PHOTO_HEIGHT * mm
    return Picture(portrait(photo, width, height), width, height, PHOTO_ROOM, PHOTO_LINES)


def _foot(paper: NoticePaper, look: "Look") -> Iterator["Flowable"]:
    """Yield what must stand on one page: no signature without a word of the notice above it."""
    from anfraud_desktop.documents import page

    if paper.phones:
        yield page.body("、".join(paper.phones) + "。", look, lead="举报电话：")
    if paper.closing:
        yield page.body(paper.closing, look)
    yield from page.attachments(paper.attachments, look)
    yield from page.signature(paper.signed_by or paper.unit, spelt_day(paper.dated), look)
    yield page.Imprint(paper.imprint, look)
