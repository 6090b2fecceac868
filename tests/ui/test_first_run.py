"""The first day: six pages lead to a case file that its two founders can sign in to."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop import settings
from anfraud_desktop.actions import founding, records, vaults
from anfraud_desktop.errors import Refused
from anfraud_desktop.store.sealing import FLOOR_KIB, Kdf
from anfraud_desktop.ui.first_run import FirstRun

PASSWORDS = ("Reed-Pond-Lamp-77", "Kite-Moss-Barn-42")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> FirstRun:
    made = FirstRun(tmp_path / "own" / "case.db", partial(founding.found, kdf=Kdf(FLOOR_KIB, 1, 1)))
    qtbot.addWidget(made)
    made.show()
    return made


def fill(window: FirstRun) -> None:
    """Type what the first two pages ask for and stop at the third."""
    window.unit.name.line.setText("府城派出所")
    window.unit.code.line.setText("420982030000")
    window.forward()
    for at, name in enumerate(("李四", "王五")):
        window.accounts.names[at].line.setText(name)
        for line in (window.accounts.first[at].line, window.accounts.again[at].line):
            line.setText(PASSWORDS[at])
    window.forward()


def make(window: FirstRun, qtbot: QtBot) -> None:
    fill(window)
    window.forward()
    qtbot.waitUntil(lambda: window.made is not None, timeout=20_000)


def test_six_pages_make_a_file_that_both_can_sign_in_to(window: FirstRun, qtbot: QtBot, tmp_path: Path) -> None:
    make(window, qtbot)
    assert window.made is not None
    window.sheet.typed.line.setText(window.made.code.rsplit("-", 1)[-1])
    window.forward()
    window.forward()
    with qtbot.waitSignal(window.founded) as told:
        window.forward()
    assert told.args == [tmp_path / "own" / "case.db", "王五"]
    for name, password, role in zip(("李四", "王五"), PASSWORDS, ("administrator", "supervisor"), strict=True):
        office = vaults.sign_in(tmp_path / "own" / "case.db", name, password)
        assert office.role == role
        assert office.unit is not None
        assert office.unit.name == "府城派出所"
        office.store.close()
    assert settings.load().file == str(tmp_path / "own" / "case.db")


def test_what_is_wrong_stands_below_its_field_and_one_stays_on_the_page(window: FirstRun) -> None:
    window.forward()
    assert window.steps.currentWidget() is window.unit
    assert window.unit.name.words.text()
    fill(window)
    window._go(-1)
    window.accounts.first[1].line.setText("kurz")
    window.forward()
    assert "密码应为" in window.accounts.first[1].words.text()
    assert window.accounts.again[1].words.text() == "两次输入的密码不一致"
    assert window.steps.currentWidget() is window.accounts


def test_two_accounts_are_two_people(window: FirstRun) -> None:
    fill(window)
    window._go(-1)
    window.accounts.names[1].line.setText("李四")
    window.forward()
    assert "两个人" in window.accounts.names[1].words.text()


def test_a_file_that_is_there_is_never_written_over(window: FirstRun, tmp_path: Path) -> None:
    fill(window)
    (tmp_path / "old.db").write_bytes(b"precious")
    window.place.path.line.setText(str(tmp_path / "old.db"))
    window.forward()
    assert "已经有案件文件" in window.place.path.words.text()
    assert (tmp_path / "old.db").read_bytes() == b"precious"


def test_one_goes_on_with_the_recovery_code_on_paper_alone(window: FirstRun, qtbot: QtBot) -> None:
    make(window, qtbot)
    window.sheet.typed.line.setText("00000")
    window.forward()
    assert window.steps.currentWidget() is window.sheet
    assert "不符" in window.sheet.typed.words.text()
    assert not window.back.isVisible()


def test_the_recovery_sheet_is_saved_as_a_paper(
    window: FirstRun, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(window, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "恢复单.pdf"), ""))
    window.sheet.save.click()
    assert (tmp_path / "恢复单.pdf").read_bytes().startswith(b"%PDF")


def test_samples_come_in_and_go_again(window: FirstRun, qtbot: QtBot, tmp_path: Path) -> None:
    make(window, qtbot)
    window.steps.setCurrentWidget(window.samples)
    window.samples.tick.setChecked(True)
    window.forward()
    qtbot.waitUntil(lambda: window.steps.currentWidget() is window.last, timeout=60_000)
    office = vaults.sign_in(tmp_path / "own" / "case.db", "王五", PASSWORDS[1])
    assert founding.has_samples(office)
    assert records.listing(office, "people").total == 315
    founding.remove_samples(office)
    assert (records.listing(office, "people").total, founding.has_samples(office)) == (0, False)
    founding.remove_samples(office)
    office.store.close()


def test_samples_that_were_worked_on_stay(window: FirstRun, qtbot: QtBot, tmp_path: Path) -> None:
    make(window, qtbot)
    office = vaults.sign_in(tmp_path / "own" / "case.db", "王五", PASSWORDS[1])
    founding.add_samples(office)
    with office.change("修改人员") as change:
        change.save(office.store.get(records.ledger_of("people"), 1).but(occupation="务工"))
    with pytest.raises(Refused):
        founding.remove_samples(office)
    office.store.close()
