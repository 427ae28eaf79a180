"""How a comparison stands: calculating, being read, done, or older than the model."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from bimexplorer.ui.look.formats import date_text, duration_text
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.comparison_reading import ComparisonReading, Phase
from bimexplorer.words import plural

_TICK_MS = 500
"""Between two looks at what is going on."""


class ComparisonState(QWidget):
    """Signals:
    recalculate_asked(): calculate it anew, or go on where it was cancelled.
    """

    recalculate_asked = Signal()

    def __init__(self, reading: ComparisonReading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonState")
        self._reading = reading
        self._since = 0.0
        self._was_busy = False
        self._was_stale = False
        self._icon = IconLabel(20, self)
        self._text = Sentence(parent=self)
        self._text.setObjectName("comparisonStateText")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("comparisonProgress")
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 16)
        self._bar.setAccessibleName(self.tr("Comparing"))
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setObjectName("comparisonCancel")
        self._cancel.clicked.connect(reading.cancel)
        self._anew = QPushButton(self.tr("Recalculate"), self)
        self._anew.setObjectName("comparisonRecalculate")
        self._anew.clicked.connect(self.recalculate_asked)
        for button in (self._cancel, self._anew):
            button.setAutoDefault(False)
        # The buttons come and go, and nothing below may jump.
        self._cancel.ensurePolished()
        self.setMinimumHeight(self._cancel.sizeHint().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        row.addWidget(self._anew)
        # That the server calculates is heard on a worker, and the time goes on.
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.look)
        reading.changed.connect(self.look)
        reading.brought.connect(self.look)
        self.look()

    def text(self) -> str:
        return self._text.text()

    def look(self, *_: object) -> None:
        phase = self._reading.phase
        if phase.busy and not self._was_busy:
            self._since = time.monotonic()
            self._tick.start()
        elif not phase.busy:
            self._tick.stop()
        had_focus = self._cancel.hasFocus() or self._anew.hasFocus()
        ended = self._was_busy and not phase.busy
        self._was_busy = phase.busy
        text, sign, tint = self._words(phase)
        went_stale = self._reading.stale and not self._was_stale
        self._was_stale = self._reading.stale
        if ended or went_stale:
            # Who does not see it has been waiting for it.
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        if text != self._text.text():
            self._text.setText(text)
        self._icon.set_icon(icon(sign, tint), "")
        self._bar.setVisible(phase.busy)
        self._cancel.setVisible(phase.busy)
        again = phase is Phase.CANCELLED
        self._anew.setText(self.tr("Go on") if again else self.tr("Recalculate"))
        self._anew.setVisible(again or (phase is Phase.DONE and self._reading.stale))
        if had_focus:
            # Who pressed one of them wants to press the other one next, if anything.
            (self._cancel if phase.busy else self._anew).setFocus()

    def _words(self, phase: Phase) -> tuple[str, str, Tint]:
        reading = self._reading
        count = len(reading.objects)
        if phase in (Phase.NOTHING, Phase.ASKING):
            return self.tr("Asking the server…"), "timer-sand", Tint.MUTED
        if phase is Phase.CALCULATING:
            took = duration_text(time.monotonic() - self._since)
            text = self.tr("The server is comparing the revisions… {time}").format(time=took)
            return text, "timer-sand", Tint.MUTED
        if phase is Phase.READING:
            text = plural("{n} object read so far…", "{n} objects read so far…", count)
            return text, "download", Tint.MUTED
        if phase is Phase.FAILED:
            return self.tr("This is not all, or nothing."), "alert-circle-outline", Tint.DANGER
        if phase is Phase.CANCELLED:
            part = plural("Cancelled; {n} object is shown.", "Cancelled; {n} objects are shown.", count)
            return part, "alert-outline", Tint.WARNING
        if reading.stale:
            text = self.tr("The model was changed since. {calculated}").format(calculated=self._calculated())
            return text, "alert-outline", Tint.WARNING
        return self._calculated(), "check-circle-outline", Tint.SUCCESS

    def _calculated(self) -> str:
        known = self._reading.comparison
        when = date_text(known.calculated) if known is not None else ""
        if known is None or not when:
            return self.tr("Compared.")
        if not known.author:
            return self.tr("Compared {when}.").format(when=when)
        return self.tr("Compared {when} by {author}.").format(when=when, author=known.author)
