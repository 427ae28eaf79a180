"""What lies where: the lists of the service as the places of the tree.

Three lists come page by page: projects, attachments of a project, issues. All others come whole, and a folder
of documents is its structure's nodes joined with the project's attachments.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from bimexplorer.cancellation import current
from bimexplorer.clouds.bimplus import convert, entries, failures, paging
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.attachments import Attachments
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.filters import name_filter
from bimexplorer.clouds.bimplus.keys import IMPORT, Key, Where
from bimexplorer.clouds.bimplus.names import Named, distinct, folded, normalised
from bimexplorer.clouds.bimplus.project_lists import ProjectLists
from bimexplorer.clouds.bimplus.rights import Rights
from bimexplorer.errors import NotFound
from bimexplorer.model import Entry

_FRESH = 1.0
"""Seconds for which a project's structures are not read again, unless somebody wants them fresh."""

_LONGER = 4
"""So many times as long as their reading took, where that is more: it is not to be most of the work."""

_SLOWEST = 120.0
"""Seconds that an answer may take: so long what happened meanwhile is remembered."""

_GLANCE = 0.05
"""Seconds between two looks whether who waits for another's reading is still wanted."""

_PAGE = 500
"""Attachments or issues read at a time where many are wanted."""

T = TypeVar("T")


