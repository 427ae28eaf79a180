"""Saving what is seen of a comparison: asks for a file and writes it, all without blocking the window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.revisions import ChangedObject, Comparison
from bimexplorer.ui.tasks import Tasks

_UNFIT = '/\\:*?"<>|'
"""What some system takes in no file name."""


class ComparisonExport(QObject):
    """Signals:
    saved(str path, int objects): the table is written.
    failed(object error): it is not.
    """

    saved = Signal(str, int)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._tasks = tasks

    def ask(
        self,
        model_name: str,
        comparison: Comparison,
        objects: tuple[ChangedObject, ...],
        disciplines: Mapping[str, str],
    ) -> None:
        """Ask where to, and in which format: the ending of the name tells it."""
        dialog = QFileDialog(self._window, self.tr("Export the comparison"), QDir.homePath())
        dialog.setObjectName("comparisonExportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        endings = {self.tr("Excel workbook (*.xlsx)"): "xlsx", self.tr("CSV table (*.csv)"): "csv"}
        dialog.setNameFilters(list(endings))
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings[chosen]))
        model = "".join("_" if letter in _UNFIT else letter for letter in model_name)
        pair = comparison.pair
        name = self.tr("{model}, revisions {lower} and {higher}")
        dialog.selectFile(name.format(model=model, lower=pair.lower, higher=pair.higher))
        dialog.fileSelected.connect(
            lambda chosen: self._write(Path(chosen), comparison, objects, disciplines)
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(
        self,
        path: Path,
        comparison: Comparison,
        objects: tuple[ChangedObject, ...],
        disciplines: Mapping[str, str],
    ) -> None:
        def work() -> None:
            # Only now: the library for workbooks takes a while to come.
            from bimexplorer.comparison import export

            if path.suffix.casefold() == ".csv":
                export.write_csv(path, objects, disciplines)
            else:
                export.write_xlsx(path, comparison, objects, disciplines)

        self._tasks.run(
            work, lambda _: self.saved.emit(str(path), len(objects)), self.failed.emit, owner=self
        )
