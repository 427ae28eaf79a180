"""Whole trees, deleted by the program itself: Bimplus has no job for it.

The service's own way to delete a folder with its content would take files that lie in other folders too. So
what lies nowhere else is deleted file by file, and then the folders, whose remaining files lose nothing but
this place. A folder of which a file could not be deleted stays.
"""

from __future__ import annotations

import logging
import math
import threading
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bimexplorer.cancellation import Cancellation
from bimexplorer.clouds.bimplus import failures
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.changing import Changes
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.keys import Key
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.errors import AccessDenied, Cancelled, Conflict, NotFound, ProgramError
from bimexplorer.model import Entry, Job, JobState
from bimexplorer.words import later, plural, say

log = logging.getLogger(__name__)

_CLOSING = 3.0
"""Seconds that closing waits for the call under way."""

_KEPT = 50
"""Finished jobs that are remembered; an older one counts as done, as with a server's jobs."""

_DELETING = later("Deleting")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be deleted for one entry."""

    key: Key
    entry: Entry
    files: tuple[str, ...] = ()
    """Attachments that lie nowhere else."""
    folders: tuple[str, ...] = ()
    """Each before the one it lies in."""
    going: frozenset[str] = frozenset()
    """The folders that are deleted until then, with these."""

    @property
    def steps(self) -> int:
        return len(self.files) + len(self.folders) if self.folders else 1


class Deletions:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api, tree: Tree, changes: Changes) -> None:
        self._api = api
        self._tree = tree
        self._changes = changes
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}

    def begin(self, chosen: tuple[Entry, ...]) -> Job:
        run = _Run(lambda run: self._delete(run, chosen))
        with self._lock:
            finished = [one for one in self._runs.values() if one.job.state is not JobState.RUNNING]
            for old in finished[: -_KEPT or None]:
                del self._runs[old.id]
            self._runs[run.id] = run
        run.start()
        return run.job

    def job(self, job: Job) -> Job:
        run = self._runs.get(job.id)
        return run.job if run is not None else Job(id=job.id, state=JobState.DONE, fraction=1.0)

    def abort(self, job: Job) -> bool:
        run = self._runs.get(job.id)
        return run is not None and run.abort()

    def close(self) -> None:
        with self._lock:
            runs = list(self._runs.values())
        for run in runs:
            run.abort()
        for run in runs:
            run.join(_CLOSING)

    def _delete(self, run: _Run, chosen: tuple[Entry, ...]) -> None:
        going: set[str] = set()
        plans = [self._planned(entry, going) for entry in sorted(chosen, key=_turn)]
        run.expect(sum(plan.steps for plan in plans))
        for plan in plans:
            self._carry_out(run, plan)

    def _carry_out(self, run: _Run, plan: _Plan) -> None:
        key, refused = plan.key, run.refused
        try:
            if key.file:
                with run.step():
                    self._changes.delete_file(plan.entry)
            for attachment_id in plan.files:
                with run.step():
                    # Until its turn comes somebody may have put it elsewhere.
                    if self._goes(self._tree.forest(key), attachment_id, plan.going):
                        self._api.delete_attachment(key.team, attachment_id)
            for folder_id in plan.folders if run.refused == refused else ():
                with run.step():
                    self._api.delete_structure(key.team, key.project, folder_id)
        finally:
            self._tree.forget_forest(key)

    def _planned(self, entry: Entry, going: set[str]) -> _Plan:
        """`going`: ids of the folders that are gone by then; this one's are added."""
        key = Key.parsed(entry.id)
        if key.file:
            return _Plan(key, entry)
        forest = self._tree.forest(key, fresh=True)
        if not forest.is_document_folder(key.node):
            raise failures.gone(entry.id)
        folders = forest.within(key.node)
        going.update(folders)
        files = self._only_there(key, forest, folders, going)
        return _Plan(key, entry, tuple(files), tuple(reversed(folders)), frozenset(going))

    def _only_there(self, key: Key, forest: Forest, folders: list[str], going: set[str]) -> list[str]:
        """Attachments of the project itself in these folders that lie in no place that stays."""
        found = dict.fromkeys(node.id for place in folders for node in forest.attachments(place))
        alone = [one for one in found if self._goes(forest, one, going)]
        known = self._tree.attachments(key, alone)
        return [one for one in alone if one in known and known[one].related_id == key.project]

    @staticmethod
    def _goes(forest: Forest, attachment_id: str, going: Collection[str]) -> bool:
        """Whether an attachment lies in these folders alone."""
        places = forest.all_places(attachment_id)
        return bool(places) and all(place in going for place in places)


def _turn(entry: Entry) -> float:
    """Versions come last, the newest of them first: the numbers of those that are left stay as they are."""
    version = Key.parsed(entry.id).version
    return -math.inf if version is None else -version


class _Run:
    """One deletion under way."""

    def __init__(self, work: Callable[[_Run], None]) -> None:
        self.id = uuid.uuid4().hex
        self.refused = 0
        self._work = work
        self._lock = threading.Lock()
        self._done = 0
        self._all = 0
        self._state = JobState.RUNNING
        self._message = ""
        self._cancellation = Cancellation()
        self._thread = threading.Thread(target=self._run, name="deletion", daemon=True)

    @property
    def job(self) -> Job:
        with self._lock:
            fraction = 1.0 if self._state is JobState.DONE else None
            if fraction is None and self._all:
                fraction = min(1.0, self._done / self._all)
            running = self._state is JobState.RUNNING
            return Job(
                self.id, self._state, fraction, say(_DELETING) if running else "", running, self._message
            )

    def start(self) -> None:
        self._thread.start()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def abort(self) -> bool:
        if self.job.state is not JobState.RUNNING:
            return False
        self._cancellation.cancel()
        return True

    def expect(self, steps: int) -> None:
        with self._lock:
            self._all = steps

    @contextmanager
    def step(self) -> Iterator[None]:
        """One deletion. That something is gone already is as good; a refusal does not stop the others."""
        self._cancellation.check()
        try:
            yield
        except NotFound:
            pass
        except (AccessDenied, Conflict) as error:
            log.info("Not deleted: %s", error.technical or error.english)
            with self._lock:
                self.refused += 1
                self._message = self._message or error.sentence
        with self._lock:
            self._done += 1

    def _run(self) -> None:
        state, message = JobState.DONE, ""
        try:
            with self._cancellation.scope():
                self._work(self)
        except Cancelled:
            state = JobState.ABORTED
        except ProgramError as error:
            log.info("The deletion ended: %s", error.technical or error.english)
            state, message = JobState.FAILED, error.sentence
        if state is JobState.DONE and self.refused:
            state = JobState.FAILED
            message = plural(
                "{n} file could not be deleted: {reason}",
                "{n} files could not be deleted: {reason}",
                self.refused,
                reason=self._message,
            )
        with self._lock:
            self._state, self._message = state, message
