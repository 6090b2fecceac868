"""Somebody at the window, offscreen, with markers in all that is typed and shown."""

import sys
from itertools import count

from PySide6.QtWidgets import QApplication, QLineEdit

from anfraud_desktop.actions import opening
from anfraud_desktop.app import Desk as Program
from anfraud_desktop.ui import theme
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from tests.actions.staging import stage
from tests.filled import picture
from tests.kills.workflows import book
from tests.markers import Desk, piece
from tests.shots.run import everybody, search, settle, wait


def sit(desk: Desk) -> None:
    """Open the program's window on a file and work in it until the process is killed."""
    application = QApplication(sys.argv[:1])
    theme.apply(application, theme.LIGHT)
    program = Program(desk.file)
    program.begin(opening.Opened(desk.office, None))
    frame = program.frame
    assert frame is not None
    settle(frame)
    for turn in count():
        desk.turn = str(turn)
        for scene in (look, type_half, seek, preview):
            scene(desk, frame)
            settle(frame)


def look(desk: Desk, frame: Frame) -> None:
    """Write a person with a photo in a case, and look at list, page and thumbnail."""
    photo = picture(int(desk.turn))
    piece(desk, photo)
    staged = stage(desk.office, person={"occupation": desk.mark("occupation"), "photo": photo})
    frame.go("people")
    settle(frame)
    frame.open_record("people", staged.person)
    settle(frame)
    frame.open_record("cases", staged.case)


def type_half(desk: Desk, frame: Frame) -> None:
    """Type into a form and leave it so; the window keeps it by itself."""
    frame.new_record("people")
    settle(frame)
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    for name in ("name", "occupation", "workplace"):
        if name in page.form.boxes:
            line = page.form.boxes[name].editor.inputs()[0]
            assert isinstance(line, QLineEdit)
            text = desk.mark(f"typed {name}")
            line.setText(text)
            line.textEdited.emit(text)
    frame.drafts.keep()


def seek(desk: Desk, frame: Frame) -> None:
    """Look for what is there, and for what is not."""
    search(frame, desk.mark("sought"))


def preview(desk: Desk, frame: Frame) -> None:
    """Preview a notice with everybody in it, then a book that somebody wants taken in."""
    everybody(frame)
    wait(300)
    path = desk.outside / f"book-{desk.turn}.xlsx"
    book(path, int(desk.turn))
    frame.go("import", path=str(path))
