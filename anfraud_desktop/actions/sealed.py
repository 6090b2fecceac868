"""Sealed cases and all that hangs on them: they stay inside unless a paper names who asks for them and why."""

from collections.abc import Iterator

from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import Store

ARTICLE = "治安管理处罚法第一百三十六条"
DEPTH = 3  # a disposition leads to its case in two steps


def sealed_ids(store: Store, ledger: type[Record]) -> set[int]:
    """Return the ids of a ledger's live records that belong to a sealed case; people who are involved in one, too."""
    found: set[int] = set()
    if not store.ids(Case, [Condition("sealed", "=", value=True)]):
        return found
    for path in paths_to_cases(ledger, DEPTH):
        found.update(store.ids(ledger, [Condition(".".join([*path, "sealed"]), "=", value=True)]))
    if ledger.table == "people":
        parts = store.page(Involvement, store.ids(Involvement, [Condition("case.sealed", "=", value=True)]))
        found.update(part.person for part in parts if part.person)
    return found


def paths_to_cases(ledger: type[Record], depth: int) -> Iterator[tuple[str, ...]]:
    """Yield the paths of links that lead from a ledger to its cases."""
    if ledger is Case:
        yield ()
        return
    for name, field in ledger.fields.items():
        if isinstance(field, Link | Links) and depth:
            target = Record.ledgers[field.target]
            if target is not ledger:
                yield from ((name, *rest) for rest in paths_to_cases(target, depth - 1))
