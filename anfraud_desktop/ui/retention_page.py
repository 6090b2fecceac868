"""Retention: what has reached its end and may be deleted by two, how long things are kept, requests answered."""

from array import array
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QFrame

from anfraud_desktop.actions import corrections, permits, records, retention
from anfraud_desktop.actions.corrections import Request
from anfraud_desktop.actions.office import Office
from anfraud_desktop.actions.retention import Due, Purged
from anfraud_desktop.rules.retention import Period, lowest
from anfraud_desktop.rules.rights import ledger_operation
from anfraud_desktop.schema.record import Record
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.permitted import allow
from anfraud_desktop.ui.retention_dialogs import (
    CORRECT,
    DECLINE,
    DECLINE_DELETION,
    PurgeDialog,
    RequestDialog,
    YearsDialog,
)
from anfraud_desktop.ui.saving import save
from anfraud_desktop.ui.second import ask_second
from anfraud_desktop.ui.table import Table

ENDED, PERIODS = "ended", "periods"
VIEWS = {ENDED: "期限届满", PERIODS: "期限表"}
DUE = (
    told("record", "记录", theme.COLUMN_CASE),
    told("title", "名称", theme.COLUMN_LONG),
    told("until", "届满", theme.COLUMN_NAME),
    told("together", "连同", theme.COLUMN_LEAST, right=True),
    told("reason", "为什么", 2 * theme.COLUMN_LONG),
)
KINDS = (
    told("title", "记录", theme.COLUMN_CASE),
    told("years", "保存年数", theme.COLUMN_NAME, right=True),
    told("begins", "起算", theme.COLUMN_LONG + theme.XXL),
    told("state", "核定", theme.COLUMN_NAME),
    told("article", "依据", theme.COLUMN_LONG + theme.COLUMN_MONEY),
)
CORRECTION, DELETION = "个人信息更正答复书.pdf", "个人信息删除答复书.pdf"
SHOWN = 3  # records that are named before a deletion


