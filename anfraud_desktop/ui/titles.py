"""What records are called where they are referred to: short, in the clerk's words."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from anfraud_desktop.errors import Missing
from anfraud_desktop.schema.kinds import Link, Name, Number, Text
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

Titles = dict[tuple[str, int], str]


def short(record: Record, known: Titles) -> str:
    """Return a record's short title; `known` holds those of the records that it is named after."""
    words: list[str] = []
    rest: list[str] = []
    for name in record.named_by:
        field, value = record.fields[name], record.values[name]
        if value is None:
            continue
        shown = known.get((field.target, value), "") if isinstance(field, Link) else field.show(value)
        if shown:
            (words if isinstance(field, Name | Text | Link) else rest).append(shown)
    # A person's name and a case's name stand alone; a card has only its kind and number.
    return " · ".join(words) if words else " ".join(rest) or f"#{record.id}"


def titles(store: Store, wanted: Iterable[tuple[str, int]], beside: tuple[str, int] | None = None) -> Titles:
    """Return the short titles of records by ledger and id; what is gone is left out.

    `beside` is the record next to which they stand: its own name is not repeated in theirs.
    """
    by_ledger: dict[str, set[int]] = {}
    for ledger, at in wanted:
        by_ledger.setdefault(ledger, set()).add(at)
    found: Titles = {}
    for ledger, ids in by_ledger.items():
        records = store.page(Record.ledgers[ledger], sorted(ids))
        after = [key for key in _named_after(records) if key != beside]
        known = titles(store, after) if after else {}
        found.update(((ledger, record.id or 0), short(record, known)) for record in records)
    return found


def title(store: Store, ledger: str, at: int) -> str:
    """Return one record's short title, or its number where it is gone."""
    return titles(store, [(ledger, at)]).get((ledger, at), f"#{at}")


def titles_seen(office: "Office", ledger: str, ids: Sequence[int]) -> dict[int, str]:
    """Return what records are called, as the officer may read it; what is gone is called by its number."""
    from anfraud_desktop.actions.masks import masked_right
    from anfraud_desktop.actions.sight import Sight

    seen = Sight(masked_right(office, Record.ledgers[ledger]))
    known = titles(office.store, [(ledger, at) for at in ids])
    return {at: seen.text(known.get((ledger, at), f"#{at}")) for at in ids}


def _named_after(records: Sequence[Record]) -> list[tuple[str, int]]:
    return [
        (field.target, record.values[name])
        for record in records
        for name in record.named_by
        if isinstance(field := record.fields[name], Link) and record.values[name]
    ]


def full(store: Store, record: Record) -> str:
    """Return what stands as a page's title: the short title, with the number where there is one."""
    known = titles(store, _named_after([record]))
    numbers = (
        record.fields[name].show(record.values[name])
        for name in record.named_by
        if isinstance(record.fields[name], Number)
    )
    brief = short(record, known)
    return " ".join([brief, *(number for number in numbers if number and number not in brief)])


def wanted_of(records: Iterable[Record]) -> list[tuple[str, int]]:
    """Return every record that some records refer to, by ledger and id."""
    found: list[tuple[str, int]] = []
    for record in records:
        for name, field in record.fields.items():
            value = record.values[name]
            target = getattr(field, "target", "")
            if target and value:
                found += [(target, at) for at in (value if isinstance(value, tuple) else (value,))]
    return found


def must_exist(store: Store, ledger: str, at: int) -> Record:
    """Return a record; raises Missing with a sentence that says where to look."""
    records = store.page(Record.ledgers[ledger], [at])
    if not records:
        raise Missing("这条记录已移入回收站，或者已被合并。可在“回收站”里找回。")
    return records[0]
