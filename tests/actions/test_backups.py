"""Safe-keeping as an officer meets it: what is listed, what would be lost, who may put back, what is saved first."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from anfraud_desktop.actions import backups, imports, records, vaults
from anfraud_desktop.actions.backups import by_password, by_recovery
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused, Unavailable
from anfraud_desktop.records.cases import Case
from anfraud_desktop.schema.record import Record
from anfraud_desktop.settings import Settings
from anfraud_desktop.store import archive, keyfile, restoring, rotation
from anfraud_desktop.store.database import Store
from tests.founding import NOW, PASSWORD, founded, refusal, register, signed_in


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make a case file with people once, and return it with its recovery code."""
    return founded(tmp_path_factory.mktemp("model"))


@pytest.fixture
def file(model: tuple[Path, str], tmp_path: Path) -> Path:
    """Copy the case file and its key file."""
    for part in (model[0], keyfile.key_path(model[0])):
        (tmp_path / part.name).write_bytes(part.read_bytes())
    return tmp_path / "case.db"


@pytest.fixture
def chief(file: Path) -> Iterator[Office]:
    """Sign the supervisor in; the clock stands still."""
    office = replace(signed_in(file, "王五"), clock=lambda: NOW)
    register(office.store)
    yield office
    office.store.close()


def later(office: Office, **passed: float) -> Office:
    return replace(office, clock=lambda: NOW + timedelta(**passed))


def dump(store: Store) -> dict[str, list[Record]]:
    return {table: store.all(ledger) for table, ledger in Record.ledgers.items()}


def events(store: Store) -> list[str]:
    return [str(event) for (event,) in store.rows("SELECT event FROM log ORDER BY seq")]


def test_a_backup_is_made_beside_the_file_verified_and_logged(chief: Office) -> None:
    made = backups.make(chief)
    assert made.path.parent == chief.store.path.parent / "备份"
    assert (made.verified, made.rows, made.counts["cases"], made.removed) == (True, 4, 1, ())
    assert "同一块磁盘" in made.warning
    assert events(chief.store)[-1] == "backup"


def test_the_settings_name_another_place_and_a_call_yet_another(chief: Office, tmp_path: Path) -> None:
    elsewhere = replace(chief, settings=Settings(backups=str(tmp_path / "disk")))
    assert backups.make(elsewhere).path.parent == tmp_path / "disk"
    assert backups.make(elsewhere, tmp_path / "stick").path.parent == tmp_path / "stick"


def test_an_auditor_may_not_make_a_backup(office: Office) -> None:
    with pytest.raises(Refused):
        backups.make(replace(office, role="auditor"))


def test_a_backup_without_the_key_file_is_not_verified_and_says_why(office: Office) -> None:
    made = backups.make(office)
    assert (made.verified, "密钥文件" in made.warning) == (False, True)
    assert backups.age_of_newest(office) is None


