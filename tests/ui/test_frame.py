import re
import threading

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import Refused
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import help as help_texts
from anfraud_desktop.ui import pages, shortcuts, theme
from anfraud_desktop.ui.dialogs import DefectDialog, report
from anfraud_desktop.ui.frame import WINDOW, Frame
from anfraud_desktop.ui.page import SECTIONS, Book, Keep, Page, Workspace
from anfraud_desktop.ui.tasks import Progress
from anfraud_desktop.ui.workspaces import Place
from tests.factories import a_person, id_number

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def place(frame: Frame) -> Place:
    here = frame.workspaces.here()
    assert here is not None
    return here


def dialogs() -> list[QDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]


def test_the_rail_shows_exactly_the_pages_that_exist_by_section(frame: Frame) -> None:
    order = [
        SECTIONS.index(next(page for page in frame.book.rail if page.key == key).section) for key in frame.rail.entries
    ]
    assert order == sorted(order)
    assert set(frame.rail.entries) == {page.key for page in frame.book.rail} >= set(Record.ledgers)


def test_a_page_is_made_on_its_first_visit_only(office: Office, keep: Keep) -> None:
    made: list[str] = []

    class Leaf(Workspace):
        """A page that tells when it is made."""

    def make(key: str) -> Page:
        def now(host: object) -> Workspace:
            made.append(key)
            return Leaf(host)  # type: ignore[arg-type]  # the frame is a Host

        return Page(key, key, "home", "", now)

    frame = Frame(office, Book((make("one"), make("two")), pages.book().form), keep)
    frame.go("two")
    frame.go("one")
    frame.go("two")
    assert made == ["one", "two"]
    frame.close()


def test_alt_and_a_number_goes_along_the_rail_and_alt_left_back(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame, Qt.Key.Key_5, ALT)
    assert place(frame).page == "cards"
    qtbot.keyClick(frame, Qt.Key.Key_2, ALT)
    assert place(frame).page == "cases"
    qtbot.keyClick(frame, Qt.Key.Key_Left, ALT)
    assert place(frame).page == "cards"
    qtbot.keyClick(frame, Qt.Key.Key_Left, ALT)
    assert place(frame).page == "today"
    assert not frame.header.back.isEnabled()
    qtbot.keyClick(frame, Qt.Key.Key_Right, ALT)
    assert place(frame).page == "cards"


def test_a_record_opens_in_a_tab_and_closing_it_goes_back(frame: Frame, office: Office, qtbot: QtBot) -> None:
    person = a_person(id_number=id_number(serial=1))
    with office.store.change("造", "王警官") as change:
        change.save(person)
    frame.go("people")
    frame.open_record("people", person.id or 0)
    frame.new_record("cases")
    tabs = frame.workspaces.tabs
    assert [tabs.tabText(number) for number in range(tabs.count())] == ["人员", "张建国", "新增案件"]
    qtbot.keyClick(frame, Qt.Key.Key_W, CONTROL)
    assert place(frame) == Place(ledger="people", record=person.id or 0, form=True)
    qtbot.keyClick(frame, Qt.Key.Key_W, CONTROL)
    assert place(frame).page == "people"
    assert not tabs.isVisible()


def test_a_record_that_is_gone_is_told_in_a_sentence(frame: Frame) -> None:
    frame.open_record("people", 99)
    assert "回收站" in frame.toasts.shown[-1].words
    assert place(frame).page == "today"


def test_ctrl_n_asks_the_page_that_is_shown(frame: Frame, qtbot: QtBot) -> None:
    frame.go("victims")
    qtbot.keyClick(frame, Qt.Key.Key_N, CONTROL)
    assert place(frame) == Place(ledger="victims", form=True)


