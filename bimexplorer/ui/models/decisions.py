"""One drop's open questions, and what is left out of it, as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon

from bimexplorer.model import Entry, Kind
from bimexplorer.transfer.status import (
    Decision,
    Direction,
    Facts,
    ItemStatus,
    JobStatus,
    Question,
    QuestionKind,
    State,
)
from bimexplorer.ui.look.formats import date_text, exact_size_text, size_text
from bimexplorer.ui.look.icons import Tint, entry_icon, icon
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.decision_words import decision_text, finding, side_words

Index = QModelIndex | QPersistentModelIndex
Key = tuple[int, int]
"""Job id and item id."""

SIZE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of a cell with facts: the size as text, which stands beside the date."""
ANSWERABLE_ROLE = Qt.ItemDataRole.UserRole + 2
"""Whether something can be chosen in the row."""

_RUNS = 50
"""So many separate stretches of rows are taken out one by one; beyond it the table is shown anew."""


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    HERE = 1
    THERE = 2
    FINDING = 3
    ANSWER = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A file with its question, or one that is left out."""

    job_id: int
    item_id: int
    name: str
    question: Question | None
    """None: left out, and nothing can be chosen."""
    reason: str
    """Why it is left out: a sentence."""
    failed: bool
    """Left out because it cannot be sent, not because it need not be."""

    @property
    def key(self) -> Key:
        return self.job_id, self.item_id


class DecisionsModel(QAbstractTableModel):
    """Rows come and go with the queue; answers are kept here until they are given to it.

    Signals:
        counted(): the number of questions, of answers or of files left out may have changed.
    """

    counted = Signal()

    def __init__(
        self, items_of: Callable[[int], Sequence[ItemStatus]], parent: QObject | None = None
    ) -> None:
        """`items_of(job_id)` answers at once."""
        super().__init__(parent)
        self._items_of = items_of
        self._rows: list[Row] = []
        self._answers: dict[Key, Decision] = {}
        self._given: set[Key] = set()
        """What a person has answered; the other answers are proposed."""
        self._sorting: tuple[Column, Qt.SortOrder] | None = None
        self.questions = 0
        self.left_out = 0
        """Files that cannot be transferred; what need not be is told of, but not counted."""
        self.has_facts = False
        """Whether there is something to compare."""
        self.keeps_older = False
        """Whether the cloud keeps the older contents of files that get a new version."""
        self.reasons: set[str] = set()
        """Why files are left out."""
        self._possible: list[Decision] = []
        self._direction = Direction.UPLOAD

    # ---------------------------------------------------------------- what is asked

    def refresh(self, jobs: Iterable[JobStatus | int]) -> None:
        """Show jobs as they are now; a bare id stands for a job that is gone."""
        shown = {row.key: row for row in self._rows}
        touched: set[int] = set()
        wanted: dict[Key, Row] = {}
        for job in jobs:
            if isinstance(job, int):
                touched.add(job)
            else:
                touched.add(job.id)
                self._turn(job.direction)
                self._collect(job, shown, wanted)
        gone = [at for at, row in enumerate(self._rows) if row.job_id in touched and row.key not in wanted]
        self._remove(gone)
        changed = False
        for at, row in enumerate(self._rows):
            now = wanted.get(row.key, row)
            if now is not row:
                changed = True
                self._rows[at] = now
                self._forget_impossible(now)
                self._preselect(now)
                self._changed(at, at)
        new = [row for key, row in wanted.items() if key not in shown]
        self._append(new)
        if gone or changed or new:
            self._count()
        self.counted.emit()

    def _turn(self, direction: Direction) -> None:
        """All jobs of a drop go the same way."""
        if direction is not self._direction:
            self._direction = direction
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.HERE, Column.THERE)

    def _collect(self, job: JobStatus, shown: dict[Key, Row], wanted: dict[Key, Row]) -> None:
        """Rows of a job; of those that are shown and did not change, the same ones."""
        if job.state.finished or not (job.files_deciding or job.held):
            return
        for item in self._items_of(job.id):
            if item.state is State.DECIDING and item.question is not None:
                question, reason = item.question, ""
            elif job.held and item.state in (State.FAILED, State.SKIPPED):
                question, reason = None, item.error.sentence if item.error is not None else item.note
            else:
                continue
            before = shown.get((job.id, item.id))
            if before is None or before.question is not question or before.reason != reason:
                failed = item.state is State.FAILED
                before = Row(job.id, item.id, item.name, question, reason, failed=failed)
            wanted[before.key] = before

    def _count(self) -> None:
        """Look through the rows once for everything that is asked about all of them."""
        asked = [row.question for row in self._rows if row.question is not None]
        self.questions = len(asked)
        self.left_out = sum(row.failed for row in self._rows)
        self.has_facts = any(question.here or question.there for question in asked)
        self.keeps_older = any(question.keeps_older for question in asked)
        self.reasons = {row.reason for row in self._rows if row.question is None}
        self._possible = _choices(asked)

    @property
    def unanswered(self) -> int:
        return self.questions - len(self._answers)

    def first_unanswered(self) -> QModelIndex:
        """The first row that lacks an answer; invalid if none does."""
        for at, row in enumerate(self._rows):
            if row.question is not None and row.key not in self._answers:
                return self.index(at, Column.ANSWER)
        return QModelIndex()

    def row_at(self, index: Index) -> Row | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def choices(self, rows: Iterable[int] | None = None) -> list[Decision]:
        """What can be answered for at least one of these rows, or of all."""
        if rows is None:
            return self._possible
        asked = (self._rows[at].question for at in rows)
        return _choices(question for question in asked if question is not None)

    def answer_of(self, index: Index) -> Decision | None:
        row = self.row_at(index)
        return None if row is None else self._answers.get(row.key)

    def answer(self, decision: Decision, rows: Iterable[int] | None = None) -> None:
        """Choose this for the rows, or for all, wherever it is possible."""
        changed = [
            at
            for at in (range(len(self._rows)) if rows is None else rows)
            if _allows(self._rows[at].question, decision)
        ]
        for at in changed:
            self._answers[self._rows[at].key] = decision
            self._given.add(self._rows[at].key)
        if changed:
            self._changed(min(changed), max(changed))
            self.counted.emit()

    def answers(self) -> dict[Key, Decision]:
        """Every answer chosen so far, in the order of the rows."""
        return {row.key: self._answers[row.key] for row in self._rows if row.key in self._answers}

    # ---------------------------------------------------------------- rows

    def _remove(self, gone: list[int]) -> None:
        runs: list[list[int]] = []
        for at in gone:
            self._answers.pop(self._rows[at].key, None)
            self._given.discard(self._rows[at].key)
            if runs and runs[-1][1] == at - 1:
                runs[-1][1] = at
            else:
                runs.append([at, at])
        if len(runs) > _RUNS:
            dropped = set(gone)
            self.beginResetModel()
            self._rows = [row for at, row in enumerate(self._rows) if at not in dropped]
            self.endResetModel()
            return
        for first, last in reversed(runs):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _append(self, new: list[Row]) -> None:
        if not new:
            return
        for row in new:
            self._preselect(row)
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
        self._rows += new
        self.endInsertRows()
        if self._sorting is not None:
            self.sort(*self._sorting)

    def _preselect(self, row: Row) -> None:
        """Propose an answer with which nothing is lost; anything else is for a person to say."""
        if row.key in self._given:
            return
        proposed = _proposed(row.question)
        if proposed is not None:
            self._answers[row.key] = proposed
        else:
            self._answers.pop(row.key, None)

    def _forget_impossible(self, row: Row) -> None:
        answer = self._answers.get(row.key)
        if answer is not None and not _allows(row.question, answer):
            del self._answers[row.key]
            self._given.discard(row.key)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(Column):
            self._sorting = None
            return
        self._sorting = (Column(column), order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._rows[index.row()].key for index in before]
        key = self._sort_key(Column(column))
        self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        places = {row.key: at for at, row in enumerate(self._rows)}
        self.changePersistentIndexList(
            before,
            [self.index(places[key], index.column()) for key, index in zip(held, before, strict=True)],
        )
        self.layoutChanged.emit()

    def _sort_key(self, column: Column) -> Callable[[Row], Any]:
        if column in (Column.HERE, Column.THERE):

            def moment(row: Row) -> tuple[float, int]:
                facts = _facts(row, column)
                if facts is None:
                    return 0.0, 0
                return facts.modified.timestamp() if facts.modified else 0.0, facts.size or 0

            return moment
        if column is Column.NAME:
            return lambda row: row.name.casefold()
        if column is Column.FINDING:
            return lambda row: (row.question is None, self._finding(row))
        return lambda row: (row.question is None, self._answer_text(row))

    # ---------------------------------------------------------------- QAbstractTableModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        known = orientation == Qt.Orientation.Horizontal and 0 <= section < len(Column)
        if not known:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        here, there = side_words(self._direction)
        return {
            Column.NAME: self.tr("Name"),
            Column.HERE: here,
            Column.THERE: there,
            Column.FINDING: self.tr("What was found"),
            Column.ANSWER: self.tr("What to do"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None or not 0 <= index.column() < len(Column):
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(row, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.ANSWER:
            return None if row.key in self._answers else QColor(colours().muted)
        if role == SIZE_ROLE:
            facts = _facts(row, column)
            return size_text(facts.size) if facts is not None else ""
        if role == ANSWERABLE_ROLE:
            return row.question is not None
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
            return ", ".join(text for text in (self._spoken(row, each) for each in Column) if text)
        return None

    def _text(self, row: Row, column: Column) -> str:
        if column is Column.NAME:
            return row.name
        if column is Column.FINDING:
            return self._finding(row)
        if column is Column.ANSWER:
            return self._answer_text(row)
        facts = _facts(row, column)
        return date_text(facts.modified) if facts is not None else ""

    def _spoken(self, row: Row, column: Column) -> str:
        text, facts = self._text(row, column), _facts(row, column)
        if facts is None:
            return text
        title = self.headerData(column, Qt.Orientation.Horizontal)
        return f"{title}: {size_text(facts.size)} {text}".strip()

    def _finding(self, row: Row) -> str:
        return row.reason if row.question is None else finding(row.question, self._direction)

    def _answer_text(self, row: Row) -> str:
        if row.question is None:
            return self.tr("Left out")
        answer = self._answers.get(row.key)
        if answer is None:
            return self.tr("Choose…")
        return decision_text(answer, row.question.suggestion)

    def _tool_tip(self, row: Row, column: Column) -> str:
        if column is Column.FINDING:
            told = (self._facts_tip(row, side) for side in (Column.HERE, Column.THERE))
            return "\n".join(text for text in (self._finding(row), *told) if text)
        return self._facts_tip(row, column) or self._text(row, column)

    def _facts_tip(self, row: Row, column: Column) -> str:
        """`In the cloud: 3.4 MB (3,400,000 bytes), 2026-03-01 10:05`."""
        facts = _facts(row, column)
        if facts is None:
            return ""
        size = exact_size_text(facts.size) if facts.size is not None else ""
        known = ", ".join(text for text in (size, date_text(facts.modified)) if text)
        return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {known}" if known else ""

    def _icon(self, row: Row, column: Column) -> QIcon | None:
        if column is Column.NAME:
            return entry_icon(Entry(id="", name=row.name, kind=Kind.FILE, type="", path=()))
        if column is not Column.FINDING:
            return None
        if row.question is None:
            if row.failed:
                return icon("alert-circle-outline", Tint.DANGER)
            return icon("file-hidden", Tint.MUTED)
        if row.question.kind is QuestionKind.NAME:
            return icon("form-textbox", Tint.WARNING)
        if row.question.identical:
            return icon("equal", Tint.SUCCESS)
        return icon("not-equal-variant", Tint.MUTED)


def _choices(questions: Iterable[Question]) -> list[Decision]:
    # Thousands of questions, but only a few kinds of choices.
    kinds = dict.fromkeys(question.choices for question in questions)
    return list(dict.fromkeys(choice for kind in kinds for choice in kind))


def _allows(question: Question | None, decision: Decision) -> bool:
    return question is not None and decision in question.choices


def _proposed(question: Question | None) -> Decision | None:
    """Both sides hold the same; or the older contents stay, and can be fetched as long as they are wanted."""
    if question is None or question.kind is not QuestionKind.EXISTS:
        return None
    if question.identical and _allows(question, Decision.SKIP):
        return Decision.SKIP
    if question.keeps_older and _allows(question, Decision.NEW_VERSION):
        return Decision.NEW_VERSION
    return None


def _facts(row: Row, column: Column) -> Facts | None:
    if row.question is None or column not in (Column.HERE, Column.THERE):
        return None
    return row.question.here if column is Column.HERE else row.question.there


def drop_of(job: JobStatus) -> int:
    """What the jobs of one drop have in common; a job that belongs to none is one by itself."""
    return job.drop_id or -job.id
