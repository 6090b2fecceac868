"""A record to a row and back; tables, columns and indexes from the declarations."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from anfraud_desktop.schema.kinds import Link, Links, Name
from anfraud_desktop.schema.record import Field, Record, SqlValue
from anfraud_desktop.store.readings import reading_of

OWN_COLUMNS = "id INTEGER PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0"
READING = "__py"  # a name's column is followed by one with its reading, to sort and to find by

# The tables that belong to no ledger. Triggers keep log and history append-only against accidents.
_SYSTEM_TABLES = """
CREATE TABLE log (seq INTEGER PRIMARY KEY, op TEXT NOT NULL, at TEXT NOT NULL, officer TEXT NOT NULL,
  what TEXT NOT NULL, event TEXT NOT NULL, ledger TEXT, record INTEGER, batch INTEGER, detail TEXT NOT NULL,
  row_hash BLOB, mac BLOB NOT NULL) STRICT;
CREATE INDEX log_record ON log (ledger, record, seq);
CREATE INDEX log_batch ON log (batch, seq) WHERE batch IS NOT NULL;
CREATE INDEX log_op ON log (op);
CREATE TABLE history (seq INTEGER PRIMARY KEY, changes TEXT NOT NULL) STRICT;
CREATE TABLE batches (id INTEGER PRIMARY KEY, at TEXT NOT NULL, officer TEXT NOT NULL, book TEXT NOT NULL,
  sha256 TEXT NOT NULL, taken_back_at TEXT) STRICT;
CREATE TABLE layouts (signature TEXT PRIMARY KEY, columns TEXT NOT NULL) STRICT;
CREATE TABLE preferences (officer TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (officer, name)) STRICT;
CREATE TABLE accounts (name TEXT PRIMARY KEY, slot TEXT NOT NULL, role TEXT NOT NULL,
  active INTEGER NOT NULL) STRICT;
