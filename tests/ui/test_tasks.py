import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from anfraud_desktop.errors import Unavailable, UserError
from anfraud_desktop.ui.tasks import Progress, Task, Tasks


@pytest.fixture
def lane(qapp: QApplication) -> Tasks:
    return Tasks(qapp)


def test_work_runs_away_from_the_windows_thread_and_comes_back_to_it(lane: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    window = threading.get_ident()
    lane.start(lambda _: threading.get_ident(), lambda there: seen.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    [(there, back)] = seen
    assert there != window
    assert back == window


def test_many_pieces_come_back_in_order(lane: Tasks, qtbot: QtBot) -> None:
    seen: list[int] = []
    for number in range(50):
        lane.start(lambda _, number=number: number, seen.append)  # type: ignore[misc]  # mypy knows no type for it
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == list(range(50))
    assert not lane.busy()


def test_a_mistake_goes_to_whoever_answers_it_and_else_to_the_window(lane: Tasks, qtbot: QtBot) -> None:
    def fail(_: Progress) -> None:
        raise Unavailable("磁盘已满")

    answered: list[UserError] = []
    shown: list[UserError] = []
    lane.failed.connect(shown.append)
    lane.start(fail, refused=answered.append)
    lane.start(fail)
    qtbot.waitUntil(lambda: bool(answered and shown))
    assert answered[0].message == shown[0].message == "磁盘已满"


def test_a_defect_is_broken_and_not_a_mistake(lane: Tasks, qtbot: QtBot) -> None:
    broken: list[Exception] = []
    lane.broken.connect(broken.append)
    lane.start(lambda _: 1 / 0)
    qtbot.waitUntil(lambda: bool(broken))
    assert isinstance(broken[0], ZeroDivisionError)


def test_cancel_stops_the_work_at_its_next_report_and_gives_no_outcome(lane: Tasks, qtbot: QtBot) -> None:
    outcomes: list[object] = []
    ended: list[bool] = []
    rolled_back = threading.Event()
    begun = threading.Event()

    def work(progress: Progress) -> str:
        begun.set()
        try:
            for done in range(10_000_000):
                progress(done, 10_000_000)
        finally:
            rolled_back.set()
        return "done"

    task: Task[str] = lane.start(work, outcomes.append, always=lambda: ended.append(True))
    assert begun.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert rolled_back.is_set()
    assert outcomes == []


def test_progress_reports_no_more_often_than_the_eye_can_follow(lane: Tasks, qtbot: QtBot) -> None:
    steps: list[int] = []

    def work(progress: Progress) -> None:
        for done in range(20_001):
            progress(done, 20_000)

    task = lane.start(work, title="导入")
    task.stepped.connect(lambda done, _total, _words: steps.append(done))
    qtbot.waitUntil(lambda: not lane.busy())
    assert 50 <= len(steps) <= 205


def test_a_newer_question_replaces_the_older_ones(lane: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []
    lane.start(lambda _: "old", answers.append)
    lane.drop()
    lane.start(lambda _: "new", answers.append)
    qtbot.waitUntil(lambda: not lane.busy())
    assert answers == ["new"]
