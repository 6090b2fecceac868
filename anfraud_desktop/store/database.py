"""The case file, open: the only door to SQLite."""

import threading
import uuid
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from anfraud_desktop.errors import Missing, Unavailable
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit, migrations, tables
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.conditions import Condition, Order, Query, Tally, measure_sql
from anfraud_desktop.store.connection import BULK_CACHE_KIB, CACHE_KIB, connect, opens, told
from anfraud_desktop.store.sealing import derive
from anfraud_desktop.store.search import Hit, search_ledger, terms_of
from anfraud_desktop.store.signers import Signer, context_of, sign_when_due
from anfraud_desktop.store.sorting import gathered, gathers

R = TypeVar("R", bound=Record)
PAGE = 500  # ids in one IN (…)

_NOT_REKEYED = "磁盘写不进去，数据密钥没有更换，数据完好。请检查磁盘空间后再试。"
_PERHAPS_REKEYED = (
    "读写磁盘出错，还不知道数据密钥是否已经更换，数据都在，案件文件已关闭。请检查磁盘后重新登录，登录时自动收尾；"
    "不要替换密钥文件。"
)


def _save(path: Path, key: bytes) -> None:
    from anfraud_desktop.store.backups import before_migration  # here, because few openings need it

    before_migration(path, key)


def _shut(connections: list[Any]) -> threading.local:
    """Close connections; return where each thread will find another."""
    for connection in connections:
        connection.close()
    connections.clear()
    return threading.local()


