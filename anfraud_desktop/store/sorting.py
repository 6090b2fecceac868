"""Sorting a ledger by one column without an index: rows gathered by value as they are scanned.

SQLite's own sorter compares a million texts again and again; most columns without an index hold few different ones.
"""

from array import array
from collections.abc import Sequence
from typing import Any

from anfraud_desktop.schema.kinds import Name
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Order, Query

DIFFERENT = 20_000  # values; beyond them SQLite's sorter is as quick and takes less memory


def gathers(ledger: type[Record], orders: Sequence[Order]) -> bool:
    """Tell whether an order is one that gathering answers: one column of the ledger's own, without an index."""
    if len(orders) != 1 or orders[0].path not in ledger.fields:
        return False
    field = ledger.fields[orders[0].path]
    return not (field.indexed or isinstance(field, Name) or orders[0].path == next(iter(ledger.key), ""))


def gathered(connection: Any, query: Query, order: Order) -> "array[int] | None":
    """Return the ids as `ORDER BY column, id DESC` does; None where too many values differ.

    Text sorts by code point, which is SQLite's order of UTF-8 bytes; an empty value comes first.
    """
    column, _, _ = query.column(order.path)
    found: dict[Any, list[int]] = {}
    for value, at in connection.execute(f"SELECT {column}, base.id {query.source()}", query.parameters):
        same = found.get(value)
        if same is not None:
            same.append(at)
        elif len(found) < DIFFERENT:
            found[value] = [at]
        else:
            return None
    ids = array("q")
    for value in sorted(found, key=lambda value: (value is not None, value), reverse=order.descending):
        ids.extend(sorted(found[value], reverse=True))
    return ids
