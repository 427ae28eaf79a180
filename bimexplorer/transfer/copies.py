"""Copies from one remote folder into another, seen from the worker.

A copy is an upload whose source has to be brought first. Its name is looked up at the target, and decided
about, before its first byte travels; then it comes down into the spool on the lanes of the site it is in, and
goes up, as any upload, on those of the site it goes to. Both ways are one item of one job, so whatever
happens in between, the journal knows how far it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bimexplorer.errors import Cancelled, DiskFull, ProgramError
from bimexplorer.transfer import comparing, fetching, local, plan, spool
from bimexplorer.transfer.copying import CopyItem
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.fetching import Evidence
from bimexplorer.transfer.incoming import Keeping
from bimexplorer.transfer.journal.rows import ByJob, FolderRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Signature
from bimexplorer.transfer.originals import Originals
from bimexplorer.transfer.records import Item, Job
from bimexplorer.transfer.spool import Spool
from bimexplorer.transfer.status import Direction, QuestionKind, State
from bimexplorer.transfer.upload import Uploads
from bimexplorer.transfer.waiting import Site, Waiting

_WORTH_NOTING = 4 << 20
"""Bytes from which on that it came is written down at once, and not with what happens next."""


class Copies:
    """The `Mover` of copies."""

    def __init__(self, engine: Engine, uploads: Uploads, folder: Path) -> None:
        """`folder`: where the spool is."""
        self._engine = engine
        self._uploads = uploads
        self._spool = Spool(folder)
        self._originals = Originals(engine, uploads.folders, self._spool)
        self._evidence: dict[str, Evidence] = {}
        self._waiting: dict[tuple[str, str], Waiting] = {}
        """Site they are in, site they go to -> files for which there is no room in the spool yet."""

    def start(self, jobs: Sequence[Job]) -> None:
        self._originals.start(jobs)

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        self._originals.restore(jobs, items, folders)

    def sweep(self, items: Sequence[ItemRow]) -> None:
        """Done for all of them by `clean`."""

    def clean(self) -> None:
        """Remove from the spool what no job of an earlier run still needs."""
        wanted = {
            item.path
            for job in self._engine.jobs.values()
            if job.direction is Direction.COPY
            for item in job.items.values()
            if isinstance(item, CopyItem) and item.state not in (State.DONE, State.SKIPPED, State.CANCELLED)
        }
        self._engine.on_disk(Task(lambda _: self._spool.sweep(wanted), _nothing, _nothing))

    # ------------------------------------------------------------------ down

    def begin(self, item: CopyItem) -> Task | None:
        self._tidy()
        if item.brought:
            return self._uploads.begin(item)
        if not item.cleared:
            return None
        if not self._spool.admit(item):
            self._wait(item)
            return None
        return self._fetch(item)

    def _wait(self, item: CopyItem) -> None:
        route = (item.job.origin, item.job.site_id)
        self._waiting.setdefault(route, Waiting()).append(item)

    def _fetch(self, item: CopyItem) -> Task:
        origin = item.job.origin
        self._engine.enter(item, State.RUNNING, note="" if item.attempt == 0 else None)
        known = partial(comparing.known_hash, self._engine.journal, origin)
        evidence = self._evidence.setdefault(origin, Evidence(known, self._engine.journal.stored))
        keeping = Keeping(self._engine, item)
        path, bringing = item.path, item.fetching

        def work(task: Task) -> Signature:
            cloud = self._engine.cloud(origin)
            local.make_folder(path.parent, path.parent)
            # What has this name in the spool is of an earlier try.
            way = plan.Way.REPLACE
            fetching.fetch(cloud, bringing, path.parent, path.name, way, task, evidence, keeping)
            return Signature.of(path)

        task = Task(work, partial(self._fetched, item), partial(self._not_fetched, item), item=item)
        task.throttle = self._engine.down
        # Until the server says from where on it sends.
        task.moved = item.settled
        item.settle(0)
        return task

    def _fetched(self, item: CopyItem, signature: Signature) -> None:
        self._engine.succeeded(item.job.origin, item)
        if item.state.finished:
            self._spool.leave(item)
            return
        item.came(signature)
        if item.size >= _WORTH_NOTING:
            self._engine.keeper.urgent = True
        if item.state is State.RUNNING:
            self._engine.enter(item, State.WAITING)
            self._engine.queue(item, first=True)

    def _not_fetched(self, item: CopyItem, error: ProgramError) -> None:
        if item.state.finished:
            return
        part = item.fetching.part
        item.settle(part.size if part is not None else 0)
        if isinstance(error, Cancelled) or item.state is State.PAUSED:
            return
        if isinstance(error, DiskFull) and self._spool.shared(item):
            # There will be room once the others have gone on.
            item.alone_here = True
            self._spool.release(item)
            self._engine.enter(item, State.WAITING)
            self._wait(item)
        elif self._engine.try_later(item.job.origin, item, error, partial(self._go_on, item)):
            if item.state is State.RUNNING:
                self._engine.enter(item, State.WAITING)
        elif not item.state.finished:
            self._engine.fail(item, error)

    def _go_on(self, item: CopyItem) -> None:
        if item.state is State.WAITING:
            self._engine.queue(item, first=True)

    def more(self, site: Site, _room: int) -> Task | None:
        """Bring a file that had to wait until there was room for it."""
        for (origin, _), waiting in self._waiting.items():
            while origin == site.id and waiting:
                item = waiting.popleft()
                if not isinstance(item, CopyItem) or item.state is not State.WAITING or item.tasks:
                    continue
                if item.brought or not item.cleared:
                    continue
                if not self._spool.admit(item):
                    waiting.appendleft(item)
                    break
                return self._fetch(item)
        return None

    def rest(self, _site: Site) -> float | None:
        """Nothing waits for company."""
        self._tidy()
        return None

    def _tidy(self) -> None:
        """Remove what is not needed any more."""
        for item in self._spool.left():
            folder = item.forget()
            self._engine.on_disk(Task(partial(_remove, folder), _nothing, _nothing))

    # ------------------------------------------------------------------ what people ask for

    def resolve(self, item: Item) -> None:
        if item.question is not None and item.question.kind is QuestionKind.NAME:
            self._originals.resolve(item)
        else:
            self._uploads.resolve(item)

    def again(self, item: Item) -> None:
        self._uploads.again(item)

    def resumed(self, item: Item) -> None:
        self._uploads.resumed(item)

    def stopped(self, item: Item, *, forget: bool) -> None:
        self._uploads.stopped(item, forget=forget)
        if isinstance(item, CopyItem) and forget:
            self._spool.leave(item)

    def proceed(self, job: Job) -> None:
        """A copy is never held."""

    def ended(self, job: Job) -> None:
        """Nothing of another job depends on it."""

    def reordered(self) -> None:
        for waiting in self._waiting.values():
            waiting.reorder()


def _remove(folder: Path, _: Task) -> None:
    spool.remove(folder)


def _nothing(_: Any) -> None:
    """Nobody waits for this."""
