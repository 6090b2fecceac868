"""Age at the act: who was, or may have been, a minor. What is unknown counts as a minor."""

from dataclasses import dataclass
from datetime import date

ADULT = 18
SAFE_YEARS = 5  # without the act's day: adult only if already 18 this many years before the case was filed
ARTICLE = "未成年人保护法第一百零三条"


@dataclass(frozen=True)
class MinorRuling:
    """Whether someone may have been a minor, on what ground, and why in Chinese."""

    may_be_minor: bool
    basis: str  # act, case_act, filed, unknown
    reason: str


def age_on(born_on: date, day: date) -> int:
    """Return full years (周岁), each reached on the day after the birthday (法释〔2006〕1号第二条)."""
    years = day.year - born_on.year
    return years if (day.month, day.day) > (born_on.month, born_on.day) else years - 1


def is_adult_on(born_on: date, day: date) -> bool:
    """Tell whether someone has reached 18; on the 18th birthday itself they have not."""
    return age_on(born_on, day) >= ADULT


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
    years: int = SAFE_YEARS,
) -> MinorRuling:
    """Judge by the earliest day of the act that is known, else by the years before the case was filed.

    `years` may be raised, never lowered below `SAFE_YEARS`.
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
    span = max(years, SAFE_YEARS)
    minor = not is_adult_on(born_on, years_before(filed_on, span))
    told = f"行为时间不明，立案前{span}年时未满18周岁，可能是未成年人" if minor else f"立案前{span}年时已满18周岁"
    return MinorRuling(minor, "filed", told)
