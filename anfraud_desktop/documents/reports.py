"""The report of a period as a PDF: what happened in words, the indicators, breakdowns, charts, who answers for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anfraud_desktop.documents.charts import Chart

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from anfraud_desktop.documents.page import Look

CHART_LINES = 6.5  # of the text: two and a table's end, or three, stand on a page
HANDS = ("填报人", "审核人", "签发")


@dataclass(frozen=True)
class FigureRow:
    """One indicator, its figures as they are printed; `definition` says ledger, date and unit that it counts by."""

    section: str
    title: str
    unit: str
    value: str
    last_period: str
    change: str
    last_year: str
    year_change: str
    definition: str = ""


@dataclass(frozen=True)
class Breakdown:
    """Figures split by something: the first column names it, the others are figures as they are printed."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ReportPaper:
    """All words and figures of a report, ready to print; an empty name leaves a line to sign on."""

    unit: str
    title: str
    period: str
    range_text: str
    figures: tuple[FigureRow, ...]
    made_at: str
    dated: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    charts: tuple[Chart, ...] = ()
    narrative: tuple[str, ...] = ()
    compiled_by: str = ""
    reviewed_by: str = ""
    issued_by: str = ""
    log_head: str = ""
    recipient: str = ""
    last_period_label: str = "上期"
    last_year_label: str = "去年同期"
    draft: bool = False


CHARTS = "图示"  # not split: its heading goes with the first to the next page
WHOLE_ROWS = 8  # a table of so many rows keeps together with its heading; a longer one begins with as many


def report_pdf(paper: ReportPaper, *, bundled: bool = False) -> bytes:
    """Return the report as a PDF on A4; `bundled` prints with our own fonts alone, the same on every machine."""
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed

    name = f"{paper.unit}{paper.title}（{paper.period}）"
    look = Look(faces(bundled=bundled), name, paper.unit, subject=paper.range_text, draft=paper.draft)
    return printed(list(_parts(paper, look)), look)


def figure_head(paper: ReportPaper) -> tuple[str, ...]:
    """Return the headings of the table of indicators."""
    return ("类别", "指标", "单位", "本期", paper.last_period_label, "环比", paper.last_year_label, "同比")


def figure_cells(row: FigureRow) -> tuple[str, ...]:
    """Return the cells of an indicator under `figure_head`."""
    return (
        row.section,
        row.title,
        row.unit,
        row.value,
        row.last_period,
        row.change,
        row.last_year,
        row.year_change,
    )


def _parts(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.notices import numeral

    yield from page.title(f"{paper.unit}\n{paper.title}", look, below=f"（{paper.period}）")
    yield from _particulars(paper, look)
    sections: list[tuple[str, Iterable[Flowable]]] = [
        ("基本情况", (page.body(text, look) for text in paper.narrative)),
        ("主要指标", _indicators(paper, look)),
        ("分类情况", _breakdowns(paper, look)),
        (CHARTS, _charts(paper, look)),
    ]
    filled = [(name, parts) for name, made in sections if (parts := list(made))]
    for place, (name, parts) in enumerate(filled, start=1):
        yield from page.heading(
            f"{numeral(place)}、{name}", look, follow=CHART_LINES if name == CHARTS else page.FOLLOW
        )
        yield from parts
    yield page.together(_foot(paper, look))
    yield from _definitions(paper, look)
    made = [f"制表时间：{paper.made_at}", *([f"日志摘要：{paper.log_head}"] if paper.log_head else [])]
    yield page.Imprint(["　".join(made)], look)


def _particulars(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page

    yield page.small(f"填报单位：{paper.unit}", look)
    yield page.small(f"统计期间：{paper.range_text}", look)
    if paper.recipient:
        yield page.small(paper.recipient, look)
    yield page.blank(0.5)


def _indicators(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.tables import Column, Grid, Table

    if not paper.figures:
        return
    head = figure_head(paper)
    columns = (
        Column(head[0], "center"),
        Column(head[1], "left", wraps=True),
        Column(head[2], "center"),
        *(Column(title) for title in head[3:]),
    )
    table = Table(columns, tuple(figure_cells(row) for row in paper.figures), merged=True)
    yield page.blank(0.2)
    yield Grid(table, look.faces)
    yield page.blank(0.5)


def _breakdowns(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.notices import numeral
    from anfraud_desktop.documents.tables import Column, Grid, Table

    for number, split in enumerate(paper.breakdowns, start=1):
        columns = (Column(split.head[0], "left", wraps=True), *(Column(title) for title in split.head[1:]))
        follow = min(len(split.rows) + 2, WHOLE_ROWS)
        yield from page.subheading(f"（{numeral(number)}）{split.title}", look, follow=follow)
        yield page.blank(0.2)
        yield Grid(Table(columns, split.rows, split.total), look.faces)
        if split.note:
            yield page.small(f"注：{split.note}", look)
        yield page.blank(0.5)


def _charts(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.chart_paper import ChartFlowable

    for chart in paper.charts:
        yield ChartFlowable(chart, CHART_LINES * page.LINE, look.faces)
        yield page.blank(0.5)


def _foot(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.signing import Hands

    yield page.blank(0.5)
    names = (paper.compiled_by, paper.reviewed_by, paper.issued_by)
    yield Hands(tuple(zip(HANDS, names, strict=True)), look.faces)
    yield from page.signature(paper.unit, paper.dated or paper.made_at.split(" ", maxsplit=1)[0], look)
    yield page.blank()


def _definitions(paper: ReportPaper, look: "Look") -> Iterator["Flowable"]:
    from reportlab.platypus import CondPageBreak

    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.paragraph import Paragraph, Style
    from anfraud_desktop.documents.typeset import Span

    defined = [row for row in paper.figures if row.definition]
    if not defined:
        return
    yield CondPageBreak(4 * page.LINE)
    yield Paragraph([Span("指标说明", look.faces.hei)], page.SMALL)
    for number, row in enumerate(defined, start=1):
        text = f"{number}. {row.title}（{row.unit}）：{row.definition}"
        yield Paragraph([Span(text, look.faces.body)], Style(9.0, 13.5))  # 小5
