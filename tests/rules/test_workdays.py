"""Working days: the official lists, and what makes a list a list."""

from datetime import date
from typing import Any

import pytest

from anfraud_desktop.rules.workdays import bundled, with_lists, year_list

LIST: dict[str, Any] = {
    "year": 2027, "source": "编造的通知", "working": ["2027-01-03"],
    "off": [
        {"name": "元旦", "from": "2026-12-31", "to": "2027-01-02"},
        {"name": "春节", "from": "2027-02-05", "to": "2027-02-12"},
        {"name": "劳动节", "from": "2027-05-01", "to": "2027-05-05"},
        {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 1), False), (date(2025, 1, 26), True), (date(2025, 2, 4), False), (date(2025, 2, 8), True),
        (date(2025, 4, 27), True), (date(2025, 9, 28), True), (date(2025, 10, 8), False), (date(2025, 10, 11), True),
        (date(2025, 10, 12), False), (date(2026, 1, 4), True), (date(2026, 2, 14), True), (date(2026, 2, 23), False),
        (date(2026, 2, 28), True), (date(2026, 5, 9), True), (date(2026, 9, 20), True), (date(2026, 9, 25), False),
        (date(2026, 10, 10), True), (date(2026, 10, 11), False), (date(2026, 3, 4), True), (date(2027, 3, 4), None),
    ],
)  # fmt: skip
def test_the_official_lists(day: date, works: bool | None) -> None:  # noqa: FBT001  a fact of the table
    assert bundled().works(day) is works


def test_the_lists_have_as_many_days_as_the_notices_say() -> None:
    assert [(len(one.off), len(one.working)) for one in bundled().lists.values()] == [(28, 5), (33, 6)]


def test_a_list_of_next_year_may_begin_in_this_one() -> None:
    known = with_lists([year_list(LIST)])
    assert [known.works(day) for day in (date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4))] == [False, True, True]


@pytest.mark.parametrize(
    ("but", "told"),
    [
        ({"year": 2028}, "不属于 2028 年"),
        ({"working": ["2027-01-02"]}, "既是放假又是上班"),
        ({"working": ["2027-03-04"]}, "不是周末"),
        ({"off": LIST["off"][:3]}, "缺少 2027-10-01"),
        ({"off": [{"from": d, "to": d} for d in ("2027-01-01", "2027-05-01")] + LIST["off"][3:]}, "共放假 9 天"),
        ({"source": " "}, "来源"),
        ({"off": [{"from": "2027-02-05", "to": "2027-02-01"}]}, "有误"),
        ({"working": ["不是"]}, "不是日期"),
        ({"off": "x"}, "写法有误"),
    ],
)
def test_what_is_no_complete_list_of_one_year_is_refused(but: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        year_list(LIST | but)
