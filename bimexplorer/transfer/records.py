"""What the worker knows about jobs and their items; changed by the worker thread only."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bimexplorer.errors import ProgramError
from bimexplorer.transfer import portable
from bimexplorer.transfer.journal.rows import ItemRow, JobRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.plan import Speed, seconds_left
from bimexplorer.transfer.status import Check, Decision, ItemStatus, JobStatus, Question, State
from bimexplorer.words import later, number, plural, say


@dataclass(slots=True, eq=False)
class Retrying:
    """Something that is tried again when it fails in passing."""

    attempt: int = 0
    """Failures in a row."""
    due: float = 0.0
    """Monotonic seconds before which it is not tried again; 0: at once."""


REPEATS = later("Left out: what lies there comes from the places where it is at home.")
"""The note on an entry that `repeats`."""


class Item(Retrying):
    """A file of a job, or a problem that is shown as one."""

    __slots__ = (
        "check",
        "decision",
        "ended",
        "error",
        "id",
        "job",
        "name",
        "note",
        "question",
        "revision",
        "settled",
        "sha256",
        "shown",
        "size",
        "state",
        "tasks",
    )

    def __init__(self, job: Job, name: str, size: int = 0, *, kept: ItemRow | None = None) -> None:
        """`kept`: what the journal knows of it already."""
        super().__init__()
        self.id = next(job.item_ids) if kept is None else kept.id
        self.job = job
        self.name = name
        self.size = size if kept is None else kept.size
        self.state = State.WAITING
        self.settled = 0
        """Bytes that are through, beside those of running tasks."""
        self.check = Check.NONE
        self.error: ProgramError | None = None
        self.note = ""
        self.question: Question | None = None
        self.decision: Decision | None = None
        """For this item alone; None: the job's."""
        self.sha256 = ""
        self.revision = ""
        self.ended: datetime | None = None
        self.tasks: set[Task] = set()
        self.shown: ItemStatus | None = None
        """What was told last, while it still holds."""
        if kept is not None:
            self.state, self.check, self.decision = kept.state, kept.check, kept.decision
            self.error, self.note = kept.error, kept.note
            self.sha256, self.revision, self.ended = kept.sha256, kept.revision, kept.ended

    @property
    def site_id(self) -> str:
        """The site whose lanes it needs next."""
        return self.job.site_id

    @property
    def local(self) -> str:
        """Its place on this computer."""
        return self.job.local

    @property
    def remote(self) -> str:
        """Its place in the cloud, `/folder/file`."""
        return self.job.remote

    def data(self) -> dict[str, Any]:
        """What is needed to go on with it in a later run, as JSON values."""
        return {}

    @property
    def decided(self) -> Decision:
        return self.decision or self.job.decision

    def enter(
        self,
        state: State,
        *,
        error: ProgramError | None = None,
        note: str | None = None,
        question: Question | None = None,
    ) -> None:
        """Change the state, with the job's totals. `note` None keeps what is said."""
        job = self.job
        job.counts[self.state] -= 1
        job.counts[state] += 1
        if (self.state is State.SKIPPED) != (state is State.SKIPPED):
            job.size += self.size if self.state is State.SKIPPED else -self.size
        if state is State.FAILED:
            job.failed[self.id] = self
        else:
            job.failed.pop(self.id, None)
        if state is State.DONE:
            job.checks[self.check] += 1
        self.state = state
        self.error = error
        self.question = question
        self.ended = datetime.now(timezone.utc) if state.finished else None
        if note is not None:
            self.note = note
        self.shown = None
        if state is not State.RUNNING:
            # For the journal that is the same as waiting.
            self.job.unsaved[self] = None

    def say(self, note: str) -> None:
        """Tell a person something that is no error."""
        self.note = note
        self.changed()

    def changed(self) -> None:
        """Neither the journal nor a person knows yet how it is now."""
        self.job.unsaved[self] = None
        self.shown = None

    def settle(self, done: int) -> None:
        """So many bytes are through now."""
        if done != self.settled:
            self.job.settled += done - self.settled
            self.settled = done
            self.changed()

    def resize(self, size: int) -> None:
        """The file turned out to have another size."""
        self.job.size += size - self.size
        self.size = size
        self.changed()

    def row(self) -> ItemRow:
        """What the journal keeps of it."""
        return ItemRow(
            self.id,
            self.job.id,
            self.name,
            State.WAITING if self.state is State.RUNNING else self.state,
            self.size,
            self.job.arrived(self.settled, self.size),
            self.check,
            self.error,
            self.note,
            self.question,
            self.decision,
            self.local,
            self.remote,
            json.dumps(self.data()),
            self.sha256,
            self.revision,
            self.ended,
        )

    def status(self, now: float) -> ItemStatus:
        """A snapshot; the same object as long as nothing changed, for a view that shows thousands."""
        waits = self.state is State.WAITING and self.due > now
        if self.tasks or waits:
            self.shown = None
            return self._status(waiting_note(self.due - now) if waits else self.note)
        if self.shown is None:
            self.shown = self._status(self.note)
        return self.shown

    def _status(self, note: str) -> ItemStatus:
        return ItemStatus(
            self.id,
            self.job.id,
            self.name,
            self.state,
            self.size,
            self.job.arrived(self.settled + sum(task.moved for task in self.tasks), self.size),
            self.check,
            self.error,
            note,
            self.question,
        )


