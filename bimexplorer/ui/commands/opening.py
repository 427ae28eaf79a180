"""Opening a file: a read-only copy in the profile's cache, shown with the system's program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl, Signal

from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.cache import Slot
from bimexplorer.ui.commands.copy_fetcher import CopyFetcher
from bimexplorer.ui.look.formats import extension

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


class FileOpener(QObject):
    """Downloads what is to be opened through the queue; a copy that still holds is opened at once.

    Signals:
        opened(object path): handed to the system's program.
        failed(object error)
        missed(object error): the download did not come to its end, which the transfers tell, too; None: it
            was cancelled there.
        expired(str site_id): the server takes the sign-in no longer.
        asked(object entry, object proceed): it is large; `proceed()` downloads and opens it.
        changed_found(object path): another program wrote to this copy; a fresh one is opened instead.
    """

    opened = Signal(object)
    failed = Signal(object)
    missed = Signal(object)
    expired = Signal(str)
    asked = Signal(object, object)
    changed_found = Signal(object)

    def __init__(
        self, fetcher: CopyFetcher, show: Callable[[QUrl], bool], parent: QObject | None = None
    ) -> None:
        """`show` hands an address to the system."""
        super().__init__(parent)
        self.fetcher = fetcher
        self._show = show

    def beside(self, parent: QObject) -> FileOpener:
        """For another window, which tells there what becomes of what it opens."""
        return FileOpener(self.fetcher, lambda address: self._show(address), parent)

    def open(self, site_id: str, entry: Entry) -> None:
        """Open a file."""
        self.fetcher.bring(site_id, entry, self)

    # ---------------------------------------------------------------- Receiver

    def copy_arrived(self, site_id: str, entry: Entry, slot: Slot) -> None:  # noqa: ARG002
        if slot.changed is not None:
            self.changed_found.emit(slot.changed)
        copy = slot.path
        if self._show(QUrl.fromLocalFile(str(copy))):
            self.opened.emit(copy)
        else:
            sentence = self.tr("This computer has no program for “{file}”.").format(file=slot.entry.name)
            self.failed.emit(ProgramError(sentence, str(copy)))

    def copy_failed(
        self,
        site_id: str,
        entry: Entry,  # noqa: ARG002
        error: ProgramError | None,
        *,
        told: bool = False,
    ) -> None:
        if isinstance(error, AuthExpired):
            self.expired.emit(site_id)
        if told:
            self.missed.emit(error)
        elif error is not None:
            self.failed.emit(error)

    def copy_is_large(self, site_id: str, entry: Entry, now: Entry) -> None:
        self.asked.emit(now, lambda: self.fetcher.bring(site_id, entry, self, agreed=True))
