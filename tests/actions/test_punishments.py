"""Who may be reported for 联合惩戒, by which facts of the file; the proposal, its sheet, the station's own figures."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from anfraud_desktop.actions import punishment_sheets, punishments, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.punishments import Punishment
from anfraud_desktop.records.transfers import Transfer
from anfraud_desktop.store.signers import Signer
from tests.factories import a_card, a_case, a_disposition, a_person, an_involvement, card_number, id_number
from tests.filled import write


def person(office: Office, **but: Any) -> int:
    return write(office, a_person(**but))


def passing(office: Office, giver: int, taker: int, card: int | None = None, on: str = "2026-03-05") -> int:
    at = card or write(office, a_card(number=card_number()))
    given = {
        "card": at,
        "role": "buyer",
        "from_person": giver,
        "to_person": taker,
        "handed_on": on,
        "source": "讯问笔录",
    }
    return write(office, Transfer.read(given))


def lender(office: Office, cards: int, **but: Any) -> int:
    """Write somebody in a case as owner of so many cards."""
    at = person(office, **but)
    case = write(office, a_case(act_to="2026-02-10"))
    write(office, an_involvement(at, case, roles="card_owner"))
    for _ in range(cards):
        write(office, a_card(holder=at, cases=(case,)))
    return at


def listed(office: Office) -> list[tuple[int, str, int, int]]:
    return [
        (
            one.person.id or 0,
            one.finding.category.code if one.finding.category else "",
            one.finding.cards,
            one.finding.times,
        )
        for one in punishments.candidates(office)
    ]


def test_three_cards_of_ones_own_in_a_case_are_enough(office: Office) -> None:
    lender(office, 2)
    at = lender(office, 3)
    assert listed(office) == [(at, "2", 3, 0)]
    found = punishments.facts(office, at)
    assert found.result == "可报送认定（二类）"
    assert [(one.fact.on, one.ledger) for one in found.told] == [(date(2026, 2, 10), "cards")] * 3
    assert "没有核对办法原文" in found.cautions[0]


def test_one_card_passed_on_three_times_is_enough_for_who_passed_it(office: Office) -> None:
    seller, buyers = person(office), [person(office) for _ in range(3)]
    card = write(office, a_card())
    for day, buyer in enumerate(buyers, 5):
        passing(office, seller, buyer, card, f"2026-03-0{day}")
    assert listed(office) == [(seller, "2", 1, 3)]
    assert len(punishments.facts(office, seller).told) == 3
    assert punishments.facts(office, buyers[0]).result == "未达到报送条件"


def test_who_took_three_cards_is_told_as_well(office: Office) -> None:
    giver, taker = [person(office) for _ in range(3)], person(office)
    for at in giver:
        passing(office, at, taker)
    assert listed(office) == [(taker, "2", 3, 3)]
    made = punishments.propose(office, taker)
    assert made.conducts == ("acquire",)


def test_a_card_that_is_told_by_case_and_transfer_counts_once(office: Office) -> None:
    at = lender(office, 2)
    own = office.store.find(records.ledger_of("cards"), holder=at)
    passing(office, at, person(office), own[0].id)
    assert punishments.facts(office, at).finding.cards == 2


def test_old_and_undated_conduct_is_shown_with_why_it_does_not_count(office: Office) -> None:
    at, other = person(office), person(office)
    passing(office, at, other, on="2022-11-30")
    passing(office, at, other, on="")
    passing(office, at, other)
    found = punishments.facts(office, at)
    assert (found.finding.category, found.finding.cards) == (None, 1)
    assert [one.left_out[:4] for one in found.told] == ["早于 2", "", "没有日期"]
    assert any("没有计入" in text for text in found.cautions)


@pytest.mark.parametrize(
    ("but", "category"),
    [
        ({}, "1"),
        ({"stage": "first"}, None),
        ({"appeal": "是"}, None),
        ({"revoked_on": "2026-05-01"}, None),
        ({"offence": "C303"}, None),
        ({"measure": "detained"}, None),
    ],
)
def test_a_judgment_in_force_for_one_of_the_crimes_makes_the_first_category(
    office: Office, but: dict[str, str], category: str | None
) -> None:
    part = write(office, an_involvement(at := person(office), write(office, a_case())))
    given = {"measure": "convicted_final", "offence": "C287B2", "decided_on": "2026-04-01"} | but
    write(office, a_disposition(part, **given))
    assert [one[1] for one in listed(office)] == ([category] if category else [])
    assert (punishments.facts(office, at).finding.crimes == 1) == (category is not None)


def test_a_minor_at_the_time_and_a_running_punishment_are_cautioned(office: Office) -> None:
    at = lender(office, 3, id_number=id_number(date(2009, 3, 7)))
    assert any("未满十八周岁" in text for text in punishments.facts(office, at).cautions)
    write(
        office, Punishment.read({"person": at, "category": "2", "decided_on": "2026-05-01", "starts_on": "2026-05-01"})
    )
    assert any("累计不超过五年" in text for text in punishments.facts(office, at).cautions)
    assert [one.state for one in punishments.candidates(office)] == ["decided"]


# The proposal


def test_a_proposal_is_written_once_with_its_counts(office: Office) -> None:
    at = lender(office, 3)
    made = punishments.propose(office, at)
    assert (made.category, made.state, made.cards, made.decided_on) == ("2", "proposed", 3, None)
    assert made.conducts == ("hand_over",)
    assert "设区的市级以上" in (made.organ or "")
    with pytest.raises(Refused, match="已登记拟报送"):
        punishments.propose(office, at)
    assert [one.state for one in punishments.candidates(office)] == ["proposed"]


def test_who_does_not_reach_is_neither_proposed_nor_put_on_a_sheet(desk: Office) -> None:
    at = lender(desk, 2)
    with pytest.raises(Refused, match="没有达到") as refused:
        punishments.propose(desk, at)
    assert "联合惩戒办法" in refused.value.article
    with pytest.raises(Refused, match="没有达到"):
        punishment_sheets.sheet(desk, at)
    with pytest.raises(Refused, match="权限"):
        punishments.propose(replace(desk, role="clerk"), lender(desk, 3))


def test_the_sheet_lists_the_facts_and_says_that_it_decides_nothing(desk: Office) -> None:
    at = lender(desk, 3, name="欧阳建国")
    passing(desk, at, person(desk), on="2022-01-01")
    text = "".join("".join(pdf_text(punishment_sheets.sheet(desk, at))).split())
    for words in ("欧阳建国", "可报送认定（二类）", "设区的市级以上公安机关：", "早于2022-12-01", "本表不是认定决定",
                  "2年，届满自动解除", "安陆市公安局府城派出所"):  # fmt: skip
        assert words in text, words
    assert records.history(desk, "people", at)[-1].what == "打印惩戒报送表"


# The record


def test_the_end_follows_from_the_beginning_and_the_category(office: Office) -> None:
    at = person(office)
    made = records.add(office, "punishments", {"person": at, "category": "一类", "starts_on": "2026-03-05"})
    assert made.values["ends_on"] == date(2029, 3, 5)
    moved = records.change(office, "punishments", made.id or 0, {"starts_on": "2026-04-05"})
    assert moved.values["ends_on"] == date(2029, 4, 5)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"category": "二类", "published": "是"}, "公示依据"),
        ({"category": "二类", "starts_on": "2026-03-05", "ends_on": "2031-03-06"}, "五年"),
        ({"category": "二类", "starts_on": "2026-03-05", "ends_on": "2026-03-04"}, "早于起日"),
    ],
)
def test_what_the_rule_does_not_know_is_refused(office: Office, given: dict[str, str], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        records.add(office, "punishments", {"person": person(office), **given})


# The figures that hold here


def test_two_set_the_figures_from_the_text_of_the_rule(office: Office, supervisor: Office) -> None:
    lender(office, 3)
    chief = replace(supervisor, second=Signer("周管理", "u-2", "administrator", bytes(32)))
    punishments.set_threshold(chief, 5, 5, "办法第五条")
    assert punishments.candidates(office) == []
    assert punishments.threshold(office).sure
    with pytest.raises(Invalid, match="次数"):
        punishments.set_threshold(chief, 5, 0, "办法第五条")
    with pytest.raises(Refused):
        punishments.set_threshold(office, 1, 1, "随意")
