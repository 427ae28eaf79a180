"""What the worker knows about jobs, their items and their sites; changed by the worker thread only."""

from __future__ import annotations

import itertools
import math
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.lanes import Lanes, Task
from bimexplorer.transfer.plan import Speed, seconds_left
from bimexplorer.transfer.status import Check, Decision, Direction, ItemStatus, JobStatus, State

if TYPE_CHECKING:
    from bimexplorer.transfer.download import DownloadItem
    from bimexplorer.transfer.outgoing import UploadItem

_item_ids = itertools.count(1)
_job_ids = itertools.count(1)


@dataclass(slots=True, eq=False)
class Retrying:
    """Something that is tried again when it fails in passing."""

    attempt: int = 0
    """Failures in a row."""
    due: float = 0.0
    """Monotonic seconds before which it is not tried again; 0: at once."""


class Item(Retrying):
    """A file of a job, or a problem that is shown as one."""

    __slots__ = (
        "check",
        "decision",
        "error",
        "id",
        "job",
        "name",
        "note",
        "settled",
        "size",
        "state",
        "tasks",
    )

    def __init__(self, job: Job, name: str, size: int = 0) -> None:
        super().__init__()
        self.id = next(_item_ids)
        self.job = job
        self.name = name
        self.size = size
        self.state = State.WAITING
        self.settled = 0
        """Bytes that are through, beside those of running tasks."""
        self.check = Check.NONE
        self.error: ProgramError | None = None
        self.note = ""
        self.decision: Decision | None = None
        """For this item alone; None: the job's."""
        self.tasks: set[Task] = set()

    @property
    def decided(self) -> Decision:
        return self.decision or self.job.decision

    def enter(self, state: State, *, error: ProgramError | None = None, note: str | None = None) -> None:
        """Change the state, with the job's totals. `note` None keeps what is said."""
        self.job.counts[self.state] -= 1
        self.job.counts[state] += 1
        if (self.state is State.SKIPPED) != (state is State.SKIPPED):
            self.job.size += self.size if self.state is State.SKIPPED else -self.size
        if state is State.FAILED:
            self.job.failed[self.id] = self
        else:
            self.job.failed.pop(self.id, None)
        self.state = state
        self.error = error
        if note is not None:
            self.note = note

    def settle(self, done: int) -> None:
        """So many bytes are through now."""
        self.job.settled += done - self.settled
        self.settled = done

    def resize(self, size: int) -> None:
        """The file turned out to have another size."""
        self.job.size += size - self.size
        self.size = size

    def status(self, now: float) -> ItemStatus:
        note = self.note
        if self.state is State.WAITING and self.due > now:
            note = waiting_note(self.due - now)
        return ItemStatus(
            self.id,
            self.job.id,
            self.name,
            self.state,
            self.size,
            min(self.size, self.settled + sum(task.moved for task in self.tasks)),
            self.check,
            self.error,
            note,
        )


def waiting_note(seconds: float) -> str:
    """The sentence of a back-off."""
    return f"Waiting for the server, next try in {math.ceil(seconds)} s."


class Problem(Item):
    """Something that could not even be looked at: `again` looks at it anew; None: that would not help."""

    __slots__ = ("again",)

    def __init__(self, job: Job, name: str, again: Callable[[], None] | None = None) -> None:
        super().__init__(job, name)
        self.again = again


