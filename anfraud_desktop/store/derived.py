"""Whether what is written down twice agrees: index and rows, key file and case file, acts of two and signatures."""

import base64
from collections.abc import Iterator
from typing import Any

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import accounts, keyfile, tables
from anfraud_desktop.store.connection import DatabaseError
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.search import tokens_of
from anfraud_desktop.store.verifying import Check

SAMPLE = 400  # records of one ledger, spread evenly, whose every token is looked up
_UNREADABLE = "有一部分读不出来（{0}），没有核对完。请从备份恢复。"


def checks(store: Store) -> list[Check]:
    """Check the index, the keys, and that what two people did bears the second one's signature."""
    return [
        _told("search", _search_faults(store), "查找索引与记录一致"),
        _told("keys", _key_faults(store), "一致"),
        _told("seconds", _second_faults(store), "都有第二人的签名"),
    ]


def _told(name: str, faults: Iterator[str], well: str) -> Check:
    try:
        bad = next(faults, "")
    except (DatabaseError, Unavailable) as broken:
        bad = _UNREADABLE.format(type(broken).__name__)
    return Check(name, not bad, bad or well)


def _search_faults(store: Store) -> Iterator[str]:
    """Yield a sentence for each ledger whose index lacks a word of a record, or still holds a removed one."""
    for ledger in Record.ledgers.values():
        table = ledger.table
        (left,) = store.rows(
            f'SELECT min(d.id) FROM "find_{table}_docsize" d LEFT JOIN "{table}" t ON t.id = d.id AND t.removed = 0'
            " WHERE t.id IS NULL"
        )[0]
        if left is not None:
            yield f"{ledger.title} #{left} 已经移走，查找索引里还有它"
        for record in _spread(store, ledger):
            if not _indexed(store, record):
                yield f"{ledger.title} #{record.id} 按内容查不到：查找索引与记录不一致"


def _spread(store: Store, ledger: type[Record]) -> Iterator[Record]:
    (live,) = store.rows(f'SELECT count(*) FROM "{ledger.table}" WHERE removed = 0')[0]
    step = max(1, live // SAMPLE)
    places = f'SELECT id, row_number() OVER (ORDER BY id) AS place FROM "{ledger.table}" WHERE removed = 0'
    chosen = f"SELECT id FROM ({places}) WHERE place % ? = 0"
    sql = f'SELECT {tables.selected(ledger)} FROM "{ledger.table}" WHERE id IN ({chosen}) ORDER BY id'
    for row in store.rows(sql, (step,)):
        yield tables.record_of(ledger, row)


def _indexed(store: Store, record: Record) -> bool:
    tokens = tokens_of(record).replace('"', " ").split()
    if not tokens:
        return True
    asked = " AND ".join(f'"{token}"' for token in tokens)
    find = f"find_{record.table}"
    return bool(store.rows(f'SELECT 1 FROM "{find}" WHERE "{find}" MATCH ? AND rowid = ?', (asked, record.id)))


def _second_faults(store: Store) -> Iterator[str]:
    """Yield the first act of two people without the second one's signature: nobody can take one away unseen."""
    acts = (
        "SELECT seq, json_extract(context, '$.second_slot') AS slot, (SELECT max(seq) FROM log WHERE op = l.op) AS last"
        " FROM log l WHERE context LIKE '%\"second_slot\"%'"
    )
    sql = (
        f"SELECT min(a.seq) FROM ({acts}) a LEFT JOIN signatures s ON s.seq = a.last AND s.slot = a.slot"
        " WHERE s.seq IS NULL"
    )
    (seq,) = store.rows(sql)[0]
    if seq is not None:
        yield f"第 {seq} 条由两人确认，第二人的签名不见了"


def _key_faults(store: Store) -> Iterator[str]:
    """Yield a sentence where the key file is not the one last known, or has another signing key than the register."""
    path = keyfile.key_path(store.path)
    if not path.is_file():
        return
    known = accounts.mirrored(store)
    if known is not None and known != path.read_bytes():
        yield "密钥文件与案件文件里记下的不同：被换成了旧的，或在程序之外改过"
    slots: dict[str, Any] = {slot["id"]: slot for slot in keyfile.read(path)["slots"]}
    for public, slot, name in store.rows("SELECT public, slot, name FROM signers WHERE closed IS NULL"):
        own = slots.get(slot, {}).get("pk_s")
        if own is not None and base64.b64decode(own) != public:
            yield f"{name} 登记的签名公钥与密钥文件里的不同"
