"""The opposite of each kind of entry; what somebody else built on an act keeps it from being undone."""

from collections.abc import Callable

import pytest

from anfraud_desktop.errors import Invalid, Refused
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import undoing, verifying
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.change import Change
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.store.undoing import REDO, UNDO
from tests.factories import a_card, a_case, a_person, an_involvement

MINE, OTHER = "王警官", "李警官"
EVER = "2000"


@pytest.fixture
def signed(store: Store) -> Store:
    store.signer = Signer(MINE, "u-1", "investigator", bytes(range(32)))
    return store


def do(store: Store, act: Callable[[Change], object], by: str = MINE, what: str = "一步") -> None:
    with store.change(what, by=by) as change:
        act(change)


def save(store: Store, *records: Record, by: str = MINE) -> int:
    do(store, lambda change: [change.save(record) for record in records], by)
    return records[-1].id or 0


def turn(store: Store, kind: str = UNDO) -> int:
    found = undoing.stacks(store, MINE, None, EVER)
    act = (found.done if kind == UNDO else found.undone)[-1]
    with store.change(f"{'撤销' if kind == UNDO else '重做'}：{act.what}", by=MINE) as change:
        return undoing.turn_round(store, act, kind, change)


def live(store: Store) -> dict[str, list[object]]:
    return {name: [(one.id, one.values) for one in store.all(ledger)] for name, ledger in Record.ledgers.items()}


def cases_of(card: Card) -> tuple[int, ...]:
    return card.cases or ()


def linked(store: Store) -> list[tuple[object, ...]]:
    return store.rows('SELECT record, target FROM "cards__cases" ORDER BY 1, 2')


@pytest.fixture
def card(signed: Store) -> Card:
    """Return a card that touches two cases."""
    cases = tuple(save(signed, a_case()) for _ in range(2))
    return signed.get(Card, save(signed, a_card(holder_name="黎家驹").but(cases=cases)))


ACTS: dict[str, Callable[[Change, Card], object]] = {
    "new": lambda change, _: change.save(a_card(holder_name="欧阳询")),
    "change": lambda change, card: change.save(card.but(cases=cases_of(card)[:1], holder_name="欧阳询")),
    "put back": lambda change, card: change.put_back(card.but(cases=None, holder_name="欧阳询")),
    "remove": lambda change, card: change.remove(Card, card.id or 0, "重复"),
    "several": lambda change, card: (
        change.save(card.but(remark="甲")), change.add([a_card(), a_card()]),
        change.remove(Case, cases_of(card)[-1], "误")
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ACTS)
def test_each_kind_is_turned_back_and_forth_with_its_links_and_its_words(signed: Store, card: Card, kind: str) -> None:
    states = [(live(signed), linked(signed), signed.search("欧阳询"), signed.search("黎家驹"))]
    do(signed, lambda change: ACTS[kind](change, card))
    states.append((live(signed), linked(signed), signed.search("欧阳询"), signed.search("黎家驹")))
    assert states[0] != states[1]
    for expected, way in [(0, UNDO), (1, REDO), (0, UNDO), (1, REDO)]:
        turn(signed, way)
        assert (live(signed), linked(signed), signed.search("欧阳询"), signed.search("黎家驹")) == states[expected]
    assert [check for check in verifying.verify(signed) if not check.ok] == []


def test_what_came_back_from_the_trash_goes_there_again(signed: Store, card: Card) -> None:
    do(signed, lambda change: change.remove(Card, card.id or 0, "重复"))
    do(signed, lambda change: change.restore(Card, card.id or 0))
    turn(signed)
    assert (signed.all(Card), linked(signed), signed.search("黎家驹")) == ([], [], [])
    turn(signed, REDO)
    assert [one.values for one in signed.all(Card)] == [card.values]


def test_an_undo_says_in_the_log_what_it_undid(signed: Store) -> None:
    save(signed, a_person())
    assert turn(signed) == 1
    [(of, act)] = signed.rows(
        "SELECT json_extract(changes, '$.of'), (SELECT op FROM log WHERE event = 'new')"
        " FROM log JOIN history USING (seq) WHERE event = 'undo' AND what = '撤销：一步'"
    )
    assert of == act


def test_a_name_with_a_colon_stays_whole(signed: Store) -> None:
    at = save(signed, a_person())
    do(signed, lambda change: change.remove(Person, at, "重复"), what="移入回收站：人员")
    for kind in (UNDO, REDO, UNDO):
        turn(signed, kind)
    assert undoing.stacks(signed, MINE, None, EVER).undone[-1].what == "移入回收站：人员"


def test_thirty_acts_can_be_undone(signed: Store) -> None:
    for _ in range(31):
        save(signed, a_person())
    assert len(undoing.stacks(signed, MINE, None, EVER).done) == 30


def test_looking_at_records_pushes_no_act_out(signed: Store) -> None:
    at = save(signed, a_person())
    for _ in range(undoing.LOOKED_AT):
        do(signed, lambda change: change.entries.append(Entry("view", "people", at, {})))
    assert len(undoing.stacks(signed, MINE, None, EVER).done) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda change: change.save(Notice({"subject": "通告"})),
        lambda change: change.entries.append(Entry("export", "people", 0, {})),
        lambda change: (change.save(a_person()), change.entries.append(Entry("correction", "people", 1, {}))),
    ],
    ids=["a notice", "an export", "a change that is more than one"],
)
def test_what_is_no_plain_writing_is_not_undone(signed: Store, act: Callable[[Change], object]) -> None:
    do(signed, act)
    assert undoing.stacks(signed, MINE, None, EVER).done == ()


