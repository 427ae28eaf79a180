"""What Bimplus's client decides about projects without a server: confirmations, pictures, odd answers."""

from __future__ import annotations

import copy
import pickle
import unicodedata
from typing import Any

import pytest

from bimexplorer.clouds.bimplus import facts, pictures
from bimexplorer.clouds.bimplus.confirmation import Confirmation, confirmed, confirms
from bimexplorer.clouds.bimplus.facts import Pin
from bimexplorer.clouds.bimplus.forms import Held
from bimexplorer.errors import NotConfirmed, UnexpectedAnswer, Unsupported, Verdict, classify

ID = "0d2ce2cc-3588-45d6-a59a-f6b89ebed34e"
OTHER = "6cea110a-88f4-43ac-9a00-ebaf677be333"

# ------------------------------------------------------------------------------------------- confirming


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Haus", "Haus"),
        (" Haus ", " Haus "),
        ("Größe", unicodedata.normalize("NFD", "Größe")),
        (unicodedata.normalize("NFD", "é"), "é"),
        ("?", "?"),
        ("5", "5"),
    ],
)
def test_the_name_as_it_is_confirms(name: str, typed: str) -> None:
    made = confirmed("team", ID, {"id": ID.upper(), "Name": name}, typed)
    assert confirms(made, "team", ID)
    assert not confirms(made, "team", OTHER)
    assert not confirms(made, "Team", ID)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Haus", "haus"),
        ("Haus", "Haus "),
        ("Haus ", "Haus"),
        ("Haus", "Ｈａｕｓ"),  # noqa: RUF001 - letters that only look alike
        ("Haus", "Hаus"),  # noqa: RUF001
        ("ﬁn", "fin"),
        ("Maß", "Mass"),
        ("a  b", "a b"),
        ("a\u00a0b", "a b"),
        ("Haus", ""),
        ("", ""),
        (" ", " "),
        (None, "?"),
        (None, "None"),
        (None, ""),
        (["Haus"], "Haus"),
    ],
)
def test_anything_else_does_not(name: Any, typed: str) -> None:
    with pytest.raises(NotConfirmed) as caught:
        confirmed("team", ID, {"id": ID, "name": name}, typed)
    assert "Nothing was deleted." in caught.value.sentence
    assert classify(caught.value) is Verdict.ASK_USER


def test_the_name_of_another_project_confirms_nothing() -> None:
    with pytest.raises(NotConfirmed):
        confirmed("team", ID, {"id": OTHER, "name": "Haus"}, "Haus")
    answers: tuple[Any, ...] = ({}, [], None, "Haus", {"name": "Haus"}, [{"id": ID, "name": "Haus"}])
    for raw in answers:
        with pytest.raises(UnexpectedAnswer):
            confirmed("team", ID, raw, "Haus")


def test_a_confirmation_is_made_by_the_comparison_alone() -> None:
    for compared in (None, True, object(), Confirmation):
        with pytest.raises(TypeError):
            Confirmation("team", ID, compared)
    made = confirmed("team", ID, {"id": ID, "name": "Haus"}, "Haus")
    for other in (type("Other", (), {"is_for": lambda *_: True})(), "yes", True, None, ("team", ID)):
        assert not confirms(other, "team", ID)
    with pytest.raises(AttributeError):
        made.project_id = OTHER  # type: ignore[attr-defined]
    # A copy is for no other project either.
    for again in (copy.copy(made), pickle.loads(pickle.dumps(made))):
        assert not confirms(again, "team", OTHER)


# ------------------------------------------------------------------------------------------- pictures


def test_a_picture_is_known_by_its_content() -> None:
    assert pictures.checked(b"\x89PNG\r\n\x1a\n....") == "png"
    assert pictures.checked(b"\xff\xd8\xff\xe1....") == "jpeg"
    assert pictures.checked(b"\xff\xd8\xff".ljust(pictures.LARGEST)) == "jpeg"


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (b"", "neither"),
        (b"\x89PNG", "neither"),
        (b"GIF89a", "neither"),
        (b"<svg/>", "neither"),
        (b" \xff\xd8\xff", "neither"),
        (b"\xff\xd8\xff".ljust(pictures.LARGEST + 1), "4.0 MB at most"),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(image: bytes, said: str) -> None:
    with pytest.raises(Unsupported) as caught:
        pictures.checked(image)
    assert said in caught.value.sentence


def test_bytes_in_memory_are_read_again_after_rewinding() -> None:
    held = Held(b"0123456789")
    assert len(held) == 10
    assert [held.read(4), held.read(4), held.read(4), held.read(4)] == [b"0123", b"4567", b"89", b""]
    held.rewind()
    assert (held.read(), held.read(), held.read(1)) == (b"0123456789", b"", b"")
    assert (Held(b"").read(5), len(Held(b""))) == (b"", 0)


# ------------------------------------------------------------------------------------------- odd answers


@pytest.mark.parametrize("raw", [{"parent": None, "children": []}, None, "x", 5])
def test_what_is_no_list_is_not_understood(raw: Any) -> None:
    """The page shows a topology as the answer of comments and hyperlinks."""
    for read in (facts.count, facts.comments, facts.hyperlinks, facts.pins, facts.disciplines):
        with pytest.raises(UnexpectedAnswer):
            read(raw)


def test_remarks_are_read_however_they_are_spelled() -> None:
    first, second, third = facts.comments(
        [
            {"issueId": ID.upper(), "text": " Too low. ", "author": {"fullname": "Anna B"}, "createdAt": "x"},
            {
                "RelatedID": ID,
                "Comment": "Done",
                "createdby": {"email": "a@b"},
                "created": "2026-01-02T03:04:05",
            },
            {},
        ]
    )
    assert (first.of, first.text, first.author, first.created) == (ID, "Too low.", "Anna B", None)
    assert (second.of, second.text, second.author) == (ID, "Done", "a@b")
    assert second.created is not None
    assert (third.of, third.text, third.author) == ("", "", "")
    links = facts.hyperlinks(
        [{"name": "Door", "url": "https://e.example"}, {"url": "https://e.example"}, {"title": "Door"}, "x"]
    )
    assert [link.text for link in links] == ["Door: https://e.example", "https://e.example", "Door"]


def test_pins_disciplines_and_states() -> None:
    assert facts.pins([{"issueId": ID, "objectId": OTHER}, {"topologyNodeId": OTHER}]) == [
        Pin(ID, OTHER),
        Pin("", OTHER),
    ]
    told = [
        {"name": "ID_RoomModel", "divisionName": "A"},
        {"name": "MEP", "divisionName": "A"},
        {"name": "", "divisionName": "A"},
        {"name": "ID_Timber"},
    ]
    assert facts.disciplines(told) == {"A": ["RoomModel", "MEP"], "": ["Timber"]}
    assert facts.told_disciplines({"disciplines": told}) == told
    assert facts.told_disciplines({}) is None
    assert facts.issue_states([{"status": "Open"}, {"Status": "Open"}, {}]) == {"Open": 2, "": 1}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"/jay-company/projects/{ID}/thumbnail/download", ID),
        (f"/jay-company/thumbnail/{OTHER}", OTHER),
        (f"https://elsewhere.example/{ID}/thumbnail/{OTHER}?x=1", OTHER),
        ("", ""),
        (None, ""),
        ("/default.png", ""),
    ],
)
def test_where_a_picture_is(address: str | None, found: str) -> None:
    assert facts.thumbnail_id({"thumbnail": address}) == found
