"""What an officer does with any ledger: write, change, remove, bring back, list, find, look up who changed what.

A managed ledger (notices) is read here and never written: its own actions do that, behind their gate.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from anfraud_desktop.actions import guards
from anfraud_desktop.actions.clock_changes import following
from anfraud_desktop.actions.filters import conditions
from anfraud_desktop.actions.links import dead_links, resolved, titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import owns
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.actions.sight import Sight, sight, visible
from anfraud_desktop.errors import Invalid, Missing, Refused, UserError
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import Link
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store import logbook
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.search import Hit
from anfraud_desktop.store.tables import READING

if TYPE_CHECKING:
    from array import array

MOST_LOOKED_AT = 2000  # hits that are looked through for those an officer may see
Progress = Callable[[int, int, str], None]  # done, total, words; raises to stop, and the change rolls back


@dataclass(frozen=True)
class Listing:
    """The records of a page of a list, and how many there are in all."""

    records: list[Record]
    total: int


@dataclass(frozen=True)
class Event:
    """One entry of a record's history; `changes` holds (field name, label, old text, new text)."""

    seq: int
    at: str
    officer: str
    what: str
    event: str
    changes: tuple[tuple[str, str, str, str], ...]
    reason: str = ""


def ledger_of(table: str) -> type[Record]:
    """Return a ledger by its name; raises UserError that names those there are."""
    found = Record.ledgers.get(table)
    if found is None:
        names = "、".join(f"{name}（{ledger.title}）" for name, ledger in Record.ledgers.items())
        raise UserError(f"没有叫“{table}”的台账。现有：{names}。")
    return found


def written_ledger(table: str) -> type[Record]:
    """Return a ledger that may be written by hand; raises Refused for a managed one."""
    ledger = ledger_of(table)
    _refuse_managed(ledger)
    return ledger


def _refuse_managed(ledger: type[Record]) -> None:
    if ledger.managed:
        raise Refused(f"{ledger.title}只能由它自己的流程写入，不能直接登记、修改、导入或删除。没有写入任何内容。")


def add(office: Office, table: str, given: Mapping[str, object]) -> Record:
    """Write a new record of what was typed; raises Invalid with every problem, Refused for a managed ledger."""
    ledger = written_ledger(table)
    permit(office, ledger_operation(table, "create"), about=(table, 0))
    return save(office, read(office, ledger, given, None))


def change(office: Office, table: str, record_id: int, given: Mapping[str, object], reason: str = "") -> Record:
    """Write new values over a record, and return it; fields that are not given stay."""
    ledger = written_ledger(table)
    before = office.store.get(ledger, record_id)
    _permit_change(office, before, reason)
    return save(office, read(office, ledger, given, before), reason)


def read(office: Office, ledger: type[Record], given: Mapping[str, object], before: Record | None) -> Record:
    """Return the record that typed values make, over an older one or anew; raises Invalid with every problem."""
    values, problems = resolved(office.store, ledger, given)
    reading = ledger.reading(values, before=before)
    if problems := reading.problems | problems:
        raise Invalid(problems, ledger.labels())
    return ledger(reading.values, id=before.id if before else None, version=before.version if before else 0)


def save(office: Office, record: Record, reason: str = "", also: Sequence[Entry] = ()) -> Record:
    """Write a record that has been read, new or changed, and return it as it stands in the file; `also` is logged too.

    Raises Invalid where its key is taken, a link leads nowhere or a reason is wanting; Refused for a managed ledger,
    where the officer may not, or where somebody else changed it meanwhile.
    """
    ledger = type(record)
    _refuse_managed(ledger)
    before = None if record.id is None else office.store.get(ledger, record.id)
    if before is None:
        key = ledger_operation(ledger.table, "create")
        permit(office, key, own=lambda: ledger is Case or owns(office, record), about=(ledger.table, 0))
    else:
        _permit_change(office, before, reason)
    if problems := dead_links(office.store, record, before):
        raise Invalid(problems, ledger.labels())
    guards.refuse(office, record, before)
    kept = record.but()  # a change that fails must not leave its number on the caller's record
    with office.change(f"{'修改' if before else '登记'}{ledger.one}", reason=reason) as changing:
        with following(office, kept, before, changing):
            changing.save(kept)
        changing.entries.extend(also)
    return kept


