"""Places as typed: `SITE:/path` is remote, everything else is a local path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bimexplorer.addresses import path_names, path_text
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.model import Entry

_REMOTE = re.compile(r"(?P<site>[^:/\\]{2,}):(?P<path>/.*)?", re.DOTALL)


class WrongCommandLine(ProgramError):
    """What was typed cannot be meant, or lacks an option."""


@dataclass(frozen=True, slots=True)
class Place:
    """A remote place; its path is written as in `bimexplorer.addresses`."""

    site: str
    path: tuple[str, ...]
    folder_meant: bool = False
    """Typed with a slash at its end."""

    def __str__(self) -> str:
        return remote_text(self.site, self.path)


def parse_place(text: str) -> Place | None:
    """The remote place, or None for a local path (`C:\\x` is one: a site's name has two characters or more).

    Raises `WrongCommandLine` for `SITE:path` without its slash and for `.` or `..` as a name.
    """
    match = _REMOTE.fullmatch(text)
    if match is None:
        if re.fullmatch(r"[^:/\\]{2,}:[^/\\].*", text):
            raise WrongCommandLine(f"“{text}” is no place: write SITE:/path with a slash after the colon.")
        return None
    path = match["path"] or "/"
    names = path_names(path)
    if any(name in (".", "..") for name in names):
        raise WrongCommandLine(f"“{text}” may not contain . or .. as a name.")
    return Place(match["site"], names, path.endswith("/"))


def remote_place(text: str) -> Place:
    """The same where only a remote place makes sense. Raises `WrongCommandLine`."""
    place = parse_place(text)
    if place is None:
        raise WrongCommandLine(f"“{text}” is a local path; a remote place is written SITE:/path.")
    return place


def local_path(text: str) -> Path:
    """A path of this computer. Raises `WrongCommandLine` where nothing or a remote place was typed.

    Nothing is what a script types whose variable is empty, and `Path` would take it for the current folder.
    """
    if not text:
        raise WrongCommandLine("A local path is empty. Write . for the current folder.")
    if _REMOTE.fullmatch(text):
        raise WrongCommandLine(
            f"“{text}” is a remote place where a local path is needed. put uploads, get downloads."
        )
    return Path(text)


def remote_text(site: str, path: tuple[str, ...]) -> str:
    """`SITE:/a/b`."""
    return f"{site}:{path_text(path)}"


def not_a_folder(place: Place, entry: Entry) -> NotFound:
    return NotFound(f"“{place}” is not a folder.", f"kind {entry.kind.value}, type {entry.type}")
