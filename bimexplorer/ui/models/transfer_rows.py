"""Which rows the transfers have: jobs in the order of the queue, many that were dropped together under one
row, and below what somebody has opened what is in it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from itertools import groupby

from bimexplorer.transfer.status import JobStatus
from bimexplorer.ui.models.decisions import drop_of
from bimexplorer.ui.models.transfer_tally import Tally

MANY = 20
"""So many jobs of one drop, one behind the other, have a row in common: they are one thing to who dropped
them, and would push everything else out of sight.
"""

Row = tuple[int, int]
"""A row's name, which it keeps while others come and go: a job and `JOB`; a job and the number of one of its
files; a drop and, for its first stretch of jobs, `_DROP`, for the next one less.
"""

JOB = -1
_DROP = -2


@dataclass(eq=False)
class Drop:
    """Many jobs of one drop, one behind the other."""

    row: Row
    jobs: list[int] = field(default_factory=list)
    """In the order of the queue; never empty while it has a row."""
    tally: Tally = field(default_factory=Tally)
    """What they come to."""


class Rows:
    """All jobs with their order, and which of them somebody has opened."""

    def __init__(self) -> None:
        self.jobs: dict[int, JobStatus] = {}
        self.order: list[int] = []
        self.opened: set[Row] = set()
        self.tally = Tally()
        """What all jobs come to."""
        self._drops: dict[Row, Drop] = {}
        self._homes: dict[int, Drop] = {}
        """Job -> the drop under whose row it is."""

    def put(self, job: JobStatus) -> None:
        """A job as it is now; a new one goes to the end of the order."""
        before = self.jobs.get(job.id)
        if before is None:
            self.order.append(job.id)
        self.jobs[job.id] = job
        self.tally.change(before, job)
        if (drop := self._homes.get(job.id)) is not None:
            drop.tally.change(before, job)

    def take_out(self, gone: Sequence[int]) -> None:
        """These jobs are no more."""
        for job_id in gone:
            job = self.jobs.pop(job_id)
            self.tally.change(job, None)
            if (drop := self._homes.pop(job_id, None)) is not None:
                drop.tally.change(job, None)
            self.opened.discard((job_id, JOB))
        self.order = [job_id for job_id in self.order if job_id in self.jobs]

    def sort(self, job_ids: Sequence[int]) -> None:
        """Put jobs into this order; one that is not named stays behind those that are."""
        places = {job_id: place for place, job_id in enumerate(job_ids)}
        self.order.sort(key=lambda job_id: places.get(job_id, len(places)))

    def drop(self, row: Row) -> Drop | None:
        """The jobs under this row; None: it is no drop's."""
        return self._drops.get(row)

    def home(self, job_id: int) -> Drop | None:
        """The drop under whose row a job is; None: it stands for itself."""
        return self._homes.get(job_id)

    def arranged(self, files: Mapping[int, Sized]) -> list[Row]:
        """All rows from top to bottom; `files` are those of opened jobs."""
        rows: list[Row] = []
        drops: dict[Row, Drop] = {}
        homes: dict[int, Drop] = {}
        for row, job_ids in self._stretches():
            if row is not None:
                drop = drops[row] = self._gathered(row, job_ids)
                homes.update(dict.fromkeys(job_ids, drop))
                rows.append(row)
                if row not in self.opened:
                    continue
            for job_id in job_ids:
                rows.append((job_id, JOB))
                if job_id in files:
                    rows += [(job_id, number) for number in range(len(files[job_id]))]
        self._drops, self._homes = drops, homes
        return rows

    def _stretches(self) -> Iterator[tuple[Row | None, list[int]]]:
        """Jobs that follow each other and belong together; with their common row, if they are many."""
        jobs = self.jobs
        seen: dict[int, int] = {}
        for drop_id, job_ids in groupby(self.order, lambda job_id: drop_of(jobs[job_id])):
            together = list(job_ids)
            if len(together) < MANY:
                yield None, together
            else:
                row = drop_id, _DROP - seen.get(drop_id, 0)
                seen[drop_id] = seen.get(drop_id, 0) + 1
                yield row, together

    def _gathered(self, row: Row, job_ids: list[int]) -> Drop:
        """The drop of this row with these jobs; counted are only those that were not under it."""
        drop = self._drops.get(row) or Drop(row)
        for job_id in job_ids:
            home = self._homes.get(job_id)
            if home is not drop:
                job = self.jobs[job_id]
                if home is not None:
                    home.tally.change(job, None)
                drop.tally.change(None, job)
        if len(job_ids) < drop.tally.jobs:
            # Some have left it for no other drop.
            drop.tally = Tally(self.jobs[job_id] for job_id in job_ids)
        drop.jobs = job_ids
        return drop
