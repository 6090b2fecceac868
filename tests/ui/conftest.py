"""A dressed application and the window over a real case file; all offscreen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import pages, theme
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Keep

Make = Callable[..., Record]


def pytest_configure(config: pytest.Config) -> None:
    # The offscreen platform says so of every window and of every list that opens below a line.
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(qapp, theme.LIGHT)


@pytest.fixture
def kept() -> dict[str, dict[str, Any]]:
    return {}


@pytest.fixture
def keep(kept: dict[str, dict[str, Any]]) -> Keep:
    return Keep(kept.get, kept.__setitem__)


@pytest.fixture
def make(office: Office) -> Make:
    """Write a record of a ledger, read from what a clerk would type."""

    def write(ledger: str, **given: object) -> Record:
        record = Record.ledgers[ledger].read(given)
        with office.store.change("登记", office.officer) as change:
            change.save(record)
        return record

    return write


@pytest.fixture
def frame(qtbot: QtBot, office: Office, keep: Keep) -> Iterator[Frame]:
    made = Frame(office, pages.book(), keep)
    made.show()
    settle(qtbot, made)
    yield made
    for page in made.workspaces.open.values():
        page.unsaved = lambda: False  # type: ignore[method-assign]  # a closing window must not ask a test
    made.tasks.finish()
    made.close()
    made.deleteLater()


def settle(qtbot: QtBot, window: Frame) -> None:
    """Wait until nothing is under way."""
    lanes = (window.reads, window.tasks, window.search.lane)
    qtbot.waitUntil(lambda: not any(lane.busy() for lane in lanes))
    QApplication.processEvents()
