import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from anfraud_desktop.errors import Unavailable
from anfraud_desktop.ui.signin import SignIn


def unlock(name: str, password: str) -> str:
    if password != "right horse":
        raise Unavailable("姓名或密码不对，还可以试 4 次。")
    return f"office of {name}"


@pytest.fixture
def window(qtbot: QtBot) -> SignIn:
    made = SignIn(unlock, name="张三", file="府城派出所")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.password.hasFocus)
    return made


def test_enter_in_the_password_unlocks(window: SignIn, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClicks(window.password, "right horse")
        qtbot.keyClick(window.password, Qt.Key.Key_Return)
        assert not window.enter_button.isEnabled()
        assert window.bar.isVisible()
    assert opened.args == ["office of 张三"]
    assert window.password.text() == ""


def test_a_wrong_password_is_told_and_can_be_typed_over(window: SignIn, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.password, "wrong")
    window.sign_in()
    qtbot.waitUntil(window.error.isVisible)
    assert window.error.text() == "姓名或密码不对，还可以试 4 次。"
    assert window.password.hasFocus()
    assert window.password.selectedText()
    assert window.enter_button.isEnabled()
    qtbot.keyClicks(window.password, "r")
    assert not window.error.isVisible()


def test_without_a_password_nothing_is_tried(window: SignIn) -> None:
    window.sign_in()
    assert window.error.text() == "请填写姓名和密码。"
    assert not window.tasks.busy()


def test_the_password_can_be_shown_and_hidden(window: SignIn) -> None:
    [eye] = window.password.actions()
    eye.trigger()
    assert window.password.echoMode() == QLineEdit.EchoMode.Normal
    eye.trigger()
    assert window.password.echoMode() == QLineEdit.EchoMode.Password


def test_a_capital_without_shift_hints_at_caps_lock(window: SignIn, qtbot: QtBot) -> None:
    qtbot.keyClick(window.password, "A")
    assert window.caps.isVisible()
    qtbot.keyClick(window.password, "a")
    assert not window.caps.isVisible()
    qtbot.keyClick(window.password, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not window.caps.isVisible()


def test_a_defect_while_unlocking_is_no_wrong_password(qtbot: QtBot) -> None:
    window = SignIn(lambda _name, _password: 1 / 0, name="张三")
    qtbot.addWidget(window)
    window.password.setText("x")
    with qtbot.waitSignal(window.broken) as broken:
        window.sign_in()
    assert broken.args is not None
    assert isinstance(broken.args[0], ZeroDivisionError)
    assert window.enter_button.isEnabled()


def test_the_sign_in_window_brings_nothing_heavy_in() -> None:
    program = (
        "import sys; from anfraud_desktop.ui import signin, theme; heavy = ('sqlcipher3', 'sqlite_utils', 'reportlab',"
        " 'openpyxl', 'pypinyin', 'cryptography', 'phonenumbers', 'PIL', 'pypdfium2', 'anfraud_desktop.store',"
        " 'anfraud_desktop.records'); print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
