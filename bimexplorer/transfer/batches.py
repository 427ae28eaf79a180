"""Batches: files that become visible together; opened, filled, committed and, where that fails, taken apart.

A batch in which a file was closed that must not become visible (it differs, it was cancelled, nobody knows
whether it was closed) can only be given up: its other files are sent again in another one.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from bimexplorer.clouds.base import Batch, Receipt
from bimexplorer.errors import (
    BatchFailed,
    Cancelled,
    Conflict,
    Corrupt,
    NameExists,
    Offline,
    ProgramError,
    ServerFailed,
    UnexpectedAnswer,
    UploadLost,
)
from bimexplorer.model import Entry
from bimexplorer.transfer import plan, sending
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.journal.rows import BatchRow
from bimexplorer.transfer.journal.rows import Upload as LedgerLine
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.outgoing import OpenBatch, UploadItem
from bimexplorer.transfer.records import Item, Job
from bimexplorer.transfer.sending import Awaited
from bimexplorer.transfer.status import Check, State
from bimexplorer.transfer.waiting import Site
from bimexplorer.words import say

if TYPE_CHECKING:
    from bimexplorer.transfer.upload import Uploads

log = logging.getLogger(__name__)

_STANDSTILL = 10.0
"""Seconds without a byte after which a file has to leave the batch in which others wait for it."""
_LINGER = 1.0
"""Seconds a batch waits for more files while folders are still being prepared."""


def _path_key(folder_path: tuple[str, ...], name: str) -> str:
    return plan.name_key("/".join((*folder_path, name)))


def _path_of(item: UploadItem) -> str:
    assert item.directory.entry is not None
    return _path_key(item.directory.entry.path, item.remote_name)


class Batches:
    """The batches of all sites."""

    def __init__(self, engine: Engine, uploads: Uploads) -> None:
        self._engine = engine
        self._uploads = uploads
        self._open: dict[str, list[OpenBatch]] = {}
        """Site -> batches that may still be joined, or wait for their files."""
        self._numbers = itertools.count(1)

    def restore(self, rows: Sequence[BatchRow], next_number: int) -> None:
        """Build what an earlier run left of its batches."""
        self._numbers = itertools.count(next_number)
        items: dict[int, Item] = {}
        for job in self._engine.jobs.values():
            items |= job.items
        for row in rows:
            try:
                batch = OpenBatch.restored(row, items)
            except Exception:
                log.exception("A kept batch cannot be read: its files are sent again")
                batch = None
            if batch is not None:
                self._open.setdefault(batch.site_id, []).append(batch)
                self._engine.keeper.has_batch(batch)
            else:
                self._engine.keeper.drop_row(row.id)

    # ------------------------------------------------------------------ filling

    def join(self, item: UploadItem) -> None:
        """Put the file into a batch."""
        survey = item.directory.survey
        assert survey is not None
        traits, site_id = survey.traits, item.job.site_id
        batches = self._open.setdefault(site_id, [])
        drop = item.source.drop if item.source.drop.as_set else None
        solo = drop is None and (
            item.alone or traits.batch_files == 1 or not plan.is_small(traits, item.size)
        )
        batch = next((other for other in batches if drop is not None and other.drop is drop), None)
        path = _path_of(item)
        for candidate in batches if not solo and drop is None else ():
            if (
                candidate.full
                or candidate.drop is not None
                # Of another drop: which of them is first decides what becomes of the other.
                or path in candidate.paths
                or (candidate.key, candidate.on_existing)
                != (
                    survey.batch_key,
                    item.on_existing,
                )
            ):
                continue
            if plan.fits_batch(traits, len(candidate.members), candidate.size, item.size):
                batch = candidate
            else:
                candidate.full = True
                self._commit_if_due(candidate)
        if batch is None:
            batch = OpenBatch(
                next(self._numbers), site_id, survey.batch_key, item.on_existing, solo=solo, drop=drop
            )
            batches.append(batch)
        batch.members[item] = None
        batch.paths.add(path)
        batch.size += item.size
        item.batch = batch

    def open(self, batch: OpenBatch) -> Task | None:
        """Open the batch on the server; its files are queued again when that is done."""
        if batch.opening or batch.due > time.monotonic():
            return None
        batch.opening = True
        folder = next(iter(batch.members)).directory.entry
        assert folder is not None
        target = folder
        # A batch of one may have been decided about since it was made.
        decided = next(iter(batch.members)).on_existing if batch.solo else batch.on_existing

        def work(_: Task) -> Batch:
            driver = self._engine.cloud(batch.site_id).uploads
            return driver.begin_batch(target, "BIM Explorer", decided)

        def opened(handle: Batch) -> None:
            batch.handle, batch.opening = handle, False
            self._engine.succeeded(batch.site_id, batch)
            self._continue(batch)

        def failed(error: ProgramError) -> None:
            batch.opening = False
            if isinstance(error, Cancelled) or not batch.members:
                return
            if not self._engine.try_later(batch.site_id, batch, error, partial(self._continue, batch)):
                self._fail(batch, error)

        return Task(work, opened, failed)

    def _continue(self, batch: OpenBatch) -> None:
        for item in reversed(batch.members):
            self._uploads.queue(item)

    def closed(self, item: UploadItem, receipt: Receipt) -> None:
        """The server has closed the file: it becomes visible with its batch."""
        batch = item.batch
        assert batch is not None
        if item.begun:
            # It is visible already.
            self._remove(batch)
            batch.members = {}
            self._done(item, receipt, receipt, None)
            return
        batch.members[item] = receipt
        batch.filled = time.monotonic()
        self._commit_if_due(batch)

    # ------------------------------------------------------------------ committing

    def _commit_if_due(self, batch: OpenBatch) -> float | None:
        """Commit it if all of it is closed and nothing more is to be expected soon; else seconds to wait."""
        if batch.drop is not None and not self._set_complete(batch):
            return None
        if not batch.ready and not batch.urged and batch.drop is None:
            return self._let_go(batch)
        if not batch.ready or batch.urged:
            return None
        site = self._engine.site(batch.site_id)
        if not batch.full:
            if site.files:
                return None
            left = batch.filled + _LINGER - time.monotonic()
            if left > 0 and (site.surveys or site.surveying):
                return left
        batch.full = True
        self.urge(batch)
        return None

    def _let_go(self, batch: OpenBatch) -> float | None:
        """Keep closed files no longer waiting for one that does not move; else seconds to wait for it."""
        slow = [item for item, receipt in batch.members.items() if receipt is None]
        if len(slow) == len(batch.members):
            return None
        now = time.monotonic()
        moved = sum(task.moved for item in slow for task in item.tasks), len(slow)
        if moved != batch.moved:
            batch.moved, batch.moved_at = moved, now
        left = batch.moved_at + _STANDSTILL - now
        # One that the server was asked to close may be in the batch already.
        if left > 0 or any(item.sending is not None and item.sending.finishing for item in slow):
            return max(left, 0.0) or None
        batch.full = True
        for item in slow:
            item.alone = True
            self._uploads.start_over(item)
            if item.state is State.RUNNING:
                self._engine.enter(item, State.WAITING)
        return None

    def _set_complete(self, batch: OpenBatch) -> bool:
        """Whether everything of a drop that is published as one set is in its batch."""
        drop = batch.drop
        assert drop is not None
        jobs = drop.jobs
        items = [item for job in jobs for item in job.items.values()]
        spoilt = next((item for item in items if item.state in (State.FAILED, State.CANCELLED)), None)
        if spoilt is not None or any(job.cancelled or job.plan.get("incomplete") for job in jobs):
            reason = spoilt.error.technical if spoilt is not None and spoilt.error is not None else ""
            sentence = (
                say("“{name}” of the set could not be sent, so nothing of it was.", name=spoilt.name)
                if spoilt is not None
                else say("A part of the set could not be sent, so nothing of it was.")
            )
            self._fail(batch, Conflict(sentence, reason))
            return False
        if batch.key != "" and any(
            item.directory.survey is not None and item.directory.survey.batch_key != batch.key
            for item in batch.members
        ):
            self._fail(batch, Conflict(say("The files of a set have to go to the same content server.")))
            return False
        if drop.reading or any(job.chores for job in jobs):
            return False
        return all(item in batch.members for item in items if not item.state.finished)

    def ended(self, job: Job) -> None:
        """A job was cancelled or failed as a whole: a set that it belongs to cannot be complete any more."""
        for batch in list(self._open.get(job.site_id, ())):
            if batch.drop is not None and job in batch.drop.jobs:
                self._commit_if_due(batch)

    def rest(self, site: Site) -> float | None:
        """Nothing else can begin: batches wait no longer, or the seconds until they do."""
        waits = [wait for batch in list(self._open.get(site.id, ())) if (wait := self._commit_if_due(batch))]
        return min(waits, default=None)

    def urge(self, batch: OpenBatch) -> None:
        """Commit it (or look up whether that was done) before anything else."""
        batch.urged = True
        self._engine.site(batch.site_id).urgent.append(partial(self._conclude, batch))

    def _conclude(self, batch: OpenBatch) -> Task | None:
        if not batch.members or batch.committing is not None:
            return None
        user = self._engine.site(batch.site_id).user
        if any(item.job.user not in ("", user) for item in batch.members):
            # Begun by somebody else than who is signed in now; asked again with each look at the site.
            batch.urged = False
            return None
        batch.committing = self._look_up(batch) if batch.look else self._commit(batch)
        return batch.committing

    def _commit(self, batch: OpenBatch) -> Task:
        assert batch.handle is not None
        handle = batch.handle
        # A batch of one may have been decided about after it was opened.
        on_existing = next(iter(batch.members)).on_existing if batch.solo else batch.on_existing
        batch.sent = True
        # On the disk before the request goes out: a later run looks first whether it was carried out.
        self._engine.keeper.note_batch(batch)

        def work(_: Task) -> sending.Published:
            return sending.publish(self._engine.cloud(batch.site_id), handle, on_existing)

        return Task(work, partial(self._committed, batch), partial(self._not_committed, batch))

    def _committed(self, batch: OpenBatch, result: sending.Published) -> None:
        """The batch is visible: with all that was closed in it, if the answer says so."""
        receipts, listed = result
        batch.committing = None
        self._engine.succeeded(batch.site_id, batch)
        published = {_path_key(receipt.folder_path, receipt.name): receipt for receipt in receipts}
        for item, closed in list(batch.members.items()):
            final = published.get(_path_of(item))
            if final is None or closed is None:
                continue
            del batch.members[item]
            if final.size == closed.size and final.sha256 in ("", closed.sha256):
                self._done(item, closed, final, listed.get(final.entry_id))
            else:
                item.batch = None
                self._engine.fail(
                    item,
                    Corrupt(
                        say("The server shows another content of “{name}” than was sent.", name=final.name)
                    ),
                )
        if batch.members:
            # An upload can expire after it was closed, and is then simply missing from the batch.
            batch.look, batch.refusal = True, UploadLost(say("The server has forgotten a part of the files."))
            self.urge(batch)
        else:
            self._remove(batch)

    def _done(
        self, item: UploadItem, closed: Receipt | None, final: Receipt | None, listed: Entry | None
    ) -> None:
        """It is visible: as the server closed it (None: in an earlier run), and published it or lists it."""
        attempt, item.batch, item.sending = item.sending, None, None
        if item.state.finished:
            return
        told = closed.sha256 if closed is not None else ""
        item.check = Check.HASH if told and item.proven is Check.HASH else Check.SIZE
        # What was read, where the service does not tell what it holds.
        sha256 = item.sha256 = told or (attempt.sha256 if attempt is not None else "")
        item.revision = final.revision if final is not None else ""
        entry_id = final.entry_id if final is not None else listed.id if listed is not None else ""
        if sha256 and entry_id:
            modified = (
                listed.modified if listed is not None else final.modified if final is not None else None
            )
            line = LedgerLine(item.job.site_id, entry_id, item.size, sha256, modified, item.revision)
            self._engine.keeper.note_upload(line)
        note = (
            say("Stored as “{name}”.", name=item.remote_name) if item.remote_name != item.asked_name else None
        )
        self._engine.enter(item, State.DONE, note=note)

    def _not_committed(self, batch: OpenBatch, error: ProgramError) -> None:
        batch.committing = None
        if not batch.members:
            return
        if isinstance(error, Cancelled):
            # One of its files was cancelled at this very moment.
            batch.doubtful = batch.look = True
            self.urge(batch)
        elif isinstance(error, (Offline, ServerFailed, UnexpectedAnswer)):
            batch.doubtful = batch.look = True
            if self._engine.try_later(batch.site_id, batch, error, partial(self.urge, batch)):
                return
            if len(batch.members) > 1:
                # One file may be to blame: what is not there by now goes on without it.
                batch.refusal = error
                self.urge(batch)
            else:
                self._fail(batch, error)
        elif isinstance(error, (NameExists, UploadLost, BatchFailed)):
            if batch.doubtful:
                batch.look, batch.refusal = True, error
                self.urge(batch)
            else:
                self._refused(batch, list(batch.members), error)
        elif not self._engine.try_later(batch.site_id, batch, error, partial(self.urge, batch)):
            self._refused(batch, list(batch.members), error)

    def _look_up(self, batch: OpenBatch) -> Task:
        items = list(batch.members)
        files = [
            Awaited(
                item.directory.entry,
                item.remote_name,
                item.size,
                item.existing,
                receipt.sha256 if receipt is not None else "",
            )
            for item, receipt in batch.members.items()
            if item.directory.entry is not None
        ]

        def work(_: Task) -> list[Entry | None]:
            return sending.arrived(self._engine.cloud(batch.site_id), files)

        def looked(there: list[Entry | None]) -> None:
            batch.committing = None
            self._engine.answered(batch.site_id)
            missing = []
            for item, arrived in zip(items, there, strict=True):
                if item not in batch.members:
                    continue
                if arrived is not None:
                    closed = batch.members.pop(item)
                    self._done(item, closed, None, arrived)
                else:
                    missing.append(item)
            if not missing:
                self._remove(batch)
            elif batch.refusal is not None or len(missing) < len(items):
                self._refused(
                    batch, missing, batch.refusal or BatchFailed(say("Only a part of the batch arrived."))
                )
            else:
                batch.look = False
                self.urge(batch)

        def failed(error: ProgramError) -> None:
            batch.committing = None
            if isinstance(error, Cancelled):
                self.urge(batch)
            elif not self._engine.try_later(batch.site_id, batch, error, partial(self.urge, batch)):
                self._fail(batch, error)

        return Task(work, looked, failed)

    # ------------------------------------------------------------------ taking apart

    def _refused(self, batch: OpenBatch, items: list[UploadItem], error: ProgramError) -> None:
        """The server will not commit these files, and surely did not."""
        self._remove(batch)
        for item in items:
            worth_a_look = item.refused()
            if isinstance(error, NameExists) and worth_a_look:
                # Somebody else's file appeared meanwhile. The content stays, if it is in a batch of its own.
                if batch.solo:
                    batch.urged = False
                else:
                    self._uploads.release(item)
                self._uploads.ask(item)
            elif len(items) > 1 and batch.drop is None and not isinstance(error, UploadLost):
                item.alone = True
                self._uploads.release(item)
            else:
                self._uploads.release(item)
                # That its content went through each time does not count.
                item.attempt = item.refusals - 1
                self._uploads.put_off(item, error)

    def _fail(self, batch: OpenBatch, error: ProgramError) -> None:
        self._remove(batch)
        for item in list(batch.members):
            item.batch = None
            if not item.state.finished:
                self._engine.fail(item, error)

    def dissolve(self, batch: OpenBatch) -> None:
        """It is gone on the server: all of its files start over."""
        self._remove(batch)
        members, batch.members = list(batch.members), {}
        if batch.committing is not None:
            batch.committing.cancellation.cancel()
        for item in members:
            self._uploads.release(item)

    def leave(self, item: UploadItem) -> None:
        """Take a file out, which is not to become visible."""
        batch = item.batch
        if batch is None:
            return
        item.batch = None
        attempt = item.sending
        closed = batch.members.pop(item) is not None or (attempt is not None and attempt.finishing)
        batch.size -= item.size
        cancelled = item.state is State.CANCELLED
        publishing = cancelled and item.begun and attempt is not None and attempt.publishing
        if publishing or batch.committing is not None or batch.look:
            note = say("It was just being published: look whether it is there.")
            item.say(note)
        if batch.committing is not None or batch.look:
            # Too late to keep it back for sure: the others are looked up, and if they are not there, they
            # cannot be published in this batch any more.
            batch.refusal = batch.refusal or BatchFailed(say("A file of the batch was cancelled meanwhile."))
            if batch.committing is not None:
                batch.committing.cancellation.cancel()
        if not batch.members:
            self._remove(batch)
        elif closed and not (batch.committing is not None or batch.look):
            self.dissolve(batch)
        else:
            self._commit_if_due(batch)

    def _remove(self, batch: OpenBatch) -> None:
        batches = self._open.get(batch.site_id, [])
        if batch in batches:
            batches.remove(batch)
        self._engine.keeper.drop_batch(batch)
