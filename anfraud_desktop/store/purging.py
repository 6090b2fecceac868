"""Deleting records for good: row, links, search index, kept files, drafts, and the old and new values in the history.

The log stays as it is, since it holds no value, only keyed hashes of them. What it loses is the history behind it: all
entries of a record that was purged have `EMPTIED` there, which the check of the file accepts only where a later entry
`purge` names that record. Deleted pages are overwritten at once (secure_delete); `sweep` then writes the file anew,
because pages that were split earlier may still hold copies of rows in what is free of them.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from anfraud_desktop.errors import Missing, Unavailable
from anfraud_desktop.schema.kinds import Attachments, Links, Photo
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import copies, inspecting, tables
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.space import needed_for, require_space
from anfraud_desktop.store.verifying import EMPTIED, PURGED

At = tuple[str, int]  # a ledger and a record's number
MOST = 1 << 30  # bytes of a file that `sweep` writes anew: it is held in memory meanwhile
_OF_RECORD = "SELECT seq FROM log WHERE ledger = ? AND record = ?"


def stored(store: Store, at: At) -> tuple[Record, bool]:
    """Return a record, live or in the trash, and whether it is in the trash; raises Missing."""
    table, record = at
    ledger = Record.ledgers[table]
    found = store.rows(f'SELECT removed, {tables.selected(ledger)} FROM "{table}" WHERE id = ?', (record,))
    if not found:
        raise Missing(f"{ledger.title} #{record} 不存在，或者已经彻底删除")
    return tables.record_of(ledger, found[0][1:]), bool(found[0][0])


def in_trash(store: Store, ledger: type[Record]) -> dict[int, str]:
    """Return the records of a ledger that are in the trash, with the moment they went there (UTC, ISO 8601)."""
    sql = (
        f"SELECT t.id, (SELECT max(at) FROM log WHERE ledger = ? AND record = t.id AND event = 'remove')"
        f' FROM "{ledger.table}" t WHERE t.removed = 1 ORDER BY t.id'
    )
    return {record: at or "" for record, at in store.rows(sql, (ledger.table,))}


def last_written(store: Store, ledger: type[Record], records: Sequence[int]) -> dict[int, str]:
    """Return when records were last written, brought back or taken into the file (UTC, ISO 8601)."""
    sql = (
        "SELECT record, max(at) FROM log WHERE ledger = ? AND record IN (SELECT value FROM json_each(?))"
        " AND (row_hash IS NOT NULL OR event = 'restore') GROUP BY record"
    )
    return dict(store.rows(sql, (ledger.table, json.dumps(list(records)))))


def together(store: Store, records: Sequence[At]) -> list[At]:
    """Return records with all that cannot be without them, in the trash too, those that hang on others first."""
    return list(dict.fromkeys(one for some in each_together(store, records).values() for one in some))


def each_together(store: Store, records: Sequence[At]) -> dict[At, list[At]]:
    """Return for each of some records itself, last, after all that cannot be without it."""
    under = _under(store, records)
    found: dict[At, list[At]] = {}
    for at in records:
        whole: dict[At, None] = {}
        _gather(under, at, whole)
        found[at] = list(whole)
    return found


def _under(store: Store, records: Sequence[At]) -> dict[At, list[At]]:
    """Return what directly hangs on each of some records, and on what hangs on them, asked for by sets."""
    found: dict[At, list[At]] = {}
    level = set(records)
    seen = set(level)
    while level:
        pairs = sorted(pair for table in {table for table, _ in level} for pair in _below(store, table, level))
        for above, one in pairs:
            found.setdefault(above, []).append(one)
        level = {one for _, one in pairs} - seen
        seen |= level
    return found


def _below(store: Store, table: str, level: Collection[At]) -> Iterator[tuple[At, At]]:
    """Yield (record, what cannot be without it) of one ledger's records."""
    wanted = {record for name, record in level if name == table}
    for other, name in tables.needing(Record.ledgers[table]):
        rows = _pointing(store, other.table, name, wanted)
        yield from (((table, to), (other.table, record)) for record, to, _ in rows)


def _gather(under: Mapping[At, Sequence[At]], at: At, found: dict[At, None]) -> None:
    if at not in found:
        for one in under.get(at, ()):
            _gather(under, one, found)
        found[at] = None


def hanging(store: Store, records: Sequence[At]) -> list[tuple[At, At, bool]]:
    """Return what refers to records from outside them: (who, to whom, whether who is in the trash)."""
    inside = set(records)
    return [
        ((ledger.table, record), (target, to), removed)
        for ledger in Record.ledgers.values()
        for table, column, target in tables.link_columns(ledger)
        for record, to, removed in _referring(store, ledger, (table, column, target), records)
        if (ledger.table, record) not in inside
    ]


