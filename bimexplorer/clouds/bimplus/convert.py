"""Bimplus's JSON as values of ours: the only place that knows its shapes (signing in: `grants.py`).

The vendor's own pages send numbers and truth values as texts, leave keys out and give null for people. So
only what identifies something is needed. Without that: `UnexpectedAnswer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bimexplorer.clouds.bimplus.fields import (
    Details,
    Person,
    as_details,
    as_document,
    as_person,
    lowered,
    moment,
    truth,
)
from bimexplorer.clouds.values import as_count, as_object, as_text, needed
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import ProjectProperties
from bimexplorer.words import say

ZERO_ID = "00000000-0000-0000-0000-000000000000"

DOCUMENT_FOLDER = "DocumentFolder"
ATTACHMENT = "Attachment"
"""Types of nodes in a topology."""

UNNAMED = "?"
"""What stands for a name that is not told."""

CONTENT_TYPE = "contentType"
"""The detail that tells an attachment's media type: its own word, `type`, is what every entry has."""

HASH = "hash"
"""The detail that tells what an attachment's content is known by; none where the service tells none."""

_DEEPEST = 500
"""Levels of a topology; what claims to have more is no tree that somebody made."""


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    slug: str
    name: str
    may_create_projects: bool | None
    """None: not told."""
    details: Details


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    size: int | None
    modified: datetime | None
    owner: Person
    rights: frozenset[str] | None
    """As `right_name` writes them; None: not told."""
    details: Details


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment, or one of its versions."""

    id: str
    file_name: str
    type: str
    """Its media type."""
    size: int | None
    modified: datetime | None
    changed_by: Person
    """Of a version: its author. `creator` is the attachment's."""
    creator: Person
    hash: str
    """Opaque; changes with the content; sometimes empty."""
    version: int | None
    released: bool | None
    tag: str
    classification: str
    related_id: str
    """The project, object or issue it belongs to; empty where it is not told."""
    rights: Mapping[str, bool] | None
    """`update`, `share`, `delete`, `download`; None: not told."""
    details: Details


