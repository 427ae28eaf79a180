"""`bimx versions` and `share`, and which version the other commands mean by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bimexplorer.cli.output import date_text, entry_json, moment_json, print_json, print_line
from bimexplorer.cli.places import Place, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound
from bimexplorer.model import Capability, Entry, Version
from bimexplorer.revisions import Revision
from bimexplorer.sizes import size_text


def versions(session: Session) -> None:
    place = remote_place(session.arguments.place)
    cloud, entry = session.entry(place)
    if cloud.models is not None and Capability.REVISIONS not in cloud.missing(entry):
        _show_revisions(session, cloud.models.revisions(entry))
        return
    found = cloud.versions(entry)
    if session.json:
        print_json([_version_json(place.site, version) for version in found])
        return
    for version in found:
        print_line("\t".join(_columns(version)))


def _show_revisions(session: Session, found: Sequence[Revision]) -> None:
    """Those of a model."""
    if session.json:
        print_json([_revision_json(revision) for revision in found])
        return
    for revision in found:
        columns = (revision.author or "", date_text(revision.created), revision.name, revision.description)
        print_line("\t".join((str(revision.number), *columns)))


def share(session: Session) -> None:
    shared = []
    for place in [remote_place(text) for text in session.arguments.places]:
        cloud, entry = session.entry(place)
        shared.append(entry_json(place.site, cloud.share(entry)))
    if session.json:
        print_json(shared[0] if len(shared) == 1 else {"shared": shared})


def version_at(cloud: Cloud, place: Place, entry: Entry, number: int) -> Entry:
    """What stands for this version of a file. Raises `NotFound` with the numbers there are."""
    found = cloud.versions(entry)
    for version in found:
        if version.number == number:
            return version.entry
    known = ", ".join(str(version.number) for version in found) or "none"
    raise NotFound(f"“{place}” has no version {number}. Known: {known}.")


def _columns(version: Version) -> list[str]:
    return [
        str(version.number),
        version.author or "",
        date_text(version.created),
        size_text(version.entry.size),
        version.tag,
        {True: "shared", False: "not shared", None: ""}[version.shared],
        version.classification,
        version.hash,
    ]


def _version_json(site: str, version: Version) -> dict[str, Any]:
    """What `ls` tells of a file, its id being the version's own, and what only a version has."""
    return {
        **entry_json(site, version.entry),
        "number": version.number,
        "author": version.author,
        "created": moment_json(version.created),
        "tag": version.tag,
        "classification": version.classification,
        "content_type": version.content_type,
        "hash": version.hash,
        "shared": version.shared,
    }


def _revision_json(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "name": revision.name,
        "description": revision.description,
        "author": revision.author,
        "created": moment_json(revision.created),
        "input_type": revision.input_type,
        "id": revision.id,
    }
