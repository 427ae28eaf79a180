"""What this window sends is no news to whoever sent it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject

from bimexplorer.model import Entry
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Direction
from bimexplorer.ui.transfer_bridge import TransferBridge


class OwnUploads(QObject):
    """Knows where uploads and copies go that are under way, or have ended a moment ago."""

    def __init__(
        self,
        queue: TransferQueue,
        bridge: TransferBridge,
        seconds: float,
        parent: QObject | None = None,
    ) -> None:
        """`seconds`: so long after its last sign of life an upload counts."""
        super().__init__(parent)
        self._queue = queue
        self._seconds = seconds
        self._alive: dict[tuple[str, str], float] = {}
        """Site and `/folder/name` -> when its job has last shown a sign of life."""
        bridge.job_changed.connect(self._on_job_changed)

    def brought(self, site_id: str, entry: Entry) -> bool:
        """Whether an entry may be there, or be another, because of one of them."""
        at = self._alive.get((site_id, "/" + "/".join(entry.path)))
        return at is not None and time.monotonic() - at < self._seconds

    def _on_job_changed(self, job_id: int) -> None:
        job = self._queue.job(job_id)
        if job is None or job.direction is Direction.DOWNLOAD:
            return
        now = time.monotonic()
        while self._alive and now - self._alive[oldest := next(iter(self._alive))] >= self._seconds:
            del self._alive[oldest]
        self._alive.pop((job.site_id, job.remote), None)
        self._alive[job.site_id, job.remote] = now
