"""What is dragged and pasted: entries inside the window, files from the desktop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def files_from_mime(mime: QMimeData | None) -> tuple[Path, ...]:
    """The files and folders of this computer that are dragged, or were copied (None: an empty clipboard)."""
    if mime is None:
        return ()
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
