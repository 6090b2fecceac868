"""What is written down twice: an index that lacks a word, a key file put back, a signing key exchanged."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import derived, keyfile
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.store.verifying import Check
from tests.factories import a_person
from tests.founding import founded, signed_in


def outcome(store: Store) -> dict[str, Check]:
    return {check.name: check for check in derived.checks(store)}


@pytest.fixture
def many(store: Store) -> Store:
    with store.change("登记", by="王") as change:
        change.add([a_person(id_number="", name=f"张{at}") for at in range(50)])
        change.remove(Person, 7, "重复")
    return store


def test_a_sound_index_passes(many: Store) -> None:
    assert all(check.ok for check in outcome(many).values())


def test_a_record_that_is_not_in_the_index_is_named(many: Store) -> None:
    many.connection.execute("DELETE FROM find_people WHERE rowid = 31")
    assert "人员 #31 按内容查不到" in outcome(many)["search"].detail


def test_a_record_whose_index_holds_other_words_is_named(many: Store) -> None:
    many.connection.execute("DELETE FROM find_people WHERE rowid = 31")
    many.connection.execute("INSERT INTO find_people (rowid, x) VALUES (31, '别人')")
    assert "人员 #31 按内容查不到" in outcome(many)["search"].detail


def test_a_removed_record_that_is_still_in_the_index_is_named(many: Store) -> None:
    many.connection.execute("INSERT INTO find_people (rowid, x) VALUES (7, '张6')")
    assert "人员 #7 已经移走" in outcome(many)["search"].detail


def test_of_very_many_records_some_from_the_beginning_to_the_end_are_looked_up(
    many: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "SAMPLE", 7)
    ids = [record.id for record in derived._spread(many, Person)]
    assert (len(ids), ids[0], ids[-1]) == (7, 8, 50)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return the office of a supervisor whose sign-in has mirrored the key file and enrolled their key."""
    file, _ = founded(tmp_path)
    with closing((office := signed_in(file, "王五")).store):
        yield office


def test_a_key_file_that_is_the_one_last_known_passes(office: Office) -> None:
    assert outcome(office.store)["keys"].ok


def test_an_older_key_file_put_back_is_found(office: Office) -> None:
    keys = keyfile.key_path(office.store.path)
    shutil.copy(keys.with_suffix(".keys.1"), keys)
    assert "被换成了旧的" in outcome(office.store)["keys"].detail


def test_a_signing_key_that_was_exchanged_in_the_register_is_found(office: Office) -> None:
    assert office.signer is not None
    office.store.connection.execute("UPDATE signers SET public = zeroblob(32) WHERE slot = ?", (office.signer.slot,))
    assert "王五 登记的签名公钥" in outcome(office.store)["keys"].detail


def test_without_a_key_file_there_is_nothing_to_compare(store: Store) -> None:
    assert outcome(store)["keys"].ok


def test_what_two_people_did_must_bear_the_second_ones_signature(many: Store) -> None:
    second = Signer("钱副所长", "u-second", "supervisor", bytes(range(32)))
    with many.change("改密钥", by="李所长", second=second) as change:
        change.add([a_person(id_number="") for _ in range(3)])
    assert outcome(many)["seconds"].ok
    many.connection.execute("DELETE FROM signatures")
    assert "第 52 条由两人确认" in outcome(many)["seconds"].detail
