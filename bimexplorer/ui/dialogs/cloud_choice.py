"""Choosing a kind of cloud: each with the sentence by which somebody knows it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from bimexplorer.clouds.base import Registry
from bimexplorer.ui.look.sentence import Sentence


class CloudChoice(QFrame):
    """One of several; a click anywhere beside a name chooses it, too.

    Signals:
        changed(): another one is chosen.
    """

    changed = Signal()

    def __init__(self, services: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cloudChoice")
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Kind of cloud"))
        self._group = QButtonGroup(self)
        self._keys = tuple(services)
        self._rows: dict[QObject, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        for number, service in enumerate(services.values()):
            button = QRadioButton(service.title, self)
            button.setObjectName(f"cloudChoice.{self._keys[number]}")
            button.setAccessibleDescription(service.about)
            font = button.font()
            font.setBold(True)
            button.setFont(font)
            self._group.addButton(button, number)
            column.addWidget(self._row(button, service.about))
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(lambda _, chosen: self.changed.emit() if chosen else None)

    @property
    def key(self) -> str:
        """Of the one that is chosen."""
        return self._keys[self._group.checkedId()]

    def choose(self, key: str) -> None:
        self._group.button(self._keys.index(key)).setChecked(True)

    def _row(self, button: QRadioButton, about: str) -> QWidget:
        row = QWidget(self)
        row.installEventFilter(self)
        self._rows[row] = button
        words = Sentence(about, row, muted=True)
        words.setContentsMargins(24, 0, 0, 0)  # below the name, not below its circle
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(row)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(2)
        column.addWidget(button)
        column.addWidget(words)
        return row

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        button = self._rows.get(watched)
        if (
            button is not None
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and self.isEnabled()
        ):
            button.setFocus()
            button.setChecked(True)
            return True
        return super().eventFilter(watched, event)
