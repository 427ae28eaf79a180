"""The transfers as a person uses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QPushButton, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.transfer.status import Decision, Direction, State
from bimexplorer.ui.models.transfers import Column
from bimexplorer.ui.panels.conflict_bar import ConflictBar
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.ui.scripted_queue import ScriptedQueue, item, job

Make = Callable[..., "Shown"]


class Shown:
    """A panel on screen with its queue."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, queue: ScriptedQueue) -> None:
        self.queue = queue
        self.sites = {"site": "Office"}
        self.opened: list[QUrl] = []
        self.bridge = TransferBridge()
        self.panel = TransfersPanel(
            queue,
            self.bridge,
            tasks,
            lambda site_id: self.sites.get(site_id, ""),
            opener=self.opened.append,
        )
        self.panel.resize(1100, 400)
        qtbot.addWidget(self.panel)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        view = self.panel.findChild(QTreeView, "transfersView")
        assert view is not None
        self.view = view

    def select(self, *rows: int) -> None:
        flag = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().clear()
        for row in rows:
            index = self.view.model().index(row, 0)
            self.view.selectionModel().setCurrentIndex(index, flag.Select | flag.Rows)

    def action(self, name: str) -> QAction:
        found = self.view.findChild(QAction, f"transfers{name}")
        assert found is not None
        return found

    def child(self, kind: type, name: str):
        found = self.panel.findChild(kind, name)
        assert found is not None
        return found

    def change(self, status) -> None:
        self.queue.known[status.id] = status
        self.bridge.notify(status.id)


@pytest.fixture
def make(qtbot: QtBot, tasks: Tasks) -> Make:
    return lambda *jobs: Shown(qtbot, tasks, ScriptedQueue(*jobs))


def test_an_empty_queue_says_what_to_do(make: Make) -> None:
    shown = make()
    assert not shown.view.isVisible()
    empty = shown.child(QWidget, "transfersEmpty")
    assert empty.isVisible()
    assert [label.text() for label in empty.findChildren(QLabel)] == [
        "Drop files into a folder to upload them."
    ]


def test_a_new_job_appears_and_a_cleared_one_goes(make: Make, qtbot: QtBot) -> None:
    shown = make()
    shown.change(job(1))
    qtbot.waitUntil(shown.view.isVisible)
    assert shown.view.model().index(0, Column.NAME).data() == "plan.pdf"
    shown.queue.known.clear()
    shown.bridge.notify(1)
    qtbot.waitUntil(lambda: not shown.view.isVisible())


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (State.RUNNING, {"Pause", "Cancel", "PauseAll"}),
        (State.WAITING, {"Pause", "Cancel", "PauseAll"}),
        (State.PAUSED, {"Resume", "Cancel", "ResumeAll"}),
        (State.DECIDING, {"Cancel"}),
        (State.FAILED, {"Retry", "Clear"}),
        (State.DONE, {"Clear"}),
        (State.CANCELLED, {"Clear"}),
    ],
)
def test_only_what_is_possible_can_be_chosen(make: Make, state: State, possible: set[str]) -> None:
    shown = make(job(1, state=state))
    shown.select(0)
    names = ("Pause", "Resume", "Retry", "Cancel", "Open", "PauseAll", "ResumeAll", "Clear")
    assert {name for name in names if shown.action(name).isEnabled()} == possible


def test_nothing_selected_leaves_only_what_is_for_all(make: Make) -> None:
    shown = make(job(1), job(2, state=State.PAUSED))
    names = ("Pause", "Resume", "Retry", "Cancel", "Open", "Clear")
    assert not any(shown.action(name).isEnabled() for name in names)
    assert shown.action("PauseAll").isEnabled()
    assert shown.action("ResumeAll").isEnabled()


def test_actions_reach_the_queue_for_the_jobs_they_fit(make: Make) -> None:
    shown = make(job(1), job(2, state=State.PAUSED), job(3, state=State.FAILED), job(4, state=State.DONE))
    shown.select(0, 1, 2, 3)
    for name in ("Pause", "Resume", "Retry", "Cancel", "PauseAll", "ResumeAll", "Clear"):
        shown.action(name).trigger()
    assert shown.queue.asked == [
        ("pause", (1,)),
        ("resume", (2,)),
        ("retry", (3,)),
        ("cancel", (1, 2)),
        ("pause", (1,)),
        ("resume", (2,)),
        ("clear",),
    ]


