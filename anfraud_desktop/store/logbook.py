"""Reading the log: its head, and what was done to one record."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from anfraud_desktop.store.database import Store

LAST = 2**63 - 1  # the highest number that an entry can have


def head(store: Store) -> str:
    """Return the newest entry's MAC in lower-case hexadecimal; empty while nothing was done."""
    found = store.rows("SELECT hex(mac) FROM log ORDER BY seq DESC LIMIT 1")
    return str(found[0][0]).lower() if found else ""


def newest(store: Store) -> tuple[int, bytes]:
    """Return number and MAC of the newest entry; 0 and nothing while nothing was done."""
    found = store.rows("SELECT seq, mac FROM log ORDER BY seq DESC LIMIT 1")
    return found[0] if found else (0, b"")


def count(store: Store) -> int:
    """Return how many entries there are."""
    return int(store.rows("SELECT count(*) FROM log")[0][0])


def macs(store: Store, entries: Sequence[int]) -> dict[int, str]:
    """Return the MACs (hexadecimal) of those entries that are there, by number."""
    sql = "SELECT seq, lower(hex(mac)) FROM log WHERE seq IN (SELECT value FROM json_each(?))"
    return dict(store.rows(sql, (json.dumps(list(entries)),)))


def of_record(store: Store, ledger: str, record: int) -> list[tuple[Any, ...]]:
    """Return (seq, at, officer, what, event, changes as JSON) of all that was done to a record, oldest first."""
    return store.rows(
        "SELECT seq, at, officer, what, event, changes FROM log JOIN history USING (seq)"
        " WHERE ledger = ? AND record = ? ORDER BY seq",
        (ledger, record),
    )


def entered_by(store: Store, ledger: str, record: int) -> str | None:
    """Return who entered a record; None where nobody did."""
    sql = "SELECT officer FROM log WHERE ledger = ? AND record = ? AND event = 'new' ORDER BY seq LIMIT 1"
    found = store.rows(sql, (ledger, record))
    return str(found[0][0]) if found else None


def entered(store: Store, ledger: str, officer: str) -> set[int]:
    """Return the records of a ledger that an officer entered."""
    sql = "SELECT record FROM log WHERE ledger = ? AND event = 'new' AND officer = ?"
    return {at for (at,) in store.rows(sql, (ledger, officer))}


def imported_on(store: Store, ledger: str, records: Sequence[int]) -> dict[int, date]:
    """Return the local day on which those of some records of a ledger were entered that came by an import."""
    sql = (
        "SELECT record, min(at) FROM log WHERE ledger = ? AND event = 'new' AND batch IS NOT NULL"
        " AND record IN (SELECT value FROM json_each(?)) GROUP BY record"
    )
    rows = store.rows(sql, (ledger, json.dumps(list(records))))
    return {at: datetime.fromisoformat(moment).astimezone().date() for at, moment in rows}


def removals(store: Store, ledger: str) -> list[tuple[int, int, str, str, str, str]]:
    """Return (record, seq, act, moment in UTC, officer, reason) of what lies in a ledger's trash, newest first."""
    rows = store.rows(
        f'SELECT t.id, l.seq, l.op, l.at, l.officer, h.changes FROM "{ledger}" t JOIN log l ON l.seq ='
        " (SELECT max(seq) FROM log WHERE ledger = ? AND record = t.id AND event = 'remove')"
        " JOIN history h ON h.seq = l.seq WHERE t.removed = 1 ORDER BY l.seq DESC",
        (ledger,),
    )
    return [(*row[:-1], str(json.loads(row[-1]).get("reason", ""))) for row in rows]


class KeyRing:
    """The log's keys: entries up to a change of the data key keep the one they were written with."""

    def __init__(self, store: Store) -> None:
        earlier = store.rows("SELECT key, until FROM log_keys ORDER BY until")
        self.spans: list[tuple[bytes, int]] = [*earlier, (store.audit_key, LAST)]

    def at(self, seq: int) -> bytes:
        """Return the key of an entry."""
        return next(key for key, until in self.spans if seq <= until)
