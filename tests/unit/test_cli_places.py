from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.addresses import path_text
from bimexplorer.cli.output import entry_json, print_line
from bimexplorer.cli.places import Place, WrongCommandLine, parse_place, remote_place
from bimexplorer.model import Entry, Kind
from bimexplorer.sizes import size_text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bc:", Place("bc", (), folder_meant=True)),
        ("bc:/", Place("bc", (), folder_meant=True)),
        ("bc:/a/b.pdf", Place("bc", ("a", "b.pdf"))),
        ("bc:/a/b/", Place("bc", ("a", "b"), folder_meant=True)),
        ("bc://a//b", Place("bc", ("a", "b"))),
        ("My office:/Pläne 1%2F2", Place("My office", ("Pläne 1/2",))),
        ("bc:/100%25/50%", Place("bc", ("100%", "50%"))),
    ],
)
def test_remote_places(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize("text", ["a.pdf", "./bc:/a", "C:\\x", "C:/x", "/tmp/a:/b", ".", ""])
def test_local_paths(text: str) -> None:
    assert parse_place(text) is None


@pytest.mark.parametrize("text", ["bc:a.pdf", "bc:/a/../b", "bc:/./a"])
def test_what_is_neither_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(WrongCommandLine) as caught:
        parse_place(text)
    assert caught.value.sentence.endswith(".")


def test_a_local_path_where_a_remote_one_is_needed() -> None:
    with pytest.raises(WrongCommandLine, match=r"SITE:/path"):
        remote_place("a.pdf")


names = st.text(min_size=1).filter(lambda name: name not in (".", ".."))


@given(st.lists(names).map(tuple))
def test_every_path_comes_back_from_its_text(path: tuple[str, ...]) -> None:
    place = parse_place(f"bc:{path_text(path)}")
    assert place is not None
    assert place.path == path


@pytest.mark.parametrize(
    ("size", "text"),
    [(None, ""), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (4_200_000_000, "4.2 GB")],
)
def test_sizes(size: int | None, text: str) -> None:
    assert size_text(size) == text


def test_the_stable_keys_of_an_entry() -> None:
    modified = datetime(2026, 3, 1, 14, 5, tzinfo=timezone.utc)
    entry = Entry("1", "ß/1", Kind.FILE, "blob", ("a", "ß/1"), place="0", size=3, modified=modified)
    assert json.loads(json.dumps(entry_json("bc", entry))) == {
        "name": "ß/1",
        "path": "/a/ß%2F1",
        "place": "bc:/a/ß%2F1",
        "kind": "file",
        "type": "blob",
        "id": "1",
        "size": 3,
        "modified": "2026-03-01T14:05:00Z",
    }


def test_a_name_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_line("a\x1b[2Jb\u202etxt.exe\n")
    assert capsys.readouterr().out == "a\\x1b[2Jb\\u202etxt.exe\\n\n"