class Job:
    """One drop, paste or command."""

    def __init__(
        self, direction: Direction, site_id: str, title: str, local: str, remote: str, decision: Decision
    ) -> None:
        self.id = next(_job_ids)
        self.direction = direction
        self.site_id = site_id
        self.title = title
        self.local = local
        self.remote = remote
        self.decision = decision
        self.is_folder = False
        self.items: dict[int, Item] = {}
        self.failed: dict[int, Item] = {}
        self.counts: Counter[State] = Counter()
        self.size = 0
        self.settled = 0
        self.reading = 1
        """Folders still to be read; the first look at the source counts too."""
        self.chores = 0
        """Folders still to be prepared on the other side."""
        self.paused = False
        self.cancelled = False
        self.halted: ProgramError | None = None
        """Why it was paused, where nobody asked for it."""
        self.ended: ProgramError | None = None
        """Why all of it failed."""
        self.tasks: set[Task] = set()
        self.parked: list[Callable[[], None]] = []
        """What goes on when the job is resumed, beside its items."""
        self.due = 0.0
        """Monotonic seconds of the next try of a folder that could not be read or prepared."""
        self.speed = Speed()

    def add(self, item: Item) -> None:
        self.items[item.id] = item
        self.counts[item.state] += 1
        self.size += item.size

    def drop(self, item: Item) -> None:
        item.settle(0)
        if item.state is not State.SKIPPED:
            self.size -= item.size
        self.counts[item.state] -= 1
        del self.items[item.id]
        self.failed.pop(item.id, None)

    @property
    def done(self) -> int:
        """Bytes that have travelled."""
        return self.settled + sum(task.moved for task in self.tasks)

    @property
    def waiting(self) -> int:
        """Files that are to be moved without anybody's help."""
        return self.counts[State.WAITING] + self.counts[State.RUNNING] + self.counts[State.PAUSED]

    @property
    def state(self) -> State:
        if self.cancelled:
            return State.CANCELLED
        if self.ended is not None:
            return State.FAILED
        if self.waiting or self.reading or self.chores:
            if self.paused:
                return State.PAUSED
            return State.RUNNING if self.tasks or self.counts[State.RUNNING] else State.WAITING
        if self.counts[State.DECIDING]:
            return State.DECIDING
        if self.counts[State.FAILED]:
            return State.FAILED
        return State.SKIPPED if self.counts[State.SKIPPED] and not self.counts[State.DONE] else State.DONE

    @property
    def finished(self) -> bool:
        return self.state.finished

    def status(self, now: float, hold_until: float) -> JobStatus:
        """A snapshot; `hold_until`: when the site is tried again."""
        files = len(self.items)
        state = self.state
        moving = state is State.RUNNING
        speed = self.speed.value if moving else 0.0
        done = min(self.done, self.size)
        retry_in = self._retry_in(state, max(self.due, hold_until) - now)
        return JobStatus(
            id=self.id,
            direction=self.direction,
            site_id=self.site_id,
            name=f"{self.title} ({files} {'file' if files == 1 else 'files'})"
            if self.is_folder
            else self.title,
            local=self.local,
            remote=self.remote,
            state=state,
            files=files,
            files_done=self.counts[State.DONE] + self.counts[State.SKIPPED],
            size=self.size,
            done=done,
            counting=self.reading > 0 and not state.finished,
            speed=speed,
            seconds_left=seconds_left(self.size - done, speed) if moving and not self.reading else None,
            error=self._error(state),
            note=waiting_note(retry_in) if retry_in is not None else self._note(state, now),
            retry_in=retry_in,
            files_failed=self.counts[State.FAILED],
            files_deciding=self.counts[State.DECIDING],
        )

    def _error(self, state: State) -> ProgramError | None:
        if self.ended is not None or self.halted is not None:
            return self.ended or self.halted
        if state is not State.FAILED:
            return None
        first = next(iter(self.failed.values())).error
        if len(self.items) == 1 or first is None:
            return first
        return ProgramError(
            f"{len(self.failed)} of {len(self.items)} files could not be transferred. "
            f"The first reason: {first.sentence}",
            first.technical,
        )

    def _retry_in(self, state: State, seconds: float) -> float | None:
        moving = state not in (State.WAITING, State.RUNNING) or any(task.moved for task in self.tasks)
        return None if moving or seconds <= 0 else seconds

    def _note(self, state: State, now: float) -> str:
        if len(self.items) == 1:
            return next(iter(self.items.values())).status(now).note
        if asked := self.counts[State.DECIDING]:
            return f"{asked} {'file is' if asked == 1 else 'files are'} already there: a decision is needed."
        if state is State.DONE and (skipped := self.counts[State.SKIPPED]):
            return f"{skipped} left out."
        return ""


@dataclass(slots=True, eq=False)
class Site:
    """What waits for one connection."""

    id: str
    lanes: Lanes
    room: int
    """Lanes that are free."""
    urgent: deque[Callable[[], Task | None]] = field(default_factory=deque)
    """What ends work that has begun: openings and commits of batches."""
    surveys: deque[Callable[[], Task | None]] = field(default_factory=deque)
    """Folders to read or to prepare."""
    files: deque[UploadItem | DownloadItem] = field(default_factory=deque)
    """Items that may start; one that is no longer waiting is passed over."""
    surveying: int = 0
    """Surveys that run."""
    failures: int = 0
    """Times in a row that the server gave no answer."""
    hold_until: float = 0.0
    """Monotonic seconds before which nothing is begun."""
    halted: ProgramError | None = None
    """Why nothing is begun until a person did something."""
