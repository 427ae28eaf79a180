"""Lists that the service does not page, to be given page by page: those that came whole, and folders, whose
files are read while they are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bimexplorer.clouds.bimplus import convert
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.keys import Key
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.model import Entry

_ENOUGH = 20
"""Files that are given without waiting for more of them: what a window shows at a time."""


class Rows(Protocol):
    """All rows of a list in their order."""

    def __len__(self) -> int: ...

    def behind(self, entry_id: str) -> int | None:
        """The place of the row behind this one; None where it is not among them."""

    def page(self, begin: int, limit: int) -> tuple[list[Entry], int]:
        """At most so many of them, and the place of the row behind them.

        Fewer where more would take long; none only where there are no more.
        """


class Whole:
    """`Rows` that are all there."""

    def __init__(self, found: Sequence[Entry]) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def behind(self, entry_id: str) -> int | None:
        return next((number for number, one in enumerate(self._found, 1) if one.id == entry_id), None)

    def page(self, begin: int, limit: int) -> tuple[list[Entry], int]:
        found = list(self._found[begin : begin + limit])
        return found, begin + len(found)


class FolderByName:
    """`Rows` of a Document Folder by name: which files they are and in what order the structures tell."""

    def __init__(
        self, tree: Tree, folder: Entry, forest: Forest, folders: Sequence[Entry], *, descending: bool
    ) -> None:
        """`folders` are the rows before the files."""
        self._tree = tree
        self._folder = folder
        self._forest = forest
        self._folders = folders
        self._key = Key.parsed(folder.id)
        place = self._key.node
        nodes = [(forest.name(place, node.id).casefold(), node) for node in forest.attachments(place)]
        nodes.sort(key=lambda one: one[1].id)
        nodes.sort(key=lambda one: one[0], reverse=descending)
        self._files: list[convert.Node] = [node for _, node in nodes]

    def __len__(self) -> int:
        return len(self._folders) + len(self._files)

    def behind(self, entry_id: str) -> int | None:
        folders = [one.id for one in self._folders]
        if entry_id in folders:
            return folders.index(entry_id) + 1
        files = (self._key.holding(node.id).text for node in self._files)
        return next((number for number, one in enumerate(files, len(folders) + 1) if one == entry_id), None)

    def page(self, begin: int, limit: int) -> tuple[list[Entry], int]:
        found = list(self._folders[begin : begin + limit])
        end = begin + len(found)
        while len(found) < limit and end < len(self):
            first = end - len(self._folders)
            nodes = self._files[first : first + limit - len(found)]
            files, settled = self._tree.files(
                self._folder, self._forest, nodes, enough=max(1, _ENOUGH - len(found))
            )
            found += files
            end += settled
            if found and settled < len(nodes):
                break
        return found, end
