"""The settings: few, each in plain words, and in force as soon as they are changed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from bimexplorer.settings import Settings
from bimexplorer.transfer.cache import FileCache
from bimexplorer.ui.dialogs.cache_settings import CacheSettings
from bimexplorer.ui.dialogs.general_settings import GeneralSettings
from bimexplorer.ui.dialogs.network_settings import NetworkSettings
from bimexplorer.ui.dialogs.settings_page import SettingsPage
from bimexplorer.ui.dialogs.transfer_settings import TransferSettings
from bimexplorer.ui.tasks import Tasks

_WIDTH = 60
"""Letters in a line of a page."""


class SettingsDialog(QDialog):
    """Show it with `show()`: it stands beside the window. Writes into `Settings`; whoever made it keeps them.

    Signals:
        changed(): a setting has another value now.
    """

    changed = Signal()

    def __init__(
        self, settings: Settings, cache: FileCache, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        self._general = GeneralSettings(settings)
        self._pages: tuple[SettingsPage | NetworkSettings, ...] = (
            self._general,
            TransferSettings(settings),
            NetworkSettings(settings, tasks),
            CacheSettings(settings, cache, tasks),
        )
        titles = (self.tr("General"), self.tr("Transfers"), self.tr("Network"), self.tr("Storage"))
        self._tabs = QTabWidget(self)
        self._tabs.setObjectName("settingsTabs")
        for named in (self._tabs, self._tabs.tabBar()):
            named.setAccessibleName(self.tr("Pages of the settings"))
        for part in self._pages:
            part.changed.connect(self.changed)
        for page, title in zip(self._pages, titles, strict=True):
            self._tabs.addTab(self._scrolled(page), title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("settingsClose")
        # Return ends the typing of a number; it would close the dialog as well.
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(12)
        # Not the dialog's own minimum: that would be taken in place of what larger letters ask for.
        usual = self.fontMetrics().averageCharWidth() * _WIDTH
        column.addStrut(max(usual, self._tabs.tabBar().sizeHint().width()))
        column.addWidget(self._tabs, 1)
        column.addWidget(buttons)
        self._tabs.tabBar().setFocus()

    def done(self, result: int) -> None:
        """Close; what is still being typed counts."""
        for page in self._pages:
            page.interpret()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._general.follow()

    def _scrolled(self, page: QWidget) -> QScrollArea:
        """Large letters need more than a small screen has."""
        holder = QWidget(self)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(6, 14, 6, 6)
        inside.addWidget(page)
        area = _PageArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        return area


class _PageArea(QScrollArea):
    """Wide enough for what it holds: larger letters and longer words are not cut where there is room."""

    def sizeHint(self) -> QSize:
        page = self.widget()
        assert page is not None
        held = page.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return super().sizeHint().expandedTo(QSize(held, 0))
