"""The log: who changed what, from what, to what. An HMAC chain over every entry; sequence orders, the clock is data."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

FIRST = b"\0" * 32
SEPARATOR = "\x1f"
CLOCK_SLACK = timedelta(minutes=2)


@dataclass(frozen=True)
class Entry:
    """One thing done to one record; `changes` maps a field to [old, new] cells, or to its cell for a new record."""

    event: str
    ledger: str
    record: int
    changes: Mapping[str, Any]
    row: str = ""  # canonical JSON of the row afterwards


@dataclass(frozen=True)
class Act:
    """What all entries of one change share."""

    op: str
    officer: str
    what: str
    batch: int | None = None
    context: Mapping[str, Any] | None = None  # role, second person, machine, program: kept with the first entry


def canonical(value: Any) -> str:
    """Spell plain values as JSON in one way only."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_hex)


def _hex(value: bytes) -> str:
    return value.hex()


def stamp() -> str:
    """Return the present moment in UTC with microseconds."""
    return datetime.now(UTC).isoformat()


def append(connection: Any, key: bytes, act: Act, entries: Sequence[Entry]) -> None:
    """Write entries and their histories in the caller's transaction, chained to what stands before them."""
    head = connection.execute("SELECT seq, mac, at FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    seq, mac, before = head or (0, FIRST, "")
    at = stamp()
    context = _context(act, before, at)
    log: list[tuple[Any, ...]] = []
    histories: list[tuple[int, str]] = []
    for entry in entries:
        seq += 1
        changes = canonical(entry.changes)
        fields = ",".join(entry.changes)
        row_hash = hmac.digest(key, entry.row.encode(), "sha256") if entry.row else None
        detail = f'{{"fields":"{fields}","changes":"{hmac.digest(key, changes.encode(), "sha256").hex()}"}}'
        told = (seq, act.op, at, act.officer, act.what, entry.event, entry.ledger, entry.record, act.batch, detail)
        mac = chained(key, mac, told, row_hash, context)
        log.append((*told, row_hash, mac, context))
        histories.append((seq, changes))
        context = None
    connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
    connection.executemany("INSERT INTO history VALUES (?, ?)", histories)


def _context(act: Act, before: str, at: str) -> str | None:
    """Spell an act's context; a clock that has gone back is noted, since sequence orders and the clock is only data."""
    if act.context is None:
        return None
    late = bool(before) and datetime.fromisoformat(at) < datetime.fromisoformat(before) - CLOCK_SLACK
    return canonical(dict(act.context) | ({"clock": "back"} if late else {}))


def chained(
    key: bytes, before: bytes, told: Sequence[Any], row_hash: bytes | None, context: str | None = None
) -> bytes:
    """Return the MAC of an entry: over the one before it, all its fields, the row it left, and the act's context."""
    text = SEPARATOR.join(str(item) if item is not None else "" for item in told)
    if context is not None:
        text += SEPARATOR + context
    return hmac.digest(key, before + text.encode() + (row_hash or b""), "sha256")
