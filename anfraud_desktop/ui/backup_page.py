"""Backups: which there are and how good they are; one made now; one put back, after a look at what that would lose."""

from array import array
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from anfraud_desktop.actions import backups, permits
from anfraud_desktop.actions.backups import Comparison, Listed
from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.columns import Row, told
from anfraud_desktop.ui.dialogs import Dialog
from anfraud_desktop.ui.emptiness import Empty
from anfraud_desktop.ui.page import Host, Primary, Workspace
from anfraud_desktop.ui.second import ask_second
from anfraud_desktop.ui.table import Table
from anfraud_desktop.ui.tasks import Progress

WHY = {
    "asked": "手动", "scheduled": "自动", "import": "导入前", "key": "换密钥前", "migration": "升级前",
    "restore": "恢复前",
}  # fmt: skip
COLUMNS = (
    told("made_at", "时间", theme.COLUMN_TEXT),
    told("age", "距今", theme.COLUMN_NAME),
    told("rows", "记录", theme.COLUMN_NAME, right=True),
    told("why", "原因", theme.COLUMN_NAME),
    told("state", "核对", theme.COLUMN_LONG),
    told("file", "文件", theme.COLUMN_LONG + theme.COLUMN_NAME),
)
LOSSES = (
    told("title", "台账", theme.COLUMN_NAME),
    told("then", "备份里", theme.COLUMN_NAME, right=True),
    told("now", "现在", theme.COLUMN_NAME, right=True),
    told("change", "恢复后", theme.COLUMN_NAME, right=True),
)


def age_words(age: timedelta) -> str:
    """Return how old something is, in the largest unit that fits."""
    minutes = max(int(age.total_seconds() // 60), 0)
    if minutes < 60:  # noqa: PLR2004  an hour
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"


def _state(one: Listed) -> str:
    if one.problem:
        return one.problem
    return "完好（更换密钥前）" if one.older_key else "完好"


class Losses(Dialog):
    """What putting a backup back would take away, before anybody decides."""

    def __init__(self, parent: QWidget, found: Comparison) -> None:
        super().__init__(parent)
        self.setWindowTitle("恢复备份")
        rows = [
            Row(
                at,
                {
                    "title": title,
                    "then": f"{then:,}",
                    "now": f"{now:,}",
                    "change": f"{then - now:+,}" if then != now else "不变",
                },
            )
            for at, (_, title, then, now) in enumerate(found.ledgers, 1)
        ]
        table = Table(LOSSES, lambda ids: [row for row in rows if row.id in set(ids)], filters=False)
        table.show_ids(array("q", [row.id for row in rows]))
        table.setMinimumSize(
            4 * theme.COLUMN_NAME + theme.XXL, len(rows) * theme.ROW + theme.HEAD + theme.STATUS + theme.L
        )
        since = (
            "这份备份不是本案件文件的以往状态。"
            if found.deeds is None
            else f"此后记入日志的操作 {found.deeds:,} 项会丢失。"
        )
        words = f"将回到 {found.made_at:%Y-%m-%d %H:%M} 的状态。{since}恢复之前会先备份现在的内容，可以再换回来。"
        foot = parts.row(
            None, parts.button("返回", self.reject), parts.button("恢复到这个时间", self.accept, look="danger")
        )
        self.setLayout(
            parts.column(
                parts.label("恢复后会怎样", "heading"), parts.notice(words, "warn", "warning"), table, foot,
                gap=theme.M, margins=(theme.XL, theme.XL, theme.XL, theme.L),
            )
        )  # fmt: skip


class BackupPage(Workspace):
    """The backups of this case file, newest first."""

    topic = "backup"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.title = "备份与恢复"
        self.listed: list[Listed] = []
        why = permits.why_not(host.office, "make_backup")
        self.primary = Primary("立即备份", "save", self.make, why_not=why)
        self.table = Table(COLUMNS, self._rows, filters=False)
        self.table.empty.tell(Empty("还没有备份", "按“立即备份”做第一份；以后每天自动备份，并逐份核对。"))
        self.table.choice.changed.connect(self._chosen_changed)
        self.detail = parts.label("", "caption", wrap=True, selectable=True)
        self.restore_button = parts.button("恢复…", self.restore, icon="history")
        bar = parts.frame("bar")
        bar.setLayout(
            parts.row(parts.spread(self.detail), self.restore_button, margins=(theme.L, theme.S, theme.L, theme.S))
        )
        self.setLayout(parts.column(parts.spread(self.table, high=True), bar, gap=0))
        self.commands = {"refresh": self.look}
        self._chosen_changed()
        if why:
            self.table.empty.tell(Empty("看不到备份", why))
        else:
            self.look()

    def on_changed(self, ledgers: frozenset[str]) -> None:
        """Nothing here follows the ledgers."""

    def look(self) -> None:
        """Read which backups there are."""
        office = self.host.office
        self.host.reads.start(lambda _: backups.listing(office), self.alive(self._show))

    def _show(self, found: list[Listed]) -> None:
        self.listed = found
        self.table.show_ids(array("q", range(1, len(found) + 1)))
        self._chosen_changed()

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(at, self._texts(self.listed[at - 1])) for at in ids if at <= len(self.listed)]

    @staticmethod
    def _texts(one: Listed) -> dict[str, str]:
        return {
            "made_at": f"{one.made_at:%Y-%m-%d %H:%M}", "age": age_words(one.age), "rows": f"{one.rows:,}",
            "why": WHY.get(one.why, one.why), "state": _state(one), "file": one.path.name,
        }  # fmt: skip

    @property
    def chosen(self) -> Listed | None:
        """The backup of the current row."""
        at = self.table.current_id()
        return self.listed[at - 1] if 0 < at <= len(self.listed) else None

    def _chosen_changed(self) -> None:
        one = self.chosen
        why = permits.why_not(self.host.office, "restore_backup")
        self.restore_button.setEnabled(one is not None and one.verified and not why)
        self.restore_button.setToolTip(why or "先看看会丢失什么，再由管理员和审核人两人确认")
        self.detail.setText(str(one.path) if one else "选一份备份，可以看看恢复后会怎样")

    def make(self) -> None:
        """Make a backup now."""
        office = self.host.office

        def work(progress: Progress) -> backups.Made:
            return backups.make(office, progress=progress)

        self.host.tasks.start(work, self.alive(self._made), title="备份")

    def _made(self, made: backups.Made) -> None:
        self.host.toasts.show(f"已备份 {made.rows:,} 条并核对。{made.warning}", "warn" if made.warning else "ok")
        self.look()

    def restore(self) -> None:
        """Show what a restoring would lose; then, with a second person, do it."""
        one = self.chosen
        if one is None:
            return
        office, path = self.host.office, one.path
        self.host.reads.start(
            lambda _: backups.compare(office, path), self.alive(lambda found: self._decide(found, path))
        )

    def _decide(self, found: Comparison, path: Path) -> None:
        if Losses(self, found).exec() != QDialog.DialogCode.Accepted:
            return
        about = f"把案件文件恢复到 {found.made_at:%Y-%m-%d %H:%M} 的备份；现在的内容会先另做一份备份。"
        office = ask_second(self, self.host, "restore_backup", about)
        if office is not None:
            self.host.tasks.start(
                lambda progress: backups.restore_over(office, path, progress=progress), self._restored, title="恢复备份"
            )

    def _restored(self, done: backups.Restored) -> None:
        kept = f"恢复之前的内容在 {done.saved.name}。" if done.saved else ""
        self.host.sign_out(f"已恢复到 {done.made_at:%Y-%m-%d %H:%M}，共 {done.rows:,} 条。{kept}请重新登录。")
