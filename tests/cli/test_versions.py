"""versions, share, and get and rm of one version."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Bimx, bimplus_only, environment
from tests.standin import StandIn, wait_until

pytestmark = bimplus_only


@pytest.fixture
def plan(bimx: Bimx) -> str:
    """A file whose versions hold `one`, `second` and `the third`."""
    for text in ("one", "second", "the third"):
        (bimx.folder / "Plan Ä.txt").write_text(text, encoding="utf-8")
        bimx("put", "Plan Ä.txt", bimx.here, "--conflict", "new-version")
    (bimx.folder / "Plan Ä.txt").unlink()
    return f"{bimx.here}/Plan Ä.txt"


def numbers(bimx: Bimx, place: str) -> list[int]:
    return [version["number"] for version in bimx.json("versions", place)]


def test_in_words_and_in_json(bimx: Bimx, plan: str, shared_standin: StandIn) -> None:
    listed = bimx.json("versions", plan)
    assert [(version["number"], version["size"]) for version in listed] == [(3, 9), (2, 6), (1, 3)]
    newest = listed[0]
    assert (newest["name"], newest["kind"], newest["place"]) == ("Plan Ä.txt", "file", plan)
    assert newest["author"]
    assert newest["created"].endswith("Z")
    assert (newest["tag"], newest["classification"], bool(newest["shared"])) == ("", "", False)
    (entry,) = bimx.json("ls", plan)
    assert len({entry["id"], *(version["id"] for version in listed)}) == 4
    assert len({version["hash"] for version in listed}) == 3

    lines = [line.split("\t") for line in bimx("versions", plan).splitlines()]
    assert [(line[0], line[3]) for line in lines] == [("3", "9 B"), ("2", "6 B"), ("1", "3 B")]
    assert lines[0][1] == newest["author"]
    assert lines[0][5] in ("not shared", "")
    assert [line[7] for line in lines] == [version["hash"] for version in listed]

    shared_standin.bimplus_action(
        "write-version", id=entry["id"].split(":")[4], text="4", user="tomas.novak@example.com"
    )
    by_others = bimx.json("versions", plan)[0]
    assert (by_others["number"], by_others["size"]) == (4, 1)
    assert by_others["author"] != newest["author"]


def test_one_version_comes_under_the_file_s_name(bimx: Bimx, plan: str) -> None:
    bimx("get", "--version", "1", plan, ".")
    local = bimx.folder / "Plan Ä.txt"
    assert local.read_text(encoding="utf-8") == "one"
    bimx("get", plan, "newest.txt")
    assert (bimx.folder / "newest.txt").read_text(encoding="utf-8") == "the third"
    # What is there already counts as with any other file.
    assert "already there" in bimx("get", "--version", "2", plan, ".", code=5)
    bimx("get", "--version", "2", plan, ".", "--conflict", "overwrite")
    assert local.read_text(encoding="utf-8") == "second"
    # As the newest version again, with nothing lost: there is no other way to overwrite a file here.
    bimx("put", "Plan Ä.txt", bimx.here, "--conflict", "overwrite")
    assert [version["size"] for version in bimx.json("versions", plan)] == [6, 9, 6, 3]


def test_share(bimx: Bimx, plan: str) -> None:
    other = f"{bimx.here}/other.txt"
    (bimx.folder / "other.txt").write_text("x", encoding="utf-8")
    bimx("put", "other.txt", bimx.here)
    assert bimx.json("share", plan)["name"] == "Plan Ä.txt"
    assert bimx.json("versions", plan)[0]["shared"] is True
    assert bimx("versions", plan).splitlines()[0].split("\t")[5] == "shared"
    assert [entry["place"] for entry in bimx.json("share", plan, other)["shared"]] == [plan, other]


def test_one_version_is_deleted(bimx: Bimx, plan: str) -> None:
    assert bimx.json("rm", "--version", "2", plan) == {"deleted": [plan]}
    assert numbers(bimx, plan) == [3, 1]
    bimx("get", "--version", "3", plan, "newest.txt")
    assert (bimx.folder / "newest.txt").read_text(encoding="utf-8") == "the third"
    bimx("rm", "--version", "3", plan)
    # The last one is the file itself.
    assert "only this version" in bimx("rm", "--version", "1", plan, code=5)
    assert [entry["size"] for entry in bimx.json("ls", bimx.here)] == [3]


def test_what_is_wrong_changes_nothing(bimx: Bimx, plan: str, shared_standin: StandIn) -> None:
    for command in (["get", "--version", "7", plan, "x"], ["rm", "--version", "7", plan]):
        assert "has no version 7. Known: 3, 2, 1." in bimx(*command, code=4)
    for number in ("0", "-1", "two", "1.0", ""):
        assert "--version" in bimx("get", f"--version={number}", plan, "x", code=2)
    assert "one file" in bimx("get", "--version", "1", plan, plan, ".", code=2)
    assert "one file" in bimx("rm", "--version", "1", plan, plan, code=2)
    assert "Only files" in bimx("versions", bimx.here, code=1)
    assert "Only files" in bimx("share", bimx.here, code=1)
    assert "Only files" in bimx("rm", "-r", "--version", "1", bimx.here, code=1)
    assert "Only files" in bimx("get", "--version", "1", bimx.here, "x", code=1)
    bimx("versions", f"{bimx.here}/none", code=4)
    bimx("share", f"{bimx.here}/none", code=4)
    assert "remote place" in bimx("versions", "Plan Ä.txt", code=2)
    viewer = environment(shared_standin.bimplus["users"][2])
    assert len(bimx("versions", plan, **viewer).splitlines()) == 3
    for command in (["share", plan], ["rm", "--version", "1", plan]):
        assert "right" in bimx(*command, code=6, **viewer)
    assert numbers(bimx, plan) == [3, 2, 1]
    assert not bimx.json("versions", plan)[0]["shared"]
    assert not (bimx.folder / "x").exists()


def test_a_deleted_attachment(bimx: Bimx, plan: str, shared_standin: StandIn) -> None:
    (entry,) = bimx.json("ls", plan)
    shared_standin.bimplus_action("delete-attachment", id=entry["id"].split(":")[4])
    for command in (["versions", plan], ["share", plan], ["rm", plan], ["get", plan, "x"], ["stat", plan]):
        sentence = bimx(*command, code=4)
        assert sentence.count("\n") == 1
        assert sentence.endswith(".\n")
    assert not (bimx.folder / "x").exists()


def test_an_unfinished_download_of_another_version_is_not_taken_for_this_one(
    bimx: Bimx, shared_standin: StandIn
) -> None:
    source = bimx.folder / "model.ifc"
    place = f"{bimx.here}/model.ifc"
    first, second = b"1" * 3_000_000, b"2" * 3_000_001
    for content in (first, second):
        source.write_bytes(content)
        bimx("put", "model.ifc", bimx.here, "--conflict", "new-version")
    (bimx.folder / "to").mkdir()
    shared_standin.fault(server="bimplus", path="download", stall=600, after=1_000_000, times=None)
    with bimx.process("get", "--version", "1", place, "to") as get:
        wait_until(lambda: [part for part in (bimx.folder / "to").iterdir() if part.stat().st_size])
        get.terminate()
        get.communicate(timeout=60)
    shared_standin.clear_faults()
    assert get.returncode == 143
    bimx("get", place, "to")
    assert (bimx.folder / "to" / "model.ifc").read_bytes() == second
    # The other one is still there to be gone on with, and asks before it overwrites.
    (job,) = bimx.json("transfers")
    with bimx.process("get", "--version", "1", place, "to", "--conflict", "overwrite") as get:
        print(get.communicate(timeout=60))
    print(job, bimx.json("transfers", "--finished"))
    assert (bimx.folder / "to" / "model.ifc").read_bytes() == first
    assert bimx.json("transfers") == []
    history = [
        row["transfer"] for row in bimx.json("transfers", "--finished") if row["direction"] == "download"
    ]
    assert history[0] == job["id"]
