"""Conditions along fields of several links, the first record of each, and tests that leave their index alone."""

from collections.abc import Callable

import pytest

from anfraud_desktop.errors import UserError
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition, Order, Query, Tally, end_of, split_at_links
from anfraud_desktop.store.database import Store
from tests.factories import a_card, a_case, a_person, an_involvement

Save = Callable[..., list[int]]


@pytest.fixture
def save(store: Store) -> Save:
    def saved(*given: Record) -> list[int]:
        with store.change("测试", by="王警官") as change:
            return [change.save(record) for record in given]

    return saved


def test_a_condition_along_several_links_holds_where_some_live_record_meets_it(store: Store, save: Save) -> None:
    old, new = save(a_case(filed_on="2025-01-01"), a_case(filed_on="2026-10-31", township="府城街道"))
    both, first, _ = save(a_card(cases=f"{old} {new}"), a_card(cases=f"{old}"), a_card(cases=None))
    october = Condition("cases.filed_on", "between", ("2026-10-01", "2026-10-31"))
    assert list(store.ids(Card, [october])) == [both]
    assert list(store.ids(Card, [Condition("cases.filed_on", "<", "2026-01-01")])) == [first, both]
    assert list(
        store.ids(Card, [october, Condition("cases.township", "=", "420982001"), Condition("kind", "=", "debit")])
    ) == [both]
    assert store.count(Card, [Condition("cases.id", "filled")]) == 2
    with store.change("删除", by="王警官") as change:
        change.remove(Case, new, "录错")
    assert list(store.ids(Card, [october])) == []


def test_links_are_walked_behind_a_link_and_twice(store: Store, save: Save) -> None:
    far, near = save(a_case(township="府城街道"), a_case())
    (person,) = save(a_person())
    with store.change("串并", by="王警官") as change:
        change.save(store.get(Case, near).but(related_cases=(far,)))
    (part,) = save(an_involvement(person, near))
    save(a_card(cases=f"{near}"))
    assert list(store.ids(Involvement, [Condition("case.related_cases.township", "=", "420982001")])) == [part]
    assert store.count(Card, [Condition("cases.related_cases.township", "=", "420982001")]) == 1
    assert store.count(Card, [Condition("cases.related_cases", "=", far)]) == 1


def test_what_leads_nowhere_or_has_several_values_is_refused() -> None:
    for path in ("cases.nothing", "nothing.filed_on", "kind.label"):
        with pytest.raises(UserError):
            Query(Card).where([Condition(path, "filled")])
    with pytest.raises(UserError):
        Query(Card).order([Order("cases.filed_on")])


def test_a_path_tells_where_it_ends() -> None:
    ledger, field = end_of(Card, "cases.filed_on")
    assert (ledger, field.name) == (Case, "filed_on")
    assert split_at_links(Card, "holder.name") is None
    found = split_at_links(Involvement, "case.related_cases.filed_on")
    assert found is not None
    assert (found[0], found[1].name, found[2]) == (["case"], "related_cases", "filed_on")


def test_the_first_record_of_each_is_that_of_the_least_value_then_the_oldest(store: Store, save: Save) -> None:
    one, two = save(a_person(), a_person())
    cases = save(*(a_case() for _ in range(4)))
    late, early, _, alone = save(
        an_involvement(one, cases[0], captured_on="2026-10-09"),
        an_involvement(one, cases[1], captured_on="2026-10-08"),
        an_involvement(one, cases[2], captured_on="2026-10-08"),
        an_involvement(two, cases[3], captured_on="2026-10-09"),
    )
    first = Condition("person", "first", "captured_on")
    after = Condition("captured_on", ">", "2026-10-08")
    assert list(store.ids(Involvement, [first])) == [alone, early]
    assert list(store.ids(Involvement, [after, first])) == [alone, late]
    assert list(store.ids(Involvement, [first, after])) == [alone]
    assert store.figure(Tally("involvements", "distinct:person")) == store.count(Involvement, [first]) == 2


def test_a_test_without_its_index_finds_the_same_and_leaves_the_index_alone(store: Store, save: Save) -> None:
    save(a_case(township="府城街道", loss="5"), a_case(township=None), a_case(township="南城街道"))
    for op, value in (("=", "420982001"), ("!=", "420982001"), ("in", ("420982001", "420982002")), ("empty", None)):
        found = [list(store.ids(Case, [Condition("township", op, value, indexed=on)])) for on in (True, False)]  # type: ignore[arg-type]  # one of the literals
        assert found[0] == found[1] != []
    assert "township=?" in plan(store, Condition("township", "=", "420982001"))
    assert "township=?" not in plan(store, Condition("township", "=", "420982001", indexed=False))


def plan(store: Store, *conditions: Condition) -> str:
    query = Query(Case)
    query.where(conditions)
    return str(store.rows(f"EXPLAIN QUERY PLAN SELECT base.id {query.source()}", query.parameters))


def test_a_range_of_days_is_read_through_its_index_not_the_whole_table(store: Store) -> None:
    october = Condition("filed_on", "between", ("2026-10-01", "2026-10-31"))
    assert "cases_filed_on (filed_on>? AND filed_on<?)" in plan(store, october)
    assert "cases_filed_on (filed_on>? AND filed_on<?)" in plan(
        store, october, Condition("township", "empty", indexed=False)
    )
