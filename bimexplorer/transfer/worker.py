"""One thread that owns every record: it gets messages, gives tasks to lanes and hears how they ended."""

from __future__ import annotations

import heapq
import itertools
import logging
import math
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bimexplorer.cancellation import current
from bimexplorer.errors import ProgramError
from bimexplorer.transfer.keeper import Keeper
from bimexplorer.transfer.lanes import Lanes, Task
from bimexplorer.transfer.records import Item, Job, Retrying

log = logging.getLogger(__name__)

TICK = 0.2
"""Seconds between two looks at how far the running tasks are."""
_DISK_LANES = 2
_AT_ONCE = 500
"""Messages that are worked off in one round, while those who ask wait for its end."""


class Worker:
    """The loop. What happens in a round, and what a task means to it, is said by who derives from it.

    Methods without a remark run on the worker thread, under `lock`.
    """

    def __init__(self, keeper: Keeper, on_change: Callable[[int], None]) -> None:
        """`on_change(job_id)` is called on the worker, without the lock."""
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.keeper = keeper
        self.round: Callable[[], float] = lambda: math.inf
        """Called once a round, without the lock; the monotonic seconds at which it wants to be again."""
        self.rest_until = math.inf
        """Monotonic seconds at which something that waits for company waits no longer."""
        self.running: set[Task] = set()
        self.touched: set[int] = set()
        """Jobs of which a change has to be told."""
        self.stopping = False
        self._on_change = on_change
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._disk = Lanes(_DISK_LANES, "transfer-disk", self._report)
        self._pools = [self._disk]
        self._ready: list[tuple[Lanes, Task]] = []
        """Tasks that go to their lanes once what must be on the disk before is there."""
        self._after_save: list[Callable[[], None]] = []
        self._timers: list[tuple[float, int, Retrying, Callable[[], None]]] = []
        self._serial = itertools.count()

    def turn(self) -> None:
        """What is done in each round, after its messages."""
        raise NotImplementedError

    def ended(self, task: Task) -> None:
        """A task has ended: its place is free."""
        raise NotImplementedError

    def idle(self, item: Item) -> None:
        """The last task of an item has ended, and what follows from it was done."""
        raise NotImplementedError

    def defect(self, jobs: list[Job] | None) -> None:
        """What followed from a task of these jobs (None: of any) failed for a reason of ours."""
        raise NotImplementedError

    # ------------------------------------------------------------------ from any thread

    def post(self, action: Callable[[], None]) -> None:
        """Have something done on the worker."""
        self._inbox.put(action)

    def saved(self, action: Callable[[], None]) -> None:
        """Have something done on the worker, and come back when the journal has it; for lanes.

        Raises `Cancelled`.
        """
        written = self._write_after(action)
        token = current()
        while not written.wait(0.05):
            token.check()

    def flush(self, seconds: float) -> None:
        """Come back when the journal has what happened up to now; waits that long at most."""
        self._write_after(_nothing).wait(seconds)

    def _write_after(self, action: Callable[[], None]) -> threading.Event:
        written = threading.Event()

        def act() -> None:
            action()
            self.keeper.urgent = True
            self._after_save.append(written.set)

        self.post(act)
        return written

    def ask_to_stop(self) -> None:
        """Cancel what runs and let `work` return."""
        self.post(self._stop)

    def end_lanes(self, deadline: float) -> None:
        """End every other thread, until `deadline` (monotonic seconds) at most."""
        for pool in self._pools:
            pool.dismiss()
        for pool in self._pools:
            pool.join(deadline)

    # ------------------------------------------------------------------ tasks and timers

    def touch(self, job: Job) -> None:
        """Say that something about the job changed (soon, and once for many changes)."""
        self.touched.add(job.id)
        self.keeper.note(job)

    def new_lanes(self, count: int) -> Lanes:
        """Further threads for tasks."""
        lanes = Lanes(count, f"transfer-{len(self._pools)}", self._report)
        lanes.start()
        self._pools.append(lanes)
        return lanes

    def hand_over(self, lanes: Lanes, task: Task) -> None:
        """Run a task there, when what must be on the disk before is there."""
        self._note_start(task)
        self._ready.append((lanes, task))

    def on_disk(self, task: Task) -> None:
        """Run a task that makes no request; any number may be waiting."""
        self._note_start(task)
        self._disk.run(task)

    def _note_start(self, task: Task) -> None:
        self.running.add(task)
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
        self.running.discard(task)
        self.ended(task)
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
            self.defect([task.job] if task.job is not None else None)
        if task.item is not None and not task.item.tasks:
            self.idle(task.item)

    def at(self, due: float, unit: Retrying, action: Callable[[], None]) -> None:
        """Do something for a unit that is tried again at a time (monotonic seconds)."""
        heapq.heappush(self._timers, (due, next(self._serial), unit, action))

    def ring_all(self) -> None:
        """Do now what was to be done at a time."""
        timers, self._timers = self._timers, []
        for _, _, unit, action in sorted(timers, key=lambda timer: timer[:2]):
            unit.due = 0.0
            self.guarded(action)

    @property
    def timed(self) -> bool:
        """Whether something is to be done at a time."""
        return bool(self._timers)

    # ------------------------------------------------------------------ the loop

    def work(self) -> None:
        """The worker's life, until `ask_to_stop`."""
        self._disk.start()
        while not self.stopping:
            action = self._next_action()
            with self.lock:
                self._act(action)
                self.turn()
                touched, self.touched = self.touched, set()
                changes = self.keeper.collect()
            if changes is not None:
                self.keeper.write(changes)
            self._hand_out()
            for job_id in touched:
                self.guarded(partial(self._on_change, job_id))
        with self.lock:
            changes = self.keeper.collect_all()
        self.keeper.write(changes)

    def _hand_out(self) -> None:
        if self.keeper.urgent:
            return
        ready, self._ready = self._ready, []
        for lanes, task in ready:
            lanes.run(task)
        after, self._after_save = self._after_save, []
        for action in after:
            action()

    def _next_action(self) -> Callable[[], None] | None:
        now = time.monotonic()
        # Without tasks nothing moves, and the next thing to happen is a message or a timer. While one
        # runs down, its seconds are told.
        wakes = [self.rest_until, self.round()]
        if (due := self.keeper.due()) is not None:
            wakes.append(due)
        if self.running:
            wakes.append(now + TICK)
        if self._timers:
            wakes += [self._timers[0][0], now + 1.0]
        wake = min(wakes)
        try:
            return self._inbox.get(timeout=None if wake == math.inf else max(0.0, wake - now))
        except queue.Empty:
            return None

    def _act(self, action: Callable[[], None] | None) -> None:
        """This message, those that came meanwhile, and the timers that are due."""
        for _ in range(_AT_ONCE):
            if action is not None:
                self.guarded(action)
            try:
                action = self._inbox.get_nowait()
            except queue.Empty:
                break
        else:
            if action is not None:
                self.guarded(action)
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            self.guarded(heapq.heappop(self._timers)[3])

    def guarded(self, action: Callable[[], None]) -> None:
        """Do it. A defect in one step must end neither the worker nor the other transfers."""
        try:
            action()
        except Exception:
            log.exception("A step of the transfer queue ended unexpectedly")

    def _stop(self) -> None:
        self.stopping = True
        self.changed.notify_all()
        for task in self.running:
            task.cancellation.cancel()


def _nothing() -> None:
    """Only the coming back counts."""
