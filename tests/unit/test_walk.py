"""What is found in the folders that are dropped."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from bimexplorer.errors import InvalidName, SourceMissing, SourceUnreadable
from bimexplorer.transfer.walk import LeftOut, is_litter, look_at, walk


@pytest.mark.parametrize(
    ("name", "litter"),
    [
        (".DS_Store", True),
        ("Thumbs.db", True),
        ("thumbs.DB", True),
        ("desktop.ini", True),
        ("~$Vertrag.docx", True),
        (".~lock.Liste.ods#", True),
        ("._plan.pdf", True),
        ("$RECYCLE.BIN", True),
        ("plan.pdf", False),
        (".gitignore", False),
        ("My Thumbs.db", False),
        ("~plan.pdf", False),
    ],
)
def test_litter(name: str, *, litter: bool) -> None:
    assert is_litter(name) is litter


def test_every_folder_comes_before_what_lies_in_it(tmp_path: Path) -> None:
    for name in ("b/c/deep.txt", "b/two.txt", "a/one.txt", "empty/.DS_Store", "top.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = list(walk(tmp_path))
    assert [listing.names for listing in found] == [(), ("a",), ("b",), ("b", "c"), ("empty",)]
    assert found[0].folders == ["a", "b", "empty"]
    assert [[file.name for file in listing.files] for listing in found] == [
        ["top.txt"],
        ["one.txt"],
        ["two.txt"],
        ["deep.txt"],
        [],
    ]
    assert found[0].files[0].size == 7
    # An empty folder is one too: it is made in the cloud.
    assert [listing.left_out for listing in found[:4]] == [[], [], [], []]
    assert found[4].left_out == [LeftOut("", note="1 system file (.DS_Store) was left out.")]


def test_names_are_composed(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Übersicht.txt")
    (tmp_path / decomposed).write_text("x")
    (listing,) = walk(tmp_path)
    assert listing.files[0].name == unicodedata.normalize("NFC", decomposed)
    # The file is still found under its own name.
    assert listing.files[0].path.read_text() == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_links_pipes_and_names_that_are_no_text_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("x")
    (listing,) = walk(tmp_path)
    assert not listing.files
    told = {left.name: left for left in listing.left_out}
    assert told["pipe"].note == "Neither a file nor a folder."
    assert told["loop"].note == "A link; links are not followed."
    assert isinstance(told["?.txt"].error, InvalidName)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (listing,) = walk(tmp_path / "missing", ("sub",))
    assert isinstance(listing.left_out[0].error, SourceMissing)
    assert listing.left_out[0].path == tmp_path / "missing"
    assert listing.names == ("sub",)


def test_named_sources(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    with pytest.raises(SourceMissing):
        look_at(path)
    path.write_text("x")
    found = look_at(path)
    assert found is not None
    assert (found.path, found.name, found.size) == (path, "plan.pdf", 1)
    assert look_at(tmp_path) is None
    with pytest.raises(SourceUnreadable):
        look_at(tmp_path / "nul\0byte")
    if Path("/dev/null").exists():
        with pytest.raises(SourceUnreadable, match="neither a file nor a folder"):
            look_at(Path("/dev/null"))
