"""Whether what hangs on the rows still agrees with them: link tables, and the bytes of kept files."""

import hashlib
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from anfraud_desktop.schema.kinds import Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import inspecting, tables
from anfraud_desktop.store.database import Store


def faults(store: Store) -> Iterator[str]:
    """Yield a sentence for every link table and kept file that its rows do not bear out."""
    for ledger in Record.ledgers.values():
        for name, field in ledger.fields.items():
            if isinstance(field, Links) and (at := _differing(store.connection, ledger, name, field)):
                yield f"{ledger.title} #{at} 的关联（{field.label}）与记录不符"
    kept = set()
    for sha256, data in store.connection.execute("SELECT sha256, data FROM files"):
        kept.add(sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            yield f"附件 {sha256[:12]} 的内容被改过"
    for sha256 in sorted(inspecting.referred_files(store) - kept):
        yield f"附件 {sha256[:12]} 不见了"


def _differing(connection: Any, ledger: type[Record], name: str, field: Links) -> int:
    """Return the first record whose link table says something else than its row; 0 where all agree."""
    sql = f'SELECT id, "{name}" FROM "{ledger.table}" WHERE removed = 0 AND "{name}" IS NOT NULL ORDER BY id'
    said = ((at, target) for at, cell in connection.execute(sql) for target in sorted(set(field.load(cell) or ())))
    side = tables.link_table(ledger.table, name)
    held = connection.execute(f'SELECT record, target FROM "{side}" ORDER BY record, target')
    for ours, theirs in zip_longest(said, held):
        if ours != theirs:
            return int(min(pair[0] for pair in (ours, theirs) if pair))
    return 0
