"""An upload's beginning: sources are read, and what is wrong with them is found before anything is sent.

What was found goes to `folders`, file by file while the rest is still being read; or, where a person wants to
see first what is wrong (`Drop.hold`), once all sources of the drop have been read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from bimexplorer.errors import InvalidName, ProgramError
from bimexplorer.transfer import plan
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.folders import Folders
from bimexplorer.transfer.journal.rows import ByJob, FolderRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.outgoing import Directory, Drop, Source, UploadItem
from bimexplorer.transfer.preflight import (
    Finding,
    FindingKind,
    Findings,
    NameRules,
    check_listing,
    check_names,
)
from bimexplorer.transfer.records import Item, Job, Problem, Remark
from bimexplorer.transfer.status import Decision, Question, QuestionKind, State
from bimexplorer.transfer.walk import Found, LeftOut, Listing, look_at, sent_name, walk
from bimexplorer.words import later, say

_Seen = Found | ProgramError | None
_NAME_CHOICES = (Decision.RENAME, Decision.SKIP)
_UNWANTED = later("Left out because of its name.")
_FOUND_BY_READING = ("", "walk", "file")
"""Kinds of problems that are found again when the source is read again."""


class FolderName(Problem):
    """A folder whose name the cloud does not take: what lies in it is looked at once that is decided."""

    __slots__ = ("directory", "path")

    def __init__(
        self, source: Source, shown: str, directory: Directory, path: Path, *, kept: ItemRow | None = None
    ) -> None:
        super().__init__(source.job, shown, what="name", kept=kept)
        self.directory = directory
        self.path = path

    def data(self) -> dict[str, Any]:
        return {"what": "name", "where": [str(self.path), *self.directory.names]}


class Sources:
    """The sources of all uploads."""

    def __init__(self, engine: Engine, folders: Folders) -> None:
        self._engine = engine
        self._folders = folders
        self._sources: WeakKeyDictionary[Job, Source] = WeakKeyDictionary()

    def start(self, jobs: Sequence[Job]) -> None:
        """Begin the jobs of one drop."""
        drop = Drop(list(jobs))
        self._look([self._source(job, drop) for job in jobs])

    def _source(self, job: Job, drop: Drop) -> Source:
        source = self._sources[job] = Source(job, drop)
        return source

    # ------------------------------------------------------------------ reading

    def _look(self, sources: list[Source]) -> None:
        drop = [self._sources[job] for job in sources[0].drop.jobs]

        def look(_: Task) -> tuple[list[_Seen], list[Finding | None]]:
            seen: list[_Seen] = []
            for source in sources:
                try:
                    seen.append(look_at(source.path))
                except ProgramError as error:
                    seen.append(error)
            rules = self._rules(sources[0].job)
            if rules is None:
                return seen, [None] * len(sources)
            # Of all that goes there in this drop, also where only some of it is looked at again.
            findings = dict(zip(drop, check_names([source.name for source in drop], rules), strict=True))
            return seen, [findings[source] for source in sources]

        def looked(result: tuple[list[_Seen], list[Finding | None]]) -> None:
            for source, seen, finding in zip(sources, *result, strict=True):
                if not source.job.finished:
                    self._looked(source, seen, finding)
            self._looked_through(sources[0].drop)

        def failed(error: ProgramError) -> None:
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

    def _rules(self, job: Job) -> NameRules | None:
        """What the cloud says about names; None: it is not to be had now, and is asked before the sending."""
        try:
            return self._engine.cloud(job.site_id)
        except ProgramError:
            return None

    def _looked(self, source: Source, seen: _Seen, finding: Finding | None) -> None:
        job = source.job
        job.plan["looked"] = True
        self._engine.touch(job)
        if seen is None:
            job.is_folder = True
            directory = source.at((source.name,))
            if self._open(source, directory, source.path, finding, source.name):
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
            rules = self._rules(job)
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
            self._open(source, source.below(directory, name), path, finding, f"{prefix}/{name}")
        for found in listing.files:
            if str(found.path) not in source.seen:
                item = UploadItem(source, f"{prefix}/{found.name}", found, directory)
                self._add(source, item, findings.files.get(found.name))
        for left in listing.left_out:
            self._left_out(source, left, prefix, listing.names)
        self._engine.touch(source.job)

    def _add(self, source: Source, item: UploadItem, finding: Finding | None) -> None:
        source.job.add(item)
        source.seen.add(str(item.path))
        if finding is not None and item.decided is Decision.ASK:
            self._ask(item, finding)
        elif finding is not None and finding.kind is FindingKind.NAME_NOT_TAKEN:
            self._engine.fail(item, InvalidName(finding.sentence))
        else:
            self._offer(item)

    def _offer(self, item: UploadItem) -> None:
        if not item.source.drop.hold:
            self._folders.ask(item)

    def _open(
        self, source: Source, directory: Directory, path: Path, finding: Finding | None, shown: str
    ) -> bool:
        """Have a remote folder prepared; False: what lies in it has to wait."""
        if directory.left_out:
            self._remark(source, f"{shown}/", say(_UNWANTED))
        if directory.undecided:
            return False
        if finding is not None and source.job.decision is Decision.ASK and not directory.renamed:
            problem = FolderName(source, f"{shown}/", directory, path)
            source.job.add(problem)
            directory.blocked = True
            self._ask(problem, finding)
            return False
        self._folders.open(directory)
        if not source.drop.hold:
            self._folders.want(directory)
        return True

    def _ask(self, item: Item, finding: Finding) -> None:
        question = Question(QuestionKind.NAME, finding.sentence, _NAME_CHOICES, finding.suggestion)
        self._engine.enter(item, State.DECIDING, note=finding.sentence, question=question)

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

    def _remark(self, source: Source, name: str, note: str) -> None:
        item = Remark(source.job, name, note)
        source.job.add(item)
        source.left_out.append(item)
        self._engine.touch(source.job)

    def _problem(self, source: Source, name: str, error: ProgramError, what: str = "", *where: str) -> None:
        item = Problem(source.job, name, self._again(source, what, where), what=what, where=where)
        source.job.add(item)
        if what != "look":
            source.left_out.append(item)
        self._engine.enter(item, State.FAILED, error=error)

    def _again(self, source: Source, what: str, where: tuple[str, ...]) -> Any:
        """How a problem is looked at anew; None: that would not help."""

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
            rules = self._rules(job)
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
            if not job.finished:
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

    def resolve(self, item: Item) -> None:
        """A person decided about a name that the cloud does not take."""
        question = item.question
        if question is not None and item.decision is Decision.FAIL:
            item.decision = None
            self._engine.fail(item, InvalidName(question.sentence))
        if question is None or item.decision not in _NAME_CHOICES:
            return
        skip = item.decision is Decision.SKIP
        item.decision = None
        if isinstance(item, FolderName):
            self._resolve_folder(item, question.suggestion, skip=skip)
        elif isinstance(item, UploadItem):
            if skip:
                self._engine.enter(item, State.SKIPPED, note=say(_UNWANTED))
            else:
                item.remote_name = question.suggestion
                self._engine.enter(item, State.WAITING, note="")
                self._offer(item)

    def _resolve_folder(self, item: FolderName, suggestion: str, *, skip: bool) -> None:
        directory, job = item.directory, item.job
        source = self._sources[job]
        self._engine.drop(item)
        job.plan["renamed"][directory.key] = "" if skip else suggestion
        if skip:
            directory.left_out = True
            self._remark(source, item.name, say(_UNWANTED))
            return
        directory.name, directory.renamed, directory.blocked = suggestion, True, False
        self._open(source, directory, item.path, None, item.name)
        self._walk(source, item.path, directory.names)

    # ------------------------------------------------------------------ another run's

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        """Build what an earlier run has left of a drop; `Engine.go_on` begins with it."""
        drop = Drop(list(jobs))
        drop.hold = drop.hold and not all(job.plan["proceeded"] for job in jobs)
        for job in jobs:
            source = self._source(job, drop)
            for key, name in job.plan["renamed"].items():
                directory = source.at(tuple(json.loads(key)))
                if name:
                    directory.name, directory.renamed = name, True
                else:
                    directory.blocked = directory.left_out = True
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

    def _restore_item(self, source: Source, row: ItemRow) -> None:
        data = json.loads(row.data)
        job = source.job
        item: Item
        if "path" in data:
            item = UploadItem.restored(source, row, data)
            source.seen.add(str(item.path))
            if item.state is State.DONE:
                self._folders.claim(item)
        elif data["what"] == "remark":
            item = Remark(job, row.name, row.note, kept=row)
        elif data["what"] == "name" and row.state is State.DECIDING:
            path, *names = data["where"]
            directory = source.at(tuple(names))
            directory.blocked = True
            item = FolderName(source, row.name, directory, Path(path), kept=row)
        else:
            what, where = data["what"], tuple(data["where"])
            item = Problem(job, row.name, self._again(source, what, where), what=what, where=where, kept=row)
        if row.question is not None and row.question.kind is QuestionKind.NAME:
            item.question = row.question
        elif not item.state.finished:
            item.state = State.PAUSED
        job.add(item)
        if isinstance(item, Remark) or (isinstance(item, Problem) and item.what in _FOUND_BY_READING):
            source.left_out.append(item)
        if item.state is State.DONE:
            item.settle(item.size)
        elif isinstance(item, UploadItem) and item.sending is not None and item.sending.upload is not None:
            item.settle(plan.covered(item.sending.upload.confirmed))
        job.unsaved.pop(item, None)
