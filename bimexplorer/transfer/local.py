"""Files on this computer: safe names, `.part` files, free space, and putting a finished file in its place.

A name that a server tells is never trusted: `safe_name` makes it one plain name, and `inside` proves that a
folder did not lead elsewhere through a link.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import secrets
import shutil
import stat
import sys
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

from bimexplorer.errors import (
    DiskFull,
    LocalError,
    SourceMissing,
    SourceUnreadable,
    TargetExists,
    TargetUnwritable,
    UnsafeName,
)
from bimexplorer.naming import cut, numbered
from bimexplorer.sizes import size_text
from bimexplorer.transfer.exclusive import rename_exclusively
from bimexplorer.transfer.plan import name_key
from bimexplorer.transfer.status import Facts
from bimexplorer.words import say

log = logging.getLogger(__name__)

# ---------------------------------------------------------------------------------------- safe names

_LONGEST_NAME = 255
_PART = ".part"
_MARK = 4
"""Random bytes in the name of a part file."""
_PART_NAME = re.compile(rf"(.+)\.[0-9a-f]{{{2 * _MARK}}}{re.escape(_PART)}", re.DOTALL)
_FORBIDDEN = frozenset('<>:"/\\|?*')
# Marks that make a name read otherwise than it is stored (`cod.exe` for `exe.doc`): Unicode's bidi controls.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3"}
)


def _safe_character(character: str) -> str:
    if character in _FORBIDDEN or character in _BIDI:
        return "_"
    # Controls and line separators; surrogates cannot be written as UTF-8.
    return "_" if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") else character


def _measure(name: str) -> int:
    """The larger of what Linux counts (bytes of UTF-8) and Windows and macOS count (UTF-16 units)."""
    return max(len(name.encode("utf-8", "replace")), len(name.encode("utf-16-le", "surrogatepass")) // 2)


def shortened(name: str, longest: int = _LONGEST_NAME) -> str:
    """The name cut to what a file system stores; the extension stays."""
    return cut(name, longest, _measure)


def safe_name(name: str) -> str:
    """A single file name that Linux, macOS and Windows all take, as near to `name` as can be.

    The same on every system: a folder may lie on a disk that another one reads. Never empty, `.`, `..` or a
    device name, and holds no separator.
    """
    name = "".join(map(_safe_character, name)).rstrip(" .")
    name = name.lstrip(" ")
    if not name:
        return "_"
    if name.partition(".")[0].rstrip(" ").casefold() in _RESERVED:
        name = "_" + name
    return shortened(name)


class Names:
    """The names given out in one local folder, so that two remote names never meet in one file.

    Thread-safe: the entries of one drop share it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: set[str] = set()

    def claim(self, name: str) -> str:
        """A safe name for this remote name that was given to no other entry."""
        with self._lock:
            safe = safe_name(name)
            if name_key(safe) in self._given:
                room = shortened(safe, _LONGEST_NAME - 9)
                safe = numbered(room, lambda candidate: name_key(candidate) in self._given)
            self._given.add(name_key(safe))
            return safe


# ---------------------------------------------------------------------------------------- folders


def inside(folder: Path, root: Path) -> bool:
    """Whether a folder that exists really lies in (or is) `root`, links followed."""
    return folder.resolve().is_relative_to(root.resolve())


def make_folder(folder: Path, root: Path) -> None:
    """Create a folder below `root` (and what is missing above it); one that is there already is merged into.

    Raises `TargetExists` where a file stands in the way, `UnsafeName` where a link leads out of `root`.
    """
    with _writing(folder):
        try:
            folder.mkdir(parents=folder == root, exist_ok=True)
        except FileExistsError as error:
            raise TargetExists(
                say("“{name}” is a file on this computer, so no folder can be made there.", name=folder.name),
                str(folder),
            ) from error
        if not inside(folder, root):
            raise UnsafeName(
                say("“{name}” leads out of the chosen folder and was left alone.", name=folder.name),
                str(folder),
            )


def make_folders(folder: Path, root: Path) -> None:
    """The same, with those between: what was removed meanwhile is made again."""
    steps = folder.relative_to(root).parts
    for count in range(len(steps) + 1):
        make_folder(root.joinpath(*steps[:count]), root)


