"""How a queue begins: with what the journal kept of earlier runs, of this process or another."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import count, groupby

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.journal.rows import JobRow, Kept
from bimexplorer.transfer.records import Job
from bimexplorer.transfer.status import State
from bimexplorer.transfer.upload import Uploads
from bimexplorer.words import say

log = logging.getLogger(__name__)

_OVER = (State.DONE, State.SKIPPED, State.CANCELLED)


def restore(engine: Engine, uploads: Uploads, kept: Kept, *, adopt: bool, own: set[int]) -> None:
    """Give the engine its unfinished and failed jobs back, and let them go on.

    Not to `adopt`: they are there, but wait until somebody resumes them; except for those that this process
    asked for itself (`own`), of another one that has ended.
    """
    engine.item_ids = count(kept.next_item)
    rows = [row for row in kept.jobs if not row.handed]
    over = {row.id for row in rows if row.state in _OVER and row.id not in own}
    for row in rows:
        if row.id in over:
            # It is in the history; the list begins without it.
            engine.keeper.unlist_row(row)
    items, folders = kept.items_by_job, kept.folders_by_job
    for row in rows:
        if row.state is State.CANCELLED:
            engine.movers[row.direction].sweep(items.get(row.id, ()))
    rows = [row for row in rows if row.id not in over]
    for _, group in groupby(sorted(rows, key=lambda row: row.drop_id), key=lambda row: row.drop_id):
        drop = sorted(group, key=lambda row: row.id)
        jobs = [_job(engine, row, dormant=not adopt and row.id not in own) for row in drop]
        try:
            engine.movers[jobs[0].direction].restore(jobs, items, folders)
        except Exception as error:
            # Of a newer program, or damaged, or a defect of ours: the others are not to suffer from it.
            log.exception("A kept transfer cannot be read")
            for job in jobs:
                job.ended = ProgramError(say("What was kept of this transfer cannot be read."), repr(error))
            continue
        for job, row in zip(jobs, drop, strict=True):
            _finish(job, row)
    uploads.restore_batches(kept.batches, kept.next_batch)
    for job in sorted(engine.jobs.values(), key=lambda job: job.position):
        if not (job.resting or job.finished):
            try:
                engine.go_on(job)
            except Exception:
                log.exception("A kept transfer cannot go on")
                engine.defect([job])
        engine.touch(job)
        engine.show(job)


def take(engine: Engine, rows: Sequence[JobRow]) -> None:
    """Begin the jobs that somebody has asked for; those that are there already are passed over."""
    new = [row for row in rows if row.id not in engine.jobs]
    # By drop, as positions that two processes gave at the same time may be mixed; the older drop first.
    for _, group in groupby(sorted(new, key=lambda row: (row.drop_id, row.id)), key=lambda row: row.drop_id):
        engine.begin(at_the_end(engine, list(group)))


def at_the_end(engine: Engine, rows: Sequence[JobRow]) -> list[Job]:
    """Put the jobs of a drop on the list, behind those that are there, whatever the asking process knew."""
    last = max((job.position for job in engine.jobs.values()), default=0.0)
    behind = max(0.0, last + 1.0 - rows[0].position)
    return [add(engine, replace(row, position=row.position + behind)) for row in rows]


def add(engine: Engine, row: JobRow) -> Job:
    """Put a job on the list."""
    job = engine.jobs[row.id] = Job(row, engine.item_ids)
    engine.show(job)
    return job


def _job(engine: Engine, row: JobRow, *, dormant: bool) -> Job:
    job = add(engine, row)
    job.dormant = dormant
    return job


def _finish(job: Job, row: JobRow) -> None:
    if row.held:
        job.held = True
    unread = job.reading or job.chores or not job.failed
    if row.state is State.FAILED and unread and row.error is not None:
        # It had ended as a whole, and not only some of its files.
        job.ended = row.error
        job.reading = job.chores = 0
        job.parked.clear()
