"""The transfer queue of all sites: what the window and `bimx` talk to.

Every method may be called from any thread and, where nothing else is said, returns at once: wishes become
messages to the worker, questions are answered from its records. One process works a profile's queue; in
another one the same methods hand wishes over to it through the journal, and tell what it does.
"""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer import orders, restoring, wishes
from bimexplorer.transfer.awake import Awake, SleepWatch
from bimexplorer.transfer.comparing import known_upload
from bimexplorer.transfer.copies import Copies
from bimexplorer.transfer.download import Downloads
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.following import Follower, Message, settled
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import JobRow, Kept, Upload, Verb, Wish
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.orders import Order
from bimexplorer.transfer.status import (
    Decision,
    Direction,
    HistoryPage,
    HistoryRow,
    ItemStatus,
    JobStatus,
    Limits,
    State,
)
from bimexplorer.transfer.upload import Uploads

log = logging.getLogger(__name__)

_STOP_SECONDS = 1.0
_POLL = 0.4
"""Seconds between two looks for what other processes want."""
_HISTORY = 100_000
"""Files whose end is remembered."""
_TRIM_EVERY = 3600.0
"""Seconds after which what is beyond them is forgotten: a window may stay open for weeks."""
_IDS_AHEAD = 16
_READ_AGAIN = 2.0
_PATIENCE = 180.0
"""Seconds without a byte after which the computer may fall asleep."""
_SPOOL = "copying"
"""The folder beside the journal in which copies lie between their two ways."""
_WAIT = 0.05
"""Seconds between two looks of `wait`."""


