"""`get-resources-by-criterion`: a CriterionObject compiled to SQL with parameters.

Operators (YAML: CriterionObject): `$and $or` (arrays of criteria), `$not` (one criterion), and
`$eq $ne $like $gt $gte $lt $lte` (objects property -> value; several properties mean all of them). Several
operators in one object mean all of them; `{}` matches everything.

What the YAML leaves open is decided thus:
* `$eq` with an array: one of; `$ne` with an array: none of.
* A property a resource does not have: matches `$ne` and `$eq null`, nothing else.
* `$like`: `%` any run, `_` any character, `\\` takes either literally; upper and lower case are the same.
* Order (`$gt` and the like, and sorting): numbers as numbers; `name` and `$path` without regard to case;
  other text by code point. So a page may be continued with `$gt` on the property it is sorted by.
* `parentId` (the YAML's example) means `$parentId`.
* `$ancestors` knows `$eq`/`$ne` with folder ids: lies somewhere below (one of) them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bimexplorer.demo.bimcloud.errors import ManagerError, invalid

_ONE_OF = "IN (SELECT value FROM json_each(?))"
_MAXIMUM_DEPTH = 40
"""SQLite refuses expressions deeper than 1000; nobody asks for more than a handful."""


@dataclass(frozen=True, slots=True)
class _Column:
    exact: str
    """SQL for equality."""
    ordered: str
    """SQL for order and `$like`; compared with the lowered value when `lowered`."""
    kind: type
    nullable: bool = False
    lowered: bool = False


_SERVER_PATH = "('Server Root/' || r.server_name)"

COLUMNS = {
    "id": _Column("r.id", "r.id", str),
    "type": _Column("r.type", "r.type", str),
    "name": _Column("r.name", "r.lowered_name", str, lowered=True),
    "$path": _Column("r.path", "r.lowered_path", str, lowered=True),
    "$loweredPath": _Column("r.lowered_path", "r.lowered_path", str),
    "$parentId": _Column("r.parent_id", "r.parent_id", str),
    "parentId": _Column("r.parent_id", "r.parent_id", str),
    "$parentName": _Column("r.parent_name", "r.parent_name", str),
    "modelServerId": _Column("r.server_id", "r.server_id", str, nullable=True),
    "$modelServerName": _Column("r.server_name", "r.server_name", str, nullable=True),
    "$modelServerPath": _Column(_SERVER_PATH, _SERVER_PATH, str, nullable=True),
    "$modifiedDate": _Column("r.modified", "r.modified", int),
    "$size": _Column("r.size", "r.size", int, nullable=True),
}

_ORDER_OPERATORS = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL over `resources AS r`, always true or false and never NULL, so that NOT means not."""

    sql: str
    arguments: tuple[object, ...] = ()


def compile_criterion(criterion: object, depth: int = 0) -> Condition:
    """The condition of a criterion.

    Raises:
        ManagerError: 7, with what is wrong, for anything that is no criterion.
    """
    if depth > _MAXIMUM_DEPTH:
        raise invalid(f"A criterion is nested deeper than {_MAXIMUM_DEPTH} levels")
    if not isinstance(criterion, dict):
        raise invalid(f"A criterion is an object, not {_kind(criterion)}")
    return _joined("AND", [_operator(key, operand, depth) for key, operand in criterion.items()], empty="1")


def compile_sort(sort_by: str | None, direction: str | None) -> str:
    """An ORDER BY list. Equal values follow each other by `$loweredPath`, so pages neither overlap nor
    skip.
    """
    if direction not in (None, "asc", "desc"):
        raise invalid(f'sort-direction is asc or desc, not "{direction}"')
    column = COLUMNS.get(sort_by or "$loweredPath")
    if column is None:
        raise invalid(f'Cannot sort by "{sort_by}"')
    word = "DESC" if direction == "desc" else "ASC"
    ordered = "r.server_name" if sort_by == "$modelServerPath" else column.ordered
    if ordered == "r.lowered_path":
        return f"r.lowered_path {word}"
    return f"{ordered} {word}, r.lowered_path {word}"


