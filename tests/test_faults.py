"""A disk that fails at any write, flush or cut: nothing is lost, and what the program says is what the file holds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anfraud_desktop.actions.office import Office
from anfraud_desktop.store.database import Store
from tests.actions.staging import settle_unit, stage
from tests.conftest import NOW
from tests.factories import KEY
from tests.faults.driver import WORK
from tests.kills.workflows import book

SOURCE = Path(__file__).parent / "faults" / "faults.c"
MOST = 2000  # steps; a workflow ends far earlier
EACH, SOME = 1, 23  # every step in the long run, every so many on each change
COMPILER = shutil.which("cc") or shutil.which("gcc")

pytestmark = pytest.mark.skipif(
    not (COMPILER and sys.platform == "linux"), reason="what makes the disk fail is built by a C compiler on Linux"
)


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shim") / "faults.so"
    assert COMPILER
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl"], check=True)
    return made


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """Make a folder with a small case file and a book to take in."""
    store = Store.create(tmp_path / "pristine.db", KEY)
    office = Office(store, "王警官", "investigator", lambda: NOW)
    settle_unit(office)
    stage(office)
    store.close()
    book(tmp_path / "book.xlsx", 0)
    return tmp_path


@pytest.mark.parametrize("stride", [SOME, pytest.param(EACH, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", WORK)
def test_what_is_said_of_a_failing_disk_is_true(shim: Path, staged: Path, name: str, stride: int) -> None:
    words = [sys.executable, "-m", "tests.faults.driver", name, str(staged), str(MOST), str(stride)]
    env = os.environ | {"LD_PRELOAD": str(shim)}
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    runs = [line.split("\t") for line in done.stdout.splitlines()]
    assert [run for run in runs if run[-1] != "right"] == []
    hit = sum(1 for run in runs if run[4] != "0")
    assert hit >= 40 // stride
    assert {run[3] for run in runs} == {"done", "refused:unavailable"}
