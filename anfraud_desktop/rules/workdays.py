"""Working days: weekdays, but for the days off and the working weekends that the State Council orders for each year.

A year without its list is unknown, not guessed at: whoever asks is told so. The lists are data (resources/holidays).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from anfraud_desktop import resources

DAY = timedelta(days=1)
SATURDAY = 5
BUNDLED = (2025, 2026)
FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))  # days off in every year (全国年节及纪念日放假办法第二条)
LEAST_OFF, MOST_OFF = 13, 45  # days off by that rule; what no year has come near


@dataclass(frozen=True)
class YearList:
    """One year's list: days off with the name of the feast, weekend days that are worked, and where it comes from."""

    year: int
    off: Mapping[date, str]
    working: frozenset[date]
    source: str


@dataclass(frozen=True, eq=False)
class Calendar:
    """The lists there are, by year. Compared by identity: what is computed with one is remembered with it."""

    lists: Mapping[int, YearList]
    off: Mapping[date, str] = field(init=False)
    working: frozenset[date] = field(init=False)
    remembered: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the lists over each other: a year's list may name days of the year before, as those of new year."""
        object.__setattr__(self, "off", {day: name for one in self.lists.values() for day, name in one.off.items()})
        object.__setattr__(self, "working", frozenset(day for one in self.lists.values() for day in one.working))

    def works(self, day: date) -> bool | None:
        """Tell whether a day is a working day; None where its year has no list."""
        if day in self.working:
            return True
        if day in self.off:
            return False
        return day.weekday() < SATURDAY if day.year in self.lists else None

    def missing(self, days: Iterable[date]) -> tuple[int, ...]:
        """Return the years of these days that have no list."""
        return tuple(sorted({day.year for day in days} - set(self.lists)))


def year_list(given: Mapping[str, Any]) -> YearList:
    """Return the list of a table as resources/holidays has it; raises ValueError with a sentence for what is wrong."""
    off: dict[date, str] = {}
    try:
        year, source = int(given["year"]), str(given["source"])
        for one in given["off"]:
            off.update(dict.fromkeys(_days(one["from"], one["to"]), str(one.get("name", ""))))
        working = frozenset(_day(day) for day in given["working"])
    except (KeyError, TypeError, AttributeError):
        raise ValueError("写法有误，须有 year、source、off（from、to）和 working") from None
    return checked(YearList(year, off, working, source))


def checked(one: YearList) -> YearList:
    """Return a list that can be the one of its year; raises ValueError with a sentence that says why it cannot."""
    early, late = date(one.year - 1, 12, 20), date(one.year, 12, 31)
    for day in sorted([*one.off, *one.working]):
        if not early <= day <= late:
            raise ValueError(f"{day} 不属于 {one.year} 年，请核对")
    if both := sorted(one.working & one.off.keys()):
        raise ValueError(f"{both[0]} 既是放假又是上班，请核对")
    if wrong := sorted(day for day in one.working if day.weekday() < SATURDAY):
        raise ValueError(f"{wrong[0]} 不是周末，不用调休上班，请核对")
    if lost := [date(one.year, *day) for day in FIXED if date(one.year, *day) not in one.off]:
        raise ValueError(f"缺少 {lost[0]} 的放假安排，名单不完整")
    if not LEAST_OFF <= len(one.off) <= MOST_OFF:
        raise ValueError(f"共放假 {len(one.off)} 天，与法定节假日不符，名单不完整或有误")
    if not one.source.strip():
        raise ValueError("没有写明来源（通知的名称和文号）")
    return one


def _days(first: object, last: object) -> Iterable[date]:
    start, end = _day(first), _day(last)
    if not start <= end <= start + 30 * DAY:
        raise ValueError(f"放假 {start} 至 {end} 有误，请核对")
    return (start + at * DAY for at in range((end - start).days + 1))


def _day(given: object) -> date:
    """Return a date, of TOML or of text; raises ValueError with a sentence."""
    if type(given) is date:
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f"“{given}”不是日期，请写成 2027-01-01 的样子") from None


@cache
def bundled() -> Calendar:
    """Return the lists that come with the program."""
    return with_lists(())


def with_lists(own: Iterable[YearList]) -> Calendar:
    """Return the bundled lists with others beside or instead of them."""
    lists = {year: year_list(resources.table("holidays", f"{year}.toml")) for year in BUNDLED}
    return Calendar(lists | {one.year: one for one in own})
