"""Who may be reported for 联合惩戒, and how long it lasts: thresholds and terms are data (law/punishments.toml).

The measure is decided elsewhere: a city's or the province's police, or a judgment. Here facts are counted; what has no
date, or ended before the law was in force, is told and not counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from anfraud_desktop import resources
from anfraud_desktop.rules.deadlines import add_months, day_of, due

What = Literal["card", "time", "crime"]
MONTHS = 12
FIRST, SECOND = "1", "2"


@dataclass(frozen=True)
class Category:
    """One category: the row of limits.toml, who determines it, its article, whether it is made public."""

    code: str
    limit: str
    organ: str
    article: str
    publish: bool


@dataclass(frozen=True)
class Threshold:
    """So many cards or accounts, or so often; `sure` is false while no source with the figures was read."""

    cards: int
    times: int
    sure: bool = False


@dataclass(frozen=True)
class Fact:
    """One fact: a card that was passed on, one passing, or one judgment; `on` None where no day is known."""

    what: What
    key: str  # what makes it one: the same card passed twice is one card and two times
    on: date | None
    offence: str = ""


@dataclass(frozen=True)
class Finding:
    """What the facts come to: the category for which somebody may be reported, None where none; counts and reasons.

    `left_out` are the facts that do not count, in their order, each with why.
    """

    category: Category | None
    cards: int
    times: int
    crimes: int
    reasons: tuple[str, ...]
    left_out: tuple[tuple[Fact, str], ...] = ()


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "punishments.toml")


@cache
def categories() -> Mapping[str, Category]:
    """Return the categories by code."""
    return {row["code"]: Category(**row) for row in _table()["category"]}


def threshold(own: Mapping[str, int] | None = None) -> Threshold:
    """Return the threshold, with the station's own figures where it has set some within the table's bounds."""
    row = _table()["threshold"]
    figures = {
        name: min(max((own or {}).get(name, row[name]), row["least"]), row["most"]) for name in ("cards", "times")
    }
    return Threshold(figures["cards"], figures["times"], sure=bool(_table()["sure"]) or bool(own))


def bounds() -> tuple[int, int]:
    """Return the least and the most that a station may set."""
    row = _table()["threshold"]
    return row["least"], row["most"]


def basis() -> str:
    """Return the name of the rule and the article that it rests on."""
    return f"{_table()['name']}、{_table()['law']}"


def judged(facts: Sequence[Fact], own: Mapping[str, int] | None = None) -> Finding:
    """Count facts against the thresholds; a judgment for one of the crimes weighs before any number of cards."""
    counted, left_out = _sorted_out(facts)
    keys = {what: {fact.key for fact in counted if fact.what == what} for what in ("card", "time", "crime")}
    cards, times, crimes = (len(keys[what]) for what in ("card", "time", "crime"))
    bound, reasons = threshold(own), []
    if crimes:
        reasons.append(f"因电信网络诈骗及其关联犯罪被生效判决定罪 {crimes} 次")
    if cards >= bound.cards:
        reasons.append(f"涉及卡、账户 {cards} 张（个），达到 {bound.cards} 张（个）")
    if times >= bound.times:
        reasons.append(f"买卖、出租、出借 {times} 次，达到 {bound.times} 次")
    category = categories()[FIRST if crimes else SECOND] if reasons else None
    return Finding(category, cards, times, crimes, tuple(reasons), tuple(left_out))


def _sorted_out(facts: Sequence[Fact]) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    counted, left_out = [], []
    for fact in facts:
        if why := _why_not(fact):
            left_out.append((fact, why))
        else:
            counted.append(fact)
    return counted, left_out


def _why_not(fact: Fact) -> str:
    if fact.on is None:
        return "没有日期，未计入，请补填"
    if fact.on < _table()["from"]:
        return f"早于 {_table()['from']}，不计入"
    if fact.what == "crime" and fact.offence not in _table()["crimes"]["codes"]:
        return "罪名不在关联犯罪之列，未计入，请核对"
    return ""


def convicting(outcomes: Collection[str]) -> bool:
    """Tell whether one of these outcomes is a judgment in force."""
    return bool(set(outcomes) & set(_table()["crimes"]["outcomes"]))


def ends_on(category: str, starts_on: date) -> date:
    """Return the last day of a punishment from its first."""
    return day_of(due(categories()[category].limit, starts_on).due)


def prolonged(category: str, starts_on: date, first_start: date, last_end: date) -> date:
    """Return the last day of one that is decided while another runs: added to it, at most so many years in all."""
    added = ends_on(category, max(starts_on, last_end))
    return min(added, add_months(first_start, _table()["continuous"]["years"] * MONTHS))


def longest(starts_on: date) -> date:
    """Return the day beyond which no punishment that begins on a day lasts."""
    return add_months(starts_on, _table()["continuous"]["years"] * MONTHS)
