"""Undoing an act: another act that does the opposite of each of its entries, newest first. The log keeps both.

What can be undone is a stack: an act is pushed, an undo moves it over, a redo moves it back. Redoing is undoing the
undo, and taking an import back is undoing it, so all are one thing here. Each begins with an entry that names its `of`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.errors import Refused
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import batches, tables
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store

LEDGER_EVENTS = ("new", "change", "remove", "restore", "put back")
MOST = 30  # acts that can be undone
LOOKED_AT = 400  # acts that are looked through for them
UNDO, REDO = "undo", "redo"
_WORDS = {UNDO: "撤销", REDO: "重做"}
_EVENTS = ", ".join(f"'{event}'" for event in LEDGER_EVENTS)
MOVED = "due"  # tells which due days an act moved: its `due` is turned round with the act

# An act's first entry carries its context. What a person did who was signed in: nobody undoes the founding. A batch
# is an import, of ledger records alone; of other acts every entry must be one, in a ledger that is written by hand.
_MINE = f"""
SELECT op, what, event, changes FROM log a JOIN history USING (seq)
 WHERE seq > ifnull((SELECT seq FROM log WHERE at < ? ORDER BY seq DESC LIMIT 1), 0)
 AND officer = ? AND json_extract(context, '$.slot') IS NOT NULL
 AND ifnull(?, '') IN ('', json_extract(context, '$.boot'))
 AND (event IN ('{UNDO}', '{REDO}') OR event IN ({_EVENTS}) AND (batch IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM log e WHERE e.op = a.op
  AND (e.event NOT IN ({_EVENTS}, '{MOVED}') OR e.ledger IN (SELECT value FROM json_each(?))))))
 ORDER BY seq DESC LIMIT {LOOKED_AT}"""
_TURNED = "SELECT op, changes FROM log JOIN history USING (seq) WHERE event IN ('undo', 'redo') AND seq > ?"
_LATER = f"""
SELECT ledger, record, op, officer FROM log WHERE seq > ? AND event IN ({_EVENTS}, 'purge')
 GROUP BY ledger, record, op ORDER BY min(seq)"""

Place = tuple[str, int]  # ledger, record


@dataclass(frozen=True)
class Done:
    """An act that can be undone, or redone: `op` is what is to be turned round, `what` what it is called."""

    op: str
    what: str


@dataclass(frozen=True)
class Stacks:
    """What can be undone and what can be redone, newest last."""

    done: tuple[Done, ...]
    undone: tuple[Done, ...]


def stacks(store: Store, officer: str, boot: str | None, since: str) -> Stacks:
    """Return what an officer can undo and redo since a moment (UTC): acts of one run of the program, or of any."""
    managed = json.dumps([name for name, ledger in Record.ledgers.items() if ledger.managed])
    done: list[Done] = []
    undone: list[Done] = []
    for op, what, event, changes in reversed(store.rows(_MINE, (since, officer, boot, managed))):
        act, told = Done(op, _name(what)), json.loads(changes)
        if event not in _WORDS:
            done.append(act)
            undone.clear()
            continue
        left, reached = (done, undone) if event == UNDO else (undone, done)
        left[:] = [one for one in left if one.op != told["of"]]
        if "batch" in told:  # taken back by its number: that is a step of its own, after which nothing is redone
            undone.clear()
        else:
            reached.append(act)
    return Stacks(tuple(done[-MOST:]), tuple(undone[-MOST:]))


def _name(what: str) -> str:
    """Return what the first act of a chain of undoings was called."""
    return what.split("：", 1)[-1] if what.startswith(tuple(f"{word}：" for word in _WORDS.values())) else what


def turn_round(store: Store, act: Done, kind: str, change: Change) -> int:
    """Do the opposite of an act in a change, and return how many records that touched.

    Raises Refused where a record of it, or one that would now hang in the air, was changed since; Invalid where a
    record took the key of one that would come back.
    """
    change.entries.append(Entry(kind, "", 0, {"of": act.op}))
    batch = _batch(store, act.op)
    if batch is not None:
        batches.mark(change, batch, taken_back=kind == UNDO)
    return len({(table, record) for _, table, record in _turn(store, act.op, change, _WORDS[kind])})


def take_back(store: Store, batch: int, change: Change) -> dict[str, dict[str, int]]:
    """Take a whole batch back in a change: its new records go, its changes are undone; return counts by ledger.

    Raises Missing for an unknown batch, Refused where it was taken back before or something later depends on it.
    """
    op = _newest(store, batches.act_of(store, batch))
    change.entries.append(Entry(UNDO, "", 0, {"of": op, "batch": batch}))
    batches.mark(change, batch, taken_back=True)
    counts: dict[str, dict[str, int]] = {}
    for event, table, _ in _turn(store, op, change, "整批撤回"):
        counted = counts.setdefault(table, {"removed": 0, "restored": 0})
        counted["removed" if event in ("new", "restore") else "restored"] += 1
    return counts


def _batch(store: Store, op: str) -> int | None:
    """Return the batch of an act, or of the one that it undid or did again."""
    sql = "SELECT event, batch, changes FROM log JOIN history USING (seq) WHERE op = ? ORDER BY seq LIMIT 1"
    event, batch, changes = store.rows(sql, (op,))[0]
    return _batch(store, json.loads(changes)["of"]) if event in _WORDS else batch


def _newest(store: Store, op: str) -> str:
    """Return the act by which an act stands: itself, or the one that did it again last."""
    turned = {json.loads(changes)["of"]: by for by, changes in store.rows(_TURNED, (0,))}
    while op in turned:
        op = turned[op]
    return op


def _turn(store: Store, op: str, change: Change, word: str) -> list[tuple[str, str, int]]:
    """Do the opposite of each entry of an act, newest first; return the entries as (event, ledger, record)."""
    sql = "SELECT seq, event, ledger, record, changes FROM log JOIN history USING (seq) WHERE op = ? ORDER BY seq DESC"
    rows = store.rows(sql, (op,))
    change.entries += [_moved_back(row) for row in rows if row[1] == MOVED]
    entries = [row for row in rows if row[1] in LEDGER_EVENTS]
    later = _later(store, entries[0][0])
    _refuse(((table, record) for _, _, table, record, _ in entries), later, word)
    for _, event, table, record, changes in entries:
        _opposite(store, change, (event, Record.ledgers[table], record), json.loads(changes))
    _refuse(_left_hanging(change, op, {row[2] for row in entries}), later, word)
    return [(event, table, record) for _, event, table, record, _ in entries]


def _moved_back(row: tuple[Any, ...]) -> Entry:
    told = json.loads(row[4])
    return Entry(MOVED, row[2], row[3], told | {"due": told["due"][::-1]})


def _opposite(store: Store, change: Change, done: tuple[str, type[Record], int], changes: dict[str, Any]) -> None:
    event, ledger, record = done
    if event in ("new", "restore"):
        change.take_out(ledger, record, "撤销")
    elif event == "remove":
        change.bring_back(ledger, record)
    else:
        change.put_back(batches.older(store, ledger, record, changes))


def _later(store: Store, last: int) -> dict[Place, str]:
    """Return which records were changed after an entry, with who did; not what was turned round in its turn."""
    turned = {op: json.loads(changes)["of"] for op, changes in store.rows(_TURNED, (last,))}
    standing: dict[Place, dict[str, str]] = {}
    for table, record, op, officer in store.rows(_LATER, (last,)):
        ops = standing.setdefault((table, record), {})
        if ops.pop(turned.get(op, ""), None) is None:
            ops[op] = officer
    return {place: list(ops.values())[-1] for place, ops in standing.items() if ops}


def _refuse(places: Iterator[Place], later: dict[Place, str], word: str) -> None:
    found = next(((place, later[place]) for place in places if place in later), None)
    if found:
        (table, record), who = found
        raise Refused(f"{Record.ledgers[table].one} #{record} 之后又被 {who} 改动过，不能{word}。没有改动任何内容。")


def _left_hanging(change: Change, op: str, touched: set[str]) -> Iterator[Place]:
    """Yield both ends of each link from a live record to a removed one where either is of the act.

    Such a link may have been there before the act; the caller refuses it where an end of it was changed since.
    """
    ours = f"IN (SELECT record FROM log WHERE op = ? AND event IN ({_EVENTS}) AND ledger = ?)"
    links = ((ledger, *link) for ledger in Record.ledgers.values() for link in tables.link_columns(ledger))
    for ledger, table, column, target in links:
        dangling = _dangling(ledger, table, column, target)
        for end, name in (("r.id", ledger.table), ("x.id", target)):
            found = change.sql(f"{dangling} AND {end} {ours}", (op, name)).fetchall() if name in touched else ()
            for record, gone in found:
                yield from ((ledger.table, record), (target, gone))


def _dangling(ledger: type[Record], table: str, column: str, target: str) -> str:
    """Return SQL for what leads in a column of `link_columns` from a live record r to a removed one x."""
    side = f'JOIN "{table}" t ON t.record = r.id' if table != ledger.table else ""
    end = f'{"t" if side else "r"}."{column}"'
    links = f'"{ledger.table}" r {side} JOIN "{target}" x ON x.id = {end}'
    return f"SELECT r.id, x.id FROM {links} WHERE r.removed = 0 AND x.removed = 1"
