"""Queries and entries as hypothesis thinks of them, for every test that searches."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from bimexplorer.model import Entry, Kind
from bimexplorer.query import (
    Ago,
    Extension,
    Field,
    Modified,
    Not,
    OfKind,
    Query,
    Relation,
    Size,
    Text,
    Wildcard,
    all_of,
    any_of,
)

ODD = "Plan EGplänAÄß%_[](){}^$+.*?\\\"'-&#İıσςΣЯяё日\u0308 \u00a0😀:=<>"
"""Characters that some server, shell or regular expression takes for something else."""


def texts(alphabet: str = ODD, longest: int = 5) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=longest)


def patterns(
    fixed: st.SearchStrategy[str],
    fields: tuple[Field, ...] = (Field.NAME, Field.PATH, Field.BY),
) -> st.SearchStrategy[Query]:
    def text(field: Field, parts: list[str | Wildcard], whole: bool) -> Query:
        joined: list[str | Wildcard] = []
        for part in parts:
            last = joined[-1] if joined else Wildcard.ONE
            if isinstance(part, str) and isinstance(last, str):
                joined[-1] = last + part
            elif part is not Wildcard.ANY or last is not Wildcard.ANY:
                joined.append(part)
        return Text(field, tuple(joined), whole or any(isinstance(part, Wildcard) for part in joined))

    return st.builds(
        text,
        st.sampled_from(fields),
        st.lists(fixed | st.sampled_from(Wildcard), min_size=1, max_size=5),
        st.booleans(),
    )


RELATIONS = st.sampled_from(Relation)
DAYS = st.dates(date(1971, 1, 1), date(2999, 12, 30)) | st.builds(
    Ago, st.integers(0, 9999), st.sampled_from("dwmy")
)
SIZES = (
    st.integers(0, 10) | st.sampled_from([10**6, 2**20, 15 * 10**8, 2**63 - 1]) | st.integers(0, 2**63 - 1)
)
KINDS = st.sampled_from([Kind.FILE, Kind.FOLDER, Kind.PROJECT, Kind.LIBRARY])


def trees(conditions: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    return st.recursive(
        conditions,
        lambda inner: (
            inner.map(Not)
            | st.lists(inner, min_size=1, max_size=3).map(all_of)
            | st.lists(inner, min_size=1, max_size=3).map(any_of)
        ),
        max_leaves=6,
    )


ANY_QUERY = trees(
    patterns(st.text(min_size=1, max_size=5) | texts())
    | st.builds(OfKind, KINDS)
    | st.builds(Extension, texts() | st.sampled_from(["ifc", "file", ".x"]))
    | st.builds(Size, RELATIONS, SIZES)
    | st.builds(Modified, RELATIONS, DAYS)
)

TODAY = datetime(2026, 5, 31, 15, tzinfo=timezone.utc)

ENTRIES = st.builds(
    lambda names, kind, size, age, owner: Entry(
        id="e",
        name=names[-1],
        kind=kind,
        type=kind.value,
        path=tuple(names),
        size=size,
        modified=None if age is None else TODAY - timedelta(hours=age),
        owner=owner,
    ),
    st.lists(texts(longest=8), min_size=1, max_size=3),
    KINDS,
    st.none() | st.integers(0, 12) | SIZES,
    st.none() | st.integers(0, 100) | st.integers(0, 100_000),
    st.none() | texts(),
)
