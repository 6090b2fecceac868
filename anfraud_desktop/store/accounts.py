"""Who has an account in the case file, and what is known of it; the keys themselves lie in the key file."""

import json
from typing import Any, NamedTuple

from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store


class Row(NamedTuple):
    """One account. `facts` holds what grew with it: `invited_at`, `last`, `password_at`, `old` hashes of passwords."""

    name: str
    slot: str
    role: str
    active: bool
    facts: dict[str, Any]


def add(change: Change, name: str, slot: str, role: str, facts: dict[str, Any] | None = None) -> None:
    """Write an active account with the key slot that opens the file for it."""
    told = (name, slot, role, json.dumps(facts or {}))
    change.sql("INSERT INTO accounts (name, slot, role, active, facts) VALUES (?, ?, ?, 1, ?)", told)


def update(change: Change, row: Row) -> None:
    """Write an account's role, slot, state and facts over those there are."""
    told = (row.slot, row.role, int(row.active), json.dumps(row.facts), row.name)
    change.sql("UPDATE accounts SET slot = ?, role = ?, active = ?, facts = ? WHERE name = ?", told)


def role_of(store: Store, slot: str) -> str | None:
    """Return the role of a slot's account; None where there is none, or it may not sign in."""
    found = store.rows("SELECT role FROM accounts WHERE slot = ? AND active", (slot,))
    return str(found[0][0]) if found else None


def everyone(store: Store) -> list[Row]:
    """Return all accounts by name."""
    rows = store.rows("SELECT name, slot, role, active, facts FROM accounts ORDER BY name")
    return [Row(name, slot, role, bool(active), json.loads(facts)) for name, slot, role, active, facts in rows]


def mirror(change: Change, keys: bytes) -> None:
    """Keep a copy of the key file in the case file, to be compared at the next sign-in."""
    change.sql("INSERT OR REPLACE INTO mirror VALUES ('keys', ?)", (keys,))


def mirrored(store: Store) -> bytes | None:
    """Return the key file as it was last known; None before it ever was."""
    found = store.rows("SELECT content FROM mirror WHERE name = 'keys'")
    return bytes(found[0][0]) if found else None


def keep_log_key(change: Change, key: bytes) -> None:
    """Keep the log's key for all up to this change's own entries: the next ones will have another."""
    (last,) = change.sql("SELECT ifnull(max(seq), 0) FROM log").fetchone()
    change.sql("INSERT INTO log_keys VALUES (?, ?)", (last + len(change.entries), key))


def close_keys(change: Change, slot: str) -> None:
    """Close the signing keys of a slot from the next entry on: what they signed stays good, nothing new will."""
    change.sql(
        "UPDATE signers SET closed = (SELECT ifnull(max(seq), 0) FROM log) WHERE slot = ? AND closed IS NULL", (slot,)
    )
