"""The content a fresh stand-in starts with: an architecture office's projects, its users and its two servers.

Everything is made from fixed random numbers, so two fresh data folders are alike but for the ids of their
servers' ports; dates count back three years from the day of seeding. Ids of resources are fixed too, so
links keep working.
"""

from __future__ import annotations

import random
import secrets
import time
import uuid
from collections.abc import Iterator
from typing import Any

from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.tree import ROOT_ID, SERVER_ROOT_ID, SERVER_ROOT_NAME

_SPACE = uuid.UUID("6f1d5c1e-8f0b-4b57-9f57-2a3a1c7f4b11")
SERVER_IDS = tuple(str(uuid.uuid5(_SPACE, f"server {number}")) for number in (1, 2))
_SERVER_NAMES = ("Berlin", "Praha")
_YEARS_BACK = 3 * 365 * 86400 * 1000

HIDDEN_FOLDER = "Contracts"
"""Invisible for the second user."""
WRITABLE_FOLDER = "Exchange"
"""The only folder below which the second user may change anything."""
LARGE_FOLDER = "Scan archive"

_USERS = (
    # username, password, name, e-mail, colour, active, listed
    ("anna.berger", "demo-anna", "Anna Berger", "anna.berger@example.com", "1f6feb", True, 1),
    ("tomas.novak", "demo-tomas", "Tomáš Novák", "tomas.novak@example.com", "2da44e", True, 2),
    ("eva.lindqvist", "demo-eva", "Eva Lindqvist", "eva.lindqvist@example.com", "8250df", False, 0),
    ("yuki.tanaka", None, "田中 ゆき", "yuki.tanaka@example.com", "cf222e", True, 0),
    ("james.carter", None, "James Carter", "james.carter@example.com", "bf8700", True, 0),
)

# Folder -> files, where "{n:02}" counts; a number before the name says how many.
_Folders = dict[str, list[tuple[int, str]]]
_PLANS: _Folders = {
    "Plans/Floor plans": [
        (8, "A-1{n:02} Floor plan level {n}.pdf"),
        (8, "A-1{n:02} Floor plan level {n}.dwg"),
    ],
    "Plans/Sections": [(4, "A-2{n:02} Section {n}-{n}.pdf"), (4, "A-2{n:02} Section {n}-{n}.dwg")],
    "Plans/Details": [(12, "D-{n:03} Detail.pdf"), (3, "D-{n:03} Window connection.dwg")],
    "Models": [(1, "Architecture.pln"), (1, "Structure.ifc"), (1, "MEP.ifc"), (1, "Library export.pla")],
    "Photos/Site visit": [(14, "IMG_{n:04}.jpg")],
    "Documents": [
        (6, "Minutes {n:02}.docx"),
        (2, "Area schedule {n}.xlsx"),
        (1, "Room list.csv"),
        (1, "Notes.txt"),
    ],
}
_PLAENE: _Folders = {
    "Pläne/Grundrisse": [
        (7, "Grundriss {n:02}. Obergeschoss.pdf"),
        (7, "Grundriss {n:02}. Obergeschoss.dwg"),
    ],
    "Pläne/Schnitte": [(3, "Schnitt {n}-{n}.pdf"), (3, "Schnitt {n}-{n}.dwg")],
    "Pläne/Türen und Fenster": [(9, "Türliste {n:02}.xlsx"), (5, "Fensterübersicht {n}.pdf")],
    "Modelle": [(1, "Gebäudemodell.pln"), (1, "Tragwerk Änderung.ifc"), (1, "Gelände.pla")],
    "Fotos/Baustelle Frühjahr": [(12, "Baustelle {n:03}.jpg"), (3, "Drohne {n}.png")],
    "Unterlagen": [(5, "Protokoll {n:02}.docx"), (1, "Flächen nach DIN 277.csv"), (1, "Größen und Maße.txt")],
}
_VYKRESY: _Folders = {
    "Výkresy/Půdorysy": [(6, "Půdorys {n}. patro.pdf"), (6, "Půdorys {n}. patro.dwg")],
    "Výkresy/Řezy": [(4, "Řez {n}-{n}.pdf")],
    "Modely": [(1, "Nádraží.pln"), (1, "Střecha.ifc")],
    "Fotografie": [(10, "Stavba {n:02}.jpg")],
    "Dokumenty": [(4, "Zápis {n:02}.docx"), (1, "Tabulka místností.csv"), (1, "Poznámky.txt")],
}
_ZUMEN: _Folders = {
    "図面": [(6, "平面図 {n}階.pdf"), (6, "平面図 {n}階.dwg"), (2, "断面図 {n}.pdf")],
    "モデル": [(1, "茶室.pln"), (1, "茶室.ifc")],
    "写真": [(8, "現場 {n:02}.jpg")],
    "書類": [(3, "議事録 {n:02}.docx"), (1, "メモ.txt")],
}
_OFFICE: dict[str, _Folders] = {
    "Hafenkontor Hamburg": _PLAENE,
    "Riverside School": _PLANS,
    "Nádraží Holešovice": _VYKRESY,
    "京都の茶室": _ZUMEN,
    "Villa Sonnenhügel": {
        "Entwurf": [(5, "Variante {n}.pdf"), (2, "Skizze {n}.png")],
        "Ausführung": [(9, "Werkplan {n:02}.pdf"), (9, "Werkplan {n:02}.dwg"), (1, "Villa.pln")],
        "Bilder": [(9, "Ansicht {n}.jpg")],
    },
    "Templates": {
        "": [(4, "Title block A{n}.dwg"), (3, "Letter {n}.docx"), (1, "Project handbook.pdf")],
        "Attributes": [(5, "Layer set {n}.txt")],
    },
    HIDDEN_FOLDER: {
        "": [(1, "Overview.xlsx")],
        "Hafenkontor": [(3, "Contract {n}.pdf"), (2, "Amendment {n}.docx")],
        "Riverside": [(2, "Contract {n}.pdf")],
    },
    WRITABLE_FOLDER: {
        "": [(1, "Read me.txt")],
        "From consultants": [(4, "Structure {n}.ifc")],
        "To consultants": [],
    },
    "New project": {"": []},
}
_PRAHA = ("Nádraží Holešovice", WRITABLE_FOLDER)
"""Folders whose new files go to the second server, and whose files lie there."""