def test_a_backup_that_fails_is_logged_and_leaves_the_others(chief: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    good = backups.make(chief)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    assert "腾出" in refusal(lambda: backups.make(chief))
    assert events(chief.store)[-2:] == ["backup", "backup"]
    assert list(good.path.parent.iterdir()) == [good.path]


def test_the_newest_good_backups_age_is_told(chief: Office) -> None:
    assert backups.age_of_newest(chief) is None
    assert backups.overdue(chief)
    backups.make(chief)
    newest = backups.make(later(chief, hours=1))
    assert backups.age_of_newest(later(chief, hours=5)) == timedelta(hours=4)
    assert not backups.overdue(later(chief, hours=5))
    assert backups.overdue(later(chief, hours=26))
    newest.path.write_bytes(b"damaged")
    assert backups.age_of_newest(later(chief, hours=5)) == timedelta(hours=5)


def test_the_listing_tells_good_ones_from_damaged_foreign_and_forged_ones(chief: Office, tmp_path: Path) -> None:
    good, damaged = backups.make(chief).path, backups.make(later(chief, hours=1)).path
    damaged.write_bytes(damaged.read_bytes()[:-100])
    (tmp_path / "neighbour").mkdir()
    neighbour = signed_in(founded(tmp_path / "neighbour")[0], "王五")
    foreign = backups.make(replace(neighbour, clock=lambda: NOW + timedelta(hours=2)), good.parent).path
    neighbour.store.close()
    listed = {one.path: one for one in backups.listing(later(chief, hours=3))}
    assert list(listed) == [foreign, damaged, good]
    assert [one.verified for one in listed.values()] == [False, False, True]
    assert "已损坏" in listed[damaged].problem
    assert "另一个案件文件" in listed[foreign].problem
    assert (listed[good].age, listed[good].rows, listed[good].why) == (timedelta(hours=3), 4, "asked")
    assert listed[good].problem == ""


def test_a_comparison_says_what_would_be_lost(chief: Office) -> None:
    made = backups.make(chief)
    register(chief.store, 3)
    told = backups.compare(chief, made.path)
    assert ("cases", "案件", 1, 4) in told.ledgers
    assert (told.deeds, told.made_at, told.older_key) == (9, NOW, False)


# Restoring beside.


def test_a_restored_file_holds_what_the_backed_up_one_held(chief: Office, tmp_path: Path) -> None:
    register(chief.store, 3)
    before, made = dump(chief.store), backups.make(chief)
    register(chief.store)
    done = backups.restore(made.path, tmp_path / "new" / "again.db", by_password("赵六", PASSWORD))
    assert (done.rows, done.made_at) == (made.rows, NOW)
    again = signed_in(done.path, "王五")
    assert dump(again.store) == before
    assert "restore" in events(again.store)
    assert again.store.search("张建国")
    again.store.close()


def test_the_recovery_code_of_that_time_opens_a_backup(chief: Office, model: tuple[Path, str], tmp_path: Path) -> None:
    made = backups.make(chief)
    backups.restore(made.path, tmp_path / "again.db", by_recovery(model[1]))
    signed_in(tmp_path / "again.db", "赵六").store.close()


def test_a_backup_opens_with_the_password_of_its_own_time(chief: Office, tmp_path: Path) -> None:
    made = backups.make(chief)
    vaults.change_password(chief.store.path, "王五", PASSWORD, "Nest-Cove-Fern-91")
    new = by_password("王五", "Nest-Cove-Fern-91")
    assert "密码不正确" in refusal(lambda: backups.restore(made.path, tmp_path / "again.db", new))
    assert not list(tmp_path.glob("again*"))
    backups.restore(made.path, tmp_path / "again.db", by_password("王五", PASSWORD))


@pytest.mark.parametrize("name", ["case.db", "case.keys"])
def test_nothing_is_restored_over_a_file(chief: Office, tmp_path: Path, name: str) -> None:
    made = backups.make(chief)
    place = tmp_path / "place" / "case.db"
    place.parent.mkdir()
    (place.parent / name).write_bytes(b"there")
    assert "没有改动它" in refusal(lambda: backups.restore(made.path, place, by_password("王五", PASSWORD)))
    assert [path.read_bytes() for path in place.parent.iterdir()] == [b"there"]


def forged(path: Path) -> None:
    """Change a manifest as someone would who knows the format but has no key."""
    backup = archive.read(path)
    data = path.read_bytes().replace(b'"cases": 1', b'"cases": 2')
    with zipfile.ZipFile(path) as package:
        manifest = package.read(archive.MANIFEST).replace(b'"cases": 1', b'"cases": 2')
        keys = package.read(archive.KEYS)
    size = backup.manifest.parts[archive.DATA][1]
    parts = path.with_suffix(".part")
    parts.write_bytes(data[backup.start : backup.start + size])
    with zipfile.ZipFile(path, "w") as package:
        package.write(parts, archive.DATA)
        package.writestr(archive.KEYS, keys)
        package.writestr(archive.MANIFEST, manifest)
        package.comment = bytes(64)
    parts.unlink()
    with path.open("r+b") as file:
        digest = archive._frame_digest(file, archive._start(file), size)
        file.seek(-64, 2)
        file.write(digest)


def test_a_manifest_that_was_sealed_without_the_key_is_refused(chief: Office, tmp_path: Path) -> None:
    made = backups.make(chief)
    forged(made.path)
    assert archive.read(made.path).manifest.state.counts["cases"] == 2
    [listed] = backups.listing(chief)
    assert not listed.verified
    assert "校验码不符" in listed.problem
    opener = by_password("王五", PASSWORD)
    assert "校验码不符" in refusal(lambda: backups.restore(made.path, tmp_path / "again.db", opener))
    assert not list(tmp_path.glob("again*"))


# Restoring over.


def with_the_administrator(office: Office) -> Office:
    return vaults.with_second(office, "李四", PASSWORD)


def test_putting_a_backup_back_takes_two_of_the_right_roles(chief: Office) -> None:
    made = backups.make(chief)
    register(chief.store)
    with pytest.raises(Refused):
        backups.restore_over(chief, made.path)
    with pytest.raises(Refused):
        backups.restore_over(vaults.with_second(chief, "赵六", PASSWORD), made.path)
    assert chief.store.count(Case) == 2


def test_what_is_there_is_saved_before_a_backup_takes_its_place(chief: Office, tmp_path: Path) -> None:
    before, made = dump(chief.store), backups.make(chief)
    register(chief.store, 2)
    present = dump(chief.store)
    done = backups.restore_over(with_the_administrator(chief), made.path)
    again = signed_in(done.path, "王五")
    assert dump(again.store) == before
    [told] = again.store.rows("SELECT officer, context FROM log WHERE event = 'restore'")
    assert told[0] == "王五"
    assert '"second":"李四"' in told[1]
    again.store.close()
    assert done.saved is not None
    backups.restore(done.saved, tmp_path / "undone.db", by_password("王五", PASSWORD))
    undone = signed_in(tmp_path / "undone.db", "王五")
    assert dump(undone.store) == present
    undone.store.close()


def test_the_open_office_is_closed_by_a_restoring(chief: Office) -> None:
    made = backups.make(chief)
    backups.restore_over(with_the_administrator(chief), made.path)
    with pytest.raises(Unavailable, match="重新登录"):
        chief.store.count(Case)


def test_a_damaged_file_is_kept_beside_when_a_backup_takes_its_place(chief: Office) -> None:
    before, made = dump(chief.store), backups.make(chief)
    pair = with_the_administrator(chief)
    register(chief.store)
    path = chief.store.path
    chief.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 + 99] ^= 1
    path.write_bytes(data)
    done = backups.restore_over(pair, made.path)
    assert done.saved is not None
    assert done.saved.name.startswith("case.替换前-")
    assert done.saved.stat().st_size >= len(data)
    assert keyfile.key_path(done.saved).exists()
    again = signed_in(path, "王五")
    assert dump(again.store) == before
    again.store.close()


