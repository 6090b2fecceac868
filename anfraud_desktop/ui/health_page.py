"""The health page: every check with what it found; each finding opens its field, or is let stand with a reason."""

from array import array
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from anfraud_desktop.actions import health, permits
from anfraud_desktop.actions.checks.check import SEVERITIES
from anfraud_desktop.actions.health import Checked, Finding, Health
from anfraud_desktop.actions.office import Office
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.store.inspecting import Acceptance
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.dialogs import ask_reason
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.table import Table

ACCEPTED = "accepted"
VIEWS = {**SEVERITIES, ACCEPTED: "已接受"}
EVERY = 1  # the row of all checks stands first


CHECKS = (told("name", "检查", theme.COLUMN_CASE), told("number", "处数", theme.COLUMN_LEAST, right=True))
FINDINGS = (
    told("title", "记录", theme.COLUMN_LONG + theme.XL),
    told("label", "项目", theme.COLUMN_NAME),
    told("detail", "情况", 2 * theme.COLUMN_LONG - theme.XL),
)
FOOT = theme.PHOTO_HEIGHT + theme.XL


def shown_in(found: Health, view: str) -> list[tuple[Checked, tuple[Finding, ...]]]:
    """Return the checks that have something in a view, with what they have there."""
    if view == ACCEPTED:
        some = ((one, tuple(f for f in one.findings if f.acceptance)) for one in found.checks)
    else:
        some = ((one, one.open) for one in found.checks if one.words.severity == view)
    return [(one, findings) for one, findings in some if findings]


def check_rows(groups: Sequence[tuple[Checked, tuple[Finding, ...]]], ids: Sequence[int]) -> list[Row]:
    """Return the rows of the checks in a view, that of all of them first."""
    every = sum(len(findings) for _, findings in groups)
    rows = [Row(EVERY, {"name": "全部", "number": f"{every:,}"})]
    for at, (one, findings) in enumerate(groups, EVERY + 1):
        rows.append(Row(at, {"name": one.words.name, "number": f"{len(findings):,}"}))
    return [row for row in rows if row.id in set(ids)]


class Foot(QFrame):
    """What is said of the chosen findings, and what can be done with them."""

    def __init__(self, page: "HealthPage") -> None:
        super().__init__()
        parts.role(self, "bar")
        self.detail = parts.label("", "strong", wrap=True, selectable=True)
        self.meaning = parts.label("", wrap=True)
        self.remedy = parts.label("", wrap=True)
        self.source = parts.label("", "caption", wrap=True)
        self.open_button = parts.button("打开", page.open, icon="edit")
        self.accept_button = parts.button("接受…", page.accept, icon="checkmark")
        self.reopen_button = parts.button("取消接受", page.reopen, icon="undo")
        words = QWidget()
        words.setLayout(parts.column(self.detail, self.meaning, self.remedy, self.source, None, gap=theme.XS))
        buttons = parts.column(self.open_button, self.accept_button, self.reopen_button, None)
        filled = parts.row(gap=theme.L, margins=(theme.L, theme.M, theme.L, theme.M))
        filled.addWidget(parts.scrolled(words), 1)
        filled.addLayout(buttons)
        self.setLayout(filled)
        self.setFixedHeight(FOOT)

    def show_some(self, office: Office, some: Sequence[tuple[Checked, Finding]], *, accepted: bool) -> None:
        """Tell of the first what it means; what can be done is done with all of them."""
        one, finding = some[0] if some else (None, None)
        told = f"{finding.title}：{finding.detail}" if finding else ""
        self.detail.setText(told if len(some) == 1 else f"已选 {len(some):,} 处" if some else "")
        self.meaning.setText(one.words.meaning if one else "")
        self.remedy.setText(f"处理：{one.words.remedy}" if one else "")
        standing = finding.acceptance if finding else None
        let = f"　{standing.officer} 于 {_day(standing.at)} 接受：{standing.reason}" if standing else ""
        self.source.setText(f"{one.words.basis}{let}" if one else "")
        ledgers = {finding.ledger for _, finding in some if finding.ledger}
        denied = next((why for at in ledgers if (why := permits.why_not(office, ledger_operation(at, "view")))), "")
        self.open_button.setEnabled(len(some) == 1 and bool(ledgers) and not denied)
        self.open_button.setToolTip(denied or "打开这条记录，停在有问题的一项")
        self.accept_button.setEnabled(bool(some) and not denied)
        self.accept_button.setToolTip(denied or "情况属实、不用改的，写明理由后不再提示；有关内容改动后会重新出现")
        self.accept_button.setVisible(not accepted)
        self.reopen_button.setEnabled(bool(some))
        self.reopen_button.setVisible(accepted)


