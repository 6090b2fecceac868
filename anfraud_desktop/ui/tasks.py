"""Long work away from the window's thread, and the one way back: a signal."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from anfraud_desktop.errors import UserError

T = TypeVar("T")
REPORT_EVERY = 100  # thousandths of the work between two reports to the window are not worth more


class Stopped(BaseException):
    """Raised inside work whose user pressed cancel; leaves every transaction rolled back.

    Not an Exception: work that answers its own failures must not swallow the wish to stop.
    """


class _Signals(QObject):
    stepped = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()


class Progress:
    """What work is handed: call it with (done, total, words); it raises Stopped after a cancel."""

    def __init__(self, signals: _Signals) -> None:
        self._signals = signals
        self._told: tuple[int, str] = (-1, "")
        self.cancelled = False

    def __call__(self, done: int, total: int = 0, words: str = "") -> None:
        """Report how far the work is; total 0 is unknown."""
        if self.cancelled:
            raise Stopped
        share = done * 1000 // total // (1000 // REPORT_EVERY) if total else done
        if (share, words) != self._told:
            self._told = share, words
            self._signals.stepped.emit(done, total, words)


class _Run(QRunnable):
    def __init__(self, work: Callable[[Progress], object], progress: Progress, signals: _Signals) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._work, self._progress, self._signals = work, progress, signals

    def run(self) -> None:
        """Do the work; whatever happens, one signal goes back."""
        try:
            self._progress(0)  # it may have been cancelled while it waited
            outcome = self._work(self._progress)
        except Stopped:
            self._signals.stopped.emit()
        except Exception as wrong:  # noqa: BLE001  a defect must reach the window, whatever it is
            self._signals.failed.emit(wrong)
        else:
            self._signals.finished.emit(outcome)


class Task(QObject, Generic[T]):
    """One piece of work under way."""

    stepped = Signal(int, int, str)
    ended = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.signals = _Signals(self)
        self.progress = Progress(self.signals)
        self.signals.stepped.connect(self.stepped)
        self.running = True
        self.run: QRunnable | None = None  # kept here: the pool does not keep Python's half of it

    def cancel(self) -> None:
        """Ask the work to stop at its next report; what it did is rolled back."""
        self.progress.cancelled = True

    def end(self) -> None:
        """Tell everybody who waits that nothing more comes."""
        self.running = False
        self.ended.emit()
        self.deleteLater()


class Tasks(QObject):
    """A lane of work: one piece after the other, away from the window's thread.

    `failed` carries a UserError that nobody else answers, `broken` every other exception.
    `started` carries each task that has a title, so that the frame can show its bar.
    """

    failed = Signal(object)
    broken = Signal(object)
    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)  # the thread has a connection to the file, which its successor would not find
        self._tasks: list[Task[Any]] = []

    def start(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], object] | None = None,
        *,
        title: str = "",
        refused: Callable[[UserError], object] | None = None,
        always: Callable[[], object] | None = None,
    ) -> Task[T]:
        """Do `work` on the lane; `then` gets its outcome, `refused` its UserError, both on the window's thread.

        With a title the work is shown with bar and cancel. `always` is called last, also after a cancel.
        """
        task: Task[T] = Task(title, self)
        self._tasks.append(task)

        def end() -> None:
            self._tasks.remove(task)
            task.end()
            if always:
                always()

        def finished(outcome: T) -> None:
            end()
            if then and not task.progress.cancelled:
                then(outcome)

        def failed(wrong: Exception) -> None:
            end()
            if not isinstance(wrong, UserError):
                self.broken.emit(wrong)
            elif refused:
                refused(wrong)
            else:
                self.failed.emit(wrong)

        task.signals.finished.connect(finished)
        task.signals.failed.connect(failed)
        task.signals.stopped.connect(end)
        if title:
            self.started.emit(task)
        task.run = _Run(work, task.progress, task.signals)
        self._pool.start(task.run)
        return task

    def drop(self) -> None:
        """Forget what has not begun and let what runs come to nothing: a newer question replaces it."""
        for task in list(self._tasks):
            task.cancel()

    def busy(self) -> bool:
        """Tell whether anything is under way."""
        return bool(self._tasks)

    def wait(self) -> None:
        """Wait for what is under way to be done; its answers come later."""
        self._pool.waitForDone()

    def finish(self) -> None:
        """Cancel everything and wait for the lane to be empty; for closing the window."""
        self.drop()
        self._pool.waitForDone()
