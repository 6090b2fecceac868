"""A ledger as a workbook: what was chosen of it, or an empty template that may be filled in and imported."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.documents.sheets import Cell, Column, Kind, Sheet
from anfraud_desktop.exchange.references import Around, identifying, ids_in
from anfraud_desktop.rules.masking import mask, scan_text
from anfraud_desktop.schema.kinds import (
    Attachments,
    CardNumber,
    Count,
    Day,
    Iccid,
    IdNumber,
    Link,
    Links,
    LongText,
    Moment,
    Money,
    Phone,
    Photo,
)
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.database import PAGE, Store

MOBILE_DIGITS = 11
NUMBERS = ("id", "phone", "bank_card")  # what a scan of a text calls them

_kinds: dict[type[Field[Any]], Kind] = {Money: "money", Day: "day", Moment: "moment", Count: "number"}


@dataclass(frozen=True)
class Place:
    """One column of the workbook: the path of its field from the ledger; several steps walk along required links."""

    path: tuple[str, ...]
    field: Field[Any]

    def column(self) -> Column:
        """Return the column's heading and kind; an amount says its unit, without which no import takes it."""
        kind = _kinds.get(type(self.field), "text")
        return Column(f"{self.field.label}（元）" if kind == "money" else self.field.label, kind)


def places(ledger: type[Record], names: Sequence[str] | None = None) -> list[Place]:
    """Return the columns of a ledger: all fields with required links told by what they lead to, or the fields named."""
    if names is not None:
        return [Place((name,), ledger.fields[name]) for name in names if name in ledger.fields]
    found: list[Place] = []
    for name, field in ledger.fields.items():
        if isinstance(field, Link) and field.required:
            target = Record.ledgers[field.target]
            found += [Place((name, *rest), _end(target, rest)) for rest in identifying(target)]
        else:
            found.append(Place((name,), field))
    return found


def _end(ledger: type[Record], path: tuple[str, ...]) -> Field[Any]:
    field = ledger.fields[path[0]]
    return _end(Record.ledgers[field.target], path[1:]) if isinstance(field, Link) and path[1:] else field


@dataclass(frozen=True)
class Extract:
    """What leaves: a ledger's records by id, in this order, in these columns; numbers masked unless `full_numbers`."""

    ledger: type[Record]
    ids: Sequence[int]
    places: Sequence[Place]
    full_numbers: bool = False

    def sheet(self, store: Store, notes: tuple[str, ...], step: Callable[[int], None] | None = None) -> Sheet:
        """Return the table; its rows are read as they are written. `step` is told how many have been read."""
        columns = tuple(place.column() for place in self.places)
        return Sheet(self.ledger.title, columns, self.rows(store, step), notes=notes)

    def rows(self, store: Store, step: Callable[[int], None] | None = None) -> Iterator[list[Cell]]:
        """Yield the rows."""
        for start in range(0, len(self.ids), PAGE):
            records = store.page(self.ledger, self.ids[start : start + PAGE])
            around = Around.of(store)
            around.gather(self.ledger, records)
            for record in records:
                yield [self._cell(record, place, around) for place in self.places]
            if step:
                step(min(start + PAGE, len(self.ids)))

    def _cell(self, record: Record, place: Place, around: Around) -> Cell:
        field, value = around.walk(record, place.path)
        if field is None or value is None:
            return None
        if isinstance(field, Link | Links):
            return "、".join(self._reference(field.target, at, around) for at in ids_in(value))
        if isinstance(field, Photo | Attachments):
            return field.show(value)
        cell = field.sheet(value)
        if isinstance(cell, bool):
            return field.show(value)
        return cell if self.full_numbers or not isinstance(cell, str) else masked(field, cell)

    def _reference(self, table: str, record_id: int, around: Around) -> str:
        if self.full_numbers:
            return around.key(table, record_id)
        return around.title(table, record_id, lambda field, value: masked(field, field.show(value)))


def masked(field: Field[Any], text: str) -> str:
    """Return a field's text with identity, phone and card numbers masked, those inside long texts too."""
    if isinstance(field, IdNumber):
        return mask("id", text)
    if isinstance(field, Phone) or (isinstance(field, CardNumber) and len(text) <= MOBILE_DIGITS):
        return mask("phone", text)
    if isinstance(field, CardNumber | Iccid):
        return mask("bank_card", text)
    return without_numbers(text) if isinstance(field, LongText) else text


def without_numbers(text: str) -> str:
    """Return a text with the identity, phone and card numbers in it masked."""
    for found in reversed(scan_text(text)):
        if found.kind in NUMBERS:
            text = text[: found.start] + found.proposal + text[found.end :]
    return text
