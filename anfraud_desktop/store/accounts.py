"""Who has an account in the case file; the keys themselves lie in the key file."""

from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store


def add(change: Change, name: str, slot: str, role: str) -> None:
    """Write an active account with the key slot that opens the file for it."""
    change.sql("INSERT INTO accounts (name, slot, role, active) VALUES (?, ?, ?, 1)", (name, slot, role))


def role_of(store: Store, slot: str) -> str | None:
    """Return the role of a slot's account; None where there is none, or it may not sign in."""
    found = store.rows("SELECT role FROM accounts WHERE slot = ? AND active", (slot,))
    return str(found[0][0]) if found else None


def everyone(store: Store) -> list[tuple[str, str, bool]]:
    """Return name, role and whether they may sign in, by name."""
    rows = store.rows("SELECT name, role, active FROM accounts ORDER BY name")
    return [(name, role, bool(active)) for name, role, active in rows]
