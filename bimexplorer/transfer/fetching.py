"""How one file comes down, and how a remote folder is read: the blocking steps, run on lanes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Cloud, Download
from bimexplorer.errors import Corrupt, LocalError, Offline, TargetExists, UnexpectedAnswer
from bimexplorer.model import Entry
from bimexplorer.transfer import local, plan
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Names, PartFile

_BUFFER = 1 << 20
_PAGE = 200

_buffers = threading.local()
Writer = Callable[[memoryview], int]


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
    complete: bool = False
    """`part` holds all of it, checked; only the final name is missing."""

    def remove(self) -> None:
        """Leave nothing on the disk."""
        if self.part is not None:
            self.part.remove()
        self.part, self.etag, self.size, self.complete = None, "", None, False


def fetch(cloud: Cloud, fetching: Fetching, folder: Path, name: str, way: plan.Way, task: Task) -> str:
    """Bring the file down; the name it got.

    Raises `TargetExists` before the first byte where the name is taken and `way` is `PLAIN`, and at the end
    if it was taken meanwhile. A folder is not replaced in any `way`.
    """
    target = folder / name
    if way is plan.Way.REPLACE:
        local.check_replaceable(target)
    if way is plan.Way.PLAIN and local.exists(target):
        raise TargetExists(f"“{name}” is already there on this computer.", str(target))
    if not fetching.complete:
        try:
            _receive(cloud, fetching, target, task)
        except (LocalError, Corrupt):
            # What is here is of no use, or takes the space that is wanted.
            fetching.remove()
            raise
    return _place(fetching, target, way)


def _receive(cloud: Cloud, fetching: Fetching, target: Path, task: Task) -> None:
    if fetching.part is None:
        fetching.part = PartFile(target)
    part = fetching.part
    offset = part.size
    if fetching.size is not None and offset >= fetching.size:
        offset = 0
    local.check_space(target.parent, max(0, (fetching.entry.size or 0) - offset))
    download = cloud.open_download(fetching.entry, offset, fetching.etag if offset else "")
    try:
        if not (_joins(download, fetching, offset) and _unchanged(cloud, download, fetching)):
            # Another content than the beginning that is here.
            download.close()
            download = cloud.open_download(fetching.entry)
        offset = download.offset
        fetching.etag, fetching.size = download.etag, download.size
        task.moved = offset
        with part.writing_from(offset) as file:
            received = _copy(download, file.write, task)
    finally:
        download.close()
    _check(cloud, fetching, offset + received, progressed=received > 0)


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


def _copy(download: Download, write: Writer, task: Task) -> int:
    token = current()
    buffer = _buffer()
    received = 0
    while count := download.readinto(buffer):
        token.check()
        written = 0
        while written < count:
            # An unbuffered file may take less than it is given, on the way to a full disk.
            written += write(buffer[written:count])
        received += count
        task.moved += count
    return received


def _check(cloud: Cloud, fetching: Fetching, held: int, *, progressed: bool) -> None:
    """Whether all of it is here. Raises `Offline` to go on where it broke off, or `Corrupt`."""
    name = fetching.entry.name
    expected = fetching.size if fetching.size is not None else fetching.entry.size
    if expected is not None and held < expected:
        technical = f"{held} of {expected} bytes"
        if progressed:
            raise Offline(f"The line broke while “{name}” was coming.", technical)
        raise UnexpectedAnswer(
            f"The server sends nothing more of “{name}”, though it is not complete.", technical
        )
    if fetching.entry.size is not None and held != fetching.entry.size:
        # Listed before somebody uploaded a newer version, or simply wrong.
        fresh = cloud.entry(fetching.entry.id)
        if fresh.size is not None and fresh.size != held:
            raise Corrupt(
                f"“{name}” came with another size than the server lists for it; it was not kept.",
                f"received {held}, listed {fresh.size}",
            )
        fetching.entry = fresh
    elif expected is not None and held > expected:
        raise Corrupt(
            f"More came of “{name}” than the server said; it was not kept.", f"{held} of {expected}"
        )
    fetching.complete = True


def _place(fetching: Fetching, target: Path, way: plan.Way) -> str:
    assert fetching.part is not None
    modified: datetime | None = fetching.entry.modified
    if way is plan.Way.RENAME:
        while True:
            name = plan.numbered(target.name, lambda name: local.exists(target.with_name(name)))
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
    exists: bool
    """Something of that name is there already."""


def rows(entries: tuple[Entry, ...], folder: Path, names: Names, as_name: str = "") -> list[Row]:
    """Names for the entries, in a local folder that exists."""
    result = []
    for entry in entries:
        name = names.claim(as_name or entry.name)
        result.append(Row(entry, name, local.exists(folder / name)))
    return result


def read_page(
    cloud: Cloud, remote: Entry, cursor: str | None, folder: Path, root: Path, names: Names
) -> tuple[list[Row], str | None]:
    """A page of a remote folder; its first one makes the local folder. With the next page's cursor."""
    if cursor is None:
        local.make_folder(folder, root)
    page = cloud.children(remote, cursor=cursor, limit=_PAGE)
    return rows(page.entries, folder, names), page.cursor
