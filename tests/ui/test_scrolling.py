"""Scrolling moves the picture that is there; it must stay the one that would be drawn."""

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from anfraud_desktop.ui import theme
from anfraud_desktop.ui.columns import Column, Row
from anfraud_desktop.ui.rows import Rows
from anfraud_desktop.ui.table import Table

COLUMNS = [Column(f"column{at}", f"第{at}列") for at in range(5)]


def fetch(ids: Sequence[int]) -> list[Row]:
    return [Row(at, {column.name: f"{column.title}的{at}" for column in COLUMNS}) for at in ids]


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table(COLUMNS, fetch)
    qtbot.addWidget(made)
    made.show()
    made.show_ids(array("q", range(1, 5001)))
    return made


def on_the_screen(table: Table) -> QImage:
    QApplication.processEvents()
    return QApplication.primaryScreen().grabWindow(table.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def drawn_anew(table: Table) -> QImage:
    return table.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize("width", [1100, 420])  # all columns in sight; the first ones frozen
@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK, theme.CONTRAST])
def test_what_is_scrolled_looks_as_if_drawn_anew(
    qapp: QApplication, table: Table, width: int, tokens: theme.Tokens
) -> None:
    table.resize(width, 500)
    theme.apply(qapp, tokens)
    table.go_to(table.rows.ids[3])
    bar = table.grid.verticalScrollBar()
    for place in (theme.ROW, 2 * theme.ROW, 90, 83, 3000, 3010, 0, bar.maximum()):
        bar.setValue(place)
        assert on_the_screen(table) == drawn_anew(table), place


def test_scrolling_by_a_line_reads_only_the_rows_that_come_into_sight(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.resize(1100, 700)
    on_the_screen(table)
    read: set[int] = set()
    row = Rows.row

    def remembered(rows: Rows, number: int) -> Row:
        read.add(number)
        return row(rows, number)

    monkeypatch.setattr(Rows, "row", remembered)
    table.grid.verticalScrollBar().setValue(theme.ROW)
    on_the_screen(table)
    assert len(read) <= 3
