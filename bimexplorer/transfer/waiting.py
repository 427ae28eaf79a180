"""What waits for the lanes of a site, and in which order; changed by the worker thread only."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.lanes import Lanes, Task
from bimexplorer.transfer.records import Retrying

if TYPE_CHECKING:
    from bimexplorer.transfer.incoming import DownloadItem
    from bimexplorer.transfer.outgoing import UploadItem


class Waiting:
    """Items that may start, by the position of their jobs; what has begun already goes first."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, float, int, Any]] = []
        self._serial = itertools.count(1)

    def __bool__(self) -> bool:
        return bool(self._heap)

    def append(self, item: UploadItem | DownloadItem) -> None:
        heapq.heappush(self._heap, (1, item.job.position, next(self._serial), item))

    def appendleft(self, item: UploadItem | DownloadItem) -> None:
        heapq.heappush(self._heap, (0, item.job.position, -next(self._serial), item))

    def popleft(self) -> UploadItem | DownloadItem:
        item: UploadItem | DownloadItem = heapq.heappop(self._heap)[3]
        return item

    def reorder(self) -> None:
        """Positions have changed."""
        self._heap = [(rank, item.job.position, serial, item) for rank, _, serial, item in self._heap]
        heapq.heapify(self._heap)


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
    files: Waiting = field(default_factory=Waiting)
    """One that is no longer waiting is passed over."""
    surveying: int = 0
    """Surveys that run."""
    failures: int = 0
    """Times in a row that the server gave no answer."""
    hold_until: float = 0.0
    """Monotonic seconds before which nothing is begun."""
    halted: ProgramError | None = None
    """Why nothing is begun until a person did something."""
    user: str = ""
    """Who is signed in; empty until the site was reached."""
    visit: Retrying = field(default_factory=Retrying)
    """The question who is signed in."""
    called: bool = False
    """It is to be asked even if nothing seems to wait: a commit of another user may."""
    greeting: bool = False
    """It is being asked who is signed in."""
