"""`bimx find`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Bimx, bimplus_only, both_clouds


@pytest.fixture
def office(bimx: Bimx) -> Bimx:
    """Plan EG.pdf (3 bytes), Pläne/Plan OG.pdf (2000), Pläne/Alt/plan.txt (empty)."""
    bimx("mkdir", "-p", f"{bimx.here}/Pläne/Alt")
    for name, size, folder in (
        ("Plan EG.pdf", 3, ""),
        ("Plan OG.pdf", 2000, "/Pläne"),
        ("plan.txt", 0, "/Pläne/Alt"),
    ):
        (bimx.folder / name).write_bytes(b"x" * size)
        bimx("put", name, f"{bimx.here}{folder}")
    return bimx


def found(bimx: Bimx, *arguments: str) -> list[str]:
    """The paths below the test's own folder; in which order is the cloud's."""
    lines = bimx("find", bimx.here, *arguments).splitlines()
    assert all(line.startswith(f"{bimx.here}/") for line in lines)
    return sorted(line.removeprefix(f"{bimx.here}/") for line in lines)


@both_clouds
def test_by_name_below(office: Bimx) -> None:
    assert found(office, "plan") == ["Plan EG.pdf", "Pläne/Alt/plan.txt", "Pläne/Plan OG.pdf"]
    assert found(office, "plan*.pdf") == ["Plan EG.pdf", "Pläne/Plan OG.pdf"]
    assert found(office, "type:folder") == ["Pläne/", "Pläne/Alt/"]
    assert found(office, "PLÄNE") == ["Pläne/"]


@both_clouds
def test_conditions_of_every_kind(office: Bimx) -> None:
    assert found(office, "type:pdf", "size:>1kB") == ["Pläne/Plan OG.pdf"]
    assert found(office, "type:pdf size:>1kB") == ["Pläne/Plan OG.pdf"]
    assert found(office, '"plan eg" OR size:0') == ["Plan EG.pdf", "Pläne/Alt/plan.txt"]
    assert found(office, "plan", "NOT", "type:pdf") == ["Pläne/Alt/plan.txt"]
    assert found(office, "type:file -pdf") == ["Pläne/Alt/plan.txt"]
    assert found(office, "path:/alt/") == ["Pläne/Alt/plan.txt"]
    assert len(found(office, "type:file modified:2d")) == 3
    assert found(office, "modified:<2d") == []


@both_clouds
def test_here_and_not_below(office: Bimx) -> None:
    assert found(office, "plan", "--here") == ["Plan EG.pdf"]
    assert found(office, "--here", "type:folder") == ["Pläne/"]


@both_clouds
def test_so_many_and_no_more(office: Bimx) -> None:
    assert len(set(found(office, "--limit", "2", "plan"))) == 2
    assert len(found(office, "--limit", "99", "plan")) == 3


def test_with_size_and_date(office: Bimx) -> None:
    (line,) = office("find", "-l", office.here, "Plan OG").splitlines()
    assert line.split()[:2] == ["2.0", "kB"]
    assert line.endswith(f"{office.here}/Pläne/Plan OG.pdf")
    assert office("find", "-l", office.here, "type:folder").splitlines()[0].split()[0] == "-"


@both_clouds
def test_as_json_like_ls(office: Bimx) -> None:
    listed: Any = office.json("ls", f"{office.here}/Pläne/Plan OG.pdf")
    assert office.json("find", office.here, "og") == listed
    assert listed[0]["size"] == 2000
    assert office.json("find", office.here, "nothing") == []


def test_what_is_found_can_be_fetched(office: Bimx) -> None:
    (place,) = office("find", office.here, "og").splitlines()
    office("get", place, "copy.pdf")
    assert (office.folder / "copy.pdf").stat().st_size == 2000


def test_nothing_found_is_no_failure(office: Bimx) -> None:
    assert office("find", office.here, "nothing") == ""


@pytest.mark.parametrize(
    ("query", "marks", "words"),
    [
        (["plan", "szie:>1"], "     ^^^^", "“size”"),
        (["(plan"], "^", "not closed"),
        (["日本 size:big"], "          ^^^", "10MB"),
        (["u\u0308 size:big"], "       ^^^", "10MB"),
        (["a\tOR"], "  ^^", "missing"),
        (["modified:tomorrow"], "         ^^^^^^^^", "2026-01-31"),
    ],
)
def test_a_wrong_query_is_marked(bimx: Bimx, query: list[str], marks: str, words: str) -> None:
    text, carets, sentence = bimx("find", bimx.here, *query, code=2).splitlines()
    assert text == " ".join(query).replace("\t", " ")
    assert carets == marks
    assert words in sentence
    assert sentence.endswith((".", "?"))


def test_a_wrong_query_asks_no_server(bimx: Bimx) -> None:
    assert "not closed" in bimx("find", "nowhere:/", "(", code=2)


def test_what_the_cloud_does_not_tell(bimx: Bimx) -> None:
    sentence = bimx("find", bimx.here, "by:anna", code=1)
    assert "who changed" in sentence
    assert sentence.count("\n") == 1


@bimplus_only
def test_who_changed_it_where_the_cloud_tells(office: Bimx) -> None:
    assert found(office, "by:anna", "pdf") == ["Plan EG.pdf", "Pläne/Plan OG.pdf"]
    assert found(office, "by:tomas") == []


@both_clouds
def test_where_nothing_can_be_found(office: Bimx) -> None:
    assert "not a folder" in office("find", f"{office.here}/Plan EG.pdf", "a", code=4)
    assert "nowhere" in office("find", f"{office.here}/nowhere", "a", code=4)


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5", "٣", "1" * 5000])
def test_a_limit_that_is_none(bimx: Bimx, number: str) -> None:
    assert "--limit" in bimx("find", bimx.here, "--limit", number, "a", code=2)


def test_the_help_shows_the_language(bimx: Bimx) -> None:
    assert "type:ifc" in bimx("find", "--help")
    assert "required" in bimx("find", bimx.here, code=2)