@pytest.mark.parametrize(
    ("key", "modifier", "state", "asked"),
    [
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, State.RUNNING, ("pause", (1,))),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, State.PAUSED, ("resume", (1,))),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, State.RUNNING, ("cancel", (1,))),
        (
            Qt.Key.Key_R,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            State.FAILED,
            ("retry", (1,)),
        ),
    ],
)
def test_keys(
    make: Make,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    state: State,
    asked: tuple[object, ...],
) -> None:
    shown = make(job(1, state=state))
    shown.select(0)
    shown.panel.activateWindow()
    shown.view.setFocus()
    qtbot.waitUntil(shown.view.hasFocus)
    qtbot.keyClick(shown.view, key, modifier)
    assert shown.queue.asked == [asked]


def test_the_folder_of_a_download_can_be_opened(make: Make) -> None:
    shown = make(
        job(1, direction=Direction.DOWNLOAD, local="/home/anna/Downloads/plan.pdf", state=State.DONE)
    )
    shown.select(0)
    shown.action("Open").trigger()
    assert shown.opened == [QUrl.fromLocalFile("/home/anna/Downloads")]


def test_selection_survives_changes(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1), job(2))
    shown.select(1)
    shown.change(job(2, done=900))
    shown.change(job(3))
    qtbot.waitUntil(lambda: shown.view.model().rowCount() == 3)
    assert [index.row() for index in shown.view.selectionModel().selectedRows()] == [1]


def test_opened_jobs_show_their_files_and_keep_them_current(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1, files=2))
    shown.queue.files[1] = (item(1, 1), item(2, 1))
    index = shown.view.model().index(0, 0)
    asked_before = shown.queue.item_questions
    shown.view.expand(index)
    assert shown.view.model().rowCount(index) == 2
    shown.queue.files[1] = (item(1, 1, state=State.DONE), item(2, 1))
    shown.change(job(1, files=2, files_done=1))
    done = shown.view.model().index(0, Column.STATE, index)
    qtbot.waitUntil(lambda: done.data() == "Done")
    shown.view.collapse(index)
    assert shown.view.model().rowCount(index) == 0
    assert shown.queue.item_questions > asked_before