class Store:
    """One encrypted case file. Every thread that asks gets a connection of its own; one change runs at a time."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self.listeners: list[Callable[[frozenset[str]], None]] = []
        self.audit_key = derive(key, "audit", 1)
        self.signer: Signer | None = None  # who is signed in, once that is known
        self.key = key  # for copies too, which are kept under the same one; empty once the file is closed
        self._threads = threading.local()
        self._open: list[Any] = []
        self._writing = threading.RLock()

    @classmethod
    def create(cls, path: Path, key: bytes) -> "Store":
        """Make a new case file with a raw 32-byte key; raises Unavailable where the file is already there."""
        if path.exists():
            raise Unavailable("这个位置已经有一个案件文件，没有改动它。请换一个位置或文件名。")
        return cls.open(path, key, new=True)

    @classmethod
    def open(cls, path: Path, key: bytes, *, new: bool = False, read_only: bool = False) -> "Store":
        """Open a case file, bring its tables up to the declarations, and return it; read-only, nothing is brought up.

        Raises Unavailable with a sentence where it is not there, the key is wrong, or the file is newer; read-only,
        also where it is older.
        """
        if not new and not path.is_file():
            raise Unavailable("找不到案件文件，请检查路径。")
        store = cls(path, key, read_only=read_only)
        try:
            with store._writing, told():
                if read_only:
                    migrations.check_version(store.connection)
                else:
                    migrations.bring_up(store.connection, partial(_save, path, key))
        except BaseException:
            store.close()
            raise
        return store

    @property
    def connection(self) -> Any:
        """The calling thread's connection."""
        found = getattr(self._threads, "connection", None)
        if found is None:
            if not self.key:
                raise Unavailable("案件文件已经锁定或关闭，请重新登录。没有写入任何内容。")
            found = connect(self.path, self.key, read_only=self.read_only)
            self._threads.connection = found
            self._open.append(found)
        return found

    def rekey(self, key: bytes) -> None:
        """Encrypt the whole file under another raw 32-byte key; every thread opens it anew. Nothing may be running.

        A cut leaves the file under the old key or the new one, whole. Raises Unavailable where it is not under the new
        one; where a failing disk does not even let that be seen, the store is closed besides.
        """
        with self._writing:
            try:
                with told():
                    own = self.connection
                    _shut([one for one in self._open if one is not own])
                    own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    own.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")  # says nothing where a page was not written
            finally:
                self._threads = _shut(self._open)
            found = next((one for one in (key, self.key) if opens(self.path, one)), b"")
            self.key, self.audit_key = found, derive(found, "audit", 1) if found else b""
        if found != key:
            raise Unavailable(_NOT_REKEYED if found else _PERHAPS_REKEYED)

    def close(self) -> None:
        """Close every thread's connection and forget the key; the write-ahead log is folded into the file first.

        Where the disk has no room for that, it stays beside the file, and the next opening folds it in.
        """
        try:
            for connection in () if self.read_only else self._open:
                with suppress(Unavailable), told():
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._threads = _shut(self._open)
            self.key, self.audit_key, self.signer = b"", b"", None

    @contextmanager
    def change(  # noqa: PLR0913  what is done, by whom, on what terms
        self,
        what: str,
        by: str,
        batch: int | None = None,
        *,
        second: Signer | None = None,
        signed: bool = False,
        reason: str = "",
    ) -> Iterator[Change]:
        """Run one transaction; on its end write the log, commit, and tell the listeners which ledgers changed.

        Where a second person stands in for it, or `signed` asks for it, those concerned sign the log's head.
        A commit that raises is looked up again by its operation id before anything is said (trust.md 1b.6).
        """
        if self.read_only:
            raise Unavailable("案件文件是只读打开的，没有写入任何内容。要修改请在本机硬盘上正常打开。")
        act = audit.Act(str(uuid.uuid4()), by, what, batch, context_of(self.signer, second, reason))
        with self._writing, told():
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            change = Change(connection, act)
            try:
                yield change
                audit.append(connection, self.audit_key, change.act, change.entries)
                sign_when_due(connection, self.signer, second, signed=signed, at=audit.stamp())
                self._commit(connection, act)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        for listener in list(self.listeners):
            listener(frozenset(change.ledgers))

    def _commit(self, connection: Any, act: audit.Act) -> None:
        try:
            connection.execute("COMMIT")
        except Exception:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if not connection.execute("SELECT 1 FROM log WHERE op = ? LIMIT 1", (act.op,)).fetchone():
                raise

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Give the calling thread's connection the cache that an import needs."""
        self.connection.execute(f"PRAGMA cache_size = -{BULK_CACHE_KIB}")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")

    def get(self, ledger: type[R], record_id: int) -> R:
        """Return one live record; raises Missing."""
        found = self.page(ledger, [record_id])
        if not found:
            raise Missing(f"{ledger.title} #{record_id} 不存在或已移入回收站")
        return found[0]

    def page(self, ledger: type[R], ids: Sequence[int], *, trash: bool = False) -> list[R]:
        """Return live records, or those in the trash, in the order of their ids."""
        state = "+removed = 1" if trash else "+removed = 0"
        found: dict[int, Record] = {}
        for start in range(0, len(ids), PAGE):
            some = ids[start : start + PAGE]
            marks = ", ".join("?" * len(some))
            sql = f'SELECT {tables.selected(ledger)} FROM "{ledger.table}" WHERE {state} AND id IN ({marks})'
            with told():
                rows = self.connection.execute(sql, list(some)).fetchall()
            found.update((row[0], tables.record_of(ledger, row)) for row in rows)
        return [cast("R", found[at]) for at in ids if at in found]

    def ids(
        self, ledger: type[Record], where: Sequence[Condition] = (), order: Sequence[Order] = (), *, trash: bool = False
    ) -> "array[int]":
        """Return the ids that meet all conditions, newest first unless ordered otherwise."""
        query = Query(ledger)
        if trash:
            query.tests[0] = "base.removed = 1"
        query.where(where)
        with told():
            ids = gathered(self.connection, query, order[0]) if gathers(ledger, order) else None
        if ids is not None:
            return ids
        by = query.order(order)
        with told():
            cursor = self.connection.execute(f"SELECT base.id {query.source()} ORDER BY {by}", query.parameters)
            return array("q", [at for (at,) in cursor])

    def find(self, ledger: type[R], **equal: Any) -> list[R]:
        """Return the live records whose fields have the given values, oldest first."""
        where = [Condition(name, "empty" if v is None else "=", v) for name, v in equal.items()]
        return self.page(ledger, self.ids(ledger, where)[::-1])

    def all(self, ledger: type[R]) -> list[R]:
        """Return all live records, oldest first."""
        return self.find(ledger)

    def count(self, ledger: type[Record], where: Sequence[Condition] = ()) -> int:
        """Return how many live records meet all conditions."""
        return self.figure(Tally(ledger.table, "count", tuple(where)))

    def figure(self, tally: Tally) -> int:
        """Return a tally's number: records, distinct values, or fen."""
        query = Query(Record.ledgers[tally.ledger])
        query.where(tally.where)
        measure = measure_sql(query, tally.measure)
        with told():
            (found,) = self.connection.execute(f"SELECT {measure} {query.source()}", query.parameters).fetchone()
        return int(found)

    def breakdown(self, tally: Tally, by: str) -> dict[Any, int]:
        """Return a tally's number for each value of a path; None stands for an empty value."""
        query = Query(Record.ledgers[tally.ledger])
        query.where(tally.where)
        sql, field, _ = query.column(by)
        measure = measure_sql(query, tally.measure)
        with told():
            rows = self.connection.execute(
                f"SELECT {sql}, {measure} {query.source()} GROUP BY 1", query.parameters
            ).fetchall()
        return {None if cell is None else field.load(cell): int(number) for cell, number in rows}

    def search(
        self, text: str, limit: int = 50, ledgers: Sequence[str] | None = None, total: int | None = None
    ) -> list[Hit]:
        """Find a text in every ledger, or in the ones named; at most `limit` hits a ledger, and `total` in all."""
        terms = terms_of(text)
        hits: list[Hit] = []
        for ledger in Record.ledgers.values():
            most = limit if total is None else min(limit, total - len(hits))
            if terms and most > 0 and (ledgers is None or ledger.table in ledgers):
                with told():
                    found = search_ledger(self.connection, ledger, terms, most, partial(self.page, ledger))
                hits += [Hit(ledger.table, r.id or 0, r.title_text(), where) for r, where in found]
        return hits

    def file(self, sha256: str) -> bytes:
        """Return the bytes of a kept file; raises Missing."""
        found = self.connection.execute("SELECT data FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        if found is None:
            raise Missing("案件文件里没有这个附件")
        return bytes(found[0])

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read the tables that belong to no ledger; never a value from outside in `sql`."""
        with told():
            return list(self.connection.execute(sql, parameters).fetchall())