def test_no_widget_ever_opens_as_a_window_of_its_own(frame: Frame, qtbot: QtBot) -> None:
    seen: list[str] = []

    class Watch(QObject):
        """Notes windows that are no windows."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(type(watched).__name__)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]  # there is one
    for key in frame.rail.entries:
        frame.go(key)
    for ledger in Record.ledgers:
        frame.new_record(ledger)
    qtbot.wait(100)
    for page in list(frame.workspaces.open.values()):
        frame.close_page(page)
    qtbot.wait(50)
    QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]  # there is one
    assert seen == []


def test_ctrl_k_finds_while_typing_and_enter_opens(frame: Frame, office: Office, qtbot: QtBot) -> None:
    person = a_person(name="欧阳小芳", id_number=id_number(serial=1))
    with office.store.change("造", "王警官") as change:
        change.save(person)
    qtbot.keyClick(frame, Qt.Key.Key_K, CONTROL)
    assert frame.search.isVisible()
    assert frame.search.line.hasFocus()
    qtbot.keyClicks(frame.search.line, "oyxf")
    qtbot.waitUntil(lambda: frame.search.list.count() == 2)
    assert [frame.search.list.item(row).text() for row in range(2)] == ["人员", "欧阳小芳"]
    qtbot.keyClick(frame.search.line, Qt.Key.Key_Return)
    assert not frame.search.isVisible()
    assert place(frame).record == person.id


def test_the_search_box_is_no_popup_and_waits_for_the_input_method(frame: Frame, qtbot: QtBot) -> None:
    frame.search.ask()
    assert not frame.search.isWindow()
    QApplication.sendEvent(frame.search.line, QInputMethodEvent("ouyang", []))
    qtbot.wait(120)
    assert frame.search.foot.text() == ""
    qtbot.keyClick(frame.search.line, Qt.Key.Key_Escape)
    assert not frame.search.isVisible()


def test_what_is_not_found_says_what_else_to_write(frame: Frame, qtbot: QtBot) -> None:
    frame.search.ask()
    qtbot.keyClicks(frame.search.line, "zzzzqq")
    qtbot.waitUntil(lambda: frame.search.foot.text().startswith("没有找到"))


def test_every_key_of_the_table_is_bound_and_none_twice_in_one_place(frame: Frame) -> None:
    for where in {key.where for key in shortcuts.KEYS}:
        keys = [text for key in shortcuts.KEYS if key.where == where for text in key.keys]
        assert len(keys) == len(set(keys))
    everywhere = {key.name for key in shortcuts.KEYS if key.where == shortcuts.EVERYWHERE}
    assert frame.bound == everywhere - {"undo", "redo", "lock"}


@pytest.mark.parametrize("key", shortcuts.KEYS, ids=lambda key: key.name)
def test_no_key_clashes_with_an_input_method(key: shortcuts.Key) -> None:
    assert not set(key.keys) & {"Ctrl+Space", "Shift", "Ctrl+Shift", "Shift+Space", "Ctrl+.", "Alt+Shift"}


def test_ctrl_slash_lists_the_keys_that_are_bound(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame, Qt.Key.Key_Slash, CONTROL)
    [listed] = dialogs()
    words = {label.text() for label in listed.findChildren(QLabel)}
    assert {"查找一切", "保存并新增", "Ctrl+Enter"} <= words
    assert "锁定" not in words
    listed.close()


def test_f1_shows_the_help_of_the_page(frame: Frame, qtbot: QtBot) -> None:
    frame.go("cases")
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    [shown] = dialogs()
    assert isinstance(shown, help_texts.HelpDialog)
    assert "筛选" in shown.text.toPlainText()
    shown.close()


@pytest.mark.parametrize("topic", ["list", "form", "start", "cases/form", "unknown"])
def test_every_topic_has_a_text(topic: str) -> None:
    assert help_texts.topic(topic).startswith("## ")


def test_a_refusal_is_shown_with_its_article(frame: Frame) -> None:
    frame.answers.mistake(Refused("未成年人不得公开", article="未成年人保护法第一百零三条"))
    assert frame.toasts.shown[-1].words == "未成年人不得公开（未成年人保护法第一百零三条）"


def test_a_toast_goes_after_its_time_and_its_undo_is_called_once(
    frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "TOAST_MS", 60)
    undone: list[bool] = []
    toast = frame.toasts.show("已移入回收站 3 条", undo=lambda: undone.append(True))
    qtbot.waitUntil(lambda: toast not in frame.toasts.shown)
    assert not undone
    again = frame.toasts.show("已移入回收站 3 条", undo=lambda: undone.append(True))
    again.take_back()
    again.take_back()
    assert undone == [True]
    assert again not in frame.toasts.shown


def test_a_defect_report_names_places_and_never_values() -> None:
    def fail(secret: str) -> None:
        raise ValueError(f"cannot read {secret}")

    try:
        fail("420900199003070011")
    except ValueError as wrong:
        text = report(wrong)
    assert "420900" not in text
    assert "builtins.ValueError" in text
    assert re.search(r"test_frame\.py:\d+ fail", text)
    assert "/" not in text.split("\n", 2)[2]


def test_a_defect_on_another_thread_opens_the_report(frame: Frame, qtbot: QtBot) -> None:
    frame.tasks.start(lambda _: 1 / 0)
    qtbot.waitUntil(lambda: bool(dialogs()))
    [shown] = dialogs()
    assert isinstance(shown, DefectDialog)
    shown.close()


def test_the_status_line_says_who_where_and_what(frame: Frame) -> None:
    frame.status.tell(unit="府城派出所", user="张三（办案民警）")
    frame.tell_saved("09:30 已保存")
    assert frame.status.words.text() == "府城派出所  ·  张三（办案民警）  ·  09:30 已保存"


def test_long_work_has_a_bar_and_can_be_cancelled_from_the_status_line(frame: Frame, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        for done in range(10_000_000):
            progress(done, 10_000_000, "正在导入")
            go_on.wait(0.0001)

    frame.tasks.start(work, title="导入")
    qtbot.waitUntil(lambda: "正在导入" in frame.status.task_words.text())
    assert frame.status.bar.isVisible()
    frame.status.stop.click()
    go_on.set()
    qtbot.waitUntil(lambda: not frame.status.bar.isVisible())


def test_the_window_comes_back_as_it_was_left(
    frame: Frame, office: Office, keep: Keep, kept: dict[str, object]
) -> None:
    frame.rail.toggle()
    frame.close()
    assert kept[WINDOW]
    again = Frame(office, pages.book(), keep)
    assert again.rail.folded
    assert again.rail.width() == theme.RAIL_FOLDED
    again.close()


def test_a_closed_window_listens_no_more(frame: Frame, office: Office) -> None:
    assert len(office.store.listeners) == 1
    frame.close()
    assert office.store.listeners == []
