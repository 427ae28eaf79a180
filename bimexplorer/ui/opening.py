"""Opening a file: a read-only copy in the profile's cache, shown with the system's program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QObject, QUrl, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.cache import FileCache, Slot, changing
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, State
from bimexplorer.ui.formats import extension
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge

T = TypeVar("T")

LARGE = 200_000_000
"""Bytes from which on it is asked first whether the file is worth the wait."""
_TRIES = 3
"""How often a file that changes while it comes is fetched anew."""

# fmt: off
_RUNS = frozenset(
    {
        "app", "appimage", "bat", "cmd", "com", "command", "cpl", "desktop", "exe", "gadget", "hta",
        "inf", "jar", "js", "jse", "lnk", "msi", "msp", "pif", "pkg", "ps1", "py", "pyw", "reg",
        "scpt", "scr", "sct", "sh", "url", "vb", "vbe", "vbs", "ws", "wsf", "wsh", "xbap",
    }
)
# fmt: on
"""Endings of what a system runs in place of showing it."""


def runs(name: str) -> bool:
    """Whether opening a file of this name may run it."""
    return extension(name) in _RUNS


@dataclass(frozen=True, slots=True)
class _Wish:
    """A file that somebody waits for."""

    site_id: str
    entry: Entry
    agreed: bool = False
    """The person knows that it is large."""
    tries: int = _TRIES

    @property
    def key(self) -> tuple[str, str]:
        return self.site_id, self.entry.id


class FileOpener(QObject):
    """Downloads what is to be opened through the queue; a copy that still holds is opened at once.

    Signals:
        opened(object path): handed to the system's program.
        failed(object error)
        expired(str site_id): the server takes the sign-in no longer.
        asked(object entry, object proceed): it is large; `proceed()` downloads and opens it.
        changed_found(object path): another program wrote to this copy; a fresh one is opened instead.
    """

    opened = Signal(object)
    failed = Signal(object)
    expired = Signal(str)
    asked = Signal(object, object)
    changed_found = Signal(object)

    def __init__(
        self,
        cache: FileCache,
        open_cloud: Callable[[str], Cloud],
        tasks: Tasks,
        queue: TransferQueue,
        bridge: TransferBridge,
        show: Callable[[QUrl], bool],
        parent: QObject | None = None,
    ) -> None:
        """`open_cloud` gives a site's connection; `show` hands an address to the system."""
        super().__init__(parent)
        self._cache = cache
        self._open_cloud = open_cloud
        self._tasks = tasks
        self._queue = queue
        self._show = show
        self._wished: set[tuple[str, str]] = set()
        """Keys of what is on its way: a second double click changes nothing."""
        self._coming: dict[int, tuple[_Wish, Slot]] = {}
        """By the job that brings it."""
        bridge.job_changed.connect(self._on_job_changed)

    def open(self, site_id: str, entry: Entry) -> None:
        """Open a file."""
        for job_id in list(self._coming):
            # What has ended just now may not have been told yet.
            self._on_job_changed(job_id)
        self._look(_Wish(site_id, entry))

    def _look(self, wish: _Wish) -> None:
        if wish.key in self._wished:
            return
        self._wished.add(wish.key)

        def work() -> Slot:
            cloud = self._open_cloud(wish.site_id)
            slot = self._cache.look(cloud, wish.site_id, wish.entry)
            # The queue may have finished it in a later run than the one in which it was asked for.
            if not slot.ready and slot.arrived and self._cache.seal(cloud, slot):
                slot = replace(slot, ready=True)
            return replace(slot, ready=slot.ready and self._cache.hold(slot))

        def found(slot: Slot) -> None:
            if slot.changed is not None:
                self.changed_found.emit(slot.changed)
            if slot.ready:
                self._hand_over(wish, slot)
            elif (slot.entry.size or 0) > LARGE and not wish.agreed:
                self._wished.discard(wish.key)
                self.asked.emit(slot.entry, lambda: self._look(replace(wish, agreed=True)))
            else:
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
                return
            jobs = self._queue.download(
                wish.site_id,
                [slot.entry],
                slot.folder,
                decision=Decision.OVERWRITE,
                as_name=slot.path.name,
            )
            self._coming.update(dict.fromkeys(jobs, (wish, slot)))

        self._run(wish, lambda: self._cache.prepare(slot), prepared)

    def _on_job_changed(self, job_id: int) -> None:
        if job_id not in self._coming:
            return
        status = self._queue.job(job_id)
        if status is not None and not status.state.finished:
            return
        wish, slot = self._coming.pop(job_id)
        if status is None or status.state is not State.DONE:
            self._cache.release(slot)
            # What failed or was cancelled is shown in the transfers, with its Retry.
            self._wished.discard(wish.key)
            return

        def work() -> bool:
            try:
                sealed = self._cache.seal(self._open_cloud(wish.site_id), slot)
            finally:
                self._cache.release(slot)
            return sealed and self._cache.hold(slot)

        def ended(sealed: bool) -> None:
            if sealed:
                self._hand_over(wish, slot)
                return
            # It was changed while it came.
            self._again(wish)

        self._run(wish, work, ended)

    def _again(self, wish: _Wish) -> None:
        self._wished.discard(wish.key)
        if wish.tries > 1:
            self._look(replace(wish, agreed=True, tries=wish.tries - 1))
        else:
            self.failed.emit(changing(wish.entry))

    def _run(self, wish: _Wish, work: Callable[[], T], done: Callable[[T], None]) -> None:
        def failed(error: ProgramError) -> None:
            self._wished.discard(wish.key)
            if isinstance(error, AuthExpired):
                self.expired.emit(wish.site_id)
            self.failed.emit(error)

        self._tasks.run(work, done, failed, owner=self)

    def _hand_over(self, wish: _Wish, slot: Slot) -> None:
        self._wished.discard(wish.key)
        copy = slot.path
        if self._show(QUrl.fromLocalFile(str(copy))):
            self.opened.emit(copy)
        else:
            sentence = self.tr("This computer has no program for “{file}”.").format(file=slot.entry.name)
            self.failed.emit(ProgramError(sentence, str(copy)))
