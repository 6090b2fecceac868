from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.kinds import Choice
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import forms
from anfraud_desktop.ui.conflict import ConflictDialog
from anfraud_desktop.ui.editor import Editor, bare, grouped
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.history import HistoryDialog
from anfraud_desktop.ui.pickers import Codes, LinkEditor, SeveralEditor
from tests.factories import id_number

Make = Callable[..., Record]
IDENTITY = id_number(serial=1)
GROUPED = " ".join(IDENTITY[at : at + 4] for at in range(0, 18, 4))
RETURN, SHIFT, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def page_of(frame: Frame) -> FormPage:
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    return page


def editor(page: FormPage, name: str) -> Editor:
    return page.form.boxes[name].editor


def line(page: FormPage, name: str) -> QLineEdit:
    found = editor(page, name).inputs()[0]
    assert isinstance(found, QLineEdit)
    return found


def type_into(widget: QWidget, text: str) -> None:
    """Type through an input method: keys of a test carry ASCII only."""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def wait(qtbot: QtBot, frame: Frame) -> None:
    qtbot.waitUntil(lambda: not frame.tasks.busy() and not frame.reads.busy())


@pytest.fixture
def form(frame: Frame, qtbot: QtBot) -> FormPage:
    frame.new_record("people")
    page = page_of(frame)
    qtbot.waitUntil(lambda: line(page, "name").hasFocus())
    return page


def test_enter_goes_to_the_next_field_and_shift_enter_back(form: FormPage, qtbot: QtBot) -> None:
    qtbot.keyClick(line(form, "name"), RETURN)
    assert line(form, "id_type").hasFocus()
    qtbot.keyClick(line(form, "id_type"), RETURN)
    assert line(form, "id_number").hasFocus()
    qtbot.keyClick(line(form, "id_number"), RETURN, SHIFT)
    assert line(form, "id_type").hasFocus()


def test_enter_while_an_input_method_composes_goes_nowhere_and_saves_nothing(form: FormPage, qtbot: QtBot) -> None:
    name = line(form, "name")
    QApplication.sendEvent(name, QInputMethodEvent("wang", []))
    qtbot.keyClick(name, RETURN)
    qtbot.keyClick(name, RETURN, CONTROL)
    assert name.hasFocus()
    assert form.form.record is None
    assert form.form.problems() == 0
    type_into(name, "王")
    qtbot.keyClick(name, RETURN)
    assert line(form, "id_type").hasFocus()


def test_enter_in_a_long_text_is_a_new_line(form: FormPage, qtbot: QtBot) -> None:
    text = editor(form, "remark").inputs()[0]
    assert isinstance(text, QPlainTextEdit)
    text.setFocus()
    qtbot.keyClick(text, RETURN)
    assert text.toPlainText() == "\n"


def test_all_problems_are_shown_at_once_and_the_first_gets_the_focus(
    form: FormPage, frame: Frame, qtbot: QtBot
) -> None:
    line(form, "id_number").setText("420900199003070")
    line(form, "born_on").setText("20260230")
    line(form, "phone").setFocus()
    form.save()
    wait(qtbot, frame)
    wrong = {name for name, box in form.form.boxes.items() if box.problem}
    assert wrong == {"name", "id_number", "born_on"}
    assert line(form, "name").hasFocus()
    assert form.words.text() == "3 处需要改正"
    assert form.form.boxes["name"].words.text().startswith("✕ ")


def test_what_follows_from_the_number_appears_at_once_with_its_source(form: FormPage, qtbot: QtBot) -> None:
    number = line(form, "id_number")
    number.setFocus()
    qtbot.keyClicks(number, IDENTITY)
    qtbot.waitUntil(lambda: line(form, "born_on").placeholderText() == "1990-03-07")
    assert line(form, "born_on").text() == ""
    assert form.form.boxes["born_on"].words.text() == "由证件号码得出"
    number.clear()
    form.form.judge()
    assert line(form, "born_on").placeholderText() == ""


