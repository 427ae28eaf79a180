"""What has a name where a file is going to.

Bimplus lets several files of one place have the same name, so whoever adds one has to look.
"""

from __future__ import annotations

from collections.abc import Sequence

from bimexplorer.clouds.bimplus import failures
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.keys import IMPORT, OF_OBJECTS, Key, Where
from bimexplorer.clouds.bimplus.names import Named, chosen, folded, unmarked
from bimexplorer.clouds.bimplus.paths import Paths
from bimexplorer.clouds.bimplus.tree import Tree, named
from bimexplorer.errors import Conflict
from bimexplorer.model import Entry, Kind
from bimexplorer.words import say


class TakenNames:
    """Of one connection; may be used from any thread."""

    def __init__(self, tree: Tree, paths: Paths) -> None:
        self._tree = tree
        self._paths = paths

    def alike(self, key: Key, name: str, *, fresh: bool = False) -> list[Named]:
        """What lies in a place under this name in whatever letters, or under it without its mark.

        Of a folder's files one reading of the structures tells for a whole drop. Raises `NotFound`.
        """
        spellings = list(dict.fromkeys((name, unmarked(name)[0])))
        wanted = {folded(spelling) for spelling in spellings}
        return [one for one in self._in(key, spellings, fresh=fresh) if folded(one.name) in wanted]

    def _in(self, key: Key, spellings: Sequence[str], *, fresh: bool) -> list[Named]:
        """What lies in a place, or what of it can have one of the names."""
        if key.where in OF_OBJECTS:
            return [named(one) for one in self._tree.files_of(key)]
        if key.where is Where.MODEL:
            found = [(Key.parsed(one.id), one.name) for one in self._tree.model_in(_entry(key))]
            return [Named(name, file.file, is_file=True) for file, name in found if file.file != IMPORT]
        if key.where in (Where.FOLDER, Where.STRUCTURE):
            return self._in_structure(key, spellings, fresh=fresh)
        place = _entry(key)
        files = [named(one) for spelling in spellings for one in self._tree.named_files(place, spelling)]
        if key.where is Where.ALL:
            return files
        return [*_folders(self._tree.forest(key, fresh=fresh), key.project), *files]

    def _in_structure(self, key: Key, spellings: Sequence[str], *, fresh: bool) -> list[Named]:
        forest = self._tree.forest(key, fresh=fresh)
        if not _is_there(key, forest):
            forest = self._tree.forest(key, fresh=True)
            if not _is_there(key, forest):
                raise failures.gone(key.text)
        files = [
            Named(one.name, one.id, is_file=True)
            for spelling in spellings
            for one in forest.spelled(key.node, spelling)
        ]
        return [*_folders(forest, key.node), *files]

    def holder(self, folder: Entry, name: str, alike: Sequence[Named]) -> str | None:
        """The id of the file that the name means.

        Raises `Ambiguous` for several, `Conflict` for a folder.
        """
        hits = [alike[number] for number in chosen(alike, name)]
        if any(not one.is_file for one in hits):
            raise Conflict(say("“{name}” is a folder there.", name=name), folder.id)
        if len(hits) > 1:
            # This says which there are; or that they are gone by now.
            return Key.parsed(self._paths.at_name(folder, name).id).file
        return hits[0].id if hits else None


def holder_in_another_case(alike: Sequence[Named], name: str) -> str | None:
    """Whoever decided about a taken name may have it in other letters: `Plan.pdf` for `plan.pdf`."""
    near = [one.id for one in alike if one.is_file and folded(one.name) == folded(name)]
    return near[0] if len(near) == 1 else None


def _folders(forest: Forest, parent_id: str) -> list[Named]:
    return [Named(one.name, one.id, is_file=False) for one in forest.folders(parent_id)]


def _is_there(key: Key, forest: Forest) -> bool:
    return forest.is_document_folder(key.node) if key.where is Where.FOLDER else key.node in forest


def _entry(key: Key) -> Entry:
    return Entry(key.text, "", Kind.FOLDER, "", ())
