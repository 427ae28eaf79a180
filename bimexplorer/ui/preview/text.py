"""Text of any origin: how its bytes are to be read, and how much of it can be shown without a stall."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from bimexplorer.errors import LocalError
from bimexplorer.words import say

LONGEST = 1_000_000
"""Bytes that are read; also of a text of several gigabytes."""
MOST_LINES = 10_000
LONGEST_LINE = 2_000
"""What a text view lays out within 50 ms; a line of a million characters takes it half a second."""
_SAMPLE = 4096
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # That of UTF-16 is the beginning of that of UTF-32.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""What no text holds; of the escape sequences of terminals (1B) logs are full."""
_IFC_HEADER = re.compile(r"\A\s*ISO-10303-21;.*?\bENDSEC;", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """The beginning of a text file."""

    text: str
    cut: bool = False
    """There is more of it."""
    narrowed: bool = False
    """The ends of very long lines are missing."""
    header: bool = False
    """It is the header of an exchange file; what follows is data."""


def read_text(
    path: Path, *, longest: int = LONGEST, most_lines: int = MOST_LINES, header_only: bool = True
) -> Text | None:
    """None: it is no text, whatever its name says. Raises `LocalError`.

    `header_only`: of an exchange file nothing but the header.
    """
    try:
        with path.open("rb") as file:
            data = file.read(longest + 1)
    except OSError as error:
        raise LocalError(say("“{name}” cannot be read.", name=path.name), str(error)) from error
    cut = len(data) > longest
    decoded = decode(data[:longest], cut=cut)
    if decoded is None:
        return None
    decoded = decoded.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    header = _IFC_HEADER.match(decoded) if header_only else None
    if header is not None:
        return Text(header.group(), header=True)
    lines = decoded.split("\n", most_lines)
    shown = [line[:LONGEST_LINE] for line in lines[:most_lines]]
    narrowed = any(len(line) > LONGEST_LINE for line in lines[:most_lines])
    return Text("\n".join(shown), cut or len(lines) > most_lines, narrowed)


def decode(data: bytes, *, cut: bool = False) -> str | None:
    """By its mark, as UTF-8 or UTF-16 if it can be that, else as Windows' Western bytes; None: no text.

    `cut`: the last character may be half there.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _plausible(_decoded(data[len(mark) :], encoding, cut=cut, errors="replace"))
    text = _decoded(data, "utf-8", cut=cut)
    if text is None or "\x00" in text:
        wide = _wide(data)
        text = _decoded(data, wide, cut=cut) if wide else text
    if text is None:
        # Five bytes mean nothing in Windows' table.
        text = _decoded(data, "cp1252", cut=False) or data.decode("latin-1")
    return _plausible(text)


def _decoded(data: bytes, encoding: str, *, cut: bool, errors: str = "strict") -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)(errors).decode(data, final=not cut)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str:
    """UTF-16 without a mark, told by its zeros: most characters of most languages' files are ASCII."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.3 and even < half * 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.02 else ""


def _plausible(text: str | None) -> str | None:
    """The text, unless it is full of what no text holds."""
    if text is None:
        return None
    sample = text[:_SAMPLE]
    strange = len(_CONTROLS.findall(sample)) + sample.count("\ufffd")
    return text if "\x00" not in sample and strange <= len(sample) * 0.02 else None
