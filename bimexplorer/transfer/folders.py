"""An upload's way to its first byte: sources are read, remote folders prepared, names looked up and decided.

A file waits in its `Directory` until a survey has told what is there; then it is `cleared` and queued.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bimexplorer.clouds.base import OnExisting
from bimexplorer.errors import Cancelled, Conflict, InvalidName, NameExists, NotFound, ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer import plan, sending
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.outgoing import Directory, UploadItem
from bimexplorer.transfer.records import Job, Problem
from bimexplorer.transfer.sending import Surveyed
from bimexplorer.transfer.status import Decision, State
from bimexplorer.transfer.walk import Found, LeftOut, Listing, look_at, walk

if TYPE_CHECKING:
    from bimexplorer.transfer.upload import Uploads

_TWICE = frozenset({State.FAILED, State.CANCELLED, State.SKIPPED})
"""States in which a file no longer claims its name."""


class Folders:
    """Sources and remote folders of all uploads."""

    def __init__(self, engine: Engine, uploads: Uploads) -> None:
        self._engine = engine
        self._uploads = uploads

    # ------------------------------------------------------------------ reading the sources

    def start(self, jobs: Sequence[Job], sources: Sequence[Path], folder: Entry, as_name: str) -> None:
        """Begin the jobs of one drop: one for each source."""
        top = Directory(jobs[0].site_id, folder.name, None, None)
        top.entry, top.known = folder, True
        self._look(list(zip(jobs, sources, strict=True)), top, as_name)

    def _look(self, drop: list[tuple[Job, Path]], top: Directory, as_name: str) -> None:
        def look(_: Task) -> list[Found | ProgramError | None]:
            result: list[Found | ProgramError | None] = []
            for _job, source in drop:
                try:
                    result.append(look_at(source))
                except ProgramError as error:
                    result.append(error)
            return result

        def looked(result: list[Found | ProgramError | None]) -> None:
            for (job, source), found in zip(drop, result, strict=True):
                if not job.finished:
                    self._start_job(job, source, found, top, as_name)

        def failed(error: ProgramError) -> None:
            for job, source in drop:
                if not job.finished:
                    job.reading -= 1
                    self._problem(job, source.name, error, None)

        self._engine.on_disk(Task(look, looked, failed))

    def _start_job(
        self, job: Job, source: Path, found: Found | ProgramError | None, top: Directory, as_name: str
    ) -> None:
        self._engine.touch(job)
        if found is None:
            self._walk(job, source, self._below(top, as_name or source.name, job), ())
            return
        if isinstance(found, ProgramError):

            def again() -> None:
                job.reading += 1
                self._look([(job, source)], top, as_name)

            self._problem(job, source.name, found, again)
        else:
            item = UploadItem(job, found.name, found, top, as_name)
            job.add(item)
            self.ask(item)
        job.reading -= 1

    def _walk(self, job: Job, source: Path, directory: Directory, names: tuple[str, ...]) -> None:
        """Read a source folder; what is found goes ahead while the rest is still being read."""
        job.is_folder = True
        directories = {names: directory}

        def read(task: Task) -> None:
            for listing in walk(source, names):
                task.cancellation.check()
                self._engine.post(partial(self._listed, job, listing, directories))

        def ended(error: ProgramError | None) -> None:
            # Comes after the last listing: messages keep their order.
            if not job.finished:
                job.reading -= 1
                self._engine.touch(job)
                if error is not None:
                    self._problem(job, job.title, error, None)

        self._want(directory)
        self._engine.on_disk(Task(read, ended, ended, job=job, pausable=False))

    def _listed(self, job: Job, listing: Listing, directories: dict[tuple[str, ...], Directory]) -> None:
        if job.finished:
            return
        directory = directories[listing.names]
        prefix = "/".join((job.title, *listing.names))
        for name in listing.folders:
            names = (*listing.names, name)
            below = directories[names] = self._below(directory, name, job)
            self._want(below)
        for found in listing.files:
            item = UploadItem(job, f"{prefix}/{found.name}", found, directory)
            job.add(item)
            self.ask(item)
        for left in listing.left_out:
            self._left_out(job, left, prefix, directory, listing.names)
        self._engine.touch(job)

    def _left_out(
        self, job: Job, left: LeftOut, prefix: str, directory: Directory, names: tuple[str, ...]
    ) -> None:
        shown = f"{prefix}/{left.name}" if left.name else prefix
        if left.error is None:
            item = Problem(job, shown)
            job.add(item)
            self._engine.enter(item, State.SKIPPED, note=left.note)
            return
        path = left.path

        def again() -> None:
            assert path is not None
            job.reading += 1
            self._walk(job, path, directory, names)

        self._problem(job, shown, left.error, again if path is not None else None)

    def _problem(self, job: Job, name: str, error: ProgramError, again: Callable[[], None] | None) -> None:
        item = Problem(job, name, again)
        job.add(item)
        self._engine.enter(item, State.FAILED, error=error)

    # ------------------------------------------------------------------ preparing the folders

    def _below(self, parent: Directory, name: str, job: Job) -> Directory:
        directory = Directory(parent.site_id, name, parent, job)
        directory.open_chore()
        return directory

    def ask(self, item: UploadItem) -> None:
        """Look the item's name up before anything is sent."""
        item.cleared = False
        item.directory.asked[item] = None
        self._want(item.directory)

    def ask_again(self, item: UploadItem) -> None:
        """As `ask`, also where the folder could not be had before."""
        directory: Directory | None = item.directory
        while directory is not None:
            directory.error = None
            directory.open_chore()
            directory = directory.parent
        self.ask(item)

    def _want(self, directory: Directory) -> None:
        """Queue a survey of the directory, after its parent's."""
        if directory.queued:
            return
        if directory.error is not None:
            self._fail(directory, directory.error)
            return
        parent = directory.parent
        if (
            directory.entry is None
            and parent is not None
            and not (directory.known and parent.entry is not None)
        ):
            if directory not in parent.folders:
                parent.folders[directory] = None
            self._want(parent)
            return
        directory.queued = True
        self._engine.site(directory.site_id).surveys.append(partial(self._survey, directory))

    def _survey(self, directory: Directory) -> Task | None:
        directory.queued = False
        job = directory.job
        if job is not None and job.finished:
            return None
        if job is not None and job.paused:
            job.parked.append(partial(self._want, directory))
            return None
        files = [item for item in directory.asked if item.state is State.WAITING]
        folders = list(directory.folders)
        if directory.survey is not None and not files and not folders:
            return None
        directory.asked = {item: None for item in directory.asked if item.state is State.PAUSED}
        directory.folders = {}
        names = [item.remote_name for item in files] + [folder.name for folder in folders]
        parent = directory.parent

        def work(_: Task) -> Surveyed:
            cloud = self._engine.cloud(directory.site_id)
            entry, fresh = directory.entry, False
            if entry is None:
                assert parent is not None
                assert parent.entry is not None
                entry, fresh = sending.make_folder(cloud, parent.entry, directory.name, directory.existing)
            return sending.survey(cloud, entry, names, fresh=fresh)

        return Task(
            work,
            partial(self._surveyed, directory, files, folders),
            partial(self._not_surveyed, directory, files, folders),
            job=job,
        )

    def _surveyed(
        self,
        directory: Directory,
        files: list[UploadItem],
        folders: list[Directory],
        surveyed: Surveyed,
    ) -> None:
        self._engine.succeeded(directory.site_id, directory)
        directory.entry, directory.survey = surveyed.folder, surveyed
        directory.close_chore()
        if directory.job is not None:
            if directory.job.finished:
                return
            directory.job.due = 0.0
            self._engine.touch(directory.job)
        directory.taken |= surveyed.found.keys() | (surveyed.taken or set())
        for folder in folders:
            folder.known, folder.existing = True, surveyed.found.get(plan.name_key(folder.name))
            self._want(folder)
        for item in files:
            if item.state is State.PAUSED:
                directory.asked[item] = None
            elif item.state is State.WAITING:
                item.existing = surveyed.found.get(plan.name_key(item.remote_name))
                if reason := surveyed.refused.get(item.remote_name):
                    self._engine.fail(item, InvalidName(reason))
                else:
                    self.resolve(item)
        if directory.asked or directory.folders:
            self._want(directory)

    def _not_surveyed(
        self, directory: Directory, files: list[UploadItem], folders: list[Directory], error: ProgramError
    ) -> None:
        directory.asked = dict.fromkeys((*files, *directory.asked))
        directory.folders = dict.fromkeys((*folders, *directory.folders))
        job = directory.job
        if job is not None and job.finished:
            return
        if isinstance(error, Cancelled):
            self._want(directory)
        elif isinstance(error, NotFound) and directory.entry is not None and directory.parent is not None:
            # Removed meanwhile: it is looked up in its parent, and made, again.
            directory.entry, directory.survey, directory.known = None, None, False
            directory.open_chore()
            self._want(directory)
        elif self._engine.try_later(directory.site_id, directory, error, partial(self._want, directory)):
            if job is not None:
                job.due = directory.due
        else:
            self._fail(directory, error)

    def _fail(self, directory: Directory, error: ProgramError) -> None:
        """Nothing can go into it: its files, and the folders below it, fail with the same reason."""
        files, directory.asked = list(directory.asked), {}
        folders, directory.folders = list(directory.folders), {}
        directory.attempt, directory.error = 0, error
        directory.known = directory.parent is None
        job = directory.job
        if job is not None and not job.finished and directory.chore:
            directory.close_chore()
            self._problem(job, f"{directory.name}/", error, partial(self._prepare_again, directory))
        for item in files:
            if not item.state.finished:
                self._engine.fail(item, error)
        for folder in folders:
            self._fail(folder, error)

    def _prepare_again(self, directory: Directory) -> None:
        directory.error = None
        directory.open_chore()
        if directory.parent is not None:
            directory.parent.error = None
        self._want(directory)

    # ------------------------------------------------------------------ conflicts

    def resolve(self, item: UploadItem) -> None:
        """Do what was decided about an item whose name has been looked up."""
        existing = item.existing
        key = plan.name_key(item.remote_name)
        rival = item.directory.claims.get(key)
        decision = item.decided
        if rival is None or rival is item or rival.state in _TWICE:
            is_file = existing is None or not existing.is_folder
            self._take(item, plan.way(decision, exists=existing is not None, is_file=is_file), key)
        elif decision is Decision.KEEP_BOTH:
            self._take(item, plan.Way.RENAME, key)
        else:
            # Two files of one drop whose names the service takes for the same: neither becomes the other's
            # next version.
            self._engine.fail(
                item, NameExists(f"“{item.remote_name}” is sent twice to the same folder.", rival.name)
            )

    def _take(self, item: UploadItem, way: plan.Way, key: str) -> None:
        engine = self._engine
        if way in (plan.Way.PLAIN, plan.Way.REPLACE):
            self._clear(item, replace=way is plan.Way.REPLACE, key=key)
        elif way is plan.Way.RENAME:
            self._rename(item, key)
        elif way is plan.Way.ASK:
            engine.enter(item, State.DECIDING, note="A file of this name is already there.")
        elif way is plan.Way.SKIP:
            self._uploads.start_over(item)
            engine.enter(item, State.SKIPPED, note="Left out: a file of this name is already there.")
        elif way is plan.Way.MISMATCH:
            engine.fail(item, Conflict(f"“{item.remote_name}” is a folder there, not a file."))
        else:
            engine.fail(item, NameExists(f"“{item.remote_name}” is already there."))

    def _clear(self, item: UploadItem, *, replace: bool, key: str) -> None:
        item.directory.claims[key] = item
        item.on_existing = OnExisting.FAIL
        if replace and item.existing is not None:
            item.on_existing = OnExisting.NEW_VERSION
            item.remote_name = item.existing.name
        item.cleared = True
        self._engine.enter(item, State.WAITING, note="" if item.state is State.DECIDING else None)
        self._engine.queue(item)

    def _rename(self, item: UploadItem, key: str) -> None:
        directory = item.directory
        self._uploads.start_over(item)
        directory.taken.add(key)
        item.remote_name = plan.numbered(
            item.remote_name, lambda name: plan.name_key(name) in directory.taken
        )
        key = plan.name_key(item.remote_name)
        directory.taken.add(key)
        item.existing = None
        self._engine.enter(item, State.WAITING, note="")
        if directory.survey is not None and directory.survey.taken is not None:
            self._clear(item, replace=False, key=key)
        else:
            self.ask(item)
