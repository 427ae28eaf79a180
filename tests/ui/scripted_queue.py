"""A queue whose jobs are set by the test: states that a real transfer passes in a moment, held still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.status import (
    Check,
    Decision,
    Direction,
    HistoryPage,
    HistoryRow,
    ItemStatus,
    JobStatus,
    Question,
    QuestionKind,
    State,
)


def job(job_id: int, **changes: Any) -> JobStatus:
    """A running upload of one file, half done."""
    status = JobStatus(
        id=job_id,
        direction=Direction.UPLOAD,
        site_id="site",
        name="plan.pdf",
        local="/home/anna/plan.pdf",
        remote="/Plans/plan.pdf",
        state=State.RUNNING,
        files=1,
        files_done=0,
        size=1000,
        done=500,
        counting=False,
        speed=0.0,
        seconds_left=None,
    )
    return replace(status, **changes)


def item(item_id: int, job_id: int, **changes: Any) -> ItemStatus:
    """A running file, half done; one that waits for a decision is there already."""
    status = replace(ItemStatus(item_id, job_id, f"Plans/{item_id}.pdf", State.RUNNING, 1000, 500), **changes)
    if status.state is State.DECIDING and status.question is None:
        return replace(status, question=question())
    return status


def question(replacing: Decision = Decision.NEW_VERSION) -> Question:
    """That a file of the name is there, of which nothing is known."""
    choices = (replacing, Decision.SKIP, Decision.KEEP_BOTH)
    return Question(QuestionKind.EXISTS, "A file of this name is already there.", choices)


def ended(item_id: int, **changes: Any) -> HistoryRow:
    """A verified upload; a higher number ended later."""
    row = HistoryRow(
        item_id=item_id,
        job_id=item_id,
        direction=Direction.UPLOAD,
        site_id="site",
        name=f"Plans/{item_id}.pdf",
        local=f"/home/anna/Plans/{item_id}.pdf",
        remote=f"/Riverside/Plans/{item_id}.pdf",
        state=State.DONE,
        size=1000 * item_id,
        check=Check.HASH,
        sha256="ab" * 32,
        revision="3",
        user="anna",
        ended=datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc) + timedelta(seconds=item_id),
        error="",
    )
    return replace(row, **changes)


class ScriptedQueue:
    """Answers what it was given and writes down what it was asked to do."""

    def __init__(self, *jobs: JobStatus) -> None:
        self.known = {job.id: job for job in jobs}
        self.files: dict[int, tuple[ItemStatus, ...]] = {}
        self.working = True
        self.asked: list[tuple[Any, ...]] = []
        self.item_questions = 0
        self.past: list[HistoryRow] = []
        """Newest first."""
        self.looked_up: list[tuple[str, int | None]] = []
        """Searches and cursors, in the order in which they were asked for."""
        self.history_error: ProgramError | None = None

    def jobs(self) -> tuple[JobStatus, ...]:
        return tuple(self.known.values())

    def job(self, job_id: int) -> JobStatus | None:
        return self.known.get(job_id)

    def items(self, job_id: int) -> tuple[ItemStatus, ...]:
        self.item_questions += 1
        return self.files.get(job_id, ())

    def pause(self, job_ids: Sequence[int]) -> None:
        self.asked.append(("pause", tuple(job_ids)))

    def resume(self, job_ids: Sequence[int]) -> None:
        self.asked.append(("resume", tuple(job_ids)))

    def retry(self, job_ids: Sequence[int]) -> None:
        self.asked.append(("retry", tuple(job_ids)))

    def cancel(self, job_ids: Sequence[int]) -> None:
        self.asked.append(("cancel", tuple(job_ids)))

    def clear_finished(self) -> None:
        self.asked.append(("clear",))
        self.known = {key: status for key, status in self.known.items() if not status.state.finished}

    def decide(self, job_id: int, decision: Decision, *, item_id: int | None = None) -> None:
        self.asked.append(("decide", job_id, decision, item_id))

    def proceed(self, job_ids: Sequence[int]) -> None:
        self.asked.append(("proceed", tuple(job_ids)))

    def reorder(self, job_ids: Sequence[int], before: int | None) -> None:
        self.asked.append(("reorder", tuple(job_ids), before))
        moved = [self.known.pop(job_id) for job_id in job_ids]
        order = list(self.known.values())
        at = next((at for at, status in enumerate(order) if status.id == before), len(order))
        self.known = {status.id: status for status in (*order[:at], *moved, *order[at:])}

    def history(self, search: str = "", cursor: int | None = None, limit: int = 200) -> HistoryPage:
        self.looked_up.append((search, cursor))
        if self.history_error is not None:
            raise self.history_error
        found = [row for row in self.past if search.casefold() in row.name.casefold()]
        first = cursor or 0
        after = first + limit
        return HistoryPage(tuple(found[first:after]), after if after < len(found) else None)

    def receipt(self, job_ids: Sequence[int]) -> tuple[HistoryRow, ...]:
        return tuple(row for row in self.past if row.job_id in job_ids)
