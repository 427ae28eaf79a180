"""What can be done with entries: each asks the cloud on a worker and tells what became of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, NotFound, ProgramError
from bimexplorer.model import Capability, Entry, Job
from bimexplorer.transfer.journal.rows import Upload
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, JobStatus, State
from bimexplorer.ui.look.formats import counted
from bimexplorer.ui.places.navigator import Location
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge

_ONE_BY_ONE = 20
"""Files up to this number are deleted with one call each; more are the server's job, as folders are."""
_ARRIVALS_MS = 700
"""How long uploaded files are gathered before their folder is read again."""


class Operations(QObject):
    """Signals:
    put(str site_id, object entry): an entry was created or changed.
    renamed(str site_id, object before, object now): an entry got another name.
    dropped(str site_id, object entry): an entry is gone from its place.
    arrived(str site_id, object folder): uploads have put something into a folder.
    job_started(object cloud, object job, str text): the server works at something; `finish_job` at its end.
    failed(object error, object retry): it went wrong; `retry` is a callable or None.
    expired(str site_id): the site wants a new sign-in.
    """

    put = Signal(str, object)
    renamed = Signal(str, object, object)
    dropped = Signal(str, object)
    arrived = Signal(str, object)
    job_started = Signal(object, object, str)
    failed = Signal(object, object)
    expired = Signal(str)

    def __init__(
        self, tasks: Tasks, queue: TransferQueue, bridge: TransferBridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._queue = queue
        self._uploads: dict[int, tuple[str, Entry, int]] = {}
        """Job -> site, folder, and how many of its files have been told to have arrived."""
        self._deletions: dict[str, tuple[str, tuple[Entry, ...]]] = {}
        """Server's job -> site and what it deletes."""
        self._full: dict[tuple[str, str], Entry] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_ARRIVALS_MS)
        self._timer.timeout.connect(self._tell_arrivals)
        bridge.job_changed.connect(self._on_job_changed)

    # ---------------------------------------------------------------- folders and names

    def create_folder(
        self,
        location: Location,
        name: str,
        done: Callable[[Entry], None],
        refused: Callable[[ProgramError], None],
    ) -> None:
        """Create a folder; `refused` is told where the name is typed, and not as a message."""

        def created(entry: Entry) -> None:
            self.put.emit(location.site_id, entry)
            done(entry)

        def failed(error: ProgramError) -> None:
            if isinstance(error, AuthExpired):
                self.expired.emit(location.site_id)
            refused(error)

        cloud, folder = location.cloud, location.folder
        self._tasks.run(lambda: cloud.create_folder(folder, name), created, failed, owner=self)

    def rename(self, location: Location, entry: Entry, name: str) -> None:
        """Give an entry another name in the same place."""

        def renamed(now: Entry) -> None:
            if now.id != entry.id:
                self.dropped.emit(location.site_id, entry)
            self.put.emit(location.site_id, now)
            self.renamed.emit(location.site_id, entry, now)

        cloud = location.cloud
        self._run(
            location.site_id,
            lambda: cloud.rename(entry, name),
            renamed,
            lambda: self.rename(location, entry, name),
        )

    # ---------------------------------------------------------------- deleting

    def delete(self, site_id: str, cloud: Cloud, entries: Sequence[Entry]) -> None:
        """Delete what a person has confirmed: a few files by one call each, anything else as a job."""
        if not entries:
            return
        if len(entries) > _ONE_BY_ONE or any(entry.is_folder for entry in entries):
            self._delete_trees(site_id, cloud, tuple(entries))
        else:
            self._delete_files(site_id, cloud, tuple(entries))

    def _delete_files(self, site_id: str, cloud: Cloud, entries: tuple[Entry, ...]) -> None:
        first, rest = entries[0], entries[1:]

        def work() -> None:
            with contextlib.suppress(NotFound):  # somebody was faster: it is gone, as was wanted
                cloud.delete(first)

        def deleted(_: None) -> None:
            self.dropped.emit(site_id, first)
            if rest:
                self._delete_files(site_id, cloud, rest)

        self._run(site_id, work, deleted, lambda: self._delete_files(site_id, cloud, entries))

    def _delete_trees(self, site_id: str, cloud: Cloud, entries: tuple[Entry, ...]) -> None:
        def started(job: Job) -> None:
            self._deletions[job.id] = (site_id, entries)
            if len(entries) == 1:
                text = self.tr("Deleting “{name}”…").format(name=entries[0].name)
            else:
                text = self.tr("Deleting {what}…").format(what=counted(entries))
            self.job_started.emit(cloud, job, text)

        self._run(
            site_id,
            lambda: cloud.delete_trees(entries),
            started,
            lambda: self._delete_trees(site_id, cloud, entries),
        )

    def finish_job(self, job: Job) -> tuple[str, tuple[Entry, ...]] | None:
        """A job of `job_started` has ended, well or not: its site and what was to be deleted."""
        return self._deletions.pop(job.id, None)

    # ---------------------------------------------------------------- transfers

    def upload(
        self, site_id: str, cloud: Cloud, sources: Sequence[Path], folder: Entry, *, as_set: bool = False
    ) -> None:
        """Put local files and folders into the queue; `as_set`: all become visible at once, or none."""
        reason = cloud.missing(folder).get(Capability.UPLOAD)
        if reason:
            self.failed.emit(ProgramError(reason), None)
        elif sources:
            self._run(
                site_id,
                # Somebody is there to see what cannot be sent, before anything is.
                lambda: self._queue.upload(site_id, sources, folder, hold=True, as_set=as_set),
                lambda job_ids: self._follow(job_ids, site_id, folder),
                lambda: self.upload(site_id, cloud, sources, folder, as_set=as_set),
            )

    def _follow(self, job_ids: Sequence[int], site_id: str, folder: Entry) -> None:
        """Tell when these jobs bring something into a folder, also what they have brought already."""
        self._uploads.update(dict.fromkeys(job_ids, (site_id, folder, 0)))
        for job_id in job_ids:
            self._on_job_changed(job_id)

    def copy(
        self, source_site: str, entries: Sequence[Entry], site_id: str, cloud: Cloud, folder: Entry
    ) -> None:
        """Put entries of this or another site into the queue, into a folder of a site."""
        reason = cloud.missing(folder).get(Capability.UPLOAD)
        if reason:
            self.failed.emit(ProgramError(reason), None)
            return
        self._run(
            site_id,
            lambda: self._queue.copy(source_site, entries, site_id, folder),
            lambda job_ids: self._follow(job_ids, site_id, folder),
            lambda: self.copy(source_site, entries, site_id, cloud, folder),
        )

    def add_version(self, site_id: str, cloud: Cloud, source: Path, entry: Entry) -> None:
        """Put a local file into the queue, whatever it is called, as a new version of a file of a site."""

        def upload(folder: Entry, name: str) -> list[int]:
            return self._queue.upload(
                site_id, [source], folder, decision=Decision.NEW_VERSION, as_name=name, hold=True
            )

        self._add_version(
            site_id, cloud, entry, upload, lambda: self.add_version(site_id, cloud, source, entry)
        )

    def copy_as_version(
        self, source_site: str, source: Entry, site_id: str, cloud: Cloud, entry: Entry
    ) -> None:
        """Put a file of this or another site into the queue, as a new version of a file of a site."""

        def copy(folder: Entry, name: str) -> list[int]:
            return self._queue.copy(
                source_site, [source], site_id, folder, decision=Decision.NEW_VERSION, as_name=name
            )

        self._add_version(
            site_id,
            cloud,
            entry,
            copy,
            lambda: self.copy_as_version(source_site, source, site_id, cloud, entry),
        )

    def _add_version(
        self,
        site_id: str,
        cloud: Cloud,
        entry: Entry,
        begin: Callable[[Entry, str], list[int]],
        again: Callable[[], None],
    ) -> None:
        """`begin(folder, name)` gives the queue its job: where the file stands, and as what."""
        reason = cloud.missing(entry).get(Capability.ADD_VERSION)
        if reason:
            self.failed.emit(ProgramError(reason), None)
            return

        def work() -> tuple[Entry, list[int]]:
            # As it is now: what has its name by now may be another file.
            now = cloud.entry(entry.id)
            folder = cloud.entry(now.place)
            return folder, begin(folder, now.name)

        def begun(answer: tuple[Entry, list[int]]) -> None:
            folder, job_ids = answer
            self._follow(job_ids, site_id, folder)

        self._run(site_id, work, begun, again)

    def download(self, site_id: str, entries: Sequence[Entry], folder: Path) -> None:
        """Put entries into the queue, into a local folder."""
        if entries:
            self._run(
                site_id,
                lambda: self._queue.download(site_id, entries, folder),
                lambda _: None,
                lambda: self.download(site_id, entries, folder),
            )

    def download_as(self, site_id: str, entry: Entry, path: Path, *, overwrite: bool = False) -> None:
        """Put a file into the queue, under a name of its own; `overwrite`: somebody has agreed to that."""
        decision = Decision.OVERWRITE if overwrite else Decision.ASK
        self._run(
            site_id,
            lambda: self._queue.download(site_id, [entry], path.parent, decision=decision, as_name=path.name),
            lambda _: None,
            lambda: self.download_as(site_id, entry, path, overwrite=overwrite),
        )

    def uploaded(self, site_id: str, entry: Entry) -> Upload | None:
        """What a file holds, if this profile put it there and nobody changed it since. Blocks."""
        return self._queue.uploaded(site_id, entry)

    def resume_site(self, site_id: str) -> None:
        """Somebody has signed in again: go on with what the end of the last sign-in had stopped."""
        sites = ((job, job.halted_at or job.site_id) for job in self._queue.jobs() if _stopped(job))
        self._queue.resume([job.id for job, stopped_by in sites if stopped_by == site_id])

    def _on_job_changed(self, job_id: int) -> None:
        status = self._queue.job(job_id)
        if status is not None and _stopped(status):
            self.expired.emit(status.halted_at or status.site_id)
        known = self._uploads.get(job_id)
        if known is None:
            return
        site_id, folder, told = known
        if status is None:
            self._uploads.pop(job_id)
            return
        if status.files_done != told or status.state.finished:
            self._full[site_id, folder.id] = folder
            if not self._timer.isActive():
                self._timer.start()
        if status.state.finished:
            self._uploads.pop(job_id)
        else:
            self._uploads[job_id] = (site_id, folder, status.files_done)

    def _tell_arrivals(self) -> None:
        full, self._full = self._full, {}
        for (site_id, _), folder in full.items():
            self.arrived.emit(site_id, folder)

    # ---------------------------------------------------------------- errors

    def _run(
        self,
        site_id: str,
        work: Callable[[], object],
        done: Callable[..., None],
        again: Callable[[], None],
    ) -> None:
        def failed(error: ProgramError) -> None:
            if isinstance(error, AuthExpired):
                self.expired.emit(site_id)
            self.failed.emit(error, again)

        self._tasks.run(work, done, failed, owner=self)


def _stopped(job: JobStatus) -> bool:
    """Whether a job waits because the site wants a new sign-in."""
    return job.state is State.PAUSED and isinstance(job.error, AuthExpired)
