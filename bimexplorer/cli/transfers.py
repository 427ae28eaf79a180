"""`bimx put` and `get`: the transfer queue, watched from a terminal. Both copy like `cp -r`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bimexplorer.cli.output import print_json, printable, say
from bimexplorer.cli.places import Place, WrongCommandLine, local_path, not_a_folder, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import (
    NotFound,
    ProgramError,
    SourceMissing,
    TargetExists,
    UnsafeName,
)
from bimexplorer.model import Entry
from bimexplorer.transfer.local import reading, safe_name
from bimexplorer.transfer.plan import name_key
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, Direction, ItemStatus, JobStatus, State

_ANSWERS = {
    Direction.UPLOAD: {"n": Decision.NEW_VERSION, "s": Decision.SKIP, "k": Decision.KEEP_BOTH},
    Direction.DOWNLOAD: {"o": Decision.OVERWRITE, "s": Decision.SKIP, "k": Decision.KEEP_BOTH},
}
_SLASHES = ("/", os.sep)
_GIVING_UP = 1.0
"""Seconds that an interrupted command takes to tidy up."""
_NAMED = 5
"""How many of the files that were left out are named."""
_QUESTION = {
    Direction.UPLOAD: "[n]ew version, [s]kip, [k]eep both; capital letter: for all",
    Direction.DOWNLOAD: "[o]verwrite, [s]kip, [k]eep both; capital letter: for all",
}


class SomeFailed(ProgramError):
    """Not everything arrived; each failure was told by itself. `reasons` decide the exit code."""

    def __init__(self, sentence: str, reasons: Sequence[ProgramError]) -> None:
        super().__init__(sentence)
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where things land: in `folder`, under `name` if it is given."""

    folder: Entry
    name: str = ""


def put(session: Session) -> None:
    arguments = session.arguments
    sources = [_local_source(text) for text in arguments.sources]
    place = remote_place(arguments.target)
    site, cloud = session.at(place)
    target = _remote_target(cloud, place, sources)
    with _queue(session) as watched:
        watched.jobs = watched.queue.upload(
            site.id, sources, target.folder, decision=_decision(session), as_name=target.name
        )
        watched.finish()


def get(session: Session) -> None:
    arguments = session.arguments
    target = local_path(arguments.target)
    places = [remote_place(text) for text in arguments.sources]
    found = [(place, session.entry(place)[1]) for place in places]
    folder, name = _local_target(
        target, [entry for _, entry in found], folder_meant=arguments.target.endswith(_SLASHES)
    )
    _check_apart(found)
    with _queue(session) as watched:
        for place, entry in found:
            site = session.book.named(place.site)
            # The top of a site lands in a folder named after the site.
            as_name = name or ("" if place.path else site.name)
            watched.jobs += watched.queue.download(
                site.id, [entry], folder, decision=_decision(session), as_name=as_name
            )
        watched.finish()


def _decision(session: Session) -> Decision:
    given: str | None = session.arguments.conflict
    if given is not None:
        return Decision(given)
    return Decision.ASK if session.interactive else Decision.FAIL


def _local_source(text: str) -> Path:
    path = local_path(text)
    with reading(path):
        if not path.exists():
            raise SourceMissing(f"“{path}” does not exist.")
        if path.name in ("", ".."):
            # `.` and `..` arrive under the name that the folder has.
            path = path.resolve()
    if not path.name:
        raise WrongCommandLine(f"“{path}” has no name under which it could be stored.")
    return path


def _remote_target(cloud: Cloud, place: Place, sources: Sequence[Path]) -> _Target:
    """Like `cp -r`: into an existing folder, else under the name that the place ends with."""
    if not place.path:
        return _Target(cloud.root())
    try:
        entry = cloud.entry_at(place.path)
    except NotFound:
        if len(sources) > 1 or place.folder_meant:
            raise NotFound(f"There is no folder “{place}”.") from None
    else:
        if entry.is_folder:
            return _Target(entry)
        if len(sources) > 1 or place.folder_meant or sources[0].is_dir():
            raise not_a_folder(place, entry)
    above = replace(place, path=place.path[:-1])
    parent = cloud.entry_at(above.path) if above.path else cloud.root()
    if not parent.is_folder:
        raise not_a_folder(above, parent)
    return _Target(parent, place.path[-1])


def _local_target(path: Path, entries: Sequence[Entry], *, folder_meant: bool) -> tuple[Path, str]:
    """The folder in which things land, and the new name if they shall have one.

    `folder_meant`: typed with a slash at its end, which only a folder can have as its name.
    """
    if path.is_dir():
        return path, ""
    if len(entries) > 1 or (folder_meant and not entries[0].is_folder):
        raise NotFound(f"There is no folder “{path}”.")
    if path.exists() and entries[0].is_folder:
        raise TargetExists(f"“{path}” is a file and no folder.")
    if not path.parent.is_dir():
        raise NotFound(f"There is no folder “{path.parent}”.")
    if (safe := safe_name(path.name)) != path.name:
        # Not stored under another name than a script will look for.
        raise UnsafeName(f"Not every system takes the name “{path.name}”. Use “{safe}”, for example.")
    return path.parent, path.name


def _check_apart(found: Sequence[tuple[Place, Entry]]) -> None:
    """Raises `TargetExists` if two sources would land in one file or folder, and one would be lost."""
    landed: dict[str, Place] = {}
    for place, entry in found:
        name = safe_name(entry.name if place.path else place.site)
        other = landed.setdefault(name_key(name), place)
        if other is not place:
            raise TargetExists(
                f"“{other}” and “{place}” would both be stored as “{name}”. Fetch them into two folders."
            )


