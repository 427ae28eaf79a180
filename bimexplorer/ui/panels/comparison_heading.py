"""Which two revisions of which model are compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from bimexplorer.model import Entry
from bimexplorer.revisions import Pair, Revision
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.look.icons import IconLabel, Tint, entry_icon, icon
from bimexplorer.words import number

_LIMIT_DIGITS = 34
"""Of what it is limited to, shown at most."""
_LETTERS = 16
"""Of a revision's name that a choice shows at least."""


class ComparisonHeading(QWidget):
    """Signals:
    pair_chosen(object pair): two others were chosen, in the order of their numbers.
    limit_asked(): somebody wants to say what it is limited to.
    """

    pair_chosen = Signal(object)
    limit_asked = Signal()

    def __init__(self, model: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonHeading")
        self._pair: Pair | None = None
        sign = IconLabel(24, self)
        sign.set_icon(entry_icon(model), "")
        name = ElidedLabel(model.name, self)
        name.setObjectName("comparisonModel")
        font = name.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.2)
        name.setFont(font)
        self._lower = self._choice("comparisonLower", self.tr("Earlier revision"))
        self._higher = self._choice("comparisonHigher", self.tr("Later revision"))
        arrow = IconLabel(18, self)
        arrow.set_icon(icon("arrow-right"), "")
        first = QLabel(self.tr("&Compare"), self)
        first.setBuddy(self._lower)
        second = QLabel(self.tr("&with"), self)
        second.setBuddy(self._higher)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(sign)
        top.addWidget(name, 1)
        self._limit = QPushButton(self)
        self._limit.setObjectName("comparisonLimit")
        self._limit.setAutoDefault(False)
        self._limit.clicked.connect(self.limit_asked)
        self.show_limits(())
        top.addWidget(self._limit)
        pair = QGridLayout()
        pair.setHorizontalSpacing(8)
        for place, widget in enumerate((first, self._lower, arrow, second, self._higher)):
            pair.addWidget(widget, 0, place)
        pair.setColumnStretch(1, 1)
        pair.setColumnStretch(4, 1)
        column = QGridLayout(self)
        column.setContentsMargins(12, 10, 12, 0)
        column.setVerticalSpacing(8)
        column.addLayout(top, 0, 0)
        column.addLayout(pair, 1, 0)

    def show_revisions(self, revisions: Sequence[Revision], pair: Pair) -> None:
        """What can be chosen, the newest first, and what is."""
        for combo in (self._lower, self._higher):
            combo.blockSignals(True)
            combo.clear()
            for revision in revisions:
                combo.addItem(self._words(revision), revision.number)
            combo.blockSignals(False)
        self.show_pair(pair)

    def show_pair(self, pair: Pair) -> None:
        self._pair = pair
        for combo, wanted in ((self._lower, pair.lower), (self._higher, pair.higher)):
            place = combo.findData(wanted)
            if place < 0:
                # Somebody asked for one that is not there: the server's answer will say so.
                combo.addItem(number(wanted), wanted)
                place = combo.count() - 1
            combo.setCurrentIndex(place)
            combo.setToolTip(combo.currentText())

    def show_limits(self, names: Sequence[str]) -> None:
        """What the comparison is limited to; empty: nothing."""
        self._limit.setIcon(icon("filter-outline", Tint.ACCENT if names else Tint.ACTION))
        told = self.tr("Limited to {what}").format(what=", ".join(names)) if names else ""
        room = self.fontMetrics().horizontalAdvance("0") * _LIMIT_DIGITS
        shown = self.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, room)
        self._limit.setText(shown.replace("&", "&&") or self.tr("&Limit…"))
        self._limit.setAccessibleName(told or self.tr("Limit the comparison"))
        self._limit.setToolTip(told or self.tr("Compare only some objects or attributes"))

    def _on_chosen(self, combo: QComboBox) -> None:
        one, other = self._lower.currentData(), self._higher.currentData()
        before = self._pair
        if before is None or one is None or other is None:
            return
        if one == other:
            # Both the same: the other one gives way to what this one was.
            was = before.lower if combo is self._lower else before.higher
            one, other = combo.currentData(), was
        pair = Pair.of(one, other)
        self.show_pair(pair)
        if pair != before:
            self.pair_chosen.emit(pair)

    def _words(self, revision: Revision) -> str:
        told = (number(revision.number), revision.name, date_text(revision.created))
        return " · ".join(filter(None, told))

    def _choice(self, name: str, says: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(says)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(_LETTERS)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        combo.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 10)
        combo.activated.connect(lambda _: self._on_chosen(combo))
        return combo
