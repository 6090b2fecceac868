"""Undoing an act: another act that does the opposite of each of its entries, newest first. The log keeps both.

What can be undone is a stack: an act is pushed, an undo moves it over, a redo moves it back. Redoing is undoing the
undo, so both are one thing here.
"""

import json
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.errors import Refused
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import batches
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store

LEDGER_EVENTS = ("new", "change", "remove", "restore", "put back")
MOST = 30  # acts that can be undone
LOOKED_AT = 400  # acts that are looked through for them
UNDO, REDO = "undo", "redo"
_TURNED = "SELECT l.op, h.changes FROM log l JOIN history h USING (seq) WHERE l.event IN ('undo', 'redo') AND l.seq > ?"
_LATER = "SELECT op, event, officer FROM log WHERE ledger = ? AND record = ? AND seq > ? ORDER BY seq"


@dataclass(frozen=True)
class Done:
    """An act that can be undone, or redone: `op` is what is to be turned round, `what` what it is called."""

    op: str
    what: str
    records: int


@dataclass(frozen=True)
class Stacks:
    """What can be undone and what can be redone, newest last."""

    done: tuple[Done, ...]
    undone: tuple[Done, ...]


def stacks(store: Store, officer: str, boot: str | None, since: str) -> Stacks:
    """Return what an officer can undo and redo: acts of one run of the program, or of any since a moment (UTC)."""
    run = "AND json_extract(context, '$.boot') = ?" if boot else ""
    slot = "json_extract(context, '$.slot') IS NOT NULL"  # done by somebody signed in: nobody undoes the founding
    mine = f"SELECT op, what FROM log WHERE officer = ? AND at >= ? AND context IS NOT NULL AND {slot} {run}"
    found = store.rows(f"{mine} ORDER BY seq DESC LIMIT ?", (officer, since, *((boot,) if boot else ()), LOOKED_AT))
    done: list[Done] = []
    undone: list[Done] = []
    for op, what in reversed(found):
        entries = store.rows("SELECT event, ledger FROM log WHERE op = ?", (op,))
        kinds = {event for event, _ in entries}
        act = Done(op, _name(what), sum(event in LEDGER_EVENTS for event, _ in entries))
        if UNDO in kinds and done:
            done.pop()
            undone.append(act)
        elif REDO in kinds and undone:
            undone.pop()
            done.append(act)
        elif _undoable(entries):
            done.append(act)
            undone.clear()
    return Stacks(tuple(done[-MOST:]), tuple(undone[-MOST:]))


def _name(what: str) -> str:
    """Return what the first act of a chain of undoings was called."""
    return what.rsplit("：", 1)[-1] if what.startswith(("撤销：", "重做：")) else what


def _undoable(entries: list[tuple[Any, ...]]) -> bool:
    written = [Record.ledgers.get(ledger) for event, ledger in entries if event in LEDGER_EVENTS]
    return bool(written) and all(ledger is not None and not ledger.managed for ledger in written)


def turn_round(store: Store, act: Done, kind: str, change: Change) -> None:
    """Do the opposite of an act in a change; raises Refused where a record of it was changed since."""
    sql = (
        "SELECT l.seq, l.event, l.ledger, l.record, l.batch, h.changes FROM log l JOIN history h USING (seq)"
        " WHERE l.op = ? ORDER BY l.seq DESC"
    )
    entries = [row for row in store.rows(sql, (act.op,)) if row[1] in LEDGER_EVENTS]
    _check_untouched(store, entries)
    change.entries.append(Entry(kind, "", 0, {"of": act.op}))
    for _, event, table, record, _, changes in entries:
        _opposite(store, change, (event, Record.ledgers[table], record), json.loads(changes))
    for batch in {row[4] for row in entries if row[4] is not None}:
        batches.mark(change, batch, taken_back=kind == UNDO)


def _check_untouched(store: Store, entries: list[tuple[Any, ...]]) -> None:
    """Raise Refused where a record of the act was changed since and that was not turned round in its turn."""
    last = max(row[0] for row in entries)
    turned = {op: json.loads(changes)["of"] for op, changes in store.rows(_TURNED, (last,))}
    for table, record in dict.fromkeys((row[2], row[3]) for row in entries):
        standing: dict[str, str] = {}
        for op, event, officer in store.rows(_LATER, (table, record, last)):
            if event not in LEDGER_EVENTS:
                continue
            if turned.get(op) in standing:
                del standing[turned[op]]
            elif op not in standing:
                standing[op] = officer
        if standing:
            who = list(standing.values())[-1]
            raise Refused(f"{Record.ledgers[table].one} #{record} 之后又被 {who} 改动过，不能撤销。没有改动任何内容。")


def _opposite(store: Store, change: Change, done: tuple[str, type[Record], int], changes: dict[str, Any]) -> None:
    event, ledger, record = done
    if event in ("new", "restore"):
        change.take_out(ledger, record, "撤销")
    elif event == "remove":
        change.bring_back(ledger, record)
    else:
        change.put_back(batches.older(store, ledger, record, changes))
