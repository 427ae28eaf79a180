"""The objects of a comparison under their groups, as the rows of a table.

A table and no tree: a `QTreeView` asks each row that it has whether there is something below it, which with
100,000 objects takes a second for each group that is opened and for each new arrangement.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from bimexplorer.comparison.grouping import Arrangement, Group, Grouping
from bimexplorer.revisions import ChangedObject
from bimexplorer.ui.models.difference_words import difference_icon, difference_word
from bimexplorer.words import number, plural

Index = QModelIndex | QPersistentModelIndex
ObjectKey = str
"""A text and no tuple: the garbage collector need not look at 100,000 of them."""


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    TYPE = 1
    DIFFERENCE = 2
    ATTRIBUTES = 3
    DISCIPLINE = 4
    ID = 5


class Role(IntEnum):
    """What the view asks beside Qt's own roles."""

    LEVEL = Qt.ItemDataRole.UserRole
    """0: a group, or an object that is in none; 1: an object in a group."""
    EXPANDED = Qt.ItemDataRole.UserRole + 1
    """Of a group; None for an object."""


def key_of(one: ChangedObject) -> ObjectKey:
    """What an object is known by in every arrangement."""
    return f"{one.difference.value} {one.id} {one.comparison_id}"


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What a group is known by in every arrangement of the same grouping."""

    key: str


RowKey = ObjectKey | GroupKey


@dataclass(frozen=True, slots=True)
class Sight:
    """An arrangement with what is needed to find an object in it at once."""

    arrangement: Arrangement
    grouping: Grouping
    ordinals: dict[ObjectKey, int] = field(default_factory=dict)
    """How many objects come before this one, in whatever group."""


def sight(arrangement: Arrangement, grouping: Grouping, check: Callable[[], None] = lambda: None) -> Sight:
    """For a worker: with 100,000 objects it takes a while."""
    ordinals: dict[ObjectKey, int] = {}
    for group in arrangement.groups:
        check()
        for one in group.objects:
            ordinals[key_of(one)] = len(ordinals)
    return Sight(arrangement, grouping, ordinals)


_NOTHING = Sight(Arrangement((), {}, ()), Grouping.TYPE)


class ComparisonModel(QAbstractTableModel):
    """Groups that can be opened and closed; without grouping just the objects.

    A new arrangement resets it. What was selected and open is known by keys, see `key_at` and `row_of`.
    """

    def __init__(self, discipline_name: Callable[[str], str]) -> None:
        super().__init__()
        self._discipline_name = discipline_name
        self._sight = _NOTHING
        self._groups: tuple[Group, ...] = ()
        self._headed = True
        """Whether groups have rows of their own."""
        self._closed: set[str] = set()
        self._first_row: list[int] = []
        """Of each group."""
        self._first_ordinal: list[int] = []
        self._rows = 0
        self._bold = QFont()
        self._bold.setBold(True)

    # ---------------------------------------------------------------- what is shown

    def show(self, shown: Sight) -> None:
        """Show this arrangement; groups that were closed stay so."""
        self.beginResetModel()
        if shown.grouping is not self._sight.grouping:
            self._closed.clear()
        self._sight = shown
        self._groups = shown.arrangement.groups
        self._headed = shown.grouping is not Grouping.NONE
        self._first_ordinal, before = [], 0
        for group in self._groups:
            self._first_ordinal.append(before)
            before += len(group.objects)
        self._count()
        self.endResetModel()

    def clear(self) -> None:
        """Nothing is shown until the next arrangement."""
        self._closed.clear()
        self.show(_NOTHING)

    def _count(self) -> None:
        self._first_row, row = [], 0
        for group in self._groups:
            self._first_row.append(row)
            row += self._height(group)
        self._rows = row

    def _height(self, group: Group) -> int:
        """Rows that a group takes."""
        shown = 0 if self._is_closed(group) else len(group.objects)
        return shown + self._headed

    def _is_closed(self, group: Group) -> bool:
        return self._headed and group.key in self._closed

    @property
    def objects_shown(self) -> int:
        """Of the arrangement, also those in closed groups."""
        return len(self._sight.ordinals)

    def in_order(self) -> tuple[ChangedObject, ...]:
        """All objects of the arrangement, also those in closed groups."""
        return tuple(one for group in self._groups for one in group.objects)

    # ---------------------------------------------------------------- rows

    def _place(self, row: int) -> tuple[int, int] | None:
        """The number of the group, and that of the object in it: -1 is the group itself."""
        if not 0 <= row < self._rows:
            return None
        number_ = bisect_right(self._first_row, row) - 1
        return number_, row - self._first_row[number_] - self._headed

    def group_at(self, row: int) -> Group | None:
        """The group whose own row this is."""
        place = self._place(row)
        return self._groups[place[0]] if place is not None and place[1] < 0 else None

    def object_at(self, row: int) -> ChangedObject | None:
        place = self._place(row)
        if place is None or place[1] < 0:
            return None
        return self._groups[place[0]].objects[place[1]]

    def group_row(self, row: int) -> int:
        """The row of the group in which this one lies; -1: in none."""
        place = self._place(row)
        return self._first_row[place[0]] if place is not None and self._headed else -1

    def objects_at(self, rows: Sequence[int]) -> list[ChangedObject]:
        """`rows` ascend. Of a group, all of its objects; each object once."""
        found: list[ChangedObject] = []
        for group, first, inside in self._groups_of(rows):
            found += group.objects if inside is None else (group.objects[row - first] for row in inside)
        return found

    def count_at(self, rows: Sequence[int]) -> int:
        """How many `objects_at` gives."""
        return sum(
            len(group.objects if inside is None else inside) for group, _, inside in self._groups_of(rows)
        )

    def _groups_of(self, rows: Sequence[int]) -> Iterator[tuple[Group, int, Sequence[int] | None]]:
        """The groups in which these rows lie, each one's first object's row, and which rows; None is all."""
        for group, top in zip(self._groups, self._first_row, strict=True):
            begin, end = bisect_left(rows, top), bisect_left(rows, top + self._height(group))
            if begin < end:
                whole = self._headed and rows[begin] == top
                yield group, top + self._headed, None if whole else rows[begin:end]

    def key_at(self, row: int) -> RowKey | None:
        """What the row is known by in every arrangement."""
        group, one = self.group_at(row), self.object_at(row)
        if group is not None:
            return GroupKey(group.key)
        return key_of(one) if one is not None else None

    def row_of(self, key: RowKey | None) -> int:
        """-1: it is not there, or its group is closed."""
        if key is None:
            return -1
        if isinstance(key, GroupKey):
            rows = (
                row for row, group in zip(self._first_row, self._groups, strict=True) if group.key == key.key
            )
            return next(rows, -1) if self._headed else -1
        ordinal = self._sight.ordinals.get(key)
        if ordinal is None:
            return -1
        place = bisect_right(self._first_ordinal, ordinal) - 1
        if self._is_closed(self._groups[place]):
            return -1
        return self._first_row[place] + self._headed + ordinal - self._first_ordinal[place]

    def keys_in(self, rows: Iterable[range]) -> set[RowKey]:
        """What these rows are known by; quick with 100,000 of them."""
        names, keys = list(self._sight.ordinals), set[RowKey]()
        for stretch in rows:
            row = stretch.start
            while row < stretch.stop and (place := self._place(row)) is not None:
                group = self._groups[place[0]]
                if place[1] < 0:
                    keys.add(GroupKey(group.key))
                    row += 1
                    continue
                top, before = self._first_row[place[0]] + self._headed, self._first_ordinal[place[0]]
                stop = min(stretch.stop, top + len(group.objects))
                keys.update(names[before + row - top : before + stop - top])
                row = stop
        return keys

    def ranges_of(self, keys: Collection[RowKey]) -> list[range]:
        """The rows that are known by these, in ascending order; not those in closed groups."""
        known = bytes(map(keys.__contains__, self._sight.ordinals))
        found = []
        for group, row, begin in zip(self._groups, self._first_row, self._first_ordinal, strict=True):
            if self._headed and GroupKey(group.key) in keys:
                found.append(range(row, row + 1))
            if self._is_closed(group):
                continue
            end, shift = begin + len(group.objects), row + self._headed - begin
            first = known.find(1, begin, end)
            while first >= 0:
                after = known.find(0, first, end)
                after = end if after < 0 else after
                found.append(range(first + shift, after + shift))
                first = known.find(1, after, end)
        return found

    # ---------------------------------------------------------------- opening and closing

    def is_expanded(self, row: int) -> bool:
        group = self.group_at(row)
        return group is not None and not self._is_closed(group)

    def set_expanded(self, row: int, expanded: bool) -> None:
        """Open or close the group of this row; of an object's row, nothing happens."""
        group = self.group_at(row)
        if group is None or not group.objects or expanded == self.is_expanded(row):
            return
        first, last = row + 1, row + len(group.objects)
        if expanded:
            self.beginInsertRows(QModelIndex(), first, last)
            self._closed.discard(group.key)
            self._count()
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), first, last)
            self._closed.add(group.key)
            self._count()
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def set_all_expanded(self, expanded: bool) -> None:
        for place in range(len(self._groups) - 1, -1, -1):
            if self._headed:
                self.set_expanded(self._first_row[place], expanded)

    # ---------------------------------------------------------------- QAbstractTableModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._titles()[section]

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Object"),
            self.tr("Type"),
            self.tr("What happened"),
            self.tr("Changed attributes"),
            self.tr("Discipline"),
            self.tr("Id"),
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        group, one = self.group_at(index.row()), self.object_at(index.row())
        if group is not None:
            return self._of_group(group, index.column(), role)
        if one is not None and 0 <= index.column() < len(Column):
            return self._of_object(one, Column(index.column()), role)
        return None

    def _of_group(self, group: Group, column: int, role: int) -> Any:
        if column != Column.NAME:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.tr("{name} ({n})").format(name=self.group_name(group), n=number(len(group.objects)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            count = plural("{n} object", "{n} objects", len(group.objects))
            state = self.tr("closed") if self._is_closed(group) else self.tr("open")
            return f"{self.group_name(group)}, {count}, {state}"
        if role == Qt.ItemDataRole.FontRole:
            return self._bold
        if role == Role.LEVEL:
            return 0
        if role == Role.EXPANDED:
            return not self._is_closed(group)
        return None

    def group_name(self, group: Group) -> str:
        if group.name:
            return group.name
        by_type = self._sight.grouping is Grouping.TYPE
        return self.tr("No type is told") if by_type else self.tr("No discipline is told")

    def _of_object(self, one: ChangedObject, column: Column, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(one, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.NAME:
            return difference_icon(one.difference)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
            told = (Column.NAME, Column.TYPE, Column.DIFFERENCE, Column.ATTRIBUTES)
            return ", ".join(filter(None, (self.text(one, each) for each in told)))
        if role == Role.LEVEL:
            return int(self._headed)
        return None

    def text(self, one: ChangedObject, column: Column) -> str:
        """What a cell says."""
        if column is Column.NAME:
            name = one.name or self.tr("Without a name")
            if not one.name_before or one.name_before == one.name:
                return name
            return self.tr("{name} (before: {before})").format(name=name, before=one.name_before)
        if column is Column.ATTRIBUTES:
            return ", ".join(change.name for change in one.attributes if change.differs)
        if column is Column.DISCIPLINE:
            return self._discipline_name(one.discipline)
        return {
            Column.TYPE: one.type,
            Column.DIFFERENCE: difference_word(one.difference),
            Column.ID: one.id,
        }[column]

    def as_text(self, objects: Sequence[ChangedObject]) -> str:
        """Rows for the clipboard, with their titles: spreadsheets take them apart at the tabs."""
        # What stands in a cell must not end it.
        rows = ((" ".join(self.text(one, column).split()) for column in Column) for one in objects)
        return "\n".join("\t".join(cells) for cells in (self._titles(), *rows))
