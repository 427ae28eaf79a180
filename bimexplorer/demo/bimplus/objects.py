"""`objects/<id>` and `objects/<id>/topology`: an object of a model, and the tree below it, at a revision.

The vendor's object service is on none of the pages; its shape follows the objects in the request that the
page of the attachment service shows. Guesses: `?revision=` is a revision of the object's model; an object
that it does not hold is 404; nodes of the topology (levels) are in every revision; an attribute's group is
"general" for the name and "element" for what ties it to its model, all others are in "attributes".
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import bad_request, not_found
from bimexplorer.demo.bimplus.object_states import ObjectStates, element_type_id
from bimexplorer.demo.bimplus.queries import query


class Objects:
    def __init__(self, access: Access, database: Database, states: ObjectStates) -> None:
        self._access = access
        self._database = database
        self._states = states

    def routes(self) -> list[web.RouteDef]:
        return [
            # HEAD: deployed clients ask so whether what they keep is still good.
            web.get("/objects/{id}", self.information),
            web.get("/objects/{id}/topology", self.topology),
        ]

    async def information(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        object_id = request.match_info["id"].lower()
        visit.related(object_id)
        revision = self._revision(request, object_id)
        state = self._states.one(object_id, revision)
        if state is not None and not state["hidden"]:
            return web.json_response(_document(state))
        node = self._node(object_id)
        return web.json_response(
            {
                "id": object_id,
                "parent": node["parent_id"],
                "name": node["name"],
                "type": node["type"],
                "attributes": {"general": {"name": node["name"]}},
            }
        )

    def _revision(self, request: web.Request, object_id: str) -> int | None:
        """The revision that the query names. Raises 400, or 404 for one that the model does not have."""
        text = query(request).get("revision", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise bad_request("revision is a number.")
        if not self._database.row(
            "SELECT 1 FROM revisions WHERE nr = ? AND division_id IN (SELECT division_id FROM objects"
            " WHERE id = ? UNION SELECT division_id FROM object_states WHERE object_id = ?)",
            int(text), object_id, object_id,
        ):  # fmt: skip
            raise not_found("The revision", text)
        return int(text)

    def _node(self, object_id: str) -> sqlite3.Row:
        """What is no element: a project, an issue, a node of a model's topology."""
        row = self._database.row(
            "SELECT id, NULL AS parent_id, name, 'ID_Project' AS type FROM projects WHERE id = ?"
            " UNION ALL SELECT id, project_id, name, 'Issue' FROM issues WHERE id = ?"
            " UNION ALL SELECT o.id, COALESCE(o.parent_id, d.project_id), o.name, o.type FROM objects o"
            " JOIN divisions d ON d.id = o.division_id"
            " WHERE o.id = ? AND o.id NOT IN (SELECT object_id FROM object_states)",
            object_id, object_id, object_id,
        )  # fmt: skip
        if row is None:
            raise not_found("At this revision the object", object_id)
        return row

    async def topology(self, request: web.Request) -> web.Response:
        """The object with everything below it."""
        visit = self._access.enter(request)
        object_id = request.match_info["id"].lower()
        visit.related(object_id)
        revision = self._revision(request, object_id)
        state = self._states.one(object_id, revision)
        if state is not None:
            return web.json_response(_node_document(state, state["parent_id"]) | {"children": []})
        node = self._node(object_id)
        return web.json_response(
            {
                "parent": node["parent_id"],
                "name": node["name"],
                "type": node["type"],
                "children": self._below(object_id, revision),
                "id": object_id,
            }
        )

    def _below(self, object_id: str, revision: int | None) -> list[dict[str, Any]]:
        division = self._database.row("SELECT division_id FROM objects WHERE id = ?", object_id)
        if division is None:
            return []
        division_id = division["division_id"]
        latest = self._states.latest(division_id)
        elements = self._states.at(division_id, latest if revision is None else revision)
        children: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        for row in self._database.rows(
            "SELECT * FROM objects WHERE division_id = ? AND id NOT IN"
            " (SELECT object_id FROM object_states WHERE division_id = ?) ORDER BY rowid",
            division_id, division_id,
        ):  # fmt: skip
            document = {"parent": row["parent_id"], "name": row["name"], "type": row["type"], "id": row["id"]}
            children[row["parent_id"]].append(document)
        for state in elements.values():
            if not state["hidden"]:
                children[state["parent_id"]].append(_node_document(state, state["parent_id"]))

        def filled(parent: str) -> list[dict[str, Any]]:
            return [child | {"children": filled(child["id"])} for child in children[parent]]

        return filled(object_id)


def _node_document(state: sqlite3.Row, parent: str | None) -> dict[str, Any]:
    return {"parent": parent, "name": state["name"], "type": state["type"], "id": state["object_id"]}


def _document(state: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": state["object_id"],
        "elementtyp": element_type_id(state["type"]),
        "type": state["type"],
        "name": state["name"],
        "parent": state["parent_id"],
        "layerid": state["discipline_id"],
        "attributes": {
            "general": {"name": state["name"]},
            "element": {"divisionid": state["division_id"], "logparentid": state["parent_id"]},
            "attributes": json.loads(state["attributes"]),
        },
    }
