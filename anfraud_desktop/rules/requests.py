"""What the police ask of banks and operators: on what terms, for how long. The rows are data (law/requests.toml)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import Any

from anfraud_desktop import resources
from anfraud_desktop.rules.deadlines import Due, due, limit_of

DAY_END = time(23, 59)  # a limit of days or months ends with its last day
OTHER, MAJOR = "other", "major"


@dataclass(frozen=True)
class Kind:
    """One row of the table, as its head explains."""

    code: str
    article: str
    source: str
    word: str = ""
    number: bool = False
    filed: bool = False
    begins: bool = False
    lifted_by: str = ""
    renewed_by: str = ""
    approver: str = ""
    limit: Mapping[str, str] = field(default_factory=dict)
    sure: bool = True


@dataclass(frozen=True)
class Stops:
    """How often payments from one account may be stopped, and by what."""

    most: int
    article: str
    sure: bool


@cache
def _table() -> dict[str, Any]:
    return resources.table("law", "requests.toml")


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its code, in the order of the table."""
    return {row["code"]: Kind(**row) for row in _table()["kind"]}


def stops() -> Stops:
    """Return the bound on stop-payments of one account."""
    row = _table()["stops"]
    return Stops(row["most"], row["article"], row["sure"])


def filed_article() -> str:
    """Return what forbids to freeze before a case is filed."""
    return str(_table()["filed"]["article"])


def limit_key(kind: str, target: str, *, major: bool = False) -> str:
    """Return the row of the table of limits that tells how long a measure lasts; empty where it has no end of its own.

    Only deposits know a longer period in a major case.
    """
    limits = kinds()[kind].limit
    return limits.get(target) or (limits.get(MAJOR) if major else None) or limits.get(OTHER, "")


def running(kind: str, target: str, starts_at: datetime, *, major: bool = False) -> Due | None:
    """Return the limit of a measure that works from a minute on; None where it has no end of its own."""
    key = limit_key(kind, target, major=major)
    if not key:
        return None
    return due(key, starts_at if limit_of(key).hourly else starts_at.date())


def expiry(kind: str, target: str, starts_at: datetime, *, major: bool = False) -> datetime | None:
    """Return the last minute of a measure; None where it has no end of its own."""
    found = running(kind, target, starts_at, major=major)
    if found is None:
        return None
    return found.due if isinstance(found.due, datetime) else datetime.combine(found.due, DAY_END)
