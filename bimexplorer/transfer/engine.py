"""The worker: one thread that owns every record, gives tasks to lanes and hears how they ended."""

from __future__ import annotations

import heapq
import itertools
import logging
import math
import queue
import random
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, Cancelled, ProgramError, Verdict, classify
from bimexplorer.transfer import plan
from bimexplorer.transfer.lanes import Lanes, Task
from bimexplorer.transfer.records import Item, Job, Retrying, Site
from bimexplorer.transfer.status import Direction, State

log = logging.getLogger(__name__)

_TICK = 0.2
"""Seconds between two looks at how far the running tasks are."""
_DISK_LANES = 2


class SiteClosed(ProgramError):
    """The site is not to be had any more: nothing of it can go on."""


class Mover(Protocol):
    """One direction's side of the work; every method runs on the worker."""

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

    def leave_nothing(self, job: Job) -> None:
        """The program ends: remove what an unfinished job left on this computer."""


class Engine:
    """Scheduling, retries and states, the same for both directions.

    Methods without a remark run on the worker thread, under `lock`.
    """

    def __init__(
        self, open_cloud: Callable[[str], Cloud], on_change: Callable[[int], None], lanes: int
    ) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.jobs: dict[int, Job] = {}
        self.sites: dict[str, Site] = {}
        self.movers: dict[Direction, Mover] = {}
        self._open_cloud = open_cloud
        self._on_change = on_change
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lane_count = lanes
        self._disk = Lanes(_DISK_LANES, "transfer-disk", self._report)
        self._pools = [self._disk]
        self._running: set[Task] = set()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = itertools.count()
        self._touched: set[int] = set()
        self._sampled = 0.0
        self._rest_until = math.inf
        """Monotonic seconds at which something that waits for company waits no longer."""
        self.stopping = False
        self._thread = threading.Thread(target=self._work, name="transfer-worker", daemon=True)

    # ------------------------------------------------------------------ from any thread

    def start(self) -> None:
        self._disk.start()
        self._thread.start()

    def post(self, action: Callable[[], None]) -> None:
        """Have something done on the worker."""
        self._inbox.put(action)

    def stop(self, seconds: float) -> None:
        """Cancel what runs and end every thread; waits that long at most."""
        deadline = time.monotonic() + seconds
        self.post(self._stop)
        if self._thread.ident is not None:
            self._thread.join(seconds)
        for pool in self._pools:
            pool.dismiss()
        for pool in self._pools:
            pool.join(deadline)
        for job in self.jobs.values():
            self.movers[job.direction].leave_nothing(job)

    def cloud(self, site_id: str) -> Cloud:
        """The site's connection, for a lane. Raises `SiteClosed` where there will be none any more."""
        try:
            return self._open_cloud(site_id)
        except ProgramError as error:
            if isinstance(error, (AuthExpired, Cancelled)) or classify(error) is Verdict.RETRY:
                raise
            raise SiteClosed(error.sentence, error.technical) from error

    # ------------------------------------------------------------------ records

    def site(self, site_id: str) -> Site:
        """The site's record; each has lanes of its own, so that one that hangs keeps no other waiting."""
        if (known := self.sites.get(site_id)) is not None:
            return known
        lanes = Lanes(self._lane_count, f"transfer-{len(self._pools)}", self._report)
        lanes.start()
        self._pools.append(lanes)
        site = self.sites[site_id] = Site(site_id, lanes, room=self._lane_count)
        return site

    def touch(self, job: Job) -> None:
        """Say that something about the job changed (soon, and once for many changes)."""
        self._touched.add(job.id)

    def enter(
        self, item: Item, state: State, *, error: ProgramError | None = None, note: str | None = None
    ) -> None:
        item.enter(state, error=error, note=note)
        self.touch(item.job)

    def queue(self, item: Any, *, first: bool = False) -> None:
        """Let a waiting item start as soon as a lane is free, or when its job is resumed."""
        if item.job.paused:
            if item.state is State.WAITING:
                self.enter(item, State.PAUSED)
            return
        files = self.site(item.job.site_id).files
        if first:
            files.appendleft(item)
        else:
            files.append(item)

    # ------------------------------------------------------------------ tasks

    def on_disk(self, task: Task) -> None:
        """Run a task that makes no request; any number may be waiting."""
        self._note_start(task)
        self._disk.run(task)

    def _note_start(self, task: Task) -> None:
        self._running.add(task)
        if task.job is not None:
            task.job.tasks.add(task)
            self.touch(task.job)
            if task.job.speed.idle:
                task.job.speed.sample(time.monotonic(), task.job.done)
        if task.item is not None:
            task.item.tasks.add(task)

    def _report(self, task: Task, result: Any, error: ProgramError | None) -> None:
        self._inbox.put(partial(self._ended, task, result, error))

    def _ended(self, task: Task, result: Any, error: ProgramError | None) -> None:
        self._running.discard(task)
        if task.site is not None:
            task.site.room += 1
            task.site.surveying -= task.survey
        if task.job is not None:
            task.job.tasks.discard(task)
            self.touch(task.job)
        if task.item is not None:
            task.item.tasks.discard(task)
        try:
            if error is None:
                task.then(result)
            else:
                task.failed(error)
        except Exception:
            log.exception("What follows from a task ended unexpectedly")
            self._defect([task.job] if task.job is not None else list(self.jobs.values()))
        item = task.item
        if (
            item is not None
            and not item.tasks
            and item.state is State.WAITING
            and item.due <= time.monotonic()
        ):
            # Its turn may have come while this last task was still ending.
            self.queue(item)

    # ------------------------------------------------------------------ failures

    def at(self, due: float, action: Callable[[], None]) -> None:
        """Do something at a time (monotonic seconds)."""
        heapq.heappush(self._timers, (due, next(self._serial), action))

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
        log.info("Trying again after %s: %s", type(error).__name__, error.technical or error.sentence)
        now = time.monotonic()
        unit.attempt += 1
        after = plan.retry_after(error)
        unit.due = now + plan.retry_delay(unit.attempt, random.random(), after)  # noqa: S311 - spreads a crowd
        if plan.concerns_site(error) and now >= site.hold_until:
            site.failures += 1
            site.hold_until = now + plan.retry_delay(site.failures, random.random(), after)  # noqa: S311
        self.at(max(unit.due, site.hold_until), again)
        return True

    def succeeded(self, site_id: str, unit: Retrying) -> None:
        """What was tried came through."""
        unit.attempt, unit.due = 0, 0.0
        self.answered(site_id)

    def fail(self, item: Item, error: ProgramError) -> None:
        """Give an item up, with the reason."""
        log.warning("%s failed: %s %s", item.name, error.sentence, error.technical)
        self._drop_tasks(item)
        self.enter(item, State.FAILED, error=error, note="")
        self.movers[item.job.direction].stopped(item, forget=classify(error) is not Verdict.RETRY)

    def _halt(self, site: Site, error: ProgramError) -> None:
        if site.halted is None:
            site.halted = error
            for job in self.jobs.values():
                if job.site_id == site.id and not job.finished and not job.paused:
                    job.halted = error
                    self.pause(job)

    def close_site(self, site_id: str, error: ProgramError) -> None:
        """End every job of a site, with the reason."""
        for job in self.jobs.values():
            if job.site_id == site_id and not job.finished:
                job.ended = error
                self._end(job, State.FAILED, error)
        site = self.sites.pop(site_id, None)
        if site is not None:
            site.lanes.dismiss()

    # ------------------------------------------------------------------ what people ask for

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
        if not job.paused or job.finished:
            return
        self.site(job.site_id).halted = None
        job.paused, job.halted = False, None
        self.touch(job)
        mover = self.movers[job.direction]
        for item in job.items.values():
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
        job.paused = False
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
        self.touch(job)

    def forget(self, job: Job) -> None:
        """Take a finished job off the list."""
        for item in list(job.failed.values()):
            self.movers[job.direction].stopped(item, forget=True)
        del self.jobs[job.id]
        self.touch(job)

    def _drop_tasks(self, item: Item) -> None:
        for task in item.tasks:
            task.cancellation.cancel()

    # ------------------------------------------------------------------ the loop

    def _work(self) -> None:
        while not self.stopping:
            action = self._next_action()
            with self.lock:
                self._act(action)
                self._sample()
                self._schedule()
                touched, self._touched = self._touched, set()
                # Each round, for who waits to be heard only.
                self.changed.notify_all()
            for job_id in touched:
                self._guarded(partial(self._on_change, job_id))

    def _next_action(self) -> Callable[[], None] | None:
        now = time.monotonic()
        # Without tasks nothing moves, and the next thing to happen is a message or a timer. While one
        # runs down, its seconds are told.
        wakes = [self._rest_until]
        if self._running:
            wakes.append(now + _TICK)
        if self._timers:
            wakes += [self._timers[0][0], now + 1.0]
        wake = min(wakes)
        try:
            return self._inbox.get(timeout=None if wake == math.inf else max(0.0, wake - now))
        except queue.Empty:
            return None

    def _act(self, action: Callable[[], None] | None) -> None:
        """This message, those that came meanwhile, and the timers that are due."""
        for _ in range(500):
            if action is not None:
                self._guarded(action)
            try:
                action = self._inbox.get_nowait()
            except queue.Empty:
                break
        else:
            if action is not None:
                self._guarded(action)
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            self._guarded(heapq.heappop(self._timers)[2])

    def _guarded(self, action: Callable[[], None]) -> None:
        """A defect in one step must end neither the worker nor the other transfers."""
        try:
            action()
        except Exception:
            log.exception("A step of the transfer queue ended unexpectedly")

    def _defect(self, jobs: list[Job]) -> None:
        """A defect of ours, just being handled: these jobs end with a sentence rather than hang."""
        error = ProgramError("Something went wrong inside the program.", traceback.format_exc())
        for job in jobs:
            if not job.finished:
                job.ended = error
                self._end(job, State.FAILED, error)

    def _sample(self) -> None:
        now = time.monotonic()
        if now - self._sampled < _TICK:
            return
        self._sampled = now
        for job in {task.job for task in self._running if task.job is not None}:
            job.speed.sample(now, job.done)
            self.touch(job)
        if self._timers:
            # The seconds of a back-off count down.
            for job in self.jobs.values():
                site = self.sites.get(job.site_id)
                if job.due > now or (site is not None and site.hold_until > now):
                    self.touch(job)

    def _schedule(self) -> None:
        self._rest_until = math.inf
        if self.stopping:
            return
        for site in list(self.sites.values()):
            now = time.monotonic()
            if site.halted is not None or site.hold_until > now:
                continue
            try:
                self._fill(site)
                waits = [mover.rest(site) for mover in self.movers.values()]
                self._fill(site)
            except Exception:
                log.exception("Scheduling ended unexpectedly")
                self._defect([job for job in self.jobs.values() if job.site_id == site.id])
                continue
            self._rest_until = min([self._rest_until, *(now + wait for wait in waits if wait is not None)])

    def _fill(self, site: Site) -> None:
        """Give every free lane of the site something to do."""
        while site.room and (task := self._next_task(site)) is not None:
            site.room -= 1
            self._note_start(task)
            task.site = site
            site.lanes.run(task)

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
        limit = max(1, self._lane_count // 2)
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

    def _stop(self) -> None:
        self.stopping = True
        for task in self._running:
            task.cancellation.cancel()