def test_a_file_that_does_not_open_is_replaced_by_two_people_of_the_backups_time(chief: Office) -> None:
    before, made = dump(chief.store), backups.make(chief)
    path, pair = chief.store.path, (by_password("王五", PASSWORD), by_password("李四", PASSWORD))
    chief.store.close()
    path.write_bytes(bytes(8192))
    for second in (None, pair[0], by_password("赵六", PASSWORD), by_password("李四", "wrong")):
        refusal(lambda second=second: backups.restore_instead(path, made.path, pair[0], second))  # type: ignore[misc]
        assert path.read_bytes() == bytes(8192)
    done = backups.restore_instead(path, made.path, *pair)
    assert done.saved is not None
    assert done.saved.read_bytes() == bytes(8192)
    again = signed_in(path, "赵六")
    assert dump(again.store) == before
    again.store.close()


def test_the_recovery_code_alone_replaces_a_file_that_does_not_open(chief: Office, model: tuple[Path, str]) -> None:
    made = backups.make(chief)
    chief.store.close()
    chief.store.path.write_bytes(b"")
    backups.restore_instead(chief.store.path, made.path, by_recovery(model[1]))
    signed_in(chief.store.path, "赵六").store.close()


def test_a_damaged_backup_replaces_nothing(chief: Office) -> None:
    made = backups.make(chief)
    register(chief.store)
    data = bytearray(made.path.read_bytes())
    data[5000] ^= 1
    made.path.write_bytes(data)
    assert "已损坏" in refusal(lambda: backups.restore_over(with_the_administrator(chief), made.path))
    assert chief.store.count(Case) == 2
    assert not [path for path in chief.store.path.parent.iterdir() if path.suffix in {".incoming", ".restoring"}]


