"""The log's page: what was done, by whom, filtered; the file checked against it; what the auditor takes out of it."""

from array import array
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QWidget

from anfraud_desktop.actions import log_exports, logs, permits
from anfraud_desktop.actions.log_exports import Exported
from anfraud_desktop.actions.logs import Verified
from anfraud_desktop.actions.office import Office
from anfraud_desktop.errors import UserError
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.statistics.periods import month_of
from anfraud_desktop.store.entries import Line
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.dialogs import Dialog
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.log_filters import Filters
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table

COLUMNS = (
    told("seq", "编号", theme.COLUMN_LEAST + theme.XL, right=True),
    told("at", "时间", theme.COLUMN_TEXT),
    told("officer", "人员", theme.COLUMN_NAME),
    told("event", "事件", theme.COLUMN_CHOICE),
    told("what", "操作", theme.COLUMN_LONG),
    told("record", "记录", theme.COLUMN_TEXT),
    told("fields", "写了哪些项目", theme.COLUMN_LONG + theme.COLUMN_TEXT),
)
FINDINGS = (
    told("name", "检查", theme.COLUMN_TEXT),
    told("state", "结果", theme.COLUMN_LEAST),
    told("detail", "情况", 2 * theme.COLUMN_LONG),
)
ROWS = 8  # of the checks that are seen at once: the dialog must fit the smallest window
MONTHS = 12  # that a seal sheet is offered for


class Outcome(Dialog):
    """What came of checking the file, one line a check."""

    def __init__(self, parent: QWidget, office: Office, found: Verified) -> None:
        super().__init__(parent)
        self.office = office
        self.setWindowTitle("验证结果")
        rows = [
            Row(at, {"name": logs.CHECKS.get(one.name, one.name), "state": "通过" if one.ok else "不符",
                     "detail": one.detail})
            for at, one in enumerate(found.checks, 1)
        ]  # fmt: skip
        table = Table(FINDINGS, lambda ids: [row for row in rows if row.id in set(ids)], filters=False)
        table.show_ids(array("q", [row.id for row in rows]))
        table.setMinimumSize(
            sum(column.width for column in FINDINGS) + theme.XXL,
            (min(len(rows), ROWS) + 1) * theme.ROW + theme.STATUS + theme.S,
        )
        self.detail = parts.label("", wrap=True, selectable=True)
        failed = {at: one.detail for at, one in enumerate(found.checks, 1) if not one.ok}
        table.picked.connect(lambda at: self.detail.setText(failed.get(at, "")))
        if failed:
            table.go_to(min(failed))
        if found.ok:
            head = parts.notice(f"案件文件与日志一致。{found.window_words}", "ok", "done")
        else:
            head = parts.notice(
                "案件文件与日志不一致。请不要再修改，把下面的情况告诉审计员和管理员，并核对备份。",
                "danger",
                "error",
            )
        self.printed = QLineEdit()
        self.printed.setAccessibleName("纸上的日志摘要")
        self.printed.setPlaceholderText("纸上的摘要，如 3419-0a1b2c3d4e5f")
        self.printed.returnPressed.connect(self.compare)
        self.compared = parts.label("", wrap=True, selectable=True)
        paper = parts.row(parts.label("与封条、月报核对", "label"), self.printed, parts.button("核对", self.compare))
        foot = parts.row(None, parts.button("关闭", self.accept, look="primary"))
        self.setLayout(
            parts.column(head, table, self.detail, paper, self.compared, foot, gap=theme.M,
                         margins=(theme.XL, theme.XL, theme.XL, theme.L))
        )  # fmt: skip

    def compare(self) -> None:
        """Compare the log with the head that was typed from a paper, and say so below it."""
        try:
            check = logs.compare(self.office, log_exports.read_head(self.printed.text()))
        except UserError as wrong:
            ok, words = False, wrong.message
        else:
            ok, words = check.ok, check.detail
        parts.state(self.printed, "" if ok else "problem")
        parts.role(self.compared, "" if ok else "danger")
        self.compared.setText(words)


class Month(Dialog):
    """Asks for which month a seal sheet is made."""

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self.setWindowTitle("审计封条")
        self.choice = parts.DropDown()
        self.choice.setAccessibleName("月份")
        period = month_of(today)
        for _ in range(MONTHS):
            self.choice.addItem(period.title, period.text)
            period = period.previous()
        self.choice.setCurrentIndex(1)
        words = "打印后由审计员和审核人签名，与案件文件分开存放。以后可以凭它查出日志有没有被改动。"
        foot = parts.row(None, parts.button("返回", self.reject), parts.button("生成 PDF", self.accept, look="primary"))
        self.setLayout(
            parts.column(
                parts.label("哪个月的封条", "heading"), parts.label(words, wrap=True), self.choice, foot,
                gap=theme.M, margins=(theme.XL, theme.XL, theme.XL, theme.L),
            )
        )  # fmt: skip
        self.setMinimumWidth(theme.DIALOG)


