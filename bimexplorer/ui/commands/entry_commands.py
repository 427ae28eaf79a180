"""What the window's commands, drops and pastes do with the entries of the folder that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.addresses import link_text, path_text
from bimexplorer.errors import ProgramError
from bimexplorer.model import Capability, Entry
from bimexplorer.settings import Settings
from bimexplorer.ui.commands.opening import FileOpener, runs
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.dialogs.confirm_delete import ConfirmDeleteDialog
from bimexplorer.ui.look.formats import counted, size_text
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.name_prompt import NamePrompt
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.window.actions import Actions


class EntryCommands(QObject):
    """Asks what a person has to be asked, then hands over to `Operations`."""

    def __init__(
        self,
        navigator: Navigator,
        sites: OpenSites,
        operations: Operations,
        opener: FileOpener,
        view: FolderView,
        messages: MessageBar,
        prompt: NamePrompt,
        settings: Settings,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._navigator = navigator
        self._sites = sites
        self._operations = operations
        self._opener = opener
        self._view = view
        self._rows: FolderView | SearchTable = view
        """What is shown: the open folder, or what was found."""
        self._messages = messages
        self._prompt = prompt
        self._settings = settings
        self._tasks = tasks
        self._window = window

    def turn_to(self, rows: FolderView | SearchTable) -> None:
        """From now on, what is selected is selected there."""
        self._rows = rows

    # ---------------------------------------------------------------- opening

    def open_selected(self) -> None:
        selected = self._rows.selected(2)
        if len(selected) == 1:
            self.open(selected[0])

    def open(self, entry: Entry) -> None:
        """Go into a folder; show a file with the system's program."""
        location = self._navigator.location
        if location is None:
            return
        if entry.is_folder:
            self._navigator.go(Place(location.site_id, entry.path), entry=entry)
            return
        reason = location.cloud.missing(entry).get(Capability.DOWNLOAD)
        if reason:
            self._messages.show_error(ProgramError(reason))
        elif runs(entry.name):
            self._messages.show_message(
                self.tr("“{file}” is a program. Open it only if you trust who put it there.").format(
                    file=entry.name
                ),
                self.tr("Open anyway"),
                lambda: self._opener.open(location.site_id, entry),
            )
        else:
            self._opener.open(location.site_id, entry)

    def ask_for_large(self, entry: Entry, proceed: Callable[[], None]) -> None:
        """Opening this file needs a long download first."""
        self._messages.show_message(
            self.tr("“{file}” has {size}. To open it, all of it has to be downloaded.").format(
                file=entry.name, size=size_text(entry.size)
            ),
            self.tr("Download and open"),
            proceed,
        )

    def tell_of_changed(self, copy: Path) -> None:
        """What another program saved into a read-only copy never reaches the cloud: say where it is."""

        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy.parent)))

        self._messages.show_message(
            self.tr(
                "Another program has changed the copy of “{file}” on this computer. The file of the cloud "
                "is opened instead; the changed copy stays where it is."
            ).format(file=copy.name),
            self.tr("Show its folder"),
            show,
        )

    # ---------------------------------------------------------------- uploading

    def upload_files(self) -> None:
        self._choose_sources(self.tr("Upload files"), QFileDialog.FileMode.ExistingFiles)

    def upload_folder(self) -> None:
        self._choose_sources(self.tr("Upload a folder"), QFileDialog.FileMode.Directory)

    def upload_set(self) -> None:
        self._choose_sources(
            self.tr("Publish files as one set"), QFileDialog.FileMode.ExistingFiles, as_set=True
        )

    def _choose_sources(self, title: str, mode: QFileDialog.FileMode, *, as_set: bool = False) -> None:
        location = self._navigator.location
        if location is None:
            return

        def chosen(paths: list[str]) -> None:
            self._upload(location, [Path(path) for path in paths], location.folder, as_set=as_set)

        dialog = self._file_dialog(title, mode, QDir.homePath())
        dialog.setObjectName("uploadDialog")
        dialog.filesSelected.connect(chosen)
        dialog.open()

    def _upload(
        self, location: Location, sources: Sequence[Path], folder: Entry, *, as_set: bool = False
    ) -> None:
        self._operations.upload(location.site_id, location.cloud, sources, folder, as_set=as_set)

    # ---------------------------------------------------------------- downloading

    def download(self) -> None:
        """Ask for a folder of this computer and put the selected entries into it."""
        location, selected = self._navigator.location, self._rows.selected()
        if location is None or not selected:
            return

        def chosen(path: str) -> None:
            self._settings.download_folder = path
            self._operations.download(location.site_id, selected, Path(path))

        start = self._settings.download_folder or QDir.homePath()
        if len(selected) == 1:
            title = self.tr("Download “{name}” to").format(name=selected[0].name)
        else:
            title = self.tr("Download {what} to").format(what=counted(selected))
        dialog = self._file_dialog(title, QFileDialog.FileMode.Directory, start)
        dialog.setObjectName("downloadDialog")
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _file_dialog(self, title: str, mode: QFileDialog.FileMode, start: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, start)
        dialog.setFileMode(mode)
        if mode is QFileDialog.FileMode.Directory:
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    # ---------------------------------------------------------------- selecting

    def select_all(self) -> None:
        """Rows that are not loaded, and are not being loaded for it, are not selected: that is said."""
        self._rows.selectAll()
        if not self._rows.shows_everything and not self._rows.whole.progress:
            self._messages.show_hint(
                self.tr("Only the entries that are loaded are selected. Scroll down to load more of them.")
            )

    # ---------------------------------------------------------------- names

    def new_folder(self) -> None:
        """Ask for a name above the contents and create the folder."""
        location = self._navigator.location
        if location is None:
            return

        def accepted(name: str) -> None:
            self._operations.create_folder(
                location, name, created, lambda error: self._prompt.show_problem(error.sentence)
            )

        def created(entry: Entry) -> None:
            self._prompt.close_prompt()
            self._view.select_entry(entry)
            self._view.setFocus()

        # The server has a name of its own for its root, which nobody sees elsewhere.
        folder = location.folder.name if location.folder.path else self._site_name(location)
        self._prompt.ask(
            self.tr("New folder in “{folder}”:").format(folder=folder),
            self.tr("Create"),
            self.tr("New folder"),
            location.cloud.check_name,
            accepted,
        )

    def rename(self) -> None:
        self._view.edit_name()

    def renamed(self, entry: Entry, name: str) -> None:
        """A name was edited in place."""
        location = self._navigator.location
        if location is not None:
            self._operations.rename(location, entry, name)

    def check_name(self, name: str) -> str:
        """What is wrong with a name, in the open site's words."""
        location = self._navigator.location
        return location.cloud.check_name(name) if location is not None and name else ""

    # ---------------------------------------------------------------- deleting, copying

    def delete(self) -> None:
        """Ask with all that is known about what would be gone, then delete."""
        location, selected = self._navigator.location, _outermost(self._rows.selected())
        if location is None or not selected:
            return
        site_name = self._site_name(location)
        dialog = ConfirmDeleteDialog(selected, site_name, location.cloud, self._tasks, self._window)
        dialog.accepted.connect(lambda: self._operations.delete(location.site_id, location.cloud, selected))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_path(self) -> None:
        """Put `paths` on the clipboard."""
        self._copy(_written)

    def paths(self) -> str:
        """The selected entries' paths, or the open folder's, as `SITE:/path` lines."""
        return self._listed(_written)

    def selected(self) -> Sequence[Entry]:
        """What commands are about."""
        return self._rows.selected()

    def copy_link(self) -> None:
        """The same as `bimx://SITE/path` lines, which open the place where the program is installed."""
        self._copy(link_text)

    def _copy(self, written: Callable[[str, tuple[str, ...]], str]) -> None:
        if self._navigator.location is not None:
            QGuiApplication.clipboard().setText(self._listed(written))

    def _listed(self, written: Callable[[str, tuple[str, ...]], str]) -> str:
        location = self._navigator.location
        if location is None:
            return ""
        name = self._site_name(location)
        entries = self._rows.selected() or (location.folder,)
        return "\n".join(written(name, entry.path) for entry in entries)

    def _site_name(self, location: Location) -> str:
        site = self._sites.get(location.site_id)
        return site.site.name if site is not None else ""

    def connected(self, actions: Actions) -> list[tuple[QAction, Callable[[], None]]]:
        """What each of the window's actions does here."""
        return [
            (actions.open, self.open_selected),
            (actions.upload_files, self.upload_files),
            (actions.upload_folder, self.upload_folder),
            (actions.upload_set, self.upload_set),
            (actions.download, self.download),
            (actions.new_folder, self.new_folder),
            (actions.rename, self.rename),
            (actions.delete, self.delete),
            (actions.copy_path, self.copy_path),
            (actions.copy_link, self.copy_link),
            (actions.select_all, self.select_all),
        ]


def _outermost(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Without what lies in others of them and is gone with those: a search finds both."""
    folders = {entry.path for entry in entries if entry.is_folder}
    return tuple(
        entry
        for entry in entries
        if not any(entry.path[:depth] in folders for depth in range(1, len(entry.path)))
    )


def _written(site: str, path: tuple[str, ...]) -> str:
    return f"{site}:{path_text(path)}"
