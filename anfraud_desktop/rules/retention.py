"""How long a record is kept, until when, and by which article it goes: the periods are data (law/retention.toml).

What is unclear keeps a record longer: a case that is not ended, or whose day of ending is not known, has no end.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from anfraud_desktop import resources

CRIMINAL, DROPPED, ADMINISTRATIVE = "case_criminal", "case_dropped", "case_administrative"
PERSON, CARD, NOTICE, NOTICE_DRAFT, TRASH = "person", "card", "notice", "notice_draft", "trash"


@dataclass(frozen=True)
class Period:
    """One row of the table: so many years from what `begins` says; `least` is as far as a station may lower it."""

    key: str
    ledger: str
    title: str
    begins: str
    years: int
    least: int
    unsure: bool
    article: str
    source: str
    since: date


@dataclass(frozen=True)
class Kept:
    """How long one record is kept: `until` is its last day, None while there is no end; why, and by which article."""

    until: date | None
    reason: str
    article: str
    key: str = ""

    def ended(self, today: date) -> bool:
        """Tell whether the last day is over."""
        return self.until is not None and self.until < today


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "retention.toml")


@cache
def _rows() -> tuple[Period, ...]:
    return tuple(
        Period(
            row["key"], row["ledger"], row["title"], row["from"], row["years"], row["least"],
            row.get("unsure", False), row["article"], row["source"], row["since"],
        )
        for row in _table()["period"]
    )  # fmt: skip


def periods(on: date) -> dict[str, Period]:
    """Return the rows in force on a day by key, in the order of the table; of one key the newest."""
    found: dict[str, Period] = {}
    for row in _rows():
        if row.since <= on and (row.key not in found or found[row.key].since < row.since):
            found[row.key] = row
    return found


def lowest(period: Period) -> int:
    """Return the fewest years that a station may set: what the law itself says may only be raised."""
    return period.least if period.unsure else period.years


def case_kind(nature: str | None, status: str | None, outcomes: Collection[str] = ()) -> str:
    """Return the row of a case; one of unknown nature counts as criminal, one with any penalty is not dropped."""
    if nature == "administrative":
        return ADMINISTRATIVE
    punished = set(outcomes) & set(_table()["punished_outcomes"])
    return DROPPED if status in _table()["dropped_states"] and not punished else CRIMINAL


def of_case(  # noqa: PLR0913  the facts of a case
    nature: str | None,
    status: str | None,
    closed_on: date | None,
    today: date,
    *,
    outcomes: Collection[str] = (),
    ends_on: Iterable[date] = (),
    appeal: bool = False,
    years: Mapping[str, int] | None = None,
) -> Kept:
    """Return how long a case is kept, with all that belongs to it.

    `outcomes` of its dispositions in force (keys of the naming table), `ends_on` when their measures and penalties
    run out; `years` are the station's own figures by row.
    """
    if status not in _table()["ended_states"]:
        return no_end("案件没有办结")
    if closed_on is None:
        return no_end("没有登记结案日期")
    if appeal:
        return no_end("申诉、复议或上诉没有结果")
    return keep(case_kind(nature, status, outcomes), max([closed_on, *ends_on]), today, years)


def keep(key: str, start: date | None, today: date, years: Mapping[str, int] | None = None) -> Kept:
    """Return how long a record of a row is kept from a day on; a figure below the row's least counts as that."""
    period = periods(today).get(key)
    if period is None:
        return no_end("没有规定保存期限")
    if start is None:
        return no_end(f"没有登记{period.begins}")
    span = max((years or {}).get(key, period.years), lowest(period))
    until = date(start.year + span, 12, 31)
    return Kept(until, f"{period.title}：自 {start} 的次年起保存 {span} 年", period.article, key)


def no_end(reason: str) -> Kept:
    """Return that a record is kept for as long as its purpose lasts."""
    return Kept(None, reason, str(_table()["open_article"]))


def longest(kept: Iterable[Kept]) -> Kept | None:
    """Return the one that keeps longest; None where there is none."""
    return max(kept, key=lambda one: one.until or date.max, default=None)


def early_article() -> str:
    """Return the article by which what is not over yet stays, and is not used otherwise."""
    return str(_table()["early_article"])


def request_words(kind: str) -> Mapping[str, str]:
    """Return the words and articles of a person's request: correct, delete, refuse."""
    return dict(_table()["request"][kind])
