"""What operations, transfers and the server's jobs have changed, worked into the contents and the tree."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bimexplorer.model import Entry, Job, JobState
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.live.live import Live
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Navigator


class FolderUpdates(QObject):
    """Follows `Operations`; the end of a server's job is told with `finish`.

    Signals:
        updated(): rows have come, gone or changed.
    """

    updated = Signal()

    def __init__(
        self,
        navigator: Navigator,
        operations: Operations,
        contents: ContentsModel,
        hits: SearchModel,
        navigation: NavigationModel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._navigator = navigator
        self._operations = operations
        self._contents = contents
        self._hits = hits
        self._navigation = navigation
        operations.put.connect(self._on_put)
        operations.dropped.connect(self._on_dropped)
        operations.arrived.connect(self._on_arrived)

    def follow(self, live: Live) -> None:
        """Let what this window does itself be no news, and read anew what a restored server has."""
        self._operations.put.connect(lambda _, entry: live.forget_mark(entry))
        self._operations.dropped.connect(lambda *_: live.stir())
        self._operations.arrived.connect(lambda *_: live.stir())
        live.restored.connect(self.refresh)

    def refresh(self) -> None:
        """Read the open folder again, in the contents and in the tree; or search again."""
        location = self._navigator.location
        if location is not None:
            if location.search is not None:
                self._hits.refresh()
            else:
                self._contents.refresh()
            self._refresh_in_tree(location.site_id, location.folder)

    def finish(self, job: Job) -> None:
        """A job of the server has ended, well or not."""
        known = self._operations.finish_job(job)
        if known is None:
            return
        site_id, entries = known
        if job.state is JobState.DONE:
            for entry in entries:
                self._on_dropped(site_id, entry)
        else:
            self.refresh()

    def _on_put(self, site_id: str, entry: Entry) -> None:
        self._contents.put(site_id, entry)
        self._hits.put(site_id, entry)
        self._navigation.put(site_id, entry)
        self.updated.emit()

    def _on_dropped(self, site_id: str, entry: Entry) -> None:
        self._contents.drop(site_id, entry)
        self._hits.drop(site_id, entry)
        self._navigation.drop(site_id, entry)
        place = self._navigator.place
        if place is not None and place.site_id == site_id and place.path[: len(entry.path)] == entry.path:
            self._navigator.go(Place(site_id, entry.path[:-1]))
        self.updated.emit()

    def _on_arrived(self, site_id: str, folder: Entry) -> None:
        location = self._navigator.location
        if location is not None and (location.site_id, location.folder.id) == (site_id, folder.id):
            self._contents.refresh()
        self._refresh_in_tree(site_id, folder)

    def _refresh_in_tree(self, site_id: str, folder: Entry) -> None:
        index = self._navigation.folder_index(site_id, folder.id)
        if index.isValid():
            self._navigation.refresh_below(index)
