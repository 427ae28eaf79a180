"""What is dragged and pasted: entries inside the window, files from the desktop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from PySide6.QtCore import QMimeData

from bimexplorer.model import Entry

ENTRY_MIME = "application/x-bimexplorer-entries"


@dataclass(frozen=True, slots=True)
class Carried:
    """Entries of one site."""

    site_id: str
    entries: tuple[Entry, ...]
    copying: bool = False
    """The originals stay: it was copied, or dragged with the key for that."""

    @property
    def one_file(self) -> bool:
        """Whether it is a single file."""
        return len(self.entries) == 1 and not self.entries[0].is_folder


class EntryMime(QMimeData):
    """Carries the entries themselves: they never leave this process, and other programs see none of them."""

    def __init__(self, carried: Carried) -> None:
        super().__init__()
        self.carried = carried
        self.setData(ENTRY_MIME, carried.site_id.encode())


def entries_to_mime(site_id: str, entries: Sequence[Entry]) -> EntryMime:
    return EntryMime(Carried(site_id, tuple(entries)))


def entries_from_mime(mime: QMimeData) -> Carried | None:
    """The entries that are dragged, or None if something else is."""
    return mime.carried if isinstance(mime, EntryMime) else None


class LocalFiles(Sequence[Path]):
    """Paths that are made when they are asked for: of 10,000 files that are dropped it takes a while, and the
    queue's side has it.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = tuple(paths)

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, at: int) -> Path: ...

    @overload
    def __getitem__(self, at: slice) -> LocalFiles: ...

    def __getitem__(self, at: int | slice) -> Path | LocalFiles:
        return LocalFiles(self._paths[at]) if isinstance(at, slice) else Path(self._paths[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._paths)


def files_from_mime(mime: QMimeData | None) -> Sequence[Path]:
    """The files and folders of this computer that are dragged, or were copied (None: an empty clipboard)."""
    if mime is None:
        return ()
    return LocalFiles([url.toLocalFile() for url in mime.urls() if url.isLocalFile()])
