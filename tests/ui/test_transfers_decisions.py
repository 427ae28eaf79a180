"""The table in which a whole drop is decided, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import DiskFull, SourceUnreadable
from bimexplorer.transfer.status import (
    Decision,
    Direction,
    Facts,
    ItemStatus,
    JobStatus,
    Question,
    QuestionKind,
    State,
)
from bimexplorer.ui.dialogs.decisions import DecisionsSheet
from bimexplorer.ui.models.decision_words import finding
from bimexplorer.ui.models.decisions import Column, DecisionsModel, drop_of
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.ui.scripted_queue import ScriptedQueue, item, job

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
UP = (Decision.NEW_VERSION, Decision.SKIP, Decision.KEEP_BOTH)
DROP = 7


def exists(**changes: Any) -> Question:
    facts = {"here": Facts(1000, NOON), "there": Facts(1000, NOON), "identical": None} | changes
    return Question(QuestionKind.EXISTS, "“a.pdf” is already there.", UP, **facts)


def bad_name(suggestion: str = "a_b.pdf") -> Question:
    choices = (Decision.RENAME, Decision.SKIP)
    return Question(QuestionKind.NAME, "BIMcloud takes no “;” in a name.", choices, suggestion=suggestion)


def asking(item_id: int, job_id: int, question: Question | None = None, **changes: Any) -> ItemStatus:
    plain = {"state": State.DECIDING, "question": question or exists()}
    return item(item_id, job_id, **(plain | changes))


def deciding(job_id: int, files: int, **changes: Any) -> JobStatus:
    return job(job_id, **({"files": files, "files_deciding": files, "drop_id": DROP} | changes))


class Shown:
    """A sheet on screen with its queue."""

    def __init__(self, qtbot: QtBot, jobs: dict[JobStatus, tuple[ItemStatus, ...]]) -> None:
        self.queue = ScriptedQueue(*jobs)
        self.queue.files = {status.id: items for status, items in jobs.items()}
        self.bridge = TransferBridge()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        drop = drop_of(next(iter(jobs)))
        self.sheet = DecisionsSheet(self.queue, self.bridge, drop, lambda _job: "Office:/Plans", self.window)
        self.closed: list[int] = []
        self.sheet.finished.connect(self.closed.append)
        self.window.show()
        with qtbot.waitExposed(self.sheet):
            self.sheet.show()
        self.view = self.child(QTableView, "decisionsView")
        self.apply = self.child(QPushButton, "decisionsApply")

    def child(self, kind: type, name: str):
        found = self.sheet.findChild(kind, name)
        assert found is not None
        return found

    def column(self, column: Column) -> list[str]:
        model = self.view.model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def change(self, status: JobStatus, items: tuple[ItemStatus, ...]) -> None:
        self.queue.known[status.id] = status
        self.queue.files[status.id] = items
        self.bridge.notify(status.id)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[dict[JobStatus, tuple[ItemStatus, ...]]], Shown]:
    return lambda jobs: Shown(qtbot, jobs)


Show = Callable[[dict[JobStatus, tuple[ItemStatus, ...]]], Shown]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"identical": True}, "Identical content"),
        ({"here": Facts(1000, NOON + timedelta(hours=1))}, "Newer here, same size"),
        ({"there": Facts(900, NOON + timedelta(hours=1))}, "Newer in the cloud, other size"),
        ({"there": Facts(1000, NOON + timedelta(seconds=2))}, "Same date, same size"),
        ({"identical": False}, "Same date, other content"),
        ({"here": Facts(1000, None)}, "Same size"),
        ({"here": Facts(None, NOON)}, "Same date"),
        ({"here": None}, ""),
        ({"here": None, "identical": False}, "Other content"),
    ],
)
def test_what_the_facts_tell(facts: dict[str, Any], words: str) -> None:
    assert finding(exists(**facts), Direction.UPLOAD) == words


def test_the_sides_of_a_copy_are_neither_here_nor_in_the_cloud(show: Show) -> None:
    newer = exists(here=Facts(900, NOON + timedelta(hours=1)))
    assert finding(newer, Direction.COPY) == "Newer than the one there, other size"
    older = exists(here=Facts(900, NOON - timedelta(hours=1)))
    assert finding(older, Direction.COPY) == "Older than the one there, other size"
    asked = job(1, direction=Direction.COPY, origin="archive", state=State.DECIDING, files_deciding=1)
    shown = show({asked: (item(1, 1, state=State.DECIDING, question=newer),)})
    model = shown.view.model()
    titles = [model.headerData(section, Qt.Orientation.Horizontal) for section in range(model.columnCount())]
    assert "To be copied" in titles
    assert "Already there" in titles
    assert "On this computer" not in titles


def test_one_table_shows_the_whole_drop(show: Show) -> None:
    one = deciding(1, 2)
    two = deciding(2, 1)
    other = deciding(3, 1, drop_id=8)
    shown = show(
        {
            one: (asking(1, 1, name="a.pdf"), asking(2, 1, name="b.pdf"), item(3, 1)),
            two: (asking(1, 2, bad_name(), name="a;b.pdf"),),
            other: (asking(1, 3, name="c.pdf"),),
        }
    )
    assert shown.column(Column.NAME) == ["a.pdf", "b.pdf", "a;b.pdf"]
    assert shown.column(Column.FINDING) == [
        "Same date, same size",
        "Same date, same size",
        "BIMcloud takes no “;” in a name.",
    ]
    assert shown.column(Column.ANSWER) == ["Choose…"] * 3
    assert shown.child(QLabel, "decisionsHeading").text() == "Upload to Office:/Plans"
    assert not shown.sheet.isModal()


def test_identical_files_are_skipped_unless_somebody_says_else(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 2): (asking(1, 1, exists(identical=True)), asking(2, 1))})
    assert shown.column(Column.ANSWER) == ["Skip", "Choose…"]
    assert not shown.apply.isEnabled()
    assert shown.child(QLabel, "decisionsLeft").text() == "1 file still needs an answer"
    shown.view.selectRow(1)
    offered = choose(shown, qtbot, 1, "New version")
    assert offered == ["New version", "Skip", "Keep both"]
    assert shown.apply.isEnabled()
    shown.apply.click()
    assert shown.queue.asked == [("decide", 1, Decision.SKIP, 1), ("decide", 1, Decision.NEW_VERSION, 2)]
    assert shown.closed == [0]


def test_where_older_contents_stay_new_versions_are_proposed_until_somebody_says_else(
    show: Show, qtbot: QtBot
) -> None:
    files = tuple(asking(number, 1, exists(keeps_older=True)) for number in (1, 2, 3))
    shown = show({deciding(1, 3): files})
    assert shown.column(Column.ANSWER) == ["New version"] * 3
    assert shown.apply.isEnabled()
    explanation = shown.child(QLabel, "decisionsExplanation").text()
    assert explanation.endswith("A new version keeps the older ones.")
    assert "older contents stay" in shown.child(QPushButton, "decisionsAllNewVersion").toolTip()
    shown.view.model().answer(Decision.KEEP_BOTH, [1])
    # What both sides hold becomes known later: a proposal follows it, an answer does not.
    same = tuple(asking(number, 1, exists(keeps_older=True, identical=True)) for number in (1, 2))
    shown.change(deciding(1, 3), (*same, files[2]))
    qtbot.waitUntil(lambda: shown.column(Column.ANSWER) == ["Skip", "Keep both", "New version"])


def test_where_nothing_older_stays_nothing_is_proposed(show: Show) -> None:
    shown = show({deciding(1, 1): (asking(1, 1),)})
    assert shown.column(Column.ANSWER) == ["Choose…"]
    assert not shown.apply.isEnabled()
    assert "A new version" not in shown.child(QLabel, "decisionsExplanation").text()


def test_the_table_opens_at_what_needs_an_answer(show: Show) -> None:
    shown = show({deciding(1, 2): (asking(1, 1, exists(identical=True)), asking(2, 1))})
    assert shown.view.currentIndex().row() == 1
    assert shown.view.hasFocus()


def menu_of(shown: Shown, qtbot: QtBot) -> QMenu:
    found: list[QMenu] = []

    def opened() -> bool:
        found[:] = [menu for menu in shown.sheet.findChildren(QMenu, "decisionsMenu") if menu.isVisible()]
        return bool(found)

    qtbot.waitUntil(opened)
    return found[0]


def choose(shown: Shown, qtbot: QtBot, row: int, words: str) -> list[str]:
    """Click an answer's cell and take one of what is offered, which is returned."""
    cell = shown.view.visualRect(shown.view.model().index(row, Column.ANSWER))
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    menu = menu_of(shown, qtbot)
    offered = [action.text() for action in menu.actions()]
    menu.setActiveAction(menu.actions()[offered.index(words)])
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shown.sheet.findChildren(QMenu, "decisionsMenu"))
    return offered


