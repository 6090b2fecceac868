"""The form of every ledger shows a record that is there, and gives the same values back."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.schema.kinds import Attachments, Photo
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.ui.forms import FormPage
from anfraud_desktop.ui.frame import Frame
from tests.filled import filled, given


def form_of(frame: Frame, qtbot: QtBot) -> FormPage:
    page = frame.workspaces.current()
    assert isinstance(page, FormPage)
    qtbot.waitUntil(lambda: not frame.tasks.busy() and not frame.reads.busy())
    QApplication.processEvents()
    return page


@pytest.mark.parametrize("ledger", Record.ledgers.values(), ids=lambda ledger: ledger.table)
def test_a_form_gives_back_every_value_of_the_record_it_shows(
    frame: Frame, office: Office, qtbot: QtBot, ledger: type[Record]
) -> None:
    record = filled(office, ledger)
    frame.edit_record(ledger.table, record.id or 0)
    form = form_of(frame, qtbot).form
    assert not form.dirty()
    reading = ledger.reading(form.given())
    assert reading.problems == {}
    for name, field in ledger.fields.items():
        if not isinstance(field, Photo | Attachments):
            assert reading.values[name] == record.values[name], name


@pytest.mark.parametrize(
    "ledger", [one for one in Record.ledgers.values() if not one.managed], ids=lambda ledger: ledger.table
)
def test_what_is_typed_into_every_field_of_a_new_form_is_saved(
    frame: Frame, office: Office, qtbot: QtBot, ledger: type[Record]
) -> None:
    values = given(office, ledger)
    wanted = ledger.read(values)
    if ledger.table == "office":  # a supervisor's, with an administrator's password beside it
        frame.office = replace(office, role="supervisor", second=Signer("李四", "u-2", "administrator", bytes(32)))
    frame.new_record(ledger.table)
    page = form_of(frame, qtbot)
    for name, box in page.form.boxes.items():
        box.editor.put(wanted.values[name])
    page.save()
    qtbot.waitUntil(lambda: page.form.record is not None)
    saved = office.store.get(ledger, office.store.ids(ledger)[0])
    for name, field in ledger.fields.items():
        if not isinstance(field, Photo | Attachments):
            assert saved.values[name] == wanted.values[name], name
