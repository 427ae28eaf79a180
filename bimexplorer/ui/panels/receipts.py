"""Saving a receipt: asks for a file, fetches the rows and writes them, all without blocking the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.receipt import write_receipt
from bimexplorer.transfer.status import HistoryRow
from bimexplorer.ui.models.transfer_words import SiteName
from bimexplorer.ui.tasks import Tasks


class Receipts(QObject):
    """Signals:
    saved(str path, int files): the table is written.
    failed(object error): it is not.
    """

    saved = Signal(str, int)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, site_name: SiteName, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._tasks = tasks
        self._site_name = site_name

    def ask(self, rows: Callable[[], Iterable[HistoryRow]]) -> None:
        """Ask where to save the receipt of these rows; `rows` may block, it is called on a worker."""
        day = datetime.now().astimezone().strftime("%Y-%m-%d")
        dialog = QFileDialog(self._window, self.tr("Save receipt"), QDir.homePath())
        dialog.setObjectName("receiptDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("CSV table (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(self.tr("Transfers {day}").format(day=day))
        dialog.fileSelected.connect(lambda chosen: self._collect(Path(chosen), rows))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _collect(self, path: Path, rows: Callable[[], Iterable[HistoryRow]]) -> None:
        self._tasks.run(
            lambda: tuple(rows()), lambda found: self._write(path, found), self.failed.emit, owner=self
        )

    def _write(self, path: Path, rows: tuple[HistoryRow, ...]) -> None:
        if not rows:
            self.failed.emit(ProgramError(self.tr("There is nothing that a receipt could list.")))
            return
        # The sites belong to the GUI thread: their names are looked up here, once each.
        names = {site_id: self._site_name(site_id) for site_id in {row.site_id for row in rows}}
        self._tasks.run(
            lambda: write_receipt(path, rows, names.__getitem__),
            lambda _: self.saved.emit(str(path), len(rows)),
            self.failed.emit,
            owner=self,
        )
