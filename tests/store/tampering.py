"""Ten ways to change a log behind the program's back, by someone who has the data key and takes the triggers away."""

from collections.abc import Callable
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from anfraud_desktop.store import audit
from anfraud_desktop.store.database import Store

Tamper = Callable[[Any, Store, int], None]
COLUMNS = "seq, op, at, officer, what, event, ledger, record, batch, detail, row_hash, mac, context"


def opened(store: Store) -> Any:
    """Open a file with its raw key, without any of the program's guards."""
    connection = sqlite.connect(str(store.path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{store.key.hex()}'\"")
    for table in ("log", "history"):
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_{verb}")
    return connection


def edit_field(connection: Any, _: Store, seq: int) -> None:
    connection.execute("UPDATE log SET officer = '陈某某' WHERE seq = ?", (seq,))


def edit_history(connection: Any, _: Store, seq: int) -> None:
    connection.execute('UPDATE history SET changes = \'{"name":"陈某某"}\' WHERE seq = ?', (seq,))


def delete_one(connection: Any, _: Store, seq: int) -> None:
    connection.execute("DELETE FROM log WHERE seq = ?", (seq,))


def delete_tail(connection: Any, _: Store, seq: int) -> None:
    connection.execute("DELETE FROM log WHERE seq >= ?", (seq,))
    connection.execute("DELETE FROM history WHERE seq >= ?", (seq,))


def swap_two(connection: Any, _: Store, seq: int) -> None:
    for table in ("log", "history"):
        for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
            connection.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))  # noqa: S608  one of two


def insert_forged(connection: Any, _: Store, seq: int) -> None:
    for table in ("log", "history"):
        connection.execute(f"UPDATE {table} SET seq = -seq - 1 WHERE seq >= ?", (seq,))  # noqa: S608  one of two
        connection.execute(f"UPDATE {table} SET seq = -seq WHERE seq < 0")  # noqa: S608  one of two
    columns = COLUMNS.replace("seq", "?").replace("officer", "'陈某某'")
    connection.execute(f"INSERT INTO log SELECT {columns} FROM log WHERE seq = ?", (seq, seq + 1))  # noqa: S608  our columns
    connection.execute("INSERT INTO history SELECT ?, changes FROM history WHERE seq = ?", (seq, seq + 1))


def chain_anew(connection: Any, store: Store, seq: int) -> None:
    edit_field(connection, store, seq)
    rechain(connection, store.audit_key, seq)


def change_row(connection: Any, _: Store, seq: int) -> None:
    [(record,)] = connection.execute("SELECT record FROM log WHERE seq = ?", (seq,))
    connection.execute("UPDATE people SET name = '陈某某' WHERE id = ?", (record,))


def change_signature(connection: Any, _: Store, seq: int) -> None:
    connection.execute("UPDATE signatures SET signature = zeroblob(64) WHERE seq = ?", (signed(connection, seq),))


def remove_signer(connection: Any, _: Store, seq: int) -> None:
    [(public,)] = connection.execute("SELECT public FROM signatures WHERE seq = ?", (signed(connection, seq),))
    connection.execute("DELETE FROM signers WHERE public = ?", (public,))


def signed(connection: Any, seq: int) -> int:
    """Return the first entry from here on that carries a signature; else the last one before."""
    [(at,)] = connection.execute(
        "SELECT ifnull(min(seq), (SELECT max(seq) FROM signatures)) FROM signatures WHERE seq >= ?", (seq,)
    )
    return int(at)


def rechain(connection: Any, key: bytes, seq: int) -> None:
    """Reckon every MAC from an entry on anew, as someone with the data key can."""
    found = connection.execute("SELECT mac FROM log WHERE seq = ?", (seq - 1,)).fetchone()
    before = found[0] if found else audit.FIRST
    sql = f"SELECT {COLUMNS} FROM log WHERE seq >= ? ORDER BY seq"  # noqa: S608  names of columns
    for row in connection.execute(sql, (seq,)).fetchall():
        before = audit.chained(key, before, row[:10], row[10], row[12])
        connection.execute("UPDATE log SET mac = ? WHERE seq = ?", (before, row[0]))


KINDS: dict[str, tuple[Tamper, str]] = {  # what is done, and the check that finds it first
    "edit a field": (edit_field, "chain"),
    "edit a history": (edit_history, "histories"),
    "delete one": (delete_one, "chain"),
    "delete the tail": (delete_tail, "signatures"),
    "swap two": (swap_two, "chain"),
    "insert a forged one": (insert_forged, "chain"),
    "chain anew": (chain_anew, "signatures"),
    "change a row": (change_row, "rows"),
    "change a signature": (change_signature, "signatures"),
    "remove a signer": (remove_signer, "signatures"),
}