def change_operation(office: Office, record: Record) -> str:
    """Return the operation that a change of a record is: a person who stands in a notice is no draft any more."""
    if record.table == "people" and _in_notice(office, record):
        return "edit_submitted_person"
    return ledger_operation(record.table, "edit")


def _permit_change(office: Office, record: Record, reason: str) -> None:
    key = change_operation(office, record)
    permit(office, key, own=lambda: owns(office, record), reason=reason, about=(record.table, record.id or 0))


def _in_notice(office: Office, record: Record) -> bool:
    """Tell whether a record, or a person's part in a case, stands in a notice."""
    if record.table == "people":
        parts = list(office.store.ids(Involvement, [Condition("person", "=", record.id)]))
        return bool(parts) and bool(office.store.ids(Notice, [Condition("involvements", "in", parts)]))
    path = {"involvements": "involvements", "cases": "cases"}.get(record.table)
    return path is not None and bool(office.store.ids(Notice, [Condition(path, "=", record.id)]))


def warnings_of(record: Record) -> dict[str, str]:
    """Return what looks odd about a record that was taken all the same, by field name."""
    return type(record).settled(dict(record.values), {}).warnings


def remove(office: Office, table: str, ids: Sequence[int], reason: str, progress: Progress | None = None) -> int:
    """Move records to the trash with all that cannot be without them, in one change; return how many of the ledger."""
    ledger = written_ledger(table)
    if not reason.strip():
        raise Invalid({"reason": "请写明移入回收站的原因"}, {"reason": "原因"})
    for record in office.store.page(ledger, ids):
        _permit_removal(office, record)
    marked: set[tuple[str, int]] = set()
    with office.change(f"移入回收站：{ledger.one}") as changing:
        for done, at in enumerate(ids):
            if progress:
                progress(done, len(ids), "")
            if (table, at) not in marked:
                marked.update(changing.remove(ledger, at, reason.strip()))
    return sum(1 for name, _ in marked if name == table)


def _permit_removal(office: Office, record: Record) -> None:
    permit(
        office,
        "remove_record",
        own=lambda: owns(office, record),
        draft=lambda: not _in_notice(office, record),
        about=(record.table, record.id or 0),
    )


def restore(office: Office, table: str, ids: Sequence[int]) -> int:
    """Bring records of one ledger back from the trash, as `restore_each` does."""
    return restore_each(office, [(table, at) for at in ids])


def restore_each(office: Office, wanted: Sequence[tuple[str, int]]) -> int:
    """Bring records (ledger, id) back from the trash with what went there together; return how many came back in all.

    Raises Refused where something that a record cannot be without is still in the trash.
    """
    names = dict.fromkeys(written_ledger(table).one for table, _ in wanted)
    right = permit(office, "restore_record", about=next(iter(wanted), ("", 0)))
    others: list[tuple[str, int]] = []  # whose they are is known once they are back; logged after all is undone
    try:
        with office.change(f"从回收站找回：{'、'.join(names)}") as changing:
            back = _brought_back(office, changing, wanted)
            if right.asks("own"):
                _refuse_others(office, wanted, others)
    except Refused:
        if others:
            permit(office, "restore_record", own=lambda: False, about=others[0])
        raise
    return len(back)


