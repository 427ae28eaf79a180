"""What the sample models held in each of their revisions, and one large model.

The latest revision holds the very objects that the topology shows; the earlier ones what they grew from:
walls that were thinner, doors that were elsewhere, partitions that went away. Made from fixed random numbers.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from bimexplorer.demo.bimplus import office
from bimexplorer.demo.bimplus.config import APPLICATION_ID
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.object_states import ObjectStates
from bimexplorer.demo.bimplus.seed import discipline_id, sample_id

_DAY = 86400 * 1_000_000
_Row = tuple[Any, ...]

TYPES: dict[str, tuple[str, tuple[str, ...], dict[str, tuple[Any, ...]]]] = {
    # Type in the topology -> the element type's name, disciplines it is found in, values of its attributes
    "ID_ArchWall": ("Wall", ("ID_BuildingModel", "ID_StructuralModel", "ID_MEPModel"), {
        "material": ("Stahlbeton C30/37", "Kalksandstein", "Ziegel", "Gipskarton"),
        "thickness": (115, 175, 240, 300), "firerating": ("F 30", "F 60", "F 90"),
        "isexternal": (True, False), "loadbearing": (True, False),
    }),
    "ID_Slab": ("Slab", ("ID_BuildingModel", "ID_StructuralModel", "ID_MEPModel"), {
        "material": ("Stahlbeton C25/30", "Stahlbeton C30/37"), "thickness": (220, 250, 280),
        "finish": ("Sichtbeton", "Spachtelung", None),
    }),
    "ID_Column": ("Column", ("ID_DesignModel_Timber", "ID_ReinforcementModel", "ID_BuildingModel"), {
        "material": ("Stahlbeton C50/60", "Stahl S355"), "profile": ("400/400", "350/350", "HEB 300"),
        "loadbearing": (True,), "reinforcementratio": (0.021, 0.025, 0.031),
    }),
    "ID_Door": ("Door", ("ID_FinishModel", "ID_BuildingModel"), {
        "width": (885, 1010, 1260), "height": (2010, 2135), "firerating": ("", "T 30", "T 90"),
        "handing": ("DIN L", "DIN R"), "hardware": ("FSB 1076", "Hewi 111", None),
    }),
    "ID_Window": ("Window", ("ID_FinishModel", "ID_BuildingModel"), {
        "width": (1010, 1510, 2010), "glazing": ("2-fach", "3-fach"), "uvalue": (0.8, 0.95, 1.1),
        "sillheight": (0, 850, 900),
    }),
}  # fmt: skip
_GONE = ("ID_ArchWall", "ID_Door", "ID_Column")
"""What the earlier revisions had more of."""
LARGE = "Fassade, alle Geschosse"


def fill(database: Database, changed_objects: int) -> None:
    """Give every sample model what it has held; add the large one if it is asked for and not there."""
    with database.transaction():
        for row in database.rows(
            "SELECT d.* FROM divisions d WHERE d.id NOT IN (SELECT division_id FROM object_states)"
            " AND d.id IN (SELECT division_id FROM objects)"
        ):
            history = _History(database, row["id"])
            history.write()
            history.leave_a_stale_comparison()
        _leave_narrowings(database)
        if changed_objects:
            _large_model(database, changed_objects)


def _leave_narrowings(database: Database) -> None:
    """Filters of types, and a selection of the walls that a project's first model shows."""
    for row in database.rows(
        "SELECT project_id, MIN(id) AS division_id FROM divisions"
        " WHERE id IN (SELECT division_id FROM object_states)"
        " AND project_id NOT IN (SELECT project_id FROM object_filters) GROUP BY project_id"
    ):
        project_id = row["project_id"]
        for name, types in (("Wände", ["Wall"]), ("Türen und Fenster", ["Door", "Window"])):
            database.run(
                "INSERT INTO object_filters VALUES (?, ?, ?, ?)",
                sample_id("filter", project_id, name), project_id, name, json.dumps(types),
            )  # fmt: skip
        walls = database.rows(
            "SELECT id FROM objects WHERE division_id = ? AND type = 'ID_ArchWall' ORDER BY rowid",
            row["division_id"],
        )
        database.run(
            "INSERT OR IGNORE INTO selections VALUES (?, ?, 'Wände des ersten Modells', 'Elements', ?)",
            sample_id("selected walls", project_id), project_id, json.dumps([wall["id"] for wall in walls]),
        )  # fmt: skip


