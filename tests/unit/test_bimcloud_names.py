"""What may be a name: our sentences and the schema's pattern have to agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.clouds.bimcloud.names import checked, name_problem
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
