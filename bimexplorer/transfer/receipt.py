"""What was transferred, as a table for the files of an office: CSV that any spreadsheet opens."""

from __future__ import annotations

import csv
import errno
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from bimexplorer.errors import DiskFull, TargetUnwritable
from bimexplorer.paths import write_atomically
from bimexplorer.transfer.status import HistoryRow
from bimexplorer.words import say

COLUMNS = (
    "file",
    "path on this computer",
    "path in the cloud",
    "direction",
    "size",
    "version",
    "sha256",
    "check",
    "user",
    "time",
    "state",
    "error",
)
"""In English in every language, as `bimx` writes them too: scripts read them."""

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the system's old code page."""

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the beginning of a formula: a file name must not become one.

The list of OWASP's "CSV Injection", with the full-width signs that East Asian versions read alike.
"""


def receipt_text(rows: Iterable[HistoryRow], site_name: Callable[[str], str]) -> str:
    """The whole table. `site_name` answers an empty text for a site that was removed."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for row in rows:
        local = _at(site_name(row.origin), row.local) if row.origin else row.local
        texts = (row.name.rpartition("/")[2], local, _at(site_name(row.site_id), row.remote))
        writer.writerow(
            (
                *map(_harmless, texts),
                row.direction.value,
                row.size,
                _harmless(row.revision),
                row.sha256,
                row.check.value,
                _harmless(row.user),
                row.ended.astimezone().isoformat(timespec="seconds"),
                row.state.value,
                _harmless(row.error),
            )
        )
    return table.getvalue()


def _at(site: str, path: str) -> str:
    return f"{site}:{path}" if site else path


def write_receipt(path: Path, rows: Iterable[HistoryRow], site_name: Callable[[str], str]) -> None:
    """Write the table as UTF-8; whoever reads meanwhile sees the old file or the new one.

    Raises `DiskFull` or `TargetUnwritable`.
    """
    text = _BOM + receipt_text(rows, site_name)
    # A local path may hold bytes that are no UTF-8; it is written so that it can still be recognised.
    encodable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        write_atomically(path, encodable, newline="")
    except OSError as error:
        technical = f"{type(error).__name__}: {error}"
        if error.errno == errno.ENOSPC:
            raise DiskFull(
                say("The disk is full: “{name}” could not be written.", name=path.name), technical
            ) from error
        raise TargetUnwritable(say("“{name}” cannot be written there.", name=path.name), technical) from error


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
