"""How results are printed: text for people, JSON for scripts. stdout for results, stderr for all else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from bimexplorer.addresses import path_text
from bimexplorer.cli.places import remote_text
from bimexplorer.model import Entry
from bimexplorer.sizes import size_text


def entry_json(site: str, entry: Entry) -> dict[str, Any]:
    """The stable keys of an entry in `--json` output; sizes in bytes, times as ISO 8601 in UTC."""
    return {
        "name": entry.name,
        "path": path_text(entry.path),
        "place": remote_text(site, entry.path),
        "kind": entry.kind.value,
        "type": entry.type,
        "id": entry.id,
        "size": entry.size,
        "modified": moment_json(entry.modified),
    }


def moment_json(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, `2026-03-01T13:05:00Z`."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_line(text: str) -> None:
    """One line, whatever a server put into a name: control characters cannot reach the terminal."""
    print(printable(text))


def say(text: str) -> None:
    """For people, beside the results."""
    print(printable(text), file=sys.stderr)


def printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in text)


def date_text(date: datetime | None) -> str:
    """Local time, `2026-03-01 14:05`; empty for None."""
    return f"{date.astimezone():%Y-%m-%d %H:%M}" if date else ""


def entry_line(entry: Entry, shown: str, *, long: bool) -> str:
    """What is shown of an entry in a listing; folders end with a slash. `long`: size and date before it."""
    shown += "/" if entry.is_folder else ""
    if not long:
        return shown
    size = "-" if entry.is_folder else size_text(entry.size)
    return f"{size:>10}  {date_text(entry.modified):16}  {shown}"


def print_facts(facts: Mapping[str, str]) -> None:
    """`name: value` lines, aligned; a value of several lines goes on below itself."""
    width = max(map(len, facts), default=0) + 1
    for name, value in facts.items():
        for title, line in zip(chain([f"{name}:"], repeat("")), value.split("\n"), strict=False):
            print_line(f"{title:<{width}} {line}".rstrip())
