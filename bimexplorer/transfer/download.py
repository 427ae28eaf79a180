"""Downloads, seen from the worker: folders are read page by page, files fetched, conflicts decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bimexplorer.errors import Cancelled, ProgramError, TargetExists, Unsupported
from bimexplorer.model import Entry, Kind
from bimexplorer.transfer import fetching, local, plan
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.fetching import Fetching, Row
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Names
from bimexplorer.transfer.records import Item, Job, Problem, Retrying, Site
from bimexplorer.transfer.status import Check, State


class DownloadItem(Item):
    """A file on its way down."""

    __slots__ = ("exists", "fetching", "folder", "target", "way")

    def __init__(self, job: Job, name: str, entry: Entry, folder: Path, target: str, *, exists: bool) -> None:
        super().__init__(job, name, entry.size or 0)
        self.folder = folder
        self.target = target
        self.exists = exists
        self.way = plan.Way.PLAIN
        self.fetching = Fetching(entry)


class LocalFolder(Retrying):
    """A remote folder that is being read into one of this computer."""

    def __init__(self, job: Job, name: str, entry: Entry, path: Path, root: Path) -> None:
        super().__init__()
        self.job = job
        self.name = name
        """Within the job: `Plans/ground floor`."""
        self.entry = entry
        self.path = path
        self.root = root
        """The chosen folder, which nothing may leave."""
        self.names = Names()
        self.cursor: str | None = None


class Downloads:
    """The `Mover` of downloads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # ------------------------------------------------------------------ what is to come

    def start(self, jobs: Sequence[Job], entries: Sequence[Entry], folder: Path, as_name: str) -> None:
        """Begin the jobs of one command: one for each entry."""

        def look(_: Task) -> list[Row]:
            local.make_folder(folder, folder)
            return fetching.rows(tuple(entries), folder, Names(), as_name)

        def looked(found: list[Row]) -> None:
            for job, row in zip(jobs, found, strict=True):
                if job.finished:
                    continue
                job.local = str(folder / row.name)
                self._add(job, row, job.title, folder, folder)
                job.reading -= 1
                self._engine.touch(job)

        def failed(error: ProgramError) -> None:
            for job in jobs:
                if not job.finished:
                    job.reading -= 1
                    self._problem(
                        job, job.title, error, partial(self._start_again, job, entries, folder, as_name)
                    )

        self._engine.on_disk(Task(look, looked, failed))

    def _start_again(self, job: Job, entries: Sequence[Entry], folder: Path, as_name: str) -> None:
        job.reading += 1
        own = [entry for entry in entries if "/" + "/".join(entry.path) == job.remote]
        self.start([job], own, folder, as_name)

    def _add(self, job: Job, row: Row, name: str, folder: Path, root: Path) -> None:
        if row.entry.is_folder:
            job.is_folder = True
            below = LocalFolder(job, name, row.entry, folder / row.name, root)
            job.reading += 1
            self._want(below)
        elif row.entry.kind is Kind.FILE:
            item = DownloadItem(job, name, row.entry, folder, row.name, exists=row.exists)
            if row.name != row.entry.name and row.name != job.title:
                item.note = f"Stored as “{row.name}”."
            job.add(item)
            self.resolve(item)
        elif folder == root:
            self._problem(
                job, name, Unsupported(f"“{name}” is not a file, so it cannot be downloaded."), None
            )
        else:
            other = Problem(job, name)
            job.add(other)
            self._engine.enter(other, State.SKIPPED, note="Not a file; it was left out.")

    def _problem(self, job: Job, name: str, error: ProgramError, again: partial[None] | None) -> None:
        item = Problem(job, name, again)
        job.add(item)
        self._engine.enter(item, State.FAILED, error=error)

    # ------------------------------------------------------------------ reading folders

    def _want(self, folder: LocalFolder) -> None:
        self._engine.site(folder.job.site_id).surveys.append(partial(self._read, folder))

    def _read(self, folder: LocalFolder) -> Task | None:
        job = folder.job
        if job.finished:
            return None
        if job.paused:
            job.parked.append(partial(self._want, folder))
            return None

        def work(_: Task) -> tuple[list[Row], str | None]:
            cloud = self._engine.cloud(job.site_id)
            return fetching.read_page(
                cloud, folder.entry, folder.cursor, folder.path, folder.root, folder.names
            )

        return Task(work, partial(self._page, folder), partial(self._not_read, folder), job=job)

    def _page(self, folder: LocalFolder, result: tuple[list[Row], str | None]) -> None:
        job = folder.job
        self._engine.succeeded(job.site_id, folder)
        if job.finished:
            return
        job.due = 0.0
        rows, folder.cursor = result
        for row in rows:
            self._add(job, row, f"{folder.name}/{row.entry.name}", folder.path, folder.root)
        if folder.cursor is None:
            job.reading -= 1
        else:
            self._want(folder)
        self._engine.touch(job)

    def _not_read(self, folder: LocalFolder, error: ProgramError) -> None:
        job = folder.job
        if job.finished:
            return
        if isinstance(error, Cancelled):
            self._want(folder)
        elif self._engine.try_later(job.site_id, folder, error, partial(self._want, folder)):
            job.due = folder.due
        elif not job.finished:
            job.reading -= 1
            self._problem(job, f"{folder.name}/", error, partial(self._read_again, folder))

    def _read_again(self, folder: LocalFolder) -> None:
        folder.attempt = 0
        folder.job.reading += 1
        self._want(folder)

    # ------------------------------------------------------------------ files

    def resolve(self, item: Item) -> None:
        """Do what was decided about an item, as far as it is known whether its name is taken."""
        if not isinstance(item, DownloadItem):
            return
        item.way = plan.way(item.decided, exists=item.exists)
        if item.way in (plan.Way.PLAIN, plan.Way.REPLACE, plan.Way.RENAME):
            self._engine.enter(item, State.WAITING, note="" if item.state is State.DECIDING else None)
            self._engine.queue(item)
        elif item.way is plan.Way.ASK:
            self._engine.enter(item, State.DECIDING, note="A file of this name is already there.")
        elif item.way is plan.Way.SKIP:
            self._discard(item)
            self._engine.enter(item, State.SKIPPED, note="Left out: a file of this name is already there.")
        else:
            error = TargetExists(
                f"“{item.target}” is already there on this computer.", str(item.folder / item.target)
            )
            self._engine.fail(item, error)

    def begin(self, item: Item) -> Task | None:
        assert isinstance(item, DownloadItem)
        self._engine.enter(item, State.RUNNING)
        item.settle(0)

        def work(task: Task) -> str:
            cloud = self._engine.cloud(item.job.site_id)
            return fetching.fetch(cloud, item.fetching, item.folder, item.target, item.way, task)

        return Task(work, partial(self._fetched, item), partial(self._stumbled, item), item=item)

    def _fetched(self, item: DownloadItem, name: str) -> None:
        self._engine.succeeded(item.job.site_id, item)
        if item.fetching.entry.size is not None:
            item.resize(item.fetching.entry.size)
        item.settle(item.size)
        # Also when it was cancelled at the very end: it has its name, and says so.
        item.check = Check.SIZE
        note = f"Stored as “{name}”." if name != item.target else None
        item.fetching = Fetching(item.fetching.entry)
        self._engine.enter(item, State.DONE, note=note)

    def _stumbled(self, item: DownloadItem, error: ProgramError) -> None:
        if item.state.finished:
            # Cancelled or failed meanwhile: now nobody writes to it any more.
            self._discard(item)
            return
        part = item.fetching.part
        item.settle(part.size if part is not None else 0)
        if isinstance(error, Cancelled):
            return
        if item.state is State.PAUSED:
            return
        if isinstance(error, TargetExists) and item.way is not plan.Way.REPLACE:
            item.exists = True
            self._engine.enter(item, State.WAITING)
            self.resolve(item)
        elif self._engine.try_later(item.job.site_id, item, error, partial(self._go_on, item)):
            if item.state is State.RUNNING:
                self._engine.enter(item, State.WAITING)
        elif not item.state.finished:
            self._engine.fail(item, error)

    def _go_on(self, item: DownloadItem) -> None:
        if item.state is State.WAITING:
            self._engine.queue(item, first=True)

    def _discard(self, item: DownloadItem) -> None:
        """Remove the `.part` file, unless a lane still writes to it (then that lane's end does)."""
        if item.tasks or item.fetching.part is None:
            return
        gone, item.fetching = item.fetching, Fetching(item.fetching.entry)
        item.settle(0)
        self._engine.on_disk(Task(lambda _: gone.remove(), _nothing, _nothing))

    # ------------------------------------------------------------------ what people ask for

    def again(self, item: Item) -> None:
        if isinstance(item, Problem):
            if item.again is not None:
                item.job.drop(item)
                item.again()
        elif isinstance(item, DownloadItem):
            item.attempt, item.due = 0, 0.0
            # Whether its name is taken is seen anew before the first byte.
            item.exists, item.way = False, plan.Way.PLAIN
            self._engine.enter(item, State.WAITING, note="")
            self._engine.queue(item)

    def stopped(self, item: Item, *, forget: bool) -> None:
        if not isinstance(item, DownloadItem):
            return
        if forget:
            self._discard(item)
        elif not item.state.finished:
            self._engine.enter(item, State.PAUSED)

    def resumed(self, item: Item) -> None:
        self._engine.queue(item)

    def more(self, _site: Site, _room: int) -> Task | None:
        """A file comes down in one task."""
        return None

    def rest(self, _site: Site) -> float | None:
        """Nothing waits for company."""
        return None

    def leave_nothing(self, job: Job) -> None:
        for item in job.items.values():
            if isinstance(item, DownloadItem):
                item.fetching.remove()


def _nothing(_: object) -> None:
    """Nobody waits for this."""
