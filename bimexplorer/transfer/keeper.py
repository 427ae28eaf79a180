"""What of the queue has yet to be written into the journal: collected on the worker, written between rounds.

Whatever must survive before a request goes out (a job, a commit that is about to be sent) is `urgent`: no
task is handed to a lane before it is on the disk. The rest (how far a transfer is) is written a few times a
second.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Protocol

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import BatchRow, Changes, FolderRow, JobRow, Upload
from bimexplorer.transfer.records import Item, Job

log = logging.getLogger(__name__)

_PAUSE = 0.5
"""Seconds between two writings of what is not urgent."""
_AFTER_FAILURE = 2.0


class KeptBatch(Protocol):
    """An upload batch, as far as the journal is concerned."""

    @property
    def id(self) -> int: ...

    def row(self) -> BatchRow: ...


class Keeper:
    """All but `write` is called on the worker, under the engine's lock."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.urgent = False
        """Nothing may go out before the next writing."""
        self.trouble: ProgramError | None = None
        """Why the last writing failed."""
        self._jobs: dict[int, Job] = {}
        self._batches: dict[int, KeptBatch] = {}
        self._kept_batches: set[int] = set()
        """Those that the journal has, or is about to."""
        self._rest = Changes()
        self._not_before = 0.0

    def note(self, job: Job) -> None:
        """Something about the job or its items has changed."""
        self._jobs[job.id] = job

    def unlist(self, job: Job) -> None:
        """The job leaves the list; its files stay in the history."""
        self._jobs.pop(job.id, None)
        unsaved, job.unsaved = job.unsaved, {}
        self._rest.items += [item.row() for item in unsaved]
        self.unlist_row(job.row())

    def unlist_row(self, row: JobRow) -> None:
        """The same, of a job that ended in an earlier run."""
        self._rest.jobs.append(replace(row, listed=False))

    def drop_item(self, item: Item) -> None:
        self._rest.items_gone.append(item.id)

    def note_folder(self, job: Job, key: str, data: str) -> None:
        self._rest.folders.append(FolderRow(job.id, key, data))

    def drop_folder(self, job: Job, key: str) -> None:
        self._rest.folders_gone.append((job.id, key))

    def note_batch(self, batch: KeptBatch) -> None:
        """It is about to matter: an upload in several parts has begun in it, or it is being committed."""
        self._batches[batch.id] = batch
        self._kept_batches.add(batch.id)
        self.urgent = True

    def has_batch(self, batch: KeptBatch) -> None:
        """The journal has it from an earlier run."""
        self._kept_batches.add(batch.id)

    def drop_batch(self, batch: KeptBatch) -> None:
        """Nothing of it is needed any more."""
        self._batches.pop(batch.id, None)
        if batch.id in self._kept_batches:
            self.drop_row(batch.id)

    def drop_row(self, batch_id: int) -> None:
        self._kept_batches.discard(batch_id)
        self._rest.batches_gone.append(batch_id)

    def note_upload(self, upload: Upload) -> None:
        """A file is in the cloud, verified."""
        self._rest.ledger.append(upload)

    def drop_wish(self, wish_id: int) -> None:
        """What another process asked for has been done."""
        self._rest.wishes_gone.append(wish_id)

    def due(self) -> float | None:
        """Monotonic seconds at which there is something to write; None: nothing."""
        if not (self._jobs or self._batches or self._rest):
            return None
        return 0.0 if self.urgent and self.trouble is None else self._not_before

    def collect(self) -> Changes | None:
        """What is to be written now, if it is time."""
        due = self.due()
        if due is None:
            self.urgent = False
            return None
        return self.collect_all() if due <= time.monotonic() else None

    def collect_all(self) -> Changes:
        """Everything that has not been written."""
        changes, self._rest = self._rest, Changes()
        for job in self._jobs.values():
            unsaved, job.unsaved = job.unsaved, {}
            changes.items += [item.row() for item in unsaved]
        changes.jobs += [job.row() for job in self._jobs.values()]
        changes.batches += [batch.row() for batch in self._batches.values()]
        self._jobs, self._batches = {}, {}
        return changes

    def write(self, changes: Changes) -> None:
        """Bring it to the disk; called without the lock. What cannot be written is tried again later."""
        self._not_before = time.monotonic() + _PAUSE
        try:
            self.journal.save(changes)
        except ProgramError as error:
            if self.trouble is None:
                log.warning("The list of transfers cannot be saved: %s %s", error.english, error.technical)
            self.trouble = error
            self._not_before = time.monotonic() + _AFTER_FAILURE
            # Later rows of the same job or item are written after these, and win.
            changes.extend(self._rest)
            self._rest = changes
        else:
            self.trouble = None
            self.urgent = False
