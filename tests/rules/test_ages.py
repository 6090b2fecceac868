"""Age at the act: full years by the calendar, and who may have been a minor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.rules.ages import SAFE_YEARS, age_on, is_adult_on, may_have_been_minor, years_before

DAYS = st.dates(date(1920, 1, 1), date(2060, 12, 31))
MAYBE_DAYS = st.none() | DAYS

BORN = date(2000, 5, 1)


@pytest.mark.parametrize(
    ("born_on", "day", "years"),
    [
        pytest.param(BORN, date(2018, 4, 30), 17, id="the day before the birthday"),
        pytest.param(BORN, date(2018, 5, 1), 17, id="the 18th birthday itself, 法释〔2006〕1号第二条"),
        pytest.param(BORN, date(2018, 5, 2), 18, id="the day after the birthday"),
        pytest.param(date(2000, 2, 29), date(2018, 2, 28), 17, id="born on 29 February, 28 February"),
        pytest.param(date(2000, 2, 29), date(2018, 3, 1), 18, id="born on 29 February, 1 March"),
        pytest.param(date(2000, 2, 29), date(2020, 2, 29), 19, id="born on 29 February, on the 20th birthday"),
        pytest.param(date(2000, 2, 28), date(2018, 3, 1), 18, id="born on 28 February, 1 March"),
        pytest.param(date(1999, 12, 31), date(2018, 1, 1), 18, id="the day after a birthday on New Year's Eve"),
        pytest.param(date(1999, 12, 31), date(2017, 12, 31), 17, id="the birthday on New Year's Eve"),
        pytest.param(BORN, BORN, -1, id="the day of birth"),
    ],
)
def test_a_year_of_age_is_reached_on_the_day_after_the_birthday(born_on: date, day: date, years: int) -> None:
    assert age_on(born_on, day) == years
    assert is_adult_on(born_on, day) == (years >= 18)


@given(DAYS, DAYS)
def test_nobody_grows_younger(born_on: date, day: date) -> None:
    assert age_on(born_on, day) <= age_on(born_on, day + timedelta(days=1)) <= age_on(born_on, day) + 1


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2026, 3, 5), 5, date(2021, 3, 5)),
        (date(2024, 2, 29), 5, date(2019, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
    ],
)
def test_years_are_counted_back_by_the_calendar(day: date, years: int, before: date) -> None:
    assert years_before(day, years) == before


@pytest.mark.parametrize(
    ("born_on", "act_on", "case_act_from", "filed_on", "minor", "basis"),
    [
        pytest.param(None, date(2025, 1, 1), None, None, True, "unknown", id="no birth date"),
        pytest.param(BORN, date(2018, 5, 1), None, date(2026, 1, 1), True, "act", id="the act on the birthday"),
        pytest.param(BORN, date(2018, 5, 2), None, date(2018, 6, 1), False, "act", id="the act on the day after"),
        pytest.param(BORN, None, date(2018, 5, 1), date(2026, 1, 1), True, "case_act", id="only the case's first day"),
        pytest.param(BORN, None, date(2018, 5, 2), date(2018, 6, 1), False, "case_act", id="the case began later"),
        pytest.param(BORN, None, None, date(2023, 5, 1), True, "filed", id="18 exactly five years before filing"),
        pytest.param(BORN, None, None, date(2023, 5, 2), False, "filed", id="over 18 five years before filing"),
        pytest.param(BORN, None, None, None, True, "unknown", id="neither act nor filing"),
    ],
)
def test_what_is_known_of_the_act_decides(  # noqa: PLR0913  one column each
    *, born_on: date | None, act_on: date | None, case_act_from: date | None, filed_on: date | None,
    minor: bool, basis: str,
) -> None:  # fmt: skip
    ruling = may_have_been_minor(born_on, act_on, case_act_from, filed_on)
    assert (ruling.may_be_minor, ruling.basis) == (minor, basis)
    assert ruling.reason


@given(MAYBE_DAYS, MAYBE_DAYS, MAYBE_DAYS)
def test_nobody_without_a_birth_date_is_an_adult(act: date | None, case: date | None, filed: date | None) -> None:
    assert may_have_been_minor(None, act, case, filed).may_be_minor


@given(DAYS, DAYS, DAYS)
def test_the_earliest_day_of_the_act_counts(born_on: date, one: date, other: date) -> None:
    ruling = may_have_been_minor(born_on, one, other, None)
    assert ruling.may_be_minor == (not is_adult_on(born_on, min(one, other)))


@given(DAYS, DAYS, st.integers(-50, 50))
def test_the_years_before_filing_are_raised_but_never_lowered(born_on: date, filed_on: date, years: int) -> None:
    ruling = may_have_been_minor(born_on, None, None, filed_on, years=years)
    used = max(years, SAFE_YEARS)
    assert ruling.may_be_minor == (not is_adult_on(born_on, years_before(filed_on, used)))
    if may_have_been_minor(born_on, None, None, filed_on).may_be_minor:
        assert ruling.may_be_minor


@given(DAYS, DAYS, DAYS)
def test_who_may_have_been_a_minor_was_no_older_without_the_act(born_on: date, act_on: date, filed_on: date) -> None:
    if act_on <= years_before(filed_on, SAFE_YEARS) and may_have_been_minor(born_on, None, None, filed_on).may_be_minor:
        assert may_have_been_minor(born_on, act_on, None, filed_on).may_be_minor