@contextmanager
def _queue(session: Session) -> Iterator[_Watched]:
    changed = threading.Event()
    queue = TransferQueue(session.connections.cloud, lambda _: changed.set())
    queue.start()
    watched = _Watched(session, queue, changed)
    try:
        yield watched
    except KeyboardInterrupt:
        watched.give_up()
        raise
    finally:
        queue.stop()


class _Watched:
    """The jobs of one command, followed until they are finished."""

    def __init__(self, session: Session, queue: TransferQueue, changed: threading.Event) -> None:
        self._session = session
        self.queue = queue
        self.jobs: list[int] = []
        self._changed = changed
        self._for_all: Decision | None = None
        self._told_at = -1
        """The bytes that had travelled when a wait was last told."""

    def finish(self) -> None:
        """Raises `SomeFailed` if not everything arrived."""
        with self._bar() as bar:
            while not all((status := self.queue.job(job)) is None or _settled(status) for job in self.jobs):
                self._changed.wait(0.2)
                self._changed.clear()
                self._show(bar)
                self._tell_wait()
                self._ask(bar)
            self._show(bar)
        self._report()

    def give_up(self) -> None:
        """Interrupted: cancel everything, and name what the server may have published in the same moment."""
        self.queue.cancel(self.jobs)
        self.queue.wait(self.jobs, _GIVING_UP)
        for status in self._statuses():
            for item in self.queue.items(status.id):
                if item.state is State.CANCELLED and item.note:
                    say(f"{item.name}: {item.note}")

    def _bar(self) -> tqdm[Any]:
        return tqdm(unit="B", unit_scale=True, disable=not self._session.interactive, delay=0.5)

    def _show(self, bar: tqdm[Any]) -> None:
        statuses = list(self._statuses())
        bar.total = sum(status.size for status in statuses) or None
        bar.n = sum(status.done for status in statuses)
        bar.set_postfix_str(next((printable(s.note) for s in statuses if s.note), ""), refresh=False)
        bar.refresh()

    def _tell_wait(self) -> None:
        """Where there is no bar to say it: one line for each time nothing moves, however long it takes."""
        if self._session.interactive:
            return
        statuses = list(self._statuses())
        done = sum(status.done for status in statuses)
        if done != self._told_at and any(status.retry_in is not None for status in statuses):
            say("Waiting for the server; the transfer goes on by itself.")
            self._told_at = done

    def _ask(self, bar: tqdm[Any]) -> None:
        """Put the question for every name that is there already; only with a person at a terminal."""
        for status in self._statuses():
            for item in self.queue.items(status.id):
                if item.state is not State.DECIDING:
                    continue
                if self._for_all is None:
                    bar.clear()
                    decision, for_all = _asked(status, item, input)
                    if not for_all:
                        self.queue.decide(status.id, decision, item_id=item.id)
                        continue
                    # Each source is a job of its own; the person means all that were typed.
                    self._for_all = decision
                self.queue.decide(status.id, self._for_all)
                break

    def _report(self) -> None:
        statuses = list(self._statuses())
        items = [item for status in statuses for item in self.queue.items(status.id)]
        failed = [item for item in items if item.state is State.FAILED]
        skipped = [item for item in items if item.state is State.SKIPPED]
        for item in failed:
            say(f"{item.name}: {item.error.sentence if item.error else 'failed.'}")
        _say_left_out(skipped)
        problem = _problem(statuses, failed)
        if self._session.json:
            try:
                print_json(
                    {
                        "files": len(items),
                        "done": sum(item.state is State.DONE for item in items),
                        "skipped": len(skipped),
                        "bytes": sum(status.done for status in statuses),
                        "failed": [
                            {"name": item.name, "error": item.error.sentence if item.error else ""}
                            for item in failed
                        ],
                    }
                )
            except BrokenPipeError:
                # That nobody reads the result makes no success of a failure.
                if problem is None:
                    raise
        if problem is not None:
            raise problem

    def _statuses(self) -> Iterator[JobStatus]:
        for job in self.jobs:
            status = self.queue.job(job)
            if status is not None:
                yield status


def _say_left_out(skipped: Sequence[ItemStatus]) -> None:
    """One line for each reason: a link that was not followed must not be missed in silence."""
    names: dict[str, list[str]] = {}
    for item in skipped:
        names.setdefault(item.note, []).append(item.name)
    for note, left in names.items():
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        say(f"Left out: {', '.join(left[:_NAMED])}{more}. {note}")


def _problem(statuses: Sequence[JobStatus], failed: Sequence[ItemStatus]) -> ProgramError | None:
    """Why not everything arrived; None: it did, or was left out as decided."""
    if all(status.state in (State.DONE, State.SKIPPED) for status in statuses):
        return None
    errors = [status.error for status in statuses if status.error]
    if failed:
        # A job that was halted (the sign-in ended) weighs more than files that failed before.
        halts = [s.error for s in statuses if s.state is State.PAUSED and s.error]
        reasons = halts or [item.error for item in failed if item.error]
        return SomeFailed(f"{len(failed)} of {sum(s.files for s in statuses)} files failed.", reasons)
    return errors[0] if errors else ProgramError("Not everything arrived.")


def _settled(status: JobStatus) -> bool:
    """Finished, or paused by the engine with an error that only a person can mend (a lost sign-in)."""
    return status.state.finished or (status.state is State.PAUSED and status.error is not None)


def _asked(status: JobStatus, item: ItemStatus, ask: Callable[[str], str]) -> tuple[Decision, bool]:
    answers = _ANSWERS[status.direction]
    while True:
        answer = ask(f"“{printable(item.name)}” exists already. {_QUESTION[status.direction]}: ").strip()
        if answer.lower() in answers:
            return answers[answer.lower()], answer.isupper()
