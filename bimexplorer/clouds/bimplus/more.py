"""What is told of an entry only when it is asked for: counts, comments, space, a project's picture.

Every question may fail without the others: its facts are left out then. Only that the entry is gone, that
the sign-in ended, or that the first question finds nobody is an error.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from functools import partial
from typing import Any, TypeVar

from bimexplorer.clouds.bimplus import convert, entries, facts, paging, pictures
from bimexplorer.clouds.bimplus.api import Api, Part, Query
from bimexplorer.clouds.bimplus.facts import Remark
from bimexplorer.clouds.bimplus.fields import Details
from bimexplorer.clouds.bimplus.keys import IMPORT, Key, Where
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.clouds.http import Stream
from bimexplorer.clouds.values import as_count
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    CloudError,
    NotFound,
    Offline,
    ServerBusy,
    UnexpectedAnswer,
)
from bimexplorer.model import Entry, More
from bimexplorer.sizes import size_text
from bimexplorer.words import later, number, say

log = logging.getLogger(__name__)

_ISSUES = 1000
"""So many are read at a time, to be counted."""

_COUNTED = {
    "structures": Part.STRUCTURES,
    "comments": Part.COMMENTS,
    "hyperlinks": Part.HYPERLINKS,
    "pins": Part.PINS,
    "materialSurfaces": Part.SURFACES,
    "revisions": Part.REVISIONS,
}

_RIGHTS = {
    "projectadmin": later("Administrate the project"),
    "projectdelete": later("Delete the project"),
    "projectedit": later("Change the project and its documents"),
    "modelcreate": later("Add models"),
    "modelviewall": later("See all models"),
}
_ONLY_LOOK = later("See what is in the project")

_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)

T = TypeVar("T")


class Facts:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api, tree: Tree) -> None:
        self._api = api
        self._tree = tree

    def of(self, entry: Entry) -> More:
        """See `Cloud.more`."""
        key = Key.parsed(entry.id)
        if key.file:
            return self._of_file(key)
        if key.where is Where.TEAM:
            return More(_of_team(self._tree.projects.team(key.team)))
        if key.where is Where.PROJECT:
            return self._of_project(key)
        if key.where in (Where.ISSUE, Where.OBJECT):
            return More(self._of_remarks(key))
        return More()

    def _of_file(self, key: Key) -> More:
        if key.file == IMPORT or key.version is not None:
            return More()
        found = convert.attachment(self._api.attachment(key.team, key.file))
        return More(entries.attachment_details(found))

    # ---------------------------------------------------------------------------------------- projects

    def _of_project(self, key: Key) -> More:
        ask = _Questions()
        raw = self._properties(key, ask)
        details: Details = ()
        if raw is not None:
            details = _of_properties(self._tree.projects.noted(key.team, raw))
        details += self._disciplines(key, raw, ask)
        details += self._issues(key, ask)
        for name, part in _COUNTED.items():
            counted = ask(partial(self._count, key, part))
            if counted is not None:
                details += ((name, number(counted)),)
        return More(details, ask(lambda: self._picture(key, raw)) or b"")

    def _properties(self, key: Key, ask: _Questions) -> Any:
        """None where they are not told; without disciplines they may be."""

        def told(*, disciplines: bool) -> Any:
            raw = self._api.project(key.team, key.project, disciplines=disciplines)
            if convert.project(raw).id.lower() != key.project.lower():
                raise UnexpectedAnswer(say("The server told about another project."), key.project)
            return raw

        try:
            return told(disciplines=True)
        except (AuthExpired, AccessDenied, NotFound, Offline, ServerBusy):
            raise
        except CloudError as error:
            log.info("The disciplines are not told: %s", error.technical or error.english)
        return ask(lambda: told(disciplines=False))

    def _disciplines(self, key: Key, raw: Any, ask: _Questions) -> Details:
        told = None if raw is None else facts.told_disciplines(raw)
        models = ask(lambda: facts.disciplines(self._part(key, Part.DISCIPLINES) if told is None else told))
        lines = [
            say("{model}: {disciplines}", model=model or "?", disciplines=", ".join(names))
            for model, names in (models or {}).items()
        ]
        return _detail("disciplines", lines)

    def _issues(self, key: Key, ask: _Questions) -> Details:
        states = ask(lambda: facts.issue_states(paging.read_all(partial(self._classed, key), _ISSUES)))
        lines = [
            say("{state}: {count}", state=state or "?", count=number(count))
            for state, count in (states.most_common() if states else ())
        ]
        return _detail("issues", lines)

    def _classed(self, key: Key, page: int, size: int) -> list[dict[str, Any]]:
        """A page of what the issues are, without what is said in them."""
        query: Query = {"showAll": "true", "shortinfo": "true", "page": page, "pageSize": size}
        return self._api.issues(key.team, key.project, query)

    def _picture(self, key: Key, raw: Any) -> bytes:
        thumbnail_id = "" if raw is None else facts.thumbnail_id(raw)
        if not thumbnail_id:
            return b""
        try:
            stream = self._api.thumbnail(key.team, key.project)
        except NotFound:
            stream = self._api.thumbnail_of_id(key.team, thumbnail_id)
        return _read(stream)

    # ---------------------------------------------------------------------------------------- issues, objects

    def _of_remarks(self, key: Key) -> Details:
        """What is said of an issue or an object, and where an issue is pinned to the models."""
        ask = _Questions(first=True)
        comments = ask(lambda: facts.comments(self._part(key, Part.COMMENTS))) or []
        links = ask(lambda: facts.hyperlinks(self._part(key, Part.HYPERLINKS))) or []
        return (
            *_detail("comments", _lines(key.node, comments)),
            *_detail("hyperlinks", _lines(key.node, links)),
            *(_detail("pins", ask(lambda: self._pinned(key)) or []) if key.where is Where.ISSUE else ()),
        )

    def _pinned(self, key: Key) -> list[str]:
        """The objects to which an issue is pinned, each with what it lies in."""
        pinned = [
            pin.object_id
            for pin in facts.pins(self._part(key, Part.PINS))
            if pin.issue_id == key.node.lower()
        ]
        if not pinned:
            return []
        objects = self._tree.objects(key)
        return ["/".join(objects.path(one) or (one,)) for one in dict.fromkeys(pinned)]

    def _count(self, key: Key, part: Part) -> int:
        return facts.count(self._part(key, part))

    def _part(self, key: Key, part: Part) -> Any:
        return self._api.part(key.team, key.project, part)


class _Questions:
    """Asks what may fail; once nobody answers or the server wants a rest, nothing more is asked."""

    def __init__(self, *, first: bool = False) -> None:
        """`first`: nothing has been answered yet, so that nobody answers is an error."""
        self._first = first
        self._over = False

    def __call__(self, question: Callable[[], T]) -> T | None:
        if self._over:
            return None
        try:
            answer = question()
        except AuthExpired:
            raise
        except CloudError as error:
            self._over = isinstance(error, (Offline, ServerBusy))
            if self._first and self._over:
                raise
            log.info("Left out: %s", error.technical or error.english)
            answer = None
        self._first = False
        return answer


def _of_properties(project: convert.Project) -> Details:
    size = () if project.size is None else (("size", size_text(project.size)),)
    rights: Details = ()
    if project.rights is not None:
        granted = [say(words) for right, words in _RIGHTS.items() if right in project.rights]
        rights = _detail("rights", granted or [say(_ONLY_LOOK)])
    return (*project.details, *size, *rights)


def _of_team(team: convert.Team) -> Details:
    """Amounts of bytes as people read them."""
    details = tuple(
        (name, size_text(as_count(value)) if name.lower().endswith("space") else value)
        for name, value in team.details
    )
    if team.may_create_projects is None:
        return details
    if team.may_create_projects:
        return (*details, ("rights", say("You may make projects in this team.")))
    return (*details, ("rights", say("You may not make projects in this team.")))


def _lines(identifier: str, remarks: Iterable[Remark]) -> list[str]:
    """Those of one issue or object, the oldest first."""
    own = [one for one in remarks if one.of == identifier.lower() and one.text]
    return [_line(one) for one in sorted(own, key=lambda one: one.created or _LONG_AGO)]


def _line(remark: Remark) -> str:
    """In one line, at the time of this computer's place."""
    text = " ".join(remark.text.split())
    when = _local(remark.created) if remark.created else ""
    if remark.author and when:
        return say("{author}, {when}: {text}", author=remark.author, when=when, text=text)
    if remark.author or when:
        return say("{author}: {text}", author=remark.author or when, text=text)
    return text


def _local(moment: datetime) -> str:
    # Windows has no zone for moments before 1970.
    return f"{moment.astimezone() if moment.year > 1970 else moment:%Y-%m-%d %H:%M}"


def _detail(name: str, lines: list[str]) -> Details:
    return ((name, "\n".join(lines)),) if lines else ()


def _read(stream: Stream) -> bytes:
    """The picture; empty for one that is larger than any."""
    buffer = memoryview(bytearray(pictures.LARGEST + 1))
    filled = 0
    try:
        while filled < len(buffer) and (count := stream.readinto(buffer[filled:])):
            filled += count
    finally:
        stream.close()
    return bytes(buffer[:filled]) if filled <= pictures.LARGEST else b""
