"""A clerk sees numbers masked, gets one for a reason, and cannot lose one by saving."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cards import Card
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import pages, reveal
from anfraud_desktop.ui.case_page import CasePage
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.lists import ListPage
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.reveal import Shown, masked_fields
from tests.factories import card_number, id_number
from tests.ui.conftest import Make, settle

IDENTITY, PHONE, CARD = id_number(serial=1), "19900001234", card_number(serial=7)


@pytest.fixture
def clerk(office: Office) -> Office:
    return replace(office, officer="小陈", role="clerk")


@pytest.fixture
def written(clerk: Office) -> tuple[int, int, int]:
    """Return the ids of a case, a person in it and a card, all entered by the clerk."""
    case = Case.read({"number": "A4209820500002026030001", "name": "刷单案"})
    person = Person.read({"name": "王芳", "id_number": IDENTITY, "phone": PHONE, "remark": f"曾用号 {PHONE}"})
    with clerk.change("造") as change:
        change.save(case)
        change.save(person)
        change.save(Record.ledgers["involvements"].read({"person": person.id, "case": case.id, "roles": "card_owner"}))
        card = Card.read({"kind": "debit", "number": CARD, "institution": "中国工商银行", "cases": (case.id,)})
        change.save(card)
    return case.id or 0, person.id or 0, card.id or 0


@pytest.fixture
def desk(qtbot: QtBot, clerk: Office, keep: Keep, written: object) -> Iterator[Frame]:
    del written
    made = Frame(clerk, pages.book(), keep)
    made.show()
    settle(qtbot, made)
    yield made
    made.put_away()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def because(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Answer the question for a reason."""
    return lambda words: monkeypatch.setattr(reveal, "ask_reason", lambda *_, **__: words)


def told(store: Store, event: str) -> list[tuple[str, int, dict[str, str]]]:
    rows = store.rows("SELECT ledger, record, changes FROM log JOIN history USING (seq) WHERE event = ?", (event,))
    return [(ledger, record, json.loads(changes)) for ledger, record, changes in rows]


def form_of(frame: Frame, ledger: str, at: int) -> FormPage:
    frame.edit_record(ledger, at)
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    return page


def list_of(frame: Frame, qtbot: QtBot, ledger: str) -> ListPage:
    frame.go(ledger)
    settle(qtbot, frame)
    page = frame.workspaces.current()
    assert isinstance(page, ListPage)
    return page


def words_in(page: object) -> str:
    assert isinstance(page, FormPage | ListPage | CasePage)
    lines = [line.text() for line in page.findChildren(QLineEdit)]
    texts = [text.toPlainText() for text in page.findChildren(QPlainTextEdit)]
    return " ".join([*lines, *texts, *(label.text() for label in page.findChildren(QLabel)), page.title, page.brief])


def plain(text: str) -> str:
    return "".join(text.split())


def test_a_list_and_its_inspector_show_a_clerk_no_number(desk: Frame, qtbot: QtBot) -> None:
    page = list_of(desk, qtbot, "people")
    cells = " ".join(page.table.rows.row(0).texts.values())
    seen = plain(cells + words_in(page))
    assert "王芳" in seen
    assert "*" in cells
    assert IDENTITY not in seen
    assert PHONE not in seen


def test_copying_from_a_list_copies_the_mask(desk: Frame, qtbot: QtBot) -> None:
    page = list_of(desk, qtbot, "people")
    page.table.choice.everything()
    page.table.choice.copy()
    copied = QGuiApplication.clipboard().text()
    assert "王芳" in copied
    assert IDENTITY not in copied


def test_an_investigator_sees_the_number_itself(frame: Frame, make: Make, qtbot: QtBot) -> None:
    make("people", name="王芳", id_number=IDENTITY)
    page = list_of(frame, qtbot, "people")
    assert page.table.rows.row(0).texts["id_number"] == IDENTITY


def test_a_case_and_the_cards_in_it_show_no_number(desk: Frame, written: tuple[int, int, int], qtbot: QtBot) -> None:
    desk.open_record("cases", written[0])
    settle(qtbot, desk)
    page = desk.workspaces.current()
    assert isinstance(page, CasePage)
    filled = [table for table in page.tables.values() if table.rows.ids]
    cells = " ".join(text for table in filled for text in table.rows.row(0).texts.values())
    assert "王芳" in cells
    for number in (IDENTITY, PHONE, CARD):
        assert number not in plain(cells + words_in(page))


def test_a_form_shows_the_mask_and_saving_leaves_the_number_as_it_is(
    desk: Frame, written: tuple[int, int, int], clerk: Office, qtbot: QtBot
) -> None:
    page = form_of(desk, "people", written[1])
    assert not page.unsaved()
    for number in (IDENTITY, PHONE):
        assert number not in plain(words_in(page))
    job = page.form.boxes["occupation"].editor.inputs()[0]
    assert isinstance(job, QLineEdit)
    job.setText("司机")
    job.textEdited.emit("司机")
    page.save()
    qtbot.waitUntil(lambda: not page.unsaved())
    saved = clerk.store.get(Person, written[1])
    assert (saved.occupation, saved.id_number, saved.phone) == ("司机", IDENTITY, PHONE)
    assert saved.remark == f"曾用号 {PHONE}"
    assert IDENTITY not in plain(words_in(page) + desk.toasts.shown[-1].words)


