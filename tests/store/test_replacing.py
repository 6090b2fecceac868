"""A file is replaced as a whole: the old bytes or the new ones, never something between."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from anfraud_desktop.store import replacing
from anfraud_desktop.store.replacing import replace_file


def test_a_file_is_written_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "案件.keys"
    for written in (b"old", b"", b"new" * 100_000):
        replace_file(path, written)
        assert path.read_bytes() == written
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_may_be_as_long_as_names_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 84 + ".x")
    replace_file(path, b"whole")
    assert path.read_bytes() == b"whole"


def test_what_cannot_be_replaced_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(OSError, match="there"):
        replace_file(tmp_path / "there", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "nowhere" / "file", b"new")


@pytest.mark.skipif(os.name != "posix", reason="a limit that the system sets to a process")
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    replace_file(path, b"old")
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from anfraud_desktop.store.replacing import replace_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: replace_file(Path(sys.argv[1]), bytes(100_000))\n"
        "except OSError: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 7
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_sees_one_whole_file_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    replace_file(path, b"a" * 50_000)
    seen: set[bytes] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        replace_file(path, (b"a" if turn % 2 else b"b") * 50_000)
    stop.set()
    reader.join()
    assert seen <= {b"a" * 50_000, b"b" * 50_000}


class Held:
    """A file that another program holds open for a while, as an antivirus does on Windows."""

    def __init__(self, times: int) -> None:
        self.times, self.real, self.slept = times, Path.replace, 0.0

    def replace(self, source: Path, target: Path) -> Path:
        self.times -= 1
        if self.times >= 0:
            raise PermissionError(13, "sharing violation", str(target))
        return self.real(source, target)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


def hold(monkeypatch: pytest.MonkeyPatch, times: int) -> Held:
    held = Held(times)

    def replace(source: Path, target: Path) -> Path:
        return held.replace(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("time.sleep", held.sleep)
    monkeypatch.setattr("time.monotonic", lambda: held.slept)
    return held


def test_a_file_that_is_held_for_a_moment_is_replaced_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold(monkeypatch, 10)
    replace_file(tmp_path / "case.keys", b"new")
    assert (tmp_path / "case.keys").read_bytes() == b"new"
    assert 0 < held.slept <= replacing.WAIT_SECONDS


def test_a_file_that_is_held_for_long_is_given_up_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.keys"
    path.write_bytes(b"old")
    held = hold(monkeypatch, 10**6)
    with pytest.raises(PermissionError):
        replace_file(path, b"new")
    assert replacing.WAIT_SECONDS <= held.slept < replacing.WAIT_SECONDS + 1
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="a kill that no program can answer")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "case.keys"
    replace_file(path, b"0" * 200_000)
    script = (
        "import sys; from pathlib import Path; from anfraud_desktop.store.replacing import replace_file\n"
        "print('go', flush=True)\n"
        "while True:\n"
        "    for c in b'01': replace_file(Path(sys.argv[1]), bytes([c]) * 200_000)\n"
    )
    for turn in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.003 * turn)
            writer.kill()
        assert path.read_bytes() in (b"0" * 200_000, b"1" * 200_000)