def waiting_note(seconds: float) -> str:
    """The sentence of a back-off."""
    return say("Waiting for the server, next try in {seconds} s.", seconds=math.ceil(seconds))


def job_name(title: str, files: int, *, is_folder: bool) -> str:
    """What a person would call a job."""
    return plural("{title} ({n} file)", "{title} ({n} files)", files, title=title) if is_folder else title


class Problem(Item):
    """Something that could not even be looked at, or was left out."""

    __slots__ = ("again", "what", "where")

    def __init__(
        self,
        job: Job,
        name: str,
        again: Callable[[], None] | None = None,
        *,
        what: str = "",
        where: Iterable[str] = (),
        kept: ItemRow | None = None,
    ) -> None:
        """`again` looks at it anew (None: that would not help); `what` and `where` tell a later run how."""
        super().__init__(job, name, kept=kept)
        self.again = again
        self.what = what
        self.where = tuple(where)

    def data(self) -> dict[str, Any]:
        return {"what": self.what, "where": self.where}


class Remark(Item):
    """Something that was left out, and why: to be seen, and no file of the job."""

    def __init__(self, job: Job, name: str, note: str, *, kept: ItemRow | None = None) -> None:
        super().__init__(job, name, kept=kept)
        self.state = State.SKIPPED
        self.note = note
        self.ended = self.ended or datetime.now(timezone.utc)

    def data(self) -> dict[str, Any]:
        return {"what": "remark"}


