"""The docks around the contents: transfers, versions and revisions below, properties and preview beside.

Those below are tables with many columns, and those beside need the height: on either side they lie behind
each other, with a tab each, and can be dragged apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QVBoxLayout, QWidget

from bimexplorer.ui.window.tab_order import order_before

_SIDES = Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
_HEIGHT = 240
"""Of the transfers, at the first start."""
_WIDTH = 300
"""Of the properties, at the first start."""


class Dock(QDockWidget):
    """May lie behind others: Qt calls it visible then, too, and moves it out of sight.

    What it shows is hidden meanwhile, so that it asks nobody for what is not looked at.
    """

    def __init__(self, title: str, window: QMainWindow, shown: QWidget) -> None:
        super().__init__(title, window)
        self.in_front = False
        """Whether it can be seen."""
        self._shown = shown
        # Of a dock with nothing but something hidden Qt thinks that it may have no height at all, and neither
        # may those that lie before it.
        holder = QWidget(self)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(shown)
        self.setWidget(holder)
        self.visibilityChanged.connect(self._on_visibility)

    def show(self) -> None:
        """Also to the front."""
        super().show()
        self.raise_()

    def _on_visibility(self, visible: bool) -> None:
        self.in_front = visible
        if visible:
            self._shown.show()
        else:
            # Qt also says so on the way to a window of its own, which would get the size of an empty one.
            QTimer.singleShot(0, self, self._hide_unseen)

    def _hide_unseen(self) -> None:
        # Of one that is closed, Qt would forget how wide it was.
        if not self.isHidden():
            self._shown.setVisible(self.in_front)


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
        self.properties = self._dock(self.tr("Properties"), "propertiesDock", properties)
        self.preview = self._dock(self.tr("Preview"), "previewDock", preview)
        self.versions = self._dock(self.tr("Versions"), "versionsDock", versions)
        self.revisions = self._dock(self.tr("Revisions"), "revisionsDock", revisions)
        window.setTabPosition(Qt.DockWidgetArea.BottomDockWidgetArea, QTabWidget.TabPosition.North)
        for before, dock in ((self.transfers, self.versions), (self.versions, self.revisions)):
            window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            window.tabifyDockWidget(before, dock)
        for dock in (self.properties, self.preview):
            dock.setAllowedAreas(_SIDES)
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)
        window.tabifyDockWidget(self.properties, self.preview)
        window.resizeDocks([self.properties], [_WIDTH], Qt.Orientation.Horizontal)
        self.properties.hide()
        self.preview.hide()
        self.versions.hide()
        self.revisions.hide()
        # Once all the others are hidden: what they want at least would be taken into account, too.
        window.resizeDocks([self.transfers], [_HEIGHT], Qt.Orientation.Vertical)

        self.show_transfers = self._action(self.transfers, self.tr("Show &transfers"))
        self.show_properties = self._action(self.properties, self.tr("Show &properties"), "Alt+Return")
        self.show_versions = self._action(self.versions, self.tr("Show &versions"), "Ctrl+Shift+V")
        self.show_revisions = self._action(self.revisions, self.tr("Show revisi&ons"), "Ctrl+Shift+M")
        self.show_preview = self._action(self.preview, self.tr("Show previe&w"), "Space")

    def _equip_tabs(self) -> None:
        """Qt makes a row of tabs when it is needed first, without a name, lets Tab reach it last, and uses
        one that has become free on any other side."""
        docks = (self.properties, self.preview, self.transfers, self.versions, self.revisions)
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName(self.tr("What lies behind each other"))
            titles = {bar.tabText(place) for place in range(bar.count())}
            first = next((dock for dock in docks if dock.windowTitle() in titles), None)
            if first is not None:
                order_before(first.widget(), bar)

    def bind_preview_key(self, views: Sequence[QWidget]) -> None:
        """Its key works in these only: everywhere else it is a character, or presses a button."""
        self.show_preview.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for view in views:
            view.addAction(self.show_preview)

    def _dock(self, title: str, name: str, shown: QWidget) -> Dock:
        dock = Dock(title, self._window, shown)
        dock.setObjectName(name)
        features = QDockWidget.DockWidgetFeature
        dock.setFeatures(features.DockWidgetClosable | features.DockWidgetMovable)
        return dock

    def _action(self, dock: Dock, text: str, key: str = "") -> QAction:
        """Checked while the dock can be seen. One that lies behind another comes to the front."""
        action = QAction(text, dock)
        action.setObjectName(f"{dock.objectName()}Action")
        action.setCheckable(True)
        dock.visibilityChanged.connect(action.setChecked)
        dock.visibilityChanged.connect(lambda _: QTimer.singleShot(0, self, self._equip_tabs))
        action.triggered.connect(lambda wanted: dock.show() if wanted else dock.close())
        if key:
            action.setShortcut(key)
        return action
