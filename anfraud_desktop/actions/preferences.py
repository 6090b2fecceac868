"""What an officer's window remembers: column layouts, saved views, recent choices. Kept in the case file, unlogged."""

import json
from typing import Any

from anfraud_desktop.actions.office import Office
from anfraud_desktop.store import preferences

SHARED = ""  # an officer that nobody is


def load(office: Office, name: str) -> dict[str, Any] | None:
    """Return what was saved under a name, or None."""
    found = preferences.load(office.store, office.officer, name)
    return dict(json.loads(found)) if found else None


def save(office: Office, name: str, value: dict[str, Any]) -> None:
    """Keep a value under a name; a file that is open read-only keeps nothing."""
    if office.store.read_only:
        return
    with office.change("窗口设置") as change:
        preferences.save(change, name, json.dumps(value, ensure_ascii=False))


def load_shared(office: Office, name: str) -> dict[str, Any] | None:
    """Return what was saved under a name for everybody, or None."""
    found = preferences.load(office.store, SHARED, name)
    return dict(json.loads(found)) if found else None


def save_shared(office: Office, name: str, value: dict[str, Any]) -> None:
    """Keep a value under a name for everybody."""
    with office.store.change("窗口设置", by=SHARED) as change:
        preferences.save(change, name, json.dumps(value, ensure_ascii=False))