def _brought_back(office: Office, changing: Change, wanted: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    back: set[tuple[str, int]] = set()
    for table, at in wanted:
        if (table, at) not in back:
            back.update(changing.restore(Record.ledgers[table], at))
    for table, at in sorted(back):
        _refuse_orphan(office, Record.ledgers[table], at)
    return back


def _refuse_others(office: Office, back: Sequence[tuple[str, int]], others: list[tuple[str, int]]) -> None:
    others += [(table, at) for table, at in back if not owns(office, office.store.get(Record.ledgers[table], at))]
    if others:
        raise Refused("只能找回本人登记或主办、协办案件的记录。没有改动任何内容。")


def _refuse_orphan(office: Office, ledger: type[Record], record_id: int) -> None:
    record = office.store.get(ledger, record_id)
    for name, field in ledger.fields.items():
        if isinstance(field, Link) and field.required:
            target = Record.ledgers[field.target]
            if not office.store.page(target, [record.values[name]]):
                raise Refused(
                    f"{ledger.one} #{record_id} 所属的{target.one} #{record.values[name]} 还在回收站里，"
                    f"请先找回{target.one}。没有改动任何内容。"
                )


def show(office: Office, table: str, record_id: int) -> Record:
    """Return one live record; raises Missing, Refused where the officer may not open it."""
    ledger = ledger_of(table)
    record = office.store.get(ledger, record_id)
    key = ledger_operation(table, "view")
    permit(office, key, own=lambda: owns(office, record), about=(table, record_id))
    return record


def chosen(office: Office, table: str, where: Sequence[str] = ()) -> "array[int]":
    """Return the ids of the live records that meet all typed conditions, newest first."""
    ledger = ledger_of(table)
    return visible(office, ledger, office.store.ids(ledger, conditions(office.store, ledger, where)))


def listing(office: Office, table: str, where: Sequence[str] = (), limit: int | None = None) -> Listing:
    """Return the live records that meet all typed conditions, newest first, at most `limit` of them."""
    ids = chosen(office, table, where)
    return Listing(office.store.page(ledger_of(table), ids if limit is None else ids[:limit]), len(ids))


def find(office: Office, text: str, limit: int = 50) -> list[Hit]:
    """Find a text in every ledger: characters, pinyin, initials, last digits; at most `limit` hits."""
    if not text.strip():
        raise Invalid({"text": "请写明要找什么"}, {"text": "查找内容"})
    return find_each(office, text, limit, total=limit)


def find_each(
    office: Office, text: str, limit: int, tables: Sequence[str] | None = None, *, total: int | None = None
) -> list[Hit]:
    """Find a text in the named ledgers or in all; at most `limit` hits of each, and `total` in all."""
    permit(office, "list_people")
    sights = {table: sight(office, Record.ledgers[table]) for table in tables or Record.ledgers}
    hits: list[Hit] = []
    for table, seen in sights.items():
        most = limit if seen.own is None else MOST_LOOKED_AT
        found = [hit for hit in office.store.search(text, most, [table]) if seen.sees(hit.id)]
        hits += [_seen(hit, seen) for hit in found[:limit]]
        if total is not None and len(hits) >= total:
            break
    return hits[:total]


def _seen(hit: Hit, seen: Sight) -> Hit:
    return replace(hit, title=seen.text(hit.title), matched=seen.text(hit.matched)) if seen.masked else hit


def titles_by_id(office: Office, table: str, ids: Sequence[int]) -> dict[int, str]:
    """Return what people call the live records of a ledger."""
    return titles(office.store, ledger_of(table), ids)


def history(office: Office, table: str, record_id: int) -> list[Event]:
    """Return everything that was done to a record, oldest first; raises Missing where it never was."""
    ledger = ledger_of(table)
    seen = sight(office, ledger, "view")
    if not seen.sees(record_id):
        raise Refused("只能查看本人登记或主办、协办案件的修改记录。")
    rows = logbook.of_record(office.store, table, record_id)
    if not rows:
        raise Missing(f"{ledger.title} #{record_id} 从未登记过")
    return [_event(ledger, row, seen) for row in rows]


def _event(ledger: type[Record], row: tuple[Any, ...], seen: Sight) -> Event:
    told = json.loads(row[5])
    changes = tuple(
        (name, ledger.fields[name].label, *(seen.text(text) for text in _old_and_new(ledger, name, cells)))
        for name, cells in told.items()
        if name in ledger.fields and not name.endswith(READING)
    )
    seq, at, officer, what, event = row[:5]
    return Event(seq, at, officer, what, event, changes, str(told.get("reason", "")))


def _old_and_new(ledger: type[Record], name: str, cells: Any) -> tuple[str, str]:
    field = ledger.fields[name]
    old, new = cells if isinstance(cells, list) else (None, cells)
    return _shown(field, old), _shown(field, new)


def _shown(field: Field[Any], cell: Any) -> str:
    return "" if cell is None else field.show(field.load(cell))
