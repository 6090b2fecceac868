"""Charts: everything stands in its place, values are told, the scale is one that people read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.documents.charts import (
    HUES,
    BarChart,
    Chart,
    Line,
    LineChart,
    Rect,
    Series,
    Words,
    estimate,
    marks,
)

VALUES = st.none() | st.floats(-1e7, 1e7).map(lambda value: round(value, 2))
CHARTS = st.builds(
    lambda kind, rows: kind("损失", "万元", tuple("一二三"), tuple(Series("甲", tuple(row)) for row in rows)),
    st.sampled_from([BarChart, LineChart]),
    st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5),
)


def bars(values: tuple[float, ...]) -> BarChart:
    return BarChart("立案", "案", tuple(f"{place}月" for place in range(len(values))), (Series("立案", values),))


@given(CHARTS)
def test_every_mark_stands_within_the_chart(chart: Chart) -> None:
    for mark in marks(chart, 440, 180):
        if isinstance(mark, Rect):
            assert mark.width >= 0
            assert mark.height >= -0.01
            assert -3 <= mark.y <= mark.y + mark.height <= 181
        elif isinstance(mark, Line):
            assert all(0 <= x <= 440 and 0 <= y <= 180 for x, y in mark.points)
        else:
            assert 0 <= mark.y <= 180


def test_bars_are_as_high_as_their_values() -> None:
    heights = [mark.height for mark in marks(bars((10, 20, 40)), 440, 180) if isinstance(mark, Rect)]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == pytest.approx(4 * heights[0])


def test_each_value_is_written_over_its_bar() -> None:
    words = [mark.text for mark in marks(bars((10, 2345, 4.5)), 440, 180) if isinstance(mark, Words)]
    assert {"10", "2,345", "4.5"} <= set(words)


def test_the_axis_of_whole_numbers_has_no_halves() -> None:
    words = [mark.text for mark in marks(bars((1, 0, 2)), 440, 180) if isinstance(mark, Words)]
    assert not [word for word in words if "." in word]


def test_a_missing_value_breaks_the_line() -> None:
    chart = LineChart("损失", "", ("1月", "2月", "3月", "4月"), (Series("损失", (1, None, 3, 4)),))
    assert sum(isinstance(mark, Line) and mark.colour == HUES[0] for mark in marks(chart, 440, 180)) == 1


def test_two_series_have_two_hues_and_a_legend() -> None:
    chart = BarChart("比较", "案", ("1月",), (Series("立案", (3,)), Series("破案", (2,))))
    drawn = marks(chart, 440, 180)
    assert {mark.colour for mark in drawn if isinstance(mark, Rect)} == set(HUES[:2])
    assert {"立案", "破案"} <= {mark.text for mark in drawn if isinstance(mark, Words)}


def test_a_label_too_long_for_its_room_is_shortened() -> None:
    chart = BarChart("类型", "案", tuple("冒充公检法及政府机关诈骗" for _ in range(8)), (Series("立案", (1,) * 8),))
    labels = [mark.text for mark in marks(chart, 440, 180) if isinstance(mark, Words) and "冒充" in mark.text]
    assert all(label.endswith("…") and estimate(label, 8) <= 440 / 8 for label in labels)


def test_a_chart_without_values_is_an_empty_one() -> None:
    assert marks(BarChart("立案", "案", (), ()), 440, 180)
