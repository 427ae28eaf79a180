"""How much entries are with all that is below them, counted page by page where the cloud does not tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry, Tally

_PAGE = 500


class Count:
    """One count; `tally` may be read from any thread while it goes on."""

    def __init__(self, cloud: Cloud, entries: Iterable[Entry]) -> None:
        self._cloud = cloud
        self._folders: deque[tuple[Entry, tuple[str, ...]]] = deque()
        """With the path of the entry that they lie below."""
        self.tally = Tally()
        """What was found up to now, the entries themselves included: at least so much is there."""
        for entry in entries:
            self._add(entry, entry.path)

    def run(self) -> Tally:
        """Count to the end; blocks. Raises what listing raises, `NotFound` where a folder is gone."""
        while self._folders:
            folder, top = self._folders.popleft()
            told = self._cloud.tally(folder)
            if told is not None:
                self.tally += told
            else:
                self._read(folder, top)
        return self.tally

    def _read(self, folder: Entry, top: tuple[str, ...]) -> None:
        cursor: str | None = None
        while True:
            page = self._cloud.children(folder, cursor=cursor, limit=_PAGE)
            for entry in page.entries:
                if not entry.is_repeated_below(top):
                    self._add(entry, top)
            cursor = page.cursor
            if cursor is None:
                return

    def _add(self, entry: Entry, top: tuple[str, ...]) -> None:
        if entry.is_folder:
            self._folders.append((entry, top))
            self.tally += Tally(folders=1)
        else:
            self.tally += Tally(files=1, size=entry.size or 0)
