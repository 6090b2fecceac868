"""审计封条: a month of the log on one sheet, its head in figures that a person can compare, lines to sign on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look

TITLE = "案件文件审计封条"
SIDE_BY_SIDE = 4  # pairs of columns
PER_LINE = 8  # groups of four digits on a line of the head
GROUP = 4


@dataclass(frozen=True)
class SealSheet:
    """All words of the sheet. `counted`: (event, number); `mac` and `vault` in hexadecimal; `month` its first day.

    `first` and `last` number the month's entries; `seq` is the head that `mac` belongs to.
    """

    unit: str
    month: date
    made_at: datetime
    officer: str
    vault: str
    first: int
    last: int
    counted: tuple[tuple[str, int], ...]
    seq: int
    mac: str
    key: str


def seal_pdf(sheet: SealSheet, *, bundled: bool = False) -> bytes:
    """Return the sheet as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    look = Look(faces(bundled=bundled), TITLE, sheet.unit)
    return printed(list(_parts(sheet, look)), look)


def _parts(sheet: SealSheet, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.paragraph import Paragraph
    from anfraud_desktop.documents.signing import Hands
    from anfraud_desktop.documents.tables import Column, Grid, Table
    from anfraud_desktop.documents.typeset import Span

    def small(text: str) -> Paragraph:
        return Paragraph([Span(text, look.faces.body)], page.SMALL)

    yield from page.title(f"{TITLE}（{sheet.month.year}年{sheet.month.month}月）", look)
    at = sheet.made_at
    yield small(f"单位：{sheet.unit or '未登记'}　案件文件编号摘要：{sheet.vault}")
    yield small(f"审计员：{sheet.officer}　制作时间：{at.year}年{at.month}月{at.day}日{at:%H}时{at:%M}分")
    total = sum(number for _, number in sheet.counted)
    yield small(f"本月日志第 {sheet.first} 号至第 {sheet.last} 号，共 {total:,} 条，按事件计：")
    yield page.blank(0.3)
    columns = (Column("事件", "left"), Column("条数")) * SIDE_BY_SIDE
    yield Grid(Table(columns, _beside(sheet.counted)), look.faces)
    yield page.blank(0.5)
    yield page.body(f"日志封至第 {sheet.seq} 号，摘要如下：", look)
    for number, digits in enumerate(_grouped(sheet.mac), start=1):
        yield page.body(digits, look, lead=f"第 {number} 行　")
    yield page.body(sheet.key, look, lead="审计员密钥指纹　")
    yield page.blank(0.5)
    for words in _EXPLAINED:
        yield small(words)
    yield page.blank()
    yield page.together([Hands((("审计员", ""), ("审核人", ""), ("日期", "")), look.faces)])


_EXPLAINED = (
    "本页由两人签名后与案件文件分开存放，不得存入同一台电脑。",
    "核对方法：在程序“日志”页点“验证”，输入本页的编号和摘要前 12 位（编号-摘要）。",
    "两者一致，说明本页之前的日志没有被改动、删除或替换。",
)


def _beside(counted: tuple[tuple[str, int], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the counts in pairs of columns side by side, each read downwards."""
    high = -(-len(counted) // SIDE_BY_SIDE)
    cells = [(title, f"{number:,}") for title, number in counted]
    cells += [("", "")] * (high * SIDE_BY_SIDE - len(cells))
    return tuple(tuple(cell for side in range(SIDE_BY_SIDE) for cell in cells[side * high + at]) for at in range(high))


def _grouped(mac: str) -> list[str]:
    groups = [mac[at : at + GROUP] for at in range(0, len(mac), GROUP)]
    return [" ".join(groups[at : at + PER_LINE]) for at in range(0, len(groups), PER_LINE)]
