"""Requests in the window: sent, answered, renewed and lifted in place; letters into a folder; what waits is counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.request_templates import templates
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.records.requests import Request
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.ui import request_templates
from anfraud_desktop.ui.fields_dialog import FieldsDialog
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.requests_page import RequestsPage
from tests.actions.staging import settle_unit
from tests.factories import a_case, card_number
from tests.ui.conftest import Make, settle

Answering = Callable[..., FieldsDialog]


@pytest.fixture
def case(office: Office) -> int:
    settle_unit(office)
    with office.store.change("登记", "王警官") as change:
        return change.save(a_case(filed_on="2026-03-01"))


@pytest.fixture
def freeze(make: Make, case: int) -> Callable[..., int]:
    def write(**but: Any) -> int:
        given = {"kind": "freeze", "institution": "中国工商银行", "target_kind": "bank", "target": card_number(),
                 "case": case, "document_number": "安公(府城)冻财字〔2026〕1号"}  # fmt: skip
        return make("requests", **(given | but)).id or 0

    return write


def open_page(frame: Frame, qtbot: QtBot, *chosen: int) -> RequestsPage:
    frame.go("requests")
    settle(qtbot, frame)
    page = frame.findChildren(RequestsPage)[0]
    if chosen:
        page.table.go_to(chosen[0])
        if len(chosen) > 1:
            page.table.choice.everything()
    QApplication.processEvents()
    return page


@pytest.fixture
def answering(qtbot: QtBot, frame: Frame) -> Answering:
    """Press a button, fill in its dialog, confirm, and return the dialog as it was left."""

    def run(
        press: Callable[[], object],
        values: dict[str, object],
        besides: Callable[[FieldsDialog], object] = lambda _: None,
    ) -> FieldsDialog:
        seen: list[FieldsDialog] = []

        def fill() -> None:
            [dialog] = [one for one in frame.findChildren(FieldsDialog) if one.isVisible()]
            seen.append(dialog)
            for name, text in values.items():
                dialog.boxes[name].editor.retype(text)
            besides(dialog)
            dialog.confirm.click()
            qtbot.waitUntil(lambda: not frame.tasks.busy())
            if dialog.isVisible():
                dialog.reject()

        QTimer.singleShot(0, fill)
        press()
        settle(qtbot, frame)
        return seen[0]

    return run


def test_a_request_is_drafted_from_a_card(
    frame: Frame, qtbot: QtBot, make: Make, case: int, answering: Answering
) -> None:
    office, card = frame.office, make("cards", kind="debit", number=card_number("621226"), cases=(case,))
    page = open_page(frame, qtbot)
    unknown = answering(page.draft_button.click, {"kind": "freeze"})
    assert unknown.boxes["institution"].problem

    def choose(dialog: FieldsDialog) -> None:
        dialog.boxes["card"].editor.put(card.id)

    dialog = answering(page.draft_button.click, {"kind": "freeze"}, choose)
    assert not dialog.isVisible()
    [made] = office.store.all(Request)
    assert (made.target, made.institution, made.case) == (card.values["number"], "中国工商银行", case)


def test_what_is_chosen_is_sent_together(
    frame: Frame, qtbot: QtBot, office: Office, freeze: Callable[..., int], answering: Answering
) -> None:
    ids = [freeze(), freeze()]
    page = open_page(frame, qtbot, *ids)
    answering(page.send_button.click, {"sent_at": "2026-10-30 09:30"})
    assert {office.store.get(Request, at).sent_at for at in ids} == {datetime(2026, 10, 30, 9, 30)}  # noqa: DTZ001


def test_what_the_law_asks_for_is_told_beside_its_field(
    frame: Frame, qtbot: QtBot, office: Office, freeze: Callable[..., int], answering: Answering
) -> None:
    at = freeze(document_number="")
    page = open_page(frame, qtbot, at)
    dialog = answering(page.send_button.click, {})
    assert "文书号" in dialog.boxes["document_number"].problem
    assert office.store.get(Request, at).state == "draft"


def test_an_answer_starts_the_clock_and_a_lift_is_drafted(
    frame: Frame, qtbot: QtBot, office: Office, freeze: Callable[..., int], answering: Answering
) -> None:
    at = freeze(sent_at="2026-10-30 09:30")
    page = open_page(frame, qtbot, at)
    assert (page.answer_button.isEnabled(), page.renew_button.isEnabled(), page.lift_button.isEnabled()) == (
        True, False, False,
    )  # fmt: skip
    answering(page.answer_button.click, {"starts_at": "2026-10-30 10:12", "amount": "5万"})
    assert Request.expires_at.show(office.store.get(Request, at).expires_at) == "2027-04-30 23:59"
    page.table.go_to(at)
    QApplication.processEvents()
    assert page.renew_button.isEnabled()
    answering(page.renew_button.click, {"document_number": "安公(府城)冻财字〔2026〕2号"})
    page.table.go_to(at)
    QApplication.processEvents()
    refused = answering(page.lift_button.click, {"reason": " "})
    assert refused.boxes["reason"].problem
    answering(page.lift_button.click, {"reason": "与案件无关"})
    kinds = [(one.kind, one.follows) for one in office.store.all(Request)]
    assert kinds == [("freeze", None), ("renew", at), ("release", at)]


def test_what_waits_is_counted_and_listed_by_a_click(frame: Frame, qtbot: QtBot, freeze: Callable[..., int]) -> None:
    late = freeze(sent_at="2026-10-01 09:30", reply_due_on="2026-10-02")
    freeze(sent_at="2026-10-30 09:30", reply_due_on="2026-11-05")
    soon = freeze(sent_at="2026-05-01 09:30", replied_on="2026-05-02", starts_at="2026-05-05 10:00")
    page = open_page(frame, qtbot)
    assert (page.late_button.text(), page.soon_button.text()) == ("逾期未回复 1", "临近到期 1")
    page.late_button.click()
    settle(qtbot, frame)
    assert list(page.table.rows.ids) == [late]
    page.soon_button.click()
    settle(qtbot, frame)
    assert list(page.table.rows.ids) == [soon]


def test_letters_are_written_into_a_folder(
    frame: Frame, qtbot: QtBot, freeze: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [freeze(), freeze(), freeze(institution="湖北银行")]
    page = open_page(frame, qtbot, *ids)
    out = tmp_path / "函件"
    out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    page.letters("pdf")
    settle(qtbot, frame)
    made = sorted(out.glob("*.pdf"))
    assert [path.name.split("-")[1] for path in made] == ["中国工商银行", "湖北银行"]
    assert "下列2个账户" in "".join("".join(pdf_text(made[0].read_bytes())).split())


def test_the_template_in_force_is_exported(
    frame: Frame, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(frame, qtbot)
    out = tmp_path / "模板.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    request_templates.export_template(page)
    settle(qtbot, frame)
    assert "[freeze]" in out.read_text(encoding="utf-8")


def test_two_put_a_file_in_force_and_the_programs_own_words_back(
    frame: Frame, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[stop]\ntitle = "止付函"\nopening = "请止付。"\ncolumns = ["target"]\n', encoding="utf-8-sig")
    second = Signer("周管理", "u-2", "administrator", bytes(32))
    frame.office = replace(frame.office, officer="李所长", role="supervisor", second=second)
    page = open_page(frame, qtbot)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(own), ""))
    monkeypatch.setattr(request_templates, "ask_reason", lambda *_, **_more: "县局新样式")
    monkeypatch.setattr(request_templates, "ask_second", lambda _page, host, *_: host.office)
    request_templates.replace_template(page)
    settle(qtbot, frame)
    assert templates(frame.office)["stop"].title == "止付函"
    actions = request_templates.template_menu(page).actions()
    actions[-1].trigger()
    settle(qtbot, frame)
    assert templates(frame.office)["stop"].title == "紧急止付通知书"


def test_who_may_not_ask_banks_presses_nothing(frame: Frame, qtbot: QtBot, freeze: Callable[..., int]) -> None:
    at = freeze()
    frame.office = replace(frame.office, role="clerk")
    page = open_page(frame, qtbot, at)
    for button in (page.send_button, page.answer_button, page.letter_button):
        assert not button.isEnabled()
        assert "权限" in button.toolTip()
