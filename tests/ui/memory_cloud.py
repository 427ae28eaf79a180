"""A cloud in memory for the models' random tests: the `Cloud` protocol, finite, as slow or broken as told.

It is a fixture of the protocol, not of any service: everything that a service decides is tested against the
stand-in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import NoReturn

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Download, UploadDriver
from bimexplorer.clouds.models import Models
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import NameExists, NotFound, ProgramError, RevisionObsolete, Unsupported
from bimexplorer.model import (
    Account,
    Capability,
    Change,
    Changes,
    Entry,
    Job,
    JobState,
    Kind,
    Missing,
    More,
    Page,
    Sort,
    SortColumn,
    Tally,
    Version,
)
from bimexplorer.naming import numbered
from bimexplorer.query import Field, Query, matcher

_EPOCH = datetime(2026, 1, 1, tzinfo=timezone.utc)


class MemoryCloud:
    """Folders and files by id. `hold()` keeps every listing waiting until `release()`."""

    sortable = frozenset({SortColumn.NAME, SortColumn.SIZE, SortColumn.MODIFIED})

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0
        self.rows: dict[str, Entry] = {"root": Entry("root", "Root", Kind.ROOT, "root", ())}
        self.calls: list[tuple[str, str | None]] = []
        """`(folder id, cursor)` of every listing asked for."""
        self.asked: list[tuple[str, int]] = []
        """`(folder id, since)` of every look at the change feed."""
        self.tallies: dict[str, Tally | None] = {}
        """What it tells of how much lies below a folder; nothing of the others."""
        self.restored: set[int] = set()
        """Revisions that are obsolete."""
        self._happened: list[tuple[str, Change]] = []
        """What the feed tells, in order: `created`, `updated` or `deleted`, for files."""
        self.failures: list[ProgramError] = []
        """The next listings raise these, the first one first."""
        self._open = threading.Event()
        self._open.set()

    # ---------------------------------------------------------------- what a test arranges

    def add(self, parent: Entry, name: str, *, folder: bool = False, size: int = 1) -> Entry:
        with self._lock:
            self._next += 1
            entry = Entry(
                id=f"e{self._next}",
                name=name,
                kind=Kind.FOLDER if folder else Kind.FILE,
                type="folder" if folder else "file",
                path=(*parent.path, name),
                place=parent.id,
                size=None if folder else size,
                modified=_EPOCH + timedelta(minutes=self._next),
            )
            self.rows[entry.id] = entry
            self._tell("created", entry)
            return entry

    def change(self, entry: Entry, *, name: str = "", size: int = 0) -> Entry:
        with self._lock:
            now = self.rows[entry.id]
            self.rows[entry.id] = replace(now, name=name or now.name, size=size or now.size)
            self._tell("updated", self.rows[entry.id])
            return self.rows[entry.id]

    def remove(self, entry: Entry) -> None:
        with self._lock:
            gone = {entry.id}
            while more := {row.id for row in self.rows.values() if row.place in gone} - gone:
                gone |= more
            for entry_id in gone:
                row = self.rows.pop(entry_id, None)
                if row is not None:
                    self._tell("deleted", row)

    def _tell(self, kind: str, entry: Entry) -> None:
        if not entry.is_folder:
            self._happened.append((kind, Change(entry.id, entry.path)))

    def hold(self) -> None:
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def names(self, folder: Entry) -> list[str]:
        """What a listing of everything in the folder gives, folders first."""
        found = [row for row in self.rows.values() if row.place == folder.id]
        return [row.name for row in sorted(found, key=lambda row: (not row.is_folder, _name(row)))]

    # ---------------------------------------------------------------- Cloud

    @property
    def uploads(self) -> UploadDriver:
        raise AssertionError("nothing is uploaded here")

    def account(self) -> Account:
        return Account("u1", "anna", "Anna")

    def root(self) -> Entry:
        return self.rows["root"]

    def children(
        self,
        folder: Entry,
        *,
        kinds: frozenset[Kind] | None = None,
        sort: Sort | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page:
        self._asked(folder, cursor)
        with self._lock:
            found = [row for row in self.rows.values() if row.place == folder.id]
        if kinds is not None:
            found = [row for row in found if row.kind in kinds]
        return self._page(found, sort, cursor, limit)

    @property
    def untold(self) -> frozenset[SortColumn]:
        return frozenset({SortColumn.OWNER})

    def shown_path(self, path: tuple[str, ...]) -> tuple[str, ...]:
        return path

    @property
    def unsearchable(self) -> Mapping[Field, str]:
        return {}

    def search(
        self,
        folder: Entry,
        query: Query,
        *,
        below: bool,
        sort: Sort | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page:
        self._asked(folder, cursor)
        fits, depth = matcher(query), len(folder.path)
        with self._lock:
            found = [
                row
                for row in self.rows.values()
                if (
                    row.path[:depth] == folder.path and row.id != folder.id
                    if below
                    else row.place == folder.id
                )
                and fits(row)
            ]
        return self._page(found, sort, cursor, limit)

    def _asked(self, folder: Entry, cursor: str | None) -> None:
        """Wait while held, fail as told."""
        with self._lock:
            self.calls.append((folder.id, cursor))
            failure = self.failures.pop(0) if self.failures else None
        token = current()
        while not self._open.wait(0.005):
            token.check()
        token.check()
        if failure is not None:
            raise failure
        with self._lock:
            if folder.id not in self.rows:
                raise NotFound("The folder is gone.")

    def _page(self, found: list[Entry], sort: Sort | None, cursor: str | None, limit: int) -> Page:
        order = sort or Sort()
        found.sort(key=_name)
        if order.column is SortColumn.SIZE:
            found.sort(key=lambda row: row.size or 0)
        elif order.column is SortColumn.MODIFIED:
            found.sort(key=lambda row: row.modified or _EPOCH)
        if order.descending:
            found.reverse()
        # Behind the row that was given last, wherever that is now; where it stood, if it is gone.
        number, _, last = (cursor or "0 ").partition(" ")
        start = next((row for row, entry in enumerate(found, 1) if entry.id == last), int(number))
        end = start + limit
        return Page(tuple(found[start:end]), f"{end} {found[end - 1].id}" if end < len(found) else None)

    def entry_at(self, path: tuple[str, ...]) -> Entry:
        for row in self.rows.values():
            if row.path == path:
                return row
        raise NotFound("It is gone.")

    def entry(self, entry_id: str) -> Entry:
        try:
            return self.rows[entry_id]
        except KeyError:
            raise NotFound("It is gone.") from None

    def entries(self, entry_ids: Sequence[str]) -> dict[str, Entry]:
        with self._lock:
            return {entry_id: self.rows[entry_id] for entry_id in entry_ids if entry_id in self.rows}

    def missing(self, entry: Entry) -> Missing:
        return {}

    def need(self, entry: Entry, capability: Capability) -> None:
        if reason := self.missing(entry).get(capability):
            raise Unsupported(reason)

    def check_name(self, name: str) -> str:
        return "" if "/" not in name else "A name may not contain /."

    def suggested_name(self, name: str, taken: Callable[[str], bool]) -> str:
        name = name.replace("/", "_")
        return numbered(name, taken) if taken(name) else name

    def create_folder(self, parent: Entry, name: str) -> Entry:
        if name in self.names(parent):
            raise NameExists("There is one already.")
        return self.add(parent, name, folder=True)

    def rename(self, entry: Entry, name: str) -> Entry:
        return self.change(entry, name=name)

    def move(self, entry: Entry, folder: Entry) -> Entry:
        with self._lock:
            self.rows[entry.id] = replace(entry, place=folder.id, path=(*folder.path, entry.name))
            return self.rows[entry.id]

    def delete(self, entry: Entry) -> None:
        self.remove(entry)

    def delete_trees(self, entries: tuple[Entry, ...]) -> Job:
        for entry in entries:
            self.remove(entry)
        return Job("j1", JobState.DONE, 1.0)

    def job(self, job: Job) -> Job:
        return job

    def abort(self, job: Job) -> bool:
        return False

    def tally(self, folder: Entry) -> Tally | None:
        return self.tallies.get(folder.id)

    def changes(self, folder: Entry, since: int) -> Changes:
        with self._lock:
            self.asked.append((folder.id, since))
            failure = self.failures.pop(0) if self.failures else None
            happened, depth = list(self._happened), len(folder.path)
        if failure is not None:
            raise failure
        if since in self.restored:
            raise RevisionObsolete("The server was restored.")
        told: dict[str, list[Change]] = {"created": [], "updated": [], "deleted": []}
        for kind, change in happened[max(0, since - 1) :]:
            if change.path[:depth] == folder.path:
                told[kind].append(change)
        return Changes(len(happened) + 1, *(tuple(told[kind]) for kind in ("created", "updated", "deleted")))

    def versions(self, entry: Entry) -> tuple[Version, ...]:
        _unused()

    def share(self, entry: Entry) -> Entry:
        _unused()

    def more(self, entry: Entry) -> More:
        return More()

    @property
    def projects(self) -> Projects | None:
        return None

    @property
    def models(self) -> Models | None:
        return None

    def open_download(self, entry: Entry, offset: int = 0, etag: str = "") -> Download:
        _unused()

    def sign_out(self) -> None:
        pass

    def close(self) -> None:
        self.release()


def _name(row: Entry) -> tuple[str, str]:
    return row.name.casefold(), row.id


def _unused() -> NoReturn:
    raise AssertionError("nothing is downloaded here")
