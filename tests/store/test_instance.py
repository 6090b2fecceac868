"""One window a case file: of many that start at once one holds it, and a holder that dies lets go."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anfraud_desktop.store.instance import Held, Instance

HOLD = """
import sys, time
from pathlib import Path
from anfraud_desktop.store.instance import Held, Instance
try:
    held = Instance.of(Path(sys.argv[1]))
except Held:
    print("refused", flush=True)
else:
    print("holds", flush=True)
    time.sleep(60)
"""


def start(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)


def word(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_many_that_start_at_once_one_holds_the_file(tmp_path: Path) -> None:
    started = [start(tmp_path / "case.db") for _ in range(12)]
    try:
        words = [word(process) for process in started]
        assert sorted(words) == ["holds", *["refused"] * 11]
    finally:
        for process in started:
            process.kill()
            process.communicate()


def test_a_holder_that_is_killed_lets_go_without_a_file_being_removed_by_hand(tmp_path: Path) -> None:
    first = start(tmp_path / "case.db")
    assert word(first) == "holds"
    first.kill()
    first.communicate()
    began = time.monotonic()
    Instance.of(tmp_path / "case.db").release()
    assert time.monotonic() - began < 3


def test_a_second_window_is_told_that_the_first_is_on_this_computer(tmp_path: Path) -> None:
    held = Instance.of(tmp_path / "case.db")
    with pytest.raises(Held, match="本机的另一个窗口") as told:
        Instance.of(tmp_path / "case.db")
    assert told.value.here
    held.release()
    Instance.of(tmp_path / "case.db").release()


def test_another_computers_hold_is_never_broken_unasked(tmp_path: Path) -> None:
    note = tmp_path / "case.db.open"
    note.write_text(json.dumps({"host": "一所-02", "pid": 1, "since": "2026-11-01 09:30"}), encoding="utf-8")
    with pytest.raises(Held, match="一所-02") as told:
        Instance.of(tmp_path / "case.db")
    assert not told.value.here
    assert note.exists()
    Instance.of(tmp_path / "case.db", over_foreign=True).release()
    assert not note.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_torn_note_of_the_holder_keeps_nobody_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "case.db.open").write_text(text, encoding="utf-8")
    Instance.of(tmp_path / "case.db").release()
