"""`Journal`: what the queue remembers, durable from one moment to the next.

Any method may be called from any thread, and several processes may each have a `Journal` of the same file.
All raise `LocalError` kinds (`DiskFull`, `TargetUnwritable`), never SQLite's errors.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from bimexplorer.model import Entry
from bimexplorer.transfer import portable
from bimexplorer.transfer.journal import history
from bimexplorer.transfer.journal.database import Damaged, Database, identity, prepare
from bimexplorer.transfer.journal.encoding import (
    BATCHES,
    FOLDERS,
    ITEMS,
    JOBS,
    LEDGER,
    text_back,
    text_out,
    wish_values,
    wishes_back,
)
from bimexplorer.transfer.journal.rows import Changes, ItemRow, JobRow, Kept, Upload, Wish
from bimexplorer.transfer.journal.saving import statements, write
from bimexplorer.transfer.status import HistoryPage, HistoryRow, State

_AT_A_TIME = 5_000
"""Items that one transaction of `trim` removes: nobody waits long for the next one."""


class Journal:
    """The queue's memory in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin one.

        Raises `LocalError` for the file of a newer program, `TargetUnwritable` where nothing can be written.
        """
        self._path = path
        self.lost = prepare(path)
        """Whether the file was damaged and moved aside: what was in it is not known any more."""
        self._open()

    def _open(self) -> None:
        self._identity = identity(self._path)
        self._main = Database(self._path)
        # A search through a long history does not hold up a save.
        self._side = Database(self._path)
        self._version = self._main.data_version()
        self._version_lock = Lock()

    def close(self) -> None:
        self._side.close()
        self._main.close()

    # ------------------------------------------------------------------------------------ the queue's state

    def save(self, changes: Changes) -> None:
        """Write everything in one transaction; on return it is on the disk.

        A `RUNNING` item is kept as `WAITING`, a finished one without a time as ended now.
        """
        prepared = statements(changes)
        with self._main.writing() as connection:
            write(connection, prepared)

    def load(self) -> Kept:
        """What a queue that starts needs. If the file turns out to be damaged, it is moved aside (`lost`)."""
        try:
            return self._load()
        except Damaged:
            self.close()
            self.lost = prepare(self._path, damaged=self._identity) or self.lost
            self._open()
            return self._load()

    def _load(self) -> Kept:
        with self._main.reading() as connection:
            jobs = _listed(connection)
            items = connection.execute(
                f"SELECT {ITEMS.columns()} FROM items"  # noqa: S608 - our own names
                " WHERE job_id IN (SELECT id FROM jobs WHERE listed = 1) ORDER BY id"
            ).fetchall()
            folders = connection.execute(
                f"SELECT {FOLDERS.columns()} FROM folders"  # noqa: S608
                " WHERE job_id IN (SELECT id FROM jobs WHERE listed = 1) ORDER BY no"
            ).fetchall()
            batches = connection.execute(f"SELECT {BATCHES.columns()} FROM batches ORDER BY id").fetchall()  # noqa: S608
            following = dict(connection.execute("SELECT kind, next FROM counters").fetchall())
        known = {job.id for job in jobs}
        return Kept(
            jobs=jobs,
            items=tuple(item for item in ITEMS.readable(items) if item.job_id in known),
            folders=tuple(folder for folder in FOLDERS.readable(folders) if folder.job_id in known),
            batches=tuple(BATCHES.readable(batches)),
            next_item=following["item"],
            next_batch=following["batch"],
        )

    def job_rows(self) -> tuple[JobRow, ...]:
        """The listed jobs, by position."""
        with self._main.reading() as connection:
            return _listed(connection)

    def item_rows(self, job_id: int) -> tuple[ItemRow, ...]:
        """All items of a job, by id."""
        with self._main.reading() as connection:
            found = connection.execute(
                f"SELECT {ITEMS.columns()} FROM items WHERE job_id = ? ORDER BY id",  # noqa: S608 - our own names
                (job_id,),
            ).fetchall()
        return tuple(ITEMS.readable(found))

    def handed(self) -> tuple[JobRow, ...]:
        """The jobs that other processes ask for and nobody has taken over, by position."""
        with self._main.reading() as connection:
            found = connection.execute(
                f"SELECT {JOBS.columns()} FROM jobs WHERE handed = 1 ORDER BY position, id"  # noqa: S608
            ).fetchall()
        return tuple(JOBS.readable(found))

    def last_position(self) -> float:
        """The greatest position of a listed job; 0.0: there is none."""
        with self._main.reading() as connection:
            found = connection.execute("SELECT max(position) FROM jobs WHERE listed = 1").fetchone()
        return 0.0 if found[0] is None else float(found[0])

    def reserve(self, count: int) -> range:
        """Ids for new jobs, no other process gets them. A drop's id is the id of its first job."""
        with self._main.writing() as connection:
            (first,) = connection.execute("SELECT next FROM counters WHERE kind = 'job'").fetchone()
            connection.execute("UPDATE counters SET next = ? WHERE kind = 'job'", (first + count,))
        return range(first, first + count)

    # ------------------------------------------------------------------------------------ between processes

    def changed(self) -> bool:
        """Whether another process, or another `Journal`, has written since the last call."""
        with self._version_lock:
            version = self._main.data_version()
            changed, self._version = version != self._version, version
        return changed

    def wish(self, wish: Wish) -> None:
        """Leave a message for the process that works the queue."""
        with self._main.writing() as connection:
            connection.execute(
                "INSERT INTO wishes (verb, job_ids, argument) VALUES (?, ?, ?)", wish_values(wish)
            )

    def wishes(self) -> tuple[Wish, ...]:
        """All messages, oldest first; they stay until `Changes.wishes_gone` names them."""
        with self._main.reading() as connection:
            found = connection.execute(
                "SELECT no, verb, job_ids, argument FROM wishes ORDER BY no"
            ).fetchall()
        return wishes_back(found)

    # ------------------------------------------------------------------------------------ what has been

    def history(self, search: str = "", cursor: int | None = None, limit: int = 200) -> HistoryPage:
        """Ended items, the last that ended first; `search` is a part of name or path in any case."""
        with self._side.reading() as connection:
            return history.page(connection, search, cursor, limit)

    def receipt(self, job_ids: Sequence[int]) -> tuple[HistoryRow, ...]:
        """What has ended of these jobs, in the order of the items."""
        with self._side.reading() as connection:
            return history.receipt(connection, job_ids)

    def uploaded(self, site_id: str, entry_ids: Sequence[str]) -> dict[str, Upload]:
        """What the ledger knows of these entries, by entry id."""
        with self._side.reading() as connection:
            found = connection.execute(
                f"SELECT {LEDGER.columns()} FROM ledger"  # noqa: S608 - our own names
                " WHERE site_id = ? AND entry_id IN (SELECT value FROM json_each(?))",
                (text_out(site_id), json.dumps(list(entry_ids))),
            ).fetchall()
        return {upload.entry_id: upload for upload in LEDGER.readable(found)}

    def stored(self, path: Path) -> tuple[Entry, ...]:
        """The entries that downloads have put there and said so."""
        with self._side.reading() as connection:
            found = connection.execute(
                "SELECT data FROM items WHERE local = ? AND state = ?",
                (text_out(str(path)), State.DONE.value),
            ).fetchall()
        kept = (json.loads(text_back(data)) for (data,) in found)
        return tuple(portable.entry_in(data["entry"]) for data in kept if "fetching" in data)

    def trim(self, keep: int) -> int:
        """Keep the newest `keep` ended items, and the ledger within its bounds; returns how many items went.

        Items of jobs that are unfinished or listed are never removed. Finished, unlisted jobs without any
        ended item go too.
        """
        gone = 0
        while True:
            with self._main.writing() as connection:
                now = history.surplus(connection, keep, _AT_A_TIME)
            gone += now
            if now < _AT_A_TIME:
                break
        with self._main.writing() as connection:
            history.forget_empty_jobs(connection)
            history.trim_ledger(connection)
        return gone


def _listed(connection: sqlite3.Connection) -> tuple[JobRow, ...]:
    found = connection.execute(
        f"SELECT {JOBS.columns()} FROM jobs WHERE listed = 1 ORDER BY position, id"  # noqa: S608 - our own names
    ).fetchall()
    return tuple(JOBS.readable(found))
