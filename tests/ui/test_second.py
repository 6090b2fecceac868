"""A second person's password, and the officer's own once more."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import vaults
from anfraud_desktop.actions.office import Office
from anfraud_desktop.ui import pages
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.second import PasswordDialog, ask_second, ask_self, seconds
from tests.founding import PASSWORD, founded, signed_in
from tests.ui.conftest import settle


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = signed_in(founded(tmp_path)[0], "李四")
    yield office
    office.store.close()


@pytest.fixture
def frame(qtbot: QtBot, office: Office, keep: Keep) -> Iterator[Frame]:
    made = Frame(office, pages.book(), keep)
    made.show()
    settle(qtbot, made)
    yield made
    made.put_away()


def answering(does: Callable[[PasswordDialog], object]) -> None:
    """Do something with the dialog that opens next."""

    def act() -> None:
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, PasswordDialog)
        does(shown)

    QTimer.singleShot(0, act)


def type_password(text: str) -> Callable[[PasswordDialog], object]:
    def act(dialog: PasswordDialog) -> None:
        dialog.password.setText(text)
        dialog.confirm.click()

    return act


def test_the_second_person_stands_in_the_office_that_comes_back(frame: Frame, office: Office) -> None:
    answering(type_password(PASSWORD))
    both = ask_second(frame, frame, "manage_accounts", "为陈七开立录入员账户")
    assert both is not None
    assert both.second is not None
    assert (both.officer, both.second.name) == ("李四", "王五")
    assert both.store is office.store


def test_it_says_what_is_confirmed_and_offers_only_who_may(frame: Frame) -> None:
    told: list[Any] = []

    def look(dialog: PasswordDialog) -> None:
        told.extend(label.text() for label in dialog.findChildren(QLabel))
        told.append([dialog.name.itemText(number) for number in range(dialog.name.count())])
        dialog.reject()

    answering(look)
    assert ask_second(frame, frame, "manage_accounts", "为陈七开立录入员账户") is None
    assert "为陈七开立录入员账户" in told
    assert told[-1] == ["王五（审核人）"]


def test_a_wrong_password_is_told_in_place_and_may_be_typed_over(frame: Frame, qtbot: QtBot) -> None:
    said: list[str] = []

    def wrong_then_right(dialog: PasswordDialog) -> None:
        type_password("Wrong-Horse-11")(dialog)
        qtbot.waitUntil(dialog.error.isVisible)
        said.append(dialog.error.text())
        QTimer.singleShot(0, lambda: type_password(PASSWORD)(dialog))

    answering(wrong_then_right)
    assert ask_second(frame, frame, "manage_accounts", "开立账户") is not None
    assert said
    assert "密码" in said[0]


def test_without_a_password_nothing_is_tried(frame: Frame) -> None:
    said: list[str] = []

    def nothing(dialog: PasswordDialog) -> None:
        dialog.confirm.click()
        said.append(dialog.error.text())
        dialog.reject()

    answering(nothing)
    assert ask_second(frame, frame, "manage_accounts", "开立账户") is None
    assert said == ["请输入密码。"]


def test_who_needs_nobody_is_not_asked(frame: Frame, office: Office) -> None:
    assert ask_second(frame, frame, "make_backup", "备份") is office


def test_nobody_to_confirm_is_said_in_a_sentence(frame: Frame, office: Office) -> None:
    with office.store.change("停用", office.officer) as change:
        change.sql("UPDATE accounts SET active = 0 WHERE name = '王五'")
    assert seconds(office, "manage_accounts") == []
    assert ask_second(frame, frame, "manage_accounts", "开立账户") is None
    assert "两人确认" in frame.toasts.shown[-1].words


@pytest.mark.parametrize("right", [True, False])
def test_the_officers_own_password_is_asked_once_more(frame: Frame, qtbot: QtBot, *, right: bool) -> None:
    def act(dialog: PasswordDialog) -> None:
        assert not dialog.name.isEnabled()
        type_password(PASSWORD if right else "Wrong-Horse-11")(dialog)
        if not right:
            qtbot.waitUntil(dialog.error.isVisible)
            dialog.reject()

    answering(act)
    assert ask_self(frame, frame, "签发通告 安公通〔2026〕3 号") is right


def test_saving_the_unit_asks_a_second_person_first(
    frame: Frame, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def confirm(_parent: object, host: Frame, key: str, _about: str) -> Office | None:
        asked.append(key)
        return vaults.with_second(host.office, "王五", PASSWORD) if len(asked) > 1 else None

    monkeypatch.setattr("anfraud_desktop.ui.forms.ask_second", confirm)
    frame.edit_record("office", 1)
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    page.form.boxes["own_phone"].editor.put("07120000000")
    before = office.unit
    page.save()
    settle(qtbot, frame)
    assert office.unit == before
    page.save()
    qtbot.waitUntil(lambda: office.unit != before)
    assert asked == ["change_policy"] * 2
