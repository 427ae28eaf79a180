"""What becomes of jobs, files and sites: which one is next, what a failure means, what people ask for."""

from __future__ import annotations

import itertools
import logging
import math
import random
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, Cancelled, ProgramError, Verdict, classify
from bimexplorer.transfer import plan
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import ByJob, FolderRow, ItemRow
from bimexplorer.transfer.keeper import Keeper
from bimexplorer.transfer.lanes import NO_LIMIT, Task
from bimexplorer.transfer.records import Item, Job, Retrying
from bimexplorer.transfer.status import Direction, JobStatus, Limits, Question, State
from bimexplorer.transfer.throttle import Throttle
from bimexplorer.transfer.waiting import Site
from bimexplorer.transfer.worker import TICK, Worker
from bimexplorer.words import say

log = logging.getLogger(__name__)


class SiteClosed(ProgramError):
    """The site is not to be had any more: nothing of it can go on."""


class Mover(Protocol):
    """One direction's side of the work; every method runs on the worker."""

    def start(self, jobs: Sequence[Job]) -> None:
        """Begin the jobs of one drop, as their plans say."""

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        """Build the items of an earlier run's jobs of one drop; what has yet to be read is `parked`."""

    def sweep(self, items: Sequence[ItemRow]) -> None:
        """Remove what an earlier run may have left of a job that was cancelled."""

    def begin(self, item: Any) -> Task | None:
        """What a waiting item needs next; None: nothing now."""

    def more(self, site: Site, room: int, /) -> Task | None:
        """A further piece of what has begun already, if `room` lanes are left; None: nothing now."""

    def rest(self, site: Site, /) -> float | None:
        """Nothing else of the site can begin now: seconds after which to look again, None: no matter."""

    def resolve(self, item: Any) -> None:
        """A person decided about an item."""

    def again(self, item: Any) -> None:
        """A failed item is to be tried again."""

    def resumed(self, item: Any) -> None:
        """A paused item goes on."""

    def stopped(self, item: Any, *, forget: bool) -> None:
        """An item was paused or, to `forget`, cancelled or failed: its tasks are being cancelled."""

    def proceed(self, job: Job) -> None:
        """A person has seen what was found before anything was sent."""

    def ended(self, job: Job) -> None:
        """A job was cancelled, or failed as a whole."""

    def reordered(self) -> None:
        """Jobs have other positions."""


