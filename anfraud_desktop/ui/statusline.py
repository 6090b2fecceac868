"""The status line tells the truth: unit, user, what is saved, the backup, the lock; and long work under way."""

from typing import Any

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QFrame, QProgressBar

from anfraud_desktop.ui import parts, theme
from anfraud_desktop.ui.tasks import Task

PARTS = ("unit", "user", "saved", "backup", "lock")
SECOND = 1000


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
        """Set some of the parts: unit, user, saved, backup, lock; an empty one is left out."""
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
