"""What lies in the files and folders that were dropped: read folder by folder, links not followed.

Each file is opened once, so that one that cannot be read is told before anything is sent.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bimexplorer.errors import InvalidName, ProgramError, SourceUnreadable
from bimexplorer.transfer.local import Signature, reading
from bimexplorer.words import plural, say

# What systems and office programs leave about: views, thumbnails, lock files of open documents.
_LITTER = re.compile(
    r"\.DS_Store|\.Spotlight-V100|\.Trashes|\.fseventsd|\._.*|Thumbs\.db|ehthumbs\.db|desktop\.ini"
    r"|\$RECYCLE\.BIN|System Volume Information|~\$.*|\.~lock\..*#|.*\.dwl2?|.*\.lck",
    re.IGNORECASE,
)
_LITTER_NAMED = 3
"""Names of them that a note tells."""


def is_litter(name: str) -> bool:
    """Whether nobody wants this in a cloud."""
    return _LITTER.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be sent."""

    path: Path
    name: str
    """Composed (NFC), as clouds spell names; unique in its folder, see `_names`."""
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not sent: `error` says why it should have been, `note` why it should not."""

    name: str
    """Empty: something about the folder itself."""
    note: str = ""
    error: ProgramError | None = None
    path: Path | None = None
    """A folder that could not be read, to be tried again."""
    file: Path | None = None
    """A file that could not be read, to be looked at again (`look_at`)."""


@dataclass(slots=True)
class Listing:
    """One folder's content."""

    path: Path
    names: tuple[str, ...]
    """From below the source down to this folder; `()` is the source itself."""
    files: list[Found] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)
    """By name."""
    left_out: list[LeftOut] = field(default_factory=list)


def sent_name(path: Path) -> str:
    """The name under which a file goes out. Raises `InvalidName` for bytes that are no text."""
    name = unicodedata.normalize("NFC", path.name)
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        readable = name.encode("utf-8", "replace").decode()
        raise InvalidName(
            say("The name of “{name}” is not valid text, so no cloud can store it.", name=readable)
        ) from error
    return name


def look_at(path: Path) -> Found | None:
    """A source that was named by a person: a file (a link to one is followed), or None for a folder.

    Raises `SourceMissing`, `SourceUnreadable`.
    """
    with reading(path):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return None
        if not stat.S_ISREG(mode):
            raise SourceUnreadable(say("“{name}” is neither a file nor a folder.", name=path.name), str(path))
        signature = Signature.of_readable(path)
    return Found(path, sent_name(path), signature.size, signature.modified_ns)


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
    litter = [row.name for row in entries if is_litter(row.name)]
    if litter:
        listing.left_out.append(LeftOut("", note=_litter_note(litter)))
    entries = [row for row in entries if not is_litter(row.name)]
    given = _names([row.name for row in entries])
    for row in entries:
        try:
            _sort_in(row, given, listing, folders)
        except ProgramError as error:
            listing.left_out.append(LeftOut(_printable(row.name), error=error))
    return listing, folders


def _litter_note(names: list[str]) -> str:
    """One line for all of a folder: to be seen by who looks for them, in nobody's way."""
    examples = ", ".join(_printable(name) for name in names[:_LITTER_NAMED])
    more = ", …" if len(names) > _LITTER_NAMED else ""
    return plural(
        "{n} system file ({examples}) was left out.",
        "{n} system files ({examples}) were left out.",
        len(names),
        examples=examples + more,
    )


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _names(stored: list[str]) -> dict[str, str]:
    """Stored name -> composed name, different for each.

    On Linux two files may have names that differ in their composition alone. Only one of them gets the
    composed one; the other keeps its own spelling, so that `preflight` can tell them apart.
    """
    given = {name: name for name in stored if unicodedata.is_normalized("NFC", name)}
    used = set(given)
    for name in stored:
        if name not in given:
            composed = unicodedata.normalize("NFC", name)
            given[name] = name if composed in used else composed
            used.add(given[name])
    return given


def _sort_in(
    row: os.DirEntry[str], given: dict[str, str], listing: Listing, folders: list[tuple[Path, str]]
) -> None:
    path = Path(row.path)
    sent_name(path)
    name = given[row.name]
    with reading(path):
        # A junction of Windows is a folder to is_dir() and would be followed.
        is_link = row.is_symlink() or (hasattr(row, "is_junction") and row.is_junction())
        is_folder = not is_link and row.is_dir(follow_symlinks=False)
        is_file = not is_link and row.is_file(follow_symlinks=False)
    if is_link:
        listing.left_out.append(LeftOut(name, note=say("A link; links are not followed.")))
    elif is_folder:
        folders.append((path, name))
        listing.folders[name] = path
    elif not is_file:
        listing.left_out.append(LeftOut(name, note=say("Neither a file nor a folder.")))
    else:
        try:
            signature = Signature.of_readable(path)
        except ProgramError as error:
            listing.left_out.append(LeftOut(name, error=error, file=path))
        else:
            listing.files.append(Found(path, name, signature.size, signature.modified_ns))
