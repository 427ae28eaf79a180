"""Asks inline what shall happen with a name that is already there, for one file or for all."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bimexplorer.transfer.status import Decision, Direction, ItemStatus, JobStatus
from bimexplorer.ui.icons import IconLabel, Tint, icon
from bimexplorer.ui.sentence import Sentence

_REST = 400
"""Milliseconds without a next question after an answer: a double click answers one file, not two."""


class ConflictBar(QFrame):
    """Hidden until it is asked to `ask`.

    Signals:
        decided(int job_id, object item_id, object decision): `item_id` is None for every file in the same
            position, of this job and of others.
        ready(): the next question may be asked.
    """

    decided = Signal(int, object, object)
    ready = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflictBar")
        self._asked: tuple[int, int] | None = None
        self._pressed: QWidget | None = None
        """What had the focus when the last answer was given here."""
        self._uploads = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self.ready)

        symbol = IconLabel(20, self)
        symbol.set_icon(icon("help-circle-outline", Tint.WARNING), self.tr("Question"))
        self._question = Sentence(parent=self)
        self._question.setObjectName("conflictQuestion")
        self._place = Sentence(parent=self)
        self._place.setObjectName("conflictPlace")
        self._replace = self._button("conflictReplace", "")
        self._skip = self._button("conflictSkip", self.tr("Skip"))
        self._skip.setToolTip(self.tr("Leave what is there and do not transfer this file"))
        self._keep_both = self._button("conflictKeepBoth", self.tr("Keep both"))
        self._keep_both.setToolTip(self.tr("Transfer this file under another name, such as “plan (2).pdf”"))
        self._for_all = QCheckBox(self)
        self._for_all.setObjectName("conflictForAll")
        self._replace.clicked.connect(self._on_replace)
        self._skip.clicked.connect(self._on_skip)
        self._keep_both.clicked.connect(self._on_keep_both)

        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._question)
        words.addWidget(self._place)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(10)
        row.addWidget(symbol)
        row.addLayout(words, 1)
        for widget in (self._for_all, self._replace, self._skip, self._keep_both):
            row.addWidget(widget)
        self.hide()

    @property
    def resting(self) -> bool:
        """Whether the last answer is too fresh for another question."""
        return self._rest.isActive()

    def ask(self, job: JobStatus, item: ItemStatus, place: str, others: int) -> None:
        """Ask about one file of a job.

        `place` is where it goes, as text; so many `others` could be answered with it.
        """
        upload = self._uploads = job.direction is Direction.UPLOAD
        if self._asked != (job.id, item.id):
            self._for_all.setChecked(False)
        self._asked = (job.id, item.id)
        self._question.setText(self.tr("“{file}” is already there.").format(file=item.name))
        where = self.tr("Upload to {place}") if upload else self.tr("Download to {place}")
        self._place.setText(where.format(place=place))
        self._replace.setText(self.tr("New version") if upload else self.tr("Replace"))
        self._replace.setToolTip(
            self.tr("Upload as a new version of the file that is there")
            if upload
            else self.tr("Replace the file on this computer")
        )
        self._for_all.setText(self.tr("Also for {n} more").format(n=others))
        self._for_all.setVisible(others > 0)
        self.setAccessibleName(self._question.text())
        self.setAccessibleDescription(self._place.text())
        self._set_answerable(True)
        self.show()
        if self.hasFocus() and self._pressed is not None:
            self._pressed.setFocus()

    def clear(self) -> None:
        """Nothing is to be decided."""
        self._asked = None
        self.hide()

    def _on_replace(self) -> None:
        self._answer(Decision.NEW_VERSION if self._uploads else Decision.OVERWRITE)

    def _on_skip(self) -> None:
        self._answer(Decision.SKIP)

    def _on_keep_both(self) -> None:
        self._answer(Decision.KEEP_BOTH)

    def _answer(self, decision: Decision) -> None:
        if self._asked is None:
            return
        job_id, item_id = self._asked
        for_all = self._for_all.isChecked() and not self._for_all.isHidden()
        self._hold_focus()
        self._set_answerable(False)
        self._rest.start()
        self.decided.emit(job_id, None if for_all else item_id, decision)

    def _hold_focus(self) -> None:
        """Qt would take the focus of a disabled button to whatever comes next in the window."""
        focused = self.focusWidget()
        if focused is not None and focused.hasFocus():
            self._pressed = focused
            self.setFocus()

    def _set_answerable(self, answerable: bool) -> None:
        for widget in (self._replace, self._skip, self._keep_both, self._for_all):
            widget.setEnabled(answerable)

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        return button
