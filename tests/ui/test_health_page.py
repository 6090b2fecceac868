"""The health page: what is found stands in lists that are as long as their counts, opens its field, is let stand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.store import audit
from anfraud_desktop.ui import health_page
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.health_page import ACCEPTED, VIEWS, HealthPage
from tests.actions.health_faults import FAULTS, sound
from tests.actions.staging import Staged
from tests.conftest import NOW

Settle = Callable[[], None]


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(audit, "stamp", lambda: NOW.astimezone().isoformat())
    return replace(office, role="supervisor")


@pytest.fixture
def whole(office: Office) -> Staged:
    staged = sound(office)
    for key in ("at_large", "sums", "magnitude", "closed_with_measure", "same_person", "few_keepers"):
        FAULTS[key](office, staged)
    return staged


@pytest.fixture
def settle(frame: Frame, qtbot: QtBot) -> Settle:
    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: not frame.reads.busy() and not frame.tasks.busy(), timeout=20_000)
            qtbot.wait(20)

    return wait


@pytest.fixture
def page(whole: Staged, frame: Frame, settle: Settle) -> HealthPage:
    del whole
    frame.go("health")
    settle()
    shown = frame.workspaces.current()
    assert isinstance(shown, HealthPage)
    return shown


def details(page: HealthPage) -> list[str]:
    rows = page.findings.rows
    return [rows.row(at).texts["detail"] for at in range(rows.rowCount())]


def pick(page: HealthPage, detail: str) -> None:
    """Go to the finding with these words, in whatever view it is."""
    for view in VIEWS:
        page.show_view(view)
        at = next((n for n, text in enumerate(details(page), 1) if detail in text), 0)
        if at:
            page.findings.go_to(at)
            return
    raise LookupError(detail)


def test_the_checks_run_when_the_page_is_opened_and_the_counts_are_those_of_the_lists(page: HealthPage) -> None:
    assert page.found is not None
    for view, button in page.views.items():
        page.show_view(view)
        number = len(details(page))
        assert button.text() == f"{VIEWS[view]} {number}"
        checks = page.checks.rows
        counted = [int(checks.row(at).texts["number"]) for at in range(checks.rowCount())]
        assert sum(counted[1:]) == number == (counted[0] if counted else 0)
        for at in range(1, checks.rowCount()):
            page.checks.go_to(checks.ids[at])
            assert len(details(page)) == counted[at]
    assert page.found.open == sum(len(one.open) for one in page.found.checks) > 5


def test_a_finding_opens_its_record_at_the_field(page: HealthPage, frame: Frame, settle: Settle, whole: Staged) -> None:
    pick(page, "在控情况仍是在逃")
    assert page.foot.remedy.text().startswith("处理：")
    page.foot.open_button.click()
    settle()
    form = frame.workspaces.current()
    assert isinstance(form, FormPage)
    assert (form.ledger.table, form.form.record.id if form.form.record else 0) == ("involvements", whole.part)
    assert frame.focusWidget() in form.form.boxes["custody"].editor.inputs()


def test_a_finding_is_accepted_with_its_reason_and_taken_back(
    page: HealthPage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_page, "ask_reason", lambda *_: "已移交，待改")
    pick(page, "在控情况仍是在逃")
    page.foot.accept_button.click()
    settle()
    assert not [text for text in details(page) if "仍是在逃" in text]
    page.show_view(ACCEPTED)
    assert [text for text in details(page) if "仍是在逃" in text]
    assert "已移交，待改" in page.foot.source.text()
    assert not page.foot.accept_button.isVisible()
    page.foot.reopen_button.click()
    settle()
    assert details(page) == []


def test_nothing_is_accepted_where_no_reason_is_given(
    page: HealthPage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_page, "ask_reason", lambda *_: "")
    pick(page, "在控情况仍是在逃")
    page.foot.accept_button.click()
    settle()
    assert page.found is not None
    assert page.found.accepted == 0


def test_a_change_makes_the_result_old_and_coming_back_makes_it_new(
    page: HealthPage, frame: Frame, office: Office, settle: Settle, whole: Staged
) -> None:
    frame.go("cases")
    FAULTS["part_days"](office, whole)
    settle()
    assert "可能已过时" in page.summary.text()
    frame.go("health")
    settle()
    assert "可能已过时" not in page.summary.text()
    pick(page, "早于行为时间")


def test_a_finding_of_the_file_itself_can_be_accepted_but_not_opened(page: HealthPage) -> None:
    pick(page, "启用的审核人账户有 1 个")
    assert not page.foot.open_button.isEnabled()
    assert page.foot.accept_button.isEnabled()


def test_the_result_is_saved_as_a_pdf(
    page: HealthPage, settle: Settle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "体检.pdf"), ""))
    page.paper.click()
    settle()
    text = "".join("".join(pdf_text((tmp_path / "体检.pdf").read_bytes())).split())
    assert "已到案仍是在逃" in text


class TestWithoutTheRight:
    @pytest.fixture
    def office(self, office: Office) -> Office:
        return replace(office, role="investigator")

    def test_who_may_not_check_is_told_so_and_nothing_runs(self, page: HealthPage) -> None:
        assert (page.found, page.primary) == (None, None)
        assert "没有“检查案件文件”的权限" in page.refused
        assert not page.paper.isEnabled()


class TestAsAdministrator:
    @pytest.fixture
    def office(self, office: Office) -> Office:
        return replace(office, role="administrator")

    def test_records_show_their_number_alone_and_cannot_be_opened(self, page: HealthPage, whole: Staged) -> None:
        page.show_view("serious")
        titles = [page.findings.rows.row(at).texts["title"] for at in range(page.findings.rows.rowCount())]
        assert f"涉案人员 #{whole.part}" in titles
        page.findings.go_to(titles.index(f"涉案人员 #{whole.part}") + 1)
        assert not page.foot.open_button.isEnabled()
        assert "没有" in page.foot.accept_button.toolTip()
