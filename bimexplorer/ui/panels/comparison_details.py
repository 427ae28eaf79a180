"""One object of a comparison: what happened to it, its attributes and its documents before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QTabWidget, QVBoxLayout, QWidget

from bimexplorer.revisions import ChangedObject, Difference, Pair
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.models.comparison_attributes import AttributesModel
from bimexplorer.ui.models.difference_words import difference_icon, difference_word
from bimexplorer.ui.panels.comparison_documents import ComparisonDocuments
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import number

_LINES = 6
"""That the table is high at least."""


class ComparisonDetails(QWidget):
    """Stands beside the list of objects."""

    def __init__(self, documents: ComparisonDocuments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonDetails")
        self.setAccessibleName(self.tr("The chosen object"))
        self.documents = documents
        self._icon = IconLabel(20, self)
        self._name = ElidedLabel(parent=self)
        self._name.setObjectName("comparisonObject")
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._kind = ElidedLabel(parent=self, muted=True)
        self._model = AttributesModel()
        self._model.setParent(self)
        self.table = RowTable(self._model, self)
        self.table.setObjectName("comparisonAttributes")
        self.table.setAccessibleName(self.tr("Attributes before and after"))
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        # All three can be seen whatever the width: one is compared with the other.
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        self._empty = EmptyState(self.table.viewport())
        self.table.resized.connect(self._place_empty)
        copy = QAction(icon("content-copy"), self.tr("Copy attributes"), self.table)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        self.table.addAction(copy)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._tabs = QTabWidget(self)
        self._tabs.setObjectName("comparisonDetailsTabs")
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.table, self.tr("Attributes"))
        self._tabs.addTab(documents, self.tr("Documents"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._kind)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._tabs, 1)

    def show_documents(self) -> None:
        """Bring them to the front."""
        self._tabs.setCurrentWidget(self.documents)
        self.documents.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_object(self, one: ChangedObject | None, pair: Pair | None) -> None:
        """None: nothing is chosen."""
        self.documents.show_object(one, pair)
        lower, higher = (number(pair.lower), number(pair.higher)) if pair is not None else ("", "")
        self._model.show(one, lower, higher)
        self._icon.set_icon(
            difference_icon(one.difference) if one is not None else icon("shape-outline", Tint.MUTED), ""
        )
        self._name.setText((one.name or self.tr("Without a name")) if one is not None else "")
        self._kind.setText(
            ", ".join(filter(None, (one.type, difference_word(one.difference)))) if one is not None else ""
        )
        if not self._model.rowCount():
            self._empty.say(icon("table", Tint.MUTED), *self._words_of_nothing(one))
            self._place_empty()
        self._empty.setVisible(not self._model.rowCount())

    def _words_of_nothing(self, one: ChangedObject | None) -> tuple[str, str]:
        if one is None:
            return self.tr("Choose an object to see its attributes"), ""
        if one.difference is Difference.GEOMETRY:
            return self.tr("Only the shape is another"), self.tr("No attribute differs.")
        return self.tr("No attributes are told"), ""

    def _place_empty(self) -> None:
        self._empty.setGeometry(self.table.viewport().rect())

    def _on_copy(self) -> None:
        rows = self.table.selected_rows()
        if rows:
            QGuiApplication.clipboard().setText(self._model.as_text(rows))
