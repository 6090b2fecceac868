"""The facts that count for 联合惩戒: cards that somebody gave away, transfers on either side, judgments in force."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from anfraud_desktop.actions.links import titles
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.outcomes import outcome_of
from anfraud_desktop.actions.sight import sight
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.transfers import Transfer
from anfraud_desktop.rules.punishments import Fact, convicting
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition
from anfraud_desktop.store.database import PAGE

GIVING = frozenset({"card_owner", "card_opener"})  # parts in which somebody's own cards went into other hands
HANDED, ACQUIRED, CRIME = "hand_over", "acquire", "crime"  # codes of punishment_conducts
SIDES = (("from_person", HANDED, "交出"), ("to_person", ACQUIRED, "接手"))


@dataclass(frozen=True)
class Told:
    """One fact as it is shown: what it is (code of punishment_conducts, and in words), the record behind it.

    `left_out` says why it does not count; empty where it does.
    """

    fact: Fact
    conduct: str
    words: str
    ledger: str
    id: int
    card: str = ""
    case: str = ""
    source: str = ""
    left_out: str = ""


def gathered(office: Office, person: int | None) -> dict[int, list[Told]]:
    """Return, by person, every fact that the officer may see: all of them, or one person's."""
    found: dict[int, list[Told]] = defaultdict(list)
    for source in (_of_transfers, _of_own_cards, _of_judgments):
        for at, told in source(office, person):
            found[at].append(told)
    return found


def _seen(office: Office, ledger: type[Record], where: Sequence[Condition]) -> list[Any]:
    ids = sight(office, ledger).kept(office.store.ids(ledger, where)[::-1])
    return paged(office, ledger, ids)


def _of_transfers(office: Office, person: int | None) -> Iterable[tuple[int, Told]]:
    """Yield what each passing of a card says of who gave and who took it: one time, and one card."""
    wheres: list[list[Condition]] = [[]]
    if person is not None:
        wheres = [[Condition(side, "=", person)] for side, _, _ in SIDES]
    rows = {one.id: one for where in wheres for one in _seen(office, Transfer, where)}
    cards = titles(office.store, Card, [one.card for one in rows.values()])
    cases = titles(office.store, Case, [one.case for one in rows.values() if one.case])
    for one in rows.values():
        about = (Transfer.table, one.id or 0, cards.get(one.card, ""), cases.get(one.case, ""), one.source or "")
        for side, conduct, verb in SIDES:
            at = one.values[side]
            if at and person in (None, at):
                words = f"{verb}卡、账户（{Transfer.role.show(one.role)}）"
                yield at, Told(Fact("card", f"card {one.card}", one.handed_on), conduct, words, *about)
                yield at, Told(Fact("time", f"transfer {one.id}", one.handed_on), conduct, words, *about)


def _of_own_cards(office: Office, person: int | None) -> Iterable[tuple[int, Told]]:
    """Yield the cards of those who are in a case as their owner or opener: each is one card, on the day of the act."""
    where = [] if person is None else [Condition("person", "=", person)]
    parts = [one for one in _seen(office, Involvement, where) if set(one.roles or ()) & set(GIVING)]
    acted = {(one.person, one.case): one.acted_on for one in parts}
    cases = {one.id: one for one in paged(office, Case, sorted({one.case for one in parts}))}
    for some in chunks(sorted({one.person for one in parts})):
        for card in _seen(office, Card, [Condition("holder", "in", some)]):
            for case in (cases[at] for at in card.cases or () if (card.holder, at) in acted and at in cases):
                fact = Fact("card", f"card {card.id}", acted[card.holder, case.id] or case.act_to or case.act_from)
                about = (Card.table, card.id or 0, card.title_text(), case.title_text())
                yield card.holder, Told(fact, HANDED, "本人名下的卡、账户涉案", *about)


def _of_judgments(office: Office, person: int | None) -> Iterable[tuple[int, Told]]:
    """Yield the judgments in force: each is one crime."""
    where = [Condition("revoked_on", "empty"), Condition("measure", "in", _convictions())]
    if person is not None:
        where.append(Condition("involvement.person", "=", person))
    found = [one for one in _seen(office, Disposition, where) if convicting([outcome_of(one)]) and not one.appeal]
    parts = {one.id: one for one in paged(office, Involvement, sorted({one.involvement for one in found}))}
    cases = {one.id: one for one in paged(office, Case, sorted({one.case for one in parts.values()}))}
    for one in found:
        part = parts.get(one.involvement)
        case = cases.get(part.case) if part else None
        if part is None or part.person is None:
            continue
        offence = one.offence or (case.offence if case else None) or ""
        words = f"{Disposition.measure.show(one.measure)}：{Disposition.offence.show(offence)}"
        name = case.title_text() if case else ""
        fact = Fact("crime", f"disposition {one.id}", one.decided_on, offence)
        yield part.person, Told(fact, CRIME, words, Disposition.table, one.id or 0, "", name, one.document_number or "")


def _convictions() -> list[str]:
    return [option.code for option in Disposition.measure.codes.options if convicting([option.outcome])]


def chunks(ids: Sequence[int]) -> Iterable[list[int]]:
    """Return ids in pieces that one question to the file takes."""
    return (list(ids[at : at + PAGE]) for at in range(0, len(ids), PAGE))


def paged(office: Office, ledger: type[Record], ids: Sequence[Any]) -> list[Any]:
    """Return the live records of a ledger by their ids, empty ones left out."""
    return office.store.page(ledger, [at for at in ids if at])
