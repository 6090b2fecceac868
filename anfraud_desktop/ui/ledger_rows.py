"""Columns and rows of any ledger, straight from its declaration."""

from collections.abc import Sequence
from typing import Any

from anfraud_desktop.actions.sight import Sight
from anfraud_desktop.schema.kinds import (
    Attachments,
    CaseNumber,
    Choice,
    Choices,
    Count,
    Day,
    Link,
    Links,
    LongText,
    Moment,
    Money,
    Name,
    Number,
    Photo,
    Tick,
)
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import badges, theme
from anfraud_desktop.ui.columns import Column, Row
from anfraud_desktop.ui.filters import HELP
from anfraud_desktop.ui.titles import Titles, titles, wanted_of

WIDTHS: tuple[tuple[type[Field[Any]] | tuple[type[Field[Any]], ...], int], ...] = (
    (Name, theme.COLUMN_NAME),
    (CaseNumber, theme.COLUMN_CASE),
    (Number, theme.COLUMN_NUMBER),
    (Moment, theme.COLUMN_TEXT),
    (Day, theme.COLUMN_DAY),
    (Money, theme.COLUMN_MONEY),
    ((Tick, Count), theme.COLUMN_NAME),
    ((Choice, Choices), theme.COLUMN_CHOICE),
    ((LongText, Links), theme.COLUMN_LONG),
)
OPEN = Sight()
BADGED = frozenset({"status", "state", "custody", "seizure"})  # choices that are states, by the names that ledgers use


def columns(ledger: type[Record]) -> list[Column]:
    """Return all columns of a ledger, those it lists first."""
    fields = sorted(ledger.fields.values(), key=lambda field: not field.listed)
    return [_column(field) for field in fields if not isinstance(field, Photo | Attachments)]


def _column(field: Field[Any]) -> Column:
    return Column(
        field.name,
        field.label,
        side="right" if isinstance(field, Money | Count) else "left",
        tabular=field.numeric,
        sortable=not isinstance(field, Links | Choices),
        width=next((width for kinds, width in WIDTHS if isinstance(field, kinds)), theme.COLUMN_TEXT),
        hint=HELP,
        listed=field.listed,
    )


def fetched(store: Store, ledger: type[Record], ids: Sequence[int], seen: Sight = OPEN) -> list[Row]:
    """Return the rows of some ids, ready to be drawn; numbers masked where the officer sees them so."""
    records = store.page(ledger, ids)
    known = seen_titles(titles(store, wanted_of(records)), seen)
    return [row(record, known, seen) for record in records]


def seen_titles(known: Titles, seen: Sight) -> Titles:
    """Return titles as they may be read: a card is called by its number."""
    return {key: seen.text(words) for key, words in known.items()} if seen.masked else known


def row(record: Record, known: Titles, seen: Sight = OPEN) -> Row:
    """Return a record's texts by field; states become badges."""
    texts = {name: text(record, name, known, seen) for name in record.fields}
    marks = {name: badges.state_of(texts[name]) for name in BADGED & texts.keys() if texts[name]}
    return Row(record.id or 0, texts, marks)


def text(record: Record, name: str, known: Titles, seen: Sight = OPEN) -> str:
    """Spell a value for the screen; a link by the name of what it refers to."""
    field, value = record.fields[name], record.values[name]
    if value is None:
        return ""
    if isinstance(field, Link):
        return known.get((field.target, value), f"#{value}")
    if isinstance(field, Links):
        return "、".join(known.get((field.target, at), f"#{at}") for at in value)
    shown = seen.shown(record, name)
    return " ".join(shown.split()) if isinstance(field, LongText) else shown
