"""What was transferred, as a table for the files of an office: CSV that any spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from bimexplorer.paths import write_atomically
from bimexplorer.spreadsheets import BOM, harmless, unwritten
from bimexplorer.transfer.status import HistoryRow

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
                *map(harmless, texts),
                row.direction.value,
                row.size,
                harmless(row.revision),
                row.sha256,
                row.check.value,
                harmless(row.user),
                row.ended.astimezone().isoformat(timespec="seconds"),
                row.state.value,
                harmless(row.error),
            )
        )
    return table.getvalue()


def _at(site: str, path: str) -> str:
    return f"{site}:{path}" if site else path


def write_receipt(path: Path, rows: Iterable[HistoryRow], site_name: Callable[[str], str]) -> None:
    """Write the table as UTF-8; whoever reads meanwhile sees the old file or the new one.

    Raises `DiskFull` or `TargetUnwritable`.
    """
    text = BOM + receipt_text(rows, site_name)
    # A local path may hold bytes that are no UTF-8; it is written so that it can still be recognised.
    encodable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        write_atomically(path, encodable, newline="")
    except OSError as error:
        raise unwritten(path, error) from error
