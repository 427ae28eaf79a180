"""The comparisons that are open: one window for each model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.models import Models
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.errors import Unsupported
from bimexplorer.revisions import Pair
from bimexplorer.settings import Settings
from bimexplorer.ui.commands.document_commands import DocumentCommands
from bimexplorer.ui.commands.opening import FileOpener
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.dialogs.sign_in import AskSignIn
from bimexplorer.ui.models.comparison_reading import Compared
from bimexplorer.ui.tasks import Tasks


class ComparisonWindows(QObject):
    """Signals:
    expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(
        self,
        open_cloud: Callable[[str], Cloud],
        opener: FileOpener,
        operations: Operations,
        settings: Settings,
        ask_sign_in: Callable[[str], AskSignIn],
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        """`open_cloud` gives a site's connection; `ask_sign_in` asks for a sign-in to it."""
        super().__init__(window)
        self._open_cloud = open_cloud
        self._ask_sign_in = ask_sign_in
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
            compared = replace(compared, open_models=lambda: self._models(compared.site_id))
            dialog = ComparisonDialog(compared, self._kept, self._tasks, self._window)
            dialog.expired.connect(self.expired)
            dialog.sign_in_asked.connect(lambda: self._on_sign_in_asked(compared.site_id, dialog))
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

    def go_on(self, site_id: str) -> None:
        """Somebody has signed in to a site: its windows do what they could not."""
        for (of_site, _), dialog in self._open.items():
            if of_site == site_id:
                dialog.go_on()

    def _models(self, site_id: str) -> Models:
        """Those of the connection that the site has now."""
        models = self._open_cloud(site_id).models
        if models is None:
            raise Unsupported(self.tr("There are no models here."), site_id)
        return models

    def _on_sign_in_asked(self, site_id: str, dialog: ComparisonDialog) -> None:
        """Once there is one, all windows of the site go on."""
        self._ask_sign_in(site_id)(dialog, lambda: None, lambda: None)

    def _forget(self, key: tuple[str, str]) -> None:
        dialog = self._open.pop(key, None)
        if dialog is not None:
            dialog.deleteLater()
