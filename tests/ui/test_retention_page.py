"""Retention in the window: what is over is listed and deleted by two; periods are set; requests are answered."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records, retention
from anfraud_desktop.actions.office import Office
from anfraud_desktop.documents.images import pdf_text
from anfraud_desktop.records.people import Person
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store import audit
from anfraud_desktop.store.signers import Signer
from anfraud_desktop.ui import pages, retention_page
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.retention_dialogs import (
    CORRECT,
    DECLINE,
    DECLINE_DELETION,
    PurgeDialog,
    RequestDialog,
    YearsDialog,
)
from anfraud_desktop.ui.retention_page import ENDED, PERIODS, RetentionPage
from tests.factories import a_case, a_disposition, a_person, an_involvement
from tests.ui.conftest import settle

Shown = Callable[..., tuple[Frame, RetentionPage]]
SECOND = Signer("周管理员", "u-admin", "administrator", bytes(range(32)))


def save(office: Office, record: Record) -> int:
    with office.store.change("登记", by="王警官") as change:
        return change.save(record)


@pytest.fixture
def old(office: Office, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Write, long ago, somebody who is in no case, and a case that is over with its person."""
    with monkeypatch.context() as then:
        then.setattr(audit, "stamp", lambda: "2022-05-01T00:00:00+00:00")
        ended = {"status": "closed", "filed_on": "1959-03-01", "closed_on": "1960-02-03", "nature": "administrative"}
        case, person = save(office, a_case(**ended)), save(office, a_person(name="欧阳建国"))
        part = save(office, an_involvement(person, case))
        save(office, a_disposition(part))
        return {"loose": save(office, a_person(name="赵六")), "case": case, "person": person}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Let a second person agree to everything; return what they were asked."""
    asked: list[tuple[str, str]] = []

    def agree(_parent: object, host: Frame, key: str, about: str) -> Office:
        asked.append((key, about))
        return replace(host.office, second=SECOND)

    monkeypatch.setattr(retention_page, "ask_second", agree)
    return asked


@pytest.fixture
def shown(qtbot: QtBot, office: Office, keep: Keep) -> Iterator[Shown]:
    """Return a function that shows the page to a role."""
    frames: list[Frame] = []

    def show(role: str = "supervisor", officer: str = "李所长") -> tuple[Frame, RetentionPage]:
        frame = Frame(replace(office, role=role, officer=officer), pages.book(), keep)
        frames.append(frame)
        frame.show()
        frame.go("retention")
        settle(qtbot, frame)
        page = frame.workspaces.current()
        assert isinstance(page, RetentionPage)
        return frame, page

    yield show
    for frame in frames:
        frame.put_away()


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the next paper be saved here."""
    out = tmp_path / "答复.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    return out


def answering(does: Callable[[QApplication], object]) -> None:
    """Do something with the dialog that opens next."""
    QTimer.singleShot(0, lambda: does(QApplication.activeModalWidget()))  # type: ignore[arg-type]


def names(page: RetentionPage) -> list[str]:
    return [page.due.rows.row(at).texts["record"] for at in range(page.due.rows.rowCount())]


def test_what_is_over_is_listed_with_why_and_the_article(shown: Shown, old: dict[str, int]) -> None:
    _, page = shown()
    assert names(page) == [f"案件 #{old['case']}", f"人员 #{old['person']}", f"人员 #{old['loose']}"]
    page.due.go_to(1)
    assert "1960-02-03" in page.detail.text()
    assert "连同其下 2 条" in page.detail.text()
    assert "第四十七条" in page.article.text()
    assert page.views[ENDED].text() == "期限届满 3"


def test_two_delete_what_is_chosen(
    shown: Shown, old: dict[str, int], qtbot: QtBot, asked: list[tuple[str, str]]
) -> None:
    frame, page = shown()
    page.due.go_to(3)

    def fill(dialog: PurgeDialog) -> None:
        assert "第四十七条" in dialog.basis.text()
        dialog.try_it()
        assert "原因" in dialog.error.text()
        dialog.reason.setText("保存期限届满")
        dialog.try_it()

    answering(fill)  # type: ignore[arg-type]
    page.purge_button.click()
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert f"人员 #{old['loose']}" not in names(page)
    assert frame.office.store.rows("SELECT 1 FROM people WHERE id = ?", (old["loose"],)) == []
    assert "已彻底删除 1 条" in frame.toasts.shown[-1].words
    [(key, about)] = asked
    assert (key, f"人员 #{old['loose']}" in about) == ("purge_record", True)


def test_a_deletion_that_was_asked_for_is_answered_on_paper(
    shown: Shown, old: dict[str, int], qtbot: QtBot, paper: Path, asked: list[tuple[str, str]]
) -> None:
    frame, page = shown()
    page.due.go_to(3)

    def fill(dialog: PurgeDialog) -> None:
        dialog.reason.setText("本人请求")
        dialog.by.setText("赵六")
        dialog.on.setText("2026-10-20")
        dialog.try_it()

    answering(fill)  # type: ignore[arg-type]
    page.purge()
    settle(qtbot, frame)
    settle(qtbot, frame)
    assert "已经彻底删除" in "".join(pdf_text(paper.read_bytes())[0].split())
    assert asked
    assert old["loose"]


