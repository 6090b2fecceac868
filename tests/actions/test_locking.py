import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from anfraud_desktop.actions import locking
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.records.people import Person
from tests.founding import PASSWORD, founded, signed_in


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[Office]:
    office = signed_in(founded(tmp_path)[0], "赵六")
    yield office
    office.store.close()


def test_a_locked_file_is_closed_and_its_key_forgotten(signed: Office) -> None:
    locking.lock(signed, "idle")
    assert (signed.store.key, signed.store.audit_key, signed.store.signer) == (b"", b"", None)
    with pytest.raises(Unavailable, match="锁定"):
        signed.store.all(Person)


def test_the_same_office_works_again_after_its_password(signed: Office) -> None:
    locking.lock(signed, "hand")
    assert locking.resume(signed, locking.unlock(signed, PASSWORD))
    with signed.change("登记") as change:
        change.save(Person.read({"name": "王芳"}))
    assert [one.name for one in signed.store.all(Person)] == ["王芳"]
    rows = signed.store.rows("SELECT event, changes FROM log JOIN history USING (seq) WHERE event LIKE '%lock'")
    assert [(event, json.loads(told)) for event, told in rows] == [("lock", {"why": "hand"}), ("unlock", {})]


def test_a_wrong_password_leaves_it_locked(signed: Office) -> None:
    locking.lock(signed, "hand")
    with pytest.raises(Unavailable):
        locking.unlock(signed, "Wrong-Horse-11")
    assert signed.store.key == b""


def test_locking_twice_is_locking_once(signed: Office) -> None:
    locking.lock(signed, "hand")
    locking.lock(signed, "idle")
    assert locking.resume(signed, locking.unlock(signed, PASSWORD))
    assert signed.store.rows("SELECT count(*) FROM log WHERE event = 'lock'") == [(1,)]


def test_a_role_that_has_changed_meanwhile_begins_anew(signed: Office) -> None:
    locking.lock(signed, "hand")
    opened = locking.unlock(signed, PASSWORD)
    assert not locking.resume(replace(signed, role="supervisor"), opened)
    assert opened.store.key
    opened.store.close()


def test_the_own_password_is_asked_again_and_only_it_will_do(signed: Office) -> None:
    locking.confirm(signed, PASSWORD)
    with pytest.raises(Unavailable):
        locking.confirm(signed, "Wrong-Horse-11")
