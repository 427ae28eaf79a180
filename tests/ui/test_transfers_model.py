"""The queue as rows, of which some open."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from bimexplorer.errors import Offline
from bimexplorer.transfer.status import Check, Direction, JobStatus, State
from bimexplorer.ui.models.transfer_rows import MANY
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.models.transfer_words import FULL, Column
from bimexplorer.ui.models.transfers import Role, TransfersModel
from tests.ui.scripted_queue import ScriptedQueue, item, job


def model_of(queue: ScriptedQueue) -> TransfersModel:
    model = TransfersModel(queue, {"site": "Office"}.__getitem__)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def text(model: TransfersModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def names(model: TransfersModel) -> list[str]:
    return [text(model, row, Column.NAME) for row in range(model.rowCount())]


def dropped(first: int, count: int, drop: int, **changes: object) -> list[JobStatus]:
    """Jobs of one drop, each of its own file."""
    return [
        job(number, drop_id=drop, name=f"{number}.pdf", **changes) for number in range(first, first + count)
    ]


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
    model.refresh([1])
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
    assert model.index(0, Column.PROGRESS).data(Role.PROGRESS) == progress


def test_files_are_asked_for_when_somebody_opens_the_job() -> None:
    queue = ScriptedQueue(job(1, files=3), job(2))
    queue.files[1] = tuple(item(number, 1) for number in (1, 2, 3))
    model = model_of(queue)
    assert [model.index(row, 0).data(Role.OPENED) for row in range(2)] == [False, None]
    assert queue.item_questions == 0
    model.set_opened(1, opened=True)  # there is nothing in it
    model.set_opened(0, opened=True)
    assert names(model) == ["plan.pdf", "Plans/1.pdf", "Plans/2.pdf", "Plans/3.pdf", "plan.pdf"]
    assert queue.item_questions == 1
    assert model.index(0, 0).data(Role.OPENED) is True
    assert [model.index(row, 0).data(Role.LEVEL) for row in range(5)] == [0, 1, 1, 1, 0]
    assert [model.upper_row(row) for row in range(5)] == [-1, 0, 0, 0, -1]
    model.set_opened(0, opened=False)
    assert names(model) == ["plan.pdf", "plan.pdf"]


def test_a_files_row_tells_how_done_was_proven() -> None:
    queue = ScriptedQueue(job(1, files=2))
    queue.files[1] = (
        item(1, 1, state=State.DONE, check=Check.HASH),
        item(2, 1, state=State.DONE, check=Check.SIZE),
    )
    model = model_of(queue)
    model.set_opened(0, opened=True)
    assert text(model, 1, Column.STATE) == "Done, verified"
    assert text(model, 2, Column.STATE) == "Done, size checked"


def test_only_what_changed_is_told() -> None:
    queue = ScriptedQueue(job(1, files=3), job(2))
    queue.files[1] = tuple(item(number, 1) for number in (1, 2, 3))
    model = model_of(queue)
    model.set_opened(0, opened=True)
    changes: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: changes.append((top.row(), bottom.row())))
    model.refresh([2])
    assert changes == []
    queue.known[2] = job(2, done=900)
    model.refresh([2])
    assert changes == [(4, 4)]
    queue.files[1] = (item(1, 1), item(2, 1, done=900), item(3, 1))
    model.refresh_items([1, 2])
    assert changes == [(4, 4), (2, 2)]
    queue.files[1] = (*queue.files[1], item(4, 1))
    model.refresh_items([1])
    assert names(model)[1:5] == [f"Plans/{number}.pdf" for number in (1, 2, 3, 4)]


def test_another_order_takes_opened_files_along() -> None:
    queue = ScriptedQueue(job(1, files=2), job(2), job(3))
    queue.files[1] = (item(1, 1), item(2, 1))
    model = model_of(queue)
    model.set_opened(0, opened=True)
    known = [model.row_at(row) for row in range(5)]
    model.show_order([3, 1])  # the one that is not named stays behind
    assert [job.id for job in model.jobs()] == [3, 1, 2]
    assert [model.row_of(row) for row in known] == [1, 2, 3, 4, 0]
    assert text(model, 3, Column.NAME) == "Plans/2.pdf"


def test_an_index_that_outlived_its_row_answers_nothing() -> None:
    queue = ScriptedQueue(job(1, files=2))
    queue.files[1] = (item(1, 1), item(2, 1))
    model = model_of(queue)
    model.set_opened(0, opened=True)
    outlived = [model.index(row, 0) for row in range(3)]
    queue.known.clear()
    model.refresh([1])
    assert model.rowCount() == 0
    assert [index.data() for index in outlived] == [None] * 3
    assert [model.job_at(row) for row in (-1, 0, 1)] == [None] * 3


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
    queue = ScriptedQueue(*dropped(100, 2 * MANY, drop=100, files=2))
    model = model_of(queue)
    for _ in range(400):
        job_id = chance.choice([*range(1, 12), *range(100, 100 + 2 * MANY)])
        what = chance.randint(0, 6)
        if what == 0:
            queue.known.pop(job_id, None)
        elif what in (1, 2) and model.rowCount():
            row = chance.randrange(model.rowCount())
            model.set_opened(row, opened=not model.is_opened(row))
        elif what == 3:
            queue.files[job_id] = tuple(
                item(number, job_id, done=chance.randint(0, 1000)) for number in range(chance.randint(0, 6))
            )
            model.refresh_items([job_id])
        elif what == 4:
            order = [each.id for each in model.jobs()]
            moved = order.pop(chance.randrange(len(order)))
            order.insert(chance.randint(0, len(order)), moved)
            model.show_order(order)
            assert [each.id for each in model.jobs()] == order
        else:
            drop = 100 if job_id >= 100 else 0
            state = chance.choice(list(State))
            queue.known[job_id] = job(
                job_id, files=chance.randint(0, 4), done=chance.randint(0, 1000), drop_id=drop, state=state
            )
        model.refresh([job_id])
        shown = [model.row_at(row) for row in range(model.rowCount())]
        assert [model.row_of(row) for row in shown] == list(range(len(shown)))
        assert {each.id for each in model.jobs_at(range(len(shown)))} == {each.id for each in model.jobs()}
        assert {each.id for each in model.jobs()} <= set(queue.known)
        assert (queue.job(job_id) is None) == (model.job(job_id) is None)
        for row in range(len(shown)):
            if (together := model.drop_at(row)) is not None:
                assert facts(together.tally) == facts(Tally(model.job(each) for each in together.jobs))
        assert facts(model.tally) == facts(Tally(model.jobs()))


def facts(tally: Tally) -> tuple[object, ...]:
    """What a tally tells, but for what it remembers."""
    states = {state: count for state, count in tally.states.items() if count}
    return (
        tally.jobs, tally.unfinished, tally.moving, tally.counting, states, tally.files, tally.files_done,
        tally.size, tally.done, tally.open_size, tally.open_done, tally.left, tally.check,
        set(tally.failed), set(tally.deciding), tally.speed,
    )  # fmt: skip


def test_ten_thousand_files_are_cheap_to_keep_current() -> None:
    queue = ScriptedQueue(job(1, files=10_000))
    queue.files[1] = tuple(item(number, 1) for number in range(10_000))
    model = TransfersModel(queue, {"site": "Office"}.__getitem__)
    model.set_opened(0, opened=True)
    told: list[object] = []
    model.dataChanged.connect(lambda *change: told.append(change))
    queue.files[1] = (*queue.files[1][:-1], item(9_999, 1, done=900))
    model.refresh_items([1])
    assert len(told) == 1
    assert model.rowCount() == 10_001


class TestDrops:
    """Many jobs of one drop have a row in common."""

    def test_many_are_one_row_that_tells_what_they_come_to(self) -> None:
        queue = ScriptedQueue(
            job(1),
            *dropped(10, MANY - 2, drop=10, size=1000, done=1000, state=State.DONE, check=Check.HASH),
            *dropped(200, 2, drop=10, size=1000, done=500, speed=100.0),
            *dropped(300, MANY - 1, drop=300),
        )
        model = model_of(queue)
        assert model.rowCount() == 1 + 1 + MANY - 1
        assert [text(model, 1, column) for column in Column] == [
            "20 files from “anna”",
            "Upload",
            "Office:/Plans",
            "95 %",
            "20.0 kB",
            "200 bytes/s",
            "5 s",
            "Uploading, 18 of 20 files",
        ]
        assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "/home/anna"
        spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "20 files from “anna”, Upload, Office:/Plans, 95 %, Uploading, 18 of 20 files"
        queue.known[200] = job(200, drop_id=10, state=State.FAILED, error=Offline("No answer.", "503"))
        queue.known[201] = job(201, drop_id=10, state=State.DONE, check=Check.SIZE)
        model.refresh([200, 201])
        assert text(model, 1, Column.STATE) == "Failed · 1 failed"
        error = model.error_at(1)
        assert error is not None
        expected = "1 of 20 files could not be transferred. The first reason: No answer."
        assert (error.sentence, error.technical) == (expected, "503")
        queue.known[200] = job(200, drop_id=10, state=State.DONE, check=Check.HASH)
        model.refresh([200])
        assert text(model, 1, Column.STATE) == "Done, size checked"
        assert model.error_at(1) is None

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"state": State.WAITING}, "Waiting, 0 of 20 files"),
            ({"state": State.PAUSED}, "Paused, 0 of 20 files"),
            ({"state": State.DECIDING, "files_deciding": 1}, "Needs your decision, 0 of 20 files"),
            ({"state": State.DECIDING, "held": True}, "Needs your decision"),
            ({"state": State.CANCELLED}, "Cancelled"),
            ({"state": State.FAILED}, "Failed"),
            ({"state": State.SKIPPED}, "Skipped"),
        ],
    )
    def test_what_is_true_of_all_is_said_once(self, changes: dict[str, object], words: str) -> None:
        model = model_of(ScriptedQueue(*dropped(1, MANY, drop=1, **changes)))
        assert text(model, 0, Column.STATE) == words
        assert not model.index(0, Column.STATE).data(Qt.ItemDataRole.DecorationRole).isNull()

    def test_jobs_that_come_one_by_one_are_gathered_and_fall_apart_again(self) -> None:
        queue = ScriptedQueue()
        model = model_of(queue)
        for one in dropped(1, MANY + 5, drop=1):
            queue.known[one.id] = one
            assert model.refresh([one.id]) == [one.id]
        assert names(model) == ["25 files from “anna”"]
        assert model.last_row_of([3, 25]) == 0
        for job_id in range(1, 10):
            queue.known.pop(job_id)
        model.refresh(range(1, 10))
        assert names(model) == [f"{number}.pdf" for number in range(10, MANY + 6)]

    def test_single_files_are_reached_below_the_row(self) -> None:
        queue = ScriptedQueue(*dropped(1, MANY, drop=1, files=2), job(99))
        queue.files[2] = (item(1, 2), item(2, 2))
        model = model_of(queue)
        model.set_opened(model.reveal(2), opened=True)
        assert names(model)[:5] == ["40 files from “anna”", "1.pdf", "2.pdf", "Plans/1.pdf", "Plans/2.pdf"]
        assert [model.index(row, 0).data(Role.LEVEL) for row in range(5)] == [0, 1, 1, 2, 2]
        assert [model.upper_row(row) for row in range(5)] == [-1, 0, 0, 2, 2]
        assert [each.id for each in model.jobs_at([3, 4, 5])] == [2, 3]
        assert len(model.jobs_at([0])) == MANY
        assert len(model.jobs_at([0, 1, model.rowCount() - 1])) == MANY + 1
        model.set_opened(0, opened=False)
        assert model.rowCount() == 2
        model.set_opened(0, opened=True)
        assert names(model)[3] == "Plans/1.pdf"  # what was opened in it is still so

    def test_a_file_that_goes_first_leaves_the_row_of_the_others(self) -> None:
        queue = ScriptedQueue(job(99), *dropped(1, MANY + 3, drop=1))
        model = model_of(queue)
        model.show_order([5, 99, *(number for number in range(1, MANY + 4) if number != 5)])
        assert names(model) == ["5.pdf", "plan.pdf", "22 files from “anna”"]
        model.show_order([99, *range(1, MANY + 4)])
        assert names(model) == ["plan.pdf", "23 files from “anna”"]
