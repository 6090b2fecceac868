"""Bringing a file up to the declarations: versioned steps for what a new column cannot do, then tables and columns."""

from collections.abc import Callable
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlite_utils import Database, Migrations
from sqlite_utils import db as sqlite_utils_db
from sqlite_utils import utils as sqlite_utils_utils

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import tables
from anfraud_desktop.store.search import rebuild

FILE_VERSION = 2

# sqlite-utils catches the exceptions of the module that it imported; ours come from SQLCipher's (storage.md 1.3).
for _module in (sqlite_utils_db, sqlite_utils_utils):
    vars(_module).update(sqlite3=sqlite, OperationalError=sqlite.OperationalError)

migrations = Migrations("anfraud")


@migrations(name="0001 tables that belong to no ledger")
def system_tables(db: Database) -> None:
    """Make the log, its history, batches, layouts, preferences, accounts and kept files."""
    for statement in tables.SYSTEM:
        db.execute(statement)


@migrations(name="0002 trust")
def trust_tables(db: Database) -> None:
    """Add what trust needs, and write the search index anew: its tokens have changed since the first file."""
    there = set(db.table_names())
    for statement in tables.TRUST:
        db.execute(statement)
    for ledger in Record.ledgers.values():
        if ledger.table in there:
            _declare(db, ledger, there)
            rebuild(db.conn, ledger)


def check_version(connection: Any) -> None:
    """Raise Unavailable for a file that only another version of the program can read."""
    version = _version(connection)
    if version < FILE_VERSION:
        raise Unavailable(
            "这个案件文件由旧版本的程序写成，只读方式打不开，没有改动它。请在本机硬盘上正常打开一次，完成升级。"
        )


def _version(connection: Any) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > FILE_VERSION:
        raise Unavailable("这个案件文件由更新版本的程序写成，没有改动它。请升级程序后再打开。")
    return int(version)


def bring_up(connection: Any, save: Callable[[], object] = lambda: None) -> None:
    """Run what is missing of the migrations, then amend every ledger; raises Unavailable for a newer file.

    `save` is called first where the file is an older one: it makes a backup, and raises where it cannot.
    """
    version = _version(connection)
    if 0 < version < FILE_VERSION:
        save()
    db = Database(connection, execute_plugins=False)
    migrations.apply(db)
    there = set(db.table_names())
    with db.atomic():
        for ledger in Record.ledgers.values():
            _declare(db, ledger, there)
    if version != FILE_VERSION:
        connection.execute(f"PRAGMA user_version = {FILE_VERSION}")


def _declare(db: Database, ledger: type[Record], there: set[str]) -> None:
    if ledger.table not in there:
        for statement in tables.create_statements(ledger):
            db.execute(statement)
    else:
        has = db.table(ledger.table).columns_dict
        for name in tables.columns(ledger):
            if name not in has:
                kind = tables.column_type(ledger, name)
                db.execute(f'ALTER TABLE "{ledger.table}" ADD COLUMN "{name}" {kind}')
    for statement in tables.index_statements(ledger):
        db.execute(statement)
