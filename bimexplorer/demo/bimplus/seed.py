"""Fills a fresh stand-in with `office`.

Everything is made from fixed random numbers and fixed ids, so two fresh data folders are alike; dates count
back two years from the moment of seeding.
"""

from __future__ import annotations

import json
import mimetypes
import random
import uuid
from collections import defaultdict
from typing import Any

from bimexplorer.demo.bimplus import office
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.office import Model, Project

TEAM = office.TEAM

_SPACE = uuid.UUID("0b1f5f0e-7d0d-4c6b-9c4e-6f6c1c2c7a55")
_TWO_YEARS = 2 * 365 * 86400 * 1_000_000
_DAY = 86400 * 1_000_000
_GIB = 1024**3
_SIZES = {
    # ending -> from, to, in bytes
    "pdf": (40_000, 900_000), "dwg": (60_000, 1_500_000), "jpg": (150_000, 2_500_000),
    "png": (40_000, 500_000),
    "docx": (12_000, 120_000), "xlsx": (9_000, 90_000), "txt": (200, 8_000), "csv": (500, 20_000),
    "ifc": (300_000, 4_000_000),
}  # fmt: skip
_TYPES = {"dwg": "application/acad", "ifc": "application/octet-stream", "csv": "text/csv"}
_CLASSIFICATIONS = {"docx": "Minutes", "dwg": "Drawing", "xlsx": "Schedule"}
_TAGS = ("", "", "", "Entwurf", "Ausführung", "for review", "ABCDE")
_ELEMENTS = (
    # name, type, IFC type, how many on a level
    ("Wand", "ID_ArchWall", "IfcWallStandardCase", 6),
    ("Decke", "ID_Slab", "IfcSlab", 1),
    ("Stütze", "ID_Column", "IfcColumn", 4),
    ("Tür", "ID_Door", "IfcDoor", 3),
    ("Fenster", "ID_Window", "IfcWindow", 4),
)


def fill(database: Database) -> None:
    if database.fresh:
        with database.transaction():
            _Seeder(database).everything()


def discipline_id(name: str) -> str:
    """The id of a kind of discipline: the same in every model."""
    return sample_id("discipline", name)


def sample_id(*parts: object) -> str:
    return str(uuid.uuid5(_SPACE, "/".join(str(part) for part in parts)))


class _Seeder:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.random = random.Random(5)  # noqa: S311 - sample content
        self._now = now()
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def everything(self) -> None:
        for email, password, *rest in office.PEOPLE:
            self.add("users", sample_id("user", email), email, password or self.guid(), *rest)
        for slug, name, account_type, space, owners, others in office.TEAMS:
            team_id = sample_id("team", slug)
            self.add("teams", team_id, slug, name, account_type, space * _GIB)
            for email in owners:
                self.add("members", team_id, sample_id("user", email), "owner", 1)
            for email in others:
                self.add("members", team_id, sample_id("user", email), "member", int(email == office.JUERGEN))
            for project in office.PROJECTS[slug]:
                self._project(slug, owners, project)
        for table, rows in self._rows.items():
            marks = ", ".join("?" * len(rows[0]))
            self._database.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - own tables

    def add(self, table: str, *values: object) -> None:
        self._rows[table].append(values)

    def guid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def moment(self, earliest: int = 0) -> int:
        """Some moment between the earliest and an hour ago, in the finest unit that answers show."""
        earliest = earliest or self._now - _TWO_YEARS
        return earliest + int(self.random.random() * (self._now - 3600 * 1_000_000 - earliest))

    def _project(self, slug: str, owners: tuple[str, ...], project: Project) -> None:
        project_id = sample_id("project", slug, project.name)
        owner = sample_id("user", owners[0])
        editors = [email for email, role in project.roles.items() if role in ("admin", "editor")]
        people = [owner, *(sample_id("user", email) for email in editors)]
        created = self.moment() if project.touched else None
        self.add(
            "projects", project_id, sample_id("team", slug), project.name, project.name.casefold(),
            project.short_descr, project.address, created,
            owner, self.moment(created) if created else None, self.random.choice(people),
        )  # fmt: skip
        for email, role in project.roles.items():
            self.add("roles", project_id, sample_id("user", email), role)
        maker = _ProjectSeeder(self, project_id, people)
        objects = [item for model in project.models for item in maker.model(model)]
        maker.documents(project.folders)
        maker.issues(project.issues, objects)
        if objects:
            maker.extras(objects)


