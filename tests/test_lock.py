"""The lock files: every pin with its hashes, from no place in particular, with wheels for every system and Python."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
SYSTEMS = ("x86_64-pc-windows-msvc", "x86_64-manylinux_2_34")
PYTHONS = ("3.11", "3.12", "3.13")


def pins(lock: str) -> dict[str, str]:
    """Return the text that follows each pinned name, up to the next one."""
    parts = re.split(r"^(?=[A-Za-z])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.partition("==")[0]: part.partition("==")[2] for part in parts}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_one_version_with_hashes(lock: str) -> None:
    loose = [
        name for name, rest in pins(lock).items() if not re.match(r"\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}", rest)
    ]
    assert pins(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_path(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.startswith("-") or " @ " in line] == []


def test_everything_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, asked in (
        (LOCKS[0], project["project"]["dependencies"]),
        (LOCKS[1], project["dependency-groups"]["dev"]),
    ):
        names = {re.split(r"[><=~ ]", one, maxsplit=1)[0].lower().replace("_", "-") for one in asked}
        assert names - set(pins(lock)) == set(), lock


def test_what_both_locks_pin_has_one_version() -> None:
    program, tools = pins(LOCKS[0]), pins(LOCKS[1])
    assert [name for name in program.keys() & tools.keys() if program[name].split()[0] != tools[name].split()[0]] == []


@pytest.mark.soak
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_resolves_from_wheels_alone(lock: str, system: str, python: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:"),
            *("--python-platform", system, "--python-version", python, "--target", str(tmp_path), "-r", lock),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Would install" in told.stderr


@pytest.mark.soak
def test_the_lock_installs_into_an_empty_environment(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path], check=True)
    python = tmp_path / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = ["install", "-qq", "--require-hashes", "--only-binary", ":all:", "-r", LOCKS[0]]
    subprocess.run([python, "-m", "pip", *install], cwd=ROOT, check=True)
    subprocess.run([python, "-m", "pip", "check"], check=True)
