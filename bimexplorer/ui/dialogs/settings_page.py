"""What the pages of the settings are made of: headings, switches, and explanations below them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QStyle, QVBoxLayout, QWidget

from bimexplorer.settings import Settings
from bimexplorer.ui.look.sentence import Sentence

_BETWEEN = 18
"""Pixels between two sections."""


class SettingsPage(QWidget):
    """Writes into `Settings`; what is changed is in force at once, where nothing else is said.

    Signals:
        changed(): a setting has another value now.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def interpret(self) -> None:
        """The dialog closes: what is still being typed counts."""

    def _add_heading(self, text: str) -> None:
        if self._column.count():
            self._column.addSpacing(_BETWEEN)
        heading = QLabel(text, self)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self._column.addWidget(heading)
        self._column.addSpacing(6)

    def _add_switch(self, name: str, text: str, *, on: bool) -> QCheckBox:
        switch = QCheckBox(text, self)
        switch.setObjectName(name)
        switch.setChecked(on)
        self._column.addWidget(switch)
        return switch

    def _add_choice(self, name: str, text: str, choices: dict[str, str], chosen: str) -> QComboBox:
        """`choices`: value -> words."""
        choice = QComboBox(self)
        choice.setObjectName(name)
        for value, words in choices.items():
            choice.addItem(words.replace("&", ""), value)
        choice.setCurrentIndex(choice.findData(chosen))
        label = QLabel(text, self)
        label.setBuddy(choice)
        choice.setAccessibleName(text.replace("&", ""))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label)
        row.addWidget(choice)
        row.addStretch(1)
        self._column.addLayout(row)
        return choice

    def _explain(self, widget: QWidget, says: str) -> None:
        """A sentence below, which is read out with the widget."""
        widget.setAccessibleDescription(says)
        sentence = Sentence(says, self, muted=True)
        if isinstance(widget, QCheckBox):
            # Below the words, not below the box.
            style, box = self.style(), QStyle.PixelMetric
            indent = style.pixelMetric(box.PM_IndicatorWidth, None, widget)
            sentence.setIndent(indent + style.pixelMetric(box.PM_CheckBoxLabelSpacing, None, widget))
        self._column.addSpacing(4)
        self._column.addWidget(sentence)
