"""What Bimplus's client decides without a server: names, ids, forms, refusals, pace."""

from __future__ import annotations

import json
from email.parser import BytesParser
from email.policy import HTTP

import pytest

from bimexplorer.clouds.bimplus import failures, names, pacing
from bimexplorer.clouds.bimplus.forms import FilePart, content_disposition, form_type
from bimexplorer.clouds.bimplus.keys import IMPORT, Key, Where
from bimexplorer.clouds.bimplus.names import Named
from bimexplorer.clouds.http import Answer
from bimexplorer.clouds.prepared import Asked
from bimexplorer.demo.bimplus import disposition
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    CloudError,
    InvalidName,
    NameExists,
    NotFound,
    ServerFailed,
    UnexpectedAnswer,
    Unsupported,
)
from tests.contract.parts import Bytes

ID = "0d2ce2cc-3588-45d6-a59a-f6b89ebed34e"
OTHER = "6cea110a-88f4-43ac-9a00-ebaf677be333"
THIRD = "5cd37c77-d341-4ab2-9f0d-44467955b218"

# ------------------------------------------------------------------------------------------- ids


@pytest.mark.parametrize(
    "key",
    [
        Key(Where.ROOT),
        Key(Where.TEAM, "best-company"),
        Key(Where.TEAM, "größe:1 & co"),
        Key(Where.PROJECT, "t", ID),
        Key(Where.ALL, "t", ID).holding(OTHER),
        Key(Where.FOLDER, "t", ID, OTHER).holding(THIRD),
        Key(Where.MODEL, "t", ID, OTHER).holding(IMPORT),
        Key(Where.FOLDER, "t", ID, OTHER).holding(THIRD).of_version(12),
        Key(Where.ALL, "t", ID).holding(OTHER).of_version(0),
    ],
)
def test_an_id_says_where_its_entry_stands(key: Key) -> None:
    assert Key.parsed(key.text) == key
    assert Key.parsed(key.place.text) == key.place
    assert key.place.version is None


def test_a_version_is_of_its_attachment() -> None:
    file = Key(Where.FOLDER, "t", ID, OTHER).holding(THIRD)
    version = file.of_version(3)
    assert version.text == f"{file.text}:3"
    assert version.attachment == file
    assert version.place == file.place
    # Whatever is put together anew is no version of something else.
    assert version.holding(OTHER) == file.holding(OTHER)
    assert version.at(Where.FOLDER, ID).version is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "bimplus:t",
        "team",
        f"project:t:{ID}:{ID}",
        f"folder:t:{ID}",
        "a:b:c:d:e:f",
        f"folder:t:{ID}:{ID}",
        f"folder:t:{ID}:{ID.upper()}:{OTHER}",
        f"documents:t:{ID}::{ID}",
        f"folder:t:{ID}:{OTHER}::1",
        f"model:t:{ID}:{OTHER}:import:1",
        f"folder:t:{ID}:{OTHER}:{THIRD}:01",
        f"folder:t:{ID}:{OTHER}:{THIRD}:-1",
        f"folder:t:{ID}:{OTHER}:{THIRD}:x",
        f"folder:t:{ID}:{OTHER}:{THIRD}:1:1",
    ],
)
def test_other_texts_are_no_ids(text: str) -> None:
    with pytest.raises(NotFound):
        Key.parsed(text)


# ------------------------------------------------------------------------------------------- names


def test_equal_names_get_the_beginning_of_their_id() -> None:
    found = [
        Named("plan.pdf", ID, is_file=True),
        Named("plan.pdf", OTHER, is_file=True),
        Named("Plan.pdf", "3", is_file=True),
        Named("Level 1.5", ID, is_file=False),
        Named("Level 1.5", OTHER, is_file=False),
        Named("Pla\u0308ne", "6", is_file=False),
    ]
    assert names.distinct(found) == [
        "plan~0d2ce2cc.pdf",
        "plan~6cea110a.pdf",
        "Plan.pdf",
        "Level 1.5~0d2ce2cc",
        "Level 1.5~6cea110a",
        "Pläne",
    ]
    for wanted, numbers in (
        ("plan.pdf", [0, 1]),
        ("plan~6cea110a.pdf", [1]),
        ("plan.pdf~6cea110a", [1]),
        ("Plan.pdf", [2]),
        ("Pla\u0308ne", [5]),
        ("plan~99999999.pdf", []),
        ("none", []),
    ):
        assert names.chosen(found, wanted) == numbers


def test_a_name_that_looks_marked_is_itself_first() -> None:
    found = [Named("plan~6cea110a.pdf", ID, is_file=True), Named("plan.pdf", OTHER, is_file=True)]
    assert names.chosen(found, "plan~6cea110a.pdf") == [0]


