"""The pages where the main job is done: case, import preview, notice, report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import imports
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.records.people import Person
from anfraud_desktop.ui import import_page
from anfraud_desktop.ui.case_page import CasePage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.import_page import ImportPage
from anfraud_desktop.ui.notice_page import NoticePage, view_of
from anfraud_desktop.ui.report_page import ReportPage
from tests.factories import a_card, a_case, a_disposition, a_person, an_involvement, an_office, id_number

Settle = Callable[[], None]


@pytest.fixture
def settle(frame: Frame, qtbot: QtBot) -> Settle:
    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: not frame.reads.busy() and not frame.tasks.busy(), timeout=20_000)
            qtbot.wait(20)

    return wait


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Answer every question for a place with the same folder."""

    def ask(_parent: object, _title: str, suggested: str, _kind: str) -> tuple[str, str]:
        return str(tmp_path / Path(suggested).name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return tmp_path


def a_file(office: Office) -> dict[str, int]:
    """Write an adult and a minor of one case, both detained."""
    with office.store.change("登记", office.officer) as change:
        change.save(an_office())
        case = change.save(a_case(name="李某帮信案", act_from="2026-02-01"))
        adult = change.save(a_person(name="钱成年", id_number=id_number(date(1990, 1, 1))))
        minor = change.save(a_person(name="孙年少", id_number=id_number(date(2010, 1, 1))))
        parts = [change.save(an_involvement(at, case)) for at in (adult, minor)]
        for part in parts:
            change.save(a_disposition(part))
        change.save(a_card(holder=adult, cases=(case,)))
    return {"case": case, "adult": parts[0], "minor": parts[1]}


def test_a_case_shows_its_people_with_their_newest_disposition(frame: Frame, office: Office, settle: Settle) -> None:
    ids = a_file(office)
    frame.open_record("cases", ids["case"])
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, CasePage)
    table = page.tables["involvements"]
    names = {table.rows.text(n, 0): table.rows.row(n).texts["newest"] for n in range(table.rows.rowCount())}
    assert names == {"钱成年": "刑事拘留", "孙年少": "刑事拘留"}
    assert [page.tabs.tabText(n) for n in range(4)] == ["涉案人员 2", "涉案卡 1", "处置 2", "受害人证人 0"]


def test_a_case_follows_a_change_made_elsewhere(frame: Frame, office: Office, settle: Settle) -> None:
    ids = a_file(office)
    frame.open_record("cases", ids["case"])
    settle()
    with office.store.change("登记", office.officer) as change:
        change.save(a_disposition(ids["adult"], measure="bail", decided_on="2026-04-01"))
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, CasePage)
    assert page.tables["involvements"].rows.row(0).texts["newest"] == "取保候审"


def looked_at(frame: Frame, book: Path, settle: Settle) -> ImportPage:
    frame.go("import", path=str(book))
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, ImportPage)
    return page


def test_a_preview_writes_nothing_and_tells_each_refusal(
    frame: Frame, office: Office, book: Path, settle: Settle
) -> None:
    page = looked_at(frame, book, settle)
    assert office.store.count(Person) == 0
    assert page.tabs.tabText(0) == "退回 30"
    assert page.refused.rows.rowCount() == 30
    assert page.take_good.isVisible()
    assert not page.take_all.isVisible()


