"""What a finished comparison tells: its objects, filtered and page by page, in the two shapes of the page.

* Plain: four arrays of `{comparisonObjectId, first, second}`.
* With `attributes` or `allChangedAttributes=true`, as the page's second example: four `{id, resultObjects}`,
  whose objects tell their discipline, their node in the topology, and the changed attributes of both sides.

`attributes` names attributes by their ids, or by the internal names that answers use, between semicolons or
commas (the page has both). Inserted and deleted objects, and those with another geometry, are told whatever
it says; of the others those of which one of these attributes changed.

Guesses: a page is one of the whole result, in the order inserted, deleted, changedGeometry, changed, so that
the four sets of an answer hold `pageSize` objects together; an unknown attribute is one that changed nowhere;
an object that lacks an attribute in one of the revisions lacks its key there.
"""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import bodies, listing
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import bad_request, not_found
from bimexplorer.demo.bimplus.object_states import attribute_id
from bimexplorer.demo.bimplus.queries import query

SETS = ("inserted", "deleted", "changedGeometry", "changed")
"""In the order of the kinds of `calculations`."""
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SELECT = (
    "SELECT d.kind, d.object_id, d.attributes AS names,"
    " COALESCE(a.discipline_id, b.discipline_id) AS discipline_id,"
    " COALESCE(a.parent_id, b.parent_id) AS topology_id,"
    " a.name AS first_name, a.type AS first_type, a.attributes AS first_attributes,"
    " b.name AS second_name, b.type AS second_type, b.attributes AS second_attributes"
    " FROM differences d LEFT JOIN object_states a ON a.number = d.first"
    " LEFT JOIN object_states b ON b.number = d.second WHERE d.comparison_id = ?"
)


@dataclass(frozen=True, slots=True)
class Options:
    """The optional query parameters."""

    attributes: tuple[str, ...] | None
    """Ids or names, in lower case; None where all are meant."""
    all_attributes: bool
    types: tuple[str, ...] | None
    """Of the filter: those that pass."""
    page: tuple[int, int] | None
    """How many objects come before, and how many follow."""

    @property
    def wrapped(self) -> bool:
        return self.attributes is not None or self.all_attributes

    @classmethod
    def of(cls, request: web.Request, database: Database, project_id: str) -> Options:
        """Raises 400, or 404 for a filter that the project does not have."""
        given = query(request)
        attributes = given.get("attributes", "")
        parts = [part.strip(" {}").lower() for part in re.split(r"[;,]", attributes)]
        wanted = tuple(part for part in parts if part)
        return cls(
            wanted if attributes.strip() else None,
            bodies.flag(request, "allChangedAttributes"),
            _types(database, project_id, given.get("filter", "").strip(" {}")),
            listing.page(given),
        )


def checked_id(text: str, what: str) -> str:
    """An id in lower case. Raises 400 for what is no GUID."""
    if _GUID.fullmatch(text) is None:
        raise bad_request(f"{what} is no id.")
    return text.lower()


def _types(database: Database, project_id: str, filter_id: str) -> tuple[str, ...] | None:
    if not filter_id:
        return None
    row = database.row(
        "SELECT types FROM object_filters WHERE id = ? AND project_id = ?",
        checked_id(filter_id, "filter"), project_id,
    )  # fmt: skip
    if row is None:
        raise not_found("The filter", filter_id)
    return tuple(json.loads(row["types"]))


def objects(database: Database, comparison_id: str, options: Options) -> list[sqlite3.Row]:
    """The objects of a finished comparison that an answer tells."""
    select, arguments = _SELECT, [comparison_id]
    if options.types is not None:
        select += f" AND COALESCE(a.type, b.type) IN ({', '.join('?' * len(options.types))})"
        arguments += options.types
    if options.attributes is not None:
        names = _names(database, comparison_id, options.attributes)
        either = " OR ".join(["instr(fold(d.attributes), ?)"] * len(names)) or "0"
        select += f" AND (d.kind < 3 OR {either})"
        arguments += [f"|{name}|" for name in names]
    limit: tuple[int, ...] = ()
    if options.page is not None:
        before, size = options.page
        if options.types is None and options.attributes is None:
            # Straight to the place, however far it is.
            select += " AND d.position >= ? AND d.position < ?"
            limit = (before, before + size)
        else:
            return database.rows(f"{select} ORDER BY d.position LIMIT ? OFFSET ?", *arguments, size, before)
    return database.rows(f"{select} ORDER BY d.position", *arguments, *limit)


def _names(database: Database, comparison_id: str, wanted: Sequence[str]) -> list[str]:
    """The names, folded, of those wanted attributes that changed anywhere."""
    rows = database.rows("SELECT DISTINCT attributes FROM differences WHERE comparison_id = ?", comparison_id)
    known = {name for row in rows for name in row["attributes"].split("|") if name}
    return sorted(
        {name.casefold() for name in known if name.casefold() in wanted or attribute_id(name) in wanted}
    )


def changed_attributes(row: sqlite3.Row, options: Options) -> list[str]:
    """The names of those changed attributes that an answer tells of an object."""
    names = [name for name in row["names"].split("|") if name]
    if options.all_attributes or options.attributes is None:
        return names
    return [
        name
        for name in names
        if name.casefold() in options.attributes or attribute_id(name) in options.attributes
    ]


def attribute_values(row: sqlite3.Row, side: str, names: Sequence[str]) -> dict[str, Any]:
    """Attributes in one of the revisions ("first" or "second"), as far as the object has them there."""
    stored = json.loads(row[f"{side}_attributes"])
    every = {"name": row[f"{side}_name"], **stored}
    return {name: every[name] for name in names if name in every}


def sets(rows: Sequence[sqlite3.Row], comparison_id: str, options: Options) -> Mapping[str, Any]:
    """The four sets of an answer."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SETS}
    for row in rows:
        found[SETS[row["kind"]]].append(_object(row, comparison_id, options))
    if not options.wrapped:
        return found
    space = uuid.UUID(comparison_id)
    return {
        name: {"id": str(uuid.uuid5(space, name)), "resultObjects": objects}
        for name, objects in found.items()
    }


def _object(row: sqlite3.Row, comparison_id: str, options: Options) -> dict[str, Any]:
    document: dict[str, Any] = {
        "comparisonObjectId": str(uuid.uuid5(uuid.UUID(comparison_id), row["object_id"]))
    }
    names: list[str] = []
    if options.wrapped:
        document |= {"disciplineId": row["discipline_id"], "lastTopologyId": row["topology_id"]}
        names = changed_attributes(row, options)
    for side in ("first", "second"):
        if row[f"{side}_type"] is None:
            continue
        document[side] = {
            "id": row["object_id"],
            "type": row[f"{side}_type"],
            "name": row[f"{side}_name"],
        }
        if names:
            document[side]["attributes"] = attribute_values(row, side, names)
    return document
