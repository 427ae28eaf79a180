"""The tree: what lies where, page by page, by path and by id."""

from __future__ import annotations

import json

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus.listing import SORTABLE
from bimexplorer.errors import Conflict, NotFound
from bimexplorer.model import Capability, Entry, Kind, Sort, SortColumn
from tests.contract.parts import all_children, put
from tests.contract_bimplus.conftest import PROJECT, Lab
from tests.contract_bimplus.parts import attachment_id

OFFICE = "Bürogebäude Hafenkontor"


def names(entries: list[Entry]) -> list[str]:
    return [entry.name for entry in entries]


def walk(cloud: Cloud, entry: Entry, depth: int) -> list[Entry]:
    found = [entry]
    if entry.is_folder and depth:
        for child in all_children(cloud, entry):
            found += walk(cloud, child, depth - 1)
    return found


def test_the_tree_from_the_top(lab: Lab, cloud: Cloud) -> None:
    root = cloud.root()
    assert (root.kind, root.path, root.place) == (Kind.ROOT, (), "")
    teams = all_children(cloud, root)
    assert {team.path for team in teams} == {(lab.team,), ("tragwerk-nord",), ("bimplus-demo",)}
    team = cloud.entry_at((lab.team,))
    projects = all_children(cloud, team)
    assert OFFICE in names(projects)
    office = cloud.entry_at((lab.team, OFFICE))
    assert office in projects
    assert [place.path[-1] for place in all_children(cloud, office)] == [
        "Documents", "Models", "All attachments", "Structures", "Topology", "Issues",
    ]  # fmt: skip
    assert dict(office.details)["shortDescr"].startswith("Neubau")


def test_every_entry_is_found_by_its_path_and_by_its_id(lab: Lab, cloud: Cloud) -> None:
    office = cloud.entry_at((lab.team, OFFICE))
    found = [
        entry
        for name in ("Documents", "Models", "Structures", "Issues")
        for entry in walk(cloud, cloud.entry_at((*office.path, name)), 3)
    ]
    found += walk(cloud, cloud.entry_at((*office.path, "Topology")), 3)[:12]
    assert len(found) > 100
    assert len({entry.path for entry in found}) == len(found)
    for entry in found[::3]:
        assert cloud.entry_at(entry.path) == entry
        if entry.place.split(":")[0] != "structure":
            assert cloud.entry(entry.id) == entry
    some = found[:4]
    assert cloud.entries([*(entry.id for entry in some), "team:nowhere"]) == {e.id: e for e in some}


def test_a_place_is_found_by_the_names_that_it_is_shown_by(lab: Lab, cloud: Cloud) -> None:
    shown = next(entry for entry in all_children(cloud, cloud.root()) if entry.path == (lab.team,))
    assert shown.name != lab.team
    documents = (OFFICE, "Documents")
    assert cloud.entry_at((shown.name, *documents)) == cloud.entry_at((lab.team, *documents))
    with pytest.raises(NotFound):
        cloud.entry_at((f"{shown.name} nowhere",))


def test_documents_are_folders_and_what_lies_in_none(lab: Lab, cloud: Cloud) -> None:
    documents = cloud.entry_at((lab.team, OFFICE, "Documents"))
    found = all_children(cloud, documents)
    assert names([entry for entry in found if entry.is_folder]) == [
        "01 Pläne", "02 Statik", "03 Protokolle", "04 Fotos", "05 Ausschreibung", "06 Übergabe",
    ]  # fmt: skip
    assert names([entry for entry in found if not entry.is_folder]) == [
        "Detail 1:20 Fenster/Tür.pdf", "Größen und Maße.txt", "Projekthandbuch Teil 1.pdf",
        "Projekthandbuch Teil 2.pdf",
    ]  # fmt: skip
    assert all_children(cloud, cloud.entry_at((*documents.path, "06 Übergabe"))) == []
    file = cloud.entry_at((*documents.path, "Detail 1:20 Fenster/Tür.pdf"))
    assert (file.kind, file.place) == (Kind.FILE, documents.id)
    assert file.size
    assert file.size > 1000
    assert file.owner


def test_details_say_nothing_in_place_of_the_entry_itself(lab: Lab, cloud: Cloud) -> None:
    own = {"name", "path", "place", "kind", "type", "id", "size", "modified", "owner", "site"}
    office = cloud.entry_at((lab.team, OFFICE))
    found = walk(cloud, cloud.root(), 2) + walk(cloud, office, 3)
    assert {entry.type for entry in found} >= {"team", "project", "attachment", "model", "issue"}
    for entry in found:
        told = [name for name, _ in entry.details]
        assert len(set(told)) == len(told)
        assert not own & set(told), entry


