"""When the officer counts as away: no key and no click, a machine that is locked or sleeps, twelve hours."""

import ctypes
from collections.abc import Iterator
from ctypes import wintypes

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from anfraud_desktop.ui import absence
from anfraud_desktop.ui.absence import Absence, SystemLock, tells_of_absence

MINUTES = 10


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """An absence with what it said, over a window that takes keys."""

    def __init__(self, window: QWidget) -> None:
        self.window, self.clock = window, Clock()
        self.absence = Absence(window, MINUTES, self.clock, self.clock)
        self.away: list[str] = []
        self.soon: list[str] = []
        self.absence.away.connect(self.away.append)
        self.absence.soon.connect(self.soon.append)
        self.absence.start()

    def wait(self, seconds: int, step: int = 10) -> None:
        """Let time go by; a clock that leaps would mean that the machine slept."""
        for _ in range(seconds // step):
            self.clock.now += step
            self.absence.tick()


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[Watched]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = Watched(window)
    yield made
    made.absence.stop()


def test_ten_minutes_without_an_act_are_absence(watched: Watched) -> None:
    watched.wait(MINUTES * 60 - 10)
    assert watched.away == []
    watched.wait(10)
    assert watched.away == ["idle"]


def test_the_last_minute_is_counted_down(watched: Watched) -> None:
    watched.wait(MINUTES * 60 - 70)
    assert watched.soon == []
    watched.wait(20)
    assert watched.soon == ["61 秒后锁定", "51 秒后锁定"]


def test_a_key_puts_it_off_and_takes_the_countdown_away(watched: Watched) -> None:
    watched.wait(MINUTES * 60 - 10)
    QTest.keyClick(watched.window, Qt.Key.Key_A)
    watched.wait(10)
    assert watched.away == []
    assert watched.soon[-1] == ""


def test_what_the_program_does_by_itself_is_no_act(watched: Watched) -> None:
    watched.wait(MINUTES * 60 - 10)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(watched.window, key)
    watched.wait(10)
    assert watched.away == ["idle"]


@pytest.mark.parametrize(("asked", "minutes"), [(1, 5), (10, 10), (90, 30)])
def test_the_minutes_lie_between_five_and_thirty(qapp: QApplication, asked: int, minutes: int) -> None:
    assert Absence(qapp, asked).limit == minutes * 60


def test_a_machine_that_slept_is_told_when_it_wakes(watched: Watched) -> None:
    watched.clock.now += absence.SLEPT + 1
    watched.absence.tick()
    assert watched.away == ["system"]


def test_a_session_ends_after_twelve_hours_whatever_is_done(watched: Watched) -> None:
    for _ in range(absence.SESSION // 20 - 1):
        watched.clock.now += 20
        QTest.keyClick(watched.window, Qt.Key.Key_A)
        watched.absence.tick()
    assert watched.away == []
    assert watched.soon[-1] == "21 秒后需重新登录"
    watched.wait(20, 20)
    assert watched.away == ["expired"]


def test_locking_and_unlocking_do_not_make_the_session_longer(watched: Watched) -> None:
    watched.clock.now += absence.SESSION - 10
    watched.absence.stop()
    watched.absence.start()
    watched.wait(10)
    assert watched.away == ["expired"]


@pytest.mark.parametrize(
    ("message", "wparam", "away"),
    [
        (0x02B1, 7, True), (0x02B1, 2, True), (0x02B1, 4, True), (0x02B1, 8, False),
        (0x0218, 4, True), (0x0218, 7, False), (0x0100, 7, False),
    ],
)  # fmt: skip
def test_what_windows_tells_of_its_own_lock(message: int, wparam: int, *, away: bool) -> None:
    assert tells_of_absence(message, wparam) is away


@pytest.mark.parametrize(("kind", "heard"), [(b"windows_generic_MSG", [True]), (b"xcb_generic_event_t", [])])
def test_the_message_is_read_as_windows_lays_it_out(qtbot: QtBot, kind: bytes, heard: list[bool]) -> None:
    told: list[bool] = []
    window = QWidget()
    qtbot.addWidget(window)
    system = SystemLock(window, lambda: told.append(True))
    message = wintypes.MSG(message=absence.WTSSESSION_CHANGE, wParam=absence.SESSION_LOCK)
    assert system.nativeEventFilter(kind, ctypes.addressof(message)) == (False, 0)
    assert told == heard
    system.end()
