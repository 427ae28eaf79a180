"""Bimplus's JSON, with the examples of the vendor's own pages and their contradictions."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bimexplorer.clouds.bimplus import convert, fields, grants
from bimexplorer.errors import UnexpectedAnswer

CREATOR = {
    "id": "e18941f4-a809-2d01-d27d-cd251f2b6cb6",
    "email": "test@bimplus.net",
    "firstname": "First Name",
    "lastname": "Second Name",
    "company": "Best-Company",
    "fullname": "First Name Second Name",
    "displayname": "Best-Company",
}
ATTACHMENT: dict[str, Any] = {
    "objectIds": ["0d2ce2cc-3588-45d6-a59a-f6b89ebed34e"],
    "fileName": "Building_Plan.jpg",
    "type": "image/jpeg",
    "size": 211258,
    "createdAt": "2013-12-11T10:47:39",
    "creator": CREATOR,
    "changed": "2013-12-11T10:47:39",
    "changedBy": {"id": CREATOR["id"], "email": "test@bimplus.net"},
    "hash": "68a59c1f-1914-43b8-92fc-1cee4ad1c90c",
    "attachmentType": "Document",
    "classification": "",
    "tag": "ABCDE",
    "sizeMB": "0,21",
    "version": "1",
    "relatedId": "0d2ce2cc-3588-45d6-a59a-f6b89ebed34e",
    "rights": {"update": True, "share": True, "delete": False, "download": True},
    "id": "6cea110a-88f4-43ac-9a00-ebaf677be333",
}


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2013-12-11T10:47:39", at(2013, 12, 11, 10, 47, 39)),
        ("2013-12-11 10:47:39", at(2013, 12, 11, 10, 47, 39)),
        ("2015-11-03T11:13:27.2", at(2015, 11, 3, 11, 13, 27, 200_000)),
        ("2015-11-18T10:16:32.233", at(2015, 11, 18, 10, 16, 32, 233_000)),
        ("2016-02-15T08:12:49.9831726+01:00", at(2016, 2, 15, 7, 12, 49, 983_172)),
        ("2021-02-12T14:01:17.067456+0100", at(2021, 2, 12, 13, 1, 17, 67_456)),
        ("2021-02-12T14:01:17Z", at(2021, 2, 12, 14, 1, 17)),
        ("0001-01-01T00:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59.9999999", None),
        ("2021-02-31T14:01:17", None),
        ("2021-02-12", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1443517123, None),
    ],
)
def test_moments(text: object, moment: datetime | None) -> None:
    found = fields.moment(text)
    assert found == moment
    assert found is None or found.utcoffset() == timedelta(0)


def test_an_attachment_of_the_page() -> None:
    found = convert.attachment(ATTACHMENT)
    assert (found.id, found.file_name, found.type) == (ATTACHMENT["id"], "Building_Plan.jpg", "image/jpeg")
    assert (found.size, found.version) == (211258, 1)
    assert found.modified == at(2013, 12, 11, 10, 47, 39)
    # The brief form of the same person is told by the longer one.
    assert found.changed_by.shown == "First Name Second Name"
    assert found.related_id == "0d2ce2cc-3588-45d6-a59a-f6b89ebed34e"
    assert found.rights == {"update": True, "share": True, "delete": False, "download": True}
    assert found.released is None
    assert dict(found.details)["tag"] == "ABCDE"
    assert not {"sizeMB", "id", "fileName", "classification"} & dict(found.details).keys()


def test_a_version_of_the_page_is_by_whom_changed_it() -> None:
    version = {**ATTACHMENT, "version": 2, "changedBy": {"id": "x", "email": "other@bimplus.net"}}
    del version["rights"], version["relatedId"]
    version["objectIds"] = [convert.ZERO_ID]
    found = convert.attachment(version)
    assert (found.version, found.changed_by.shown) == (2, "other@bimplus.net")
    assert found.rights is None
    assert found.related_id == ""


def test_versions_by_their_numbers_the_newest_first() -> None:
    bare = {"fileName": "a.txt", "VERSION": "10", "Release": "true", "changedby": {"email": "a@b.c"}}
    told = [{"version": 2, "tag": "T", "Id": None}, bare, {"version": "9", "classification": "Report"}]
    found = convert.versions(told, ATTACHMENT["id"])
    assert list(found) == [10, 9, 2]
    assert {one.id for one in found.values()} == {ATTACHMENT["id"]}
    newest = found[10]
    assert (newest.file_name, newest.released, newest.changed_by.shown) == ("a.txt", True, "a@b.c")
    assert (newest.size, newest.modified, newest.hash, newest.tag) == (None, None, "", "")
    assert (found[9].classification, found[9].tag, found[2].tag) == ("Report", "", "T")
    assert convert.versions([], ATTACHMENT["id"]) == {}


@pytest.mark.parametrize("told", [None, {}, "x", [1], [None], [{"id": "x"}], [{"version": "two"}]])
def test_what_are_no_versions(told: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.versions(told, ATTACHMENT["id"])


def test_the_holes_of_a_shared_attachment() -> None:
    shared = {
        "id": "a9e2428d-c67c-4a56-9aeb-880a5dbfa6b3",
        "objectIds": [convert.ZERO_ID],
        "fileName": "_.,_.,_,._.,_.,.ifc",
        "type": "application/octet-stream",
        "size": 6729,
        "createdAt": None,
        "creator": None,
        "hash": "",
        "version": 1,
        "relatedId": convert.ZERO_ID,
        "release": True,
        "sharedDate": "2021-02-12T14:01:17.067456+01:00",
    }
    found = convert.attachment(shared)
    assert (found.size, found.released, found.hash) == (6729, True, "")
    assert (found.modified, found.changed_by.shown, found.related_id) == (None, None, "")


@pytest.mark.parametrize(
    ("told", "truth"),
    [(True, True), ("true", True), ("False", False), ("", None), (None, None), (1, None)],
)
def test_truth_values(told: object, truth: bool | None) -> None:
    assert convert.attachment({**ATTACHMENT, "release": told}).released is truth


@pytest.mark.parametrize(("told", "number"), [("7", 7), (7, 7), ("", None), (None, None), (True, None)])
def test_versions_come_as_texts_and_numbers(told: object, number: int | None) -> None:
    assert convert.attachment({**ATTACHMENT, "version": told}).version == number


def test_an_attachment_may_tell_almost_nothing() -> None:
    found = convert.attachment({"ID": "6cea110a", "FileName": "a.txt"})
    assert (found.id, found.file_name, found.size, found.modified) == ("6cea110a", "a.txt", None, None)


@pytest.mark.parametrize("raw", [None, [], "text", {}, {"fileName": "a.txt"}, {"id": ""}, {"id": None}])
def test_what_is_no_attachment(raw: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.attachment(raw)


PROJECT = {
    "name": "Your Awesome Building",
    "shortDescr": "Example for creating a project",
    "teamSlug": "jay-company",
    "created": "2014-02-14T09:48:27",
    "createdby": {"id": "71e0ac3b", "email": "jayaraj@example.com"},
    "changed": "2015-11-19T09:45:51",
    "modelCount": 1,
    "size": 99317760,
    "sizeMB": "94,72",
    "rights": {"projectAdmin": False, "projectEdit": "true", "modelsCreate": True, "modelsViewAll": True},
    "id": "5cd37c77-d341-4ab2-9f0d-44467955b218",
}


@pytest.mark.parametrize("key", ["changedby", "changedBy", "ChangedBy"])
def test_a_project_with_either_spelling(key: str) -> None:
    found = convert.project({**PROJECT, key: {"id": "1", "email": "other@example.com"}})
    assert found.owner.email == "other@example.com"
    assert (found.size, found.modified) == (99317760, at(2015, 11, 19, 9, 45, 51))
    assert found.rights == {"projectedit", "modelcreate", "modelviewall"}
    assert dict(found.details)["shortDescr"] == "Example for creating a project"


def test_a_project_that_nobody_touched() -> None:
    never = "0001-01-01T00:00:00"
    found = convert.project({"id": "1", "name": "New", "created": never, "changed": never, "createdby": None})
    assert (found.modified, found.rights, found.owner.shown) == (None, None, None)
    assert found.details == ()


def test_rights_of_actions_and_projects_are_named_alike() -> None:
    table = convert.action_rights(
        [
            {"action": "CREATE_MODEL", "right": "ModelCreate"},
            {"action": "UPDATE_PROJECT", "right": "ProjectEdit"},
            {"action": "ODD"},
            "...",
        ]
    )
    rights = convert.project(PROJECT).rights
    assert rights is not None
    assert set(table) == {"CREATE_MODEL", "UPDATE_PROJECT"}
    assert set(table.values()) <= rights


def test_a_topology_is_read_in_order() -> None:
    tree = {
        "parent": None,
        "name": "Test",
        "type": "ID_Project",
        "id": "p",
        "children": [
            {
                "parent": "p",
                "name": "A",
                "type": "DocumentFolder",
                "id": "a",
                "children": [
                    {"name": "x.pdf", "type": "Attachment", "children": [], "id": "x"},
                    {"name": None, "type": "DocumentFolder", "id": "b"},
                ],
            },
            {"name": "x.pdf", "type": "Attachment", "children": None, "id": "x"},
        ],
    }
    found = convert.topology(tree)
    assert [(node.id, node.parent, node.name) for node in found] == [
        ("a", "p", "A"),
        ("x", "a", "x.pdf"),
        ("b", "a", ""),
        ("x", "p", "x.pdf"),
    ]


def test_a_tree_without_end_is_refused() -> None:
    tree: dict[str, Any] = {"id": "0", "children": []}
    for number in range(1, 800):
        tree = {"id": str(number), "children": [tree]}
    with pytest.raises(UnexpectedAnswer):
        convert.topology(tree)


@pytest.mark.parametrize(
    ("answer", "file_id"),
    [
        ({"id": "6cea110a-88f4", "fileName": "file.pdf"}, "6cea110a-88f4"),
        ({"id": convert.ZERO_ID, "fileName": "0d2ce2cc-3588"}, "0d2ce2cc-3588"),
        ({"fileName": "0d2ce2cc-3588"}, "0d2ce2cc-3588"),
    ],
)
def test_the_id_for_the_next_chunks(answer: dict[str, str], file_id: str) -> None:
    assert convert.chunk_file_id(answer) == file_id


@pytest.mark.parametrize("answer", [{}, [], {"id": convert.ZERO_ID}, {"id": "a\r\nb"}])
def test_chunks_without_an_id(answer: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.chunk_file_id(answer)


@pytest.mark.parametrize("raw", [None, {}, "[]", [1], [{"name": "no id"}], [{"id": "1"}, None]])
def test_what_is_no_list(raw: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.rows(raw)


def test_tokens_do_not_show_in_texts() -> None:
    token = grants.token({"access_token": "9c1874a6", "expires_in": 7199, "client_id": "c"})
    assert (token.access_token, token.expires_in) == ("9c1874a6", 7199.0)
    assert "9c1874a6" not in repr(token)
