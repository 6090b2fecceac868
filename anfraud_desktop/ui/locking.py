"""Locking the window: everything is hidden at once, what was typed is kept, the case file is closed.

Windows and dialogs are hidden, not closed, so that after the password all of them stand as they stood.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMetaObject, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QToolTip, QWidget
from shiboken6 import isValid

from anfraud_desktop.actions import locking
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui.absence import Absence, SystemLock
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.signin import SignIn
from anfraud_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

LOOK_MS = 30  # between two looks whether the work under way is done
WORDS = {
    "hand": "", "idle": "一段时间没有操作，已自动锁定。", "system": "电脑锁屏或休眠，已一并锁定。",
    "expired": "这次登录已满 12 小时，请重新登录。没保存的内容已留作草稿。",
}  # fmt: skip
WAITING = "后台的工作还在做，做完后自动关闭案件文件。内容已经遮住。"


class Lock(QObject):
    """Locks a frame and opens it again.

    `signed_out` says, with words for the sign-in window, that the frame is done with and its file closed.
    `replaced` carries an office that signed in with other rights than before: the frame is done with, too.
    """

    signed_out = Signal(str)
    replaced = Signal(object)

    def __init__(self, frame: Frame, absence: Absence) -> None:
        super().__init__(frame)
        self.frame, self.absence = frame, absence
        self.window: SignIn | None = None
        self.lane = Tasks(self)  # closes the file, and opens it again
        self._hidden: list[QWidget] = []  # in the order in which they were hidden: what lies on top first
        self._links: list[QMetaObject.Connection] = []
        self._focus: QWidget | None = None
        self._why: locking.Why = "hand"
        self._then: Callable[[], object] | None = None  # what comes as soon as the file is closed
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._close_file)
        absence.away.connect(self.lock)
        absence.soon.connect(lambda words: frame.status.tell(lock=words))
        absence.start()
        self._system = SystemLock(frame, partial(self.lock, "system")) if sys.platform == "win32" else None

    @property
    def closed(self) -> bool:
        """Whether the case file is closed."""
        return not self.frame.office.store.key

    def lock(self, why: locking.Why = "hand") -> None:
        """Hide everything now; the file is closed as soon as the work under way is done."""
        if self.window is None:
            self._why = why
            self.absence.stop()
            self.frame.status.tell(lock="")
            self._cover()
            self.frame.drafts.pause(paused=True)
            self.frame.drafts.keep()
            self.frame.clipboard.forget()
            for lane in (self.frame.reads, self.frame.search.lane):
                lane.drop()
            self._look.start()
        if why == "expired":
            self._leave(WORDS[why])

    # Hiding

    def _cover(self) -> None:
        frame = self.frame
        name = frame.office.officer
        self.window = SignIn(self._unlock, name=name, file=frame.office.store.path.name, locked=True)
        self.window.opened.connect(self._opened)
        self.window.broken.connect(self._broken)
        self.window.others_wanted.connect(partial(self._leave, ""))
        self.window.tell(WORDS[self._why])
        self.window.installEventFilter(self)
        self.window.setGeometry(frame.geometry())
        self._focus = QApplication.focusWidget()
        self.window.showMaximized() if frame.isMaximized() else self.window.show()
        while popup := QApplication.activePopupWidget():
            popup.close()
        QToolTip.hideText()
        while top := QApplication.activeModalWidget():
            self._hide(top)
        for other in QApplication.topLevelWidgets():
            if other.isVisible() and other is not self.window and other is not frame:
                self._hide(other)
        self._hide(frame)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one
        self.window.raise_()
        self.window.activateWindow()

    def _hide(self, widget: QWidget) -> None:
        for line in widget.findChildren(QLineEdit):
            if line.echoMode() == QLineEdit.EchoMode.Password:
                line.clear()
        if isinstance(widget, QFileDialog):
            widget.reject()  # it belongs to the system, and holds nothing but a file's name
        else:
            widget.hide()
            self._remember(widget, len(self._hidden))

    def _remember(self, widget: QWidget, place: int) -> None:
        self._hidden.insert(place, widget)
        if isinstance(widget, QDialog):  # one that comes to its end meanwhile does not come back
            self._links.append(widget.finished.connect(lambda _: self._forget(widget)))

    def _forget(self, widget: QWidget) -> None:
        if widget in self._hidden:
            self._hidden.remove(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Hide what opens while locked; keep the lock's own window open while the file is."""
        kind = event.type()
        if watched is self.window and kind == QEvent.Type.Close and not self.closed:
            self.window.tell(WAITING)
            event.ignore()
            return True
        if kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_foreign(watched):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, watched, partial(self._hide_late, watched))
        return False

    def _is_foreign(self, widget: QWidget) -> bool:
        if self.window is None or not widget.isWindow() or widget in self._hidden:
            return False
        passing = widget.windowType() in (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
        own = widget is self.window or self.window.isAncestorOf(widget)
        return not passing and not own

    def _hide_late(self, widget: QWidget) -> None:
        if self.window is not None:
            widget.hide()
            self._remember(widget, 0)
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)  # noqa: FBT003  Qt's own order
        if self.window is None:
            widget.hide()
            widget.show()

    # Closing the file

    def _close_file(self) -> None:
        """Close the file once nothing is under way; called again and again until then."""
        assert self.window is not None  # noqa: S101  for the type checker: the timer runs while locked only
        if self.window.tasks.busy():
            return
        if any(lane.busy() for lane in self.frame.findChildren(Tasks)):
            if self.frame.tasks.busy():
                self.window.tell(WAITING)
            return
        self._look.stop()
        self.window.setEnabled(False)
        office, why = self.frame.office, self._why
        self.lane.start(lambda _: locking.lock(office, why), refused=lambda _: None, always=self._file_closed)

    def _file_closed(self) -> None:
        if self.window is not None:
            self.window.tell(WORDS[self._why])
            self.window.setEnabled(True)
            self.window.password.setFocus()
        if self._then:
            then, self._then = self._then, None
            self._part(then)

    # Opening it again

    def _unlock(self, _name: str, password: str) -> "Office | None":
        """Check the password; open the file again where it is closed. Runs on the lock window's worker."""
        if self.closed:
            return locking.unlock(self.frame.office, password, self.frame.office.clock)
        locking.confirm(self.frame.office, password)
        return None

    def _opened(self, office: "Office | None") -> None:
        self._look.stop()
        if office is None:
            self._uncover()
            return
        locked = self.frame.office
        self.lane.start(lambda _: locking.resume(locked, office), partial(self._resumed, office))

    def _resumed(self, office: "Office", same: bool) -> None:  # noqa: FBT001  the outcome of the work
        if same:
            self._uncover()
        else:
            self._part(partial(self.replaced.emit, office))

    def _uncover(self) -> None:
        window, self.window = self.window, None
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # there is one
        hidden, self._hidden = self._hidden, []
        while self._links:
            QObject.disconnect(self._links.pop())
        for widget in reversed(hidden):
            if isValid(widget):
                widget.show()
        if window is not None:
            window.hide()
            window.deleteLater()
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self.frame.drafts.pause(paused=False)
        self.absence.start()
        self.frame.refresh(frozenset(Record.ledgers))

    def _broken(self, wrong: Exception) -> None:
        raise wrong  # shown as a defect; the window stays locked

    # Leaving for good

    def _leave(self, words: str) -> None:
        """Sign out: as soon as the file is closed, the frame is done with."""
        then = partial(self.signed_out.emit, words)
        if self.closed and not self.lane.busy():
            self._part(then)
        else:
            self._then = then

    def _part(self, then: Callable[[], object]) -> None:
        """Give up every dialog from the top, each in its own turn, for code may wait for its answer; then go."""
        dialogs = [one for one in self._hidden if isValid(one) and isinstance(one, QDialog)]
        if dialogs:
            self._hidden.remove(dialogs[0])
            dialogs[0].reject()
            QTimer.singleShot(0, self, partial(self._part, then))
            return
        self.end()
        then()

    def end(self) -> None:
        """Watch no more, and take the lock's window away."""
        self._look.stop()
        self.absence.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # there is one
        if self._system:
            self._system.end()
        window, self.window = self.window, None
        if window is not None:
            QTimer.singleShot(0, window, partial(_away, window))


def _away(window: Any) -> None:
    window.hide()  # not closed: the last window that is closed ends the program
    window.deleteLater()