class HealthPage(Workspace):
    """The newest result of all checks; a result that a change has overtaken is made anew when the page is entered."""

    topic = "health"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "案件文件体检"
        self.refused = permits.why_not(host.office, "check_file")
        self.found: Health | None = None
        self.view = "serious"
        self._running = False
        self._stale = True
        self._groups: list[tuple[Checked, tuple[Finding, ...]]] = []
        self._listed: list[tuple[Checked, Finding]] = []
        self._build()
        if not self.refused:
            self.primary = Primary("重新体检", "shield", self.check)
            self.commands = {"refresh": self.check, "print": self.save_pdf}

    def _build(self) -> None:
        self.checks = Table(CHECKS, lambda ids: check_rows(self._groups, ids), filters=False)
        self.checks.picked.connect(lambda _: self._show_findings())
        self.checks.setMinimumWidth(theme.COLUMN_CASE + theme.COLUMN_LEAST + theme.L)
        self.findings = Table(FINDINGS, self._finding_rows, filters=False)
        self.findings.opened.connect(lambda _: self.open())
        self.findings.choice.changed.connect(self._show_chosen)
        self.foot = Foot(self)
        right = QWidget()
        right.setLayout(parts.column(parts.spread(self.findings, high=True), self.foot, gap=0))
        split = QSplitter()
        split.setHandleWidth(theme.XS)
        split.addWidget(self.checks)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.COLUMN_CASE + theme.COLUMN_LEAST + theme.L, 3 * theme.INSPECTOR])
        split.setChildrenCollapsible(False)
        self.setLayout(parts.column(self._strip(), parts.spread(split, high=True), gap=0))
        self._tell()

    def _strip(self) -> QFrame:
        self.views = {
            name: parts.button(words, partial(self.show_view, name), look="view") for name, words in VIEWS.items()
        }
        for button in self.views.values():
            button.setCheckable(True)
        self.summary = parts.label("", "muted")
        self.paper = parts.button("保存 PDF", self.save_pdf, icon="pdf")
        strip = parts.frame("header")
        margins = (theme.L, theme.S, theme.L, theme.S)
        strip.setLayout(parts.row(*self.views.values(), theme.M, self.summary, None, self.paper, margins=margins))
        return strip

    # Running

    def enter(self, **given: Any) -> None:
        """Check what has changed since the page was last looked at."""
        del given
        if self._stale:
            self.check()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Say that the result is older than the file."""
        if ledgers & set(Record.ledgers):
            self._stale = True
            self._tell()

    def check(self) -> None:
        """Run all checks on the working lane, with bar and cancel."""
        if self.refused or self._running:
            return
        self._running, self._stale = True, False
        office = self.host.office
        self._tell()
        self.host.tasks.start(
            lambda progress: health.run(office, progress),
            self.alive(self._show),
            title=self.title,
            always=lambda: self.alive(self._ended)(None),
        )

    def _ended(self, _: None) -> None:
        self._running = False
        self._tell()

    def _show(self, found: Health) -> None:
        first = self.found is None
        self.found = found
        if first and not shown_in(found, self.view):
            self.view = next((name for name in VIEWS if shown_in(found, name)), self.view)
        self._running = False
        self.show_view(self.view)

    def _tell(self) -> None:
        """Say where things stand: running, overtaken, or the counts."""
        if self._running:
            self.summary.setText("正在体检…")
        elif self.found is None:
            self.summary.setText("尚未体检")
        else:
            overtaken = "　案件文件有改动，结果可能已过时" if self._stale else ""
            counted = f"{self.found.ok} / {len(self.found.checks)} 项没有待处理的问题"
            self.summary.setText(f"{counted}　{self.found.at:%m-%d %H:%M}{overtaken}")
        self.paper.setEnabled(self.found is not None and not self._running)
        if self.refused:
            empty = Empty(self.refused, icon="lock")
        elif self.found is None:
            empty = Empty("正在体检…" if self._running else "尚未体检", icon="shield")
        else:
            empty = Empty(f"没有“{VIEWS[self.view]}”的问题", icon="done")
        self.findings.empty.tell(empty)
        self.checks.empty.tell(Empty("", icon="done"))

    # Lists: the counts of the views are those of the lists below them

    def show_view(self, view: str) -> None:
        """Show the findings of one severity, or those that were let stand."""
        other, self.view = view != self.view, view
        for name, button in self.views.items():
            number = sum(len(f) for _, f in shown_in(self.found, name)) if self.found else 0
            button.setText(f"{VIEWS[name]} {number:,}" if self.found else VIEWS[name])
            button.setChecked(name == view)
        self._groups = shown_in(self.found, view) if self.found else []
        self._tell()
        self.checks.show_ids(array("q", range(EVERY, len(self._groups) + EVERY + 1) if self._groups else ()))
        if other and self._groups:
            self.checks.go_to(EVERY)
        self._show_findings()

    def _show_findings(self) -> None:
        at = self.checks.current_id()
        groups = self._groups if at <= EVERY else self._groups[at - EVERY - 1 : at - EVERY]
        self._listed = [(one, finding) for one, findings in groups for finding in findings]
        self.findings.show_ids(array("q", range(1, len(self._listed) + 1)))
        if self._listed:
            self.findings.go_to(1)
        self._show_chosen()

    def _finding_rows(self, ids: Sequence[int]) -> list[Row]:
        rows = []
        for at in ids:
            finding = self._listed[at - 1][1]
            texts = {"title": finding.title, "label": finding.label, "detail": finding.detail}
            rows.append(Row(at, texts))
        return rows

    def chosen(self) -> list[tuple[Checked, Finding]]:
        """Return the findings that are chosen."""
        return [self._listed[at - 1] for at in self.findings.choice.now().ids]

    def _show_chosen(self) -> None:
        self.foot.show_some(self.host.office, self.chosen(), accepted=self.view == ACCEPTED)

    # What an officer does here

    def open(self) -> None:
        """Open the record's form at the field."""
        if self.foot.open_button.isEnabled() and (some := self.chosen()):
            finding = some[0][1]
            self.host.edit_record(finding.ledger, finding.id, finding.field)

    def accept(self) -> None:
        """Let what is chosen stand, after asking for the reason."""
        keys = [finding.key for _, finding in self.chosen()]
        if not keys:
            return
        words = f"接受这 {len(keys):,} 处" if len(keys) > 1 else "接受这处发现"
        told = "接受的发现不再提示，记录内容改动后会重新出现。理由记入日志。"
        if reason := ask_reason(self, words, told, "接受"):
            office = self.host.office
            self._write(lambda: health.accept(office, keys, reason), keys)

    def reopen(self) -> None:
        """Take the acceptance of what is chosen back."""
        office, keys = self.host.office, [finding.key for _, finding in self.chosen()]
        if keys:
            self._write(lambda: health.reopen(office, keys), keys)

    def _write(self, act: Callable[[], Acceptance | None], keys: list[str]) -> None:
        self.host.tasks.start(lambda _: act(), self.alive(lambda standing: self._written(keys, standing)))

    def _written(self, keys: list[str], standing: Acceptance | None) -> None:
        if self.found:
            self.found = self.found.standing(set(keys), standing)
            self.host.toasts.show(f"已接受 {len(keys)} 处" if standing else f"已重新列出 {len(keys)} 处", "ok")
            self.show_view(self.view)

    def save_pdf(self) -> None:
        """Save the findings as a PDF."""
        if (found := self.found) and not self._running:
            office = self.host.office
            save(self, "案件文件体检.pdf", lambda: health.pdf(office, found), "保存体检结果")


def _day(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone().date().isoformat()
