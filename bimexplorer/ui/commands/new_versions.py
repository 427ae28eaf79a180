"""New versions of a file: from this computer, or from a file of another site, whatever those are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.look.formats import extension
from bimexplorer.ui.models.entry_mime import Carried
from bimexplorer.ui.panels.version_question import VersionQuestion
from bimexplorer.ui.places.navigator import Navigator


class NewVersions(QObject):
    """The file keeps its name and all that it has had; only its newest content is another one."""

    def __init__(
        self,
        navigator: Navigator,
        operations: Operations,
        selected: Callable[[], Sequence[Entry]],
        question: VersionQuestion,
        window: QWidget,
    ) -> None:
        """`selected()` are the entries that a command is about."""
        super().__init__(window)
        self._navigator = navigator
        self._operations = operations
        self._selected = selected
        self._question = question
        self._window = window
        navigator.arrived.connect(lambda *_: question.withdraw())
        navigator.left.connect(question.withdraw)

    def upload(self) -> None:
        """Ask for a file of this computer, which becomes a version of the selected one."""
        location, selected = self._navigator.location, self._selected()
        if location is not None and len(selected) == 1:
            self.choose(location.site_id, location.cloud, selected[0])

    def choose(self, site_id: str, cloud: Cloud, entry: Entry) -> None:
        """Ask for a file of this computer, which becomes a version of that one."""

        def chosen(path: str) -> None:
            source = Path(path)

            def begin() -> None:
                self._operations.add_version(site_id, cloud, source, entry)

            if _same_type(source.name, entry.name):
                begin()
            else:
                self._question.ask(*self._words(source.name, entry), begin)

        title = self.tr("New version of “{file}”").format(file=entry.name)
        dialog = QFileDialog(self._window, title, QDir.homePath())
        dialog.setObjectName("versionDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def offer_file(
        self, source: Path, site_id: str, cloud: Cloud, entry: Entry, beside: Callable[[], None] | None
    ) -> None:
        """A file of this computer was let go on one of a cloud; `beside()` puts it into the folder."""
        self._question.ask(
            *self._words(source.name, entry),
            lambda: self._operations.add_version(site_id, cloud, source, entry),
            None if beside is None else (self.tr("Upload to this folder"), beside),
        )

    def offer_entry(
        self, carried: Carried, site_id: str, cloud: Cloud, entry: Entry, beside: Callable[[], None] | None
    ) -> None:
        """A file of another site was let go, or pasted, on one of this site."""
        self._question.ask(
            *self._words(carried.entries[0].name, entry),
            lambda: self._operations.copy_as_version(
                carried.site_id, carried.entries[0], site_id, cloud, entry
            ),
            None if beside is None else (self.tr("Copy to this folder"), beside),
        )

    def _words(self, source: str, entry: Entry) -> tuple[str, str]:
        """The question, and what will be."""
        if source == entry.name:
            question = self.tr("New version of “{file}”?").format(file=entry.name)
        else:
            question = self.tr("New version of “{file}” from “{source}”?").format(
                file=entry.name, source=source
            )
        consequence = self.tr("It keeps its name, and its older versions stay.")
        if not _same_type(source, entry.name):
            differs = self.tr("Mind that the two are files of different types.")
            consequence = f"{differs} {consequence}"
        return question, consequence


def _same_type(name: str, other: str) -> bool:
    return extension(name) == extension(other)
