"""Read-only copies of the files that somebody looked at: a folder of the profile, bounded in bytes.

    ROOT/<site and entry>/<state>/NAME    the copy; a state is what was listed: name, size, date, revision
    ROOT/<site and entry>/<state>.json    written last: the copy is complete and proven. Its time: last use
    ROOT/runs/<run>.lock                  held by a process as long as it runs

What lies there is derived from the files each time, so a kill leaves at most something without a record,
which counts for nothing. Each use asks the service first: a copy holds only for what it lists now.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import stat
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import Conflict, Corrupt, LocalError, TargetUnwritable
from bimexplorer.model import Entry
from bimexplorer.transfer.cached_copies import Record, Runs, copies, open_files, record_path
from bimexplorer.transfer.fetching import Evidence, Fetching, fetch
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import safe_name, shortened
from bimexplorer.transfer.plan import Way
from bimexplorer.transfer.status import Check
from bimexplorer.words import say

_LONGEST_NAME = 120
"""Of a copy: Windows' own programs take no more than 260 characters with all folders above."""
_TRIES = 3
"""How often a file that changes while it comes is fetched anew."""
_BLOCK = 1 << 20
_SAME_TIME = 2.0
"""Seconds by which a file's time may differ from what was set: FAT stores even ones."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the copy of one state of a file lies, or is to come."""

    site_id: str
    entry: Entry
    """As the service lists it now."""
    folder: Path
    """For this copy alone."""
    ready: bool = False
    """The copy is here and proven."""
    changed: Path | None = None
    """A copy of the same state that another program has changed; it stays where it is."""

    @property
    def path(self) -> Path:
        return self.folder / shortened(safe_name(self.entry.name), _LONGEST_NAME)

    @property
    def arrived(self) -> bool:
        """Whether a download has put its last word here: `FileCache.seal` proves it."""
        try:
            status = self.path.stat()
        except OSError:
            return False
        listed = self.entry.modified
        in_time = listed is None or abs(status.st_mtime - listed.timestamp()) <= _SAME_TIME
        return status.st_size == self.entry.size and in_time


def changing(entry: Entry) -> Conflict:
    """Each time a file had come, the server listed another state of it."""
    return Conflict(
        say("“{name}” is being changed on the server. Try again in a moment.", name=entry.name), entry.id
    )


