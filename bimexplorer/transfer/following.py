"""The queue of a profile that another process works: wishes go to it through the journal, what it does comes
back as rows. Until that process ends; then this one takes the queue over.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bimexplorer.errors import ProgramError
from bimexplorer.transfer import portable
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Changes, ItemRow, JobRow, Wish
from bimexplorer.transfer.plan import Speed, seconds_left
from bimexplorer.transfer.records import job_name
from bimexplorer.transfer.status import ItemStatus, JobStatus, State

log = logging.getLogger(__name__)

_LOOK = 0.25
"""Seconds between two looks into the journal."""

Message = Wish | list[JobRow] | Callable[[], None]
"""Something to be called when what was posted before has been handed over; a wish; new jobs."""


class Follower:
    """Shows what another process does, and hands wishes to it. `until` runs on the worker thread."""

    def __init__(
        self,
        journal: Journal,
        changed: threading.Condition,
        on_change: Callable[[int], None],
        looked: Callable[[], None],
    ) -> None:
        """`looked()` is called after each look into the journal."""
        self._journal = journal
        self._changed = changed
        self._on_change = on_change
        self._looked = looked
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._jobs: dict[int, JobRow] = {}
        self._items: dict[int, tuple[ItemRow, ...]] = {}
        """Of the jobs that somebody has asked about."""
        self._speeds: dict[int, Speed] = {}
        self._pending: deque[Message] = deque()
        """What has yet to be handed over; the worker's own."""
        self._coming: dict[int, JobRow] = {}
        """Jobs that are not in the journal yet."""
        self._posted = 0
        """Wishes and drops that are not there yet."""
        self._waiting = 0
        """Those that are there, and that nobody had carried out when the worker looked last."""
        self._stopped = False

    # ------------------------------------------------------------------ from any thread

    def post(self, message: Message) -> None:
        with self._changed:
            if isinstance(message, (Wish, list)):
                self._posted += 1
            if isinstance(message, list):
                self._coming |= {row.id: row for row in message}
                self._jobs |= self._coming
        self._inbox.put(message)

    def stop(self) -> None:
        self._stopped = True
        self._inbox.put(None)

    def left(self) -> list[Message]:
        """What was not handed over before this process took the queue over."""
        self._collect()
        messages, self._pending = list(self._pending), deque()
        return messages

    @property
    def heard(self) -> bool:
        """Whether everything that was asked for has been carried out."""
        with self._changed:
            return self._posted == 0 and self._waiting == 0

    def jobs(self) -> tuple[JobStatus, ...]:
        with self._changed:
            return tuple(map(self._status, self._jobs.values()))

    def job(self, job_id: int) -> JobStatus | None:
        with self._changed:
            row = self._jobs.get(job_id)
            return None if row is None else self._status(row)

    def items(self, job_id: int) -> tuple[ItemStatus, ...]:
        """Empty at the first time; they come with the next change of the job."""
        with self._changed:
            known = self._items.get(job_id)
            if known is None:
                self._items[job_id] = ()
        if known is None:
            self._inbox.put(None)
        return tuple(map(_item_status, known or ()))

    def _status(self, row: JobRow) -> JobStatus:
        moving = row.state is State.RUNNING
        speed = self._speeds[row.id].value if moving and row.id in self._speeds else 0.0
        return JobStatus(
            id=row.id,
            direction=row.direction,
            site_id=row.site_id,
            name=job_name(row.title, row.files, is_folder=row.is_folder),
            local=row.local,
            remote=row.remote,
            state=row.state,
            files=row.files,
            files_done=row.files_done,
            size=row.size,
            done=row.done,
            counting=row.counting,
            speed=speed,
            seconds_left=seconds_left(row.size - row.done, speed) if moving and not row.counting else None,
            error=row.error,
            note=row.note,
            files_failed=row.files_failed,
            files_deciding=row.files_deciding,
            drop_id=row.drop_id,
            held=row.held,
            check=row.check,
            user=row.user,
            created=row.created,
            origin=row.origin,
            entry_id=portable.planned_entry_id(json.loads(row.plan)),
        )

    # ------------------------------------------------------------------ the worker

    def until(self, acquired: Callable[[], bool]) -> bool:
        """Follow the other process until the queue is ours; False: until `stop`."""
        while not self._stopped:
            if acquired():
                return True
            self._collect(_LOOK)
            self._hand_over()
            try:
                self._look()
            except ProgramError as error:
                log.warning("The list of transfers cannot be read: %s", error.technical or error.english)
        # What was asked for at the very end is kept, too.
        self._collect()
        self._hand_over()
        return False

    def _collect(self, seconds: float = 0.0) -> None:
        """What was posted; waits so long for the first message."""
        with suppress(queue.Empty):
            message = self._inbox.get(timeout=seconds) if seconds else self._inbox.get_nowait()
            while True:
                if message is not None:
                    self._pending.append(message)
                message = self._inbox.get_nowait()

    def _hand_over(self) -> None:
        """Bring it into the journal, in its order; what cannot be written now is tried again."""
        try:
            while self._pending:
                self._hand_over_one(self._pending[0])
                self._pending.popleft()
        except ProgramError as error:
            log.warning("The list of transfers cannot be written: %s", error.technical or error.english)

    def _hand_over_one(self, message: Message) -> None:
        if callable(message):
            message()
            return
        if isinstance(message, Wish):
            self._journal.wish(message)
        else:
            self._journal.save(Changes(jobs=[replace(row, handed=True) for row in message]))
        with self._changed:
            self._posted -= 1
            self._waiting += 1
            if isinstance(message, list):
                for row in message:
                    del self._coming[row.id]

    def _look(self) -> None:
        # First what is still unheard, then the rows: what has been heard shows in them.
        waiting = len(self._journal.wishes()) + len(self._journal.handed())
        rows = {row.id: row for row in self._journal.job_rows()}
        with self._changed:
            rows |= self._coming
            before, self._jobs = self._jobs, rows
            told = {
                job_id for job_id in before.keys() | rows.keys() if before.get(job_id) != rows.get(job_id)
            }
            wanted = [job_id for job_id, items in self._items.items() if job_id in told or not items]
            now = time.monotonic()
            for job_id, row in rows.items():
                self._speeds.setdefault(job_id, Speed()).sample(now, row.done)
        found = {job_id: self._journal.item_rows(job_id) for job_id in wanted if job_id in rows}
        with self._changed:
            told |= {job_id for job_id, items in found.items() if items != self._items.get(job_id)}
            self._items |= found
            self._waiting = waiting
            self._changed.notify_all()
        self._looked()
        for job_id in told:
            self._on_change(job_id)


def _item_status(row: ItemRow) -> ItemStatus:
    return ItemStatus(
        row.id,
        row.job_id,
        row.name,
        row.state,
        row.size,
        row.done,
        row.check,
        row.error,
        row.note,
        row.question,
    )


def settled(statuses: Sequence[JobStatus | None]) -> bool:
    """Whether none of the jobs can go on by itself."""
    return all(status is None or status.state not in (State.WAITING, State.RUNNING) for status in statuses)
