"""The notice page: at the left everybody with their verdict, at the right those chosen and the paper."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QSplitter, QTabWidget, QWidget

from anfraud_desktop.actions import notices
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.rulings import Entry, Files, ruled
from anfraud_desktop.documents.images import pdf_png
from anfraud_desktop.documents.notices import notice_pdf
from anfraud_desktop.errors import UserError
from anfraud_desktop.records.dispositions import Disposition
from anfraud_desktop.records.involvements import Involvement
from anfraud_desktop.records.notices import Notice
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import badges, parts, theme
from anfraud_desktop.ui.columns import Column, Row
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.paper_view import RENDER_DPI, PaperView
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table

MOST = 20_000  # newest involvements that are ruled on at once
VALID_DAYS = 90
COLUMNS = {
    "verdict": ("结论", theme.COLUMN_CHOICE), "name": ("姓名", theme.COLUMN_NAME),
    "measure": ("最新处理", theme.COLUMN_CHOICE), "why": ("理由", theme.COLUMN_LONG * 2),
    "decided_on": ("决定日期", theme.COLUMN_DAY), "case": ("案件编号", theme.COLUMN_CASE),
}  # fmt: skip
VIEWS = {"named": "可以写入", "aggregate": "仅计数", "blocked": "不得公开", "all": "全部"}


@dataclass(frozen=True)
class Candidates:
    """Everybody who is ruled on, with what a row shows of them."""

    entries: dict[int, Entry]
    rows: dict[int, Row]


def gather(office: Office, kind: str) -> Candidates:
    """Rule on the newest involvements for a kind of notice. Runs on the reading lane."""
    store = office.store
    ids = store.ids(Involvement)[:MOST].tolist()
    files = Files.of(store, ids)
    whole = [at for at in ids if files.is_whole(at)]
    entries = {entry.involvement: entry for entry in ruled(files, whole, kind, office.today)}
    return Candidates(entries, {at: _row(files, entry) for at, entry in entries.items()})


def view_of(entry: Entry) -> str:
    """Return the view in which a person stands."""
    return "blocked" if entry.blocked else "named" if entry.named else "aggregate"


def _row(files: Files, entry: Entry) -> Row:
    person, case = files.person_of(entry.involvement), files.case_of(entry.involvement)
    disposition = files.disposition(entry)
    texts = {
        "name": person.name or "",
        "measure": Disposition.measure.show(disposition.measure) if disposition else "未登记",
        "decided_on": Disposition.decided_on.show(disposition.decided_on) if disposition else "",
        "case": case.number or "",
        "why": (entry.why if entry.blocked else entry.reason) or "",
    }
    mode = "never" if entry.blocked else entry.mode
    why = f"{texts['why']}\n{entry.article}（{entry.row}）"
    return Row(entry.involvement, texts, {"verdict": badges.verdict(mode, why)}, faded=entry.blocked)


class NoticePage(Workspace):
    """A draft in the making. Nobody blocked can be taken over, and the paper is made by the actions alone."""

    topic = "notice"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "发布通告"
        self.primary = Primary("保存通告 PDF", "pdf", self.save_pdf)
        self.found = Candidates({}, {})
        self.chosen: list[int] = []
        self.draft: Notice | None = None
        self._stale = True
        self._build()
        self.commands = {"refresh": self.reload, "print": self.save_pdf}

    def _build(self) -> None:
        self.kind, self.view = parts.DropDown(), parts.DropDown()
        for option in Notice.kind.codes.options:
            self.kind.addItem(option.label, option.code)
        for name, words in VIEWS.items():
            self.view.addItem(words, name)
        self.view.setSizeAdjustPolicy(parts.DropDown.SizeAdjustPolicy.AdjustToContents)
        self.kind.activated.connect(lambda _: self.reload())
        self.view.activated.connect(lambda _: self._show_candidates())
        self.asked = QLineEdit()
        self.asked.setPlaceholderText("按姓名、案件编号、处理情况筛选")
        self.asked.setClearButtonEnabled(True)
        self.asked.textChanged.connect(lambda _: self._show_candidates())
        strip = parts.frame("header")
        strip.setLayout(
            parts.row(self.kind, self.view, parts.spread(self.asked), margins=(theme.L, theme.S, theme.L, theme.S))
        )
        made = [Column(n, t, width=w, sortable=False, filtered=False) for n, (t, w) in COLUMNS.items()]
        self.candidates = Table(made, self._rows, filters=False)
        self.candidates.opened.connect(lambda _: self.take())
        self.take_button = parts.button("加入通告", self.take, look="primary", icon="add")
        left = QWidget()
        foot = parts.row(parts.label("选中多行后加入；不得公开的人不能加入", "caption"), None, self.take_button,
                         margins=(theme.M, theme.S, theme.M, theme.S))  # fmt: skip
        left.setLayout(parts.column(strip, self.candidates, foot, gap=0))
        split = QSplitter()
        split.setHandleWidth(theme.XS)
        split.addWidget(left)
        split.addWidget(self._right())
        split.setSizes([3 * theme.INSPECTOR, 2 * theme.INSPECTOR])
        split.setChildrenCollapsible(False)
        self.setLayout(parts.column(split, gap=0))

    def _right(self) -> QWidget:
        self.subject = QLineEdit("关于公开曝光一批电信网络诈骗及其关联违法犯罪典型案件的通告")
        self.subject.setAccessibleName("标题")
        self.subject.setCursorPosition(0)
        self.subject.editingFinished.connect(self.refresh_paper)
        self.problem = parts.label("", "danger", wrap=True)
        self.problem.hide()
        made = [
            Column(n, COLUMNS[n][0], width=COLUMNS[n][1], sortable=False, filtered=False)
            for n in ("verdict", "name", "measure", "case")
        ]
        self.picked = Table(made, self._rows, filters=False)
        drop = parts.button("移出", self.put_out, icon="dismiss")
        page = QWidget()
        page.setLayout(parts.column(self.picked, parts.row(None, drop, margins=(0, theme.S, theme.M, theme.S)), gap=0))
        self.paper = PaperView("从左边选人加入，这里显示通告的样子")
        self.tabs = QTabWidget()
        self.tabs.addTab(self.paper, "通告预览")
        self.tabs.addTab(page, "已加入 0")
        right = QWidget()
        head = parts.column(parts.label("标题", "label"), self.subject, self.problem, gap=theme.XS,
                            margins=(theme.M, theme.S, theme.M, theme.S))  # fmt: skip
        right.setLayout(parts.column(head, parts.spread(self.tabs, high=True), gap=0))
        return right

    def enter(self, **given: Any) -> None:
        """Rule anew on what has changed since the page was last looked at."""
        del given
        if self._stale:
            self.reload()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Rule anew when a fact has changed; at once where the page is looked at."""
        if ledgers & (set(Record.ledgers) - {Notice.table}):
            self._stale = True
            if self.isVisible():
                self.reload()

    def reload(self) -> None:
        """Rule on everybody again on the reading lane."""
        self._stale = False
        office, kind = self.host.office, str(self.kind.currentData())
        self.host.reads.start(lambda _: gather(office, kind), self.alive(self._gathered))

    def _gathered(self, found: Candidates) -> None:
        self.found = found
        self.chosen = [at for at in self.chosen if at in found.entries and not found.entries[at].blocked]
        counted = Counter(view_of(entry) for entry in found.entries.values())
        counted["all"] = len(found.entries)
        for number, (name, words) in enumerate(VIEWS.items()):
            self.view.setItemText(number, f"{words} {counted[name]:,}")
        self._show_candidates()
        self._show_chosen()

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [self.found.rows[at] for at in ids if at in self.found.rows]

    def _show_candidates(self) -> None:
        view, asked = str(self.view.currentData()), self.asked.text().strip()
        ids = [
            at
            for at, row in self.found.rows.items()
            if (view == "all" or view_of(self.found.entries[at]) == view)
            and (not asked or any(asked in row.texts[name] for name in ("name", "case", "measure")))
        ]
        self.candidates.show_ids(array("q", ids))

    def take(self) -> None:
        """Take the chosen people over; those who may not be in the paper are left out and said so."""
        wanted = list(self.candidates.choice.now().ids) or [self.candidates.current_id()]
        blocked = [at for at in wanted if at in self.found.entries and self.found.entries[at].blocked]
        fresh = [at for at in wanted if at in self.found.entries and at not in blocked and at not in self.chosen]
        self.chosen += fresh
        if blocked:
            entry = self.found.entries[blocked[0]]
            self.host.toasts.show(f"有 {len(blocked)} 人不能加入：{entry.why}（{entry.article}）", "warn")
        self._show_chosen()

    def put_out(self) -> None:
        """Leave the chosen rows out again."""
        gone = set(self.picked.choice.now().ids) or {self.picked.current_id()}
        self.chosen = [at for at in self.chosen if at not in gone]
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.picked.show_ids(array("q", self.chosen))
        self.tabs.setTabText(1, f"已加入 {len(self.chosen)}")
        self.refresh_paper()

    def refresh_paper(self) -> None:
        """Keep the draft and show its paper; what stands against it is said above."""
        if not self.chosen:
            self.paper.show_pages(())
            self.problem.hide()
            return
        office, draft = self.host.office, self.draft
        given = {
            "kind": self.kind.currentData(), "subject": self.subject.text(), "involvements": tuple(self.chosen),
            "valid_until": office.today + timedelta(VALID_DAYS),
        }  # fmt: skip
        self.host.tasks.start(
            lambda _: _drafted(office, draft, given), self.alive(self._drafted), refused=self.alive(self._refused)
        )

    def _drafted(self, made: tuple[Notice, list[bytes]]) -> None:
        self.draft, pages = made
        self.problem.hide()
        self.paper.show_pages(pages)

    def _refused(self, wrong: UserError) -> None:
        self.problem.setText(wrong.message)
        self.problem.show()
        self.paper.show_pages(())

    def save_pdf(self) -> None:
        """Save the draft's paper."""
        if self.draft is None or self.draft.id is None or not self.chosen:
            self.host.toasts.show("还没有加入任何人，没有可以保存的通告", "warn")
            return
        office, at = self.host.office, self.draft.id
        save(self, f"通告草稿-{at}.pdf", lambda: notices.pdf(office, at).files[0], "保存通告 PDF")


def _drafted(office: Office, draft: Notice | None, given: dict[str, Any]) -> tuple[Notice, list[bytes]]:
    """Write the draft and return it with its pages. Runs on the working lane."""
    notice = notices.amend(office, draft.id, given) if draft and draft.id else notices.draft(office, given)
    data = notice_pdf(notices.paper(office, notice.id or 0), bundled=office.settings.bundled_fonts)
    return notice, pdf_png(data, RENDER_DPI)