def test_a_revealed_number_may_be_changed_and_is_logged_with_its_reason(
    desk: Frame, written: tuple[int, int, int], clerk: Office, qtbot: QtBot, because: Callable[[str], None]
) -> None:
    page = form_of(desk, "people", written[1])
    because("核对笔录")
    editor = page.form.boxes["phone"].editor
    assert editor.eye is not None
    editor.eye.click()
    qtbot.waitUntil(lambda: editor.eye is None)
    assert editor.given() == PHONE
    assert not page.unsaved()
    assert told(clerk.store, "reveal") == [("people", written[1], {"field": "phone", "reason": "核对笔录"})]
    editor.retype("19900005678")
    editor.edited.emit()
    page.save()
    qtbot.waitUntil(lambda: not page.unsaved())
    saved = clerk.store.get(Person, written[1])
    assert (saved.phone, saved.id_number) == ("19900005678", IDENTITY)


def test_without_a_reason_nothing_is_shown(
    desk: Frame, written: tuple[int, int, int], clerk: Office, qtbot: QtBot, because: Callable[[str], None]
) -> None:
    page = form_of(desk, "people", written[1])
    because("")
    editor = page.form.boxes["id_number"].editor
    assert editor.eye is not None
    editor.eye.click()
    settle(qtbot, desk)
    assert editor.eye is not None
    assert told(clerk.store, "reveal") == []


def test_the_inspectors_eye_shows_one_number(
    desk: Frame, qtbot: QtBot, because: Callable[[str], None], clerk: Office
) -> None:
    because("核对")
    page = list_of(desk, qtbot, "people")
    qtbot.waitUntil(lambda: page.inspector.shown is not None)
    shown = page.inspector.shown
    assert shown is not None
    assert "id_number" in {fact.name for fact in shown.facts if fact.masked}
    [eye] = [eye for eye in page.inspector.findChildren(QToolButton) if eye.toolTip() == "显示证件号码"]
    eye.click()
    qtbot.waitUntil(lambda: IDENTITY in plain(words_in(page)))
    assert PHONE not in plain(words_in(page))
    assert len(told(clerk.store, "reveal")) == 1


def test_a_row_of_a_table_is_revealed_from_its_menu(
    desk: Frame, written: tuple[int, int, int], qtbot: QtBot, because: Callable[[str], None]
) -> None:
    because("核对")
    menu = QMenu()
    assert masked_fields(desk, Card, written[2]) == ["number"]
    reveal.add_reveals(menu, desk, desk, (Card, written[2]))
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: bool(desk.findChildren(Shown)))
    shown = desk.findChildren(Shown)[0]
    assert plain(shown.number.text()) == CARD
    shown.close()


def test_opening_a_person_is_logged_once(
    desk: Frame, written: tuple[int, int, int], clerk: Office, qtbot: QtBot
) -> None:
    form_of(desk, "people", written[1])
    desk.go("people")
    form_of(desk, "people", written[1])
    settle(qtbot, desk)
    assert told(clerk.store, "view") == [("people", written[1], {})]


def test_a_case_of_others_is_neither_listed_nor_opened(desk: Frame, make: Make, qtbot: QtBot) -> None:
    other = make("cases", number="A4209820500002026030002", name="别人的案子")
    page = list_of(desk, qtbot, "cases")
    assert [page.table.rows.row(0).texts["name"]] == ["刷单案"]
    assert len(page.table.rows.ids) == 1
    desk.open_record("cases", other.id or 0)
    settle(qtbot, desk)
    assert "只限本人" in desk.toasts.shown[-1].words
    assert not any(isinstance(one, CasePage) for one in desk.workspaces.open.values())


# What an officer may not do


@pytest.mark.parametrize(
    ("role", "may"), [("clerk", False), ("investigator", True), ("supervisor", False), ("administrator", False)]
)
def test_buttons_are_off_with_the_reason_for_who_may_not(office: Office, qtbot: QtBot, role: str, *, may: bool) -> None:
    button = QPushButton("登记处置")
    button.setToolTip("登记一次处置")
    qtbot.addWidget(button)
    asked = replace(office, role=role)
    assert allow(button, asked, "enter_disposition") is may
    assert button.isEnabled() is may
    assert (button.toolTip() == "登记一次处置") is may
    assert may or "没有“登记处置”的权限" in button.toolTip()
    allow(button, asked, "enter_disposition", when=False)
    assert not button.isEnabled()


def test_a_supervisor_reads_a_form_and_cannot_change_it(office: Office, make: Make, keep: Keep, qtbot: QtBot) -> None:
    person = make("people", name="王芳", id_number=IDENTITY)
    frame = Frame(replace(office, officer="李所长", role="supervisor"), pages.book(), keep)
    page = form_of(frame, "people", person.id or 0)
    name = page.form.boxes["name"].editor.inputs()[0]
    assert isinstance(name, QLineEdit)
    assert name.isReadOnly()
    assert page.words.text().startswith("只能查看")
    assert not frame.header.primary.isEnabled()
    assert "没有" in frame.header.primary.toolTip()
    page.save()
    settle(qtbot, frame)
    assert not frame.toasts.shown
    frame.put_away()


def test_an_administrator_begins_where_they_may_and_is_told_why_a_list_is_closed(
    office: Office, keep: Keep, qtbot: QtBot
) -> None:
    frame = Frame(replace(office, officer="钱管理", role="administrator"), pages.book(), keep)
    frame.show()
    settle(qtbot, frame)
    here = frame.workspaces.here()
    assert here is not None
    assert here.page == "office"
    page = list_of(frame, qtbot, "people")
    assert page.table.empty.isVisible()
    assert "没有“查找、列出人员”的权限" in " ".join(label.text() for label in page.table.empty.findChildren(QLabel))
    assert not frame.toasts.shown
    assert told(office.store, "denied") == []
    frame.put_away()
