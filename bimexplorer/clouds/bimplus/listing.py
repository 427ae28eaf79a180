"""Pages of what lies in a place.

Projects and attachments are paged and sorted by the server. Every other list comes whole and is sorted here,
but for what a folder by name tells of its files, which comes while they are given. It is held for the next
page, which a cursor may ask for once. Asked again, or by another run, the list is read anew and goes on
behind the last row that was given.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from bimexplorer.clouds.bimplus import convert, entries, failures, paging
from bimexplorer.clouds.bimplus.cursors import Given, read_cursor
from bimexplorer.clouds.bimplus.filters import FILE_NAME
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.names import Named, distinct, normalised
from bimexplorer.clouds.bimplus.rows import FolderByName, Rows, Whole
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.model import Entry, Kind, Page, Sort, SortColumn

SORTABLE = frozenset({SortColumn.NAME, SortColumn.SIZE, SortColumn.TYPE, SortColumn.MODIFIED})

OF_ATTACHMENTS = {
    SortColumn.NAME: FILE_NAME,
    SortColumn.SIZE: "size",
    SortColumn.TYPE: "type",
    SortColumn.MODIFIED: "changed",
}
_OF_PROJECTS = {
    SortColumn.NAME: "name",
    SortColumn.SIZE: "size",
    SortColumn.TYPE: "name",
    SortColumn.MODIFIED: "changed",
}
"""The service's words for the columns."""

_HELD = 32
"""Lists that are held at a time."""

_AT_ONCE = 500
"""Attachments read at a time where most of them may be left out."""

_NEVER = datetime(1, 1, 3, tzinfo=timezone.utc)


def ordered(query: Mapping[str, str], words: Mapping[SortColumn, str], sort: Sort) -> dict[str, str]:
    """A question with the order in which the rows are to come."""
    direction = "descending" if sort.descending else "ascending"
    return {**query, "sortColumn": words[sort.column], "sortDirection": direction}


def sorted_here(found: Sequence[Entry], sort: Sort) -> list[Entry]:
    """Folders first; equal ones by name."""
    by_name = sorted(found, key=lambda entry: (entry.name.casefold(), entry.id))
    keys: dict[SortColumn, Callable[[Entry], Any]] = {
        SortColumn.NAME: lambda entry: entry.name.casefold(),
        SortColumn.SIZE: lambda entry: entry.size or 0,
        SortColumn.TYPE: lambda entry: dict(entry.details).get(convert.CONTENT_TYPE, ""),
        SortColumn.MODIFIED: lambda entry: entry.modified or _NEVER,
    }
    by_column = sorted(by_name, key=keys[sort.column], reverse=sort.descending)
    return sorted(by_column, key=lambda entry: not entry.is_folder)


