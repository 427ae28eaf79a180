"""The order people expect of a list they see whole: folders first, 2 before 10, the locale's letters."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

from PySide6.QtCore import QCollator, QLocale, Qt

from bimexplorer.cancellation import current
from bimexplorer.model import Entry, Sort, SortColumn

AT_ONCE = 2000
"""Rows up to which this may be done on the GUI thread: comparing more would be felt."""

LOCAL_LIMIT = 120_000
"""Rows up to which this is used: views could not be told of more in one go without a stall."""

_SLICE = 500
"""Rows after which a worker lets the GUI thread have its turn: comparing them takes about a millisecond,
in which no other thread of Python's goes on."""
_PAUSE = 0.0005
"""Seconds. Any sleep will do; without one the worker would mostly be the next one again."""

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class Order:
    """The order of one `Sort`, ties by name. May be used by any thread, by one at a time."""

    def __init__(self, sort: Sort) -> None:
        self._descending = sort.descending
        self._by_name = sort.column is SortColumn.NAME
        self._collator = _collator()
        columns: dict[SortColumn, Callable[[Entry], Any]] = {
            SortColumn.NAME: lambda _: 0,
            SortColumn.SIZE: lambda entry: -1 if entry.size is None else entry.size,
            SortColumn.TYPE: lambda entry: (entry.kind.value, entry.name.rpartition(".")[2].casefold()),
            SortColumn.MODIFIED: lambda entry: entry.modified or _NEVER,
            SortColumn.OWNER: lambda entry: (entry.owner or "").casefold(),
        }
        self._column = columns[sort.column]

    def _name(self, entry: Entry) -> tuple[int, Any]:
        return entry.rank, self._collator.sortKey(entry.name)

    def numbers(self, entries: Sequence[Entry]) -> list[int]:
        """The entries' numbers in this order. Raises `Cancelled` if a worker is to stop."""
        found = _sorted(
            range(len(entries)),
            lambda number: self._name(entries[number]),
            reverse=self._by_name and self._descending,
        )
        if not self._by_name:
            found = _sorted(found, lambda number: self._column(entries[number]), reverse=self._descending)
        folders = [number for number in found if entries[number].is_folder]
        return folders + [number for number in found if not entries[number].is_folder]

    def arranged(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries in this order."""
        given = list(entries)
        return [given[number] for number in self.numbers(given)]

    def place(self, entry: Entry, count: int, entry_at: Callable[[int], Entry]) -> int:
        """Where an entry belongs among `count` that stand in this order: behind its equals."""
        first, end = 0, count
        while first < end:
            middle = (first + end) // 2
            if self.before(entry, entry_at(middle)):
                end = middle
            else:
                first = middle + 1
        return first

    def before(self, one: Entry, other: Entry) -> bool:
        """Whether the one stands before the other."""
        if one.is_folder != other.is_folder:
            return one.is_folder
        values: tuple[Any, Any] = self._column(one), self._column(other)
        backwards = self._descending
        if values[0] == values[1]:
            values = self._name(one), self._name(other)
            backwards = self._by_name and self._descending
        return bool(values[1] < values[0] if backwards else values[0] < values[1])


def arranged(entries: Iterable[Entry], sort: Sort) -> list[Entry]:
    """The entries in the order of `sort`, ties by name. May be called from any thread."""
    return Order(sort).arranged(entries)


def arranged_by_folder(entries: Iterable[Entry], *, descending: bool) -> list[Entry]:
    """The entries in the order of the folders they lie in, and of their names within one."""
    collator = _collator()
    by_name = sorted(entries, key=lambda entry: collator.sortKey(entry.name))
    # Level by level, so that what lies in a folder stands before what lies beside it.
    return sorted(
        by_name, key=lambda entry: [collator.sortKey(name) for name in entry.path[:-1]], reverse=descending
    )


def _sorted(numbers: Sequence[int], key: Callable[[int], Any], *, reverse: bool) -> list[int]:
    """As `sorted`. Of many no more than a slice is compared at a time.

    They are dealt out to slices by borders that a sample gives: that costs no more comparisons than sorting
    all of them, and merging would have to be done in Python.
    """
    if len(numbers) <= AT_ONCE:
        return sorted(numbers, key=key, reverse=reverse)
    keys: dict[int, Any] = {}
    for start in range(0, len(numbers), _SLICE):
        keys.update((number, key(number)) for number in numbers[start : start + _SLICE])
        _give_way()
    borders = sorted(keys[number] for number in numbers[_SLICE // 2 :: _SLICE])
    slices: list[list[int]] = [[] for _ in range(len(borders) + 1)]
    for start in range(0, len(numbers), _SLICE):
        for number in numbers[start : start + _SLICE]:
            slices[bisect_right(borders, keys[number])].append(number)
        _give_way()
    found: list[int] = []
    for one in reversed(slices) if reverse else slices:
        one.sort(key=keys.__getitem__, reverse=reverse)
        found += one
        _give_way()
    return found


def _give_way() -> None:
    current().check()
    time.sleep(_PAUSE)


def _collator() -> QCollator:
    collator = QCollator(_locale())
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return collator


def _locale() -> QLocale:
    """The person's locale; the bare `C` one knows neither numbers nor letters beyond ASCII."""
    locale = QLocale()
    return QLocale(QLocale.Language.English) if locale.language() == QLocale.Language.C else locale
