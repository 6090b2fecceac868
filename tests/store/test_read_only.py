"""A case file that is opened to be read: everything is there, nothing is written, not even beside it."""

import shutil
from pathlib import Path

import pytest

from anfraud_desktop.actions import preferences, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused, Unavailable
from anfraud_desktop.records.people import Person
from anfraud_desktop.store.database import Store
from tests.factories import KEY, a_person


@pytest.fixture
def copied(store: Store, tmp_path: Path) -> Path:
    """Return a copy of a case file with one person, in a folder of its own."""
    with store.change("登记", by="王警官") as change:
        change.save(a_person(name="张建国"))
    store.close()
    (tmp_path / "stick").mkdir()
    return Path(shutil.copy(tmp_path / "case.db", tmp_path / "stick"))


def test_it_is_read_and_searched_and_leaves_no_trace(copied: Path) -> None:
    before = copied.read_bytes()
    store = Store.open(copied, KEY, read_only=True)
    assert [person.name for person in store.all(Person)] == ["张建国"]
    assert store.search("zjg")
    store.close()
    assert copied.read_bytes() == before
    assert [path.name for path in copied.parent.iterdir()] == ["case.db"]


def test_a_change_is_refused_in_words_and_a_refusal_is_not_logged(copied: Path) -> None:
    store = Store.open(copied, KEY, read_only=True)
    office = Office(store, "王警官", "investigator")
    with pytest.raises(Unavailable, match="只读"):
        records.add(office, "people", {"name": "李四"})
    with pytest.raises(Refused):
        records.listing(Office(store, "王警官", "auditor"), "people")
    preferences.save(office, "window", {"folded": True})
    assert preferences.load(office, "window") is None
    store.close()


def test_writes_that_were_not_folded_in_are_seen(store: Store, tmp_path: Path) -> None:
    with store.change("登记", by="王警官") as change:
        change.save(a_person(name="张建国"))
    assert (tmp_path / "case.db-wal").stat().st_size
    reader = Store.open(tmp_path / "case.db", KEY, read_only=True)
    assert len(reader.all(Person)) == 1
    reader.close()


def test_a_file_of_an_older_version_is_not_brought_up(copied: Path) -> None:
    older = Store.open(copied, KEY)
    older.connection.execute("PRAGMA user_version = 1")
    older.close()
    with pytest.raises(Unavailable, match="旧版本"):
        Store.open(copied, KEY, read_only=True)
