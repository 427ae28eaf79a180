"""Bimplus's JSON as values of ours: the only place that knows its shapes.

The vendor's own pages spell keys in two ways (`createdby`, `createdBy`), send numbers and truth values as
texts, leave keys out and give null for people. So every document is read by lower-case keys, and only what
identifies something is needed. Without that: `UnexpectedAnswer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from bimexplorer.clouds.values import as_count, as_number, as_object, as_text, needed
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.words import say

ZERO_ID = "00000000-0000-0000-0000-000000000000"

DOCUMENT_FOLDER = "DocumentFolder"
ATTACHMENT = "Attachment"
"""Types of nodes in a topology."""

CONTENT_TYPE = "contentType"
"""The detail that tells an attachment's media type: its own word, `type`, is what every entry has."""

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_FIRST = datetime(1, 1, 3, tzinfo=timezone.utc)
_LAST = datetime(9999, 12, 29, tzinfo=timezone.utc)

_DEEPEST = 500
"""Levels of a topology; what claims to have more is no tree that somebody made."""


@dataclass(frozen=True, slots=True)
class Token:
    """An answer of `POST /authorize`."""

    access_token: str = field(repr=False)
    expires_in: float | None
    """Seconds."""
    client_id: str


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """An answer of `GET /authorize`."""

    user_id: str
    expires_in: float | None


