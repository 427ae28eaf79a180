"""Sentences for people, from wherever they are made, without Qt.

In the sources they are English, and `bimx` shows them so. The window shows them in the person's language: its
composition root calls `speak` before anything is said. `installer/dev.py translate` finds them by the bare
names of the three functions, which therefore take literals:

    say("The folder “{name}” is not empty.", name=entry.name)
    plural("{n} file was left out.", "{n} files were left out.", n)
    _REASONS = {404: later("It is no longer there.")}    # and when it happens: say(_REASONS[404])

What is logged, and the technical text of errors, stays English: whoever helps has to be able to read it. A
sentence that was said remembers how it would have been in English (`in_english`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _no_translation(one: str, many: str, n: int) -> str:  # noqa: ARG001  (the signature of `Language.translate`)
    return ""


def _english_number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


@dataclass(frozen=True, slots=True)
class Language:
    """How sentences become those of another language. Called from any thread."""

    translate: Callable[[str, str, int], str] = _no_translation
    """The translation of `one`; for `plural` of `(one, many, n)`, else `many` is empty and `n` -1.

    Empty where there is none.
    """
    number: Callable[[float, int], str] = _english_number
    """A number with so many decimals."""


_language = Language()


def speak(language: Language) -> None:
    """From now on, say everything in this language."""
    global _language
    _language = language


class _Said(str):
    """A text that was said."""

    __slots__ = ("english",)
    english: str


def say(sentence: str, /, **values: object) -> str:
    """The sentence in the language spoken, its `{name}`s filled in."""
    return _said(sentence, _language.translate(sentence, "", -1), values, values)


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """`say` for a number of things: `{n}` is the number, after the language's habits."""
    english = one if n == 1 else many
    return _said(
        english,
        _language.translate(one, many, n),
        {**values, "n": number(n)},
        {**values, "n": _english_number(n, 0)},
    )


def in_english(text: str) -> str:
    """What `say` and `plural` gave, in English; any other text as it is."""
    return text.english if isinstance(text, _Said) else text


def _said(english: str, translated: str, values: dict[str, object], in_log: dict[str, object]) -> str:
    if not translated:
        translated = english
    said = _Said(translated.format(**values))
    said.english = english.format(
        **{name: in_english(value) if isinstance(value, str) else value for name, value in in_log.items()}
    )
    return said


def later(sentence: str) -> str:
    """Mark a sentence for translators where it is kept before it is said: give it to `say` then."""
    return sentence


def number(value: float, decimals: int = 0) -> str:
    """`1,234.5`, as the language writes it."""
    return _language.number(value, decimals)
