"""dev.py and the tree it works on."""

import ast
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMANDS = ("demo", "test", "check", "bench", "soak", "build", "shots", "lock")

# What a tool has made or installed, and no part of the source.
NOT_OURS = {".venv", ".git", "__pycache__", "build", "dist"}
TEXT = {".py", ".toml", ".md", ".txt", ".lock", ".spec", ".json", ".svg", ".sql", ".csv", ".sh", ""}


def ours() -> list[Path]:
    """Return the text files of the source tree."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", "-out", ".egg-info"))
        ]
        folders[:] = [name for name in folders if name != ".hypothesis"]
        found += [Path(folder, name) for name in files if Path(name).suffix in TEXT and not name.startswith(".cov")]
    return found


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "dev.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_dev_py_imports_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names} == set()


def test_an_older_python_can_read_dev_py_as_far_as_its_refusal() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [((), "COMMAND"), (("demos",), "demos"), (("demo", "--fast"), "--fast"), (("bench", "a", "b"), "b")],
)
def test_a_wrong_call_of_dev_py_is_answered_with_its_usage(arguments: tuple[str, ...], word: str) -> None:
    answer = dev(*arguments)
    assert answer.returncode == 2
    assert answer.stderr.startswith("usage: dev.py")
    assert word in answer.stderr


def test_the_help_of_dev_py_names_every_command() -> None:
    told = dev("--help").stdout
    assert [command for command in COMMANDS if f"\n    {command} " not in told] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no executable bit")
@pytest.mark.parametrize("script", ["dev.py", ".ci/run"])
def test_a_script_can_be_started(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_this_python_and_this_qt_are_no_broken_pair() -> None:
    # The Linux wheels of PySide6 6.12.0 give None away without counting it: fine from Python 3.12 on, where None is
    # immortal; before, the program dies after some thousand calls.
    qt = tuple(int(part) for part in version("PySide6_Essentials").split(".")[:2])
    assert qt == (6, 11) or sys.version_info >= (3, 12)
    assert (3, 11) <= sys.version_info[:2] <= (3, 13)


def test_no_file_names_a_package_index_or_a_path_of_somebody_s_machine() -> None:
    # Written apart, so that this file does not name them either.
    hosts = ["py" + "pi.org", "python" + "hosted", "npm" + "js.", "deb." + "debian", "snapshot." + "debian"]
    paths = ["/wo" + "rk/", "/tm" + "p/", "/ro" + "ot/", "/ho" + "me/", "C:\\Us" + "ers"]
    named = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in ours()
        for word in (*hosts, *paths)
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert named == []
