"""BIMcloud's JSON as our model: the only place that knows its shapes.

Servers of different versions leave things out, send numbers as strings and wrap values; whatever is not
needed to identify something is optional here. Without what is needed: `UnexpectedAnswer`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from bimexplorer.clouds.base import Receipt, Span
from bimexplorer.clouds.values import as_count, as_number, as_object, as_text, needed
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Account, Change, Changes, Entry, Job, JobState, Kind, Tally
from bimexplorer.words import say

ROOT_ID = "projectRoot"

TYPES = {"resourceGroup": Kind.FOLDER, "blob": Kind.FILE, "project": Kind.PROJECT, "library": Kind.LIBRARY}
"""BIMcloud's types that mean something here; all others are `Kind.OTHER`."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

_FIRST = datetime(1, 1, 3, tzinfo=timezone.utc)
_LAST = datetime(9999, 12, 29, tzinfo=timezone.utc)
_MAPPED = frozenset(
    {"id", "name", "type", "$path", "$loweredPath", "$parentId", "$size", "$modifiedDate", "modelServerId"}
)

_JOB_STATES = {
    "starting": JobState.RUNNING,
    "running": JobState.RUNNING,
    "aborting": JobState.RUNNING,
    "undoing": JobState.RUNNING,
    "completed": JobState.DONE,
    "failed": JobState.FAILED,
    "abort failed": JobState.FAILED,
    "aborted": JobState.ABORTED,
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """An answer of the token endpoint."""

    access_token: str = field(repr=False)
    expires_at: float | None
    """UNIX seconds by the server's clock."""
    refresh_token: str = field(repr=False)
    user_id: str


@dataclass(frozen=True, slots=True)
class Session:
    """An answer of 2020.2's `create-session`."""

    id: str = field(repr=False)
    user_id: str
    expire_timeout: float | None
    """Seconds without a ping after which it ends."""


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A server that holds file content."""

    name: str
    addresses: tuple[str, ...]
    """In the order in which they are to be tried, without trailing slashes."""


# ------------------------------------------------------------------------------------------- signing in


def tokens(raw: Any) -> Tokens:
    document = as_object(raw, "tokens")
    return Tokens(
        access_token=needed(document, "access_token"),
        expires_at=as_number(document.get("access_token_exp")),
        refresh_token=as_text(document.get("refresh_token")),
        user_id=as_text(document.get("user_id")),
    )


def session(raw: Any) -> Session:
    document = as_object(raw, "session")
    timeout = as_number(document.get("expire-timeout"))
    return Session(
        id=needed(document, "session-id"),
        user_id=as_text(document.get("user-id")),
        expire_timeout=None if timeout is None else timeout / 1000,
    )


def account(raw: Any) -> Account:
    document = as_object(raw, "user")
    return Account(
        id=as_text(document.get("id")),
        username=needed(document, "username"),
        name=as_text(document.get("name")),
        email=as_text(document.get("emailAddress")),
    )


def ticket(body: bytes) -> str:
    """The ticket from the answer's body: plain text, or a JSON string."""
    text = body.decode("utf-8", "replace").strip()
    if text.startswith('"'):
        try:
            unquoted = json.loads(text)
        except ValueError:
            unquoted = None
        if isinstance(unquoted, str):
            text = unquoted
    if not text or text[0] in "{[<":
        raise UnexpectedAnswer(say("The BIMcloud Manager gave no ticket for the content server."))
    return text


# ------------------------------------------------------------------------------------------- the tree


def resources(raw: Any) -> list[dict[str, Any]]:
    """The resources of a list.

    Raises `UnexpectedAnswer` also for a row that is none: to leave it out would let a folder look emptier
    than it is, and its download complete.
    """
    sentence = say("The server gave a listing that cannot be understood.")
    if not isinstance(raw, list):
        raise UnexpectedAnswer(sentence, type(raw).__name__)
    for item in raw:
        if not isinstance(item, dict) or not as_text(item.get("id")):
            raise UnexpectedAnswer(sentence, f"a row without id: {item!r:.200}")
    return raw


def entry(raw: Any) -> Entry:
    document = as_object(raw, "resource")
    entry_id = needed(document, "id")
    kind_name = as_text(document.get("type"))
    name = as_text(document.get("name"))
    is_root = entry_id == ROOT_ID
    return Entry(
        id=entry_id,
        name=name or (_segments(document) or ("?",))[-1],
        kind=Kind.ROOT if is_root else TYPES.get(kind_name, Kind.OTHER),
        type=kind_name,
        path=() if is_root else _segments(document),
        place="" if is_root else as_text(document.get("$parentId")),
        size=as_count(document.get("$size")),
        modified=moment(document.get("$modifiedDate")),
        server_id=as_text(document.get("modelServerId")),
        details=tuple(_details(document)),
    )


def lowered_path(raw: Mapping[str, Any]) -> str:
    """The key by which a listing goes on."""
    return as_text(raw.get("$loweredPath")) or as_text(raw.get("$path")).lower()


def below_root(path: str) -> tuple[str, ...]:
    """A `$path` without its first segment, the root's name."""
    return tuple(path.split("/")[1:])


def moment(milliseconds: Any) -> datetime | None:
    number = as_number(milliseconds)
    if number is None:
        return None
    try:
        found = _EPOCH + timedelta(milliseconds=number)
    except OverflowError:
        return None
    # Nobody's time zone may lead out of what a date can say.
    return found if _FIRST <= found <= _LAST else None


def _segments(document: Mapping[str, Any]) -> tuple[str, ...]:
    path = as_text(document.get("$path"))
    if path:
        return below_root(path)
    ancestors = document.get("$ancestors")
    names = [as_text(item.get("name")) for item in ancestors or () if isinstance(item, dict)]
    return (*names[1:], as_text(document.get("name")))


def _details(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in document.items():
        if name not in _MAPPED and isinstance(value, (str, int, float, bool)) and value != "":
            yield name, str(value)


# ------------------------------------------------------------------------------------------- jobs, changes


def job(raw: Any) -> Job:
    document = as_object(raw, "job")
    progress = document.get("progress")
    progress = progress if isinstance(progress, dict) else {}
    state = _JOB_STATES.get(as_text(document.get("status")), JobState.RUNNING)
    result = as_text(document.get("result"))
    return Job(
        id=needed(document, "id"),
        state=state,
        fraction=1.0 if state is JobState.DONE else _fraction(progress),
        phase=as_text(progress.get("phase")),
        abortable=document.get("abortable") is True,
        message=result if state is JobState.FAILED else "",
    )


def _fraction(progress: Mapping[str, Any]) -> float | None:
    low = as_number(progress.get("min")) or 0.0
    high = as_number(progress.get("max"))
    at = as_number(progress.get("current"))
    if high is None or at is None or high <= low:
        return None
    return min(1.0, max(0.0, (at - low) / (high - low)))


def changes(raw: Any) -> Changes:
    document = as_object(raw, "changes")
    revision = as_count(document.get("endRevision"))
    if revision is None:
        raise UnexpectedAnswer(say("The server told no revision with its changes."))
    return Changes(
        revision=revision,
        created=_changed(document.get("created")),
        updated=_changed(document.get("updated")),
        deleted=_changed(document.get("deleted")),
    )


def _changed(raw: Any) -> tuple[Change, ...]:
    items = raw if isinstance(raw, list) else []
    return tuple(
        Change(id=as_text(item.get("id")), path=below_root(as_text(item.get("path"))))
        for item in items
        if isinstance(item, dict)
    )


def tally(raw: Any) -> Tally | None:
    """`get-folder-size-data`, whose fields are not published: None for a document that does not tell."""
    document = raw if isinstance(raw, dict) else {}
    size, files = as_count(document.get("size")), as_count(document.get("blobCount"))
    folders = as_count(document.get("resourceGroupCount"))
    if size is None or files is None or folders is None:
        return None
    return Tally(files, folders, size)


# ------------------------------------------------------------------------------------------- content servers


def server_id(raw: Any) -> str:
    """`get-inherited-default-blob-server-id`: a string, or `{"result": string}`."""
    if isinstance(raw, dict):
        raw = raw.get("result")
    if not isinstance(raw, str) or not raw:
        raise UnexpectedAnswer(say("The BIMcloud Manager named no content server for this folder."))
    return raw


def model_server(raw: Any, manager: str) -> ModelServer:
    """`manager` is the manager's address, whose scheme and host the candidates may refer to."""
    document = as_object(raw, "model server")
    parts = urlsplit(manager)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    urls = document.get("connectionUrls")
    addresses = [
        url.replace("$protocol", f"{parts.scheme}:").replace("$hostname", host).rstrip("/")
        for url in (urls if isinstance(urls, list) else [])
        if isinstance(url, str)
    ]
    return ModelServer(
        name=as_text(document.get("name")) or needed(document, "id"),
        addresses=tuple(dict.fromkeys(address for address in addresses if address)),
    )


def new_id(raw: Any) -> str:
    """The id of something just made: a JSON string, or the `id` of an object."""
    if isinstance(raw, dict):
        raw = raw.get("id") or raw.get("result")
    if not isinstance(raw, str) or not raw:
        raise UnexpectedAnswer(say("The server told no id of what it made."))
    return raw


def namespace(raw: Any) -> str:
    return needed(as_object(raw, "batch"), "namespace-name")


def spans(raw: Any) -> tuple[Span, ...]:
    """`uploaded-parts`, sorted and merged; also where parts were sent twice or overlap."""
    document = as_object(raw, "upload session")
    document = document["data"] if isinstance(document.get("data"), dict) else document
    parts = document.get("uploaded-parts")
    found = []
    for part in parts if isinstance(parts, list) else []:
        offset = as_count(part.get("offset")) if isinstance(part, dict) else None
        length = as_count(part.get("length")) if isinstance(part, dict) else None
        if offset is not None and length:
            found.append(Span(offset, length))
    return merged(found)


def merged(spans_: Iterable[Span]) -> tuple[Span, ...]:
    """The same bytes in as few stretches as possible, in order."""
    result: list[Span] = []
    for span in sorted(spans_, key=lambda span: (span.offset, span.length)):
        if result and span.offset <= result[-1].end:
            last = result[-1]
            result[-1] = Span(last.offset, max(last.end, span.end) - last.offset)
        else:
            result.append(span)
    return tuple(result)


def receipt(raw: Any) -> Receipt:
    """Metadata of a blob; the values stand under `standard-metadata`, numbers as strings."""
    document = as_object(raw, "blob metadata")
    inner = document.get("standard-metadata")
    document = inner if isinstance(inner, dict) else document
    path = [segment for segment in needed(document, "blob-name").split("/") if segment]
    if not path:
        raise UnexpectedAnswer(say("The server told no name of the file it holds."))
    size = as_count(document.get("size"))
    if size is None:
        raise UnexpectedAnswer(say("The server told no size of the file it holds."))
    return Receipt(
        name=path[-1],
        folder_path=tuple(path[:-1]),
        size=size,
        sha256=_sha256(document),
        entry_id=as_text(document.get("blob-id")),
        revision=as_text(document.get("content-revision")),
    )


def receipts(raw: Any) -> tuple[Receipt, ...]:
    if not isinstance(raw, list):
        raise UnexpectedAnswer(
            say("The server did not tell which files it made visible."), type(raw).__name__
        )
    return tuple(receipt(item) for item in raw)


def _sha256(document: Mapping[str, Any]) -> str:
    """Hex of the base64url text without padding; empty where it is another kind of hash."""
    algorithm = as_text(document.get("content-hash-algorithm")).upper().replace("-", "")
    text = as_text(document.get("content-hash"))
    if not text or algorithm not in ("", "SHA256"):
        return ""
    try:
        digest = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return ""
    return digest.hex() if len(digest) == 32 else ""
