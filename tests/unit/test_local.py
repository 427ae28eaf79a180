"""Safe names and safe files on this computer."""

from __future__ import annotations

import errno
import os
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.errors import (
    DiskFull,
    LocalError,
    SourceMissing,
    SourceUnreadable,
    TargetExists,
    TargetUnwritable,
    UnsafeName,
)
from bimexplorer.transfer import exclusive, local
from bimexplorer.transfer.local import Names, PartFile, Signature, new_mark, safe_name, shortened
from bimexplorer.transfer.plan import name_key

_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Grundriß 1.OG - Süd.dwg", "Grundriß 1.OG - Süd.dwg"),
        ("平面図.ifc", "平面図.ifc"),
        ("👷🏽‍♀️.txt", "👷🏽‍♀️.txt"),
        (".hidden", ".hidden"),
        ("", "_"),
        (".", "_"),
        ("..", "_"),
        ("...", "_"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("..\\..\\boot.ini", ".._.._boot.ini"),
        ("/absolute", "_absolute"),
        ("C:\\Windows", "C__Windows"),
        ("a:stream", "a_stream"),
        ('what?*<>|".txt', "what______.txt"),
        ("nul", "_nul"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Aux .pdf", "_Aux .pdf"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("COM¹", "_COM¹"),
        ("lpt0", "_lpt0"),
        ("conin$", "_conin$"),
        ("console.txt", "console.txt"),
        ("com10", "com10"),
        ("trailing.", "trailing"),
        ("trailing. . ", "trailing"),
        ("  leading", "leading"),
        ("line\nbreak\ttab\0zero", "line_break_tab_zero"),
        ("\x7f\x85", "__"),
        ("para\u2029graph", "para_graph"),
        ("exe\u202etxt.doc", "exe_txt.doc"),
        ("\u2066iso\u2069", "_iso_"),
        ("lone \ud800 surrogate", "lone _ surrogate"),
    ],
)
def test_safe_names(name: str, expected: str) -> None:
    assert safe_name(name) == expected


_NASTY = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from('./\\:*?"<>| \0\n\u202e\u200d\u0301'), st.sampled_from("conauxnul")
    ),
    max_size=400,
)


@given(_NASTY)
def test_a_safe_name_is_one_plain_name_everywhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert safe not in (".", "..")
    assert not set(safe) & set('<>:"/\\|?*')
    assert not any(ord(character) < 32 for character in safe)
    assert safe == safe.rstrip(" .")
    assert len(safe.encode("utf-8")) <= 255
    assert len(safe.encode("utf-16-le")) // 2 <= 255
    assert Path("/chosen", safe).parent == Path("/chosen")
    # Safe once is safe for good.
    assert safe_name(safe) == safe


