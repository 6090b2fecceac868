"""The log's page: filters, terms of an entry, checking the file, and what only the auditor may take out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop import verify
from anfraud_desktop.actions import masks
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.errors import Refused
from anfraud_desktop.records.people import Person
from anfraud_desktop.store import entries
from anfraud_desktop.store.database import Store
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.log_page import LogPage, Month, Outcome
from anfraud_desktop.ui.table import Table
from tests.factories import a_person
from tests.store.tampering import change_row, opened

SIGNER = Signer("孙审计", "u-9", "auditor", bytes(range(1, 33)))
Settle = Callable[[], None]


@pytest.fixture
def role() -> str:
    return "auditor"


@pytest.fixture
def office(office: Office, role: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """Return the office of somebody who has signed in, over a log in which a number was shown and refused."""
    monkeypatch.setattr("anfraud_desktop.settings.data_folder", lambda: tmp_path / "data")
    store = office.store
    with store.change("登记", by="王警官") as change:
        person = change.save(a_person(name="张建国"))
    masks.reveal(replace(office, officer="赵录入", role="clerk"), Person, person, "id_number", "核对身份")
    with pytest.raises(Refused):
        masks.reveal(replace(office, officer="李管理", role="administrator"), Person, person, "id_number", "看看")
    store.connection.execute("INSERT INTO accounts (name, slot, role, active) VALUES ('孙审计', 'u-9', ?, 1)", (role,))
    store.signer = replace(SIGNER, role=role)
    return replace(office, officer="孙审计", role=role, signer=store.signer)


@pytest.fixture
def settle(frame: Frame, qtbot: QtBot) -> Settle:
    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: not frame.reads.busy() and not frame.tasks.busy(), timeout=20_000)
            qtbot.wait(20)

    return wait


@pytest.fixture
def page(frame: Frame, settle: Settle) -> LogPage:
    frame.go("log")
    settle()
    shown = frame.workspaces.current()
    assert isinstance(shown, LogPage)
    return shown


def column(page: LogPage, name: str) -> list[str]:
    rows = page.table.rows
    return [rows.row(at).texts[name] for at in range(rows.rowCount())]


def saves_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> Path:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


def verified(page: LogPage, settle: Settle, monkeypatch: pytest.MonkeyPatch) -> list[Outcome]:
    """Press the button, and return the dialogs that came up."""
    told: list[Outcome] = []

    def shown(dialog: Outcome) -> int:
        told.append(dialog)
        return 0

    monkeypatch.setattr(Outcome, "exec", shown)
    page.verify()
    settle()
    return told


def test_the_newest_stands_first_and_the_reading_itself_is_there(page: LogPage) -> None:
    assert column(page, "event") == ["查看日志", "拒绝", "显示号码", "登记"]
    assert column(page, "seq") == ["4", "3", "2", "1"]
    assert column(page, "record")[1:] == ["人员 #1"] * 3


def test_no_name_or_number_of_a_record_is_shown(page: LogPage) -> None:
    page.table.go_to(1)
    told = "".join([*column(page, "what"), *column(page, "fields"), page.detail.text(), page.terms.text()])
    assert "证件号码" in told
    assert "张建国" not in told
    assert "420900" not in told


def test_an_entry_tells_its_terms(page: LogPage) -> None:
    page.table.go_to(2)
    assert "第 2 号　显示证件号码　人员 #1" in page.detail.text()
    assert "原因：核对身份" in page.terms.text()


def test_filters_narrow_the_list_and_clearing_them_brings_all_back(page: LogPage, settle: Settle) -> None:
    page.filters.refusals.click()
    settle()
    assert column(page, "event") == ["拒绝"]
    page.filters.clear()
    settle()
    assert len(column(page, "event")) == 6  # two readings more
    page.filters.officer.setCurrentText("赵录入")
    page.filters.officer.activated.emit(page.filters.officer.currentIndex())
    settle()
    assert column(page, "seq") == ["2"]


def test_a_range_of_days_is_typed_in_haste_and_told_where_it_is_wrong(page: LogPage, settle: Settle) -> None:
    page.filters.since.setText("260101")
    page.filters.until.setText("2026-02-30")
    page.filters.until.returnPressed.emit()
    settle()
    assert page.filters.error.isVisible()
    assert page.filters.until.property("state") == "problem"
    assert page.filters.since.text() == "2026-01-01"
    page.filters.until.setText("2026-01-31")
    page.filters.until.returnPressed.emit()
    settle()
    assert page.filters.error.isHidden()
    assert column(page, "seq") == []


def test_a_sound_file_is_said_to_be_sound(page: LogPage, settle: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    told = verified(page, settle, monkeypatch)
    [outcome] = told
    rows = outcome.findChildren(Table)[0].rows
    assert {rows.row(at).texts["state"] for at in range(rows.rowCount())} == {"通过"}
    assert column(page, "event")[:2] == ["查看日志", "验证日志"]


def test_a_row_changed_behind_the_log_is_shown_at_once(
    page: LogPage, settle: Settle, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = opened(store)
    change_row(live, store, 1)
    live.close()
    told = verified(page, settle, monkeypatch)
    assert "人员" in told[0].detail.text()
    assert "#1" in told[0].detail.text()
    assert column(page, "event")[1] == "验证未通过"


def test_a_head_from_paper_is_compared_where_the_file_was_checked(
    page: LogPage, settle: Settle, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    [outcome] = verified(page, settle, monkeypatch)
    for text, words in (
        (entries.printed_head(store), "与纸上的摘要一致"),
        ("2-0123456789ab", "第 2 条与纸上的摘要不符"),
        ("99999-0123456789ab", "日志里没有第 99999 条"),
        ("0a1b", "不是日志摘要"),
    ):
        outcome.printed.setText(text)
        outcome.printed.returnPressed.emit()
        assert words in outcome.compared.text()
        assert (outcome.printed.property("state") or "") == ("" if "一致" in words else "problem")


def test_the_export_is_written_and_passes_its_check(
    page: LogPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saves_to(monkeypatch, tmp_path / "日志.jsonl")
    page.export_button.click()
    settle()
    assert verify.main([str(path)]) == 0


def test_the_anchor_is_written_and_fits_the_export(
    page: LogPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor = saves_to(monkeypatch, tmp_path / "锚点.json")
    page.anchor_button.click()
    settle()
    path = saves_to(monkeypatch, tmp_path / "日志.jsonl")
    page.export_button.click()
    settle()
    assert verify.main([str(path), "--anchor", str(anchor)]) == 0


def test_the_seal_sheet_of_a_chosen_month_is_saved(
    page: LogPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saves_to(monkeypatch, tmp_path / "封条.pdf")
    asked = Month(page, page.host.office.today)
    assert (asked.choice.currentData(), asked.choice.count()) == ("2026-10", 12)
    asked.deleteLater()
    store = page.host.office.store
    [(at,)] = store.rows("SELECT min(at) FROM log")
    month = at[:7]
    monkeypatch.setattr(Month, "exec", lambda self: self.choice.setItemData(1, month) or True)
    page.host.office = replace(page.host.office, clock=datetime.now)
    page.seal_button.click()
    settle()
    assert f"（{int(month[:4])}年{int(month[5:])}月）" in "".join("".join(pdf_text(path.read_bytes())).split())


@pytest.mark.parametrize("role", ["investigator"])
def test_others_see_their_own_entries_and_take_nothing_out(page: LogPage) -> None:
    assert column(page, "event") == ["查看日志"]
    for button in (page.export_button, page.anchor_button, page.seal_button):
        assert not button.isEnabled()
        assert "权限" in button.toolTip()


@pytest.mark.parametrize("role", ["administrator"])
def test_an_administrator_may_check_the_file_but_not_read_the_log(page: LogPage, store: Store) -> None:
    assert page.table.rows.rowCount() == 0
    assert "没有“查看日志”的权限" in page.refused
    assert page.primary is not None
    assert not page.primary.why_not
    assert store.rows("SELECT count(*) FROM log WHERE event = 'read log'") == [(0,)]
