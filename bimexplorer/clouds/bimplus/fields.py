"""Fields of Bimplus's JSON, in all the ways in which its pages write them. Pure.

Keys come in two spellings (`createdby`, `createdBy`), so every document is read by lower-case keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bimexplorer.clouds.values import as_object, as_text

Details = tuple[tuple[str, str], ...]

GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
"""What every id in the vendor's pages looks like."""

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_FIRST = datetime(1, 1, 3, tzinfo=timezone.utc)
_LAST = datetime(9999, 12, 29, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Person:
    """A user as far as a document tells of him."""

    id: str = ""
    email: str = ""
    name: str = ""

    @property
    def shown(self) -> str | None:
        return self.name or self.email or None


def moment(value: Any) -> datetime | None:
    """ISO 8601 with any number of digits; UTC where it has no zone; None for what means "never"."""
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    day, at, fraction, zone = match.groups()
    zone = "+00:00" if zone in (None, "Z", "z") else zone
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    micro = (fraction or "").ljust(6, "0")[:6]
    try:
        found = datetime.fromisoformat(f"{day}T{at}.{micro}{zone}")
        # Years 1 and 9999 lead out of what a date can say, in somebody's zone.
        if not _FIRST.year < found.year < _LAST.year:
            return None
        return found.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def truth(value: Any) -> bool | None:
    """A truth value, also as a text; None for anything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def as_person(value: Any) -> Person | None:
    if not isinstance(value, dict):
        return None
    document = lowered(value)
    parts = (as_text(document.get("firstname")), as_text(document.get("lastname")))
    name = as_text(document.get("fullname")) or " ".join(part for part in parts if part)
    person = Person(
        as_text(document.get("id")),
        as_text(document.get("email")),
        name or as_text(document.get("displayname")),
    )
    return person if person != Person() else None


def as_details(raw: Mapping[str, Any], but: Iterable[str]) -> Details:
    """What a document tells in plain values, by its own names; "never" is no news."""
    left_out = frozenset(but)
    found = []
    for name, value in raw.items():
        if name.lower() in left_out or not isinstance(value, (str, int, float, bool)) or value == "":
            continue
        if isinstance(value, str) and value.startswith("0001-01-01T"):
            continue
        found.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return tuple(found)


def as_document(raw: Any, what: str) -> dict[str, Any]:
    return lowered(as_object(raw, what))


def lowered(document: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in document.items()}


def utc_text(when: datetime) -> str:
    """A moment as filters take it."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