class Coming(Task):
    """A file on its way to somebody who waits for it; `moved` tells how far it is."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, lambda _: None, lambda _: None)


class FileCache:
    """May be used from any thread; every method blocks and honours the cancellation in scope."""

    def __init__(self, root: Path, limit: int) -> None:
        """`limit`: bytes that all copies together may take."""
        self._root = root
        self._limit = limit
        self._guard = threading.Lock()
        self._cleaning = threading.Lock()
        self._coming: set[Path] = set()
        self._held: set[Path] = set()
        """Handed to other programs in this run."""
        self._runs = Runs(root)
        self._evidence: dict[str, Evidence] = {}
        self._total: int | None = None
        """Bytes of all copies; None: not counted yet."""

    # ------------------------------------------------------------------ using copies

    def may_have(self, site_id: str, entry: Entry) -> bool:
        """Whether a copy of the file as it was listed lies here; `look` tells whether it still holds.

        Reads the disk and asks nobody.
        """
        above = self._root / _key(site_id, entry.id)
        return any(Record.read(path.with_suffix("")) for path in above.glob(f"{_state(entry)}*.json"))

    def look(self, cloud: Cloud, site_id: str, entry: Entry) -> Slot:
        """Where the copy of a file is, or is to come, by what the service lists at this moment.

        Raises what `Cloud.entry` raises: without the service nobody knows whether a copy still holds.
        """
        now = cloud.entry(entry.id)
        above = self._root / _key(site_id, entry.id)
        changed = None
        for number in itertools.count(1):
            folder = above / (_state(now) + (f"-{number}" if number > 1 else ""))
            slot = Slot(site_id, now, folder, changed=changed)
            record = Record.read(folder)
            if folder in self._coming:
                continue
            if record is None:
                return slot
            try:
                intact = record.describes(folder / record.file)
            except OSError:
                return slot
            if not intact:
                changed = folder / record.file
            elif record.file == slot.path.name and _still_marked(cloud, now, record.etag):
                return replace(slot, ready=True)
        raise AssertionError("unreachable")

    def prepare(self, slot: Slot) -> bool:
        """Make room for a copy that is to come; others of this process go elsewhere until `release`.

        False: somebody else was first, look again.
        """
        with self._guard:
            if slot.folder in self._coming:
                return False
            self._coming.add(slot.folder)
        try:
            slot.folder.mkdir(parents=True, exist_ok=True)
            record_path(slot.folder).unlink(missing_ok=True)
            if slot.path.exists():
                slot.path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        except OSError as error:
            self.release(slot)
            raise _unwritable(slot, error) from error
        return True

    def release(self, slot: Slot) -> None:
        """Nothing comes into the slot any more, or all of it has come."""
        with self._guard:
            self._coming.discard(slot.folder)

    def seal(self, cloud: Cloud, slot: Slot) -> bool:
        """Prove a copy that was downloaded into a slot, and keep it; False: the file changed meanwhile.

        Raises `Corrupt`, and `LocalError` if there is nothing.
        """
        etag, sha256 = self._proof(cloud, slot)
        return self._keep(cloud, slot, etag, sha256)

    def bring(self, cloud: Cloud, site_id: str, entry: Entry, coming: Coming) -> Path:
        """The proven copy of a file, downloaded first where there is none."""
        for _ in range(_TRIES):
            slot = self.look(cloud, site_id, entry)
            if slot.ready:
                self._touch(slot)
                return slot.path
            if self.prepare(slot):
                try:
                    if self._fetch(cloud, slot, coming):
                        return slot.path
                finally:
                    self.release(slot)
        raise changing(entry)

    def hold(self, slot: Slot) -> bool:
        """A copy is handed to another program: it stays as long as this run, at least.

        False: it has just been removed.
        """
        with self._guard:
            self._held.add(slot.folder)
        record = Record.read(slot.folder)
        if record is not None:
            replace(record, run=self._runs.own()).write(slot.folder)
        return record is not None

    def close(self) -> None:
        """This run ends: what it handed to other programs may go at a next one's cleaning."""
        self._runs.end()

    def _touch(self, slot: Slot) -> None:
        with contextlib.suppress(OSError):
            os.utime(record_path(slot.folder))

    def _fetch(self, cloud: Cloud, slot: Slot, coming: Coming) -> bool:
        fetching = Fetching(slot.entry)
        evidence = self._evidence_of(slot.site_id)
        try:
            fetch(cloud, fetching, slot.folder, slot.path.name, Way.REPLACE, coming, evidence, _NotKept())
        except BaseException:
            fetching.remove()
            raise
        proven = fetching.check is Check.HASH
        return self._keep(cloud, slot, *((fetching.etag, fetching.sha256) if proven else ("", "")))

    # ------------------------------------------------------------------ proving

    def _evidence_of(self, site_id: str) -> Evidence:
        with self._guard:
            return self._evidence.setdefault(site_id, Evidence(lambda _: "", lambda _: ()))

    def _proof(self, cloud: Cloud, slot: Slot) -> tuple[str, str]:
        """The server's mark and the hash, where they are the same; else two times nothing."""
        evidence = self._evidence_of(slot.site_id)
        download = cloud.open_download(slot.entry, max(0, (slot.entry.size or 0) - 1))
        try:
            etag, expected = download.etag, download.sha256
        finally:
            download.close()
        if not expected:
            return "", ""
        sha256 = _hash_of(slot)
        if sha256 == expected:
            evidence.marks_are_hashes = True
            return etag, sha256
        if evidence.marks_are_hashes and _state(cloud.entry(slot.entry.id)) == _state(slot.entry):
            raise Corrupt(
                say(
                    "“{name}” came with another content than it should have; it is not opened.",
                    name=slot.entry.name,
                ),
                f"SHA-256 received {sha256}, expected {expected}",
            )
        return "", ""

    def _keep(self, cloud: Cloud, slot: Slot, etag: str, sha256: str) -> bool:
        # Listed the same before the first byte and after the last one: it is the content of this state.
        if _state(cloud.entry(slot.entry.id)) != _state(slot.entry):
            return False
        try:
            size = slot.path.stat().st_size
            if slot.entry.size is not None and size != slot.entry.size:
                raise Corrupt(
                    say(
                        "“{name}” came with another size than the server lists; it is not opened.",
                        name=slot.entry.name,
                    ),
                    f"received {size}, listed {slot.entry.size}",
                )
            slot.path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
            modified = slot.path.stat().st_mtime_ns
        except FileNotFoundError as error:
            raise LocalError(say("The downloaded copy has disappeared."), str(error)) from error
        except OSError as error:
            raise _unwritable(slot, error) from error
        Record(slot.path.name, size, modified, etag, sha256).write(slot.folder)
        with self._guard:
            self._total = None if self._total is None else self._total + size
            full = self._total is None or self._total > self._limit
        if full:
            self._trim(spared=slot.folder)
        return True

    # ------------------------------------------------------------------ cleaning

    def set_limit(self, limit: int) -> None:
        """Bytes that all copies together may take from the next `clean` on."""
        self._limit = limit

    def size(self) -> int:
        """Bytes of all copies that are here."""
        return sum(copy.size for copy in copies(self._root))

    def clear(self) -> int:
        """Remove all that `clean` may remove, whatever the limit; the bytes of what has to stay."""
        self._trim(limit=0)
        return self.size()

    def clean(self) -> None:
        """Remove what nobody goes on with, then the copies not used for longest, down to the limit.

        What is open, was opened in a run that has not ended, or was changed by another program stays.
        """
        self._trim()

    def _trim(self, spared: Path | None = None, limit: int | None = None) -> None:
        """`limit`: another one than the cache's own."""
        limit = self._limit if limit is None else limit
        with self._cleaning:
            runs = self._runs.going_on()
            total, spare = 0, []
            for copy in copies(self._root):
                current().check()
                total += copy.size
                if not (copy.changed or copy.folder == spared or copy.run in runs - {""}):
                    spare.append(copy)
            spare.sort(key=lambda copy: (copy.record is not None, copy.used))
            opened: frozenset[tuple[int, int]] | None = None
            for copy in spare:
                current().check()
                if copy.record is not None and total <= limit:
                    break
                if opened is None:
                    opened = open_files()
                # Whoever holds it from here on sees that it has gone.
                with self._guard:
                    busy = copy.ids & opened or copy.folder in self._held | self._coming
                    if not busy and copy.remove():
                        total -= copy.size
            with self._guard:
                self._total = total


