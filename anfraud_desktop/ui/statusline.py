"""The status line tells the truth: unit, user, what is saved, the backup, the lock; and long work under way."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar

from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.tasks import Task, Tasks
from anfraud_desktop.ui.workspaces import Workspaces

if TYPE_CHECKING:
    from anfraud_desktop.actions.office import Office

BackupAge = Callable[["Office"], timedelta | None]

PARTS = ("unit", "user", "unsaved", "saved", "backup", "lock")
SECOND = 1000
MINUTE_MS = 60 * SECOND


class StatusLine(QFrame):
    """The words at the left, the work at the right."""

    def __init__(self) -> None:
        super().__init__()
        parts.role(self, "status")
        self.setFixedHeight(theme.STATUS)
        self.told: dict[str, str] = {}
        self.words = parts.label("", "caption")
        self.task_words = parts.label("", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.PROGRESS)
        self.stop = parts.button("取消", self._cancel, look="link")
        self._tasks: list[Task[Any]] = []
        self._clock = QElapsedTimer()
        self.setLayout(
            parts.row(
                self.words, None, self.task_words, self.bar, self.stop, gap=theme.M, margins=(theme.L, 0, theme.L, 0)
            )
        )
        self._show_work(visible=False)

    def tell(self, **words: str) -> None:
        """Set some of the parts: unit, user, unsaved, saved, backup, lock; an empty one is left out."""
        self.told |= words
        self.words.setText("  ·  ".join(self.told[part] for part in PARTS if self.told.get(part)))

    def follow(self, task: Task[Any]) -> None:
        """Show a task's bar, words and cancel until it ends."""
        self._tasks.append(task)
        self._clock.start()
        task.stepped.connect(lambda done, total, words: self._step(task, done, total, words))
        task.ended.connect(lambda: self._leave(task))
        self._step(task, 0, 0, "")
        self._show_work(visible=True)

    def _leave(self, task: Task[Any]) -> None:
        self._tasks.remove(task)
        self._show_work(visible=bool(self._tasks))

    def _step(self, task: Task[Any], done: int, total: int, words: str) -> None:
        if task is not self._tasks[0]:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        told = words or task.title
        if total:
            told += f"  {done:,} / {total:,}"
            if done and (left := self._clock.elapsed() * (total - done) // done // SECOND):
                told += f"  还需 {left // 60} 分 {left % 60} 秒" if left >= 60 else f"  还需 {left} 秒"  # noqa: PLR2004
        self.task_words.setText(told)

    def _cancel(self) -> None:
        if self._tasks:
            self._tasks[0].cancel()
            self.task_words.setText("正在停下，已做的全部退回…")

    def _show_work(self, *, visible: bool) -> None:
        for widget in (self.task_words, self.bar, self.stop):
            widget.setVisible(visible)


def backup_words(age: timedelta | None) -> str:
    """Say how old the newest good backup is."""
    if age is None:
        return "还没有备份"
    minutes = int(age.total_seconds()) // 60
    if minutes < 1:
        return "刚刚备份"
    for number, unit in ((minutes // 1440, "天"), (minutes // 60, "小时"), (minutes, "分钟")):
        if number:
            return f"备份 {number} {unit}前"
    return ""


class Truth(QObject):
    """Keeps the status line true: who is at work where, how much is unsaved, how old the backup is."""

    def __init__(self, line: StatusLine, office: "Office", pages: Workspaces, reads: Tasks) -> None:
        super().__init__(line)
        self._line, self._office, self._pages, self._reads = line, office, pages, reads
        self._age: BackupAge | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTE_MS)
        self._timer.timeout.connect(self.ask_backup)
        for told in (pages.arrived, pages.retitled):
            told.connect(self.count)
        unit = office.unit
        line.tell(unit=(unit.name or "") if unit else "未登记单位", user=office.officer_text)

    def count(self) -> None:
        """Say how many forms hold something that is not saved."""
        number = sum(page.unsaved() for page in self._pages.open.values())
        self._line.tell(unsaved=f"{number} 份未保存" if number else "")

    def watch_backups(self, age: BackupAge) -> None:
        """Show from now on how old the newest backup is; `age` is asked every minute, away from the window."""
        self._age = age
        self._timer.start()
        self.ask_backup()

    def ask_backup(self) -> None:
        """Ask how old it is; nothing is asked of a file that is locked."""
        if (age := self._age) and self._office.store.key:
            self._reads.start(
                lambda _: age(self._office),
                lambda found: self._line.tell(backup=backup_words(found)),
                refused=lambda _: self._line.tell(backup=""),  # not to be said every minute
            )

    def end(self) -> None:
        """Ask no more."""
        self._timer.stop()