class _History:
    """What one model held."""

    def __init__(self, database: Database, division_id: str) -> None:
        self._database = database
        self._division_id = division_id
        self._random = random.Random(division_id)  # noqa: S311 - sample content
        self._states = ObjectStates(database)
        self._latest = self._states.latest(division_id)
        self._disciplines = [
            row["name"]
            for row in database.rows("SELECT name FROM disciplines WHERE division_id = ?", division_id)
        ]

    def write(self) -> None:
        rows: list[_Row] = []
        elements = self._database.rows(
            "SELECT * FROM objects WHERE division_id = ? AND type NOT LIKE 'ID_Topology%' ORDER BY rowid",
            self._division_id,
        )
        for element in elements:
            rows += self._element(element["id"], element["parent_id"], element["name"], element["type"])
        levels = list(dict.fromkeys(element["parent_id"] for element in elements))
        for level in levels if self._latest > 1 else ():
            for number, kind in enumerate(_GONE, 1):
                name = next(row["name"] for row in elements if row["type"] == kind).partition("-")[0]
                object_id = sample_id("removed", level, number)
                last = self._random.randrange(1, self._latest)
                rows += self._element(object_id, level, f"{name}-{100 + number}", kind, last=last)
            hidden = sample_id("hidden", level)
            rows += self._element(hidden, level, "Hilfskörper", "ID_Slab", hidden=True, changes=1.0)
        self._states.insert(rows)

    def leave_a_stale_comparison(self) -> None:
        """Of two revisions in the middle, as somebody calculated it before the model was changed last.

        It is put in as one that is going on: the server finishes it when it starts.
        """
        row = self._database.row("SELECT * FROM divisions WHERE id = ?", self._division_id)
        assert row is not None
        if self._latest > 3 and row["changed"]:
            self._database.run(
                "INSERT INTO comparisons VALUES (?, ?, ?, ?, NULL, 'PENDING', ?, ?)",
                sample_id("comparison", self._division_id), self._division_id, self._latest - 1,
                self._latest - 2, row["changed"] - _DAY, row["changed_by"],
            )  # fmt: skip

    def _element(
        self,
        object_id: str,
        level: str | None,
        name: str | None,
        kind: str,
        *,
        last: int | None = None,
        hidden: bool = False,
        changes: float = 0.16,
    ) -> Iterator[_Row]:
        """The states of an object, which is there until `last`; each revision changes some of them."""
        shown, disciplines, choices = TYPES[kind]
        found = [one for one in disciplines if one in self._disciplines] or self._disciplines
        attributes = {attribute: self._random.choice(values) for attribute, values in choices.items()}
        end = last or self._latest
        first = self._random.randrange(1, end + 1) if self._random.random() < 0.12 else 1
        geometry, now_called = self._shape(), self._former_name(name)
        state = (now_called, geometry, dict(attributes))
        begun = first
        for revision in range(first + 1, end + 1):
            after = self._changed(state, name, choices, changes)
            if after != state:
                yield self._row(
                    object_id, begun, revision - 1, level, shown, state, discipline_id(found[0]), hidden
                )
                state, begun = after, revision
        # The latest revision calls everything as the topology does.
        final = (name, state[1], state[2])
        if final != state and begun < end:
            yield self._row(object_id, begun, end - 1, level, shown, state, discipline_id(found[0]), hidden)
            begun = end
        yield self._row(object_id, begun, last, level, shown, final, discipline_id(found[0]), hidden)

    def _former_name(self, name: str | None) -> str | None:
        if name is None or self._random.random() >= 0.1:
            return name
        return f"{name} (neu)"

    def _changed(
        self,
        state: tuple[str | None, str, dict[str, Any]],
        name: str | None,
        choices: dict[str, tuple[Any, ...]],
        share: float,
    ) -> tuple[str | None, str, dict[str, Any]]:
        called, geometry, attributes = state
        if called != name and self._random.random() < 0.5:
            called = name
        if self._random.random() < share / 2:
            geometry = self._shape()
        if self._random.random() < share:
            attributes = dict(attributes)
            for attribute in self._random.sample(sorted(choices), k=self._random.choice((1, 1, 2))):
                attributes[attribute] = self._random.choice(choices[attribute])
            if self._random.random() < 0.2:
                attributes["remark"] = self._random.choice(
                    ("geprüft", "Maße am Bau prüfen", "siehe Detail 12")
                )
        return called, geometry, attributes

    def _shape(self) -> str:
        return f"{self._random.getrandbits(64):016x}"

    def _row(
        self,
        object_id: str,
        first: int,
        last: int | None,
        level: str | None,
        kind: str,
        state: tuple[str | None, str, dict[str, Any]],
        discipline: str,
        hidden: bool,  # noqa: FBT001 - a column
    ) -> _Row:
        name, geometry, attributes = state
        return (
            self._division_id, object_id, first, last, level, name, kind, discipline, geometry,
            json.dumps(attributes, ensure_ascii=False), int(hidden),
        )  # fmt: skip