def test_only_what_is_possible_is_offered(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 1): (asking(1, 1, bad_name("A & B.pdf"), name="A; B.pdf"),)})
    assert choose(shown, qtbot, 0, "Rename to “A && B.pdf”") == ["Rename to “A && B.pdf”", "Skip"]
    assert shown.column(Column.ANSWER) == ["Rename to “A & B.pdf”"]
    shown.apply.click()
    assert shown.queue.asked == [("decide", 1, Decision.RENAME, 1)]


def test_it_can_be_used_with_the_keyboard_alone(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 3): tuple(asking(number, 1) for number in (1, 2, 3))})
    for row in range(2):
        qtbot.keyClick(shown.view, Qt.Key.Key_Space)
        menu = menu_of(shown, qtbot)
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not shown.sheet.findChildren(QMenu, "decisionsMenu"))
        assert shown.column(Column.ANSWER)[row] == "Skip"
        qtbot.keyClick(shown.view, Qt.Key.Key_Down)
    # Return opens the choices too; it does not press the default button.
    qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    menu_of(shown, qtbot).close()
    assert shown.queue.asked == []
    qtbot.keyClick(shown.view, Qt.Key.Key_Escape)
    assert shown.closed == [0]
    assert shown.queue.asked == []


def test_one_answer_for_all_goes_where_it_is_possible(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 3): (asking(1, 1), asking(2, 1), asking(3, 1, bad_name()))})
    assert shown.child(QLabel, "decisionsForLabel").text() == "For all 3:"
    shown.child(QPushButton, "decisionsAllNewVersion").click()
    assert shown.column(Column.ANSWER) == ["New version", "New version", "Choose…"]
    shown.child(QPushButton, "decisionsAllRename").click()
    assert shown.column(Column.ANSWER) == ["New version", "New version", "Rename to “a_b.pdf”"]
    assert shown.apply.isEnabled()


