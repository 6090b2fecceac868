"""A damaged file is told from a sound one, and an index is written anew from its rows."""

from pathlib import Path

import pytest

from anfraud_desktop.records.people import Person
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.soundness import mend_indexes, only_indexes, page_faults, structure_faults, was_cut_off
from tests.factories import KEY, a_person


@pytest.fixture
def filled(store: Store) -> Store:
    with store.change("登记", by="王警官") as change:
        change.add([a_person(name="张建国") for _ in range(300)])
    return store


def test_a_sound_file_has_no_faults(filled: Store) -> None:
    assert page_faults(filled.connection) == structure_faults(filled.connection) == []


def test_a_changed_byte_is_found_by_its_page(filled: Store, tmp_path: Path) -> None:
    filled.close()
    path = tmp_path / "case.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    damaged = Store(path, KEY)
    assert page_faults(damaged.connection)
    damaged.close()


def test_an_index_that_lost_a_row_is_found_and_written_anew(filled: Store) -> None:
    connection = filled.connection
    connection.execute("PRAGMA writable_schema = ON")
    parts = "UPDATE sqlite_schema SET sql = replace(sql, ", "'WHERE removed = 0', 'WHERE removed = 1')"
    sql = f"{''.join(parts)} WHERE name = 'people_name'"
    connection.execute(sql)
    filled.close()
    tampered = Store(filled.path, KEY)
    tampered.connection.execute("INSERT INTO people (id, version, name) SELECT 9000, 1, name FROM people LIMIT 1")
    tampered.connection.execute("PRAGMA writable_schema = ON")
    tampered.connection.execute(sql.replace("= 0', 'WHERE removed = 1'", "= 1', 'WHERE removed = 0'"))
    tampered.close()
    store = Store.open(filled.path, KEY)
    faults = structure_faults(store.connection)
    assert only_indexes(faults), faults
    mend_indexes(store, by="王警官")
    assert structure_faults(store.connection) == []
    assert len(store.search("张建国", limit=1000)) == store.count(Person)
    assert store.rows("SELECT event FROM log ORDER BY seq DESC LIMIT 1") == [("repair",)]
    store.close()


def test_a_file_that_was_not_closed_is_known_by_its_writes(filled: Store, tmp_path: Path) -> None:
    assert was_cut_off(tmp_path / "case.db")
    filled.close()
    assert not was_cut_off(tmp_path / "case.db")
