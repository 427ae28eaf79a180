"""Following the server's jobs: recursive deletions on the real stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Cloud, Connection
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.errors import NotFound
from bimexplorer.model import Entry, Job, JobState
from bimexplorer.sites.vault import Vault
from bimexplorer.ui.panels.server_job import ServerJobBar
from bimexplorer.ui.tasks import Tasks
from tests.standin import StandIn

LONG = 30_000


@pytest.fixture
def slow_standin(start_standin: Callable[..., StandIn]) -> StandIn:
    """Deletes a few resources a second, so that there is something to see."""
    return start_standin(generation="2023.2", job_step=0.15)


@pytest.fixture
def cloud(slow_standin: StandIn, tmp_path: Path) -> Iterator[Cloud]:
    service = SERVICES["bimcloud"]
    connection = Connection(slow_standin.manager, "2023.2", "Office")
    store = Vault(tmp_path).store("site")
    user = slow_standin.users[0]
    store.save(service.password_sign_in(connection, user["username"], user["password"]))
    cloud = service.open(connection, store)
    yield cloud
    cloud.close()


@pytest.fixture
def bar(qtbot: QtBot, slow_standin: StandIn, tasks: Tasks) -> ServerJobBar:
    """Ends before the server does, which it may be asking still."""
    del slow_standin
    bar = ServerJobBar(tasks)
    bar.resize(900, 60)
    qtbot.addWidget(bar)
    return bar


def folder_with(cloud: Cloud, name: str, children: int) -> Entry:
    folder = cloud.create_folder(cloud.root(), name)
    for number in range(children):
        cloud.create_folder(folder, f"child {number}")
    return folder


def lines(bar: ServerJobBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel, "serverJobText") if label.isVisible()]


def told(bar: ServerJobBar) -> str:
    return " ".join(label.text() for label in bar.findChildren(QLabel, "serverJobPhase") if label.isVisible())


def button(bar: ServerJobBar, name: str) -> QPushButton:
    found = bar.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_job_is_followed_to_its_end(bar: ServerJobBar, cloud: Cloud, qtbot: QtBot) -> None:
    folder = folder_with(cloud, "To be deleted", 12)
    assert not bar.isVisible()
    job = cloud.delete_trees((folder,))
    with qtbot.waitSignal(bar.finished, timeout=LONG) as ended:
        bar.follow(cloud, job, "Deleting “To be deleted”…")
        assert bar.isVisible()
        assert lines(bar) == ["Deleting “To be deleted”…"]
        progress = bar.findChild(QProgressBar, "serverJobProgress")
        assert progress is not None
        qtbot.waitUntil(lambda: 0 < progress.value() < progress.maximum(), timeout=LONG)
        assert told(bar) == "Removing elements"
    assert ended.args[0].id == job.id
    assert ended.args[0].state is JobState.DONE
    qtbot.waitUntil(lambda: not bar.isVisible())
    with pytest.raises(NotFound):
        cloud.entry_at(("To be deleted",))


def test_several_jobs_stand_one_below_the_other(bar: ServerJobBar, cloud: Cloud, qtbot: QtBot) -> None:
    first, second = folder_with(cloud, "First", 4), folder_with(cloud, "Second", 10)
    ended: list[str] = []
    bar.finished.connect(lambda job: ended.append(job.id))
    jobs = [cloud.delete_trees((first,)), cloud.delete_trees((second,))]
    for job, text in zip(jobs, ("Deleting “First”…", "Deleting “Second”…"), strict=True):
        bar.follow(cloud, job, text)
    assert lines(bar) == ["Deleting “First”…", "Deleting “Second”…"]
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=LONG)
    assert sorted(ended) == sorted(job.id for job in jobs)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_job_can_be_aborted(bar: ServerJobBar, cloud: Cloud, qtbot: QtBot) -> None:
    folder = folder_with(cloud, "Half", 40)
    with qtbot.waitSignal(bar.finished, timeout=LONG) as ended:
        bar.follow(cloud, cloud.delete_trees((folder,)), "Deleting “Half”…")
        abort = button(bar, "serverJobAbort")
        qtbot.waitUntil(lambda: abort.isVisible() and abort.isEnabled(), timeout=LONG)
        qtbot.mouseClick(abort, Qt.MouseButton.LeftButton)
        assert not abort.isEnabled()
    assert ended.args[0].state is JobState.ABORTED
    assert told(bar) == "Aborted. What was done before stays done."
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=LONG)
    assert cloud.entry_at(("Half",)).name == "Half"


def test_a_failed_job_stays_until_it_was_read(
    bar: ServerJobBar, cloud: Cloud, qtbot: QtBot, slow_standin: StandIn
) -> None:
    folder = folder_with(cloud, "Failing", 6)
    slow_standin.action("fail-jobs", count=1)
    with qtbot.waitSignal(bar.finished, timeout=LONG) as ended:
        bar.follow(cloud, cloud.delete_trees((folder,)), "Deleting “Failing”…")
    assert ended.args[0].state is JobState.FAILED
    assert told(bar).startswith("The server could not finish: ")
    assert bar.isVisible()
    qtbot.mouseClick(button(bar, "serverJobClose"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_server_that_does_not_answer_for_a_while_is_waited_for(
    bar: ServerJobBar, cloud: Cloud, qtbot: QtBot, slow_standin: StandIn
) -> None:
    folder = folder_with(cloud, "Patience", 8)
    job = cloud.delete_trees((folder,))
    slow_standin.fault(server="manager", path="get-job", times=None, status=503)
    bar.follow(cloud, job, "Deleting “Patience”…")
    qtbot.waitUntil(lambda: told(bar) != "", timeout=LONG)
    with qtbot.waitSignal(bar.finished, timeout=LONG) as ended:
        slow_standin.clear_faults()
    assert ended.args[0].state is JobState.DONE


def test_a_sign_in_that_ended_is_told_and_ends_the_following(
    bar: ServerJobBar, cloud: Cloud, qtbot: QtBot, slow_standin: StandIn
) -> None:
    folder = folder_with(cloud, "Signed out", 30)
    job = cloud.delete_trees((folder,))
    slow_standin.action("expire-access-tokens")
    slow_standin.action("expire-refresh-tokens")
    with qtbot.waitSignal(bar.finished, timeout=LONG) as ended:
        bar.follow(cloud, job, "Deleting “Signed out”…")
    assert ended.args[0].state is JobState.RUNNING
    assert told(bar) != ""
    assert button(bar, "serverJobClose").isVisible()


def test_a_job_that_is_over_at_once_leaves_nothing(bar: ServerJobBar, cloud: Cloud, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.finished):
        bar.follow(cloud, Job("gone", JobState.DONE, 1.0), "Deleting…")
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_without_a_number_the_bar_moves(bar: ServerJobBar, cloud: Cloud) -> None:
    bar.follow(cloud, Job("unknown", JobState.RUNNING, None, abortable=False), "Deleting…")
    progress = bar.findChild(QProgressBar, "serverJobProgress")
    assert progress is not None
    assert (progress.minimum(), progress.maximum()) == (0, 0)
    assert not button(bar, "serverJobAbort").isVisible()
    assert progress.accessibleName() == "Deleting…"
