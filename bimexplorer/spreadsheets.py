"""Tables for spreadsheets: texts that must not become formulas, and files that cannot be written."""

from __future__ import annotations

import errno
from pathlib import Path

from bimexplorer.errors import DiskFull, LocalError, TargetUnwritable
from bimexplorer.words import say

BOM = "\ufeff"
"""At the beginning of a CSV file; without it Excel takes UTF-8 for the system's old code page."""

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the beginning of a formula: a name on a server must not become one.

The list of OWASP's "CSV Injection", with the full-width signs that East Asian versions read alike.
"""


def harmless(text: str) -> str:
    """A text that stays one in a cell of a CSV file."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unwritten(path: Path, error: OSError) -> LocalError:
    """What it means that a table could not be written: `DiskFull` or `TargetUnwritable`."""
    technical = f"{type(error).__name__}: {error}"
    if error.errno == errno.ENOSPC:
        return DiskFull(say("The disk is full: “{name}” could not be written.", name=path.name), technical)
    return TargetUnwritable(say("“{name}” cannot be written there.", name=path.name), technical)
