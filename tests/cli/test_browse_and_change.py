"""ls, stat, mkdir, mv and rm, and what is wrong with them said in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Bimx, both_clouds, signed_in
from tests.standin import StandIn


def put(bimx: Bimx, name: str, text: str = "x") -> None:
    (bimx.folder / name).write_text(text, encoding="utf-8")
    bimx("put", name, bimx.here)


@both_clouds
def test_ls_in_words_and_in_json(bimx: Bimx) -> None:
    put(bimx, "Grundriss EG.txt", "twelve bytes")
    bimx("mkdir", f"{bimx.here}/Pläne")
    assert sorted(bimx("ls", bimx.here).splitlines()) == ["Grundriss EG.txt", "Pläne/"]
    (line,) = [line for line in bimx("ls", "-l", bimx.here).splitlines() if "Grundriss" in line]
    assert line.split()[:2] == ["12", "B"]
    entry, folder = sorted(bimx.json("ls", bimx.here), key=lambda entry: str(entry["name"]))
    assert entry["kind"] == "file"
    assert entry["size"] == 12
    assert entry["place"] == f"{bimx.here}/Grundriss EG.txt"
    assert entry["modified"].endswith("Z")
    assert folder["kind"] == "folder"
    assert bimx.json("ls", entry["place"]) == [entry]


@both_clouds
def test_ls_below(bimx: Bimx) -> None:
    bimx("mkdir", "-p", f"{bimx.here}/a/b/c")
    assert bimx("ls", "-R", bimx.here).splitlines() == ["a/", "a/b/", "a/b/c/"]
    assert [entry["name"] for entry in bimx.json("ls", "-R", bimx.here)] == ["a", "b", "c"]


def test_stat(bimx: Bimx) -> None:
    put(bimx, "a.txt", "abc")
    facts = bimx.json("stat", f"{bimx.here}/a.txt")
    assert (facts["name"], facts["size"], facts["type"]) == ("a.txt", 3, "blob")
    assert "rename" not in facts["missing"]
    assert "rename" in bimx.json("stat", bimx.here)["missing"]
    assert "3 bytes" in bimx("stat", f"{bimx.here}/a.txt")


@both_clouds
def test_mkdir(bimx: Bimx) -> None:
    assert bimx.json("mkdir", f"{bimx.here}/Neu")["name"] == "Neu"
    assert "exists already" in bimx("mkdir", f"{bimx.here}/Neu", code=5)
    assert "-p" in bimx("mkdir", f"{bimx.here}/x/y", code=4)
    bimx("mkdir", "-p", f"{bimx.here}/Neu")
    assert bimx.names(bimx.here) == ["Neu"]


@pytest.mark.parametrize("name", ["a,b", "a;b", "a?b", 'a"b', "a|b", "a<b"])
def test_a_name_the_service_does_not_take(bimx: Bimx, name: str) -> None:
    sentence = bimx("mkdir", f"{bimx.here}/{name}", code=1)
    assert name[1] in sentence
    assert bimx.names(bimx.here) == []


def test_mv_renames_moves_and_both(bimx: Bimx) -> None:
    put(bimx, "a.txt")
    bimx("mkdir", f"{bimx.here}/Ziel")
    bimx("mv", f"{bimx.here}/a.txt", f"{bimx.here}/b.txt")
    assert bimx.names(bimx.here) == ["Ziel", "b.txt"]
    bimx("mv", f"{bimx.here}/b.txt", f"{bimx.here}/Ziel")
    assert bimx.names(f"{bimx.here}/Ziel") == ["b.txt"]
    moved = bimx.json("mv", f"{bimx.here}/Ziel/b.txt", f"{bimx.here}/ä.txt")
    assert moved["path"].endswith("/ä.txt")
    assert bimx.names(bimx.here) == ["Ziel", "ä.txt"]


def test_mv_takes_a_detour_around_a_name_in_the_way(bimx: Bimx) -> None:
    bimx("mkdir", f"{bimx.here}/Ziel")
    put(bimx, "a.txt", "in the way")
    bimx("mv", f"{bimx.here}/a.txt", f"{bimx.here}/Ziel")
    put(bimx, "a.txt", "the other")
    bimx("mv", f"{bimx.here}/a.txt", f"{bimx.here}/Ziel/b.txt")
    assert bimx.names(f"{bimx.here}/Ziel") == ["a.txt", "b.txt"]


def test_mv_overwrites_nothing(bimx: Bimx) -> None:
    put(bimx, "a.txt", "a")
    put(bimx, "b.txt", "bb")
    assert "exists already" in bimx("mv", f"{bimx.here}/a.txt", f"{bimx.here}/b.txt", code=5)
    assert [entry["size"] for entry in bimx.json("ls", bimx.here)] == [1, 2]


def test_mv_of_what_cannot_move(bimx: Bimx) -> None:
    bimx("mkdir", f"{bimx.here}/a", f"{bimx.here}/b")
    assert "folder" in bimx("mv", f"{bimx.here}/a", f"{bimx.here}/c", code=1)
    assert "no folder" in bimx("mv", f"{bimx.here}/a", f"{bimx.here}/b", f"{bimx.here}/none", code=4)
    assert bimx.names(bimx.here) == ["a", "b"]


def test_mv_to_a_name_the_service_does_not_take_moves_nothing(bimx: Bimx) -> None:
    put(bimx, "a.txt")
    bimx("mkdir", f"{bimx.here}/Ziel")
    assert "?" in bimx("mv", f"{bimx.here}/a.txt", f"{bimx.here}/Ziel/b?.txt", code=1)
    assert bimx.names(bimx.here) == ["Ziel", "a.txt"]


@both_clouds
def test_rm(bimx: Bimx) -> None:
    put(bimx, "a.txt")
    bimx("mkdir", "-p", f"{bimx.here}/Alt/tief")
    assert "-r" in bimx("rm", f"{bimx.here}/Alt", code=2)
    assert bimx.names(bimx.here) == ["Alt", "a.txt"]
    bimx("rm", f"{bimx.here}/a.txt")
    bimx("rm", "-r", f"{bimx.here}/Alt")
    assert bimx.names(bimx.here) == []
    assert "whole site" in bimx("rm", "-r", f"{bimx.site}:/", code=2)


@both_clouds
def test_what_is_not_there(bimx: Bimx) -> None:
    for command in (["ls"], ["stat"], ["rm"]):
        sentence = bimx(*command, f"{bimx.here}/nothing", code=4)
        assert sentence.count("\n") == 1
        assert sentence.strip().endswith(".")
    assert f"Known sites: {bimx.site}" in bimx("ls", "bd:/", code=4)


def test_what_a_cloud_without_versions_says(bimx: Bimx) -> None:
    put(bimx, "a.txt")
    place = f"{bimx.here}/a.txt"
    for command in (["versions"], ["share"], ["rm", "--version", "1"], ["get", "--version", "1"]):
        sentence = bimx(*command, place, *(["copy.txt"] if command[0] == "get" else []), code=1)
        assert sentence.count("\n") == 1
        assert sentence.endswith(".\n")
    assert bimx.names(bimx.here) == ["a.txt"]
    assert not (bimx.folder / "copy.txt").exists()


def test_a_confirmation_that_is_for_nothing_deletes_nothing(bimx: Bimx) -> None:
    put(bimx, "a.txt")
    said = bimx("rm", "-r", "--confirm", "a.txt", f"{bimx.here}/a.txt", bimx.here, code=2)
    assert "“a.txt” is not the name of a project" in said
    assert bimx.names(bimx.here) == ["a.txt"]


def test_no_right_to_write(shared_standin: StandIn, tmp_path: Path) -> None:
    bimx = signed_in(shared_standin, tmp_path, user=1)
    assert "right" in bimx("mkdir", "bc:/Templates/Mine", code=6)
    assert "Mine" not in bimx.names("bc:/Templates")
