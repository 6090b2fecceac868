"""The sign-in window comes quickly because it brings little in, and because nothing else is done before it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "reportlab", "openpyxl", "python_calamine", "pypdfium2", "PIL", "cryptography", "argon2", "sqlcipher3",
    "sqlite_utils", "pypinyin", "phonenumbers", "stdnum", "platformdirs", "tomllib", "dataclasses",
    "anfraud_desktop.store", "anfraud_desktop.store.database", "anfraud_desktop.records", "anfraud_desktop.schema",
    "anfraud_desktop.actions", "anfraud_desktop.ui.frame", "anfraud_desktop.ui.dialogs",
)  # fmt: skip


def test_the_window_imports_qt_and_little_else() -> None:
    program = f"import sys, anfraud_desktop.app; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("settings", ["", 'user = "张三"\n'])
def test_the_window_starts_is_painted_and_looks_for_garbage_again(tmp_path: Path, settings: str) -> None:
    (tmp_path / "case.db").touch()  # without a file the first day begins
    kept = tmp_path / "settings.toml"
    if settings:
        kept.write_text(settings, encoding="utf-8")
    surroundings = {
        **os.environ,
        "ANFRAUD_SETTINGS": str(kept),
        "ANFRAUD_FILE": str(tmp_path / "case.db"),
        "ANFRAUD_QUIT_WHEN_SHOWN": "1",
    }
    program = "import gc, sys; from anfraud_desktop.__main__ import main; print(main(), gc.isenabled())"
    done = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "0 True"
