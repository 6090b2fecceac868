"""Screenshots of what keeps the file safe: the lock, the second person, drafts, and what a clerk sees."""

import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QDialog

from anfraud_desktop.actions import drafts, imports, locking
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.people import Person
from anfraud_desktop.ui import reveal
from anfraud_desktop.ui.absence import Absence
from anfraud_desktop.ui.dialogs import Reason
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.locking import Lock
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.pages import book
from anfraud_desktop.ui.second import PasswordDialog
from tests.founding import PASSWORD, founded, signed_in
from tests.shots.run import BOOK, SIZES, settle, snap, wait

LEFT = {"ledger": "people", "record": 0, "version": None, "typed": {"name": "王芳", "phone": "19900001234"}}
KEPT: dict[str, dict[str, object]] = {}


def draw(out: Path) -> None:
    """Draw them all at every size."""
    with tempfile.TemporaryDirectory() as folder:
        office = signed_in(founded(Path(folder))[0], "赵六")
        imports.commit(office, imports.preview(office, BOOK), accept_good=True)
        drafts.keep(office, {"people/0": LEFT, "cases/0": LEFT | {"ledger": "cases"}})
        for size in SIZES:
            _masked(replace(office, role="clerk", signer=None), size, out)
            _read_only(replace(office, officer="李所长", role="supervisor", signer=None), size, out)
            _locked(office, size, out)
        office.store.close()


def _frame(office: Office, size: tuple[int, int]) -> Frame:
    frame = Frame(office, book(), Keep(KEPT.get, KEPT.__setitem__))
    frame.resize(*size)
    frame.show()
    settle(frame)
    return frame


def _masked(clerk: Office, size: tuple[int, int], out: Path) -> None:
    frame = _frame(clerk, size)
    frame.go("people")
    settle(frame)
    snap(frame, out, "masked-list")
    frame.edit_record("people", 3)
    settle(frame)
    snap(frame, out, "masked-form")
    frame.open_record("cases", 5)
    settle(frame)
    snap(frame, out, "masked-case")
    frame.put_away()


def _read_only(supervisor: Office, size: tuple[int, int], out: Path) -> None:
    frame = _frame(supervisor, size)
    frame.edit_record("people", 3)
    settle(frame)
    snap(frame, out, "read-only-form")
    frame.put_away()


def _locked(office: Office, size: tuple[int, int], out: Path) -> None:
    frame = _frame(office, size)
    frame.drafts.start()
    settle(frame)
    snap(frame, out, "drafts")
    about = "为陈七开立录入员账户。两人的姓名都记入日志并签名。"
    people = [("王五", "审核人"), ("钱七", "审核人")]
    _dialog(PasswordDialog(frame, ("第二人确认", about), people, lambda *_: None), out, "second")
    _dialog(
        Reason(frame, "显示证件号码", "谁在何时看了哪个号码、为什么，都记入日志。", "显示证件号码", "primary"),
        out,
        "reveal-reason",
    )
    _dialog(reveal.Shown(frame, Person.fields["id_number"].label, "42090019900307001X", print), out, "revealed")
    lock = Lock(frame, Absence(frame, 10))
    lock.lock("idle")
    while not lock.closed or lock.lane.busy():
        wait(50)
    assert lock.window is not None
    lock.window.resize(*size)
    wait(100)
    snap(lock.window, out, "lock")
    locking.resume(office, locking.unlock(office, PASSWORD))
    lock.end()
    frame.put_away()


def _dialog(dialog: QDialog, out: Path, name: str) -> None:
    dialog.show()
    wait(150)
    snap(dialog, out, name)
    dialog.reject()
