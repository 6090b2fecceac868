"""The hands of a card in order, gaps told; institutions guessed as such; where a number stands already."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from anfraud_desktop.actions import chains, occurrences, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Invalid, Missing
from anfraud_desktop.records.transfers import Transfer
from tests.factories import a_card, a_case, a_person, a_victim, an_involvement, card_number, phone
from tests.filled import write


@pytest.fixture
def people(office: Office) -> list[int]:
    return [write(office, a_person(name=name)) for name in ("开卡甲", "带队乙", "收卡丙", "贩卡丁", "使用戊")]


def hand(office: Office, card: int, role: str, giver: int | None, taker: int | None, **but: Any) -> int:
    return write(office, Transfer.read({"card": card, "role": role, "from_person": giver, "to_person": taker} | but))


def names(chain: chains.Chain) -> list[str]:
    return [f"{hand.title}:{hand.name}{'?' if hand.loose else ''}" for hand in chain.hands]


def test_the_hands_stand_in_the_order_of_the_passing_with_the_victims_at_the_end(
    office: Office, people: list[int]
) -> None:
    case = write(office, a_case())
    card = write(office, a_card(holder=people[0], cases=(case,), opened_on="2026-01-02"))
    write(office, a_victim(case, name="李受害"))
    hand(office, card, "seller", people[2], people[3], handed_on="2026-01-05", price="800")
    hand(office, card, "escort", people[0], people[1], handed_on="2026-01-03")
    hand(office, card, "user", people[3], people[4], handed_on="2026-01-06", source="聊天记录")
    hand(office, card, "buyer", people[1], people[2], handed_on="2026-01-04")
    found = chains.chain(office, card)
    assert names(found) == [
        "开卡:开卡甲", "带队:带队乙", "收卡:收卡丙", "贩卡:贩卡丁", "使用:使用戊", "受害:李受害",
    ]  # fmt: skip
    assert found.gaps == 0
    assert (found.hands[0].on, found.hands[3].price, found.hands[4].source) == (
        date(2026, 1, 2),
        Decimal(800),
        "聊天记录",
    )
    assert [one.card.id for one in chains.chains(office, case)] == [card]


def test_undated_hands_are_joined_by_who_gave_to_whom(office: Office, people: list[int]) -> None:
    card = write(office, a_card(holder=people[0]))
    hand(office, card, "user", people[2], people[4])
    hand(office, card, "buyer", people[0], people[2])
    assert names(chains.chain(office, card)) == ["开卡:开卡甲", "收卡:收卡丙", "使用:使用戊"]


def test_a_hand_that_does_not_join_the_one_before_is_marked(office: Office, people: list[int]) -> None:
    card = write(office, a_card(holder=people[0], user_name="外号老鬼"))
    hand(office, card, "seller", people[2], people[3])
    found = chains.chain(office, card)
    assert names(found) == ["开卡:开卡甲", "贩卡:贩卡丁?", "使用:外号老鬼?"]
    assert found.gaps == 2


def test_somebody_not_yet_identified_joins_by_what_they_are_called(office: Office, people: list[int]) -> None:
    card = write(office, a_card(holder_name="阿强"))
    hand(office, card, "buyer", None, None, from_name="阿强", to_name="飞哥")
    hand(office, card, "user", None, people[4], from_name="飞哥")
    found = chains.chain(office, card)
    assert names(found) == ["开卡:阿强", "收卡:飞哥", "使用:使用戊"]
    assert (found.hands[1].ledger, found.hands[2].ledger) == ("", "people")


def test_a_ring_of_hands_ends(office: Office, people: list[int]) -> None:
    card = write(office, a_card(holder=people[0]))
    hand(office, card, "buyer", people[0], people[1])
    hand(office, card, "seller", people[1], people[0])
    assert len(chains.chain(office, card).hands) == 3


def test_a_transfer_wants_somebody_else_who_took_the_card(office: Office, people: list[int]) -> None:
    card = write(office, a_card())
    with pytest.raises(Invalid, match="接手人"):
        records.add(office, "transfers", {"card": card, "role": "buyer", "from_person": people[0]})
    with pytest.raises(Invalid, match="同一人"):
        records.add(
            office, "transfers", {"card": card, "role": "buyer", "from_person": people[0], "to_person": people[0]}
        )
    with pytest.raises(Missing):
        chains.chain(office, 99)


def test_a_clerk_sees_the_victim_masked(office: Office) -> None:
    case = write(office, a_case())
    card = write(office, a_card(cases=(case,)))
    write(office, a_victim(case, name="李受害", phone="19900001234"))
    clerk = replace(office, role="clerk")
    assert all("19900001234" not in hand.name for hand in chains.chain(clerk, card).hands)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"institution": "湖北银行"}, "湖北银行"),
        ({"institution": "", "number": card_number("621226")}, "推测：中国工商银行"),
        ({"institution": "", "kind": "sim", "number": phone(1)}, "推测：中国电信"),
        ({"institution": "", "kind": "internet", "number": "wx_1"}, ""),
    ],
)
def test_an_institution_that_nobody_confirmed_is_told_as_a_guess(given: dict[str, str], shown: str) -> None:
    assert chains.institution_text(a_card(**given)) == shown


# Where a number stands


def test_a_number_is_found_in_every_ledger_with_its_cases(office: Office) -> None:
    number, case = phone(77), write(office, a_case(name="三号案"))
    person = write(office, a_person(phone=number))
    write(office, an_involvement(person, case))
    write(office, a_victim(case, phone=number))
    card = write(office, a_card(kind="sim", number=number, cases=(case,)))
    found = occurrences.occurrences(office, number)
    assert [(one.ledger, one.cases) for one in found] == [
        ("cards", ("三号案",)), ("people", ("三号案",)), ("victims", ("三号案",)),
    ]  # fmt: skip
    assert found[0].words == f"该号码已在“三号案”中登记：涉案卡 #{card} 的号码"


def test_the_record_itself_parts_of_numbers_and_what_may_not_be_seen_are_left_out(office: Office) -> None:
    number = phone(78)
    person = write(office, a_person(phone=number))
    assert occurrences.occurrences(office, number, ("people", person)) == []
    assert occurrences.occurrences(office, number[:10]) == []
    assert occurrences.occurrences(office, number[:6]) == []
    assert occurrences.occurrences(replace(office, role="auditor"), number) == []
    others = replace(office, officer="赵录入", role="clerk")
    write(office, a_victim(write(office, a_case()), phone=number))
    assert [one.ledger for one in occurrences.occurrences(others, number)] == ["people"]


def test_no_more_than_a_handful_is_told(office: Office) -> None:
    number = phone(79)
    for _ in range(9):
        write(office, a_person(phone=number))
    assert len(occurrences.occurrences(office, number)) == 5
