"""What is found in the folders that are dropped."""

from __future__ import annotations

import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bimexplorer.errors import InvalidName, SourceMissing, SourceUnreadable
from bimexplorer.transfer.local import Signature
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
        ("Villa.pln.lck", True),
        ("Grundriss.dwl", True),
        ("Grundriss.DWL2", True),
        ("Grundriss.dwg", False),
        ("lck", False),
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
    assert list(found[0].folders) == ["a", "b", "empty"]
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


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take the two for one name")
def test_names_that_differ_in_composition_alone_are_told_apart(tmp_path: Path) -> None:
    composed, decomposed = "\u00e9.txt", "e\u0301.txt"
    (tmp_path / composed).write_text("1")
    (tmp_path / decomposed).write_text("22")
    (tmp_path / "\u1ead").mkdir()
    (tmp_path / "\u00e2\u0323").write_text("333")
    (tmp_path / "a\u0323\u0302").mkdir()
    listing, *below = walk(tmp_path)
    assert {found.name: found.size for found in listing.files} == {
        composed: 1,
        decomposed: 2,
        "\u00e2\u0323": 3,
    }
    assert list(listing.folders) == ["a\u0323\u0302", "\u1ead"]
    # What lies in each is found under the folder's own name.
    assert {one.names: one.path.name for one in below} == {
        ("a\u0323\u0302",): "a\u0323\u0302",
        ("\u1ead",): "\u1ead",
    }


def test_a_file_tells_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_text("four")
    os.utime(path, ns=(0, 1_577_836_800_123_456_700))
    (listing,) = walk(tmp_path)
    (found,) = listing.files
    assert Signature(found.size, found.modified_ns) == Signature.of(path)
    assert look_at(path) == found


def test_litter_is_one_line_a_folder(tmp_path: Path) -> None:
    for name in ("Thumbs.db", ".DS_Store", "~$Brief.docx", "._plan.pdf", "plan.pdf"):
        (tmp_path / name).write_text("x")
    (tmp_path / "$RECYCLE.BIN").mkdir()
    (listing,) = walk(tmp_path)
    assert [found.name for found in listing.files] == ["plan.pdf"]
    assert listing.folders == {}
    (left,) = listing.left_out
    assert left == LeftOut("", note="5 system files ($RECYCLE.BIN, .DS_Store, ._plan.pdf, …) were left out.")
    # A person who names it wants it.
    assert look_at(tmp_path / "Thumbs.db") is not None


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Where everybody may go; pytest's own folders are the user's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def bound_by_rights() -> Iterator[None]:
    """Rights of files mean nothing to the superuser: be nobody for the time being."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_files_that_cannot_be_read_are_told(open_folder: Path) -> None:
    secret, locked = open_folder / "secret.txt", open_folder / "locked"
    secret.write_text("x")
    locked.mkdir()
    (open_folder / "plain.txt").write_text("x")
    secret.chmod(0)
    locked.chmod(0)
    with bound_by_rights():
        listing, below = walk(open_folder)
        with pytest.raises(SourceUnreadable, match=r"“secret\.txt” cannot be read"):
            look_at(secret)
    assert [found.name for found in listing.files] == ["plain.txt"]
    (left,) = listing.left_out
    assert (left.name, left.path, left.file) == ("secret.txt", None, secret)
    assert isinstance(left.error, SourceUnreadable)
    assert "PermissionError" in left.error.technical
    # A folder is told where its content would stand.
    assert below.left_out[0].path == locked
    assert isinstance(below.left_out[0].error, SourceUnreadable)


@pytest.mark.skipif(sys.platform != "linux", reason="folders beyond the longest path, made step by step")
def test_what_lies_too_deep_is_told(tmp_path: Path) -> None:
    name = "x" * 250
    descriptors = [os.open(tmp_path, os.O_RDONLY)]
    while len(descriptors) < 18:
        os.mkdir(name, dir_fd=descriptors[-1])
        descriptors.append(os.open(name, os.O_RDONLY, dir_fd=descriptors[-1]))
    try:
        *_, last = walk(tmp_path)
        (left,) = last.left_out
        assert isinstance(left.error, SourceUnreadable)
        assert "too long for this computer" in left.error.sentence
    finally:
        while descriptors:
            os.close(descriptors.pop())
            if descriptors:
                os.rmdir(name, dir_fd=descriptors[-1])


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