def refused(store: Store, match: str) -> None:
    before, head = live(store), store.rows("SELECT max(seq) FROM log")
    with pytest.raises(Refused, match=match):
        turn(store)
    assert (live(store), store.rows("SELECT max(seq) FROM log")) == (before, head)


def test_a_record_on_which_somebody_built_is_not_taken_out(signed: Store) -> None:
    case = save(signed, a_case(), by=OTHER)
    person = save(signed, a_person())
    made = save(signed, an_involvement(person, case), by=OTHER)
    refused(signed, f"涉案人员 #{made} 之后又被 {OTHER}")


def test_a_case_that_somebody_put_on_a_card_is_not_taken_out(signed: Store) -> None:
    card = signed.get(Card, save(signed, a_card(), by=OTHER))
    case = save(signed, a_case())
    save(signed, card.but(cases=(case,)), by=OTHER)
    refused(signed, f"涉案卡 #{card.id} 之后又被 {OTHER}")


def test_what_stands_in_a_notice_is_not_taken_out(signed: Store) -> None:
    case = save(signed, a_case())
    save(signed, Notice({"subject": "通告", "cases": (case,)}))
    refused(signed, f"通告 #1 之后又被 {MINE}")


def test_a_record_does_not_come_back_to_a_case_that_somebody_removed(signed: Store) -> None:
    person, case = save(signed, a_person()), save(signed, a_case())
    part = save(signed, an_involvement(person, case))
    do(signed, lambda change: change.remove(Involvement, part, "重复"))
    do(signed, lambda change: change.remove(Case, case, "误登"), by=OTHER)
    refused(signed, f"案件 #{case} 之后又被 {OTHER}")


def test_a_link_is_not_put_back_to_a_record_that_somebody_removed(signed: Store, card: Card) -> None:
    save(signed, card.but(cases=cases_of(card)[:1]))
    do(signed, lambda change: change.remove(Case, cases_of(card)[-1], "误登"), by=OTHER)
    refused(signed, f"案件 #{cases_of(card)[-1]} 之后又被 {OTHER}")


def test_a_link_that_led_to_the_trash_before_does_not_stand_in_the_way(signed: Store, card: Card) -> None:
    do(signed, lambda change: change.remove(Case, cases_of(card)[-1], "误登"), by=OTHER)
    save(signed, signed.get(Card, card.id or 0).but(remark="补记"))
    turn(signed)
    assert signed.get(Card, card.id or 0).remark is None


def test_what_somebody_turned_round_himself_does_not_stand_in_the_way(signed: Store) -> None:
    at = save(signed, a_person(name="张建国"))
    save(signed, signed.get(Person, at).but(name="李四"), by=OTHER)
    act = undoing.stacks(signed, OTHER, None, EVER).done[-1]
    with signed.change("撤销：一步", by=OTHER) as change:
        undoing.turn_round(signed, act, UNDO, change)
    turn(signed)
    assert signed.all(Person) == []


def test_a_number_that_was_given_anew_keeps_the_old_record_out(signed: Store) -> None:
    at = save(signed, a_case(number="府城〔2026〕7号"))
    do(signed, lambda change: change.remove(Case, at, "误登"))
    save(signed, a_case(number="府城〔2026〕7号"), by=OTHER)
    with pytest.raises(Invalid, match="已有"):
        turn(signed)
    assert len(signed.all(Case)) == 1
