"""What a change moves: due days are derived, so that they follow by themselves; that they did is logged with it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from anfraud_desktop.actions.clock import Clock, Look, spelt
from anfraud_desktop.actions.clocks import around, of_look
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import cases_of
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.rules.deadlines import root
from anfraud_desktop.schema.kinds import Choice, Day, Link, Moment
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.undoing import MOVED

SOME = 200  # records whose cases are looked up one by one
Place = tuple[str, str, int]  # the limit that it was extended from, ledger, record


@contextmanager
def following(office: Office, record: Record, before: Record | None, change: Change) -> Iterator[None]:
    """Log, in the change of its block, which running clocks end on another day because a record is written.

    `record` is what is written, `before` what stood there, None for a new one.
    """
    if not _may_move(record, before):
        yield
        return
    now = office.clock()
    with _logged([around(office, one, now) for one in (record, before) if one is not None], change):
        yield


@contextmanager
def following_all(office: Office, records: Sequence[Record], change: Change) -> Iterator[None]:
    """Log the same for many records that stand in the file and are written anew, as by an import."""
    now = office.clock()
    if not records:
        yield
        return
    cases: frozenset[int] | None = None  # of so many that looking at the whole file is quicker
    if len(records) <= SOME:
        cases = frozenset(case.id for one in records for case in cases_of(office, one) if case.id)
    with _logged([Look(office, now, cases)], change):
        yield


@contextmanager
def _logged(looks: Sequence[Look], change: Change) -> Iterator[None]:
    was = _running(looks)
    yield
    for (kind, ledger, at), (old, new) in _moved(was, _running(looks)).items():
        change.entries.append(Entry(MOVED, ledger, at, {"limit": kind, "due": [old, new]}))


def _may_move(record: Record, before: Record | None) -> bool:
    """Tell whether a clock may hang on what is written: nothing does on a new case or person, nor on a text."""
    if before is None:
        return not isinstance(record, Case | Person)
    facts = (Choice, Day, Link, Moment)
    return any(isinstance(f, facts) and record.values[n] != before.values[n] for n, f in record.fields.items())


def _running(looks: Sequence[Look]) -> dict[Place, Clock]:
    """Return the clocks in the looks as the file stands now, by what they are; read afresh."""
    fresh = [Look(look.office, look.now, look.cases, look.only) for look in looks]
    return {(root(one.kind), one.ledger, one.id): one for look in fresh for one in of_look(look)}


def _moved(was: dict[Place, Clock], now: dict[Place, Clock]) -> dict[Place, tuple[str, str]]:
    """Return old and new end of the clocks that run before and after, and end on another day."""
    both = ((place, was[place].due, now[place].due) for place in sorted(was.keys() & now.keys()))
    return {place: (spelt(old), spelt(new)) for place, old, new in both if old != new}
