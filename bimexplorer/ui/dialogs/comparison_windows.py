"""The comparisons that are open: one window for each model."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.revisions import Pair
from bimexplorer.settings import Settings
from bimexplorer.ui.commands.document_commands import DocumentCommands
from bimexplorer.ui.commands.opening import FileOpener
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.models.comparison_reading import Compared
from bimexplorer.ui.tasks import Tasks


class ComparisonWindows(QObject):
    """Signals:
    expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(
        self, opener: FileOpener, operations: Operations, settings: Settings, tasks: Tasks, window: QWidget
    ) -> None:
        super().__init__(window)
        self._opener = opener
        self._operations = operations
        self._settings = settings
        self._tasks = tasks
        self._window = window
        self._kept = KeptComparisons()
        self._open: dict[tuple[str, str], ComparisonDialog] = {}

    def show(self, compared: Compared, pair: Pair) -> ComparisonDialog:
        """Open the model's window, or bring it to the front, with this pair."""
        key = (compared.site_id, compared.model.id)
        dialog = self._open.get(key)
        if dialog is None:
            dialog = ComparisonDialog(compared, self._kept, self._tasks, self._window)
            dialog.expired.connect(self.expired)
            documents = DocumentCommands(
                compared.site_id,
                dialog.details.documents,
                self._opener,
                self._operations,
                self._settings,
                dialog,
            )
            documents.expired.connect(self.expired)
            dialog.finished.connect(lambda _: self._forget(key))
            self._open[key] = dialog
        dialog.present(pair)
        return dialog

    def _forget(self, key: tuple[str, str]) -> None:
        dialog = self._open.pop(key, None)
        if dialog is not None:
            dialog.deleteLater()
