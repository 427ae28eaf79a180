"""The copies of two versions, through the cache: found there, or downloaded by the queue."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.cache import Slot
from bimexplorer.ui.commands.copy_fetcher import CopyFetcher


class Bringing(QObject):
    """Brings both; ends with one of its signals.

    Signals:
        arrived(object old, object new): the `Path`s of the proven copies.
        large(object size): so many bytes would have to be downloaded, and nobody has agreed to it.
        failed(object error): None, where somebody cancelled one of them among the transfers.
    """

    arrived = Signal(object, object)
    large = Signal(object)
    failed = Signal(object)

    def __init__(self, fetcher: CopyFetcher, site_id: str, old: Entry, new: Entry, parent: QObject) -> None:
        super().__init__(parent)
        self._fetcher = fetcher
        self._site_id = site_id
        self._entries = (old, new)
        self._waiting: set[str] = set()
        """Ids of those of which nothing is known yet."""
        self._copies: dict[str, Path] = {}
        self._large: dict[str, int] = {}

    def begin(self, *, agreed: bool = False) -> None:
        """Get both; `agreed`: also if they are large."""
        self.stop()
        self._copies.clear()
        self._large.clear()
        self._waiting = {entry.id for entry in self._entries}
        for entry in self._entries:
            self._fetcher.bring(self._site_id, entry, self, agreed=agreed)

    def stop(self) -> None:
        """Wait no longer; what nobody else waits for is not downloaded."""
        waiting, self._waiting = self._waiting, set()
        for entry in self._entries:
            if entry.id in waiting:
                self._fetcher.give_up(self._site_id, entry, self)

    def progress(self) -> tuple[int, int]:
        """Bytes that are here, and bytes in all."""
        here = sum(
            (entry.size or 0) if entry.id in self._copies else self._fetcher.moved(self._site_id, entry)
            for entry in self._entries
        )
        return here, sum(entry.size or 0 for entry in self._entries)

    # ---------------------------------------------------------------- Receiver

    def copy_arrived(self, site_id: str, entry: Entry, slot: Slot) -> None:  # noqa: ARG002
        if entry.id in self._waiting:
            self._waiting.discard(entry.id)
            self._copies[entry.id] = slot.path
            self._look()

    def copy_failed(
        self,
        site_id: str,  # noqa: ARG002
        entry: Entry,
        error: ProgramError | None,
        *,
        told: bool = False,  # noqa: ARG002 - here it is told as well: the transfers may not be seen
    ) -> None:
        if entry.id in self._waiting:
            self._waiting.discard(entry.id)
            self.stop()
            self.failed.emit(error)

    def copy_is_large(self, site_id: str, entry: Entry, now: Entry) -> None:  # noqa: ARG002
        if entry.id in self._waiting:
            self._waiting.discard(entry.id)
            self._large[entry.id] = now.size or 0
            self._look()

    def _look(self) -> None:
        if self._waiting:
            return
        if self._large:
            self.large.emit(sum(self._large.values()))
        else:
            old, new = (self._copies[entry.id] for entry in self._entries)
            self.arrived.emit(old, new)
