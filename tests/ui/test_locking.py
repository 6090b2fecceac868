"""Locking hides everything at once, closes the file, and brings everything back after the password."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import drafts, locking, preferences
from anfraud_desktop.actions.office import Office
from anfraud_desktop.app import Desk
from anfraud_desktop.errors import Unavailable
from anfraud_desktop.records.people import Person
from anfraud_desktop.ui import pages
from anfraud_desktop.ui.absence import Absence
from anfraud_desktop.ui.dialogs import Reason, ask_reason
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.locking import Lock
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.shortcuts import KeyList
from anfraud_desktop.ui.signin import SignIn
from tests.founding import PASSWORD, founded, signed_in
from tests.ui.conftest import settle


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = signed_in(founded(tmp_path)[0], "赵六")
    yield office
    office.store.close()


@pytest.fixture
def lock(qtbot: QtBot, office: Office) -> Iterator[Lock]:
    keep = Keep(partial(preferences.load, office), partial(preferences.save, office))
    frame = Frame(office, pages.book(), keep, {"lock": lambda _: made.lock()})
    made = Lock(frame, Absence(frame, 10))
    frame.show()
    frame.drafts.start()
    settle(qtbot, frame)
    yield made
    if isinstance(made.window, SignIn):
        unlock(made, qtbot)
    made.end()
    frame.put_away()


def window_of(lock: Lock) -> SignIn:
    assert lock.window is not None
    return lock.window


def wait_closed(lock: Lock, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: lock.closed and not lock.lane.busy())


def unlock(lock: Lock, qtbot: QtBot) -> None:
    window = window_of(lock)
    qtbot.waitUntil(window.isEnabled)
    window.password.setText(PASSWORD)
    window.sign_in()
    qtbot.waitUntil(lambda: lock.window is None)
    settle(qtbot, lock.frame)


def seen() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def typed(frame: Frame, ledger: str, field: str, text: str) -> FormPage:
    frame.new_record(ledger)
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    line = page.form.boxes[field].editor.inputs()[0]
    assert isinstance(line, QLineEdit)
    line.setText(text)
    line.textEdited.emit(text)
    return page


def test_ctrl_l_hides_everything_at_once_and_closes_the_file(lock: Lock, qtbot: QtBot) -> None:
    qtbot.keyClick(lock.frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert seen() == [lock.window]
    wait_closed(lock, qtbot)
    with pytest.raises(Unavailable):
        lock.frame.office.store.all(Person)


def test_after_the_password_every_page_works_again(lock: Lock, qtbot: QtBot, office: Office) -> None:
    lock.frame.go("people")
    settle(qtbot, lock.frame)
    lock.lock()
    wait_closed(lock, qtbot)
    unlock(lock, qtbot)
    assert seen() == [lock.frame]
    page = typed(lock.frame, "people", "name", "王芳")
    page.save()
    qtbot.waitUntil(lambda: page.form.record is not None)
    assert [one.name for one in office.store.all(Person)] == ["王芳"]


def test_a_wrong_password_is_told_and_opens_nothing(lock: Lock, qtbot: QtBot) -> None:
    lock.lock()
    wait_closed(lock, qtbot)
    window = window_of(lock)
    assert not window.name.isEnabled()
    window.password.setText("Wrong-Horse-11")
    window.sign_in()
    qtbot.waitUntil(window.error.isVisible)
    assert lock.closed
    assert seen() == [window]


def test_open_tabs_and_half_typed_forms_stand_as_they_stood(lock: Lock, qtbot: QtBot, office: Office) -> None:
    person = typed(lock.frame, "people", "name", "王芳")
    case = typed(lock.frame, "cases", "name", "刷单案")
    lock.lock()
    wait_closed(lock, qtbot)
    again = signed_in(office.store.path, "赵六")
    assert {one.place: one.content["typed"] for one in drafts.kept(again)} == {
        "people/0": {"name": "王芳"}, "cases/0": {"name": "刷单案"},
    }  # fmt: skip
    again.store.close()
    unlock(lock, qtbot)
    assert [page for page in lock.frame.workspaces.open.values() if page.unsaved()] == [person, case]
    assert person.form.typed() == {"name": "王芳"}


def test_ten_open_dialogs_come_back_with_what_was_typed_in_them(lock: Lock, qtbot: QtBot) -> None:
    """Five wait for their answer inside one another, five stand beside the window."""
    beside = [KeyList(lock.frame.bound, lock.frame) for _ in range(5)]
    for one in beside:
        one.show()
    answers: list[str] = []
    inside: list[Reason] = []

    def ask(number: int) -> None:
        if number < 5:
            QTimer.singleShot(0, lock, partial(ask, number + 1))
            answers.append(ask_reason(lock.frame, f"第 {number} 问", "", "写下"))
        else:
            inside.extend(one for one in seen() if isinstance(one, Reason))
            for one in inside:
                one.line.setText(one.windowTitle())
            top.append(QApplication.activeModalWidget())
            lock.lock()
            hidden.append(seen() == [lock.window])
            QTimer.singleShot(0, lock, unlocked)

    def unlocked() -> None:
        wait_closed(lock, qtbot)
        unlock(lock, qtbot)
        back.extend(seen())
        top.append(QApplication.activeModalWidget())
        for one in sorted(inside, key=QWidget.windowTitle, reverse=True):
            one.buttons[0].click()
            QApplication.processEvents()

    top: list[QWidget | None] = []
    back: list[QWidget] = []
    hidden: list[bool] = []
    ask(0)
    assert hidden == [True]
    assert len(inside) == 5
    assert set(back) == {lock.frame, *beside, *inside}
    assert top[0] is top[1]
    assert answers == [f"第 {number} 问" for number in reversed(range(5))]
    for one in beside:
        one.close()


def test_menus_and_passwords_do_not_wait_behind_the_lock(lock: Lock, qtbot: QtBot) -> None:
    menu = QMenu(lock.frame)
    menu.addAction("打开")
    menu.popup(QPoint(0, 0))
    dialog = QDialog(lock.frame)
    secret = QLineEdit("half a password", dialog)
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    dialog.show()
    lock.lock()
    assert not menu.isVisible()
    assert secret.text() == ""
    wait_closed(lock, qtbot)
    dialog.reject()
    unlock(lock, qtbot)
    assert not dialog.isVisible()


def test_what_opens_while_locked_stays_hidden_until_the_password(lock: Lock, qtbot: QtBot) -> None:
    lock.lock()
    wait_closed(lock, qtbot)
    late = KeyList(lock.frame.bound, lock.frame)
    late.show()
    QApplication.processEvents()
    assert seen() == [lock.window]
    unlock(lock, qtbot)
    assert late.isVisible()
    late.close()


def test_long_work_is_hidden_at_once_and_the_file_closed_when_it_is_done(lock: Lock, qtbot: QtBot) -> None:
    go_on = threading.Event()
    office = lock.frame.office

    def work(_: object) -> None:
        go_on.wait(10)
        with office.change("导入") as change:
            change.save(Person.read({"name": "王芳"}))

    lock.frame.tasks.start(work, title="导入")
    lock.lock()
    assert seen() == [lock.window]
    qtbot.waitUntil(lambda: "后台" in window_of(lock).note.text())
    assert not lock.closed
    go_on.set()
    wait_closed(lock, qtbot)
    unlock(lock, qtbot)
    assert office.store.count(Person) == 1


def test_the_password_opens_the_window_even_while_long_work_goes_on(lock: Lock, qtbot: QtBot) -> None:
    go_on = threading.Event()
    lock.frame.tasks.start(lambda _: go_on.wait(10), title="导入")
    lock.lock()
    unlock_now = window_of(lock)
    unlock_now.password.setText(PASSWORD)
    unlock_now.sign_in()
    qtbot.waitUntil(lambda: lock.window is None)
    assert lock.frame.isVisible()
    assert not lock.closed
    go_on.set()
    settle(qtbot, lock.frame)


def test_the_lock_window_does_not_close_before_the_file(lock: Lock, qtbot: QtBot) -> None:
    go_on = threading.Event()
    lock.frame.tasks.start(lambda _: go_on.wait(10))
    lock.lock()
    window = window_of(lock)
    window.close()
    assert window.isVisible()
    go_on.set()
    wait_closed(lock, qtbot)


def test_switching_users_gives_up_dialogs_and_keeps_what_was_typed(lock: Lock, qtbot: QtBot, office: Office) -> None:
    typed(lock.frame, "people", "name", "王芳")
    answers: list[str] = []
    words: list[str] = []
    lock.signed_out.connect(words.append)

    def lock_and_switch() -> None:
        lock.lock()
        window_of(lock).others.click()

    QTimer.singleShot(0, lock, lock_and_switch)
    answers.append(ask_reason(lock.frame, "移入回收站", "", "移入"))
    qtbot.waitUntil(lambda: bool(words))
    assert answers == [""]
    assert lock.closed
    again = signed_in(office.store.path, "赵六")
    assert [one.content["typed"] for one in drafts.kept(again)] == [{"name": "王芳"}]
    again.store.close()


def test_what_hides_and_opens_the_file_is_in_the_log(lock: Lock, qtbot: QtBot, office: Office) -> None:
    lock.lock("idle")
    wait_closed(lock, qtbot)
    unlock(lock, qtbot)
    rows = office.store.rows("SELECT event FROM log WHERE event IN ('lock', 'unlock') ORDER BY seq")
    assert rows == [("lock",), ("unlock",)]


def test_absence_counts_down_in_the_status_line_and_locks(lock: Lock) -> None:
    lock.absence.soon.emit("41 秒后锁定")
    assert lock.frame.status.words.text().endswith("41 秒后锁定")
    lock.absence.away.emit("system")
    assert "锁屏或休眠" in window_of(lock).note.text()
    assert lock.frame.status.told["lock"] == ""


def test_the_end_of_the_session_begins_anew_with_signing_in(lock: Lock, qtbot: QtBot) -> None:
    words: list[str] = []
    lock.signed_out.connect(words.append)
    lock.absence.away.emit("expired")
    qtbot.waitUntil(lambda: bool(words))
    assert "12 小时" in words[0]
    assert lock.closed


# From sign-in to sign-in


def until(condition: Callable[[], bool]) -> None:
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start(10)
    QTimer.singleShot(10_000, loop.quit)
    loop.exec()
    assert condition()


def test_the_desk_goes_from_sign_in_to_lock_to_another_user(tmp_path: Path, qtbot: QtBot) -> None:
    desk = Desk(founded(tmp_path)[0], "赵六")
    desk.sign_in.show()
    desk.sign_in.password.setText(PASSWORD)
    desk.sign_in.sign_in()
    until(lambda: desk.frame is not None and desk.frame.isVisible())
    first, lock = desk.frame, desk.lock
    assert first is not None
    assert lock is not None
    typed(first, "people", "name", "王芳")
    lock.lock()
    window_of(lock).others.click()
    until(lambda: desk.sign_in.isVisible() and desk.frame is None)
    assert desk.sign_in.password.isEnabled()
    desk.sign_in.password.setText(PASSWORD)
    desk.sign_in.sign_in()
    until(lambda: desk.frame is not None and bool(desk.frame.drafts.left))
    again = desk.frame
    assert again is not None
    again.drafts.take_up()
    page = again.workspaces.current()
    assert isinstance(page, FormPage)
    assert page.form.typed() == {"name": "王芳"}
    settle(qtbot, again)
    assert desk.lock is not None
    desk.lock.end()
    again.put_away()
    desk.close()


def test_other_rights_than_before_begin_with_a_new_window(lock: Lock, qtbot: QtBot) -> None:
    lock.frame.office = replace(lock.frame.office, role="clerk")
    lock.lock()
    wait_closed(lock, qtbot)
    offices: list[Office] = []
    lock.replaced.connect(offices.append)
    window_of(lock).password.setText(PASSWORD)
    window_of(lock).sign_in()
    qtbot.waitUntil(lambda: bool(offices))
    assert offices[0].role == "investigator"
    offices[0].store.close()


def test_a_lock_that_cannot_be_logged_still_closes_the_file(
    lock: Lock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Unavailable("磁盘空间不足")

    monkeypatch.setattr(locking, "_log", full)
    lock.lock()
    wait_closed(lock, qtbot)
    monkeypatch.undo()
    assert QGuiApplication.clipboard().text() == ""
