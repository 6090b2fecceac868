"""What an officer's window remembers, as JSON text by name; not logged."""

from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store


def load(store: Store, officer: str, name: str) -> str | None:
    """Return what was saved under a name, or None."""
    found = store.rows("SELECT value FROM preferences WHERE officer = ? AND name = ?", (officer, name))
    return str(found[0][0]) if found else None


def save(change: Change, name: str, value: str, officer: str | None = None) -> None:
    """Keep a value under a name, for the change's officer where nobody is named."""
    told = (change.act.officer if officer is None else officer, name, value)
    change.sql("INSERT OR REPLACE INTO preferences VALUES (?, ?, ?)", told)
