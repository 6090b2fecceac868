"""The timeline of a case on paper: what happened on which day, and what is to be done by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look

TITLE = "案件时间轴"
COMING = "将到期"


@dataclass(frozen=True)
class Line:
    """One event: when, which date it is, what of, and whom it concerns; `coming` where it is still to come."""

    when: str
    what: str
    about: str
    people: str
    coming: bool = False


@dataclass(frozen=True)
class TimelinePaper:
    """All words of the paper; recipient and purpose are empty where it stays inside."""

    unit: str
    case: str
    number: str
    at: datetime
    officer: str
    recipient: str = ""
    purpose: str = ""
    lines: tuple[Line, ...] = ()
    log_head: str = ""


def timeline_pdf(paper: TimelinePaper, *, bundled: bool = False) -> bytes:
    """Return the paper as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), TITLE, paper.unit)
    return printed(list(_parts(paper, look)), look)


def _parts(paper: TimelinePaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.tables import Column, Grid, Table

    columns = (
        Column("日期", "left"), Column("事项", "left", wraps=True), Column("内容", "left", wraps=True),
        Column("人员", "left", wraps=True),
    )  # fmt: skip
    yield from page.title(TITLE, look)
    made = f"{paper.at.year}年{paper.at.month}月{paper.at.day}日{paper.at:%H}时{paper.at:%M}分"
    yield page.small(f"案件：{'　'.join(filter(None, (paper.number, paper.case)))}", look)
    yield page.small(f"单位：{paper.unit or '未登记'}", look)
    yield page.small(f"打印人：{paper.officer}　打印时间：{made}", look)
    if paper.recipient or paper.purpose:
        yield page.small(f"接收单位：{paper.recipient}　用途：{paper.purpose}", look)
    coming = sum(line.coming for line in paper.lines)
    yield page.small(f"共 {len(paper.lines)} 项，其中{COMING}的时限 {coming} 项。", look)
    yield page.blank(0.5)
    rows = tuple(
        (line.when, f"（{COMING}）{line.what}" if line.coming else line.what, line.about, line.people)
        for line in paper.lines
    )
    yield Grid(Table(columns, rows), look.faces)
    if paper.log_head:
        yield page.Imprint([f"日志摘要：{paper.log_head}"], look)
