"""The list of revisions."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.models.revisions import Column, RevisionsModel
from bimexplorer.ui.views.row_table import RowTable


class RevisionsView(RowTable):
    """Signals:
    rename_asked(): F2, which in the window around it renames what is selected in the folder.
    """

    rename_asked = Signal()

    def __init__(self, model: RevisionsModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setObjectName("revisionsView")
        self.setAccessibleName(self.tr("Revisions"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalHeader().setStretchLastSection(True)
        self._set_widths()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F2
        ):
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_widths()

    def _set_widths(self) -> None:
        self.set_widths(
            {
                Column.NUMBER: self.tr("{number} (newest)").format(number=88),
                Column.NAME: "M" * 13,
                Column.DESCRIPTION: "M" * 16,
                Column.AUTHOR: "anna-maria.berger@example.com",
                Column.CREATED: date_text(datetime.now().astimezone()),
                Column.INPUT: "IFC_IMPORT",
            }
        )
