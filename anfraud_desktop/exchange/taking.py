"""Taking a plan in as one batch, and taking a whole batch back."""

import json
from typing import Any

from anfraud_desktop.errors import Missing, Refused
from anfraud_desktop.exchange.drafts import PLACEHOLDER, Draft
from anfraud_desktop.exchange.plans import Plan, Progress, wanted
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, tables
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store


def take_in(store: Store, plan: Plan, by: str, progress: Progress = lambda _done, _total, _words: None) -> int:
    """Write all accepted records of a plan in one transaction; return the batch's number."""
    with store.bulk():
        (batch,) = store.rows("SELECT ifnull(max(id), 0) + 1 FROM batches")[0]
        with store.change("导入台账", by=by, batch=batch) as change:
            stamp, book = audit.stamp(), plan.book
            change.sql("INSERT INTO batches VALUES (?, ?, ?, ?, ?, NULL)", (batch, stamp, by, book.name, book.sha256))
            _remember(change, plan)
            _write(change, plan, progress)
    return int(batch)


def _remember(change: Change, plan: Plan) -> None:
    """Keep what a person said about a layout for the next book of the same one."""
    for layout in plan.layouts:
        said = {c.heading: f"{c.ledger}.{c.field}" if c.ledger else "" for c in layout.columns if c.how == "given"}
        if said:
            told = (layout.signature, json.dumps(said, ensure_ascii=False))
            change.sql("INSERT OR REPLACE INTO layouts VALUES (?, ?)", told)


def remembered_columns(store: Store, signature: str) -> dict[str, str]:
    """Return what was said before about a layout, by heading."""
    found = store.rows("SELECT columns FROM layouts WHERE signature = ?", (signature,))
    return dict(json.loads(found[0][0])) if found else {}


def _write(change: Change, plan: Plan, progress: Progress) -> None:
    written: dict[Draft, int] = {}
    by_ledger: dict[type[Record], list[Draft]] = {}
    for draft in plan.drafts:
        if not draft.refused:
            by_ledger.setdefault(draft.ledger, []).append(draft)
    total = sum(map(len, by_ledger.values()))
    for ledger, drafts in by_ledger.items():
        progress(len(written), total, f"写入{ledger.title}")
        new: list[tuple[Draft, Record]] = []
        for draft in drafts:
            _settle_links(draft, written)
            if draft.before is None:
                new.append((draft, ledger(draft.values)))
                continue
            if draft.state == "changed":
                change.save(wanted(draft, draft.before))
            written[draft] = draft.before.id or PLACEHOLDER
        ids = change.add([record for _, record in new])
        written.update((draft, at) for (draft, _), at in zip(new, ids, strict=True))


def _settle_links(draft: Draft, written: dict[Draft, int]) -> None:
    for name, other in draft.links.items():
        draft.values[name] = written[other]
    for name, others in draft.side.items():
        ids = (*(draft.values[name] or ()), *(written[other] for other in others))
        draft.values[name] = tuple(dict.fromkeys(ids)) or None
    draft.side = {}


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
        change.sql("UPDATE batches SET taken_back_at = ? WHERE id = ?", (audit.stamp(), batch))
        for _, event, table, record_id, changes in done:
            ledger = Record.ledgers[table]
            counted = counts.setdefault(table, {"removed": 0, "restored": 0})
            if event == "new":
                change.take_out(ledger, record_id, "撤回导入")
                counted["removed"] += 1
            else:
                change.put_back(_older(store, ledger, record_id, json.loads(changes)))
                counted["restored"] += 1
    return counts


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


def _older(store: Store, ledger: type[Record], record_id: int, changes: dict[str, list[Any]]) -> Record:
    record = store.get(ledger, record_id)
    cells = {name: was for name, (was, _) in changes.items() if name in ledger.fields}
    return record.but(**{name: None if was is None else ledger.fields[name].load(was) for name, was in cells.items()})
