"""How one file goes up: the blocking steps, run on lanes."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from bimexplorer.cancellation import Cancellation, current
from bimexplorer.clouds.base import (
    Batch,
    Cloud,
    OnExisting,
    Receipt,
    Span,
    Upload,
    UploadDriver,
    UploadTraits,
)
from bimexplorer.errors import (
    Conflict,
    Corrupt,
    InvalidName,
    NameExists,
    NotFound,
    ProgramError,
    SourceChanged,
    Unsupported,
    UploadIncomplete,
    UploadLost,
)
from bimexplorer.model import Entry
from bimexplorer.transfer import plan, portable
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Signature, reading
from bimexplorer.words import say

log = logging.getLogger(__name__)

_READ = 1 << 20
_AT_ONCE = 256 << 10
"""Bytes up to which a file is read in one go, and then sent from memory."""
_PAGE = 500
# Not to wait for a writer, should a pipe have taken the file's place.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class Digest:
    """SHA-256 of a file, fed in order; what was seen before is passed over, so a part may be read again."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()
        self.position = 0
        """Bytes from the start that are in."""

    def feed(self, offset: int, data: bytes | memoryview) -> None:
        """Bytes that stand at `offset`; they count as far as they join what is in already."""
        with self._lock:
            known = self.position - offset
            if 0 <= known < len(data):
                self._hash.update(memoryview(data)[known:])
                self.position = offset + len(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


@dataclass(slots=True, eq=False)
class Sending:
    """One attempt to bring one file up, from its beginning; a new start gets a new one.

    Written by the lane that works on it; parts that travel at once only touch `digest`.
    """

    path: Path
    signature: Signature | None = None
    """Of the source when this began."""
    upload: Upload | None = None
    trusted: bool = True
    """Whether `upload.confirmed` may be built on; if not, one part is sent and the answer is the truth."""
    digest: Digest = field(default_factory=Digest)
    hashing: bool = False
    """A reader of its own computes the digest, because the parts do not go in order."""
    finishing: bool = False
    """The server was asked to close the file, or is about to be; it did once `receipt` is there."""
    asked: bool = False
    """That question went out once already, and its answer did not come back."""
    receipt: Receipt | None = None
    sha256: str = ""
    """Of all that was read, in hex, once the file is closed."""
    publishing: bool = False
    """What makes the file visible, where no batch does, is on its way or went unanswered."""
    travelling: list[Span] = field(default_factory=list)
    """Parts on their way; the worker's own."""

    def kept(self) -> dict[str, Any] | None:
        """What a later run needs to go on, as JSON values; None: nothing was begun."""
        if self.upload is None or self.signature is None:
            return None
        return {
            "signature": [self.signature.size, self.signature.modified_ns],
            "upload": portable.upload_out(self.upload),
            "finishing": self.finishing,
        }

    @classmethod
    def restored(cls, path: Path, raw: dict[str, Any]) -> Sending:
        """As an earlier run left it."""
        return cls(
            path,
            signature=Signature(*raw["signature"]),
            upload=portable.upload_in(raw["upload"]),
            trusted=False,
            finishing=raw["finishing"],
            asked=raw["finishing"],
        )

    def check_source(self) -> None:
        """Raises `SourceChanged` if the file is not the one that was begun with."""
        now = Signature.of(self.path)
        if self.signature is None:
            self.signature = now
        elif now != self.signature:
            raise SourceChanged(say("“{name}” was changed while it was sent.", name=self.path.name))

    @property
    def complete(self) -> bool:
        """Whether the server confirmed every byte (what it claims beyond them shows at the end)."""
        upload = self.upload
        return (
            upload is not None and self.trusted and not plan.next_part(upload.size, upload.confirmed, (), 1)
        )


class FileSlice:
    """The bytes of one part, read from the file while they are sent (a `PartBody`)."""

    def __init__(self, path: Path, span: Span, task: Task, digest: Digest | None) -> None:
        self._path = path
        self._span = span
        self._task = task
        self._digest = digest
        self._cancellation: Cancellation = current()
        self._position = 0
        self._file: BinaryIO

    def __enter__(self) -> FileSlice:  # noqa: PYI034 - typing.Self needs Python 3.11
        with reading(self._path):
            self._file = self._path.open("rb", buffering=0)
            self._file.seek(self._span.offset)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._span.length

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; empty at the part's end. Raises `Cancelled`, `SourceChanged`."""
        self._cancellation.check()
        left = self._span.length - self._position
        wanted = min(left, self._task.throttle.block(_READ if size < 0 else size))
        if not wanted:
            return b""
        self._task.throttle.take(wanted)
        with reading(self._path):
            data = self._file.read(wanted)
        if not data:
            raise SourceChanged(say("“{name}” became shorter while it was sent.", name=self._path.name))
        if self._digest is not None:
            self._digest.feed(self._span.offset + self._position, data)
        self._position += len(data)
        self._task.moved = self._position
        return data

    def rewind(self) -> None:
        with reading(self._path):
            self._file.seek(self._span.offset)
        self._position = self._task.moved = 0


class Whole:
    """All bytes of a small file (a `PartBody`)."""

    def __init__(self, content: bytes, task: Task) -> None:
        self._content = content
        self._task = task
        self._position = 0

    def __len__(self) -> int:
        return len(self._content)

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; empty at the end. Raises `Cancelled`."""
        current().check()
        data = self._content[self._position :][: None if size < 0 else size]
        self._position += len(data)
        self._task.moved = self._position
        return data

    def rewind(self) -> None:
        self._position = self._task.moved = 0


# ---------------------------------------------------------------------------------------- one file


def begin(cloud: Cloud, sending: Sending, batch: Batch, folder: Entry, name: str, size: int) -> None:
    """Announce the file. Raises `SourceChanged` if it has another size by now."""
    sending.check_source()
    if sending.signature is not None and sending.signature.size != size:
        raise SourceChanged(say("“{name}” was changed before it was sent.", name=sending.path.name))
    if sending.upload is None:
        sending.upload = cloud.uploads.begin(batch, folder, name, size)


def send_part(cloud: Cloud, sending: Sending, upload: Upload, span: Span, task: Task) -> Upload:
    """Send one part of a file; the answer tells what the server holds."""
    sending.check_source()
    driver = cloud.uploads
    sending.publishing = not driver.traits.batches and span.end == upload.size
    with FileSlice(sending.path, span, task, None if sending.hashing else sending.digest) as body:
        return driver.send(upload, span, body)


def hash_source(sending: Sending) -> None:
    """Read the rest of the file that is not in the digest yet, from end to end."""
    buffer = memoryview(bytearray(_READ))
    token = current()
    with reading(sending.path), sending.path.open("rb", buffering=0) as file:
        file.seek(sending.digest.position)
        while count := file.readinto(buffer):
            token.check()
            sending.digest.feed(sending.digest.position, buffer[:count])


def finish(cloud: Cloud, sending: Sending) -> Receipt:
    """Close the file and compare what the server holds with what was read, before anybody can see it.

    Raises `Corrupt`: then the batch must not be made visible.
    """
    assert sending.upload is not None
    sending.check_source()
    if sending.digest.position < sending.upload.size:
        hash_source(sending)
        sending.check_source()
    expected = sending.digest.hexdigest()
    asked, sending.finishing, sending.asked = sending.asked, True, True
    try:
        receipt = cloud.uploads.finish(sending.upload)
    except UploadLost:
        if not asked:
            raise
        # Most likely it was closed the first time. Whether it was, and with what content, shows when its
        # batch is committed.
        receipt = Receipt("", (), sending.upload.size, expected if cloud.uploads.traits.hashes else "", "")
    if not cloud.uploads.traits.batches and receipt.modified is None:
        entry = listed(cloud, (receipt,)).get(receipt.entry_id)
        receipt = replace(receipt, modified=None if entry is None else entry.modified)
    sending.receipt, sending.sha256 = receipt, expected
    if receipt.size != sending.upload.size or (receipt.sha256 and receipt.sha256 != expected):
        raise Corrupt(
            say(
                "“{name}” arrived differently from what was sent; it was not published.",
                name=sending.path.name,
            ),
            f"sent {sending.upload.size} bytes {expected}, held {receipt.size} bytes {receipt.sha256}",
        )
    return receipt


def send_small(
    cloud: Cloud,
    sending: Sending,
    batch: Batch,
    folder: Entry,
    name: str,
    size: int,
    task: Task,
    keep: Callable[[], None],
) -> Receipt:
    """A file of one part at most, from announcing to closing.

    `keep` comes back when the journal knows what was announced: called where that is all that a later run
    could tell from whether the file arrived.
    """
    if sending.finishing:
        return finish(cloud, sending)
    if size > _AT_ONCE:
        begin(cloud, sending, batch, folder, name, size)
        assert sending.upload is not None
        if not cloud.uploads.traits.batches:
            keep()
        if not sending.complete:
            sending.upload = send_part(cloud, sending, sending.upload, Span(0, size), task)
            sending.trusted = True
        return finish(cloud, sending)
    content = _read_whole(sending, size)
    if sending.upload is None:
        sending.upload = cloud.uploads.begin(batch, folder, name, size)
    sending.publishing = not cloud.uploads.traits.batches
    if sending.publishing:
        keep()
    if not sending.complete:
        task.throttle.take(size)
        sending.upload = cloud.uploads.send(sending.upload, Span(0, size), Whole(content, task))
        sending.trusted = True
        if not sending.complete:
            # To close it now would close less than was sent.
            raise UploadIncomplete(
                say("A part of “{name}” did not arrive.", name=sending.path.name), repr(sending.upload)
            )
    return finish(cloud, sending)


def _read_whole(sending: Sending, size: int) -> bytes:
    """A small file in one go: thousands of them are a matter of each single call to the system."""
    with reading(sending.path):
        descriptor = os.open(sending.path, _OPEN_FLAGS)
        try:
            now = Signature.of_open(descriptor, sending.path)
            content = os.read(descriptor, size + 1)
        finally:
            os.close(descriptor)
    if sending.signature is None:
        sending.signature = now
    if now != sending.signature or now.size != size or len(content) != size:
        raise SourceChanged(say("“{name}” was changed before it was sent.", name=sending.path.name))
    sending.digest.feed(0, content)
    return content


# ---------------------------------------------------------------------------------------- folders


def check_set(driver: UploadDriver) -> None:
    """Raises `Unsupported` where the files of a drop cannot become visible all at once."""
    if not driver.traits.batches:
        raise Unsupported(
            say(
                "Here each file becomes visible by itself, so files cannot be published as one set."
                " Nothing was sent."
            )
        )


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A remote folder, ready to be filled."""

    folder: Entry
    batch_key: str
    traits: UploadTraits
    found: dict[str, Entry]
    """What is already there of the names that were asked for, by `plan.name_key`."""
    taken: frozenset[str] | None
    """The keys of all names in the folder, where the whole of it was read."""
    refused: dict[str, str]
    """Asked names the service does not take, each with the sentence that says why."""


def survey(cloud: Cloud, folder: Entry, names: Iterable[str], *, fresh: bool) -> Surveyed:
    """Look names up in a folder; `fresh`: it was made just now, so nothing is in it. Raises `NotFound`."""
    names = list(names)
    found: dict[str, Entry] = {}
    taken: frozenset[str] | None = frozenset()
    if names and not fresh:
        found, taken = look_up(cloud, folder, names)
    refused = {name: reason for name in names if (reason := cloud.check_name(name))}
    driver = cloud.uploads
    return Surveyed(folder, driver.batch_key(folder), driver.traits, found, taken, refused)


def look_up(cloud: Cloud, folder: Entry, names: list[str]) -> tuple[dict[str, Entry], frozenset[str] | None]:
    """What is there of these names, by key, and all keys of the folder if it was read to its end.

    Reads the listing for as long as that takes fewer requests than asking for the names one by one would.
    """
    wanted = {plan.name_key(name): name for name in names}
    found: dict[str, Entry] = {}
    seen: set[str] = set()
    cursor: str | None = None
    pages = 0
    while True:
        page = cloud.children(folder, cursor=cursor, limit=_PAGE)
        pages += 1
        for entry in page.entries:
            key = plan.name_key(entry.name)
            seen.add(key)
            # Two rows may share a key on a service that tells case apart: the same spelling wins.
            if key in wanted and (key not in found or entry.name == wanted[key]):
                found[key] = entry
        cursor = page.cursor
        if cursor is None:
            return found, frozenset(seen)
        missing = [name for key, name in wanted.items() if key not in found]
        if len(missing) <= pages:
            break
    for name in missing:
        try:
            found[plan.name_key(name)] = cloud.entry_at((*folder.path, name))
        except NotFound:
            continue
    return found, None


def make_folder(cloud: Cloud, parent: Entry, name: str, existing: Entry | None) -> tuple[Entry, bool]:
    """The folder of that name, made if it is missing; whether it was made. Raises `Conflict` for a file."""
    if existing is None:
        if reason := cloud.check_name(name):
            raise InvalidName(reason)
        try:
            return cloud.create_folder(parent, name), True
        except NameExists:
            # Made meanwhile, perhaps by ourselves when an answer was lost.
            existing = look_up(cloud, parent, [name])[0].get(plan.name_key(name))
            if existing is None:
                raise
    if not existing.is_folder:
        raise Conflict(
            say("“{name}” is not a folder there, so nothing can be put into it.", name=name),
            repr(existing.path),
        )
    return existing, False


# ---------------------------------------------------------------------------------------- batches

Published = tuple[tuple[Receipt, ...], dict[str, Entry]]


def publish(cloud: Cloud, batch: Batch, on_existing: OnExisting) -> Published:
    """Commit a batch: what it holds, and how the service lists that now, by id, as far as it does already."""
    receipts = cloud.uploads.finish_batch(batch, on_existing)
    return receipts, listed(cloud, receipts)


def listed(cloud: Cloud, receipts: Sequence[Receipt]) -> dict[str, Entry]:
    """How the service lists what became visible, by id, as far as it does already."""
    try:
        return cloud.entries([receipt.entry_id for receipt in receipts])
    except ProgramError as error:
        # It is published, whatever becomes of this question.
        log.info("What was published could not be listed: %s", error.technical or error.english)
        return {}


@dataclass(frozen=True, slots=True)
class Awaited:
    """A file of a batch whose commit went unanswered."""

    folder: Entry
    name: str
    size: int
    before: Entry | None
    """What had this name before; None: nothing."""
    sha256: str
    """Of what was sent, in hex; empty where the service tells no hash."""


def arrived(cloud: Cloud, files: list[Awaited]) -> list[Entry | None]:
    """Of each file, what is there as sent: new, or newer than what was there, with its content.

    The content is read back: a file of the same size may be another person's, of the same moment.
    """
    folders: dict[str, list[int]] = {}
    for number, file in enumerate(files):
        folders.setdefault(file.folder.id, []).append(number)
    result: list[Entry | None] = [None] * len(files)
    for numbers in folders.values():
        try:
            found, _ = look_up(cloud, files[numbers[0]].folder, [files[number].name for number in numbers])
        except NotFound:
            continue
        for number in numbers:
            now = found.get(plan.name_key(files[number].name))
            if now is not None and _is_new(files[number], now) and _holds(cloud, now, files[number].sha256):
                result[number] = now
    return result


def _is_new(file: Awaited, now: Entry) -> bool:
    if now.size != file.size:
        return False
    before = file.before
    return before is None or (now.id, now.modified, now.size) != (before.id, before.modified, before.size)


def _holds(cloud: Cloud, entry: Entry, sha256: str) -> bool:
    """Whether a file has this content (or there is no hash to compare it with)."""
    if not sha256:
        return True
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_READ))
    token = current()
    try:
        with contextlib.closing(cloud.open_download(entry)) as download:
            while count := download.readinto(buffer):
                token.check()
                digest.update(buffer[:count])
    except NotFound:
        return False
    return digest.hexdigest() == sha256
