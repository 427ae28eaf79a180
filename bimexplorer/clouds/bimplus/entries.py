"""Entries of the tree out of what `convert.py` read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bimexplorer.clouds.bimplus import convert
from bimexplorer.clouds.bimplus.fields import Details
from bimexplorer.clouds.bimplus.keys import IMPORT, Key, Where
from bimexplorer.clouds.bimplus.names import normalised, unmarked
from bimexplorer.model import Entry, Kind
from bimexplorer.words import later, say

FIXED: dict[Where, str] = {
    Where.DOCUMENTS: later("Documents"),
    Where.MODELS: later("Models"),
    Where.ALL: later("All attachments"),
    Where.STRUCTURES: later("Structures"),
    Where.TOPOLOGY: later("Topology"),
    Where.ISSUES: later("Issues"),
}
"""The fixed places of a project, in the order in which they are shown. In paths they stay English."""

_REPEATING = (Where.ALL, Where.STRUCTURES)
"""Those whose attachments are at home in the documents, at an object or at an issue."""

_IN_PROJECT = 2
"""Where they stand in a path: behind the team and the project."""

NODE_TYPE = "nodeType"
"""The detail that tells the service's word for a structure or an object: there are many."""

RIGHTS = "rights"
"""The detail that tells what may be done with an attachment: its rights, with blanks between."""

CAME_AS = "fileName"
"""The detail of a version that tells its file name, if that is another one than the file has now."""

_KNOWN_RIGHTS = ("delete", "download", "share", "update")


def root() -> Entry:
    return Entry(id=Key(Where.ROOT).text, name="Bimplus", kind=Kind.ROOT, type="site", path=())


def team(found: convert.Team) -> Entry:
    return Entry(
        id=Key(Where.TEAM, found.slug).text,
        name=found.name,
        kind=Kind.FOLDER,
        type="team",
        path=(found.slug,),
        place=Key(Where.ROOT).text,
        details=found.details,
    )


def project(slug: str, found: convert.Project, name: str) -> Entry:
    return Entry(
        id=Key(Where.PROJECT, slug, found.id).text,
        name=name,
        kind=Kind.FOLDER,
        type="project",
        path=(slug, name),
        place=Key(Where.TEAM, slug).text,
        modified=found.modified,
        owner=found.owner.shown,
        details=found.details,
    )


def shown_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path with the names that the fixed places are shown by."""
    if len(path) <= _IN_PROJECT or path[_IN_PROJECT] not in FIXED.values():
        return path
    return (*path[:_IN_PROJECT], say(path[_IN_PROJECT]), *path[_IN_PROJECT + 1 :])


def fixed(where: Where, parent: Entry) -> Entry:
    """One of the fixed places of a project."""
    return Entry(
        id=Key.parsed(parent.id).fixed(where).text,
        name=say(FIXED[where]),
        kind=Kind.FOLDER,
        type=where.value,
        path=(*parent.path, FIXED[where]),
        place=parent.id,
        rank=list(FIXED).index(where),
        repeats=where in _REPEATING,
    )


def node(key: Key, parent: Entry, name: str, kind: str) -> Entry:
    """A Document Folder, a structure or an object; `kind` is the service's word."""
    many_kinds = key.where in (Where.STRUCTURE, Where.OBJECT)
    return Entry(
        id=key.text,
        name=name,
        kind=Kind.FOLDER,
        type=key.where.value if many_kinds else kind,
        path=(*parent.path, name),
        place=parent.id,
        details=((NODE_TYPE, kind),) if many_kinds and kind else (),
    )


def attachment(found: convert.Attachment, parent: Entry, name: str) -> Entry:
    return Entry(
        id=Key.parsed(parent.id).holding(found.id).text,
        name=name,
        kind=Kind.FILE,
        type="attachment",
        path=(*parent.path, name),
        place=parent.id,
        size=found.size,
        modified=found.modified,
        owner=found.changed_by.shown,
        revision=_revision(found),
        details=attachment_details(found),
    )


def _revision(found: convert.Attachment) -> str:
    return "" if found.version is None else str(found.version)


def attachment_details(found: convert.Attachment) -> Details:
    return (*found.details, *_rights(found.rights))


def version(found: convert.Attachment, number: int, file: Entry) -> Entry:
    """A version of a file: it has that one's name, place and rights."""
    rights = ((name, text) for name, text in file.details if name == RIGHTS)
    same = normalised(found.file_name) in (file.name, unmarked(file.name)[0], convert.UNNAMED)
    return replace(
        file,
        id=Key.parsed(file.id).of_version(number).text,
        type="version",
        size=found.size,
        modified=found.modified,
        owner=found.changed_by.shown,
        revision=_revision(found),
        details=(*found.details, *rights, *(() if same else ((CAME_AS, found.file_name),))),
    )


def _rights(rights: Mapping[str, bool] | None) -> Details:
    """What was not told counts as allowed."""
    if rights is None:
        return ()
    granted = {name for name in (*_KNOWN_RIGHTS, *rights) if rights.get(name, True)}
    return ((RIGHTS, " ".join(sorted(granted))),)


def told_rights(entry: Entry) -> frozenset[str] | None:
    """An attachment's rights; None where the service told none."""
    told = dict(entry.details).get(RIGHTS)
    return None if told is None else frozenset(told.split())


def model(found: convert.Model, parent: Entry, name: str) -> Entry:
    return _opened(Where.MODEL, found, parent, name)


def issue(found: convert.Issue, parent: Entry, name: str) -> Entry:
    return _opened(Where.ISSUE, found, parent, name)


def _opened(where: Where, found: convert.Model | convert.Issue, parent: Entry, name: str) -> Entry:
    return Entry(
        id=Key.parsed(parent.id).at(where, found.id).text,
        name=name,
        kind=Kind.FOLDER,
        type=where.value,
        path=(*parent.path, name),
        place=parent.id,
        modified=found.modified,
        owner=found.owner.shown,
        details=found.details,
    )


def model_file(found: convert.Model, parent: Entry, name: str) -> Entry:
    """The file that a model was made of."""
    return Entry(
        id=Key.parsed(parent.id).holding(IMPORT).text,
        name=name,
        kind=Kind.FILE,
        type="model-file",
        path=(*parent.path, name),
        place=parent.id,
        size=found.file_size,
        modified=found.modified,
        owner=found.owner.shown,
    )
