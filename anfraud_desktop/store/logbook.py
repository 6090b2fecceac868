"""Reading the log: its head, and what was done to one record."""

from typing import Any

from anfraud_desktop.store.database import Store


def head(store: Store) -> str:
    """Return the newest entry's MAC in lower-case hexadecimal; empty while nothing was done."""
    found = store.rows("SELECT hex(mac) FROM log ORDER BY seq DESC LIMIT 1")
    return str(found[0][0]).lower() if found else ""


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
