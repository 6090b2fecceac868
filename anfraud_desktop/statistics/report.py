"""The report of a period put together: main table, splits, charts and paragraphs, ready for paper and workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from anfraud_desktop.documents.charts import BarChart, Chart, LineChart, Series
from anfraud_desktop.documents.reports import Breakdown, FigureRow, ReportPaper
from anfraud_desktop.statistics.dimensions import DIMENSIONS, UNKNOWN
from anfraud_desktop.statistics.figures import Cell, Figure, Number, figures, number, split
from anfraud_desktop.statistics.indicators import Indicator, counted
from anfraud_desktop.statistics.periods import Period, chinese
from anfraud_desktop.statistics.wording import SPOKEN, Told, change_spelt, column_title, narrative, spelt
from anfraud_desktop.store.database import Store

TITLES = {
    "day": "日报", "week": "周报", "month": "月报", "quarter": "季报", "half": "半年报", "year": "年报",
    "range": "情况统计",
}  # fmt: skip
TREND = {  # how many periods the trend shows, and what it calls them
    "day": (14, "日"), "week": (13, "周"), "month": (13, "个月"), "quarter": (9, "个季度"), "half": (7, "个半年"),
    "year": (5, "年"),
}  # fmt: skip
MOST_ROWS, MOST_BARS = 15, 8
REST = "其他"
ONE_ROW = "一人涉及多类的，归入其期内最早的一条记录所在的类别，各类之和等于合计。"
MEN_AND_WOMEN = ("1", "2")  # columns that stand there even where empty (GB/T 2261.1)


@dataclass(frozen=True)
class Heading:
    """What stands over and under the figures."""

    unit: str
    made_at: datetime
    compiled_by: str = ""
    log_head: str = ""


@dataclass(frozen=True)
class Table:
    """How a table of the report is split: rows by a dimension, a column for each indicator.

    `ranked` puts the largest first; else rows stand in the order of the dimension's own table.
    """

    title: str
    by: str
    columns: tuple[str, ...]
    ranked: bool = False


TABLES = (
    Table("分发案地情况", "township", ("filed", "solved", "captured", "transferred", "amount", "loss")),
    Table("分诈骗类型情况", "fraud_type", ("filed", "solved", "amount", "loss", "recovered"), ranked=True),
    Table(
        "分案由情况", "offence", ("filed", "solved", "detained", "arrested", "transferred", "penalised"), ranked=True
    ),
)
CARD_TABLES = (
    Table("涉案卡分卡种情况", "card_kind", ("cards", "cards_seized")),
    Table("涉案卡分开户行、运营商情况", "institution", ("cards", "cards_seized"), ranked=True),
)


@dataclass(frozen=True)
class Report:
    """A report as figures and as a paper."""

    period: Period
    figures: dict[str, Figure]
    paper: ReportPaper


def report(store: Store, period: Period, heading: Heading) -> Report:
    """Compute and write the report of a period."""
    found = figures(store, period)
    filed = counted("filed")
    splits = {name: split(store, filed, period, name) for name in ("fraud_type", "offence", "township")}
    paper = ReportPaper(
        unit=heading.unit,
        title=f"打击治理电信网络诈骗工作{TITLES[period.kind]}",
        period=period.title,
        range_text=_range_text(period, heading.made_at),
        figures=tuple(figure_row(figure) for figure in found.values()),
        made_at=f"{chinese(heading.made_at.date())} {heading.made_at:%H:%M}",
        dated=chinese(heading.made_at.date()),
        breakdowns=tuple(_breakdowns(store, period)),
        charts=tuple(_charts(store, period)),
        narrative=narrative(Told(period, found, splits, heading.unit)),
        compiled_by=heading.compiled_by,
        log_head=heading.log_head,
        last_period_label=period.before,
    )
    return Report(period, found, paper)


def _range_text(period: Period, made_at: datetime) -> str:
    if made_at.date() >= period.end:
        return period.range_text
    return f"{period.range_text}（统计期未结束，截至{chinese(made_at.date())}{made_at:%H:%M}）"


def figure_row(figure: Figure) -> FigureRow:
    """Return an indicator's row of the main table."""
    item = figure.item
    return FigureRow(
        item.section,
        item.title,
        item.unit,
        spelt(item, figure.value),
        spelt(item, figure.last_period),
        change_spelt(item, figure.change),
        spelt(item, figure.last_year),
        change_spelt(item, figure.year_change),
        item.definition,
    )


def _breakdowns(store: Store, period: Period) -> Iterable[Breakdown]:
    yield from (_table(store, period, table) for table in TABLES)
    yield _outcomes(store, period)
    yield _ages(store, period)
    yield from (_table(store, period, table) for table in CARD_TABLES)


