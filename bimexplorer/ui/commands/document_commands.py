"""What can be done with the documents of a compared object: looked at, or put onto this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.comparison.documents import Document
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.settings import Settings
from bimexplorer.transfer.local import safe_name
from bimexplorer.ui.commands.opening import FileOpener
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.version_commands import version_name
from bimexplorer.ui.look.formats import quoted, size_text
from bimexplorer.ui.panels.comparison_documents import ComparisonDocuments
from bimexplorer.words import plural


class DocumentCommands(QObject):
    """Serves one list of documents, and tells there what becomes of them.

    Signals:
        expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(
        self,
        site_id: str,
        documents: ComparisonDocuments,
        opener: FileOpener,
        operations: Operations,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._site_id = site_id
        self._documents = documents
        self._opener = opener.beside(self)
        self._operations = operations
        self._settings = settings
        self._window = window
        documents.open_asked.connect(self._on_open)
        documents.download_asked.connect(self._on_download)
        self._opener.opened.connect(lambda _: documents.show_doing(""))
        self._opener.failed.connect(self._on_failed)
        self._opener.missed.connect(self._on_failed)
        self._opener.expired.connect(self.expired)
        self._opener.asked.connect(self._on_asked)
        self._opener.changed_found.connect(self._on_changed_found)

    def _on_open(self, document: Document) -> None:
        self._documents.messages.clear()
        self._documents.show_doing(self.tr("Opening {file}…").format(file=quoted(document.entry.name)))
        self._opener.open(self._site_id, document.entry)

    def _on_failed(self, error: ProgramError | None) -> None:
        self._documents.show_doing("")
        if error is not None:
            self._documents.messages.show_error(error)

    def _on_asked(self, entry: Entry, proceed: Callable[[], None]) -> None:
        self._documents.show_doing("")
        self._documents.messages.show_message(
            self.tr("“{file}” has {size}. To open it, all of it has to be downloaded.").format(
                file=entry.name, size=size_text(entry.size)
            ),
            self.tr("Download and open"),
            proceed,
        )

    def _on_changed_found(self, copy: Path) -> None:
        self._documents.messages.show_message(
            self.tr(
                "Another program has changed the copy of “{file}” on this computer. The file of the cloud "
                "is opened instead; the changed copy stays where it is: {folder}"
            ).format(file=copy.name, folder=copy.parent)
        )

    def _on_download(self, documents: Sequence[Document]) -> None:
        """Ask for a folder; what has a number of a version gets it into its name."""

        def chosen(path: str) -> None:
            self._settings.download_folder = path
            for document in documents:
                entry, version = document.entry, document.version
                name = safe_name(entry.name) if version is None else version_name(entry, version)
                self._operations.download_as(self._site_id, entry, Path(path) / name)
            self._documents.messages.show_message(
                plural(
                    "{n} document is downloaded. The transfers show how far it is.",
                    "{n} documents are downloaded. The transfers show how far they are.",
                    len(documents),
                )
            )

        start = self._settings.download_folder or QDir.homePath()
        dialog = QFileDialog(self._window, self.tr("Download documents to"), start)
        dialog.setObjectName("downloadDocumentsDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(chosen)
        dialog.open()