class _NotKept:
    """A fetch that no journal follows."""

    def begun(self) -> None: ...

    def reached(self, file: BinaryIO, offset: int) -> None: ...


def _key(site_id: str, entry_id: str) -> str:
    return hashlib.sha256(f"{site_id}\n{entry_id}".encode()).hexdigest()[:24]


def _state(entry: Entry) -> str:
    modified = entry.modified.isoformat() if entry.modified is not None else ""
    listed = f"{entry.name}\n{entry.size}\n{modified}\n{entry.revision}"
    return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _still_marked(cloud: Cloud, entry: Entry, etag: str) -> bool:
    """Whether the server's mark is still the one that was proven to be the content's hash."""
    if not etag or not entry.size:
        return True
    download = cloud.open_download(entry, entry.size - 1, etag)
    try:
        return download.etag == etag
    finally:
        download.close()


def _hash_of(slot: Slot) -> str:
    token, digest = current(), hashlib.sha256()
    try:
        with slot.path.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                token.check()
                digest.update(block)
    except OSError as error:
        raise LocalError(say("The downloaded copy cannot be read."), str(error)) from error
    return digest.hexdigest()


def _unwritable(slot: Slot, error: OSError) -> TargetUnwritable:
    return TargetUnwritable(
        say("No copy of “{name}” can be kept on this computer.", name=slot.entry.name), str(error)
    )