@pytest.mark.parametrize("name", ["", "  ", "..", "a\tb", "a\x00", "x" * 256, "\ud800"])
def test_names_with_a_problem_get_a_better_one(name: str) -> None:
    assert names.name_problem(name).endswith(".")
    with pytest.raises(InvalidName):
        names.checked(name)
    assert names.name_problem(names.suggested(name, lambda _: False)) == ""


@pytest.mark.parametrize("name", ["a/b.pdf", 'x"y', "a:b*c?.txt", "a\\b", ".hidden"])
def test_bimplus_takes_nearly_every_name(name: str) -> None:
    assert names.checked(name) == name
    assert names.suggested(name, lambda _: False) == name


# ------------------------------------------------------------------------------------------- forms

NAMES = [
    "plan.pdf",
    "Größe 京都.ifc",
    'a "b"; c=%22.txt',
    "back\\slash.txt",
    "line\tbreak",
    "none",
    ".hidden",
    "a.tar.gz",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_survive_their_header(name: str) -> None:
    header = f"inline; {content_disposition(name)}"
    assert header.isascii()
    assert header.isprintable()
    found = disposition.parameters(header)
    assert found["filename"] == name
    assert found["name"] == (name.rpartition(".")[0] or name)


@pytest.mark.parametrize("block", [1, 7, 100_000, -1])
def test_a_form_holds_the_file(block: int) -> None:
    data = bytes(range(256)) * 10
    part = FilePart("Größe.bin", "application/octet-stream", Bytes(data))
    for _ in range(2):
        pieces = []
        while piece := part.read(block):
            pieces.append(piece)
        whole = b"".join(pieces)
        assert len(whole) == len(part)
        message = BytesParser(policy=HTTP).parsebytes(
            f"Content-Type: {form_type(part)}\r\n\r\n".encode() + whole
        )
        (only,) = message.iter_parts()
        assert only.get_content_type() == "application/octet-stream"
        assert disposition.parameters(whole.split(b"\r\n")[1].decode())["filename"] == "Größe.bin"
        assert only.get_payload(decode=True) == data
        part.rewind()


# ------------------------------------------------------------------------------------------- refusals


def answer(status: int, body: object = b"", kind: str = "application/json") -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {"Content-Type": kind}, content, Asked("GET", "https://api.example.com/v2/x"))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, UnexpectedAnswer),
        (400, Unsupported),
        (401, AuthExpired),
        (403, AccessDenied),
        (404, NotFound),
        (405, Unsupported),
        (409, NameExists),
        (418, ServerFailed),
        (500, ServerFailed),
    ],
)
def test_what_a_status_means(status: int, kind: type[CloudError]) -> None:
    error = failures.error(answer(status))
    assert type(error) is kind
    assert error.sentence.endswith(".")
    with pytest.raises(kind):
        failures.document(answer(status, {}))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"message": "The folder is locked."}, "The folder is locked"),
        ({"Message": "Locked"}, "Locked"),
        ("Locked", "Locked"),
        (b"Locked by somebody", "Locked by somebody"),
        (b"<html>Forbidden</html>", ""),
        (b"x" * 1000, ""),
        (b"\xff\xfe\x00", ""),
        ({"message": {"deep": 1}}, ""),
        ([1, 2], ""),
        ({"message": "Token BimPlus 9c1874a62c974dcf is bad"}, "Token BimPlus … is bad"),
    ],
)
def test_short_words_of_the_server_are_shown(body: object, shown: str) -> None:
    error = failures.error(answer(403, body))
    assert ("The server says: “" in error.sentence) is bool(shown)
    assert shown in error.sentence
    assert "9c1874a62c974dcf" not in error.sentence + error.technical


# ------------------------------------------------------------------------------------------- pace


@pytest.mark.parametrize(
    ("remaining", "seconds"), [(5000, 0.0), (500, 0.0), (499, 0.72), (250, 1.44), (50, 5.0), (0, 5.0)]
)
def test_the_fewer_calls_are_left_the_slower(remaining: int, seconds: float) -> None:
    assert pacing.interval(5000, remaining) == pytest.approx(seconds, abs=0.01)


def test_a_pace_begins_and_ends_with_what_answers_tell() -> None:
    pace = pacing.Pacing()
    pace.note({"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "1"})
    assert pace._interval > 0
    pace.note({})
    pace.note({"X-RateLimit-Limit": "0", "X-RateLimit-Remaining": "x"})
    assert pace._interval > 0
    pace.note({"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4999"})
    pace.wait()
    assert pace._interval == 0
