"""Rows to columns and back, by the fields' types.

Times become microseconds since 1970 in UTC, enumerations their values, errors and questions JSON. Text is
kept as text; names with lone surrogates (files whose names are no UTF-8) as UTF-8-like bytes, since SQLite
takes no such text.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from bimexplorer import errors
from bimexplorer.errors import ProgramError, ServerBusy
from bimexplorer.log import redact
from bimexplorer.transfer.journal.rows import BatchRow, FolderRow, ItemRow, JobRow, Upload, Verb, Wish
from bimexplorer.transfer.status import Decision, Facts, Question, QuestionKind

log = logging.getLogger(__name__)

Column = str | int | float | bytes | None
Row = TypeVar("Row")

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST = (1 << 63) - 1

UNREADABLE = (LookupError, ValueError, TypeError, AttributeError, OverflowError)
"""What decoding a row of a newer program, or a damaged one, ends in."""

_unreadable: set[tuple[str, object]] = set()
"""Rows that were told of: some are read several times a second."""


class Codec(Generic[Row]):
    """Between a row class and its table."""

    def __init__(self, row: type[Row], table: str) -> None:
        hints = get_type_hints(row)
        self.table = table
        self.names = tuple(field.name for field in fields(row))  # type: ignore[arg-type]
        self._row = row
        self._pairs = [_field_codec(hints[name]) for name in self.names]
        self._encoders = [(name, pair[0]) for name, pair in zip(self.names, self._pairs, strict=True)]
        self._decoders = [pair[1] for pair in self._pairs]

    def columns(self, alias: str = "") -> str:
        """For a SELECT, in the order that `row` wants them."""
        prefix = f"{alias}." if alias else ""
        return ", ".join(f'{prefix}"{name}"' for name in self.names)

    def upsert(self, *key: str) -> str:
        """The statement that inserts `values`, or replaces all but the key."""
        rest = ", ".join(f'"{name}" = excluded."{name}"' for name in self.names if name not in key)
        marks = ", ".join("?" * len(self.names))
        return (
            f"INSERT INTO {self.table} ({self.columns()}) VALUES ({marks})"  # noqa: S608 - our own names
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {rest}"
        )

    def values(self, row: Row) -> tuple[Column, ...]:
        return tuple(
            [getattr(row, name) if out is None else out(getattr(row, name)) for name, out in self._encoders]
        )

    def row(self, values: Iterable[Any]) -> Row:
        """Raises one of `UNREADABLE`."""
        return self._row(
            *[
                value if back is None else back(value)
                for back, value in zip(self._decoders, values, strict=True)
            ]
        )

    def readable(self, rows: Iterable[tuple[Any, ...]]) -> list[Row]:
        """Those rows that can be decoded; the others are logged, once each."""
        found = []
        for values in rows:
            try:
                found.append(self.row(values))
            except UNREADABLE as error:
                skipped(self.table, values[0], error)
        return found


def skipped(table: str, key: object, error: Exception) -> None:
    """Log that a row cannot be used."""
    if (table, key) not in _unreadable:
        _unreadable.add((table, key))
        log.warning("A row of the journal is left out (%s %s): %r", table, key, error)


# ---------------------------------------------------------------------------------------- single values


def text_out(value: str) -> str | bytes:
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def text_back(value: str | bytes) -> str:
    if type(value) is str:
        return value
    if type(value) is bytes:
        return value.decode("utf-8", "surrogatepass")
    raise TypeError(f"{type(value).__name__} where text belongs")


def number_out(value: int) -> int:
    """No more than SQLite holds: a server that lies about a size does not stop the journal."""
    return min(value, _LARGEST)


def time_out(value: datetime) -> int:
    return (value - _EPOCH) // _MICROSECOND


def time_back(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def error_out(error: ProgramError) -> str:
    """`[class, sentence, technical, seconds to wait]`; a class from elsewhere as its nearest known base."""
    known = next(cls for cls in type(error).__mro__ if _error_class(cls.__name__) is cls)
    wait = error.retry_after if isinstance(error, ServerBusy) else None
    return json.dumps([known.__name__, redact(error.sentence), redact(error.technical), wait])


@lru_cache(maxsize=1000)
def error_back(value: str) -> ProgramError:
    """The same object for the same text: rows that are read again and say the same are equal."""
    name, sentence, technical, wait = json.loads(value)
    cls = _error_class(name) or ProgramError
    if issubclass(cls, ServerBusy):
        return cls(sentence, technical, wait)
    return cls(sentence, technical)


def _error_class(name: str) -> type[ProgramError] | None:
    cls = getattr(errors, name, None)
    return cls if isinstance(cls, type) and issubclass(cls, ProgramError) else None


def question_out(question: Question) -> str:
    return json.dumps(
        {
            "kind": question.kind.value,
            "sentence": question.sentence,
            "choices": [choice.value for choice in question.choices],
            "suggestion": question.suggestion,
            "here": _facts_out(question.here),
            "there": _facts_out(question.there),
            "identical": question.identical,
            "keeps_older": question.keeps_older,
        }
    )


def question_back(value: str) -> Question:
    raw = json.loads(value)
    return Question(
        kind=QuestionKind(raw["kind"]),
        sentence=raw["sentence"],
        choices=tuple(Decision(choice) for choice in raw["choices"]),
        suggestion=raw["suggestion"],
        here=_facts_back(raw["here"]),
        there=_facts_back(raw["there"]),
        identical=raw["identical"],
        keeps_older=raw.get("keeps_older", False),  # an earlier program wrote none
    )


def _facts_out(facts: Facts | None) -> list[int | None] | None:
    if facts is None:
        return None
    return [facts.size, None if facts.modified is None else time_out(facts.modified)]


def _facts_back(raw: list[int | None] | None) -> Facts | None:
    if raw is None:
        return None
    size, modified = raw
    return Facts(size, None if modified is None else time_back(modified))


# ---------------------------------------------------------------------------------------- by type

_Encode = Callable[[Any], Column]
_Decode = Callable[[Any], Any]

_PLAIN: dict[type, tuple[_Encode | None, _Decode | None]] = {
    str: (text_out, text_back),
    int: (number_out, None),
    float: (None, None),
    bool: (None, bool),
    datetime: (time_out, time_back),
    ProgramError: (error_out, error_back),
    Question: (question_out, question_back),
}


def _field_codec(hint: Any) -> tuple[_Encode | None, _Decode | None]:
    """How a field of this type is written and read; None: as it is."""
    if isinstance(hint, UnionType):
        (kind,) = (arg for arg in get_args(hint) if arg is not type(None))
        out, back = _field_codec(kind)
        return (out and _unless_none(out)), (back and _unless_none(back))
    if issubclass(hint, Enum):
        members = {member.value: member for member in hint}
        return (lambda member: member.value), members.__getitem__
    return _PLAIN[hint]


def _unless_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def wish_values(wish: Wish) -> tuple[Column, ...]:
    return wish.verb.value, json.dumps(wish.job_ids), text_out(wish.argument)


def wishes_back(rows: Iterable[tuple[int, str, str, str | bytes]]) -> tuple[Wish, ...]:
    """Those of a verb that is known."""
    wishes = []
    for no, verb, job_ids, argument in rows:
        try:
            wishes.append(Wish(Verb(verb), tuple(json.loads(job_ids)), text_back(argument), no))
        except UNREADABLE as error:
            skipped("wishes", no, error)
    return tuple(wishes)


JOBS = Codec(JobRow, "jobs")
ITEMS = Codec(ItemRow, "items")
FOLDERS = Codec(FolderRow, "folders")
BATCHES = Codec(BatchRow, "batches")
LEDGER = Codec(Upload, "ledger")
