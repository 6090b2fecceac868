"""Room on the disk: asked for early, and nothing half done where it runs out all the same."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.store import backups, space
from anfraud_desktop.store.database import Store
from tests.founding import backed_up, refusal, register


def test_too_little_room_is_told_before_anything_is_written(
    kept: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = space.needed_for(kept.path)
    assert needed >= 3 * kept.path.stat().st_size + 200 * space.MB
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=needed - 5 * space.MB))
    assert "至少腾出 5 MB" in refusal(lambda: backed_up(kept, folder))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=needed))
    assert backed_up(kept, folder).path.exists()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of one MB."""
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("a disk can be mounted by root alone")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_small_disk_is_refused_with_what_to_free(kept: Store, small: Path) -> None:
    assert "MB 后再试" in refusal(lambda: backed_up(kept, small))


def test_a_disk_that_fills_up_meanwhile_keeps_nothing_half_done(
    kept: Store, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "needed_for", lambda _: 0)
    good = 0
    for room in (100, 400, 700, 900):  # KiB that stay for the backup, or not
        (small / "ballast").write_bytes(bytes(1024 * (1000 - room)))
        with_room = [path for path in small.iterdir() if path.suffix == ".afbk"]
        try:
            backed_up(kept, small)
            good += 1
        except Unavailable as full:
            assert "空间" in full.message  # noqa: PT017  either may be
            assert [path for path in small.iterdir() if path.suffix == ".afbk"] == with_room
        (small / "ballast").unlink()
        assert not list(small.glob(".new-*"))
    assert good < 4
    register(kept)


def test_a_place_that_is_not_there_is_named_as_such(kept: Store, tmp_path: Path) -> None:
    assert "请接好备份磁盘" in refusal(lambda: backed_up(kept, tmp_path / "usb" / "backups"))
