"""Rows of the contents: the whole row is current, and a name is edited in place with its check beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from bimexplorer.ui.models.nodes import Role
from bimexplorer.ui.views.news_mark import NewsMark

CUT_OPACITY = 0.45
"""Of rows that were cut, until they are pasted."""
_SHOWN_MS = 60_000


class NameDelegate(QStyledItemDelegate):
    """Refuses to close the editor on Enter while the cloud would refuse the name, and says why."""

    def __init__(self, check: Callable[[str], str], parent: QObject) -> None:
        super().__init__(parent)
        self._check = check

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        # The view draws one ring around the current row; a second one around its cell would be noise.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        if index.data(Role.CUT):
            painter.save()
            painter.setOpacity(CUT_OPACITY)
            super().paint(painter, option, index)
            painter.restore()
            return
        mark = index.data(Role.MARK) if index.column() == 0 else None
        if mark is None:
            super().paint(painter, option, index)
            return
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        row.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, row, painter, row.widget
        )
        drawn = NewsMark(mark, option)
        whole = QRect(option.rect)
        option.rect = whole.adjusted(0, 0, -drawn.width, 0)
        super().paint(painter, option, index)
        drawn.paint(painter, whole.adjusted(whole.width() - drawn.width, 0, 0, 0), option.state)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("nameEditor")
        editor.setAccessibleName(self.tr("New name"))
        editor.textEdited.connect(self._on_edited)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        line = cast("QLineEdit", editor)
        if line.text():
            return  # the row was refreshed while somebody types
        name = str(index.data(Qt.ItemDataRole.EditRole) or "")
        line.setText(name)
        stem = name.rpartition(".")[0]
        # Qt selects everything once this has returned.
        QTimer.singleShot(0, line, lambda: line.setSelection(0, len(stem or name)))

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> None:
        rect = option.rect
        beside_icon = option.decorationSize.width() + 8
        editor.setGeometry(rect.adjusted(beside_icon, 2, -2, -2))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, QLineEdit):
            key = cast("QKeyEvent", event).key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._tell(editor):
                return True
        return super().eventFilter(editor, event)

    def _on_edited(self) -> None:
        editor = self.sender()
        if isinstance(editor, QLineEdit):
            self._tell(editor)

    def _tell(self, editor: QLineEdit) -> bool:
        """Show what is wrong with the name; whether something is."""
        sentence = self._check(editor.text().strip())
        editor.setAccessibleDescription(sentence)
        if sentence:
            below = editor.mapToGlobal(QPoint(0, editor.height() - 8))
            QToolTip.showText(below, sentence, editor, editor.rect(), _SHOWN_MS)
        else:
            QToolTip.hideText()
        return bool(sentence)
