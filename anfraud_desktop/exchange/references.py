"""How a record is told in a cell of another ledger's row: by what tells it apart, or by its title."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.schema.kinds import Choice, Link, Links, Number, Text
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.database import Store

Spell = Callable[[Field[Any], Any], str]


def key_field(ledger: type[Record]) -> str | None:
    """Return the name of the field whose value alone tells a record apart to a reader; None where there is none."""
    return next((name for name in reversed(ledger.key) if isinstance(ledger.fields[name], Number | Text)), None)


def identifying(ledger: type[Record]) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the fields by which a row of another ledger names a record of this one.

    A person by name and number, a case by its number, a card by kind and number, a person's part in a case by both.
    """
    names = dict.fromkeys((*ledger.named_by, *ledger.key))
    for name in names:
        field = ledger.fields[name]
        if isinstance(field, Link):
            yield from ((name, *rest) for rest in identifying(Record.ledgers[field.target]))
        elif (name in ledger.key or field.required) and (field.required or not isinstance(field, Choice)):
            yield (name,)


@dataclass
class Around:
    """The records that some rows refer to, each read once."""

    store: Store
    known: dict[str, dict[int, Record]]

    @classmethod
    def of(cls, store: Store) -> "Around":
        """Return an empty surrounding."""
        return cls(store, {})

    def gather(self, ledger: type[Record], records: Sequence[Record]) -> None:
        """Read what the records refer to, and what stands in the names of that."""
        for name, field in ledger.fields.items():
            if isinstance(field, Link | Links):
                self._read(field.target, [at for record in records for at in ids_in(record.values[name])])

    def _read(self, table: str, ids: Sequence[int]) -> None:
        known = self.known.setdefault(table, {})
        if missing := sorted(set(ids) - known.keys()):
            target = Record.ledgers[table]
            found = self.store.page(target, missing)
            known.update((record.id, record) for record in found if record.id)
            for name in (*target.named_by, *target.key):
                field = target.fields[name]
                if isinstance(field, Link):
                    self._read(field.target, [at for record in found for at in ids_in(record.values[name])])

    def at(self, table: str, record_id: int | None) -> Record | None:
        """Return a record that was gathered; None where it is in the trash."""
        return self.known.get(table, {}).get(record_id or 0)

    def walk(self, record: Record | None, path: tuple[str, ...]) -> tuple[Field[Any] | None, Any]:
        """Return the field and value at the end of a path of links from a record."""
        if record is None:
            return None, None
        field, value = record.fields[path[0]], record.values[path[0]]
        if len(path) == 1:
            return field, value
        return self.walk(self.at(field.target, value), path[1:]) if isinstance(field, Link) else (None, None)

    def key(self, table: str, record_id: int) -> str:
        """Return what tells a record apart, as `#id` where nothing else does."""
        name, record = key_field(Record.ledgers[table]), self.at(table, record_id)
        if record is None or name is None or record.values[name] is None:
            return f"#{record_id}"
        return record.fields[name].show(record.values[name])

    def title(self, table: str, record_id: int, spell: Spell) -> str:
        """Return a record's title, each of its parts spelt by `spell`."""
        record = self.at(table, record_id)
        if record is None:
            return f"#{record_id}"
        parts: list[str] = []
        for name in record.named_by:
            field, value = record.fields[name], record.values[name]
            if value is not None:
                parts.append(self.title(field.target, value, spell) if isinstance(field, Link) else spell(field, value))
        return " ".join(part for part in parts if part) or f"#{record_id}"


def ids_in(value: Any) -> tuple[int, ...]:
    """Return the ids that a link's value holds."""
    return value if isinstance(value, tuple) else () if value is None else (value,)
