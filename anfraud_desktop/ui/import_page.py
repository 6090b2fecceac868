"""The import page: choose a book, see what would happen, mend how its columns are read, take it in, take it back."""

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QTabWidget, QWidget
from shiboken6 import isValid

from anfraud_desktop.actions import imports
from anfraud_desktop.exchange.plans import Plan
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.badges import Badge, Mark
from anfraud_desktop.ui.columns import Column, Row
from anfraud_desktop.ui.dialogs import decide
from anfraud_desktop.ui.import_columns import ColumnChoices
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.table import Table

BOOKS = "台账 (*.xlsx *.xlsm *.xls *.et *.csv)"
STATES = {
    "new": ("新增", "ok"),
    "changed": ("更新", "accent"),
    "same": ("无变化", "plain"),
    "refused": ("退回", "danger"),
}


def texts_table(titles: dict[str, tuple[str, int]]) -> tuple[Table, list[Row]]:
    """Return a table of plain texts with the list that holds its rows."""
    held: list[Row] = []

    def fetch(ids: Sequence[int]) -> list[Row]:
        return [held[at - 1] for at in ids]

    made = [Column(n, t, width=w, sortable=False, filtered=False) for n, (t, w) in titles.items()]
    return Table(made, fetch, filters=False), held


def fill(table: Table, held: list[Row], rows: Sequence[dict[str, str]]) -> None:
    """Show rows of texts in a table made by `texts_table`."""
    held[:] = [Row(at, texts) for at, texts in enumerate(rows, 1)]
    table.show_ids(array("q", range(1, len(held) + 1)))


