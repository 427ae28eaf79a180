"""What may be a name: our sentences and the schema's pattern have to agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.clouds.bimcloud.names import checked, name_problem, suggested
from bimexplorer.errors import InvalidName

PATTERN = re.compile(r'[^<>:;,?"*|/\\]+')


@pytest.mark.parametrize(
    "name",
    [
        "plan.pdf",
        "Grundriss \N{EN DASH} 2. OG (neu).dwg",
        "京都の茶室",
        "a b",
        ".hidden",
        "...a",
        "x" * 255,
        "50%+&#=@!~'",
    ],
)
def test_names_that_are_taken(name: str) -> None:
    assert name_problem(name) == ""
    assert checked(name) == name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "needed"),
        ("   ", "needed"),
        (".", "dots"),
        ("..", "dots"),
        ("...", "dots"),
        ("a/b", "/"),
        ("a\\b", "\\"),
        ("a,b;c", "; ,"),
        ('say "hi"', '"'),
        ("C:", ":"),
        ("what?", "?"),
        ("a*", "*"),
        ("a|b", "|"),
        ("<a>", "< >"),
        ("line\nbreak", "control"),
        ("nul\0", "control"),
        ("del\x7f", "control"),
        ("broken\udcff", "valid text"),
        ("x" * 256, "255"),
    ],
)
def test_names_that_are_not_taken(name: str, told: str) -> None:
    assert told in name_problem(name)
    with pytest.raises(InvalidName) as caught:
        checked(name)
    assert caught.value.sentence == name_problem(name)


def test_decomposed_letters_are_composed() -> None:
    assert checked("Pla\u0308ne") == "Pläne"


@given(st.text())
def test_what_is_taken_fits_the_pattern(name: str) -> None:
    if not name_problem(name):
        assert PATTERN.fullmatch(checked(name))
        checked(name).encode()


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("plan.pdf", "plan.pdf"),
        (".gitignore", ".gitignore"),
        ("Stand 10:30.pdf", "Stand 10-30.pdf"),
        ("C:\\Plan", "C-_Plan"),
        ("a/b", "a_b"),
        ("1,5 m; neu.pdf", "1_5 m_ neu.pdf"),
        ('Haus "Seeblick".pln', "Haus 'Seeblick'.pln"),
        ("Wer?.pdf", "Wer_.pdf"),
        ("<a>|*.txt", "_a___.txt"),
        ("two\nlines.txt", "two lines.txt"),
        ("bell\a.txt", "bell_.txt"),
        ("broken\udcff.txt", "broken_.txt"),
        (" a:b. ", "a-b"),
        ("?", "_"),
        (":", "-"),
        ("\n", "_"),
        ("", "_"),
        ("  ", "_"),
        ("...", "_"),
        ("\N{NO-BREAK SPACE}", "_"),
        ("a?\N{NO-BREAK SPACE}. .", "a_"),
        ("Pla\u0308ne?.pdf", "Pläne_.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("👷🏽" * 200 + ".ifc", "👷🏽" * 125 + "👷" + ".ifc"),
    ],
)
def test_suggestions(name: str, suggestion: str) -> None:
    assert suggested(name, lambda _: False) == suggestion


def test_a_suggestion_that_is_taken_gets_a_number() -> None:
    assert suggested("a:b.pdf", {"a-b.pdf", "a-b (2).pdf"}.__contains__) == "a-b (3).pdf"
    assert suggested("plan.pdf", {"plan.pdf"}.__contains__) == "plan (2).pdf"
    long = "x" * 251 + ".pdf"
    free = suggested(long, {long}.__contains__)
    assert free.endswith("x (2).pdf")
    assert name_problem(free) == ""


_NASTY = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Mn", "So"]),
        st.sampled_from(' .<>:;,?"*|/\\\n\r\0\u200d\u0301\u0958👷🏽'),
    ),
    max_size=320,
)


@given(_NASTY)
def test_a_suggestion_is_always_taken_by_the_service(name: str) -> None:
    free = suggested(name, lambda _: False)
    assert name_problem(free) == ""
    assert suggested(free, lambda _: False) == free
    if not name_problem(name):
        assert free == checked(name)


@given(_NASTY)
def test_suggestions_are_never_taken_by_others(name: str) -> None:
    occupied: set[str] = set()
    for _ in range(4):
        free = suggested(name, occupied.__contains__)
        assert name_problem(free) == ""
        assert free not in occupied
        occupied.add(free)
