"""Links between records as people write and read them: `#12`, `12`, a case number, an identity number; titles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from anfraud_desktop.exchange.references import ids_in, key_field
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.kinds.text import written
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store

BOTH = "@"  # joins the two parts of a key that is made of links: 420900…@A4209…

_id = re.compile(r"#?(\d{1,15})")
_between = re.compile(r"[、,，;；|\n]+")


def resolved(
    store: Store, ledger: type[Record], given: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, str]]:
    """Return the given values with every link as ids, and by field name what is wrong with those that lead nowhere."""
    values, problems = dict(given), {}
    for name, item in given.items():
        field = ledger.fields.get(name)
        try:
            if isinstance(field, Link):
                values[name] = target_id(store, field.target, item)
            elif isinstance(field, Links):
                values[name] = tuple(target_ids(store, field.target, item)) or None
        except ValueError as wrong:
            values[name], problems[name] = None, str(wrong)
    return values, problems


def target_ids(store: Store, table: str, given: object) -> list[int]:
    """Return the ids that a list of references names, written with 、 or commas between them; raises ValueError."""
    if isinstance(given, list | tuple):
        parts: Iterable[object] = given
    else:
        text = written(given)
        blanks = text.split()
        parts = blanks if all(_id.fullmatch(part) for part in blanks) else _between.split(text)
    found = (target_id(store, table, part) for part in parts)
    return list(dict.fromkeys(at for at in found if at is not None))


def target_id(store: Store, table: str, given: object) -> int | None:
    """Return the id of the live record that a reference names: `#12`, `12`, or what tells it apart in its ledger.

    None is empty. Raises ValueError with a Chinese sentence where none is meant, or more than one may be.
    """
    text = written(given)
    if not text:
        return None
    ledger = Record.ledgers[table]
    number = _id.fullmatch(text)
    by_id = [int(number[1])] if number and store.page(ledger, [int(number[1])]) else []
    by_key = [] if text.startswith("#") else _by_key(store, ledger, text)
    found = sorted({*by_id, *by_key})
    if not found:
        raise ValueError(f"找不到{ledger.one}“{text}”，请核对编号或号码；它可能还没有登记，或已移入回收站")
    if len(found) > 1:
        numbers = "、".join(f"#{at}" for at in found[:5])
        raise ValueError(f"“{text}”可能指几条{ledger.one}（{numbers}），请写成 #编号")
    return found[0]


def _by_key(store: Store, ledger: type[Record], text: str) -> list[int]:
    name = key_field(ledger)
    if name is not None:
        # A title ends with the number: 张建国 420900….
        tries = dict.fromkeys([text, text.rsplit(maxsplit=1)[-1]])
        return next((ids for part in tries if (ids := _equal(store, ledger, name, part))), [])
    parts = text.split(BOTH)
    if len(parts) != len(ledger.key) or len(parts) == 1:
        return []
    equal: dict[str, Any] = {}
    for link_name, part in zip(ledger.key, parts, strict=True):
        field = ledger.fields[link_name]
        if not isinstance(field, Link):
            return []
        equal[link_name] = target_id(store, field.target, part)
    return [record.id for record in store.find(ledger, **equal) if record.id is not None]


def _equal(store: Store, ledger: type[Record], name: str, text: str) -> list[int]:
    try:
        value = ledger.fields[name].read(text)
    except ValueError:
        return []
    return [record.id for record in store.find(ledger, **{name: value}) if record.id is not None] if value else []


def dead_links(store: Store, record: Record, before: Record | None) -> dict[str, str]:
    """Return, by field name, links that are new in a record and lead to no live record."""
    problems: dict[str, str] = {}
    for name, field in record.fields.items():
        if isinstance(field, Link | Links):
            new = set(ids_in(record.values[name])) - set(ids_in(before.values[name]) if before else ())
            live = {target.id for target in store.page(Record.ledgers[field.target], sorted(new))}
            if dead := sorted(new - live):
                one = Record.ledgers[field.target].one
                problems[name] = f"{one} {'、'.join(f'#{at}' for at in dead)} 不存在或已移入回收站"
    return problems


def titles(store: Store, ledger: type[Record], ids: Sequence[int], *, trash: bool = False) -> dict[int, str]:
    """Return what people call the live records of a ledger; a link in a title is told by its own title.

    With `trash`, those in the trash are told too.
    """
    wanted = sorted(set(ids))
    found = store.page(ledger, wanted) + (store.page(ledger, wanted, trash=True) if trash else [])
    return {
        record.id: text for record, text in zip(found, titles_of(store, found, trash=trash), strict=True) if record.id
    }


def titles_of(store: Store, records: Sequence[Record], *, trash: bool = False) -> list[str]:
    """Return the titles of records of one ledger."""
    if not records:
        return []
    ledger = type(records[0])
    linked: dict[str, dict[int, str]] = {}
    for name in ledger.named_by:
        field = ledger.fields[name]
        if isinstance(field, Link):
            targets = [record.values[name] for record in records if record.values[name]]
            linked[name] = titles(store, Record.ledgers[field.target], targets, trash=trash)
    return [_title(record, linked) for record in records]


def _title(record: Record, linked: Mapping[str, Mapping[int, str]]) -> str:
    if not linked:
        return record.title_text()
    parts = [
        linked[name].get(record.values[name], "") if name in linked else record.fields[name].show(record.values[name])
        for name in record.named_by
    ]
    return " · ".join(part for part in parts if part) or f"#{record.id}"
