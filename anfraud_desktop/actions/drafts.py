"""What an officer has typed and not yet saved: kept in the case file every few seconds, unlogged, until it is saved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.store import drafts


@dataclass(frozen=True)
class Draft:
    """One half-typed form: where it belongs, when it was kept (local time), and what stood in its fields."""

    place: str
    at: datetime
    content: dict[str, Any]


def keep(office: Office, contents: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Keep the content of forms by place; None forgets one. A file that is open read-only keeps nothing."""
    if office.store.read_only or not contents:
        return
    permit(office, "sign_in")
    with office.change("草稿") as change:
        for place, content in contents.items():
            if content is None:
                drafts.drop(change, place)
            else:
                drafts.keep(change, place, json.dumps(content, ensure_ascii=False))


def kept(office: Office) -> list[Draft]:
    """Return what the officer has left, oldest first."""
    permit(office, "sign_in")
    rows = drafts.of_officer(office.store, office.officer)
    return [Draft(place, _local(at), json.loads(content)) for place, at, content in rows]


def _local(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone().replace(tzinfo=None)