class Job:
    """One drop, paste or command, as far as it concerns one source."""

    def __init__(self, row: JobRow, item_ids: Iterator[int]) -> None:
        """As it was asked for, or as the journal kept it."""
        self.id = row.id
        self.drop_id = row.drop_id
        self.position = row.position
        self.direction = row.direction
        self.site_id = row.site_id
        self.origin = row.origin
        """COPY: the site that it comes from."""
        self.title = row.title
        self.local = row.local
        self.remote = row.remote
        self.decision = row.decision
        self.created = row.created
        self.plan: dict[str, Any] = json.loads(row.plan)
        """How it began and how far its source has been read: JSON values, the mover's own."""
        self.users = {row.site_id: row.user}
        """Whose job it is, at each of its sites; empty until the site was first reached."""
        if row.origin:
            self.users.setdefault(row.origin, self.plan.get("origin_user", ""))
        self.is_folder = row.is_folder
        self.item_ids = item_ids
        self.items: dict[int, Item] = {}
        self.failed: dict[int, Item] = {}
        self.counts: Counter[State] = Counter()
        self.remarks = 0
        """Items that are no files."""
        self.checks: Counter[Check] = Counter()
        self.size = 0
        self.settled = 0
        self.reading = 1
        """Folders still to be read; the first look at the source counts too."""
        self.chores = 0
        """Folders still to be prepared on the other side."""
        self.paused = row.paused
        self.dormant = False
        """Left over from an earlier run, and not to be gone on with by this process unless asked."""
        self.held = False
        """Waits for `proceed`: something was found that a person has to know first."""
        self.cancelled = row.state is State.CANCELLED
        self.halted: ProgramError | None = None
        """Why it was paused, where nobody asked for it."""
        self.halted_at = ""
        """The site that is to blame for it."""
        self.ended: ProgramError | None = None
        """Why all of it failed."""
        self.tasks: set[Task] = set()
        self.parked: list[Callable[[], None]] = []
        """What goes on when the job is resumed, beside its items."""
        self.due = 0.0
        """Monotonic seconds of the next try of a folder that could not be read or prepared."""
        self.speed = Speed()
        self.unsaved: dict[Item, None] = {}
        """Items that differ from what the journal holds."""

    def add(self, item: Item) -> None:
        """A new item, or a kept one that was built in its state."""
        self.items[item.id] = item
        self.remarks += isinstance(item, Remark)
        self.counts[item.state] += 1
        if item.state is not State.SKIPPED:
            self.size += item.size
        if item.state is State.FAILED:
            self.failed[item.id] = item
        if item.state is State.DONE:
            self.checks[item.check] += 1
        self.unsaved[item] = None

    def drop(self, item: Item) -> None:
        item.settle(0)
        if item.state is not State.SKIPPED:
            self.size -= item.size
        self.counts[item.state] -= 1
        self.remarks -= isinstance(item, Remark)
        del self.items[item.id]
        self.failed.pop(item.id, None)
        self.unsaved.pop(item, None)

    @property
    def user(self) -> str:
        """Whose job it is, at the site that it is listed for."""
        return self.users[self.site_id]

    def own(self, site_id: str, user: str) -> None:
        """At this site it goes on only as this user."""
        self.users[site_id] = user
        if site_id == self.origin:
            self.plan["origin_user"] = user

    @property
    def legs(self) -> int:
        """How often each byte travels: of a copy down and up."""
        return 2 if self.origin else 1

    def arrived(self, travelled: int, size: int) -> int:
        """What a person sees of so many travelled bytes of a content of this size."""
        return min(size, travelled // self.legs)

    @property
    def done(self) -> int:
        """Bytes that have travelled; a copy's on both of its ways."""
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
        if self.waiting or self.reading or self.chores or self.held:
            if self.resting:
                return State.PAUSED
            if self.held:
                return State.DECIDING
            return State.RUNNING if self.tasks or self.counts[State.RUNNING] else State.WAITING
        if self.counts[State.DECIDING]:
            return State.DECIDING
        if self.counts[State.FAILED]:
            return State.FAILED
        return State.SKIPPED if self.skipped and not self.counts[State.DONE] else State.DONE

    @property
    def files(self) -> int:
        return len(self.items) - self.remarks

    @property
    def skipped(self) -> int:
        """Files that were left out."""
        return self.counts[State.SKIPPED] - self.remarks

    @property
    def finished(self) -> bool:
        return self.state.finished

    @property
    def resting(self) -> bool:
        """Whether nothing of it may begin before somebody resumes it."""
        return self.paused or self.dormant

    @property
    def check(self) -> Check:
        """The weakest proof among the files that are done."""
        weakest_first = (Check.NONE, Check.SIZE, Check.HASH)
        return next((check for check in weakest_first if self.checks[check]), Check.NONE)

    def row(self) -> JobRow:
        """What the journal keeps of it."""
        state = self.state
        return JobRow(
            id=self.id,
            drop_id=self.drop_id,
            position=self.position,
            direction=self.direction,
            site_id=self.site_id,
            user=self.user,
            title=self.title,
            is_folder=self.is_folder,
            local=self.local,
            remote=self.remote,
            decision=self.decision,
            plan=json.dumps(self.plan),
            state=state,
            # What the end of a sign-in has stopped is not what a person paused: it is tried again.
            paused=self.paused and self.halted is None,
            error=self._error(state),
            note=self._note(state, math.inf),
            files=self.files,
            files_done=self.counts[State.DONE] + self.skipped,
            files_failed=self.counts[State.FAILED],
            files_deciding=self.counts[State.DECIDING],
            size=self.size,
            done=self.arrived(self.done, self.size),
            counting=self.reading > 0 and not state.finished,
            held=self.held,
            check=self.check,
            created=self.created,
            origin=self.origin,
        )

    def status(self, now: float, hold_until: float) -> JobStatus:
        """A snapshot; `hold_until`: when the site is tried again."""
        state = self.state
        moving = state is State.RUNNING
        speed = self.speed.value / self.legs if moving else 0.0
        done = self.arrived(self.done, self.size)
        retry_in = self._retry_in(state, max(self.due, hold_until) - now)
        return JobStatus(
            id=self.id,
            direction=self.direction,
            site_id=self.site_id,
            name=job_name(self.title, self.files, is_folder=self.is_folder),
            local=self.local,
            remote=self.remote,
            state=state,
            files=self.files,
            files_done=self.counts[State.DONE] + self.skipped,
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
            drop_id=self.drop_id,
            held=self.held,
            check=self.check,
            user=self.user,
            created=self.created,
            origin=self.origin,
            halted_at=self.halted_at if self.halted is not None else "",
            entry_id=portable.planned_entry_id(self.plan),
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
            plural(
                "{failed} of {n} file could not be transferred. The first reason: {reason}",
                "{failed} of {n} files could not be transferred. The first reason: {reason}",
                len(self.items),
                failed=number(len(self.failed)),
                reason=first.sentence,
            ),
            first.technical,
        )

    def _retry_in(self, state: State, seconds: float) -> float | None:
        moving = state not in (State.WAITING, State.RUNNING) or any(task.moved for task in self.tasks)
        return None if moving or seconds <= 0 else seconds

    def _note(self, state: State, now: float) -> str:
        if self.dormant and state is State.PAUSED:
            return say("Left from an earlier run; it goes on when it is resumed.")
        if self.held:
            return say("Nothing has been sent yet: look at what was found first.")
        if len(self.items) == 1:
            return next(iter(self.items.values())).status(now).note
        if asked := self.counts[State.DECIDING]:
            return plural(
                "{n} file is already there: a decision is needed.",
                "{n} files are already there: a decision is needed.",
                asked,
            )
        if state is State.DONE and (skipped := self.counts[State.SKIPPED]):
            return plural("{n} file was left out.", "{n} files were left out.", skipped)
        return ""
