"""What every test may ask for: a real encrypted case file in a temporary folder, and an office at work on it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import anfraud_desktop.records  # noqa: F401  registers the ledgers
from anfraud_desktop.actions.office import Office
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from tests.factories import KEY

NOW = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  the station's own clock is naive local time


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANFRAUD_SETTINGS", str(tmp_path / "settings" / "settings.toml"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.create(tmp_path / "case.db", KEY)
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, "王警官", "investigator", lambda: NOW)


@pytest.fixture
def supervisor(store: Store) -> Office:
    """Return the office of a supervisor beside whom a second one has typed their password."""
    second = Signer("钱副所长", "u-second", "supervisor", bytes(range(32)))
    return Office(store, "李所长", "supervisor", lambda: NOW, second=second)


@pytest.fixture
def book() -> Path:
    return Path(__file__).parent / "files" / "府城派出所人员台账2026.xlsx"
