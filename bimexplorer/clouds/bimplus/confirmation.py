"""What stands between a person and the deletion of a project.

The wire deletes a project for a `Confirmation` only, and for the project that it names. Only `confirmed`
makes one: for the name that the project has at that moment, typed by a person. Pure.
"""

from __future__ import annotations

import unicodedata
from typing import Any, final

from bimexplorer.clouds.bimplus import convert
from bimexplorer.errors import NotConfirmed
from bimexplorer.words import say

_COMPARED = object()


@final
class Confirmation:
    """That somebody typed the name of this very project."""

    __slots__ = ("_of",)

    def __init__(self, team: str, project_id: str, compared: object) -> None:
        if compared is not _COMPARED:
            raise TypeError("Only a comparison of names confirms a deletion.")
        self._of = (team, project_id)

    def is_for(self, team: str, project_id: str) -> bool:
        return self._of == (team, project_id)


def confirms(confirmation: object, team: str, project_id: str) -> bool:
    """Whether it is a confirmation, and of this project."""
    return type(confirmation) is Confirmation and confirmation.is_for(team, project_id)


def confirmed(team: str, project_id: str, raw: Any, typed: str) -> Confirmation:
    """The confirmation, if `typed` is the name in what the server told of the project just now.

    Both are compared as they are, blanks and case included, but for the ways in which Unicode writes one
    letter. Raises `NotConfirmed`; `UnexpectedAnswer` for what is no project.
    """
    told_id, name = convert.project(raw).id, convert.project_properties(raw).name
    if told_id.lower() != project_id.lower():
        raise NotConfirmed(
            say("The server told about another project. Nothing was deleted."), f"{told_id} for {project_id}"
        )
    if not name.strip():
        raise NotConfirmed(say("The project has no name that could be typed. Nothing was deleted."), told_id)
    if unicodedata.normalize("NFC", typed) != unicodedata.normalize("NFC", name):
        raise NotConfirmed(
            say("What was typed is not the name of the project, “{name}”. Nothing was deleted.", name=name),
            f"{typed!r} for {name!r}",
        )
    return Confirmation(team, project_id, _COMPARED)
