from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import lists
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.lists import ListPage
from anfraud_desktop.ui.views import View
from tests.factories import a_card, a_case, a_person, an_involvement, id_number

Settle = Callable[[], None]


@pytest.fixture
def settle(frame: Frame, qtbot: QtBot) -> Settle:
    def wait() -> None:
        qtbot.waitUntil(lambda: not frame.reads.busy() and not frame.tasks.busy())
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not frame.reads.busy() and not frame.tasks.busy())

    return wait


@pytest.fixture
def people(office: Office, frame: Frame, settle: Settle) -> ListPage:
    with office.store.change("造", "王警官") as change:
        numbers = [id_number(serial=serial) for serial in (1, 2, 3)]
        for name, number in zip(("王芳", "李强", "王小明"), numbers, strict=True):
            change.save(a_person(name=name, id_number=number))
    return shown(frame, "people", settle)


def shown(frame: Frame, ledger: str, settle: Settle) -> ListPage:
    frame.go(ledger)
    settle()
    page = frame.workspaces.current()
    assert isinstance(page, ListPage)
    return page


def names(page: ListPage) -> list[str]:
    return [page.table.rows.text(number, 0) for number in range(page.table.rows.rowCount())]


@pytest.mark.parametrize("ledger", sorted(Record.ledgers))
def test_every_ledger_has_a_list_from_its_declaration(frame: Frame, settle: Settle, ledger: str) -> None:
    page = shown(frame, ledger, settle)
    listed = [column.name for column in page.table.rows.columns if column.listed]
    assert listed == [field.name for field in Record.ledgers[ledger].listed_fields()]
    assert page.table.empty.isVisible()
    for name in page.table.grid.heads.boxes:
        page.table.set_filter(name, "空")
    page.reload()
    settle()
    assert all(box.property("state") == "set" for box in page.table.grid.heads.boxes.values())


@pytest.mark.parametrize("ledger", sorted(Record.ledgers))
def test_every_ledger_sorts_by_each_of_its_columns(frame: Frame, settle: Settle, ledger: str) -> None:
    page = shown(frame, ledger, settle)
    defects: list[Exception] = []
    frame.reads.broken.connect(defects.append)
    for number, column in enumerate(page.table.rows.columns):
        if column.sortable:
            page.table.grid.heads.sectionClicked.emit(number)
            settle()
            assert page.sort == column.name
    assert not defects


def test_a_filter_box_shows_what_fits_and_a_chip_takes_it_away(people: ListPage, settle: Settle) -> None:
    people.table.set_filter("name", "王")
    people.reload()
    settle()
    assert names(people) == ["王小明", "王芳"]
    assert people.chips.isVisible()
    people.chips.dropped.emit("name")
    settle()
    assert len(names(people)) == 3
    assert not people.chips.isVisible()


def test_a_box_that_cannot_be_understood_is_marked_and_told(people: ListPage, settle: Settle) -> None:
    people.table.set_filter("born_on", "前年")
    people.reload()
    settle()
    box = people.table.grid.heads.boxes["born_on"]
    assert box.property("state") == "problem"
    assert "不是日期" in box.toolTip()
    assert len(names(people)) == 3


def test_names_sort_by_their_reading(people: ListPage, settle: Settle) -> None:
    people.table.grid.heads.sectionClicked.emit(0)
    settle()
    assert names(people) == ["李强", "王芳", "王小明"]


def test_a_view_keeps_filters_and_order_and_can_be_chosen_again(people: ListPage, frame: Frame, settle: Settle) -> None:
    people.table.set_filter("name", "王")
    people.table.grid.heads.sectionClicked.emit(0)
    settle()
    people.views.save("姓王的")
    people.views.chosen.emit(View("", {}))
    settle()
    assert len(names(people)) == 3
    again = ListPage(frame, Record.ledgers["people"])
    [view] = again.views.saved
    people.views.chosen.emit(view)
    settle()
    assert names(people) == ["王芳", "王小明"]
    again.deleteLater()