class RetentionPage(Workspace):
    """What is over, and the periods; an officer who may not look it over answers requests all the same."""

    topic = "retention"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "保存期限"
        self.refused = permits.why_not(host.office, "check_file")
        self.found: list[Due] | None = None
        self.kinds: list[tuple[Period, int]] = []
        self.view = ENDED
        why = permits.why_not(host.office, ledger_operation("people", "edit"))
        self.primary = Primary("答复本人请求", "person", self.answer, why_not=why)
        self._stale = True
        self._build()
        self.commands = {"refresh": self.look}

    def _build(self) -> None:
        self.due = Table(DUE, self._due_rows, filters=False)
        self.due.choice.changed.connect(self._tell)
        self.due.opened.connect(self._open)
        self.periods = Table(KINDS, self._kind_rows, filters=False)
        self.periods.choice.changed.connect(self._tell)
        self.detail = parts.label("", wrap=True, selectable=True)
        self.article = parts.label("", "caption", wrap=True)
        self.purge_button = parts.button("彻底删除…", self.purge, look="danger", icon="delete")
        self.years_button = parts.button("修改年数…", self.set_years, icon="edit")
        words = parts.column(self.detail, self.article, gap=theme.XS)
        bar = parts.frame("bar")
        row = parts.row(gap=theme.L, margins=(theme.L, theme.S, theme.L, theme.S))
        row.addLayout(words, 1)
        row.addWidget(self.purge_button)
        row.addWidget(self.years_button)
        bar.setLayout(row)
        tables = (parts.spread(self.due, high=True), parts.spread(self.periods, high=True))
        self.setLayout(parts.column(self._strip(), *tables, bar, gap=0))
        self.show_view(ENDED)

    def _strip(self) -> QFrame:
        self.views = {
            name: parts.button(words, partial(self.show_view, name), look="view") for name, words in VIEWS.items()
        }
        for button in self.views.values():
            button.setCheckable(True)
        self.summary = parts.label("", "muted")
        strip = parts.frame("header")
        strip.setLayout(
            parts.row(*self.views.values(), theme.M, self.summary, None, margins=(theme.L, theme.S, theme.L, theme.S))
        )
        return strip

    # Looking

    def enter(self, **given: Any) -> None:
        """Look again where something has changed since the last time."""
        del given
        if self._stale:
            self.look()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Look again when the page is next shown, or now where it is."""
        if ledgers & set(Record.ledgers):
            self._stale = True
            if self.isVisible():
                self.look()

    def look(self) -> None:
        """Read what is over and how long things are kept."""
        office = self.host.office
        self._stale = False
        refused = bool(self.refused)
        self.host.reads.start(
            lambda _: ([] if refused else retention.ended(office), retention.periods(office)), self.alive(self._show)
        )

    def _show(self, found: tuple[list[Due], list[tuple[Period, int]]]) -> None:
        self.found, self.kinds = found
        self.due.show_ids(array("q", range(1, len(self.found) + 1)))
        self.periods.show_ids(array("q", range(1, len(self.kinds) + 1)))
        self.show_view(self.view)

    def show_view(self, view: str) -> None:
        """Show what is over, or the periods."""
        self.view = view
        for name, button in self.views.items():
            number = {ENDED: len(self.found or ()), PERIODS: len(self.kinds)}[name]
            button.setText(f"{VIEWS[name]} {number:,}" if self.found is not None else VIEWS[name])
            button.setChecked(name == view)
        self.due.setVisible(view == ENDED)
        self.periods.setVisible(view == PERIODS)
        self.purge_button.setVisible(view == ENDED)
        self.years_button.setVisible(view == PERIODS)
        if self.refused:
            self.due.empty.tell(Empty("看不到届满的记录", self.refused, icon="lock"))
        elif self.found is None:
            self.due.empty.tell(Empty("正在查找…", icon="clock"))
        else:
            self.due.empty.tell(
                Empty("没有期限届满的记录", "届满的记录会列在这里，由管理员和审核人两人彻底删除。", icon="done")
            )
        self._tell()

    def _due_rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(at, _due_texts((self.found or [])[at - 1])) for at in ids]

    def _kind_rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(at, _kind_texts(*self.kinds[at - 1])) for at in ids]

    def chosen(self) -> list[Due]:
        """Return the records that are chosen."""
        return [self.found[at - 1] for at in self.due.choice.now().ids if at <= len(self.found)] if self.found else []

    def chosen_period(self) -> tuple[Period, int] | None:
        """Return the period of the current row."""
        at = self.periods.current_id()
        return self.kinds[at - 1] if 0 < at <= len(self.kinds) else None

    def _tell(self) -> None:
        """Say of what is chosen why, and by which article."""
        some, office = self.chosen(), self.host.office
        kind = self.chosen_period()
        if self.view == ENDED:
            first = some[0] if some else None
            more = _count(some) - len(some)
            told = f"已选 {len(some):,} 条" if len(some) > 1 else f"{first.name}　{first.kept.reason}" if first else ""
            self.detail.setText(f"{told}，连同其下 {more:,} 条" if more else told)
            self.article.setText(first.kept.article if first else "选一条届满的记录，看看依据")
        else:
            self.detail.setText(f"{kind[0].title}：{kind[1]} 年" if kind else "")
            self.article.setText(_source(kind[0]) if kind else "选一类记录，看看依据")
        self.purge_button.setToolTip("由管理员和审核人两人确认；不能撤销")
        allow(self.purge_button, office, "purge_record", when=bool(some))
        allow(self.years_button, office, "change_policy", when=kind is not None)

    def _open(self, at: int) -> None:
        due = (self.found or [])[at - 1]
        if not due.trash and not permits.why_not(self.host.office, ledger_operation(due.ledger, "view")):
            self.host.open_record(due.ledger, due.id)

    # Doing

    def purge(self) -> None:
        """Ask on what ground, then the second person, then delete what is chosen for good."""
        some = self.chosen()
        if not some:
            return
        names = "、".join(one.name for one in some[:SHOWN])
        what = f"{names}{' 等' if len(some) > SHOWN else ''}，连同其下共 {_count(some):,} 条"
        asked = PurgeDialog(self, f"彻底删除 {what}", some[0].kept.article, self.host.office.today)
        if asked.exec() != QDialog.DialogCode.Accepted:
            return
        office = ask_second(self, self.host, "purge_record", f"彻底删除 {what}。删除后不能找回。")
        if office is None:
            return
        wanted = [(one.ledger, one.id) for one in some]
        basis, reason, request = asked.basis.text(), asked.reason.text(), asked.request
        self.host.tasks.start(
            lambda _: retention.purge(office, wanted, basis, reason, dependents=True),
            self.alive(lambda done: self._purged(done, office, request)),
            title="彻底删除",
        )

    def _purged(self, done: Purged, office: Office, request: Request | None) -> None:
        self.host.toasts.show(done.words, "ok" if done.swept else "warn")
        self.look()
        if request:
            save(self, DELETION, lambda: corrections.deleted(office, request), "保存答复书")

    def set_years(self) -> None:
        """Ask for the station's own figure and its source, then the second person."""
        chosen = self.chosen_period()
        if chosen is None:
            return
        period, years = chosen
        asked = YearsDialog(self, period, years, lowest(period))
        if asked.exec() != QDialog.DialogCode.Accepted:
            return
        wanted, basis = int(asked.years.text()), asked.basis.text().strip()
        about = f"{period.title}的保存年数由 {years} 年改为 {wanted} 年，依据：{basis}。"
        office = ask_second(self, self.host, "change_policy", about)
        if office is not None:
            self.host.tasks.start(
                lambda _: retention.set_years(office, period.key, wanted, basis),
                self.alive(lambda _: self._years_set(f"{period.title}已改为保存 {wanted} 年")),
            )

    def _years_set(self, words: str) -> None:
        self.host.toasts.show(words, "ok")
        self.look()

    def answer(self) -> None:
        """Ask what a person wants; do it or decline it, and keep the paper where the officer says."""
        office = self.host.office
        asked = RequestDialog(self, office.today, partial(_read, office))
        if asked.exec() != QDialog.DialogCode.Accepted:
            return
        about, given, request, why = (asked.table, asked.record_id), asked.given, asked.request, asked.why.text()
        name, make = {
            CORRECT: (CORRECTION, lambda: corrections.correct(office, *about, given, request).paper),
            DECLINE: (CORRECTION, lambda: corrections.decline(office, *about, given, request, why=why)),
            DECLINE_DELETION: (DELETION, lambda: corrections.decline_deletion(office, *about, request, why)),
        }[asked.kind]
        save(self, name, make, "保存答复书")


