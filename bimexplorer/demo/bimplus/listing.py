"""Filter, order and pages of the lists that have them, as the page of the project service describes.

* `filter=<property><operator><value>`, joined by `&` (percent-encoded on the wire), with the operators
  `= != < > >= <=`; a `*` at the end of a text stands for anything. Properties and texts are compared without
  regard to case.
* `sortColumn`, `sortDirection` (`ascending`, `descending`; the page also spells "asceding").
* `page` (from 1), `pageSize`.

Guesses: an unknown property or column, a value that is none, and a page before the first are 400; without a
sortColumn the order is that of the ids, which looks like none; `page` without `pageSize` has pages of 25;
a page after the last is empty; equal rows are ordered by their ids.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import bad_request

_EXPRESSION = re.compile(r"\s*([A-Za-z][A-Za-z.]*)\s*(!=|>=|<=|=|<|>)(.*)", re.DOTALL)
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,7}))?)?)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_NUMBER = re.compile(r"[+-]?\d{1,30}([.,]\d{0,30})?", re.ASCII)
_DIRECTIONS = {"ascending": "ASC", "asceding": "ASC", "descending": "DESC"}
_DEFAULT_PAGE_SIZE = 25
_LARGEST = 2**31 - 1
_MOST_EXPRESSIONS = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A property that may be filtered and sorted by."""

    sql: str
    kind: Literal["text", "number", "moment", "flag"] = "text"

    @property
    def comparable(self) -> str:
        return f"fold({self.sql})" if self.kind == "text" else f"COALESCE({self.sql}, 0)"

    def value(self, text: str) -> object:
        if self.kind == "text":
            return text.casefold()
        if self.kind == "moment":
            return moment(text)
        if self.kind == "flag":
            if text.lower() not in ("true", "false"):
                raise bad_request(f'"{text}" is neither true nor false.')
            return text.lower() == "true"
        if _NUMBER.fullmatch(text.strip()) is None:
            raise bad_request(f'"{text}" is no number.')
        return float(text.replace(",", "."))


Columns = Mapping[str, Column]
"""By the name of the property in lower case."""


def moment(text: str) -> int:
    """Microseconds since 1970 of an ISO 8601 moment with 0 to 7 digits; UTC where it has no zone."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise bad_request(f'"{text}" is no date.')
    day, minute, second, fraction, zone = match.groups()
    zone = "+00:00" if zone in (None, "Z", "z") else zone
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    micro = (fraction or "0").ljust(6, "0")[:6]
    try:
        at = datetime.fromisoformat(f"{day}T{minute or '00:00'}:{second or '00'}.{micro}{zone}")
    except ValueError as exc:
        raise bad_request(f'"{text}" is no date.') from exc
    since = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds


def _condition(expression: str, columns: Columns) -> tuple[str, list[object]]:
    match = _EXPRESSION.fullmatch(expression)
    if match is None:
        raise bad_request(f'The filter "{expression}" is not <property><operator><value>.')
    name, operator, text = match.groups()
    column = columns.get(name.lower())
    if column is None:
        raise bad_request(f'The filter\'s property "{name}" is unknown.')
    if column.kind == "text" and text.endswith("*") and operator in ("=", "!="):
        beginning = text[:-1].casefold()
        return f"substr({column.comparable}, 1, ?) {operator} ?", [len(beginning), beginning]
    return f"{column.comparable} {operator} ?", [column.value(text)]


def _order(query: Mapping[str, str], columns: Columns, key: str) -> str:
    name, direction = query.get("sortColumn"), query.get("sortDirection", "ascending")
    word = _DIRECTIONS.get(direction.lower())
    if word is None:
        raise bad_request("sortDirection is ascending or descending.")
    if not name:
        return f" ORDER BY {key} {word}"
    column = columns.get(name.lower())
    if column is None:
        raise bad_request(f'The sortColumn "{name}" is unknown.')
    return f" ORDER BY {column.comparable} {word}, {key}"


def page(query: Mapping[str, str]) -> tuple[int, int] | None:
    """How many rows come before the page, and how many are on it; None where there are no pages."""
    number, size = _number(query, "page"), _number(query, "pageSize")
    if number is None and size is None:
        return None
    size = _DEFAULT_PAGE_SIZE if size is None else size
    return ((number or 1) - 1) * size, size


def _limit(query: Mapping[str, str]) -> str:
    wanted = page(query)
    return "" if wanted is None else f" LIMIT {wanted[1]} OFFSET {wanted[0]}"


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:10]) <= _LARGEST:
        raise bad_request(f"{name} is a number from 1.")
    return int(text)


def rows(
    database: Database,
    select: str,
    arguments: Sequence[object],
    query: Mapping[str, str],
    columns: Columns,
    *,
    key: str,
    filtered: bool = True,
) -> list[sqlite3.Row]:
    """The rows of a page. `select` ends within its WHERE; `key` is the unique column, the id's."""
    conditions, values = [], list(arguments)
    if filtered and query.get("filter"):
        expressions = query["filter"].split("&")
        if len(expressions) > _MOST_EXPRESSIONS:
            raise bad_request(f"A filter has at most {_MOST_EXPRESSIONS} expressions.")
        for expression in expressions:
            sql, added = _condition(expression, columns)
            conditions.append(f" AND {sql}")
            values += added
    order = _order(query, columns, key)
    return database.rows(f"{select}{''.join(conditions)}{order}{_limit(query)}", *values)
