"""What can be done with the versions of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, NotFound, ProgramError
from bimexplorer.model import Entry, Version
from bimexplorer.settings import Settings
from bimexplorer.ui.commands.new_versions import NewVersions
from bimexplorer.ui.commands.opening import FileOpener
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.sharing import Sharing
from bimexplorer.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class File:
    """Whose versions they are."""

    site_id: str
    cloud: Cloud
    entry: Entry


class VersionCommands(QObject):
    """Nothing asks here: whoever calls has asked what has to be asked."""

    def __init__(
        self,
        operations: Operations,
        opener: FileOpener,
        new_versions: NewVersions,
        sharing: Sharing,
        settings: Settings,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._operations = operations
        self._opener = opener
        self._new_versions = new_versions
        self._sharing = sharing
        self._settings = settings
        self._tasks = tasks
        self._window = window

    def open(self, file: File, version: Version) -> None:
        """A read-only copy, with the system's program."""
        self._opener.open(file.site_id, version.entry)

    def download(self, file: File, versions: Sequence[Version]) -> None:
        """Ask for a folder of this computer and put them into it."""

        def chosen(path: str) -> None:
            self._settings.download_folder = path
            entries = [version.entry for version in versions]
            self._operations.download(file.site_id, entries, Path(path))

        start = self._settings.download_folder or QDir.homePath()
        title = self.tr("Download versions of “{file}” to").format(file=file.entry.name)
        dialog = QFileDialog(self._window, title, start)
        dialog.setObjectName("downloadVersionsDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def restore(self, file: File, version: Version) -> None:
        """Its content once more, as the newest version: nothing is deleted for it."""
        self._operations.copy_as_version(file.site_id, version.entry, file.site_id, file.cloud, file.entry)

    def upload(self, file: File, source: Path) -> None:
        self._new_versions.offer_file(source, file.site_id, file.cloud, file.entry, None)

    def choose(self, file: File) -> None:
        """Ask for a file of this computer, which becomes a version."""
        self._new_versions.choose(file.site_id, file.cloud, file.entry)

    def share(self, file: File) -> None:
        self._sharing.share(file.site_id, file.cloud, [file.entry])

    def delete(
        self,
        file: File,
        version: Version,
        done: Callable[[], None],
        refused: Callable[[ProgramError], None],
    ) -> None:
        """Delete one version."""

        def work() -> None:
            file.cloud.delete(version.entry)

        def failed(error: ProgramError) -> None:
            if isinstance(error, NotFound):
                done()  # somebody was faster: it is gone, as was wanted
                return
            if isinstance(error, AuthExpired):
                self._operations.expired.emit(file.site_id)
            refused(error)

        self._tasks.run(work, lambda _: done(), failed, owner=self)