def test_with_several_rows_selected_the_buttons_are_for_these(show: Show) -> None:
    shown = show({deciding(1, 3): tuple(asking(number, 1) for number in (1, 2, 3))})
    shown.view.selectRow(0)
    shown.view.selectionModel().select(
        shown.view.model().index(2, 0),
        shown.view.selectionModel().SelectionFlag.Select | shown.view.selectionModel().SelectionFlag.Rows,
    )
    assert shown.child(QLabel, "decisionsForLabel").text() == "For the 2 selected:"
    shown.child(QPushButton, "decisionsAllKeepBoth").click()
    assert shown.column(Column.ANSWER) == ["Keep both", "Choose…", "Keep both"]


def test_rows_that_are_decided_elsewhere_leave_and_new_ones_come(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 2): (asking(1, 1, name="a.pdf"), asking(2, 1, name="b.pdf"))})
    shown.child(QPushButton, "decisionsAllSkip").click()
    shown.change(
        deciding(1, 3, files_deciding=2),
        (item(1, 1), asking(2, 1, name="b.pdf"), asking(3, 1, name="c.pdf")),
    )
    qtbot.waitUntil(lambda: shown.column(Column.NAME) == ["b.pdf", "c.pdf"])
    assert shown.column(Column.ANSWER) == ["Skip", "Choose…"]
    shown.change(deciding(2, 1), (asking(1, 2, name="d.pdf"),))
    qtbot.waitUntil(lambda: shown.column(Column.NAME) == ["b.pdf", "c.pdf", "d.pdf"])
    shown.change(deciding(1, 3, state=State.CANCELLED), ())
    qtbot.waitUntil(lambda: shown.column(Column.NAME) == ["d.pdf"])
    assert shown.closed == []
    shown.queue.known.clear()
    shown.bridge.notify(2)
    qtbot.waitUntil(lambda: shown.closed == [0])


def test_the_whole_drop_can_be_cancelled(show: Show) -> None:
    shown = show({deciding(1, 1): (asking(1, 1),), deciding(2, 1): (asking(1, 2),)})
    shown.child(QPushButton, "decisionsCancel").click()
    assert shown.queue.asked == [("cancel", (1, 2))]
    assert shown.closed == [0]


def test_leaving_it_decides_nothing(show: Show) -> None:
    shown = show({deciding(1, 1): (asking(1, 1, exists(identical=True)),)})
    assert shown.apply.isEnabled()
    shown.child(QPushButton, "decisionsLater").click()
    assert shown.closed == [0]
    assert shown.queue.asked == []


