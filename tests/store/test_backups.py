"""Backups: whole, proved, in their place only then; none is lost to damage, a full disk, a kill or a rotation."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import archive, audit, backups, copies, keyfile
from anfraud_desktop.store.archive import Backup
from anfraud_desktop.store.backups import Terms, make
from anfraud_desktop.store.database import Store
from tests.founding import NOW, backed_up, keyed, refusal, register

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


def opened(backup: Backup, store: Store, at: Path) -> Store:
    archive.extract(backup, at)
    return Store(at, store.key, read_only=True)


def test_a_backup_holds_what_the_file_holds_and_says_so(kept: Store, folder: Path, tmp_path: Path) -> None:
    backup = backed_up(kept, folder)
    made = backup.manifest
    vault, epoch = keyfile.identity(keyfile.key_path(kept.path), kept.key)
    assert backup.path.name == f"case_20261101-093000_e1_{made.state.head[1][:8]}.afbk"
    assert (made.vault, made.epoch, made.by, made.why, made.made_at) == (vault, epoch, "u-1", "asked", NOW)
    assert (made.state.counts["cases"], made.state.counts["people"], made.rows) == (5, 5, 15)
    assert made.state.head == copies.head_of(kept.connection)
    assert backup.sealed_with(kept.key)
    archive.check(backup)
    copy = opened(backup, kept, tmp_path / "copy.db")
    assert copy.all(Case) == kept.all(Case)
    assert copy.search("张建国") == kept.search("张建国")
    copy.close()
    assert archive.keys_of(backup) == keyfile.key_path(kept.path).read_bytes()


def test_nothing_is_left_beside_a_backup(kept: Store, folder: Path) -> None:
    backup = backed_up(kept, folder)
    assert list(folder.iterdir()) == [backup.path]


def test_two_backups_of_one_second_stand_in_their_order(kept: Store, folder: Path) -> None:
    made = [backed_up(kept, folder)]
    register(kept)
    made += [backed_up(kept, folder), backed_up(kept, folder)]
    assert backups.newest_first(folder, "case") == [one.path for one in reversed(made)]
    assert [one.manifest.made_at - NOW for one in made] == [timedelta(seconds=at) for at in range(3)]


def test_a_file_without_its_key_file_makes_a_backup_that_is_not_complete(store: Store, tmp_path: Path) -> None:
    assert not backed_up(store, tmp_path / "备份").complete


def test_a_key_file_that_does_not_belong_to_the_file_is_not_saved_with_it(kept: Store, folder: Path) -> None:
    keyfile.key_path(kept.path).unlink()
    keyfile.create(keyfile.key_path(kept.path))
    assert "密钥文件已损坏" in refusal(lambda: backed_up(kept, folder))
    assert not folder.exists()


def test_the_whole_structure_is_checked_again_after_a_week(
    kept: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    examine = copies.examine

    def seen(copy: Path, key: bytes, *, thorough: bool) -> copies.State:
        asked.append(thorough)
        return examine(copy, key, thorough=thorough)

    monkeypatch.setattr(copies, "examine", seen)
    for days in (0, 1, 6, 7, 8):
        backed_up(kept, folder, NOW + days * DAY)
    assert asked == [True, False, False, True, False]


# What is damaged.


def test_a_backup_of_a_damaged_file_fails_or_is_whole_and_displaces_nothing(
    kept: Store, folder: Path, tmp_path: Path
) -> None:
    good = backed_up(kept, folder)
    before = (kept.all(Case), kept.all(Person))
    key, path = kept.key, kept.path
    kept.close()
    whole, chance = path.read_bytes(), random.Random(3)  # noqa: S311  a choice of places, no secret
    failed = 0
    for round_ in range(12):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 64]) + whole[place + 1 :])
        try:
            made = make(path, key, folder, Terms("", "asked", NOW + timedelta(hours=round_ + 1)))
        except Unavailable:
            failed += 1
        else:  # a page that only an index used: the copy's index was written anew
            copy = tmp_path / "copy.db"
            archive.extract(made, copy)
            store = Store(copy, key, read_only=True)
            assert (store.all(Case), store.all(Person)) == before
            store.close()
        archive.check(good)
    assert failed > 2
    assert not [path for path in folder.iterdir() if path.suffix != ".afbk"]
    path.write_bytes(whole)


def damage(data: bytes, chance: random.Random) -> bytes:
    """Return bytes that differ: one flipped, some lost, some zeroed, some doubled, some moved."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 5000)
    near_the_end = len(data) - 1 - chance.randrange(3000)  # where the manifest lies
    at = near_the_end if chance.random() < 0.5 else at
    ways = (
        data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :],
        data[:at],
        data[:at] + data[at + size :],
        data[:at] + bytes(size) + data[at + size :],
        data[:at] + data[at : at + size] + data[at:],
        data + bytes(size),
        bytes(size) + data,
        data[at:] + data[:at],
    )
    return chance.choice(ways)


