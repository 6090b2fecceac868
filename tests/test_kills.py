"""A process that is killed at any moment leaves a sound file: nothing acknowledged is lost, nothing is half done."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.figures import tell
from tests.kills.aftermath import AFTERMATH, KINDS, faults

SHARE, ALL = 8, 500
LONGEST = 0.35  # seconds of work before the kill, after the first sign of life


def killed(workflow: str, folder: Path, chance: random.Random, *, at_once: bool = False) -> list[str]:
    """Let a workflow run and kill it at some moment; return what it had acknowledged by then."""
    words = [sys.executable, "-m", "tests.kills.workflows", workflow, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = "" if at_once else process.stdout.readline()
        time.sleep(chance.uniform(0.3, 0.3 + 2 * LONGEST) if at_once else chance.uniform(0, LONGEST))
        assert process.poll() is None  # it is at work, and has not failed of itself
        process.kill()
        rest = process.stdout.read()
    return (first + rest).split()


@pytest.mark.parametrize("kills", [SHARE, pytest.param(ALL, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", AFTERMATH)
def test_a_workflow_that_is_killed_at_any_moment_leaves_a_sound_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, kills: int
) -> None:
    workflow, chance = AFTERMATH[name], random.Random(name)  # noqa: S311  a choice of moments, no secret
    found: list[tuple[str, str]] = []
    for kill in range(kills):
        if workflow.anew or not kill:
            workflow.lay(tmp_path)
        acknowledged = killed(name, tmp_path, chance, at_once=workflow.at_once)
        found += faults(workflow, tmp_path, acknowledged)
    tally = Counter(kind for kind, _ in found)
    if kills == ALL:
        tell(capsys, f"{name}: {kills} kills, " + ", ".join(f"{tally[kind]} {kind}" for kind in KINDS))
    assert found == []