def test_ctrl_s_saves_and_stays_ctrl_enter_begins_the_next(
    form: FormPage, frame: Frame, office: Office, qtbot: QtBot
) -> None:
    type_into(line(form, "name"), "王芳")
    qtbot.keyClick(line(form, "name"), Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: form.form.record is not None)
    assert not form.unsaved()
    assert frame.toasts.shown[-1].words == "已保存人员 王芳"
    assert frame.status.told["saved"] == "09:30 已保存"
    type_into(line(form, "occupation"), "务工")
    assert form.unsaved()
    qtbot.keyClick(line(form, "occupation"), RETURN, CONTROL)
    qtbot.waitUntil(lambda: form.form.record is None)
    [saved] = office.store.all(Record.ledgers["people"])
    assert (saved.values["name"], saved.values["occupation"]) == ("王芳", "务工")
    assert line(form, "name").text() == ""


@pytest.fixture
def clash(frame: Frame, make: Make, office: Office) -> FormPage:
    """Return a form in which an address was typed while somebody else wrote an occupation."""
    person = make("people", name="王芳", occupation="务工")
    frame.edit_record("people", person.id or 0)
    page = page_of(frame)
    type_into(line(page, "address"), "解放大道")
    with office.store.change("改", "李四") as change:
        change.save(person.but(occupation="司机"))
    return page


def test_a_record_that_another_changed_meanwhile_is_not_overwritten_unasked(
    clash: FormPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ConflictDialog] = []

    def ask(dialog: ConflictDialog) -> None:
        asked.append(dialog)

    monkeypatch.setattr(ConflictDialog, "exec", ask)
    clash.save()
    qtbot.waitUntil(lambda: bool(asked))
    [person] = office.store.all(Person)
    assert (person.occupation, person.address) == ("司机", None)
    assert clash.unsaved()


def test_what_both_agreed_on_is_saved(
    clash: FormPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConflictDialog, "exec", ConflictDialog.keep)
    clash.save()
    qtbot.waitUntil(lambda: not clash.unsaved())
    [person] = office.store.all(Person)
    assert (person.occupation, person.address) == ("司机", "解放大道")


def test_a_form_shows_what_was_restored_from_its_history(
    frame: Frame, make: Make, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = make("people", name="王芳", occupation="务工").id or 0
    records.change(office, "people", at, {"occupation": "司机"})
    frame.edit_record("people", at)
    page = page_of(frame)

    def restore(dialog: HistoryDialog) -> None:
        qtbot.waitUntil(lambda: bool(dialog.listed))
        dialog.table.go_to(1)
        dialog.restore()

    monkeypatch.setattr(HistoryDialog, "exec", restore)
    assert page.history_button.isVisible()
    page.history_button.click()
    qtbot.waitUntil(lambda: line(page, "occupation").text() == "务工")
    assert not page.unsaved()


def test_a_new_record_has_no_history_to_show(form: FormPage) -> None:
    assert not form.history_button.isVisible()


@pytest.mark.parametrize(("answer", "stays"), [(-1, True), (0, False)])
def test_escape_asks_when_something_would_be_lost(
    form: FormPage, frame: Frame, monkeypatch: pytest.MonkeyPatch, answer: int, *, stays: bool
) -> None:
    asked: list[tuple[object, ...]] = []

    def decide(*words: object, **_: object) -> int:
        asked.append(words)
        return answer

    monkeypatch.setattr(forms, "decide", decide)
    type_into(line(form, "name"), "王")
    QTest.keyClick(line(form, "name"), Qt.Key.Key_Escape)
    assert asked
    assert (form in frame.workspaces.open.values()) is stays


def test_escape_closes_an_untouched_form_without_a_question(form: FormPage, frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(line(form, "name"), Qt.Key.Key_Escape)
    assert form not in frame.workspaces.open.values()


def test_a_choice_is_found_by_its_initials_and_enter_takes_it_and_goes_on(frame: Frame, qtbot: QtBot) -> None:
    frame.new_record("cases")
    page = page_of(frame)
    offence = line(page, "offence")
    offence.setFocus()
    qtbot.keyClicks(offence, "bzxx")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, RETURN)
    assert offence.text() == "帮助信息网络犯罪活动罪"
    assert line(page, "fraud_type").hasFocus()


def test_a_choice_made_before_stands_first(frame: Frame, kept: dict[str, Any]) -> None:
    field = Case.fields["offence"]
    assert isinstance(field, Choice)
    last = field.codes.options[-1].code
    assert Codes(frame, field).options("")[0].key != last
    Codes(frame, field).used(last)
    assert kept["recent/cases/offence"] == {"codes": [last]}
    assert Codes(frame, field).options("")[0].key == last


def test_a_linked_record_is_found_by_typing_and_only_a_chosen_one_counts(
    frame: Frame, make: Make, qtbot: QtBot
) -> None:
    person = make("people", name="王芳")
    make("people", name="李强")
    frame.new_record("involvements")
    page = page_of(frame)
    link = editor(page, "person")
    assert isinstance(link, LinkEditor)
    link.picker.setFocus()
    qtbot.keyClicks(link.picker, "wf")
    qtbot.waitUntil(link.picker.is_open)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, RETURN)
    assert link.given() == f"#{person.id}"
    qtbot.keyClicks(link.picker, "x")
    assert link.given() == "x王芳"