class LogPage(Workspace):
    """The entries that the reader may see, newest first. Every selection that is made is itself logged."""

    topic = "log"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "日志"
        self.refused = permits.why_not(host.office, "read_log")
        self.primary = Primary(
            "验证", "shield", self.verify, tip="核对每一条日志、每一条记录、签名和锚点",
            why_not=permits.why_not(host.office, "check_file"),
        )  # fmt: skip
        self.filters = Filters(host.office.today)
        self.filters.wanted.connect(self.look)
        self.table = Table(COLUMNS, self._rows, filters=False)
        self.table.picked.connect(self._show)
        self.table.opened.connect(self._open)
        self._build()
        if self.refused:
            self.filters.setEnabled(False)
            self.table.empty.tell(Empty(self.refused, icon="lock"))
        else:
            self.commands = {"refresh": self.look, "print": self.seal}

    def _build(self) -> None:
        self.detail = parts.label("", "strong", wrap=True, selectable=True)
        self.terms = parts.label("选一条，看是在什么情况下做的", "caption", wrap=True, selectable=True)
        self.export_button = parts.button("导出…", self.export, icon="export")
        self.export_button.setToolTip("导出签名的日志文件；不用本程序也能核对")
        self.anchor_button = parts.button("锚定…", self.anchor, icon="link")
        self.anchor_button.setToolTip("把日志的摘要签名存到别处，旧文件被换回来也查得出")
        self.seal_button = parts.button("封条…", self.seal, icon="pdf")
        self.seal_button.setToolTip("每月一张，打印、签名、另行保管")
        for button in (self.export_button, self.anchor_button, self.seal_button):
            allow(button, self.host.office, "export_log")
        self.setLayout(parts.column(self.filters, parts.spread(self.table, high=True), self._foot(), gap=0))

    def _foot(self) -> QFrame:
        words = parts.column(self.detail, self.terms, gap=theme.XS)
        foot = parts.row(gap=theme.S, margins=(theme.L, theme.S, theme.L, theme.S))
        foot.addLayout(words, 1)
        for button in (self.export_button, self.anchor_button, self.seal_button):
            foot.addWidget(button)
        bar = parts.frame("bar")
        bar.setLayout(foot)
        return bar

    def enter(self, **given: Any) -> None:
        """Read the log anew: since the page was left, others have written into it."""
        del given
        self.look()

    def look(self) -> None:
        """Ask for the entries of the filters; the question is logged."""
        asked = None if self.refused else self.filters.asked()
        if asked is None:
            return
        office = self.host.office
        self.table.wait(waiting=True)
        self.host.tasks.start(
            lambda _: (logs.find(office, asked), logs.officers(office)), self.alive(lambda found: self._found(*found))
        )

    def _found(self, ids: "array[int]", officers: list[str]) -> None:
        self.filters.offer_officers(officers)
        self.table.empty.tell(Empty("没有符合条件的记录", "放宽上面的条件，或清除条件看全部。"))
        self.table.show_ids(ids)
        if ids and not self.table.current_id():
            self.table.go_to(ids[0])

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(line.seq, self._texts(line)) for line in logs.page(self.host.office, ids)]

    @staticmethod
    def _texts(line: Line) -> dict[str, str]:
        return {
            "seq": f"{line.seq}", "at": f"{logs.moment(line):%Y-%m-%d %H:%M:%S}", "officer": line.officer,
            "event": logs.event_title(line.event), "what": line.what, "record": logs.record_text(line),
            "fields": logs.fields_text(line),
        }  # fmt: skip

    def _show(self, at: int) -> None:
        """Tell of the current entry on what terms it was done."""
        found = logs.page(self.host.office, [at]) if at else []
        if found:
            line = found[0]
            self.detail.setText(f"第 {line.seq} 号　{line.what}　{logs.record_text(line)}".rstrip())
            self.terms.setText("　".join(logs.terms(self.host.office, line)) or "没有另记情况")
        else:
            self.detail.setText("")
            self.terms.setText("选一条，看是在什么情况下做的")

    def _open(self, at: int) -> None:
        """Open the record that an entry is about, where the reader may."""
        for line in logs.page(self.host.office, [at]):
            known = line.ledger in Record.ledgers and line.record
            if known and not permits.why_not(self.host.office, ledger_operation(line.ledger, "view")):
                self.host.open_record(line.ledger, line.record)

    # What is done with the whole of it

    def verify(self) -> None:
        """Check the file against its log, with bar and cancel, and show what came of it."""
        office = self.host.office
        self.host.tasks.start(
            lambda progress: logs.verify(office, progress=progress), self.alive(self._verified), title="验证日志"
        )

    def _verified(self, found: Verified) -> None:
        Outcome(self, self.host.office, found).exec()
        self.look()

    def export(self) -> None:
        """Ask where, and write the signed export of the whole log."""
        chosen, _ = QFileDialog.getSaveFileName(self, "导出日志", "日志.jsonl", "日志文件 (*.jsonl)")
        if chosen:
            office, path = self.host.office, Path(chosen)
            self.host.tasks.start(
                lambda progress: log_exports.export(office, path, progress=progress),
                self.alive(self._exported),
                title="导出日志",
            )

    def _exported(self, made: Exported) -> None:
        self.host.toasts.show(f"已导出 {made.entries:,} 条：{made.path.name}。密钥指纹 {made.key}", "ok")
        self.look()

    def anchor(self) -> None:
        """Save the signed head of the log elsewhere."""
        office = self.host.office
        save(self, f"锚点-{office.today:%Y%m%d}.json", lambda: log_exports.anchor(office), "锚定日志")

    def seal(self) -> None:
        """Save the seal sheet of a month that is asked for."""
        if not self.seal_button.isEnabled():
            return
        asked = Month(self, self.host.office.today)
        if asked.exec():
            office, month = self.host.office, str(asked.choice.currentData())
            save(self, f"审计封条-{month}.pdf", lambda: log_exports.seal_sheet(office, month), "保存审计封条")
