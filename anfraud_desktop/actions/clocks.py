"""All clocks of the file: what is due, by which day to act and why; the badge and the explanation of one record.

Another ledger gets clocks by a source: a function `(look: Look) -> Iterable[Clock]` named in SOURCES.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from anfraud_desktop.actions import clock_facts, request_clocks
from anfraud_desktop.actions.clock import Clock, Look, Source
from anfraud_desktop.actions.collecting import without_collecting
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import cases_of
from anfraud_desktop.actions.permits import permit
from anfraud_desktop.schema.record import Record

SOURCES: tuple[Source, ...] = (clock_facts.of_dispositions, clock_facts.of_cases, request_clocks.of_requests)


def clocks(office: Office, now: datetime | None = None) -> list[Clock]:
    """Return every open clock that the officer may see: by legal weight, then by the day to act.

    `now` is the office's clock where it is not given. Raises Refused where the officer may not see the workbench.
    """
    permit(office, "see_counts")
    with without_collecting():
        return sorted(of_look(Look(office, now or office.clock())), key=by_weight)


def of_look(look: Look) -> Iterable[Clock]:
    """Return the open clocks of one look, in no order."""
    return chain.from_iterable(source(look) for source in SOURCES)


def by_weight(clock: Clock) -> tuple[int, datetime, str, int]:
    """Order clocks by legal weight, then by the day to act."""
    return clock.weight, clock.at, clock.place.ledger, clock.place.id


def by_time(clock: Clock) -> tuple[datetime, int, str, int]:
    """Order clocks by the day to act, then by legal weight."""
    return clock.at, clock.weight, clock.place.ledger, clock.place.id


def around(office: Office, record: Record, now: datetime | None = None) -> Look:
    """Return the look at the cases that a record belongs to; at the record alone where it belongs to none."""
    moment = now or office.clock()
    cases = frozenset(case.id for case in cases_of(office, record) if case.id)
    alone = None if cases or record.id is None else (record.table, record.id)
    return Look(office, moment, cases, alone)


def of_record(office: Office, record: Record, now: datetime | None = None) -> list[Clock]:
    """Return the open clocks of a record, nearest first; of a case, an involvement or a person all that concern it."""
    return sorted((one for one in of_look(around(office, record, now)) if _concerns(one, record)), key=by_time)


def _concerns(clock: Clock, record: Record) -> bool:
    place = clock.place
    about = {"cases": place.case_id, "involvements": place.part, "people": place.person_id}
    return (place.ledger, place.id) == (record.table, record.id) or about.get(record.table) == record.id


def explain(office: Office, record: Record) -> Mapping[str, str]:
    """Return, by field name, why the dates of a record have the clocks they have; several sentences on lines."""
    told: dict[str, list[str]] = {}
    for clock in of_record(office, record):
        if (clock.ledger, clock.id) == (record.table, record.id):
            told.setdefault(clock.place.field, []).append(f"{clock.title}：{clock.rule}")
    return {name: "\n".join(sentences) for name, sentences in told.items()}
