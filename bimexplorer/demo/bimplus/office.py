"""What an imaginary office keeps in Bimplus: its teams, people, projects, models and documents."""

from __future__ import annotations

from dataclasses import dataclass, field

TEAM = "hafenkontor-architekten"
SECOND_TEAM = "tragwerk-nord"
DEMO_TEAM = "bimplus-demo"

PEOPLE = (
    # e-mail, password, first name, last name, company, language, listed (0: not told, in order otherwise)
    ("anna.berger@example.com", "demo-anna", "Anna", "Berger", "Hafenkontor Architekten", "de", 1),
    ("tomas.novak@example.com", "demo-tomas", "Tomáš", "Novák", "Tragwerk Nord", "cs", 2),
    ("eva.lindqvist@example.com", "demo-eva", "Eva", "Lindqvist", "Bauamt Lübeck", "sv", 3),
    ("james.carter@example.com", "", "James", "Carter", "Riverside Trust", "en", 0),
    ("juergen.groesser@example.com", "", "Jürgen", "Größer", "", "de", 0),
    ("demo@example.com", "", "bim+", "a service by Allplan", "", "en", 0),
)
ANNA, TOMAS, EVA, JAMES, JUERGEN, DEMO = (person[0] for person in PEOPLE)

TEAMS = (
    # slug, name, account type, space in GiB, owners, other members
    (TEAM, "Hafenkontor Architekten", "Professional", 100, (ANNA,), (TOMAS, EVA, JAMES, JUERGEN)),
    (SECOND_TEAM, "Tragwerk Nord", "Basic", 10, (TOMAS, ANNA), (JUERGEN,)),
    (DEMO_TEAM, "Bimplus Demo", "Enterprise", 1000, (DEMO,), (ANNA, TOMAS, EVA)),
)

Files = tuple[tuple[int, str], ...]
"""How many, and the name, in which `{n}` counts."""


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    description: str
    status: str = "DONE"
    revisions: int = 1
    input_type: str = "IFC_IMPORT"
    disciplines: tuple[str, ...] = ("ID_BuildingModel", "ID_FinishModel")
    levels: tuple[str, ...] = ("Erdgeschoss", "1. Obergeschoss")


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    short_descr: str
    address: str
    roles: dict[str, str] = field(default_factory=dict)
    """E-mail -> role, of those who are no owners of the team."""
    models: tuple[Model, ...] = ()
    folders: dict[str, Files] = field(default_factory=dict)
    """Path of a Document Folder -> what lies in it; "" lies in none."""
    issues: tuple[tuple[str, str, str, str], ...] = ()
    """Name, description, status, priority."""
    touched: bool = True
    """Whether its dates are known."""


_HAFENKONTOR = Project(
    "Bürogebäude Hafenkontor",
    "Neubau mit acht Geschossen an der Norderelbe, Ausführungsplanung",
    "Am Sandtorkai 12, 20457 Hamburg",
    {TOMAS: "editor", EVA: "viewer", JUERGEN: "admin"},
    (
        Model("Architektur", "Rohbau und Ausbau", revisions=5, disciplines=(
            "ID_BuildingModel", "ID_FinishModel", "ID_RoomModel",
        ), levels=("Untergeschoss", "Erdgeschoss", "1. Obergeschoss", "2. Obergeschoss")),
        Model("Tragwerk", "Stahlbeton, Stützenraster 8,10 m", revisions=3, input_type="ALLPLAN_EXPORT",
              disciplines=("ID_StructuralModel", "ID_ReinforcementModel")),
        Model("Gebäudetechnik", "Lüftung und Sanitär", status="PROCESSING", disciplines=("ID_MEPModel",)),
        Model("Freianlagen", "", status="EMPTY", revisions=0, disciplines=(), levels=()),
    ),
    {
        "": (
            (2, "Projekthandbuch Teil {n}.pdf"), (1, "Größen und Maße.txt"),
            (1, "Detail 1:20 Fenster/Tür.pdf"),
        ),
        "01 Pläne": ((1, "Planliste.xlsx"),),
        "01 Pläne/Grundrisse": (
            (9, "A-1{n:02} Grundriss {n}. Obergeschoss.pdf"), (8, "A-1{n:02} Grundriss.dwg"),
        ),
        "01 Pläne/Schnitte": ((4, "A-2{n:02} Schnitt {n}-{n}.pdf"),),
        "01 Pläne/Ansichten": ((4, "A-3{n:02} Ansicht {n}.pdf"), (2, "Visualisierung {n}.png")),
        "02 Statik": ((3, "Statische Berechnung {n}.pdf"), (2, "Positionsplan {n}.dwg"), (1, "Lasten.csv")),
        "02 Statik/Bewehrung": ((12, "B-{n:03} Bewehrung Decke {n}.pdf"),),
        "03 Protokolle": ((14, "Protokoll {n:02}.docx"),),
        "04 Fotos": (),
        "04 Fotos/Baustelle Frühjahr": ((16, "Baustelle {n:03}.jpg"),),
        "05 Ausschreibung": ((2, "Leistungsverzeichnis.pdf"), (1, "Preisspiegel.xlsx")),
        "06 Übergabe": (),
    },
    (
        ("Wandanschluss Achse C/4 fehlt", "Die Wand endet 12 cm vor der Stütze.", "Open", "High"),
        ("Durchbruch ohne Sturz", "Lüftung quert tragende Wand im 1. OG.", "Open", "High"),
        ("Türbreite Fluchtweg", "Lichte Breite 0,98 m statt 1,20 m.", "InProgress", "Medium"),
        ("Brüstungshöhe prüfen", "", "Closed", "Low"),
        ("Bewehrungsplan B-007 veraltet", "Bitte die Version 3 verwenden.", "Open", "Medium"),
        ("Raumnummern doppelt", "Räume 2.14 und 2.15 haben dieselbe Nummer.", "Closed", "Low"),
        ("Fassadenraster", "Achsmaß weicht vom Tragwerk ab.", "InProgress", "High"),
    ),
)  # fmt: skip

