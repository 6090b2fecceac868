"""Whether a case file is sound, and what can be mended in it: pages, structure, indexes."""

from pathlib import Path
from typing import Any

from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.connection import DatabaseError, told
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.search import rebuild

MOST_TOLD = 20
_OF_INDEXES = ("missing from index", "wrong # of entries in index", "non-unique entry in index", "malformed inverted")


def was_cut_off(path: Path) -> bool:
    """Tell whether a file that is open nowhere was left with writes not folded in: a crash, a power cut."""
    waiting = path.with_name(f"{path.name}-wal")
    return waiting.is_file() and waiting.stat().st_size > 0


def page_faults(connection: Any) -> list[str]:
    """Check every page against its HMAC; writes are folded in first, or the pragma finds faults that are none.

    Raises Unavailable where the disk has no room for that.
    """
    with told():
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:  # somebody is writing or reading: the raw pages say nothing now
        return []
    return [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchmany(MOST_TOLD)]


def structure_faults(connection: Any) -> list[str]:
    """Check the tables, their indexes and the links between them (quick_check, foreign_key_check)."""
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST_TOLD})").fetchall()]
        dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_TOLD)
    except DatabaseError as broken:
        return [f"{type(broken).__name__}: {broken}"]
    return [line for line in found if line != "ok"] + [
        f"{table} {row} -> {target}" for table, row, target, _ in dangling
    ]


def only_indexes(faults: list[str]) -> bool:
    """Tell whether all that was found lies in indexes, which can be written anew from the rows."""
    return bool(faults) and all(any(sign in fault for sign in _OF_INDEXES) for fault in faults)


def mend_indexes(store: Store, by: str) -> None:
    """Write every index anew from the rows, the search index too; logged."""
    with store.change("重建索引", by=by) as change:
        change.entries.append(Entry("repair", "", 0, {"done": "indexes"}))
        change.connection.execute("REINDEX")
        for ledger in Record.ledgers.values():
            rebuild(change.connection, ledger)
