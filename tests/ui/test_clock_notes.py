"""Below a date in its form: the limit that counts from it, with its article and the day to act by."""

import pytest
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from tests.factories import a_case, a_disposition, a_person, an_involvement
from tests.ui.conftest import settle


@pytest.fixture
def form(frame: Frame, office: Office, qtbot: QtBot) -> FormPage:
    """Return the form of a bail."""
    case = records.save(office, a_case()).id or 0
    part = records.save(office, an_involvement(records.save(office, a_person()).id or 0, case)).id or 0
    bail = records.save(office, a_disposition(part, measure="bail", decided_on="2026-10-12", document_number=""))
    frame.edit_record("dispositions", bail.id or 0)
    settle(qtbot, frame)
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    return page


def words(form: FormPage) -> str:
    return form.form.boxes["decided_on"].words.text()


def test_a_date_says_what_counts_from_it(form: FormPage) -> None:
    assert "刑事诉讼法第七十九条" in words(form)
    assert "2027年10月11日" in words(form)


def test_the_words_have_room_below_their_date(form: FormPage, frame: Frame, qtbot: QtBot) -> None:
    frame.resize(1366, 768)
    box = form.form.boxes["decided_on"]
    qtbot.waitUntil(lambda: box.height() >= box.heightForWidth(box.width()))
    assert box.words.height() > box.editor.height()


def test_a_date_that_is_being_changed_says_nothing_old(form: FormPage) -> None:
    editor = form.form.boxes["decided_on"].editor
    editor.retype("2026-10-20")
    editor.edited.emit()
    assert "刑事诉讼法" not in words(form)


def test_after_saving_the_new_day_is_explained(form: FormPage, frame: Frame, qtbot: QtBot) -> None:
    form.form.retype({"decided_on": "2026-10-20"})
    form.save()
    qtbot.waitUntil(lambda: "2027年10月19日" in words(form))
    settle(qtbot, frame)


def test_an_empty_form_explains_nothing(form: FormPage, frame: Frame, qtbot: QtBot) -> None:
    del form
    frame.new_record("dispositions")
    settle(qtbot, frame)
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    assert "刑事诉讼法" not in words(page)
