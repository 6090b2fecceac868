"""Numbers on the clipboard: out of every history, and gone after half a minute where they had to be revealed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from anfraud_desktop.ui.clipboard import KEPT_MS, SECRET, Clipboard, secret
from anfraud_desktop.ui.frame import Frame
from tests.factories import id_number

IDENTITY = id_number(serial=1)


@pytest.fixture
def clipboard(frame: Frame) -> Iterator[Clipboard]:
    yield frame.clipboard
    QGuiApplication.clipboard().clear()


def test_a_copy_with_a_number_stays_out_of_every_history() -> None:
    formats = secret(IDENTITY).formats()
    assert {"ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory"} <= set(formats)
    assert secret(IDENTITY).data("CanIncludeInClipboardHistory").data() == b"\0\0\0\0"
    assert secret(IDENTITY).text() == IDENTITY


def test_a_revealed_number_that_is_copied_anyhow_is_marked_and_goes_after_its_time(
    clipboard: Clipboard, qtbot: QtBot
) -> None:
    assert KEPT_MS == 30_000
    clipboard.guard([IDENTITY])
    clipboard._timer.setInterval(50)
    QGuiApplication.clipboard().setText(" ".join((IDENTITY[:6], IDENTITY[6:])))
    mime = QGuiApplication.clipboard().mimeData()
    assert all(mime.hasFormat(name) for name in SECRET)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "")


def test_what_somebody_else_copied_meanwhile_stays(clipboard: Clipboard, qtbot: QtBot) -> None:
    clipboard._timer.setInterval(50)
    clipboard.copy(IDENTITY)
    other = QMimeData()
    other.setText("买菜")
    QGuiApplication.clipboard().setMimeData(other)
    qtbot.wait(120)
    assert QGuiApplication.clipboard().text() == "买菜"


def test_locking_takes_a_copied_number_away_and_leaves_words(clipboard: Clipboard) -> None:
    clipboard.copy(IDENTITY)
    clipboard.forget()
    assert QGuiApplication.clipboard().text() == ""
    QGuiApplication.clipboard().setText("会议纪要")
    clipboard.forget()
    assert QGuiApplication.clipboard().text() == "会议纪要"


def test_words_without_a_number_are_copied_as_they_are(clipboard: Clipboard) -> None:
    del clipboard
    QGuiApplication.clipboard().setText("会议纪要")
    assert QGuiApplication.clipboard().mimeData().formats() == ["text/plain"]
