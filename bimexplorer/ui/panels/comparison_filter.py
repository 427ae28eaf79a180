"""What of a comparison is to be seen, and what stands together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSizePolicy, QWidget

from bimexplorer.comparison.grouping import Grouping, Narrowing
from bimexplorer.revisions import Difference
from bimexplorer.ui.look.filter_field import dress_as_filter

_FIELD_DIGITS = 30
"""Room for what is typed, for the choices to stand beside it."""
_LEAST_WIDTH = 300
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
        self._attributes = QComboBox(self)
        self._attributes.setObjectName("comparisonAttribute")
        self._attributes.setAccessibleName(self.tr("Attribute that changed"))
        self._attributes.addItem(self.tr("Any attribute"), "")
        self._grouping = QComboBox(self)
        self._grouping.setObjectName("comparisonGrouping")
        self._grouping.setAccessibleName(self.tr("What stands together"))
        for text, grouping in (
            (self.tr("Grouped by type"), Grouping.TYPE),
            (self.tr("Grouped by discipline"), Grouping.DISCIPLINE),
            (self.tr("Not grouped"), Grouping.NONE),
        ):
            self._grouping.addItem(text, grouping)
        self._choices = (self._types, self._attributes, self._grouping)
        for combo in self._choices:
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            combo.activated.connect(lambda _: self.changed.emit())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 0, 12, 0)
        self._grid.setSpacing(8)
        self._narrow: bool | None = None
        self._arrange(narrow=False)

    @property
    def waiting(self) -> bool:
        """Whether somebody is typing: what was typed last was not told yet."""
        return self._typing.isActive()

    @property
    def text(self) -> str:
        return self.field.text().strip()

    def narrowing(self, differences: frozenset[Difference]) -> Narrowing:
        """What is to be seen, of these kinds."""
        return Narrowing(self.text, _chosen(self._types), differences, _chosen(self._attributes))

    @property
    def grouping(self) -> Grouping:
        return Grouping(self._grouping.currentData())

    def show_types(self, types: Sequence[str]) -> None:
        """What can be chosen; a choice stays, also if there is none of that type any longer."""
        _offer(self._types, types, self.tr("No type is told"))

    def show_attributes(self, names: Sequence[str]) -> None:
        """Likewise."""
        _offer(self._attributes, names, self.tr("Without a name"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        choices = sum(combo.sizeHint().width() + 8 for combo in self._choices)
        field = self.fontMetrics().horizontalAdvance("0") * _FIELD_DIGITS
        self._arrange(narrow=event.size().width() < field + choices)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the choices may get: then they stand below the field."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._grid.addWidget(self.field, 0, 0, 1, len(self._choices) if narrow else 1)
        for place, combo in enumerate(self._choices):
            self._grid.addWidget(combo, int(narrow), place if narrow else 1 + place)
            horizontal = QSizePolicy.Policy.Ignored if narrow else QSizePolicy.Policy.Maximum
            combo.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        for column in range(1 + len(self._choices)):
            in_use = column < len(self._choices) if narrow else column == 0
            self._grid.setColumnStretch(column, int(in_use))
        self.updateGeometry()

    def begin(self) -> None:
        """Let the person type."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()


def _chosen(combo: QComboBox) -> frozenset[str]:
    """None: all."""
    return frozenset((combo.currentData(),)) if combo.currentIndex() > 0 else frozenset()


def _offer(combo: QComboBox, wanted: Sequence[str], nameless: str) -> None:
    chosen = combo.currentData() if combo.currentIndex() > 0 else None
    shown = list(dict.fromkeys([*wanted, *([chosen] if chosen is not None else [])]))
    if [combo.itemData(place) for place in range(1, combo.count())] == shown:
        return
    while combo.count() > 1:
        combo.removeItem(1)
    for each in shown:
        combo.addItem(each or nameless, each)
    if chosen is not None:
        combo.setCurrentIndex(1 + shown.index(chosen))


class _Field(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field before it closes the window; Down goes to what is shown."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()
        else:
            super().keyPressEvent(event)
