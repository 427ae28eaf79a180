"""What shall happen with the files of a drop whose names stand in the way, in one table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QLocale, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.transfer.status import Decision, Direction, JobStatus
from bimexplorer.ui.dialogs.decision_cells import AnswerDelegate, FactsDelegate
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.look.sentence_delegate import SentenceDelegate
from bimexplorer.ui.models.decision_words import (
    decision_text,
    decision_tip,
    keeping_words,
    widest_finding,
)
from bimexplorer.ui.models.decisions import Column, DecisionsModel, drop_of
from bimexplorer.ui.models.direction_words import way_text
from bimexplorer.ui.models.transfers import Queue
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import plural

_REFRESH = 500
"""Milliseconds between two looks at a drop that changes: it may have thousands of files."""
_NEXT = 5
"""Milliseconds for the window, where there is more to look at."""
_AT_ONCE = 500
"""Jobs that are looked at without a break."""
_WIDE = 860
"""Pixels from which on the facts stand beside what they mean."""
_EXTRA = 24
"""Pixels of a cell for an icon or a chevron."""
_WARNED = 3
"""So many sentences about whole jobs are shown; of more the rest is counted."""

_CHOOSE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class DecisionsSheet(QDialog):
    """Open it with `show()`: the window stays usable, and what is clear goes ahead meanwhile.

    Closing it decides nothing. It closes itself once nothing is left to say.
    """

    def __init__(
        self,
        queue: Queue,
        bridge: TransferBridge,
        drop: int,
        place_text: Callable[[JobStatus], str],
        parent: QWidget | None = None,
    ) -> None:
        """`drop` as `drop_of` tells it; `place_text` names where a job goes."""
        super().__init__(parent)
        self.setObjectName("decisionsSheet")
        self.setWindowTitle(self.tr("Decide about files"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._queue = queue
        self._place_text = place_text
        self.drop = drop
        self._jobs: dict[int, JobStatus] = {}
        """Those of the drop that are not finished."""
        self._stale: set[int] = set()
        self._more = False
        """Of the jobs that have changed only the first were looked at."""
        self._model = DecisionsModel(queue.items, self)

        self._heading = Sentence(parent=self)
        self._heading.setObjectName("decisionsHeading")
        font = self._heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self._heading.setFont(font)
        self._explanation = Sentence(parent=self, muted=True)
        self._explanation.setObjectName("decisionsExplanation")
        self._warning = Sentence(parent=self)
        self._warning.setObjectName("decisionsWarning")
        self._view = self._make_view()
        self._for_label = QLabel(self)
        self._for_label.setObjectName("decisionsForLabel")
        self._for_row = QHBoxLayout()
        self._for_row.setSpacing(8)
        self._for_row.addWidget(self._for_label)
        self._for_row.addStretch(1)
        self._for_buttons: dict[Decision, QPushButton] = {}
        self._cancel = self._button("decisionsCancel", self.tr("Cancel transfer"), self._cancel_jobs)
        self._left = ElidedLabel("", self, muted=True)
        self._left.setObjectName("decisionsLeft")
        self._later = self._button("decisionsLater", self.tr("Decide later"), self.close)
        self._apply = self._button("decisionsApply", "", self._apply_answers)
        self._apply.setDefault(True)
        self._lay_out()

        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH)
        self._timer.timeout.connect(self._on_time)
        self._model.counted.connect(self._update)
        bridge.job_changed.connect(self._on_job_changed)
        for job in queue.jobs():
            if drop_of(job) == drop:
                self._stale.add(job.id)
        self._refresh()
        self._view.setCurrentIndex(self._first_row())
        self._view.setFocus()

    # ---------------------------------------------------------------- following the queue

    def _on_job_changed(self, job_id: int) -> None:
        job = self._queue.job(job_id)
        if job_id in self._jobs or (job is not None and drop_of(job) == self.drop):
            self._stale.add(job_id)
            if not self._timer.isActive():
                self._timer.start()

    def _on_time(self) -> None:
        self._refresh()
        if not self._model.rowCount() and not self._held():
            self.close()

    def _refresh(self) -> None:
        """Look at what has changed; of thousands of jobs at some now and at the others in a moment."""
        changed: list[JobStatus | int] = []
        now = sorted(self._stale)[:_AT_ONCE]
        self._stale.difference_update(now)
        for job_id in now:
            job = self._queue.job(job_id)
            if job is None or job.state.finished:
                self._jobs.pop(job_id, None)
                changed.append(job_id)
                continue
            self._jobs[job_id] = job
            changed.append(job)
        self._more = bool(self._stale)
        self._timer.setInterval(_NEXT if self._more else _REFRESH)
        if self._more:
            self._timer.start()
        self._model.refresh(changed)

    def _held(self) -> list[int]:
        return [job.id for job in self._jobs.values() if job.held]

    # ---------------------------------------------------------------- what is shown

    def _update(self) -> None:
        self._say_what_it_is()
        self._update_for_all()
        self._show_columns()
        questions, unanswered = self._model.questions, self._model.unanswered
        held = bool(self._held())
        self._apply.setText(self._apply_text(held, questions))
        # Before all of them are there, an answer would be for those that are.
        self._apply.setEnabled(not self._more and not unanswered and (questions > 0 or held))
        told = []
        if unanswered:
            told.append(
                plural("{n} file still needs an answer", "{n} files still need an answer", unanswered)
            )
        if left_out := self._model.left_out:
            told.append(plural("{n} file is left out", "{n} files are left out", left_out))
        self._left.setText(" · ".join(told))
        self._apply.setToolTip(self._left.text() if unanswered else "")

    def _say_what_it_is(self) -> None:
        job = next(iter(self._jobs.values()), None)
        if job is None:
            return
        upload = job.direction is Direction.UPLOAD
        self._heading.setText(way_text(job.direction, self._place_text(job)))
        if not self._held():
            text = self.tr("Everything that is clear goes ahead meanwhile.")
        elif upload:
            text = self.tr("Nothing is sent before you have looked at this.")
        else:
            text = self.tr("Nothing is downloaded before you have looked at this.")
        if self._model.keeps_older:
            text = f"{text} {keeping_words()}"
        self._explanation.setText(text)
        self._warning.setText("\n".join(self._warnings()))
        self._warning.setVisible(bool(self._warning.text()))
        self.setAccessibleDescription(f"{self._heading.text()}. {text} {self._warning.text()}".strip())

    def _warnings(self) -> list[str]:
        """What was found about whole jobs, where no row says it."""
        said = self._model.reasons
        found: dict[str, None] = {}
        for job in self._jobs.values():
            if job.error is not None and job.error.sentence not in said:
                found[job.error.sentence] = None
        sentences = list(found)
        more = len(sentences) - _WARNED
        if more > 0:
            sentences[_WARNED:] = [plural("… and {n} more", "… and {n} more", more)]
        return sentences

    def _apply_text(self, held: bool, questions: int) -> str:
        if not held:
            return self.tr("Apply")
        if questions:
            return self.tr("Apply and continue")
        if self._model.rowCount():
            upload = all(job.direction is Direction.UPLOAD for job in self._jobs.values())
            return self.tr("Send the others") if upload else self.tr("Download the others")
        return self.tr("Continue")

    def _update_for_all(self) -> None:
        chosen = self._chosen_rows()
        several = len(chosen) > 1
        possible = self._model.choices(chosen if several else None)
        direction = next((job.direction for job in self._jobs.values()), Direction.UPLOAD)
        for decision in possible:
            if decision not in self._for_buttons:
                self._for_buttons[decision] = self._for_button(decision)
        number = QLocale().toString
        self._for_label.setText(
            self.tr("For the {n} selected:").format(n=number(len(chosen)))
            if several
            else self.tr("For all {n}:").format(n=number(self._model.questions))
        )
        shown = self._model.questions > 1
        self._for_label.setVisible(shown)
        for decision, button in self._for_buttons.items():
            button.setVisible(shown and decision in possible)
            button.setToolTip(decision_tip(decision, direction, keeps_older=self._model.keeps_older))

    def _chosen_rows(self) -> list[int]:
        return self._view.selected_rows()

    def _first_row(self) -> QModelIndex:
        first = self._model.first_unanswered()
        return first if first.isValid() else self._model.index(0, Column.ANSWER)

    # ---------------------------------------------------------------- answering

    def _answer_chosen(self, decision: Decision) -> None:
        chosen = self._chosen_rows()
        self._model.answer(decision, chosen if len(chosen) > 1 else None)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.ANSWER:
            self._pop_up(index)

    def _pop_up(self, index: QModelIndex) -> None:
        """The choices of a row; with the keyboard, of all the rows that are selected."""
        chosen = self._chosen_rows()
        rows = chosen if index.row() in chosen else [index.row()]
        possible = self._model.choices(rows)
        if not possible:
            return
        row = self._model.row_at(index)
        suggestion = row.question.suggestion if len(rows) == 1 and row and row.question else ""
        menu = QMenu(self)
        menu.setObjectName("decisionsMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for decision in possible:
            action = menu.addAction(decision_text(decision, suggestion).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(len(rows) == 1 and self._model.answer_of(index) is decision)
            action.triggered.connect(lambda *_, answer=decision: self._model.answer(answer, rows))
            if action.isChecked():
                menu.setActiveAction(action)
        if menu.activeAction() is None:
            menu.setActiveAction(menu.actions()[0])
        cell = self._view.visualRect(index.siblingAtColumn(Column.ANSWER))
        menu.popup(self._view.viewport().mapToGlobal(cell.bottomLeft() + QPoint(3, -2)))

    def _apply_answers(self) -> None:
        held = self._held()
        for (job_id, item_id), decision in self._model.answers().items():
            self._queue.decide(job_id, decision, item_id=item_id)
        if held:
            self._queue.proceed(held)
        self.close()

    def _cancel_jobs(self) -> None:
        self._queue.cancel(tuple(self._jobs))
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return in the table opens the choices and does not press the default button."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            index = self._view.currentIndex()
            if event.key() in _CHOOSE and not event.modifiers() and index.isValid():
                self._view.scrollTo(index)
                self._pop_up(index)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_columns()

    def _show_columns(self) -> None:
        """Facts of both sides where there are any and room for them; what they mean is told in any case."""
        shown = self.width() >= _WIDE and self._model.has_facts
        for column in (Column.HERE, Column.THERE):
            self._view.setColumnHidden(column, not shown)
        # Without facts it is mostly sentences that are to be read.
        mode = QHeaderView.ResizeMode.Interactive if shown else QHeaderView.ResizeMode.Stretch
        header = self._view.horizontalHeader()
        if header.sectionResizeMode(Column.FINDING) != mode:
            header.setSectionResizeMode(Column.FINDING, mode)
            if shown:
                self._view.set_widths({Column.FINDING: widest_finding()}, extra=_EXTRA)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        super().closeEvent(event)

    # ---------------------------------------------------------------- parts

    def _make_view(self) -> RowTable:
        view = RowTable(self._model, self)
        view.setObjectName("decisionsView")
        view.setAccessibleName(self.tr("Files to decide about"))
        view.setAccessibleDescription(self.tr("Press Space to choose what happens with the selected files"))
        view.setItemDelegateForColumn(Column.HERE, FactsDelegate(view))
        view.setItemDelegateForColumn(Column.THERE, FactsDelegate(view))
        view.setItemDelegateForColumn(Column.FINDING, SentenceDelegate(view))
        view.setItemDelegateForColumn(Column.ANSWER, AnswerDelegate(view))
        facts = "000.0 MB" + date_text(datetime.now().astimezone())
        view.set_widths(
            {
                Column.HERE: facts,
                Column.THERE: facts,
                Column.FINDING: widest_finding(),
                Column.ANSWER: "M" * 11,
            },
            extra=_EXTRA,
        )
        header = view.horizontalHeader()
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)
        view.clicked.connect(self._on_clicked)
        view.selectionModel().selectionChanged.connect(lambda *_: self._update_for_all())
        view.installEventFilter(self)
        return view

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for widget in (self._heading, self._explanation, self._warning):
            words.addWidget(widget)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self._cancel)
        bottom.addWidget(self._left, 1)
        bottom.addWidget(self._later)
        bottom.addWidget(self._apply)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 14)
        outer.setSpacing(12)
        outer.addLayout(words)
        outer.addLayout(self._for_row)
        outer.addWidget(self._view, 1)
        outer.addLayout(bottom)
        self.resize(1080, 520)

    def _for_button(self, decision: Decision) -> QPushButton:
        name = "".join(part.capitalize() for part in decision.value.split("-"))
        button = QPushButton(decision_text(decision), self)
        button.setObjectName(f"decisionsAll{name}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._answer_chosen(decision))
        self._for_row.insertWidget(self._for_row.count() - 1, button)
        return button

    def _button(self, name: str, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button
