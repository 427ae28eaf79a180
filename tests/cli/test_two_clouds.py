"""What is peculiar to files in Bimplus, and carrying them between it and BIMcloud, from a shell."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

from tests.cli.conftest import Bimx, bimplus_only, environment
from tests.cli.test_put_and_get import tree, write
from tests.standin import StandIn, wait_until

pytestmark = bimplus_only


def test_from_one_cloud_into_the_other_and_back(bimx: Bimx, shared_standin: StandIn) -> None:
    bimx("sites", "add", "bc", "--bimcloud", shared_standin.manager)
    at_bimcloud = environment(shared_standin.users[0])
    there = f"bc:/Test {uuid.uuid4().int}"
    source = bimx.folder / "Büro Größe 京都"
    for number in range(12):
        write(source / f"Ordner {number % 3}" / f"Plan Ä{number:02} été 図面.pdf", os.urandom(number * 1000))
    write(source / "Modell 100 % é.ifc", os.urandom(20_000_000))
    bimx("mkdir", there, **at_bimcloud)
    bimx("put", source, there, **at_bimcloud)
    bimx("get", f"{there}/{source.name}", "from bimcloud", **at_bimcloud)
    bimx("put", "from bimcloud", f"{bimx.here}/{source.name}")
    assert bimx.names(bimx.here) == [source.name]
    bimx("get", f"{bimx.here}/{source.name}", "from bimplus")
    bimx("put", "from bimplus", f"{there}/Zurück", **at_bimcloud)
    bimx("get", f"{there}/Zurück", "back", **at_bimcloud)
    assert tree(bimx.folder / "back") == tree(source)


def test_what_moves_and_what_cannot_be_renamed(bimx: Bimx) -> None:
    write(bimx.folder / "a.txt")
    bimx("put", "a.txt", bimx.here)
    bimx("mkdir", "-p", f"{bimx.here}/Alt/tief", f"{bimx.here}/Ziel")
    bimx("mv", f"{bimx.here}/a.txt", f"{bimx.here}/Ziel")
    assert bimx.json("mv", f"{bimx.here}/Alt", f"{bimx.here}/Ziel/Neu")["name"] == "Neu"
    assert bimx("ls", "-R", bimx.here).splitlines() == ["Ziel/", "Ziel/Neu/", "Ziel/a.txt", "Ziel/Neu/tief/"]
    place = f"{bimx.here}/Ziel/a.txt"
    for target in ("Ziel/b.txt", "b.txt", "Ziel/Neu/b.txt"):
        assert "cannot rename files" in bimx("mv", place, f"{bimx.here}/{target}", code=1)
    assert bimx.names(f"{bimx.here}/Ziel") == ["Neu", "a.txt"]
    assert "itself" in bimx("mv", f"{bimx.here}/Ziel", f"{bimx.here}/Ziel/Neu", code=5)


def test_where_no_files_go_nobody_lacks_a_right(bimx: Bimx) -> None:
    write(bimx.folder / "a.txt")
    project = bimx.here.rpartition("/Documents")[0]
    assert "can be put into “Documents”" in bimx("put", "a.txt", project, code=1)
    assert "Open a project first" in bimx("put", "a.txt", project.rpartition("/")[0], code=1)


def test_ls_below_tells_each_file_once(bimx: Bimx) -> None:
    team = bimx.here.rpartition("/Documents")[0].rpartition("/")[0]
    project = f"{team}/Listed {uuid.uuid4().int}"
    bimx("mkdir", project)
    write(bimx.folder / "a.txt")
    bimx("put", "a.txt", f"{project}/Documents")
    rows = [row for row in bimx.json("ls", "-R", project) if row["kind"] == "file"]
    assert [row["name"] for row in rows] == ["a.txt"]
    assert "All attachments/" in bimx("ls", "-R", project).splitlines()
    assert bimx("ls", "-R", f"{project}/All attachments") == "a.txt\n"
    bimx("rm", "-r", project, "--confirm", project.rpartition("/")[2])


def test_one_of_equal_names_moves(bimx: Bimx, shared_standin: StandIn) -> None:
    """Where nothing else has its name it is called by that alone."""
    bimx("mkdir", f"{bimx.here}/to")
    one, _ = [
        shared_standin.bimplus_action(
            "write-attachment",
            project="Library Extension",
            folder=bimx.json("stat", bimx.here)["id"].split(":")[3],
            fileName="plan.txt",
            text=text,
        )["id"]
        for text in ("one", "two")
    ]
    assert bimx.json("mv", f"{bimx.here}/plan~{one[:8]}.txt", f"{bimx.here}/to")["name"] == "plan.txt"
    assert bimx.names(f"{bimx.here}/to") == ["plan.txt"]
    assert bimx.names(bimx.here) == ["plan.txt", "to"]


def test_equal_names_and_slashes_in_them(bimx: Bimx, shared_standin: StandIn) -> None:
    ids = []
    for name, text in (("plan.txt", "one"), ("plan.txt", "two"), ("1:20 Fenster/Tür.txt", "three")):
        made = shared_standin.bimplus_action(
            "write-attachment",
            project="Library Extension",
            folder=bimx.json("stat", bimx.here)["id"].split(":")[3],
            fileName=name,
            text=text,
        )
        ids.append(made["id"])
    marked = [f"plan~{one[:8]}.txt" for one in ids[:2]]
    assert bimx.names(bimx.here) == sorted(["1:20 Fenster/Tür.txt", *marked])
    assert "Say which one" in bimx("get", f"{bimx.here}/plan.txt", ".", code=5)
    (bimx.folder / "to").mkdir()
    for name in marked:
        bimx("get", f"{bimx.here}/{name}", "to")
    slashed = f"{bimx.here}/1:20 Fenster%2FTür.txt"
    assert bimx.json("ls", slashed)[0]["place"] == slashed
    bimx("get", slashed, "to")
    found = {path.name: path.read_text(encoding="utf-8") for path in (bimx.folder / "to").iterdir()}
    assert sorted(found.values()) == ["one", "three", "two"]
    assert {name: found[name] for name in marked} == dict(zip(marked, ["one", "two"], strict=True))
    bimx("rm", f"{bimx.here}/{marked[0]}")
    assert bimx.names(bimx.here) == ["1:20 Fenster/Tür.txt", "plan.txt"]


def test_when_no_calls_are_left(bimx: Bimx, shared_standin: StandIn) -> None:
    other = environment(shared_standin.bimplus["users"][1])
    user = other["BIMX_USERNAME"]
    shared_standin.bimplus_action("set-rate-limit", user=user, remaining=0, seconds=600)
    try:
        sentence = bimx("ls", "bp:/", code=7, **other)
    finally:
        shared_standin.bimplus_action("set-rate-limit", user=user, remaining=1_000_000, seconds=1)
    assert sentence.count("\n") == 1
    assert bimx("ls", "bp:/", **other)


def test_nothing_is_published_as_a_set_where_files_show_one_by_one(bimx: Bimx) -> None:
    for name in ("a.txt", "b.txt"):
        write(bimx.folder / name)
    assert "as one set" in bimx("put", "--as-set", "a.txt", "b.txt", bimx.here, code=1)
    assert bimx.names(bimx.here) == []


def test_a_sign_in_that_ends_in_the_middle(bimx: Bimx, shared_standin: StandIn) -> None:
    source = write(bimx.folder / "model.ifc", os.urandom(40_000_000))
    shared_standin.fault(server="bimplus", path="chunked", skip=2, times=None, retry_after=1)
    before = shared_standin.calls("chunked")
    with bimx.process("put", "model.ifc", bimx.here) as put:
        wait_until(lambda: shared_standin.calls("chunked") > before + 2)
        shared_standin.bimplus_action("expire-tokens")
        shared_standin.clear_faults()
        _, said = put.communicate(timeout=60)
    assert put.returncode == 3, said
    assert "Sign in again" in said
    assert bimx.names(bimx.here) == []
    result: dict[str, Any] = json.loads(bimx("transfers", "resume", "--json"))
    assert (result["done"], result["failed"]) == (1, [])
    bimx("get", f"{bimx.here}/model.ifc", "back.ifc")
    assert (bimx.folder / "back.ifc").read_bytes() == source.read_bytes()


def interrupt(
    bimx: Bimx, shared_standin: StandIn, server: str, call: str, place: str, user: dict[str, str]
) -> None:
    """A put of `a.txt` that ends at this POST."""
    pattern = rf"{server} POST \S*{call}$"
    before = shared_standin.calls(pattern)
    shared_standin.fault(server=server, path=call, method="POST", stall=600)
    with bimx.process("put", "a.txt", place, **user) as put:
        wait_until(lambda: shared_standin.calls(pattern) > before)
        put.terminate()
        put.communicate(timeout=60)
    assert put.returncode == 143
    shared_standin.clear_faults()


def test_a_password_is_not_shown_to_a_site_that_nobody_named(bimx: Bimx, shared_standin: StandIn) -> None:
    bimx("sites", "add", "bc", "--bimcloud", shared_standin.manager)
    at_bimcloud = environment(shared_standin.users[0])
    there = f"bc:/Test {uuid.uuid4().int}"
    bimx("mkdir", there, **at_bimcloud)
    write(bimx.folder / "a.txt")
    interrupt(bimx, shared_standin, "bimplus", "/attachments", bimx.here, bimx.environment)
    interrupt(bimx, shared_standin, "blob", "/begin-upload", there, at_bimcloud)
    shared_standin.reset_counters()
    said = bimx("transfers", "resume", code=3, **at_bimcloud)
    assert f"set it to “{bimx.environment['BIMX_USERNAME']}”" in said
    assert shared_standin.calls("authorize") == 0
    assert bimx.json("ls", f"{there}/a.txt", **at_bimcloud)
    assert [job["site"] for job in bimx.json("transfers")] == ["bp"]
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["a.txt"]
