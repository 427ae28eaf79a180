"""Threads that carry out blocking work for the worker, one task at a time each.

A lane lives as long as the queue: clouds keep one kept-alive connection per thread.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bimexplorer.cancellation import Cancellation
from bimexplorer.errors import Cancelled, Offline, ProgramError
from bimexplorer.transfer.throttle import Throttle
from bimexplorer.words import say

if TYPE_CHECKING:
    from bimexplorer.transfer.records import Item, Job
    from bimexplorer.transfer.waiting import Site

log = logging.getLogger(__name__)

NO_LIMIT = Throttle()


class Task:
    """One blocking piece of work, and what the worker does afterwards.

    `work` runs on a lane inside `cancellation`'s scope; exactly one of `then` (with its result) and `failed`
    runs on the worker.
    """

    __slots__ = (
        "cancellation",
        "failed",
        "item",
        "job",
        "moved",
        "pausable",
        "site",
        "survey",
        "then",
        "throttle",
        "work",
    )

    def __init__(
        self,
        work: Callable[[Task], Any],
        then: Callable[[Any], None],
        failed: Callable[[ProgramError], None],
        *,
        job: Job | None = None,
        item: Item | None = None,
        pausable: bool = True,
    ) -> None:
        self.work = work
        self.then = then
        self.failed = failed
        self.item = item
        self.job = item.job if item is not None else job
        """Whose work it is; None for what several jobs share."""
        self.pausable = pausable
        """Whether it ends when its job is paused; reading the source does not, it moves nothing."""
        self.site: Site | None = None
        """Whose lane it takes; None: one of the disk's."""
        self.survey = False
        """Whether it counts among the site's surveys."""
        self.throttle = NO_LIMIT
        """What holds its bytes back."""
        self.cancellation = Cancellation()
        self.moved = 0
        """Bytes that travelled in this task: written by the lane, read by anybody."""


Report = Callable[[Task, Any, "ProgramError | None"], None]


class Lanes:
    """A fixed number of threads."""

    def __init__(self, count: int, name: str, report: Report) -> None:
        """`report(task, result, error)` is called on the lane when a task has ended."""
        self._report = report
        self._name = name
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._count = count

    def start(self) -> None:
        self.grow(self._count)

    def grow(self, count: int) -> None:
        """Have at least so many threads; those that are too many only wait."""
        while len(self._threads) < count:
            name = f"{self._name}-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def run(self, task: Task) -> None:
        """Hand over a task; it waits until a lane is free."""
        self._tasks.put(task)

    def dismiss(self) -> None:
        """End the threads when what was handed over has ended."""
        for _ in self._threads:
            self._tasks.put(None)

    def join(self, deadline: float) -> None:
        """Wait for the threads' end, until `deadline` (monotonic seconds) at most."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                log.warning("A lane did not end in time: %s", thread.name)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            result: Any = None
            failure: ProgramError | None = None
            try:
                with task.cancellation.scope():
                    task.cancellation.check()
                    result = task.work(task)
            except Cancelled as error:
                failure = error
                if not task.cancellation.cancelled:
                    # Somebody closed the connection: whether there is another one shows at the next try.
                    failure = Offline(say("The connection was closed."), error.technical)
                    failure.__cause__ = error
            except ProgramError as error:
                failure = error
            except Exception as error:
                log.exception("A transfer's task ended unexpectedly")
                failure = ProgramError(
                    say("Something went wrong inside the program."), traceback.format_exc()
                )
                failure.__cause__ = error
            self._report(task, result, failure)
            del task, result, failure