def test_equal_names_are_told_apart(lab: Lab, cloud: Cloud) -> None:
    place = cloud.entry_at((lab.team, OFFICE, "Documents", "05 Ausschreibung"))
    twins = [entry for entry in all_children(cloud, place) if entry.name.startswith("Leistungs")]
    assert len({entry.name for entry in twins}) == 2
    for entry in twins:
        attachment_id = entry.id.rsplit(":", 1)[1]
        assert entry.name == f"Leistungsverzeichnis~{attachment_id[:8]}.pdf"
        assert cloud.entry_at(entry.path) == entry
        assert cloud.entry_at((*place.path, f"Leistungsverzeichnis.pdf~{attachment_id[:8]}")) == entry
    with pytest.raises(Conflict) as caught:
        cloud.entry_at((*place.path, "Leistungsverzeichnis.pdf"))
    assert all(entry.name in caught.value.sentence for entry in twins)


def test_one_attachment_in_two_folders_is_two_rows(lab: Lab, cloud: Cloud) -> None:
    plans = cloud.entry_at((lab.team, OFFICE, "Documents", "01 Pläne"))
    inner = cloud.entry_at((*plans.path, "Grundrisse"))
    outer = {entry.id.rsplit(":", 1)[1]: entry for entry in all_children(cloud, plans) if not entry.is_folder}
    both = [entry for entry in all_children(cloud, inner) if entry.id.rsplit(":", 1)[1] in outer]
    assert both
    for entry in both:
        other = outer[entry.id.rsplit(":", 1)[1]]
        assert entry.id != other.id
        assert (entry.size, entry.modified) == (other.size, other.modified)


@pytest.mark.parametrize("column", [SortColumn.NAME, SortColumn.SIZE, SortColumn.MODIFIED, SortColumn.TYPE])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_hold_every_row_once_in_order(
    lab: Lab, cloud: Cloud, column: SortColumn, descending: bool
) -> None:
    sort = Sort(column, descending)
    for path in ((lab.team, OFFICE, "All attachments"), (lab.team, OFFICE, "Documents", "03 Protokolle")):
        place = cloud.entry_at(path)
        pages = all_children(cloud, place, sort, limit=7)
        assert len({entry.id for entry in pages}) == len(pages) >= 14
        whole = all_children(cloud, place, sort, limit=500)
        assert [entry.id for entry in pages] == [entry.id for entry in whole]
        if column is SortColumn.SIZE:
            sizes = [entry.size or 0 for entry in pages]
            assert sizes == sorted(sizes, reverse=descending)
        if column is SortColumn.NAME:
            folded = [entry.name.casefold() for entry in pages if "~" not in entry.name]
            assert folded == sorted(folded, reverse=descending)


