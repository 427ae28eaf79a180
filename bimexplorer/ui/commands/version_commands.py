"""What can be done with the versions of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, NotFound, ProgramError
from bimexplorer.model import Entry, Version
from bimexplorer.settings import Settings
from bimexplorer.transfer.journal.rows import Upload
from bimexplorer.transfer.local import exists, safe_name
from bimexplorer.ui.commands.new_versions import NewVersions
from bimexplorer.ui.commands.opening import FileOpener
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.sharing import Sharing
from bimexplorer.ui.dialogs.version_comparison import VersionComparison
from bimexplorer.ui.look.formats import extension
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.versions.kind import Sides


def version_name(entry: Entry, number: int) -> str:
    """`plan (version 3).pdf`, as this computer takes it."""
    name = entry.name
    stem, _, ending = name.rpartition(".") if extension(name) else (name, "", "")
    said = QCoreApplication.translate("VersionCommands", "{name} (version {number})")
    said = said.format(name=stem, number=number)
    return safe_name(f"{said}.{ending}" if ending else said)


@dataclass(frozen=True, slots=True)
class File:
    """Whose versions they are."""

    site_id: str
    cloud: Cloud
    entry: Entry


class VersionCommands(QObject):
    """Nothing asks here whether it should be done: whoever calls has asked what has to be asked."""

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

    # ---------------------------------------------------------------- onto this computer

    def download(self, file: File, versions: Sequence[Version], newest: int) -> None:
        """Ask for a folder of this computer and put them into it.

        Each under a name that says its number; only the newest (by its number), alone, is the file itself.
        """

        def chosen(path: str) -> None:
            self._settings.download_folder = path
            for version in versions:
                alone = len(versions) == 1 and version.number == newest
                name = safe_name(version.entry.name) if alone else version_name(version.entry, version.number)
                self._operations.download_as(file.site_id, version.entry, Path(path) / name)

        title = self.tr("Download versions of “{file}” to").format(file=file.entry.name)
        dialog = QFileDialog(self._window, title, self._start())
        dialog.setObjectName("downloadVersionsDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def save_as(self, file: File, version: Version) -> None:
        """Ask for a name on this computer and put the version there."""

        def chosen(path: str) -> None:
            self._settings.download_folder = str(Path(path).parent)
            # The dialog has asked, if it was there when the name was chosen.
            overwrite = exists(Path(path))
            self._operations.download_as(file.site_id, version.entry, Path(path), overwrite=overwrite)

        dialog = QFileDialog(self._window, self.tr("Save version as"), self._start())
        dialog.setObjectName("saveVersionDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(extension(version.entry.name))
        dialog.selectFile(version_name(version.entry, version.number))
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _start(self) -> str:
        return self._settings.download_folder or QDir.homePath()

    # ---------------------------------------------------------------- looking

    def compare(self, file: File, sides: Sides) -> VersionComparison:
        """Show two versions beside each other, in a window that does not block this one."""
        for shown in self._window.findChildren(VersionComparison):
            if shown.isVisible() and shown.is_of(file.site_id, sides):
                shown.present()
                return shown
        dialog = VersionComparison(file.site_id, sides, self._opener.fetcher, self._tasks, self._window)
        dialog.expired.connect(self._operations.expired)
        dialog.present()
        dialog.begin()
        return dialog

    def known_upload(self, file: File) -> Upload | None:
        """What the file holds, if it was put there from here and not changed since. Blocks."""
        return self._operations.uploaded(file.site_id, file.entry)

    # ---------------------------------------------------------------- changing

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
