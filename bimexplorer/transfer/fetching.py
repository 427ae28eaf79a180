"""How one file comes down, and how a remote folder is read: the blocking steps, run on lanes."""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Cloud, Download
from bimexplorer.errors import Corrupt, LocalError, Offline, TargetExists, UnexpectedAnswer
from bimexplorer.model import Entry
from bimexplorer.naming import numbered
from bimexplorer.transfer import local, plan
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Names, PartFile
from bimexplorer.transfer.runtime import boot_mark
from bimexplorer.transfer.status import Check, Facts
from bimexplorer.words import say

log = logging.getLogger(__name__)

_BUFFER = 1 << 20
_PAGE = 200
_WORTH_KEEPING = 4 << 20
"""Bytes from which on the beginning of a file is gone on with in a later run."""
_SYNC = 64 << 20
"""Bytes between two points that survive a power cut."""
_SAME_TIME = 2.0
"""Seconds by which a time may differ from what was set: FAT stores even seconds."""

_buffers = threading.local()


class Keep(Protocol):
    """How a lane has the journal know how far a file has come."""

    def begun(self) -> None:
        """What the beginning belongs to is known: come back when it is on the disk."""

    def reached(self, file: BinaryIO, offset: int) -> None:
        """So many bytes were written; some time later they are safe from a power cut."""


@dataclass(slots=True, eq=False)
class Evidence:
    """What proves that a content is right, for one site; shared by its lanes."""

    known: Known
    stored: Stored
    marks_are_hashes: bool = False
    """A mark of this service was equal to the content's hash once: from then on all of them have to be."""


class Known(Protocol):
    def __call__(self, entry: Entry) -> str:
        """SHA-256 (hex) that the ledger has for what is listed; empty: none."""


class Stored(Protocol):
    def __call__(self, path: Path) -> tuple[Entry, ...]:
        """The entries whose contents were put there, as far as the journal was told."""


def _buffer() -> memoryview:
    """One reused buffer for each lane."""
    if not hasattr(_buffers, "view"):
        _buffers.view = memoryview(bytearray(_BUFFER))
    view: memoryview = _buffers.view
    return view


@dataclass(slots=True, eq=False)
class Fetching:
    """What has come of one file so far; written by the lane that works on it."""

    entry: Entry
    """As listed; read anew when the content turns out to be newer."""
    part: PartFile | None = None
    etag: str = ""
    size: int | None = None
    """Of the content that `part` holds the beginning of."""
    mark: str = ""
    """In the part file's name."""
    safe: int = 0
    """Bytes of `part` that survive a power cut."""
    complete: bool = False
    """`part` holds all of it, checked; only the final name is missing."""
    check: Check = Check.SIZE
    """How the content was proven, once it is complete."""
    sha256: str = ""
    """Of the content, where it was computed."""
    left: bool = False
    """An earlier run may have put it in its place already, without the journal's knowing."""

    def remove(self) -> None:
        """Leave nothing on the disk."""
        if self.part is not None:
            self.part.remove()
        self.part, self.etag, self.size, self.complete, self.safe = None, "", None, False, 0

    def kept(self) -> dict[str, Any]:
        """What a later run needs to go on, as JSON values."""
        return {
            "mark": self.mark,
            "etag": self.etag,
            "size": self.size,
            "safe": self.safe,
            "boot": boot_mark(),
        }

    @classmethod
    def restored(cls, entry: Entry, target: Path, raw: dict[str, Any]) -> Fetching:
        """As an earlier run left it. After a power cut only what was flushed to the disk counts."""
        fetching = cls(entry, mark=raw["mark"], left=True)
        path = PartFile.path_for(target, fetching.mark)
        part = PartFile.reopen(path)
        if part is not None and raw["size"] is None and not raw["etag"]:
            part.remove()
        elif part is not None and _trusted(part, raw):
            fetching.part, fetching.etag, fetching.size = part, raw["etag"], raw["size"]
            fetching.safe = min(raw["safe"], part.size)
        if fetching.part is None and local.exists(path):
            # Whatever somebody put there, or what cannot be removed, is left alone.
            fetching.mark = local.new_mark()
        return fetching


def _trusted(part: PartFile, raw: dict[str, Any]) -> bool:
    """Cut what an earlier run left to what surely is the content; False: nothing is."""
    size = part.size
    if raw["size"] is not None and size > raw["size"]:
        # Not all of it is ours, and nobody knows which.
        part.remove()
        return False
    if raw["boot"] != boot_mark() and size > raw["safe"]:
        try:
            part.cut(raw["safe"])
        except LocalError as error:
            log.info("A beginning is of no use: %s %s", error.english, error.technical)
            part.remove()
            return False
    return True


