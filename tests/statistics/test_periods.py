import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.errors import UserError
from anfraud_desktop.statistics.periods import month_of, parse


@pytest.mark.parametrize(
    ("text", "start", "end", "title"),
    [
        ("2026-10", "2026-10-01", "2026-11-01", "2026年10月"),
        ("2026-2", "2026-02-01", "2026-03-01", "2026年2月"),
        ("２０２６－１２", "2026-12-01", "2027-01-01", "2026年12月"),
        ("2026-w43", "2026-10-19", "2026-10-26", "2026年第43周（2026年10月19日至10月25日）"),
        ("2026-W01", "2025-12-29", "2026-01-05", "2026年第1周（2025年12月29日至2026年1月4日）"),
        ("2026-Q3", "2026-07-01", "2026-10-01", "2026年第三季度"),
        ("2026-Q4", "2026-10-01", "2027-01-01", "2026年第四季度"),
        ("2026-H1", "2026-01-01", "2026-07-01", "2026年上半年"),
        ("2026-H2", "2026-07-01", "2027-01-01", "2026年下半年"),
        ("2026", "2026-01-01", "2027-01-01", "2026年"),
        ("2028-02-29", "2028-02-29", "2028-03-01", "2028年2月29日"),
        ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-16", "2026年10月1日至10月15日"),
        ("2025-12-30..2026-01-02", "2025-12-30", "2026-01-03", "2025年12月30日至2026年1月2日"),
    ],
)
def test_a_period_is_a_half_open_run_of_days_with_a_chinese_name(text: str, start: str, end: str, title: str) -> None:
    period = parse(text)
    assert (str(period.start), str(period.end), period.title) == (start, end, title)
    assert parse(period.text) == period


@pytest.mark.parametrize(
    "text",
    ["", "去年", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-Q5", "2026-H3", "2026-02-30", "26-10", "2026-10-",
     "2026-10-01..", "9999", "9999-12-31", "0001", "2026-10-01..2026-13-01", "2026-10-01...2026-10-02"],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence_that_names_the_shapes(text: str) -> None:
    with pytest.raises(UserError, match=r"统计期"):
        parse(text)


def test_a_range_written_backwards_is_refused() -> None:
    with pytest.raises(UserError, match="止日早于起日"):
        parse("2026-10-15..2026-10-01")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-01", "2025-12"),
        ("2026-03", "2026-02"),
        ("2026-W01", "2025-W52"),
        ("2027-W01", "2026-W53"),
        ("2026-Q1", "2025-Q4"),
        ("2026-H1", "2025-H2"),
        ("2026", "2025"),
        ("2028-03-01", "2028-02-29"),
        ("2026-10-01..2026-10-15", "2026-09-16..2026-09-30"),
        ("2026-03-01..2026-04-30", "2026-01-01..2026-02-28"),
    ],
)
def test_the_period_before_is_of_the_same_kind_and_ends_where_this_one_begins(text: str, before: str) -> None:
    assert parse(text).previous() == parse(before)
    assert parse(text).previous().end == parse(text).start


@pytest.mark.parametrize(
    ("text", "year_ago"),
    [
        ("2026-10", "2025-10"),
        ("2028-02", "2027-02"),
        ("2029-02", "2028-02"),
        ("2026-W43", "2025-W43"),
        ("2026-W53", "2025-W52"),
        ("2026-Q1", "2025-Q1"),
        ("2026-H2", "2025-H2"),
        ("2026", "2025"),
        ("2028-02-29", "2027-02-28"),
        ("2028-02-29..2028-02-29", "2027-02-28..2027-02-28"),
        ("2028-02-01..2028-02-28", "2027-02-01..2027-02-28"),
        ("2028-02-29..2028-03-31", "2027-02-28..2027-03-31"),
        ("2029-02-01..2029-02-28", "2028-02-01..2028-02-29"),
        ("2026-12-31..2027-01-01", "2025-12-31..2026-01-01"),
    ],
)
def test_the_same_period_of_last_year_is_safe_on_29_february(text: str, year_ago: str) -> None:
    assert parse(text).last_year() == parse(year_ago)


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)), st.integers(0, 800))
def test_the_months_of_a_period_are_the_period_without_gap_or_overlap(start: date, days: int) -> None:
    period = parse(f"{start}..{start + timedelta(days=days)}")
    months = period.months()
    assert months[0].start == period.start
    assert months[-1].end == period.end
    assert all(one.end == following.start for one, following in itertools.pairwise(months))
    assert all(month_of(one.start) == month_of(one.last_day) for one in months)


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)), st.sampled_from(["", "-Q1", "-Q4", "-H1", "-H2", "-W07", "-05"]))
def test_a_run_of_periods_follows_on_without_gap(day: date, shape: str) -> None:
    run = parse(f"{day.year}{shape}").run(13)
    assert len(run) == 13
    assert all(one.end == following.start for one, following in itertools.pairwise(run))


def test_a_periods_bounds_are_told_to_the_hour() -> None:
    assert parse("2026-10").range_text == "2026年10月1日0时至2026年11月1日0时"


@pytest.mark.parametrize(
    "text", ["2026-12", "2026-W53", "2026-Q4", "2026-H2", "2026", "2028-02-29", "2026-02-01..2026-03-31"]
)
def test_the_period_after_is_the_one_whose_period_before_is_this(text: str) -> None:
    after = parse(text).following()
    assert (after.kind, after.start) == (parse(text).kind, parse(text).end)
    assert parse(after.text) == after
    assert after.previous() == parse(text)
