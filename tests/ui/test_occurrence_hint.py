"""While a number is typed: where it stands already, a click away; what it lets guess is no value until it is taken."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from tests.factories import card_number, phone
from tests.ui.conftest import Make, settle

Typing = Callable[..., FormPage]


@pytest.fixture
def typing(frame: Frame, qtbot: QtBot) -> Typing:
    """Open a form, put texts into its editors as if they were typed, and wait for the answer."""

    def run(ledger: str, record: int = 0, **texts: str) -> FormPage:
        if record:
            frame.edit_record(ledger, record)
        else:
            frame.new_record(ledger)
        page = frame.workspaces.current()
        assert isinstance(page, FormPage)
        settle(qtbot, frame)
        page.form.retype(texts)
        for name in texts:
            page.form.boxes[name].editor.edited.emit()
        qtbot.wait(300)  # the pause after the last key
        settle(qtbot, frame)
        return page

    return run


def test_a_card_number_of_another_case_is_told_with_the_case(make: Make, typing: Typing, frame: Frame) -> None:
    number = card_number()
    case = make("cases", number="案1", name="三号<b>案</b>")
    card = make("cards", kind="debit", number=number, cases=(case.id,))
    line = typing("cards", kind="bank", number=number).hints.lines["number"]
    assert not line.isHidden()
    assert "在“三号&lt;b&gt;案&lt;/b&gt;”中登记：涉案卡 #1" in line.text()
    line.linkActivated.emit(f"cards/{card.id}")
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    assert page.form.record == card


def test_a_phone_is_found_with_cards_people_and_victims(make: Make, typing: Typing) -> None:
    number = phone(4321)
    case = make("cases", number="案1", name="三号案")
    make("cards", kind="sim", number=number)
    make("victims", case=case.id, role="victim", name="李受害", phone=number)
    text = typing("people", name="张建国", phone=number).hints.lines["phone"].text()
    assert "涉案卡 #1 的号码" in text
    assert "受害人证人 #1 的受害人电话" in text
    assert "李受害" not in text


def test_a_number_is_not_told_of_its_own_record_nor_while_it_is_short(make: Make, typing: Typing) -> None:
    number = phone(4321)
    person = make("people", name="张建国", phone=number)
    assert typing("people", person.id or 0, phone=number).hints.lines["phone"].isHidden()
    assert typing("people", name="李四", phone=number[:6]).hints.lines["phone"].isHidden()
    assert not typing("people", name="李四", phone=f"+86 {number[:3]} {number[3:]}").hints.lines["phone"].isHidden()


def test_a_guessed_institution_is_a_value_only_once_it_is_taken(typing: Typing) -> None:
    page = typing("cards", kind="debit", number=card_number("621226"))
    guess = page.hints.guess
    assert guess is not None
    assert "推测：中国工商银行" in guess.text()
    assert page.form.given()["institution"] == ""
    guess.linkActivated.emit("take")
    assert page.form.given()["institution"] == "中国工商银行"
    assert guess.isHidden()