def test_the_good_rows_are_taken_in_and_the_batch_taken_back(
    frame: Frame, office: Office, book: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = looked_at(frame, book, settle)
    page.take_good.click()
    settle()
    assert office.store.count(Person) == 315
    monkeypatch.setattr(import_page, "decide", lambda *_args, **_more: 0)
    page.take_back(1)
    settle()
    assert office.store.count(Person) == 0


def test_a_column_is_read_otherwise_when_its_box_says_so(frame: Frame, book: Path, settle: Settle) -> None:
    page = looked_at(frame, book, settle)
    box, was = page.columns.boxes["联系电话"]
    assert was == "people.phone"
    box.setCurrentIndex(box.findData(""))
    page.again.click()
    settle()
    assert page.plan
    assert {c["heading"]: c["field"] for c in page.plan.columns()}["联系电话"] == ""


def test_refused_rows_are_saved_as_a_book(frame: Frame, book: Path, settle: Settle, saved: Path) -> None:
    looked_at(frame, book, settle).save_refused.click()
    settle()
    sheet = load_workbook(saved / f"{book.stem}-退回.xlsx")["人员台账"]
    assert sheet.cell(4, 20).value == "失败原因"


def at_notice(frame: Frame, settle: Settle) -> NoticePage:
    frame.go("notice")
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, NoticePage)
    return page


def test_a_minor_cannot_be_taken_into_a_notice_by_the_window(
    frame: Frame, office: Office, settle: Settle, saved: Path
) -> None:
    ids = a_file(office)
    page = at_notice(frame, settle)
    assert {at: view_of(entry) for at, entry in page.found.entries.items()} == {
        ids["adult"]: "named", ids["minor"]: "blocked",
    }  # fmt: skip
    page.view.setCurrentIndex(page.view.findData("all"))
    page.view.activated.emit(0)
    page.candidates.choice.everything()
    page.take_button.click()
    settle()
    assert page.chosen == [ids["adult"]]
    page.save_pdf()
    settle()
    [made] = saved.glob("*.pdf")
    text = "".join(pdf_text(made.read_bytes()))
    assert "钱某某" in text
    assert "孙" not in text
    assert "草稿" in text


def test_someone_who_turns_out_to_be_a_minor_leaves_the_notice(frame: Frame, office: Office, settle: Settle) -> None:
    ids = a_file(office)
    page = at_notice(frame, settle)
    page.candidates.choice.everything()
    page.take()
    settle()
    assert page.chosen == [ids["adult"]]
    person = office.store.find(Person, name="钱成年")[0]
    with office.store.change("改", office.officer) as change:
        change.save(person.but(id_number=id_number(date(2011, 1, 1)), born_on=date(2011, 1, 1)))
    settle()
    assert page.chosen == []
    assert page.found.entries[ids["adult"]].row == "D29"


def test_a_draft_is_kept_once_and_amended(frame: Frame, office: Office, settle: Settle) -> None:
    a_file(office)
    page = at_notice(frame, settle)
    page.candidates.choice.everything()
    page.take()
    settle()
    page.subject.setText("关于一起案件的通告")
    page.refresh_paper()
    settle()
    assert [notice.subject for notice in office.store.all(Notice)] == ["关于一起案件的通告"]


def test_a_figure_opens_the_records_behind_it(frame: Frame, office: Office, book: Path, settle: Settle) -> None:
    imports.commit(office, imports.preview(office, book), accept_good=True)
    frame.go("report", period="2026-10")
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, ReportPage)
    titles = [page.figures.rows.row(n).texts["title"] for n in range(page.figures.rows.rowCount())]
    at = titles.index("立案（案）")
    page.figures.go_to(at + 1)
    settle()
    assert str(len(page.behind.rows.ids)) == page.figures.rows.row(at).texts["value"]
    assert page.paper.count.text().startswith("共")


def test_a_period_that_is_none_is_said_beside_the_box(frame: Frame, settle: Settle) -> None:
    frame.go("report")
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, ReportPage)
    page.asked.setText("去年冬天")
    page.ask()
    assert page.error.isVisible()


def test_paper_and_workbook_of_a_report_are_saved(frame: Frame, office: Office, settle: Settle, saved: Path) -> None:
    a_file(office)
    frame.go("report", period="2026-03")
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, ReportPage)
    page.save_pdf()
    page.save_book()
    settle()
    assert "2026年3月" in "".join(pdf_text((saved / "月报-2026-03.pdf").read_bytes()))
    assert load_workbook(saved / "月报-2026-03.xlsx").sheetnames
