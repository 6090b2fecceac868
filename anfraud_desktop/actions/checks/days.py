"""Days in an order that cannot be, and the end of a period of months."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

MONTHS = 12


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last (法释〔2021〕1号第二百零二条)."""
    year, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def out_of_order(
    days: Mapping[str, date | None], labels: Mapping[str, str], orders: Sequence[Sequence[str]], today: date
) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for each day after today and each pair (earlier, later) the wrong way round."""
    for name, day in days.items():
        if day and day > today:
            yield name, f"{labels[name]} {day} 在今天之后"
    for earlier, later in orders:
        first, last = days[earlier], days[later]
        if first and last and last < first:
            yield later, f"{labels[later]} {last} 早于{labels[earlier]} {first}"