def _referring(
    store: Store, ledger: type[Record], link: tuple[str, str, str], records: Sequence[At]
) -> Iterator[tuple[int, int, bool]]:
    """Yield (record, target, in the trash) of one link of a ledger; a removed row has its list of links in itself."""
    table, column, target = link
    wanted = {record for name, record in records if name == target}
    if not wanted:
        return
    if table == ledger.table:
        yield from _pointing(store, table, column, wanted)
        return
    sql = f'SELECT record, target FROM "{table}" WHERE target IN (SELECT value FROM json_each(?)) ORDER BY record'
    yield from ((record, to, False) for record, to in store.rows(sql, (json.dumps(sorted(wanted)),)))
    name = table.removeprefix(f"{ledger.table}__")
    field = ledger.fields[name]
    for record, cell in store.rows(f'SELECT id, "{name}" FROM "{ledger.table}" WHERE removed = 1 AND "{name}" != \'\''):
        yield from ((record, to, True) for to in field.load(cell) or () if to in wanted)


def _pointing(store: Store, table: str, column: str, wanted: Collection[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield (record, target, in the trash) of one column: live rows by its index, which knows no others."""
    some = f'SELECT id, "{column}", removed FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?))'
    asked = json.dumps(sorted(wanted))
    rows = store.rows(f"{some} AND removed = 0 UNION ALL {some} AND removed = 1", (asked, asked))
    yield from ((record, to, bool(removed)) for record, to, removed in rows)


def erase(change: Change, store: Store, records: Sequence[At], told: Mapping[str, Any]) -> int:
    """Delete records for good in a change and log each with what is told of it; return how many files went too.

    The caller has made sure that nothing outside refers to them (`hanging`). Raises Missing where one is not there.
    """
    files = {sha256 for at in records for sha256 in _files(store, at)}
    change.sql("PRAGMA defer_foreign_keys = ON")  # they may refer to each other
    for table, record in records:
        _erase_row(change, Record.ledgers[table], record)
        change.sql("DELETE FROM drafts WHERE place = ? OR place LIKE ?", (f"{table}/{record}", f"{table}/{record}/%"))
        change.sql("DELETE FROM accepted_findings WHERE finding LIKE ?", (f"%:{table}:{record}:%",))
        change.ledgers.add(table)
        change.entries.append(Entry(PURGED, table, record, dict(told)))
    for table in {table for table, _ in records}:
        # A deleted row's words stay in the index until its segments are merged.
        change.sql(f'INSERT INTO "find_{table}" ("find_{table}") VALUES (\'optimize\')')
    _empty_histories(change, records)
    return _drop_files(change, store, files)


def _erase_row(change: Change, ledger: type[Record], record: int) -> None:
    table = ledger.table
    for name, field in ledger.fields.items():
        if isinstance(field, Links):
            change.sql(f'DELETE FROM "{tables.link_table(table, name)}" WHERE record = ?', (record,))
    change.sql(f'DELETE FROM "find_{table}" WHERE rowid = ?', (record,))
    if not change.sql(f'DELETE FROM "{table}" WHERE id = ?', (record,)).rowcount:
        raise Missing(f"{ledger.title} #{record} 不存在，或者已经彻底删除")


def _empty_histories(change: Change, records: Sequence[At]) -> None:
    """Put the mark in place of the records' old and new values: the one place where history is not append-only."""
    change.sql("DROP TRIGGER history_update")
    for at in records:
        change.sql(f"UPDATE history SET changes = ? WHERE seq IN ({_OF_RECORD})", (EMPTIED, *at))
    change.sql(tables.HISTORY_GUARD)


def _files(store: Store, at: At) -> Iterator[str]:
    """Yield the files that a record names or has named: earlier ones stand in its history alone."""
    fields = {n: f for n, f in Record.ledgers[at[0]].fields.items() if isinstance(f, Photo | Attachments)}
    if not fields:
        return
    for (changes,) in store.rows(f"SELECT changes FROM history WHERE seq IN ({_OF_RECORD})", at):
        told = json.loads(changes)
        for name, field in fields.items():
            cells = told.get(name)
            for value in map(field.load, cells if isinstance(cells, list) else [cells]):
                yield from (file.sha256 for file in (value if isinstance(value, tuple) else (value,)) if file)


def _drop_files(change: Change, store: Store, files: set[str]) -> int:
    """Delete those files that no record left names any more, nor any history."""
    gone = sorted(files - inspecting.referred_files(store)) if files else []
    kept = "EXISTS (SELECT 1 FROM history WHERE instr(changes, f.sha256))"
    sql = f"DELETE FROM files AS f WHERE f.sha256 IN (SELECT value FROM json_each(?)) AND NOT {kept}"
    return int(change.sql(sql, (json.dumps(gone),)).rowcount) if gone else 0


def sweep(store: Store) -> bool:
    """Write the whole file anew and fold the log of writes into it, so that nothing deleted is left in its free room.

    False where that was not possible now: too large, no room on the disk, or somebody at work; nothing is lost then.
    """
    try:
        if store.path.stat().st_size > MOST:
            return False
        require_space(store.path, needed_for(store.path))
        with copies.live(store.path, store.key) as connection:
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except Unavailable:
        return False
