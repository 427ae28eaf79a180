"""What many transfers come to: kept up to date job by job, because a drop may have made 10,000 of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from bimexplorer.transfer.status import Check, JobStatus, State

ValueT = TypeVar("ValueT")

_MOVING = (State.WAITING, State.RUNNING)
_WEAKEST_FIRST = (Check.NONE, Check.SIZE, Check.HASH)


class Tally:
    """Counts and sums over jobs; `change` takes a job's newer status in place of the older one."""

    __slots__ = (
        "_deciding",
        "_failed",
        "_speeds",
        "_together",
        "checks",
        "counting",
        "done",
        "ended",
        "files",
        "files_done",
        "files_failed",
        "jobs",
        "left",
        "moving",
        "open_done",
        "open_size",
        "size",
        "states",
        "unfinished",
    )

    def __init__(self, jobs: Iterable[JobStatus] = ()) -> None:
        self.jobs = 0
        self.unfinished = 0
        self.moving = 0
        """Jobs that move, or are about to."""
        self.counting = 0
        """Unfinished jobs whose folders are still being read."""
        self.states: Counter[State] = Counter()
        self.checks: Counter[Check] = Counter()
        """How jobs that are done were proven."""
        self.files = 0
        self.files_done = 0
        self.files_failed = 0
        self.size = 0
        """Bytes of all jobs."""
        self.done = 0
        self.open_size = 0
        """Bytes of unfinished jobs."""
        self.open_done = 0
        self.left = 0
        """Bytes of what moves, or is about to, that have not travelled."""
        self.ended = 0
        """Bytes of jobs that are done and were unfinished since the last `rest`."""
        self._together: set[int] = set()
        """Jobs that were unfinished since the last `rest`."""
        self._failed: dict[int, JobStatus] = {}
        self._deciding: dict[int, JobStatus] = {}
        self._speeds: dict[int, float] = {}
        for job in jobs:
            self.change(None, job)

    @property
    def failed(self) -> Mapping[int, JobStatus]:
        """Jobs of which something went wrong, by their ids."""
        return self._failed

    @property
    def deciding(self) -> Mapping[int, JobStatus]:
        """Jobs that wait for a person, by their ids."""
        return self._deciding

    @property
    def speed(self) -> float:
        """Bytes a second."""
        return sum(self._speeds.values())

    @property
    def finished(self) -> int:
        return self.jobs - self.unfinished

    @property
    def check(self) -> Check:
        """The weakest proof among the jobs that are done."""
        return next((check for check in _WEAKEST_FIRST if self.checks[check]), Check.NONE)

    def change(self, before: JobStatus | None, now: JobStatus | None) -> None:
        """`before` is what was taken last of the job, None: nothing; `now` None: it is gone."""
        if before is not None:
            self._count(before, -1)
        if now is not None:
            if not now.state.finished:
                self._together.add(now.id)
            self._count(now, 1)
            _put(self._failed, now.id, now if has_failed(now) else None)
            _put(self._deciding, now.id, now if needs_decision(now) else None)
            _put(self._speeds, now.id, now.speed if now.speed and not now.state.finished else None)
        elif before is not None:
            self._together.discard(before.id)
            for known in (self._failed, self._deciding, self._speeds):
                known.pop(before.id, None)

    def rest(self) -> None:
        """What has ended no longer counts together with what comes."""
        self._together.clear()
        self.ended = 0

    def _count(self, job: JobStatus, by: int) -> None:
        state, size, done = job.state, job.size, min(job.done, job.size)
        self.jobs += by
        self.states[state] += by
        self.files += by * job.files
        self.files_done += by * job.files_done
        self.files_failed += by * job.files_failed
        self.size += by * size
        if not state.finished:
            self.done += by * done
            self.unfinished += by
            self.counting += by * job.counting
            self.open_size += by * size
            self.open_done += by * done
            if state in _MOVING:
                self.moving += by
                self.left += by * (size - done)
        elif state is State.DONE:
            self.done += by * size
            self.checks[job.check] += by
            if job.id in self._together:
                self.ended += by * size
        else:
            self.done += by * done


def needs_decision(job: JobStatus) -> bool:
    """Whether a person has to say something before all of the job can go on."""
    return (job.files_deciding > 0 or job.held) and not job.state.finished


def has_failed(job: JobStatus) -> bool:
    """Whether something of the job went wrong, also while the rest still moves.

    What was found before anything moved is a question first.
    """
    return job.state is State.FAILED or (job.files_failed > 0 and not job.held)


def _put(known: dict[int, ValueT], job_id: int, value: ValueT | None) -> None:
    if value is None:
        known.pop(job_id, None)
    else:
        known[job_id] = value
