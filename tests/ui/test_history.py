"""The history of a record in its dialog: every change, one field alone, and an old value that comes back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import history
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.history import HistoryDialog
from tests.factories import id_number
from tests.ui.conftest import Make, settle

Shown = Callable[..., HistoryDialog]
Settle = Callable[[], None]


@pytest.fixture
def case(make: Make, office: Office) -> int:
    at = make("cases", number="A4209820000002026030001", status="filed").id or 0
    records.change(office, "cases", at, {"status": "investigating"})
    records.change(office, "cases", at, {"name": "某诈骗案"})
    return at


@pytest.fixture
def shown(frame: Frame, qtbot: QtBot) -> Shown:
    def show(ledger: str, at: int) -> HistoryDialog:
        dialog = HistoryDialog(frame, frame, ledger, at)
        dialog.show()
        settle(qtbot, frame)
        return dialog

    return show


@pytest.fixture
def settled(frame: Frame, qtbot: QtBot) -> Settle:
    return lambda: settle(qtbot, frame)


def column(dialog: HistoryDialog, name: str) -> list[str]:
    return [dialog.table.rows.row(at).texts[name] for at in range(dialog.table.rows.rowCount())]


def test_every_change_is_told_newest_first(shown: Shown, case: int) -> None:
    dialog = shown("cases", case)
    changes = list(zip(column(dialog, "label"), column(dialog, "old"), column(dialog, "new"), strict=True))
    assert changes[:2] == [("案件名称", "", "某诈骗案"), ("案件状态", "立案", "侦查")]
    assert ("案件状态", "", "立案") in changes
    assert (dialog.new.text(), dialog.old.text()) == ("某诈骗案", "（空）")


def test_one_field_is_shown_alone(shown: Shown, case: int) -> None:
    dialog = shown("cases", case)
    dialog.show_field("status")
    assert column(dialog, "new") == ["侦查", "立案"]
    assert dialog.field.findData("summary") == -1


def test_an_old_value_comes_back_and_stands_in_the_history(
    shown: Shown, case: int, office: Office, frame: Frame, qtbot: QtBot
) -> None:
    dialog = shown("cases", case)
    dialog.show_field("status")
    assert dialog.restore_button.text() == "恢复为“立案”"
    dialog.restore_button.click()
    settle(qtbot, frame)
    assert office.store.get(Case, case).status == "filed"
    assert column(dialog, "new") == ["立案", "侦查", "立案"]
    assert "已恢复案件状态" in frame.toasts.shown[-1].words


def test_what_it_was_entered_with_cannot_be_gone_behind(shown: Shown, case: int) -> None:
    dialog = shown("cases", case)
    dialog.show_field("status")
    dialog.table.go_to(2)
    assert not dialog.restore_button.isEnabled()
    assert "没有更早的" in dialog.words.text()


@pytest.fixture
def in_a_notice(make: Make, office: Office) -> int:
    """Write a person whose name was changed and who then came into a notice."""
    person, case = (
        make("people", name="欧阳建国", id_number=id_number()),
        make("cases", number="A4209820000002026030002"),
    )
    part = make("involvements", person=person.id, case=case.id, roles="card_owner")
    records.change(office, "people", person.id or 0, {"name": "欧阳健国"})
    with office.store.change("拟稿", office.officer) as change:
        change.save(Notice({"subject": "通告", "involvements": (part.id,)}))
    return person.id or 0


def test_where_a_reason_is_wanted_it_is_asked_and_kept(
    shown: Shown, in_a_notice: int, office: Office, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(history, "ask_reason", lambda *words, **_: asked.append(words[1]) or "写错了字")  # type: ignore[func-returns-value]
    dialog = shown("people", in_a_notice)
    dialog.show_field("name")
    dialog.restore_button.click()
    settled()
    settled()
    assert asked == ["恢复姓名"]
    assert column(dialog, "new")[0] == "欧阳建国"
    [(context,)] = office.store.rows("SELECT context FROM log WHERE event = 'change' ORDER BY seq DESC LIMIT 1")
    assert "写错了字" in context


class TestAsClerk:
    @pytest.fixture
    def office(self, office: Office) -> Office:
        return replace(office, officer="小周", role="clerk")

    def test_numbers_are_masked_and_a_refusal_is_told(
        self, shown: Shown, make: Make, office: Office, frame: Frame, qtbot: QtBot
    ) -> None:
        number = id_number()
        investigator = replace(office, officer="王警官", role="investigator")
        with office.store.change("登记", "王警官") as change:
            at = change.save(Record.ledgers["people"].read({"name": "欧阳建国", "id_number": number}))
        records.change(investigator, "people", at, {"id_number": id_number()})
        del make
        dialog = shown("people", at)
        dialog.show_field("id_number")
        assert number not in [*column(dialog, "old"), dialog.old.text()]
        dialog.restore()
        settle(qtbot, frame)
        assert "只限本人" in dialog.words.text()

    def test_a_case_of_others_is_not_shown(self, shown: Shown, office: Office) -> None:
        with office.store.change("登记", "王警官") as change:
            at = change.save(Case.read({"number": "A4209820000002026030009"}))
        dialog = shown("cases", at)
        assert dialog.table.rows.rowCount() == 0
        assert not dialog.restore_button.isEnabled()
