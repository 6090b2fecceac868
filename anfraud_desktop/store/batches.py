"""Import batches: opened, marked as taken back; remembered layouts beside them; what a record was before a change."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from anfraud_desktop.errors import Missing, Refused
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store


def next_batch(store: Store) -> int:
    """Return the number of the batch to come."""
    (batch,) = store.rows("SELECT ifnull(max(id), 0) + 1 FROM batches")[0]
    return int(batch)


def open_batch(change: Change, book: str, sha256: str) -> None:
    """Write down, in an import's own change, which book it takes in."""
    act = change.act
    told = (act.batch, audit.stamp(), act.officer, book, sha256)
    change.sql("INSERT INTO batches VALUES (?, ?, ?, ?, ?, NULL)", told)


def remember_columns(change: Change, signature: str, said: Mapping[str, str]) -> None:
    """Keep what a person said about a layout, by heading, for the next book of the same one."""
    told = (signature, json.dumps(said, ensure_ascii=False))
    change.sql("INSERT OR REPLACE INTO layouts VALUES (?, ?)", told)


def remembered_columns(store: Store, signature: str) -> dict[str, str]:
    """Return what was said before about a layout, by heading."""
    found = store.rows("SELECT columns FROM layouts WHERE signature = ?", (signature,))
    return dict(json.loads(found[0][0])) if found else {}


def act_of(store: Store, batch: int) -> str:
    """Return the act that took a batch in; raises Missing for an unknown one, Refused where it was taken back."""
    found = store.rows("SELECT taken_back_at FROM batches WHERE id = ?", (batch,))
    if not found:
        raise Missing(f"没有编号为 {batch} 的导入批次")
    if found[0][0]:
        raise Refused(f"第 {batch} 批已经撤回过，没有再做任何改动")
    return str(store.rows("SELECT op FROM log WHERE batch = ? LIMIT 1", (batch,))[0][0])


def stands(store: Store, batch: int) -> bool:
    """Tell whether a batch is there and was not taken back."""
    return bool(store.rows("SELECT 1 FROM batches WHERE id = ? AND taken_back_at IS NULL", (batch,)))


def mark(change: Change, batch: int, *, taken_back: bool) -> None:
    """Note that a batch was taken back, or is there again."""
    change.sql("UPDATE batches SET taken_back_at = ? WHERE id = ?", (audit.stamp() if taken_back else None, batch))


def age(store: Store, batch: int) -> timedelta:
    """Return how long ago a batch was taken in; raises Missing for an unknown one."""
    found = store.rows("SELECT at FROM batches WHERE id = ?", (batch,))
    if not found:
        raise Missing(f"没有编号为 {batch} 的导入批次")
    return datetime.now(UTC) - datetime.fromisoformat(found[0][0])


def older(store: Store, ledger: type[Record], record_id: int, changes: dict[str, list[Any]]) -> Record:
    """Return a record as it was before a change that the log tells."""
    record = store.get(ledger, record_id)
    cells = {name: was for name, (was, _) in changes.items() if name in ledger.fields}
    return record.but(**{name: None if was is None else ledger.fields[name].load(was) for name, was in cells.items()})
