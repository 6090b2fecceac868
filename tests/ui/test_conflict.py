"""The dialog of two changes to one record: both sides are told, each field is chosen, nothing is written unasked."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import conflicts, records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import conflict
from anfraud_desktop.ui.conflict import MINE, THEIRS, ConflictDialog
from anfraud_desktop.ui.frame import Frame
from tests.factories import a_case, a_person, id_number


@pytest.fixture
def mine(office: Office) -> Record:
    """Return a case as one officer has changed it, after another one wrote it meanwhile."""
    with office.store.change("登记", "王警官") as change:
        at = change.save(a_case(lead_officer="王警官", assisting_officers="李警官"))
    base = records.show(office, "cases", at)
    records.change(replace(office, officer="李警官"), "cases", at, {"name": "李改的名称", "amount": "200"})
    return base.but(name="王改的名称", summary="王写的简要案情")


def asked(frame: Frame, office: Office, mine: Record, base: Record | None = None) -> ConflictDialog:
    dialog = ConflictDialog(frame, mine, conflicts.conflict_of(office, mine, base))
    dialog.show()
    return dialog


def test_what_i_changed_is_chosen_and_the_rest_is_theirs(frame: Frame, office: Office, mine: Record) -> None:
    dialog = asked(frame, office, mine)
    assert set(dialog.sides) == {"name", "amount", "summary"}
    assert dialog.chosen() == {"name", "summary"}
    dialog.keep()
    assert dialog.outcome is not None
    made = records.save(office, dialog.outcome)
    case = office.store.get(Case, made.id or 0)
    assert (case.name, case.summary, str(case.amount)) == ("王改的名称", "王写的简要案情", "200.00")


def test_each_field_is_chosen_by_itself(frame: Frame, office: Office, mine: Record) -> None:
    dialog = asked(frame, office, mine)
    dialog.sides["name"].button(THEIRS).click()
    dialog.sides["amount"].button(MINE).click()
    dialog.keep()
    assert dialog.outcome is not None
    assert (dialog.outcome.values["name"], str(dialog.outcome.values["amount"])) == ("李改的名称", "12345.67")


def test_the_headline_says_who_and_a_value_is_chosen_by_pressing_it(
    frame: Frame, office: Office, mine: Record, qtbot: QtBot
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLabel

    dialog = asked(frame, office, mine)
    labels = dialog.findChildren(QLabel)
    assert "李警官" in next(label.text() for label in labels if label.text().startswith("这条案件"))
    theirs = next(label for label in labels if label.text() == "李改的名称")
    qtbot.mouseClick(theirs.parentWidget(), Qt.MouseButton.LeftButton)
    assert dialog.chosen() == {"summary"}


def test_going_back_writes_nothing(frame: Frame, office: Office, mine: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConflictDialog, "exec", ConflictDialog.reject)
    assert conflict.resolve(frame, frame, mine) is None
    assert office.store.get(Case, mine.id or 0).version == 2


def test_what_was_chosen_is_returned_to_be_saved(
    frame: Frame, office: Office, mine: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConflictDialog, "exec", ConflictDialog.keep)
    made = conflict.resolve(frame, frame, mine)
    assert made is not None
    assert records.save(office, made).version == 3


def test_where_both_wrote_the_same_nobody_is_asked(frame: Frame, office: Office, mine: Record) -> None:
    same = office.store.get(Case, mine.id or 0).values
    assert conflict.resolve(frame, frame, mine.but(**same)) == office.store.get(Case, mine.id or 0)


def test_parts_that_contradict_each_other_are_not_taken(frame: Frame, office: Office) -> None:
    with office.store.change("登记", office.officer) as change:
        at = change.save(a_person(id_number=""))
    mine = Person.read({"born_on": "1985-05-05"}, before=records.show(office, "people", at))
    records.change(office, "people", at, {"id_number": id_number()})
    dialog = asked(frame, office, mine)
    dialog.keep()
    assert dialog.outcome is None
    assert "这样选不能保存" in dialog.error.text()
    dialog.sides["born_on"].button(THEIRS).click()
    dialog.keep()
    assert dialog.outcome is not None