def _large_model(database: Database, count: int) -> None:
    """A model of two revisions, between which so many objects change, of all four kinds."""
    division_id = sample_id("large model", count)
    if database.row("SELECT 1 FROM divisions WHERE id = ?", division_id) is not None:
        return
    slug, project = office.TEAM, office.PROJECTS[office.TEAM][0]
    project_id = sample_id("project", slug, project.name)
    if database.row("SELECT 1 FROM projects WHERE id = ?", project_id) is None:
        return  # somebody deleted it
    author, moment = sample_id("user", office.ANNA), now()
    building, level = sample_id("building", division_id), sample_id("level", division_id)
    size = count * 400
    database.run(
        "INSERT INTO divisions VALUES (?, ?, ?, ?, ?, 'DONE', 'IFC_IMPORT', ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        division_id, project_id, LARGE, f"{count} Objekte geändert", building, f"{LARGE}.ifc", size, size * 2,
        moment, author, moment, author, f"ifc:{division_id}",
    )  # fmt: skip
    for identifier, parent, name, kind in (
        (building, None, None, "ID_TopologyDivision"),
        (level, building, "Alle Geschosse", "ID_TopologyLevel"),
    ):
        database.run(
            "INSERT INTO objects VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            identifier,
            division_id,
            parent,
            name,
            kind,
        )
    disciplines = ("ID_BuildingModel", "ID_FinishModel")
    for name in disciplines:
        database.run(
            "INSERT INTO disciplines VALUES (?, ?, ?, '[1, 2]')", division_id, discipline_id(name), name
        )
    for nr in (1, 2):
        database.run(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, 'IFC_IMPORT', ?)",
            sample_id("revision", division_id, nr), division_id, nr, f"Fassade {nr}", moment, author, moment,
            author, str(uuid.UUID(APPLICATION_ID)), building,
        )  # fmt: skip
    ids = [discipline_id(name) for name in disciplines]
    ObjectStates(database).insert(
        row for number in range(count) for row in _large_object(division_id, level, ids, number)
    )


def _large_object(division_id: str, level: str, disciplines: list[str], number: int) -> Iterator[_Row]:
    """Of twenty objects five are inserted, three deleted, four reshaped and eight changed otherwise."""
    kind = list(TYPES)[number // 20 % 5]
    shown, _, choices = TYPES[kind]
    # The ids only have to differ; a hash of each would take seconds.
    object_id = f"{division_id[:24]}{number:012x}"
    attributes = {attribute: values[number % len(values)] for attribute, values in choices.items()}
    place = number % 20

    def row(first: int, last: int | None, geometry: str, values: dict[str, Any]) -> _Row:
        return (
            division_id, object_id, first, last, level, f"{shown}-{number:06}", shown,
            disciplines[number % 2], geometry, json.dumps(values, ensure_ascii=False), 0,
        )  # fmt: skip

    before, after = f"{number:016x}", f"{number:016x}b"
    if place < 5:
        yield row(2, None, after, attributes)
    elif place < 8:
        yield row(1, 1, before, attributes)
    else:
        names = sorted(choices)
        changed = {**attributes, names[number % len(names)]: f"neu {number % 7}"}
        yield row(1, 1, before, attributes)
        yield row(2, None, after if place < 12 else before, changed if place >= 10 else attributes)
