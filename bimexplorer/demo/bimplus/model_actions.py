"""`_standin/actions/...` that concern models: other people's imports, whatever no call of the pages does.

    make-model {"project", "name", "revisions": [[object, ...], ...], "user"?}   the id of a new model
    import-model {"model", "objects": [object, ...], "user"?}   all that the latest revision holds from now on
    change-model {"model", "objects"?, "user"?}   so many objects of the latest revision (1) look otherwise
    set-model-status {"model", "status"}          PREPARING, PENDING, ... as the pages name them
    define-filter {"project", "types", "name"?}   a filter that lets objects of these types pass; its id
    set-comparison-time {"seconds"}               that calculations take, also those that are going on

An object is `{"key", "type", "name"?, "geometry"?, "attributes"?, "discipline"?, "hidden"?}`. Equal keys are
the same object; a key that is a GUID is the object's id. `geometry` is any text, another one is another
shape. `attributes` have texts, numbers, truth values and nulls. `discipline` is a name like
"ID_BuildingModel".
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable
from typing import Any

from bimexplorer.demo.admin import Action, Parameters
from bimexplorer.demo.bimplus.calculations import Calculations
from bimexplorer.demo.bimplus.config import APPLICATION_ID
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.errors import not_found
from bimexplorer.demo.bimplus.object_states import Content, ObjectStates
from bimexplorer.demo.bimplus.people import PeopleOfActions
from bimexplorer.demo.bimplus.seed import discipline_id

STATUSES = ("PREPARING", "PENDING", "PROCESSING", "DONE", "DONE_REFRESHED", "FAILED", "UNKNOWN", "EMPTY")


class ModelActions:
    def __init__(
        self, database: Database, people: PeopleOfActions, states: ObjectStates, calculations: Calculations
    ) -> None:
        self._database = database
        self._people = people
        self._states = states
        self._calculations = calculations
        self.table: dict[str, Action] = {
            "make-model": self._make,
            "import-model": self._import,
            "change-model": self._change,
            "set-model-status": self._set_status,
            "define-filter": self._define_filter,
            "set-comparison-time": self._set_time,
        }

    def _model(self, parameters: Parameters) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM divisions WHERE id = ?", parameters["model"])
        if row is None:
            raise not_found("The model", parameters["model"])
        return row

    def _make(self, parameters: Parameters) -> str:
        project_id, user_id = self._people.project_id(parameters), self._people.user_id(parameters)
        division_id, level_id, moment = str(uuid.uuid4()), str(uuid.uuid4()), now()
        name, revisions = str(parameters["name"]), parameters["revisions"]
        building = str(uuid.uuid4())
        with self._database.transaction():
            self._database.run(
                "INSERT INTO divisions VALUES (?, ?, ?, '', ?, 'DONE', 'IFC_IMPORT', ?, 1000, 2000, ?, ?, ?,"
                " ?, NULL, ?)",
                division_id, project_id, name, building, f"{name}.ifc", moment, user_id, moment, user_id,
                f"ifc:{division_id}",
            )  # fmt: skip
            for identifier, parent, shown, kind in (
                (building, None, None, "ID_TopologyDivision"),
                (level_id, building, "Level 1", "ID_TopologyLevel"),
            ):
                self._database.run(
                    "INSERT INTO objects VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                    identifier, division_id, parent, shown, kind,
                )  # fmt: skip
            for nr, objects in enumerate(revisions, 1):
                self._database.run(
                    "INSERT INTO revisions VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, 'IFC_IMPORT', ?)",
                    str(uuid.uuid4()), division_id, nr, f"{name} {nr}", moment, user_id, moment, user_id,
                    str(uuid.UUID(APPLICATION_ID)), building,
                )  # fmt: skip
                self._states.write(division_id, _contents(division_id, level_id, objects), nr)
            disciplines = {
                item.get("discipline", "ID_BuildingModel") for objects in revisions for item in objects
            }
            for discipline in sorted(disciplines):
                self._database.run(
                    "INSERT INTO disciplines VALUES (?, ?, ?, ?)",
                    division_id, discipline_id(discipline), discipline,
                    json.dumps(list(range(1, len(revisions) + 1))),
                )  # fmt: skip
        return division_id

    def _import(self, parameters: Parameters) -> None:
        model = self._model(parameters)
        level = self._database.row(
            "SELECT id FROM objects WHERE division_id = ? AND type = 'ID_TopologyLevel' ORDER BY rowid",
            model["id"],
        )
        contents = _contents(model["id"], level["id"] if level else None, parameters["objects"])
        self._write(model["id"], contents, parameters)

    def _change(self, parameters: Parameters) -> None:
        """Every second one gets another shape, the others another attribute."""
        model = self._model(parameters)
        latest = self._states.latest(model["id"])
        contents = [Content.of(row) for row in self._states.at(model["id"], latest).values()]
        mark = uuid.uuid4().hex
        for index in range(min(int(parameters.get("objects", 1)), len(contents))):
            former = contents[index]
            contents[index] = Content(
                former.object_id, former.name, former.type, mark if index % 2 else former.geometry,
                former.attributes if index % 2 else {**former.attributes, "remark": f"Edited {mark[:6]}"},
                former.discipline_id, former.parent_id, former.hidden,
            )  # fmt: skip
        self._write(model["id"], contents, parameters)

    def _write(self, division_id: str, contents: Iterable[Content], parameters: Parameters) -> None:
        user_id = self._people.user_id(parameters)
        with self._database.transaction():
            self._states.write(division_id, contents, self._states.latest(division_id))
            self._database.run(
                "UPDATE divisions SET changed = ?, changed_by = ? WHERE id = ?", now(), user_id, division_id
            )

    def _set_status(self, parameters: Parameters) -> None:
        if parameters["status"] not in STATUSES:
            raise ValueError(f"A status is one of {', '.join(STATUSES)}")
        self._database.run(
            "UPDATE divisions SET status = ? WHERE id = ?",
            parameters["status"],
            self._model(parameters)["id"],
        )

    def _define_filter(self, parameters: Parameters) -> str:
        filter_id = str(uuid.uuid4())
        self._database.run(
            "INSERT INTO object_filters VALUES (?, ?, ?, ?)",
            filter_id, self._people.project_id(parameters), parameters.get("name", "Filter"),
            json.dumps(parameters["types"]),
        )  # fmt: skip
        return filter_id

    def _set_time(self, parameters: Parameters) -> None:
        self._calculations.duration = float(parameters["seconds"])


def _contents(division_id: str, level_id: str | None, objects: list[dict[str, Any]]) -> list[Content]:
    return [
        Content(
            _object_id(division_id, str(item["key"])), item.get("name"), item["type"],
            item.get("geometry", ""), item.get("attributes", {}),
            discipline_id(item.get("discipline", "ID_BuildingModel")), level_id,
            bool(item.get("hidden", False)),
        )
        for item in objects
    ]  # fmt: skip


def _object_id(division_id: str, key: str) -> str:
    try:
        return str(uuid.UUID(key))
    except ValueError:
        return str(uuid.uuid5(uuid.UUID(division_id), key))
