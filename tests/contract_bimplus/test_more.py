"""What is told of teams, projects, issues, objects and files only when it is asked for."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, NotFound, Offline
from bimexplorer.model import Entry, Kind, More
from tests.contract.parts import all_children, put
from tests.contract_bimplus.lab import OFFICE, PROJECT
from tests.contract_bimplus.lab import BimplusLab as Lab


@pytest.fixture
def office(lab: Lab, cloud: Cloud) -> Entry:
    return cloud.entry_at((lab.team, OFFICE))


def test_a_team_tells_its_space(lab: Lab, cloud: Cloud) -> None:
    told = dict(cloud.more(cloud.entry_at((lab.team,))).details)
    assert told["totalSpace"] == "107.4 GB"
    assert told["usedSpace"].endswith(" MB")
    assert told["numberOfMembers"] == "5"
    assert told["rights"] == "You may make projects in this team."
    other = lab.open(user=1)
    assert "may not" in dict(other.more(other.entry_at((lab.team,))).details)["rights"]
    with pytest.raises(NotFound):
        cloud.more(Entry("team:none", "none", Kind.FOLDER, "team", ("none",)))


def test_a_project_tells_what_hangs_on_it(cloud: Cloud, office: Entry) -> None:
    more = cloud.more(office)
    told = dict(more.details)
    assert told["disciplines"].splitlines()[0] == "Architektur: BuildingModel, FinishModel, RoomModel"
    assert (told["memberCount"], told["topicCount"], told["address"]) == (
        "4",
        "7",
        "Am Sandtorkai 12, 20457 Hamburg",
    )
    assert told["issues"].splitlines()[0] == "Open: 3"
    assert told["rights"].splitlines()[0] == "Administrate the project"
    assert told["size"].endswith(" MB")
    counts = {
        "comments": 7,
        "hyperlinks": 1,
        "pins": 7,
        "materialSurfaces": 2,
        "structures": 7,
        "revisions": 9,
    }
    # Other tests leave a revision or a folder behind.
    assert {name: min(int(told[name]), most) for name, most in counts.items()} == counts
    assert more.picture.startswith(b"\x89PNG")
    names = [name for name, _ in more.details]
    assert len(names) == len(set(names))


def test_a_project_without_anything_tells_little(lab: Lab, cloud: Cloud) -> None:
    more = cloud.more(cloud.entry_at((lab.team, PROJECT)))
    told = dict(more.details)
    assert more.picture == b""
    # Other tests make models here, with their disciplines.
    assert told["comments"] == "0"
    assert "issues" not in told


def test_rights_are_told_in_words(lab: Lab) -> None:
    """Of somebody who only looks, in a project and a team."""
    reader = lab.open_reader()
    more = reader.more(reader.entry_at((lab.team, PROJECT)))
    assert dict(more.details)["rights"] == "See all models"


@pytest.mark.parametrize(
    "how",
    [
        {"status": 500},
        {"status": 200, "body": {"id": "x", "children": []}},
        {"status": 200, "body": "<html>"},
    ],
    ids=["fails", "tells something else", "tells nothing"],
)
def test_a_question_that_fails_leaves_its_facts_out(
    lab: Lab, cloud: Cloud, office: Entry, how: dict[str, object]
) -> None:
    whole = cloud.more(office)
    for path, left_out in (
        # Without disciplines it is asked for again, and for them alone.
        (r"\?disciplines=true", ""),
        ("/comments", "comments"),
        ("/pins", "pins"),
        ("/issues", "issues"),
        ("/materialsurfaces", "materialSurfaces"),
        ("/revisions", "revisions"),
        ("/projects/[^/]+/structures", "structures"),
        ("/hyperlinks", "hyperlinks"),
    ):
        lab.fault(path=path, times=None, **how)
        more = cloud.more(office)
        assert {name for name, _ in whole.details} - {name for name, _ in more.details} == {left_out} - {""}
        assert more.picture == whole.picture
        lab.server.clear_faults()
    lab.fault(path="/thumbnail/", times=None, status=500)
    assert cloud.more(office) == More(whole.details)


def test_once_nobody_answers_nothing_more_is_asked(lab: Lab, cloud: Cloud, office: Entry) -> None:
    lab.fault(path="/comments", drop="request", times=None)
    lab.server.reset_counters()
    more = cloud.more(office)
    assert "memberCount" in dict(more.details)
    assert lab.server.calls("/(pins|thumbnail)") == 0
    lab.fault(path="/projects/", drop="request", times=None)
    with pytest.raises(Offline):
        cloud.more(office)


def test_an_ended_sign_in_and_a_gone_project_are_errors(lab: Lab, cloud: Cloud, office: Entry) -> None:
    lab.fault(path="/projects/", status=404)
    with pytest.raises(NotFound):
        cloud.more(office)
    lab.end_sign_ins()
    with pytest.raises(AuthExpired):
        cloud.more(office)


def test_a_picture_is_found_by_its_id_too(lab: Lab, cloud: Cloud, office: Entry) -> None:
    whole = cloud.more(office)
    lab.fault(path="/thumbnail/download", status=404, times=None)
    assert cloud.more(office).picture == whole.picture
    assert lab.server.calls(r"GET /v2/[^/]+/thumbnail/") == 1


def test_a_picture_larger_than_any_is_left_out(lab: Lab, cloud: Cloud, office: Entry) -> None:
    lab.fault(path="/thumbnail/", status=200, content_type="image/png", body="x" * 4_000_001)
    more = cloud.more(office)
    assert more.picture == b""
    assert "comments" in dict(more.details)


def test_an_issue_tells_its_comments_and_pins(lab: Lab, cloud: Cloud, office: Entry) -> None:
    issue = cloud.entry_at((*office.path, "Issues", "Durchbruch ohne Sturz"))
    told = dict(cloud.more(issue).details)
    lines = told["comments"].splitlines()
    assert {line.rpartition(": ")[2] for line in lines} == {
        "Bitte bis Freitag klären.",
        "Done in revision 3.",
    }
    moments = [line.split(", ")[1][:16] for line in lines]
    assert moments == sorted(moments)
    assert told["pins"].endswith("/Erdgeschoss/Wand-002")
    assert len(lines) == int(dict(issue.details)["commentsCount"])


def test_an_object_tells_its_hyperlinks(lab: Lab, cloud: Cloud, office: Entry) -> None:
    found: list[More] = []
    waiting = [cloud.entry_at((*office.path, "Topology"))]
    while waiting and not found:
        below = [one for one in all_children(cloud, waiting.pop()) if one.is_folder]
        waiting += below
        walls = [one for one in below if one.name == "Wand-001"]
        found = [more for one in walls if (more := cloud.more(one)).details]
    (more,) = found
    told = dict(more.details)
    assert told.keys() == {"hyperlinks"}
    assert told["hyperlinks"].endswith("Hersteller: https://www.example.com/produkt?id=17")


def test_a_file_is_asked_for_anew(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "a.txt", b"old")
    file = cloud.entry_at((*folder.path, "a.txt"))
    lab.rewrite(file, text="new")
    assert dict(file.details)["version"] == "1"
    assert dict(cloud.more(file).details)["version"] == "2"
    assert dict(cloud.more(file).details)["rights"] == "delete download share update"
    lab.remove(file)
    with pytest.raises(NotFound):
        cloud.more(file)


def test_of_other_places_nothing_more_is_known(lab: Lab, cloud: Cloud, office: Entry, folder: Entry) -> None:
    model = all_children(cloud, cloud.entry_at((*office.path, "Models")))[0]
    (source,) = [one for one in all_children(cloud, model) if one.type == "model-file"]
    lab.server.reset_counters()
    for place in (cloud.root(), folder, model, source):
        assert cloud.more(place) == More()
    assert lab.server.counters() == {}
