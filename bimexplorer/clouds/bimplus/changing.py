"""Making, renaming, moving, sharing and deleting in the documents of a project; files also elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bimexplorer.clouds.bimplus import convert, failures, names
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.keys import OF_OBJECTS, Key, Where
from bimexplorer.clouds.bimplus.paths import Paths
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.clouds.bimplus.versions import Versions
from bimexplorer.errors import Conflict, NameExists, NotEmpty, NotFound, Unsupported
from bimexplorer.model import Entry
from bimexplorer.words import say


class Changes:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api, tree: Tree, paths: Paths, versions: Versions) -> None:
        self._api = api
        self._tree = tree
        self._paths = paths
        self._versions = versions

    def create_folder(self, parent: Entry, name: str) -> Entry:
        key = Key.parsed(parent.id)
        name = names.checked(name)
        self._need_free(parent, name)
        raw = self._api.create_folder(key.team, key.project, key.node or key.project, name)
        self._tree.forget_forest(key)
        made = convert.structure(raw)
        return self._tree.place(key.at(Where.FOLDER, made.id))

    def rename_folder(self, entry: Entry, name: str) -> Entry:
        key, name = Key.parsed(entry.id), names.checked(name)
        _, node = self._folder(key)
        # Where it is now: the answer says where it lies, too, and somebody may have moved it meanwhile.
        top = node.parent == key.project
        place = key.fixed(Where.DOCUMENTS) if top else key.at(Where.FOLDER, node.parent)
        if name != names.normalised(node.name):
            self._need_free(self._tree.place(place), name, but=entry.id)
        self._api.update_structure(key.team, key.node, name, node.parent)
        self._tree.forget_forest(key)
        return self._tree.place(key)

    def move_folder(self, entry: Entry, folder: Entry) -> Entry:
        key, target = Key.parsed(entry.id), Key.parsed(folder.id)
        self._need_same_project(key, target)
        self._need_documents(target)
        forest, node = self._folder(key)
        if target.node and forest.is_below(target.node, key.node):
            raise Conflict(say("A folder cannot be put into itself."), f"{entry.id} into {folder.id}")
        self._need_free(folder, names.normalised(node.name), but=entry.id)
        self._api.update_structure(key.team, key.node, node.name, target.node or target.project)
        self._tree.forget_forest(key)
        return self._tree.place(key)

    def move_file(self, entry: Entry, folder: Entry) -> Entry:
        """Into the new folder first, then out of the old one: it is never in none."""
        key, target = Key.parsed(entry.id), Key.parsed(folder.id)
        self._need_same_project(key, target)
        self._need_documents(target)
        moved = target.holding(key.file)
        if moved == key:
            return self._tree.attachment(key)
        there = self._tree.forest(key, fresh=True).places(key.file)
        is_there = target.node in there if target.node else not there
        if not is_there and (key.node not in there if key.node else there):
            # Somebody put it elsewhere meanwhile: it is not to lie in two folders.
            raise failures.gone(entry.id)
        if not is_there:
            name, mark = names.unmarked(entry.path[-1])
            self._need_free(folder, name if mark and key.file.startswith(mark) else entry.path[-1])
        if target.where is Where.DOCUMENTS and len(there) > 1:
            raise Conflict(
                say("“{name}” lies in other folders too, so it cannot lie outside of all.", name=entry.name),
                ", ".join(there),
            )
        if target.node and not is_there:
            self._api.assign(key.team, target.node, key.file)
        if key.node:
            with suppress(NotFound):
                self._api.unassign(key.team, key.node, key.file)
        self._tree.forget_forest(key)
        return self._tree.attachment(moved)

    def delete_file(self, entry: Entry) -> None:
        """An attachment that lies in other folders or structures too is only taken out of this one.

        Of a version only this one is deleted.
        """
        key = Key.parsed(entry.id)
        if key.version is not None:
            self._versions.delete(entry)
            self._tree.details.forget(key)
        elif key.where in OF_OBJECTS:
            self._delete_from_object(entry, key)
        elif not self._taken_out(entry, key):
            self._api.delete_attachment(key.team, key.file)
        self._tree.forget_forest(key)

    def _taken_out(self, entry: Entry, key: Key) -> bool:
        """Whether it was to be taken out of its folder only, and is."""
        forest = self._tree.forest(key, fresh=True)
        there = forest.places(key.file)
        if key.where is Where.FOLDER:
            if key.node not in there:
                raise failures.gone(entry.id)
            if len(forest.all_places(key.file)) > 1 or not self._is_own(key, [key.file]):
                self._api.unassign(key.team, key.node, key.file)
                return True
        elif key.where is Where.DOCUMENTS and there:
            # Somebody put it into a folder meanwhile.
            raise failures.gone(entry.id)
        return False

    def _delete_from_object(self, entry: Entry, key: Key) -> None:
        """An attachment of an issue or an object is at home there: it would be gone from all other places."""
        if not any(one.id == key.file for one in self._tree.files_of(key)):
            raise failures.gone(entry.id)
        there = self._tree.forest(key, fresh=True).all_places(key.file)
        if there:
            raise Conflict(
                say(
                    "“{name}” lies in a folder or structure too. Take it out of there first.", name=entry.name
                ),
                ", ".join(there),
            )
        self._api.delete_attachment(key.team, key.file)

    def share(self, entry: Entry) -> Entry:
        """The answer leaves out much of the file, so it is read again."""
        key = Key.parsed(entry.id)
        self._api.share(key.team, key.file)
        return self._tree.attachment(key)

    def delete_empty_folder(self, entry: Entry) -> None:
        key = Key.parsed(entry.id)
        forest, _ = self._folder(key)
        if not forest.is_empty(key.node):
            raise NotEmpty(say("The folder “{name}” is not empty.", name=entry.name), entry.id)
        self._api.delete_structure(key.team, key.project, key.node)
        self._tree.forget_forest(key)

    def _folder(self, key: Key) -> tuple[Forest, convert.Node]:
        """A Document Folder as it is now, among the structures. Raises `NotFound`."""
        forest = self._tree.forest(key, fresh=True)
        node = forest.node(key.node)
        if node is None or node.type != convert.DOCUMENT_FOLDER:
            raise failures.gone(key.text)
        return forest, node

    def _is_own(self, key: Key, ids: Sequence[str]) -> bool:
        """Whether these are attachments of the project itself: those of an object or issue stay with it."""
        return all(one.related_id in ("", key.project) for one in self._tree.attachments(key, ids).values())

    def _need_free(self, folder: Entry, name: str, but: str = "") -> None:
        try:
            there = self._paths.at_name(folder, name)
        except NotFound:
            return
        except Conflict:
            there = None
        if there is None or there.id != but:
            raise NameExists(say("There is something called “{name}” already.", name=name), folder.id)

    @staticmethod
    def _need_documents(target: Key) -> None:
        if target.where not in (Where.DOCUMENTS, Where.FOLDER):
            raise Unsupported(
                say("Bimplus moves files and folders within “Documents” only. Copy the files instead.")
            )

    @staticmethod
    def _need_same_project(key: Key, target: Key) -> None:
        if (key.team, key.project) != (target.team, target.project):
            raise Unsupported(
                say("Bimplus moves files and folders within a project only. Copy them to another one.")
            )
