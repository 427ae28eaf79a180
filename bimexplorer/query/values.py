"""What stands behind a field's colon, as conditions."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from bimexplorer.model import Kind
from bimexplorer.query.matching import FIRST_DAY, LAST_DAY
from bimexplorer.query.tree import (
    UNITS,
    Ago,
    Extension,
    Field,
    Modified,
    OfKind,
    Query,
    Relation,
    Size,
    Text,
    Wildcard,
    all_of,
)
from bimexplorer.words import say

ESCAPED = re.compile(r'\\[*?"\\]')
"""A character that is taken literally."""

_FACTORS = {
    "": 1,
    **{name.lower(): factor for name, factor in UNITS.items()},
    **{name[0].lower(): factor for name, factor in UNITS.items() if len(name) == 2},
}
_LARGEST = 2**63 - 1
_AMOUNT = re.compile(r"(\d{1,20}(?:\.\d{1,20})?)\s*([A-Za-z]{0,3})", re.ASCII)
_COMMA = re.compile(r"\d+,\d+\s*[A-Za-z]*", re.ASCII)

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_AGO = re.compile(r"(\d{1,4})\s*([dwmy])(?:\s*ago)?", re.ASCII | re.IGNORECASE)
_DAYS = {"today": Ago(0, "d"), "yesterday": Ago(1, "d")}

_KINDS = {kind.value: kind for kind in (Kind.FILE, Kind.FOLDER, Kind.PROJECT, Kind.LIBRARY)}


class WrongValue(Exception):
    """The sentence about a value; the parser knows where it stands."""


def condition(field: Field, relation: Relation | None, value: str) -> Query:
    """The condition of `field:value`. The value is not empty and may hold backslashes.

    Raises `WrongValue`.
    """
    if field is Field.SIZE:
        return _size(relation, value.strip())
    if field is Field.MODIFIED:
        return _modified(relation, value.strip())
    if relation not in (None, Relation.EQUAL):
        raise WrongValue(
            say(
                "“{field}” cannot be compared with {relation}; size and modified can.",
                field=field.value,
                relation=relation.value,
            )
        )
    if field is Field.TYPE:
        return _type(_parts(value))
    parts = _parts(value)
    return Text(field, parts, relation is not None or any(isinstance(part, Wildcard) for part in parts))


def _size(relation: Relation | None, text: str) -> Query:
    if ".." not in text:
        return Size(relation or Relation.EQUAL, _amount(text))
    low, high = _ends(relation, text)
    ends: list[Query] = []
    if low:
        ends.append(Size(Relation.AT_LEAST, _amount(low)))
    if high:
        ends.append(Size(Relation.AT_MOST, _amount(high)))
    if low and high and _amount(low) > _amount(high):
        raise WrongValue(say("This range ends before it begins."))
    return all_of(ends)


def _amount(text: str) -> int:
    """Bytes."""
    if _COMMA.fullmatch(text):
        raise WrongValue(say("Decimals are written with a point: 1.5GB."))
    found = _AMOUNT.fullmatch(text)
    factor = _FACTORS.get(found[2].lower()) if found else None
    if found is None or factor is None:
        raise WrongValue(
            say("“{text}” is no size. Write for example 500kB, 10MB or 1.5GiB.", text=shown(text))
        )
    size: int = round(Fraction(found[1]) * factor)
    if size > _LARGEST:
        raise WrongValue(say("“{text}” is larger than any file can be.", text=text))
    return size


def _modified(relation: Relation | None, text: str) -> Query:
    if ".." not in text:
        day = _day(text)
        # 7d alone is a stretch of time for everybody, yesterday is a day.
        is_day = isinstance(day, date) or text.lower() in _DAYS
        return Modified(relation or (Relation.EQUAL if is_day else Relation.AT_LEAST), day)
    low, high = _ends(relation, text)
    ends: list[Query] = []
    if low:
        ends.append(Modified(Relation.AT_LEAST, first := _day(low)))
    if high:
        ends.append(Modified(Relation.AT_MOST, last := _day(high)))
    if low and high and isinstance(first, date) and isinstance(last, date) and first > last:
        raise WrongValue(say("This range ends before it begins."))
    return all_of(ends)


def _day(text: str) -> date | Ago:
    if text.lower() in _DAYS:
        return _DAYS[text.lower()]
    if ago := _AGO.fullmatch(text):
        return Ago(int(ago[1]), ago[2].lower())
    if written := _DATE.fullmatch(text):
        try:
            day = date(int(written[1]), int(written[2]), int(written[3]))
        except ValueError:
            raise WrongValue(say("The calendar has no {text}.", text=text)) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise WrongValue(
                say(
                    "Days from {first} to {last} can be searched for.",
                    first=FIRST_DAY,
                    last=LAST_DAY,
                )
            )
        return day
    raise WrongValue(
        say("“{text}” is no day. Write 2026-01-31, today, yesterday, 7d, 2w, 3m or 1y.", text=shown(text))
    )


def _ends(relation: Relation | None, text: str) -> tuple[str, str]:
    if relation is not None:
        raise WrongValue(say("A range stands alone, without {relation}.", relation=relation.value))
    low, _, high = text.partition("..")
    low, high = low.strip(), high.strip()
    if not low and not high:
        raise WrongValue(say("A range needs a beginning or an end."))
    return low, high


def _type(parts: tuple[str | Wildcard, ...]) -> Query:
    only = parts[0]
    if len(parts) > 1 or isinstance(only, Wildcard):
        raise WrongValue(say("Wildcards belong to the name: name:*.if?"))
    if only.lower() in _KINDS:
        return OfKind(_KINDS[only.lower()])
    extension = only.removeprefix(".")
    if not extension:
        raise WrongValue(
            say("An extension is missing. Write for example type:ifc, type:file or type:folder.")
        )
    return Extension(extension)


def _parts(text: str) -> tuple[str | Wildcard, ...]:
    parts: list[str | Wildcard] = []
    at = 0
    while at < len(text):
        escaped = ESCAPED.match(text, at)
        piece = escaped[0] if escaped else text[at]
        at += len(piece)
        last = parts[-1] if parts else Wildcard.ONE
        if piece in ("*", "?"):
            if piece != "*" or last is not Wildcard.ANY:
                parts.append(Wildcard(piece))
        elif isinstance(last, Wildcard):
            parts.append(piece[-1])
        else:
            parts[-1] = last + piece[-1]
    return tuple(parts)


def shown(text: str) -> str:
    """A piece of a query as a sentence can hold it."""
    return text if len(text) <= 40 else f"{text[:39]}…"
