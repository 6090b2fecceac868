"""One change: one transaction, one log entry a record with old and new values, one notice of what changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from anfraud_desktop.errors import Conflict, Invalid, Missing
from anfraud_desktop.schema.kinds import Attachments, KeptFile, Photo
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, tables
from anfraud_desktop.store.connection import IntegrityError
from anfraud_desktop.store.search import tokens_of

CHUNK = 2000


class Change:
    """What `with store.change(…) as change:` hands out; nothing is written for good before its block ends."""

    def __init__(self, connection: Any, act: audit.Act) -> None:
        self.connection = connection
        self.act = act
        self.entries: list[audit.Entry] = []
        self.ledgers: set[str] = set()

    def save(self, record: Record) -> int:
        """Write a new record, or the new values of one that was read before, and return its id.

        Raises Invalid where the ledger's key is taken, Conflict where someone else changed the record meanwhile.
        """
        if record.id is None:
            return self.add([record])[0]
        self._update(record, "change")
        return record.id

    def add(self, records: Sequence[Record]) -> list[int]:
        """Write new records of one ledger and return their ids; raises Invalid where a key is taken."""
        if not records:
            return []
        ledger = type(records[0])
        self.ledgers.add(ledger.table)
        for number, record in enumerate(records, _last(self.connection, ledger) + 1):
            record.id, record.version = number, 1
        for start in range(0, len(records), CHUNK):
            self._insert(ledger, records[start : start + CHUNK])
        return [record.id for record in records if record.id is not None]

    def _insert(self, ledger: type[Record], records: Sequence[Record]) -> None:
        names = tables.columns(ledger)
        rows = [tables.row(record) for record in records]
        marks = ", ".join("?" * (len(names) + 2))
        sql = f'INSERT INTO "{ledger.table}" (id, version, {tables.quoted(*names)}) VALUES ({marks})'
        self._keep_files(records)
        try:
            self.connection.executemany(sql, [(r.id, r.version, *row) for r, row in zip(records, rows, strict=True)])
        except IntegrityError as error:
            raise _taken(ledger, error) from error
        self._link(records)
        self._index(ledger, [(record.id, tokens_of(record)) for record in records])
        for record, row in zip(records, rows, strict=True):
            told = {name: cell for name, cell in zip(names, row, strict=True) if cell is not None}
            self._note("new", record, told, audit.canonical(told))

    def _update(self, record: Record, event: str) -> None:
        ledger = type(record)
        old = self._row(ledger, record)
        names, new = tables.columns(ledger), tables.row(record)
        changed = {n: [was, now] for n, was, now in zip(names, old, new, strict=True) if was != now}
        if not changed:
            return
        self._keep_files([record])
        sets = ", ".join(f'"{name}" = ?' for name in changed)
        sql = f'UPDATE "{ledger.table}" SET version = version + 1, {sets} WHERE id = ? AND version = ? AND removed = 0'
        try:
            self.connection.execute(sql, (*(now for _, now in changed.values()), record.id, record.version))
        except IntegrityError as error:
            raise _taken(ledger, error) from error
        record.version += 1
        self._unlink(record)
        self._link([record])
        self._unindex(record)
        self._index(ledger, [(record.id, tokens_of(record))])
        told = {name: cell for name, cell in zip(names, new, strict=True) if cell is not None}
        self._note(event, record, changed, audit.canonical(told))

    def _row(self, ledger: type[Record], record: Record) -> list[Any]:
        sql = f'SELECT version, removed, {tables.quoted(*tables.columns(ledger))} FROM "{ledger.table}" WHERE id = ?'
        found = self.connection.execute(sql, (record.id,)).fetchone()
        if found is None or found[1]:
            raise Missing(f"{ledger.title} #{record.id} 不存在或已移入回收站")
        if found[0] != record.version:
            words = f"{ledger.title} #{record.id} 已被他人修改，你的改动没有写入。请重新打开后再改。"
            raise Conflict(words, ledger.table, record.id or 0)
        return list(found[2:])

    def remove(self, ledger: type[Record], record_id: int, reason: str) -> list[tuple[str, int]]:
        """Mark a record as removed, with all that cannot be without it; return what was marked."""
        marked = list(self._dependents(ledger, record_id, set()))
        for table, at in marked:
            self._mark(Record.ledgers[table], at, removed=True, note={"reason": reason})
        return marked

    def take_out(self, ledger: type[Record], record_id: int, reason: str) -> None:
        """Mark one record as removed, and nothing else: its caller knows that nothing hangs on it."""
        self._mark(ledger, record_id, removed=True, note={"reason": reason})

    def bring_back(self, ledger: type[Record], record_id: int) -> None:
        """Take one record out of the trash, and nothing else."""
        self._mark(ledger, record_id, removed=False, note={})

    def _dependents(
        self, ledger: type[Record], record_id: int, seen: set[tuple[str, int]]
    ) -> Iterable[tuple[str, int]]:
        if (ledger.table, record_id) in seen:
            return
        seen.add((ledger.table, record_id))
        for other, name in tables.needing(ledger):
            sql = f'SELECT id FROM "{other.table}" WHERE "{name}" = ? AND removed = 0'
            for (at,) in self.connection.execute(sql, (record_id,)).fetchall():
                yield from self._dependents(other, at, seen)
        yield ledger.table, record_id

    def restore(self, ledger: type[Record], record_id: int) -> list[tuple[str, int]]:
        """Take a record out of the trash, with all that was removed together with it."""
        sql = "SELECT op FROM log WHERE ledger = ? AND record = ? AND event = 'remove' ORDER BY seq DESC LIMIT 1"
        found = self.connection.execute(sql, (ledger.table, record_id)).fetchone()
        if found is None:
            raise Missing(f"回收站里没有{ledger.title} #{record_id}")
        sql = (
            "SELECT ledger, record FROM log l WHERE op = ? AND event = 'remove' AND NOT EXISTS (SELECT 1 FROM log p"
            " WHERE p.ledger = l.ledger AND p.record = l.record AND p.event = 'purge') ORDER BY seq DESC"
        )
        together = self.connection.execute(sql, found).fetchall()
        if (ledger.table, record_id) not in together:
            raise Missing(f"{ledger.title} #{record_id} 已经彻底删除，不能找回")
        for table, at in together:
            self._mark(Record.ledgers[table], at, removed=False, note={})
        return [(table, at) for table, at in together]

    def _mark(self, ledger: type[Record], record_id: int, *, removed: bool, note: dict[str, str]) -> None:
        sql = f'UPDATE "{ledger.table}" SET removed = ?, version = version + 1 WHERE id = ? AND removed = ?'
        try:
            done = self.connection.execute(sql, (int(removed), record_id, int(not removed))).rowcount
        except IntegrityError as error:
            raise _taken(ledger, error) from error
        if not done:
            raise Missing(f"{ledger.title} #{record_id} 不存在，或已经是这个状态")
        sql = f'SELECT {tables.selected(ledger)} FROM "{ledger.table}" WHERE id = ?'
        record = tables.record_of(ledger, self.connection.execute(sql, (record_id,)).fetchone())
        self._unindex(record)
        if removed:
            self._unlink(record)
        else:
            self._link([record])
            self._index(ledger, [(record_id, tokens_of(record))])
        self._note("remove" if removed else "restore", record, note, "")

    def put_back(self, record: Record) -> None:
        """Write old values over a record as part of taking a batch back."""
        self._update(record, "put back")

    def sql(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement on the tables that belong to no ledger, in this change's transaction."""
        return self.connection.execute(statement, parameters)

    def _keep_files(self, records: Sequence[Record]) -> None:
        names = [name for name, field in records[0].fields.items() if isinstance(field, Photo | Attachments)]
        values = [record.values[name] for name in names for record in records if record.values[name]]
        for file in (file for value in values for file in (value if isinstance(value, tuple) else (value,))):
            if isinstance(file, KeptFile) and file.data is not None:
                self.connection.execute("INSERT OR IGNORE INTO files VALUES (?, ?)", (file.sha256, file.data))

    def _link(self, records: Sequence[Record]) -> None:
        sides: dict[str, list[tuple[int | None, int]]] = {}
        for record in records:
            for side, targets in tables.links_of(record):
                sides.setdefault(side, []).extend((record.id, target) for target in targets)
        for side, rows in sides.items():
            self.connection.executemany(f'INSERT OR IGNORE INTO "{side}" VALUES (?, ?)', rows)

    def _unlink(self, record: Record) -> None:
        for side, _ in tables.links_of(record):
            self.connection.execute(f'DELETE FROM "{side}" WHERE record = ?', (record.id,))

    def _index(self, ledger: type[Record], rows: Sequence[tuple[int | None, str]]) -> None:
        sql = f'INSERT INTO "find_{ledger.table}" (rowid, x) VALUES (?, ?)'
        self.connection.executemany(sql, [row for row in rows if row[1]])

    def _unindex(self, record: Record) -> None:
        self.connection.execute(f'DELETE FROM "find_{record.table}" WHERE rowid = ?', (record.id,))

    def _note(self, event: str, record: Record, changes: dict[str, Any], row: str) -> None:
        self.ledgers.add(record.table)
        self.entries.append(audit.Entry(event, record.table, record.id or 0, changes, row))


def _last(connection: Any, ledger: type[Record]) -> int:
    """Return the highest number that a record has or had: one that was deleted for good is not given again."""
    (last,) = connection.execute(f'SELECT ifnull(max(id), 0) FROM "{ledger.table}"').fetchone()
    sql = "SELECT ifnull(max(record), 0) FROM log WHERE ledger = ? AND event = 'purge'"
    (purged,) = connection.execute(sql, (ledger.table,)).fetchone()
    return max(int(last), int(purged))


def _taken(ledger: type[Record], error: Exception) -> Invalid | Exception:
    if ledger.key and "UNIQUE" in str(error):
        name = ledger.key[-1]
        keys = "、".join(ledger.fields[part].label for part in ledger.key)
        return Invalid({name: f"已有{keys}相同的{ledger.title}，请打开原有的那条"}, ledger.labels())
    return error
