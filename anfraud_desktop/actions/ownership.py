"""Whose a record is: who entered it, and whose case it belongs to.

A case is its leading and assisting officers'. One that names none is any investigator's, who may thus take it over;
a clerk's are those they entered.
"""

from collections.abc import Iterable

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.sealed import paths_to_cases
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.schema.kinds import Link, Links
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import logbook
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import PAGE

OFFICERS = ("lead_officer", "assisting_officers")
DEPTH = 3  # a disposition leads to its case in two steps


def owns(office: Office, record: Record) -> bool:
    """Tell whether a record is the officer's: entered by them, or of a case of theirs; a new one goes by its case."""
    if record.id is not None and logbook.entered_by(office.store, record.table, record.id) == office.officer:
        return True
    cases = cases_of(office, record)
    if not cases:
        return record.id is None or office.role == "investigator"
    return any(_own(office, case) for case in cases)


def own_ids(office: Office, ledger: type[Record]) -> set[int]:
    """Return the ids of a ledger's live records that are the officer's."""
    own = logbook.entered(office.store, Case.table, office.officer)
    for name in OFFICERS:
        named = office.store.page(Case, office.store.ids(Case, [Condition(name, "contains", office.officer)]))
        own.update(case.id for case in named if case.id and office.officer in _officers(case))
    found = logbook.entered(office.store, ledger.table, office.officer)
    for path in paths_to_cases(ledger, DEPTH):
        found.update(_of_cases(office, ledger, ".".join([*path, "id"]), own))
    if ledger.table == "people":
        parts = office.store.page(Involvement, sorted(_of_cases(office, Involvement, "case.id", own)))
        found.update(part.person for part in parts if part.person)
    return found


def _of_cases(office: Office, ledger: type[Record], path: str, cases: Iterable[int]) -> set[int]:
    wanted = sorted(cases)
    chunks = (wanted[at : at + PAGE] for at in range(0, len(wanted), PAGE))
    return {at for chunk in chunks for at in office.store.ids(ledger, [Condition(path, "in", chunk)])}


def cases_of(office: Office, record: Record) -> list[Case]:
    """Return the live cases that a record belongs to; a person belongs to those in which they are involved."""
    if isinstance(record, Case):
        return [record]
    if record.table == "people":
        parts = office.store.find(Involvement, person=record.id) if record.id else []
        return office.store.page(Case, sorted({part.case for part in parts if part.case}))
    found: dict[int, Case] = {}
    for path in paths_to_cases(type(record), DEPTH):
        found.update((case.id or 0, case) for case in _walked(office, record, path))
    return list(found.values())


def _walked(office: Office, record: Record, path: tuple[str, ...]) -> list[Case]:
    at: list[Record] = [record]
    for name in path:
        at = [target for one in at for target in _targets(office, one, name)]
    return [one for one in at if isinstance(one, Case)]


def _targets(office: Office, record: Record, name: str) -> list[Record]:
    field, value = record.fields[name], record.values[name] or ()
    assert isinstance(field, Link | Links)  # noqa: S101  for the type checker: paths are made of links
    return office.store.page(Record.ledgers[field.target], value if isinstance(value, tuple) else [value])


def _own(office: Office, case: Case) -> bool:
    officers = _officers(case)
    if office.officer in officers or (office.role == "investigator" and not officers):
        return True
    return case.id is not None and logbook.entered_by(office.store, Case.table, case.id) == office.officer


def _officers(case: Case) -> set[str]:
    told = " ".join(str(case.values[name] or "") for name in OFFICERS)
    return set(told.translate(str.maketrans("、，,；;/", "      ")).split())
