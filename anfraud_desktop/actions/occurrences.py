"""Where a number that is being typed stands already: its card or person, and the case; what it lets guess."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.ownership import cases_of
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.records.cards import Card
from anfraud_desktop.rules.numbers import bare, check_number, institution_of
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.kinds import BankCard, CardNumber, Phone
from anfraud_desktop.schema.record import Field, Record
from anfraud_desktop.store.conditions import Condition

KINDS = (Phone, CardNumber, BankCard)
SHORTEST = 7  # digits: shorter numbers are services and parts of numbers
MOST = 5  # told


@dataclass(frozen=True)
class Occurrence:
    """One record that holds the number: its ledger, what it is called, and the cases it belongs to."""

    ledger: str
    id: int
    field: str
    cases: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say where the number stands."""
        ledger = Record.ledgers[self.ledger]
        where = f"在“{'”“'.join(self.cases)}”中" if self.cases else ""
        return f"该号码已{where}登记：{ledger.one} #{self.id} 的{ledger.fields[self.field].label}"


def watched(field: Field[object]) -> bool:
    """Tell whether a number typed into a field is looked up."""
    return isinstance(field, KINDS)


def occurrences(office: Office, text: str, besides: tuple[str, int] = ("", 0)) -> list[Occurrence]:
    """Return where a whole number stands in what the officer may see, at most `MOST` places, cards first.

    `besides` is the record (ledger, id) in which it is being typed. Quick at any size: it reads indexes alone.
    """
    found_phone = check_number("phone", text)
    number = found_phone.normal if found_phone.ok else bare(text)
    if len(number) < SHORTEST:
        return []
    found: list[Occurrence] = []
    for ledger, name in _places():
        if why_not(office, ledger_operation(ledger.table, "list")):
            continue
        for record in _holding(office, ledger, name, number):
            if (ledger.table, record.id) != besides and len(found) < MOST:
                cases = tuple(case.name or case.number or "" for case in cases_of(office, record)[:MOST])
                found.append(Occurrence(ledger.table, record.id or 0, name, cases))
    return found


@cache
def _places() -> tuple[tuple[type[Record], str], ...]:
    """Return the fields that are looked in: those of numbers by which a ledger is found, cards first."""
    found = [
        (ledger, name)
        for ledger in Record.ledgers.values()
        for name, field in ledger.fields.items()
        if watched(field) and field.searched
    ]
    return tuple(sorted(found, key=lambda place: place[0] is not Card))


def _holding(office: Office, ledger: type[Record], name: str, number: str) -> Iterator[Record]:
    store = office.store
    if ledger.fields[name].indexed:
        ids = list(store.ids(ledger, [Condition(name, "=", number)])[: MOST + 1])
    else:
        ids = [hit.id for hit in store.search(number, MOST + 1, [ledger.table])]
    seen = sight(office, ledger) if ids else None
    for record in store.page(ledger, ids):
        if record.values[name] == number and seen and seen.sees(record.id or 0):
            yield record


def institution_guess(kind: str | None, number: str | None) -> str:
    """Return what a card's number lets guess of its bank or operator; empty where the tables tell nothing."""
    return institution_of(kind or "", bare(number or "")) if kind and number else ""
