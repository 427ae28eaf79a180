"""The transfer queue of all sites: what the window and `bimx` talk to.

Every method may be called from any thread and returns at once (`wait` and `stop` excepted): wishes become
messages to the worker (`engine`), questions are answered from its records.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.download import Downloads
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.records import Job
from bimexplorer.transfer.status import Decision, Direction, ItemStatus, JobStatus, State
from bimexplorer.transfer.upload import Uploads

_STOP_SECONDS = 1.0


class TransferQueue:
    """Jobs, in memory, worked on by one thread and a few lanes."""

    def __init__(
        self, open_cloud: Callable[[str], Cloud], on_change: Callable[[int], None], *, lanes: int = 4
    ) -> None:
        """`lanes`: tasks of one site at a time.

        `open_cloud(site_id)` is called on lanes, often; what it raises ends the site's jobs.

        `on_change(job_id)` is called on the worker: something about the job changed, or it is gone.
        """
        self._engine = Engine(open_cloud, on_change, lanes)
        self._uploads = Uploads(self._engine)
        self._downloads = Downloads(self._engine)
        self._engine.movers = {Direction.UPLOAD: self._uploads, Direction.DOWNLOAD: self._downloads}

    def start(self) -> None:
        """Begin to work."""
        self._engine.start()

    def stop(self) -> None:
        """Cancel what runs and end every thread, within about a second. Unfinished work is forgotten."""
        self._engine.stop(_STOP_SECONDS)

    # ------------------------------------------------------------------ wishes

    def upload(
        self,
        site_id: str,
        sources: Sequence[Path],
        folder: Entry,
        *,
        decision: Decision = Decision.ASK,
        as_name: str = "",
    ) -> list[int]:
        """Send files, and folders with all below them, into a remote folder; one job for each source.

        `as_name`: the name a single source gets there.
        """
        jobs = []
        for source in sources:
            name = as_name or source.name
            remote = "/" + "/".join((*folder.path, name))
            jobs.append(Job(Direction.UPLOAD, site_id, source.name, str(source), remote, decision))
        return self._add(jobs, partial(self._uploads.start, jobs, sources, folder, as_name))

    def download(
        self,
        site_id: str,
        entries: Sequence[Entry],
        folder: Path,
        *,
        decision: Decision = Decision.ASK,
        as_name: str = "",
    ) -> list[int]:
        """Bring files, and folders with all below them, into a local folder; one job for each entry.

        The folder is made if it is missing. `as_name`: the name a single entry gets there.
        """
        jobs = []
        for entry in entries:
            remote = "/" + "/".join(entry.path)
            target = str(folder / local_name) if (local_name := as_name or entry.name) else str(folder)
            jobs.append(Job(Direction.DOWNLOAD, site_id, entry.name, target, remote, decision))
        return self._add(jobs, partial(self._downloads.start, jobs, entries, folder, as_name))

    def _add(self, jobs: list[Job], begin: Callable[[], None]) -> list[int]:
        if not jobs:
            return []
        with self._engine.lock:
            for job in jobs:
                self._engine.jobs[job.id] = job

        def begin_work() -> None:
            # Whoever asks for new work of a site is there to sign in again.
            self._engine.site(jobs[0].site_id).halted = None
            for job in jobs:
                self._engine.touch(job)
            begin()

        self._engine.post(begin_work)
        return [job.id for job in jobs]

    def decide(self, job_id: int, decision: Decision, *, item_id: int | None = None) -> None:
        """Say what happens with a name that is already there.

        Without `item_id` for all of the job, also for what is found later.
        """

        def act(job: Job) -> None:
            items = list(job.items.values()) if item_id is None else [job.items[item_id]]
            if item_id is None:
                job.decision = decision
            for item in items:
                if item.state is State.DECIDING:
                    if item_id is not None:
                        item.decision = decision
                    self._engine.movers[job.direction].resolve(item)

        self._for_jobs([job_id], act)

    def pause(self, job_ids: Iterable[int]) -> None:
        self._for_jobs(job_ids, self._engine.pause)

    def resume(self, job_ids: Iterable[int]) -> None:
        """Go on with paused jobs; after a new sign-in with those that its end had stopped."""
        self._for_jobs(job_ids, self._engine.resume)

    def retry(self, job_ids: Iterable[int]) -> None:
        """Try the failed items again. A job whose site is gone stays as it is."""

        def act(job: Job) -> None:
            if job.ended is not None or job.cancelled:
                return
            self._engine.resume(job)
            for item in list(job.failed.values()):
                self._engine.movers[job.direction].again(item)
            self._engine.touch(job)

        self._for_jobs(job_ids, act)

    def cancel(self, job_ids: Iterable[int]) -> None:
        """End jobs; nothing of what was not finished stays visible on either side."""
        self._for_jobs(job_ids, self._engine.cancel)

    def clear_finished(self) -> None:
        """Take finished jobs off the list."""

        def act() -> None:
            for job in list(self._engine.jobs.values()):
                if job.finished:
                    self._engine.forget(job)

        self._engine.post(act)

    def cancel_site(self, site_id: str) -> None:
        """The site is being removed: its unfinished jobs fail with a sentence."""
        error = ProgramError("The site was removed while this was being transferred.")
        self._engine.post(partial(self._engine.close_site, site_id, error))

    def _for_jobs(self, job_ids: Iterable[int], act: Callable[[Job], None]) -> None:
        wanted = list(job_ids)

        def act_on_each() -> None:
            for job_id in wanted:
                if (job := self._engine.jobs.get(job_id)) is not None:
                    act(job)

        self._engine.post(act_on_each)

    # ------------------------------------------------------------------ questions

    def jobs(self) -> tuple[JobStatus, ...]:
        """All jobs, in the order in which they were asked for."""
        with self._engine.lock:
            return tuple(map(self._status, self._engine.jobs.values()))

    def job(self, job_id: int) -> JobStatus | None:
        """One job; None if it was cleared."""
        with self._engine.lock:
            job = self._engine.jobs.get(job_id)
            return None if job is None else self._status(job)

    def _status(self, job: Job) -> JobStatus:
        site = self._engine.sites.get(job.site_id)
        return job.status(time.monotonic(), site.hold_until if site is not None else 0.0)

    def items(self, job_id: int) -> tuple[ItemStatus, ...]:
        """The files of a job, in the order in which they were found; empty if it was cleared."""
        now = time.monotonic()
        with self._engine.lock:
            job = self._engine.jobs.get(job_id)
            return () if job is None else tuple(item.status(now) for item in job.items.values())

    @property
    def active(self) -> bool:
        """Whether something moves, or will without anybody's help."""
        with self._engine.lock:
            return any(job.state in (State.WAITING, State.RUNNING) for job in self._engine.jobs.values())

    def wait(self, job_ids: Iterable[int], timeout: float | None = None) -> bool:
        """Wait until none of the jobs can go on by itself: finished, paused, or in need of a decision.

        What was asked for before on this thread counts. False: the time (seconds) was over, or the queue was
        stopped, first.
        """
        wanted = list(job_ids)
        heard = threading.Event()
        self._engine.post(heard.set)

        def rested() -> bool:
            if self._engine.stopping:
                return True
            if not heard.is_set():
                return False
            jobs = (self._engine.jobs.get(job_id) for job_id in wanted)
            return all(job is None or job.state not in (State.WAITING, State.RUNNING) for job in jobs)

        with self._engine.changed:
            return self._engine.changed.wait_for(rested, timeout) and not self._engine.stopping