CREATE TABLE files (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT
"""
_guards = [
    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}"
    f" BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
    for table in ("log", "history")
    for verb in ("UPDATE", "DELETE")
]
SYSTEM = (*_SYSTEM_TABLES.split(";"), *_guards)
HISTORY_GUARD = next(guard for guard in _guards if "history_update" in guard)

# What trust needs: the terms on which an act was done, signatures of the log's head with the keys that check them,
# the log's keys from before a change of the data key, half-typed forms, findings of the check that were accepted, and
# which records were deleted for good: their numbers are never given again.
_TRUST_TABLES = """
ALTER TABLE log ADD COLUMN context TEXT;
ALTER TABLE accounts ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';
CREATE TABLE signers (public BLOB PRIMARY KEY, slot TEXT NOT NULL, name TEXT NOT NULL, since INTEGER NOT NULL,
  closed INTEGER) STRICT;
CREATE TABLE signatures (seq INTEGER NOT NULL, slot TEXT NOT NULL, public BLOB NOT NULL, at TEXT NOT NULL,
  signature BLOB NOT NULL, PRIMARY KEY (seq, slot)) STRICT;
CREATE TABLE log_keys (until INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT;
CREATE TABLE drafts (officer TEXT NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (officer, place)) STRICT;
CREATE TABLE accepted_findings (finding TEXT PRIMARY KEY, officer TEXT NOT NULL, at TEXT NOT NULL,
  reason TEXT NOT NULL) STRICT;
CREATE TABLE mirror (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE INDEX log_purge ON log (ledger, record) WHERE event = 'purge'
"""
TRUST = tuple(_TRUST_TABLES.split(";"))


def quoted(*names: str) -> str:
    """Return names as quoted SQL identifiers, commas between them."""
    return ", ".join(f'"{name}"' for name in names)


def columns(ledger: type[Record]) -> list[str]:
    """Return the ledger's own columns in the order in which rows are written and read."""
    found: list[str] = []
    for name, field in ledger.fields.items():
        found.append(name)
        if isinstance(field, Name):
            found.append(name + READING)
    return found


def row(record: Record) -> list[SqlValue]:
    """Return the values of `columns` for a record."""
    values = record.values
    return [None if (value := values[name]) is None else spell(value) for name, spell in _spellings(record.table)]


@cache
def _spellings(table: str) -> list[tuple[str, Callable[[Any], SqlValue]]]:
    """Return for each of `columns` the field whose value it holds, and how that is spelt."""
    found: list[tuple[str, Callable[[Any], SqlValue]]] = []
    for name, field in Record.ledgers[table].fields.items():
        found.append((name, field.cell))
        if isinstance(field, Name):
            found.append((name, reading_of))
    return found


def record_of(ledger: type[Record], found: tuple[Any, ...]) -> Record:
    """Return the record of a row that `selected` asked for: id, version, then the ledger's fields."""
    values = dict(zip(ledger.fields, found[2:], strict=True))
    for name, load in _loadings(ledger.table):
        if (cell := values[name]) is not None:
            values[name] = load(cell)
    return ledger(values, id=found[0], version=found[1])


@cache
def _loadings(table: str) -> list[tuple[str, Callable[[Any], Any]]]:
    """Return the fields whose values SQLite spells in another way, with what takes them back."""
    fields = Record.ledgers[table].fields.items()
    return [(name, field.load) for name, field in fields if type(field).load is not Field.load]


def selected(ledger: type[Record]) -> str:
    """Return the columns that `record_of` takes."""
    return quoted("id", "version", *ledger.fields)


def column_type(ledger: type[Record], name: str) -> str:
    """Return a column's SQL type, with the table that a link refers to."""
    if name.endswith(READING):
        return "TEXT"
    field = ledger.fields[name]
    return f'INTEGER REFERENCES "{field.target}" (id)' if isinstance(field, Link) else field.affinity


def create_statements(ledger: type[Record]) -> Iterator[str]:
    """Yield what makes a ledger's tables; its indexes come from `index_statements`."""
    own = "".join(f', "{name}" {column_type(ledger, name)}' for name in columns(ledger))
    yield f'CREATE TABLE "{ledger.table}" ({OWN_COLUMNS}{own}) STRICT'
    yield (
        f"CREATE VIRTUAL TABLE \"find_{ledger.table}\" USING fts5(x, content='', contentless_delete=1, detail=none,"
        " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )


def index_statements(ledger: type[Record]) -> Iterator[str]:
    """Yield the indexes and link tables of a ledger; each may already be there."""
    table = ledger.table
    yield f'CREATE INDEX IF NOT EXISTS "{table}_live" ON "{table}" (removed, id)'
    if ledger.key:
        optional = "".join(f", ifnull({quoted(name)}, '')" for name in ledger.optional_key)
        yield (
            f'CREATE UNIQUE INDEX IF NOT EXISTS "{table}_key" ON "{table}" ({quoted(*ledger.key)}{optional})'
            " WHERE removed = 0"
        )
    for name, field in ledger.fields.items():
        if isinstance(field, Links):
            side = link_table(table, name)
            yield (
                f'CREATE TABLE IF NOT EXISTS "{side}" (record INTEGER REFERENCES "{table}" (id),'
                f' target INTEGER REFERENCES "{field.target}" (id), PRIMARY KEY (record, target)) STRICT, WITHOUT ROWID'
            )
            yield f'CREATE INDEX IF NOT EXISTS "{side}_target" ON "{side}" (target, record)'
        elif isinstance(field, Name) and field.indexed:
            yield from _index(table, name)
            yield from _index(table, name + READING)
        elif field.indexed:
            yield from _index(table, name)


def _index(table: str, column: str) -> Iterator[str]:
    yield f'CREATE INDEX IF NOT EXISTS "{table}_{column}" ON "{table}" ("{column}", id) WHERE removed = 0'


def link_table(table: str, field: str) -> str:
    """Return the name of the table that holds a Links field."""
    return f"{table}__{field}"


def links_of(record: Record) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each Links field's table with the ids it refers to."""
    for name, side in _sides(record.table):
        yield side, record.values[name] or ()


@cache
def _sides(table: str) -> list[tuple[str, str]]:
    fields = Record.ledgers[table].fields
    return [(name, link_table(table, name)) for name, field in fields.items() if isinstance(field, Links)]


def link_columns(ledger: type[Record]) -> Iterator[tuple[str, str, str]]:
    """Yield (table, column, target table) of everything in a ledger that refers to another record."""
    for name, field in ledger.fields.items():
        if isinstance(field, Link):
            yield ledger.table, name, field.target
        elif isinstance(field, Links):
            yield link_table(ledger.table, name), "target", field.target


def needing(ledger: type[Record]) -> Iterator[tuple[type[Record], str]]:
    """Yield (ledger, field) of the links that a record elsewhere cannot be without and that refer to this ledger."""
    for other in Record.ledgers.values():
        for name, field in other.fields.items():
            if isinstance(field, Link) and field.required and field.target == ledger.table:
                yield other, name
