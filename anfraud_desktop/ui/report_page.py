"""The report page: a period's figures with what they are compared with, the records behind each, and the paper."""

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QLineEdit, QSplitter, QTabWidget

from anfraud_desktop.actions import reports
from anfraud_desktop.documents.images import pdf_png
from anfraud_desktop.documents.reports import FigureRow, report_pdf
from anfraud_desktop.errors import UserError
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.periods import month_of, parse
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Column, Row
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.paper_view import RENDER_DPI, PaperView
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table
from anfraud_desktop.ui.titles import full

FIGURES = {
    "title": ("指标", theme.COLUMN_LONG, "left"), "value": ("本期", theme.COLUMN_NAME, "right"),
    "last_period": ("上期", theme.COLUMN_NAME, "right"), "change": ("环比", theme.COLUMN_NAME, "right"),
    "last_year": ("去年同期", theme.COLUMN_NAME, "right"), "year_change": ("同比", theme.COLUMN_NAME, "right"),
}  # fmt: skip
BEHIND = (Column("title", "记录", width=theme.COLUMN_LONG * 2, sortable=False, filtered=False),)


class ReportPage(Workspace):
    """One period at a time; every figure opens the records it counts."""

    topic = "report"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "统计月报"
        self.primary = Primary("保存月报 PDF", "pdf", self.save_pdf)
        self.period = month_of(host.office.today).previous()
        self.report: reports.Report | None = None
        self._rows: list[FigureRow] = []
        self._behind_ledger = ""
        self._build()
        self._stale = True

    def _build(self) -> None:
        strip = self._strip()
        columns = [
            Column(name, title, side="right" if side == "right" else "left", tabular=side == "right", width=width,
                   sortable=False, filtered=False)
            for name, (title, width, side) in FIGURES.items()
        ]  # fmt: skip
        self.figures = Table(columns, self._figure_rows, filters=False)
        self.figures.picked.connect(self._behind)
        self.behind = Table(BEHIND, self._behind_rows, filters=False)
        self.behind.opened.connect(lambda at: self.host.open_record(self._behind_ledger, at))
        self.paper = PaperView("正在生成月报…")
        self.tabs = QTabWidget()
        self.tabs.addTab(self.paper, "月报预览")
        self.tabs.addTab(self.behind, "数字背后的记录")
        split = QSplitter()
        split.setHandleWidth(theme.XS)
        split.addWidget(self.figures)
        split.addWidget(self.tabs)
        split.setSizes([3 * theme.INSPECTOR, 2 * theme.INSPECTOR])
        split.setChildrenCollapsible(False)
        self.setLayout(parts.column(strip, parts.spread(split, high=True), gap=0))
        self.commands = {"refresh": self.compute, "print": self.save_pdf}

    def _strip(self) -> QFrame:
        self.asked = QLineEdit(self.period.text)
        self.asked.setFixedWidth(theme.COLUMN_TEXT)
        self.asked.setPlaceholderText("2026-10、2026-Q3、2026")
        self.asked.setAccessibleName("统计期间")
        self.asked.returnPressed.connect(self.ask)
        self.range = parts.label("", "muted")
        self.error = parts.label("", "danger", wrap=True)
        self.error.hide()
        earlier, later = (
            parts.tool("back", "上一期", lambda: self.step(-1)),
            parts.tool("forward", "下一期", lambda: self.step(1)),
        )
        book = parts.button("保存工作簿", self.save_book, icon="table")
        strip = parts.frame("header")
        strip.setLayout(
            parts.row(
                parts.label("期间", "label"), earlier, self.asked, later, self.range, self.error, None, book,
                margins=(theme.L, theme.S, theme.L, theme.S),
            )
        )  # fmt: skip
        return strip

    def enter(self, **given: Any) -> None:
        """Compute what has changed since the page was last looked at."""
        if period := given.get("period"):
            self.asked.setText(str(period))
            self.ask()
        elif self._stale:
            self.compute()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Compute again when next looked at."""
        if ledgers & set(Record.ledgers):
            self._stale = True
            if self.isVisible():
                self.compute()

    def ask(self) -> None:
        """Take the period that was typed."""
        try:
            self.period = parse(self.asked.text())
        except UserError as wrong:
            self.error.setText(wrong.message)
            self.error.show()
            return
        self.compute()

    def step(self, by: int) -> None:
        """Go to the period before or after."""
        self.period = self.period.previous() if by < 0 else self.period.following()
        self.asked.setText(self.period.text)
        self.compute()

    def compute(self) -> None:
        """Compute the report on the reading lane."""
        self._stale = False
        self.error.hide()
        self.range.setText(self.period.range_text)
        office, text = self.host.office, self.period.text
        self.host.reads.start(lambda _: reports.month_report(office, text), self.alive(self._computed))

    def _computed(self, report: reports.Report) -> None:
        if report.period.text != self.period.text:
            return
        self.report = report
        self._rows = list(report.paper.figures)
        self.figures.show_ids(array("q", range(1, len(self._rows) + 1)))
        paper, bundled = report.paper, self.host.office.settings.bundled_fonts
        self.host.reads.start(
            lambda _: pdf_png(report_pdf(paper, bundled=bundled), RENDER_DPI),
            self.alive(lambda pages: self.paper.show_pages(pages) if self.report is report else None),
        )

    def _figure_rows(self, ids: Sequence[int]) -> list[Row]:
        found = []
        for at in ids:
            row = self._rows[at - 1]
            texts = {name: getattr(row, name) for name in FIGURES} | {"title": f"{row.title}（{row.unit}）"}
            found.append(Row(at, texts))
        return found

    def _behind(self, at: int) -> None:
        if not at or self.report is None:
            return
        name = list(self.report.figures)[at - 1]
        office, text = self.host.office, self.period.text
        self.host.reads.start(
            lambda _: reports.records_behind(office, name, text), self.alive(self._show_behind), refused=lambda _: None
        )

    def _show_behind(self, behind: reports.BehindFigure) -> None:
        self._behind_ledger = behind.ledger
        self.behind.show_ids(array("q", behind.ids))
        self.tabs.setTabText(1, f"{behind.item.title}：{len(behind.ids):,} 条记录")
        self.tabs.setCurrentIndex(1)

    def _behind_rows(self, ids: Sequence[int]) -> list[Row]:
        store = self.host.office.store
        records = store.page(Record.ledgers[self._behind_ledger], list(ids))
        return [Row(record.id or 0, {"title": full(store, record)}) for record in records]

    def save_pdf(self) -> None:
        """Save the paper."""
        if self.report is not None:
            save(self, f"月报-{self.period.text}.pdf", self.report.pdf, "保存月报 PDF")

    def save_book(self) -> None:
        """Save the workbook."""
        if self.report is not None:
            save(self, f"月报-{self.period.text}.xlsx", self.report.xlsx, "保存月报工作簿")