def test_a_change_anywhere_is_seen_in_the_list(people: ListPage, office: Office, settle: Settle) -> None:
    with office.store.change("改", "李四") as change:
        change.save(a_person(name="赵一", id_number=id_number(serial=9)))
    settle()
    assert names(people)[0] == "赵一"


def test_links_are_shown_by_name_and_found_by_name(frame: Frame, office: Office, settle: Settle) -> None:
    with office.store.change("造", "王警官") as change:
        person = a_person(name="王芳", id_number=id_number(serial=1))
        case = a_case(name="出借银行卡案")
        change.save(person)
        change.save(case)
        change.save(an_involvement(person.id or 0, case.id or 0))
        change.save(a_card(holder=person.id, cases=(case.id,)))
    page = shown(frame, "involvements", settle)
    assert (names(page), page.table.rows.text(0, 1)) == (["王芳"], "出借银行卡案")
    for text, number in (("王", 1), ("李", 0)):
        page.table.set_filter("person", text)
        page.reload()
        settle()
        assert len(names(page)) == number
    cards = shown(frame, "cards", settle)
    for text, number in (("出借", 1), ("杀猪盘", 0)):
        cards.table.set_filter("cases", text)
        cards.reload()
        settle()
        assert len(names(cards)) == number


def test_the_inspector_shows_the_current_record_and_what_hangs_on_it(
    people: ListPage, office: Office, settle: Settle
) -> None:
    person = people.table.rows.ids[0]
    with office.store.change("造", "王警官") as change:
        case = a_case(name="出借银行卡案")
        change.save(case)
        change.save(an_involvement(person, case.id or 0))
    people.table.go_to(person)
    settle()
    told = people.inspector.shown
    assert told is not None
    assert told.title == "王小明"
    assert [(linked.title, linked.shown[0][1]) for linked in told.linked] == [("涉案人员", "出借银行卡案")]


def test_delete_asks_for_a_reason_and_can_be_undone(
    people: ListPage, frame: Frame, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def reason(_parent: object, title: str, *_: object) -> str:
        asked.append(title)
        return "重复登记"

    monkeypatch.setattr(lists, "ask_reason", reason)
    people.table.go_to(people.table.rows.ids[0])
    people.table.grid.setFocus()
    qtbot.keyClick(people.table.grid, Qt.Key.Key_Delete)
    settle()
    assert asked == ["移入回收站 1 条人员"]
    assert len(names(people)) == 2
    undo = frame.toasts.shown[-1].undo
    assert undo is not None
    undo()
    settle()
    assert len(names(people)) == 3


def test_what_is_seen_goes_to_a_workbook_in_the_same_order(
    people: ListPage, frame: Frame, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "人员.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    monkeypatch.setattr("anfraud_desktop.ui.lists.ask_reason", lambda *_: "核对")
    people.table.grid.heads.sectionClicked.emit(0)
    settle()
    people.export()
    settle()
    assert frame.toasts.shown[-1].words == "已导出 3 条到 人员.xlsx"
    sheet = load_workbook(out).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert [text for text in texts if text in {"王芳", "李强", "王小明"}] == ["李强", "王芳", "王小明"]


def test_without_a_reason_nothing_is_removed(people: ListPage, settle: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ask_reason", lambda *_: "")
    people.remove()
    settle()
    assert len(names(people)) == 3


def test_f2_opens_the_form_and_enter_the_record(people: ListPage, frame: Frame, qtbot: QtBot) -> None:
    people.table.grid.setFocus()
    qtbot.keyClick(people.table.grid, Qt.Key.Key_F2)
    page = frame.workspaces.current()
    assert page is not None
    assert page.crumbs == ("人员", page.title)
    frame.workspaces.step(-1)
    assert frame.workspaces.current() is people


def test_a_ledger_that_only_its_own_actions_write_offers_no_form(frame: Frame, settle: Settle) -> None:
    page = shown(frame, "notices", settle)
    assert page.primary is None
    assert "new" not in page.commands
    assert not page.edit_button.isVisible()
