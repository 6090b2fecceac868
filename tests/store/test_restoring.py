"""A backup put in the place of a case file: whatever interrupts it, the old pair of files is there or the new one."""

import subprocess
import sys
from pathlib import Path

import pytest

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store import archive, restoring
from anfraud_desktop.store.archive import Backup
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.keyfile import key_path
from tests.founding import backed_up, keyed, register

ROOT = Path(__file__).parents[2]
STEPS = 30  # more than a restoring has

# Runs a restoring that ends as a power cut does: at the n-th time that a file is moved, written or taken away.
CUT = """
import os, sys; from pathlib import Path
import anfraud_desktop.records
from anfraud_desktop.store import archive, replacing, restoring
left = int(sys.argv[4])
def cut(do):
    def step(*given, **named):
        global left
        left -= 1
        if left < 0: os._exit(9)
        return do(*given, **named)
    return step
for name in ("move_file", "replace_file"): setattr(restoring, name, cut(getattr(restoring, name)))
Path.unlink = cut(Path.unlink)
restoring.stage(archive.read(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]), Path(sys.argv[3]))
restoring.put_in_place(Path(sys.argv[3]), sys.argv[5])
"""


@pytest.fixture
def earlier(tmp_path: Path) -> tuple[Backup, bytes, Path]:
    """Return a backup with one case, the key, and the closed case file that has a second one since."""
    store, _ = keyed(tmp_path)
    key, case = store.key, store.path
    register(store)
    backup = backed_up(store, tmp_path / "备份")
    register(store)
    store.close()
    key_path(case).write_bytes(key_path(case).read_bytes() + b"\n")  # so that the two key files differ
    return backup, key, case


def cases(case: Path, key: bytes) -> int:
    store = Store.open(case, key)
    counted = int(store.rows("SELECT count(*) FROM cases")[0][0])
    store.close()
    return counted


@pytest.mark.parametrize("keep", ["", "20261101-093000"])
def test_a_power_cut_at_any_step_leaves_the_old_pair_or_the_new_one(
    earlier: tuple[Backup, bytes, Path], tmp_path: Path, keep: str
) -> None:
    backup, key, case = earlier
    before = {path.name: path.read_bytes() for path in (case, key_path(case))}
    outcomes = []
    for step in range(STEPS):
        for path in tmp_path.glob("case.*"):
            path.unlink()
        for name, data in before.items():
            (tmp_path / name).write_bytes(data)
        words = [sys.executable, "-c", CUT, str(backup.path), key.hex(), str(case), str(step), keep]
        status = subprocess.run(words, cwd=ROOT, check=False).returncode
        completed = restoring.finish(case)
        new = key_path(case).read_bytes() == archive.keys_of(backup)
        assert cases(case, key) == (1 if new else 2)
        assert not [path for path in tmp_path.iterdir() if path.suffix in {".incoming", ".restoring"}]
        assert (len(list(tmp_path.glob("case.替换前-*.db"))) == 1) == bool(new and keep)
        outcomes.append((status, completed, new))
        if status == 0:
            break
    assert outcomes[0] == (9, False, False)
    assert (9, True, True) in outcomes
    assert outcomes[-1] == (0, False, True)


def test_what_is_left_of_the_replaced_files_log_is_not_read_into_the_new_file(
    earlier: tuple[Backup, bytes, Path],
) -> None:
    backup, key, case = earlier
    store = Store.open(case, key)
    register(store)
    log = case.with_name("case.db-wal").read_bytes()
    assert log
    store.close()
    restoring.stage(backup, key, case)
    case.with_name("case.db-wal").write_bytes(log)  # as a crash leaves it
    restoring.put_in_place(case)
    assert cases(case, key) == 1


def test_a_backup_whose_data_are_not_those_of_its_manifest_is_not_put_in_place(
    earlier: tuple[Backup, bytes, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, key, case = earlier
    lied = Backup(backup.path, backup.manifest, backup.seal, backup.start)
    lied.manifest.state.counts["cases"] = 7
    with pytest.raises(Unavailable, match="内容与清单不符"):
        restoring.stage(lied, key, case)
    assert not restoring.incoming(case).exists()
    monkeypatch.undo()
    assert cases(case, key) == 2


def test_a_wrong_key_puts_nothing_in_place(earlier: tuple[Backup, bytes, Path]) -> None:
    backup, key, case = earlier
    with pytest.raises(Unavailable):
        restoring.stage(backup, bytes(32), case)
    assert not restoring.incoming(case).exists()
    assert cases(case, key) == 2
