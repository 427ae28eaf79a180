"""The docks around the contents: transfers, versions and revisions below, properties and preview beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

_SIDES = Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
_HEIGHT = 200
"""Of the transfers, at the first start."""
_WIDTH = 300
"""Of the properties, at the first start."""


class Docks(QObject):
    """Each dock, and the action that shows and hides it. All but the transfers begin hidden."""

    def __init__(
        self,
        window: QMainWindow,
        transfers: QWidget,
        properties: QWidget,
        preview: QWidget,
        versions: QWidget,
        revisions: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self.transfers = self._dock(self.tr("Transfers"), "transfersDock", transfers)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.transfers)
        window.resizeDocks([self.transfers], [_HEIGHT], Qt.Orientation.Vertical)
        self.properties = self._dock(self.tr("Properties"), "propertiesDock", properties)
        self.preview = self._dock(self.tr("Preview"), "previewDock", preview)
        self.versions = self._dock(self.tr("Versions"), "versionsDock", versions)
        self.revisions = self._dock(self.tr("Revisions"), "revisionsDock", revisions)
        for dock in (self.versions, self.revisions):
            window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        for dock in (self.properties, self.preview):
            dock.setAllowedAreas(_SIDES)
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.resizeDocks([self.properties], [_WIDTH], Qt.Orientation.Horizontal)
        self.properties.hide()
        self.preview.hide()
        self.versions.hide()
        self.revisions.hide()

        self.show_transfers = self._action(self.transfers, self.tr("Show &transfers"))
        self.show_properties = self._action(self.properties, self.tr("Show &properties"), "Alt+Return")
        self.show_versions = self._action(self.versions, self.tr("Show &versions"), "Ctrl+Shift+V")
        self.show_revisions = self._action(self.revisions, self.tr("Show revisi&ons"), "Ctrl+Shift+M")
        self.show_preview = self._action(self.preview, self.tr("Show previe&w"), "Space")

    def bind_preview_key(self, views: Sequence[QWidget]) -> None:
        """Its key works in these only: everywhere else it is a character, or presses a button."""
        self.show_preview.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for view in views:
            view.addAction(self.show_preview)

    def _dock(self, title: str, name: str, shown: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(shown)
        features = QDockWidget.DockWidgetFeature
        dock.setFeatures(features.DockWidgetClosable | features.DockWidgetMovable)
        return dock

    def _action(self, dock: QDockWidget, text: str, key: str = "") -> QAction:
        action = dock.toggleViewAction()
        action.setText(text)
        if key:
            action.setShortcut(key)
        return action
