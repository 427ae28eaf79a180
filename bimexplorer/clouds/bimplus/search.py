"""Searching: a query as a filter that lets through too much rather than too little, sorted out here.

The service filters projects' attachments by properties, joined by AND; `*` stands for anything at the end of
a text alone. What it cannot be asked (OR, NOT, text within a name) is left out of the filter and looked at
here. Folders are in the structures, and looked at here too. A search below a project, or anywhere, goes
through "Documents"; attachments of objects and issues are found where "All attachments" shows them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from bimexplorer.clouds.bimplus import convert, entries, failures, paging
from bimexplorer.clouds.bimplus.cursors import Given, read_cursor
from bimexplorer.clouds.bimplus.fields import utc_text
from bimexplorer.clouds.bimplus.filters import FILE_NAME
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.listing import (
    OF_ATTACHMENTS,
    Listings,
    mark_of_attachment,
    ordered,
    sorted_here,
)
from bimexplorer.clouds.bimplus.names import Named, distinct, normalised
from bimexplorer.clouds.bimplus.rows import Whole
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.errors import NotFound
from bimexplorer.model import Entry, Page, Sort
from bimexplorer.query import AllOf, Calendar, Field, Modified, Query, Relation, Size, Text, Wildcard, matcher

_AT_ONCE = 200

_OPERATORS = {
    Relation.LESS: "<",
    Relation.AT_MOST: "<=",
    Relation.EQUAL: "=",
    Relation.AT_LEAST: ">=",
    Relation.MORE: ">",
}

Fits = Callable[[Entry], bool]


class Searches:
    """Reads pages of searches. May be used from any thread; one search from one thread at a time."""

    def __init__(self, tree: Tree, listings: Listings) -> None:
        self._tree = tree
        self._listings = listings
        self._given = Given()

    def page(
        self, folder: Entry, query: Query, sort: Sort | None, cursor: str | None, limit: int, *, below: bool
    ) -> Page:
        """See `clouds.base.Cloud.search`."""
        calendar = Calendar.here()
        fits = matcher(query, calendar)
        state = read_cursor(cursor)
        if not below:
            return self._beside(folder, fits, sort, state, limit)
        narrowed = condition(query, calendar)
        key = Key.parsed(folder.id)
        several = key.where in (Where.ROOT, Where.TEAM)
        if sort is not None and (several or key.where is not Where.ALL):
            # Folders and places are joined here, so the order is made here.
            chosen = sort
            return self._listings.held_page(
                lambda: Whole(sorted_here(list(self._all(folder, key, narrowed, fits)), chosen)), state, limit
            )
        return self._given.page(state, lambda at: self._below(folder, key, narrowed, fits, sort, at, limit))

    # ---------------------------------------------------------------------------------------- in one place

    def _beside(
        self, folder: Entry, fits: Fits, sort: Sort | None, state: Mapping[str, Any], limit: int
    ) -> Page:
        inner: str | None = state.get("inner")
        found: list[Entry] = []
        while not found:
            page = self._listings.page(folder, None, sort or Sort(), inner, limit)
            found = [entry for entry in page.entries if fits(entry)]
            inner = page.cursor
            if inner is None:
                return Page(tuple(found), None)
        return Page(tuple(found), json.dumps({"inner": inner}))

    # ---------------------------------------------------------------------------------------- below a place

    def _below(
        self,
        folder: Entry,
        key: Key,
        narrowed: str,
        fits: Fits,
        sort: Sort | None,
        state: Mapping[str, Any],
        limit: int,
    ) -> Page:
        """Project by project, the folders of each first.

        The state holds the `projects` to come, how many `folders` of the first one were given, how far its
        list was read (`rows`), and the ids of hits that did not fit on the page (`left`).
        """
        projects = state.get("projects")
        if not isinstance(projects, list):
            projects = self._projects(key)
        given, rows = state.get("folders", 0), state.get("rows")
        found = self._left(state.get("left"))
        while projects and not found:
            project = Key.parsed(str(projects[0]))
            scope = folder if key.project else self._tree.projects.project(project)
            if rows is None:
                folders = [one for one in self._folders(scope, several=not key.project) if fits(one)]
                found = folders[given : given + limit]
                if given + len(found) < len(folders):
                    more = {"projects": projects, "folders": given + len(found)}
                    return Page(tuple(found), json.dumps(more))
            position = paging.State.of_json(rows)
            room = max(1, limit - len(found))
            files, further = self._attachments(scope, narrowed, sort, position, room, fits)
            found += files
            given, rows = 0, None if further is None else further.as_json()
            if further is None:
                projects = projects[1:]
        page, left = tuple(found[:limit]), [entry.id for entry in found[limit:]]
        if not projects and not left:
            return Page(page, None)
        return Page(page, json.dumps({"projects": projects, "rows": rows, "left": left}))

    def _left(self, ids: Any) -> list[Entry]:
        """Hits of the page before that did not fit on it."""
        found = []
        for entry_id in ids if isinstance(ids, list) else []:
            with suppress(NotFound):
                found.append(self._tree.attachment(Key.parsed(str(entry_id))))
        return found

    def _all(self, folder: Entry, key: Key, narrowed: str, fits: Fits) -> Iterable[Entry]:
        state: Mapping[str, Any] = {}
        given = Given()
        while True:
            page = given.page(state, lambda at: self._below(folder, key, narrowed, fits, None, at, _AT_ONCE))
            yield from page.entries
            if page.cursor is None:
                return
            state = read_cursor(page.cursor)

    def _projects(self, key: Key) -> list[str]:
        if key.project:
            return [Key(Where.PROJECT, key.team, key.project).text]
        teams = [key.team] if key.team else [Key.parsed(team.id).team for team in self._tree.projects.teams()]
        return [
            Key(Where.PROJECT, team, project.id).text
            for team in teams
            for project in self._tree.projects.all_projects(team)
        ]

    def _folders(self, scope: Entry, *, several: bool) -> list[Entry]:
        """The Document Folders below a place, and the project itself where several are searched."""
        key = Key.parsed(scope.id)
        if key.where is Where.ALL:
            return []
        forest = self._tree.forest(key, fresh=True)
        documents = entries.fixed(Where.DOCUMENTS, self._tree.projects.project(key))
        top = key.node or key.project
        if top not in forest:
            raise failures.gone(scope.id)
        found = [
            self._tree.folder(key.at(Where.FOLDER, one), documents, forest)
            for one in forest.within(top)
            if one != top
        ]
        return [scope, *found] if several else found

    def _attachments(
        self,
        scope: Entry,
        narrowed: str,
        sort: Sort | None,
        state: paging.State,
        limit: int,
        fits: Fits,
    ) -> tuple[list[Entry], paging.State | None]:
        key = Key.parsed(scope.id)
        query = {"filter": narrowed} if narrowed else {}
        if key.where in (Where.DOCUMENTS, Where.FOLDER):
            query["projectOnly"] = "true"
        fetch = self._tree.fetch_attachments(key, ordered(query, OF_ATTACHMENTS, sort or Sort()))
        stretch = paging.read_on(
            fetch, state, limit, at_once=_AT_ONCE, hold_last=True, mark=mark_of_attachment
        )
        around = [convert.attachment(row) for row in stretch.around]
        rows = [convert.attachment(row) for row in stretch.rows]
        found: list[Entry] = []
        for one in rows:
            found += [entry for entry in self._places(scope, key, one, around) if fits(entry)]
        return found, stretch.state

    def _places(
        self, scope: Entry, key: Key, one: convert.Attachment, around: list[convert.Attachment]
    ) -> list[Entry]:
        """Where an attachment stands below a place: a row for each folder it lies in."""
        project = self._tree.projects.project(key)
        if key.where is Where.ALL:
            return [entries.attachment(one, scope, _name_among(one, around))]
        forest = self._tree.forest(key)
        documents = entries.fixed(Where.DOCUMENTS, project)
        folders = forest.places(one.id)
        if key.where is Where.FOLDER:
            folders = [place for place in folders if forest.is_below(place, key.node)]
            at_top = False
        else:
            at_top = not folders and one.related_id in ("", key.project)
        found = []
        for place in folders:
            parent = self._tree.folder(key.at(Where.FOLDER, place), documents, forest)
            found.append(entries.attachment(one, parent, forest.name(place, one.id)))
        if at_top:
            beside = [other for other in around if not forest.places(other.id)]
            found.append(entries.attachment(one, documents, _name_among(one, beside)))
        elif not folders and key.where is Where.PROJECT:
            parent = entries.fixed(Where.ALL, project)
            found.append(entries.attachment(one, parent, _name_among(one, around)))
        return found


def _name_among(one: convert.Attachment, others: list[convert.Attachment]) -> str:
    """The name of an attachment, told apart from those that the service lists beside it.

    One of equal name that the filter left out is not among them; then the id alone tells which one is meant.
    """
    named = [Named(other.file_name, other.id, is_file=True) for other in others]
    names = dict(zip((other.id for other in others), distinct(named), strict=True))
    return names.get(one.id, normalised(one.file_name))


# ---------------------------------------------------------------------------------------- the filter


def condition(query: Query, calendar: Calendar) -> str:
    """What every fitting attachment fulfils, as a filter; empty: there is nothing to ask."""
    parts = query.queries if isinstance(query, AllOf) else (query,)
    found = [_one(part, calendar) for part in parts]
    return "&".join(one for one in found if one)


def _one(query: Query, calendar: Calendar) -> str:
    if isinstance(query, Size):
        return f"size{_OPERATORS[query.relation]}{query.size}"
    if isinstance(query, Modified):
        return _modified(query, calendar)
    if isinstance(query, Text) and query.field is Field.NAME and query.whole:
        return _name(query)
    return ""


def _modified(query: Modified, calendar: Calendar) -> str:
    """By `changed`, which every version has; what was never changed is left to be looked at here."""
    since, until = calendar.span(query)
    if since is None:
        # "Never" is before every other moment, and fits no query: leaving it in does no harm.
        return f"changed<{_moment(until)}" if until is not None else ""
    bounds = [f"changed>={_moment(since)}"]
    bounds += [f"changed<{_moment(until)}"] if until is not None else []
    return "&".join(bounds)


def _moment(when: datetime) -> str:
    return utc_text(when)


def _name(query: Text) -> str:
    """Its beginning, up to the first wildcard or character that a filter may read in another way."""
    beginning = ""
    for part in query.parts:
        if isinstance(part, Wildcard):
            return f"{FILE_NAME}={beginning}*" if beginning else ""
        for character in normalised(part):
            if not character.isascii() or character in "&*<>=!":
                # Other letters may be stored in another way, or fold differently there.
                return f"{FILE_NAME}={beginning}*" if beginning else ""
            beginning += character
    return f"{FILE_NAME}={beginning}" if beginning else ""
