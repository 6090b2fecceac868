"""A disk that fails at any write, flush or cut: nothing is lost, and what the program says is what the file holds."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.driver import RIGHT
from tests.faults.work import WORK, lay
from tests.figures import tell

SOURCE = Path(__file__).parent / "faults" / "faults.c"
MOST = 5000  # steps; a workflow ends far earlier
EACH, SOME = 1, 97  # every step in the long run, every so many on each change: some hundred faults in all
FEWEST = 200  # faults, in the shortest of the workflows
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


@pytest.mark.parametrize("stride", [SOME, pytest.param(EACH, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", WORK)
def test_what_is_said_of_a_failing_disk_is_true(
    shim: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, stride: int
) -> None:
    lay(tmp_path)
    words = [sys.executable, "-m", "tests.faults.driver", name, str(tmp_path), str(MOST), str(stride)]
    done = subprocess.run(
        words, capture_output=True, text=True, env=os.environ | {"LD_PRELOAD": str(shim)}, check=False
    )
    assert done.returncode == 0, done.stderr
    runs = [line.split("\t") for line in done.stdout.splitlines()]
    hit = [run for run in runs if run[4] != "0"]
    faulty = [run for run in runs if run[-1] != RIGHT]
    said = Counter(run[3] for run in hit)
    if stride == EACH:
        kinds = Counter(run[-1].partition(":")[0] for run in faulty)
        tell(capsys, f"{name}: {len(hit)} injected faults, said {dict(said)}, wrong {dict(kinds) or 0}")
    assert faulty == []
    assert len(hit) >= FEWEST // stride
    assert {"done", "refused:unavailable"} <= set(said)  # anything else would not have been right
