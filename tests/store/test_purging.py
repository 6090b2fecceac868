"""Deleting for good: nothing of the person is left in any byte of the file, the rest is as it was, the log holds."""

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from anfraud_desktop.errors import Missing, Refused
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import drafts, inspecting, purging, tables, undoing, verifying
from anfraud_desktop.store.audit import Entry
from anfraud_desktop.store.connection import IntegrityError
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.search import tokens_of
from anfraud_desktop.store.undoing import Done
from anfraud_desktop.store.verifying import EMPTIED
from tests.factories import a_card, a_case, a_disposition, a_person, an_involvement, id_number
from tests.store.decrypted import decrypted
from tests.store.tampering import opened

NAME, WAS, PHONE, ADDRESS, REMARK = "镕爨䶮", "黻黼", "19900007531", "湖北省安陆市黟歙路九百九十九号", "左臂有龘形纹身"
NUMBER = id_number(date(1971, 2, 3), serial=753)
MARKERS = (NAME, "爨䶮", WAS, PHONE, "黟歙", REMARK, NUMBER)


def photo(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(target, "JPEG")
    return target.getvalue()


def save(store: Store, *records: Record) -> list[int]:
    with store.change("登记", by="王警官") as change:
        return [change.save(record) for record in records]


@pytest.fixture
def marked(store: Store) -> int:
    """Write a crowd, and amid it a person with every trace that a record can leave; return the person's number."""
    crowd = [a_person(name=f"李{at:03d}", remark="无" * 40) for at in range(300)]
    save(store, *crowd[:150])
    [at] = save(store, a_person(name=WAS, id_number=NUMBER, phone=PHONE, photo=photo("red"), remark=REMARK * 20))
    save(store, *crowd[150:])
    person = store.get(Person, at)
    save(store, person.but(name=NAME, address=ADDRESS, photo=Person.photo.read(photo("blue"))))
    with store.change("看", by="王警官") as change:
        drafts.keep(change, f"people/{at}", f'{{"name":"{NAME}"}}')
        inspecting.accept(change, f"same_person:people:{at}:abc", f"{NAME}本人已核")
        change.entries.append(Entry("reveal", "people", at, {"reason": f"联系{NAME}"}))
    return at


def purge(store: Store, *records: purging.At) -> int:
    with store.change("彻底删除", by="李所长") as change:
        return purging.erase(change, store, records, {"basis": "个人信息保护法第四十七条"})


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows but those of log and history."""
    found = {}
    for ledger in Record.ledgers.values():
        found[ledger.table] = store.rows(f'SELECT * FROM "{ledger.table}" ORDER BY id')  # noqa: S608  our name
        for name, field in ledger.fields.items():
            if type(field).__name__ == "Links":
                side = tables.link_table(ledger.table, name)
                found[side] = store.rows(f'SELECT * FROM "{side}" ORDER BY record, target')  # noqa: S608  our name
    return found


def found_in(store: Store) -> set[str]:
    plain = decrypted(store)
    return {marker for marker in MARKERS if marker.encode() in plain}


def test_nothing_of_the_person_is_left_in_any_byte_of_the_file(store: Store, marked: int) -> None:
    assert found_in(store) == set(MARKERS)
    pictures = [data for (data,) in store.rows("SELECT data FROM files")]
    assert [data[100:180] in decrypted(store) for data in pictures] == [True, True]
    gone = purge(store, ("people", marked))
    assert purging.sweep(store)
    assert gone == 2
    assert found_in(store) == set()
    plain = decrypted(store)
    assert not any(data[100:180] in plain for data in pictures)


def test_the_rest_is_as_it_was(store: Store, marked: int) -> None:
    before = dump(store)
    before["people"] = [row for row in before["people"] if row[0] != marked]
    log = store.rows("SELECT * FROM log ORDER BY seq")
    histories = dict(store.rows("SELECT seq, changes FROM history"))
    purge(store, ("people", marked))
    purging.sweep(store)
    assert dump(store) == before
    assert store.rows("SELECT * FROM log ORDER BY seq LIMIT ?", (len(log),)) == log
    after = dict(store.rows("SELECT seq, changes FROM history"))
    of_person = {seq for (seq,) in store.rows("SELECT seq FROM log WHERE record = ? AND event != 'purge'", (marked,))}
    assert {seq for seq in histories if after[seq] != histories[seq]} == of_person
    assert {after[seq] for seq in of_person} == {EMPTIED}


def test_the_words_of_the_person_leave_the_index_and_others_are_still_found(store: Store, marked: int) -> None:
    tokens = set(tokens_of(store.get(Person, marked)).split())
    purge(store, ("people", marked))
    assert store.search(NAME) == []
    assert len(store.search("李007")) == 1
    store.connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, find_people, row)")
    left = {term for (term,) in store.rows("SELECT term FROM temp.words")}
    alive = {word for person in store.all(Person) for word in tokens_of(person).split()}
    assert tokens - alive
    assert left == alive


def test_the_file_still_agrees_with_its_log(store: Store, marked: int) -> None:
    purge(store, ("people", marked))
    checks = verifying.verify(store)
    assert [(one.name, one.detail) for one in checks if not one.ok] == []


def test_a_history_that_is_emptied_without_a_purge_after_it_is_found(store: Store, marked: int) -> None:
    [[seq]] = store.rows("SELECT seq FROM log WHERE record = ? AND event = 'change'", (marked,))
    connection = opened(store)
    connection.execute("UPDATE history SET changes = ? WHERE seq = ?", (EMPTIED, seq))
    connection.close()
    [bad] = [one for one in verifying.verify(store) if not one.ok]
    assert (bad.name, bad.first) == ("histories", seq)


def test_what_is_written_under_a_purged_number_after_all_is_found(store: Store, marked: int) -> None:
    row = store.rows("SELECT * FROM people WHERE id = ?", (marked,))[0]
    purge(store, ("people", marked))
    connection = opened(store)
    connection.execute(f"INSERT INTO people VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608  marks alone
    connection.close()
    assert "rows" in {one.name for one in verifying.verify(store) if not one.ok}


def test_history_is_append_only_again_afterwards(store: Store, marked: int) -> None:
    purge(store, ("people", marked))
    with pytest.raises(IntegrityError, match="append-only"):
        store.connection.execute("UPDATE history SET changes = '{}' WHERE seq = 1")
    [[sql]] = store.rows("SELECT sql FROM sqlite_master WHERE name = 'history_update'")
    assert sql == tables.HISTORY_GUARD


def test_a_purge_that_fails_leaves_everything_as_it_was(store: Store, marked: int) -> None:
    before, log = dump(store), store.rows("SELECT count(*) FROM log")
    with pytest.raises(Missing):
        purge(store, ("people", marked), ("people", 99_999))
    assert dump(store) == before
    assert store.rows("SELECT count(*) FROM log") == log
    assert store.rows("SELECT 1 FROM history WHERE changes = ?", (EMPTIED,)) == []
    assert store.rows("SELECT 1 FROM sqlite_master WHERE name = 'history_update'")


def test_a_number_that_was_deleted_is_not_given_again(store: Store) -> None:
    first, second = save(store, a_person(), a_person(name="李四"))
    purge(store, ("people", second))
    assert save(store, a_person(name="王五")) == [second + 1]
    purge(store, ("people", second + 1), ("people", first))
    assert save(store, a_person(name="赵六")) == [second + 2]
    assert all(one.ok for one in verifying.verify(store))


def test_a_picture_that_somebody_else_has_too_stays(store: Store) -> None:
    shared = photo("green")
    first, second = save(store, a_person(photo=shared), a_person(name="李四", photo=shared))
    assert purge(store, ("people", first)) == 0
    kept = store.get(Person, second).photo
    assert kept is not None
    assert store.file(kept.sha256)


def test_a_picture_that_only_anothers_history_names_stays(store: Store) -> None:
    shared = photo("green")
    first, second = save(store, a_person(photo=shared), a_person(name="李四", photo=shared))
    save(store, store.get(Person, second).but(photo=None))
    assert purge(store, ("people", first)) == 0
    assert store.rows("SELECT count(*) FROM files") == [(1,)]


@pytest.fixture
def web(store: Store) -> dict[str, purging.At]:
    """Write a case with a person, an involvement, a disposition and two cards, of which one is in the trash."""
    case, person = save(store, a_case(), a_person())
    [part] = save(store, an_involvement(person, case))
    [disposition] = save(store, a_disposition(part))
    card, old = save(store, a_card(cases=[case], holder=person), a_card(cases=[case]))
    with store.change("移走", by="王警官") as change:
        change.remove(Card, old, "重复")
    return {
        "case": ("cases", case), "person": ("people", person), "part": ("involvements", part),
        "disposition": ("dispositions", disposition), "card": ("cards", card), "old": ("cards", old),
    }  # fmt: skip


def test_what_cannot_be_without_a_record_goes_with_it_those_that_hang_first(
    store: Store, web: dict[str, purging.At]
) -> None:
    assert purging.together(store, [web["case"]]) == [web["disposition"], web["part"], web["case"]]


def test_everything_that_refers_to_a_record_is_named_in_the_trash_too(store: Store, web: dict[str, purging.At]) -> None:
    whole = purging.together(store, [web["case"]])
    assert purging.hanging(store, whole) == [
        (web["card"], web["case"], False),
        (web["old"], web["case"], True),
    ]
    assert purging.hanging(store, [web["part"]]) == [(web["disposition"], web["part"], False)]
    assert (web["card"], web["person"], False) in purging.hanging(store, [web["person"]])


def test_records_that_refer_to_each_other_go_in_any_order(store: Store, web: dict[str, purging.At]) -> None:
    purge(store, *web.values())
    assert all(store.count(Record.ledgers[table]) == 0 for table, _ in web.values())
    assert store.rows("SELECT * FROM cards__cases") == []
    assert all(one.ok for one in verifying.verify(store))


def test_what_a_purge_took_cannot_be_undone(store: Store, marked: int) -> None:
    purge(store, ("people", marked))
    [[op]] = store.rows("SELECT op FROM log WHERE record = ? AND event = 'change'", (marked,))
    with pytest.raises((Missing, Refused)), store.change("撤销", by="王警官") as change:
        undoing.turn_round(store, Done(op, "修改人员"), undoing.UNDO, change)


def test_the_trash_tells_since_when(store: Store, web: dict[str, purging.At]) -> None:
    assert set(purging.in_trash(store, Card)) == {web["old"][1]}
    record, removed = purging.stored(store, web["old"])
    assert (record.id, removed) == (web["old"][1], True)
    with pytest.raises(Missing):
        purging.stored(store, ("cards", 999))


def test_a_file_on_a_full_disk_is_not_swept_and_loses_nothing(
    store: Store, marked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    purge(store, ("people", marked))
    monkeypatch.setattr(purging, "needed_for", lambda _: 1 << 60)
    before = dump(store)
    assert not purging.sweep(store)
    assert dump(store) == before
