"""What an officer's window remembers: column layouts, saved views, recent choices. Kept in the case file, unlogged."""

import json
from typing import Any

from anfraud_desktop.actions.office import Office


def load(office: Office, name: str) -> dict[str, Any] | None:
    """Return what was saved under a name, or None."""
    sql = "SELECT value FROM preferences WHERE officer = ? AND name = ?"
    found = office.store.rows(sql, (office.officer, name))
    return dict(json.loads(found[0][0])) if found else None


def save(office: Office, name: str, value: dict[str, Any]) -> None:
    """Keep a value under a name."""
    told = json.dumps(value, ensure_ascii=False)
    with office.store.change("窗口设置", by=office.officer) as change:
        change.sql("INSERT OR REPLACE INTO preferences VALUES (?, ?, ?)", (office.officer, name, told))
