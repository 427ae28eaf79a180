"""Dialogs open again with the size and at the place at which they were closed."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox

from bimexplorer.settings import Settings

_OWN = (QMessageBox, QFileDialog)
"""Have the size of what they say, or remember by themselves."""


class DialogLayouts(QObject):
    """Keeps them in the settings, by the dialogs' object names."""

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings

    def follow(self, child: QObject) -> None:
        """A child of the window is about to be shown for the first time."""
        if isinstance(child, QDialog) and not isinstance(child, _OWN) and child.objectName():
            known = self._settings.dialogs.get(child.objectName(), "")
            if isinstance(known, str) and known:
                child.restoreGeometry(QByteArray.fromBase64(known.encode()))
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and isinstance(watched, QDialog):
            told = bytes(watched.saveGeometry().toBase64().data()).decode()
            self._settings.dialogs[watched.objectName()] = told
        return False
