"""Entries of the log as they are read: asked for by filters, told by the page, exported, counted."""

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anfraud_desktop.store.database import Store

PRINTED = 12  # digits of a head on paper
_COLUMNS = "seq, op, at, officer, what, event, ledger, record, batch, detail, context"


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; what is empty asks for nothing. `since` and `until`: UTC, ISO 8601, until excluded.

    `events` are names; `first` is the lowest number.
    """

    officer: str = ""
    events: tuple[str, ...] = ()
    ledger: str = ""
    record: int = 0
    since: str = ""
    until: str = ""
    first: int = 0


@dataclass(frozen=True)
class Scope:
    """Which entries a reader may see: their own, and those of some records by ledger."""

    officer: str
    records: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One entry. `fields` are the names of what was written; `context` on what terms the act was done, where told."""

    seq: int
    op: str
    at: str
    officer: str
    what: str
    event: str
    ledger: str
    record: int
    batch: int | None
    fields: tuple[str, ...]
    context: Mapping[str, Any]


def ids(store: Store, wanted: Wanted, scope: Scope | None = None) -> "array[int]":
    """Return the numbers of the entries that are asked for and may be seen, newest first; `scope` None sees all."""
    tests, given = _tests(wanted)
    if scope is not None:
        seen = ["officer = ?"]
        given.append(scope.officer)
        for ledger, records in scope.records.items():
            seen.append("(ledger = ? AND record IN (SELECT value FROM json_each(?)))")
            given += [ledger, json.dumps(sorted(records))]
        tests.append(f"({' OR '.join(seen)})")
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    return array("q", [seq for (seq,) in store.rows(f"SELECT seq FROM log{where} ORDER BY seq DESC", given)])


def _tests(wanted: Wanted) -> tuple[list[str], list[Any]]:
    asked: tuple[tuple[str, Any], ...] = (
        ("officer = ?", wanted.officer),
        ("event IN (SELECT value FROM json_each(?))", json.dumps(wanted.events) if wanted.events else ""),
        ("ledger = ?", wanted.ledger),
        ("record = ?", wanted.record),
        ("at >= ?", wanted.since),
        ("at < ?", wanted.until),
        ("seq >= ?", wanted.first),
    )
    some = [(test, value) for test, value in asked if value]
    return [test for test, _ in some], [value for _, value in some]


def lines(store: Store, numbers: Sequence[int]) -> list[Line]:
    """Return entries by their numbers, in that order."""
    sql = f"SELECT {_COLUMNS} FROM log WHERE seq IN (SELECT value FROM json_each(?))"
    found = {row[0]: _line(row) for row in store.rows(sql, (json.dumps(list(numbers)),))}
    return [found[seq] for seq in numbers if seq in found]


def _line(row: tuple[Any, ...]) -> Line:
    seq, op, at, officer, what, event, ledger, record, batch, detail, context = row
    named = json.loads(detail)["fields"]
    fields = tuple(named.split(",")) if named else ()
    told = json.loads(context) if context else {}
    return Line(seq, op, at, officer, what, event, ledger or "", record or 0, batch, fields, told)


def together(store: Store, line: Line) -> Mapping[str, Any]:
    """Return the context of an act, which stands with its first entry."""
    sql = "SELECT context FROM log WHERE op = ? AND context IS NOT NULL LIMIT 1"
    found = store.rows(sql, (line.op,))
    return dict(json.loads(found[0][0])) if found else {}


def printed_head(store: Store) -> str:
    """Return the log's head as papers carry it, `128-0a1b2c3d4e5f`: what `verify --head` takes. Empty while empty."""
    found = store.rows("SELECT seq, lower(hex(mac)) FROM log ORDER BY seq DESC LIMIT 1")
    return f"{found[0][0]}-{found[0][1][:PRINTED]}" if found else ""


def officers(store: Store) -> list[str]:
    """Return everybody who stands in the log, by name."""
    return [name for (name,) in store.rows("SELECT DISTINCT officer FROM log ORDER BY officer")]


def exported(store: Store, first: int, last: int) -> Iterator[dict[str, Any]]:
    """Yield entries as an export carries them, oldest first: old and new values only as keyed hashes."""
    sql = f"SELECT {_COLUMNS}, row_hash, mac FROM log WHERE seq BETWEEN ? AND ? ORDER BY seq"
    for row in store.connection.execute(sql, (first, last)):
        named = dict(zip(_COLUMNS.split(", "), row, strict=False))
        named["detail"] = json.loads(named["detail"])
        named["context"] = json.loads(named["context"]) if named["context"] else None
        row_hash, mac = row[-2:]
        yield named | {"row_hash": row_hash.hex() if row_hash is not None else None, "mac": mac.hex()}


def signers(store: Store) -> list[dict[str, Any]]:
    """Return the register of signing keys as an export carries it; a public key in hexadecimal."""
    rows = store.rows("SELECT lower(hex(public)), slot, name, since, closed FROM signers ORDER BY since, slot")
    return [dict(zip(("public", "slot", "name", "since", "closed"), row, strict=True)) for row in rows]


def signatures(store: Store, first: int, last: int) -> list[dict[str, Any]]:
    """Return the signatures under the log's heads as an export carries them."""
    sql = (
        "SELECT seq, slot, lower(hex(public)), at, lower(hex(signature)) FROM signatures"
        " WHERE seq BETWEEN ? AND ? ORDER BY seq, slot"
    )
    rows = store.rows(sql, (first, last))
    return [dict(zip(("seq", "slot", "public", "at", "signature"), row, strict=True)) for row in rows]


def counted(store: Store, since: str, until: str) -> list[tuple[str, int]]:
    """Return how many entries of each event lie in a span of time (UTC, ISO 8601, until excluded)."""
    sql = "SELECT event, count(*) FROM log WHERE at >= ? AND at < ? GROUP BY event ORDER BY event"
    return [(event, number) for event, number in store.rows(sql, (since, until))]


def span(store: Store, since: str, until: str) -> tuple[int, int]:
    """Return the lowest and the highest number of the entries in a span of time; zeros where there are none."""
    sql = "SELECT ifnull(min(seq), 0), ifnull(max(seq), 0) FROM log WHERE at >= ? AND at < ?"
    first, last = store.rows(sql, (since, until))[0]
    return int(first), int(last)
