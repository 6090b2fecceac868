"""How long records are kept: a line for each row of the table, and what has no end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfraud_desktop.rules import retention
from anfraud_desktop.rules.retention import keep, longest, lowest, no_end, of_case, periods

TODAY = date(2026, 11, 1)
CLOSED = date(2026, 3, 10)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("nature", "status", "outcomes", "until", "article"),
    [
        pytest.param("criminal", "closed", (), date(2086, 12, 31), "诉讼档案保管期限（长期）", id="刑事案件"),
        pytest.param("criminal", "judged", ("convicted_final",), date(2086, 12, 31), "长期", id="刑事案件，判决"),
        pytest.param(None, "closed", (), date(2086, 12, 31), "长期", id="性质不明的按刑事案件"),
        pytest.param("criminal", "withdrawn", (), date(2056, 12, 31), "短期", id="撤案"),
        pytest.param("criminal", "not_prosecuted", ("arrested",), date(2056, 12, 31), "短期", id="不起诉"),
        pytest.param("criminal", "withdrawn", ("admin_fine",), date(2086, 12, 31), "长期", id="撤案而另有处罚"),
        pytest.param("administrative", "closed", (), date(2056, 12, 31), "国家档案|文书档案", id="行政案件"),
    ],
)  # fmt: skip
def test_an_ended_case_is_kept_for_the_years_of_its_kind(
    nature: str | None, status: str, outcomes: tuple[str, ...], until: date, article: str
) -> None:
    kept = of_case(nature, status, CLOSED, TODAY, outcomes=outcomes)
    assert kept.until == until
    assert any(part in kept.article for part in article.split("|"))
    assert "个人信息保护法第十九条" in kept.article


@pytest.mark.parametrize(
    ("key", "until", "article"),
    [
        pytest.param("person", date(2029, 12, 31), "个人信息保护法第四十七条第一款第一项", id="不属于案件的人员"),
        pytest.param("card", date(2029, 12, 31), "个人信息保护法第四十七条第一款第一项", id="不属于案件的卡"),
        pytest.param("notice", date(2056, 12, 31), "个人信息保护法第四十七条第一款第二项", id="通告"),
        pytest.param("notice_draft", date(2029, 12, 31), "个人信息保护法第五十六条第二款", id="没有发布的通告"),
        pytest.param("trash", date(2029, 12, 31), "个人信息保护法第四十七条第一款第一项", id="回收站"),
    ],
)
def test_what_hangs_on_no_case_is_kept_for_the_years_of_its_row(key: str, until: date, article: str) -> None:
    kept = keep(key, CLOSED, TODAY)
    assert (kept.until, kept.key) == (until, key)
    assert article in kept.article


@pytest.mark.parametrize(
    ("status", "closed_on", "appeal", "reason"),
    [
        pytest.param("investigating", None, False, "案件没有办结", id="在办"),
        pytest.param("prosecuted", CLOSED, False, "案件没有办结", id="起诉未判"),
        pytest.param(None, CLOSED, False, "案件没有办结", id="状态不明"),
        pytest.param("closed", None, False, "没有登记结案日期", id="没有结案日期"),
        pytest.param("closed", CLOSED, True, "申诉、复议或上诉没有结果", id="申诉中"),
    ],
)
def test_a_case_that_is_not_over_has_no_end(
    status: str | None,
    closed_on: date | None,
    appeal: bool,  # noqa: FBT001  a cell of the table
    reason: str,
) -> None:
    kept = of_case("criminal", status, closed_on, TODAY, appeal=appeal)
    assert (kept.until, kept.reason, kept.article) == (None, reason, "个人信息保护法第十九条")
    assert not kept.ended(date(9999, 1, 1))


def test_a_penalty_that_runs_longer_than_the_case_begins_the_period() -> None:
    kept = of_case("administrative", "closed", CLOSED, TODAY, ends_on=[date(2030, 5, 1), date(2027, 1, 1)])
    assert kept.until == date(2060, 12, 31)


def test_the_period_is_over_on_the_first_of_january_after_it_and_not_a_day_earlier() -> None:
    kept = keep("trash", date(2023, 12, 31), TODAY)
    assert kept.until == date(2026, 12, 31)
    assert not kept.ended(date(2026, 12, 31))
    assert kept.ended(date(2027, 1, 1))


def test_a_station_sets_what_is_unsure_and_cannot_go_below_the_least() -> None:
    assert keep("case_criminal", CLOSED, TODAY, {"case_criminal": 30}).until == date(2056, 12, 31)
    assert keep("case_criminal", CLOSED, TODAY, {"case_criminal": 1}).until == date(2046, 12, 31)


def test_what_the_law_says_may_be_raised_and_not_lowered() -> None:
    row = periods(TODAY)["notice_draft"]
    assert (row.unsure, lowest(row)) == (False, 3)
    assert keep("notice_draft", CLOSED, TODAY, {"notice_draft": 1}).until == date(2029, 12, 31)
    assert keep("notice_draft", CLOSED, TODAY, {"notice_draft": 9}).until == date(2035, 12, 31)


def test_before_the_law_was_in_force_nothing_has_an_end() -> None:
    assert periods(date(2021, 10, 31)) == {}
    assert keep("trash", date(2001, 1, 1), date(2021, 10, 31)).until is None


def test_what_no_row_tells_and_what_has_no_day_is_kept() -> None:
    assert keep("balloons", CLOSED, TODAY).reason == "没有规定保存期限"
    assert keep("trash", None, TODAY).reason == "没有登记移入回收站"


def test_of_several_the_longest_counts_and_no_end_is_the_longest() -> None:
    short, long = keep("person", CLOSED, TODAY), keep("notice", CLOSED, TODAY)
    assert longest([short, long]) is long
    assert longest([short, no_end("在办"), long]) == no_end("在办")
    assert longest([]) is None


def test_every_row_says_where_it_comes_from_and_is_kept_at_least_as_long_as_its_least() -> None:
    for row in periods(TODAY).values():
        assert row.article
        assert row.source
        assert row.begins
        assert 1 <= row.least <= row.years
        assert 1 <= lowest(row) <= row.years


@given(day=DAYS, key=st.sampled_from(sorted(periods(TODAY))))
def test_nothing_is_over_before_its_years_are(day: date, key: str) -> None:
    kept = keep(key, day, TODAY)
    years = periods(TODAY)[key].years
    assert kept.until is not None
    assert kept.until >= day + timedelta(days=365 * years)
    assert not kept.ended(kept.until)


@pytest.mark.parametrize("kind", ["correct", "delete", "refuse"])
def test_an_answer_to_a_request_has_its_article(kind: str) -> None:
    assert "个人信息保护法第" in retention.request_words(kind)["article"]
