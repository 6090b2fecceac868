from array import array
from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from anfraud_desktop.ui import theme
from anfraud_desktop.ui.columns import Column, Layout, Row
from anfraud_desktop.ui.page import Keep
from anfraud_desktop.ui.rows import PAGE, PAGES_KEPT, Rows
from anfraud_desktop.ui.table import Table

COLUMNS = [
    Column("name", "姓名"),
    Column("number", "证件号码", tabular=True, width=theme.COLUMN_NUMBER),
    Column("amount", "金额", side="right", tabular=True),
    Column("place", "住址", width=theme.COLUMN_LONG),
    Column("remark", "备注", listed=False),
]
MILLION = 1_000_000


class Asked:
    """Gives rows and remembers for how many ids it was asked."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, ids: Sequence[int]) -> list[Row]:
        self.sizes.append(len(ids))
        return [Row(at, {"name": f"姓名{at}", "number": f"420900{at:012d}", "amount": f"{at:,}.00"}) for at in ids]


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def table(qtbot: QtBot, asked: Asked, keep: Keep) -> Table:
    made = Table(COLUMNS, asked, keep=keep, name="list/people")
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.show_ids(array("q", range(1, 301)))
    return made


def test_the_model_keeps_qts_rules(asked: Asked, qtmodeltester: ModelTester) -> None:
    rows = Rows(COLUMNS, asked)
    qtmodeltester.check(rows)
    rows.show_ids(array("q", range(1, 600)))
    qtmodeltester.check(rows)
    rows.show_ids(array("q"))


def test_a_million_rows_fetch_only_the_pages_that_are_looked_at(table: Table, asked: Asked) -> None:
    asked.sizes.clear()
    table.show_ids(array("q", range(1, MILLION + 1)))
    table.grid.verticalScrollBar().setValue(table.grid.verticalScrollBar().maximum())
    table.grab()
    assert 0 < len(asked.sizes) <= 4
    assert max(asked.sizes) <= PAGE
    assert table.count.text().endswith("1,000,000 / 1,000,000")


def test_pages_that_were_not_looked_at_for_long_are_let_go(asked: Asked) -> None:
    rows = Rows(COLUMNS, asked)
    rows.show_ids(array("q", range(MILLION)))
    for page in range(PAGES_KEPT + 10):
        rows.row(page * PAGE)
    asked.sizes.clear()
    rows.row((PAGES_KEPT + 9) * PAGE)
    assert not asked.sizes
    rows.row(0)
    assert asked.sizes == [PAGE]


def test_a_row_that_has_gone_from_the_file_is_drawn_empty() -> None:
    rows = Rows(COLUMNS, lambda _ids: [])
    rows.show_ids(array("q", [7]))
    assert rows.row(0).faded
    assert rows.text(0, 0) == ""


def test_select_all_is_a_flag_and_takes_no_time(table: Table, qtbot: QtBot) -> None:
    table.show_ids(array("q", range(1, MILLION + 1)))
    table.grid.setFocus()
    qtbot.keyClick(table.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.choice.now().everything
    assert table.choice.number() == MILLION
    assert "已选 1,000,000" in table.count.text()
    table.go_to(5)
    assert not table.choice.now().everything
    assert list(table.choice.now().ids) == [5]


def test_ctrl_c_copies_what_is_seen_and_with_shift_its_heads(table: Table, qtbot: QtBot) -> None:
    table.go_to(2)
    qtbot.keyClick(table.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == ["姓名2\t420900000000000002\t2.00\t", "姓名3\t420900000000000003\t3.00\t"]
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table.grid, Qt.Key.Key_C, both)
    assert QGuiApplication.clipboard().text().split("\n")[0] == "姓名\t证件号码\t金额\t住址"


def test_a_head_sorts_up_then_down_then_not_at_all(table: Table) -> None:
    sorted_by: list[tuple[str, bool]] = []
    table.sorted_by.connect(lambda name, down: sorted_by.append((name, down)))
    for _ in range(3):
        table.grid.heads.sectionClicked.emit(2)
    assert sorted_by == [("amount", False), ("amount", True), ("", False)]


def test_enter_opens_the_current_row(table: Table, qtbot: QtBot) -> None:
    opened: list[int] = []
    table.opened.connect(opened.append)
    table.go_to(9)
    qtbot.keyClick(table.grid, Qt.Key.Key_Return)
    assert opened == [9]


def test_the_current_row_is_kept_over_another_snapshot(table: Table) -> None:
    table.go_to(120)
    table.show_ids(array("q", range(300, 0, -1)))
    assert table.current_id() == 120
    table.show_ids(array("q", [1, 2]))
    assert table.current_id() == 0


def test_columns_come_back_as_their_user_left_them(table: Table, keep: Keep, asked: Asked, qtbot: QtBot) -> None:
    table.grid.heads.moveSection(0, 2)
    table.grid.setColumnWidth(3, 333)
    table.arrangement.show_column(2, shown=False)
    again = Table(COLUMNS, asked, keep=keep, name="list/people")
    qtbot.addWidget(again)
    assert [column.name for column in again.grid.order()][:3] == ["number", "amount", "name"]
    assert again.arrangement.now().widths["place"] == 333
    assert again.arrangement.now().hidden == {"amount", "remark"}


def test_a_layout_survives_columns_that_come_and_go(asked: Asked, qtbot: QtBot) -> None:
    old = Layout(order=("gone", "amount", "name"), widths={"gone": 90}).kept()
    table = Table(COLUMNS, asked, keep=Keep(lambda _: old, lambda *_: None), name="any")
    qtbot.addWidget(table)
    assert [column.name for column in table.grid.order()] == ["amount", "name", "number", "place", "remark"]


@pytest.mark.parametrize("rubbish", [{"order": 5}, {"widths": []}, {"hidden": "x"}, {}])
def test_a_kept_layout_that_is_damaged_is_left_aside(rubbish: dict[str, Any]) -> None:
    assert Layout.from_kept(rubbish) == Layout()


def test_the_first_columns_stay_while_the_others_scroll(table: Table) -> None:
    table.resize(640, 400)
    QApplication.processEvents()
    assert table.grid.frozen.isVisible()
    table.grid.horizontalScrollBar().setValue(table.grid.horizontalScrollBar().maximum())
    assert not table.grid.frozen.isColumnHidden(0)
    assert table.grid.frozen.isColumnHidden(3)
    table.grid.verticalScrollBar().setValue(400)
    assert table.grid.frozen.verticalScrollBar().value() == 400


def test_ctrl_f_goes_to_the_box_and_down_to_the_rows(table: Table, qtbot: QtBot) -> None:
    table.focus_filter()
    box = table.grid.heads.boxes["name"]
    assert box.hasFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert table.grid.hasFocus()
    assert table.current_id() == 1


def test_a_filter_waits_for_the_input_method_to_commit(table: Table, qtbot: QtBot) -> None:
    settled: list[tuple[str, str]] = []
    table.filtered.connect(lambda name, text: settled.append((name, text)))
    box = table.grid.heads.boxes["name"]
    box.setFocus()
    QApplication.sendEvent(box, QInputMethodEvent("wang", []))
    qtbot.wait(350)
    assert settled == []
    commit = QInputMethodEvent()
    commit.setCommitString("王")
    QApplication.sendEvent(box, commit)
    qtbot.waitUntil(lambda: settled == [("name", "王")])


def test_escape_empties_a_filter_box(table: Table, qtbot: QtBot) -> None:
    box = table.grid.heads.boxes["amount"]
    box.setFocus()
    qtbot.keyClicks(box, "5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert table.filters() == {"amount": "5"}
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert table.filters() == {}


def test_an_empty_table_says_one_sentence(table: Table) -> None:
    table.show_ids(array("q"))
    assert table.empty.isVisible()
    assert table.count.text() == "0 条"
    table.show_ids(array("q", [1]))
    assert not table.empty.isVisible()


def test_compact_rows_show_more(table: Table) -> None:
    before = table.grid.rowHeight(0)
    table.arrangement.arrange(table.grid.arranged_now(compact=True))
    assert (before, table.grid.rowHeight(0)) == (theme.ROW, theme.ROW_COMPACT)