def test_leaving_either_dialog_deletes_nothing(
    shown: Shown, old: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, page = shown()
    page.due.go_to(3)
    answering(lambda dialog: dialog.reject())  # type: ignore[attr-defined]
    page.purge()

    def fill(dialog: PurgeDialog) -> None:
        dialog.reason.setText("保存期限届满")
        dialog.try_it()

    monkeypatch.setattr(retention_page, "ask_second", lambda *_: None)
    answering(fill)  # type: ignore[arg-type]
    page.purge()
    assert page.host.office.store.get(Person, old["loose"])


def test_what_hangs_on_two_of_the_chosen_is_counted_once(shown: Shown, old: dict[str, int]) -> None:
    del old
    _, page = shown()
    page.due.choice.everything()
    assert "已选 3 条，连同其下 2 条" in page.detail.text()


@pytest.mark.parametrize("role", ["clerk", "investigator"])
def test_who_may_not_look_it_over_is_told_and_answers_requests_all_the_same(
    shown: Shown, old: dict[str, int], role: str
) -> None:
    del old
    _, page = shown(role)
    assert names(page) == []
    assert not page.purge_button.isEnabled()
    assert page.primary is not None
    assert page.primary.why_not == ""
    assert shown("supervisor")[1].primary.why_not  # type: ignore[union-attr]


def test_a_period_is_set_by_two_and_stands_in_the_table(
    shown: Shown, qtbot: QtBot, asked: list[tuple[str, str]]
) -> None:
    frame, page = shown()
    page.show_view(PERIODS)
    page.periods.go_to(1)
    assert "先按最长的保存" in page.article.text()

    def fill(dialog: YearsDialog) -> None:
        dialog.years.setText("三十")
        dialog.try_it()
        assert "整数" in dialog.error.text()
        dialog.years.setText("30")
        dialog.basis.setText("案卷保管期限表〔2026〕3号")
        dialog.try_it()

    answering(fill)  # type: ignore[arg-type]
    page.years_button.click()
    settle(qtbot, frame)
    settle(qtbot, frame)
    texts = page.periods.rows.row(0).texts
    assert (texts["years"], texts["state"]) == ("30", "本单位已定")
    assert asked[0][0] == "change_policy"


def request(person: int, kind: str, *, why: str = "") -> Callable[[RequestDialog], None]:
    def fill(dialog: RequestDialog) -> None:
        dialog.record.setText(str(person))
        dialog.answer.setCurrentIndex(dialog.answer.findData(kind))
        dialog.by.setText("张建国")
        dialog.on.setText("2026-10-20")
        if kind != DECLINE_DELETION:
            drop, line = dialog.items[0]
            drop.setCurrentIndex(drop.findData("address"))
            line.setText("棠棣镇李店村")
        dialog.why.setText(why)
        dialog.try_it()

    return fill


ANSWERS = {
    CORRECT: ("", "已补充"),
    DECLINE: ("与户籍登记不一致", "未更正的理由：与户籍登记不一致"),
    DECLINE_DELETION: ("", "不予删除的理由"),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_request_is_answered_on_paper(shown: Shown, qtbot: QtBot, office: Office, paper: Path, kind: str) -> None:
    why, words = ANSWERS[kind]
    person = records.save(office, a_person()).id
    assert person is not None
    frame, page = shown("investigator", office.officer)
    answering(request(person, kind, why=why))  # type: ignore[arg-type]
    page.answer()
    settle(qtbot, frame)
    assert words in "".join("".join(pdf_text(paper.read_bytes())).split())
    changed = office.store.get(Person, person).address == "棠棣镇李店村"
    assert changed == (kind == CORRECT)


def test_a_request_that_lacks_something_is_told_in_place(qtbot: QtBot, shown: Shown, office: Office) -> None:
    person = records.save(office, a_person()).id
    _, page = shown("investigator", office.officer)
    dialog = RequestDialog(page, date(2026, 11, 1), lambda *given: retention_page._read(office, *given))
    qtbot.addWidget(dialog)
    told = []
    for record, by, value in (("", "", ""), ("99", "张三", ""), (str(person), "", ""), (str(person), "张三", "")):
        dialog.record.setText(record)
        dialog.by.setText(by)
        dialog.items[0][1].setText(value)
        dialog.try_it()
        told.append(dialog.error.text())
    drop, line = dialog.items[0]
    drop.setCurrentIndex(drop.findData("born_on"))
    line.setText("昨天")
    dialog.try_it()
    told.append(dialog.error.text())
    parts = ["记录编号", "不存在", "请求人", "请求改为", "出生日期"]
    assert [part in text for part, text in zip(parts, told, strict=True)] == [True] * 5
    assert retention.kept(office, "people", person or 0)