class _ProjectSeeder:
    """The contents of one project."""

    def __init__(self, seeder: _Seeder, project_id: str, people: list[str]) -> None:
        self._random = seeder.random
        self._add = seeder.add
        self._moment = seeder.moment
        self._guid = seeder.guid
        self._project_id = project_id
        self._people = people
        self._folder_ids: dict[str, str] = {}

    # Models -----------------------------------------------------------------------------------------

    def model(self, model: Model) -> list[tuple[str, str]]:
        """A model with its revisions and objects; `(id, name)` of the objects with a shape."""
        division_id = sample_id("division", self._project_id, model.name)
        building = sample_id("building", division_id)
        file_name = f"{model.name}.ifc"
        size = self._random.randrange(*_SIZES["ifc"]) if model.status != "EMPTY" else 0
        created = self._moment()
        author = self._random.choice(self._people)
        self._add(
            "divisions", division_id, self._project_id, model.name, model.description, building, model.status,
            model.input_type, file_name, size, size * 2, created, author,
            created if model.revisions < 2 else self._moment(created), self._random.choice(self._people),
            None, f"ifc:{division_id}",
        )  # fmt: skip
        for name in model.disciplines:
            numbers = list(range(1, model.revisions + 1)) or [1]
            self._add("disciplines", division_id, discipline_id(name), name, json.dumps(numbers))
        at = created
        for number in range(1, model.revisions + 1):
            author = self._random.choice(self._people)
            name = file_name if number > 1 else model.name
            text = "" if number % 2 else f"Stand der Planung {number}"
            self._add(
                "revisions", sample_id("revision", division_id, number), division_id, number, name, text, at,
                author, at + 9_000_000, author, sample_id("application"), model.input_type, building,
            )  # fmt: skip
            at = self._moment(at)
        return self._objects(division_id, building, model)

    def _objects(self, division_id: str, building: str, model: Model) -> list[tuple[str, str]]:
        ifc = model.input_type == "IFC_IMPORT"

        def add(identifier: str, parent: str | None, name: str | None, kind: str, ifc_type: str) -> None:
            # 22 characters, as IFC writes its GUIDs.
            ifc_id = identifier.replace("-", "")[:22] if ifc else None
            self._add(
                "objects", identifier, division_id, parent, name, kind, ifc_id, ifc_type if ifc else None
            )

        if not model.levels:
            return []
        add(building, None, None, "ID_TopologyDivision", "IfcBuilding")
        found = []
        for level in model.levels:
            level_id = sample_id("level", division_id, level)
            add(level_id, building, level, "ID_TopologyLevel", "IfcBuildingStorey")
            for name, kind, ifc_type, count in _ELEMENTS:
                for number in range(1, count + 1):
                    element = sample_id("element", level_id, name, number)
                    shown = f"{name}-{number:03}"
                    add(element, level_id, shown, kind, ifc_type)
                    found.append((element, shown))
        return found

    # Documents --------------------------------------------------------------------------------------

    def documents(self, folders: dict[str, office.Files]) -> None:
        for path, files in folders.items():
            folder_id = self._folder(path) if path else None
            for count, pattern in files:
                for number in range(1, count + 1):
                    attachment_id = self._attachment(
                        f"{path} {pattern} {number}", self._project_id, pattern.format(n=number)
                    )
                    if folder_id:
                        self._add("assignments", folder_id, attachment_id)
                    if number == 1 and count > 8 and "/" in path:
                        # One attachment in two places.
                        self._add("assignments", self._folder(path.partition("/")[0]), attachment_id)

    def _folder(self, path: str) -> str:
        if path not in self._folder_ids:
            above, _, name = path.rpartition("/")
            parent_id = self._folder(above) if above else None
            self._folder_ids[path] = folder_id = sample_id("folder", self._project_id, path)
            self._add(
                "structures", folder_id, self._project_id, parent_id, name, "", "DocumentFolder",
                len(self._folder_ids), 0,
            )  # fmt: skip
        return self._folder_ids[path]

    def _attachment(
        self, key: str, related_id: str, file_name: str, kind: str = "Document", most: int = 6
    ) -> str:
        attachment_id = sample_id("attachment", self._project_id, key)
        ending = file_name.rpartition(".")[2]
        count = self._random.choice((1, 1, 1, 1, 2, 3, most))
        count = min(count, most)
        created: int | None = self._moment()
        at = created
        if count == 1 and self._random.random() < 0.1:
            created = at = None
        author = self._random.choice(self._people)
        self._add(
            "attachments", attachment_id, self._project_id, related_id, kind, created, author, count, count
        )
        tag = self._random.choice(_TAGS)
        shared = self._random.choice((0, 0, count - 1, count))
        for number in range(1, count + 1):
            self._add(
                "versions", attachment_id, number, file_name.rpartition(".")[0], file_name,
                _TYPES.get(ending) or mimetypes.guess_type(file_name)[0] or "application/octet-stream",
                self._random.randrange(*_SIZES[ending]),
                "" if self._random.random() < 0.05 else self._guid(),
                _CLASSIFICATIONS.get(ending, ""), tag, at, author, None, f"{ending}:{attachment_id} {number}",
                (at or self._moment()) + _DAY // 24 if number == shared else None,
                author if number == shared else None,
            )  # fmt: skip
            author = self._random.choice(self._people)
            at = self._moment(at or 0)
        return attachment_id

    # The rest ---------------------------------------------------------------------------------------

    def issues(self, issues: tuple[tuple[str, str, str, str], ...], objects: list[tuple[str, str]]) -> None:
        for number, (name, text, status, priority) in enumerate(issues, 1):
            issue_id = sample_id("issue", self._project_id, number)
            created = self._moment()
            author = self._people[number % len(self._people)]
            responsible = None if number % 4 == 0 else self._random.choice(self._people)
            due = created + 30 * _DAY if number % 2 else None
            self._add(
                "issues", issue_id, self._project_id, number, name, text, status, created,
                self._moment(created), due, "Erledigt" if status == "Closed" else None, "Problem",
                "Problems", priority, author, responsible,
                json.dumps(["abc@example.com"] if number % 3 == 0 else []),
            )  # fmt: skip
            for count in range(number % 3):
                self._attachment(
                    f"issue {number} {count}", issue_id, f"Foto {number}-{count + 1}.jpg", most=2
                )
                self._add(
                    "comments", sample_id("comment", issue_id, count), self._project_id, issue_id,
                    ("Bitte bis Freitag klären.", "Done in revision 3.")[count],
                    self._random.choice(self._people), self._moment(created),
                )  # fmt: skip
            if objects:
                element = self._random.choice(objects)[0]
                position = {axis: round(self._random.uniform(-9000, 80000), 3) for axis in "xyz"}
                normal = {"x": 0, "y": 0, "z": 1} if number % 2 else {"x": -1, "y": 0, "z": 0}
                self._add(
                    "pins", sample_id("pin", issue_id), self._project_id, issue_id, element, element,
                    json.dumps(position), json.dumps(normal), self._moment(created),
                )  # fmt: skip

    def extras(self, objects: list[tuple[str, str]]) -> None:
        """What hangs on objects: documents, links, a cost structure, surfaces; the thumbnail; an IFC file."""
        for element, name in objects[:: max(1, len(objects) // 4)][:4]:
            self._attachment(f"object {element}", element, f"{name} Datenblatt.pdf")
        element, name = objects[0]
        self._add(
            "hyperlinks", sample_id("link", self._project_id), self._project_id, element,
            f"{name}: Hersteller", "https://www.example.com/produkt?id=17", self._people[0], self._moment(),
        )  # fmt: skip
        costs = sample_id("structure", self._project_id, "costs")
        self._add(
            "structures",
            costs,
            self._project_id,
            None,
            "Kosten nach DIN 276",
            "Kostengruppen",
            "CostStructure",
            90,
            0,
        )
        for number, group in enumerate(("300 Bauwerk", "400 Technische Anlagen"), 1):
            group_id = sample_id("structure", self._project_id, group)
            self._add(
                "structures",
                group_id,
                self._project_id,
                costs,
                group,
                "",
                "StructureElement",
                number,
                4286611584,
            )
            self._add("assignments", group_id, objects[number][0])
        for number, color in enumerate((8421504, 12632256), 1):
            surface_id = sample_id("surface", self._project_id, number)
            self._add("surfaces", surface_id, self._project_id, color)
            if number == 1:
                self._attachment(
                    "texture", surface_id, "diffuse-texture-image.jpg", kind="AllplanResource", most=1
                )
        self._attachment("thumbnail", self._project_id, "Thumbnail.png", kind="Thumbnail", most=1)
        self._attachment("ifc", self._project_id, "Koordination.ifc", kind="Ifc", most=2)
        self._add(
            "selections", sample_id("selection", self._project_id), self._project_id, "Auswahl", "Elements",
            json.dumps([sample_id("attachment", self._project_id, f"object {objects[0][0]}")]),
        )  # fmt: skip
