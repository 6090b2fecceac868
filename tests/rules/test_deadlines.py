"""Time limits: the table of cases, the vectors of the domain, and what holds of every limit from every day."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.rules import deadlines
from anfraud_desktop.rules.deadlines import Due, Moment, due, keys, limit_of, root

TABLE = tomllib.loads((Path(__file__).parents[1] / "files" / "limits.toml").read_text(encoding="utf-8"))
CASES = [(key, line) for key, rows in TABLE.items() for line in rows["cases"]]
SET: dict[str, list[dict[str, str]]] = {
    "investigation_custody": [{}, *({"extension": step} for step in "123")],
    "prosecution_review": [{"in_custody": held} for held in ("yes", "no")],
    "admin_detention": [{}, {"days": "1"}, {"days": "20", "combined": "yes"}],
}
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def moment(text: str) -> Moment:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize(("key", "line"), CASES)
def test_each_case_of_the_table(key: str, line: str) -> None:
    start, end, act_by, *rest = line.split()
    options = dict(part.split("=") for part in rest if "=" in part)
    found = due(key, moment(start), options)
    assert (found.due, found.act_by, found.unsure) == (moment(end), moment(act_by), "unsure" in rest)


def test_every_limit_has_five_cases_at_least() -> None:
    assert {key: len(rows["cases"]) for key, rows in TABLE.items() if len(rows["cases"]) < 5} == {}
    assert set(TABLE) == set(keys())


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("detention", "2026-03-02", "2026-03-05"),
        ("detention_extended_30", "2026-03-02", "2026-04-01"),
        ("arrest_review", "2026-04-01", "2026-04-08"),
        ("investigation_custody", "2026-12-31", "2027-02-28"),
        ("freeze_deposit", "2026-08-31", "2027-02-28"),
        ("supplementary_investigation", "2026-02-28", "2026-03-31"),
        ("supplementary_investigation", "2026-01-30", "2026-02-28"),
        ("bail", "2026-01-15", "2027-01-15"),
        ("fine_payment", "2026-09-20", "2026-10-08"),
        ("prior_registration", "2026-02-12", "2026-02-28"),
        ("stop_payment", "2026-03-05T09:30", "2026-03-07T09:30"),
    ],
)
def test_the_vectors_of_the_domain(key: str, start: str, end: str) -> None:
    assert due(key, moment(start)).due == moment(end)


def test_a_shift_is_told_with_the_days_off() -> None:
    found = due("fine_payment", date(2026, 9, 20))
    assert found.adjustments == ("10月5日至7日放假，顺延至10月8日",)
    assert found.rule == (
        "自2026年9月20日起15日（起算日不计入），依据治安管理处罚法第一百二十三条，10月5日至7日放假，顺延至10月8日，"
        "应由被处罚人于2026年10月8日前缴纳罚款，逾期每日按百分之三加处罚款，不超过本金。"
    )


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (date(2026, 3, 4), "3月7日至8日是休息日，顺延至3月9日"),
        (date(2026, 3, 5), "3月8日是休息日，顺延至3月9日"),
        (date(2026, 4, 29), "5月2日至5日放假，顺延至5月6日"),
    ],
)
def test_a_weekend_is_no_feast_and_one_day_is_no_span(start: date, told: str) -> None:
    assert due("no_filing_notice", start).adjustments == (told,)


def test_both_the_strict_and_the_customary_day_are_said() -> None:
    found = due("investigation_custody", date(2026, 3, 15))
    assert (found.due, found.customary, found.act_by) == (date(2026, 5, 15), date(2026, 5, 14), date(2026, 5, 14))
    assert "应于2026年5月14日前" in found.rule
    assert "法定最后一日为2026年5月15日" in found.rule


def test_a_year_without_its_list_is_said_and_nothing_is_shifted() -> None:
    found = due("fine_payment", date(2027, 9, 20))
    assert (found.due, found.adjustments) == (date(2027, 10, 5), ())
    assert found.state(datetime(2027, 9, 21)) == "unsure"  # noqa: DTZ001  the station's own time
    assert "尚未导入2027年放假安排" in found.rule


def test_custody_is_sure_without_a_list_because_it_never_moves() -> None:
    assert not due("bail", date(2026, 1, 15)).unsure


def test_an_hour_limit_without_its_minute_counts_from_midnight_and_says_so() -> None:
    found = due("summons", date(2026, 3, 5))
    assert found.due == datetime(2026, 3, 5, 12)  # noqa: DTZ001  the station's own time
    assert "没有写明起算的时刻" in found.rule


def test_a_decision_that_names_an_earlier_last_day_is_kept_to() -> None:
    found = due("bail", date(2026, 3, 2), ends=date(2026, 9, 1))
    assert (found.due, found.act_by, found.adjustments) == (
        date(2026, 9, 1), date(2026, 9, 1), ("决定载明至2026年9月1日",)
    )  # fmt: skip
    late = due("bail", date(2026, 3, 2), ends=date(2027, 9, 1))
    assert (late.due, late.unsure, late.overrun) == (date(2027, 3, 2), True, True)


def test_a_renewal_on_the_last_day_begins_there() -> None:
    first = due("freeze_deposit", date(2026, 8, 31))
    assert due("freeze_deposit", first.due).due == date(2027, 8, 31)


@pytest.mark.parametrize(
    ("start", "article"),
    [
        (date(2025, 12, 31), "公安机关办理行政案件程序规定第一百六十五条"),
        (date(2026, 1, 1), "治安管理处罚法第一百一十八条"),
    ],
)
def test_the_law_of_the_day_holds(start: date, article: str) -> None:
    assert due("admin_case", start).limit.article == article


def test_before_the_law_was_in_force_the_sentence_says_so() -> None:
    found = due("fine_payment", date(2025, 9, 16))
    assert (found.due, found.unsure) == (date(2025, 10, 9), False)
    assert "本条自2026年1月1日起施行，请核对当时的规定" in found.rule


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("detention", {"days": "3"}), ("investigation_custody", {"extension": "4"}),
        ("admin_detention", {"days": "16"}),
        ("admin_detention", {"days": "21", "combined": "yes"}), ("admin_detention", {"days": "0"}),
        ("admin_detention", {"combined": "maybe"}), ("prosecution_review", {"in_custody": "no!"}),
    ],
)  # fmt: skip
def test_a_fact_that_is_not_asked_for_or_out_of_bounds_is_named(key: str, options: dict[str, str]) -> None:
    with pytest.raises(Invalid) as raised:
        due(key, date(2026, 3, 2), options)
    assert list(raised.value.problems) == [next(name for name in options if name != "combined" or len(options) == 1)]


def test_an_unknown_limit_is_a_sentence_with_those_there_are() -> None:
    with pytest.raises(UserError, match="fine_payment"):
        due("nope", date(2026, 3, 2))


def test_extensions_lead_back_to_their_limit() -> None:
    assert [root(key) for key in ("admin_case_extended_twice", "detention_extended_30", "bail")] == [
        "admin_case", "detention", "bail",
    ]  # fmt: skip
    assert all(limit_of(longer) for key in keys() for longer in limit_of(key).next)


@pytest.mark.parametrize(
    ("now", "state", "left"),
    [
        ("2026-03-04T23:59", "running", 1), ("2026-03-05T23:59", "due_today", 0), ("2026-03-06", "overdue", -1),
    ],
)  # fmt: skip
def test_a_day_limit_is_over_when_its_last_day_is(now: str, state: str, left: int) -> None:
    found, at = due("detention", date(2026, 3, 2)), datetime.fromisoformat(now)
    assert (found.state(at), found.days_left(at)) == (state, left)


def test_an_hour_limit_is_over_at_its_minute() -> None:
    found = due("stop_payment", datetime(2026, 3, 5, 9, 30))  # noqa: DTZ001  the station's own time
    end = datetime(2026, 3, 7, 9, 30)  # noqa: DTZ001  as above
    assert [found.state(end), found.state(end + timedelta(minutes=1))] == ["due_today", "overdue"]


def test_reminders_stand_before_the_end_in_order() -> None:
    found = due("freeze_deposit", date(2026, 3, 2))
    assert [(_day(found.due) - _day(one)).days for one in found.reminders] == [15, 7, 3, 1]
    assert [found.soon(datetime(2026, 8, day)) for day in (17, 18)] == [False, True]  # noqa: DTZ001  as above
    assert due("prior_registration", date(2026, 2, 12)).reminders[0] == date(2026, 2, 26)


@given(key=st.sampled_from(keys()), start=DAYS, data=st.data())
def test_what_holds_of_every_limit_from_every_day(key: str, start: date, data: st.DataObject) -> None:
    options = data.draw(st.sampled_from(SET.get(key, [{}])))
    found = due(key, _from(key, start), options)
    assert _day(found.act_by) <= _day(found.due)
    assert found.customary <= found.due
    assert found.limit.before or _day(found.act_by) >= start
    assert found.limit.before or _day(found.due) >= start
    assert found.limit.article in found.rule
    assert not (found.limit.custody and found.adjustments)
    assert all(_day(one) <= _day(found.due) for one in found.reminders)
    later = due(key, _from(key, start + timedelta(days=1)), options)
    assert _comparable(found, later)


def _comparable(found: Due, later: Due) -> bool:
    """A limit that begins later never ends earlier, unless one year's list is wanting and the other's not."""
    return later.due >= found.due or found.unsure != later.unsure


def _from(key: str, day: date) -> Any:
    return datetime.combine(day, time(9, 30)) if limit_of(key).hourly else day


def _day(at: Moment) -> date:
    return deadlines.day_of(at)


@given(DAYS, st.integers(0, 60))
def test_months_end_in_the_month_that_is_meant_and_month_ends_stay_month_ends(day: date, number: int) -> None:
    end = deadlines.add_months(day, number)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == number
    if (day + timedelta(days=1)).day == 1:
        assert (end + timedelta(days=1)).day == 1
    else:
        assert end.day == day.day or (end + timedelta(days=1)).day == 1
