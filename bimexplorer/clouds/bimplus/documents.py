"""A project's structures, joined locally: Document Folders, other structures, and what lies in each. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from bimexplorer.clouds.bimplus import convert
from bimexplorer.clouds.bimplus.names import Named, distinct, folded


class Forest:
    """The nodes of a topology, as they were at one moment. `top` is the id of the project."""

    def __init__(self, nodes: Iterable[convert.Node], top: str) -> None:
        self._top = top
        self._nodes: dict[str, convert.Node] = {}
        self._below: dict[str, list[convert.Node]] = defaultdict(list)
        self._places: dict[str, list[str]] = defaultdict(list)
        for node in nodes:
            self._below[node.parent].append(node)
            if node.type == convert.ATTACHMENT:
                if node.parent not in self._places[node.id]:
                    self._places[node.id].append(node.parent)
            else:
                self._nodes.setdefault(node.id, node)
        self._names: dict[str, dict[str, str]] = {}
        self._spelled: dict[str, dict[str, list[convert.Node]]] = {}
        """Place -> what lies in it, by name in whatever letters; of places that were asked about."""
        self._in_order: list[str] = []
        """The names of all attachments, in whatever letters; made when it is asked for."""

    def add_attachment(self, place_id: str, attachment_id: str, name: str) -> None:
        """One that was put into a folder just now."""
        if place_id not in self._places[attachment_id]:
            node = convert.Node(attachment_id, name, convert.ATTACHMENT, place_id)
            self._below[place_id].append(node)
            if place_id in self._spelled:
                self._spelled[place_id].setdefault(folded(name), []).append(node)
            self._places[attachment_id].append(place_id)
            self._names.pop(place_id, None)

    def __contains__(self, node_id: str) -> bool:
        return node_id == self._top or node_id in self._nodes

    def node(self, node_id: str) -> convert.Node | None:
        return self._nodes.get(node_id)

    def is_document_folder(self, node_id: str) -> bool:
        node = self._nodes.get(node_id)
        return node is not None and node.type == convert.DOCUMENT_FOLDER

    def folders(self, parent_id: str) -> list[convert.Node]:
        """The Document Folders directly in one, or at the top."""
        return [node for node in self._below[parent_id] if node.type == convert.DOCUMENT_FOLDER]

    def others(self, parent_id: str) -> list[convert.Node]:
        """Nodes of other types, but for attachments."""
        types = (convert.DOCUMENT_FOLDER, convert.ATTACHMENT)
        return [node for node in self._below[parent_id] if node.type not in types]

    def attachments(self, node_id: str) -> list[convert.Node]:
        """What lies directly in a node; each once."""
        found = {node.id: node for node in self._below[node_id] if node.type == convert.ATTACHMENT}
        return list(found.values())

    def spelled(self, node_id: str, name: str) -> list[convert.Node]:
        """The attachments directly in a node that have a name, in whatever letters."""
        if node_id not in self._spelled:
            known: dict[str, list[convert.Node]] = {}
            for node in self.attachments(node_id):
                known.setdefault(folded(node.name), []).append(node)
            self._spelled[node_id] = known
        return list(self._spelled[node_id].get(folded(name), ()))

    def rank(self, name: str | None = None) -> int:
        """So many attachments have this name or one that comes before it in the order of names; or any."""
        if not self._in_order:
            nodes = (
                node for below in self._below.values() for node in below if node.type == convert.ATTACHMENT
            )
            self._in_order = sorted({node.id: folded(node.name) for node in nodes}.values())
        return len(self._in_order) if name is None else bisect_right(self._in_order, folded(name))

    def places(self, attachment_id: str) -> list[str]:
        """The Document Folders in which an attachment lies."""
        return [place for place in self._places.get(attachment_id, ()) if self.is_document_folder(place)]

    def all_places(self, attachment_id: str) -> list[str]:
        """The same with structures of other types."""
        return list(self._places.get(attachment_id, ()))

    def is_empty(self, node_id: str) -> bool:
        return not self._below.get(node_id)

    def within(self, folder_id: str) -> list[str]:
        """A folder and all Document Folders below it, each behind the one it lies in."""
        found = [folder_id]
        for place in found:
            found += [node.id for node in self.folders(place)]
        return found

    def is_below(self, folder_id: str, ancestor_id: str) -> bool:
        """Whether it is that folder, or lies in it at any depth."""
        return folder_id in self.within(ancestor_id)

    def name(self, place_id: str, node_id: str) -> str:
        """The name of a folder, structure or attachment in a place, told apart from others there."""
        if place_id not in self._names:
            found = [*self._below[place_id]]
            named = [
                Named(node.name or node.type, node.id, is_file=node.type == convert.ATTACHMENT)
                for node in {node.id: node for node in found}.values()
            ]
            ids = [one.id for one in named]
            self._names[place_id] = dict(zip(ids, distinct(named), strict=True))
        return self._names[place_id][node_id]

    def path(self, node_id: str) -> tuple[str, ...] | None:
        """Names from below the top down to a node; None if it does not hang together with the top."""
        names: list[str] = []
        while node_id != self._top:
            node = self._nodes.get(node_id)
            if node is None or len(names) > len(self._nodes):
                return None
            names.append(self.name(node.parent, node.id))
            node_id = node.parent
        return tuple(reversed(names))
