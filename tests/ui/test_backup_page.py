"""Backups in the window: listed with how good they are, made, and put back after a look at what that loses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import backups, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.ui import pages
from anfraud_desktop.ui.backup_page import BackupPage, Losses, age_words
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Keep
from tests.founding import founded, signed_in
from tests.ui.conftest import settle

Make = Callable[[str], tuple[Frame, BackupPage]]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return founded(tmp_path)[0]


@pytest.fixture
def shown(qtbot: QtBot, case: Path, keep: Keep) -> Iterator[Make]:
    """Return a function that shows the page to somebody."""
    frames: list[Frame] = []

    def show(name: str) -> tuple[Frame, BackupPage]:
        frame = Frame(signed_in(case, name), pages.book(), keep)
        frames.append(frame)
        frame.show()
        frame.go("backup")
        settle(qtbot, frame)
        page = frame.workspaces.current()
        assert isinstance(page, BackupPage)
        return frame, page

    yield show
    for frame in frames:
        frame.put_away()
        frame.office.store.close()


def test_a_backup_is_made_and_stands_in_the_list(shown: Make, qtbot: QtBot) -> None:
    frame, page = shown("王五")
    assert page.listed == []
    page.make()
    settle(qtbot, frame)
    [one] = page.listed
    texts = page.table.rows.row(0).texts
    assert (texts["why"], texts["state"], texts["file"]) == ("手动", "完好", one.path.name)
    assert "已备份" in frame.toasts.shown[-1].words


def test_a_damaged_backup_says_so_and_cannot_be_put_back(shown: Make, qtbot: QtBot, case: Path) -> None:
    office = signed_in(case, "王五")
    made = backups.make(office)
    office.store.close()
    made.path.write_bytes(made.path.read_bytes()[:-40])
    frame, page = shown("王五")
    assert "损坏" in page.table.rows.row(0).texts["state"]
    page.table.go_to(1)
    settle(qtbot, frame)
    assert not page.restore_button.isEnabled()


def test_who_may_not_back_up_is_told(shown: Make, case: Path) -> None:
    office = signed_in(case, "李四")
    with office.change("设定角色") as change:
        change.sql("UPDATE accounts SET role = 'auditor' WHERE name = '赵六'")
    office.store.close()
    _, page = shown("赵六")
    assert page.primary is not None
    assert "权限" in page.primary.why_not


def test_a_restoring_shows_its_losses_takes_a_second_person_and_signs_out(
    shown: Make, qtbot: QtBot, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = signed_in(case, "赵六")
    backups.make(worker)
    records.add(worker, "people", {"name": "张三"})
    worker.store.close()
    frame, page = shown("王五")
    seen: list[list[str]] = []

    def look(losses: Losses) -> QDialog.DialogCode:
        seen.append([label.text() for label in losses.findChildren(type(page.detail)) if label.text()])
        return QDialog.DialogCode.Accepted

    def second(_parent: object, host: Frame, key: str, _about: str) -> Office:
        assert key == "restore_backup"
        admin = signed_in(case, "李四")
        signer = admin.signer
        admin.store.close()
        return replace(host.office, second=signer)

    monkeypatch.setattr(Losses, "exec", look)
    monkeypatch.setattr("anfraud_desktop.ui.backup_page.ask_second", second)
    page.table.go_to(1)
    settle(qtbot, frame)
    assert page.restore_button.isEnabled()
    with qtbot.waitSignal(frame.signed_out, timeout=30_000) as told:
        page.restore()
    assert "请重新登录" in told.args[0]
    assert any("会丢失" in text for text in seen[0])
    again = signed_in(case, "赵六")
    assert records.listing(again, "people").total == 0
    again.store.close()


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(seconds=5), "0 分钟"), (timedelta(minutes=59), "59 分钟"), (timedelta(hours=30), "30 小时"),
     (timedelta(days=3), "3 天"), (timedelta(days=-1), "0 分钟")],
)  # fmt: skip
def test_an_age_is_told_in_the_unit_that_fits(age: timedelta, words: str) -> None:
    assert age_words(age) == words
