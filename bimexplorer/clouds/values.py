"""Values out of a service's JSON, whatever a server made of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.words import say

_DIGITS = 19
"""More would be no number of bytes, milliseconds or revisions."""


def as_object(raw: Any, what: str) -> dict[str, Any]:
    """Raises `UnexpectedAnswer` for anything else; `what` it was meant to be is for the technical text."""
    if not isinstance(raw, dict):
        raise UnexpectedAnswer(
            say("The server gave an answer that cannot be understood."), f"{what}: {type(raw).__name__}"
        )
    return raw


def needed(document: Mapping[str, Any], name: str) -> str:
    """A text that has to be there. Raises `UnexpectedAnswer`."""
    text = as_text(document.get(name))
    if not text:
        raise UnexpectedAnswer(say("The server gave an incomplete answer."), f"no {name}")
    return text


def as_text(value: Any) -> str:
    """A text, or a number as one; empty for anything else."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, (str, int, float)) else ""


def as_number(value: Any) -> float | None:
    """A number, also one that came as a text."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None  # also takes out NaN


def as_count(value: Any) -> int | None:
    """A whole number from 0 on; exact above 2**53 too."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _DIGITS else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 10**_DIGITS else None
    number = as_number(value)
    return int(number) if number is not None and 0 <= number < 10**_DIGITS else None
