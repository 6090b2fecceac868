"""The timeline in the window: filtered by ledger and words, either way round, a line opens its record."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.timeline import CLOCK
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.ui.case_page import CasePage
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.timeline import TimelineView
from tests.factories import a_case, a_disposition, a_person, an_involvement
from tests.ui.conftest import settle


@pytest.fixture
def view(frame: Frame, office: Office, qtbot: QtBot) -> TimelineView:
    """Return the timeline of a case with somebody on bail and a note."""
    case = records.save(office, a_case(name="李某帮信案", filed_on="2026-10-10")).id or 0
    person = records.save(office, a_person()).id or 0
    part = records.save(office, an_involvement(person, case)).id or 0
    records.save(office, a_disposition(part, measure="bail", decided_on="2026-10-12", document_number=""))
    records.add(office, "notes", {"case": case, "at": "2026-10-12 16:20", "text": "电话联系检察院"})
    frame.open_record("cases", case)
    settle(qtbot, frame)
    page = frame.workspaces.current()
    assert isinstance(page, CasePage)
    assert page.tabs.tabText(page.tabs.count() - 1) == f"时间轴 {len(page.timeline.events)}"
    return page.timeline


def column(view: TimelineView, name: str) -> list[str]:
    return [view.table.rows.row(at).texts[name] for at in range(view.table.rows.rowCount())]


def test_it_lists_what_was_and_what_is_coming_in_order(view: TimelineView) -> None:
    days = column(view, "on")
    assert days == sorted(days)
    assert {"案件·立案日期", "处置·决定日期", "记事·记事时刻", "时限·取保候审"} <= set(column(view, "what"))


def test_the_newest_come_first_where_that_is_wanted(view: TimelineView) -> None:
    before = column(view, "on")
    view.newest.click()
    assert column(view, "on") == before[::-1]


def test_one_ledger_alone_or_what_is_coming(view: TimelineView) -> None:
    view.kind.setCurrentIndex(view.kind.findData("notes"))
    view.list_events()
    assert column(view, "what") == ["记事·记事时刻"]
    view.kind.setCurrentIndex(view.kind.findData(CLOCK))
    view.list_events()
    assert all(text.startswith("时限·") for text in column(view, "what"))


def test_words_leave_what_holds_them(view: TimelineView) -> None:
    view.words.setText("10-12 决定")
    assert column(view, "what") == ["处置·决定日期"]
    view.words.setText("没有的字")
    assert column(view, "what") == []


def test_a_line_opens_its_record(view: TimelineView, frame: Frame) -> None:
    view.table.opened.emit(column(view, "what").index("记事·记事时刻") + 1)
    form = frame.workspaces.current()
    assert isinstance(form, FormPage)
    assert form.ledger.table == "notes"


def test_what_is_listed_is_printed(
    view: TimelineView, frame: Frame, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "时间轴.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    view.words.setText("决定")
    view.print_button.click()
    qtbot.waitUntil(target.is_file)
    settle(qtbot, frame)
    text = "".join("".join(pdf_text(target.read_bytes())).split())
    assert "取保候审" in text
    assert "立案日期" not in text
