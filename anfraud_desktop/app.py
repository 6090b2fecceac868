"""Puts the window together: settings, case file, sign-in, frame."""

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from anfraud_desktop import settings
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.signin import SignIn

if TYPE_CHECKING:
    from types import TracebackType

    from anfraud_desktop.actions.office import Office
    from anfraud_desktop.ui.frame import Frame

QUIT_WHEN_SHOWN = "ANFRAUD_QUIT_WHEN_SHOWN"  # a benchmark measures the start up to a usable sign-in window


class Desk(QObject):
    """The program from sign-in to closing: shows the sign-in window, then the frame on the opened file."""

    def __init__(self, path: Path, name: str = "") -> None:
        super().__init__()
        self.path = path
        self.frame: Frame | None = None
        self.sign_in = SignIn(self._unlock, name=name, file=path.name)
        self.sign_in.opened.connect(self.open)
        self.sign_in.broken.connect(lambda wrong: show_defect(wrong, self.sign_in))
        self.sign_in.installEventFilter(self)

    def _unlock(self, name: str, password: str) -> Any:
        """Open the case file; runs on the sign-in window's worker, and brings the rest of the program in."""
        import anfraud_desktop.records  # noqa: F401  registers the ledgers
        from anfraud_desktop.actions import vaults

        return vaults.sign_in(self.path, name, password)

    def open(self, office: "Office") -> None:
        """Show the frame on an opened case file."""
        from anfraud_desktop.actions import preferences
        from anfraud_desktop.ui.frame import Frame
        from anfraud_desktop.ui.page import Keep
        from anfraud_desktop.ui.pages import book

        keep = Keep(partial(preferences.load, office), partial(preferences.save, office))
        self.frame = Frame(office, book(), keep)
        self.frame.show()
        self.sign_in.close()
        settings.save(settings.load()._replace(file=str(self.path), user=office.officer))

    def close(self) -> None:
        """Close the case file, if one is open."""
        if self.frame is not None:
            self.frame.office.store.close()

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
    desk = Desk(file or settings.default_file(), known.user)
    desk.sign_in.resize(*theme.SIGN_IN_WINDOW)
    desk.sign_in.show()
    status = app.exec()
    desk.close()
    return status
