"""What only some clouds can do, or only two of them together: projects, versions, sharing, sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.settings import Settings
from bimexplorer.ui.commands.new_versions import NewVersions
from bimexplorer.ui.commands.project_commands import ProjectCommands
from bimexplorer.ui.commands.sharing import Sharing
from bimexplorer.ui.commands.version_commands import VersionCommands
from bimexplorer.ui.dialogs.send_to import SendToDialog, place_list
from bimexplorer.ui.dialogs.sign_in import AskSignIn
from bimexplorer.ui.models.entry_mime import Carried
from bimexplorer.ui.panels.step_progress import StepProgress
from bimexplorer.ui.panels.version_question import VersionQuestion
from bimexplorer.ui.places.open_sites import SiteState
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.window.actions import Actions

if TYPE_CHECKING:
    from bimexplorer.ui.window.main_window import MainWindow


class CloudCommands(QObject):
    """Owns what asks and tells about them; the window lays it out."""

    def __init__(self, window: MainWindow, settings: Settings, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self.question = VersionQuestion(window)
        share_progress = StepProgress(
            "shareProgress",
            "share-variant-outline",
            self.tr("Share nothing more; what is shared stays so"),
            window,
        )
        picture_progress = StepProgress(
            "pictureProgress",
            "image-outline",
            self.tr("Wait no longer; the picture may be set all the same"),
            window,
        )
        self.progress = (share_progress, picture_progress)
        self.versions = NewVersions(
            window.navigator, window.operations, window.entries.selected, self.question, window
        )
        self._sharing = Sharing(tasks, window.operations, share_progress, window.messages, self)
        self.of_versions = VersionCommands(
            window.operations, window.opener, self.versions, self._sharing, settings, tasks, window
        )
        self._projects = ProjectCommands(
            window.navigator,
            window.sites,
            window.operations,
            window.entries.selected,
            window.folder,
            window.messages,
            picture_progress,
            tasks,
            window,
        )
        self._projects.signed_in.connect(lambda site_id: window.pages.end_sign_in(site_id))
        self._projects.edit_asked.connect(lambda site_id: window.site_commands.edit(site_id))

    def connected(self, actions: Actions) -> list[tuple[QAction, Callable[[], None]]]:
        """What each of the window's actions does here."""
        return [
            (actions.upload_version, self.versions.upload),
            (actions.share, self.share),
            (actions.send_to, self.send),
            *self._projects.connected(actions),
        ]

    def ask_sign_in(self, site_id: str) -> AskSignIn:
        """Asks for one to this site above a dialog."""
        return self._projects.ask_sign_in(site_id)

    def share(self) -> None:
        """Let others see the newest versions of the selected files."""
        location = self._window.navigator.location
        if location is not None:
            self._sharing.share(location.site_id, location.cloud, self._window.entries.selected())

    def send(self) -> None:
        """Ask for a folder of any open site, and copy the selected entries there."""
        window = self._window
        location, selected = window.navigator.location, tuple(window.entries.selected())
        if location is None or not selected:
            return
        source_site, operations = location.site_id, window.operations
        ready = [site for site in map(window.sites.get, window.sites.ids()) if site is not None]
        suggestions = place_list(
            [(bookmark.name, address) for bookmark, address in window.places.bookmarks()],
            [address for _, address in window.places.recent()],
            [site.site.name for site in ready if site.state is SiteState.READY],
        )

        def chosen(site_id: str, cloud: Cloud, entry: Entry) -> None:
            if entry.is_folder:
                operations.copy(source_site, selected, site_id, cloud, entry)
            else:
                operations.copy_as_version(source_site, selected[0], site_id, cloud, entry)

        carried = Carried(source_site, selected, copying=True)
        dialog = SendToDialog(carried, suggestions, window.sites, self._tasks, window)
        dialog.chosen.connect(chosen)
        dialog.expired.connect(operations.expired)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