@given(_NASTY)
def test_a_safe_name_can_really_be_created(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("names")
    path = folder / safe_name(name)
    path.write_text("x")
    assert [found.name for found in folder.iterdir()] == [path.name]


@given(st.lists(_NASTY, max_size=20))
def test_given_names_never_meet(names: list[str]) -> None:
    given_out = Names()
    keys = [name_key(given_out.claim(name)) for name in names]
    assert len(set(keys)) == len(keys)


def test_colliding_names_get_numbers() -> None:
    names = Names()
    assert names.claim("Plan.pdf") == "Plan.pdf"
    assert names.claim("plan.pdf") == "plan (2).pdf"
    assert names.claim("a:b") == "a_b"
    assert names.claim("a*b") == "a_b (2)"
    assert names.claim("e\u0301.txt") == "e\u0301.txt"
    assert names.claim("\u00e9.txt") == "\u00e9 (2).txt"
    long = "x" * 300 + ".pdf"
    first, second = names.claim(long), names.claim(long)
    assert (len(first), first != second) == (255, True)
    assert second.endswith(" (2).pdf")


@pytest.mark.parametrize("character", ["x", "ü", "図", "👷", "e\u0301"])
def test_long_names_keep_their_extension(character: str) -> None:
    name = shortened(character * 300 + ".pdf")
    assert name.endswith(".pdf")
    assert 200 < len(name.encode()) <= 255
    assert not name.startswith(".")


def test_an_extension_that_is_none_is_cut() -> None:
    assert len(shortened("a." + "x" * 400)) == 255


# ---------------------------------------------------------------------------------------- folders


def test_folders_are_made_inside_the_chosen_one_only(tmp_path: Path) -> None:
    root = tmp_path / "new" / "root"
    local.make_folder(root, root)
    local.make_folder(root, root)
    local.make_folder(root / "sub", root)
    assert (root / "sub").is_dir()
    (root / "file").write_text("x")
    with pytest.raises(TargetExists, match="is a file"):
        local.make_folder(root / "file", root)
    # What is missing in between is nobody's to guess.
    with pytest.raises(TargetUnwritable):
        local.make_folder(root / "a" / "b", root)


@_POSIX
def test_a_link_does_not_lead_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "link").symlink_to(outside)
    (root / "loop").symlink_to(root / "loop")
    (root / "good").symlink_to(root)
    with pytest.raises(UnsafeName):
        local.make_folder(root / "link", root)
    with pytest.raises((TargetExists, TargetUnwritable)):
        local.make_folder(root / "loop", root)
    local.make_folder(root / "good", root)


