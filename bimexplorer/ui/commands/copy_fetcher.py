"""Copies of files in the profile's cache, for whoever needs one: found there, or downloaded by the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.cache import FileCache, Slot, changing
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge

T = TypeVar("T")

LARGE = 200_000_000
"""Bytes from which on it is asked first whether the file is worth the wait."""
_TRIES = 3
"""How often a file that changes while it comes is fetched anew."""


class Receiver(Protocol):
    """Whoever wants a copy; each wish ends with one of these calls, on the GUI thread."""

    def copy_arrived(self, site_id: str, entry: Entry, slot: Slot) -> None:
        """The copy is proven, and held for other programs; `entry` is the one that was wished for."""

    def copy_failed(
        self, site_id: str, entry: Entry, error: ProgramError | None, *, told: bool = False
    ) -> None:
        """`told`: the transfers tell it, too, with their Retry. None: somebody cancelled it there."""

    def copy_is_large(self, site_id: str, entry: Entry, now: Entry) -> None:
        """There is none yet, and nobody has agreed to download so much; `now`: as the service lists it."""


@dataclass(slots=True)
class _Wish:
    """A file that somebody waits for."""

    site_id: str
    entry: Entry
    agreed: bool
    """The person knows that it is large."""
    receivers: list[Receiver]
    tries: int = _TRIES

    @property
    def key(self) -> tuple[str, str]:
        return self.site_id, self.entry.id


class CopyFetcher(QObject):
    """Asks the service at each wish whether the copy that is here still holds; what is missing comes through
    the queue, once, however many wait for it."""

    def __init__(
        self,
        cache: FileCache,
        open_cloud: Callable[[str], Cloud],
        tasks: Tasks,
        queue: TransferQueue,
        bridge: TransferBridge,
        parent: QObject | None = None,
    ) -> None:
        """`open_cloud` gives a site's connection."""
        super().__init__(parent)
        self._cache = cache
        self._open_cloud = open_cloud
        self._tasks = tasks
        self._queue = queue
        self._wishes: dict[tuple[str, str], _Wish] = {}
        """What is looked for or on its way."""
        self._coming: dict[int, tuple[_Wish, Slot]] = {}
        """By the job that brings it."""
        bridge.job_changed.connect(self._on_job_changed)

    def bring(self, site_id: str, entry: Entry, receiver: Receiver, *, agreed: bool = False) -> None:
        """Get the copy of a file to a receiver; `agreed`: also if it is large."""
        for job_id in list(self._coming):
            # What has ended just now may not have been told yet.
            self._on_job_changed(job_id)
        wish = self._wishes.get((site_id, entry.id))
        if wish is None:
            wish = self._wishes[site_id, entry.id] = _Wish(site_id, entry, agreed, [receiver])
            self._look(wish)
            return
        wish.agreed = wish.agreed or agreed
        if receiver not in wish.receivers:
            wish.receivers.append(receiver)

    def job_of(self, site_id: str, entry: Entry) -> int | None:
        """The job that brings a file at this moment."""
        for job_id, (wish, _) in self._coming.items():
            if wish.key == (site_id, entry.id):
                return job_id
        return None

    def moved(self, site_id: str, entry: Entry) -> int:
        """Bytes of a file that have come so far; 0 where it is not on its way."""
        job_id = self.job_of(site_id, entry)
        status = self._queue.job(job_id) if job_id is not None else None
        return status.done if status is not None else 0

    def give_up(self, site_id: str, entry: Entry, receiver: Receiver) -> None:
        """A receiver waits no longer and is told nothing more. What nobody waits for is not downloaded."""
        wish = self._wishes.get((site_id, entry.id))
        if wish is None or receiver not in wish.receivers:
            return
        wish.receivers.remove(receiver)
        if not wish.receivers:
            job_id = self.job_of(site_id, entry)
            self._end(wish)
            if job_id is not None:
                self._queue.cancel([job_id])

    def _end(self, wish: _Wish) -> list[Receiver]:
        """The wish is over: who is to be told."""
        if self._wishes.get(wish.key) is wish:
            del self._wishes[wish.key]
        return wish.receivers

    # ---------------------------------------------------------------- looking, downloading, proving

    def _look(self, wish: _Wish) -> None:
        def work() -> Slot:
            cloud = self._open_cloud(wish.site_id)
            slot = self._cache.look(cloud, wish.site_id, wish.entry)
            # The queue may have finished it in a later run than the one in which it was asked for.
            if not slot.ready and slot.arrived and self._cache.seal(cloud, slot):
                slot = replace(slot, ready=True)
            return replace(slot, ready=slot.ready and self._cache.hold(slot))

        def found(slot: Slot) -> None:
            if slot.ready:
                self._tell_arrived(wish, slot)
            elif (slot.entry.size or 0) > LARGE and not wish.agreed:
                for receiver in self._end(wish):
                    receiver.copy_is_large(wish.site_id, wish.entry, slot.entry)
            elif wish.receivers:
                self._fetch(wish, slot)

        self._run(wish, work, found)

    def _fetch(self, wish: _Wish, slot: Slot) -> None:
        for job in self._queue.jobs():
            if job.local == str(slot.path) and not job.state.finished:
                # An earlier run has begun with it.
                self._coming[job.id] = (wish, slot)
                self._queue.resume([job.id])
                return

        def prepared(free: bool) -> None:
            if not free:
                self._again(wish)
            elif not wish.receivers:
                self._cache.release(slot)
            else:
                self._run(wish, partial(self._begin, wish, slot), partial(self._begun, wish, slot))

        self._run(wish, lambda: self._cache.prepare(slot), prepared)

    def _begin(self, wish: _Wish, slot: Slot) -> list[int]:
        """Put it into the queue, which writes to the disk for that."""
        try:
            return self._queue.download(
                wish.site_id,
                [slot.entry],
                slot.folder,
                decision=Decision.OVERWRITE,
                as_name=slot.path.name,
            )
        except ProgramError:
            self._cache.release(slot)
            raise

    def _begun(self, wish: _Wish, slot: Slot, jobs: list[int]) -> None:
        self._coming.update(dict.fromkeys(jobs, (wish, slot)))
        if not wish.receivers:
            # Given up just before the job was known.
            self._queue.cancel(jobs)
        for job_id in jobs:
            # Nor has anybody heard of what it did before that.
            if self._queue.job(job_id) is not None:
                self._on_job_changed(job_id)

    def _on_job_changed(self, job_id: int) -> None:
        if job_id not in self._coming:
            return
        status = self._queue.job(job_id)
        if status is not None and not status.state.finished:
            return
        wish, slot = self._coming.pop(job_id)
        if status is None or status.state is not State.DONE:
            self._cache.release(slot)
            failed = status is not None and status.state is State.FAILED
            self._tell_failed(wish, status.error if status is not None and failed else None, told=True)
            return

        def work() -> bool:
            try:
                sealed = self._cache.seal(self._open_cloud(wish.site_id), slot)
            finally:
                self._cache.release(slot)
            return sealed and self._cache.hold(slot)

        def ended(sealed: bool) -> None:
            if sealed:
                self._tell_arrived(wish, slot)
            else:
                self._again(wish)  # it was changed while it came

        self._run(wish, work, ended)

    def _again(self, wish: _Wish) -> None:
        wish.tries -= 1
        wish.agreed = True
        if wish.tries > 0:
            self._look(wish)
        else:
            self._tell_failed(wish, changing(wish.entry))

    def _tell_arrived(self, wish: _Wish, slot: Slot) -> None:
        for receiver in self._end(wish):
            receiver.copy_arrived(wish.site_id, wish.entry, slot)

    def _tell_failed(self, wish: _Wish, error: ProgramError | None, *, told: bool = False) -> None:
        for receiver in self._end(wish):
            receiver.copy_failed(wish.site_id, wish.entry, error, told=told)

    def _run(self, wish: _Wish, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._tasks.run(work, done, lambda error: self._tell_failed(wish, error), owner=self)
