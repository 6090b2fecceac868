"""What this machine remembers of a log outside the file: an old file put back shows, and nothing here stops work."""

import json
import shutil
from pathlib import Path

import pytest

from anfraud_desktop import settings
from anfraud_desktop.actions import backups
from anfraud_desktop.store import anchors, audit, logbook, verifying
from anfraud_desktop.store.database import Store
from tests.factories import KEY, a_case
from tests.founding import PASSWORD, founded, keyed, register, signed_in
from tests.store.tampering import opened, rechain


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path / "data")
    return tmp_path / "data" / "anchors"


@pytest.fixture
def noted(store: Store) -> Store:
    register(store)
    assert anchors.note(store)
    return store


def test_the_head_is_noted_once(noted: Store, memory: Path) -> None:
    assert anchors.note(noted)
    [anchor] = anchors.known(noted)
    assert (anchor.seq, anchor.mac) == (logbook.newest(noted)[0], logbook.head(noted))
    register(noted)
    assert anchors.note(noted)
    assert [one.seq for one in anchors.known(noted)] == [3, 6]
    assert len(list(memory.iterdir())) == 1
    assert anchors.check(noted) == ""


def test_an_empty_log_has_no_anchor(store: Store) -> None:
    assert not anchors.note(store)
    assert anchors.known(store) == []


def test_an_old_file_put_back_shows_and_is_not_noted(noted: Store, tmp_path: Path) -> None:
    noted.close()
    shutil.copy(noted.path, tmp_path / "old.db")
    store = Store.open(noted.path, KEY)
    register(store)
    anchors.note(store)
    store.close()
    shutil.copy(tmp_path / "old.db", noted.path)
    back = Store.open(noted.path, KEY)
    assert "比本机上次见到的旧：日志应到第 6 条，文件里只到第 3 条" in anchors.check(back)
    assert not anchors.note(back)
    register(back, 2)  # it grows beyond what is remembered
    assert "日志第 6 条与本机记下的不同" in anchors.check(back)
    assert not anchors.note(back)
    back.close()


def test_a_backup_restored_openly_sets_aside_what_it_contradicts(noted: Store, memory: Path, tmp_path: Path) -> None:
    noted.close()
    shutil.copy(noted.path, tmp_path / "old.db")
    store = Store.open(noted.path, KEY)
    register(store)
    anchors.note(store)
    store.close()
    shutil.copy(tmp_path / "old.db", noted.path)
    back = Store.open(noted.path, KEY)
    with back.change("恢复备份", by="王") as change:
        change.save(a_case())
    assert anchors.check(back)
    assert anchors.restored(back)
    assert anchors.check(back) == ""
    assert [one.seq for one in anchors.known(back)] == [3, 4]
    [kept] = [json.loads(path.read_text()) for path in memory.iterdir()]
    assert [(one["seq"], bool(one["void"])) for one in kept] == [(3, False), (6, True), (4, False)]
    back.close()


def test_a_chain_reckoned_anew_shows(noted: Store) -> None:
    connection = opened(noted)
    connection.execute("UPDATE log SET officer = '陈某某' WHERE seq = 1")
    rechain(connection, noted.audit_key, 1)
    connection.close()
    assert "日志第 3 条与本机记下的不同" in anchors.check(noted)


def test_a_file_is_known_by_its_vault_and_its_place(tmp_path: Path, memory: Path) -> None:
    store, _ = keyed(tmp_path)
    register(store)
    anchors.note(store)
    key = store.key
    store.close()
    (tmp_path / "restored").mkdir()
    for part in tmp_path.glob("case.*"):
        shutil.copy(part, tmp_path / "restored" / part.name)
    copy = Store.open(tmp_path / "restored" / "case.db", key)
    assert anchors.known(copy) == []
    assert anchors.note(copy)
    assert len(list(memory.iterdir())) == 2
    copy.close()


def test_the_newest_and_the_first_of_each_month_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "NEWEST", 3)
    for day in range(1, 9):
        register(store)
        moment = f"2026-{(day + 2) // 3:02}-{day:02}T08:00:00+00:00"
        with monkeypatch.context() as clock:
            clock.setattr(audit, "stamp", lambda moment=moment: moment)
            anchors.note(store)
    assert [one.at[:10] for one in anchors.known(store)] == [
        "2026-01-01", "2026-02-04", "2026-02-06", "2026-03-07", "2026-03-08",
    ]  # fmt: skip
    assert anchors.check(store) == ""


@pytest.mark.parametrize("left", ["", "{", "[]x", '[{"seq": "x"}]', "\udcff"])
def test_a_memory_that_cannot_be_read_stops_nothing(noted: Store, memory: Path, left: str) -> None:
    [path] = memory.iterdir()
    path.write_bytes(left.encode("utf-8", "surrogateescape"))
    assert anchors.known(noted) == []
    assert anchors.check(noted) == ""
    assert not anchors.note(noted)


def test_a_folder_that_cannot_be_written_stops_nothing(store: Store, memory: Path) -> None:
    register(store)
    memory.parent.write_bytes(b"in the way")
    assert not anchors.note(store)
    assert not anchors.restored(store)
    assert anchors.check(store) == ""


def test_a_restored_backup_is_no_old_file_put_back(tmp_path: Path) -> None:
    file, _ = founded(tmp_path)
    office = signed_in(file, "李四")
    made = backups.make(office)
    register(office.store, 3)
    assert anchors.note(office.store)
    office.store.close()
    for part in tmp_path.glob("case.*"):
        part.unlink()
    backups.restore(made.path, file, backups.by_password("李四", PASSWORD))
    office = signed_in(file, "李四")
    assert anchors.check(office.store) == ""
    assert verifying.verify(office.store, anchors.known(office.store))[-1].ok
    office.store.close()