def check_damaged(store: Store, folder: Path, many: int) -> None:
    backup = backed_up(store, folder)
    data, chance = backup.path.read_bytes(), random.Random(11)  # noqa: S311  a choice of places, no secret
    target = folder.parent / "out.db"
    for _ in range(many):
        bad = damage(data, chance)
        if bad == data:
            continue
        backup.path.write_bytes(bad)
        assert "这份备份已损坏" in refusal(lambda: archive.extract(archive.read(backup.path), target))
        assert "这份备份已损坏" in refusal(lambda: archive.check(archive.read(backup.path)))


def test_damaged_backups_are_refused_as_damaged(kept: Store, folder: Path) -> None:
    check_damaged(kept, folder, 50)


@pytest.mark.soak
def test_five_hundred_damaged_backups_are_refused_as_damaged(kept: Store, folder: Path) -> None:
    check_damaged(kept, folder, 500)


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 5000, b"PK\x05\x06" + bytes(18), b"PK\x05\x06" + bytes(82)])
def test_what_is_no_backup_at_all_is_refused_as_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "case_20261101-093000_e1_00000000.afbk"
    path.write_bytes(data)
    assert "已损坏" in refusal(lambda: archive.read(path))


def test_a_missing_backup_is_asked_for(tmp_path: Path) -> None:
    assert "找不到" in refusal(lambda: archive.read(tmp_path / "none.afbk"))


def test_a_backup_of_a_newer_program_asks_for_it(kept: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(archive, "FORMAT", 2)
        path = backed_up(kept, folder).path
    assert "请升级程序" in refusal(lambda: archive.read(path))


def test_a_backup_of_a_newer_file_asks_for_a_newer_program(
    kept: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.connection.execute("PRAGMA user_version = 99")
    with monkeypatch.context() as later:
        later.setattr(archive, "FILE_VERSION", 99)
        path = backed_up(kept, folder).path
    assert "请升级程序" in refusal(lambda: archive.read(path))


# What is written while a backup is made.


def chained(store: Store) -> bool:
    """Tell whether every link of a log holds."""
    mac = audit.FIRST
    for row in store.rows("SELECT * FROM log ORDER BY seq"):
        mac = audit.chained(store.audit_key, mac, row[:10], row[10], row[12])
        if mac != row[11]:
            return False
    return True


def check_under_load(store: Store, folder: Path, many: int) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.01):
            register(store)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        made = [backed_up(store, folder, NOW + timedelta(minutes=at)) for at in range(many)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    written = store.all(Case)
    for backup in made:
        copy = opened(backup, store, folder.parent / "copy.db")
        assert copy.count(Case) == copy.count(Person) == backup.manifest.state.counts["involvements"]
        assert chained(copy)
        assert copy.all(Case) == written[: copy.count(Case)]
        copy.close()
    assert made[0].manifest.rows < made[-1].manifest.rows


def test_backups_taken_under_load_hold_an_earlier_state(kept: Store, folder: Path) -> None:
    check_under_load(kept, folder, 20)


@pytest.mark.soak
def test_two_hundred_backups_taken_under_load_hold_an_earlier_state(kept: Store, folder: Path) -> None:
    check_under_load(kept, folder, 200)


BACKING_UP = """
import sys; from datetime import datetime, timedelta; from pathlib import Path
import anfraud_desktop.records
from anfraud_desktop.store.backups import Terms, make
for at in range(1000):
    make(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Path(sys.argv[3]),
         Terms("", "asked", datetime(2026, 11, 1) + timedelta(minutes=at)))
    print("made", flush=True)
"""


def check_kills(store: Store, folder: Path, many: int) -> None:
    chance = random.Random(7)  # noqa: S311  a choice of moments, no secret
    words = [sys.executable, "-c", BACKING_UP, str(store.path), store.key.hex(), str(folder)]
    for _ in range(many):
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"made\n"
            register(store)
            time.sleep(chance.random() / 10)
            process.send_signal(signal.SIGKILL)
    found = backups.newest_first(folder, "case")
    assert len(found) >= many
    for path in found:
        archive.check(archive.read(path))
    assert chained(store)


@pytest.mark.skipif(os.name != "posix", reason="a signal that Windows has not")
def test_a_killed_backup_leaves_only_whole_ones(kept: Store, folder: Path) -> None:
    check_kills(kept, folder, 8)


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="a signal that Windows has not")
def test_five_hundred_killed_backups_leave_only_whole_ones(kept: Store, folder: Path) -> None:
    check_kills(kept, folder, 500)


def test_what_a_crash_left_is_swept_up_and_the_work_of_others_is_not(kept: Store, folder: Path) -> None:
    folder.mkdir()
    old, fresh, other = (folder / name for name in (".new-case-a.db", ".new-case-b.afbk", "notes.txt"))
    for path in (old, fresh, other):
        path.write_bytes(b"x")
    for path in (old, other):
        os.utime(path, (0, 0))
    backed_up(kept, folder)
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)


def test_an_older_file_is_saved_before_it_is_brought_up_and_a_new_one_is_not(tmp_path: Path) -> None:
    store, _ = keyed(tmp_path)
    key = store.key
    assert not (tmp_path / "备份").exists()
    store.connection.execute("PRAGMA user_version = 1")
    store.close()
    Store.open(store.path, key).close()
    [path] = (tmp_path / "备份").iterdir()
    made = archive.read(path).manifest
    assert (made.why, made.state.file_version) == ("migration", 1)
