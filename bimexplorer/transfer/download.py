"""Downloads, seen from the worker: folders are read page by page, files fetched, conflicts decided."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from bimexplorer.errors import Cancelled, ProgramError, TargetExists, Unsupported
from bimexplorer.model import Entry, Kind
from bimexplorer.transfer import comparing, fetching, local, plan, portable
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.fetching import Evidence, Fetching, Row
from bimexplorer.transfer.incoming import DownloadItem, Keeping, Known, LocalFolder
from bimexplorer.transfer.journal.rows import ByJob, FolderRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Names
from bimexplorer.transfer.records import REPEATS, Item, Job, Problem, Remark
from bimexplorer.transfer.status import Decision, Facts, Question, QuestionKind, State
from bimexplorer.transfer.waiting import Site, Waiting
from bimexplorer.words import say

_LARGE = 8 << 20
"""Bytes from which on a file fills the line by itself."""
_LARGE_AT_ONCE = 4
_CHOICES = (Decision.OVERWRITE, Decision.SKIP, Decision.KEEP_BOTH)


class Downloads:
    """The `Mover` of downloads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._evidence: dict[str, Evidence] = {}
        self._reading: WeakKeyDictionary[Job, set[Path]] = WeakKeyDictionary()
        """Local folders whose remote ones are being read."""
        self._expected: dict[Path, list[Entry]] = {}
        """Local path -> entries that an earlier run may have put there last of all."""
        self._large: dict[str, set[DownloadItem]] = {}
        """Site -> large files that come at present."""
        self._next_large: dict[str, Waiting] = {}
        """Site -> large files that will."""

    # ------------------------------------------------------------------ what is to come

    def start(self, jobs: Sequence[Job]) -> None:
        """Begin the jobs of one command: one for each entry."""
        folder = Path(jobs[0].plan["folder"])
        as_name = jobs[0].plan["as_name"]
        entries = tuple(portable.entry_in(job.plan["entry"]) for job in jobs)

        def look(_: Task) -> list[Row]:
            local.make_folder(folder, folder)
            local.check_space(folder, sum(entry.size or 0 for entry in entries))
            return fetching.rows(entries, folder, Names(), as_name)

        def looked(found: list[Row]) -> None:
            for job, row in zip(jobs, found, strict=True):
                if job.finished:
                    continue
                job.local = str(folder / row.name)
                job.plan["looked"] = True
                self._add(job, row, job.title, folder, folder)
                job.reading -= 1
                self._engine.touch(job)
            self._engine.keeper.urgent = True

        def failed(error: ProgramError) -> None:
            if isinstance(error, Cancelled):
                # The queue was just being stopped: a later run looks.
                return
            for job in jobs:
                if not job.finished:
                    job.reading -= 1
                    job.plan["looked"] = True
                    self._problem(job, job.title, error, "start")

        self._engine.on_disk(Task(look, looked, failed))

    def _again(self, job: Job, what: str, where: Sequence[str]) -> Callable[[], None] | None:
        """How a problem is looked at anew; None: that would not help."""
        if what == "start":
            return partial(self._start_again, job)
        if what == "read":
            path, name, entry = where
            root = Path(job.plan["folder"])
            return partial(
                self._read_again, job, name, portable.entry_in(json.loads(entry)), Path(path), root
            )
        return None

    def _start_again(self, job: Job) -> None:
        job.reading += 1
        job.plan["looked"] = False
        self.start([job])

    def _add(
        self, job: Job, row: Row, name: str, folder: Path, root: Path, known: Known | None = None
    ) -> None:
        if row.entry.is_folder:
            job.is_folder = True
            if known is None or folder / row.name not in known.failed:
                self._open(LocalFolder(job, name, row.entry, folder / row.name, root, known))
        elif row.entry.kind is Kind.FILE:
            bringing = Fetching(row.entry, mark=local.new_mark())
            item = DownloadItem(job, name, bringing, folder, row.name, row.here)
            if row.name != row.entry.name and row.name != job.title:
                item.note = say("Stored as “{name}”.", name=row.name)
            job.add(item)
            self.resolve(item)
        elif folder == root:
            self._problem(
                job, name, Unsupported(say("“{name}” is not a file, so it cannot be downloaded.", name=name))
            )
        else:
            self._leave_out(job, name, say("Not a file; it was left out."), known)

    def _leave_out(self, job: Job, name: str, note: str, known: Known | None) -> None:
        if known is None or name not in known.remarks:
            job.add(Remark(job, name, note))
            self._engine.touch(job)

    def _open(self, folder: LocalFolder) -> None:
        """Have a folder read, in this run or a later one."""
        if not self._note_reading(folder):
            # An earlier run had found it already.
            return
        self._engine.keeper.note_folder(folder.job, folder.key, folder.kept())
        self._want(folder)

    def _note_reading(self, folder: LocalFolder) -> bool:
        """Let the job wait until it is read; False: it does already."""
        paths = self._reading.setdefault(folder.job, set())
        if folder.path in paths:
            return False
        paths.add(folder.path)
        folder.job.reading += 1
        return True

    def _close(self, folder: LocalFolder) -> None:
        self._reading[folder.job].discard(folder.path)
        folder.job.reading -= 1
        self._engine.keeper.drop_folder(folder.job, folder.key)

    def _problem(self, job: Job, name: str, error: ProgramError, what: str = "", *where: str) -> None:
        item = Problem(job, name, self._again(job, what, where), what=what, where=where)
        job.add(item)
        self._engine.enter(item, State.FAILED, error=error)

    # ------------------------------------------------------------------ reading folders

    def _want(self, folder: LocalFolder) -> None:
        self._engine.site(folder.job.site_id).surveys.append(partial(self._read, folder))

    def _read(self, folder: LocalFolder) -> Task | None:
        job = folder.job
        if job.finished:
            return None
        if job.resting:
            job.parked.append(partial(self._want, folder))
            return None

        def work(_: Task) -> tuple[list[Row], str | None]:
            cloud = self._engine.cloud(job.site_id)
            rows, cursor = fetching.read_page(
                cloud, folder.entry, folder.cursor, folder.path, folder.root, folder.names
            )
            new = sum(row.entry.size or 0 for row in rows if row.entry.id not in folder.seen)
            local.check_space(folder.root, job.size - job.done + new)
            return rows, cursor

        return Task(work, partial(self._page, folder), partial(self._not_read, folder), job=job)

    def _page(self, folder: LocalFolder, result: tuple[list[Row], str | None]) -> None:
        job = folder.job
        self._engine.succeeded(job.site_id, folder)
        if job.finished:
            return
        job.due = 0.0
        rows, folder.cursor = result
        # Before the first byte: a later run finds the part files again.
        self._engine.keeper.urgent = True
        top = portable.planned_path(job.plan)
        for row in rows:
            if row.entry.id in folder.seen and not row.entry.is_folder:
                continue
            name = f"{folder.name}/{row.entry.name}"
            if row.entry.is_repeated_below(top):
                shown = f"{name}/" if row.entry.is_folder else name
                self._leave_out(job, shown, say(REPEATS), folder.known)
            else:
                self._add(job, row, name, folder.path, folder.root, folder.known)
        if folder.cursor is None:
            self._close(folder)
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
            self._close(folder)
            entry = json.dumps(portable.entry_out(folder.entry))
            self._problem(job, f"{folder.name}/", error, "read", folder.key, folder.name, entry)

    def _read_again(self, job: Job, name: str, entry: Entry, path: Path, root: Path) -> None:
        # From the start, and without what was found there already.
        self._open(LocalFolder(job, name, entry, path, root, Known.of(job)))

    # ------------------------------------------------------------------ files

    def resolve(self, item: Item) -> None:
        """Do what was decided about an item, as far as it is known whether its name is taken."""
        if not isinstance(item, DownloadItem):
            return
        item.way = plan.way(item.decided, exists=item.here is not None)
        if item.way in (plan.Way.PLAIN, plan.Way.REPLACE, plan.Way.RENAME):
            self._engine.enter(item, State.WAITING, note="" if item.state is State.DECIDING else None)
            self._engine.queue(item)
        elif item.way is plan.Way.ASK:
            self._ask_person(item)
        elif item.way is plan.Way.SKIP:
            self._discard(item)
            self._engine.enter(
                item, State.SKIPPED, note=say("Left out: a file of this name is already there.")
            )
        else:
            error = TargetExists(
                say("“{name}” is already there on this computer.", name=item.target),
                str(item.folder / item.target),
            )
            self._engine.fail(item, error)

    def _ask_person(self, item: DownloadItem) -> None:
        entry = item.fetching.entry
        sentence = say("A file of this name is already there.")
        there = Facts(entry.size, entry.modified)
        question = Question(QuestionKind.EXISTS, sentence, _CHOICES, here=item.here, there=there)
        self._engine.enter(item, State.DECIDING, note=sentence, question=question)
        here = partial(comparing.hash_of, item.folder / item.target)
        comparing.compare(self._engine, item, entry, here)

    def begin(self, item: Item) -> Task | None:
        assert isinstance(item, DownloadItem)
        site_id = item.job.site_id
        if item.size > _LARGE:
            large = self._large.setdefault(site_id, set())
            if len(large) >= _LARGE_AT_ONCE:
                self._next_large.setdefault(site_id, Waiting()).append(item)
                return None
            large.add(item)
        self._engine.enter(item, State.RUNNING)
        known = partial(comparing.known_hash, self._engine.journal, site_id)
        evidence = self._evidence.setdefault(site_id, Evidence(known, self._engine.journal.stored))
        keeping = Keeping(self._engine, item)
        if item.fetching.left and any(
            fetching.rivals(other, item.fetching.entry) for other in self._expected[item.folder / item.target]
        ):
            # Which of them it is that is there cannot be told.
            item.fetching.left = False

        root = Path(item.job.plan["folder"])

        def work(task: Task) -> str:
            cloud = self._engine.cloud(site_id)
            if item.anew:
                local.make_folders(item.folder, root)
            return fetching.fetch(
                cloud, item.fetching, item.folder, item.target, item.way, task, evidence, keeping
            )

        def ended(then: Callable[[Any], None], result: Any) -> None:
            self._large.get(site_id, set()).discard(item)
            then(result)

        task = Task(
            work,
            partial(ended, partial(self._fetched, item)),
            partial(ended, partial(self._stumbled, item)),
            item=item,
        )
        # Until the server says from where on it sends.
        task.moved = item.settled
        item.settle(0)
        return task

    def _fetched(self, item: DownloadItem, name: str) -> None:
        self._engine.succeeded(item.job.site_id, item)
        if item.fetching.entry.size is not None:
            item.resize(item.fetching.entry.size)
        item.settle(item.size)
        # Also when it was cancelled at the very end: it has its name, and says so.
        item.check, item.sha256, item.stored = item.fetching.check, item.fetching.sha256, name
        if (expected := self._expected.get(item.folder / name)) is not None:
            expected.append(item.fetching.entry)
        note = say("Stored as “{name}”.", name=name) if name != item.target else None
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
            self._look_at_rival(item)
        elif self._engine.try_later(item.job.site_id, item, error, partial(self._go_on, item)):
            if item.state is State.RUNNING:
                self._engine.enter(item, State.WAITING)
        elif not item.state.finished:
            self._engine.fail(item, error)

    def _look_at_rival(self, item: DownloadItem) -> None:
        """Its name was taken meanwhile: by what, and what is to become of that?"""

        def looked(here: Facts | None) -> None:
            if item.state is State.RUNNING:
                item.here = here
                self._engine.enter(item, State.WAITING)
                self.resolve(item)

        path = item.folder / item.target
        self._engine.on_disk(Task(lambda _: local.facts(path), looked, _nothing, item=item))

    def _go_on(self, item: DownloadItem) -> None:
        if item.state is State.WAITING:
            self._engine.queue(item, first=True)

    def _discard(self, item: DownloadItem) -> None:
        """Remove the `.part` file, unless a lane still writes to it (then that lane's end does)."""
        if item.tasks or item.fetching.part is None:
            return
        gone, item.fetching = item.fetching, Fetching(item.fetching.entry, mark=local.new_mark())
        item.settle(0)
        self._engine.on_disk(Task(lambda _: gone.remove(), _nothing, _nothing))

    # ------------------------------------------------------------------ what people ask for

    def again(self, item: Item) -> None:
        if isinstance(item, Problem):
            if item.again is not None:
                self._engine.drop(item)
                item.again()
        elif isinstance(item, DownloadItem):
            item.attempt, item.due = 0, 0.0
            # Whether its name is taken is seen anew before the first byte.
            item.here, item.way, item.anew = None, plan.Way.PLAIN, True
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
        if isinstance(item, DownloadItem):
            # What was decided about its name in an earlier run still holds.
            self.resolve(item)

    def more(self, site: Site, _room: int) -> Task | None:
        """A file comes down in one task; one that had to wait for other large ones may begin now."""
        waiting = self._next_large.get(site.id)
        while waiting and len(self._large.get(site.id, ())) < _LARGE_AT_ONCE:
            item = waiting.popleft()
            if item.state is State.WAITING and not item.tasks and item.due <= time.monotonic():
                return self.begin(item)
        return None

    def rest(self, _site: Site) -> float | None:
        """Nothing waits for company."""
        return None

    def proceed(self, job: Job) -> None:
        """A download is never held."""

    def ended(self, job: Job) -> None:
        """Nothing of another job depends on it."""

    def reordered(self) -> None:
        for waiting in self._next_large.values():
            waiting.reorder()

    # ------------------------------------------------------------------ another run's

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        """Build what an earlier run has left of a command; `Engine.go_on` begins with it."""
        for job in jobs:
            for row in items.get(job.id, ()):
                self._restore_item(job, row)
            if not job.plan["looked"]:
                job.parked.append(partial(self.start, [job]))
                continue
            job.reading = 0
            known = Known.of(job)
            for kept in folders.get(job.id, ()):
                data = json.loads(kept.data)
                entry, root = portable.entry_in(data["entry"]), Path(job.plan["folder"])
                folder = LocalFolder(job, data["name"], entry, Path(kept.key), root, known)
                self._note_reading(folder)
                job.parked.append(partial(self._want, folder))

    def sweep(self, items: Sequence[ItemRow]) -> None:
        def work(_: Task) -> None:
            for row in items:
                data = json.loads(row.data)
                if "entry" in data and row.state is State.CANCELLED:
                    Fetching.restored(
                        portable.entry_in(data["entry"]),
                        Path(data["folder"]) / data["target"],
                        data["fetching"],
                    ).remove()

        self._engine.on_disk(Task(work, _nothing, _nothing))

    def _restore_item(self, job: Job, row: ItemRow) -> None:
        data = json.loads(row.data)
        item: Item
        if "entry" in data:
            entry, folder = portable.entry_in(data["entry"]), Path(data["folder"])
            if row.state.finished and row.state is not State.FAILED:
                bringing = Fetching(entry)
            else:
                bringing = Fetching.restored(entry, folder / data["target"], data["fetching"])
                self._expected.setdefault(folder / data["target"], []).append(entry)
            here = local.facts(folder / data["target"]) if data["exists"] else None
            item = DownloadItem(job, row.name, bringing, folder, data["target"], here, kept=row)
            item.stored = data["stored"]
        elif data["what"] == "remark":
            item = Remark(job, row.name, row.note, kept=row)
        else:
            what, where = data["what"], tuple(data["where"])
            item = Problem(job, row.name, self._again(job, what, where), what=what, where=where, kept=row)
        if not item.state.finished:
            item.state = State.PAUSED
        job.add(item)
        if item.state is State.DONE:
            item.settle(item.size)
        elif isinstance(item, DownloadItem) and item.fetching.part is not None:
            item.settle(min(item.size, item.fetching.part.size))
        job.unsaved.pop(item, None)


def _nothing(_: object) -> None:
    """Nobody waits for this."""
