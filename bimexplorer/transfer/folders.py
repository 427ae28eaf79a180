"""An upload's way to its first byte: remote folders are prepared, names looked up and decided about.

A file waits in its `Directory` until a survey has told what is there; then it is `cleared` and queued.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bimexplorer.clouds.base import Cloud, OnExisting
from bimexplorer.errors import (
    Cancelled,
    Conflict,
    InvalidName,
    NameExists,
    NotFound,
    ProgramError,
)
from bimexplorer.model import Capability
from bimexplorer.transfer import comparing, plan, sending
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.outgoing import Directory, Going, UploadItem
from bimexplorer.transfer.records import Problem
from bimexplorer.transfer.sending import Surveyed
from bimexplorer.transfer.status import Decision, Facts, Question, QuestionKind, State
from bimexplorer.words import say

if TYPE_CHECKING:
    from bimexplorer.transfer.upload import Uploads

_TWICE = frozenset({State.FAILED, State.CANCELLED, State.SKIPPED})
"""States in which a file no longer claims its name."""
_LOOK_AGAIN = 1.0
"""Seconds between two looks whether a file of another drop still goes to the same place."""
_CHOICES = (Decision.NEW_VERSION, Decision.SKIP, Decision.KEEP_BOTH)


class Folders:
    """The remote folders of all uploads."""

    def __init__(self, engine: Engine, uploads: Uploads) -> None:
        self._engine = engine
        self._uploads = uploads
        self._going: WeakValueDictionary[tuple[str, str], Going] = WeakValueDictionary()
        """By site and id of the remote folder."""

    # ------------------------------------------------------------------ preparing the folders

    def open(self, directory: Directory) -> None:
        """Let its job wait until the folder is there, in this run or a later one."""
        if directory.open_chore():
            assert directory.job is not None
            self._engine.keeper.note_folder(directory.job, directory.key, "")

    def close(self, directory: Directory) -> None:
        """Its job waits for the folder no longer."""
        if directory.close_chore():
            assert directory.job is not None
            self._engine.keeper.drop_folder(directory.job, directory.key)

    def ask(self, item: UploadItem) -> None:
        """Look the item's name up before anything is sent."""
        item.cleared = False
        item.directory.asked[item] = None
        self.want(item.directory)

    def ask_again(self, item: UploadItem) -> None:
        """As `ask`, also where the folder could not be had before."""
        directory: Directory | None = item.directory
        while directory is not None:
            directory.error = None
            self.open(directory)
            directory = directory.parent
        self.ask(item)

    def want(self, directory: Directory) -> None:
        """Queue a survey of the directory, after its parent's."""
        while True:
            if directory.queued or directory.undecided:
                return
            if directory.error is not None:
                self._fail(directory, directory.error)
                return
            parent = directory.parent
            if (
                directory.entry is not None
                or parent is None
                or (directory.known and parent.entry is not None)
            ):
                break
            parent.folders.setdefault(directory)
            directory = parent
        directory.queued = True
        self._engine.site(directory.site_id).surveys.append(partial(self._survey, directory))

    def _survey(self, directory: Directory) -> Task | None:
        directory.queued = False
        job = directory.job
        if job is not None and job.finished:
            return None
        if job is not None and job.resting:
            job.parked.append(partial(self.want, directory))
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
            if directory.as_set:
                sending.check_set(cloud.uploads)
            entry, fresh = directory.entry, False
            if entry is None:
                assert parent is not None
                assert parent.entry is not None
                entry, fresh = sending.make_folder(cloud, parent.entry, directory.name, directory.existing)
            surveyed = sending.survey(cloud, entry, names, fresh=fresh)
            if not _take_versions(cloud, surveyed, names):
                cloud.need(entry, Capability.UPLOAD)
            return surveyed

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
        directory.going = self._going.setdefault((directory.site_id, surveyed.folder.id), Going())
        self.close(directory)
        if directory.job is not None:
            if directory.job.finished:
                return
            directory.job.due = 0.0
            self._engine.touch(directory.job)
        directory.taken |= surveyed.found.keys() | (surveyed.taken or set())
        for folder in folders:
            folder.known, folder.existing = True, surveyed.found.get(plan.name_key(folder.name))
            if folder.fresh:
                self._number(folder)
            self.want(folder)
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
            self.want(directory)

    def _number(self, folder: Directory) -> None:
        """Give it a name that is free; what was surveyed may not be all that is there, so it is asked again.

        Once it is known to be free, it is kept: a later run goes on with the folder that it finds there.
        """
        job, parent = folder.job, folder.parent
        assert job is not None
        assert parent is not None
        if folder.existing is not None:
            parent.taken.add(plan.name_key(folder.name))
            folder.name = plan.numbered(
                folder.name, lambda name: plan.name_key(name) in parent.taken, extension=False
            )
            folder.known, folder.existing = False, None
            return
        folder.fresh = False
        job.plan["renamed"][folder.key] = folder.name
        job.remote = "/" + "/".join((*(parent.entry.path if parent.entry else ()), folder.name))
        self._engine.touch(job)
        self._engine.keeper.urgent = True

    def _not_surveyed(
        self, directory: Directory, files: list[UploadItem], folders: list[Directory], error: ProgramError
    ) -> None:
        directory.asked = dict.fromkeys((*files, *directory.asked))
        directory.folders = dict.fromkeys((*folders, *directory.folders))
        job = directory.job
        if job is not None and job.finished:
            return
        if isinstance(error, Cancelled):
            self.want(directory)
        elif isinstance(error, NotFound) and directory.entry is not None and directory.parent is not None:
            # Removed meanwhile: it is looked up in its parent, and made, again.
            directory.entry, directory.survey, directory.known = None, None, False
            self.open(directory)
            self.want(directory)
        elif self._engine.try_later(directory.site_id, directory, error, partial(self.want, directory)):
            if job is not None:
                job.due = directory.due
        else:
            self._fail(directory, error)

    def _fail(self, directory: Directory, error: ProgramError) -> None:
        """Nothing can go into it: its files, and the folders below it, fail with the same reason."""
        pending = [directory]
        while pending:
            failed = pending.pop()
            pending += reversed(failed.folders)
            failed.folders = {}
            self._fail_alone(failed, error)

    def _fail_alone(self, directory: Directory, error: ProgramError) -> None:
        files, directory.asked = list(directory.asked), {}
        directory.attempt, directory.error = 0, error
        directory.known = directory.parent is None
        job = directory.job
        if job is not None and not job.finished and directory.chore:
            self.close(directory)
            again = partial(self.prepare_again, directory)
            problem = Problem(job, f"{directory.name}/", again, what="prepare", where=directory.names)
            job.add(problem)
            self._engine.enter(problem, State.FAILED, error=error)
        for item in files:
            if not item.state.finished:
                self._engine.fail(item, error)

    def prepare_again(self, directory: Directory) -> None:
        """A person wants a folder tried again that could not be had."""
        directory.error = None
        self.open(directory)
        if directory.parent is not None:
            directory.parent.error = None
        self.want(directory)

    # ------------------------------------------------------------------ conflicts

    def resolve(self, item: UploadItem) -> None:
        """Do what was decided about an item whose name has been looked up."""
        existing = item.existing
        key = plan.name_key(item.remote_name)
        if item.begun:
            # As it was decided: what has the name may be the file itself, and only the driver can tell.
            self._go_ahead(item, key)
            return
        if self._is_ahead(item, key):
            self._wait(item, key)
            return
        rival = item.directory.claims.get(key)
        decision = item.decided
        if item.source.drop.as_set and decision not in (Decision.SKIP, Decision.KEEP_BOTH):
            # A set is new as a whole, or not at all.
            decision = Decision.FAIL
        if rival is None or rival is item or rival.state in _TWICE:
            is_file = existing is None or not existing.is_folder
            exists = existing is not None or item.hidden
            self._take(item, plan.way(decision, exists=exists, is_file=is_file), key)
        elif decision is Decision.KEEP_BOTH:
            self.keep_both(item)
        else:
            # Two files of one drop whose names the service takes for the same: neither becomes the other's
            # next version.
            self._engine.fail(
                item,
                NameExists(
                    say("“{name}” is sent twice to the same folder.", name=item.remote_name),
                    rival.name,
                ),
            )

    def _is_ahead(self, item: UploadItem, key: str) -> bool:
        """Whether a file of another drop is on its way there: what it becomes decides about this one.

        Not of a set, which waits for all of its files: two of them would wait for each other.
        """
        other = item.directory.going.get(key)
        return (
            other is not None
            and other.source.drop is not item.source.drop
            and not (other.directory.as_set or item.directory.as_set)
            and other.cleared
            and other.state in (State.WAITING, State.RUNNING)
            and plan.name_key(other.remote_name) == key
        )

    def _wait(self, item: UploadItem, key: str) -> None:
        def look() -> None:
            if item.state is not State.WAITING or item.cleared:
                return
            if self._is_ahead(item, key):
                self._engine.at(time.monotonic() + _LOOK_AGAIN, item, look)
            else:
                self.ask(item)

        waits = say("Waits for another transfer of “{name}” to the same folder.", name=item.remote_name)
        item.say(waits)
        self._engine.touch(item.job)
        self._engine.at(time.monotonic() + _LOOK_AGAIN, item, look)

    def _take(self, item: UploadItem, way: plan.Way, key: str) -> None:
        engine = self._engine
        if way in (plan.Way.PLAIN, plan.Way.REPLACE):
            self._clear(item, replace=way is plan.Way.REPLACE, key=key)
        elif way is plan.Way.RENAME:
            self.keep_both(item)
        elif way is plan.Way.ASK:
            self._ask_person(item)
        elif way is plan.Way.SKIP:
            self._uploads.start_over(item)
            engine.enter(item, State.SKIPPED, note=say("Left out: a file of this name is already there."))
        elif way is plan.Way.MISMATCH:
            engine.fail(
                item,
                Conflict(say("“{name}” is a folder there, not a file.", name=item.remote_name)),
            )
        else:
            engine.fail(item, NameExists(say("“{name}” is already there.", name=item.remote_name)))

    def _ask_person(self, item: UploadItem) -> None:
        existing = item.existing
        sentence = say("A file of this name is already there.")
        there = None if existing is None else Facts(existing.size, existing.modified)
        survey = item.directory.survey
        question = Question(
            QuestionKind.EXISTS,
            sentence,
            _CHOICES,
            here=item.here,
            there=there,
            keeps_older=survey is not None and survey.traits.keeps_versions,
        )
        self._engine.enter(item, State.DECIDING, note=sentence, question=question)
        if existing is not None:
            comparing.compare(self._engine, item, existing, partial(item.hash_here, self._engine.journal))

    def claim(self, item: UploadItem) -> None:
        """An earlier run of this job has put the file there."""
        item.directory.claims[plan.name_key(item.remote_name)] = item

    def _clear(self, item: UploadItem, *, replace: bool, key: str) -> None:
        item.on_existing = OnExisting.NEW_VERSION if replace else OnExisting.FAIL
        if replace and item.existing is not None:
            item.remote_name = item.existing.name
        self._go_ahead(item, key)

    def _go_ahead(self, item: UploadItem, key: str) -> None:
        item.directory.claims[key] = item.directory.going[key] = item
        item.cleared = True
        self._engine.enter(item, State.WAITING, note="" if item.state is State.DECIDING else None)
        self._engine.queue(item)

    def keep_both(self, item: UploadItem) -> None:
        """Give it the next free name."""
        directory = item.directory
        self._uploads.start_over(item)
        directory.taken.add(plan.name_key(item.remote_name))

        def is_taken(name: str) -> bool:
            key = plan.name_key(name)
            other = directory.going.get(key)
            return key in directory.taken or (
                other is not None and other is not item and other.state not in _TWICE
            )

        item.remote_name = plan.numbered(item.remote_name, is_taken)
        key = plan.name_key(item.remote_name)
        directory.taken.add(key)
        item.existing, item.hidden = None, False
        self._engine.enter(item, State.WAITING, note="")
        if directory.survey is not None and directory.survey.taken is not None:
            self._clear(item, replace=False, key=key)
        else:
            self.ask(item)


def _take_versions(cloud: Cloud, surveyed: Surveyed, names: Sequence[str]) -> bool:
    """Whether all of these are files that can get a new version, where no other file may be put."""
    there = [surveyed.found.get(plan.name_key(name)) for name in names]
    return bool(there) and all(
        one is not None and Capability.ADD_VERSION not in cloud.missing(one) for one in there
    )