def _table(store: Store, period: Period, table: Table) -> Breakdown:
    items = [counted(name) for name in table.columns]
    columns = [split(store, item, period, table.by) for item in items]
    dimension = DIMENSIONS[table.by]
    keys = dimension.order(set().union(*columns))
    if table.ranked:
        keys.sort(key=lambda key: (key == UNKNOWN, *(-column.get(key, 0) for column in columns)))
    shown, rest = (keys, []) if len(keys) <= MOST_ROWS + 1 else (keys[:MOST_ROWS], keys[MOST_ROWS:])
    rows = [_row(dimension.label(key), items, columns, [key]) for key in shown]
    if rest:
        rows.append(_row(f"{REST}（{len(rest)}类）", items, columns, rest))
    totals = tuple(spelt(item, number(store, item, period)) for item in items)
    people = any(item.subject for item in items)
    head = (dimension.title, *(column_title(item) for item in items))
    return Breakdown(table.title, head, tuple(rows), ("合计", *totals), ONE_ROW if people else "")


def _row(
    label: str, items: Sequence[Indicator], columns: Sequence[dict[str, Number]], keys: Sequence[str]
) -> tuple[str, ...]:
    return (label, *(spelt(i, _sum(c.get(key, 0) for key in keys)) for i, c in zip(items, columns, strict=True)))


def _sum(numbers: Iterable[Number]) -> Number:
    total: Number = 0
    for one in numbers:
        total += one
    return total


def _outcomes(store: Store, period: Period) -> Breakdown:
    item, dimension = counted("decisions"), DIMENSIONS["outcome"]
    columns = [split(store, item, one, "outcome") for one in (period, period.previous(), period.last_year())]
    keys = dimension.order(set().union(*columns))
    head = (dimension.title, f"{period.this}（人次）", f"{period.before}（人次）", "去年同期（人次）")
    rows = tuple((dimension.label(key), *(f"{column.get(key, 0):,}" for column in columns)) for key in keys)
    totals = tuple(f"{_sum(column.values()):,}" for column in columns)
    return Breakdown("分处理情况", head, rows, ("合计", *totals), item.definition)


def _ages(store: Store, period: Period) -> Breakdown:
    item, dimension = counted("handled"), DIMENSIONS["age"]
    sexes = DIMENSIONS["sex"].order({*MEN_AND_WOMEN, *split(store, item, period, "sex")})
    columns = [split(store, item, period, "age", [Cell("sex", sex)]) for sex in sexes]
    whole = split(store, item, period, "age")
    rows = tuple(
        (dimension.label(key), *(f"{column.get(key, 0):,}" for column in columns), f"{whole[key]:,}") for key in whole
    )
    head = (dimension.title, *(f"{DIMENSIONS['sex'].label(sex)}（人）" for sex in sexes), "合计（人）")
    totals = tuple(f"{_sum(column.values()):,}" for column in (*columns, whole))
    return Breakdown("处置人员分年龄、性别情况", head, rows, ("合计", *totals), "年龄为统计期最后一日的周岁。")


def _charts(store: Store, period: Period) -> Iterable[Chart]:
    if period.kind in TREND:
        length, name = TREND[period.kind]
        run = period.run(length)
        series = tuple(
            Series(item.title, tuple(float(number(store, item, one)) for one in run))
            for item in (counted("filed"), counted("solved"))
        )
        yield LineChart(f"近{length}{name}立案、破案走势", "起", tuple(_tick(one) for one in run), series)
    yield from _bars(store, period, "filed", "fraud_type", "立案分诈骗类型")
    yield from _bars(store, period, "cards", "institution", "涉案卡分开户行、运营商")


def _tick(period: Period) -> str:
    if period.kind in ("day", "month", "year"):
        return period.text[5:] if period.kind == "day" else period.text
    return period.text.replace("-", "")


def _bars(store: Store, period: Period, name: str, by: str, title: str) -> Iterable[Chart]:
    item = counted(name)
    found = split(store, item, period, by)
    keys = sorted(found, key=lambda key: (key == UNKNOWN, -found[key]))
    shown, rest = (keys, []) if len(keys) <= MOST_BARS + 1 else (keys[:MOST_BARS], keys[MOST_BARS:])
    if not keys:
        return
    bars = [(DIMENSIONS[by].label(key).removesuffix("类"), found[key]) for key in shown]
    if rest:
        bars.append((REST, _sum(found[key] for key in rest)))
    values = tuple(float(amount) for _, amount in bars)
    yield BarChart(
        title,
        SPOKEN[item.unit],
        tuple(label for label, _ in bars),
        (Series(item.title, values),),
    )
