"""The one bridge between the GUI thread and blocking calls.

    tasks.run(lambda: cloud.children(folder), self._on_page, self._on_failed, owner=self)

runs the call on a bounded pool and comes back on the GUI thread, through asyncio on Qt's loop. If `owner` is
destroyed, or the returned `Task` cancelled, the call is woken (its `Cancellation` is set) and nothing comes
back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

from bimexplorer.cancellation import Cancellation
from bimexplorer.errors import ProgramError
from bimexplorer.words import say

log = logging.getLogger(__name__)

T = TypeVar("T")

_WORKERS = 6


class Task:
    """One call on its way; `cancel` may be called at any time."""

    def __init__(self) -> None:
        self._cancellation = Cancellation()
        self._dropped = False

    def cancel(self) -> None:
        """Wake the call; neither `done` nor `failed` will be called."""
        self._dropped = True
        self._cancellation.cancel()


class Tasks:
    """Runs blocking calls for views. Lives in, and is only used from, the GUI thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="view")
        self._running: dict[asyncio.Task[None], Task] = {}
        self._stopped = False

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[ProgramError], object],
        owner: QObject | None = None,
    ) -> Task:
        """Call `work()` on a worker, then `done(result)` or `failed(error)` on the GUI thread.

        An error that is no `ProgramError` is a defect: it is logged with its trace, and `failed` gets a
        sentence.
        """
        task = Task()
        if self._stopped:
            # A view's timer may ring once more while the program ends.
            task.cancel()
            return task

        def scoped() -> T:
            with task._cancellation.scope() as cancellation:  # noqa: SLF001  (Task is this module's own)
                cancellation.check()
                return work()

        # Begun here and not in the coroutine: that one comes after whatever is to be painted now.
        answer = self._pool.submit(scoped)
        running = self._loop.create_task(self._follow(task, answer, done, failed, owner))
        self._running[running] = task
        running.add_done_callback(lambda ended: self._running.pop(ended, None))
        return task

    def stop(self) -> None:
        """Cancel everything and wait for the workers; after this nothing begins and nothing comes back."""
        self._stopped = True
        for task in list(self._running.values()):
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for running in list(self._running):
            running.cancel()

    async def _follow(
        self,
        task: Task,
        answer: Future[T],
        done: Callable[[T], object],
        failed: Callable[[ProgramError], object],
        owner: QObject | None,
    ) -> None:
        error: ProgramError | None = None
        try:
            result = await asyncio.wrap_future(answer, loop=self._loop)
        except ProgramError as known:
            error = known
        except Exception as defect:
            log.exception("A view's call failed unexpectedly")
            error = ProgramError(say("Something went wrong inside BIM Explorer."), repr(defect))
        if task._dropped or (owner is not None and not shiboken6.isValid(owner)):  # noqa: SLF001
            return
        if error is not None:
            failed(error)
        else:
            done(result)
