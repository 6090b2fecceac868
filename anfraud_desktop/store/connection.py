"""One SQLCipher connection: key, pragmas, and SQLite's errors sorted into the user's mistakes and our defects."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store.space import MB, RESERVE

CACHE_KIB = 64 * 1024
BULK_CACHE_KIB = 512 * 1024
BUSY_MS = 5000

_DAMAGED = "案件文件打不开：密钥不符或文件已损坏。原文件没有被改动，请从备份恢复或联系管理员。"
_sentences = {
    sqlite.SQLITE_BUSY: "案件文件正被另一项操作占用，本次没有写入，请稍后再试。",
    sqlite.SQLITE_LOCKED: "案件文件正被另一项操作占用，本次没有写入，请稍后再试。",
    sqlite.SQLITE_FULL: (
        f"磁盘空间不足，本次没有写入，原有数据完好。请在案件文件所在的磁盘上至少腾出 {RESERVE // MB} MB 后再试，"
        "不必重开程序。"
    ),
    sqlite.SQLITE_READONLY: "案件文件是只读的，本次没有写入。请检查文件夹的写入权限。",
    sqlite.SQLITE_IOERR: "读写磁盘出错，本次没有写入。请检查磁盘后重新打开程序。",
    sqlite.SQLITE_CANTOPEN: "案件文件打不开，请检查文件夹是否存在、是否有权限。",
    sqlite.SQLITE_CORRUPT: _DAMAGED,
    sqlite.SQLITE_NOTADB: _DAMAGED,
}
_OUTSIDE = {
    sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED, sqlite.SQLITE_FULL, sqlite.SQLITE_READONLY, sqlite.SQLITE_CANTOPEN,
}  # fmt: skip
PRIMARY_CODE = 0xFF  # extended result codes carry the primary one in their low byte

Connection = sqlite.Connection
IntegrityError = sqlite.IntegrityError
DatabaseError = sqlite.DatabaseError


def sentence_for(error: Exception) -> str:
    """Return the Chinese sentence of an SQLite error that a user can answer; empty for a defect."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and "not a database" in str(error):
        code = sqlite.SQLITE_NOTADB
    return _sentences.get(code & PRIMARY_CODE, "") if isinstance(code, int) else ""


def of_the_file(error: BaseException | None) -> bool:
    """Tell whether an error of SQLite may mean that the file itself is damaged, and not only where it lies."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, DatabaseError) and not (isinstance(code, int) and code & PRIMARY_CODE in _OUTSIDE)


@contextmanager
def told() -> Iterator[None]:
    """Turn an SQLite error that a user can answer into Unavailable; a defect goes on as it is."""
    try:
        yield
    except sqlite.Error as error:
        if sentence := sentence_for(error):
            raise Unavailable(sentence) from error
        raise


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Any:
    """Open the file with its raw 32-byte key and set every pragma (trust.md 1b.2, storage.md 8).

    Read-only, nothing is written beside the file either: a log of unfolded writes is read where there is one.
    """
    with told():
        connection = _opened(path, read_only=read_only)
        try:
            for pragma in _pragmas(key, read_only=read_only):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def opens(path: Path, key: bytes) -> bool:
    """Tell whether a file opens with a key now."""
    try:
        connect(path, key).close()
    except Unavailable:
        return False
    return True


def _opened(path: Path, *, read_only: bool) -> Any:
    if not read_only:
        return sqlite.connect(str(path), isolation_level=None, check_same_thread=False)
    waiting = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if waiting.is_file() and waiting.stat().st_size else "immutable=1"
    address = f"{path.absolute().as_uri()}?{mode}"
    return sqlite.connect(address, isolation_level=None, check_same_thread=False, uri=True)


def _pragmas(key: bytes, *, read_only: bool) -> tuple[str, ...]:
    return (
        "cipher_log_level = NONE",
        f"key = \"x'{key.hex()}'\"",
        "cipher_compatibility = 4",
        "query_only = ON" if read_only else "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MS}",
        f"cache_size = -{CACHE_KIB}",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        "temp_store = MEMORY",
        "secure_delete = ON",
    )
