"""Giving a file its final name without ever replacing another file.

A plain rename replaces silently, but on Windows. So, whichever is first to be had:

1. the system's own rename that refuses (Linux: renameat2, macOS: renamex_np): one step;
2. a second name (hard link), then the first one removed: a crash in between leaves two names of one complete
   file, which is recognised when it is tried again;
3. an empty file that reserves the name, then a rename over it, for network shares that know neither: here a
   crash in between leaves the empty file.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4

_NOT_TO_BE_HAD = frozenset(
    {
        errno.EPERM,  # also what a container's filter says about calls it does not know
        errno.EOPNOTSUPP,
        errno.ENOTSUP,
        errno.ENOSYS,
        errno.EMLINK,
        errno.EXDEV,
        errno.EACCES,
        errno.EINVAL,
    }
)
"""What a system says about a step that it, or this file system, does not know. If the reason is another one,
the next step meets it too.
"""

_Rename = Callable[[bytes, bytes], int]


def rename_exclusively(source: Path, target: Path) -> None:
    """Raises `FileExistsError` rather than replacing anything; `source` is a plain file of this program."""
    if sys.platform == "win32":
        source.rename(target)
        return
    try:
        for step in (_rename, _link):
            try:
                step(source, target)
            except OSError as error:
                if error.errno not in _NOT_TO_BE_HAD:
                    raise
            else:
                return
        _reserve(source, target)
    except FileExistsError:
        if not _is_same_file(source, target):
            raise
        source.unlink()


@cache
def _system_rename() -> _Rename | None:
    """The C library's rename that refuses, or None: it has none."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        renamex_np = getattr(library, "renamex_np", None)
        return renamex_np and (lambda source, target: renamex_np(source, target, _RENAME_EXCL))
    renameat2 = getattr(library, "renameat2", None)
    return renameat2 and (
        lambda source, target: renameat2(_AT_FDCWD, source, _AT_FDCWD, target, _RENAME_NOREPLACE)
    )


def _rename(source: Path, target: Path) -> None:
    rename = _system_rename()
    if rename is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if rename(os.fsencode(source), os.fsencode(target)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(source), None, str(target))


def _link(source: Path, target: Path) -> None:
    os.link(source, target, follow_symlinks=False)
    source.unlink()


def _reserve(source: Path, target: Path) -> None:
    with target.open("xb") as file:
        reserved = os.fstat(file.fileno())
    try:
        source.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            found = target.lstat()
            if os.path.samestat(found, reserved) and found.st_size == 0:
                target.unlink()
        raise


def _is_same_file(source: Path, target: Path) -> bool:
    """Whether both are names of one plain file: the link was made, and the process ended there."""
    try:
        one, other = source.lstat(), target.lstat()
    except OSError:
        return False
    return stat.S_ISREG(one.st_mode) and os.path.samestat(one, other)
