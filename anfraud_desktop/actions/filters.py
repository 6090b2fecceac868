"""Conditions as they are typed: FIELD=VALUE, FIELD>=VALUE, FIELD~PART; a field may be a path along links."""

import re
from collections.abc import Sequence
from typing import Any, cast

from anfraud_desktop.actions.links import target_ids
from anfraud_desktop.errors import Invalid, UserError
from anfraud_desktop.schema.kinds import Aliases, Attachments, Choices, Link, Links, Photo
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.conditions import Condition, Op, end_of
from anfraud_desktop.store.database import Store

_typed = re.compile(r"\s*([a-z][a-z_.]*)\s*(!=|>=|<=|=|<|>|~)(.*)", re.DOTALL)


def conditions(store: Store, ledger: type[Record], texts: Sequence[str]) -> list[Condition]:
    """Return what typed conditions mean; raises UserError for one not understood, Invalid for a wrong value."""
    found: list[Condition] = []
    for text in texts:
        match = _typed.fullmatch(text)
        if match is None:
            raise UserError(f"条件“{text}”要写成 项目=值，例如 name=张建国、filed_on>=2026-10-01、name~建国。")
        path, sign, value = match[1], match[2], match[3].strip()
        _, field = end_of(ledger, path)
        try:
            found += _of(store, field, path, sign, value)
        except ValueError as wrong:
            raise Invalid({path: str(wrong)}, {path: field.label}) from None
    return found


def _of(store: Store, field: Field[Any], path: str, sign: str, value: str) -> list[Condition]:
    if not value:
        if sign not in ("=", "!="):
            raise ValueError("没有写要比较的值")
        return [Condition(path, "empty" if sign == "=" else "filled")]
    if sign == "~":
        return [Condition(path, "contains", value)]
    if isinstance(field, Photo | Attachments):
        raise ValueError("只能问有没有：写成“项目=”（没有）或“项目!=”（有）")  # noqa: TRY004  what was typed is wrong
    if isinstance(field, Link | Links):
        return _linked(field, path, sign, target_ids(store, field.target, value))
    if type(field) is Field:  # a record's own number
        return [Condition(path, cast("Op", sign), _whole(value))]
    read = field.read(value)
    if isinstance(field, Choices | Aliases):
        _only_equal(sign)
        return [Condition(path, "contains", part) for part in read or ()]
    return [Condition(path, cast("Op", sign), read)]


def _linked(field: Field[Any], path: str, sign: str, ids: list[int]) -> list[Condition]:
    _only_equal(sign)
    if isinstance(field, Link):
        return [Condition(path, "in", ids)]
    return [Condition(path, "=", at) for at in ids]


def _only_equal(sign: str) -> None:
    if sign != "=":
        raise ValueError("这一项只能用“=”")


def _whole(text: str) -> int:
    if not re.fullmatch(r"#?\d{1,15}", text):
        raise ValueError(f"“{text}”不是记录编号")
    return int(text.removeprefix("#"))