def _read(office: Office, table: str, record_id: int, given: Mapping[str, object]) -> str:
    """Return what a record is called; raises UserError where it cannot be had or cannot take these values."""
    record = records.show(office, table, record_id)
    records.read(office, type(record), given, record)
    return record.title_text()


def _count(some: Sequence[Due]) -> int:
    """Return how many records go with these: one that hangs on two of them counts once."""
    return len({at for one in some for at in ((one.ledger, one.id), *one.under)})


def _due_texts(one: Due) -> dict[str, str]:
    return {
        "record": f"{one.name}{'（回收站）' if one.trash else ''}", "title": one.title, "until": str(one.kept.until),
        "together": f"{one.dependents:,}" if one.dependents else "", "reason": one.kept.reason,
    }  # fmt: skip


def _kind_texts(period: Period, years: int) -> dict[str, str]:
    state = "本单位已定" if years != period.years else "待本单位核定" if period.unsure else "法定"
    return {
        "title": period.title, "years": f"{years:,}", "begins": period.begins, "state": state,
        "article": period.article,
    }  # fmt: skip


def _source(period: Period) -> str:
    unsure = (
        "法律没有写明年数，先按最长的保存；请按上级的保管期限表核定。"
        if period.unsure
        else "年数由法律规定，只能延长。"
    )
    return f"{period.article}　{unsure}最少 {lowest(period)} 年。"