class TransferQueue:
    """Jobs, kept in a journal, worked on by one thread and its lanes."""

    def __init__(
        self,
        open_cloud: Callable[[str], Cloud],
        on_change: Callable[[int], None],
        journal: Path,
        lock: Path,
        *,
        limits: Limits | None = None,
        adopt: bool = True,
    ) -> None:
        """`journal` is the file of the profile's queue, `lock` what the process that works it holds.

        `open_cloud(site_id)` is called on lanes, often; what it raises ends the site's jobs.

        `on_change(job_id)` is called on the worker: something about the job changed, or it is gone.

        Not to `adopt`: what an earlier run left unfinished is listed, but goes on only when it is resumed.

        Raises `LocalError` kinds if the journal cannot be used.
        """
        self._journal = Journal(journal)
        self._lock = FileLock(lock, timeout=0, thread_local=False)
        self._engine = Engine(open_cloud, on_change, self._journal, limits or Limits())
        self._uploads = Uploads(self._engine)
        self._copies = Copies(self._engine, self._uploads, journal.with_name(_SPOOL))
        self._engine.movers = {
            Direction.UPLOAD: self._uploads,
            Direction.DOWNLOAD: Downloads(self._engine),
            Direction.COPY: self._copies,
        }
        self._engine.round = self._look_around
        self._follower = Follower(self._journal, self._engine.changed, on_change, self._knows)
        self._adopt = adopt
        self._turn = threading.Lock()
        """Held while a message finds its way, and while this process takes the queue over."""
        self._working = False
        self._next_look = self._next_trim = 0.0
        self._own: set[int] = set()
        """Jobs that were asked for here: they go on when this process takes the queue over."""
        self._ended = threading.Event()
        """The queue was stopped."""
        self._known = threading.Event()
        """What there is to do was read from the journal."""
        self._unread = True
        """There may be wishes that were not read yet."""
        self._taken: set[int] = set()
        """Wishes of other processes that are being carried out."""
        self._awake = Awake()
        self._keep_awake = True
        self._moved = 0
        self._moved_at = time.monotonic()
        """When a byte travelled last."""
        self._sleep = SleepWatch(_POLL)
        self._ids: list[int] = []
        self._position = self._journal.last_position()
        self._thread = threading.Thread(target=self._run, name="transfer-worker", daemon=True)

    def start(self) -> None:
        """Begin to work, or to follow the process that does."""
        self._thread.start()

    def stop(self) -> None:
        """Cancel what runs and end every thread, within about a second. Unfinished work is kept."""
        deadline = time.monotonic() + _STOP_SECONDS
        self._ended.set()
        self._follower.stop()
        self._engine.ask_to_stop()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)
        self._engine.end_lanes(deadline)
        self._awake.release()
        self._awake.join(deadline)
        if not self._thread.is_alive():
            self._journal.close()

    def started(self, timeout: float) -> bool:
        """Wait until `jobs` tells what is in the journal; False: the time (seconds) was over first."""
        return self._known.wait(timeout)

    @property
    def working(self) -> bool:
        """Whether this process works the queue; else another does."""
        return self._working

    @property
    def lost(self) -> bool:
        """Whether the journal was damaged and begun anew: what was unfinished is not known any more."""
        return self._journal.lost

    # ------------------------------------------------------------------ the worker's thread

    def _run(self) -> None:
        if not self._follower.until(self._acquired):
            return
        try:
            if self._take_over():
                self._engine.work()
        finally:
            self._working = False
            self._lock.release()

    def _acquired(self) -> bool:
        try:
            self._lock.acquire()
        except Timeout:
            return False
        return True

    def _take_over(self) -> bool:
        """Go on with what the journal has; False: the queue was stopped before it could be read."""
        while (kept := self._load()) is None:
            if self._ended.wait(_READ_AGAIN):
                return False
        with self._turn, self._engine.lock:
            restoring.restore(self._engine, self._uploads, kept, adopt=self._adopt, own=self._own)
            self._copies.clean()
            # What is in the journal was asked for before what has not come there.
            self._look_for_wishes(self._engine.guarded)
            for message in self._follower.left():
                self._engine.post(self._taken_over(message))
            self._working = True
        self._known.set()
        return True

    def _load(self) -> Kept | None:
        try:
            return self._journal.load()
        except ProgramError as error:
            # Without knowing what there is nothing can be begun: it would be written over that.
            log.warning("The list of transfers cannot be read yet: %s", error.technical or error.english)
            return None

    def _trim(self) -> None:
        """Keep the history within its bounds."""
        self._engine.on_disk(Task(lambda _: self._journal.trim(_HISTORY), _nothing, _nothing))

    def _knows(self) -> None:
        self._known.set()

    def _look_around(self) -> float:
        """What has happened outside of the queue: other processes' wishes, the computer's sleep."""
        now = time.monotonic()
        if now < self._next_look:
            return self._next_look
        self._next_look = now + _POLL
        if now >= self._next_trim:
            self._next_trim = now + _TRIM_EVERY
            self._engine.post(self._trim)
        if self._sleep.slept():
            self._engine.post(self._engine.try_now)
        moved = self._engine.moved
        if moved != self._moved:
            self._moved, self._moved_at = moved, now
        # A laptop that only waits for a server far away may go to sleep, and goes on when it wakes up.
        if self._keep_awake and self.active and now - self._moved_at < _PATIENCE:
            self._awake.hold()
        else:
            self._awake.release()
        self._look_for_wishes(self._engine.post)
        return self._next_look

    def _look_for_wishes(self, act: Callable[[Callable[[], None]], None]) -> None:
        """Have what other processes ask for carried out, in its order."""
        try:
            self._fetch_wishes(act)
        except ProgramError as error:
            log.warning("Wishes cannot be read: %s", error.technical or error.english)

    def _fetch_wishes(self, act: Callable[[Callable[[], None]], None]) -> None:
        if not self._journal.changed() and not self._unread:
            return
        self._unread = True
        found = self._journal.wishes()
        # Read after them: the jobs that they speak of are all there.
        if rows := self._journal.handed():
            act(partial(restoring.take, self._engine, rows))
        self._taken &= {wish.id for wish in found}
        for wish in found:
            if wish.id not in self._taken:
                self._taken.add(wish.id)
                act(partial(wishes.carry_out, self._engine, wish))
        self._unread = False

    def _taken_over(self, message: Message) -> Callable[[], None]:
        if isinstance(message, Wish):
            return partial(wishes.carry_out, self._engine, message)
        if isinstance(message, list):
            return self._listed(message)
        return message

    def _listed(self, rows: Sequence[JobRow]) -> Callable[[], None]:
        """Put new jobs on the list; what begins them, on the worker."""
        with self._engine.lock:
            jobs = restoring.at_the_end(self._engine, rows)
        return partial(self._engine.begin, jobs)

    # ------------------------------------------------------------------ wishes

    def upload(
        self,
        site_id: str,
        sources: Sequence[Path],
        folder: Entry,
        *,
        decision: Decision = Decision.ASK,
        as_name: str = "",
        hold: bool = False,
        as_set: bool = False,
    ) -> list[int]:
        """Send files, and folders with all below them, into a remote folder; one job for each source.

        `as_name`: the name a single source gets there. `hold`: if something is found that cannot be sent as
        it is, nothing is sent before `proceed`. `as_set`: everything becomes visible at once, or nothing.
        """
        asked = orders.uploads(sources, folder, decision, as_name=as_name, hold=hold, as_set=as_set)
        return self._add(Direction.UPLOAD, site_id, asked)

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
        asked = orders.downloads(entries, folder, decision, as_name=as_name)
        return self._add(Direction.DOWNLOAD, site_id, asked)

    def copy(
        self,
        source_site: str,
        entries: Sequence[Entry],
        target_site: str,
        folder: Entry,
        *,
        decision: Decision = Decision.ASK,
        as_name: str = "",
    ) -> list[int]:
        """Bring files, and folders with all below them, from one remote folder into another.

        The sites may be the same one; one job for each entry. Without `as_name`, the name a single entry
        gets there, it goes into the very folder that it is in under a free name, whatever the `decision`.
        Raises `Conflict` for a folder that would go into itself.
        """
        asked = orders.copies(source_site, entries, target_site, folder, decision, as_name=as_name)
        return self._add(Direction.COPY, target_site, asked, origin=source_site)

    def _add(
        self, direction: Direction, site_id: str, asked: Sequence[Order], *, origin: str = ""
    ) -> list[int]:
        if not asked:
            return []
        with self._turn:
            rows: list[JobRow] = []
            created = datetime.now(timezone.utc)
            for order, job_id in zip(asked, self._new_ids(len(asked)), strict=True):
                self._position += 1.0
                drop_id = rows[0].id if rows else job_id
                rows.append(
                    order.row(
                        job_id,
                        drop_id,
                        self._position,
                        direction=direction,
                        site_id=site_id,
                        origin=origin,
                        created=created,
                    )
                )
            self._own |= {row.id for row in rows}
            if self._working:
                self._engine.post(self._listed(rows))
            else:
                self._follower.post(rows)
        return [row.id for row in rows]

    def _new_ids(self, count: int) -> list[int]:
        if len(self._ids) < count:
            self._ids += self._journal.reserve(count + _IDS_AHEAD)
        ids, self._ids = self._ids[:count], self._ids[count:]
        return ids

    def decide(self, job_id: int, decision: Decision, *, item_id: int | None = None) -> None:
        """Answer an item's question.

        Without `item_id` those of all items to which the answer fits; one about existing names holds for what
        is found later, too.
        """
        self._wish(Verb.DECIDE, [job_id], {"decision": decision.value, "item": item_id})

    def proceed(self, job_ids: Iterable[int]) -> None:
        """What was found has been seen: send what can be sent, of the whole drop."""
        self._wish(Verb.PROCEED, job_ids)

    def pause(self, job_ids: Iterable[int]) -> None:
        self._wish(Verb.PAUSE, job_ids)

    def resume(self, job_ids: Iterable[int]) -> None:
        """Go on with paused jobs; after a new sign-in with those that its end had stopped."""
        self._wish(Verb.RESUME, job_ids)

    def retry(self, job_ids: Iterable[int]) -> None:
        """Try the failed items again. A job whose site is gone stays as it is."""
        self._wish(Verb.RETRY, job_ids)

    def cancel(self, job_ids: Iterable[int]) -> None:
        """End jobs; nothing of what was not finished stays visible on either side."""
        self._wish(Verb.CANCEL, job_ids)

    def reorder(self, job_ids: Iterable[int], before: int | None) -> None:
        """Put jobs in front of another one; None: to the end."""
        self._wish(Verb.REORDER, job_ids, {"before": before})

    def clear_finished(self) -> None:
        """Take finished jobs off the list; their files stay in the history."""
        self._wish(Verb.CLEAR, [job.id for job in self.jobs() if job.state.finished])

    def clear(self, job_ids: Iterable[int]) -> None:
        """Take these off the list, as far as they are finished."""
        self._wish(Verb.CLEAR, job_ids)

    def cancel_site(self, site_id: str) -> None:
        """The site is being removed: its unfinished jobs fail with a sentence."""
        self._wish(Verb.CLOSE_SITE, (), {"site": site_id})

    def _wish(self, verb: Verb, job_ids: Iterable[int], argument: dict[str, Any] | None = None) -> None:
        wish = Wish(verb, tuple(job_ids), "" if argument is None else json.dumps(argument))
        with self._turn:
            if verb in (Verb.RESUME, Verb.RETRY):
                self._own |= set(wish.job_ids)
            if self._working:
                self._engine.post(partial(wishes.carry_out, self._engine, wish))
            else:
                self._follower.post(wish)

    def set_limits(self, limits: Limits) -> None:
        """Take so much of the line and of the servers from now on."""
        self._engine.post(partial(self._engine.limit, limits))

    def set_keep_awake(self, *, keep: bool) -> None:
        """Whether the computer is kept from falling asleep while something is transferred."""
        self._keep_awake = keep

    def network_changed(self) -> None:
        """The computer is in another network: what waits for a server is tried again at once."""
        self._engine.post(self._engine.try_now)

    # ------------------------------------------------------------------ questions

    def jobs(self) -> tuple[JobStatus, ...]:
        """All jobs, in the order in which they are worked on."""
        if not self._working:
            return self._follower.jobs()
        shown = sorted(self._engine.shown.copy().values(), key=lambda shown: (shown[0], shown[1].id))
        return tuple(status for _, status in shown)

    def job(self, job_id: int) -> JobStatus | None:
        """One job; None if it was cleared."""
        if not self._working:
            return self._follower.job(job_id)
        known = self._engine.shown.get(job_id)
        return None if known is None else known[1]

    def items(self, job_id: int) -> tuple[ItemStatus, ...]:
        """The files of a job, in the order in which they were found; empty if it was cleared.

        Where another process works the queue they come a moment after they were first asked for.
        """
        if not self._working:
            return self._follower.items(job_id)
        now = time.monotonic()
        with self._engine.lock:
            job = self._engine.jobs.get(job_id)
            return () if job is None else tuple(item.status(now) for item in job.items.values())

    @property
    def active(self) -> bool:
        """Whether something moves, or will without anybody's help."""
        if not self._working:
            return not settled(self._follower.jobs())
        moving = (State.WAITING, State.RUNNING)
        return any(status.state in moving for _, status in self._engine.shown.copy().values())

    def wait(self, job_ids: Iterable[int], timeout: float | None = None) -> bool:
        """Wait until none of the jobs can go on by itself: finished, paused, or in need of a decision.

        What was asked for before on this thread counts. False: the time (seconds) was over, or the queue was
        stopped, first.
        """
        wanted = list(job_ids)
        heard = threading.Event()
        with self._turn:
            (self._engine if self._working else self._follower).post(heard.set)

        def rested() -> bool:
            if self._engine.stopping:
                return True
            if not heard.is_set() or not (self._working or self._follower.heard):
                return False
            # Under the lock: what was heard a moment ago shows at the end of the worker's round.
            with self._engine.lock:
                return settled([self.job(job_id) for job_id in wanted])

        deadline = math.inf if timeout is None else time.monotonic() + timeout
        while not rested():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            # Not told at each step of each transfer: who waits for the end has time.
            with self._engine.changed:
                self._engine.changed.wait(min(_WAIT, left))
        return not self._engine.stopping

    def history(self, search: str = "", cursor: int | None = None, limit: int = 200) -> HistoryPage:
        """Files whose transfer has ended, newest first; `search` is a part of a name or path.

        Reads the disk, as `receipt` does.
        """
        self._flush()
        return self._journal.history(search, cursor, limit)

    def receipt(self, job_ids: Sequence[int]) -> tuple[HistoryRow, ...]:
        """What has ended of these jobs, in the order in which it was found."""
        self._flush()
        return self._journal.receipt(job_ids)

    def uploaded(self, site_id: str, entry: Entry) -> Upload | None:
        """What the entry holds, if this profile put it there and nobody changed it since.

        Reads the disk, as `receipt` does.
        """
        self._flush()
        return known_upload(self._journal, site_id, entry)

    def _flush(self) -> None:
        if self._working:
            self._engine.flush(_STOP_SECONDS)


def _nothing(_: object) -> None:
    """Nobody waits for this."""
