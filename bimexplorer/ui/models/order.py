"""The order people expect of a list they see whole: folders first, 2 before 10, the locale's letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any

from PySide6.QtCore import QCollator, QLocale, Qt

from bimexplorer.model import Entry, Sort, SortColumn

LOCAL_LIMIT = 2000
"""Rows up to which this is used: comparing more would be felt, and the server sorts them as well."""

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


def arranged(entries: Iterable[Entry], sort: Sort) -> list[Entry]:
    """The entries in the order of `sort`, ties by name. May be called from any thread."""
    collator = QCollator(_locale())
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    columns: dict[SortColumn, Callable[[Entry], Any]] = {
        SortColumn.NAME: lambda _: 0,
        SortColumn.SIZE: lambda entry: -1 if entry.size is None else entry.size,
        SortColumn.TYPE: lambda entry: (entry.kind.value, entry.name.rpartition(".")[2].casefold()),
        SortColumn.MODIFIED: lambda entry: entry.modified or _NEVER,
        SortColumn.OWNER: lambda entry: (entry.owner or "").casefold(),
    }
    column = columns[sort.column]
    backwards = sort.column is SortColumn.NAME and sort.descending
    by_name = sorted(entries, key=lambda entry: (entry.rank, collator.sortKey(entry.name)), reverse=backwards)
    by_column = sorted(by_name, key=column, reverse=sort.descending)
    return sorted(by_column, key=lambda entry: not entry.is_folder)


def arranged_by_folder(entries: Iterable[Entry], *, descending: bool) -> list[Entry]:
    """The entries in the order of the folders they lie in, and of their names within one."""
    collator = QCollator(_locale())
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    by_name = sorted(entries, key=lambda entry: collator.sortKey(entry.name))
    # Level by level, so that what lies in a folder stands before what lies beside it.
    return sorted(
        by_name, key=lambda entry: [collator.sortKey(name) for name in entry.path[:-1]], reverse=descending
    )


def _locale() -> QLocale:
    """The person's locale; the bare `C` one knows neither numbers nor letters beyond ASCII."""
    locale = QLocale()
    return QLocale(QLocale.Language.English) if locale.language() == QLocale.Language.C else locale
