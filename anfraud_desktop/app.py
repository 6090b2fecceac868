"""Puts the window together: settings, case file, sign-in, frame."""

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from anfraud_desktop import settings
from anfraud_desktop.errors import UserError
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.signin import SignIn, Unlock

if TYPE_CHECKING:
    from types import TracebackType

    from anfraud_desktop.actions.office import Office
    from anfraud_desktop.actions.opening import Opened
    from anfraud_desktop.ui.first_run import FirstRun
    from anfraud_desktop.ui.frame import Frame
    from anfraud_desktop.ui.locking import Lock

QUIT_WHEN_SHOWN = "ANFRAUD_QUIT_WHEN_SHOWN"  # a benchmark measures the start up to a usable sign-in window


class Desk(QObject):
    """The program from sign-in to closing: shows the sign-in window, then the frame on the opened file."""

    def __init__(self, path: Path, name: str = "") -> None:
        super().__init__()
        self.path = path
        self.frame: Frame | None = None
        self.lock: Lock | None = None
        self.opened: Opened | None = None
        self.sign_in = SignIn(self._unlock, name=name, file=path.name)
        self.sign_in.opened.connect(self.begin)
        self.sign_in.ways = self._way
        self.sign_in.broken.connect(lambda wrong: show_defect(wrong, self.sign_in))
        self.sign_in.installEventFilter(self)

    def _unlock(self, name: str, password: str, *, take_over: bool = False) -> Any:
        """Open the case file; runs on the sign-in window's worker, and brings the rest of the program in."""
        import anfraud_desktop.records  # noqa: F401  registers the ledgers
        from anfraud_desktop.actions import opening

        return opening.open_file(self.path, name, password, take_over=take_over)

    def _read(self, name: str, password: str) -> Any:
        """Open the case file to look at it."""
        from anfraud_desktop.actions import opening

        return opening.read_file(self.path, name, password)

    def _way(self, mistake: UserError) -> tuple[str, Unlock] | None:
        """Return what else can be done with a file that was not opened: taken over, or looked at."""
        from anfraud_desktop.actions.opening import Damaged, Unfit
        from anfraud_desktop.store.instance import Held

        if isinstance(mistake, Held) and not mistake.here:
            return "那台电脑确已关闭，由本机接管", partial(self._unlock, take_over=True)
        return ("只读查看", self._read) if isinstance(mistake, Held | Unfit | Damaged) else None

    def begin(self, opened: "Opened") -> None:
        """Show the frame on a case file that was opened at sign-in, and see to what is due: checks and a backup."""
        from anfraud_desktop.ui.care import care_for

        self.opened = opened
        self.open(opened.office)
        frame, office = self.frame, opened.office
        if frame is None:
            return
        for note in (*opened.notes, *office.notes):
            frame.toasts.show(note, "accent")
        if not office.store.read_only:
            care_for(frame, frame.care)

    def open(self, office: "Office") -> None:
        """Show the frame on an opened case file, in the place of one that is done with."""
        from anfraud_desktop.actions import backups, preferences
        from anfraud_desktop.ui import undoing
        from anfraud_desktop.ui.absence import Absence
        from anfraud_desktop.ui.frame import Frame
        from anfraud_desktop.ui.locking import Lock
        from anfraud_desktop.ui.page import Keep
        from anfraud_desktop.ui.pages import book

        keep = Keep(partial(preferences.load, office), partial(preferences.save, office))
        before, self.frame = (
            self.frame,
            Frame(office, book(), keep, {"lock": self._lock, "undo": undoing.undo, "redo": undoing.redo}),
        )
        self.frame.show()
        self.frame.signed_out.connect(self._signed_out, Qt.ConnectionType.QueuedConnection)
        self.frame.drafts.start()
        self.frame.truth.watch_backups(backups.age_of_newest)
        self.lock = Lock(self.frame, Absence(self.frame, office.settings.lock_minutes))
        self.lock.signed_out.connect(self._signed_out)
        self.lock.replaced.connect(self.open)
        if before is not None:
            before.put_away()
        self.sign_in.close()
        settings.save(settings.load()._replace(file=str(self.path), user=office.officer))

    def _lock(self, _frame: "Frame") -> None:
        if self.lock is not None:
            self.lock.lock()

    def _signed_out(self, words: str) -> None:
        """Begin anew: somebody else is to sign in, or the day is over."""
        self.sign_in.again(words)
        if self.lock is not None:
            self.lock.end()
        if self.frame is not None:
            self.frame.put_away()
            self._close_file(self.frame.office)
        self.frame = self.lock = None

    def _close_file(self, office: "Office") -> None:
        if self.opened is not None:
            self.opened.close()
        self.opened = None
        office.store.close()  # another one than was opened where its officer's rights have changed since

    def close(self) -> None:
        """Close the case file, if one is open."""
        if self.lock is not None:
            self.lock.end()
        if self.frame is not None:
            self._close_file(self.frame.office)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Wait for the sign-in window to be painted, and then until nothing more is to be done."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, _started)  # a timer of 0 fires when the queue is empty
        return False


def _started() -> None:
    gc.freeze()  # what the start has made stays to the end
    gc.enable()  # the entrance has put it off
    if os.environ.get(QUIT_WHEN_SHOWN):
        QApplication.quit()


def show_defect(wrong: BaseException, parent: SignIn | None = None) -> None:
    """Show an unexpected exception of the window's thread."""
    from anfraud_desktop.ui.dialogs import DefectDialog

    DefectDialog(wrong, parent).exec()


def catch_defects() -> None:
    """From now on show every unexpected exception of the window's thread as a defect."""

    def show(kind: type[BaseException], wrong: BaseException, trace: "TracebackType | None") -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, wrong, trace)
        else:
            show_defect(wrong)

    sys.excepthook = show


def run(file: Path | None = None) -> int:
    """Show the window on a case file (the last one, unless named) and return the exit status."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101  for the type checker: nothing else is ever made
    known = settings.load()
    theme.apply(app, theme.chosen(known.theme))
    catch_defects()
    path = file or settings.default_file()
    desks: list[Desk] = []

    def show(path: Path, name: str) -> None:
        desks.append(Desk(path, name))
        desks[-1].sign_in.resize(*theme.SIGN_IN_WINDOW)
        desks[-1].sign_in.show()

    if path.exists():
        show(path, known.user)
    else:
        first = _first_day(path)
        first.founded.connect(show)
        first.founded.connect(lambda *_: first.close())
    status = app.exec()
    for desk in desks:
        desk.close()
    return status


def _first_day(path: Path) -> "FirstRun":
    from anfraud_desktop.ui.first_run import FirstRun

    made = FirstRun(path)
    made.broken.connect(show_defect)
    made.show()
    return made
