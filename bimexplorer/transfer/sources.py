"""An upload's beginning: sources are read, and what is wrong with them is found before anything is sent.

What was found goes to `folders`, file by file while the rest is still being read; or, where a person wants to
see first what is wrong (`Drop.hold`), once all sources of the drop have been read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bimexplorer.errors import Cancelled, ProgramError
from bimexplorer.transfer.intake import Again, Intake
from bimexplorer.transfer.journal.rows import ByJob, FolderRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.outgoing import Drop, Source, UploadItem
from bimexplorer.transfer.preflight import Finding, Findings, check_listing, check_names
from bimexplorer.transfer.records import Job
from bimexplorer.transfer.sending import check_set
from bimexplorer.transfer.status import Decision, State
from bimexplorer.transfer.walk import Found, LeftOut, Listing, look_at, sent_name, walk

_Seen = Found | ProgramError | None


class Sources(Intake):
    """The sources of all uploads."""

    def start(self, jobs: Sequence[Job]) -> None:
        """Begin the jobs of one drop."""
        drop = Drop(list(jobs))
        self._look([self._source(job, drop) for job in jobs])

    # ------------------------------------------------------------------ reading

    def _look(self, sources: list[Source]) -> None:
        drop = [self._sources[job] for job in sources[0].drop.jobs]

        def look(_: Task) -> tuple[list[_Seen], list[Finding | None]]:
            target = self._target(sources[0].job)
            if target is not None and sources[0].drop.as_set:
                check_set(target.uploads)
            seen = [_seen(source.path) for source in sources]
            if target is None:
                return seen, [None] * len(sources)
            # Of all that goes there in this drop, also where only some of it is looked at again.
            findings = dict(zip(drop, check_names([source.name for source in drop], target), strict=True))
            return seen, [findings[source] for source in sources]

        def looked(result: tuple[list[_Seen], list[Finding | None]]) -> None:
            for source, seen, finding in zip(sources, *result, strict=True):
                if not source.job.finished:
                    self._looked(source, seen, finding)
            self._looked_through(sources[0].drop)

        def failed(error: ProgramError) -> None:
            if isinstance(error, Cancelled):
                # The queue was just being stopped: a later run looks.
                return
            for source in sources:
                if not source.job.finished:
                    source.job.plan["looked"] = True
                    source.job.reading -= 1
                    self._problem(source, source.job.title, error, "look")

        self._engine.on_disk(Task(look, looked, failed))

    def _look_again(self, source: Source) -> None:
        source.job.plan["looked"] = False
        source.job.reading += 1
        self._look([source])

    def _looked(self, source: Source, seen: _Seen, finding: Finding | None) -> None:
        job = source.job
        job.plan["looked"] = True
        self._engine.touch(job)
        if seen is None:
            job.is_folder = True
            directory = source.at((source.name,))
            if self._open(source, directory, str(source.path), finding, source.name):
                self._walk(source, source.path, directory.names)
            else:
                job.plan["walked"] = True
        job.reading -= 1
        if seen is None:
            return
        if isinstance(seen, ProgramError):
            self._problem(source, job.title, seen, "look")
        else:
            self._add(source, UploadItem(source, job.title, seen, source.drop.top, source.name), finding)

    def _begin_reading(self, job: Job) -> None:
        """Until `_end_reading` a later run reads the whole source again, without what was found already."""
        job.reading += 1
        job.plan["walked"] = False
        self._engine.touch(job)

    def _end_reading(self, job: Job) -> None:
        job.reading -= 1
        job.plan["walked"] = job.reading == 0
        self._engine.touch(job)

    def _walk_again(self, source: Source) -> None:
        """Read the whole source, of which a part may be known."""
        if source.reading_again:
            source.once_more = True
            return
        source.reading_again = True
        for item in source.left_out:
            if item.id in source.job.items:
                self._engine.drop(item)
        source.left_out = []
        self._walk(source, source.path, (source.name,))

    def _walk(self, source: Source, path: Path, names: tuple[str, ...]) -> None:
        """Read a folder with all below it."""
        job = source.job
        self._begin_reading(job)

        def read(task: Task) -> None:
            rules = self._target(job)
            for listing in walk(path, names):
                task.cancellation.check()
                findings = Findings({}, {}) if rules is None else check_listing(listing, rules)
                self._engine.post(partial(self._listed, source, listing, findings))

        def ended(error: ProgramError | None) -> None:
            # Comes after the last listing: messages keep their order.
            if job.finished or self._engine.stopping:
                return
            if error is not None:
                self._problem(source, job.title, error, "walk", str(path), *names)
            if names == (source.name,):
                source.reading_again = False
                if source.once_more:
                    source.once_more = False
                    self._walk_again(source)
            self._end_reading(job)
            self._looked_through(source.drop)

        self._engine.on_disk(Task(read, ended, ended, job=job, pausable=False))

    def _listed(self, source: Source, listing: Listing, findings: Findings) -> None:
        if source.job.finished:
            return
        directory = source.at(listing.names)
        if directory.undecided:
            return
        prefix = "/".join((source.job.title, *listing.names[1:]))
        for name, path in listing.folders.items():
            finding = findings.folders.get(name)
            self._open(source, source.below(directory, name), str(path), finding, f"{prefix}/{name}")
        for found in listing.files:
            if str(found.path) not in source.seen:
                item = UploadItem(source, f"{prefix}/{found.name}", found, directory)
                self._add(source, item, findings.files.get(found.name))
        for left in listing.left_out:
            self._left_out(source, left, prefix, listing.names)
        self._engine.touch(source.job)

    def _left_out(self, source: Source, left: LeftOut, prefix: str, names: tuple[str, ...]) -> None:
        shown = f"{prefix}/{left.name}" if left.name else prefix
        if left.error is None:
            self._remark(source, shown, left.note)
        elif left.path is not None:
            self._problem(source, shown, left.error, "walk", str(left.path), *names)
        elif left.file is not None:
            self._problem(source, shown, left.error, "file", str(left.file), *names)
        else:
            self._problem(source, shown, left.error)

    def _read(self, source: Source, where: str, names: tuple[str, ...]) -> None:
        self._walk(source, Path(where), names)

    def _again(self, source: Source, what: str, where: tuple[str, ...]) -> Again | None:
        if what == "look":
            return partial(self._look_again, source)
        if what == "walk" and where[1:] == (source.name,):
            return partial(self._walk_again, source)
        if what == "walk":
            return partial(self._walk, source, Path(where[0]), where[1:])
        if what == "file":
            return partial(self._look_at_file, source, Path(where[0]), where[1:])
        if what == "prepare":
            return partial(self._prepare_again, source, where)
        return None

    def _prepare_again(self, source: Source, names: tuple[str, ...]) -> None:
        self._folders.prepare_again(source.at(names))

    def _look_at_file(self, source: Source, path: Path, names: tuple[str, ...]) -> None:
        """A file that could not be read; perhaps it is something else by now."""
        job = source.job
        shown = "/".join((job.title, *names[1:], path.name))
        self._begin_reading(job)

        def look(_: Task) -> tuple[_Seen, Finding | None]:
            # Links are not followed, as in all of the folder.
            seen = None if path.is_symlink() else look_at(path)
            rules = self._target(job)
            return seen, None if rules is None else check_names([sent_name(path)], rules)[0]

        def looked(result: tuple[_Seen, Finding | None]) -> None:
            if job.finished:
                return
            seen, finding = result
            if isinstance(seen, Found):
                self._add(source, UploadItem(source, shown, seen, source.at(names)), finding)
            else:
                self._walk_again(source)
            self._end_reading(job)
            self._looked_through(source.drop)

        def failed(error: ProgramError) -> None:
            if not job.finished and not isinstance(error, Cancelled):
                self._problem(source, shown, error, "file", str(path), *names)
                self._end_reading(job)
                self._looked_through(source.drop)

        self._engine.on_disk(Task(look, looked, failed))

    # ------------------------------------------------------------------ before anything is sent

    def _looked_through(self, drop: Drop) -> None:
        """Perhaps all sources have been read now: send what is there, or let a person see what is wrong."""
        if not drop.hold or drop.reading:
            return
        jobs = [job for job in drop.jobs if not (job.cancelled or job.ended)]
        items = [item for job in jobs for item in job.items.values()]
        wrong = any(item.state in (State.FAILED, State.DECIDING) for item in items)
        right = any(item.state in (State.WAITING, State.PAUSED, State.DECIDING) for item in items)
        # Once it was held, only the person who was shown why lets it go on.
        if not (wrong and right) and not any(job.held for job in jobs):
            self._release(drop)
            return
        for job in jobs:
            if not job.finished or job.counts[State.FAILED]:
                job.held = True
                self._engine.touch(job)

    def proceed(self, job: Job) -> None:
        """Send what can be sent of the drop; names that nobody has decided about are left out."""
        source = self._sources.get(job)
        if source is not None and source.drop.hold:
            for other in source.drop.jobs:
                for item in list(other.items.values()):
                    if item.state is State.DECIDING:
                        item.decision = Decision.SKIP
                        self.resolve(item)
            self._release(source.drop)

    def _release(self, drop: Drop) -> None:
        drop.hold = False
        for job in drop.jobs:
            job.held, job.plan["proceeded"] = False, True
            self._engine.touch(job)
            if job.finished:
                continue
            source = self._sources[job]
            for directory in list(source.directories.values()):
                if directory.chore:
                    self._folders.want(directory)
            for item in job.items.values():
                if isinstance(item, UploadItem) and item.state is State.WAITING:
                    self._folders.ask(item)

    def ended(self, job: Job) -> None:
        """A job was cancelled, or failed as a whole: the others of its drop wait for it no longer."""
        source = self._sources.get(job)
        if source is None:
            return
        if source.drop.as_set and job.cancelled:
            for other in source.drop.jobs:
                # Also for a later run, which does not know of it any more.
                other.plan["incomplete"] = True
                self._engine.touch(other)
        self._looked_through(source.drop)

    # ------------------------------------------------------------------ another run's

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        """Build what an earlier run has left of a drop; `Engine.go_on` begins with it."""
        drop = Drop(list(jobs))
        drop.hold = drop.hold and not all(job.plan["proceeded"] for job in jobs)
        for job in jobs:
            source = self._source(job, drop)
            self._restore_names(source)
            for row in items.get(job.id, ()):
                self._restore_item(source, row)
            for folder in folders.get(job.id, ()):
                directory = source.at(tuple(json.loads(folder.key)))
                self._folders.open(directory)
                if not drop.hold:
                    job.parked.append(partial(self._folders.want, directory))
            self._restore_reading(source)
        if drop.hold:
            jobs[-1].parked.append(partial(self._looked_through, drop))

    def _restore_reading(self, source: Source) -> None:
        job = source.job
        if not job.plan["looked"]:
            job.parked.append(partial(self._look, [source]))
        elif job.is_folder and not job.plan["walked"]:
            job.reading = 0
            self._begin_reading(job)
            job.parked.append(partial(self._go_on_reading, source))
        else:
            job.reading = 0

    def _go_on_reading(self, source: Source) -> None:
        self._walk_again(source)
        source.job.reading -= 1


def _seen(path: Path) -> _Seen:
    try:
        return look_at(path)
    except ProgramError as error:
        return error
