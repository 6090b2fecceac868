"""Days and moments, in the station's own local time."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any, ClassVar

from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Field, SheetValue, SqlValue

FIRST_YEAR, LAST_YEAR = 1900, 2100

_year_first = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?")
_year_last = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_bare = re.compile(r"(\d{4})(\d{2})(\d{2})")
_clock = re.compile(r"[ T]*(\d{1,2})(?::|时|点)(\d{1,2})?(?::\d{1,2}(?:\.\d+)?)?分?")
_short = re.compile(r"(?:(\d{2})(\d{2})(\d{2})|(\d{2})(\d{2})|(\d{1,2})[./月-](\d{1,2})日?)")
MONTHS = 12


def day_of(year: int, month: int, day: int) -> date:
    """Return the day; raises ValueError with a Chinese sentence where the calendar has none."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}年{month}月{day}日不存在，请核对") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} 年不在 {FIRST_YEAR}—{LAST_YEAR} 年之间，请核对")
    return found


def day_written(text: str) -> date:
    """Read a day that can be understood in one way only; raises ValueError with a Chinese sentence."""
    if match := (_year_first.fullmatch(text) or _bare.fullmatch(text)):
        return day_of(*map(int, match.groups()))
    if match := _year_last.fullmatch(text):
        first, second, year = map(int, match.groups())
        if first > MONTHS >= second:
            return day_of(year, second, first)
        if second > MONTHS >= first:
            return day_of(year, first, second)
        raise ValueError(f"“{text}”分不清哪个是月、哪个是日，请写成 2026-03-05 的样子")
    raise ValueError(f"“{text}”不是日期，请写成 2026-03-05、2026年3月5日 或 20260305 的样子")


def expand_day(text: str, today: date) -> str:
    """Complete what a clerk types in haste (260307, 0307, 3.7) to a full date near `today`; other text stays."""
    match = _short.fullmatch(text.strip())
    if not match:
        return text
    year, month6, day6, month4, day4, month2, day2 = match.groups()
    month, day = month6 or month4 or month2, day6 or day4 or day2
    return f"{2000 + int(year) if year else today.year}-{month}-{day}"


class Day(Field[date]):
    """A calendar day."""

    numeric: ClassVar[bool] = True

    def read(self, given: object) -> date | None:
        if isinstance(given, datetime):
            return day_of(given.year, given.month, given.day)
        if isinstance(given, date):
            return day_of(given.year, given.month, given.day)
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written(given)))
        # A day that was typed with midnight behind it, as other systems export it.
        text = re.sub(r"(?<=\d{2})T?0{1,2}:00(:00)?(\.0+)?$", "", text)
        return day_written(text) if text else None

    def show(self, value: date | None) -> str:
        return value.isoformat() if value else ""

    def paper(self, value: date | None) -> str:
        return f"{value.year}年{value.month}月{value.day}日" if value else ""

    def sheet(self, value: date | None) -> SheetValue:
        return value

    def load(self, cell: Any) -> date | None:
        return date.fromisoformat(cell) if cell else None


class Moment(Field[datetime]):
    """A day with its minute."""

    numeric: ClassVar[bool] = True

    def read(self, given: object) -> datetime | None:
        if isinstance(given, datetime):
            return given.replace(second=0, microsecond=0, tzinfo=None)
        if isinstance(given, date):
            raise ValueError("缺少时刻，请写成 2026-03-05 09:30 的样子")  # noqa: TRY004  what a reading raises
        text = unicodedata.normalize("NFKC", written(given))
        if not text:
            return None
        match = re.fullmatch(rf"(.*?\d日?)(?:{_clock.pattern})", text)
        if not match:
            raise ValueError(f"“{text}”缺少时刻，请写成 2026-03-05 09:30 的样子")
        hour, minute = int(match[2]), int(match[3] or 0)
        if hour > 23 or minute > 59:  # noqa: PLR2004  a day has 24 hours of 60 minutes
            raise ValueError(f"“{text}”的时刻不存在，请核对")
        return datetime.combine(day_written(match[1].strip()), time(hour, minute))

    def show(self, value: datetime | None) -> str:
        return value.strftime("%Y-%m-%d %H:%M") if value else ""

    def paper(self, value: datetime | None) -> str:
        return f"{value.year}年{value.month}月{value.day}日{value.hour}时{value.minute}分" if value else ""

    def sheet(self, value: datetime | None) -> SheetValue:
        return value

    def cell(self, value: datetime | None) -> SqlValue:
        return value.isoformat(timespec="minutes") if value else None

    def load(self, cell: Any) -> datetime | None:
        return datetime.fromisoformat(cell) if cell else None
