"""The hands that a card went through, in order: who opened it, brought it, bought, sold and used it, who was harmed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.records.transfers import Transfer
from anfraud_desktop.records.victims import Victim
from anfraud_desktop.rules.numbers import institution_of
from anfraud_desktop.store.conditions import Condition

OPENER, USER, VICTIM = "opener", "user", "victim"
ROLES = [option.code for option in Transfer.role.codes.options]  # in the order of the chain
GUESS = "推测："


@dataclass(frozen=True)
class Hand:
    """One hand: the part it plays (code of hand_roles, or `victim`), who it is, and the transfer that tells of it.

    `ledger` and `id` name the record behind it, the person or victim where there is one; `loose` tells that the one
    before did not hand the card to this one, as far as the file knows.
    """

    role: str
    title: str  # the part in Chinese
    name: str
    ledger: str = ""
    id: int = 0
    transfer: int = 0
    on: date | None = None
    price: Decimal | None = None
    case: int = 0
    source: str = ""
    loose: bool = False


@dataclass(frozen=True)
class Chain:
    """A card with its hands in order; `institution` is told as a guess until the card itself names it."""

    card: Card
    hands: tuple[Hand, ...]
    institution: str

    @property
    def gaps(self) -> int:
        """How many hands do not join the one before."""
        return sum(hand.loose for hand in self.hands)


def institution_text(card: Card) -> str:
    """Return a card's institution; what is only guessed from the number says so; empty where nothing is known."""
    guess = institution_of(card.kind or "", card.number or "")
    return card.institution or (f"{GUESS}{guess}" if guess else "")


def chain(office: Office, card_id: int) -> Chain:
    """Return the hands of one card; raises Missing, Refused where the officer may not open the card."""
    card = records.show(office, Card.table, card_id)
    assert isinstance(card, Card)  # noqa: S101  for the type checker
    return next(iter(_chains(office, [card])))


def chains(office: Office, case_id: int) -> list[Chain]:
    """Return the chains of all cards of a case, oldest card first; raises as `chain` does."""
    records.show(office, Case.table, case_id)
    ids = office.store.ids(Card, [Condition("cases", "=", case_id)])
    return list(_chains(office, office.store.page(Card, sight(office, Card).kept(ids)[::-1])))


def _chains(office: Office, cards: Sequence[Card]) -> Iterator[Chain]:
    store = office.store
    found = store.page(Transfer, store.ids(Transfer, [Condition("card", "in", [card.id for card in cards])]))
    ends = {at for one in found for at in (one.from_person, one.to_person) if at}
    names = _people(office, ends | {card.holder for card in cards if card.holder})
    cases = sorted({at for card in cards for at in card.cases or ()})
    harmed = store.page(
        Victim, store.ids(Victim, [Condition("case", "in", cases), Condition("role", "=", VICTIM)])[::-1]
    )
    seen = sight(office, Victim)
    for card in cards:
        hands = _hands(card, [one for one in found if one.card == card.id], names)
        victims = [one for one in harmed if one.case in (card.cases or ()) and seen.sees(one.id or 0)]
        told = [
            Hand(VICTIM, "受害", seen.shown(one, "name"), Victim.table, one.id or 0, case=one.case or 0)
            for one in victims
        ]
        yield Chain(card, (*hands, *told), institution_text(card))


def _people(office: Office, ids: Iterable[int]) -> dict[int, str]:
    return {one.id or 0: one.name or "" for one in office.store.page(Person, sorted(ids))}


def _hands(card: Card, transfers: Sequence[Transfer], names: dict[int, str]) -> list[Hand]:
    """Return the hands of a card: the one who opened it, then each that took it from the last, the rest by day."""
    first = _hand(OPENER, card.holder, card.holder_name, names, on=card.opened_on)
    rest = sorted(transfers, key=_age)
    hands = [first] if first.name else []
    while rest:
        last = hands[-1] if hands else None
        step = next((one for one in rest if last and _same(last, one.from_person, one.from_name)), rest[0])
        rest.remove(step)
        if last is None and (step.from_person or step.from_name):
            hands.append(_hand(OPENER, step.from_person, step.from_name, names))
        elif step.role == OPENER and last and _same(last, step.to_person, step.to_name):
            continue  # the ledger tells of the opening too
        loose = last is not None and not _same(last, step.from_person, step.from_name)
        hands.append(_taken(step, names, loose=loose))
    if card.user_name and not (hands and hands[-1].name == card.user_name):
        hands.append(Hand(USER, _part(USER), card.user_name, loose=bool(hands)))
    return hands


def _age(one: Transfer) -> tuple[date, int, int]:
    return one.handed_on or date.max, ROLES.index(one.role or OPENER), one.id or 0


def _same(hand: Hand, person: int | None, name: str | None) -> bool:
    if person and hand.ledger == Person.table:
        return hand.id == person
    return bool(name) and hand.name == name


def _hand(role: str, person: int | None, name: str | None, names: dict[int, str], on: date | None = None) -> Hand:
    known = names.get(person or 0, "")
    at = (Person.table, person or 0) if known else ("", 0)
    return Hand(role, _part(role), known or name or "", *at, on=on)


def _taken(one: Transfer, names: dict[int, str], *, loose: bool) -> Hand:
    known = names.get(one.to_person or 0, "")
    at = (Person.table, one.to_person or 0) if known else ("", 0)
    return Hand(
        one.role or "", _part(one.role), known or one.to_name or "", *at, one.id or 0, one.handed_on, one.price,
        one.case or 0, one.source or "", loose,
    )  # fmt: skip


def _part(role: str | None) -> str:
    return Transfer.role.show(role)
