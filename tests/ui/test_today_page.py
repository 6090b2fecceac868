"""The day's page: counts equal lists, an item opens its record and is settled there, the rail counts what presses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records, worklists
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.worklists import LATER, OVERDUE, VIEWS
from anfraud_desktop.ui import extending, today_page
from anfraud_desktop.ui.extending import ExtensionDialog
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.today_page import TodayPage
from tests.factories import a_case, a_disposition, a_person, an_involvement, id_number
from tests.ui.conftest import settle

Taken = Callable[[str, date], int]


@pytest.fixture
def taken(office: Office) -> Taken:
    """Write a case of the officer's own with a measure about one person; return the disposition's id."""
    made = iter(range(1, 13))

    def take(measure: str, day: date) -> int:
        serial = next(made)
        number = f"A4209820000002026{serial:02}{serial:04}"
        case = records.save(office, a_case(number=number, name=f"第{serial}案", lead_officer=office.officer)).id or 0
        person = records.save(office, a_person(id_number=id_number(serial=serial))).id or 0
        part = records.save(office, an_involvement(person, case)).id or 0
        found = a_disposition(part, measure=measure, decided_on=day.isoformat(), document_number="")
        return records.save(office, found).id or 0

    return take


@pytest.fixture
def page(frame: Frame, office: Office, taken: Taken, qtbot: QtBot) -> TodayPage:
    """Return the page with an overdue detention and two bails far from their ends."""
    taken("detained", office.today - timedelta(days=12))
    taken("bail", office.today - timedelta(days=30))
    taken("bail", office.today - timedelta(days=20))
    frame.go("today")
    looked(qtbot, frame)
    found = frame.workspaces.current()
    assert isinstance(found, TodayPage)
    return found


def looked(qtbot: QtBot, frame: Frame) -> None:
    """Let the window hear of what was written, and wait until it has looked at it."""
    QApplication.processEvents()
    settle(qtbot, frame)


def column(page: TodayPage, name: str) -> list[str]:
    return [page.items.rows.row(at).texts[name] for at in range(page.items.rows.rowCount())]


def test_the_window_begins_with_the_days_work(frame: Frame) -> None:
    assert isinstance(frame.workspaces.current(), TodayPage)


def test_the_number_on_each_list_is_its_length(page: TodayPage) -> None:
    for view in VIEWS:
        page.show_view(view)
        assert page.strip.views[view].text().split()[-1] == str(page.items.rows.rowCount())


def test_the_number_of_each_kind_is_the_length_of_its_list(page: TodayPage) -> None:
    page.show_view(LATER)
    numbers = [int(page.kinds.rows.row(at).texts["number"]) for at in range(page.kinds.rows.rowCount())]
    for at, number in enumerate(numbers, 1):
        page.kinds.go_to(at)
        assert page.items.rows.rowCount() == number
    assert numbers == [2, 2]


@pytest.mark.usefixtures("page")
def test_the_rail_counts_what_is_overdue_or_due_today(frame: Frame, office: Office) -> None:
    assert frame.rail.entries["today"].waiting == worklists.pressing(office) == 1


def test_an_item_says_why_and_opens_the_field_it_counts_from(page: TodayPage, frame: Frame) -> None:
    page.show_view(OVERDUE)
    assert "刑事诉讼法" in page.foot.why.text()
    page.open()
    form = frame.workspaces.current()
    assert isinstance(form, FormPage)
    assert form.ledger.table == "dispositions"


def test_an_item_that_is_settled_with_a_reason_leaves_its_list(
    page: TodayPage, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today_page, "ask_reason", lambda *_, **__: "已提请逮捕")
    page.show_view(OVERDUE)
    page.settle()
    qtbot.waitUntil(lambda: page.strip.views[OVERDUE].text().endswith(" 0"))
    looked(qtbot, frame)
    assert frame.rail.entries["today"].waiting == 0


def test_a_limit_that_the_law_lets_be_extended_is_extended_by_paper(
    frame: Frame, office: Office, taken: Taken, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken("detained", office.today - timedelta(days=3))
    frame.go("today")
    looked(qtbot, frame)
    page = frame.workspaces.current()
    assert isinstance(page, TodayPage)
    view = next(view for view in VIEWS if page.found and any(i.kind == "detention" for i in page.found.items[view]))
    page.show_view(view)
    page.items.go_to(column(page, "title").index(next(t for t in column(page, "title") if "拘留" in t)) + 1)

    def answer(dialog: ExtensionDialog) -> int:
        dialog.reason.setText("结伙作案")
        assert "届满" in dialog.words.text()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(extending.ExtensionDialog, "exec", answer)
    page.extend()
    qtbot.waitUntil(lambda: "已延期" in (frame.toasts.shown[-1].words if frame.toasts.shown else ""))
    looked(qtbot, frame)
    assert page.found
    assert "detention" not in {item.kind for some in page.found.items.values() for item in some}


def test_bail_cannot_be_extended(page: TodayPage) -> None:
    page.show_view(LATER)
    assert not page.foot.extend_button.isEnabled()
    assert "不能延长" in page.foot.extend_button.toolTip()
    assert page.foot.done_button.isEnabled()