class Listings:
    """Reads pages. May be used from any thread; one listing from one thread at a time."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Rows] = OrderedDict()
        self._given = Given()

    def page(
        self, folder: Entry, kinds: frozenset[Kind] | None, sort: Sort, cursor: str | None, limit: int
    ) -> Page:
        """A place's page behind `cursor`, of `limit` rows at most. Raises `NotFound`."""
        key = Key.parsed(folder.id)
        state = read_cursor(cursor)
        if key.where is Where.TEAM:
            return self._given.page(state, lambda at: self._projects(folder, kinds, sort, at, limit))
        if key.where in (Where.DOCUMENTS, Where.ALL):
            return self._given.page(state, lambda at: self._attachments(folder, kinds, sort, at, limit))

        if key.where is Where.PROJECT:
            # As the program orders them.
            found = [one for one in self._tree.whole(folder) if kinds is None or one.kind in kinds]
            return Page(tuple(found), None)
        if key.where is Where.FOLDER:
            return self.held_page(lambda: self._folder(folder, key, kinds, sort), state, limit)

        def whole() -> Rows:
            found = self._tree.whole(folder)
            return Whole(sorted_here([one for one in found if kinds is None or one.kind in kinds], sort))

        return self.held_page(whole, state, limit)

    def _folder(self, folder: Entry, key: Key, kinds: frozenset[Kind] | None, sort: Sort) -> Rows:
        """What lies in a Document Folder.

        Some kinds are asked for just after all of them, or by the tree: then what was read just now does.
        """
        forest = self._tree.forest(key, fresh=kinds is None)
        if not forest.is_document_folder(key.node):
            raise failures.gone(key.text)
        folders: list[Entry] = []
        if kinds is None or Kind.FOLDER in kinds:
            folders = self._tree.folders_in(folder, forest)
        if kinds is not None and Kind.FILE not in kinds:
            return Whole(sorted_here(folders, sort))
        self._tree.details.look(key, fresh=kinds is None)
        if sort.column is SortColumn.NAME:
            folders = sorted_here(folders, sort)
            return FolderByName(self._tree, folder, forest, folders, descending=sort.descending)
        return Whole(sorted_here([*folders, *self._tree.files_in(folder, forest)], sort))

    def held_page(self, whole: Callable[[], Rows], state: Mapping[str, Any], limit: int) -> Page:
        """A page of a list that is held; `state` is that of the cursor."""
        with self._lock:
            rows = self._held.pop(str(state.get("held")), None)
        begin = state.get("given", 0)
        begin = begin if isinstance(begin, int) and begin >= 0 else 0
        if rows is None:
            rows = whole()
            behind = rows.behind(str(state.get("after", "")))
            begin = min(begin, len(rows)) if behind is None else behind
        page, end = rows.page(begin, limit)
        if end >= len(rows) or not page:
            return Page(tuple(page), None)
        token = uuid.uuid4().hex
        with self._lock:
            self._held[token] = rows
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return Page(tuple(page), json.dumps({"held": token, "given": end, "after": page[-1].id}))

    # ---------------------------------------------------------------------------------------- by the server

    def _projects(
        self, team: Entry, kinds: frozenset[Kind] | None, sort: Sort, state: Mapping[str, Any], limit: int
    ) -> Page:
        if kinds is not None and Kind.FOLDER not in kinds:
            return Page((), None)
        slug = Key.parsed(team.id).team
        fetch = self._tree.projects.fetch_projects(slug, ordered({}, _OF_PROJECTS, sort))
        position = paging.State.of_json(state.get("rows"))
        stretch = paging.read_on(fetch, position, limit, mark=_mark_of_project)
        found = [self._tree.projects.noted(slug, raw) for raw in stretch.rows]
        # Two projects of a team never have the same name.
        rows = tuple(entries.project(slug, one, normalised(one.name)) for one in found)
        return Page(rows, _cursor(stretch.state))

    def _attachments(
        self, folder: Entry, kinds: frozenset[Kind] | None, sort: Sort, state: Mapping[str, Any], limit: int
    ) -> Page:
        """Document Folders first, then the attachments that lie in none; or all attachments."""
        key = Key.parsed(folder.id)
        shown: list[Entry] = []
        folders: list[Entry] = []
        if key.where is Where.DOCUMENTS:
            forest = self._tree.forest(key, fresh=not state and kinds is None)
            folders = sorted_here(self._tree.folders_in(folder, forest), Sort(descending=sort.descending))
        if "rows" not in state and (kinds is None or Kind.FOLDER in kinds):
            after = state.get("folder")
            begin = next((n for n, one in enumerate(folders, 1) if one.id == after), 0)
            shown = folders[begin : begin + limit]
            if begin + len(shown) < len(folders):
                return Page(tuple(shown), json.dumps({"folder": shown[-1].id}))
        if kinds is not None and Kind.FILE not in kinds:
            return Page(tuple(shown), None)
        if len(shown) == limit:
            return Page(tuple(shown), json.dumps({"rows": None}))
        taken = [Named(one.name, one.id, is_file=False) for one in folders]
        files, further = self._files(folder, sort, state.get("rows"), limit - len(shown), taken)
        return Page((*shown, *files), _cursor(further))

    def _files(
        self, folder: Entry, sort: Sort, state: Any, limit: int, taken: list[Named]
    ) -> tuple[list[Entry], paging.State | None]:
        key = Key.parsed(folder.id)
        some = key.where is Where.DOCUMENTS
        query = ordered({"projectOnly": "true"} if some else {}, OF_ATTACHMENTS, sort)
        fetch = self._tree.fetch_attachments(key, query)
        position: paging.State | None = paging.State.of_json(state)
        found: list[Entry] = []

        def wanted(row: Mapping[str, Any]) -> bool:
            return not some or not self._tree.forest(key).places(convert.row_id(row))

        while position is not None and not found:
            stretch = paging.read_on(
                fetch,
                position,
                limit,
                wanted=wanted,
                # Of those that lie in folders there may be very many in a row.
                at_once=_AT_ONCE if some else 0,
                hold_last=sort.column is SortColumn.NAME,
                mark=mark_of_attachment,
            )
            around = [convert.attachment(row) for row in stretch.around if wanted(row)]
            named = [Named(one.file_name, one.id, is_file=True) for one in around]
            ids = [one.id for one in around]
            names = dict(zip(ids, distinct([*named, *taken]), strict=False))
            rows = [convert.attachment(row) for row in stretch.rows]
            found = [entries.attachment(one, folder, names[one.id]) for one in rows if one.id in names]
            position = stretch.state
        return found, position


def mark_of_attachment(row: Mapping[str, Any]) -> str:
    """Whatever attachments are sorted by, or changes with it: a new content may be of another type."""
    found = convert.attachment(row)
    return f"{found.file_name} {found.size} {found.version} {_second(found.modified)}"


def _mark_of_project(row: Mapping[str, Any]) -> str:
    found = convert.project(row)
    return f"{found.name} {_second(found.modified)}"


def _second(moment: datetime | None) -> int:
    """Fractions are not told always."""
    return 0 if moment is None else int(moment.timestamp())


def _cursor(state: paging.State | None) -> str | None:
    return None if state is None else json.dumps({"rows": state.as_json()})
