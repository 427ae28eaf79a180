"""What hangs on a project, out of the lists that only tell it when they are asked for. Pure.

What these lists hold is documented in part only (for comments and hyperlinks the page shows the answer to
another question), so a field that is missing is left out; an answer that is no list is `UnexpectedAnswer`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bimexplorer.clouds.bimplus.fields import GUID, as_document, as_person, lowered, moment
from bimexplorer.clouds.values import as_text
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.words import say


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment or a hyperlink."""

    of: str
    """Id of the issue or object it belongs to; empty where none is told."""
    text: str
    author: str
    created: datetime | None


@dataclass(frozen=True, slots=True)
class Pin:
    """Where an issue is pinned to a model."""

    issue_id: str
    object_id: str


def count(raw: Any) -> int:
    return len(_listed(raw))


def comments(raw: Any) -> list[Remark]:
    return [_remark(one, _first(one, "text", "comment", "description")) for one in _listed(raw)]


def hyperlinks(raw: Any) -> list[Remark]:
    """With the title and the address as their text."""
    found = []
    for one in _listed(raw):
        title, address = _first(one, "name", "title"), _first(one, "url", "link", "address")
        both = say("{title}: {address}", title=title, address=address)
        found.append(_remark(one, both if title and address else title or address))
    return found


def pins(raw: Any) -> list[Pin]:
    return [
        Pin(_first(one, "issueid").lower(), _first(one, "objectid", "topologynodeid").lower())
        for one in _listed(raw)
    ]


def disciplines(raw: Any) -> dict[str, list[str]]:
    """Of each model, by its name."""
    found: dict[str, list[str]] = {}
    for one in _listed(raw):
        name = _first(one, "name").removeprefix("ID_")
        if name:
            found.setdefault(_first(one, "divisionname"), []).append(name)
    return found


def told_disciplines(project: Any) -> Any:
    """Those in the properties of a project, to be read by `disciplines`; None: not told."""
    return as_document(project, "project").get("disciplines")


def issue_states(raw: Any) -> Counter[str]:
    """How many issues are in which state, in the service's own words."""
    return Counter(_first(one, "status") for one in _listed(raw))


def thumbnail_id(project: Any) -> str:
    """The last id in the address that the properties of a project tell for its picture; empty: it has none.

    The address itself is not gone to: credentials stay with the service.
    """
    found = GUID.findall(as_text(as_document(project, "project").get("thumbnail")))
    return found[-1] if found else ""


def _remark(one: Mapping[str, Any], text: str) -> Remark:
    author = as_person(one.get("author")) or as_person(one.get("creator")) or as_person(one.get("createdby"))
    return Remark(
        of=_first(one, "issueid", "relatedid", "objectid").lower(),
        text=text,
        author=(author.shown or "") if author else "",
        created=moment(one.get("createdat")) or moment(one.get("created")),
    )


def _first(one: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that tells something."""
    return next((text for name in names if (text := as_text(one.get(name)).strip())), "")


def _listed(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list):
        raise UnexpectedAnswer(
            say("The server gave a listing that cannot be understood."), type(raw).__name__
        )
    return [lowered(one) for one in raw if isinstance(one, dict)]