def fetch(
    cloud: Cloud,
    fetching: Fetching,
    folder: Path,
    name: str,
    way: plan.Way,
    task: Task,
    evidence: Evidence,
    keep: Keep,
) -> str:
    """Bring the file down; the name it got.

    Raises `TargetExists` before the first byte where the name is taken and `way` is `PLAIN`, and at the end
    if it was taken meanwhile. A folder is not replaced in any `way`.
    """
    target = folder / name
    left, fetching.left = fetching.left and fetching.part is None, False
    if left and (there := _placed(fetching, target, way, evidence.stored)) is not None:
        return there
    if way is plan.Way.REPLACE:
        local.check_replaceable(target)
    if way is plan.Way.PLAIN and local.exists(target):
        raise TargetExists(say("“{name}” is already there on this computer.", name=name), str(target))
    if not fetching.complete:
        try:
            _receive(cloud, fetching, target, task, evidence, keep)
        except (LocalError, Corrupt):
            # What is here is of no use, or takes the space that is wanted.
            fetching.remove()
            raise
    return _place(fetching, target, way)


def _placed(fetching: Fetching, target: Path, way: plan.Way, stored: Stored) -> str | None:
    """The name under which an earlier run stored it in its last moment; None: it did not get that far.

    Where the journal knows that another one just as alike was put there, it is not it: versions of one file
    may have the same size and, to the second, the same time.
    """
    entry = fetching.entry
    names = [target.name]
    if way is plan.Way.REPLACE:
        # It may be the one that is to be replaced; to do that again does no harm.
        return None
    if way is plan.Way.RENAME:
        # Those that were given before the first free one.
        names = []

        def is_taken(name: str) -> bool:
            names.append(name)
            return local.exists(target.with_name(name))

        numbered(target.name, is_taken)
    for name in names:
        facts = local.facts(target.with_name(name))
        if facts is None or facts.size != entry.size or facts.modified is None or entry.modified is None:
            continue
        if abs((facts.modified - entry.modified).total_seconds()) > _SAME_TIME:
            continue
        if not any(rivals(other, entry) for other in stored(target.with_name(name))):
            return name
    return None


def rivals(one: Entry, other: Entry) -> bool:
    """Whether these are two entries whose contents cannot be told apart by how they lie on the disk."""
    if one.id == other.id or one.size != other.size:
        return False
    if one.modified is None or other.modified is None:
        return True
    return abs((one.modified - other.modified).total_seconds()) <= 2 * _SAME_TIME


def _receive(
    cloud: Cloud, fetching: Fetching, target: Path, task: Task, evidence: Evidence, keep: Keep
) -> None:
    if fetching.part is None:
        fetching.part = PartFile(target, fetching.mark)
    part = fetching.part
    offset = part.size
    if fetching.size is not None and offset >= fetching.size:
        # It broke off between its last byte and its final name: one byte tells whether it is still the same.
        offset = max(0, fetching.size - 1) if offset == fetching.size else 0
    local.check_space(target.parent, max(0, (fetching.entry.size or 0) - offset))
    download = cloud.open_download(fetching.entry, offset, fetching.etag if offset else "")
    try:
        if not (_joins(download, fetching, offset) and _unchanged(cloud, download, fetching)):
            # Another content than the beginning that is here.
            download.close()
            download = cloud.open_download(fetching.entry)
        offset = download.offset
        fetching.safe = min(fetching.safe, offset)
        known = (fetching.etag, fetching.size) == (download.etag, download.size)
        fetching.etag, fetching.size = download.etag, download.size
        if not known and (download.size or fetching.entry.size or 0) >= _WORTH_KEEPING:
            keep.begun()
        task.moved = offset
        mark = download.sha256
        digest = hashlib.sha256() if mark or evidence.known(fetching.entry) else None
        with part.writing_from(offset) as file:
            if digest is not None and offset:
                _hash_beginning(part.path, offset, digest)
            received = _copy(download, file, offset, task, digest, keep)
    finally:
        download.close()
    _check(cloud, fetching, offset + received, progressed=received > 0)
    _prove(cloud, fetching, digest.hexdigest() if digest is not None else "", mark, evidence)
    fetching.complete = True


def _hash_beginning(path: Path, length: int, digest: Any) -> None:
    token = current()
    buffer = _buffer()
    with path.open("rb", buffering=0) as file:
        while length and (count := file.readinto(buffer[: min(length, _BUFFER)])):
            token.check()
            digest.update(buffer[:count])
            length -= count


def _prove(cloud: Cloud, fetching: Fetching, sha256: str, mark: str, evidence: Evidence) -> None:
    """Whether the content is what it should be, by the best evidence there is. Raises `Corrupt`."""
    fetching.sha256, fetching.check = sha256, Check.SIZE
    if not sha256:
        return
    if mark and (mark == sha256 or evidence.marks_are_hashes):
        evidence.marks_are_hashes = True
        _need_equal(fetching, sha256, mark)
    elif known := evidence.known(fetching.entry):
        if known != sha256:
            # Perhaps a newer version of the same size came between the listing and now.
            fetching.entry = cloud.entry(fetching.entry.id)
            known = evidence.known(fetching.entry)
        if known:
            _need_equal(fetching, sha256, known)


