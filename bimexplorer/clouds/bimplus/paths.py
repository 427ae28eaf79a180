"""From a path to the entry that it leads to, name by name."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bimexplorer.clouds.bimplus import entries
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.names import Named, chosen, distinct, normalised, unmarked
from bimexplorer.clouds.bimplus.tree import Tree, named
from bimexplorer.errors import Conflict, NotFound
from bimexplorer.model import Entry
from bimexplorer.words import say


class Ambiguous(Conflict):
    """Several have a name; which of them is meant has to be said."""


class Paths:
    """Of one connection; may be used from any thread."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def at(self, path: tuple[str, ...]) -> Entry:
        """The entry at a path. Raises `NotFound`, or `Ambiguous` if several have the name."""
        entry = entries.root()
        for name in path:
            entry = self._step(entry, name, path)
        return entry

    def at_name(self, parent: Entry, name: str) -> Entry:
        """What has a name in a place. Raises `NotFound`, or `Ambiguous` if several have it."""
        return self._step(parent, name, (*parent.path, name))

    def _step(self, parent: Entry, name: str, path: tuple[str, ...]) -> Entry:
        if not parent.is_folder:
            raise _nothing_at(path)
        key = Key.parsed(parent.id)
        if key.where is Where.TEAM:
            return self._project_named(key.team, name, path)
        if key.where in (Where.DOCUMENTS, Where.FOLDER):
            return self._tree.in_forest_of(key, lambda forest: self._document(parent, forest, name, path))
        if key.where is Where.ALL:
            return self._file_named(parent, name, path)
        return _pick(self._tree.whole(parent), name, path)

    def _document(self, parent: Entry, forest: Forest, name: str, path: tuple[str, ...]) -> Entry:
        """A folder or a file in a place of documents."""
        key = Key.parsed(parent.id)
        with suppress(NotFound):
            return _pick(self._tree.folders_in(parent, forest), name, path)
        if key.where is Where.DOCUMENTS:
            return self._file_named(parent, name, path)
        return self._member_named(parent, key, forest, name, path)

    def _project_named(self, team: str, name: str, path: tuple[str, ...]) -> Entry:
        for wanted in dict.fromkeys((name, unmarked(name)[0])):
            found = self._tree.projects.projects_like(team, wanted)
            numbers = chosen([Named(one.name, one.id, is_file=False) for one in found], name)
            if len(numbers) == 1:
                return entries.project(team, found[numbers[0]], normalised(found[numbers[0]].name))
        raise _nothing_at(path)

    def _file_named(self, parent: Entry, name: str, path: tuple[str, ...]) -> Entry:
        for wanted in dict.fromkeys((name, unmarked(name)[0])):
            same = self._tree.named_files(parent, wanted)
            found_names = [named(one) for one in same]
            numbers = chosen(found_names, name)
            if not numbers:
                continue
            names = distinct([*found_names, *self._tree.names_of_folders(parent)])
            found = [entries.attachment(same[number], parent, names[number]) for number in numbers]
            return _one(found, path)
        raise _nothing_at(path)

    def _member_named(
        self, parent: Entry, key: Key, forest: Forest, name: str, path: tuple[str, ...]
    ) -> Entry:
        nodes = forest.attachments(key.node)
        numbers = chosen([Named(node.name, node.id, is_file=True) for node in nodes], name)
        if not numbers:
            raise _nothing_at(path)
        known = self._tree.attachments(key, [nodes[number].id for number in numbers])
        return _one(
            [entries.attachment(one, parent, forest.name(key.node, one.id)) for one in known.values()],
            path,
        )


def _pick(found: Sequence[Entry], name: str, path: tuple[str, ...]) -> Entry:
    """The entry of a whole list that a name means: by its path, else by what it is shown as."""
    wanted = normalised(name)
    hits = [entry for entry in found if entry.path[-1] == wanted]
    if not hits:
        plain, mark = unmarked(wanted)
        hits = [entry for entry in found if mark and unmarked(entry.path[-1]) == (plain, mark)]
    if not hits:
        # Of equal names each has a mark: that of all of them is nobody's.
        alike = [entry for entry in found if unmarked(entry.path[-1])[0] == wanted != entry.path[-1]]
        hits = alike if len(alike) > 1 else []
    if not hits:
        # In paths, a team has another name than on the screen; so have the fixed places in other languages.
        hits = [entry for entry in found if normalised(entry.name) == wanted]
    return _one(hits, path)


def _one(found: Sequence[Entry], path: tuple[str, ...]) -> Entry:
    if not found:
        raise _nothing_at(path)
    if len(found) > 1:
        names = ", ".join(f"“{entry.path[-1]}”" for entry in found)
        raise Ambiguous(
            say("Several are called “{name}” there. Say which one: {names}.", name=path[-1], names=names),
            "/".join(path),
        )
    return found[0]


def _nothing_at(path: tuple[str, ...]) -> NotFound:
    return NotFound(say("There is no “/{path}” in this Bimplus.", path="/".join(path)))