def exists(path: Path) -> bool:
    """Whether anything has this name; a broken link counts."""
    return os.path.lexists(path)


def facts(path: Path) -> Facts | None:
    """Size and date of what has this name; None: nothing. Of a link they are its own."""
    try:
        status = path.lstat()
    except OSError:
        return Facts(None, None) if exists(path) else None
    size = status.st_size if stat.S_ISREG(status.st_mode) else None
    return Facts(size, date_of(status.st_mtime_ns))


def date_of(modified_ns: int) -> datetime | None:
    """A file's time; None for one that no calendar has."""
    try:
        return datetime.fromtimestamp(modified_ns / 1e9, timezone.utc)
    except (OverflowError, ValueError, OSError):
        return None


def check_replaceable(path: Path) -> None:
    """Raises `TargetExists` for a folder: a file never takes its place."""
    if path.is_dir() and not path.is_symlink():
        raise TargetExists(say("“{name}” is a folder on this computer.", name=path.name), str(path))


def check_space(folder: Path, needed: int) -> None:
    """Raises `DiskFull` if `needed` bytes do not fit; a disk that does not tell is tried."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return
    if needed > free:
        raise DiskFull(
            say(
                "There is not enough free space in “{folder}”: {needed} are needed, {free} are "
                "free, {lacking} too little.",
                folder=folder,
                needed=size_text(needed),
                free=size_text(free),
                lacking=size_text(needed - free),
            ),
            f"{folder}: needed={needed} free={free}",
        )


# ---------------------------------------------------------------------------------------- writing

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turns the system's words about a target into ours."""
    try:
        yield
    except OSError as error:
        technical = f"{type(error).__name__}: {error}"
        if error.errno in _FULL:
            raise DiskFull(
                say("The disk is full: “{name}” could not be written.", name=path.name), technical
            ) from error
        if error.errno == errno.ENAMETOOLONG:
            raise UnsafeName(
                say("The path of “{name}” is too long for this computer.", name=path.name), technical
            ) from error
        raise TargetUnwritable(
            say("“{path}” cannot be written on this computer.", path=path), technical
        ) from error


def new_mark() -> str:
    """What makes the name of a part file one that nobody can foresee: 8 hex digits."""
    return secrets.token_hex(_MARK)