def _need_equal(fetching: Fetching, sha256: str, expected: str) -> None:
    if sha256 != expected:
        raise Corrupt(
            say(
                "“{name}” came with another content than it should have; it was not kept.",
                name=fetching.entry.name,
            ),
            f"SHA-256 received {sha256}, expected {expected}",
        )
    fetching.check = Check.HASH


def _joins(download: Download, fetching: Fetching, offset: int) -> bool:
    """Whether the stream starts over, or goes on with the content whose beginning is here."""
    if download.offset == 0:
        return True
    same = download.offset == offset
    if fetching.etag and download.etag:
        same = same and fetching.etag == download.etag
    if fetching.size is not None and download.size is not None:
        same = same and fetching.size == download.size
    return same


def _unchanged(cloud: Cloud, download: Download, fetching: Fetching) -> bool:
    """Whether a stream that goes on without a mark of its content does so with the content that was listed.

    Asked after it was opened: what changes from then on is not in it. The listing tells, where no mark does.
    """
    if download.offset == 0 or (fetching.etag and download.etag):
        return True
    listed, fetching.entry = fetching.entry, cloud.entry(fetching.entry.id)
    return (listed.modified, listed.size) == (fetching.entry.modified, fetching.entry.size)


def _copy(download: Download, file: BinaryIO, offset: int, task: Task, digest: Any, keep: Keep) -> int:
    token = current()
    buffer = _buffer()
    throttle = task.throttle
    received, synced = 0, 0
    while count := download.readinto(buffer[: throttle.block(_BUFFER)]):
        token.check()
        throttle.take(count)
        written = 0
        while written < count:
            # An unbuffered file may take less than it is given, on the way to a full disk.
            written += file.write(buffer[written:count])
        if digest is not None:
            digest.update(buffer[:count])
        received += count
        task.moved += count
        if received - synced >= _SYNC:
            synced = received
            keep.reached(file, offset + received)
    return received


def _check(cloud: Cloud, fetching: Fetching, held: int, *, progressed: bool) -> None:
    """Whether all of it is here. Raises `Offline` to go on where it broke off, or `Corrupt`."""
    name = fetching.entry.name
    expected = fetching.size if fetching.size is not None else fetching.entry.size
    if expected is not None and held < expected:
        technical = f"{held} of {expected} bytes"
        if progressed:
            raise Offline(say("The line broke while “{name}” was coming.", name=name), technical)
        raise UnexpectedAnswer(
            say("The server sends nothing more of “{name}”, though it is not complete.", name=name), technical
        )
    if fetching.entry.size is not None and held != fetching.entry.size:
        # Listed before somebody uploaded a newer version, or simply wrong.
        fresh = cloud.entry(fetching.entry.id)
        if fresh.size is not None and fresh.size != held:
            raise Corrupt(
                say(
                    "“{name}” came with another size than the server lists for it; it was not kept.",
                    name=name,
                ),
                f"received {held}, listed {fresh.size}",
            )
        fetching.entry = fresh
    elif expected is not None and held > expected:
        raise Corrupt(
            say("More came of “{name}” than the server said; it was not kept.", name=name),
            f"{held} of {expected}",
        )


def _place(fetching: Fetching, target: Path, way: plan.Way) -> str:
    assert fetching.part is not None
    modified: datetime | None = fetching.entry.modified
    if way is plan.Way.RENAME:
        while True:
            name = numbered(target.name, lambda name: local.exists(target.with_name(name)))
            try:
                fetching.part.place(target.with_name(name), replace=False, modified=modified)
            except TargetExists:
                if not local.exists(target.with_name(name)):
                    raise
                continue
            return name
    fetching.part.place(target, replace=way is plan.Way.REPLACE, modified=modified)
    return target.name


# ---------------------------------------------------------------------------------------- folders


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a remote folder and its place on this computer."""

    entry: Entry
    name: str
    """Safe, and given to no other entry of the folder."""
    here: Facts | None
    """What has that name already; None: nothing."""


def rows(entries: tuple[Entry, ...], folder: Path, names: Names, as_name: str = "") -> list[Row]:
    """Names for the entries, in a local folder that exists."""
    result = []
    for entry in entries:
        name = names.claim(as_name or entry.name)
        result.append(Row(entry, name, local.facts(folder / name)))
    return result


def read_page(
    cloud: Cloud, remote: Entry, cursor: str | None, folder: Path, root: Path, names: Names
) -> tuple[list[Row], str | None]:
    """A page of a remote folder; its first one makes the local folder. With the next page's cursor."""
    if cursor is None:
        local.make_folder(folder, root)
    page = cloud.children(remote, cursor=cursor, limit=_PAGE)
    return rows(page.entries, folder, names), page.cursor
