"""Making, copying, changing and deleting projects.

What a change answers leaves out the rights, and after a copy tells the source's people. So the project is
read again after each; where that fails, the change is made all the same and its answer has to do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from bimexplorer.clouds.bimplus import convert, names, pictures
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.confirmation import confirmed
from bimexplorer.clouds.bimplus.forms import FilePart, Held, form_type
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.rights import Rights
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.errors import CloudError, NameExists, UnexpectedAnswer, Unsupported
from bimexplorer.model import Capability, Entry, ProjectProperties
from bimexplorer.words import say

log = logging.getLogger(__name__)

_SOURCES = "Bimplus Demo"
"""The name of the team whose projects can be copied, as the page of the project service has it."""


class BimplusProjects:
    """The `Projects` of one connection; may be used from any thread."""

    def __init__(self, api: Api, tree: Tree, rights: Rights) -> None:
        self._api = api
        self._tree = tree
        self._rights = rights

    def properties(self, project: Entry) -> ProjectProperties:
        key = _project(project)
        raw = self._api.project(key.team, key.project)
        self._tree.projects.noted(key.team, raw)
        return convert.project_properties(raw)

    def create(self, parent: Entry, properties: ProjectProperties) -> Entry:
        self._rights.need(parent, Capability.CREATE_PROJECT)
        team, wanted = Key.parsed(parent.id).team, _checked(properties)
        with _telling_name(wanted.name):
            raw = self._api.create_project(team, wanted)
        return self._made(team, wanted, raw)

    def sources(self) -> tuple[Entry, ...]:
        found = [one for slug in self._source_teams() for one in self._tree.projects.projects_in(slug)]
        return tuple(sorted(found, key=lambda entry: entry.name.casefold()))

    def copy(self, source: Entry, parent: Entry, properties: ProjectProperties) -> Entry:
        self._rights.need(parent, Capability.CREATE_PROJECT)
        origin, team, wanted = _project(source), Key.parsed(parent.id).team, _checked(properties)
        if origin.team not in self._source_teams():
            raise Unsupported(
                say("Bimplus copies only the projects of the team “{team}”.", team=_SOURCES), source.id
            )
        with _telling_name(wanted.name):
            raw = self._api.copy_project(team, origin.project, wanted)
        made = self._made(team, wanted, raw)
        if not wanted.address:
            return made
        try:
            return self.edit(made, wanted)
        except CloudError as error:
            sentence = say(
                "The project “{name}” was made, but its address could not be set. {reason}",
                name=wanted.name,
                reason=error.sentence,
            )
            raise type(error)(sentence, error.technical) from error

    def edit(self, project: Entry, properties: ProjectProperties) -> Entry:
        self._rights.need(project, Capability.EDIT_PROJECT)
        key, wanted = Key.parsed(project.id), _checked(properties)
        with _telling_name(wanted.name):
            raw = self._api.update_project(key.team, key.project, wanted)
        return self._now(key, raw)

    def set_picture(self, project: Entry, image: bytes) -> None:
        self._rights.need(project, Capability.EDIT_PROJECT)
        key, kind = Key.parsed(project.id), pictures.checked(image)
        part = FilePart(f"thumbnail.{kind}", f"image/{kind}", Held(image))
        self._api.send_thumbnail(key.team, key.project, form_type(part), part)

    def delete(self, project: Entry, typed: str) -> None:
        self._rights.need(project, Capability.DELETE_PROJECT)
        key = Key.parsed(project.id)
        raw = self._api.project(key.team, key.project)
        confirmation = confirmed(key.team, key.project, raw, typed)
        try:
            self._api.delete_project(key.team, key.project, confirmation)
        finally:
            self._tree.projects.forget_project(key)

    def _source_teams(self) -> list[str]:
        """Slugs; none where the person is in no such team."""
        return self._tree.projects.teams_called(_SOURCES)

    def _made(self, team: str, wanted: ProjectProperties, raw: Any) -> Entry:
        """The project that was just made, also where the answer holds nothing."""
        if raw is not None:
            return self._now(Key(Where.PROJECT, team, convert.project(raw).id), raw)
        for found in self._tree.projects.projects_like(team, wanted.name):
            if found.name == wanted.name:
                return self._tree.projects.project(Key(Where.PROJECT, team, found.id))
        raise UnexpectedAnswer(say("The server told no id of what it made."), "an empty answer")

    def _now(self, key: Key, raw: Any) -> Entry:
        try:
            return self._tree.projects.project(key, fresh=True)
        except CloudError as error:
            if raw is None:
                raise
            log.info("A changed project could not be read again: %s", error.technical or error.english)
            self._tree.projects.noted(key.team, raw)
            return self._tree.projects.project(key)


def _project(entry: Entry) -> Key:
    """Raises `Unsupported` for what is no project, `NotFound` for what is no entry."""
    key = Key.parsed(entry.id)
    if key.file or key.where is not Where.PROJECT:
        raise Unsupported(say("This is no project."), entry.id)
    return key


def _checked(properties: ProjectProperties) -> ProjectProperties:
    """As they are sent. Raises `InvalidName`."""
    return replace(properties, name=names.checked(properties.name))


@contextmanager
def _telling_name(name: str) -> Iterator[None]:
    """That a name is taken is said with the name."""
    try:
        yield
    except NameExists as error:
        sentence = say("This team has a project called “{name}” already.", name=name)
        raise NameExists(sentence, error.technical) from error
