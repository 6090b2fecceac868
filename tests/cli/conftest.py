"""A case file made once for all tests of the command line, copied for each; the command line run in this process."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anfraud_desktop.actions import vaults
from anfraud_desktop.actions.units import founding_unit
from anfraud_desktop.cli.main import main
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf

PASSWORD = "Reed-Pond-Lamp-77"
SECOND = "Kite-Moss-Barn-42"


@dataclass(frozen=True)
class Outcome:
    """What one call gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Outcome]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a case file whose passwords open quickly."""
    file = tmp_path_factory.mktemp("founded") / "case.db"
    founders = tuple(
        vaults.Founder(name, secret, role)
        for name, secret, role in (
            ("李四", PASSWORD, "administrator"),
            ("王五", SECOND, "supervisor"),
            ("赵六", PASSWORD, "investigator"),
        )
    )
    vaults.create_file(file, founding_unit("府城派出所", "420982030000"), founders, Kdf(FLOOR_KIB, 1, 1))
    return file


@pytest.fixture
def file(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the case file and make it the one that is meant, with its passwords at hand."""
    for part in founded.parent.glob("case.*"):
        shutil.copy(part, tmp_path / part.name)
    monkeypatch.setenv("ANFRAUD_FILE", str(tmp_path / "case.db"))
    monkeypatch.setenv("ANFRAUD_PASSWORD", PASSWORD)
    monkeypatch.setenv("ANFRAUD_SECOND_PASSWORD", SECOND)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    return tmp_path / "case.db"


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line on just these words."""

    def run(*words: object) -> Outcome:
        capsys.readouterr()
        status = main([str(word) for word in words])
        told = capsys.readouterr()
        return Outcome(status, told.out, told.err)

    return run


@pytest.fixture
def run(file: Path, bare: Run) -> Run:
    """Return a function that runs the command line as 赵六, an investigator, answering in JSON."""
    del file
    return lambda *words: bare(*words, "--user", "赵六", "--json")
