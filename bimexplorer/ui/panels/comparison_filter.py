"""What of a comparison is to be seen, and what stands together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from bimexplorer.comparison.grouping import Grouping
from bimexplorer.ui.look.filter_field import dress_as_filter

_TYPING_MS = 150
"""After the last key before it is arranged anew."""


class ComparisonFilter(QWidget):
    """Signals:
    changed(): something else is to be seen.
    left(): the person goes on to what is shown.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonFilter")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.field = _Field(self)
        self.field.setObjectName("comparisonFilterField")
        self.field.setPlaceholderText(self.tr("Filter by name, type, id or attribute"))
        self.field.setAccessibleName(self.tr("Filter the objects"))
        dress_as_filter(self.field)
        self.field.textChanged.connect(lambda _: self._typing.start())
        self.field.returnPressed.connect(self.left)
        self._types = QComboBox(self)
        self._types.setObjectName("comparisonTypes")
        self._types.setAccessibleName(self.tr("Type of the objects"))
        self._types.addItem(self.tr("All types"), "")
        self._grouping = QComboBox(self)
        self._grouping.setObjectName("comparisonGrouping")
        self._grouping.setAccessibleName(self.tr("What stands together"))
        for text, grouping in (
            (self.tr("Grouped by type"), Grouping.TYPE),
            (self.tr("Grouped by discipline"), Grouping.DISCIPLINE),
            (self.tr("Not grouped"), Grouping.NONE),
        ):
            self._grouping.addItem(text, grouping)
        for combo in (self._types, self._grouping):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            combo.activated.connect(lambda _: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self._types)
        row.addWidget(self._grouping)

    @property
    def waiting(self) -> bool:
        """Whether somebody is typing: what was typed last was not told yet."""
        return self._typing.isActive()

    @property
    def text(self) -> str:
        return self.field.text().strip()

    @property
    def types(self) -> frozenset[str]:
        """None: all."""
        chosen = self._types.currentData()
        return frozenset((chosen,)) if self._types.currentIndex() > 0 else frozenset()

    @property
    def grouping(self) -> Grouping:
        return Grouping(self._grouping.currentData())

    def show_types(self, types: Sequence[str]) -> None:
        """What can be chosen; a choice stays, also if there is none of that type any longer."""
        chosen = self._types.currentData() if self._types.currentIndex() > 0 else None
        shown = list(dict.fromkeys([*types, *([chosen] if chosen is not None else [])]))
        if [self._types.itemData(place) for place in range(1, self._types.count())] == shown:
            return
        while self._types.count() > 1:
            self._types.removeItem(1)
        for each in shown:
            self._types.addItem(each or self.tr("No type is told"), each)
        if chosen is not None:
            self._types.setCurrentIndex(1 + shown.index(chosen))

    def begin(self) -> None:
        """Let the person type."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()


class _Field(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field before it closes the window; Down goes to what is shown."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()
        else:
            super().keyPressEvent(event)
