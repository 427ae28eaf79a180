"""Where jobs go that somebody moves up or down: past others that are not finished, together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import Enum, auto

from bimexplorer.transfer.status import JobStatus


class Step(Enum):
    TOP = auto()
    UP = auto()
    DOWN = auto()
    BOTTOM = auto()


def possible_steps(jobs: Sequence[JobStatus], chosen: Collection[int]) -> frozenset[Step]:
    """Those for which there is a job to move past; `chosen` are ids of unfinished jobs."""
    if not chosen:
        return frozenset()
    rows = range(len(jobs))
    first, last = _ends(rows, lambda row: jobs[row].id in chosen)
    if first is None or last is None:
        return frozenset()
    upmost, lowest = _ends(rows, lambda row: jobs[row].id not in chosen and not jobs[row].state.finished)
    steps: set[Step] = set()
    if upmost is not None and upmost < last:
        steps |= {Step.TOP, Step.UP}
    if lowest is not None and lowest > first:
        steps |= {Step.DOWN, Step.BOTTOM}
    return frozenset(steps)


def before(
    jobs: Sequence[JobStatus],
    chosen: Collection[int],
    step: Step,
    together_with: Callable[[int], Sequence[int]],
) -> int | None:
    """The job in front of which the chosen ones go; None: to the end. Only for one of `possible_steps`.

    Jobs that are chosen here and there come together: the ones between them are moved past, too. What has one
    row in common (`together_with`) is moved past at once, unless one of it is moved itself.
    """
    rows = [row for row, job in enumerate(jobs) if job.id in chosen]
    others = [row for row, job in enumerate(jobs) if not job.state.finished and job.id not in chosen]
    if step is Step.BOTTOM or not rows or not others:
        return None
    if step is Step.TOP:
        return jobs[others[0]].id
    if step is Step.UP:
        above = [row for row in others if row < rows[-1]]
        nearest = ([row for row in above if row < rows[0]] or above)[-1]
        return _passed(jobs[nearest].id, chosen, together_with)[0]
    below = [row for row in others if row > rows[0]]
    nearest = ([row for row in below if row > rows[-1]] or below)[0]
    last = _passed(jobs[nearest].id, chosen, together_with)[-1]
    behind = next(row for row, job in enumerate(jobs) if job.id == last)
    return next((job.id for job in jobs[behind + 1 :] if job.id not in chosen), None)


def _passed(
    job_id: int, chosen: Collection[int], together_with: Callable[[int], Sequence[int]]
) -> Sequence[int]:
    together = together_with(job_id)
    return [job_id] if any(other in chosen for other in together) else together


def _ends(rows: range, wanted: Callable[[int], bool]) -> tuple[int | None, int | None]:
    """The first and the last row that is wanted."""
    return next(filter(wanted, rows), None), next(filter(wanted, reversed(rows)), None)
