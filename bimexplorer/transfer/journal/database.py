"""The journal's file: opened whatever state it is in, used from several threads, its errors as sentences."""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from bimexplorer.errors import DiskFull, LocalError, TargetUnwritable
from bimexplorer.transfer.journal.schema import Foreign, migrate
from bimexplorer.words import say

log = logging.getLogger(__name__)

_PATIENCE = 10.0
"""Seconds to wait for another process's transaction."""
_ROOM = 4 << 20
"""With fewer bytes free an input/output error is put down to the full disk."""


class Damaged(LocalError):
    """The file's content is no longer a journal."""


Identity = tuple[int, int]
"""Device and inode: which file it is, under whatever name."""


class Database:
    """One connection, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._closed = False
        with failures_told(path):
            self._connection = _connect(path)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: durable when the block is left, undone if the block raises."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file for all that is read in the block, whatever other processes write."""
        with self._transaction("BEGIN") as connection:
            yield connection

    def data_version(self) -> int:
        """Differs from the last one if another connection has committed in between."""
        with self._lock, failures_told(self._path):
            self._check_open()
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, failures_told(self._path):
            self._check_open()
            connection = self._connection
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _check_open(self) -> None:
        if self._closed:
            raise LocalError(say("The list of transfers is closed."))


def prepare(path: Path, damaged: Identity | None = None) -> bool:
    """Make sure that a sound journal of this program's version is there.

    What is no journal is moved aside. `damaged` is a file that was found to be damaged: it goes, unless
    another process has replaced it meanwhile. Returns whether a file was moved aside. Raises `LocalError`
    for a journal of a newer program and for what cannot be opened.
    """
    lock = FileLock(path.with_name(path.name + ".opening"), timeout=_PATIENCE)
    try:
        # One process at a time, or each might put aside what the other has just begun.
        with lock:
            aside = damaged is not None and identity(path) == damaged
            if not aside:
                aside = not _sound(path)
            if aside:
                _move_aside(path)
                if not _sound(path):
                    raise Damaged(say("The list of transfers in {path} cannot be begun.", path=path))
            return aside
    except Timeout as error:
        raise LocalError(
            say("Another BIM Explorer keeps the list of transfers busy. Please try again."),
            f"{lock.lock_file}",
        ) from error
    except OSError as error:
        told = _full if error.errno == errno.ENOSPC else _unwritable
        raise told(path, str(error)) from error


def identity(path: Path) -> Identity | None:
    """None: there is no such file."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino


@contextmanager
def failures_told(path: Path) -> Iterator[None]:
    """SQLite's errors as sentences: `DiskFull`, `TargetUnwritable`, `Damaged`, `LocalError`."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        told = _as_sentence(error, path)
        # Our statements break no constraint, unless an index has lost what is in its table.
        if isinstance(told, Damaged) or isinstance(error, sqlite3.IntegrityError):
            # The next start looks at every page before it relies on the file.
            with suppress(OSError):
                _suspicion(path).touch()
        raise told from error


def _as_sentence(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> LocalError:
    # By message: the error code is there from Python 3.11 on only.
    message = str(error).lower()
    technical = f"{path}: {type(error).__name__}: {error}"
    if "disk is full" in message or ("disk i/o error" in message and _room(path) < _ROOM):
        return _full(path, technical)
    # SQLite's own words cannot be decoded where they quote from damaged pages.
    if isinstance(error, UnicodeDecodeError) or any(
        words in message for words in ("malformed", "not a database", "unsupported file format")
    ):
        return Damaged(
            say(
                "The list of transfers is damaged. Please start BIM Explorer again; it will begin a new one."
            ),
            technical,
        )
    if "readonly" in message or "unable to open" in message or "disk i/o error" in message:
        return _unwritable(path, technical)
    if "locked" in message or "busy" in message:
        return LocalError(
            say("Another BIM Explorer keeps the list of transfers busy. Please try again."), technical
        )
    return LocalError(say("The list of transfers could not be read or written."), technical)


def _full(_path: Path, technical: str) -> DiskFull:
    return DiskFull(
        say("The disk that holds the list of transfers is full. Please free some space."), technical
    )


def _unwritable(path: Path, technical: str) -> TargetUnwritable:
    return TargetUnwritable(
        say("The list of transfers in {parent} cannot be written.", parent=path.parent), technical
    )


def _room(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _ROOM


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    # A damaged letter in a path is no reason to lose the row, or all that are read with it.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL would lose the last transactions when the power fails.
        connection.execute("PRAGMA synchronous = FULL")
        # A large transaction's log does not stay as large for ever.
        connection.execute(f"PRAGMA journal_size_limit = {16 << 20}")
    except BaseException:
        connection.close()
        raise
    return connection


def _sound(path: Path) -> bool:
    """Whether the file is a journal, brought to this program's version; a missing one is begun."""
    try:
        with failures_told(path), closing(_connect(path)) as connection:
            migrate(connection)
            if _suspicion(path).exists():
                if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                    return False
                _suspicion(path).unlink()
    except (Damaged, Foreign) as error:
        log.info("Not a journal: %s: %r", path, error)
        return False
    return True


def _move_aside(path: Path) -> None:
    """Under `<name>.damaged-<date>`, with its log, so that somebody may still look into it."""
    name = f"{path.name}.damaged-{datetime.now(timezone.utc):%Y-%m-%d}"
    target, count = path.with_name(name), 1
    while target.exists():
        count += 1
        target = path.with_name(f"{name}-{count}")
    # The log first: beside a new file it would be taken for that one's.
    for ending in ("-wal", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(target.with_name(target.name + ending))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    _suspicion(path).unlink(missing_ok=True)
    log.warning("The list of transfers was damaged and begins anew; the old one is kept as %s.", target)


def _suspicion(path: Path) -> Path:
    """A file beside the journal that says: it was found damaged while it was used."""
    return path.with_name(path.name + ".suspect")