@dataclass(frozen=True, slots=True)
class Structure:
    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a topology."""

    id: str
    name: str
    """Empty where the service knows none, but for an attachment."""
    type: str
    parent: str
    """The id of the node in which it lies; an attachment may lie in several."""


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    name: str
    topology_id: str
    file_name: str
    """Of what was imported; empty where nothing was."""
    file_size: int | None
    modified: datetime | None
    owner: Person
    details: Details


@dataclass(frozen=True, slots=True)
class Issue:
    id: str
    name: str
    modified: datetime | None
    owner: Person
    details: Details


# ------------------------------------------------------------------------------------------- teams, projects


def rows(raw: Any) -> list[dict[str, Any]]:
    """The documents of a list.

    Raises `UnexpectedAnswer` also for a row without id: to leave it out would let a folder look emptier than
    it is, and its download complete.
    """
    sentence = say("The server gave a listing that cannot be understood.")
    if not isinstance(raw, list):
        raise UnexpectedAnswer(sentence, type(raw).__name__)
    for item in raw:
        if not isinstance(item, dict) or not as_text(lowered(item).get("id")):
            raise UnexpectedAnswer(sentence, f"a row without id: {item!r:.200}")
    return raw


def team(raw: Any) -> Team:
    document = as_document(raw, "team")
    slug = needed(document, "slug")
    rights = document.get("rights")
    stats = document.get("storagestats")
    return Team(
        id=as_text(document.get("id")),
        slug=slug,
        name=as_text(document.get("displayname")) or as_text(document.get("name")) or slug,
        may_create_projects=truth(lowered(rights).get("projectcreate")) if isinstance(rights, dict) else None,
        details=(
            *as_details(raw, {"id", "name", "slug"}),
            *(as_details(stats, frozenset()) if isinstance(stats, dict) else ()),
        ),
    )


def project(raw: Any) -> Project:
    document = as_document(raw, "project")
    owner = as_person(document.get("changedby")) or as_person(document.get("createdby"))
    return Project(
        id=needed(document, "id"),
        name=as_text(document.get("name")) or UNNAMED,
        size=as_count(document.get("size")),
        modified=moment(document.get("changed")) or moment(document.get("created")),
        owner=owner or Person(),
        rights=_project_rights(document.get("rights")),
        details=as_details(raw, {"id", "name", "size", "sizemb", "changed", "thumbnail", "haswriteaccess"}),
    )


def project_properties(raw: Any) -> ProjectProperties:
    """As they were told, the name too: it may be empty."""
    document = as_document(raw, "project")
    return ProjectProperties(
        name=as_text(document.get("name")),
        description=as_text(document.get("shortdescr")),
        address=as_text(document.get("address")),
    )


def right_name(text: str) -> str:
    """`ProjectEdit` of the table of actions and `projectEdit` of a project; likewise `ModelCreate` and
    `modelsCreate`."""
    return text.lower().replace("models", "model")


def action_rights(raw: Any) -> dict[str, str]:
    """Action -> the right it needs, as `right_name` writes it."""
    if not isinstance(raw, list):
        raise UnexpectedAnswer(
            say("The server gave an answer that cannot be understood."), f"rights: {type(raw).__name__}"
        )
    documents = [lowered(item) for item in raw if isinstance(item, dict)]
    found = ((as_text(item.get("action")), as_text(item.get("right"))) for item in documents)
    return {action: right_name(right) for action, right in found if action and right}


def _project_rights(value: Any) -> frozenset[str] | None:
    if not isinstance(value, dict):
        return None
    return frozenset(right_name(name) for name, granted in value.items() if truth(granted))


def row_id(raw: Mapping[str, Any]) -> str:
    """The id of one of `rows`, without reading the rest of it."""
    return as_text(raw.get("id")) or as_text(lowered(raw).get("id"))


# ------------------------------------------------------------------------------------------- attachments


def attachment(raw: Any) -> Attachment:
    """An attachment or a version of one, also with the holes that the answer to sharing has."""
    document = as_document(raw, "attachment")
    creator = as_person(document.get("creator")) or as_person(document.get("createdby")) or Person()
    changed_by = as_person(document.get("changedby")) or creator
    if changed_by.id and changed_by.id == creator.id and not changed_by.name:
        changed_by = creator
    return Attachment(
        id=needed(document, "id"),
        file_name=as_text(document.get("filename")) or as_text(document.get("name")) or UNNAMED,
        type=as_text(document.get("type")),
        size=as_count(document.get("size")),
        modified=moment(document.get("changed")) or moment(document.get("createdat")),
        changed_by=changed_by,
        creator=creator,
        hash=as_text(document.get(HASH)),
        version=as_count(document.get("version")),
        released=truth(document.get("release")),
        tag=as_text(document.get("tag")),
        classification=as_text(document.get("classification")),
        related_id=_related_id(document),
        rights=_attachment_rights(document.get("rights")),
        details=_attachment_details(raw, document),
    )


def versions(raw: Any, attachment_id: str) -> dict[int, Attachment]:
    """The versions of an attachment by their numbers, the newest first.

    Raises `UnexpectedAnswer` also for one without a number: nothing else names it.
    """
    sentence = say("The server gave a listing that cannot be understood.")
    if not isinstance(raw, list):
        raise UnexpectedAnswer(sentence, f"versions: {type(raw).__name__}")
    found: dict[int, Attachment] = {}
    for item in raw:
        # That it is one of this attachment is told by the address.
        version = attachment({**as_object(item, "version"), "id": attachment_id})
        if version.version is None:
            raise UnexpectedAnswer(sentence, f"a version without number: {item!r:.200}")
        found[version.version] = version
    return dict(sorted(found.items(), reverse=True))


def _related_id(document: Mapping[str, Any]) -> str:
    related = as_text(document.get("relatedid"))
    if not related or related == ZERO_ID:
        # The property before `relatedId`.
        objects = document.get("objectids")
        related = as_text(objects[0]) if isinstance(objects, list) and objects else ""
    return "" if related == ZERO_ID else related.lower()


def _attachment_rights(value: Any) -> Mapping[str, bool] | None:
    if not isinstance(value, dict):
        return None
    return {name: granted for name, told in lowered(value).items() if (granted := truth(told)) is not None}


def _attachment_details(raw: Mapping[str, Any], document: Mapping[str, Any]) -> Details:
    mapped = {"id", "name", "filename", "type", "size", "sizemb", "changed", "release", HASH}
    released = truth(document.get("release"))
    creator = as_person(document.get("creator"))
    more = [] if released is None else [("release", str(released).lower())]
    more += [("creator", creator.shown)] if creator is not None and creator.shown else []
    content_type = as_text(document.get("type"))
    more += [(CONTENT_TYPE, content_type)] if content_type else []
    found = as_text(document.get(HASH))
    more += [(HASH, found)] if found else []
    return (*as_details(raw, mapped), *more)


def chunk_file_id(raw: Any) -> str:
    """The id for the next chunks: `id`, or `fileName` where that is the zero GUID."""
    document = as_document(raw, "chunk")
    found = as_text(document.get("id"))
    if not found or found == ZERO_ID:
        found = as_text(document.get("filename"))
    if not found or not found.isascii() or not found.isprintable():
        raise UnexpectedAnswer(
            say("The server told no id of what it made."), "no id in the answer to a chunk"
        )
    return found


# ------------------------------------------------------------------------------------------- structures


def structure(raw: Any) -> Structure:
    document = as_document(raw, "structure")
    return Structure(needed(document, "id"), as_text(document.get("name")), as_text(document.get("type")))


def topology(raw: Any) -> list[Node]:
    """All nodes below the one at the top, each behind the one it lies in."""
    top = as_document(raw, "topology")
    found: list[Node] = []
    waiting = [(child, as_text(top.get("id")), 1) for child in reversed(_children(top))]
    while waiting:
        item, parent, level = waiting.pop()
        document = as_document(item, "node")
        kind = as_text(document.get("type"))
        # An attachment is called the same here and where it is read itself.
        unnamed = UNNAMED if kind == ATTACHMENT else ""
        node = Node(
            id=needed(document, "id"),
            name=as_text(document.get("name")) or unnamed,
            type=kind,
            parent=parent,
        )
        found.append(node)
        if level > _DEEPEST:
            raise UnexpectedAnswer(say("The server gave a listing that cannot be understood."), "too deep")
        waiting += [(child, node.id, level + 1) for child in reversed(_children(document))]
    return found


def _children(document: Mapping[str, Any]) -> list[Any]:
    children = document.get("children")
    return children if isinstance(children, list) else []


# ------------------------------------------------------------------------------------------- models, issues


def model(raw: Any) -> Model:
    document = as_document(raw, "model")
    return Model(
        id=needed(document, "id"),
        name=as_text(document.get("name")) or UNNAMED,
        topology_id=as_text(document.get("topologyid")),
        file_name=as_text(document.get("importfilename")),
        file_size=as_count(document.get("importfilesize")),
        modified=moment(document.get("changed")) or moment(document.get("created")),
        owner=as_person(document.get("changedby")) or as_person(document.get("createdby")) or Person(),
        details=as_details(raw, {"id", "name", "size", "changed"}),
    )


def issue(raw: Any) -> Issue:
    document = as_document(raw, "issue")
    responsible = as_person(document.get("responsible"))
    more = [("responsible", responsible.shown)] if responsible is not None and responsible.shown else []
    more += [("issueType", as_text(document.get("type")))] if document.get("type") else []
    return Issue(
        id=needed(document, "id"),
        name=as_text(document.get("name")) or UNNAMED,
        modified=moment(document.get("modifiedat")) or moment(document.get("createdat")),
        owner=as_person(document.get("author")) or Person(),
        details=(*as_details(raw, {"id", "name", "type", "modifiedat"}), *more),
    )
