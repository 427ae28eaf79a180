"""A comparison as an Excel workbook: a line for each changed attribute, or for an object without any.

No page tells what the vendor's looks like.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from bimexplorer.demo.bimplus import comparison_results as results

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLES = ("Change", "Id", "Type", "Name", "Name before", "Attribute", "After", "Before")


def workbook(rows: Sequence[sqlite3.Row], options: results.Options) -> bytes:
    """Blocks: to be called in a worker thread."""
    # It takes longer to load than the rest of the stand-in, and is hardly ever wanted.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Comparison")
    sheet.append(_TITLES)

    def cell(value: Any) -> Any:
        text = isinstance(value, str)
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if text else value)
        if text:
            made.data_type = "s"  # never a formula, whatever it begins with
        return made

    for row in rows:
        for line in _lines(row, options):
            sheet.append([cell(value) for value in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lines(row: sqlite3.Row, options: results.Options) -> Iterator[tuple[Any, ...]]:
    beginning = (
        results.SETS[row["kind"]], row["object_id"], row["first_type"] or row["second_type"],
        row["first_name"], row["second_name"],
    )  # fmt: skip
    names = results.changed_attributes(row, options)
    if not names:
        yield (*beginning, None, None, None)
        return
    after, before = (results.attribute_values(row, side, names) for side in ("first", "second"))
    for name in names:
        yield (*beginning, name, after.get(name), before.get(name))
