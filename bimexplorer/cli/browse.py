"""`bimx ls` and `stat`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bimexplorer.addresses import path_text
from bimexplorer.cli.output import date_text, entry_json, entry_line, print_facts, print_json, print_line
from bimexplorer.cli.places import Place, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry, Sort

_PAGE = 500


def ls(session: Session) -> None:
    arguments = session.arguments
    places = [remote_place(text) for text in arguments.places]
    found: list[dict[str, object]] = []
    for place in places:
        cloud, entry = session.entry(place)
        if not session.json and len(places) > 1 and entry.is_folder:
            print_line(f"{place}:")
        for child in _listed(cloud, entry, recursive=arguments.recursive):
            if session.json:
                found.append(entry_json(place.site, child))
            else:
                name = "/".join(child.path[len(entry.path) :]) or child.name
                print_line(entry_line(child, name, long=arguments.long))
    if session.json:
        print_json(found)


def stat(session: Session) -> None:
    place = remote_place(session.arguments.place)
    cloud, entry = session.entry(place)
    missing = cloud.missing(entry)
    details = {**dict(entry.details), **dict(cloud.more(entry).details)}
    if session.json:
        facts = entry_json(place.site, entry)
        facts["details"] = details
        facts["missing"] = {capability.value: reason for capability, reason in missing.items()}
        print_json(facts)
        return
    print_facts(_facts(place, entry, details))


def children(cloud: Cloud, folder: Entry) -> Iterator[Entry]:
    """Everything directly in a folder, page by page, by name."""
    cursor: str | None = None
    while True:
        page = cloud.children(folder, sort=Sort(), cursor=cursor, limit=_PAGE)
        yield from page.entries
        cursor = page.cursor
        if cursor is None:
            return


def _listed(cloud: Cloud, entry: Entry, *, recursive: bool) -> Iterator[Entry]:
    if not entry.is_folder:
        yield entry
        return
    pending = [entry]
    while pending:
        below: list[Entry] = []
        for child in children(cloud, pending.pop(0)):
            yield child
            if recursive and child.is_folder and not child.repeats:
                below.append(child)
        pending = below + pending


def _facts(place: Place, entry: Entry, details: Mapping[str, str]) -> dict[str, str]:
    facts = {
        "name": entry.name,
        "path": path_text(entry.path),
        "kind": entry.kind.value,
        "type": entry.type,
        "id": entry.id,
        "size": f"{entry.size} bytes" if entry.size is not None else "",
        "modified": date_text(entry.modified),
        "owner": entry.owner or "",
        **details,
        "site": place.site,
    }
    return {name: value for name, value in facts.items() if value}