class PartFile:
    """A download's content on its way, beside its target under a name of its own."""

    def __init__(self, target: Path, mark: str = "") -> None:
        """Create it, empty, at `path_for(target, mark)`; without a mark at a place that is free.

        Raises `TargetUnwritable`, also if something of the marked name is there already.
        """
        self.path = self._created(target, (mark,) if mark else (new_mark() for _ in range(100)))

    @staticmethod
    def path_for(target: Path, mark: str) -> Path:
        """Where the part file with this mark (`new_mark`) lies.

        A remote `plan.pdf.part` beside `plan.pdf` would take a name without a mark for its own target, and
        replace it.
        """
        stem = shortened(target.name, _LONGEST_NAME - len(_PART) - 1 - 2 * _MARK)
        return target.with_name(f"{stem}.{mark}{_PART}")

    @classmethod
    def _created(cls, target: Path, marks: Iterable[str]) -> Path:
        """Create an empty file that was not there before; somebody else's `.part` is left alone."""
        for mark in marks:
            path = cls.path_for(target, mark)
            with _writing(target), contextlib.suppress(FileExistsError):
                path.open("xb").close()
                return path
        raise TargetUnwritable(
            say("Something stands where “{name}” would be kept until it is complete.", name=target.name),
            str(target),
        )

    @classmethod
    def reopen(cls, path: Path) -> PartFile | None:
        """The part file that an earlier run left there; None: there is nothing to go on with.

        Never a link, nor anything else than a plain file with a part file's name.
        """
        try:
            status = path.lstat()
        except OSError:
            return None
        if _PART_NAME.fullmatch(path.name) is None or not stat.S_ISREG(status.st_mode):
            return None
        part = cls.__new__(cls)
        part.path = path
        if status.st_nlink > 1:
            # It was being put in its place when the process ended: to write to it would be to write there.
            part.remove()
            return None
        return part

    @property
    def _meant(self) -> Path:
        """What a person knows it by, for sentences: without the mark."""
        return self.path.with_name(_PART_NAME.sub(r"\1", self.path.name))

    @property
    def size(self) -> int:
        """Bytes that are there; 0 where somebody removed the file."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @contextmanager
    def writing_from(self, offset: int) -> Iterator[BinaryIO]:
        """The file cut to `offset` bytes and opened there; written through and flushed to disk at the end."""
        with _writing(self._meant), _opened(self.path, new=not offset) as file:
            file.truncate(offset)
            file.seek(offset)
            yield file
            os.fsync(file.fileno())

    def place(self, target: Path, *, replace: bool, modified: datetime | None) -> None:
        """Give it its time and its final name.

        Without `replace` a file that is there, or appears at this moment, stays: raises `TargetExists`.
        """
        with _writing(target):
            check_replaceable(target)
            if modified is not None:
                _set_time(self.path, modified)
            if replace:
                self.path.replace(target)
            else:
                try:
                    rename_exclusively(self.path, target)
                except FileExistsError as error:
                    raise TargetExists(
                        say("“{name}” is already there on this computer.", name=target.name), str(target)
                    ) from error
        _sync_folder(target.parent)

    def cut(self, length: int) -> None:
        """Keep the first `length` bytes; what lies beyond may not be what was written."""
        with _writing(self._meant), _opened(self.path, new=False) as file:
            file.truncate(length)

    def remove(self) -> None:
        """Forget the content; a file that is already gone, or that cannot go, is no error any more."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def _opened(path: Path, *, new: bool) -> BinaryIO:
    """For writing, unbuffered; not through a link that somebody put there."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)

    return open(path, "wb" if new else "r+b", buffering=0, opener=opener)


def _set_time(path: Path, modified: datetime) -> None:
    try:
        os.utime(path, (modified.timestamp(), modified.timestamp()))
    except OSError as error:
        # Some network shares, and disks that know no such date: the content counts.
        log.info("The time of “%s” cannot be set: %s", path.name, error)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system has a way to."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# ---------------------------------------------------------------------------------------- reading


_LONGEST_WINDOWS_PATH = 248
"""Characters from which folders cannot be opened; files from 260 on."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells whether a source is still the file it was."""

    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> Signature:
        """Raises `SourceMissing`, `SourceUnreadable`."""
        with reading(path):
            return cls._of(path, path.stat())

    @classmethod
    def of_readable(cls, path: Path) -> Signature:
        """The same, of what is known to be a file and can be opened now. Nothing of it is read."""
        with reading(path):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                return cls._of(path, os.fstat(descriptor))
            finally:
                os.close(descriptor)

    @classmethod
    def of_open(cls, descriptor: int, path: Path) -> Signature:
        """The same, of a file that is open."""
        return cls._of(path, os.fstat(descriptor))

    @classmethod
    def _of(cls, path: Path, status: os.stat_result) -> Signature:
        if not stat.S_ISREG(status.st_mode):
            raise SourceUnreadable(say("“{name}” is not a plain file.", name=path.name), str(path))
        return cls(status.st_size, status.st_mtime_ns)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns the system's words about a source into ours."""
    try:
        yield
    except LocalError:
        raise
    except (OSError, ValueError) as error:
        technical = f"{type(error).__name__}: {error}"
        if _is_too_long(path, error):
            sentence = say("“{name}” cannot be read: its path is too long for this computer.", name=path.name)
            raise SourceUnreadable(sentence, technical) from error
        if isinstance(error, FileNotFoundError):
            raise SourceMissing(
                say("“{name}” no longer exists on this computer.", name=path.name), technical
            ) from error
        raise SourceUnreadable(say("“{name}” cannot be read.", name=path.name), technical) from error


def _is_too_long(path: Path, error: Exception) -> bool:
    if sys.platform == "win32":
        # Windows says that it does not exist, unless it was set up for long paths; then it does not say so.
        return isinstance(error, FileNotFoundError) and len(str(path.absolute())) >= _LONGEST_WINDOWS_PATH
    return isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG
