"""Where the content of copies lies between its two ways: a folder of the profile, of bounded size.

Each file has a folder of its own below it, `<job>-<item>-<mark>/<name>`, so that no name, length or case of
another one stands in its way. It is removed as soon as the file is at its target, or is not to get there any
more; what a crash left is removed at the next start.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bimexplorer.transfer import local
from bimexplorer.transfer.status import State

if TYPE_CHECKING:
    from bimexplorer.transfer.copying import CopyItem

_AHEAD = 2 << 30
"""Bytes that may have come, or be coming, before the first of them have gone on to the same site."""
_AHEAD_FILES = 500
_LARGE = 8 << 20
"""Bytes from which on a file fills the line by itself."""
_LARGE_AT_ONCE = 4
_MOVING = (State.WAITING, State.RUNNING)
_OVER = (State.DONE, State.SKIPPED, State.CANCELLED)


class Spool:
    """Which copies may take room, and which have to give it back; all on the worker, but for `sweep`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ahead: dict[str, dict[CopyItem, int]] = {}
        """Target site -> files that take room, with their sizes."""
        self._room: dict[str, int] = {}
        """Target site -> bytes that they take."""
        self._left: set[CopyItem] = set()
        """Files whose content is not needed any more."""

    def place(self, item: CopyItem, name: str) -> Path:
        """Where its content lies."""
        return self._folder / f"{item.job.id}-{item.id}-{item.mark}" / local.safe_name(name)

    # ------------------------------------------------------------------ room

    def admit(self, item: CopyItem) -> bool:
        """Let a file take room; False: it has to wait until others have given theirs back."""
        site_id = item.job.site_id
        ahead = self._ahead.setdefault(site_id, {})
        if item in ahead:
            return True
        if item.alone_here and self.shared(item):
            return False
        if ahead and (
            len(ahead) >= _AHEAD_FILES
            or self._room[site_id] + item.size > _AHEAD
            or (item.size > _LARGE and self._large(ahead) >= _LARGE_AT_ONCE)
        ):
            return False
        ahead[item] = item.size
        self._room[site_id] = self._room.get(site_id, 0) + item.size
        return True

    def _large(self, ahead: Iterable[CopyItem]) -> int:
        return sum(1 for item in ahead if item.size > _LARGE and not item.brought)

    def shared(self, item: CopyItem) -> bool:
        """Whether others take room that they will give back."""
        return any(other is not item for ahead in self._ahead.values() for other in ahead)

    def entered(self, item: CopyItem) -> None:
        """Its state has changed: one that does not move keeps no other waiting."""
        if item.state not in _MOVING:
            self.release(item)
        if item.state in _OVER:
            self._left.add(item)

    def release(self, item: CopyItem) -> None:
        """It keeps no other waiting until it is admitted again."""
        site_id = item.job.site_id
        size = self._ahead.get(site_id, {}).pop(item, None)
        if size is not None:
            self._room[site_id] -= size

    # ------------------------------------------------------------------ cleaning

    def leave(self, item: CopyItem) -> None:
        """Its content is not needed any more, whatever its state says."""
        self.release(item)
        self._left.add(item)

    def left(self) -> list[CopyItem]:
        """Those whose content can go now: nobody works on it."""
        idle = [item for item in self._left if not item.tasks]
        self._left.difference_update(idle)
        return idle

    def sweep(self, wanted: set[Path]) -> None:
        """Remove everything but these files' folders; blocking."""
        kept = {path.parent.name for path in wanted}
        try:
            found = list(self._folder.iterdir())
        except OSError:
            return
        for folder in found:
            if folder.name not in kept:
                remove(folder)


def remove(folder: Path) -> None:
    """Remove one file's folder; blocking. What another program holds open goes at the next start."""
    shutil.rmtree(folder, ignore_errors=True)
