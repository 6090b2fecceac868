"""Saved views of a list: filters and order under a name, as a strip of buttons; and chips for the filters in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.page import Keep

ALL = "全部"
NAME_LENGTH = 20


@dataclass(frozen=True)
class View:
    """Filter texts by column, and the order."""

    name: str
    filters: Mapping[str, str]
    sort: str = ""
    descending: bool = False

    def kept(self) -> dict[str, Any]:
        """Return the view as a JSON object."""
        return {"name": self.name, "filters": dict(self.filters), "sort": self.sort, "descending": self.descending}

    def same(self, other: "View") -> bool:
        """Tell whether two views show the same rows in the same order."""
        return (dict(self.filters), self.sort, self.descending) == (dict(other.filters), other.sort, other.descending)


class Views(QWidget):
    """The strip. `chosen` carries the view that is to be shown."""

    chosen = Signal(object)

    def __init__(self, keep: Keep, name: str) -> None:
        super().__init__()
        self._keep, self._name = keep, f"views/{name}"
        kept = (keep.load(self._name) or {}).get("views", [])
        self.saved = [
            View(str(one["name"]), dict(one["filters"]), str(one["sort"]), bool(one["descending"])) for one in kept
        ]
        self.now = View(ALL, {})
        self._box = parts.row(gap=theme.XS)
        self.setLayout(self._box)
        self._save = parts.button("保存为视图", self.ask_name, look="view", icon="bookmark")
        self._fill()

    def _fill(self) -> None:
        parts.clear(self._box)
        for view in (View(ALL, {}), *self.saved):
            self._box.addWidget(self._button(view))
        self._save = parts.button("保存为视图", self.ask_name, look="view", icon="bookmark")
        self._box.addWidget(self._save)
        self._save.setVisible(not any(self.now.same(view) for view in (View(ALL, {}), *self.saved)))

    def _button(self, view: View) -> QPushButton:
        made = parts.button(view.name, lambda: self.chosen.emit(view), look="view")
        made.setCheckable(True)
        made.setChecked(self.now.same(view))
        if view in self.saved:
            made.setToolTip("右键可删除这个视图")
            made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            made.customContextMenuRequested.connect(lambda at: self._menu(view, made.mapToGlobal(at)))
        return made

    def _menu(self, view: View, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(f"删除视图“{view.name}”").triggered.connect(lambda: self.remove(view))
        menu.popup(at)

    def show_now(self, filters: Mapping[str, str], sort: str, *, descending: bool) -> None:
        """Show which view is in force; another one than the saved ones may be saved."""
        self.now = View("", dict(filters), sort, descending)
        self._fill()

    def ask_name(self) -> None:
        """Ask for a name and save what is shown."""
        name, given = QInputDialog.getText(self, "保存为视图", "视图名称（例：本月帮信）")
        if given and name.strip():
            self.save(name.strip()[:NAME_LENGTH])

    def save(self, name: str) -> None:
        """Save what is shown under a name; one of the same name is replaced."""
        view = View(name, self.now.filters, self.now.sort, self.now.descending)
        self.saved = [one for one in self.saved if one.name != name] + [view]
        self._store()

    def remove(self, view: View) -> None:
        """Forget a view."""
        self.saved.remove(view)
        self._store()

    def _store(self) -> None:
        self._keep.save(self._name, {"views": [view.kept() for view in self.saved]})
        self._fill()


class Chips(QWidget):
    """The filters in force, each with a cross. `dropped` carries a column's name."""

    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._box = parts.row(gap=theme.XS)
        self.setLayout(self._box)

    def show_filters(self, filters: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """Show one chip a filter."""
        parts.clear(self._box)
        for name, text in filters.items():
            words = f"{labels.get(name, name)}：{text}"
            chip = parts.button(words, partial(self.dropped.emit, name), look="chip", icon="dismiss")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip("去掉这个条件")
            self._box.addWidget(chip)
        self._box.addStretch(1)
        self.setVisible(bool(filters))
