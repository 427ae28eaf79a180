"""What contract tests need beside a cloud: credential stores, bodies of parts, calls in other threads."""

from __future__ import annotations

import io
import json
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from bimexplorer.cancellation import Cancellation
from bimexplorer.clouds.base import Batch, Cloud, Credentials, Download, OnExisting, Receipt, Span, Upload
from bimexplorer.model import Entry, Kind, Sort
from bimexplorer.query import Query, parse

DEADLINE = 20.0
"""Seconds after which a call counts as stuck."""


class MemoryStore:
    """A `CredentialStore` of this test."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.kept: Credentials | None = None
        self.saves = 0

    def load(self) -> Credentials | None:
        kept = self.kept
        return kept and Credentials(kept.username, kept.user_id, kept.secret)

    def save(self, credentials: Credentials) -> None:
        self.saves += 1
        self.kept = credentials

    def clear(self) -> None:
        self.kept = None

    def exclusive(self) -> AbstractContextManager[Any]:
        return self._lock


class FileStore:
    """A `CredentialStore` that several processes share."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(f"{path}.lock", thread_local=False)

    def load(self) -> Credentials | None:
        return Credentials(**json.loads(self._path.read_text())) if self._path.exists() else None

    def save(self, credentials: Credentials) -> None:
        names = ("username", "user_id", "secret")
        self._path.write_text(json.dumps({name: getattr(credentials, name) for name in names}))

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with self._lock:
            yield


class Bytes(io.BytesIO):
    """A `PartBody`."""

    rewound = 0

    def __len__(self) -> int:
        return len(self.getbuffer())

    def rewind(self) -> None:
        self.rewound += 1
        self.seek(0)


def noise(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def spans(size: int, part: int) -> list[Span]:
    return [Span(offset, min(part, size - offset)) for offset in range(0, size, part)]


def send(cloud: Cloud, upload: Upload, data: bytes, some: list[Span]) -> Upload:
    for span in some:
        upload = cloud.uploads.send(upload, span, Bytes(data[span.offset : span.end]))
    return upload


def begun(
    cloud: Cloud, folder: Entry, name: str, data: bytes, on_existing: OnExisting = OnExisting.FAIL
) -> tuple[Batch, Upload]:
    batch = cloud.uploads.begin_batch(folder, "contract test", on_existing)
    return batch, cloud.uploads.begin(batch, folder, name, len(data))


def put(
    cloud: Cloud, folder: Entry, name: str, data: bytes, on_existing: OnExisting = OnExisting.FAIL
) -> Receipt:
    """A whole file, in parts of the size the driver wants."""
    batch, upload = begun(cloud, folder, name, data, on_existing)
    upload = send(cloud, upload, data, spans(len(data), cloud.uploads.traits.part_size))
    cloud.uploads.finish(upload)
    (receipt,) = cloud.uploads.finish_batch(batch, on_existing)
    return receipt


def read_all(download: Download, size: int = 1 << 18) -> bytes:
    buffer = memoryview(bytearray(size))
    pieces = []
    try:
        while count := download.readinto(buffer):
            pieces.append(bytes(buffer[:count]))
    finally:
        download.close()
    return b"".join(pieces)


def all_children(
    cloud: Cloud,
    folder: Entry,
    sort: Sort | None = None,
    limit: int = 100,
    *,
    kinds: frozenset[Kind] | None = None,
) -> list[Entry]:
    entries: list[Entry] = []
    cursor: str | None = None
    while True:
        page = cloud.children(folder, kinds=kinds, sort=sort, cursor=cursor, limit=limit)
        entries += page.entries
        cursor = page.cursor
        if cursor is None:
            return entries


class Background:
    """A call in a thread of its own, under a cancellation of its own."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.token = Cancellation()
        self._call = call
        self._outcome: list[object] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with self.token.scope():
            try:
                self._outcome.append(self._call())
            except BaseException as error:
                self._outcome.append(error)

    def outcome(self) -> object:
        """What it gave or raised."""
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive(), "still blocked"
        return self._outcome[0]


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    """What each gave, all begun at the same moment; the first error is raised."""
    barrier = threading.Barrier(len(calls))

    def waiting(call: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            barrier.wait(DEADLINE)
            return call()

        return run

    outcomes = [running.outcome() for running in [Background(waiting(call)) for call in calls]]
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes


def sights(cloud: Cloud, path: tuple[str, ...]) -> list[Entry]:
    """What a person sees on the way from the top to a place: every kind of entry is among it."""
    here = cloud.root()
    seen = [here]
    for name in (*path, ""):
        beside = all_children(cloud, here)
        seen += beside
        here = next((entry for entry in beside if entry.path[-1] == name), here)
    return seen


def walked(cloud: Cloud, folder: Entry) -> list[Entry]:
    """Everything below a folder, by asking for the children of each."""
    found: list[Entry] = []
    for child in all_children(cloud, folder, limit=1000):
        found.append(child)
        if child.is_folder:
            found += walked(cloud, child)
    return found


def every(
    cloud: Cloud,
    folder: Entry,
    query: Query | str,
    *,
    below: bool = True,
    sort: Sort | None = None,
    limit: int = 100,
) -> list[Entry]:
    """All pages of a search."""
    asked = parse(query) if isinstance(query, str) else query
    found: list[Entry] = []
    cursor: str | None = None
    while True:
        page = cloud.search(folder, asked, below=below, sort=sort, cursor=cursor, limit=limit)
        assert len(page.entries) <= limit
        assert page.entries or page.cursor is None
        found += page.entries
        cursor = page.cursor
        if cursor is None:
            return found


def by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}
