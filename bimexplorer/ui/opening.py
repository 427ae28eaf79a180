"""Opening a file: a read-only copy in the profile's cache, shown with the system's program."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, State
from bimexplorer.ui.formats import extension
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge

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
    """Downloads what is to be opened through the queue; a copy that is already here is opened at once.

    Signals:
        opened(object path): handed to the system's program.
        failed(object error)
    """

    opened = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        cache: Path,
        tasks: Tasks,
        queue: TransferQueue,
        bridge: TransferBridge,
        show: Callable[[QUrl], bool],
        parent: QObject | None = None,
    ) -> None:
        """`show` hands an address to the system: `QDesktopServices.openUrl`."""
        super().__init__(parent)
        self._cache = cache
        self._tasks = tasks
        self._queue = queue
        self._show = show
        self._coming: dict[int, Path] = {}
        bridge.job_changed.connect(self._on_job_changed)

    def open(self, site_id: str, entry: Entry) -> None:
        """Open a file."""
        folder = self._cache / _folder_name(site_id, entry)

        def ready(copy: Path | None) -> None:
            if copy is not None:
                self._hand_over(copy)
            elif folder not in self._coming.values():
                jobs = self._queue.download(site_id, [entry], folder, decision=Decision.OVERWRITE)
                self._coming.update(dict.fromkeys(jobs, folder))

        self._tasks.run(lambda: _prepared(folder), ready, self.failed.emit, owner=self)

    def _on_job_changed(self, job_id: int) -> None:
        folder = self._coming.get(job_id)
        if folder is None:
            return
        status = self._queue.job(job_id)
        if status is not None and not status.state.finished:
            return
        del self._coming[job_id]
        # What failed or was cancelled is shown in the transfers, with its Retry.
        if status is not None and status.state is State.DONE:
            self._tasks.run(lambda: _sealed(folder), self._hand_over, self.failed.emit, owner=self)

    def _hand_over(self, copy: Path) -> None:
        if self._show(QUrl.fromLocalFile(str(copy))):
            self.opened.emit(copy)
        else:
            sentence = self.tr("This computer has no program for “{file}”.").format(file=copy.name)
            self.failed.emit(ProgramError(sentence, str(copy)))


def _folder_name(site_id: str, entry: Entry) -> str:
    """One folder for each state of a file: a newer one never meets an open older one."""
    modified = entry.modified.isoformat() if entry.modified is not None else ""
    state = f"{site_id}\n{entry.id}\n{modified}\n{entry.size}"
    return hashlib.sha256(state.encode()).hexdigest()[:24]


def _prepared(folder: Path) -> Path | None:
    """The copy in a folder, or the empty folder to download into."""
    copy = _copy_in(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return copy


def _copy_in(folder: Path) -> Path | None:
    """The one file that `_sealed` has closed: what is still being written can be written."""
    if not folder.is_dir():
        return None
    files = [file for file in folder.iterdir() if file.is_file()]
    return next((file for file in files if not file.stat().st_mode & stat.S_IWUSR), None)


def _sealed(folder: Path) -> Path:
    """Make the downloaded copy read-only: changes to it would never reach the cloud."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.suffix != ".part")
    if not files:
        raise ProgramError("The downloaded copy has disappeared.", str(folder))
    files[0].chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    return files[0]
