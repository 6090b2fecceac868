"""Puts the window together: settings, case file, sign-in, frame."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from anfraud_desktop import settings
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.dialogs import DefectDialog, catch_defects
from anfraud_desktop.ui.signin import SignIn

if TYPE_CHECKING:
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
        self.sign_in.broken.connect(lambda wrong: DefectDialog(wrong, self.sign_in).exec())

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
        remembered = settings.Settings(**vars(settings.load()) | {"file": str(self.path), "user": office.officer})
        settings.save(remembered)

    def close(self) -> None:
        """Close the case file, if one is open."""
        if self.frame is not None:
            self.frame.office.store.close()


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
    if os.environ.get(QUIT_WHEN_SHOWN):
        QTimer.singleShot(0, desk.sign_in, lambda: QTimer.singleShot(0, app.quit))
    status = app.exec()
    desk.close()
    return status
