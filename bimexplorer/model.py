"""What the program knows about a cloud: frozen values, the same for every service.

Raw JSON becomes one of these in a cloud's `convert.py` and nowhere later. All times are aware `datetime`s in
UTC, all sizes are bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(str, Enum):
    """What an entry is to a person; the service's own word for it stays in `Entry.type`."""

    ROOT = "root"
    FOLDER = "folder"
    FILE = "file"
    PROJECT = "project"
    LIBRARY = "library"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the tree.

    Identified by `(place, id)`: the same id may stand in several places.
    """

    id: str
    name: str
    kind: Kind
    type: str
    """The service's word: `resourceGroup`, `blob`, `modelServer`, ... Unknown ones are shown read-only."""
    path: tuple[str, ...]
    """Names from below the site's root down to this entry; `()` is the root itself."""
    place: str = ""
    """Id of the folder in which this row stands; empty for the root."""
    size: int | None = None
    """Bytes; None where the service tells none (folders)."""
    modified: datetime | None = None
    owner: str | None = None
    """Who changed it last, where the service tells it (BIMcloud's resources do not)."""
    revision: str = ""
    """The service's own mark of the content, as in `Receipt.revision`; empty where none is listed."""
    server_id: str = ""
    """The content server that holds it (BIMcloud: `modelServerId`); empty where there is only one."""
    details: tuple[tuple[str, str], ...] = ()
    """What else the service told, as (its own property name, text), for the properties panel."""
    rank: int = 0
    """Before the name where a list is in the order of names: of places that have an order of their own."""
    repeats: bool = False
    """Whether it only shows again what stands in other places beside it: whoever goes through all that is
    below another entry leaves it out."""
    home: tuple[str, ...] = ()
    """Path of the place of which this file is shown here too; empty: it is at home here, or in several places
    alike."""

    def is_repeated_below(self, top: tuple[str, ...]) -> bool:
        """Whether who goes through all below the place with this path comes by it where it is at home."""
        return self.repeats or (bool(self.home) and self.home[: len(top)] == top)

    @property
    def is_folder(self) -> bool:
        """Whether it can be opened and may hold children."""
        return self.kind in (Kind.ROOT, Kind.FOLDER)


class SortColumn(str, Enum):
    """A column by which a service can be asked to sort."""

    NAME = "name"
    SIZE = "size"
    TYPE = "type"
    MODIFIED = "modified"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a listing; folders and files are not separated by the server."""

    column: SortColumn = SortColumn.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a listing."""

    entries: tuple[Entry, ...]
    cursor: str | None
    """Hand it back to get the next page; None: this was the last one. Opaque above the cloud."""


class Capability(str, Enum):
    """Something that may or may not be done with an entry."""

    OPEN = "open"
    """List its children."""
    DOWNLOAD = "download"
    UPLOAD = "upload"
    """Put files into it."""
    CREATE_FOLDER = "create-folder"
    RENAME = "rename"
    MOVE = "move"
    DELETE = "delete"
    FOLLOW = "follow"
    """Ask for what changed below it since a revision."""
    SEARCH = "search"
    """Ask for what fits a query in it or below it."""
    VERSIONS = "versions"
    """List, fetch and delete the older contents of a file."""
    ADD_VERSION = "add-version"
    """Give a file a new content, under whatever name it comes; the older ones stay."""
    SHARE = "share"
    """Let others see the newest version."""
    REVISIONS = "revisions"
    """List a model's revisions and compare them."""
    EDIT_REVISIONS = "edit-revisions"
    """Keep a model's state as a revision, and name its revisions."""
    CREATE_PROJECT = "create-project"
    """Make a project in it, new or as a copy of another."""
    EDIT_PROJECT = "edit-project"
    """Change a project's properties and its picture."""
    DELETE_PROJECT = "delete-project"
    """With all that is in it, for everybody: never a part of `DELETE`."""


Missing = Mapping[Capability, str]
"""What cannot be done with an entry, each with the reason as a sentence; what is absent can be done."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the contents that a file has had."""

    number: int
    """Grows with each; the largest is the content that the file has now."""
    entry: Entry
    """Stands for this version wherever a file does: it is downloaded, opened and, with `Cloud.delete`,
    deleted through it. Its id differs from the file's; name and place are the same."""
    author: str | None = None
    created: datetime | None = None
    tag: str = ""
    classification: str = ""
    content_type: str = ""
    hash: str = ""
    """Opaque; the same as long as the content is; empty where none is told."""
    shared: bool | None = None
    """None: not told."""


@dataclass(frozen=True, slots=True)
class More:
    """What is told of an entry only when it is asked for."""

    details: tuple[tuple[str, str], ...] = ()
    """As in `Entry.details`; what both hold is newer here."""
    picture: bytes = b""
    """An image file; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ProjectProperties:
    """What a person decides about a project."""

    name: str
    description: str = ""
    address: str = ""
    """Where it is built."""


class JobState(str, Enum):
    """Where a long operation on the server stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Job:
    """A long operation that the server carries out by itself (BIMcloud: `destroyResources`)."""

    id: str
    state: JobState
    fraction: float | None
    """0..1; None while the server has told nothing."""
    phase: str = ""
    abortable: bool = False
    message: str = ""
    """The server's words when it failed."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much something is, with all that lies below it."""

    files: int = 0
    """Whatever is no folder."""
    folders: int = 0
    size: int = 0
    """Bytes."""

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.files + other.files, self.folders + other.folders, self.size + other.size)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a change feed."""

    id: str
    path: tuple[str, ...]
    """Below the site's root, as in `Entry.path`."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the files below a folder after `since`."""

    revision: int
    """Ask with this one next time."""
    created: tuple[Change, ...] = ()
    updated: tuple[Change, ...] = ()
    deleted: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in."""

    id: str
    username: str
    """As the service spells it; BIMcloud's blob server is case-sensitive about it."""
    name: str = ""
    email: str = ""
