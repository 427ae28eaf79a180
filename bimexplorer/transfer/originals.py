"""A copy's beginning: remote files are found, and remote folders read page by page, at the site they are in.

What was found waits for nothing: its name is looked up at the target while the rest is still being read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from bimexplorer.errors import Cancelled, ProgramError, Unsupported
from bimexplorer.model import Entry, Kind, Page
from bimexplorer.transfer import portable
from bimexplorer.transfer.copying import CopyItem
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.folders import Folders
from bimexplorer.transfer.intake import Again, Intake
from bimexplorer.transfer.journal.rows import ByJob, FolderRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.outgoing import Directory, Drop, Source, UploadItem
from bimexplorer.transfer.preflight import Finding, check_names
from bimexplorer.transfer.records import REPEATS, Job, Remark, Retrying
from bimexplorer.transfer.spool import Spool
from bimexplorer.words import say

_PAGE = 200
_READING = "read "
"""Begins the journal's key of a folder that has yet to be read, beside those that have yet to be made."""


class Reading(Retrying):
    """A remote folder that is being read."""

    def __init__(self, source: Source, entry: Entry, directory: Directory, name: str) -> None:
        super().__init__()
        self.source = source
        self.entry = entry
        self.directory = directory
        self.name = name
        """Within the job: `Plans/ground floor`."""
        self.cursor: str | None = None

    @property
    def key(self) -> str:
        return _READING + self.directory.key

    @property
    def place(self) -> str:
        """What a later run, or a second try, needs to read it."""
        return json.dumps({"name": self.name, "entry": portable.entry_out(self.entry)})


