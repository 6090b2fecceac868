"""The case file: one transaction a change, nothing deleted, nobody's change lost, nothing readable from outside."""

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from anfraud_desktop.errors import Invalid, Missing, Refused, Unavailable
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.people import Person
from anfraud_desktop.store.conditions import Condition, Order, Tally
from anfraud_desktop.store.database import Store
from tests.factories import KEY, a_card, a_case, a_disposition, a_person, an_involvement


def save(store: Store, *records: object) -> list[int]:
    with store.change("登记", by="王") as change:
        return [change.save(record) for record in records]  # type: ignore[arg-type]  # any record


def a_file(store: Store) -> dict[str, int]:
    [case, person] = save(store, a_case(), a_person())
    [involvement] = save(store, an_involvement(person, case))
    [disposition, card] = save(store, a_disposition(involvement), a_card(holder=person, cases=(case,)))
    return {"case": case, "person": person, "involvement": involvement, "disposition": disposition, "card": card}


def test_a_record_comes_back_as_it_was_saved(store: Store) -> None:
    case = a_case(amount="0.30", filed_on="2024-02-29", summary="第一行\n第二行")
    [at] = save(store, case)
    assert store.get(Case, at) == case


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.change("登记", by="王") as change:
        _ = change.save(a_case()) / 0
    assert store.count(Case) == 0
    assert store.rows("SELECT count(*) FROM log") == [(0,)]


def test_a_second_case_with_the_same_number_is_refused_in_words(store: Store) -> None:
    save(store, a_case(number="A4209820000002026030001"))
    with pytest.raises(Invalid, match="案件编号"):
        save(store, a_case(number="A4209820000002026030001"))
    assert store.count(Case) == 1


def test_the_same_card_number_may_be_held_again_later(store: Store) -> None:
    card = a_card()
    save(store, card, a_card(number=card.number, held_from=date(2026, 5, 1)))
    with pytest.raises(Invalid):
        save(store, a_card(number=card.number, held_from=date(2026, 5, 1)))
    assert store.count(Card) == 2


def test_a_change_made_meanwhile_is_not_overwritten(store: Store) -> None:
    [at] = save(store, a_case())
    mine, other = store.get(Case, at), store.get(Case, at)
    save(store, other.but(name="先到"))
    with pytest.raises(Refused, match="已被他人修改"):
        save(store, mine.but(name="后到"))
    assert store.get(Case, at).name == "先到"


def test_what_is_removed_leaves_lists_search_and_figures_with_all_that_hangs_on_it(store: Store) -> None:
    ids = a_file(store)
    with store.change("移入回收站", by="王") as change:
        marked = change.remove(Case, ids["case"], "重复登记")
    assert {table for table, _ in marked} == {"cases", "involvements", "dispositions"}
    assert [store.count(ledger) for ledger in (Case, Involvement, Disposition, Person, Card)] == [0, 0, 0, 1, 1]
    number = "A420982"
    assert not [hit for hit in store.search(number) if hit.ledger == "cases"]
    with pytest.raises(Missing):
        store.get(Case, ids["case"])
    assert list(store.ids(Case, trash=True)) == [ids["case"]]


def test_what_was_removed_together_comes_back_together(store: Store) -> None:
    ids = a_file(store)
    before = store.get(Case, ids["case"]).values
    with store.change("移入回收站", by="王") as change:
        change.remove(Case, ids["case"], "误")
    with store.change("恢复", by="王") as change:
        change.restore(Case, ids["case"])
    assert store.get(Case, ids["case"]).values == before
    assert store.count(Disposition) == 1
    assert [hit.id for hit in store.search("A420982") if hit.ledger == "cases"] == [ids["case"]]


def test_every_change_leaves_its_old_and_new_values_in_the_history(store: Store) -> None:
    [at] = save(store, a_case(name="旧"))
    save(store, store.get(Case, at).but(name="新"))
    events = store.rows("SELECT l.event, h.changes FROM log l JOIN history h USING (seq) ORDER BY seq")
    assert [event for event, _ in events] == ["new", "change"]
    assert events[1][1] == '{"name":["旧","新"]}'


def test_the_log_itself_holds_no_value(store: Store) -> None:
    save(store, a_person(name="单某某"))
    assert "单某某" not in str(store.rows("SELECT * FROM log"))


def test_the_log_cannot_be_changed_or_shortened(store: Store) -> None:
    save(store, a_case())
    for statement in ("UPDATE log SET officer = 'x'", "DELETE FROM log", "DELETE FROM history"):
        with pytest.raises(Exception, match="append-only"):
            store.connection.execute(statement)


def test_listeners_hear_once_which_ledgers_changed(store: Store) -> None:
    heard: list[frozenset[str]] = []
    store.listeners.append(heard.append)
    save(store, a_case(), a_person())
    assert heard == [frozenset({"cases", "people"})]


def test_a_condition_walks_along_links(store: Store) -> None:
    ids = a_file(store)
    where = [
        Condition("involvement.case.offence", "=", "C287B2"),
        Condition("involvement.person.name", "contains", "建国"),
    ]
    assert list(store.ids(Disposition, where)) == [ids["disposition"]]
    assert store.breakdown(Tally("dispositions", "distinct:involvement.person"), "involvement.case.fraud_type") == {
        "01": 1
    }


def test_names_sort_by_their_reading(store: Store) -> None:
    save(store, *(a_person(name=name) for name in ("张三", "单四", "曾五", "艾六")))
    ids = store.ids(Person, order=[Order("name")])
    assert [person.name for person in store.page(Person, ids)] == ["艾六", "单四", "曾五", "张三"]


def test_every_thread_reads_on_a_connection_of_its_own(store: Store) -> None:
    save(store, a_case())
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(store.count(Case))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 4


def test_two_threads_that_write_at_once_both_succeed(store: Store) -> None:
    threads = [threading.Thread(target=lambda: save(store, a_case(), a_person())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (store.count(Case), store.count(Person)) == (8, 8)


def test_a_file_opens_again_with_its_key_and_with_no_other(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "a.db", KEY)
    [at] = save(store, a_case())
    store.close()
    again = Store.open(tmp_path / "a.db", KEY)
    assert again.get(Case, at).id == at
    again.close()
    with pytest.raises(Unavailable, match="密钥不符或文件已损坏"):
        Store.open(tmp_path / "a.db", bytes(32))


def test_the_stock_library_cannot_read_the_file(tmp_path: Path) -> None:
    Store.create(tmp_path / "a.db", KEY).close()
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM sqlite_master")


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "a.db", KEY)
    store.connection.execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(Unavailable, match="请升级程序"):
        Store.open(tmp_path / "a.db", KEY)


def test_a_file_that_is_already_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"important")
    with pytest.raises(Unavailable, match="没有改动它"):
        Store.create(tmp_path / "a.db", KEY)
    assert (tmp_path / "a.db").read_bytes() == b"important"


def test_a_missing_column_is_added_on_opening(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "a.db", KEY)
    save(store, a_case())
    store.connection.execute('ALTER TABLE "cases" DROP COLUMN "recovered"')
    store.close()
    again = Store.open(tmp_path / "a.db", KEY)
    assert again.all(Case)[0].recovered is None
    again.close()


def test_the_pragmas_that_keep_data_safe_are_in_force(store: Store) -> None:
    asked = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "trusted_schema",
        "secure_delete",
        "temp_store",
        "cipher_version",
    )
    found = {name: store.rows(f"PRAGMA {name}")[0][0] for name in asked}
    assert found["cipher_version"].startswith("4.")
    assert [found[name] for name in asked[:-1]] == ["wal", 2, 1, 0, 1, 2]
