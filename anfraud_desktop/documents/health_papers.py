"""The findings of the check of the file on paper: by gravity and check, with what was let stand and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look

MOST = 200  # findings of one check that are printed; the rest is counted
TITLE = "案件文件体检结果"
HEAD_LINES = 6  # of a check's words and the beginning of its table, kept on one page


@dataclass(frozen=True)
class Line:
    """One finding; `accepted` is who let it stand and why, empty while nobody did."""

    record: str
    field: str
    detail: str
    accepted: str = ""


@dataclass(frozen=True)
class Group:
    """One check that found something; groups of one severity stand together."""

    name: str
    severity: str
    meaning: str
    remedy: str
    basis: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class HealthPaper:
    """All words of the paper; `sound` names the checks that found nothing."""

    unit: str
    at: datetime
    officer: str
    checks: int
    ok: int
    open: int
    accepted: int
    groups: tuple[Group, ...] = ()
    sound: tuple[str, ...] = ()
    log_head: str = ""


def health_pdf(paper: HealthPaper, *, bundled: bool = False) -> bytes:
    """Return the paper as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), TITLE, paper.unit)
    return printed(list(_parts(paper, look)), look)


def _parts(paper: HealthPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.notices import numeral
    from anfraud_desktop.documents.signing import Hands

    yield from page.title(TITLE, look)
    made = f"{paper.at.year}年{paper.at.month}月{paper.at.day}日{paper.at:%H}时{paper.at:%M}分"
    yield page.small(f"单位：{paper.unit or '未登记'}", look)
    yield page.small(f"检查人：{paper.officer}　检查时间：{made}", look)
    summary = f"共检查 {paper.checks} 项，{paper.ok} 项没有待处理的问题"
    yield page.small(f"{summary}；待处理 {paper.open} 处，已接受 {paper.accepted} 处。", look)
    yield page.blank(0.5)
    severities = groupby(paper.groups, key=lambda group: group.severity)
    for number, (severity, groups) in enumerate(severities, start=1):
        yield from page.heading(f"{numeral(number)}、{severity}", look, follow=HEAD_LINES)
        for place, group in enumerate(groups, start=1):
            yield from _group(group, place, look)
    if paper.sound:
        yield page.small(f"没有发现问题的检查（{len(paper.sound)} 项）：{'、'.join(paper.sound)}。", look)
    yield page.blank()
    yield Hands((("检查人", ""), ("复核人", ""), ("日期", "")), look.faces)
    if paper.log_head:
        yield page.Imprint([f"日志摘要：{paper.log_head}"], look)


def _group(group: Group, place: int, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.notices import numeral
    from anfraud_desktop.documents.tables import Column, Grid, Table

    counted = f"（{numeral(place)}）{group.name}　{len(group.lines)} 处"
    yield from page.subheading(counted, look, follow=HEAD_LINES)
    yield page.small(f"{group.meaning}{group.basis}", look)
    yield page.small(f"处理：{group.remedy}", look)
    yield page.blank(0.2)
    columns = (Column("记录", "left", wraps=True), Column("项目", "center"), Column("情况", "left", wraps=True))
    rows = tuple((line.record, line.field, _told(line)) for line in group.lines[:MOST])
    yield Grid(Table(columns, rows), look.faces)
    if len(group.lines) > MOST:
        yield page.small(f"另有 {len(group.lines) - MOST} 处没有印出，请在程序里查看。", look)
    yield page.blank(0.5)


def _told(line: Line) -> str:
    return f"{line.detail}【已接受，{line.accepted}】" if line.accepted else line.detail
