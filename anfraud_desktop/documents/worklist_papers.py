"""The day's work on paper: what is overdue, due and near, with the article of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look

TITLE = "今日待办清单"
HEAD_LINES = 4  # of a group's heading and the beginning of its table, kept on one page


@dataclass(frozen=True)
class Line:
    """One item: what is to be done, about whom and which case, whose it is, by when, and why."""

    title: str
    about: str
    officer: str
    by: str
    article: str


@dataclass(frozen=True)
class Group:
    """The items of one view."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class WorklistPaper:
    """All words of the paper; `later` counts what is far off and not printed."""

    unit: str
    at: datetime
    officer: str
    mine: bool
    later: int
    groups: tuple[Group, ...] = ()
    log_head: str = ""


def worklist_pdf(paper: WorklistPaper, *, bundled: bool = False) -> bytes:
    """Return the paper as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), TITLE, paper.unit)
    return printed(list(_parts(paper, look)), look)


def _parts(paper: WorklistPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.notices import numeral
    from anfraud_desktop.documents.tables import Column, Grid, Table

    columns = (
        Column("事项", "left", wraps=True), Column("人员、案件", "left", wraps=True), Column("主办", "center"),
        Column("办理期限", "left", wraps=True), Column("依据", "left", wraps=True),
    )  # fmt: skip
    yield from page.title(TITLE, look)
    made = f"{paper.at.year}年{paper.at.month}月{paper.at.day}日{paper.at:%H}时{paper.at:%M}分"
    yield page.small(f"单位：{paper.unit or '未登记'}", look)
    scope = "本人的案件" if paper.mine else "全部案件"
    yield page.small(f"打印人：{paper.officer}　打印时间：{made}　范围：{scope}", look)
    counted = "，".join(f"{group.title} {len(group.lines)} 项" for group in paper.groups)
    yield page.small(f"{counted or '没有近期要办的事项'}；以后到期 {paper.later} 项，没有印出。", look)
    yield page.blank(0.5)
    for number, group in enumerate(paper.groups, start=1):
        words = f"{numeral(number)}、{group.title}　{len(group.lines)} 项"
        yield from page.heading(words, look, follow=HEAD_LINES)
        rows = tuple((one.title, one.about, one.officer, one.by, one.article) for one in group.lines)
        yield Grid(Table(columns, rows), look.faces)
        yield page.blank(0.5)
    if paper.log_head:
        yield page.Imprint([f"日志摘要：{paper.log_head}"], look)
