"""From nothing to a sign-in window that can be typed into, against a bare one with the same font; disk cache warm."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.rows import Row, seconds

ROOT = Path(__file__).parent.parent.parent
RUNS = 10
PATIENCE = 60  # seconds, for a start that never ends


def bench() -> list[Row]:
    """Return the median of ten starts of each, taken in turn, so that a busy moment strikes both."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = _surroundings(Path(folder))
        ours = ["-m", "anfraud_desktop"]
        theirs = [str(Path(__file__).parent / "bare_window.py"), *_font()]
        pairs = [(_start(ours, surroundings), _start(theirs, surroundings)) for _ in range(RUNS + 1)]
    ours_s, theirs_s = (statistics.median(times) for times in zip(*pairs[1:], strict=True))  # the first warms the cache
    return [Row.against("start to a usable sign-in window", ours_s * 1000, theirs_s * 1000, "ms", 1.5)]


def _surroundings(folder: Path) -> dict[str, str]:
    """Return an environment with a case file of its own, and the settings that an earlier sign-in has left."""
    (folder / "settings.toml").write_text('user = "管理员"\n', encoding="utf-8")
    surroundings = {
        **_screen(),
        "ANFRAUD_FILE": str(folder / "case.db"),
        "ANFRAUD_SETTINGS": str(folder / "settings.toml"),
        "ANFRAUD_PASSWORD": "梧桐-Harbor-7391",
        "ANFRAUD_SECOND_PASSWORD": "银杏-Lantern-4826",
        "ANFRAUD_QUIT_WHEN_SHOWN": "1",
    }
    office = ["--unit", "府城派出所", "--unit-code", "420900000000", "--admin", "管理员", "--supervisor", "所长"]
    _run(["-m", "anfraud_desktop", "init", *office], surroundings)
    return surroundings


def _font() -> list[str]:
    """Return the window's font family and, where the system does not have it, the file of the bundled one."""
    # In a process of its own, because fonts want an application, and the bench has none.
    ask = (
        "from PySide6.QtGui import QFontDatabase, QGuiApplication; from anfraud_desktop.ui import theme;"
        "from anfraud_desktop.resources import resource; app = QGuiApplication([]);"
        "before = QFontDatabase.families(); family = theme.family();"
        "print(family, '' if family in before else resource(*theme.FAMILY_BUNDLED), sep='\\n')"
    )
    family, file = _run(["-c", ask], _screen()).split("\n")[:2]
    return [family, file]


def _screen() -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen", **os.environ}


def _start(arguments: list[str], surroundings: dict[str, str]) -> float:
    return seconds(lambda: _run(arguments, surroundings))


def _run(arguments: list[str], surroundings: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments[:2]} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
