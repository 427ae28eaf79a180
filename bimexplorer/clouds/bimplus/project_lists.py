"""Teams and their projects; what they tell of rights is noted on the way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any

from bimexplorer.clouds.bimplus import convert, entries, failures, paging
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.filters import name_filter
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.names import normalised
from bimexplorer.clouds.bimplus.rights import Rights
from bimexplorer.errors import AuthExpired, CloudError, Offline, ServerBusy
from bimexplorer.model import Entry

log = logging.getLogger(__name__)

_PAGE = 500
"""Projects read at a time where all are wanted."""


class ProjectLists:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api, rights: Rights) -> None:
        self._api = api
        self._rights = rights
        self._lock = threading.Lock()
        self._team_names: dict[str, str] = {}
        """By slug, of those that were read."""
        self._projects: dict[tuple[str, str], convert.Project] = {}

    def teams(self) -> list[Entry]:
        return [entries.team(team) for team in self._read_teams()]

    def team(self, slug: str) -> convert.Team:
        """Raises `NotFound`."""
        for team in self._read_teams():
            if team.slug == slug:
                return team
        raise failures.gone(Key(Where.TEAM, slug).text)

    def teams_called(self, name: str) -> list[str]:
        """Slugs of teams of a name, however their name or slug is spelled."""
        wanted = _letters(name)
        return [
            team.slug for team in self._read_teams() if wanted in (_letters(team.name), _letters(team.slug))
        ]

    def _read_teams(self) -> list[convert.Team]:
        found = [convert.team(raw) for raw in self._api.teams()]
        for team in found:
            self._rights.note_team(team)
        self._team_names = {team.slug: team.name for team in found}
        return found

    def shown_path(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The path with its team's name, if that was read, and those that the fixed places are shown by."""
        shown = entries.shown_path(path)
        return tuple(self._team_names.get(slug, slug) for slug in shown[:1]) + shown[1:]

    def project(self, key: Key, *, fresh: bool = False) -> Entry:
        """The project of a key. Raises `NotFound`."""
        known = self._projects.get((key.team, key.project))
        if known is None or fresh:
            known = self.noted(key.team, self._api.project(key.team, key.project))
        return entries.project(key.team, known, normalised(known.name))

    def noted(self, team: str, raw: Any) -> convert.Project:
        """A project that was just read."""
        found = convert.project(raw)
        self._rights.learn_actions()
        self._rights.note(found)
        with self._lock:
            self._projects[team, found.id] = found
        return found

    def renew_rights(self, key: Key) -> None:
        """Ask for the rights in a key's project again, if they were told some time ago."""
        if not self._rights.are_old(key.project):
            return
        try:
            self.project(key, fresh=True)
        except (AuthExpired, Offline, ServerBusy):
            raise
        except CloudError as error:
            log.info("The rights in a project are not told again: %s", error.technical)

    def forget_project(self, key: Key) -> None:
        """It was deleted, maybe."""
        with self._lock:
            self._projects.pop((key.team, key.project), None)
        self._rights.forget(key.project)

    def fetch_projects(self, team: str, query: Mapping[str, str]) -> paging.Fetch:
        return lambda page, size: self._api.projects(team, {**query, "page": page, "pageSize": size})

    def all_projects(self, team: str) -> list[convert.Project]:
        query = {"sortColumn": "name", "sortDirection": "ascending"}
        rows = paging.read_all(self.fetch_projects(team, query), _PAGE)
        return [self.noted(team, raw) for raw in rows]

    def projects_in(self, team: str) -> list[Entry]:
        return [entries.project(team, one, normalised(one.name)) for one in self.all_projects(team)]

    def projects_like(self, team: str, name: str) -> list[convert.Project]:
        """Projects of a name, and maybe others."""
        rows = paging.read_all(self.fetch_projects(team, {"filter": name_filter(name, "name")}), _PAGE)
        return [self.noted(team, raw) for raw in rows]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
