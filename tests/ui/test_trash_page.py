"""The trash page: what lies there is listed, looked through by ledger, and brought back; who may not is told so."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions import records
from anfraud_desktop.actions.office import Office
from anfraud_desktop.records.cases import Case
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui.frame import Frame
from anfraud_desktop.ui.page import Book, Keep, Page
from anfraud_desktop.ui.pages import book
from anfraud_desktop.ui.trash_page import TrashPage
from tests.factories import a_case, a_disposition, a_person, an_involvement
from tests.ui.conftest import settle

Shown = Callable[..., tuple[Frame, TrashPage]]


def save(office: Office, record: Record) -> int:
    with office.store.change("登记", office.officer) as change:
        return change.save(record)


def with_trash() -> Book:
    pages = book()
    others = tuple(page for page in pages.rail if page.key != "trash")
    return replace(pages, rail=(*others, Page("trash", "回收站", "delete", "系统", TrashPage)))


@pytest.fixture
def removed(office: Office) -> dict[str, int]:
    """Remove a case with its person's part and outcome, and somebody alone."""
    case, person = save(office, a_case(name="某诈骗案")), save(office, a_person())
    part = save(office, an_involvement(person, case))
    save(office, a_disposition(part))
    alone = save(office, a_person(name="欧阳建国"))
    records.remove(office, "cases", [case], "重复登记")
    records.remove(office, "people", [alone], "登记有误")
    return {"case": case, "part": part, "alone": alone}


@pytest.fixture
def shown(qtbot: QtBot, office: Office, keep: Keep) -> Iterator[Shown]:
    frames: list[Frame] = []

    def show(officer: str = "王警官", role: str = "investigator") -> tuple[Frame, TrashPage]:
        frame = Frame(replace(office, officer=officer, role=role), with_trash(), keep)
        frames.append(frame)
        frame.show()
        frame.go("trash")
        settle(qtbot, frame)
        page = frame.workspaces.current()
        assert isinstance(page, TrashPage)
        return frame, page

    yield show
    for frame in frames:
        frame.tasks.finish()
        frame.close()
        frame.deleteLater()


def texts(page: TrashPage, column: str) -> list[str]:
    return [page.table.rows.row(at).texts[column] for at in range(page.table.rows.rowCount())]


def pick(page: TrashPage, name: str) -> None:
    page.table.go_to(texts(page, "record").index(name) + 1)


def choose(page: TrashPage, ledger: str) -> None:
    page.ledger.setCurrentIndex(page.ledger.findData(ledger))


def test_what_was_removed_is_listed_newest_first(shown: Shown, removed: dict[str, int]) -> None:
    _, page = shown()
    assert texts(page, "record")[:2] == [f"人员 #{removed['alone']}", f"案件 #{removed['case']}"]
    assert (len(texts(page, "record")), set(texts(page, "by"))) == (4, {"王警官"})
    assert texts(page, "reason")[0] == "登记有误"
    assert "保存 3 年" in page.note.text()


def test_one_ledger_is_shown_alone_and_its_number_is_that_of_the_list(shown: Shown, removed: dict[str, int]) -> None:
    _, page = shown()
    for at in range(page.ledger.count()):
        page.ledger.setCurrentIndex(at)
        assert int(page.ledger.currentText().rsplit(maxsplit=1)[-1]) == page.table.rows.rowCount() > 0
    choose(page, "cases")
    assert texts(page, "record") == [f"案件 #{removed['case']}"]


def test_what_went_together_is_counted_before_and_comes_back_together(
    shown: Shown, removed: dict[str, int], qtbot: QtBot, office: Office
) -> None:
    frame, page = shown()
    pick(page, f"案件 #{removed['case']}")
    assert (page.restore_button.text(), texts(page, "together")[1]) == ("找回 3 条", "2")
    page.restore_button.click()
    settle(qtbot, frame)
    assert "已找回 3 条" in frame.toasts.shown[-1].words
    assert office.store.get(Case, removed["case"]).name == "某诈骗案"
    assert texts(page, "record") == [f"人员 #{removed['alone']}"]


def test_several_of_different_ledgers_come_back_in_one_step(
    shown: Shown, removed: dict[str, int], qtbot: QtBot, office: Office
) -> None:
    del removed
    frame, page = shown()
    page.table.choice.everything()
    assert page.restore_button.text() == "找回 4 条"
    page.restore()
    settle(qtbot, frame)
    assert page.table.rows.rowCount() == 0
    [(acts,)] = office.store.rows("SELECT count(DISTINCT op) FROM log WHERE event = 'restore'")
    assert acts == 1
    assert not page.restore_button.isEnabled()


def test_an_empty_trash_says_so(shown: Shown) -> None:
    _, page = shown()
    assert page.table.rows.rowCount() == 0
    assert page.table.empty.isVisible()
    assert not page.restore_button.isEnabled()


def test_what_is_not_ones_own_stays_and_the_sentence_is_told(
    shown: Shown, removed: dict[str, int], qtbot: QtBot
) -> None:
    frame, page = shown(officer="小周", role="clerk")
    pick(page, f"人员 #{removed['alone']}")
    page.restore()
    settle(qtbot, frame)
    assert "只限本人" in frame.toasts.shown[-1].words
    assert f"人员 #{removed['alone']}" in texts(page, "record")


def test_what_cannot_be_without_another_in_the_trash_says_what_comes_first(
    shown: Shown, office: Office, qtbot: QtBot
) -> None:
    case, person = save(office, a_case()), save(office, a_person())
    part = save(office, an_involvement(person, case))
    records.remove(office, "involvements", [part], "登记有误")
    records.remove(office, "cases", [case], "重复")
    frame, page = shown()
    pick(page, f"涉案人员 #{part}")
    page.restore()
    settle(qtbot, frame)
    assert "请先找回案件" in frame.toasts.shown[-1].words


def test_a_removal_elsewhere_appears(shown: Shown, office: Office, qtbot: QtBot) -> None:
    at = save(office, a_case())
    frame, page = shown()
    records.remove(office, "cases", [at], "重复")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    settle(qtbot, frame)


def test_who_may_bring_nothing_back_is_told_so(shown: Shown, removed: dict[str, int]) -> None:
    del removed
    _, page = shown(officer="审计", role="auditor")
    assert page.table.rows.rowCount() == 0
    assert "没有“从回收站找回”的权限" in page.refused
    assert "没有“从回收站找回”的权限" in page.restore_button.toolTip()
