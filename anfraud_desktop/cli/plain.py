"""Records as JSON: values by field name, dates ISO, money as decimal strings, and what each looks like to a reader."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.sight import Sight, sight
from anfraud_desktop.schema.kinds import KeptFile, Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store


def plain(value: Any) -> Any:
    """Return a record's value as JSON takes it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, KeptFile):
        return {"name": value.name, "sha256": value.sha256}
    return value


def documents(office: Office, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return records of one ledger as JSON objects; `shown` tells each filled field as a screen shows it.

    Numbers are masked where the officer sees them so.
    """
    if not records:
        return []
    seen = sight(office, type(records[0]), "view")
    linked = _linked(office.store, records)
    return [
        {"id": record.id, "ledger": record.table, "version": record.version}
        | {name: _plain(record, name, seen) for name in record.values}
        | {"shown": _shown(record, linked, seen)}
        for record in records
    ]


def _plain(record: Record, name: str, seen: Sight) -> Any:
    value = plain(record.values[name])
    return seen.shown(record, name) if seen.masked and isinstance(value, str) else value


def _linked(store: Store, records: Sequence[Record]) -> dict[str, dict[int, str]]:
    targets: dict[str, set[int]] = {}
    for record in records:
        for name, field in record.fields.items():
            if isinstance(field, Link | Links):
                value = record.values[name]
                targets.setdefault(field.target, set()).update(value if isinstance(value, tuple) else [value])
    return {table: titles(store, Record.ledgers[table], [at for at in ids if at]) for table, ids in targets.items()}


def _shown(record: Record, linked: dict[str, dict[int, str]], seen: Sight) -> dict[str, str]:
    shown: dict[str, str] = {}
    for name, field in record.fields.items():
        value = record.values[name]
        if value is None:
            continue
        if isinstance(field, Link | Links):
            ids = value if isinstance(value, tuple) else (value,)
            shown[name] = seen.text("、".join(linked[field.target].get(at, f"#{at}") for at in ids))
        else:
            shown[name] = seen.shown(record, name)
    return shown