_SCHOOL = Project(
    "Riverside School",
    "Primary school for 420 pupils, timber frame",
    "14 River Lane, York YO1 6HT",
    {TOMAS: "viewer", EVA: "guest", JAMES: "editor"},
    (
        Model("Architecture", "Design development", revisions=4, levels=("Ground floor", "First floor"),
              disciplines=("ID_BuildingModel", "ID_DesignModel_Timber", "ID_RoomModel")),
        Model("Structure", "Glulam frame", revisions=2, levels=("Ground floor", "First floor"),
              disciplines=("ID_StructuralModel",)),
    ),
    {
        "": ((1, "Brief.docx"), (1, "Site survey.pdf")),
        "Drawings": (),
        "Drawings/Floor plans": ((6, "A-1{n:02} Floor plan level {n}.pdf"),),
        "Drawings/Sections": ((4, "A-2{n:02} Section {n}.pdf"),),
        "Drawings/Details": ((9, "D-{n:03} Window detail.pdf"),),
        "Photos": ((10, "IMG_{n:04}.jpg"),),
        "Minutes": ((6, "Minutes {n:02}.docx"),),
        "Schedules": ((2, "Door schedule {n}.xlsx"), (1, "Rooms.csv")),
    },
    (
        ("Wall info wrong", "This wall is wrong", "Open", "High"),
        ("Beam clashes with duct", "Ground floor, grid B/3.", "Open", "Medium"),
        ("Door swing", "Should open outwards.", "Closed", "Low"),
    ),
)  # fmt: skip

PROJECTS: dict[str, tuple[Project, ...]] = {
    TEAM: (
        _HAFENKONTOR,
        _SCHOOL,
        Project(
            "Villa Sonnenhügel", "Einfamilienhaus, Entwurf", "Höhenweg 3, 82319 Starnberg", {},
            (Model("Entwurf", "Variante B", revisions=2),),
            {
                "": ((3, "Skizze {n}.png"),), "Entwurf": ((5, "Variante {n}.pdf"),),
                "Verträge": ((2, "Vertrag {n}.pdf"),),
            },
        ),
        Project(
            "Nádraží Holešovice", "Rekonstrukce haly", "Praha 7", {TOMAS: "admin", EVA: "viewer"},
            (Model("Ocelová konstrukce", "Střecha", revisions=2, levels=("Přízemí",)),),
            {"Výkresy": ((6, "Půdorys {n}. patro.pdf"),), "Fotografie": ((5, "Stavba {n:02}.jpg"),)},
        ),
        Project(
            "Umbau Rathaus Lübeck", "", "", {EVA: "editor", TOMAS: "guest"}, (),
            {"Bestand": ((2, "Aufmaß {n}.dwg"),)}, touched=False,
        ),
        Project("Brücke über die Wümme", "Vorplanung", "28870 Ottersberg", {TOMAS: "editor"}),
        Project("Library Extension", "Feasibility study", "Leeds LS1 3AB", {JAMES: "admin", EVA: "viewer"}),
    ),
    SECOND_TEAM: (
        Project(
            "Parkhaus Überseequartier", "Stahlverbund, sechs Ebenen", "20457 Hamburg", {JUERGEN: "editor"},
            (Model("Stahlbau", "Hauptträger", revisions=3, disciplines=("ID_StructuralModel",)),),
            {
                "": ((1, "Übersicht.pdf"),),
                "Werkpläne": ((10, "W-{n:03} Träger.pdf"), (10, "W-{n:03} Träger.dwg")),
            },
        ),
        Project("Statik Typenhaus", "", "", {}, (), {"": ((2, "Nachweis {n}.pdf"),)}),
    ),
    DEMO_TEAM: (
        Project(
            "Mallorca V1", "Sample house", "Cala d'Or", {ANNA: "viewer", TOMAS: "viewer", EVA: "viewer"},
            (
                Model("Architecture", "Sample", revisions=2, levels=("Ground floor",)),
                Model("Structure", "Sample"),
            ),
            {"": ((1, "Read me.txt"),), "Plans": ((3, "Plan {n}.pdf"),), "Plans/Old": ((1, "Plan 1.pdf"),)},
        ),
        Project(
            "Office Tower", "Sample high-rise", "", {ANNA: "viewer", TOMAS: "viewer", EVA: "viewer"},
            (Model("Tower", "Sample", revisions=1, levels=("Level 1", "Level 2")),),
        ),
    ),
}  # fmt: skip
