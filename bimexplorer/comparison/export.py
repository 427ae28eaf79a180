"""A comparison as a table for other programs: CSV and XLSX. Blocks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bimexplorer.comparison.grouping import counts
from bimexplorer.paths import replacing
from bimexplorer.revisions import ChangedObject, Comparison
from bimexplorer.spreadsheets import BOM, harmless, unwritten

COLUMNS = ("difference", "type", "name", "name before", "discipline", "id", "attribute", "before", "after")
"""In English in every language: scripts read them."""

_SHEET_ROWS = 1_000_000
"""A sheet of XLSX takes 1,048,576."""
_WIDTHS = (18, 24, 32, 32, 24, 38, 28, 32, 32)
"""Characters."""

Row = tuple[str, ...]


def rows(objects: Iterable[ChangedObject], disciplines: Mapping[str, str]) -> Iterator[Row]:
    """For each object a row for each attribute that differs, or one without; as `COLUMNS`."""
    for one in objects:
        discipline = disciplines.get(one.discipline, one.discipline)
        fixed = (one.difference.value, one.type, one.name, one.name_before, discipline, one.id)
        changes = [change for change in one.attributes if change.differs]
        for change in changes:
            yield (*fixed, change.name, change.before or "", change.after or "")
        if not changes:
            yield (*fixed, "", "", "")


def write_csv(path: Path, objects: Iterable[ChangedObject], disciplines: Mapping[str, str]) -> None:
    """Whoever reads meanwhile sees the old file or the new one. Raises `DiskFull`, `TargetUnwritable`."""
    try:
        with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
            file.write(BOM)
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(map(harmless, row) for row in rows(objects, disciplines))
    except OSError as error:
        raise unwritten(path, error) from error


def write_xlsx(
    path: Path, comparison: Comparison, objects: tuple[ChangedObject, ...], disciplines: Mapping[str, str]
) -> None:
    """A sheet with the counts and one with the objects, or as many as are needed. Raises as `write_csv`."""
    try:
        # Opened first: where it cannot be written, nothing is made for it.
        with replacing(path) as part, part.open("wb") as file:
            _workbook(comparison, objects, disciplines).save(file)
    except OSError as error:
        raise unwritten(path, error) from error


def _workbook(
    comparison: Comparison, objects: tuple[ChangedObject, ...], disciplines: Mapping[str, str]
) -> Workbook:
    book = Workbook(write_only=True)
    summary = book.create_sheet("Comparison")
    summary.append(["higher revision", comparison.pair.higher])
    summary.append(["lower revision", comparison.pair.lower])
    if comparison.calculated is not None:
        summary.append(["calculated (UTC)", comparison.calculated.replace(tzinfo=None)])
    summary.append(["up to date", "yes" if comparison.up_to_date else "no"])
    for difference, count in counts(objects).items():
        summary.append([difference.value, count])
    remaining = rows(objects, disciplines)
    stretch, sheets = list(islice(remaining, _SHEET_ROWS)), [summary]
    while stretch or len(sheets) == 1:
        sheet = book.create_sheet("Objects" if len(sheets) == 1 else f"Objects {len(sheets)}")
        sheets.append(sheet)
        for column, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
            sheet.column_dimensions[column].width = width
        sheet.freeze_panes = "A2"
        heading = [WriteOnlyCell(sheet, title) for title in COLUMNS]
        for cell in heading:
            cell.font = Font(bold=True)
        sheet.append(heading)
        for row in stretch:
            sheet.append([_text_cell(sheet, text) for text in row])
        stretch = list(islice(remaining, _SHEET_ROWS))
    for sheet in sheets:
        # Else that is done while it is saved, and told as an error of its own where saving fails.
        sheet.close()
    return book


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
    # Otherwise a text that begins with = would be a formula.
    cell.data_type = "s"
    return cell