_SIZES = {
    # kind -> from, to, in bytes; small files are many, large ones few
    "pdf": (40_000, 900_000), "dwg": (60_000, 1_500_000), "jpg": (150_000, 3_000_000),
    "png": (40_000, 500_000), "docx": (12_000, 120_000),
    "xlsx": (9_000, 90_000), "txt": (200, 8_000), "csv": (500, 20_000),
    "ifc": (800_000, 16_000_000), "pln": (5_000_000, 20_000_000), "pla": (4_000_000, 18_000_000),
}  # fmt: skip


def fill(database: Database, config: Config) -> None:
    """Fill a fresh database; give a used one the folder of `--large-folder` where it lacks it."""
    with database.transaction():
        seeder = _Seeder(database, config.root_name)
        if database.fresh:
            seeder.everything()
        if config.large_folder:
            seeder.large_folder(config.large_folder)


class _Seeder:
    def __init__(self, database: Database, root_name: str) -> None:
        self._database = database
        self._root_name = root_name
        self._random = random.Random(20)  # noqa: S311 - sample content
        self._now = int(time.time() * 1000)
        self._resources: list[tuple[Any, ...]] = []
        self._blobs: list[tuple[Any, ...]] = []
        self._authors = [_user_id(user[0]) for user in _USERS]

    def everything(self) -> None:
        # Revision 1 is the seeded content; changes are counted on from there.
        self._database.run("INSERT INTO changes (revision, blob_id, at) VALUES (1, '', 0)")
        self._resource(ROOT_ID, "resourceGroup", self._root_name, None, default_server=SERVER_IDS[0])
        self._resource(SERVER_ROOT_ID, "serverRoot", SERVER_ROOT_NAME, None)
        for server_id, name in zip(SERVER_IDS, _SERVER_NAMES, strict=True):
            self._resource(
                server_id, "modelServer", name, (SERVER_ROOT_ID, SERVER_ROOT_NAME, SERVER_ROOT_NAME)
            )
        root = (ROOT_ID, self._root_name, self._root_name)
        folder_ids = {}
        for name, folders in _OFFICE.items():
            server = SERVER_IDS[name in _PRAHA]
            top = self._folder(name, root, server if name in _PRAHA else None)
            folder_ids[name] = top[0]
            self._contents(top, folders, server)
        for kind, name in (("project", "Hafenkontor Teamwork"), ("library", "Office library 27")):
            self._resource(
                str(uuid.uuid5(_SPACE, name)),
                kind,
                name,
                root,
                server=0,
                size=self._random.randrange(10**8, 10**9),
            )
        self._write()
        self._users(folder_ids)

    def _contents(self, top: tuple[str, str, str], folders: _Folders, server: str) -> None:
        known = {"": top}
        for path, files in folders.items():
            folder, so_far = top, ""
            for segment in path.split("/") if path else []:
                so_far = f"{so_far}/{segment}"
                if so_far not in known:
                    known[so_far] = self._folder(segment, folder, None)
                folder = known[so_far]
            for count, pattern in files:
                for number in range(1, count + 1):
                    self._file(pattern.format(n=number), folder, server)

    def large_folder(self, count: int) -> None:
        path = f"{self._root_name}/{LARGE_FOLDER}"
        if self._database.row("SELECT 1 FROM resources WHERE lowered_path = ?", path.lower()):
            return
        folder = self._folder(LARGE_FOLDER, (ROOT_ID, self._root_name, self._root_name), None)
        for name in _scan_names(count):
            self._file(name, folder, SERVER_IDS[0])
        self._database.drop_indices()
        self._write()
        self._database.build_indices()

    def _folder(
        self, name: str, parent: tuple[str, str, str], default_server: str | None
    ) -> tuple[str, str, str]:
        """`(id, name, path)` of the new folder, which is what its children need of it."""
        path = f"{parent[2]}/{name}"
        folder_id = str(uuid.uuid5(_SPACE, path.partition("/")[2]))
        self._resource(folder_id, "resourceGroup", name, parent, default_server=default_server)
        return folder_id, name, path

    def _file(self, name: str, parent: tuple[str, str, str], server: str) -> None:
        kind = name.rpartition(".")[2]
        small, large = _SIZES[kind]
        size = int(small * (large / small) ** self._random.random())
        blob_id = str(uuid.uuid5(_SPACE, f"{parent[2].partition('/')[2]}/{name}")).upper()
        modified = self._resource(blob_id, "blob", name, parent, server=SERVER_IDS.index(server), size=size)
        author = self._random.choice(self._authors)
        recipe = f"{kind}:{self._random.randrange(10**9)}"
        self._blobs.append((blob_id, recipe, modified, author, author))

    def _resource(
        self, resource_id: str, kind: str, name: str, parent: tuple[str, str, str] | None, *,
        server: int | None = None, size: int | None = None, default_server: str | None = None,
    ) -> int:  # fmt: skip
        """Note a row; when it was last modified, in milliseconds."""
        modified = self._now - int(self._random.random() ** 1.5 * _YEARS_BACK) - 60_000
        parent_id, parent_name, parent_path = parent or ("", "", "")
        path = f"{parent_path}/{name}" if parent else name
        server_id, server_name = (
            (None, None) if server is None else (SERVER_IDS[server], _SERVER_NAMES[server])
        )
        row = (
            resource_id, kind, name, name.lower(), parent_id, parent_name, path, path.lower(), server_id,
            server_name, modified, size, default_server,
        )  # fmt: skip
        self._resources.append(row)
        return modified

    def _write(self) -> None:
        many = self._database.connection.executemany
        many(f"INSERT INTO resources VALUES ({', '.join('?' * 13)})", self._resources)  # noqa: S608 - question marks
        many(
            "INSERT INTO blobs (id, recipe, created, created_by, modified_by) VALUES (?, ?, ?, ?, ?)",
            self._blobs,
        )
        self._resources, self._blobs = [], []

    def _users(self, folder_ids: dict[str, str]) -> None:
        for username, password, name, email, color, active, listed in _USERS:
            limited = listed != 1
            self._database.run(
                "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _user_id(username), username, password or secrets.token_hex(16), name, email, color,
                active, listed, folder_ids[HIDDEN_FOLDER] if limited else None, folder_ids[WRITABLE_FOLDER]
                if limited else None,
            )  # fmt: skip


def _user_id(username: str) -> str:
    return str(uuid.uuid5(_SPACE, f"user {username}"))


def _scan_names(count: int) -> Iterator[str]:
    """Names of a scanner that has been running for years: `Scan 000001 Lageplan.pdf`."""
    subjects = (
        "Lageplan",
        "Grundriss",
        "Ansicht Süd",
        "Schnitt",
        "Lieferschein",
        "Facade",
        "Letter",
        "Příloha",
    )
    kinds = ("pdf", "pdf", "jpg", "png", "txt")
    for number in range(1, count + 1):
        yield f"Scan {number:06} {subjects[number % 8]}.{kinds[number % 5]}"
