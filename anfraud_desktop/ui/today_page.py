"""The day's page: what is overdue, due or near, by kind; each item opens its record and is settled here."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from anfraud_desktop.actions import permits, settling, worklists
from anfraud_desktop.actions.clock import longer_limits
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.worklists import TITLES, VIEWS, Item, Worklist
from anfraud_desktop.ui import badges, parts, theme
from anfraud_desktop.ui.clock_marks import mark
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.dialogs import ask_reason
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.extending import ask_extension
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table

KINDS = (told("title", "事项", theme.COLUMN_CASE), told("number", "项数", theme.COLUMN_LEAST, right=True))
ITEMS = (
    told("title", "要办的事", theme.COLUMN_CASE),
    told("person", "人员", theme.COLUMN_NAME),
    told("case", "案件", theme.COLUMN_CASE),
    told("left", "还剩", theme.COLUMN_CHOICE),
    told("by", "办理期限", theme.COLUMN_TEXT),
    told("officer", "主办", theme.COLUMN_NAME),
    told("article", "依据", theme.COLUMN_CASE),
)
EVERY = 1  # the row of all kinds stands first
FOOT = theme.PHOTO_HEIGHT
LEFT = theme.COLUMN_CASE + theme.COLUMN_LEAST + theme.L


class Foot(QFrame):
    """Why the chosen item is due, and what can be done with it."""

    def __init__(self, page: "TodayPage") -> None:
        super().__init__()
        parts.role(self, "bar")
        self.title = parts.label("", "strong", wrap=True, selectable=True)
        self.why = parts.label("", wrap=True, selectable=True)
        self.binds = parts.label("", "caption", wrap=True)
        self.open_button = parts.button("打开", page.open, icon="folder")
        self.done_button = parts.button("办结…", page.settle, icon="checkmark")
        self.extend_button = parts.button("延期…", page.extend, icon="calendar")
        words = QWidget()
        words.setLayout(parts.column(self.title, self.why, self.binds, None, gap=theme.XS))
        filled = parts.row(gap=theme.L, margins=(theme.L, theme.M, theme.L, theme.M))
        filled.addWidget(parts.scrolled(words), 1)
        filled.addLayout(parts.column(self.open_button, self.done_button, self.extend_button, None))
        self.setLayout(filled)
        self.setFixedHeight(FOOT)

    def show_item(self, office: Office, item: Item | None) -> None:
        """Tell why an item is due and allow what can be done with it."""
        clock = item.clock if item else None
        about = "　".join(filter(None, (item.title, item.person, item.case))) if item else ""
        self.title.setText(about)
        self.why.setText(item.why if item else "")
        limit = clock.found.limit if clock else None
        facts = (("由谁办理", limit.who), ("批准", limit.approver)) if limit else ()
        self.binds.setText("　".join(f"{name}：{text}" for name, text in facts if text))
        self.open_button.setEnabled(item is not None)
        longer = bool(clock and longer_limits(clock.kind))
        allow(self.done_button, office, settling.OPERATION, when=clock is not None)
        allow(self.extend_button, office, settling.OPERATION, when=longer)
        if clock and not longer:
            self.extend_button.setToolTip("这一时限依法不能延长；需要变更的，登记相应的处置")


class Strip(QFrame):
    """The views with the length of their lists, when this was read, and whose cases are shown."""

    def __init__(self, page: "TodayPage") -> None:
        super().__init__()
        parts.role(self, "header")
        self.views = {name: parts.button(TITLES[name], partial(page.show_view, name), look="view") for name in VIEWS}
        for button in self.views.values():
            button.setCheckable(True)
        self.summary = parts.label("", "muted")
        self.scope = parts.DropDown()
        self.scope.setAccessibleName("范围")
        self.scope.addItem("本人的案件", True)  # noqa: FBT003  what the line stands for
        self.scope.addItem("全部案件", False)  # noqa: FBT003  likewise
        self.scope.activated.connect(lambda _: page.choose_scope(mine=bool(self.scope.currentData())))
        margins = (theme.L, theme.S, theme.L, theme.S)
        self.setLayout(parts.row(*self.views.values(), theme.M, self.summary, None, self.scope, margins=margins))

    def show_worklist(self, found: Worklist | None, view: str) -> None:
        """Tell how long each list is, and which one is shown."""
        for name, button in self.views.items():
            button.setText(f"{TITLES[name]} {len(found.items[name]):,}" if found else TITLES[name])
            button.setChecked(name == view)
        if found:
            self.summary.setText("　".join(filter(None, (f"{found.at:%m-%d %H:%M}", found.note))))
            self.scope.setCurrentIndex(0 if found.mine else 1)


class TodayPage(Workspace):
    """The day's work; made anew when something has changed and the page is looked at."""

    topic = "today"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "今日"
        self.refused = permits.why_not(host.office, "see_counts")
        self.found: Worklist | None = None
        self.view = worklists.OVERDUE
        self.mine: bool | None = None
        self._stale = True
        self._kinds: list[tuple[str, str, int]] = []
        self._listed: list[Item] = []
        self._build()
        if not self.refused:
            self.primary = Primary("打印清单", "print", self.save_pdf)
            self.commands = {"refresh": self.look, "print": self.save_pdf}

    def _build(self) -> None:
        self.kinds = Table(KINDS, self._kind_rows, filters=False)
        self.kinds.picked.connect(lambda _: self._show_items())
        self.kinds.setMinimumWidth(LEFT)
        self.items = Table(ITEMS, self._item_rows, filters=False)
        self.items.opened.connect(lambda _: self.open())
        self.items.choice.changed.connect(self._show_chosen)
        self.foot = Foot(self)
        right = QWidget()
        right.setLayout(parts.column(parts.spread(self.items, high=True), self.foot, gap=0))
        split = QSplitter()
        split.setHandleWidth(theme.XS)
        split.addWidget(self.kinds)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([LEFT, 3 * theme.INSPECTOR])
        split.setChildrenCollapsible(False)
        self.strip = Strip(self)
        self.setLayout(parts.column(self.strip, parts.spread(split, high=True), gap=0))
        self._tell()

    # Looking

    def enter(self, **given: Any) -> None:
        """Look again where something has changed since; `view` chooses one."""
        if (view := given.get("view")) in VIEWS:
            self.view = str(view)
        if self._stale or (self.found and self.found.at.date() != self.host.office.today):
            self.look()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Look again now where the page is seen, else when it is next entered."""
        if ledgers:
            self._stale = True
            if self.isVisible():
                self.look()

    def choose_scope(self, *, mine: bool) -> None:
        """Keep to the officer's own cases, or show all."""
        self.mine = mine
        self.look()

    def look(self) -> None:
        """Read the day's work."""
        if self.refused:
            return
        office, mine = self.host.office, self.mine
        self._stale = False
        self.host.reads.start(lambda _: worklists.worklist(office, mine=mine), self.alive(self._show))

    def _show(self, found: Worklist) -> None:
        first = self.found is None
        self.found = found
        if first and not found.items[self.view]:
            self.view = next((view for view in VIEWS if found.items[view]), self.view)
        self.show_view(self.view)

    def show_view(self, view: str) -> None:
        """Show the items of one view; the number on each view's button is that of its list."""
        kept = self._kind() if view == self.view else ""
        self.view = view
        self.strip.show_worklist(self.found, view)
        self._kinds = worklists.kinds(self.found.items[view]) if self.found else []
        self._tell()
        self.kinds.show_ids(array("q", range(EVERY, len(self._kinds) + EVERY + 1) if self._kinds else ()))
        if self._kinds:
            names = [kind for kind, _, _ in self._kinds]
            self.kinds.go_to(names.index(kept) + EVERY + 1 if kept in names else EVERY)
        self._show_items()

    def _kind(self) -> str:
        at = self.kinds.current_id()
        return self._kinds[at - EVERY - 1][0] if EVERY < at <= EVERY + len(self._kinds) else ""

    def _tell(self) -> None:
        if self.refused:
            empty = Empty(self.refused, icon="lock")
        elif self.found is None:
            empty = Empty("正在查找…", icon="clock")
        else:
            empty = Empty(f"没有“{TITLES[self.view]}”的事项", icon="done")
        self.items.empty.tell(empty)
        self.kinds.empty.tell(Empty("", icon="done"))

    def _show_items(self) -> None:
        kind = self._kind()
        every = self.found.items[self.view] if self.found else ()
        self._listed = [item for item in every if kind in ("", item.kind)]
        self.items.show_ids(array("q", range(1, len(self._listed) + 1)))
        if self._listed:
            self.items.go_to(1)
        self._show_chosen()

    def _kind_rows(self, ids: Sequence[int]) -> list[Row]:
        every = sum(number for _, _, number in self._kinds)
        rows = [Row(EVERY, {"title": "全部", "number": f"{every:,}"})]
        for at, (_, title, number) in enumerate(self._kinds, EVERY + 1):
            rows.append(Row(at, {"title": title, "number": f"{number:,}"}))
        return [row for row in rows if row.id in set(ids)]

    def _item_rows(self, ids: Sequence[int]) -> list[Row]:
        now = self.found.at if self.found else self.host.office.clock()
        return [Row(at, *_shown(self._listed[at - 1], now)) for at in ids if at <= len(self._listed)]

    def chosen(self) -> Item | None:
        """Return the item of the current row."""
        at = self.items.current_id()
        return self._listed[at - 1] if 0 < at <= len(self._listed) else None

    def _show_chosen(self) -> None:
        self.foot.show_item(self.host.office, self.chosen())

    # Doing

    def open(self) -> None:
        """Open the item's record at the field it counts from."""
        if item := self.chosen():
            self.host.edit_record(item.ledger, item.id, item.field)

    def settle(self) -> None:
        """Declare the chosen item done, with a reason."""
        item = self.chosen()
        if item is None or item.clock is None or not self.foot.done_button.isEnabled():
            return
        clock, office = item.clock, self.host.office
        told = "写明何时、怎样办结。之后不再提示；起算日期改动后重新计算。原因记入日志。"
        if reason := ask_reason(self, f"办结：{item.title}", told, "办结", danger=False):
            self._write(lambda: settling.settle(office, clock, reason), f"已办结：{item.title}")

    def extend(self) -> None:
        """Write down that the chosen limit was extended by a decision."""
        item = self.chosen()
        if item is None or item.clock is None or not self.foot.extend_button.isEnabled():
            return
        clock, office = item.clock, self.host.office
        if asked := ask_extension(self, clock):
            self._write(lambda: settling.extend(office, clock, *asked), f"已延期：{item.title}")

    def _write(self, act: Callable[[], object], words: str) -> None:
        self.host.tasks.start(lambda _: act(), self.alive(lambda _: self.host.toasts.show(words, "ok")))

    def save_pdf(self) -> None:
        """Save the day's work as a PDF."""
        if found := self.found:
            office = self.host.office
            save(self, "今日待办清单.pdf", lambda: worklists.pdf(office, found), "保存今日待办")


def _shown(item: Item, now: Any) -> tuple[dict[str, str], dict[str, badges.Mark]]:
    texts = {
        "title": item.title, "person": item.person, "case": item.case, "left": item.left, "by": item.by,
        "officer": item.officer, "article": item.article,
    }  # fmt: skip
    tone = {"overdue": "danger", "today": "danger", "soon": "warn"}.get(item.view, "plain")
    made = mark(item.clock, now) if item.clock else badges.Mark(item.left, tone, "clock", item.why)  # type: ignore[arg-type]
    return texts, {"left": made}
