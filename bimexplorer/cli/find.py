"""`bimx find`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import islice

from bimexplorer.cli.output import entry_json, entry_line, print_json, print_line, printable, say
from bimexplorer.cli.places import WrongCommandLine, not_a_folder, remote_place, remote_text
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.query import Query, QueryError, parse

_PAGE = 500


def find(session: Session) -> None:
    arguments = session.arguments
    place = remote_place(arguments.place)
    query = _query(" ".join(arguments.query))
    cloud, folder = session.entry(place)
    if not folder.is_folder:
        raise not_a_folder(place, folder)
    found = islice(_found(cloud, folder, query, arguments.limit, below=not arguments.here), arguments.limit)
    if session.json:
        print_json([entry_json(place.site, entry) for entry in found])
        return
    for entry in found:
        print_line(entry_line(entry, remote_text(place.site, entry.path), long=arguments.long))


def _found(cloud: Cloud, folder: Entry, query: Query, limit: int | None, *, below: bool) -> Iterator[Entry]:
    cursor: str | None = None
    while True:
        page = cloud.search(folder, query, below=below, cursor=cursor, limit=min(_PAGE, limit or _PAGE))
        yield from page.entries
        cursor = page.cursor
        if cursor is None:
            return


def _query(text: str) -> Query:
    """Raises `WrongCommandLine`, after the mistake was marked."""
    text = "".join(" " if character.isspace() else character for character in text)
    try:
        return parse(text)
    except QueryError as error:
        end = error.position + error.length
        say(text)
        say(" " * _width(text[: error.position]) + "^" * _width(text[error.position : end]))
        raise WrongCommandLine(error.sentence, error.technical) from error


def _width(text: str) -> int:
    """Columns of a terminal."""
    shown = printable(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in shown)
    return len(shown) + wide - sum(unicodedata.combining(character) > 0 for character in shown)
