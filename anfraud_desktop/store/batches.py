"""Import batches: opened, remembered layouts beside them, and a whole batch taken back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from anfraud_desktop.errors import Missing, Refused
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, tables
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


def take_back(store: Store, batch: int, by: str) -> dict[str, dict[str, int]]:
    """Take a whole batch back: its new records are removed, its changes undone; return counts by ledger.

    Raises Missing for an unknown batch, Refused where it was taken back before or something later depends on it.
    """
    found = store.rows("SELECT taken_back_at FROM batches WHERE id = ?", (batch,))
    if not found:
        raise Missing(f"没有编号为 {batch} 的导入批次")
    if found[0][0]:
        raise Refused(f"第 {batch} 批已经撤回过，没有再做任何改动")
    sql = (
        "SELECT l.seq, l.event, l.ledger, l.record, h.changes FROM log l JOIN history h USING (seq)"
        " WHERE l.batch = ? ORDER BY l.seq DESC"
    )
    done = store.rows(sql, (batch,))
    _check_free(store, batch, done)
    counts: dict[str, dict[str, int]] = {}
    with store.change(f"撤回导入第 {batch} 批", by=by) as change:
        mark(change, batch, taken_back=True)
        for _, event, table, record_id, changes in done:
            ledger = Record.ledgers[table]
            counted = counts.setdefault(table, {"removed": 0, "restored": 0})
            if event == "new":
                change.take_out(ledger, record_id, "撤回导入")
                counted["removed"] += 1
            else:
                change.put_back(older(store, ledger, record_id, json.loads(changes)))
                counted["restored"] += 1
    return counts


def mark(change: Change, batch: int, *, taken_back: bool) -> None:
    """Note that a batch was taken back, or is there again."""
    change.sql("UPDATE batches SET taken_back_at = ? WHERE id = ?", (audit.stamp() if taken_back else None, batch))


def age(store: Store, batch: int) -> timedelta:
    """Return how long ago a batch was taken in; raises Missing for an unknown one."""
    found = store.rows("SELECT at FROM batches WHERE id = ?", (batch,))
    if not found:
        raise Missing(f"没有编号为 {batch} 的导入批次")
    return datetime.now(UTC) - datetime.fromisoformat(found[0][0])


def _check_free(store: Store, batch: int, done: list[tuple[Any, ...]]) -> None:
    """Refuse while a record of the batch was changed later, or a later record hangs on one of its new records."""
    last = max((row[0] for row in done), default=0)
    sql = (
        "SELECT DISTINCT m.ledger, m.record FROM log m JOIN log l ON l.ledger = m.ledger AND l.record = m.record"
        " WHERE l.batch = ? AND m.seq > ? AND m.event IN ('new', 'change', 'remove', 'restore', 'put back') LIMIT 5"
    )
    later = [f"{Record.ledgers[table].title} #{at}" for table, at in store.rows(sql, (batch, last))]
    ours = {(row[2], row[3]) for row in done if row[1] == "new"}
    for ledger in Record.ledgers.values():
        for table, name, target in tables.link_columns(ledger):
            if len(later) < 5 and any(made == target for made, _ in ours):  # noqa: PLR2004  as many as are named
                rows = store.rows(tables.hanging_on(table, name, target, ledger.table), (batch, batch))
                later += [f"{ledger.title} #{at}" for (at,) in rows if (ledger.table, at) not in ours]
    if later:
        raise Refused(f"这批导入之后，{'、'.join(later[:5])} 又有改动或引用，不能整批撤回。没有做任何改动。")


def older(store: Store, ledger: type[Record], record_id: int, changes: dict[str, list[Any]]) -> Record:
    """Return a record as it was before a change that the log tells."""
    record = store.get(ledger, record_id)
    cells = {name: was for name, (was, _) in changes.items() if name in ledger.fields}
    return record.but(**{name: None if was is None else ledger.fields[name].load(was) for name, was in cells.items()})