class Tree:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api, rights: Rights) -> None:
        self._api = api
        self.projects = ProjectLists(api, rights)
        self.details = Attachments(api)
        self._lock = threading.Lock()
        self._forests: dict[str, tuple[float, Forest]] = {}
        """Project -> until when it counts as fresh (monotonic seconds), and what was read."""
        self._as_of: dict[str, float] = {}
        """Project -> when (monotonic seconds) what is known was asked for, or what was known was changed."""
        self._noted: dict[str, list[tuple[float, Key, str]]] = {}
        """Project -> attachments that were put into folders: when, which and where, and under what name."""
        self._turns: dict[str, threading.Lock] = {}
        """Project -> held by who reads its structures for all who can wait for them."""

    # ---------------------------------------------------------------------------------------- places

    def fixed_places(self, project: Entry) -> list[Entry]:
        return [entries.fixed(where, project) for where in entries.FIXED]

    def place(self, key: Key) -> Entry:
        """The entry of a place, found by its key alone. Raises `NotFound`."""
        if key.where is Where.ROOT:
            return entries.root()
        if key.where is Where.TEAM:
            return _only(entry for entry in self.projects.teams() if entry.id == key.text)
        project = self.projects.project(Key(Where.PROJECT, key.team, key.project), fresh=not key.node)
        if key.where is Where.PROJECT:
            return project
        if key.where in entries.FIXED:
            return entries.fixed(key.where, project)
        return self._node(key, project)

    def _node(self, key: Key, project: Entry) -> Entry:
        if key.where is Where.FOLDER:
            documents = entries.fixed(Where.DOCUMENTS, project)
            return self.in_forest_of(key, lambda forest: self.folder(key, documents, forest))
        if key.where is Where.STRUCTURE:
            structures = entries.fixed(Where.STRUCTURES, project)
            return self.in_forest_of(key, lambda forest: self._in_forest(key, forest, structures))
        if key.where is Where.OBJECT:
            return self._in_forest(key, self.objects(key), entries.fixed(Where.TOPOLOGY, project))
        if key.where is Where.MODEL:
            found = self.models(entries.fixed(Where.MODELS, project))
        else:
            found = self.issues(entries.fixed(Where.ISSUES, project))
        return _only(entry for entry in found if entry.id == key.text)

    # ---------------------------------------------------------------------------------------- structures

    def forest(self, key: Key, *, fresh: bool = False) -> Forest:
        """The structures of a key's project."""
        if fresh:
            return self._read_forest(key)
        if (known := self._fresh_forest(key)) is not None:
            return known
        with self._lock:
            turn = self._turns.setdefault(key.project, threading.Lock())
        while not turn.acquire(timeout=_GLANCE):
            current().check()
            # Somebody reads them just now: what was fresh a moment ago does until then.
            if (known := self._fresh_forest(key, overdue=_FRESH)) is not None:
                return known
        try:
            return self._fresh_forest(key) or self._read_forest(key)
        finally:
            turn.release()

    def _fresh_forest(self, key: Key, overdue: float = 0.0) -> Forest | None:
        known = self._forests.get(key.project)
        return known[1] if known is not None and known[0] + overdue >= time.monotonic() else None

    def _read_forest(self, key: Key) -> Forest:
        begun = time.monotonic()
        forest = Forest(convert.topology(self._api.structures(key.team, key.project)), key.project)
        now = time.monotonic()
        with self._lock:
            noted = self._noted.get(key.project, [])
            for when, file, name in noted:
                if when >= begun:
                    forest.add_attachment(file.node, file.file, name)
            # What a slow answer tells may be older than what is known by now.
            if self._as_of.get(key.project, begun) <= begun:
                self._as_of[key.project] = begun
                self._forests[key.project] = (now + max(_FRESH, _LONGER * (now - begun)), forest)
                noted[:] = [note for note in noted if note[0] >= begun - _SLOWEST]
        return forest

    def in_forest_of(self, key: Key, use: Callable[[Forest], T]) -> T:
        """What `use` finds in the structures: in those read just now, else in fresh ones."""
        if (known := self._fresh_forest(key)) is not None:
            with suppress(NotFound):
                return use(known)
        return use(self.forest(key, fresh=True))

    def note_attachment(self, key: Key, name: str) -> None:
        """An attachment was put into the Document Folder of its key."""
        with self._lock:
            known = self._forests.get(key.project)
            if key.node:
                self._noted.setdefault(key.project, []).append((time.monotonic(), key, name))
            if known is not None and key.node:
                known[1].add_attachment(key.node, key.file, name)

    def forget_forest(self, key: Key) -> None:
        """It was changed."""
        with self._lock:
            self._forests.pop(key.project, None)
            self._as_of[key.project] = time.monotonic()

    def objects(self, key: Key) -> Forest:
        """The objects of the models of a key's project."""
        nodes = convert.topology(self._api.topology(key.team, key.project))
        if not all(node.name for node in nodes):
            # What a model shows stands at the top, and has no name of its own.
            names = {model.topology_id: model.name for model in self._read_models(key)}
            nodes = [node if node.name else replace(node, name=names.get(node.id, "")) for node in nodes]
        return Forest(nodes, key.project)

    def folder(self, key: Key, documents: Entry, forest: Forest) -> Entry:
        """A Document Folder. Raises `NotFound`."""
        if not forest.is_document_folder(key.node):
            raise failures.gone(key.text)
        return self._in_forest(key, forest, documents)

    def _in_forest(self, key: Key, forest: Forest, top: Entry) -> Entry:
        """A node with the path that leads to it from the top."""
        node, path = forest.node(key.node), forest.path(key.node)
        if node is None or path is None:
            raise failures.gone(key.text)
        parent = top
        if node.parent != key.project:
            where = Where.OBJECT if key.where is Where.OBJECT else _where(forest.node(node.parent))
            above = key.at(where, node.parent)
            parent = Entry(above.text, path[-2], top.kind, "", (*top.path, *path[:-1]))
        return entries.node(key, parent, path[-1], node.type)

    def folders_in(self, parent: Entry, forest: Forest) -> list[Entry]:
        """The Document Folders directly in a place of documents."""
        key = Key.parsed(parent.id)
        place = key.node or key.project
        return [
            entries.node(key.at(Where.FOLDER, node.id), parent, forest.name(place, node.id), node.type)
            for node in forest.folders(place)
        ]

    def files_in(self, parent: Entry, forest: Forest) -> list[Entry]:
        """The attachments in a Document Folder, or in a structure."""
        return self.files(parent, forest, forest.attachments(Key.parsed(parent.id).node))[0]

    def files(
        self, parent: Entry, forest: Forest, nodes: Sequence[convert.Node], enough: int | None = None
    ) -> tuple[list[Entry], int]:
        """Attachments in a place, and of how many of the nodes that is all: at least `enough`, if given.

        What was deleted since the structures were read is left out.
        """
        key = Key.parsed(parent.id)
        last = max((node.name for node in nodes), key=folded, default="")
        told = self.details.read(key, [node.id for node in nodes], enough=enough, to_come=forest.rank(last))
        found = [
            entries.attachment(told.found[node.id], parent, forest.name(key.node, node.id))
            for node in nodes
            if node.id in told.found
        ]
        return found, told.settled

    def structures_in(self, parent: Entry) -> list[Entry]:
        """Structures of other kinds, and what is assigned to them."""
        key = Key.parsed(parent.id)
        forest = self.forest(key, fresh=True)
        place = key.node or key.project
        if place not in forest:
            raise failures.gone(key.text)
        self.details.look(key)
        found = [
            entries.node(key.at(_where(node), node.id), parent, forest.name(place, node.id), node.type)
            for node in forest.others(place)
        ]
        return found + (self.files_in(parent, forest) if key.node else [])

    def objects_in(self, parent: Entry) -> list[Entry]:
        """Objects of the models, and the attachments of the one that is looked into."""
        key = Key.parsed(parent.id)
        forest = self.objects(key)
        place = key.node or key.project
        found = [
            entries.node(key.at(Where.OBJECT, node.id), parent, forest.name(place, node.id), node.type)
            for node in forest.others(place)
        ]
        return found + (self.attachments_of(parent, key.node) if key.node else [])

    # ---------------------------------------------------------------------------------------- attachments

    def attachments(self, key: Key, ids: Sequence[str]) -> dict[str, convert.Attachment]:
        """Those that exist, by id."""
        known = self._forests.get(key.project)
        return self.details.several(key, ids, known[1].rank() if known is not None else 0)

    def attachment(self, key: Key, found: convert.Attachment | None = None) -> Entry:
        """The attachment of a key, in its place; `found`: it was read just now. Raises `NotFound`."""
        if key.where is Where.MODEL:
            return _only(entry for entry in self.model_in(self.place(key.place)) if entry.id == key.text)
        if found is None:
            found = self.details.one(key)
        parent = self.place(key.place)
        if key.where in (Where.FOLDER, Where.STRUCTURE):
            name = self.in_forest_of(key, lambda forest: _name_in(forest, key))
            return entries.attachment(found, parent, name)
        if key.where is Where.DOCUMENTS:
            if found.related_id not in ("", key.project) or self.forest(key).places(key.file):
                raise failures.gone(key.text)
            return self._told_apart(found, parent)
        if key.where is Where.ALL:
            return self._told_apart(found, parent)
        return _only(entry for entry in self.attachments_of(parent, key.node) if entry.id == key.text)

    def _told_apart(self, found: convert.Attachment, parent: Entry) -> Entry:
        """An attachment in a place whose whole list is too long to be read for a name."""
        same = self.named_files(parent, found.file_name)
        files = [named(one) for one in same]
        taken = self.names_of_folders(parent)
        for one, name in zip(same, distinct([*files, *taken]), strict=False):
            if one.id == found.id:
                return entries.attachment(found, parent, name)
        return entries.attachment(found, parent, normalised(found.file_name))

    def names_of_folders(self, parent: Entry) -> list[Named]:
        """What else has a name beside the files at the top of documents."""
        key = Key.parsed(parent.id)
        if key.where is not Where.DOCUMENTS:
            return []
        return [Named(node.name, node.id, is_file=False) for node in self.forest(key).folders(key.project)]

    def named_files(self, parent: Entry, name: str) -> list[convert.Attachment]:
        """Attachments of a name at the top of documents or among all; whatever their case."""
        key = Key.parsed(parent.id)
        query = {"filter": name_filter(name), **self._scope(key)}
        rows = paging.read_all(self.fetch_attachments(key, query), _PAGE)
        wanted = normalised(name).casefold()
        found = [
            one for one in map(convert.attachment, rows) if normalised(one.file_name).casefold() == wanted
        ]
        if key.where is Where.DOCUMENTS and found:
            forest = self.forest(key)
            found = [one for one in found if not forest.places(one.id)]
        return found

    @staticmethod
    def _scope(key: Key) -> dict[str, str]:
        return {} if key.where is Where.ALL else {"projectOnly": "true"}

    def fetch_attachments(self, key: Key, query: Mapping[str, str]) -> paging.Fetch:
        return lambda page, size: self._api.attachments(
            key.team, key.project, {**query, "page": page, "pageSize": size}
        )

    def files_of(self, key: Key) -> list[convert.Attachment]:
        """What is attached to the object or issue of a key."""
        return [convert.attachment(raw) for raw in self._api.attachments_of(key.team, key.node)]

    def attachments_of(self, parent: Entry, object_id: str) -> list[Entry]:
        """Those of an object or an issue."""
        found = self.files_of(Key.parsed(parent.id).at(Where.OBJECT, object_id))
        home = self._home(parent) if found else ()
        return [
            replace(entries.attachment(one, parent, name), home=home)
            for one, name in zip(found, distinct([named(one) for one in found]), strict=True)
        ]

    def _home(self, parent: Entry) -> tuple[str, ...]:
        """What hangs on the topmost object of a model hangs on the model, where people look for it."""
        key = Key.parsed(parent.id)
        if parent.place != key.fixed(Where.TOPOLOGY).text:
            return ()
        project = self.projects.project(key)
        models = entries.fixed(Where.MODELS, project)
        found = self._read_models(key)
        names = distinct([Named(one.name, one.id, is_file=False) for one in found])
        paths = ((*models.path, name) for name in names)
        return next((path for one, path in zip(found, paths, strict=True) if one.topology_id == key.node), ())

    # ---------------------------------------------------------------------------------------- models, issues

    def _read_models(self, key: Key) -> list[convert.Model]:
        return [convert.model(raw) for raw in self._api.models(key.team, key.project)]

    def models(self, parent: Entry) -> list[Entry]:
        key = Key.parsed(parent.id)
        found = self._read_models(key)
        names = distinct([Named(one.name, one.id, is_file=False) for one in found])
        return [entries.model(one, parent, name) for one, name in zip(found, names, strict=True)]

    def model_in(self, parent: Entry) -> list[Entry]:
        """The file that a model was made of, and the attachments of what it shows."""
        key = Key.parsed(parent.id)
        for found in self._read_models(key):
            if found.id != key.node:
                continue
            attached = []
            if found.topology_id:
                with suppress(NotFound):
                    attached = self.attachments_of(parent, found.topology_id)
            if not found.file_name:
                return attached
            taken = {entry.name for entry in attached}
            name = normalised(found.file_name)
            name = f"{name}~{IMPORT}" if name in taken else name
            return [entries.model_file(found, parent, name), *attached]
        raise failures.gone(key.text)

    def issues(self, parent: Entry) -> list[Entry]:
        """All of them: their names can be told apart only so."""
        key = Key.parsed(parent.id)
        query = {"showAll": "true"}
        rows = paging.read_all(
            lambda page, size: self._api.issues(
                key.team, key.project, {**query, "page": page, "pageSize": size}
            ),
            _PAGE,
        )
        found = [convert.issue(raw) for raw in rows]
        names = distinct([Named(one.name, one.id, is_file=False) for one in found])
        return [entries.issue(one, parent, name) for one, name in zip(found, names, strict=True)]

    # ---------------------------------------------------------------------------------------- whole lists

    def whole(self, parent: Entry) -> list[Entry]:
        """All that lies directly in a place whose list comes whole: not page by page, and no join."""
        key = Key.parsed(parent.id)
        if key.where is Where.ROOT:
            return self.projects.teams()
        if key.where is Where.PROJECT:
            return self.fixed_places(self.projects.project(key, fresh=True))
        if key.where is Where.MODELS:
            return self.models(parent)
        if key.where is Where.MODEL:
            return self.model_in(parent)
        if key.where in (Where.STRUCTURES, Where.STRUCTURE):
            return self.structures_in(parent)
        if key.where in (Where.TOPOLOGY, Where.OBJECT):
            return self.objects_in(parent)
        if key.where is Where.ISSUES:
            return self.issues(parent)
        return self.attachments_of(parent, key.node)


def _name_in(forest: Forest, key: Key) -> str:
    """The name of an attachment in its folder. Raises `NotFound` if it does not lie there."""
    if all(node.id != key.file for node in forest.attachments(key.node)):
        raise failures.gone(key.text)
    return forest.name(key.node, key.file)


def _where(node: convert.Node | None) -> Where:
    """What a node in a structure is: a structure too, or an object of a model."""
    if node is None or node.type == convert.DOCUMENT_FOLDER:
        return Where.FOLDER
    # Lists of structures also have types such as "CostStructure"; objects are "ID_Slab" and the like.
    is_structure = "Structure" in node.type and not node.type.startswith("ID_")
    return Where.STRUCTURE if is_structure else Where.OBJECT


def named(attachment: convert.Attachment) -> Named:
    """What tells an attachment apart from others in its place."""
    return Named(attachment.file_name, attachment.id, is_file=True)


def _only(found: Iterable[Entry]) -> Entry:
    for entry in found:
        return entry
    raise failures.gone("none of the list")
