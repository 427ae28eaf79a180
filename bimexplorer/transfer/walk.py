"""What lies in the files and folders that were dropped: read folder by folder, links not followed."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bimexplorer.errors import InvalidName, ProgramError, SourceUnreadable
from bimexplorer.transfer.local import reading

# What systems and office programs leave about: views, thumbnails, lock files of open documents.
_LITTER = re.compile(
    r"\.DS_Store|\.Spotlight-V100|\.Trashes|\.fseventsd|\._.*|Thumbs\.db|ehthumbs\.db|desktop\.ini"
    r"|\$RECYCLE\.BIN|System Volume Information|~\$.*|\.~lock\..*#",
    re.IGNORECASE,
)


def is_litter(name: str) -> bool:
    """Whether nobody wants this in a cloud."""
    return _LITTER.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be sent."""

    path: Path
    name: str
    """Composed (NFC), as clouds spell names."""
    size: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not sent: `error` says why it should have been, `note` why it should not."""

    name: str
    note: str = ""
    error: ProgramError | None = None
    path: Path | None = None
    """A folder that could not be read, to be tried again."""


@dataclass(slots=True)
class Listing:
    """One folder's content."""

    path: Path
    names: tuple[str, ...]
    """From below the source down to this folder; `()` is the source itself."""
    files: list[Found] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def sent_name(path: Path) -> str:
    """The name under which a file goes out. Raises `InvalidName` for bytes that are no text."""
    name = unicodedata.normalize("NFC", path.name)
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        readable = name.encode("utf-8", "replace").decode()
        raise InvalidName(f"The name of “{readable}” is not valid text, so no cloud can store it.") from error
    return name


def look_at(path: Path) -> Found | None:
    """A source that was named by a person: a file (a link to one is followed), or None for a folder.

    Raises `SourceMissing`, `SourceUnreadable`.
    """
    with reading(path):
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return None
        if not stat.S_ISREG(status.st_mode):
            raise SourceUnreadable(f"“{path.name}” is neither a file nor a folder.", str(path))
    return Found(path, sent_name(path), status.st_size)


def walk(source: Path, names: tuple[str, ...] = ()) -> Iterator[Listing]:
    """Every folder below `source`, itself first, each before what lies in it."""
    pending = [(source, names)]
    while pending:
        path, names = pending.pop()
        listing, folders = _read(path, names)
        yield listing
        pending.extend((folder, (*names, name)) for folder, name in reversed(folders))


def _read(path: Path, names: tuple[str, ...]) -> tuple[Listing, list[tuple[Path, str]]]:
    listing = Listing(path, names)
    folders: list[tuple[Path, str]] = []
    try:
        with reading(path), os.scandir(path) as rows:
            entries = sorted(rows, key=lambda row: row.name)
    except ProgramError as error:
        listing.left_out.append(LeftOut("", error=error, path=path))
        return listing, folders
    for row in entries:
        if is_litter(row.name):
            continue
        try:
            with reading(Path(row.path)):
                _sort_in(row, listing, folders)
        except ProgramError as error:
            printable = row.name.encode("utf-8", "replace").decode()
            listing.left_out.append(LeftOut(printable, error=error))
    return listing, folders


def _sort_in(row: os.DirEntry[str], listing: Listing, folders: list[tuple[Path, str]]) -> None:
    path = Path(row.path)
    name = sent_name(path)
    # A junction of Windows is a folder to is_dir() and would be followed.
    if row.is_symlink() or (hasattr(row, "is_junction") and row.is_junction()):
        listing.left_out.append(LeftOut(name, note="A link; links are not followed."))
    elif row.is_dir(follow_symlinks=False):
        folders.append((path, name))
        listing.folders.append(name)
    elif row.is_file(follow_symlinks=False):
        listing.files.append(Found(path, name, row.stat(follow_symlinks=False).st_size))
    else:
        listing.left_out.append(LeftOut(name, note="Neither a file nor a folder."))
