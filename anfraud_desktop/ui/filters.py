"""What a clerk writes into the box under a column's head, as conditions on the ledger.

= <> > >= < <= ~ (contains)   空   非空   a..b (also 区间 a..b)   a part of a day: 2026, 2026-03
anything else: contains for words, equal for figures; a choice by label or initials; a link by its record's name
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from anfraud_desktop.schema.kinds import (
    Attachments,
    Choice,
    Choices,
    Count,
    Day,
    Link,
    Links,
    Moment,
    Money,
    Number,
    Photo,
    Tick,
)
from anfraud_desktop.schema.kinds.times import expand_day
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.conditions import Condition, Op

HELP = "可写：= <> > >= < <= ~包含 空 非空 a..b"
EMPTY, FILLED = "空", "非空"
MOST_LINKED = 5000  # records of another ledger that one filter box may stand for

_sign = re.compile(r"(<>|!=|>=|<=|=|>|<|~)\s*(.*)", re.DOTALL)
_range = re.compile(r"(?:区间\s*)?(.*?)\s*\.{2,3}\s*(.*)", re.DOTALL)  # NFKC turns … into three dots
_month = re.compile(r"((?:19|20)\d{2})(?:[-/.年](\d{1,2}))?[年月]?")
_ops: dict[str, Op] = {"<>": "!=", "!=": "!=", ">=": ">=", "<=": "<=", "=": "=", ">": ">", "<": "<"}
_last_minute = time(23, 59)


@dataclass(frozen=True)
class Through:
    """A condition on records that a Links field refers to; their ids are found first, away from the window."""

    path: str
    target: str
    conditions: tuple[Condition, ...]


Filter = Condition | Through


def parse(ledger: type[Record], name: str, text: str, today: date) -> list[Filter]:
    """Return the conditions that a box's text means; raises ValueError with a Chinese sentence."""
    field = ledger.fields[name]
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return []
    if isinstance(field, Photo | Attachments) and text not in (EMPTY, FILLED):
        raise ValueError("这一列只能写 空 或 非空")
    if text in (EMPTY, FILLED):
        return [Condition(name, "empty" if text == EMPTY else "filled")]
    if isinstance(field, Link | Links):
        return [_linked(field, text.lstrip("~="))]
    return _valued(field, text, today)


def _linked(field: Link | Links, text: str) -> Filter:
    path = _named_path(Record.ledgers[field.target], text)
    if isinstance(field, Links):
        return Through(field.name, field.target, (Condition(path, "contains", text),))
    return Condition(f"{field.name}.{path}", "contains", text)


def _named_path(target: type[Record], text: str) -> str:
    """Return the path of the field by which a record is called: a number for digits, a name for words."""
    paths = list(_paths(target, ""))
    wanted = text.isascii()
    return next((path for path, is_number in paths if is_number == wanted), paths[0][0])


def _paths(target: type[Record], before: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for name in target.named_by:
        field = target.fields[name]
        if isinstance(field, Link):
            found += _paths(Record.ledgers[field.target], f"{before}{name}.")
        else:
            found.append((before + name, isinstance(field, Number)))
    return found


def _valued(field: Field[Any], text: str, today: date) -> list[Filter]:
    if match := _sign.fullmatch(text):
        return _signed(field, match[1], match[2].strip(), today)
    if ".." in text:
        return _between(field, text, today)
    return _plain(field, text, today)


def _signed(field: Field[Any], sign: str, text: str, today: date) -> list[Filter]:
    if not text:
        raise ValueError(f"“{sign}”后面要写内容")
    if sign == "~":
        return [_contains(field, text)]
    if span := _span(field, text):
        first, last = span
        edges: dict[str, list[Filter]] = {
            "=": [Condition(field.name, "between", span)], "!=": [], "<>": [],
            ">": [Condition(field.name, ">", last)], ">=": [Condition(field.name, ">=", first)],
            "<": [Condition(field.name, "<", first)], "<=": [Condition(field.name, "<=", last)],
        }  # fmt: skip
        if edges[sign]:
            return edges[sign]
    return [Condition(field.name, _ops[sign], _value(field, text, today))]


def _between(field: Field[Any], text: str, today: date) -> list[Filter]:
    match = _range.fullmatch(text)
    low, high = (match[1], match[2]) if match else ("", "")
    found: list[Filter] = []
    if low:
        span = _span(field, low)
        found.append(Condition(field.name, ">=", span[0] if span else _value(field, low, today)))
    if high:
        span = _span(field, high)
        found.append(Condition(field.name, "<=", span[1] if span else _value(field, high, today)))
    return found


def _plain(field: Field[Any], text: str, today: date) -> list[Filter]:
    if span := _span(field, text):
        return [Condition(field.name, "between", span)]
    if isinstance(field, Day | Moment | Money | Count | Tick):
        return [Condition(field.name, "=", _value(field, text, today))]
    return [_contains(field, text)]


def _contains(field: Field[Any], text: str) -> Condition:
    if isinstance(field, Choices):
        return Condition(field.name, "contains", _code(field, text))
    if isinstance(field, Choice) and (found := field.codes.find(text)):
        return Condition(field.name, "=", found.code)
    if isinstance(field, Number):
        return Condition(field.name, "contains", re.sub(r"\s+", "", text).upper())
    return Condition(field.name, "contains", text.lower() if isinstance(field, Choice) and text.isascii() else text)


def _code(field: Choices, text: str) -> str:
    if exact := field.codes.find(text):
        return exact.code
    low = text.lower()
    for option in field.codes.options:
        if text in option.label or option.initials.startswith(low):
            return option.code
    raise ValueError(f"“{field.codes.title}”里没有“{text}”")


def _value(field: Field[Any], text: str, today: date) -> Any:
    if isinstance(field, Day):
        text = expand_day(text, today)
    return field.read(text)


def _span(field: Field[Any], text: str) -> tuple[Any, Any] | None:
    """Return the first and last value that a year, a month or (for a moment) a day covers."""
    if not isinstance(field, Day | Moment):
        return None
    first = last = None
    if match := _month.fullmatch(text):
        year, month = int(match[1]), int(match[2] or 0)
        if not (match[2] is None or 1 <= month <= 12):  # noqa: PLR2004  months
            raise ValueError(f"“{text}”不是月份，请写成 2026-03 的样子")
        first = date(year, month or 1, 1)
        last_month = month or 12
        last = date(year, last_month, calendar.monthrange(year, last_month)[1])
    elif isinstance(field, Moment):
        try:
            first = last = Day("").read(text)
        except ValueError:
            return None
    if first is None or last is None:
        return None
    if isinstance(field, Moment):
        return datetime.combine(first, time()), datetime.combine(last, _last_minute)
    return first, last
