"""Open pages: the stack, their tabs, and the trail that back and forward walk along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.page import Workspace

TRAIL_LENGTH = 50
TAB_LETTERS = 16
NEW = 0  # the record id of a form that makes a new record


@dataclass(frozen=True)
class Place:
    """Where the user is: a page of the rail, or a record of a ledger in its own page or in its form."""

    page: str = ""
    ledger: str = ""
    record: int = NEW
    form: bool = False


class Workspaces(QWidget):
    """Pages by place. A tab stands for the last page of the rail and for every open record.

    `arrived` tells that another place is shown, `retitled` that the shown page's words have changed.
    """

    arrived = Signal(object)
    retitled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.open: dict[Place, Workspace] = {}
        self.trail: list[Place] = []
        self.at = -1
        self.stack = QStackedWidget()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.setFixedHeight(theme.TABS)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self._strip = QWidget()
        self._strip.setLayout(parts.row(parts.spread(self.tabs), gap=0, margins=(theme.M, 0, theme.M, 0)))
        self.setLayout(parts.column(self._strip, self.stack, gap=0))

    def here(self) -> Place | None:
        """Return the place that is shown."""
        return self.trail[self.at] if self.trail else None

    def current(self) -> Workspace | None:
        """Return the page that is shown."""
        here = self.here()
        return self.open[here] if here else None

    def visit(self, place: Place, make: Callable[[], Workspace], entering: Mapping[str, Any] | None = None) -> None:
        """Show a place, making its page on the first visit."""
        if place not in self.open:
            page = make()
            page.retitled.connect(lambda: self._page_retitled(place))
            self.open[place] = page
            self.stack.addWidget(page)
        if place != self.here():
            self.trail = [*self.trail[: self.at + 1], place][-TRAIL_LENGTH:]
            self.at = len(self.trail) - 1
        self._show(entering)

    def can_step(self, by: int) -> bool:
        """Tell whether there is a place `by` steps along the trail."""
        return 0 <= self.at + by < len(self.trail)

    def step(self, by: int) -> None:
        """Walk along the trail."""
        if self.can_step(by):
            self.at += by
            self._show()

    def leave(self, place: Place) -> bool:
        """Close a place after asking its page; False if it stays."""
        if not self.open[place].may_leave():
            return False
        self.drop(self.open[place])
        return True

    def leave_current(self) -> None:
        """Close the record that is shown."""
        here = self.here()
        if here and not here.page:
            self.leave(here)

    def drop(self, page: Workspace) -> None:
        """Close a page without asking, and show where the user was before."""
        place = next((place for place, shown in self.open.items() if shown is page), None)
        if place is None:
            return
        del self.open[place]
        before = [step for step in self.trail[: self.at + 1] if step != place]
        after = [step for step in self.trail[self.at + 1 :] if step != place]
        self.trail, self.at = before + after, max(len(before) - 1, 0)
        self.stack.removeWidget(page)
        page.deleteLater()
        self._show()

    def may_leave_all(self) -> bool:
        """Ask every page with unsaved work; False as soon as one stays."""
        for place in [place for place, page in self.open.items() if page.unsaved()]:
            self.visit(place, lambda: self.open[place])  # noqa: B023  the place is open, nothing is made
            if not self.open[place].may_leave():
                return False
        return True

    def _show(self, entering: Mapping[str, Any] | None = None) -> None:
        here = self.here()
        if here is None:
            return
        page = self.open[here]
        self.stack.setCurrentWidget(page)
        page.enter(**(entering or {}))
        self._show_tabs(here)
        self.arrived.emit(here)

    def _show_tabs(self, here: Place) -> None:
        records = [place for place in self.open if not place.page]
        last_page = next((place for place in reversed(self.trail[: self.at + 1]) if place.page), None)
        shown = [place for place in (last_page, *records) if place]
        self.tabs.blockSignals(True)  # noqa: FBT003  Qt's own order of arguments
        while self.tabs.count():
            self.tabs.removeTab(0)
        for number, place in enumerate(shown):
            self.tabs.addTab(self._words(place))
            self.tabs.setTabData(number, place)
            self.tabs.setTabToolTip(number, self.open[place].title)
            if not place.page:
                closing = parts.tool("dismiss", "关闭", partial(self.leave, place), size=theme.CAPTION)
                self.tabs.setTabButton(number, QTabBar.ButtonPosition.RightSide, closing)
        self.tabs.setCurrentIndex(shown.index(here))
        self.tabs.blockSignals(False)  # noqa: FBT003  Qt's own order of arguments
        self._strip.setVisible(bool(records))

    def _words(self, place: Place) -> str:
        page = self.open[place]
        words = page.brief or page.title
        words = words if len(words) <= TAB_LETTERS else words[: TAB_LETTERS - 1] + "…"
        return words.replace("&", "&&") + (" •" if page.unsaved() else "")

    def _tab_chosen(self, number: int) -> None:
        place = self.tabs.tabData(number)
        if isinstance(place, Place) and place in self.open:
            self.visit(place, lambda: self.open[place])

    def _page_retitled(self, place: Place) -> None:
        for number in range(self.tabs.count()):
            if self.tabs.tabData(number) == place:
                self.tabs.setTabText(number, self._words(place))
        if place == self.here():
            self.retitled.emit()