class TestHeld:
    def held(self, show: Show, *more: ItemStatus, **changes: Any) -> Shown:
        waits = deciding(1, 4, state=State.DECIDING, held=True, files_deciding=len(more), **changes)
        unreadable = SourceUnreadable("“secret.pdf” cannot be read.", "PermissionError")
        return show(
            {
                waits: (
                    item(1, 1, name="good.pdf", state=State.WAITING),
                    item(2, 1, name="secret.pdf", state=State.FAILED, error=unreadable),
                    item(3, 1, name=".DS_Store", state=State.SKIPPED, note="A file of the system."),
                    *more,
                )
            }
        )

    def test_what_is_left_out_is_listed_and_the_others_go(self, show: Show) -> None:
        shown = self.held(show)
        assert shown.column(Column.NAME) == ["secret.pdf", ".DS_Store"]
        assert shown.column(Column.FINDING) == ["“secret.pdf” cannot be read.", "A file of the system."]
        assert shown.column(Column.ANSWER) == ["Left out", "Left out"]
        assert shown.child(QLabel, "decisionsLeft").text() == "1 file is left out"
        explanation = shown.child(QLabel, "decisionsExplanation")
        assert explanation.text() == "Nothing is sent before you have looked at this."
        assert shown.apply.text() == "Send the others"
        shown.apply.click()
        assert shown.queue.asked == [("proceed", (1,))]

    def test_nothing_is_offered_for_what_is_left_out(self, show: Show, qtbot: QtBot) -> None:
        shown = self.held(show)
        cell = shown.view.visualRect(shown.view.model().index(0, Column.ANSWER))
        qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
        qtbot.keyClick(shown.view, Qt.Key.Key_Space)
        assert shown.sheet.findChildren(QMenu, "decisionsMenu") == []
        assert not shown.child(QLabel, "decisionsForLabel").isVisible()

    def test_names_are_answered_before_the_others_go(self, show: Show, qtbot: QtBot) -> None:
        shown = self.held(show, asking(4, 1, bad_name(), name="a;b.pdf"))
        assert shown.apply.text() == "Apply and continue"
        assert not shown.apply.isEnabled()
        choose(shown, qtbot, 2, "Rename to “a_b.pdf”")
        shown.apply.click()
        assert shown.queue.asked == [("decide", 1, Decision.RENAME, 4), ("proceed", (1,))]

    def test_what_is_wrong_with_the_whole_job_stands_above(self, show: Show) -> None:
        shown = self.held(show, error=DiskFull("There is not enough free space."))
        warning = shown.child(QLabel, "decisionsWarning")
        assert warning.isVisible()
        assert warning.text() == "There is not enough free space."

    def test_a_sentence_is_not_said_twice(self, show: Show) -> None:
        shown = self.held(show, error=SourceUnreadable("“secret.pdf” cannot be read."))
        assert not shown.child(QLabel, "decisionsWarning").isVisible()

    def test_a_download_speaks_of_downloading(self, show: Show) -> None:
        shown = self.held(show, direction=Direction.DOWNLOAD)
        assert shown.apply.text() == "Download the others"
        assert shown.child(QLabel, "decisionsHeading").text() == "Download to Office:/Plans"

    def test_once_it_goes_on_elsewhere_the_sheet_closes(self, show: Show, qtbot: QtBot) -> None:
        shown = self.held(show)
        shown.change(deciding(1, 4, files_deciding=0), ())
        qtbot.waitUntil(lambda: shown.closed == [0])


def test_columns_give_way_in_a_narrow_sheet(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 2): (asking(1, 1), asking(2, 1))})
    assert not shown.view.isColumnHidden(Column.HERE)
    shown.sheet.resize(600, 400)
    qtbot.waitUntil(
        lambda: shown.view.isColumnHidden(Column.HERE) and shown.view.isColumnHidden(Column.THERE)
    )
    last = shown.view.visualRect(shown.view.model().index(0, Column.ANSWER))
    assert shown.view.viewport().rect().contains(last.center())


def test_everything_has_a_name_for_assistive_tools(show: Show) -> None:
    shown = show({deciding(1, 1): (asking(1, 1, name="a.pdf"),)})
    assert shown.view.accessibleName() == "Files to decide about"
    spoken = shown.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("a.pdf, On this computer: 1.0 kB ")
    assert spoken.endswith("Same date, same size, Choose…")
    tip = shown.view.model().index(0, Column.FINDING).data(Qt.ItemDataRole.ToolTipRole)
    assert [line.partition(":")[0] for line in tip.splitlines()[1:]] == ["On this computer", "In the cloud"]


