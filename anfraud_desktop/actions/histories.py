"""The history of a record field by field: who changed what, when and from what to what; an old value written anew."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.actions.wording import Wording
from anfraud_desktop.errors import Invalid, Missing, Refused
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import logbook
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.undoing import LEDGER_EVENTS

NEW = "new"
WRITING = (NEW, "change", "put back")  # events that carry values


@dataclass(frozen=True)
class Version:
    """One change of one field, in words as the officer may read them; `at` is local time.

    `first` tells that the record was entered with the new value: there is no older one that could be restored.
    """

    seq: int
    at: datetime
    officer: str
    what: str
    field: str
    label: str
    old: str
    new: str
    first: bool


@dataclass(frozen=True)
class Step:
    """One change of one field as values; `at` is local time, `version` that of the record after it."""

    seq: int
    at: datetime
    officer: str
    what: str
    event: str
    field: str
    old: Any
    new: Any
    version: int


def steps(store: Store, ledger: type[Record], record_id: int) -> Iterator[Step]:
    """Yield every change of every field of a record, oldest first; what it was entered with comes first."""
    rows = [row for row in logbook.of_record(store, ledger.table, record_id) if row[4] in LEDGER_EVENTS]
    for version, (seq, moment, officer, what, event, changes) in enumerate(rows, 1):  # each of them counts one up
        if event not in WRITING:
            continue
        told, at = json.loads(changes), datetime.fromisoformat(moment).astimezone().replace(tzinfo=None)
        for name in [name for name in ledger.fields if name in told]:
            old, new = (None, told[name]) if event == NEW else told[name]
            was, now = (None if cell is None else ledger.fields[name].load(cell) for cell in (old, new))
            yield Step(seq, at, officer, what, event, name, was, now, version)


def versions(office: Office, table: str, record_id: int) -> list[Version]:
    """Return what was done to each field of a record, newest first.

    Raises Missing where the record never was, Refused where the officer may not open it.
    """
    ledger = records.ledger_of(table)
    found = list(steps(office.store, ledger, record_id))
    if not found:
        raise Missing(f"{ledger.title} #{record_id} 没有修改记录。")
    words = wording(office, ledger, record_id)
    words.gather((one.field, value) for one in found for value in (one.old, one.new))
    return [
        Version(
            one.seq, one.at, one.officer, one.what, one.field, ledger.fields[one.field].label,
            words.text(one.field, one.old), words.text(one.field, one.new), one.event == NEW,
        )
        for one in reversed(found)
    ]  # fmt: skip


def wording(office: Office, ledger: type[Record], record_id: int) -> Wording:
    """Return how values are told to the officer; raises Refused where they may not open the record."""
    stored = office.store.page(ledger, [record_id]) or office.store.page(ledger, [record_id], trash=True)
    key = ledger_operation(ledger.table, "view")
    right = permit(office, key, own=lambda: bool(stored) and owns(office, stored[0]), about=(ledger.table, record_id))
    return Wording(office, ledger, Sight(right.asks("masked")))


def restore_value(  # noqa: PLR0913  which record, which field, which change, and why
    office: Office, table: str, record_id: int, field: str, *, seq: int, reason: str = ""
) -> Record:
    """Write the value that a field had before a change (`seq`) as a new version of the record, and return it.

    What follows from the field is derived anew. Raises Missing where no such change was, Invalid where the value does
    not go with the rest of the record, and what `records.save` raises.
    """
    ledger = records.written_ledger(table)
    was = next((one for one in steps(office.store, ledger, record_id) if (one.seq, one.field) == (seq, field)), None)
    if was is None or was.event == NEW:
        raise Missing(f"{ledger.title} #{record_id} 没有这一次修改，没有改动任何内容。")
    return records.save(office, restored(office.store.get(ledger, record_id), field, was.old), reason)


def restored(record: Record, field: str, value: Any) -> Record:
    """Return a record with another value of a field; raises Invalid where it does not go with the rest."""
    ledger = type(record)
    if record.values[field] == value:
        raise Refused(f"{ledger.fields[field].label}现在就是这个值，没有改动任何内容。")
    follows = {name for name, source in ledger.derived.items() if source == field and name != field}
    reading = ledger.settled(record.values | dict.fromkeys(follows) | {field: value}, {})
    if reading.problems:
        raise Invalid(reading.problems, ledger.labels())
    return ledger(reading.values, id=record.id, version=record.version)
