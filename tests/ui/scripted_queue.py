"""A queue whose jobs are set by the test: states that a real transfer passes in a moment, held still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bimexplorer.transfer.status import Decision, Direction, ItemStatus, JobStatus, State


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
    """A running file, half done."""
    return replace(ItemStatus(item_id, job_id, f"Plans/{item_id}.pdf", State.RUNNING, 1000, 500), **changes)


class ScriptedQueue:
    """Answers what it was given and writes down what it was asked to do."""

    def __init__(self, *jobs: JobStatus) -> None:
        self.known = {job.id: job for job in jobs}
        self.files: dict[int, tuple[ItemStatus, ...]] = {}
        self.asked: list[tuple[Any, ...]] = []
        self.item_questions = 0

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