def _operator(key: str, operand: object, depth: int) -> Condition:
    if key in ("$and", "$or"):
        if not isinstance(operand, list):
            raise invalid(f"{key} takes an array of criteria, not {_kind(operand)}")
        parts = [compile_criterion(part, depth + 1) for part in operand]
        return _joined(key[1:].upper(), parts, empty="1" if key == "$and" else "0")
    if key == "$not":
        inner = compile_criterion(operand, depth + 1)
        return Condition(f"NOT ({inner.sql})", inner.arguments)
    compare = _COMPARISONS.get(key)
    if compare is None:
        raise invalid(f'Unknown operator "{key}"')
    if not isinstance(operand, dict) or not operand:
        raise invalid(f"{key} takes an object of properties and values, not {_kind(operand)}")
    return _joined("AND", [compare(key, name, value) for name, value in operand.items()], empty="1")


def _joined(word: str, parts: list[Condition], empty: str) -> Condition:
    if not parts:
        return Condition(empty)
    if len(parts) == 1:
        return parts[0]
    sql = f" {word} ".join(f"({part.sql})" for part in parts)
    return Condition(sql, tuple(argument for part in parts for argument in part.arguments))


def _equality(operator: str, name: str, value: object) -> Condition:
    condition = _ancestor(name, value) if name == "$ancestors" else _equal(operator, name, value)
    if operator == "$ne":
        return Condition(f"NOT ({condition.sql})", condition.arguments)
    return condition


def _equal(operator: str, name: str, value: object) -> Condition:
    column = _column(name)
    if value is None:
        return Condition(f"{column.exact} IS NULL")
    if isinstance(value, list):
        values = [_value(operator, name, column, item) for item in value]
        return _present(column, f"{column.exact} {_ONE_OF}", json.dumps(values))
    return _present(column, f"{column.exact} = ?", _value(operator, name, column, value))


def _order(operator: str, name: str, value: object) -> Condition:
    column = _column(name)
    operand = _value(operator, name, column, value)
    if column.lowered:
        operand = str(operand).lower()
    return _present(column, f"{column.ordered} {_ORDER_OPERATORS[operator]} ?", operand)


def _like(operator: str, name: str, value: object) -> Condition:
    column = _column(name)
    if column.kind is not str or not isinstance(value, str):
        raise invalid(f"{operator} compares text: {name} with {_kind(value)} is not possible")
    # SQLite's LIKE and lower() know ASCII only: both sides are lowered here, the stored one when it was
    # written.
    return _present(column, f"{column.ordered} LIKE ? ESCAPE '\\'", _escaped(value.lower()))


def _escaped(pattern: str) -> str:
    """SQLite refuses an escape character at the end, or before an ordinary character."""
    out, position = [], 0
    while position < len(pattern):
        pair = pattern[position : position + 2]
        if pair in ("\\%", "\\_", "\\\\"):
            out.append(pair)
            position += 2
        else:
            out.append("\\\\" if pair[0] == "\\" else pair[0])
            position += 1
    return "".join(out)


def _ancestor(name: str, value: object) -> Condition:
    ids = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in ids):
        raise invalid(f"{name} is compared with folder ids")
    sql = (
        "EXISTS (SELECT 1 FROM resources a, json_each(?) ids WHERE a.id = ids.value"
        " AND r.lowered_path > a.lowered_path || '/' AND r.lowered_path < a.lowered_path || '0')"
    )
    return Condition(sql, (json.dumps(ids),))


def _column(name: str) -> _Column:
    column = COLUMNS.get(name)
    if column is None:
        raise invalid(f'Unknown property "{name}"')
    return column


def _value(operator: str, name: str, column: _Column, value: object) -> str | int | float:
    if column.kind is str and isinstance(value, str):
        return value
    if column.kind is int and isinstance(value, (int, float)) and not isinstance(value, bool):
        # Beyond 64 bits SQLite has only floating point; the comparison stays right.
        return value if abs(value) < 2**63 else float(value)
    raise _wrong(operator, name, value)


def _wrong(operator: str, name: str, value: object) -> ManagerError:
    return invalid(f"{operator} cannot compare {name} with {_kind(value)}")


def _present(column: _Column, sql: str, argument: object) -> Condition:
    return Condition(f"({column.exact} IS NOT NULL AND {sql})" if column.nullable else sql, (argument,))


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")


_COMPARISONS: dict[str, Callable[[str, str, object], Condition]] = {
    "$eq": _equality,
    "$ne": _equality,
    "$like": _like,
    **dict.fromkeys(_ORDER_OPERATORS, _order),
}
