"""The transfers as a person uses them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.transfer.status import (
    Decision,
    Direction,
    ItemStatus,
    JobStatus,
    Question,
    QuestionKind,
    State,
)
from bimexplorer.ui.dialogs.decisions import DecisionsSheet
from bimexplorer.ui.dialogs.transfer_history import HistoryDialog
from bimexplorer.ui.models.overview import Overview, OverviewMeter
from bimexplorer.ui.models.transfer_rows import JOB, MANY
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.models.transfer_words import FULL, Column, TransferWords
from bimexplorer.ui.panels.conflict_bar import ConflictBar
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.transfer_notice import TransferNotice
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.panels.transfers_view import TransfersView
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.ui.scripted_queue import ScriptedQueue, ended, item, job, question

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
        view = self.panel.findChild(TransfersView, "transfersView")
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
    model = shown.view.model()
    asked_before = shown.queue.item_questions
    shown.select(0)
    qtbot.keyClick(shown.view, Qt.Key.Key_Right)
    assert model.rowCount() == 3
    shown.queue.files[1] = (item(1, 1, state=State.DONE), item(2, 1))
    shown.change(job(1, files=2, files_done=1))
    done = model.index(1, Column.STATE)
    qtbot.waitUntil(lambda: done.data() == "Done")
    qtbot.keyClick(shown.view, Qt.Key.Key_Left)
    assert model.rowCount() == 1
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

    def test_a_long_name_leaves_room_for_the_question(self, make: Make, qtbot: QtBot) -> None:
        name = f"Plans/{'x' * 190}.pdf"
        shown = make(job(2, state=State.DECIDING, files=1, files_deciding=1))
        shown.queue.files[2] = (item(1, 2, name=name, state=State.DECIDING),)
        shown.bridge.notify(2)
        question = shown.child(QLabel, "conflictQuestion")
        qtbot.waitUntil(question.isVisible)
        assert question.text().startswith("“Plans/xxx")
        assert question.text().endswith("xxx.pdf” is already there.")
        assert len(question.text()) < 90
        assert question.toolTip() == name

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

    def test_where_older_contents_stay_a_new_version_is_proposed_and_said_to_keep_them(
        self, make: Make, qtbot: QtBot
    ) -> None:
        shown = make(job(2, state=State.DECIDING, files_deciding=1))
        keeping = replace(question(), keeps_older=True)
        shown.queue.files[2] = (item(2, 2, state=State.DECIDING, question=keeping),)
        # Elsewhere the same answer would do away with the older contents: it is not given for both.
        shown.queue.files[3] = (item(9, 3, state=State.DECIDING),)
        shown.change(job(3, state=State.DECIDING, files_deciding=1, site_id="another"))
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        button = shown.child(QPushButton, "conflictReplace")
        assert button.text() == "New version"
        assert button.isDefault()
        assert "A new version keeps the older ones." in shown.child(QLabel, "conflictPlace").text()
        assert button.toolTip().endswith("its older contents stay")
        assert not shown.child(QCheckBox, "conflictForAll").isVisible()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert shown.queue.asked == [("decide", 2, Decision.NEW_VERSION, 2)]
        shown.change(job(2, state=State.RUNNING))
        qtbot.waitUntil(lambda: button.isEnabled() and not button.isDefault())
        assert "A new version" not in shown.child(QLabel, "conflictPlace").text()

    def test_for_a_download_it_is_replace(self, make: Make, qtbot: QtBot) -> None:
        shown = make(job(2, state=State.DECIDING, files_deciding=1, direction=Direction.DOWNLOAD))
        shown.queue.files[2] = (item(2, 2, state=State.DECIDING, question=question(Decision.OVERWRITE)),)
        shown.bridge.notify(2)
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        button = shown.child(QPushButton, "conflictReplace")
        assert button.text() == "Replace"
        assert shown.child(QLabel, "conflictPlace").text() == "Download to /home/anna"
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
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
        told = shown.child(QLabel, "conflictQuestion")
        qtbot.waitUntil(lambda: told.text() == "“Plans/b.pdf” is already there.")
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


# -------------------------------------------------------------------------------- the order


class TestOrder:
    def ordered(self, make: Make) -> Shown:
        """Two finished jobs among four that are not."""
        states = {
            1: State.DONE,
            2: State.RUNNING,
            3: State.WAITING,
            4: State.FAILED,
            5: State.PAUSED,
            6: State.WAITING,
        }
        return make(*(job(number, name=f"{number}.pdf", state=state) for number, state in states.items()))

    def names(self, shown: Shown) -> str:
        model = shown.view.model()
        return "".join(str(model.index(row, 0).data())[0] for row in range(model.rowCount()))

    @pytest.mark.parametrize(
        ("rows", "command", "asked", "order"),
        [
            ((5,), "MoveTop", ("reorder", (6,), 2), "162345"),
            ((5,), "MoveUp", ("reorder", (6,), 5), "123465"),
            ((4,), "MoveUp", ("reorder", (5,), 3), "125346"),
            ((1,), "MoveDown", ("reorder", (2,), 4), "132456"),
            ((2,), "MoveDown", ("reorder", (3,), 6), "124536"),
            ((1,), "MoveBottom", ("reorder", (2,), None), "134562"),
            ((1, 4), "MoveUp", ("reorder", (2, 5), 3), "125346"),
            ((1, 4), "MoveBottom", ("reorder", (2, 5), None), "134625"),
            ((0, 5), "MoveTop", ("reorder", (6,), 2), "162345"),
        ],
    )
    def test_jobs_move_past_others_that_are_not_finished(
        self, make: Make, rows: tuple[int, ...], command: str, asked: tuple[object, ...], order: str
    ) -> None:
        shown = self.ordered(make)
        shown.select(*rows)
        chosen = {index.data() for index in shown.view.selectionModel().selectedRows()}
        shown.action(command).trigger()
        assert shown.queue.asked == [asked]
        assert self.names(shown) == order
        assert {index.data() for index in shown.view.selectionModel().selectedRows()} == chosen

    def test_only_what_leads_somewhere_is_offered(self, make: Make, qtbot: QtBot) -> None:
        shown = self.ordered(make)
        moves = ("MoveTop", "MoveUp", "MoveDown", "MoveBottom")
        for row, possible in ((0, ""), (1, "MoveDown MoveBottom"), (5, "MoveTop MoveUp"), (3, "")):
            shown.select(row)
            assert " ".join(name for name in moves if shown.action(name).isEnabled()) == possible

    def test_the_keyboard_moves_a_job_step_by_step(self, make: Make, qtbot: QtBot) -> None:
        shown = self.ordered(make)
        shown.select(5)
        shown.panel.activateWindow()
        shown.view.setFocus()
        qtbot.waitUntil(shown.view.hasFocus)
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(shown.view, Qt.Key.Key_Up, both)
        qtbot.keyClick(shown.view, Qt.Key.Key_Up, both)
        assert self.names(shown) == "126345"
        qtbot.keyClick(shown.view, Qt.Key.Key_Down, both)
        assert self.names(shown) == "123645"
        assert len(shown.view.selectionModel().selectedRows()) == 1

    def test_the_queues_own_order_is_shown_in_the_end(self, make: Make, qtbot: QtBot) -> None:
        shown = self.ordered(make)
        shown.select(5)
        shown.action("MoveTop").trigger()
        shown.queue.known = {number: shown.queue.known[number] for number in (1, 2, 6, 3, 4, 5)}
        shown.bridge.notify(6)
        qtbot.waitUntil(lambda: self.names(shown) == "126345")

    def test_a_job_is_dragged_to_another_place(self, make: Make) -> None:
        shown = self.ordered(make)
        model = shown.view.model()
        dragged = model.mimeData([model.index(5, column) for column in Column])
        move = Qt.DropAction.MoveAction
        assert model.canDropMimeData(dragged, move, 2, 0, QModelIndex())
        assert not model.canDropMimeData(dragged, move, 0, 0, model.index(2, 0))
        assert not model.dropMimeData(dragged, move, 2, 0, QModelIndex())  # the view must not remove the row
        assert shown.queue.asked == [("reorder", (6,), 3)]
        assert self.names(shown) == "126345"
        model.dropMimeData(dragged, move, -1, -1, QModelIndex())
        assert shown.queue.asked[1:] == [("reorder", (6,), None)]
        draggable = [
            bool(model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsDragEnabled) for row in range(6)
        ]
        assert draggable == [False, True, True, False, True, True]
        assert not model.canDropMimeData(QMimeData(), move, 0, 0, QModelIndex())


# -------------------------------------------------------------------------------- what was found, what failed


class TestHeld:
    def held(self, make: Make, qtbot: QtBot, **changes: object) -> Shown:
        shown = make(job(1), job(2, drop_id=5))
        wrong = {"files_failed": 2} | changes
        shown.change(job(2, name="Plans", state=State.DECIDING, files=3, held=True, drop_id=5, **wrong))
        qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
        return shown

    def test_a_held_drop_is_told_and_goes_on(self, make: Make, qtbot: QtBot) -> None:
        shown = self.held(make, qtbot)
        told = shown.child(QLabel, "conflictQuestion")
        assert told.text() == "2 files cannot be transferred as they are."
        place = shown.child(QLabel, "conflictPlace")
        assert place.text() == "Upload to Office:/Plans · Nothing has been transferred yet."
        assert not shown.child(QPushButton, "conflictSkip").isVisible()
        shown.child(QPushButton, "conflictProceed").click()
        shown.child(QPushButton, "conflictCancel").click()
        assert shown.queue.asked == [("proceed", (2,)), ("cancel", (2,))]

    def test_continue_is_offered_in_the_menu_too(self, make: Make, qtbot: QtBot) -> None:
        shown = self.held(make, qtbot)
        shown.select(0)
        assert not shown.action("Proceed").isEnabled()
        shown.select(1)
        shown.action("Proceed").trigger()
        assert shown.queue.asked == [("proceed", (2,))]

    def test_names_have_to_be_answered_first(self, make: Make, qtbot: QtBot) -> None:
        shown = self.held(make, qtbot, files_failed=0, files_deciding=1)
        told = shown.child(QLabel, "conflictQuestion")
        assert told.text() == "1 file cannot be transferred as it is."
        shown.change(job(3, state=State.DECIDING, held=True, drop_id=5, files_failed=1))
        qtbot.waitUntil(lambda: told.text() == "2 files cannot be transferred as they are.")
        shown.select(1, 2)
        assert not shown.action("Proceed").isEnabled()
        assert not shown.child(QPushButton, "conflictProceed").isVisible()
        assert shown.action("Review").isEnabled()

    def test_the_bar_goes_with_the_hold(self, make: Make, qtbot: QtBot) -> None:
        shown = self.held(make, qtbot)
        shown.change(job(2, drop_id=5))
        qtbot.waitUntil(lambda: not shown.child(ConflictBar, "conflictBar").isVisible())


def test_the_table_of_a_drop_is_opened_once(make: Make, qtbot: QtBot) -> None:
    shown = make(*(job(number, state=State.DECIDING, files_deciding=1, drop_id=3) for number in (1, 2)))
    for number in (1, 2):
        shown.queue.files[number] = (item(9, number, state=State.DECIDING),)
        shown.bridge.notify(number)
    review = shown.child(QPushButton, "conflictReview")
    qtbot.waitUntil(review.isVisible)
    review.click()
    shown.select(0, 1)
    shown.action("Review").trigger()
    (sheet,) = shown.panel.window().findChildren(DecisionsSheet)
    assert sheet.isVisible()
    assert sheet.findChild(QTableView, "decisionsView").model().rowCount() == 2
    sheet.close()
    shown.view.setFocus()
    qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    again = [each for each in shown.panel.window().findChildren(DecisionsSheet) if each.isVisible()]
    assert len(again) == 1
    again[0].close()


def test_a_name_is_corrected_in_the_bar(make: Make, qtbot: QtBot) -> None:
    choices = (Decision.RENAME, Decision.SKIP)
    asked = Question(QuestionKind.NAME, "BIMcloud takes no “;” in a name.", choices, suggestion="A & B.pdf")
    shown = make(job(1, state=State.DECIDING, files_deciding=1))
    shown.queue.files[1] = (item(4, 1, name="A; B.pdf", state=State.DECIDING, question=asked),)
    shown.bridge.notify(1)
    rename = shown.child(QPushButton, "conflictRename")
    qtbot.waitUntil(rename.isVisible)
    assert shown.child(QLabel, "conflictQuestion").text() == "“A; B.pdf” cannot keep its name there."
    way = "Upload to Office:/Plans · BIMcloud takes no “;” in a name."
    assert shown.child(QLabel, "conflictPlace").text() == way
    assert rename.text() == "Rename to “A && B.pdf”"
    assert not shown.child(QPushButton, "conflictReplace").isVisible()
    rename.click()
    assert shown.queue.asked == [("decide", 1, Decision.RENAME, 4)]


def test_the_bar_puts_its_buttons_below_in_a_narrow_panel(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1, state=State.DECIDING, files_deciding=1))
    shown.queue.files[1] = (item(4, 1, state=State.DECIDING),)
    shown.bridge.notify(1)
    told, skip = shown.child(QLabel, "conflictQuestion"), shown.child(QPushButton, "conflictSkip")
    qtbot.waitUntil(skip.isVisible)

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(shown.panel, QPoint()), widget.size())

    qtbot.waitUntil(lambda: place(told).right() < place(skip).left())
    shown.panel.resize(480, 400)
    qtbot.waitUntil(lambda: place(told).bottom() < place(skip).top())
    assert place(skip).right() < 480
    assert shown.panel.width() == 480


def test_details_of_every_failed_file_are_copied(make: Make) -> None:
    shown = make(
        job(1, name="Plans", files=3, files_failed=2, state=State.FAILED, error=Offline("2 files failed.")),
        job(2),
    )
    shown.queue.files[1] = (
        item(1, 1, name="Plans/a.pdf", state=State.FAILED, error=Offline("No answer.", "HTTP 503\nbusy")),
        item(2, 1, name="Plans/b.pdf", state=State.DONE),
        item(3, 1, name="Plans/c.pdf", state=State.FAILED, error=Offline("No answer.")),
    )
    shown.select(1)
    assert not shown.action("CopyDetails").isEnabled()
    shown.select(0, 1)
    shown.action("CopyDetails").trigger()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Plans",
        "Upload of /home/anna/plan.pdf to Office:/Plans",
        "2 of 3 files failed",
        "2 files failed.",
        "",
        "Plans/a.pdf",
        "No answer.",
        "    HTTP 503",
        "    busy",
        "",
        "Plans/c.pdf",
        "No answer.",
    ]


def test_all_that_failed_is_tried_again(make: Make) -> None:
    shown = make(job(1, state=State.FAILED), job(2, files_failed=1), job(3))
    shown.action("RetryAll").trigger()
    assert shown.queue.asked == [("retry", (1, 2))]


def test_a_receipt_of_the_selected_jobs_is_saved(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    shown = make(job(1, state=State.DONE), job(2))
    shown.queue.past = [ended(1, job_id=1), ended(2, job_id=2)]
    shown.select(1)
    assert not shown.action("Receipt").isEnabled()
    shown.select(0, 1)
    shown.action("Receipt").trigger()
    dialog = shown.panel.findChild(QFileDialog, "receiptDialog")
    dialog.fileSelected.emit(str(tmp_path / "receipt.csv"))
    dialog.close()
    message = shown.child(MessageBar, "transferError")
    qtbot.waitUntil(message.isVisible)
    assert message.findChild(QLabel, "messageSentence").text() == "The receipt of 1 file is saved."
    with (tmp_path / "receipt.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["file"] for line in csv.DictReader(file)] == ["1.pdf"]
    message.findChild(QPushButton, "messageAction").click()
    assert shown.opened == [QUrl.fromLocalFile(str(tmp_path))]


def test_an_empty_receipt_is_not_written(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    shown = make(job(1, state=State.CANCELLED))
    shown.select(0)
    shown.action("Receipt").trigger()
    dialog = shown.panel.findChild(QFileDialog, "receiptDialog")
    dialog.fileSelected.emit(str(tmp_path / "receipt.csv"))
    dialog.close()
    message = shown.child(MessageBar, "transferError")
    qtbot.waitUntil(message.isVisible)
    sentence = message.findChild(QLabel, "messageSentence").text()
    assert sentence == "There is nothing that a receipt could list."
    assert list(tmp_path.iterdir()) == []


def test_columns_are_remembered(make: Make) -> None:
    first, second = make(job(1)), make(job(1))
    first.view.horizontalHeader().resizeSection(Column.PLACE, 333)
    state = first.panel.header_state()
    second.panel.restore_header("not base64 of a header")
    assert second.view.horizontalHeader().sectionSize(Column.PLACE) != 333
    second.panel.restore_header(state)
    assert second.view.horizontalHeader().sectionSize(Column.PLACE) == 333


def test_the_history_opens_beside_the_window(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1))
    shown.queue.past = [ended(1)]
    shown.panel.history_action.trigger()
    (dialog,) = shown.panel.window().findChildren(HistoryDialog)
    view = dialog.findChild(QTableView, "historyView")
    qtbot.waitUntil(lambda: view.model().rowCount() == 1)
    assert not dialog.isModal()
    places: list[tuple[str, tuple[str, ...]]] = []
    shown.panel.place_asked.connect(lambda site_id, path: places.append((site_id, path)))
    go_to = dialog.findChild(QAction, "historyGoTo")

    def chosen() -> bool:
        view.selectRow(0)
        return go_to.isEnabled()

    qtbot.waitUntil(chosen)
    go_to.trigger()
    assert places == [("site", ("Riverside", "Plans", "1.pdf"))]
    dialog.close()
    shown.panel.history_action.trigger()
    assert len(shown.panel.window().findChildren(HistoryDialog)) == 1
    qtbot.waitUntil(lambda: len(shown.queue.looked_up) == 2)
    dialog.close()


# -------------------------------------------------------------------------------- all together


class Looked(OverviewMeter):
    """Looks at jobs of which each look replaces what the last one saw of them."""

    def __init__(self, clock: Callable[[], float] = lambda: 0.0) -> None:
        super().__init__(clock)
        self.tally = Tally()
        self.known: dict[int, JobStatus] = {}

    def at(self, *jobs: JobStatus) -> Overview:
        now = {each.id: each for each in jobs}
        for job_id in {*self.known, *now}:
            self.tally.change(self.known.get(job_id), now.get(job_id))
        self.known = now
        return self.look(self.tally)


class TestOverview:
    def test_what_is_done_counts_until_everything_is(self) -> None:
        meter = Looked()
        meter.at(job(1, size=100, done=0), job(2, size=300, done=0))
        now = meter.at(job(1, size=100, done=100, state=State.DONE), job(2, size=300, done=100))
        assert now.progress == FULL // 2
        assert now.text.startswith("200 bytes of 400 bytes")
        rest = meter.at(job(1, state=State.DONE), job(2, state=State.DONE))
        assert (rest.progress, rest.text) == (None, "All transfers are finished")
        later = meter.at(job(1, size=100, state=State.DONE), job(3, size=100, done=0))
        assert later.progress == 0

    def test_what_failed_or_was_cancelled_is_no_longer_counted(self) -> None:
        meter = Looked()
        meter.at(job(1, size=100, done=0), job(2, size=300, done=0))
        now = meter.at(job(1, size=100, done=50), job(2, size=300, state=State.FAILED))
        assert now.progress == FULL // 2
        assert now.text == "50 bytes of 100 bytes · 1 running · 1 failed"

    def test_the_speed_follows_slowly_and_ends_at_once(self) -> None:
        now = [0.0]
        meter = Looked(lambda: now[0])
        words = "{} · 1 running"

        def told(speed: float, **changes: object) -> str:
            return meter.at(job(1, size=10**9, done=0, speed=speed, counting=True, **changes)).text

        assert told(10e6) == words.format("10.0 MB/s")
        now[0] = 1.0
        assert told(0) == words.format("7.8 MB/s")
        now[0] = 3600.0
        assert told(2e6) == words.format("2.0 MB/s")
        assert told(2e6, state=State.PAUSED) == "1 paused"

    def test_paused_jobs_take_no_time(self) -> None:
        meter = Looked()
        jobs = [job(1, size=3000, done=1000, speed=1000), job(2, size=10**9, state=State.PAUSED)]
        assert "2 s left" in meter.at(*jobs).text


class TestNotice:
    @pytest.mark.parametrize(
        ("jobs", "words"),
        [
            ((job(1),), ""),
            ((job(1, state=State.FAILED), job(2, state=State.DONE)), "1 transfer failed"),
            ((job(1, state=State.FAILED), job(2, files_failed=3)), "2 transfers failed"),
            ((job(1, files_deciding=1),), "1 transfer needs you"),
            (
                (job(1, held=True, files_failed=1), job(2, state=State.FAILED)),
                "1 transfer failed · 1 transfer needs you",
            ),
            ((job(1, state=State.CANCELLED, files_deciding=1),), ""),
        ],
    )
    def test_it_tells_what_needs_a_person(
        self, qtbot: QtBot, jobs: tuple[JobStatus, ...], words: str
    ) -> None:
        notice = TransferNotice()
        qtbot.addWidget(notice)
        notice.tell(Tally(jobs))
        assert notice.text() == words
        assert notice.isVisible() == bool(words)

    def test_what_failed_is_brought_into_sight(self, make: Make) -> None:
        shown = make(
            job(1), job(2, files_deciding=1), job(3, state=State.FAILED, error=Offline("No answer."))
        )
        shown.panel.show_failed()
        assert shown.view.currentIndex().row() == 2
        assert shown.child(MessageBar, "transferError").isVisible()


def test_what_becomes_known_later_is_told_beside_the_question(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1, state=State.DECIDING, files_deciding=1))
    shown.queue.files[1] = (item(4, 1, state=State.DECIDING),)
    shown.bridge.notify(1)
    place = shown.child(QLabel, "conflictPlace")
    qtbot.waitUntil(lambda: place.text() == "Upload to Office:/Plans")
    same = replace(question(), identical=True)
    shown.queue.files[1] = (item(4, 1, state=State.DECIDING, question=same),)
    shown.bridge.notify(1)
    qtbot.waitUntil(lambda: place.text() == "Upload to Office:/Plans · Identical content")


def test_a_question_that_is_counted_before_it_is_listed_is_asked_in_the_end(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1, state=State.DECIDING, files_deciding=1))
    bar = shown.child(ConflictBar, "conflictBar")
    assert not bar.isVisible()
    shown.queue.files[1] = (item(4, 1, state=State.DECIDING),)
    shown.bridge.notify(1)
    qtbot.waitUntil(bar.isVisible)


def test_a_transfer_that_moves_is_not_looked_through_at_each_step(make: Make, qtbot: QtBot) -> None:
    shown = make(job(1, files=3, state=State.RUNNING), job(2, state=State.DECIDING, files_deciding=1))
    shown.queue.files[2] = (item(1, 2, state=State.DECIDING),)
    shown.bridge.notify(2)
    qtbot.waitUntil(shown.child(ConflictBar, "conflictBar").isVisible)
    asked = shown.queue.item_questions
    progress = shown.view.model().index(0, Column.PROGRESS)
    for done in range(600, 1000, 100):
        shown.change(job(1, files=3, state=State.RUNNING, done=done))
        qtbot.waitUntil(lambda done=done: progress.data() == f"{done // 10} %")
    assert shown.queue.item_questions <= asked + 1


# -------------------------------------------------------------------------------- many of one drop


class TestManyTogether:
    """Their row stands for all of them; below it each is there by itself."""

    def dropped(self, make: Make, *others: JobStatus, **changes: object) -> Shown:
        together = (
            job(number, name=f"{number}.pdf", drop_id=10, **{"state": State.WAITING, **changes})
            for number in range(10, 10 + MANY)
        )
        return make(*together, *others)

    def names(self, shown: Shown) -> list[str]:
        model = shown.view.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def test_it_opens_and_closes_by_its_sign_by_double_click_and_by_keys(
        self, make: Make, qtbot: QtBot
    ) -> None:
        shown = self.dropped(make)
        view, model = shown.view, shown.view.model()
        sign = view.visualRect(model.index(0, 0))
        on_sign = QPoint(sign.left() + 10, sign.center().y())
        on_name = QPoint(sign.left() + 80, sign.center().y())
        left = Qt.MouseButton.LeftButton
        qtbot.mouseClick(view.viewport(), left, pos=on_sign)
        assert model.rowCount() == 1 + MANY
        assert not view.selectionModel().hasSelection()
        qtbot.mouseClick(view.viewport(), left, pos=on_sign)
        assert model.rowCount() == 1
        qtbot.mouseClick(view.viewport(), left, pos=on_name)
        qtbot.mouseDClick(view.viewport(), left, pos=on_name)
        assert model.rowCount() == 1 + MANY
        shown.select(3)
        qtbot.keyClick(view, Qt.Key.Key_Left)
        assert view.currentIndex().row() == 0
        qtbot.keyClick(view, Qt.Key.Key_Right)
        assert view.currentIndex().row() == 1
        qtbot.keyClick(view, Qt.Key.Key_Left)
        qtbot.keyClick(view, Qt.Key.Key_Minus)
        assert model.rowCount() == 1
        qtbot.keyClick(view, Qt.Key.Key_Plus)
        assert model.rowCount() == 1 + MANY

    def test_commands_are_for_all_of_them_or_for_the_one_that_is_chosen(self, make: Make) -> None:
        shown = self.dropped(make, job(99, state=State.PAUSED))
        every = tuple(range(10, 10 + MANY))
        shown.select(0)
        shown.action("Pause").trigger()
        shown.action("Cancel").trigger()
        shown.view.model().set_opened(0, opened=True)
        shown.select(2)
        shown.action("Cancel").trigger()
        shown.view.selectAll()
        shown.action("Cancel").trigger()
        asked = [("pause", every), ("cancel", every), ("cancel", (11,)), ("cancel", (*every, 99))]
        assert shown.queue.asked == asked

    def test_others_move_past_all_of_them_and_one_of_them_goes_first(self, make: Make) -> None:
        shown = self.dropped(make, job(99, state=State.WAITING, name="99.pdf"))
        shown.select(1)
        shown.action("MoveUp").trigger()
        assert self.names(shown) == ["99.pdf", f"{MANY} files from “anna”"]
        shown.action("MoveDown").trigger()
        assert self.names(shown) == [f"{MANY} files from “anna”", "99.pdf"]
        assert shown.queue.asked == [("reorder", (99,), 10), ("reorder", (99,), None)]
        shown.view.model().set_opened(0, opened=True)
        shown.select(3)
        shown.action("MoveUp").trigger()
        assert self.names(shown)[1:4] == ["10.pdf", "12.pdf", "11.pdf"]
        assert [index.data() for index in shown.view.selectionModel().selectedRows()] == ["12.pdf"]
        shown.view.model().set_opened(0, opened=False)
        shown.select(0)
        shown.action("MoveBottom").trigger()
        assert self.names(shown)[0] == "99.pdf"

    def test_a_drag_takes_all_of_them_and_a_finished_one_alone_stays(self, make: Make) -> None:
        shown = self.dropped(make, job(99, name="99.pdf"), job(98, name="98.pdf"))
        shown.change(job(11, drop_id=10, state=State.DONE))
        model = shown.view.model()
        model.refresh([11])
        move = Qt.DropAction.MoveAction
        model.dropMimeData(model.mimeData([model.index(0, 0)]), move, 2, 0, QModelIndex())
        assert shown.queue.asked == [("reorder", tuple(range(10, 10 + MANY)), 98)]
        assert self.names(shown) == ["99.pdf", f"{MANY} files from “anna”", "98.pdf"]
        model.set_opened(1, opened=True)
        done, waiting = model.row_of((11, JOB)), model.row_of((12, JOB))
        dragged = model.mimeData([model.index(done, 0), model.index(waiting, 0)])
        model.dropMimeData(dragged, move, 0, 0, QModelIndex())
        assert shown.queue.asked[1] == ("reorder", (12,), 99)

    def test_what_failed_is_found_below_the_row_and_tried_again(self, make: Make, qtbot: QtBot) -> None:
        shown = self.dropped(make)
        shown.change(job(14, drop_id=10, state=State.FAILED, error=Offline("No answer.")))
        state = shown.view.model().index(0, Column.STATE)
        qtbot.waitUntil(lambda: state.data() == "Waiting, 0 of 20 files · 1 failed")
        shown.select(0)
        bar = shown.child(MessageBar, "transferError")
        told = bar.findChild(QLabel, "messageSentence").text()
        assert told == "1 of 20 files could not be transferred. The first reason: No answer."
        bar.findChild(QPushButton, "messageAction").click()
        shown.panel.show_failed()
        assert shown.view.currentIndex().row() == 5
        assert bar.findChild(QLabel, "messageSentence").text() == "No answer."
        shown.action("Retry").trigger()
        assert shown.queue.asked == [("retry", (14,)), ("retry", (14,))]
        shown.action("CopyDetails").trigger()
        assert QGuiApplication.clipboard().text().startswith("plan.pdf\nUpload of /home/anna/plan.pdf")

    def test_what_is_cleared_takes_no_selection_along(self, make: Make, qtbot: QtBot) -> None:
        shown = self.dropped(make, job(99, name="99.pdf"), state=State.DONE)
        shown.view.model().set_opened(0, opened=True)
        shown.select(2, MANY + 1)
        # Too few are left for a row in common, and those that are move up.
        for number in range(12, 10 + MANY, 2):
            shown.queue.known.pop(number)
            shown.bridge.notify(number)
        left = ["10.pdf", *(f"{number}.pdf" for number in range(11, 10 + MANY, 2)), "99.pdf"]
        qtbot.waitUntil(lambda: self.names(shown) == left)
        chosen = [index.data() for index in shown.view.selectionModel().selectedRows()]
        assert sorted(chosen) == ["11.pdf", "99.pdf"]


def test_ten_thousand_that_come_and_go_are_one_insertion_at_a_time(make: Make, qtbot: QtBot) -> None:
    """Whatever there is, only what is in sight is asked for."""
    shown = make()
    come = [job(number, drop_id=1, state=State.WAITING) for number in range(1, 10_001)]
    shown.queue.known = {one.id: one for one in come}
    for one in come:
        shown.bridge.notify(one.id)
    model = shown.view.model()
    qtbot.waitUntil(lambda: model.tally.jobs == 10_000, timeout=20_000)
    model.set_opened(0, opened=True)
    shown.view.scrollToBottom()
    asked: set[int] = set()

    class Asked(TransferWords):
        def text(self, job: JobStatus, item: ItemStatus | None, column: Column) -> str:
            asked.add(job.id)
            return super().text(job, item, column)

    model.words = Asked(lambda _: "Office")
    shown.queue.known |= {one.id: replace(one, state=State.DONE) for one in come}
    for one in come:
        shown.bridge.notify(one.id)
    qtbot.waitUntil(lambda: model.tally.finished == 10_000, timeout=20_000)
    shown.view.viewport().repaint()
    assert 0 < len(asked) < 100
    shown.view.selectAll()
    shown.action("Clear").trigger()
    for one in come:
        shown.bridge.notify(one.id)
    qtbot.waitUntil(lambda: model.rowCount() == 0 and not shown.view.isVisible(), timeout=20_000)
