"""Projects with the verbs of folders: mkdir, mv, and rm with their name to confirm it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Bimx, bimplus_only, environment
from tests.standin import StandIn

pytestmark = bimplus_only


@pytest.fixture
def team(bimx: Bimx, shared_standin: StandIn) -> Iterator[str]:
    """Whose projects are those of before when the test has ended: others use the server too."""
    place = f"bp:/{shared_standin.bimplus['team']}"
    before = set(bimx.names(place))
    yield place
    for entry in bimx.json("ls", place):
        if entry["name"] not in before:
            bimx("rm", "-r", "--confirm", entry["name"], entry["place"])


@pytest.fixture
def project(bimx: Bimx, team: str) -> str:
    """A new one with a file in its documents."""
    place = f"{team}/Neubau Größe {uuid.uuid4().int}"
    bimx("mkdir", place)
    (bimx.folder / "plan.txt").write_text("plan", encoding="utf-8")
    bimx("put", "plan.txt", f"{place}/Documents")
    return place


def name_of(place: str) -> str:
    return place.rpartition("/")[2]


def deletions(server: StandIn) -> int:
    return server.calls("DELETE /v2/")


def test_one_is_made(bimx: Bimx, team: str) -> None:
    name = f"100 % %2F Ä {uuid.uuid4().int}"
    made = bimx.json("mkdir", f"{team}/{name}")
    assert (made["name"], made["kind"], made["type"]) == (name.replace("%2F", "/"), "folder", "project")
    assert made["place"] == f"{team}/{name}"
    assert bimx.json("ls", made["place"])[0]["path"] == f"{made['path']}/Documents"
    assert "exists already" in bimx("mkdir", made["place"], code=5)
    # To the server it is the same name in other letters.
    assert "already" in bimx("mkdir", f"{team}/{name.replace('Ä', 'ä')}", code=5)
    bimx("mkdir", "-p", made["place"])
    other = f"{team}/Neu {uuid.uuid4().int}"
    bimx("mkdir", "-p", f"{other}/Documents/Pläne/EG")
    assert bimx("ls", "-R", f"{other}/Documents").splitlines() == ["Pläne/", "Pläne/EG/"]


def test_where_none_can_be_made(bimx: Bimx, team: str, shared_standin: StandIn) -> None:
    before = bimx.names(team)
    assert "name is needed" in bimx("mkdir", f"{team}/ ", code=1)
    assert "Documents" in bimx("mkdir", f"{team}/Riverside School/Plans", code=1)
    bimx("mkdir", "bp:/another-team", code=1)
    assert "no folder" in bimx("mkdir", "bp:/another-team/Project", code=4)
    assert "a" * 20 not in bimx("mkdir", f"{team}/{'a' * 300}", code=1)
    other = environment(shared_standin.bimplus["users"][1])
    assert "right to make projects" in bimx("mkdir", f"{team}/Mine", code=6, **other)
    assert bimx.names(team) == before


def test_one_is_renamed_and_keeps_all_else(bimx: Bimx, team: str, project: str) -> None:
    before = bimx.json("stat", project)
    target = f"{team}/Umbau {uuid.uuid4().int}"
    moved = bimx.json("mv", project, target)
    assert (moved["id"], moved["place"]) == (before["id"], target)
    assert bimx.names(f"{target}/Documents") == ["plan.txt"]
    assert "exists already" in bimx("mv", target, f"{team}/Riverside School", code=5)
    assert "already" in bimx("mv", target, f"{team}/riverside school", code=5)
    assert "stays in its team" in bimx("mv", target, "bp:/tragwerk-nord/", code=1)
    bimx("mv", target, f"{team}/Riverside School/Documents", code=1)
    assert bimx.json("stat", target)["id"] == before["id"]


def test_none_is_deleted_without_its_name(bimx: Bimx, project: str, shared_standin: StandIn) -> None:
    name = name_of(project)
    before = deletions(shared_standin)
    assert "Add -r" in bimx("rm", project, code=2)
    assert "Add -r" in bimx("rm", "--confirm", name, project, code=2)
    for wrong in ([], [""], [name.lower()], [f"{name} "], ["plan.txt"], [project]):
        said = bimx("rm", "-r", *(f"--confirm={text}" for text in wrong), project, code=2)
        assert "models and documents" in said
        assert "for everybody" in said
        assert f"--confirm '{name}'" in said
    # Nor what stands beside it on the command line.
    file = f"{project}/Documents/plan.txt"
    bimx("rm", "-r", file, project, code=2)
    bimx("rm", "-r", file, project, "--confirm", "plan.txt", code=2)
    bimx("rm", "-r", f"{project}/Documents", "--confirm", name, code=2)
    bimx("rm", "-r", file, f"{project}/none", "--confirm", name, code=4)
    assert deletions(shared_standin) == before
    assert bimx.names(f"{project}/Documents") == ["plan.txt"]


def test_several_are_deleted_if_each_is_confirmed(
    bimx: Bimx, team: str, project: str, shared_standin: StandIn
) -> None:
    other, third = (f"{team}/Neu {uuid.uuid4().int}" for _ in range(2))
    bimx("mkdir", other, third)
    before = deletions(shared_standin)
    first = name_of(project)
    for names in ([first], [first, first], [first, name_of(other), name_of(third)]):
        bimx("rm", "-r", project, other, *(f"--confirm={name}" for name in names), code=2)
    assert deletions(shared_standin) == before
    deleted = bimx.json("rm", "-r", project, other, "--confirm", name_of(other), "--confirm", first)
    assert deleted == {"deleted": [project, other]}
    left = bimx.names(team)
    assert name_of(third) in left
    assert not {first, name_of(other)} & set(left)
    assert deletions(shared_standin) == before + 2
    bimx("rm", "-r", project, "--confirm", first, code=4)


def test_who_may_not(bimx: Bimx, project: str, shared_standin: StandIn) -> None:
    name = name_of(project)
    other = environment(shared_standin.bimplus["users"][1])
    bimx("rm", "-r", project, "--confirm", name, code=4, **other)
    before = deletions(shared_standin)
    for role in ("editor", "viewer"):
        shared_standin.bimplus_action("set-role", project=name, user=other["BIMX_USERNAME"], role=role)
        assert "right" in bimx("rm", "-r", project, "--confirm", name, code=6, **other)
    documents = f"{project}/Documents"
    for command in (
        ["mv", project, f"{project} 2"],
        ["put", "plan.txt", f"{documents}/b.txt"],
        ["mkdir", f"{documents}/x"],
        ["rm", f"{documents}/plan.txt"],
    ):
        assert "right" in bimx(*command, code=6, **other)
    assert deletions(shared_standin) == before
    assert bimx.names(f"{project}/Documents") == ["plan.txt"]


def test_stat_tells_what_only_asking_tells(bimx: Bimx, project: str) -> None:
    facts = bimx.json("stat", project)
    assert facts["details"]["attachmentCount"] == "1"
    assert "structures" in facts["details"]
    assert "delete" in facts["missing"]
    assert "delete-project" not in facts["missing"]
    lines = bimx("stat", project).splitlines()
    (first,) = [number for number, line in enumerate(lines) if line.startswith("rights:")]
    # Several rights, each below the other.
    assert lines[first + 1].startswith(" " * 8)
    assert len(lines[first + 1]) - len(lines[first + 1].lstrip()) == lines[0].index(name_of(project))


def test_whatever_else_is_there_stays(bimx: Bimx, team: str) -> None:
    school = f"{team}/Riverside School"
    assert "team is managed" in bimx("rm", "-r", team, code=1)
    assert "belongs to every project" in bimx("rm", "-r", f"{school}/Documents", code=1)
    bimx("rm", "-r", f"{team}/No such project", "--confirm", "No such project", code=4)
    bimx("rm", "-r", "bp:/no-such-team", "--confirm", "no-such-team", code=4)
    (bimx.folder / "plan.txt").write_text("plan", encoding="utf-8")
    before = bimx.names(f"{school}/Documents")
    folder = bimx.folder / "Pläne"
    folder.mkdir()
    (folder / "plan.txt").write_text("plan", encoding="utf-8")
    projects = bimx.names(team)
    for place in ("bp:/", team, school, f"{school}/Issues", f"{school}/All attachments", f"{team}/New"):
        for source in ("plan.txt", "Pläne"):
            assert "ocuments" in bimx("put", source, place, code=1)
    assert bimx.names(f"{school}/Documents") == before
    assert bimx.names(team) == projects
