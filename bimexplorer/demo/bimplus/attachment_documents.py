"""Attachments as the pages show them: what is missing there, or spelt in two ways, is so here."""

from __future__ import annotations

import sqlite3
from typing import Any

from bimexplorer.demo.bimplus import quirks
from bimexplorer.demo.bimplus.users import Users


def allowed(row: sqlite3.Row, user_id: str, rights: frozenset[str]) -> dict[str, bool]:
    """The attachment's `rights`. A guess: editors delete what they created, administrators everything;
    a guest (ProjectView alone) sees, but does not download.
    """
    edits = "ProjectEdit" in rights
    return {
        "update": edits,
        "share": edits,
        "delete": "ProjectAdmin" in rights or (edits and row["created_by"] == user_id),
        "download": "ModelViewAll" in rights,
    }


def information(row: sqlite3.Row, users: Users, user_id: str, rights: frozenset[str]) -> dict[str, Any]:
    """An attachment in a list, its own page, and the answer of what created or changed it."""
    identifier = row["id"]
    document: dict[str, Any] = {"objectIds": [row["related_id"]]}
    if quirks.variant(identifier, "name", 3):
        document["name"] = row["name"]
    document |= {
        "fileName": row["file_name"],
        "type": row["type"],
        "size": row["size"],
        "createdAt": quirks.date(identifier, row["created"]),
        "creator": users.medium(row["created_by"]),
        "changed": quirks.date(identifier, row["changed"]),
        "changedBy": users.brief(row["changed_by"]),
        "hash": row["hash"],
        "attachmentType": row["kind"],
        "sizeMB": quirks.size_mb(identifier, row["size"]),
        "version": quirks.version(identifier, row["number"]),
        "relatedId": row["related_id"],
        "rights": allowed(row, user_id, rights),
        "id": identifier,
    }
    for name in ("classification", "tag"):
        if row[name] or quirks.variant(identifier, name, 2):
            document[name] = row[name]
    shared = row["shared"] is not None
    if shared or quirks.variant(identifier, "release", 3):
        document["release"] = quirks.truth(identifier, shared)
    return document


def version(row: sqlite3.Row, users: Users) -> dict[str, Any]:
    """A version: its author is `changedBy`, as `creator` and `createdAt` are the attachment's.

    As on the page, the first version knows neither its object nor its attachmentType.
    """
    identifier = row["id"]
    first = row["number"] == 1
    document = {
        "objectIds": [quirks.ZERO if first else row["related_id"]],
        "fileName": row["file_name"],
        "type": row["type"],
        "size": row["size"],
        "createdAt": quirks.date(identifier, row["created"]),
        "creator": users.full(row["created_by"]),
        "changed": quirks.date(f"{identifier} {row['number']}", row["changed"]),
        "changedBy": users.brief(row["changed_by"]),
        "hash": row["hash"],
        "classification": row["classification"],
        "tag": row["tag"],
        "sizeMB": quirks.size_mb(identifier, row["size"]),
        "version": row["number"],
        "id": identifier,
    }
    if not first:
        document["attachmentType"] = row["kind"]
    if row["shared"] is not None:
        document |= {"release": True, "sharedDate": quirks.zoned_date(row["shared"])}
    return document


def shared(row: sqlite3.Row, users: Users) -> dict[str, Any]:
    """The answer to sharing, with the holes of the page's example."""
    sharer = users.medium(row["shared_by"])
    return {
        "id": row["id"],
        "objectIds": [quirks.ZERO],
        "fileName": row["file_name"],
        "type": row["type"],
        "size": row["size"],
        "createdAt": None,
        "creator": None,
        "hash": "",
        "attachmentType": row["kind"],
        "classification": row["classification"],
        "tag": row["tag"],
        "sizeMB": quirks.size_mb(row["id"], row["size"]),
        "version": row["number"],
        "relatedId": quirks.ZERO,
        "release": True,
        "sharedDate": quirks.zoned_date(row["shared"]),
        "sharedBy": sharer | {"shortdisplayname": sharer["firstname"]},
    }


def texture(row: sqlite3.Row, users: Users) -> dict[str, Any]:
    """A texture of a material surface: made by the importer, so nobody's name is known."""
    nobody = {"id": row["created_by"], "email": None}
    unnamed = dict.fromkeys(("firstname", "lastname", "company", "displayname"))
    document = version(row, users)
    for name in ("classification", "release", "sharedDate"):
        document.pop(name, None)
    return document | {
        "objectIds": [row["related_id"]],
        "creator": {**nobody, **unnamed, "fullname": ""},
        "changedBy": nobody,
        "attachmentType": row["kind"],
        "relatedId": row["related_id"],
    }
