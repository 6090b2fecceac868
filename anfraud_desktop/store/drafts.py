"""Half-typed forms, as JSON text by officer and place; not logged, and gone as soon as the form is saved."""

from anfraud_desktop.store.audit import stamp
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store


def keep(change: Change, place: str, content: str) -> None:
    """Keep a form's content for the change's officer, over what was kept of it before."""
    change.sql("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)", (change.act.officer, place, stamp(), content))


def drop(change: Change, place: str) -> None:
    """Forget a form's content."""
    change.sql("DELETE FROM drafts WHERE officer = ? AND place = ?", (change.act.officer, place))


def of_officer(store: Store, officer: str) -> list[tuple[str, str, str]]:
    """Return (place, moment in UTC, content) of all that an officer has left, oldest first."""
    sql = "SELECT place, at, content FROM drafts WHERE officer = ? ORDER BY at, place"
    return [(str(place), str(at), str(content)) for place, at, content in store.rows(sql, (officer,))]
