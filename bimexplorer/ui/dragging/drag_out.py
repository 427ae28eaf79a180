"""Dragging entries out of the window, to the desktop and to other programs.

What another program may take has to be said when a drag begins, and X11 announces it once: a file that is
still in the cloud cannot be promised. So a drag carries the files that have a proven copy in the cache, and
what it does not carry is downloaded when it is let go over another program, to be dragged again.

Only copying is offered: the copies in the cache are read-only and are not to be moved away. A program that
moves one all the same does no harm, for the cache finds it missing and fetches it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCursor, QDrag, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.model import Capability, Entry
from bimexplorer.transfer.cache import FileCache, Slot
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.ui.commands import copy_fetcher
from bimexplorer.ui.commands.copy_fetcher import CopyFetcher
from bimexplorer.ui.dragging.drag_out_bar import DragOutBar, DragOutLine
from bimexplorer.ui.dragging.ready_copies import MOST, ReadyCopies
from bimexplorer.ui.models.entry_mime import Carried, entries_from_mime, entries_to_mime
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge

_ESCAPE_MS = 300
"""Milliseconds in which somebody who has pressed Escape lets go of it."""


class DragOut(QObject):
    """Signals:
    begun(object carried): a drag of the window's own entries has begun.
    ended(bool dropped): it is over; whether something of this window took it.
    download_asked(): the person wants the command Download… for what is selected.
    failed(object error)
    expired(str site_id): the server takes the sign-in no longer.
    """

    begun = Signal(object)
    ended = Signal(bool)
    download_asked = Signal()
    failed = Signal(object)
    expired = Signal(str)

    def __init__(
        self,
        ready: ReadyCopies,
        fetcher: CopyFetcher,
        cache: FileCache,
        sites: OpenSites,
        tasks: Tasks,
        queue: TransferQueue,
        bridge: TransferBridge,
        messages: MessageBar,
        bar: DragOutBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._ready = ready
        self._fetcher = fetcher
        self._cache = cache
        self._sites = sites
        self._tasks = tasks
        self._queue = queue
        self._messages = messages
        self._bar = bar
        bridge.job_changed.connect(self._on_job_changed)

    # ---------------------------------------------------------------- dragging and copying

    def run(self, drag: QDrag, actions: Qt.DropAction, default: Qt.DropAction) -> None:
        """Carry out a drag of entries; `actions` and `default` are what they may be used for inside."""
        carried = entries_from_mime(drag.mimeData())
        if carried is not None:
            self._run(drag, carried, self._ready.of(carried.site_id, carried.entries), actions, default)

    def urls(self, site_id: str, entries: Sequence[Entry]) -> list[QUrl]:
        """Addresses of the proven copies of those of the entries that have one, for the clipboard too.

        The copies stay as long as the program runs.
        """
        slots = self._ready.of(site_id, entries)
        self._hold(site_id, slots)
        return _urls(slots.values())

    def _run(
        self,
        drag: QDrag,
        carried: Carried,
        slots: Mapping[Entry, Slot],
        actions: Qt.DropAction,
        default: Qt.DropAction,
    ) -> bool:
        """Whether another program took what there was for it."""
        if slots:
            drag.mimeData().setUrls(_urls(slots.values()))
            self._hold(carried.site_id, slots)
            actions = default = Qt.DropAction.CopyAction
        self.begun.emit(carried)
        taken = drag.exec(actions, default) is not Qt.DropAction.IgnoreAction
        inside = drag.target() is not None
        self.ended.emit(inside and taken)
        if inside or QGuiApplication.topLevelAt(QCursor.pos()) is not None:
            return False
        missing = [entry for entry in carried.entries if entry not in slots]
        if taken:
            self._get(carried, missing, partly=True)
        elif not slots:
            _LetGo(self._window, self).meant.connect(lambda: self._get(carried, missing, partly=False))
        return taken

    def _hold(self, site_id: str, slots: Mapping[Entry, Slot]) -> None:
        def work() -> list[Entry]:
            return [entry for entry, slot in slots.items() if not self._cache.hold(slot)]

        def done(gone: list[Entry]) -> None:
            for entry in gone:
                self._ready.forget(site_id, entry)

        self._tasks.run(work, done, self.failed.emit, owner=self)

    # ---------------------------------------------------------------- getting what is not here

    def _get(self, carried: Carried, missing: Sequence[Entry], *, partly: bool) -> None:
        """Download what was let go over another program and could not be handed over."""
        site = self._sites.get(carried.site_id)
        if not missing or site is None or site.cloud is None:
            return
        if len(missing) > MOST or any(entry.is_folder for entry in missing):
            sentence = (
                self.tr("Folders cannot be dragged to other programs. Download them to a folder of yours.")
                if len(missing) <= MOST
                else self.tr("So many files cannot be dragged at once. Download them to a folder of yours.")
            )
            self._messages.show_message(sentence, self.tr("Download…"), self.download_asked.emit)
            if len(missing) > MOST:
                return
        files = []
        for entry in missing:
            reason = site.cloud.missing(entry).get(Capability.DOWNLOAD)
            if reason and not entry.is_folder:
                self.failed.emit(ProgramError(reason))
            elif not entry.is_folder and not self._bar.has(carried.site_id, entry):
                files.append(entry)
        if not files:
            return
        line = self._bar.begin(carried.site_id, files)
        line.agreed.connect(lambda: self._fetch(line, agreed=True))
        line.given_up.connect(lambda: self._give_up(line))
        line.dragged.connect(lambda drag: self._on_dragged(line, drag))
        line.copied.connect(lambda: self._on_copied(line))
        if sum(entry.size or 0 for entry in files) > copy_fetcher.LARGE:
            line.ask()
        else:
            line.partly = partly
            self._fetch(line, agreed=False)

    def _fetch(self, line: DragOutLine, *, agreed: bool) -> None:
        line.show_fetching()
        for entry in line.waiting:
            self._fetcher.bring(line.site_id, entry, self, agreed=agreed)

    def _give_up(self, line: DragOutLine) -> None:
        for entry in line.waiting:
            self._fetcher.give_up(line.site_id, entry, self)
        self._bar.end(line)

    def _on_job_changed(self, _: int) -> None:
        for line in self._bar.lines():
            jobs = [self._fetcher.job_of(line.site_id, entry) for entry in line.waiting]
            statuses = [self._queue.job(job) for job in jobs if job is not None]
            line.show_progress(sum(status.done for status in statuses if status is not None))

    # ---------------------------------------------------------------- Receiver

    def copy_arrived(self, site_id: str, entry: Entry, slot: Slot) -> None:
        self._ready.learn(site_id, entry, slot)
        line = self._bar.line_of(site_id, entry)
        if line is not None:
            line.arrive(entry, slot)

    def copy_failed(
        self,
        site_id: str,
        entry: Entry,
        error: ProgramError | None,
        *,
        told: bool = False,
    ) -> None:
        if isinstance(error, AuthExpired):
            self.expired.emit(site_id)
        line = self._bar.line_of(site_id, entry)
        if line is not None:
            line.miss(entry, None if told else error)

    def copy_is_large(self, site_id: str, entry: Entry, now: Entry) -> None:
        """It has grown since it was listed."""
        line = self._bar.line_of(site_id, entry)
        if line is not None:
            line.ask(now.size)

    # ---------------------------------------------------------------- what is here

    def _on_dragged(self, line: DragOutLine, drag: QDrag) -> None:
        """The handle of files that have arrived is pulled."""
        carried = Carried(line.site_id, tuple(line.arrived))
        drag.setMimeData(entries_to_mime(line.site_id, carried.entries))
        copy = Qt.DropAction.CopyAction
        if self._run(drag, carried, dict(line.arrived), copy, copy):
            self._bar.end(line)

    def _on_copied(self, line: DragOutLine) -> None:
        self._hold(line.site_id, line.arrived)
        mime = QMimeData()
        mime.setUrls(_urls(line.arrived.values()))
        QGuiApplication.clipboard().setMimeData(mime)


def _urls(slots: Iterable[Slot]) -> list[QUrl]:
    return [QUrl.fromLocalFile(str(slot.path)) for slot in slots]


class _LetGo(QObject):
    """The end of a drag over another program that has taken nothing: was it let go there, or abandoned?

    Both look the same to who dragged. But Escape is still down when the drag is over, and its release comes
    to the window.

    Signals:
        meant(): it was let go.
    """

    meant = Signal()

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._handle = window.windowHandle()
        self._wait = QTimer(self, singleShot=True, interval=_ESCAPE_MS)
        self._wait.timeout.connect(self._on_waited)
        self._wait.start()
        self._handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._wait.stop()
            self._end()
        return False

    def _on_waited(self) -> None:
        self._end()
        self.meant.emit()

    def _end(self) -> None:
        self._handle.removeEventFilter(self)
        self.deleteLater()