class Originals(Intake):
    """The sources of all copies."""

    def __init__(self, engine: Engine, folders: Folders, spool: Spool) -> None:
        super().__init__(engine, folders)
        self._spool = spool
        self._reading: WeakKeyDictionary[Job, set[str]] = WeakKeyDictionary()
        """Keys of the folders that are being read."""

    def start(self, jobs: Sequence[Job]) -> None:
        """Begin the jobs of one command: one for each entry."""
        drop = Drop(list(jobs))
        self._look([self._source(job, drop) for job in jobs])

    def _look(self, sources: Sequence[Source]) -> None:
        """See whether the target takes the names; nothing else has to be looked at before."""
        names = [source.name for source in sources]

        def look(_: Task) -> list[Finding | None]:
            rules = self._target(sources[0].job)
            return [None] * len(names) if rules is None else check_names(names, rules)

        def looked(findings: list[Finding | None]) -> None:
            for source, finding in zip(sources, findings, strict=True):
                if not source.job.finished:
                    self._looked(source, finding)

        def failed(error: ProgramError) -> None:
            if isinstance(error, Cancelled):
                # The queue was just being stopped: a later run looks.
                return
            for source in sources:
                if not source.job.finished:
                    self._begun(source)
                    self._problem(source, source.job.title, error, "look")

        self._engine.on_disk(Task(look, looked, failed))

    def _look_again(self, source: Source) -> None:
        source.job.plan["looked"] = False
        source.job.reading += 1
        self._look([source])

    def _begun(self, source: Source) -> None:
        source.job.plan["looked"] = True
        source.job.reading -= 1
        self._engine.keeper.urgent = True
        self._engine.touch(source.job)

    def _looked(self, source: Source, finding: Finding | None) -> None:
        entry = portable.entry_in(source.job.plan["entry"])
        self._found(source, entry, source.drop.top, source.job.title, finding)
        self._begun(source)

    def _found(
        self, source: Source, entry: Entry, parent: Directory, shown: str, finding: Finding | None
    ) -> None:
        top = parent is source.drop.top
        if entry.is_folder:
            directory = source.below(parent, source.name if top else entry.name)
            if top:
                source.job.is_folder = True
                directory.fresh = source.job.plan["fresh"] and not directory.renamed
            reading = Reading(source, entry, directory, shown)
            if self._open(source, directory, reading.place, finding, shown):
                self._begin(reading)
        elif entry.kind is Kind.FILE:
            if CopyItem.key_of(parent, entry) not in source.seen:
                self._add(source, CopyItem(source, shown, entry, parent, self._spool), finding)
        elif top:
            sentence = say("“{name}” is not a file, so it cannot be copied.", name=shown)
            self._problem(source, shown, Unsupported(sentence))
        else:
            self._leave_out(source, shown, say("Not a file; it was left out."))

    def _leave_out(self, source: Source, shown: str, note: str) -> None:
        known = any(isinstance(item, Remark) and item.name == shown for item in source.left_out)
        if not known:
            self._remark(source, shown, note)

    # ------------------------------------------------------------------ reading folders

    def _begin(self, reading: Reading) -> None:
        """Have a folder read, in this run or a later one."""
        if self._note(reading):
            self._engine.keeper.note_folder(reading.source.job, reading.key, reading.place)
            self._want(reading)

    def _note(self, reading: Reading) -> bool:
        """Let the job wait until it is read; False: it does already."""
        keys = self._reading.setdefault(reading.source.job, set())
        if reading.key in keys:
            return False
        keys.add(reading.key)
        reading.source.job.reading += 1
        return True

    def _end(self, reading: Reading) -> None:
        job = reading.source.job
        self._reading[job].discard(reading.key)
        job.reading -= 1
        self._engine.keeper.drop_folder(job, reading.key)

    def _want(self, reading: Reading) -> None:
        self._engine.site(reading.source.job.origin).surveys.append(partial(self._read_page, reading))

    def _read_page(self, reading: Reading) -> Task | None:
        job = reading.source.job
        if job.finished:
            return None
        if job.resting:
            job.parked.append(partial(self._want, reading))
            return None

        def work(_: Task) -> tuple[Page, list[Finding | None]]:
            page = self._engine.cloud(job.origin).children(reading.entry, cursor=reading.cursor, limit=_PAGE)
            rules = self._target(job)
            names = [entry.name for entry in page.entries]
            return page, [None] * len(names) if rules is None else check_names(names, rules)

        return Task(work, partial(self._page, reading), partial(self._not_read, reading), job=job)

    def _page(self, reading: Reading, result: tuple[Page, list[Finding | None]]) -> None:
        source = reading.source
        job = source.job
        self._engine.succeeded(job.origin, reading)
        if job.finished:
            return
        job.due = 0.0
        page, findings = result
        top = portable.planned_path(job.plan)
        for entry, finding in zip(page.entries, findings, strict=True):
            shown = f"{reading.name}/{entry.name}"
            if entry.is_repeated_below(top):
                self._leave_out(source, f"{shown}/" if entry.is_folder else shown, say(REPEATS))
            else:
                self._found(source, entry, reading.directory, shown, finding)
        reading.cursor = page.cursor
        if page.cursor is None:
            self._end(reading)
        else:
            self._want(reading)
        self._engine.touch(job)

    def _not_read(self, reading: Reading, error: ProgramError) -> None:
        job = reading.source.job
        if job.finished:
            return
        if isinstance(error, Cancelled):
            self._want(reading)
        elif self._engine.try_later(job.origin, reading, error, partial(self._want, reading)):
            job.due = reading.due
        elif not job.finished:
            self._end(reading)
            where = (reading.place, *reading.directory.names)
            self._problem(reading.source, f"{reading.name}/", error, "read", *where)

    def _read(self, source: Source, where: str, names: tuple[str, ...]) -> None:
        data = json.loads(where)
        entry = portable.entry_in(data["entry"])
        self._begin(Reading(source, entry, source.at(names), data["name"]))

    def _again(self, source: Source, what: str, where: tuple[str, ...]) -> Again | None:
        if what == "look":
            return partial(self._look_again, source)
        if what == "read":
            return partial(self._read, source, where[0], where[1:])
        if what == "prepare":
            return partial(self._prepare_again, source, where)
        return None

    def _prepare_again(self, source: Source, names: tuple[str, ...]) -> None:
        self._folders.prepare_again(source.at(names))

    # ------------------------------------------------------------------ another run's

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        """Build what an earlier run has left of a command; `Engine.go_on` begins with it."""
        drop = Drop(list(jobs))
        for job in jobs:
            source = self._source(job, drop)
            self._restore_names(source)
            if job.plan["fresh"] and job.is_folder:
                directory = source.below(drop.top, source.name)
                directory.fresh = not directory.renamed
            for row in items.get(job.id, ()):
                self._restore_item(source, row)
            if not job.plan["looked"]:
                job.parked.append(partial(self._look, [source]))
                continue
            job.reading = 0
            for folder in folders.get(job.id, ()):
                self._restore_folder(source, folder)

    def _restore_folder(self, source: Source, folder: FolderRow) -> None:
        job = source.job
        key = folder.key.removeprefix(_READING)
        directory = source.at(tuple(json.loads(key)))
        if key == folder.key:
            self._folders.open(directory)
            job.parked.append(partial(self._folders.want, directory))
        else:
            data = json.loads(folder.data)
            reading = Reading(source, portable.entry_in(data["entry"]), directory, data["name"])
            self._note(reading)
            job.parked.append(partial(self._want, reading))

    def _restored(self, source: Source, row: ItemRow, data: dict[str, Any]) -> UploadItem:
        return CopyItem.brought_back(source, source.at(tuple(data["names"])), self._spool, row, data)