@_POSIX
def test_a_chosen_folder_may_be_a_link_itself(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    local.make_folder(tmp_path / "link", tmp_path / "link")
    local.make_folder(tmp_path / "link" / "sub", tmp_path / "link")
    assert (tmp_path / "real" / "sub").is_dir()


def test_free_space(tmp_path: Path) -> None:
    local.check_space(tmp_path, 0)
    with pytest.raises(DiskFull, match=r"free space in “.*”: 4,611\.7 PB are needed, .* are free"):
        local.check_space(tmp_path, 1 << 62)
    # Nothing can be told about a folder that is not there: the writing will.
    local.check_space(tmp_path / "missing", 1 << 62)


# ---------------------------------------------------------------------------------------- .part files


def _filled(target: Path, content: bytes = b"content") -> PartFile:
    part = PartFile(target)
    with part.writing_from(0) as file:
        file.write(content)
    return part


def test_a_part_file_gets_its_name_and_time(tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    part = _filled(target)
    assert re.fullmatch(r"plan\.pdf\.[0-9a-f]{8}\.part", part.path.name)
    assert part.size == 7
    when = datetime(2021, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
    part.place(target, replace=False, modified=when)
    assert target.read_bytes() == b"content"
    assert target.stat().st_mtime == when.timestamp()
    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


def test_going_on_keeps_the_beginning(tmp_path: Path) -> None:
    part = _filled(tmp_path / "a", b"0123456789")
    with part.writing_from(4) as file:
        file.write(b"xy")
    assert part.path.read_bytes() == b"0123xy"
    with part.writing_from(0) as file:
        file.write(b"z")
    assert part.path.read_bytes() == b"z"


@pytest.mark.parametrize("replace", [True, False])
def test_placing_over_what_is_there(tmp_path: Path, *, replace: bool) -> None:
    target = tmp_path / "plan.pdf"
    part = _filled(target, b"new")
    target.write_bytes(b"old")
    if replace:
        part.place(target, replace=True, modified=None)
    else:
        with pytest.raises(TargetExists):
            part.place(target, replace=False, modified=None)
        assert part.path.read_bytes() == b"new"
        part.remove()
        part.remove()
    assert target.read_bytes() == (b"new" if replace else b"old")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


@pytest.mark.parametrize("replace", [True, False])
def test_a_folder_is_never_replaced(tmp_path: Path, *, replace: bool) -> None:
    target = tmp_path / "plan"
    part = _filled(target)
    target.mkdir()
    with pytest.raises(TargetExists):
        part.place(target, replace=replace, modified=None)
    assert target.is_dir()


def _without(monkeypatch: pytest.MonkeyPatch, *steps: str) -> None:
    """A disk that does not know these steps towards a final name."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if "rename" in steps:
        monkeypatch.setattr(exclusive, "_rename", refused)
    if "link" in steps:
        monkeypatch.setattr(os, "link", refused)


@_POSIX
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("missing", [(), ("rename",), ("rename", "link")])
def test_every_way_to_a_final_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], *, there: bool
) -> None:
    _without(monkeypatch, *missing)
    target = tmp_path / "plan.pdf"
    part = _filled(target, b"new")
    if there:
        target.write_bytes(b"old")
        with pytest.raises(TargetExists):
            part.place(target, replace=False, modified=None)
        assert target.read_bytes() == b"old"
        assert part.path.read_bytes() == b"new"
    else:
        part.place(target, replace=False, modified=None)
        assert target.read_bytes() == b"new"
        assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="Linux and macOS have such a call")
def test_the_system_itself_renames_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the disks of these tests; were it not so, the other ways would be all that is ever tried."""
    _without(monkeypatch, "link")
    source, target = tmp_path / "ä source", tmp_path / "ä target"
    source.write_text("new")
    exclusive._rename(source, target)
    assert target.read_text() == "new"
    assert not source.exists()
    source.write_text("newer")
    with pytest.raises(FileExistsError):
        exclusive._rename(source, target)
    with pytest.raises(FileNotFoundError):
        exclusive._rename(tmp_path / "missing", tmp_path / "free")
    assert target.read_text() == "new"


@_POSIX
@pytest.mark.parametrize("missing", [(), ("rename",), ("rename", "link")])
def test_a_name_that_was_given_when_the_process_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    """Killed between the second name and the removal of the first one."""
    target = tmp_path / "plan.pdf"
    part = _filled(target, b"new")
    os.link(part.path, target)
    _without(monkeypatch, *missing)
    part.place(target, replace=False, modified=None)
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


@_POSIX
def test_a_reserved_name_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, "rename", "link")
    target = tmp_path / "plan.pdf"
    part = _filled(target)
    part.path.unlink()
    with pytest.raises(TargetUnwritable):
        part.place(target, replace=False, modified=None)
    assert list(tmp_path.iterdir()) == []


@_POSIX
@pytest.mark.parametrize("replace", [True, False])
def test_a_share_that_keeps_no_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, replace: bool
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refused)
    caplog.set_level("INFO")
    target = tmp_path / "plan.pdf"
    part = _filled(target, b"new")
    part.place(target, replace=replace, modified=datetime(2020, 5, 17, tzinfo=timezone.utc))
    assert target.read_bytes() == b"new"
    assert "cannot be set" in caplog.text


def test_a_part_file_is_found_again_by_its_mark(tmp_path: Path) -> None:
    target = tmp_path / safe_name("図" * 300 + ".pdf")
    mark = new_mark()
    part = PartFile(target, mark)
    assert part.path == PartFile.path_for(target, mark)
    with part.writing_from(0) as file:
        file.write(b"12345")
    found = PartFile.reopen(PartFile.path_for(target, mark))
    assert found is not None
    assert (found.path, found.size) == (part.path, 5)
    with found.writing_from(3) as file:
        file.write(b"xyz")
    found.place(target, replace=False, modified=None)
    assert target.read_bytes() == b"123xyz"


def test_a_marked_place_that_is_not_free(tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    mark = new_mark()
    PartFile.path_for(target, mark).write_text("theirs")
    with pytest.raises(TargetUnwritable, match="Something stands"):
        PartFile(target, mark)
    assert PartFile.path_for(target, mark).read_text() == "theirs"


def test_what_is_not_gone_on_with(tmp_path: Path) -> None:
    assert PartFile.reopen(tmp_path / "plan.pdf.0123abcd.part") is None
    (tmp_path / "folder.0123abcd.part").mkdir()
    assert PartFile.reopen(tmp_path / "folder.0123abcd.part") is None
    for name in ("plan.pdf", "plan.pdf.part", "plan.0123ABCD.part", "plan.0123abcd0.part", ".0123abcd.part"):
        (tmp_path / name).write_text("theirs")
        assert PartFile.reopen(tmp_path / name) is None
        assert (tmp_path / name).read_text() == "theirs"


@_POSIX
def test_links_are_not_gone_on_with(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("theirs")
    path = PartFile.path_for(tmp_path / "plan.pdf", "0123abcd")
    path.symlink_to(precious)
    assert PartFile.reopen(path) is None
    path.unlink()
    # The second name of a file that was put in its place: what is written here would be written there.
    os.link(precious, path)
    assert PartFile.reopen(path) is None
    assert not path.exists()
    # A link that appears later is not written through either.
    part = PartFile(tmp_path / "plan.pdf")
    part.path.unlink()
    part.path.symlink_to(precious)
    for offset in (0, 1):
        with pytest.raises(TargetUnwritable), part.writing_from(offset) as file:
            file.write(b"ours")
    assert precious.read_text() == "theirs"


def test_part_names_of_others_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf.part").write_text("theirs")
    first = PartFile(tmp_path / "plan.pdf")
    second = PartFile(tmp_path / "plan.pdf")
    assert len({first.path, second.path, tmp_path / "plan.pdf.part"}) == 3
    assert (tmp_path / "plan.pdf.part").read_text() == "theirs"


def test_the_longest_name_has_a_part_file(tmp_path: Path) -> None:
    target = tmp_path / safe_name("図" * 300 + ".pdf")
    part = _filled(target)
    part.place(target, replace=False, modified=None)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_folder_that_is_gone_or_a_path_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(TargetUnwritable, match=r"plan\.pdf”"):
        PartFile(tmp_path / "missing" / "plan.pdf")
    deep = tmp_path
    for _ in range(20):
        deep = deep / ("x" * 250)
    with pytest.raises((UnsafeName, TargetUnwritable)):
        PartFile(deep / "plan.pdf")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EIO, TargetUnwritable),
        (errno.EROFS, TargetUnwritable),
        (errno.ENAMETOOLONG, UnsafeName),
    ],
)
def test_what_a_disk_says(tmp_path: Path, number: int, kind: type[LocalError]) -> None:
    part = PartFile(tmp_path / "plan.pdf")
    with pytest.raises(kind) as caught, part.writing_from(0):
        raise OSError(number, os.strerror(number))
    assert "plan.pdf" in caught.value.sentence
    assert os.strerror(number) in caught.value.technical


# ---------------------------------------------------------------------------------------- sources


def test_signatures(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    with pytest.raises(SourceMissing, match="no longer exists"):
        Signature.of(path)
    with pytest.raises(SourceUnreadable):
        Signature.of(tmp_path)
    with pytest.raises(SourceUnreadable):
        Signature.of(tmp_path / "nul\0byte")
    path.write_text("x")
    before = Signature.of(path)
    assert before == Signature.of(path)
    os.utime(path, ns=(0, before.modified_ns + 1000))
    assert before != Signature.of(path)


def test_signatures_of_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    with pytest.raises(SourceMissing):
        Signature.of_readable(path)
    path.write_text("x")
    assert Signature.of_readable(path) == Signature.of(path)
    with pytest.raises(SourceUnreadable):
        Signature.of_readable(tmp_path)


@_POSIX
def test_a_path_that_is_too_long_to_be_read(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["x" * 250] * 20, "plan.pdf")
    with pytest.raises(SourceUnreadable, match="too long for this computer") as caught:
        Signature.of(deep)
    assert "plan.pdf" in caught.value.sentence