class TestModel:
    def model_of(self, queue: ScriptedQueue) -> DecisionsModel:
        model = DecisionsModel(queue.items)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
        return model

    def names(self, model: DecisionsModel) -> list[str]:
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def test_sorting_keeps_rows_and_answers_together(self) -> None:
        queue = ScriptedQueue()
        queue.files[1] = tuple(
            asking(number, 1, exists(here=Facts(size, NOON)), name=name)
            for number, (name, size) in enumerate([("b.pdf", 30), ("C.pdf", 10), ("a.pdf", 20)])
        )
        model = self.model_of(queue)
        model.refresh([deciding(1, 3)])
        model.answer(Decision.SKIP, [0])
        model.sort(Column.NAME, Qt.SortOrder.AscendingOrder)
        assert self.names(model) == ["a.pdf", "b.pdf", "C.pdf"]
        assert [model.index(row, Column.ANSWER).data() for row in range(3)] == ["Choose…", "Skip", "Choose…"]
        model.sort(Column.HERE, Qt.SortOrder.DescendingOrder)
        assert self.names(model) == ["b.pdf", "a.pdf", "C.pdf"]

    def test_many_scattered_rows_leave_at_once(self) -> None:
        queue = ScriptedQueue()
        queue.files[1] = tuple(asking(number, 1, name=f"{number}.pdf") for number in range(2000))
        model = self.model_of(queue)
        model.refresh([deciding(1, 2000)])
        model.answer(Decision.SKIP)
        queue.files[1] = tuple(row for row in queue.files[1] if row.id % 2)
        model.refresh([deciding(1, 1000)])
        assert self.names(model) == [f"{number}.pdf" for number in range(1, 2000, 2)]
        assert model.unanswered == 0
        assert len(model.answers()) == 1000

    def test_an_answer_that_is_no_longer_possible_is_forgotten(self) -> None:
        queue = ScriptedQueue()
        queue.files[1] = (asking(1, 1),)
        model = self.model_of(queue)
        model.refresh([deciding(1, 1)])
        model.answer(Decision.NEW_VERSION)
        queue.files[1] = (asking(1, 1, bad_name()),)
        model.refresh([deciding(1, 1)])
        assert model.unanswered == 1
        model.answer(Decision.NEW_VERSION)
        assert model.answers() == {}

    def test_a_stale_index_answers_nothing(self) -> None:
        queue = ScriptedQueue()
        queue.files[1] = (asking(1, 1),)
        model = self.model_of(queue)
        model.refresh([deciding(1, 1)])
        index = model.index(0, 0)
        model.refresh([1])
        assert model.data(index) is None
        assert model.row_at(QModelIndex()) is None


def test_ten_thousand_rows_are_shown_without_looking_at_each(show: Show, qtbot: QtBot) -> None:
    shown = show({deciding(1, 10_000): tuple(asking(number, 1) for number in range(10_000))})
    assert shown.view.model().rowCount() == 10_000
    assert shown.view.findChildren(QPushButton) == []
    assert shown.view.indexAt(QPoint(5, 5)).isValid()
    shown.child(QPushButton, "decisionsAllSkip").click()
    shown.view.scrollToBottom()
    assert shown.column(Column.ANSWER)[-1] == "Skip"
    shown.apply.click()
    assert len(shown.queue.asked) == 10_000


def test_thousands_of_jobs_come_bit_by_bit_and_are_answered_together(show: Show, qtbot: QtBot) -> None:
    """A drop of loose files is a job for each: all of them are there before an answer can be given."""
    shown = show({deciding(number, 1): (asking(number, number),) for number in range(1, 1201)})
    model = shown.view.model()
    assert 0 < model.rowCount() <= 1200
    shown.child(QPushButton, "decisionsAllSkip").click()
    assert shown.apply.isEnabled() == (model.rowCount() == 1200)
    qtbot.waitUntil(lambda: model.rowCount() == 1200)
    assert not shown.apply.isEnabled()
    shown.child(QPushButton, "decisionsAllSkip").click()
    assert shown.apply.isEnabled()
    shown.apply.click()
    assert [asked[1] for asked in shown.queue.asked] == list(range(1, 1201))
