"""The bridge between the GUI thread and blocking calls."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bimexplorer.cancellation import current
from bimexplorer.errors import Cancelled, NotFound, ProgramError
from bimexplorer.ui.tasks import Tasks


class Answers:
    """What came back, and in which thread."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[ProgramError] = []
        self.threads: set[threading.Thread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread())

    def failed(self, error: ProgramError) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread())

    @property
    def any(self) -> bool:
        return bool(self.results or self.errors)


@pytest.fixture
def answers() -> Answers:
    return Answers()


def test_a_result_comes_back_on_the_gui_thread(qtbot: QtBot, tasks: Tasks, answers: Answers) -> None:
    worked: list[threading.Thread] = []

    def work() -> int:
        worked.append(threading.current_thread())
        return 7

    tasks.run(work, answers.done, answers.failed)
    assert not answers.any, "nothing is done before the GUI thread is free"
    qtbot.waitUntil(lambda: answers.any)
    assert answers.results == [7]
    assert answers.threads == {threading.main_thread()}
    assert worked[0] is not threading.main_thread()


def test_an_error_comes_back_as_it_is(qtbot: QtBot, tasks: Tasks, answers: Answers) -> None:
    error = NotFound("It is gone.")

    def work() -> None:
        raise error

    tasks.run(work, answers.done, answers.failed)
    qtbot.waitUntil(lambda: answers.any)
    assert answers.errors == [error]


def test_a_defect_is_logged_and_told_in_a_sentence(
    qtbot: QtBot, tasks: Tasks, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.run(lambda: 1 // 0, answers.done, answers.failed)
    qtbot.waitUntil(lambda: answers.any)
    assert answers.errors[0].sentence == "Something went wrong inside BIM Explorer."
    assert "ZeroDivisionError" in answers.errors[0].technical
    assert "ZeroDivisionError" in caplog.text


def test_a_cancelled_call_wakes_and_nothing_comes_back(qtbot: QtBot, tasks: Tasks, answers: Answers) -> None:
    begun, woken = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        try:
            current().wait(60)
        except Cancelled:
            woken.set()
            raise

    task = tasks.run(work, answers.done, answers.failed)
    qtbot.waitUntil(begun.is_set)
    task.cancel()
    qtbot.waitUntil(woken.is_set)
    tasks.run(lambda: "later", answers.done, answers.failed)
    qtbot.waitUntil(lambda: answers.any)
    assert (answers.results, answers.errors) == (["later"], [])


def test_nothing_comes_back_to_a_deleted_owner(qtbot: QtBot, tasks: Tasks, answers: Answers) -> None:
    owner, go_on = QObject(), threading.Event()
    tasks.run(lambda: go_on.wait(30), answers.done, answers.failed, owner=owner)
    shiboken6.delete(owner)
    go_on.set()
    tasks.run(lambda: "later", answers.done, answers.failed)
    qtbot.waitUntil(lambda: answers.any)
    assert (answers.results, answers.errors) == (["later"], [])


def test_after_the_end_nothing_begins(qtbot: QtBot, tasks: Tasks, answers: Answers) -> None:
    begun = threading.Event()
    blocked = tasks.run(lambda: current().wait(60), answers.done, answers.failed)
    tasks.stop()
    late = tasks.run(begun.set, answers.done, answers.failed)
    blocked.cancel()
    late.cancel()
    qtbot.waitUntil(lambda: not any(thread.name.startswith("view") for thread in threading.enumerate()))
    assert not begun.is_set()
    assert not answers.any
