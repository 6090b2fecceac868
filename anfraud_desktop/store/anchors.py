"""The log's head as this machine remembers it, outside the case file: what an old file put back cannot bring along.

A file is known by its vault id and by where it lies. The vault id stands under the key file's MAC and outlives changes
of the data key, of which the log's own MACs are made; the place keeps a backup that was restored elsewhere, a file of
its own from then on, from being held against the one that it was made of.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from anfraud_desktop import settings
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store import audit, keyfile, logbook
from anfraud_desktop.store.connection import DatabaseError
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.replacing import replace_file

NEWEST = 1000  # kept besides the oldest of each month
MONTH = len("2026-11")


@dataclass(frozen=True)
class Anchor:
    """An entry and its MAC (hexadecimal), noted at a moment (UTC); `void` is when a restored backup set it aside."""

    seq: int
    mac: str
    at: str
    void: str = ""


def known(store: Store) -> list[Anchor]:
    """Return the anchors of a file that hold, oldest first; none where they cannot be read."""
    try:
        return [anchor for anchor in _load(_path(store)) if not anchor.void]
    except (OSError, ValueError, TypeError, KeyError, Unavailable):
        return []


def note(store: Store) -> bool:
    """Remember the log's head; tell whether that is done. It fails no caller, and notes nothing that was put back."""
    try:
        path = _path(store)
        anchors = _load(path)
        seq, mac = logbook.newest(store)
        holding = [anchor for anchor in anchors if not anchor.void]
        if not seq or _against(store, holding):
            return False
        if not holding or holding[-1].seq < seq:
            _keep(path, [*anchors, Anchor(seq, mac.hex(), audit.stamp())])
    except (OSError, ValueError, TypeError, KeyError, Unavailable, DatabaseError):
        return False
    return True


def restored(store: Store) -> bool:
    """Set aside what a backup that was openly restored in place contradicts; it stays readable in the anchor file."""
    try:
        path = _path(store)
        at, head = audit.stamp(), logbook.newest(store)[0]
        macs = logbook.macs(store, [anchor.seq for anchor in _load(path)])
        kept = [
            anchor if anchor.void or (anchor.seq <= head and macs.get(anchor.seq) == anchor.mac)
            else replace(anchor, void=at)
            for anchor in _load(path)
        ]  # fmt: skip
        _keep(path, kept)
    except (OSError, ValueError, TypeError, KeyError, Unavailable, DatabaseError):
        return False
    return note(store)


def check(store: Store) -> str:
    """Say what a file contradicts of what this machine remembers; empty where nothing."""
    return _against(store, known(store))


def _against(store: Store, anchors: list[Anchor]) -> str:
    head = logbook.newest(store)[0]
    last = max((anchor.seq for anchor in anchors), default=0)
    if last > head:
        return (
            f"这个案件文件比本机上次见到的旧：日志应到第 {last} 条，文件里只到第 {head} 条。"
            "文件可能被换成了旧的副本。没有改动它，请告诉审计员，并核对备份。"
        )
    macs = logbook.macs(store, [anchor.seq for anchor in anchors])
    bad = next((anchor.seq for anchor in anchors if macs.get(anchor.seq) != anchor.mac), 0)
    if not bad:
        return ""
    return f"日志第 {bad} 条与本机记下的不同：日志被改写过，或文件被换过。没有改动它，请告诉审计员。"


def _path(store: Store) -> Path:
    """Return where a file's anchors lie; without a key file, as after its loss, the place alone has to do."""
    keys = keyfile.key_path(store.path)
    vault = keyfile.identity(keys, store.key)[0] if keys.is_file() else ""
    name = hashlib.sha256(f"{vault}\n{store.path.resolve()}".encode()).hexdigest()
    return settings.data_folder() / "anchors" / f"{name}.json"


def _load(path: Path) -> list[Anchor]:
    if not path.is_file():
        return []
    given: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [Anchor(int(one["seq"]), str(one["mac"]), str(one["at"]), str(one.get("void", ""))) for one in given]


def _keep(path: Path, anchors: list[Anchor]) -> None:
    """Write the newest anchors and the first one of each month."""
    months: dict[str, Anchor] = {}
    for anchor in anchors[:-NEWEST]:
        months.setdefault(anchor.at[:MONTH], anchor)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [asdict(anchor) for anchor in [*months.values(), *anchors[-NEWEST:]]]
    replace_file(path, json.dumps(told, indent=1).encode())