def test_several_are_chips_and_backspace_takes_the_last_away(frame: Frame, make: Make, qtbot: QtBot) -> None:
    first, second = make("cases", number="A4209820500002026030001"), make("cases", number="A4209820500002026030002")
    frame.new_record("cards", {"cases": (first.id, second.id)})
    several = editor(page_of(frame), "cases")
    assert isinstance(several, SeveralEditor)
    assert several.given() == [first.id, second.id]
    several.picker.setFocus()
    qtbot.keyClick(several.picker, Qt.Key.Key_Backspace)
    assert several.given() == [first.id]


def test_a_day_may_be_typed_in_haste_and_money_with_its_unit(frame: Frame, qtbot: QtBot) -> None:
    frame.new_record("cases")
    page = page_of(frame)
    filed, amount = line(page, "filed_on"), line(page, "amount")
    filed.setFocus()
    qtbot.keyClicks(filed, "0307")
    amount.setFocus()
    assert filed.text() == "2026-03-07"
    type_into(amount, "8.5万")
    line(page, "loss").setFocus()
    assert amount.text() == "85,000.00"
    reading = Record.ledgers["cases"].reading(page.form.given())
    assert (reading.values["filed_on"], reading.values["amount"]) == (date(2026, 3, 7), Decimal("85000.00"))


def test_a_long_number_stands_in_groups_while_it_is_not_edited(form: FormPage, qtbot: QtBot) -> None:
    number = line(form, "id_number")
    number.setFocus()
    qtbot.keyClicks(number, IDENTITY)
    line(form, "name").setFocus()
    assert number.text() == GROUPED
    assert editor(form, "id_number").given() == IDENTITY
    number.setFocus()
    assert number.text() == IDENTITY


@pytest.mark.parametrize("text", ["", "1234", "6222 0200", "A1", "62220200000000000", "42090019900307001X", "王 芳"])
def test_grouping_loses_nothing(text: str) -> None:
    assert bare(grouped(text)) == text


@pytest.mark.parametrize("ledger", sorted(Record.ledgers))
def test_every_ledger_has_a_form_from_its_declaration(frame: Frame, qtbot: QtBot, ledger: str) -> None:
    frame.new_record(ledger)
    page = page_of(frame)
    assert list(page.form.boxes) == list(Record.ledgers[ledger].fields)
    assert not page.unsaved()
    assert all(box.label.text() == Record.ledgers[ledger].fields[name].label for name, box in page.form.boxes.items())
    wait(qtbot, frame)


def test_a_form_has_two_columns_from_1200_px(frame: Frame) -> None:
    frame.resize(1366, 768)
    frame.new_record("cases")
    QApplication.processEvents()
    boxes = page_of(frame).form.boxes
    assert boxes["number"].y() == boxes["name"].y()
    frame.resize(1190, 768)
    QApplication.processEvents()
    assert boxes["number"].y() < boxes["name"].y()
