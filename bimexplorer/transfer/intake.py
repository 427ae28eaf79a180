"""What was found at an upload's or a copy's source goes its way: files are offered to the remote folders,
folders opened there, and names that the cloud does not take asked about.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import InvalidName, ProgramError
from bimexplorer.transfer import plan
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.folders import Folders
from bimexplorer.transfer.journal.rows import ItemRow
from bimexplorer.transfer.outgoing import Directory, Drop, Source, UploadItem
from bimexplorer.transfer.preflight import Finding, FindingKind
from bimexplorer.transfer.records import Item, Job, Problem, Remark
from bimexplorer.transfer.status import Decision, Question, QuestionKind, State
from bimexplorer.words import later, say

Again = Callable[[], None]

_NAME_CHOICES = (Decision.RENAME, Decision.SKIP)
_UNWANTED = later("Left out because of its name.")
_FOUND_BY_READING = ("", "walk", "file")
"""Kinds of problems that are found again when the source is read again."""


class FolderName(Problem):
    """A folder whose name the cloud does not take: what lies in it is looked at once that is decided."""

    __slots__ = ("directory", "place")

    def __init__(
        self, source: Source, shown: str, directory: Directory, place: str, *, kept: ItemRow | None = None
    ) -> None:
        """`place`: what `Intake._read` needs to find the folder at its source."""
        super().__init__(source.job, shown, what="name", kept=kept)
        self.directory = directory
        self.place = place

    def data(self) -> dict[str, Any]:
        return {"what": "name", "where": [self.place, *self.directory.names]}


class Intake:
    """The part that the sources of uploads and those of copies share."""

    def __init__(self, engine: Engine, folders: Folders) -> None:
        self._engine = engine
        self._folders = folders
        self._sources: WeakKeyDictionary[Job, Source] = WeakKeyDictionary()

    def _read(self, source: Source, where: str, names: tuple[str, ...]) -> None:
        """Read a folder of the source with all below it."""
        raise NotImplementedError

    def _again(self, source: Source, what: str, where: tuple[str, ...]) -> Again | None:
        """How a problem is looked at anew; None: that would not help."""
        raise NotImplementedError

    def _restored(self, source: Source, row: ItemRow, data: dict[str, Any]) -> UploadItem:
        """A file as an earlier run left it."""
        return UploadItem.restored(source, row, data)

    def _source(self, job: Job, drop: Drop) -> Source:
        source = self._sources[job] = Source(job, drop)
        return source

    def _target(self, job: Job) -> Cloud | None:
        """Where it goes, to be asked about names; None: it is not to be had now, and is asked later."""
        try:
            return self._engine.cloud(job.site_id)
        except ProgramError:
            return None

    # ------------------------------------------------------------------ what was found

    def _add(self, source: Source, item: UploadItem, finding: Finding | None) -> None:
        source.job.add(item)
        source.seen.add(item.found_as)
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
        self, source: Source, directory: Directory, place: str, finding: Finding | None, shown: str
    ) -> bool:
        """Have a remote folder prepared; False: what lies in it has to wait."""
        if directory.left_out:
            self._remark(source, f"{shown}/", say(_UNWANTED))
        if directory.undecided:
            return False
        if finding is not None and source.job.decision is Decision.ASK and not directory.renamed:
            problem = FolderName(source, f"{shown}/", directory, place)
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

    # ------------------------------------------------------------------ what people ask for

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
        self._open(source, directory, item.place, None, item.name)
        self._read(source, item.place, directory.names)

    # ------------------------------------------------------------------ another run's

    def _restore_names(self, source: Source) -> None:
        """What was decided about the names of folders."""
        for key, name in source.job.plan["renamed"].items():
            directory = source.at(tuple(json.loads(key)))
            if name:
                directory.name, directory.renamed = name, True
            else:
                directory.blocked = directory.left_out = True

    def _restore_item(self, source: Source, row: ItemRow) -> None:
        data = json.loads(row.data)
        job = source.job
        item: Item
        if "path" in data:
            item = self._restored(source, row, data)
            source.seen.add(item.found_as)
            if item.state is State.DONE:
                self._folders.claim(item)
        elif data["what"] == "remark":
            item = Remark(job, row.name, row.note, kept=row)
        elif data["what"] == "name" and row.state is State.DECIDING:
            place, *names = data["where"]
            directory = source.at(tuple(names))
            directory.blocked = True
            item = FolderName(source, row.name, directory, place, kept=row)
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
