"""A case file with its key file and some records, and where its backups go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anfraud_desktop.store.database import Store
from tests.founding import keyed, register


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    store, _ = keyed(tmp_path)
    register(store, 5)
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "备份"
