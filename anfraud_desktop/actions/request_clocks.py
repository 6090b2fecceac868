"""The clocks of stop-payments and freezes: from the minute that the institution told, until lifted or renewed."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from anfraud_desktop.actions.clock import Clock, Look, Place
from anfraud_desktop.actions.request_limits import DONE
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.requests import Request
from anfraud_desktop.rules.deadlines import limit_of
from anfraud_desktop.rules.requests import kinds, limit_key
from anfraud_desktop.store.conditions import Condition


class Measure(NamedTuple):
    """A measure as its own fields tell it."""

    id: int
    kind: str
    target_kind: str
    major: bool | None
    starts_at: datetime
    result: str | None
    person: int | None
    case: int | None


def of_requests(look: Look) -> Iterator[Clock]:
    """Yield the clock of each measure that has an end, stands, and is not renewed by another one."""
    where = [Condition("starts_at", "filled"), Condition("ended_at", "empty")]
    rows = (Measure(*row) for row in look.read(Request, Measure._fields[1:], where))
    found = [one for one in rows if one.result in (*DONE, None)]
    if not found:
        return
    renewed, store = _renewed(look), look.office.store
    cases = {case.id: case for case in store.page(Case, sorted({one.case for one in found if one.case}))}
    people = {one.id: one.name or "" for one in store.page(Person, sorted({one.person for one in found if one.person}))}
    for one in found:
        key = "" if one.id in renewed else limit_key(one.kind, one.target_kind, major=bool(one.major))
        if key:
            start = one.starts_at if limit_of(key).hourly else one.starts_at.date()
            place = _place(one, cases.get(one.case), people.get(one.person, ""))
            if clock := look.clock(key, place, start):
                yield clock


def _renewed(look: Look) -> set[int]:
    making = sorted({kind.renewed_by for kind in kinds().values() if kind.renewed_by})
    where = [Condition("kind", "in", making), Condition("follows", "filled"), Condition("starts_at", "filled")]
    return {row[1] for row in look.read(Request, ["follows"], where)}


def _place(one: Measure, case: Case | None, person: str) -> Place:
    name, officer = (case.name or case.number or "", case.lead_officer or "") if case else ("", "")
    return Place(
        Request.table, one.id, "expires_at",
        person=person, case=name, case_id=one.case or 0, officer=officer, person_id=one.person or 0,
    )  # fmt: skip
