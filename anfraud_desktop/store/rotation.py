"""Which backups have served their time: a pure function of when they were made."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from anfraud_desktop import resources

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Rules:
    """How much is kept: everything of `all_days`, then the newest of each of so many days, weeks and months."""

    all_days: int
    daily: int
    weekly: int
    monthly: int


def rules() -> Rules:
    """Return the rules of resources/trust/backups.toml."""
    return Rules(**resources.table("trust", "backups.toml")["kept"])


def outdated(made: Mapping[K, datetime], now: datetime, kept: Rules) -> set[K]:
    """Return those that may go; days, weeks (ISO) and months without one do not count, and the newest always stays."""
    newest_first = sorted(made, key=lambda one: made[one], reverse=True)
    staying = {one for one in newest_first if now - made[one] <= timedelta(days=kept.all_days)}
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (kept.daily, datetime.date),
        (kept.weekly, lambda at: at.isocalendar()[:2]),
        (kept.monthly, lambda at: (at.year, at.month)),
    )
    for many, period in periods:
        newest: dict[object, K] = {}
        for one in newest_first:
            newest.setdefault(period(made[one]), one)
        staying.update(list(newest.values())[: max(many, 1)])
    return set(made) - staying
