"""A sort that gathers rows by value gives SQLite's own order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anfraud_desktop.records.people import Person
from anfraud_desktop.store import sorting
from anfraud_desktop.store.conditions import Order, Query
from anfraud_desktop.store.database import Store
from tests.factories import a_person

ADDRESS = "registered_address"
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)


def ordered(store: Store, order: Order) -> list[int]:
    query = Query(Person)
    return [at for (at,) in store.rows(f"SELECT base.id {query.source()} ORDER BY {query.order([order])}")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    addresses=st.lists(st.none() | st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4), max_size=12),
    down=st.booleans(),
)
def test_a_gathered_order_is_sqlites(store: Store, addresses: list[str | None], *, down: bool) -> None:
    with store.change("登记", by="x") as change:
        change.add([a_person(**({ADDRESS: text} if text else {})) for text in addresses])
    order = Order(ADDRESS, descending=down)
    assert sorting.gathers(Person, [order])
    assert list(store.ids(Person, order=[order])) == ordered(store, order)


def test_a_column_of_too_many_values_is_left_to_sqlite(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "DIFFERENT", 3)
    with store.change("登记", by="x") as change:
        change.add([a_person(**{ADDRESS: f"府城街道 {at % 7} 号"}) for at in range(20)])
    order = Order(ADDRESS)
    assert sorting.gathered(store.connection, Query(Person), order) is None
    assert list(store.ids(Person, order=[order])) == ordered(store, order)


def test_what_has_an_index_is_not_gathered() -> None:
    assert not sorting.gathers(Person, [Order("name")])
    assert not sorting.gathers(Person, [Order(ADDRESS), Order("name")])
