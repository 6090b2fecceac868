"""A copy of the open case file under the same key, and the proof that it is whole and a state of that file."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.connection import DatabaseError, connect, sentence_for, told

Head = tuple[int, str]  # the newest entry of the log: its number and its MAC in hexadecimal

_UNLIKE = "备份与案件文件对不上（{what}），这份备份不算数，已删除。原有备份都还在。请运行体检，或联系管理员。"
_BROKEN = "副本没有通过检查（{what}），不能使用。案件文件没有改动。"
_UNREADABLE = "案件文件有损坏，备份没有做成，原有备份都还在。请从最近的完好备份恢复，或联系管理员。"


@dataclass(frozen=True)
class State:
    """What a file holds at one moment: live records by ledger, entries of the log and its head, the file's version."""

    counts: dict[str, int]
    log: int
    head: Head
    file_version: int


def state_of(connection: Any) -> State:
    """Return a file's state, all of one moment; ledgers that the file does not have yet are left out."""
    connection.execute("BEGIN")
    try:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        counts = {table: _one(connection, f'SELECT count(*) FROM "{table}" WHERE removed = 0')
                  for table in Record.ledgers if table in there}  # fmt: skip
        return State(
            counts,
            _one(connection, "SELECT count(*) FROM log"),
            head_of(connection),
            _one(connection, "PRAGMA user_version"),
        )
    finally:
        connection.execute("ROLLBACK")


def _one(connection: Any, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def head_of(connection: Any) -> Head:
    """Return the log's newest entry; (0, "") while nothing was done."""
    found = connection.execute("SELECT seq, lower(hex(mac)) FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, "")


def holds(connection: Any, head: Head) -> bool:
    """Tell whether a log contains an entry, so that the state which ended with it is one of this file's own."""
    found = connection.execute("SELECT lower(hex(mac)) FROM log WHERE seq = ?", (head[0],)).fetchone()
    return head == (0, "") or (found is not None and found[0] == head[1])


def deeds_since(connection: Any, head: Head) -> int:
    """Return how many entries of the log follow one, those that only tell of backups aside."""
    sql = "SELECT count(*) FROM log WHERE seq > ? AND event != 'backup'"
    return int(connection.execute(sql, (head[0],)).fetchone()[0])


@contextmanager
def live(case: Path, key: bytes) -> Iterator[Any]:
    """Open the case file beside whoever has it open; raises Unavailable, also for damage met on the way."""
    with closing(connect(case, key)) as connection, _readable():
        yield connection


@contextmanager
def _readable() -> Iterator[None]:
    try:
        with told():
            yield
    except DatabaseError as error:
        if sentence_for(error):
            raise
        raise Unavailable(_UNREADABLE) from error  # SQLCipher tells a page that fails its HMAC in several ways


def vacuum_into(connection: Any, target: Path) -> None:
    """Write all that the file holds at this moment to an empty file, encrypted under the same key."""
    connection.execute("VACUUM INTO ?", (str(target),))


def examine(copy: Path, key: bytes, *, thorough: bool) -> State:
    """Open a copy with the key, check every page's HMAC (`thorough`: its whole structure too) and return its state.

    Raises Unavailable for a copy that does not pass. Nothing is written, nor beside it.
    """
    try:
        with closing(connect(copy, key, read_only=True)) as connection:
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise Unavailable(_BROKEN.format(what="校验码不符"))
            if thorough and connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise Unavailable(_BROKEN.format(what="内部结构有误"))
            return state_of(connection)
    except DatabaseError as error:
        raise Unavailable(_BROKEN.format(what="打不开")) from error


def compare(connection: Any, before: State, copy: State) -> None:
    """Raise Unavailable unless a copy is a state of the open file, at or after the moment of `before`.

    Its log must end with an entry of the file's own; where nobody has written meanwhile, every count must agree.
    """
    if copy.head[0] < before.head[0] or not holds(connection, copy.head):
        raise Unavailable(_UNLIKE.format(what="日志"))
    if copy.head == before.head and copy != before:
        raise Unavailable(_UNLIKE.format(what="记录数"))
