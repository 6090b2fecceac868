"""Looking over the file as a whole: values by the column, links that lead nowhere, kept files, accepted findings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.schema.kinds import Attachments, Photo
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store import audit
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.conditions import Condition, Query
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.tables import link_columns


@dataclass(frozen=True)
class Acceptance:
    """Who let a finding stand, when (UTC, ISO 8601) and why."""

    officer: str
    at: str
    reason: str


@dataclass(frozen=True)
class DeadLink:
    """A reference in a live record to one that is removed or never was."""

    ledger: str
    record: int
    field: str
    target_ledger: str
    target: int


def values(
    store: Store, ledger: type[Record], paths: Sequence[str], where: Sequence[Condition] = ()
) -> list[tuple[Any, ...]]:
    """Return (id, value of each path …) of the live records that meet all conditions, oldest first.

    A path may walk along links; a record whose link is empty or leads nowhere is left out then.
    """
    query = Query(ledger)
    columns = [query.column(path) for path in paths]
    query.where(where)
    asked = ", ".join(["base.id", *(sql for sql, _, _ in columns)])
    rows = store.rows(f"SELECT {asked} {query.source()} ORDER BY base.id", query.parameters)
    loads = [
        (place, field.load) for place, (_, field, _) in enumerate(columns, 1) if type(field).load is not Field.load
    ]
    return [_loaded(row, loads) for row in rows] if loads else rows


def _loaded(row: tuple[Any, ...], loads: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    cells = list(row)
    for place, load in loads:
        if cells[place] is not None:
            cells[place] = load(cells[place])
    return tuple(cells)


def dead_links(store: Store) -> list[DeadLink]:
    """Return every reference in a live record that leads to no live one."""
    found: list[DeadLink] = []
    for ledger in Record.ledgers.values():
        for table, column, target in link_columns(ledger):
            owner = "id" if table == ledger.table else "record"
            rows = store.rows(
                f'SELECT r.id, s."{column}" FROM "{table}" s JOIN "{ledger.table}" r ON r.id = s.{owner}'
                f' AND r.removed = 0 LEFT JOIN "{target}" t ON t.id = s."{column}" AND t.removed = 0'
                f' WHERE s."{column}" IS NOT NULL AND t.id IS NULL ORDER BY r.id'
            )
            name = column if owner == "id" else table.removeprefix(f"{ledger.table}__")
            found += [DeadLink(ledger.table, at, name, target, dead) for at, dead in rows]
    return found


def kept_files(store: Store) -> set[str]:
    """Return the SHA-256 of every file whose bytes are kept."""
    return {sha256 for (sha256,) in store.rows("SELECT sha256 FROM files")}


def sizes(store: Store, files: Sequence[str]) -> int:
    """Return how many bytes some kept files take."""
    wanted = json.dumps(list(files))
    sql = "SELECT ifnull(sum(length(data)), 0) FROM files WHERE sha256 IN (SELECT value FROM json_each(?))"
    return int(store.rows(sql, (wanted,))[0][0])


def referred_files(store: Store) -> set[str]:
    """Return the SHA-256 of every file that a record names, be it live or in the trash."""
    found: set[str] = set()
    for ledger in Record.ledgers.values():
        for name, field in ledger.fields.items():
            if isinstance(field, Photo | Attachments):
                rows = store.rows(f'SELECT "{name}" FROM "{ledger.table}" WHERE "{name}" IS NOT NULL')
                loaded = (field.load(cell) for (cell,) in rows)
                found.update(
                    file.sha256 for one in loaded for file in (one if isinstance(one, tuple) else (one,)) if file
                )
    return found


def last_deeds(store: Store) -> dict[str, str]:
    """Return when each officer's newest entry of the log was made (UTC, ISO 8601), by name."""
    return dict(store.rows("SELECT officer, max(at) FROM log GROUP BY officer"))


def accepted(store: Store) -> dict[str, Acceptance]:
    """Return the findings that somebody let stand, by their key."""
    rows = store.rows("SELECT finding, officer, at, reason FROM accepted_findings")
    return {finding: Acceptance(officer, at, reason) for finding, officer, at, reason in rows}


def accept(change: Change, finding: str, reason: str) -> Acceptance:
    """Write down that a finding stands."""
    made = Acceptance(change.act.officer, audit.stamp(), reason)
    told = (finding, made.officer, made.at, made.reason)
    change.sql("INSERT OR REPLACE INTO accepted_findings VALUES (?, ?, ?, ?)", told)
    return made


def reopen(change: Change, finding: str) -> None:
    """Take an acceptance back."""
    change.sql("DELETE FROM accepted_findings WHERE finding = ?", (finding,))
