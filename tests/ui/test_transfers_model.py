"""The queue as a tree."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from bimexplorer.errors import Offline
from bimexplorer.transfer.status import Check, Direction, State
from bimexplorer.ui.models.transfers import FULL, PROGRESS_ROLE, STRETCH, Column, TransfersModel
from tests.ui.scripted_queue import ScriptedQueue, item, job


def model_of(queue: ScriptedQueue) -> TransfersModel:
    model = TransfersModel(queue, {"site": "Office"}.__getitem__)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    # It would fetch inside the model's own rowsInserted and then take the two changes for one; the tests
    # fetch themselves.
    tester.setUseFetchMore(False)
    return model


def text(model: TransfersModel, row: int, column: Column, parent: QModelIndex = QModelIndex()) -> str:  # noqa: B008
    return str(model.index(row, column, parent).data())


def test_a_row_tells_everything_in_words() -> None:
    model = model_of(
        ScriptedQueue(job(1, size=4 * 10**9, done=3 * 10**9, speed=2.5 * 10**6, seconds_left=200))
    )
    assert [text(model, 0, column) for column in Column] == [
        "plan.pdf",
        "Upload",
        "Office:/Plans",
        "75 %",
        "4.0 GB",
        "2.5 MB/s",
        "3 min 20 s",
        "Uploading",
    ]


def test_a_copy_is_one_row_that_tells_where_it_comes_from_and_goes_to() -> None:
    queue = ScriptedQueue(
        job(1, direction=Direction.COPY, origin="archive", local="/Old/plan.pdf", remote="/New/plan.pdf")
    )
    model = TransfersModel(queue, {"site": "Office", "archive": "Archive"}.__getitem__)
    assert text(model, 0, Column.DIRECTION) == "Copy"
    assert text(model, 0, Column.PLACE) == "Office:/New"
    tip = model.index(0, Column.PLACE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Archive:/Old → Office:/New"
    assert text(model, 0, Column.STATE) == "Copying from Archive to Office"
    tip = model.index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Copying “plan.pdf” from Archive:/Old to Office:/New"
    spoken = model.index(0, Column.NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "plan.pdf, Copy, Office:/New, 50 %, Copying from Archive to Office"
    queue.known[1] = job(1, direction=Direction.COPY, origin="site", files=12, files_done=3)
    model.refresh_job(1)
    assert text(model, 0, Column.STATE) == "Copying within Office, 3 of 12 files"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": State.WAITING}, "Waiting"),
        ({"state": State.RUNNING, "direction": Direction.DOWNLOAD}, "Downloading"),
        ({"state": State.PAUSED}, "Paused"),
        ({"state": State.DECIDING}, "Needs your decision"),
        ({"state": State.DONE}, "Done"),
        ({"state": State.SKIPPED}, "Skipped"),
        ({"state": State.CANCELLED}, "Cancelled"),
        ({"state": State.FAILED, "error": Offline("No answer.")}, "Failed: No answer."),
        ({"state": State.PAUSED, "error": Offline("Sign in.")}, "Paused: Sign in."),
        ({"state": State.WAITING, "note": "Next try in 8 s."}, "Next try in 8 s."),
        ({"state": State.DONE, "note": "Stored as “b.pdf”."}, "Done. Stored as “b.pdf”."),
        ({"state": State.DONE, "check": Check.HASH}, "Done, verified"),
        ({"state": State.DONE, "check": Check.SIZE}, "Done, size checked"),
        (
            {"state": State.DONE, "check": Check.HASH, "note": "Stored as “b.pdf”."},
            "Done, verified. Stored as “b.pdf”.",
        ),
        ({"state": State.DECIDING, "held": True, "files": 3, "note": "3 names."}, "Needs your decision"),
        ({"counting": True}, "Reading folders…"),
        ({"files": 312, "files_done": 4}, "Uploading, 4 of 312 files"),
    ],
)
def test_every_state_has_words_and_an_icon(changes: dict[str, object], words: str) -> None:
    model = model_of(ScriptedQueue(job(1, **changes)))
    assert text(model, 0, Column.STATE) == words
    assert not model.index(0, Column.STATE).data(Qt.ItemDataRole.DecorationRole).isNull()


@pytest.mark.parametrize(
    ("changes", "progress"),
    [
        ({"size": 1000, "done": 0}, 0),
        ({"size": 3 * 10**12, "done": 3 * 10**12 // 2}, FULL // 2),
        ({"size": 10, "done": 20}, FULL),
        ({"size": 0, "done": 0}, None),
        ({"size": 0, "done": 0, "state": State.DONE}, FULL),
        ({"size": 1000, "done": 900, "counting": True}, None),
    ],
)
def test_progress_is_in_thousandths_whatever_the_size(
    changes: dict[str, object], progress: int | None
) -> None:
    model = model_of(ScriptedQueue(job(1, **changes)))
    assert model.index(0, Column.PROGRESS).data(PROGRESS_ROLE) == progress


def test_files_are_asked_for_when_somebody_opens_the_job() -> None:
    queue = ScriptedQueue(job(1, files=3), job(2))
    queue.files[1] = tuple(item(number, 1) for number in (1, 2, 3))
    model = TransfersModel(queue, {"site": "Office"}.__getitem__)
    first, second = model.index(0, 0), model.index(1, 0)
    assert (model.hasChildren(first), model.hasChildren(second)) == (True, False)
    assert (model.rowCount(first), queue.item_questions) == (0, 0)
    model.fetchMore(first)
    assert (model.rowCount(first), queue.item_questions) == (3, 1)
    assert not model.canFetchMore(first)
    assert text(model, 1, Column.NAME, first) == "Plans/2.pdf"
    model.forget_items(1)
    assert (model.rowCount(first), model.canFetchMore(first)) == (0, True)


def test_the_files_of_a_large_job_are_shown_stretch_by_stretch() -> None:
    queue = ScriptedQueue(job(1, files=600))
    queue.files[1] = tuple(item(number, 1) for number in range(1, 601))
    model = model_of(queue)
    parent = model.index(0, 0)
    model.fetchMore(parent)
    assert model.rowCount(parent) == STRETCH
    (last,) = model.partly_shown()
    assert text(model, last.row(), Column.NAME, parent) == f"Plans/{STRETCH}.pdf"
    model.show_more(last)
    model.refresh_items(1)
    assert model.rowCount(parent) == 2 * STRETCH
    model.show_more(parent)
    assert (model.rowCount(parent), model.partly_shown()) == (600, [])
    model.forget_items(1)
    model.fetchMore(parent)
    assert model.rowCount(parent) == STRETCH


def test_a_files_row_tells_how_done_was_proven() -> None:
    queue = ScriptedQueue(job(1, files=2))
    queue.files[1] = (
        item(1, 1, state=State.DONE, check=Check.HASH),
        item(2, 1, state=State.DONE, check=Check.SIZE),
    )
    model = model_of(queue)
    parent = model.index(0, 0)
    model.fetchMore(parent)
    assert text(model, 0, Column.STATE, parent) == "Done, verified"
    assert text(model, 1, Column.STATE, parent) == "Done, size checked"


def test_only_what_changed_is_told() -> None:
    queue = ScriptedQueue(job(1, files=3), job(2))
    queue.files[1] = tuple(item(number, 1) for number in (1, 2, 3))
    model = model_of(queue)
    parent = model.index(0, 0)
    model.fetchMore(parent)
    changes: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: changes.append((top.row(), bottom.row())))
    model.refresh_job(2)
    assert changes == []
    queue.known[2] = job(2, done=900)
    model.refresh_job(2)
    assert changes == [(1, 1)]
    queue.files[1] = (item(1, 1), item(2, 1, done=900), item(3, 1), item(4, 1))
    model.refresh_items(1)
    assert changes == [(1, 1), (1, 1)]
    assert model.rowCount(parent) == 4


def test_another_order_takes_selection_and_opened_files_along() -> None:
    queue = ScriptedQueue(job(1, files=2), job(2), job(3))
    queue.files[1] = (item(1, 1), item(2, 1))
    model = model_of(queue)
    model.fetchMore(model.index(0, 0))
    held = [QPersistentModelIndex(model.index(row, 0)) for row in range(3)]
    child = QPersistentModelIndex(model.index(1, 0, model.index(0, 0)))
    model.show_order([3, 1])  # the one that is not named stays behind
    assert [index.row() for index in held] == [1, 2, 0]
    assert child.parent() == held[0]
    assert child.data() == "Plans/2.pdf"


def test_an_index_that_outlived_its_row_answers_nothing() -> None:
    queue = ScriptedQueue(job(1, files=2))
    queue.files[1] = (item(1, 1), item(2, 1))
    model = model_of(queue)
    parent = model.index(0, 0)
    model.fetchMore(parent)
    child = model.index(1, 0, parent)
    queue.known.clear()
    model.refresh_job(1)
    assert model.rowCount() == 0
    assert child.data() is None
    assert not model.parent(child).isValid()
    assert parent.data() is None


def test_a_row_can_be_heard() -> None:
    model = model_of(ScriptedQueue(job(1)))
    assert (
        model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        == "plan.pdf, Upload, Office:/Plans, 50 %, Uploading"
    )


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 20))]
)
def test_random_changes_keep_the_model_sound(seed: int) -> None:
    chance = random.Random(seed)
    queue = ScriptedQueue()
    model = model_of(queue)
    for _ in range(400):
        job_id = chance.randint(1, 12)
        what = chance.randint(0, 6)
        if what == 0:
            queue.known.pop(job_id, None)
        elif what == 1 and model.rowCount():
            parent = model.index(chance.randrange(model.rowCount()), 0)
            if model.canFetchMore(parent):
                model.fetchMore(parent)
        elif what == 2:
            model.forget_items(job_id)
        elif what == 3:
            queue.files[job_id] = tuple(
                item(number, job_id, done=chance.randint(0, 1000)) for number in range(chance.randint(0, 6))
            )
            model.refresh_items(job_id)
        elif what == 4:
            order = [model.job_at(model.index(row, 0)).id for row in range(model.rowCount())]
            chance.shuffle(order)
            model.show_order(order)
            assert [model.job_at(model.index(row, 0)).id for row in range(model.rowCount())] == order
        else:
            queue.known[job_id] = job(job_id, files=chance.randint(0, 4), done=chance.randint(0, 1000))
        model.refresh_job(job_id)
        rows = {model.job_at(model.index(row, 0)).id: row for row in range(model.rowCount())}
        assert set(rows) <= set(queue.known)
        assert job_id not in queue.known or job_id in rows


def test_ten_thousand_files_are_cheap_to_keep_current() -> None:
    queue = ScriptedQueue(job(1, files=10_000))
    queue.files[1] = tuple(item(number, 1) for number in range(10_000))
    model = TransfersModel(queue, {"site": "Office"}.__getitem__)
    model.fetchMore(model.index(0, 0))
    while model.partly_shown():
        model.show_more(model.index(0, 0))
    told: list[object] = []
    model.dataChanged.connect(lambda *change: told.append(change))
    queue.files[1] = (*queue.files[1][:-1], item(9_999, 1, done=900))
    model.refresh_items(1)
    assert len(told) == 1
    assert model.rowCount(model.index(0, 0)) == 10_000
