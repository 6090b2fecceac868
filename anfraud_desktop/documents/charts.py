"""One description of a chart, drawn alike on paper, in the window and (as the program's own) in a workbook.

`marks` turns a description into rectangles, lines and words in plain units, origin top left, y downwards: the window
paints them with QPainter, the paper flips them. Thin axes, values written beside their bars, at most five hues.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

HUES = ("#1F5FD6", "#1B7F4B", "#B25E09", "#C8321F", "#5B6675")
INK, MUTED, GRID, AXIS = "#1F2933", "#5B6675", "#E6E9EE", "#9AA5B1"
TITLE_SIZE, LABEL_SIZE, VALUE_SIZE = 10.5, 8.0, 7.5
TITLE_ROOM, LEGEND_ROOM, LABEL_ROOM, SIDE_ROOM = 20.0, 15.0, 17.0, 8.0
BAR_SHARE, WIDEST_BAR = 0.66, 26.0  # of the room of a label; points
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
GRID_LINES = 4
THIN, THICK, DOT = 0.5, 1.6, 1.9

Measure = Callable[[str, float], float]


@dataclass(frozen=True)
class Series:
    """Values under one name, one for each label of the chart; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class BarChart:
    """Upright bars, side by side for each label."""

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class LineChart:
    """Lines over labels that follow one another, such as months; a missing value breaks the line."""

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


Chart = BarChart | LineChart