@dataclass(frozen=True, slots=True)
class OpenidConfiguration:
    """What discovery tells."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    end_session_endpoint: str


@dataclass(frozen=True, slots=True)
class OpenidTokens:
    """An answer of the token endpoint."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """A user as far as a document tells of him."""

    id: str = ""
    email: str = ""
    name: str = ""

    @property
    def shown(self) -> str | None:
        return self.name or self.email or None


Details = tuple[tuple[str, str], ...]


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
    """Empty where the service knows none."""
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


# ------------------------------------------------------------------------------------------- signing in


def token(raw: Any) -> Token:
    document = _document(raw, "token")
    return Token(
        access_token=needed(document, "access_token"),
        expires_in=_lifetime(document.get("expires_in")),
        client_id=as_text(document.get("client_id")),
    )


def token_info(raw: Any) -> TokenInfo:
    document = _document(raw, "token information")
    return TokenInfo(needed(document, "user_id"), _lifetime(document.get("expires_in")))


def openid_configuration(raw: Any) -> OpenidConfiguration:
    document = _document(raw, "OpenID configuration")
    return OpenidConfiguration(
        issuer=as_text(document.get("issuer")),
        authorization_endpoint=needed(document, "authorization_endpoint"),
        token_endpoint=needed(document, "token_endpoint"),
        userinfo_endpoint=as_text(document.get("userinfo_endpoint")),
        end_session_endpoint=as_text(document.get("end_session_endpoint")),
    )


def openid_tokens(raw: Any) -> OpenidTokens:
    document = _document(raw, "tokens")
    return OpenidTokens(
        access_token=needed(document, "access_token"),
        refresh_token=as_text(document.get("refresh_token")),
        expires_in=_lifetime(document.get("expires_in")),
    )


def openid_person(raw: Any) -> Person:
    """An answer of the userinfo endpoint."""
    document = _document(raw, "user")
    email = as_text(document.get("email"))
    return Person(needed(document, "sub"), email, as_text(document.get("name")))


def _lifetime(value: Any) -> float | None:
    seconds = as_number(value)
    return seconds if seconds is not None and seconds > 0 else None


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
        if not isinstance(item, dict) or not as_text(_lowered(item).get("id")):
            raise UnexpectedAnswer(sentence, f"a row without id: {item!r:.200}")
    return raw


def team(raw: Any) -> Team:
    document = _document(raw, "team")
    slug = needed(document, "slug")
    rights = document.get("rights")
    stats = document.get("storagestats")
    return Team(
        id=as_text(document.get("id")),
        slug=slug,
        name=as_text(document.get("displayname")) or as_text(document.get("name")) or slug,
        may_create_projects=truth(_lowered(rights).get("projectcreate"))
        if isinstance(rights, dict)
        else None,
        details=(
            *_details(raw, {"id", "name", "slug"}),
            *(_details(stats, frozenset()) if isinstance(stats, dict) else ()),
        ),
    )


def project(raw: Any) -> Project:
    document = _document(raw, "project")
    owner = _person(document.get("changedby")) or _person(document.get("createdby"))
    return Project(
        id=needed(document, "id"),
        name=as_text(document.get("name")) or "?",
        size=as_count(document.get("size")),
        modified=moment(document.get("changed")) or moment(document.get("created")),
        owner=owner or Person(),
        rights=_project_rights(document.get("rights")),
        details=_details(raw, {"id", "name", "size", "sizemb", "changed", "thumbnail", "haswriteaccess"}),
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
    documents = [_lowered(item) for item in raw if isinstance(item, dict)]
    found = ((as_text(item.get("action")), as_text(item.get("right"))) for item in documents)
    return {action: right_name(right) for action, right in found if action and right}


def _project_rights(value: Any) -> frozenset[str] | None:
    if not isinstance(value, dict):
        return None
    return frozenset(right_name(name) for name, granted in value.items() if truth(granted))


# ------------------------------------------------------------------------------------------- attachments


def attachment(raw: Any) -> Attachment:
    """An attachment or a version of one, also with the holes that the answer to sharing has."""
    document = _document(raw, "attachment")
    creator = _person(document.get("creator")) or _person(document.get("createdby")) or Person()
    changed_by = _person(document.get("changedby")) or creator
    if changed_by.id and changed_by.id == creator.id and not changed_by.name:
        changed_by = creator
    return Attachment(
        id=needed(document, "id"),
        file_name=as_text(document.get("filename")) or as_text(document.get("name")) or "?",
        type=as_text(document.get("type")),
        size=as_count(document.get("size")),
        modified=moment(document.get("changed")) or moment(document.get("createdat")),
        changed_by=changed_by,
        creator=creator,
        hash=as_text(document.get("hash")),
        version=as_count(document.get("version")),
        released=truth(document.get("release")),
        related_id=_related_id(document),
        rights=_attachment_rights(document.get("rights")),
        details=_attachment_details(raw, document),
    )


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
    return {name: granted for name, told in _lowered(value).items() if (granted := truth(told)) is not None}


def _attachment_details(raw: Mapping[str, Any], document: Mapping[str, Any]) -> Details:
    mapped = {"id", "name", "filename", "type", "size", "sizemb", "changed", "release"}
    released = truth(document.get("release"))
    creator = _person(document.get("creator"))
    more = [] if released is None else [("release", str(released).lower())]
    more += [("creator", creator.shown)] if creator is not None and creator.shown else []
    content_type = as_text(document.get("type"))
    more += [(CONTENT_TYPE, content_type)] if content_type else []
    return (*_details(raw, mapped), *more)


def chunk_file_id(raw: Any) -> str:
    """The id for the next chunks: `id`, or `fileName` where that is the zero GUID."""
    document = _document(raw, "chunk")
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
    document = _document(raw, "structure")
    return Structure(needed(document, "id"), as_text(document.get("name")), as_text(document.get("type")))


def topology(raw: Any) -> list[Node]:
    """All nodes below the one at the top, each behind the one it lies in."""
    top = _document(raw, "topology")
    found: list[Node] = []
    waiting = [(child, as_text(top.get("id")), 1) for child in reversed(_children(top))]
    while waiting:
        item, parent, level = waiting.pop()
        document = _document(item, "node")
        node = Node(
            id=needed(document, "id"),
            name=as_text(document.get("name")),
            type=as_text(document.get("type")),
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
    document = _document(raw, "model")
    return Model(
        id=needed(document, "id"),
        name=as_text(document.get("name")) or "?",
        topology_id=as_text(document.get("topologyid")),
        file_name=as_text(document.get("importfilename")),
        file_size=as_count(document.get("importfilesize")),
        modified=moment(document.get("changed")) or moment(document.get("created")),
        owner=_person(document.get("changedby")) or _person(document.get("createdby")) or Person(),
        details=_details(raw, {"id", "name", "size", "changed"}),
    )


def issue(raw: Any) -> Issue:
    document = _document(raw, "issue")
    responsible = _person(document.get("responsible"))
    more = [("responsible", responsible.shown)] if responsible is not None and responsible.shown else []
    more += [("issueType", as_text(document.get("type")))] if document.get("type") else []
    return Issue(
        id=needed(document, "id"),
        name=as_text(document.get("name")) or "?",
        modified=moment(document.get("modifiedat")) or moment(document.get("createdat")),
        owner=_person(document.get("author")) or Person(),
        details=(*_details(raw, {"id", "name", "type", "modifiedat"}), *more),
    )


# ------------------------------------------------------------------------------------------- values


def moment(value: Any) -> datetime | None:
    """ISO 8601 with any number of digits; UTC where it has no zone; None for what means "never"."""
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    day, at, fraction, zone = match.groups()
    zone = "+00:00" if zone in (None, "Z", "z") else zone
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    micro = (fraction or "").ljust(6, "0")[:6]
    try:
        found = datetime.fromisoformat(f"{day}T{at}.{micro}{zone}")
        # Years 1 and 9999 lead out of what a date can say, in somebody's zone.
        if not _FIRST.year < found.year < _LAST.year:
            return None
        return found.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def truth(value: Any) -> bool | None:
    """A truth value, also as a text; None for anything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _person(value: Any) -> Person | None:
    if not isinstance(value, dict):
        return None
    document = _lowered(value)
    parts = (as_text(document.get("firstname")), as_text(document.get("lastname")))
    name = as_text(document.get("fullname")) or " ".join(part for part in parts if part)
    person = Person(
        as_text(document.get("id")),
        as_text(document.get("email")),
        name or as_text(document.get("displayname")),
    )
    return person if person != Person() else None


def _details(raw: Mapping[str, Any], but: Iterable[str]) -> Details:
    """What a document tells in plain values, by its own names; "never" is no news."""
    left_out = frozenset(but)
    found = []
    for name, value in raw.items():
        if name.lower() in left_out or not isinstance(value, (str, int, float, bool)) or value == "":
            continue
        if isinstance(value, str) and value.startswith("0001-01-01T"):
            continue
        found.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return tuple(found)


def _document(raw: Any, what: str) -> dict[str, Any]:
    return _lowered(as_object(raw, what))


def _lowered(document: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in document.items()}


def utc_text(when: datetime) -> str:
    """A moment as filters take it."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
