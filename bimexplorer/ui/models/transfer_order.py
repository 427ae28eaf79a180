"""Where jobs go that somebody moves up or down: past others that are not finished, together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum, auto

from bimexplorer.transfer.status import JobStatus


class Step(Enum):
    TOP = auto()
    UP = auto()
    DOWN = auto()
    BOTTOM = auto()


def can_move(jobs: Sequence[JobStatus], chosen: Collection[int], step: Step) -> bool:
    """Whether there is a job to move past; `chosen` are ids of unfinished jobs."""
    return _passed(jobs, chosen, step) is not None


def before(jobs: Sequence[JobStatus], chosen: Collection[int], step: Step) -> int | None:
    """The job in front of which the chosen ones go; None: to the end. Only where `can_move`."""
    row = _passed(jobs, chosen, step)
    if row is None or step is Step.BOTTOM:
        return None
    if step is Step.DOWN:
        return next((job.id for job in jobs[row + 1 :] if job.id not in chosen), None)
    return jobs[row].id


def _passed(jobs: Sequence[JobStatus], chosen: Collection[int], step: Step) -> int | None:
    """The row of the job that is moved past.

    Jobs that are chosen here and there come together: the ones between them are moved past, too.
    """
    rows = [row for row, job in enumerate(jobs) if job.id in chosen]
    if not rows:
        return None
    others = [row for row, job in enumerate(jobs) if not job.state.finished and job.id not in chosen]
    if step in (Step.TOP, Step.UP):
        above = [row for row in others if row < rows[-1]]
        if step is Step.TOP:
            return above[0] if above else None
        nearest = [row for row in above if row < rows[0]] or above
        return nearest[-1] if nearest else None
    below = [row for row in others if row > rows[0]]
    if step is Step.BOTTOM:
        return below[-1] if below else None
    nearest = [row for row in below if row > rows[-1]] or below
    return nearest[0] if nearest else None
