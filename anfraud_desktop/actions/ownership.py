"""Whose a record is: who entered it, and whose case it belongs to."""

from collections.abc import Iterator

from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import logbook
from anfraud_desktop.store.conditions import Condition

DEPTH = 3  # a disposition leads to its case in two steps
OFFICERS = ("lead_officer", "assisting_officers")


def owns(office: Office, ledger: type[Record], record_id: int) -> bool:
    """Tell whether the officer entered a record, or one of its cases is theirs (entered, leading or assisting)."""
    if logbook.entered_by(office.store, ledger.table, record_id) == office.officer:
        return True
    return any(_own_case(office, case) for case in cases_of(office, ledger, record_id))


def cases_of(office: Office, ledger: type[Record], record_id: int) -> set[int]:
    """Return the live cases that a record belongs to."""
    if ledger.table == "people":
        parts = office.store.page(Involvement, office.store.ids(Involvement, [Condition("person", "=", record_id)]))
        return {part.case for part in parts if part.case}
    return _along(office, ledger, record_id, DEPTH)


def _along(office: Office, ledger: type[Record], record_id: int, depth: int) -> set[int]:
    if ledger is Case:
        return {record_id}
    found: set[int] = set()
    for record in office.store.page(ledger, [record_id]) if depth else ():
        for table, at in _leads(record):
            found |= _along(office, Record.ledgers[table], at, depth - 1)
    return found


def _leads(record: Record) -> Iterator[tuple[str, int]]:
    """Yield what a record refers to, but people: through them every case would lead to every other."""
    for name, field in record.fields.items():
        if isinstance(field, Link | Links) and field.target not in (record.table, "people"):
            value = record.values[name] or ()
            yield from ((field.target, at) for at in (value if isinstance(value, tuple) else (value,)))


def _own_case(office: Office, case_id: int) -> bool:
    if logbook.entered_by(office.store, Case.table, case_id) == office.officer:
        return True
    [*cases] = office.store.page(Case, [case_id])
    return any(office.officer in _names(case) for case in cases)


def _names(case: Case) -> set[str]:
    told = " ".join(str(case.values[name] or "") for name in OFFICERS)
    for mark in "、，,；;/":
        told = told.replace(mark, " ")
    return set(told.split())
