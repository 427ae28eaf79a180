"""What was transferred, newest first, read page by page as somebody scrolls."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QIcon

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry, Kind
from bimexplorer.transfer.status import Direction, HistoryPage, HistoryRow
from bimexplorer.ui.look.formats import date_text, date_tooltip, exact_size_text, size_text
from bimexplorer.ui.look.icons import entry_icon, icon
from bimexplorer.ui.models.direction_words import direction_icon, direction_word
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.plain_table import Index, PlainTable
from bimexplorer.ui.models.transfer_words import STATE_ICONS, SiteName, check_word, state_word
from bimexplorer.ui.tasks import Task, Tasks

ReadPage = Callable[[str, int | None, int], HistoryPage]
"""`TransferQueue.history`: search, cursor, limit."""

PAGE = 200


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    DIRECTION = 1
    STATE = 2
    CHECK = 3
    SIZE = 4
    PLACE = 5
    LOCAL = 6
    USER = 7
    WHEN = 8


class HistoryModel(PlainTable[HistoryRow]):
    """Rows of one search.

    Signals:
        loaded(): an answer came, perhaps without rows.
        failed(object error): a page could not be read; `fetchMore` is no help before `read_again`.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(
        self, read_page: ReadPage, tasks: Tasks, site_name: SiteName, parent: QObject | None = None
    ) -> None:
        super().__init__(Column, parent)
        self._read_page = read_page
        self._tasks = tasks
        self._site_name = site_name
        self._ids: set[int] = set()
        """Of the rows: a file that was tried again may come with another page once more."""
        self._search = ""
        self._cursor: int | None = None
        self._state = State.IDLE
        self._task: Task | None = None

    @property
    def state(self) -> State:
        """`DONE`: every row of the search is here."""
        return self._state

    @property
    def words(self) -> str:
        """What is searched for."""
        return self._search

    def row_at(self, index: Index) -> HistoryRow | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    # ---------------------------------------------------------------- reading

    def search(self, words: str) -> None:
        """Show what holds these words, from the newest; the rows of before stay until the answer comes."""
        self._search = words
        self._read(None, self._replace)

    def read_again(self) -> None:
        """After a page failed: go on where it stopped."""
        if self._state is State.ERROR:
            self._read(
                self._cursor, self._append if self._rows and self._cursor is not None else self._replace
            )

    def read_newer(self) -> None:
        """Put what has ended since on top; nothing while another page is on its way."""
        if self._state in (State.IDLE, State.DONE):
            before = self._state
            self._read(None, lambda page: self._put_on_top(page, before))

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._state is State.IDLE and self._cursor is not None

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._read(self._cursor, self._append)

    def _read(self, cursor: int | None, show: Callable[[HistoryPage], None]) -> None:
        if self._task is not None:
            self._task.cancel()
        self._state = State.FETCHING
        words, read_page = self._search, self._read_page

        def came(page: HistoryPage) -> None:
            self._task = None
            show(page)
            self.loaded.emit()

        self._task = self._tasks.run(
            lambda: read_page(words, cursor, PAGE), came, self._on_failed, owner=self
        )

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self._state = State.ERROR
        self.failed.emit(error)

    def _turn(self, cursor: int | None) -> None:
        self._cursor = cursor
        self._state = State.DONE if cursor is None else State.IDLE

    def _replace(self, page: HistoryPage) -> None:
        rows = list(page.rows)
        if rows == self._rows:
            self._turn(page.cursor)  # whoever has chosen one of them keeps it
            return
        self.beginResetModel()
        self._rows = rows
        self._ids = {row.item_id for row in page.rows}
        self._turn(page.cursor)
        self.endResetModel()

    def _append(self, page: HistoryPage) -> None:
        self._turn(page.cursor)
        self._insert(len(self._rows), [row for row in page.rows if row.item_id not in self._ids])

    def _put_on_top(self, page: HistoryPage, before: State) -> None:
        shown = {row.item_id: row for row in self._rows}
        # What was tried again and ended anew stands in the page as another row: that is new, too.
        newer: list[HistoryRow] = []
        for row in page.rows:
            if shown.get(row.item_id) == row:
                break
            newer.append(row)
        else:
            if page.rows:
                self._replace(page)  # more than a page is new: what lies between is not known
                return
        self._state = before
        again = {row.item_id for row in newer} & shown.keys()
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].item_id in again:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
        self._insert(0, newer)

    def _insert(self, at: int, rows: list[HistoryRow]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self._rows[at:at] = rows
            self._ids.update(row.item_id for row in rows)
            self.endInsertRows()

    # ---------------------------------------------------------------- QAbstractTableModel

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column == Column.SIZE else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def title(self, column: int) -> str:
        return {
            Column.NAME: self.tr("Name"),
            Column.DIRECTION: self.tr("Direction"),
            Column.STATE: self.tr("State"),
            Column.CHECK: self.tr("Check"),
            Column.SIZE: self.tr("Size"),
            Column.PLACE: self.tr("Place"),
            Column.LOCAL: self.tr("On this computer"),
            Column.USER: self.tr("User"),
            Column.WHEN: self.tr("When"),
        }[Column(column)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None or not 0 <= index.column() < len(Column):
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(row, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return _icon(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
            told = (Column.NAME, Column.DIRECTION, Column.STATE, Column.PLACE, Column.WHEN)
            return ", ".join(text for text in (self._text(row, each) for each in told) if text)
        return None

    def _text(self, row: HistoryRow, column: Column) -> str:
        if column is Column.STATE:
            word = state_word(row.state, row.direction)
            return f"{word}: {row.error}" if row.error else word
        return {
            Column.NAME: row.name,
            Column.DIRECTION: direction_word(row.direction),
            Column.CHECK: check_word(row.check),
            Column.SIZE: size_text(row.size),
            Column.PLACE: self.place_text(row),
            Column.LOCAL: self.source_text(row),
            Column.USER: row.user,
            Column.WHEN: date_text(row.ended),
        }[column]

    def place_text(self, row: HistoryRow) -> str:
        """Where it lies, or lay, on the site: `Office:/Plans/plan.pdf`."""
        return f"{self._site_text(row.site_id)}:{row.remote}"

    def source_text(self, row: HistoryRow) -> str:
        """The path on this computer; of a copy, where it comes from."""
        if row.direction is not Direction.COPY:
            return row.local
        return f"{self._site_text(row.origin)}:{row.local}"

    def _site_text(self, site_id: str) -> str:
        return self._site_name(site_id) or self.tr("removed site")

    def _tool_tip(self, row: HistoryRow, column: Column) -> str:
        if column is Column.SIZE:
            return exact_size_text(row.size)
        if column is Column.WHEN:
            return date_tooltip(row.ended)
        if column is Column.CHECK and row.sha256:
            return self.tr("SHA-256 {hash}").format(hash=row.sha256)
        return self._text(row, column)


def _icon(row: HistoryRow, column: Column) -> QIcon | None:
    if column is Column.NAME:
        return entry_icon(Entry(id="", name=row.name, kind=Kind.FILE, type="", path=()))
    if column is Column.DIRECTION:
        return direction_icon(row.direction)
    if column is Column.STATE:
        return icon(*STATE_ICONS[row.state])
    return None