def test_a_cursor_used_again_finds_what_came_meanwhile(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    for number in range(6):
        put(cloud, folder, f"{number}.txt", b"x")
    first = cloud.children(folder, limit=2)
    once = cloud.children(folder, cursor=first.cursor, limit=2)
    lab.action(
        "write-attachment", project=PROJECT, fileName="2b.txt", text="x", folder=folder.id.split(":")[3]
    )
    again = cloud.children(folder, cursor=first.cursor, limit=3)
    assert names(list(once.entries)) == ["2.txt", "3.txt"]
    assert names(list(again.entries)) == ["2.txt", "2b.txt", "3.txt"]
    assert isinstance(json.loads(first.cursor or ""), dict)


@pytest.mark.parametrize("column", sorted(SORTABLE))
@pytest.mark.parametrize("descending", [False, True])
def test_lists_that_the_service_pages_stay_whole_while_others_work(
    lab: Lab, cloud: Cloud, documents: Entry, column: SortColumn, descending: bool
) -> None:
    """Nothing twice, and nothing missing that was there all the time; also what was given and then moved."""
    everything = cloud.entry_at((*documents.path[:-1], "All attachments"))
    stay = [lab.write(documents, f"m {number:03}.txt", size=number % 9) for number in range(60)]
    go = [lab.write(documents, f"a {number:03}.txt", size=number % 9) for number in range(20)]
    new = []
    places = (documents, everything)
    readings = [Reading(cloud, place, Sort(column, descending), limit=9) for place in places]
    for round_ in range(100):
        for reading in readings:
            reading.go_on()
        if all(reading.over for reading in readings):
            break
        if round_ < 5:
            for file in go[4 * round_ : 4 * round_ + 4]:
                lab.remove(file)
            new += [lab.write(documents, f"{name} {round_}.txt", size=round_) for name in ("b", "n", "z")]
            lab.rewrite(stay[round_], text="x" * 20 * round_)
            lab.rewrite(stay[-1 - round_], text="")
    for file in (*stay, *new, *go[4 * min(round_, 5) :]):
        lab.remove(file)
    for reading in readings:
        assert reading.over
        # Other tests leave folders.
        seen = [attachment_id(entry) for entry in reading.given if not entry.is_folder]
        assert len(set(seen)) == len(seen), reading.place.name
        assert {attachment_id(file) for file in stay[5:-5]} <= set(seen), reading.place.name


class Reading:
    """A place that is read page by page."""

    def __init__(self, cloud: Cloud, place: Entry, sort: Sort, limit: int) -> None:
        self._cloud, self.place, self._sort, self._limit = cloud, place, sort, limit
        self._cursor: str | None = None
        self.given: list[Entry] = []
        self.over = False

    def go_on(self) -> None:
        if not self.over:
            page = self._cloud.children(self.place, sort=self._sort, cursor=self._cursor, limit=self._limit)
            self.given += page.entries
            self._cursor = page.cursor
            self.over = page.cursor is None


def test_only_folders_for_the_tree(lab: Lab, cloud: Cloud) -> None:
    documents = cloud.entry_at((lab.team, OFFICE, "Documents"))
    lab.server.reset_counters()
    page = cloud.children(documents, kinds=frozenset({Kind.FOLDER}), limit=4)
    rest = cloud.children(documents, kinds=frozenset({Kind.FOLDER}), cursor=page.cursor, limit=4)
    assert len(page.entries) == 4
    assert len(rest.entries) == 2
    assert rest.cursor is None
    assert lab.server.calls("bimplus GET .*attachments") == 0
    files = cloud.children(documents, kinds=frozenset({Kind.FILE}))
    assert {entry.kind for entry in files.entries} == {Kind.FILE}


def test_models_and_issues_show_their_files(lab: Lab, cloud: Cloud) -> None:
    models = all_children(cloud, cloud.entry_at((lab.team, OFFICE, "Models")))
    assert names(models) == ["Architektur", "Freianlagen", "Gebäudetechnik", "Tragwerk"]
    (file,) = [entry for entry in all_children(cloud, models[0]) if entry.type == "model-file"]
    assert file.name == "Architektur.ifc"
    download = cloud.open_download(file)
    assert download.size == file.size
    download.close()
    assert all_children(cloud, models[1]) == []
    issues = all_children(cloud, cloud.entry_at((lab.team, OFFICE, "Issues")))
    assert len(issues) == 7
    assert any(entry.name.startswith("Foto ") for issue in issues for entry in all_children(cloud, issue))


@pytest.mark.parametrize(
    "path",
    [
        ("nowhere",),
        ("hafenkontor-architekten", "No such project"),
        ("hafenkontor-architekten", OFFICE, "Dokumente"),
        ("hafenkontor-architekten", OFFICE, "Documents", "99 Nothing"),
        ("hafenkontor-architekten", OFFICE, "Documents", "01 Pläne", "none.pdf"),
        ("hafenkontor-architekten", OFFICE, "Documents", "Größen und Maße.txt", "deeper"),
        ("hafenkontor-architekten", OFFICE, "All attachments", "a&b*.txt"),
        ("..", "..", ".."),
    ],
)
def test_paths_that_lead_nowhere(cloud: Cloud, path: tuple[str, ...]) -> None:
    with pytest.raises(NotFound) as caught:
        cloud.entry_at(path)
    assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize(
    "entry_id",
    [
        "",
        "x",
        "team:",
        "project:a",
        "folder:a:b",
        "folder:a:b:../..",
        "documents:a:b:c",
        "team:a/b:..:c",
        "file",
    ],
)
def test_ids_that_are_none(lab: Lab, cloud: Cloud, entry_id: str) -> None:
    with pytest.raises(NotFound):
        cloud.entry(entry_id)
    assert cloud.entries([entry_id]) == {}


# ------------------------------------------------------------------------------------------- rights


_PUTS = {Capability.UPLOAD, Capability.CREATE_FOLDER}


def reasons(lab: Lab, cloud: Cloud, entry: Entry) -> set[Capability]:
    lab.server.reset_counters()
    missing = cloud.missing(entry)
    assert lab.server.counters() == {}
    assert all(reason.endswith(".") for reason in missing.values())
    return set(missing)


def test_what_an_owner_may_do(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"content")
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    put_or_changed = {*_PUTS, Capability.RENAME, Capability.MOVE, Capability.DELETE, Capability.SEARCH}
    assert not reasons(lab, cloud, folder) & put_or_changed
    assert not reasons(lab, cloud, file) & {Capability.DOWNLOAD, Capability.MOVE, Capability.DELETE}
    assert Capability.RENAME in reasons(lab, cloud, file)
    for path in ((), (lab.team,), (lab.team, PROJECT), (lab.team, PROJECT, "Issues")):
        missing = reasons(lab, cloud, cloud.entry_at(path))
        assert {Capability.DELETE, Capability.RENAME, Capability.MOVE, Capability.UPLOAD} <= missing


@pytest.mark.parametrize(
    ("role", "changes", "downloads"),
    [("editor", True, True), ("viewer", False, True), ("guest", False, False)],
)
def test_what_roles_may_do(
    lab: Lab, cloud: Cloud, folder: Entry, role: str, changes: bool, downloads: bool
) -> None:
    put(cloud, folder, "plan.pdf", b"content")
    lab.set_role(role)
    other = lab.open(user=1)
    all_children(other, other.entry_at((lab.team, PROJECT)))
    seen = other.entry_at(folder.path)
    file = other.entry_at((*folder.path, "plan.pdf"))
    changing = {*_PUTS, Capability.DELETE}
    assert (not reasons(lab, other, seen) & changing) is changes
    missing = reasons(lab, other, file)
    assert (Capability.DOWNLOAD not in missing) is downloads
    # What somebody else created an editor may not delete either.
    assert Capability.DELETE in missing
