"""Periods of a report: half-open runs of local days, with the period before and the same period of last year."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from anfraud_desktop.errors import UserError

Kind = Literal["day", "week", "month", "quarter", "half", "year", "range"]

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1950, 2100
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
HALVES = ("上半年", "下半年")
BEFORE: dict[str, str] = {
    "day": "前一日", "week": "上周", "month": "上月", "quarter": "上季度", "half": "上个半年", "year": "上年",
    "range": "上期",
}  # fmt: skip
THIS: dict[str, str] = {
    "day": "当日", "week": "本周", "month": "本月", "quarter": "本季度", "half": "本半年", "year": "本年",
    "range": "本期",
}  # fmt: skip

SHAPES = "2026-10（月）、2026-W43（周）、2026-Q3（季）、2026-H1（半年）、2026（年）或 2026-10-01..2026-10-15"


@dataclass(frozen=True)
class Period:
    """From the first moment of `start` up to, and without, the first moment of `end`."""

    kind: Kind
    start: date
    end: date

    @property
    def last_day(self) -> date:
        """The last day that belongs."""
        return self.end - ONE_DAY

    @property
    def text(self) -> str:
        """The spelling that `parse` takes."""
        return _spellings[self.kind](self)

    @property
    def title(self) -> str:
        """The name in Chinese, as a paper's heading has it."""
        return _titles[self.kind](self)

    @property
    def range_text(self) -> str:
        """The bounds in words: 2026年10月1日0时至2026年11月1日0时."""
        return f"{chinese(self.start)}0时至{chinese(self.end)}0时"

    @property
    def this(self) -> str:
        """What a sentence calls this period: 本月."""
        return THIS[self.kind]

    @property
    def before(self) -> str:
        """What a sentence calls the period before: 上月."""
        return BEFORE[self.kind]

    def previous(self) -> "Period":
        """Return the period before (环比): the same kind; a free range gives as many months or days as it has."""
        months = _whole_months(self)
        start = month_on(self.start, -months) if months else self.start - (self.end - self.start)
        return Period(self.kind, start, self.start)

    def following(self) -> "Period":
        """Return the period after: the same kind; a free range gives as many months or days as it has."""
        months = _whole_months(self)
        return Period(self.kind, self.end, month_on(self.end, months) if months else self.end + (self.end - self.start))

    def last_year(self) -> "Period":
        """Return the same period of last year (同比); 29 February answers to the 28th, week 53 to the last week."""
        if self.kind == "week":
            year, week, _ = self.start.isocalendar()
            start = date.fromisocalendar(year - 1, min(week, weeks_of(year - 1)), 1)
            return Period("week", start, start + timedelta(days=7))
        end = _year_before(self.end) if self.end.day == 1 else _year_before(self.last_day) + ONE_DAY
        return Period(self.kind, _year_before(self.start), end)

    def months(self) -> list["Period"]:
        """Return the calendar months that the period touches, each cut to it."""
        found: list[Period] = []
        start = self.start
        while start < self.end:
            end = min(month_on(start.replace(day=1), 1), self.end)
            whole = start.day == 1 and end.day == 1
            found.append(Period("month" if whole else "range", start, end))
            start = end
        return found

    def run(self, length: int) -> list["Period"]:
        """Return `length` periods of this kind that end with this one, oldest first."""
        found = [self]
        while len(found) < length:
            found.append(found[-1].previous())
        return found[::-1]


def parse(text: str) -> Period:
    """Read a period as it is typed; raises UserError with the shapes that are understood."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    for pattern, make in _shapes:
        if match := re.fullmatch(pattern, plain):
            try:
                found = make(*match.groups())
            except (ValueError, OverflowError):
                break
            if found.end <= found.start:
                raise UserError(f"统计期“{text}”的止日早于起日，请把早的一天写在前面。")
            if not FIRST_YEAR <= found.start.year <= found.last_day.year <= LAST_YEAR:
                raise UserError(f"统计期“{text}”不在 {FIRST_YEAR}—{LAST_YEAR} 年之间，请核对。")
            return found
    raise UserError(f"“{text}”不是统计期，请写成 {SHAPES}。")


def month_of(day: date) -> Period:
    """Return the month that a day belongs to."""
    start = day.replace(day=1)
    return Period("month", start, month_on(start, 1))


def month_on(first: date, months: int) -> date:
    """Return the first day of the month that lies so many months on; `first` is a first of month."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def weeks_of(year: int) -> int:
    """Return how many ISO weeks a year has: its 28 December always lies in the last one."""
    return date(year, 12, 28).isocalendar().week


def chinese(day: date) -> str:
    """Spell a day as official papers do."""
    return f"{day.year}年{day.month}月{day.day}日"


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _whole_months(period: Period) -> int:
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def _months_from(kind: Kind, start: date) -> Period:
    return Period(kind, start, month_on(start, MONTHS[kind]))


def _month(year: str, month: str) -> Period:
    return _months_from("month", date(int(year), int(month), 1))


def _week(year: str, week: str) -> Period:
    start = date.fromisocalendar(int(year), int(week), 1)
    return Period("week", start, start + timedelta(days=7))


def _quarter(year: str, quarter: str) -> Period:
    return _months_from("quarter", date(int(year), int(quarter) * 3 - 2, 1))


def _half(year: str, half: str) -> Period:
    return _months_from("half", date(int(year), int(half) * 6 - 5, 1))


def _year(year: str) -> Period:
    return _months_from("year", date(int(year), 1, 1))


def _day(day: str) -> Period:
    start = date.fromisoformat(day)
    return Period("day", start, start + ONE_DAY)


def _range(first: str, last: str) -> Period:
    return Period("range", date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY)


_shapes: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"(\d{4})-(\d{1,2})", _month),
    (r"(\d{4})-W(\d{1,2})", _week),
    (r"(\d{4})-Q([1-4])", _quarter),
    (r"(\d{4})-H([12])", _half),
    (r"(\d{4})", _year),
    (r"(\d{4}-\d\d-\d\d)", _day),
    (r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", _range),
)


def _week_number(period: Period) -> tuple[int, int]:
    year, week, _ = period.start.isocalendar()
    return year, week


_spellings: dict[str, Callable[[Period], str]] = {
    "day": lambda p: p.start.isoformat(),
    "week": lambda p: "{}-W{:02}".format(*_week_number(p)),
    "month": lambda p: f"{p.start:%Y-%m}",
    "quarter": lambda p: f"{p.start.year}-Q{p.start.month // 3 + 1}",
    "half": lambda p: f"{p.start.year}-H{p.start.month // 6 + 1}",
    "year": lambda p: f"{p.start.year}",
    "range": lambda p: f"{p.start}..{p.last_day}",
}


def _days_title(period: Period) -> str:
    first, last = period.start, period.last_day
    if first.year != last.year:
        return f"{chinese(first)}至{chinese(last)}"
    return f"{chinese(first)}至{last.month}月{last.day}日"


_titles: dict[str, Callable[[Period], str]] = {
    "day": lambda p: chinese(p.start),
    "week": lambda p: "{}年第{}周（{}）".format(*_week_number(p), _days_title(p)),
    "month": lambda p: f"{p.start.year}年{p.start.month}月",
    "quarter": lambda p: f"{p.start.year}年{QUARTERS[p.start.month // 3]}",
    "half": lambda p: f"{p.start.year}年{HALVES[p.start.month // 6]}",
    "year": lambda p: f"{p.start.year}年",
    "range": _days_title,
}