class TestConflicts:
    def deciding(self, make: Make, **changes: object) -> Shown:
        shown = make(job(1), job(2, state=State.DECIDING, files=3, files_deciding=2, **changes))
        shown.queue.files[2] = (
            item(1, 2),
            item(2, 2, name="Plans/a.pdf", state=State.DECIDING),
            item(3, 2, name="Plans/b.pdf", state=State.DECIDING),
        )
        shown.bridge.notify(2)
        return shown

    def test_an_upload_is_asked_about_inline(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        bar = shown.child(ConflictBar, "conflictBar")
        qtbot.waitUntil(bar.isVisible)
        assert shown.child(QLabel, "conflictQuestion").text() == "“Plans/a.pdf” is already there."
        assert shown.child(QLabel, "conflictPlace").text() == "Upload to Office:/Plans"
        assert shown.child(QPushButton, "conflictReplace").text() == "New version"

    @pytest.mark.parametrize(
        ("button", "decision"),
        [
            ("conflictReplace", Decision.NEW_VERSION),
            ("conflictSkip", Decision.SKIP),
            ("conflictKeepBoth", Decision.KEEP_BOTH),
        ],
    )
    def test_an_answer_is_for_this_file(
        self, make: Make, qtbot: QtBot, button: str, decision: Decision
    ) -> None:
        shown = self.deciding(make)
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        qtbot.mouseClick(shown.child(QPushButton, button), Qt.MouseButton.LeftButton)
        assert shown.queue.asked == [("decide", 2, decision, 2)]

    def test_an_answer_can_be_for_all(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        for_all = shown.child(QCheckBox, "conflictForAll")
        assert for_all.text() == "Also for 1 more"
        for_all.setChecked(True)
        qtbot.mouseClick(shown.child(QPushButton, "conflictSkip"), Qt.MouseButton.LeftButton)
        assert shown.queue.asked == [("decide", 2, Decision.SKIP, None)]

    def test_one_answer_is_for_all_jobs_of_the_same_direction(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        for number, direction in ((3, Direction.UPLOAD), (4, Direction.DOWNLOAD)):
            shown.queue.files[number] = (item(9, number, state=State.DECIDING),)
            shown.change(job(number, state=State.DECIDING, files_deciding=1, direction=direction))
        for_all = shown.child(QCheckBox, "conflictForAll")
        qtbot.waitUntil(lambda: for_all.text() == "Also for 2 more")
        for_all.setChecked(True)
        qtbot.mouseClick(shown.child(QPushButton, "conflictReplace"), Qt.MouseButton.LeftButton)
        assert shown.queue.asked == [
            ("decide", 2, Decision.NEW_VERSION, None),
            ("decide", 3, Decision.NEW_VERSION, None),
        ]

    def test_for_a_download_it_is_replace(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make, direction=Direction.DOWNLOAD)
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        replace = shown.child(QPushButton, "conflictReplace")
        assert replace.text() == "Replace"
        qtbot.mouseClick(replace, Qt.MouseButton.LeftButton)
        assert shown.queue.asked == [("decide", 2, Decision.OVERWRITE, 2)]

    def test_a_double_click_answers_one_file(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        skip = shown.child(QPushButton, "conflictSkip")
        qtbot.mouseClick(skip, Qt.MouseButton.LeftButton)
        shown.queue.files[2] = (shown.queue.files[2][0], item(3, 2, name="Plans/b.pdf", state=State.DECIDING))
        shown.change(job(2, state=State.DECIDING, files=3, files_deciding=1))
        qtbot.mouseClick(skip, Qt.MouseButton.LeftButton)
        assert len(shown.queue.asked) == 1
        question = shown.child(QLabel, "conflictQuestion")
        qtbot.waitUntil(lambda: question.text() == "“Plans/b.pdf” is already there.")
        qtbot.waitUntil(skip.isEnabled)
        assert not shown.child(QCheckBox, "conflictForAll").isVisible()

    def test_the_last_answer_puts_the_question_away(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        bar = shown.child(ConflictBar, "conflictBar")
        qtbot.waitUntil(bar.isVisible)
        qtbot.mouseClick(shown.child(QPushButton, "conflictSkip"), Qt.MouseButton.LeftButton)
        shown.change(job(2, state=State.DONE, files=3))
        qtbot.waitUntil(lambda: not bar.isVisible())

    def test_the_keyboard_stays_at_the_questions(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        bar, skip = shown.child(ConflictBar, "conflictBar"), shown.child(QPushButton, "conflictSkip")
        qtbot.waitUntil(bar.isVisible)
        shown.panel.activateWindow()
        skip.setFocus()
        qtbot.waitUntil(skip.hasFocus)
        qtbot.keyClick(skip, Qt.Key.Key_Space)
        shown.queue.files[2] = (shown.queue.files[2][0], item(3, 2, name="Plans/b.pdf", state=State.DECIDING))
        shown.change(job(2, state=State.DECIDING, files=3, files_deciding=1))
        qtbot.waitUntil(lambda: skip.isEnabled() and skip.hasFocus())
        qtbot.keyClick(skip, Qt.Key.Key_Space)
        shown.change(job(2, state=State.DONE, files=3))
        qtbot.waitUntil(shown.view.hasFocus)
        assert not bar.isVisible()

    def test_a_question_is_announced_once(self, make: Make, qtbot: QtBot) -> None:
        shown = make(job(1), job(2))
        announced: list[bool] = []
        shown.panel.decision_wanted.connect(lambda: announced.append(True))
        for number in (1, 2):
            shown.queue.files[number] = (item(9, number, state=State.DECIDING),)
            shown.change(job(number, state=State.DECIDING, files_deciding=1))
        for_all = shown.child(QCheckBox, "conflictForAll")
        qtbot.waitUntil(lambda: for_all.text() == "Also for 1 more")
        assert announced == [True]

    def test_the_selected_job_is_asked_about_first(self, make: Make, qtbot: QtBot) -> None:
        shown = self.deciding(make)
        shown.queue.files[3] = (item(9, 3, name="c.pdf", state=State.DECIDING),)
        shown.change(job(3, state=State.DECIDING, files_deciding=1))
        qtbot.waitUntil(lambda: shown.view.model().rowCount() == 3)
        shown.select(2)
        assert shown.child(QLabel, "conflictQuestion").text() == "“c.pdf” is already there."


def test_a_failed_job_tells_its_whole_story_when_it_is_chosen(make: Make, qtbot: QtBot) -> None:
    error = Offline("The server did not answer.", "ConnectTimeout")
    shown = make(job(1, state=State.FAILED, error=error), job(2))
    bar = shown.child(MessageBar, "transferError")
    assert not bar.isVisible()
    shown.select(0)
    assert bar.isVisible()
    assert bar.findChild(QLabel, "messageSentence").text() == "The server did not answer."
    tip = shown.view.model().index(0, Column.STATE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Failed: The server did not answer."
    qtbot.mouseClick(bar.findChild(QPushButton, "messageAction"), Qt.MouseButton.LeftButton)
    assert shown.queue.asked == [("retry", (1,))]
    shown.select(1)
    assert not bar.isVisible()


def test_the_summary_counts_and_adds_up(make: Make, qtbot: QtBot) -> None:
    shown = make(
        job(1, size=3 * 10**6, done=10**6, speed=10**6),
        job(2, state=State.WAITING, size=10**6, done=0),
        job(3, state=State.FAILED),
        job(4, state=State.DECIDING, files_deciding=2),
    )
    # What waits for a decision counts as unfinished too, but nothing says how long it will take.
    assert (
        shown.panel.summary
        == "1.0 MB of 4.0 MB · 1.0 MB/s · 3 s left · 1 running · 1 waiting · 1 to decide · 1 failed"
    )
    with qtbot.waitSignal(shown.panel.summary_changed) as told:
        for status in (1, 2, 3, 4):
            shown.change(job(status, state=State.DONE))
        qtbot.waitUntil(lambda: shown.panel.summary == "All transfers are finished")
    assert told.args[0]


def test_time_left_is_not_guessed_while_folders_are_counted(make: Make) -> None:
    shown = make(job(1, speed=10**6, counting=True))
    assert shown.panel.summary == "1.0 MB/s · 1 running"
    assert not shown.child(QProgressBar, "transfersProgress").isVisible()


def test_everything_has_a_name_for_assistive_tools(make: Make) -> None:
    shown = make(job(1))
    assert shown.view.accessibleName() == "Transfers"
    for name in ("Pause", "Resume", "Retry", "Cancel", "Open", "PauseAll", "ResumeAll", "Clear"):
        action = shown.action(name)
        assert action.text()
        assert action.toolTip().startswith(action.text())


def test_a_job_whose_site_was_removed_is_not_tried_again(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1, state=State.FAILED, error=Offline("The site was removed.")))
    shown.select(0)
    bar = shown.child(MessageBar, "transferError")
    assert shown.action("Retry").isEnabled()
    assert bar.findChild(QPushButton, "messageAction").isVisible()
    shown.sites.clear()
    shown.panel.show_sites()
    assert not shown.action("Retry").isEnabled()
    assert not bar.findChild(QPushButton, "messageAction").isVisible()
    assert shown.view.model().index(0, Column.PLACE).data() == "removed site:/Plans"


def test_new_jobs_come_into_sight_unless_one_is_looked_at(make: Make, qtbot: QtBot) -> None:
    shown = make(*(job(number) for number in range(1, 40)))
    bar = shown.view.verticalScrollBar()
    shown.change(job(40))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    shown.select(0)
    shown.view.scrollToTop()
    shown.change(job(41))
    qtbot.waitUntil(lambda: shown.view.model().rowCount() == 41)
    assert bar.value() == 0
