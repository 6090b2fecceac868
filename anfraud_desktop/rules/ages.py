"""Age at the act: who was, or may have been, a minor. What is unknown counts as a minor.

The figures and their articles are data (resources/law/ages.toml).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from anfraud_desktop import resources

SAFE_YEARS = 5  # the fewest years before the filing that make up for an unknown day of the act; data may only raise it


@dataclass(frozen=True)
class MinorRuling:
    """Whether someone may have been a minor, on what ground, and why in Chinese; the row D29 names the articles."""

    may_be_minor: bool
    basis: str  # act, case_act, filed, unknown
    reason: str


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "ages.toml")


def age_on(born_on: date, day: date) -> int:
    """Return full years (周岁), each reached on the day after the birthday (法释〔2006〕1号第二条)."""
    years = day.year - born_on.year
    return years if (day.month, day.day) > (born_on.month, born_on.day) else years - 1


def is_adult_on(born_on: date, day: date) -> bool:
    """Tell whether someone has reached 18; on the 18th birthday itself they have not."""
    return age_on(born_on, day) >= int(_table()["adult"]["years"])


def years_before(day: date, years: int) -> date:
    """Return the same day years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def may_have_been_minor(
    born_on: date | None,
    act_on: date | None,
    case_act_from: date | None,
    filed_on: date | None,
    *,
    years: int | None = None,
) -> MinorRuling:
    """Judge by the earliest day of the act that is known, else by the years before the case was filed.

    `years` (by default those of the data) may be raised, never lowered below `SAFE_YEARS`.
    """
    if born_on is None:
        return MinorRuling(True, "unknown", "出生日期不明，按未成年人处理")  # noqa: FBT003  the field's name says it
    acts = [(day, basis) for day, basis in ((act_on, "act"), (case_act_from, "case_act")) if day]
    if acts:
        day, basis = min(acts)
        minor = not is_adult_on(born_on, day)
        return MinorRuling(minor, basis, "行为时未满18周岁" if minor else "行为时已满18周岁")
    if filed_on is None:
        return MinorRuling(True, "unknown", "行为时间和立案日期都不明，按未成年人处理")  # noqa: FBT003  as above
    span = max(int(_table()["unknown_act"]["years"]) if years is None else years, SAFE_YEARS)
    minor = not is_adult_on(born_on, years_before(filed_on, span))
    told = f"行为时间不明，立案前{span}年时未满18周岁，可能是未成年人" if minor else f"立案前{span}年时已满18周岁"
    return MinorRuling(minor, "filed", told)
