"""What lies in the cache of looked-at files: copies, their records, and which runs of the program go on."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import stat
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bimexplorer.paths import write_atomically

log = logging.getLogger(__name__)

_LEFT_BEHIND = 7 * 24 * 3600.0
"""Seconds after which nobody goes on with an unfinished download."""
_RUNS = "runs"
_ENDING = ".json"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a proven copy."""

    file: str
    size: int
    changed_ns: int
    """Size and time of the copy when it was made: another one tells that a program wrote to it."""
    etag: str = ""
    """The server's mark, where it was the hash of the content."""
    sha256: str = ""
    run: str = ""
    """The last run that handed it to another program."""

    @classmethod
    def read(cls, folder: Path) -> Record | None:
        """Of the copy in a folder; None: there is none that counts."""
        try:
            raw = json.loads(record_path(folder).read_text(encoding="utf-8"))
            record = cls(**raw)
        except (OSError, ValueError, TypeError):
            return None
        strings = (record.file, record.etag, record.sha256, record.run)
        numbers = (record.size, record.changed_ns)
        sound = all(type(text) is str for text in strings) and all(type(number) is int for number in numbers)
        return record if sound and record.file == Path(record.file).name else None

    def describes(self, file: Path) -> bool:
        """Whether the copy is still as it was made."""
        status = file.lstat()
        return stat.S_ISREG(status.st_mode) and (status.st_size, status.st_mtime_ns) == (
            self.size,
            self.changed_ns,
        )

    def write(self, folder: Path) -> None:
        try:
            write_atomically(record_path(folder), json.dumps(asdict(self)))
        except OSError as error:
            # It is shown all the same; the next time it is fetched again.
            log.info("A copy cannot be remembered: %s", error)


@dataclass(frozen=True, slots=True)
class Copy:
    """One folder of the cache."""

    folder: Path
    size: int
    used: float
    """UNIX seconds."""
    changed: bool
    run: str
    record: Path | None
    ids: frozenset[tuple[int, int]]
    """Device and inode of its files."""

    @classmethod
    def found(cls, folder: Path) -> Copy | None:
        """None: it has just gone."""
        path = record_path(folder)
        record = Record.read(folder)
        try:
            statuses = {file.name: file.lstat() for file in folder.iterdir()}
            used = path.stat().st_mtime if record is not None else folder.stat().st_mtime
            changed = record is not None and any(
                name != record.file or not record.describes(folder / name) for name in statuses
            )
        except OSError:
            return None
        if record is None:
            used = max([used, *(status.st_mtime for status in statuses.values())])
        return cls(
            folder,
            sum(status.st_size for status in statuses.values()),
            used,
            changed,
            record.run if record is not None else "",
            path if record is not None else None,
            frozenset((status.st_dev, status.st_ino) for status in statuses.values()),
        )

    def remove(self) -> bool:
        """Whether it is gone. The record goes last: until then a next run sees what there is."""
        try:
            for file in self.folder.iterdir():
                if sys.platform == "win32":
                    file.chmod(stat.S_IRUSR | stat.S_IWUSR)  # else it could not be removed
                file.unlink(missing_ok=True)
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.record is not None:
                self.record.unlink(missing_ok=True)
        except OSError as error:
            log.info("A cached copy stays: %s", error)
            return False
        return True


def copies(root: Path) -> Iterator[Copy]:
    """All that lies here, but for downloads that somebody may still go on with."""
    now = time.time()
    for above in _folders(root):
        if above.name == _RUNS:
            continue
        with contextlib.suppress(OSError):
            above.rmdir()  # only an empty one goes
        for folder in _folders(above):
            copy = Copy.found(folder)
            if copy is not None and (copy.record is not None or now - copy.used > _LEFT_BEHIND):
                yield copy
        for record in above.glob(f"*{_ENDING}"):
            if not record.with_suffix("").exists():
                with contextlib.suppress(OSError):
                    record.unlink()


class Runs:
    """Each process that hands copies to other programs holds a lock of its own until it ends or is killed."""

    def __init__(self, root: Path) -> None:
        self._folder = root / _RUNS
        self._guard = threading.Lock()
        self._lock: FileLock | None = None
        self._own = ""

    def own(self) -> str:
        """The name of this run, which from now on goes on."""
        with self._guard:
            if not self._own:
                self._own = uuid.uuid4().hex
                self._lock = FileLock(self._folder / f"{self._own}.lock", timeout=0, thread_local=False)
                try:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    self._lock.acquire()
                except (OSError, NotImplementedError, Timeout) as error:
                    log.info("Where no file can be locked, other windows do not see what is open: %s", error)
            return self._own

    def end(self) -> None:
        with self._guard:
            if self._lock is not None:
                self._lock.release()

    def going_on(self) -> frozenset[str]:
        """The names of all runs whose process has not ended; what the others left is removed."""
        alive = {self._own}
        for path in _inside(self._folder):
            if path.stem == self._own:
                continue
            lock = FileLock(path, timeout=0)
            try:
                lock.acquire()
            except (OSError, NotImplementedError, Timeout):
                alive.add(path.stem)
            else:
                lock.release()
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        return frozenset(alive)


def record_path(folder: Path) -> Path:
    """Where the record of the copy in this folder lies."""
    return folder.with_name(folder.name + _ENDING)


def _folders(above: Path) -> list[Path]:
    return [path for path in _inside(above) if path.is_dir() and not path.is_symlink()]


def _inside(folder: Path) -> list[Path]:
    """Nothing where it cannot be read, or has just gone."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def open_files() -> frozenset[tuple[int, int]]:
    """Device and inode of what this person's programs hold open, where the system tells (Linux).

    Windows does not let an open file be removed; elsewhere a program keeps what it has open.
    """
    found = set()
    for process in _inside(Path("/proc")):
        if not process.name.isdigit():
            continue
        for descriptor in _inside(process / "fd"):
            with contextlib.suppress(OSError):
                status = descriptor.stat()
                found.add((status.st_dev, status.st_ino))
    return frozenset(found)