def test_another_files_backup_is_not_put_in_this_ones_place(chief: Office, tmp_path: Path) -> None:
    (tmp_path / "neighbour").mkdir()
    neighbour = signed_in(founded(tmp_path / "neighbour")[0], "王五")
    foreign = backups.make(neighbour).path
    neighbour.store.close()
    with pytest.raises(Refused, match="另一个案件文件"):
        backups.restore_over(with_the_administrator(chief), foreign)


def test_an_interrupted_restoring_is_finished_by_the_next_sign_in(
    chief: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, made = dump(chief.store), backups.make(chief)
    register(chief.store)
    pair = with_the_administrator(chief)
    with monkeypatch.context() as cut:
        cut.setattr(restoring, "finish", lambda _: False)  # the power goes once the marker stands
        cut.setattr(backups, "_log_restored", lambda *_: None)
        backups.restore_over(pair, made.path)
    again = signed_in(chief.store.path, "王五")
    assert dump(again.store) == before
    again.store.close()


# Before a big step.


def a_plan(office: Office, tmp_path: Path) -> Any:
    book = tmp_path / "people.csv"
    book.write_text("姓名,联系电话\n张建国,19900001234\n", encoding="utf-8")
    return imports.preview(office, book)


def test_an_import_is_preceded_by_a_backup(chief: Office, tmp_path: Path) -> None:
    plan = a_plan(chief, tmp_path)
    before = dump(chief.store)
    imports.commit(chief, plan, accept_good=True)
    [listed] = backups.listing(chief)
    assert (listed.why, listed.verified) == ("import", True)
    backups.restore(listed.path, tmp_path / "before.db", by_password("王五", PASSWORD))
    restored = signed_in(tmp_path / "before.db", "王五")
    assert dump(restored.store) == before
    restored.store.close()


def test_an_import_without_room_writes_nothing(chief: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = a_plan(chief, tmp_path)
    before = dump(chief.store)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    assert "腾出" in refusal(lambda: imports.commit(chief, plan, accept_good=True))
    assert dump(chief.store) == before


def test_a_fresh_backup_of_the_same_state_serves_for_the_next_step(chief: Office) -> None:
    assert backups.before_big_step(chief, "import") is not None
    assert backups.before_big_step(later(chief, minutes=9), "import") is None
    assert backups.before_big_step(later(chief, minutes=11), "import") is not None
    register(chief.store)
    assert backups.before_big_step(later(chief, minutes=12), "import") is not None


def test_a_stick_that_is_not_plugged_in_does_not_stop_a_step(chief: Office, tmp_path: Path) -> None:
    away = replace(chief, settings=Settings(backups=str(tmp_path / "usb" / "backups")))
    made = backups.before_big_step(away, "import")
    assert made is not None
    assert made.path.parent == chief.store.path.parent / "备份"
    assert "请接好备份磁盘" in refusal(lambda: backups.make(away))


def test_old_backups_go_only_after_a_new_one_is_verified(chief: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (700, 690, 680):
        backups.make(later(chief, days=-days))
    monkeypatch.setattr(rotation, "rules", lambda: rotation.Rules(2, 1, 1, 1))
    keys = keyfile.key_path(chief.store.path)
    hidden = keys.rename(keys.with_suffix(".hidden"))
    assert backups.make(chief).removed == ()
    hidden.rename(keys)
    assert len(backups.make(later(chief, hours=1)).removed) == 3


def test_records_are_found_in_a_restored_file_through_the_same_actions(chief: Office, tmp_path: Path) -> None:
    made = backups.make(chief)
    backups.restore(made.path, tmp_path / "again.db", by_password("王五", PASSWORD))
    again = signed_in(tmp_path / "again.db", "王五")
    assert records.listing(again, "cases").total == 1
    again.store.close()


def test_the_moment_of_a_backup_is_the_stations_own(chief: Office) -> None:
    assert isinstance(backups.make(chief).made_at, datetime)
    assert backups.make(later(chief, days=1)).path.name.startswith("case_20261102-093000_e1_")