class ImportPage(Workspace):
    """One book at a time: nothing is written before its button is pressed."""

    topic = "import"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "导入台账"
        self.primary = Primary("选择台账文件", "folder", self.choose)
        self.path: Path | None = None
        self.plan: Plan | None = None
        self.setAcceptDrops(True)
        self._build()
        self._show_start()

    def _build(self) -> None:
        self.counts = parts.row(gap=theme.M)
        self.told = parts.label("", "heading", wrap=True)
        self.take_all = parts.button("全部导入", lambda: self.take(accept_good=False), look="primary", icon="checkmark")
        self.take_good = parts.button(
            "只导入通过的行", lambda: self.take(accept_good=True), look="primary", icon="checkmark"
        )
        self.save_refused = parts.button("保存退回表", self.save_refusals, icon="save")
        self.again = parts.button("按修改后的列重新识别", self.look_again, icon="undo")
        self.refused, self._refused_rows = texts_table(
            {"line": ("行", theme.COLUMN_LEAST), "column": ("列", theme.COLUMN_LEAST),
             "ledger": ("台账", theme.COLUMN_NAME),
             "problem": ("为什么退回、怎么改", theme.COLUMN_LONG * 2), "value": ("原值", theme.COLUMN_CASE)}
        )  # fmt: skip
        self.warned, self._warned_rows = texts_table({"text": ("已读入，但请核对", theme.COLUMN_LONG * 3)})
        self.columns = ColumnChoices()
        self.tabs = QTabWidget()
        for page, words in ((self.refused, "退回"), (self.warned, "提醒"), (self.columns, "列的识别")):
            self.tabs.addTab(page, words)
        head = parts.row(parts.spread(self.told), self.again, self.save_refused, self.take_good, self.take_all)
        self.preview = QWidget()
        self.preview.setLayout(parts.column(head, self.counts, parts.spread(self.tabs, high=True), gap=theme.M))
        self.start = self._start()
        margins = (theme.XL, theme.L, theme.XL, theme.L)
        self.setLayout(parts.column(self.start, parts.spread(self.preview, high=True), gap=0, margins=margins))

    def _start(self) -> QWidget:
        card = parts.frame("drop")
        words = parts.label("把单位自己的台账拖到这里", "heading")
        hint = parts.label(
            "可以是 .xlsx、.xlsm、.xls、.et、.csv；先预览，确认后才写入，写入后可以整批撤回", "muted", wrap=True
        )
        choose = parts.button("选择台账文件", self.choose, look="primary", icon="folder")
        for label in (words, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card.setLayout(
            parts.column(
                None, parts.row(None, parts.drawing("import", "accent", theme.ICON_LARGE), None), words, hint,
                parts.row(None, choose, None), None, gap=theme.M, margins=(theme.XXL,) * 4,
            )
        )  # fmt: skip
        return card

    def _show_start(self) -> None:
        self.start.show()
        self.preview.hide()

    def choose(self) -> None:
        """Ask for a book and look at it."""
        chosen, _ = QFileDialog.getOpenFileName(self, "选择台账文件", "", BOOKS)
        if chosen:
            self.look(Path(chosen))

    def look(self, path: Path, columns: dict[str, str] | None = None) -> None:
        """Read a book on the working lane and show what taking it in would do."""
        self.path = path
        office = self.host.office
        self.host.tasks.start(
            lambda progress: imports.preview(office, path, columns=columns, progress=progress),
            self.alive(self.show_plan),
            title="读取台账",
        )

    def look_again(self) -> None:
        """Read the same book with the columns as they are chosen now."""
        if self.path is not None:
            self.look(self.path, self.columns.said())

    def show_plan(self, plan: Plan) -> None:
        """Show a plan: counts, refusals, warnings, columns."""
        self.plan = plan
        self.start.hide()
        self.preview.show()
        refused, fresh = plan.refused, any(draft.state in ("new", "changed") for draft in plan.drafts)
        state = f"{len(refused)} 处退回，其余可以导入" if refused else "可以导入"
        self.told.setText(f"{plan.book.name}：{state if fresh else '没有新内容'}")
        self.take_all.setVisible(not refused and fresh)
        self.take_good.setVisible(bool(refused) and fresh)
        self.save_refused.setVisible(bool(refused))
        self._show_counts(plan)
        fill(self.refused, self._refused_rows, [
            {"line": str(p.line), "column": p.column, "ledger": Record.ledgers[p.ledger].title,
             "value": p.value, "problem": p.problem}
            for p in refused
        ])  # fmt: skip
        fill(self.warned, self._warned_rows, [{"text": text} for text in plan.warnings])
        self.columns.show_plan(plan)
        self.tabs.setTabText(0, f"退回 {len(refused)}")
        self.tabs.setTabText(1, f"提醒 {len(plan.warnings)}")
        self.tabs.setCurrentIndex(0 if refused else 2)

    def _show_counts(self, plan: Plan) -> None:
        parts.clear(self.counts)
        for table, counted in plan.counts().items():
            card = parts.frame("card")
            marks = [
                Badge(Mark(f"{word} {counted[state]:,}", tone))  # type: ignore[arg-type]  # the tones above are tones
                for state, (word, tone) in STATES.items()
                if counted[state]
            ]
            title = parts.label(Record.ledgers[table].title, "section")
            margins = (theme.M, theme.S, theme.M, theme.S)
            card.setLayout(parts.column(title, parts.row(*marks, None, gap=theme.XS), gap=theme.S, margins=margins))
            self.counts.addWidget(card)
        self.counts.addStretch(1)

    def take(self, *, accept_good: bool) -> None:
        """Write the plan as one batch."""
        plan, office = self.plan, self.host.office
        if plan is None:
            return
        self._enable(on=False)
        self.host.tasks.start(
            lambda progress: imports.commit(office, plan, accept_good=accept_good, progress=progress),
            self.alive(self._taken),
            title="导入台账",
            always=lambda: self._enable(on=True) if isValid(self) else None,
        )

    def _enable(self, *, on: bool) -> None:
        for button in (self.take_all, self.take_good, self.again):
            button.setEnabled(on)

    def _taken(self, outcome: imports.Outcome) -> None:
        counted = outcome.plan.counts().values()
        new, changed = sum(c["new"] for c in counted), sum(c["changed"] for c in counted)
        batch = outcome.batch
        self.host.tell_saved(f"已导入第 {batch} 批")
        self.host.toasts.show(f"已导入：新增 {new:,} 条，更新 {changed:,} 条", "ok", undo=lambda: self.take_back(batch))
        self.take_all.hide()
        self.take_good.hide()
        self.told.setText(f"已导入：新增 {new:,} 条，更新 {changed:,} 条（第 {batch} 批，可整批撤回）")

    def take_back(self, batch: int | None) -> None:
        """Take a whole batch back, after asking."""
        if (
            batch is None
            or decide(self, "撤回导入", f"第 {batch} 批写入的记录会全部撤回。", f"撤回第 {batch} 批", danger=True) != 0
        ):
            return
        office = self.host.office
        self.host.tasks.start(lambda _: imports.undo(office, batch), lambda _: self._undone(batch), title="撤回导入")

    def _undone(self, batch: int) -> None:
        self.host.toasts.show(f"第 {batch} 批已全部撤回", "ok")
        self._show_start()

    def save_refusals(self) -> None:
        """Write the refused rows as a book to be mended."""
        if self.plan is None or self.path is None:
            return
        plan, source = self.plan, self.path
        chosen, _ = QFileDialog.getSaveFileName(self, "保存退回表", f"{source.stem}-退回.xlsx", "工作簿 (*.xlsx)")
        if chosen:
            self.host.tasks.start(
                lambda _: imports.write_refusals(plan, source, Path(chosen)),
                lambda rows: self.host.toasts.show(f"退回表已保存，共 {rows} 行；改好后可以直接再导入", "ok"),
                title="保存退回表",
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt's name
        """Welcome one file."""
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  Qt's name
        """Look at the file that was dropped."""
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            self.look(Path(path))

    def enter(self, **given: Any) -> None:
        """Look at a book at once, if one is given."""
        if path := given.get("path"):
            self.look(Path(path))