class Engine(Worker):
    """Scheduling, retries and states, the same for both directions.

    Methods without a remark run on the worker thread, under `lock`.
    """

    def __init__(
        self,
        open_cloud: Callable[[str], Cloud],
        on_change: Callable[[int], None],
        journal: Journal,
        limits: Limits,
    ) -> None:
        super().__init__(Keeper(journal), on_change)
        self.jobs: dict[int, Job] = {}
        self.shown: dict[int, tuple[float, JobStatus]] = {}
        """Job id -> position, and what a person sees of it: never changed in place, read without the lock."""
        self.sites: dict[str, Site] = {}
        self.movers: dict[Direction, Mover] = {}
        self.journal = journal
        self.item_ids: Iterator[int] = itertools.count(1)
        self.limits = limits
        self.up = Throttle(limits.upload_rate)
        self.down = Throttle(limits.download_rate)
        self._open_cloud = open_cloud
        self._sampled = 0.0
        self._shown_trouble: ProgramError | None = None

    # ------------------------------------------------------------------ from any thread

    def cloud(self, site_id: str) -> Cloud:
        """The site's connection, for a lane. Raises `SiteClosed` where there will be none any more."""
        try:
            cloud = self._open_cloud(site_id)
        except ProgramError as error:
            if isinstance(error, (AuthExpired, Cancelled)) or classify(error) is Verdict.RETRY:
                raise
            raise SiteClosed(error.sentence, error.technical) from error
        site = self.sites.get(site_id)
        if site is not None and site.user and cloud.account().username != site.user:
            raise AuthExpired(say("Somebody else than “{user}” is signed in now.", user=site.user))
        return cloud

    @property
    def moved(self) -> int:
        """Bytes that have travelled in all; only good for seeing that something moves."""
        return sum(job.done for job in {task.job for task in list(self.running) if task.job is not None})

    # ------------------------------------------------------------------ records

    def site(self, site_id: str) -> Site:
        """The site's record; each has lanes of its own, so that one that hangs keeps no other waiting."""
        if (known := self.sites.get(site_id)) is not None:
            return known
        count = self.limits.connections
        site = self.sites[site_id] = Site(site_id, self.new_lanes(count), room=count)
        return site

    def limit(self, limits: Limits) -> None:
        """Take so much of the line and of the servers from now on."""
        more = limits.connections - self.limits.connections
        self.limits = limits
        self.up.rate, self.down.rate = limits.upload_rate, limits.download_rate
        for site in self.sites.values():
            # Below zero: those that are too many end with what they do now.
            site.room += more
            site.lanes.grow(limits.connections)

    def enter(
        self,
        item: Item,
        state: State,
        *,
        error: ProgramError | None = None,
        note: str | None = None,
        question: Question | None = None,
    ) -> None:
        item.enter(state, error=error, note=note, question=question)
        self.touch(item.job)

    def drop(self, item: Item) -> None:
        """Take an item off its job: what it stood for is looked at anew."""
        item.job.drop(item)
        self.keeper.drop_item(item)
        self.touch(item.job)

    def queue(self, item: Any, *, first: bool = False) -> None:
        """Let a waiting item start as soon as a lane is free, or when its job is resumed."""
        if item.job.resting:
            if item.state is State.WAITING:
                self.enter(item, State.PAUSED)
            return
        files = self.site(item.site_id).files
        if first:
            files.appendleft(item)
        else:
            files.append(item)

    # ------------------------------------------------------------------ failures

    def try_now(self) -> None:
        """The computer woke up, or is in another network: what waits for a server waits no longer."""
        for site in self.sites.values():
            site.failures, site.hold_until = 0, 0.0
        self.ring_all()
        for job in self.jobs.values():
            if job.due:
                job.due = 0.0
                self.touch(job)

    def answered(self, site_id: str) -> None:
        """The server gave an answer: whoever waited for it may go on."""
        if (site := self.sites.get(site_id)) is not None:
            site.failures, site.hold_until = 0, 0.0

    def try_later(self, site_id: str, unit: Retrying, error: ProgramError, again: Callable[[], None]) -> bool:
        """Have `again` called after the back-off; False if this failure is final.

        The end of a sign-in halts the site: `again` is called when a job of the site is resumed.
        """
        site = self.site(site_id)
        if isinstance(error, SiteClosed):
            self.close_site(site_id, error)
            return False
        if isinstance(error, AuthExpired):
            self._halt(site, error)
            again()
            return True
        if not plan.may_retry(error, unit.attempt + 1):
            return False
        log.info("Trying again after %s: %s", type(error).__name__, error.technical or error.english)
        now = time.monotonic()
        unit.attempt += 1
        after = plan.retry_after(error)
        unit.due = now + plan.retry_delay(unit.attempt, random.random(), after)  # noqa: S311 - spreads a crowd
        if plan.concerns_site(error) and now >= site.hold_until:
            site.failures += 1
            site.hold_until = now + plan.retry_delay(site.failures, random.random(), after)  # noqa: S311
        self.at(max(unit.due, site.hold_until), unit, again)
        return True

    def succeeded(self, site_id: str, unit: Retrying) -> None:
        """What was tried came through."""
        unit.attempt, unit.due = 0, 0.0
        self.answered(site_id)

    def fail(self, item: Item, error: ProgramError) -> None:
        """Give an item up, with the reason."""
        log.warning("%s failed: %s %s", item.name, error.english, error.technical)
        self._drop_tasks(item)
        self.enter(item, State.FAILED, error=error, note="")
        self.movers[item.job.direction].stopped(item, forget=classify(error) is not Verdict.RETRY)

    def _halt(self, site: Site, error: ProgramError) -> None:
        if site.halted is None:
            site.halted = error
            for job in self.jobs.values():
                if site.id in job.users and not job.finished and not job.paused:
                    job.halted, job.halted_at = error, site.id
                    self.pause(job)

    def close_site(self, site_id: str, error: ProgramError) -> None:
        """End every job of a site, with the reason."""
        for job in self.jobs.values():
            if site_id in job.users and not job.finished:
                job.ended = error
                self._end(job, State.FAILED, error)
        self.keeper.urgent = True
        site = self.sites.pop(site_id, None)
        if site is not None:
            site.lanes.dismiss()

    # ------------------------------------------------------------------ what people ask for

    def begin(self, jobs: Sequence[Job]) -> None:
        """Begin the jobs of one drop."""
        for job in jobs:
            self.touch(job)
        self.keeper.urgent = True
        for job in jobs:
            for site_id in job.users:
                # Whoever asks for new work of a site is there to sign in again.
                self.site(site_id).halted = None
                self._assign(job, self.site(site_id))
        self.movers[jobs[0].direction].start(jobs)

    def pause(self, job: Job) -> None:
        if job.finished or job.paused:
            return
        job.paused = True
        job.speed.clear()
        self.touch(job)
        mover = self.movers[job.direction]
        for item in job.items.values():
            if item.state in (State.WAITING, State.RUNNING):
                mover.stopped(item, forget=False)
        for task in list(job.tasks):
            if task.pausable:
                task.cancellation.cancel()

    def resume(self, job: Job) -> None:
        rested, job.dormant = job.resting, False
        if not rested or job.finished:
            return
        sites = [self.site(site_id) for site_id in job.users]
        for site in sites:
            if site.halted is not None or job.halted is not None:
                # Perhaps as somebody else.
                site.halted, site.user, site.called = None, "", True
        job.paused, job.halted = False, None
        self.touch(job)
        for site in sites:
            self._assign(job, site)
        if not job.paused:
            self.go_on(job)

    def go_on(self, job: Job) -> None:
        """Let everything that was stopped go on."""
        mover = self.movers[job.direction]
        for item in list(job.items.values()):
            if item.state is State.PAUSED:
                item.attempt, item.due = 0, 0.0
                self.enter(item, State.WAITING)
                mover.resumed(item)
        parked, job.parked = job.parked, []
        for action in parked:
            action()

    def cancel(self, job: Job) -> None:
        if job.finished:
            return
        job.cancelled = True
        self._end(job, State.CANCELLED, None)

    def _end(self, job: Job, state: State, error: ProgramError | None) -> None:
        job.parked.clear()
        job.paused = job.dormant = job.held = False
        job.reading = job.chores = 0
        job.speed.clear()
        mover = self.movers[job.direction]
        for item in job.items.values():
            if not item.state.finished:
                self._drop_tasks(item)
                self.enter(item, state, error=error, note="")
                mover.stopped(item, forget=True)
        for task in list(job.tasks):
            task.cancellation.cancel()
        mover.ended(job)
        self.touch(job)

    def forget(self, job: Job) -> None:
        """Take a finished job off the list."""
        for item in list(job.failed.values()):
            self.movers[job.direction].stopped(item, forget=True)
        del self.jobs[job.id]
        self.shown.pop(job.id, None)
        self.touched.add(job.id)
        self.keeper.unlist(job)

    def _drop_tasks(self, item: Item) -> None:
        for task in item.tasks:
            task.cancellation.cancel()

    # ------------------------------------------------------------------ what comes next

    def turn(self) -> None:
        self._sample()
        self._schedule()
        self._publish(self.touched)

    def ended(self, task: Task) -> None:
        if task.site is not None:
            task.site.room += 1
            task.site.surveying -= task.survey

    def idle(self, item: Item) -> None:
        if item.state is State.WAITING and item.due <= time.monotonic():
            # Its turn may have come while this last task was still ending.
            self.queue(item)

    def _publish(self, touched: set[int]) -> None:
        """Make what a person sees of these jobs: asking costs nobody a wait for a round of ours."""
        if self.keeper.trouble is not self._shown_trouble:
            self._shown_trouble = self.keeper.trouble
            touched |= self.jobs.keys()
        for job_id in touched:
            if (job := self.jobs.get(job_id)) is not None:
                self.show(job)

    def show(self, job: Job) -> None:
        """Publish a job's status. Called on any thread, under the lock."""
        status = job.status(time.monotonic(), self._hold_until(job))
        if self.keeper.trouble is not None and not status.state.finished:
            note = say(
                "The list of transfers cannot be saved, so this waits. {reason}",
                reason=self.keeper.trouble.sentence,
            )
            status = replace(status, note=note)
        self.shown[job.id] = (job.position, status)

    def _hold_until(self, job: Job) -> float:
        """When all of the job's sites may be asked again (monotonic seconds)."""
        sites = [self.sites.get(site_id) for site_id in job.users]
        return max((site.hold_until for site in sites if site is not None), default=0.0)

    def defect(self, jobs: list[Job] | None) -> None:
        """A defect of ours, just being handled: these jobs end with a sentence rather than hang."""
        error = ProgramError(say("Something went wrong inside the program."), traceback.format_exc())
        for job in jobs if jobs is not None else list(self.jobs.values()):
            if not job.finished:
                job.ended = error
                self._end(job, State.FAILED, error)

    def _sample(self) -> None:
        now = time.monotonic()
        if now - self._sampled < TICK:
            return
        self._sampled = now
        for job in {task.job for task in self.running if task.job is not None}:
            job.speed.sample(now, job.done)
            self.touch(job)
        if self.timed:
            # The seconds of a back-off count down.
            for job in self.jobs.values():
                if job.due > now or self._hold_until(job) > now:
                    self.touch(job)

    def _schedule(self) -> None:
        self.rest_until = math.inf
        if self.stopping:
            return
        for site in list(self.sites.values()):
            now = time.monotonic()
            if site.halted is not None or site.hold_until > now:
                continue
            if not site.user:
                self._greet(site)
                continue
            try:
                self._fill(site)
                waits = [mover.rest(site) for mover in self.movers.values()]
                if site.urgent:
                    self._fill(site)
            except Exception:
                log.exception("Scheduling ended unexpectedly")
                self.defect([job for job in self.jobs.values() if site.id in job.users])
                continue
            self.rest_until = min([self.rest_until, *(now + wait for wait in waits if wait is not None)])

    def _fill(self, site: Site) -> None:
        """Give every free lane of the site something to do."""
        while site.room > 0 and (task := self._next_task(site)) is not None:
            self._occupy(site, task)

    def _occupy(self, site: Site, task: Task) -> None:
        site.room -= 1
        task.site = site
        if task.job is not None and task.throttle is NO_LIMIT:
            task.throttle = self.up if task.job.direction is not Direction.DOWNLOAD else self.down
        self.hand_over(site.lanes, task)

    def _greet(self, site: Site) -> None:
        """Find out who is signed in, before anything is done in somebody's name."""
        if site.greeting or site.visit.due > time.monotonic():
            return
        if not (site.files or site.surveys or site.urgent or site.called):
            return
        site.greeting = True

        def greeted(user: str) -> None:
            site.greeting, site.called, site.user = False, False, user
            self.succeeded(site.id, site.visit)
            for job in self.jobs.values():
                if site.id in job.users and not job.finished:
                    self._assign(job, site)

        def failed(error: ProgramError) -> None:
            site.greeting = False
            if isinstance(error, Cancelled) or site.id not in self.sites:
                # The queue is just being stopped, or nobody wants to know any more.
                return
            if not self.try_later(site.id, site.visit, error, _nothing):
                self.close_site(site.id, error)

        self._occupy(site, Task(lambda _: self.cloud(site.id).account().username, greeted, failed))

    def _assign(self, job: Job, site: Site) -> None:
        """A job goes on only as the user who filled the queue."""
        if not site.user or job.resting:
            return
        begun_by = job.users[site.id]
        if not begun_by:
            job.own(site.id, site.user)
            self.touch(job)
        elif begun_by != site.user:
            job.halted_at = site.id
            job.halted = AuthExpired(
                say("This was begun by “{user}”. Sign in as “{user}” to go on with it.", user=begun_by),
                f"now: {site.user}",
            )
            self.pause(job)

    def _next_task(self, site: Site) -> Task | None:
        """What the site needs most: ending what began, then its next pieces, then folders, then files."""
        while site.urgent:
            if (task := site.urgent.popleft()()) is not None:
                return task
        # With others waiting, a big file leaves one lane to them.
        room = site.room if not site.files and not site.surveys else site.room - 1
        for mover in self.movers.values():
            if (task := mover.more(site, room)) is not None:
                return task
        limit = max(1, self.limits.connections // 2)
        while site.surveys and (site.surveying < limit or not site.files):
            if (task := site.surveys.popleft()()) is not None:
                site.surveying += 1
                task.survey = True
                return task
        while site.files:
            item = site.files.popleft()
            if item.state is not State.WAITING or item.tasks or item.due > time.monotonic():
                continue
            if (task := self.movers[item.job.direction].begin(item)) is not None:
                return task
        return None


def _nothing() -> None:
    """What comes next is found by looking."""