@dataclass(frozen=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Line:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    thickness: float


@dataclass(frozen=True)
class Words:
    """A text whose baseline is at y; `anchor` tells which part of it stands at x."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Literal["start", "middle", "end"] = "start"


Mark = Rect | Line | Words


@dataclass(frozen=True)
class Plot:
    """The place of the values within a chart, and the scale of its upright axis."""

    left: float
    top: float
    right: float
    bottom: float
    low: float
    step: float
    count: int

    def y(self, value: float) -> float:
        """Return the height at which a value stands."""
        return self.bottom - (value - self.low) / (self.step * self.count) * (self.bottom - self.top)

    def band(self, place: int, labels: int) -> tuple[float, float]:
        """Return the left edge and the width of the room of a label."""
        width = (self.right - self.left) / max(1, labels)
        return self.left + place * width, width


def estimate(text: str, size: float) -> float:
    """Return about how wide a text is where no font can be asked."""
    return sum(0.56 if ord(char) < 0x2000 else 1.0 for char in text) * size  # noqa: PLR2004 - end of Latin scripts


def marks(chart: Chart, width: float, height: float, measure: Measure = estimate) -> tuple[Mark, ...]:
    """Return what draws a chart in a place of width × height; `measure` tells the width of a text at a size."""
    plot = _plot(chart, width, height, measure)
    return (*_head(chart, width, measure), *_axes(plot), *_names(chart, plot, measure), *_drawn(chart, plot, measure))


def spelt(value: float) -> str:
    """Return a value as it stands beside its bar: no decimals that say nothing, thousands set apart."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _values(chart: Chart) -> list[float]:
    return [value for series in chart.series for value in series.values if value is not None]


def _plot(chart: Chart, width: float, height: float, measure: Measure) -> Plot:
    values = _values(chart) or [0.0]
    low, step, count = _scale(min(0.0, *values), max(0.0, *values))
    widest = max(measure(spelt(low + step * place), LABEL_SIZE) for place in range(count + 1))
    top = TITLE_ROOM + LEGEND_ROOM * (len(chart.series) > 1) + VALUE_SIZE
    return Plot(SIDE_ROOM + widest, top, width - SIDE_ROOM, height - LABEL_ROOM, low, step, count)


def _scale(least: float, most: float) -> tuple[float, float, int]:
    """Return the lowest value, the step and the number of steps of an axis with round numbers."""
    span = (most - least) or 1.0
    size = 10 ** math.floor(math.log10(span / GRID_LINES))
    step = next(size * part for part in STEPS if size * part * GRID_LINES >= span * 0.999)
    if step < 1 and all(value == int(value) for value in (least, most)):
        step = 1.0  # cases and people are whole
    low = math.floor(least / step) * step
    return low, step, max(1, math.ceil((most - low) / step - 1e-9))


def _head(chart: Chart, width: float, measure: Measure) -> Iterator[Mark]:
    yield Words(0, TITLE_SIZE, chart.title, TITLE_SIZE, INK)
    if chart.unit:
        yield Words(width, TITLE_SIZE, f"单位：{chart.unit}", LABEL_SIZE, MUTED, "end")
    x = 0.0
    for series, hue in zip(chart.series, hues(chart.series), strict=True) if len(chart.series) > 1 else ():
        yield Rect(x, TITLE_ROOM + 2, LABEL_SIZE - 1, LABEL_SIZE - 1, hue)
        yield Words(x + LABEL_SIZE + 3, TITLE_ROOM + LABEL_SIZE, series.name, LABEL_SIZE, MUTED)
        x += LABEL_SIZE + 3 + measure(series.name, LABEL_SIZE) + 14


def _axes(plot: Plot) -> Iterator[Mark]:
    for place in range(plot.count + 1):
        value = plot.low + place * plot.step
        y = plot.y(value)
        yield Line(((plot.left, y), (plot.right, y)), AXIS if value == 0 else GRID, THIN)
        yield Words(plot.left - 4, y + LABEL_SIZE * 0.35, spelt(value), LABEL_SIZE, MUTED, "end")


def _names(chart: Chart, plot: Plot, measure: Measure) -> Iterator[Mark]:
    """Yield the labels below the axis, only every second or third where all would touch, shortened where too long."""
    _, width = plot.band(0, len(chart.labels))
    widest = max((measure(label, LABEL_SIZE) for label in chart.labels), default=0.0)
    each = min(3, math.ceil(widest / max(1.0, width - 3))) if isinstance(chart, LineChart) else 1
    for place, label in enumerate(chart.labels):
        if (len(chart.labels) - 1 - place) % each:
            continue
        left, width = plot.band(place, len(chart.labels))
        text = _fitted(label, width * each - 2, measure)
        yield Words(left + width / 2, plot.bottom + LABEL_SIZE + 4, text, LABEL_SIZE, MUTED, "middle")


def _fitted(text: str, width: float, measure: Measure) -> str:
    short = text
    while len(short) > 1 and measure(short, LABEL_SIZE) > width:
        short = short.removesuffix("…")[:-1] + "…"
    return short


def _drawn(chart: Chart, plot: Plot, measure: Measure) -> Iterator[Mark]:
    series = list(zip(chart.series, hues(chart.series), strict=True))
    if isinstance(chart, BarChart):
        yield from _bars(chart, plot, measure)
        return
    for one, hue in series:
        yield from _curve(one, hue, plot, len(chart.labels))
    if len(series) == 1:
        yield from _line_values(chart, plot, measure)


def _bars(chart: BarChart, plot: Plot, measure: Measure) -> Iterator[Mark]:
    bars = len(chart.series)
    _, band = plot.band(0, len(chart.labels))
    width = min(WIDEST_BAR, band * BAR_SHARE / max(1, bars))
    room = width * 1.1 if bars > 1 else band
    values = _values(chart)
    written = all(measure(spelt(value), VALUE_SIZE) <= room for value in values)
    for number, (series, hue) in enumerate(zip(chart.series, hues(chart.series), strict=True)):
        for place, value in enumerate(series.values):
            if value is None:
                continue
            left, band = plot.band(place, len(chart.labels))
            x = left + (band - width * bars) / 2 + number * width
            top, foot = plot.y(max(value, 0.0)), plot.y(min(value, 0.0))
            yield Rect(x, top, width - 1, foot - top, hue)
            if written:
                yield Words(x + (width - 1) / 2, top - 2.5, spelt(value), VALUE_SIZE, INK, "middle")


def _curve(series: Series, hue: str, plot: Plot, labels: int) -> Iterator[Mark]:
    points = [(place, value) for place, value in enumerate(series.values) if value is not None]
    places = [
        (place, sum(plot.band(place, labels)) - plot.band(place, labels)[1] / 2, plot.y(v)) for place, v in points
    ]
    for (one, x, y), (other, right, up) in pairwise(places):
        if other == one + 1:
            yield Line(((x, y), (right, up)), hue, THICK)
    for _, x, y in places:
        yield Rect(x - DOT, y - DOT, 2 * DOT, 2 * DOT, hue)


def _line_values(chart: LineChart, plot: Plot, measure: Measure) -> Iterator[Mark]:
    """Yield the values over a single line, where they do not touch one another."""
    (series,) = chart.series
    _, band = plot.band(0, len(chart.labels))
    if any(measure(spelt(value), VALUE_SIZE) > band for value in _values(chart)):
        return
    for place, value in enumerate(series.values):
        if value is not None:
            left, width = plot.band(place, len(chart.labels))
            yield Words(left + width / 2, plot.y(value) - 5, spelt(value), VALUE_SIZE, INK, "middle")


def hues(series: Sequence[Series]) -> list[str]:
    """Return the hue of each series, the first again where there are more than hues."""
    return [HUES[place % len(HUES)] for place in range(len(series))]
