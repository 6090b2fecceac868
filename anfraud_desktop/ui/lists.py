"""The list page of any ledger: table, filters, saved views, inspector, and what can be done with what is chosen."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu

from anfraud_desktop.actions.masks import masked_right
from anfraud_desktop.actions.permits import why_not
from anfraud_desktop.actions.sight import Sight, sight
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.conditions import Condition, Order
from anfraud_desktop.store.database import Store
from anfraud_desktop.ui import filters, parts, shortcuts, theme
from anfraud_desktop.ui.dialogs import ask_reason
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.inspector import Inspector
from anfraud_desktop.ui.ledger_rows import columns, fetched
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.results import ledger_icon
from anfraud_desktop.ui.reveal import add_reveals
from anfraud_desktop.ui.table import Table
from anfraud_desktop.ui.views import Chips, View, Views

if TYPE_CHECKING:
    from array import array

    from anfraud_desktop.ui.tasks import Task

INSPECTOR = "inspector"  # the name under which its being shown is kept


def snapshot(
    store: Store, ledger: type[Record], wanted: Sequence[filters.Filter], order: Sequence[Order]
) -> "array[int]":
    """Return the ids of a list; conditions through Links are looked up first. Runs on the reading lane."""
    where: list[Condition] = []
    for one in wanted:
        if isinstance(one, filters.Through):
            found = store.ids(Record.ledgers[one.target], one.conditions)
            where.append(Condition(one.path, "in", list(found[: filters.MOST_LINKED])))
        else:
            where.append(one)
    return store.ids(ledger, where, order)


class ListPage(Workspace):
    """All records of one ledger."""

    topic = "list"

    def __init__(self, host: Host, ledger: type[Record]) -> None:
        super().__init__(host)
        self.ledger = ledger
        self.title = ledger.title
        office, table = host.office, ledger.table
        self.keys = {verb: ledger_operation(table, verb) for verb in ("list", "create", "edit")}
        self.unseen, why = why_not(office, self.keys["list"]), why_not(office, self.keys["create"])
        if not ledger.managed:
            words = f"新增{ledger.one}"
            self.primary = Primary(words, "add", self.add, shortcuts.hint("new", words), why)
        self.sort, self.descending = "", False
        self._asked: Task[Any] | None = None
        self._stale = False
        name = f"list/{ledger.table}"
        self.seen = Sight(masked_right(office, ledger))
        fetch = partial(fetched, office.store, ledger, seen=self.seen)
        self.table = Table(columns(ledger), fetch, keep=host.keep, name=name)
        self.views = Views(host.keep, ledger.table)
        self.chips = Chips()
        self.inspector = Inspector(host, ledger.table)
        self._refs = frozenset({ledger.table, *(t for f in ledger.fields.values() if (t := getattr(f, "target", "")))})
        self._build()
        self._connect()
        if self.unseen:
            self.table.empty.tell(Empty(self.unseen, icon="lock"))
            self.table.empty.show()
        self.reload()

    def _build(self) -> None:
        self.edit_button = parts.button("编辑", self.edit, look="view", icon="edit")
        self.edit_button.setToolTip(shortcuts.hint("edit", "编辑选中的一条"))
        self.remove_button = parts.button("移入回收站", self.remove, look="view", icon="delete")
        self.export_button = parts.button("导出", self.export, look="view", icon="export")
        self.arrange_button = parts.tool("columns", "列的显示与行高", self._columns_menu)
        panel = parts.tool("panel", "显示或收起右侧要点", self._fold_inspector)
        if not (self.host.keep.load(INSPECTOR) or {"shown": True})["shown"]:
            self.inspector.hide()
        strip = parts.frame("header")
        strip.setFixedHeight(theme.TABS + theme.S)
        strip.setLayout(
            parts.row(
                self.views, None, self.edit_button, self.remove_button, self.export_button, self.arrange_button, panel,
                gap=theme.XS, margins=(theme.M, 0, theme.M, 0),
            )
        )  # fmt: skip
        self._chip_bar: QFrame = parts.frame("header")
        self._chip_bar.setLayout(parts.row(self.chips, margins=(theme.M, theme.XS, theme.M, theme.XS)))
        left = parts.column(strip, self._chip_bar, self.table, gap=0)
        body = parts.row(gap=0)
        body.addLayout(left, 1)
        body.addWidget(self.inspector)
        self.setLayout(body)
        self.setFocusProxy(self.table)
        for button in (self.edit_button, self.remove_button):
            button.setVisible(not self.ledger.managed)

    def _connect(self) -> None:
        table = self.table
        table.opened.connect(lambda at: self.host.open_record(self.ledger.table, at))
        table.picked.connect(self.inspector.ask)
        table.sorted_by.connect(self._sorted)
        table.filtered.connect(lambda *_: self.reload())
        table.menu_wanted.connect(self._menu)
        table.choice.changed.connect(self._enable)
        self.views.chosen.connect(self.show_view)
        self.chips.dropped.connect(lambda name: table.set_filter(name, ""))
        self.chips.dropped.connect(lambda _: self.reload())
        self.commands = {"refresh": self.reload}
        self.bind("filter", table.focus_filter)
        if not self.ledger.managed:
            self.commands["new"] = self.add
            self.bind("edit", self.edit)
            self.bind("remove", self.remove, table.grid)
        self._enable()

    def enter(self, **given: Any) -> None:
        """Show the list; `filters` (texts by field) replaces the ones in force, `record` is made the current row."""
        if "filters" in given:
            self.show_view(View("", dict(given["filters"])))
        elif self._stale:
            self.reload()
        if record := given.get("record"):
            self.table.go_to(record)

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Read again; a hidden page waits until it is shown."""
        if not ledgers & self._refs:
            if ledgers and self.isVisible():
                self.inspector.ask(self.table.current_id())
        elif self.isVisible():
            self.reload()
        else:
            self._stale = True

    def show_view(self, view: View) -> None:
        """Put a view's filters and order in force."""
        for name in self.table.grid.heads.boxes:
            self.table.set_filter(name, view.filters.get(name, ""))
        self.sort, self.descending = view.sort, view.descending
        self.table.sort(view.sort, descending=view.descending)
        self.reload()

    def reload(self) -> None:
        """Take another snapshot of ids for the filters and the order in force."""
        self._stale = False
        if self.unseen:
            return
        texts = self.table.filters()
        wanted = self._parsed(texts)
        self._tell(texts)
        order = [Order(self.sort, self.descending)] if self.sort else []
        office, ledger = self.host.office, self.ledger
        if self._asked and self._asked.running:
            self._asked.cancel()
        self.table.wait(waiting=True)
        self._asked = self.host.reads.start(
            lambda _: sight(office, ledger).kept(snapshot(office.store, ledger, wanted, order)), self._arrived
        )

    def _parsed(self, texts: Mapping[str, str]) -> list[filters.Filter]:
        found: list[filters.Filter] = []
        for name, text in texts.items():
            try:
                found += filters.parse(self.ledger, name, text, self.host.office.today)
            except ValueError as wrong:
                self.table.set_filter(name, text, problem=str(wrong))
            else:
                self.table.set_filter(name, text)
        return found

    def _tell(self, texts: Mapping[str, str]) -> None:
        self.chips.show_filters(texts, self.ledger.labels())
        self._chip_bar.setVisible(bool(texts))
        self.views.show_now(texts, self.sort, descending=self.descending)
        icon = ledger_icon(self.ledger.table)
        if texts:
            self.table.empty.tell(
                Empty("没有符合条件的记录", "去掉全部条件", lambda: self.show_view(View("", {})), "filter")
            )
        elif self.ledger.managed or not (self.primary and not self.primary.why_not):
            self.table.empty.tell(Empty(f"还没有{self.ledger.one}", icon=icon))
        else:
            self.table.empty.tell(Empty(f"还没有{self.ledger.one}，可以逐条新增，也可以从台账导入",
                                        f"新增{self.ledger.one}", self.add, icon))  # fmt: skip

    def _arrived(self, ids: "array[int]") -> None:
        self.table.show_ids(ids)
        if ids and not self.table.current_id():
            self.table.go_to(ids[0])
        self._enable()

    def _sorted(self, name: str, descending: bool) -> None:  # noqa: FBT001  a signal's argument
        self.sort, self.descending = name, descending
        self.reload()

    def _enable(self) -> None:
        number, office = self.table.choice.number(), self.host.office
        allow(self.edit_button, office, self.keys["edit"], when=number == 1)
        allow(self.remove_button, office, "remove_record", when=number > 0)
        allow(self.export_button, office, "export_masked")
        self.remove_button.setText(f"移入回收站 {number:,} 条" if number > 1 else "移入回收站")
        self.export_button.setText(f"导出 {number:,} 条" if number > 1 else "导出")

    def _columns_menu(self) -> None:
        self.table.arrangement.menu().popup(self.arrange_button.mapToGlobal(QPoint(0, self.arrange_button.height())))

    def _fold_inspector(self) -> None:
        self.inspector.setVisible(self.inspector.isHidden())
        self.host.keep.save(INSPECTOR, {"shown": not self.inspector.isHidden()})

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        here = self.table.current_id()
        if here:
            menu.addAction("打开").triggered.connect(lambda: self.host.open_record(self.ledger.table, here))
        for button, does in ((self.edit_button, self.edit), (self.remove_button, self.remove)):
            if not self.ledger.managed:
                action = menu.addAction(button.text() + ("\tF2" if does == self.edit else ""))
                action.setEnabled(button.isEnabled())
                action.triggered.connect(does)
        add_reveals(menu, self, self.host, (self.ledger, here))
        menu.addSeparator()
        menu.addAction("复制所见\tCtrl+C").triggered.connect(lambda _checked: self.table.choice.copy())
        menu.addAction("连表头复制\tCtrl+Shift+C").triggered.connect(lambda: self.table.choice.copy(heads=True))
        export = menu.addAction("导出…")
        export.setEnabled(self.export_button.isEnabled())
        export.triggered.connect(self.export)
        menu.popup(at)

    # What an officer does here

    def add(self) -> None:
        """Open an empty form."""
        if self.primary and not self.primary.why_not:
            self.host.new_record(self.ledger.table)

    def edit(self) -> None:
        """Open the current row's form."""
        if (at := self.table.current_id()) and self.edit_button.isEnabled():
            self.host.edit_record(self.ledger.table, at)

    def remove(self) -> None:
        """Move what is chosen to the trash, after asking for the reason."""
        from anfraud_desktop.actions import records

        ids = list(self.table.choice.now().ids)
        if not ids or not self.remove_button.isEnabled():
            return
        words = f"移入回收站 {len(ids):,} 条"
        reason = ask_reason(self, f"{words}{self.ledger.one}", "它们会从列表、查找和统计里消失，可以随时找回。", words)
        if reason:
            office, table = self.host.office, self.ledger.table
            self.host.tasks.start(
                lambda progress: records.remove(office, table, ids, reason, progress=progress),
                lambda number: self._removed(number, ids),
                title=words,
            )

    def _removed(self, number: int, ids: Sequence[int]) -> None:
        from anfraud_desktop.actions import records

        office, table = self.host.office, self.ledger.table
        self.host.toasts.show(
            f"已移入回收站 {number:,} 条",
            undo=lambda: self.host.tasks.start(lambda _: records.restore(office, table, ids)),
        )

    def export(self) -> None:
        """Write what is chosen, or all that is listed, to a workbook with the columns as they are seen."""
        from anfraud_desktop.actions import exports
        from anfraud_desktop.actions.permits import asks_reason

        chosen = self.table.choice.now().ids
        ids = list(chosen if len(chosen) > 1 else self.table.rows.ids)
        name = f"{self.ledger.title}{self.host.office.today:%Y%m%d}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, f"导出 {len(ids):,} 条", name, "工作簿 (*.xlsx)")
        if not path:
            return
        office, table = self.host.office, self.ledger.table
        reason = ""
        if asks_reason(office, "export_masked"):
            words = f"导出 {len(ids):,} 条"
            reason = ask_reason(self, words, "号码会遮盖。原因记入日志。", words)
            if not reason:
                return
        fields = [self.table.rows.columns[number].name for number in self.table.grid.shown()]
        self.host.tasks.start(
            lambda progress: exports.export_seen(
                office, table, Path(path), ids, fields, reason=reason, progress=progress
            ),
            lambda number: self.host.toasts.show(f"已导出 {number:,} 条到 {Path(path).name}"),
            title=f"导出{self.ledger.title}",
        )
