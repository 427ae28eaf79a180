"""What stands beside the window: settings, list of keys, log. Each is made when it is asked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from bimexplorer.network import use
from bimexplorer.ui.dialogs.log_viewer import LogViewer
from bimexplorer.ui.dialogs.settings import SettingsDialog
from bimexplorer.ui.dialogs.shortcuts import ShortcutsDialog
from bimexplorer.ui.dialogs.transfer_settings import limits_of
from bimexplorer.ui.window.shortcut_list import shortcut_groups

if TYPE_CHECKING:
    from bimexplorer.ui.window.main_window import Engine, MainWindow


class Beside(QObject):
    """Signals:
    settings_changed(): a setting has another value, and whatever works below the window knows it.
    """

    settings_changed = Signal()

    def __init__(self, window: MainWindow, engine: Engine) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._settings: SettingsDialog | None = None
        self._shortcuts: ShortcutsDialog | None = None
        self._log: LogViewer | None = None

    def show_shortcuts(self) -> None:
        """Open the list of keys, or bring it to the front."""
        if self._shortcuts is None:
            self._shortcuts = ShortcutsDialog(shortcut_groups(self._window), self._window)
        self._shortcuts.present()

    def show_settings(self) -> None:
        """Open the settings, or bring them to the front."""
        if self._settings is None:
            engine = self._engine
            self._settings = SettingsDialog(engine.settings, self._window.cache, engine.tasks, self._window)
            self._settings.changed.connect(self._on_settings_changed)
        self._settings.show()
        self._settings.raise_()
        self._settings.activateWindow()

    def show_log(self) -> None:
        """Open the log, or bring it to the front."""
        if self._log is None:
            engine = self._engine
            self._log = LogViewer(engine.profile, self._facts, engine.tasks, self._window)
        self._log.present()

    def _facts(self) -> dict[str, str]:
        """What of the window helps to understand what went wrong."""
        return {"transfers": "\n".join(repr(job) for job in self._engine.queue.jobs())}

    def _on_settings_changed(self) -> None:
        queue, settings = self._engine.queue, self._engine.settings
        queue.set_limits(limits_of(settings))
        queue.set_keep_awake(keep=settings.keep_awake)
        use(settings.network)
        self.settings_changed.emit()
