"""Sentences in the language spoken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bimexplorer.errors import Cancelled, NotFound
from bimexplorer.sizes import size_text
from bimexplorer.words import Language, in_english, later, number, plural, say, speak

GERMAN = {
    ("The folder “{name}” is not empty.", ""): ["Der Ordner „{name}“ ist nicht leer."],
    ("Cancelled.", ""): ["Abgebrochen."],
    ("{n} file in {folder}", "{n} files in {folder}"): ["{n} Datei in {folder}", "{n} Dateien in {folder}"],
}


def translate(one: str, many: str, n: int) -> str:
    forms = GERMAN.get((one, many), [""])
    return forms[0 if n in (-1, 1) else -1]


@pytest.fixture
def _german() -> Iterator[None]:
    speak(Language(translate, lambda value, decimals: f"{value:.{decimals}f}".replace(".", ",")))
    yield
    speak(Language())


def test_without_a_language_it_is_english() -> None:
    assert (
        say("The folder “{name}” is not empty.", name="Plans {0}") == "The folder “Plans {0}” is not empty."
    )
    assert plural("{n} file in {folder}", "{n} files in {folder}", 1, folder="a") == "1 file in a"
    assert plural("{n} file in {folder}", "{n} files in {folder}", 0, folder="a") == "0 files in a"
    assert plural("{n} file", "{n} files", 12345) == "12,345 files"
    assert number(1234.56, 1) == "1,234.6"
    assert size_text(1_234_567) == "1.2 MB"
    assert Cancelled().sentence == "Cancelled."


@pytest.mark.usefixtures("_german")
def test_with_a_language_it_is_that() -> None:
    assert say("The folder “{name}” is not empty.", name="{n}") == "Der Ordner „{n}“ ist nicht leer."
    assert plural("{n} file in {folder}", "{n} files in {folder}", 1, folder="a") == "1 Datei in a"
    assert plural("{n} file in {folder}", "{n} files in {folder}", 7, folder="a") == "7 Dateien in a"
    assert size_text(1_234_567) == "1,2 MB"
    assert Cancelled().sentence == "Abgebrochen."


@pytest.mark.usefixtures("_german")
def test_what_has_no_translation_stays_english() -> None:
    assert plural("{n} file", "{n} files", 2) == "2 files"
    assert str(NotFound(say("There is no “{path}”.", path="a"))) == "There is no “a”."


@pytest.mark.usefixtures("_german")
def test_an_error_is_logged_in_english() -> None:
    inner = Cancelled()
    assert (inner.sentence, inner.english, str(inner)) == ("Abgebrochen.", "Cancelled.", "Cancelled.")
    outer = NotFound(say("The folder “{name}” is not empty.", name=inner.sentence))
    assert outer.sentence == "Der Ordner „Abgebrochen.“ ist nicht leer."
    assert outer.english == "The folder “Cancelled.” is not empty."
    assert (
        in_english(plural("{n} file in {folder}", "{n} files in {folder}", 1234, folder="a"))
        == "1,234 files in a"
    )
    assert in_english("as it is") == "as it is"
    assert NotFound("as it is").english == "as it is"


@pytest.mark.usefixtures("_german")
def test_what_was_marked_is_said_when_it_happens() -> None:
    marked = later("Cancelled.")
    assert marked == "Cancelled."
    assert say(marked) == "Abgebrochen."
