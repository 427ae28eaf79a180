"""What is in a model at each of its revisions.

An import is linked with the latest revision: it replaces what that revision holds, while the earlier ones
stay as they are; a new revision begins with what the one before holds.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bimexplorer.demo.bimplus.database import Database

Attributes = Mapping[str, str | int | float | bool | None]
"""By internal name: lower case, without spaces."""

_SPACE = uuid.UUID("5d2f4c3a-63f5-4b0e-8f3d-0d6a2c1b9e74")


@dataclass(frozen=True, slots=True)
class Content:
    """An object as an import brings it."""

    object_id: str
    name: str | None
    type: str
    """The name of the element's type: "Wall", "Slab"."""
    geometry: str
    """A hash of its shape and place."""
    attributes: Attributes = field(default_factory=dict)
    discipline_id: str = ""
    parent_id: str | None = None
    """Its node in the model's topology: a level."""
    hidden: bool = False

    def row(self, division_id: str, first: int, last: int | None) -> tuple[Any, ...]:
        """Without the number."""
        return (
            division_id, self.object_id, first, last, self.parent_id, self.name, self.type,
            self.discipline_id, self.geometry, json.dumps(self.attributes, ensure_ascii=False),
            int(self.hidden),
        )  # fmt: skip

    @classmethod
    def of(cls, row: sqlite3.Row) -> Content:
        return cls(
            row["object_id"], row["name"], row["type"], row["geometry"], json.loads(row["attributes"]),
            row["discipline_id"], row["parent_id"], bool(row["hidden"]),
        )  # fmt: skip


def attribute_id(name: str) -> str:
    """The id of an attribute; no page tells how ids and names belong together."""
    return str(uuid.uuid5(_SPACE, name.lower()))


def element_type_id(name: str) -> str:
    """The id of an element's type, by its name; likewise."""
    return str(uuid.uuid5(_SPACE, f"type {name}"))


class ObjectStates:
    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, division_id: str) -> int:
        """The number of the latest revision; 1 for a model that has none (what it holds is revision 1's)."""
        row = self._database.row("SELECT MAX(nr) AS nr FROM revisions WHERE division_id = ?", division_id)
        assert row is not None
        return row["nr"] or 1

    def at(self, division_id: str, revision: int) -> dict[str, sqlite3.Row]:
        """The states of a revision, by the objects' ids."""
        rows = self._database.rows(
            "SELECT * FROM object_states WHERE division_id = ? AND first <= ?"
            " AND (last IS NULL OR last >= ?) ORDER BY number",
            division_id, revision, revision,
        )  # fmt: skip
        return {row["object_id"]: row for row in rows}

    def numbers_at(self, division_id: str, revision: int) -> dict[str, int]:
        """The numbers of the states of a revision that are not hidden: light, however large the model is."""
        rows = self._database.rows(
            "SELECT object_id, number FROM object_states WHERE division_id = ? AND first <= ?"
            " AND (last IS NULL OR last >= ?) AND NOT hidden ORDER BY number",
            division_id, revision, revision,
        )  # fmt: skip
        return {row["object_id"]: row["number"] for row in rows}

    def numbered(self, numbers: Iterable[int]) -> dict[int, sqlite3.Row]:
        wanted = list(numbers)
        marks = ", ".join("?" * len(wanted))
        rows = self._database.rows(f"SELECT * FROM object_states WHERE number IN ({marks})", *wanted)  # noqa: S608 - marks
        return {row["number"]: row for row in rows}

    def one(self, object_id: str, revision: int | None) -> sqlite3.Row | None:
        """An object as it looked at a revision, or looks in the latest; None if it was, or is, not there."""
        for row in self._database.rows(
            "SELECT * FROM object_states WHERE object_id = ? AND (last IS NULL OR last >= first)"
            " ORDER BY first DESC",
            object_id,
        ):
            nr = self.latest(row["division_id"]) if revision is None else revision
            if row["first"] <= nr and (row["last"] is None or row["last"] >= nr):
                return row
        return None

    def write(self, division_id: str, contents: Iterable[Content], revision: int) -> None:
        """Make this all that the latest revision holds."""
        new: list[Content] = []
        over = self.at(division_id, revision)
        for content in contents:
            former = over.get(content.object_id)
            if former is not None and Content.of(former) == content:
                del over[content.object_id]
            else:
                new.append(content)
        with self._database.transaction():
            # What begins with this very revision gets a last below its first: it is in none.
            self._database.connection.executemany(
                "UPDATE object_states SET last = ? WHERE number = ?",
                [(revision - 1, row["number"]) for row in over.values()],
            )
            self.insert(content.row(division_id, revision, None) for content in new)
            self._show(division_id, over, new)

    def _show(self, division_id: str, gone: Iterable[str], new: Iterable[Content]) -> None:
        """Let the topology of the project show what the latest revision holds."""
        self._database.connection.executemany(
            "DELETE FROM objects WHERE id = ?", [(object_id,) for object_id in gone]
        )
        self._database.connection.executemany(
            "INSERT INTO objects VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            [
                (content.object_id, division_id, content.parent_id, content.name, f"ID_{content.type}")
                for content in new
                if not content.hidden
            ],
        )

    def insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._database.connection.executemany(
            "INSERT INTO object_states VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
