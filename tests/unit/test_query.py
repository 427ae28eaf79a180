"""The search language: what texts mean, what is wrong with others, and which entries fit."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bimexplorer.model import Entry, Kind
from bimexplorer.query import (
    EVERYTHING,
    LONGEST,
    Ago,
    Calendar,
    Extension,
    Field,
    Modified,
    Not,
    OfKind,
    Query,
    QueryError,
    Relation,
    Size,
    Text,
    Wildcard,
    all_of,
    any_of,
    fields,
    matches,
    parse,
)
from tests.queries import ANY_QUERY, ENTRIES, ODD, TODAY, texts

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = Calendar(date(2026, 5, 31), BERLIN)
ANY, ONE = Wildcard.ANY, Wildcard.ONE


def name(*parts: str | Wildcard, whole: bool | None = None, field: Field = Field.NAME) -> Text:
    is_whole = any(isinstance(part, Wildcard) for part in parts) if whole is None else whole
    return Text(field, parts, is_whole)


def size(relation: str, amount: int) -> Size:
    return Size(Relation(relation), amount)


def modified(relation: str, day: date | Ago) -> Modified:
    return Modified(Relation(relation), day)


A, B, C = name("a"), name("b"), name("c")


# ---------------------------------------------------------------------------------------- what texts mean


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("plan", name("plan")),
        ("name:plan", name("plan")),
        ("NAME:plan", name("plan")),
        ("name: plan", name("plan")),
        ("Pläne", name("Pläne")),
        ("*.ifc", name(ANY, ".ifc")),
        ("pl?n*", name("pl", ONE, "n", ANY)),
        ("***", name(ANY)),
        ("name:=plan.pdf", name("plan.pdf", whole=True)),
        ("name=plan.pdf", name("plan.pdf", whole=True)),
        ("a=b", name("a=b")),
        ('"a b"', name("a b")),
        ('name:"Grundriss EG*"', name("Grundriss EG", ANY)),
        ('name:Grund"riss E"G', name("Grundriss EG")),
        ('"OR"', name("OR")),
        ("name:OR", name("OR")),
        ("or", name("or")),
        ("ORDER", name("ORDER")),
        ("NOTE", name("NOTE")),
        ('"size:>1"', name("size:>1")),
        (r"\*", name("*")),
        (r"a\?b", name("a?b")),
        (r'"\"x\""', name('"x"')),
        (r"\\", name("\\")),
        (r"a\b", name(r"a\b")),
        ("plan(2).pdf", name("plan(2).pdf")),
        ("(plan(2).pdf)", name("plan(2).pdf")),
        ("-", name("-")),
        ("a - b", all_of([A, name("-"), B])),
        ("a-b", name("a-b")),
        ("path:/Villa/*", name("/Villa/", ANY, field=Field.PATH)),
        ("by:anna", name("anna", field=Field.BY)),
        ("author:anna", name("anna", field=Field.BY)),
        ("type:file", OfKind(Kind.FILE)),
        ("type:Folder", OfKind(Kind.FOLDER)),
        ("type:project", OfKind(Kind.PROJECT)),
        ("type:ifc", Extension("ifc")),
        ("type:.ifc", Extension("ifc")),
        ("type:.file", Extension("file")),
        ("type:tar.gz", Extension("tar.gz")),
        ("size:>10MB", size(">", 10_000_000)),
        ("size>10MB", size(">", 10_000_000)),
        ("size: > 10MB", size(">", 10_000_000)),
        ("size:> 10 MB", size(">", 10_000_000)),
        ("size:10MB..2 GB", all_of([size(">=", 10**7), size("<=", 2 * 10**9)])),
        ("(size:1 mib)", size("=", 2**20)),
        ('size:10 "MB"', all_of([size("=", 10), name("MB")])),
        ("size:10 MBit", all_of([size("=", 10), name("MBit")])),
        ("size:10kB MB", all_of([size("=", 10_000), name("MB")])),
        ("size:>=10mib", size(">=", 10 * 1024 * 1024)),
        ("size:<1.5kB", size("<", 1500)),
        ("size:<=2K", size("<=", 2000)),
        ("size:0", size("=", 0)),
        ("size:=7B", size("=", 7)),
        ("size:1TiB", size("=", 2**40)),
        ("size:0.1GB", size("=", 100_000_000)),
        ("size:10MB..2GB", all_of([size(">=", 10**7), size("<=", 2 * 10**9)])),
        ("size:..2GB", size("<=", 2 * 10**9)),
        ("size:1.5kB..", size(">=", 1500)),
        ("modified:2026-01-01", modified("=", date(2026, 1, 1))),
        ("modified:>2026-1-1", modified(">", date(2026, 1, 1))),
        ("modified:today", modified("=", Ago(0, "d"))),
        ("modified:Yesterday", modified("=", Ago(1, "d"))),
        ("modified:>=yesterday", modified(">=", Ago(1, "d"))),
        ("modified:7d", modified(">=", Ago(7, "d"))),
        ("modified:=7d", modified("=", Ago(7, "d"))),
        ("modified:<3M", modified("<", Ago(3, "m"))),
        ('modified:"2w ago"', modified(">=", Ago(2, "w"))),
        (
            "modified:2026-01-01..2026-02-01",
            all_of([modified(">=", date(2026, 1, 1)), modified("<=", date(2026, 2, 1))]),
        ),
        ("modified:2w..yesterday", all_of([modified(">=", Ago(2, "w")), modified("<=", Ago(1, "d"))])),
        ("", EVERYTHING),
        (" \t ", EVERYTHING),
        ("a b", all_of([A, B])),
        ("a AND b", all_of([A, B])),
        ("a OR b", any_of([A, B])),
        ("a b OR c", any_of([all_of([A, B]), C])),
        ("a (b OR c)", all_of([A, any_of([B, C])])),
        ("a OR (b OR c)", any_of([A, B, C])),
        ("a (b c)", all_of([A, B, C])),
        ("((a))", A),
        ("-a", Not(A)),
        ("--a", Not(Not(A))),
        ("NOT a", Not(A)),
        ("NOT(a)", Not(A)),
        ("NOT -a", Not(Not(A))),
        ("-(a b)", Not(all_of([A, B]))),
        ("-a b", all_of([Not(A), B])),
        ("a NOT b", all_of([A, Not(B)])),
        ("(a)OR(b)", any_of([A, B])),
        ("-name:a", Not(A)),
        ("-size:1..2", Not(all_of([size(">=", 1), size("<=", 2)]))),
        (
            "name:*.ifc size:>10MB modified:>2026-01-01 by:anna",
            all_of(
                [
                    name(ANY, ".ifc"),
                    size(">", 10**7),
                    modified(">", date(2026, 1, 1)),
                    name("anna", field=Field.BY),
                ]
            ),
        ),
    ],
)
def test_what_a_text_means(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (parse("plan *.ifc"), "name:plan name:*.ifc"),
        (parse('a OR "b c" -d'), 'name:a OR (name:"b c" -name:d)'),
        (parse("size:>10000000 size:2048 size:1023"), "size:>10MB size:=2KiB size:=1023B"),
        (parse("modified:7d modified:1d"), "modified:>=7d modified:>=yesterday"),
        (parse("type:pdf type:folder"), "type:.pdf type:folder"),
        (EVERYTHING, ""),
    ],
)
def test_how_a_query_is_written(query: Query, text: str) -> None:
    assert str(query) == text


@settings(max_examples=250)
@given(ANY_QUERY)
def test_what_is_written_means_the_same(query: Query) -> None:
    text = str(query)
    if len(text) <= LONGEST:
        assert parse(text) == query
    assert hash(query) == hash(query)


def test_a_query_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        parse("a").whole = True  # type: ignore[misc,union-attr]


def test_what_a_query_looks_at() -> None:
    assert fields(parse("a (size:1 OR -by:x) type:pdf type:file")) == {
        Field.NAME,
        Field.SIZE,
        Field.BY,
        Field.TYPE,
    }
    assert fields(parse("path:x modified:7d")) == {Field.PATH, Field.MODIFIED}
    assert fields(EVERYTHING) == frozenset()


# ---------------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("nmae:x", "nmae", "Did you mean “name”"),
        ("a szie:>1", "szie", "Did you mean “size”"),
        ("modifed:7d", "modifed", "Did you mean “modified”"),
        ("owner:anna", "owner", "Did you mean “by”"),
        ("ext:pdf", "ext", "Did you mean “type”"),
        ("xyz:1", "xyz", "in quotes"),
        ("größe>1", "größe", "nothing that can be searched for"),
        ("http://x", "http", "in quotes"),
        ("a>b", "a", "nothing that can be searched for"),
        ("name:", "name:", "missing"),
        ("a name: ", "name:", "missing"),
        ("name: OR b", "name:", "missing"),
        ("size:>", "size:>", "missing"),
        ('name:""', 'name:""', "missing"),
        ('""', '""', "missing"),
        ('a "b c', '"b c', "not closed"),
        (r'"b\"', r'"b\"', "not closed"),
        ("(a", "(", "not closed"),
        ("a (", "(", "not closed"),
        ("(a (b)", "(", "not closed"),
        ("a)", ")", "no open parenthesis"),
        (")", ")", "no open parenthesis"),
        ("a () b", "()", "nothing between"),
        ("a ( ) b", "( )", "nothing between"),
        ("OR", "OR", "between two conditions"),
        ("OR b", "OR", "between two conditions"),
        ("AND b", "AND", "between two conditions"),
        ("a OR", "OR", "missing behind OR"),
        ("a AND", "AND", "missing behind AND"),
        ("(a OR)", "OR", "missing behind OR"),
        ("a NOT", "NOT", "missing behind NOT"),
        ("(NOT)", "NOT", "missing behind NOT"),
        ("name:>x", "x", "cannot be compared"),
        ("type:<pdf", "pdf", "cannot be compared"),
        ("type:*", "*", "name:"),
        ("type:if?", "if?", "name:"),
        ("type:.", ".", "extension is missing"),
        ("size:big", "big", "10MB"),
        ("size:10XB", "10XB", "10MB"),
        ("size:-1", "-1", "10MB"),
        ("size:1,5GB", "1,5GB", "point"),
        ("size:99999999999TB", "99999999999TB", "larger"),
        ("size:>1..2", "1..2", "stands alone"),
        ("size:..", "..", "beginning or an end"),
        ("size:2..1", "2..1", "ends before"),
        ("size:1..2..3", "1..2..3", "no size"),
        ("modified:2026-02-30", "2026-02-30", "calendar"),
        ("modified:1900-01-01", "1900-01-01", "1971"),
        ("modified:9999-12-31", "9999-12-31", "2999"),
        ("modified:tomorrow", "tomorrow", "2026-01-31"),
        ("modified:1.2.2026", "1.2.2026", "2026-01-31"),
        ("modified:2026-02-01..2026-01-01", "2026-02-01..2026-01-01", "ends before"),
        ("modified:7x", "7x", "7d"),
    ],
)
def test_a_mistake_is_marked_and_explained(text: str, marked: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert text[error.position : error.position + error.length] == marked
    assert words in error.sentence
    assert re.search(r"[.?]$", error.sentence)


def test_a_misspelt_field_can_be_put_right() -> None:
    text = "a szie:>1MB"
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    mended = text[: error.position] + error.suggestion + text[error.position + error.length :]
    assert parse(mended) == all_of([A, size(">", 10**6)])


def test_what_is_too_long_or_too_deep() -> None:
    with pytest.raises(QueryError, match="2000"):
        parse("a" * (LONGEST + 1))
    for opening, closing in (("(", ")"), ("-", ""), ("NOT ", "")):
        parse(opening * 12 + "a" + closing * 12)
        with pytest.raises(QueryError, match="deep"):
            parse(opening * 400 + "a" + closing * 400)


PIECES = st.lists(
    st.sampled_from(
        [
            *'()"-\\*?:=<> ',
            "OR",
            "AND",
            "NOT",
            "name:",
            "size:",
            "modified:",
            "type:",
            "by:",
            "..",
            "7d",
            "1MB",
            "a",
        ]
    ),
    max_size=25,
).map("".join)


def parsed(text: str) -> Query | None:
    """The query; None for a text that is none and marked so."""
    error: QueryError | None = None
    try:
        query = parse(text)
    except QueryError as caught:
        error = caught
    if error is None:
        return query
    assert error.length >= 1
    assert error.position >= 0
    assert error.position + error.length <= len(text)
    return None


@settings(max_examples=400)
@given(st.text(max_size=30) | texts(ODD, 30) | PIECES)
@example('"\\')
@example("a OR -")
def test_every_text_is_a_query_or_is_marked(text: str) -> None:
    query = parsed(text)
    if query is not None:
        assert parse(str(query)) == query


@pytest.mark.parametrize(
    "piece",
    ["(", "-", '"', "\\", '\\"', '"\\', "a:", "a ", "*", "a*", "NOT ", "OR ", "( ", "a(", "9", "..", " "],
)
@pytest.mark.parametrize("before", ["", "size:", "modified:", '"'])
def test_no_text_takes_long(before: str, piece: str) -> None:
    """None of the shapes with which a careless parser tries every combination: it would not come back."""
    query = parsed((before + piece * LONGEST)[:LONGEST])
    entry = replace(PLAN, name="a" * 255 + "b")
    if query is not None:
        assert matches(query, entry, CALENDAR) is not matches(Not(query), entry, CALENDAR)


def test_many_wildcards_do_not_take_long() -> None:
    """As a regular expression this would not be done within the age of the universe."""
    query = parse("a*" * 100 + "b")
    assert not matches(query, replace(PLAN, name="a" * 255), CALENDAR)
    assert matches(query, replace(PLAN, name="a" * 255 + "b"), CALENDAR)


# ---------------------------------------------------------------------------------------- what fits

PLAN = Entry(
    id="1",
    name="Grundriss EG.PDF",
    kind=Kind.FILE,
    type="blob",
    path=("Villa", "Pläne", "Grundriss EG.PDF"),
    size=1_500_000,
    modified=datetime(2026, 5, 30, 22, 30, tzinfo=timezone.utc),  # half past midnight on the 31st in Berlin
    owner="Anna Berg",
)
FOLDER = Entry(id="2", name="Pla\u0308ne.pdf", kind=Kind.FOLDER, type="x", path=("Villa", "Pla\u0308ne.pdf"))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("grundriss", True),
        ("RISS", True),
        ("grund*", True),
        ("riss*", False),
        ("*.pdf", True),
        ("*.p?f", True),
        ("*.p?", False),
        ("????????? EG*", False),
        ('"????????? EG*"', True),
        ('name:="grundriss eg.pdf"', True),
        ("name:=grundriss", False),
        ("g.*", False),
        ("type:pdf", True),
        ("type:df", False),
        ("type:file", True),
        ("type:folder", False),
        ("size:1.5MB", True),
        ("size:>1.5MB", False),
        ("size:>=1.5MB", True),
        ("size:<1.5MB", False),
        ("size:<=1.5MB", True),
        ("size:1MiB..2MiB", True),
        ("path:/villa/pläne/", True),
        ("path:villa", True),
        ("path:/villa/*.pdf", True),
        ("path:villa/*", False),
        ("by:anna", True),
        ("by:=anna", False),
        ("by:*berg", True),
        ("modified:today", True),
        ("modified:2026-05-31", True),
        ("modified:2026-05-30", False),
        ("modified:>2026-05-30", True),
        ("modified:>2026-05-31", False),
        ("modified:>=2026-05-31", True),
        ("modified:<2026-05-31", False),
        ("modified:<=2026-05-31", True),
        ("modified:2026-05-01..2026-05-31", True),
        ("modified:..2026-05-30", False),
        ("modified:yesterday", False),
        ("modified:7d", True),
        ("modified:<7d", False),
        ("grund size:<1MB", False),
        ("grund OR size:<1MB", True),
        ("-grund", False),
        ("-type:ifc", True),
        ("", True),
    ],
)
def test_whether_a_file_fits(text: str, fits: bool) -> None:
    assert matches(parse(text), PLAN, CALENDAR) is fits
    assert matches(Not(parse(text)), PLAN, CALENDAR) is not fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("pläne", True),
        ("PLÄNE", True),
        ("pl?ne.pdf", True),
        ("plane", False),
        ("type:folder", True),
        ("type:pdf", False),
        ("size:>=0", False),
        ("size:<1", False),
        ("-size:<1", True),
        ("modified:>=1971-01-01", False),
        ("modified:<2999-01-01", False),
        ("by:*", False),
    ],
)
def test_whether_a_folder_without_facts_fits(text: str, fits: bool) -> None:
    assert matches(parse(text), FOLDER, CALENDAR) is fits


@pytest.mark.parametrize(
    ("text", "name", "fits"),
    [
        ("ODOΣ*", "ODOΣA.txt", True),
        ("οδος", "ΟΔΟΣΑ", True),
        ("straße", "STRASSE", False),
        ("я*", "Ярославль", True),
        (r"\*", "a*b", True),
        (r"\*", "ab", False),
        (r"a\?", "a?", True),
        ("[ab]*", "a", False),
        ("a+", "aa", False),
        ("%", "100%", True),
        ("_", "ab", False),
    ],
)
def test_names_that_are_special(text: str, name: str, fits: bool) -> None:
    assert matches(parse(text), replace(PLAN, name=name), CALENDAR) is fits


@settings(max_examples=250)
@given(texts(longest=12), st.lists(texts(longest=3) | st.sampled_from(Wildcard), min_size=1, max_size=6))
def test_wildcards_are_those_of_a_regular_expression(subject: str, parts: list[str | Wildcard]) -> None:
    entry = replace(PLAN, name=subject.lower())
    regex = "".join({ANY: ".*", ONE: "."}.get(part) or re.escape(part.lower()) for part in parts)  # type: ignore[union-attr,call-overload]
    query = Text(Field.NAME, tuple(parts), whole=True)
    plain = "".join(part for part in parts if isinstance(part, str)) + subject
    if plain.isascii():
        assert matches(query, entry, CALENDAR) is bool(re.fullmatch(regex, entry.name, re.DOTALL))


@settings(max_examples=250)
@given(ANY_QUERY, ANY_QUERY, ENTRIES)
def test_the_laws_of_and_or_and_not(one: Query, other: Query, entry: Entry) -> None:
    first, second = matches(one, entry, CALENDAR), matches(other, entry, CALENDAR)
    assert matches(Not(one), entry, CALENDAR) is not first
    assert matches(all_of([one, other]), entry, CALENDAR) is (first and second)
    assert matches(any_of([one, other]), entry, CALENDAR) is (first or second)


@settings(max_examples=200)
@given(
    ENTRIES,
    st.dates(date(1971, 1, 2), date(2999, 12, 30)),
    st.sampled_from(["UTC", "Asia/Tokyo", "America/Sao_Paulo"]),
)
def test_each_moment_belongs_to_one_day(entry: Entry, day: date, zone: str) -> None:
    calendar = Calendar(TODAY.date(), ZoneInfo(zone))
    if entry.modified is None:
        return
    before, on, after = (matches(modified(sign, day), entry, calendar) for sign in ("<", "=", ">"))
    assert [before, on, after].count(True) == 1
    assert on is (entry.modified.astimezone(calendar.zone).date() == day)


def test_days_follow_the_systems_zone() -> None:
    """Without a zone: midnight as the system has it, on each day as it was that day."""
    for day in (date(2026, 1, 15), date(2026, 7, 15)):
        start = Calendar(day).start(day)
        assert start.astimezone().replace(tzinfo=None) == datetime(day.year, day.month, day.day)  # noqa: DTZ001
    assert abs(Calendar.here().today - datetime.now().astimezone().date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "ago", "day"),
    [
        (date(2026, 5, 31), Ago(3, "m"), date(2026, 2, 28)),
        (date(2024, 3, 31), Ago(1, "m"), date(2024, 2, 29)),
        (date(2026, 1, 15), Ago(1, "m"), date(2025, 12, 15)),
        (date(2024, 2, 29), Ago(1, "y"), date(2023, 2, 28)),
        (date(2026, 1, 1), Ago(1, "d"), date(2025, 12, 31)),
        (date(2026, 1, 1), Ago(2, "w"), date(2025, 12, 18)),
        (date(2026, 1, 1), Ago(9999, "y"), date(1971, 1, 1)),
        (date(2026, 1, 1), Ago(9999, "w"), date(1971, 1, 1)),
    ],
)
def test_days_counted_back(today: date, ago: Ago, day: date) -> None:
    assert Calendar(today).day(ago) == day


def test_a_day_of_25_hours_is_one_day() -> None:
    calendar = Calendar(date(2026, 10, 25), BERLIN)
    begin, end = calendar.span(modified("=", Ago(0, "d")))
    assert begin is not None
    assert end is not None
    assert end - begin == timedelta(hours=25)
