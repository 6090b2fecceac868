"""Whether the officer is still there: keys and clicks, the machine's own lock, its sleep, and the length of a day."""

import ctypes
import sys
import time
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, Qt
from PySide6.QtWidgets import QWidget

TICK_MS = 1000
MINUTE = 60
LEAST_MINUTES, MOST_MINUTES = 5, 30
SESSION = 12 * 60 * MINUTE  # then the password is not enough: everything begins with signing in
SLEPT = 30  # seconds between two ticks that only a machine asleep can explain
ACTS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress, QEvent.Type.InputMethod,
})  # fmt: skip
# https://learn.microsoft.com/windows/win32/termserv/wm-wtssession-change and .../power/wm-powerbroadcast
WTSSESSION_CHANGE, POWERBROADCAST = 0x02B1, 0x0218
CONSOLE_DISCONNECT, REMOTE_DISCONNECT, SESSION_LOGOFF, SESSION_LOCK = 2, 4, 6, 7
SUSPEND = 4
AWAY = {WTSSESSION_CHANGE: {CONSOLE_DISCONNECT, REMOTE_DISCONNECT, SESSION_LOGOFF, SESSION_LOCK},
        POWERBROADCAST: {SUSPEND}}  # fmt: skip


class Absence(QObject):
    """Watches while it is started. `away` says why the window must lock: "idle", "system" or "expired".

    `soon` carries, in the last minute before that, words for the status line; afterwards an empty text.
    `clock` is the monotonic one, in seconds; `wall` the one that goes on while the machine sleeps.
    """

    away = Signal(str)
    soon = Signal(str)

    def __init__(
        self,
        parent: QObject,
        minutes: int,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self.limit = min(max(minutes, LEAST_MINUTES), MOST_MINUTES) * MINUTE
        self._clock, self._wall = clock, wall
        self._acted = self._began = clock()
        self._ticked = wall()
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        QGuiApplication.instance().applicationStateChanged.connect(self._state)  # type: ignore[union-attr]  # there is one

    def start(self) -> None:
        """Count from now on; the session's length goes on as it was."""
        self._acted, self._ticked = self._clock(), self._wall()
        self._timer.start()
        _application().installEventFilter(self)

    def stop(self) -> None:
        """Count no more: the window is locked, or closed."""
        self._timer.stop()
        _application().removeEventFilter(self)
        self._tell("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Note what a person did; events that the program makes do not count."""
        del watched
        if event.type() in ACTS and event.spontaneous():
            self._acted = self._clock()
        return False

    def tick(self) -> None:
        """Look at the clocks."""
        now, wall, before = self._clock(), self._wall(), self._ticked
        self._ticked = wall
        idle, session = self._acted + self.limit - now, self._began + SESSION - now
        if session <= 0:
            self.away.emit("expired")
        elif wall - before > SLEPT:
            self.away.emit("system")
        elif idle <= 0:
            self.away.emit("idle")
        elif min(idle, session) <= MINUTE:
            self._tell(f"{int(min(idle, session)) + 1} 秒后{'锁定' if idle <= session else '需重新登录'}")
        else:
            self._tell("")

    def _tell(self, words: str) -> None:
        if words != self._told:
            self._told = words
            self.soon.emit(words)

    def _state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended and self._timer.isActive():
            self.away.emit("system")


def _application() -> QCoreApplication:
    found = QCoreApplication.instance()
    assert found is not None  # noqa: S101  for the type checker: there is one while a window is
    return found


def tells_of_absence(message: int, wparam: int) -> bool:
    """Tell whether a message of Windows says that the session was locked, left or put to sleep."""
    return wparam in AWAY.get(message, ())


class SystemLock(QAbstractNativeEventFilter):
    """Hears from Windows that the session is locked; other systems do not tell a window."""

    def __init__(self, window: QWidget, locked: Callable[[], object]) -> None:
        super().__init__()
        self._locked = locked
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(int(window.winId())), 0)
        _application().installNativeEventFilter(self)

    def nativeEventFilter(  # noqa: N802  Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> Any:
        """Look for the messages that matter."""
        if kind == b"windows_generic_MSG":
            told = wintypes.MSG.from_address(int(message))
            if tells_of_absence(told.message, told.wParam):
                self._locked()
        return False, 0

    def end(self) -> None:
        """Hear no more."""
        _application().removeNativeEventFilter(self)
