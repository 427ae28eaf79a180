"""Searching as a part of the window: the field, the list of what was found, and the way to a hit's folder."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject

from bimexplorer.model import Capability, Entry
from bimexplorer.query import Field, Text
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.search_bar import SearchField
from bimexplorer.ui.panels.search_results import SearchResults
from bimexplorer.ui.places.history import Place, Search
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.views.folder_view import FolderView


class Searching(QObject):
    """Goes to a search when the field asks for one, leaves it, and shows a hit in its folder."""

    def __init__(
        self,
        navigator: Navigator,
        field: SearchField,
        hits: SearchModel,
        results: SearchResults,
        contents: ContentsModel,
        view: FolderView,
        messages: MessageBar,
    ) -> None:
        super().__init__(results)
        self._navigator = navigator
        self._field = field
        self._hits = hits
        self._results = results
        self._contents = contents
        self._view = view
        self._messages = messages
        self._sought: tuple[Place, Entry] | None = None
        """A hit that is to be selected as soon as its row is there, and its folder."""
        field.asked.connect(self.search)
        field.left.connect(self.leave)
        results.left.connect(self.leave)
        results.scope_asked.connect(self._on_scope_asked)
        contents.branch_loaded.connect(lambda _: self._seek())
        hits.sort_refused.connect(messages.show_hint)

    def allow(self, location: Location | None, folder: str, reason: str) -> None:
        """Whether somebody can search here; `reason`: why not. `folder` is the name of the place."""
        unsearchable: dict[Field, str] = dict(location.cloud.unsearchable) if location is not None else {}
        self._field.allow(reason, folder, unsearchable)

    def search(self, search: Search) -> None:
        """Look for something in the open folder; the same once more reads again."""
        location = self._navigator.location
        if location is None:
            return
        if location.search == search:
            self._hits.refresh()
        else:
            self._navigator.go(Place(location.site_id, location.folder.path, search), entry=location.folder)
        self._results.setFocus()

    def search_names(self, text: str) -> None:
        """Look in the open folder alone for names with this in them."""
        location = self._navigator.location
        if location is None:
            return
        reason = location.cloud.missing(location.folder).get(Capability.SEARCH)
        if reason:
            self._messages.show_hint(reason)
        else:
            self.search(Search(str(Text(Field.NAME, (text,), whole=False)), below=False))

    def leave(self) -> None:
        """Back to the folder, with the keyboard too."""
        location = self._navigator.location
        if location is not None and location.search is not None:
            self._navigator.leave_search()
        self._view.setFocus()

    def arrived(self, location: Location, folder: str) -> None:
        """The window is somewhere else: show that search, or end this one. `folder` is the place's name."""
        search = location.search
        self._field.show_search(search)
        if search is None:
            self._hits.leave()
            self._seek()
            return
        self._sought = None
        self._hits.open(location.site_id, location.cloud, location.folder, search)
        self._results.show_search(folder, search)

    def show_in_folder(self) -> None:
        """Go to the folder of the selected hit and select it there, however far down it is."""
        location, selected = self._navigator.location, self._results.table.selected(2)
        if location is None or location.search is None or len(selected) != 1:
            return
        hit = selected[0]
        place = Place(location.site_id, hit.path[:-1])
        self._sought = (place, hit)
        self._navigator.go(place, select=hit.name)
        self._view.setFocus()

    def _seek(self) -> None:
        """Select what is sought, or read on."""
        location = self._navigator.location
        if self._sought is None or location is None:
            return
        place, hit = self._sought
        contents = self._contents
        if location.place != place:
            return  # still on the way there
        index = contents.find(hit)
        if index.isValid():
            self._sought = None
            self._view.select_entry(hit)
            # With Ctrl still held down, Qt takes away from a selection what is selected a second time.
            flag = QItemSelectionModel.SelectionFlag
            self._view.selectionModel().select(index, flag.ClearAndSelect | flag.Rows)
        elif contents.canFetchMore(QModelIndex()):
            contents.fetchMore(QModelIndex())
        elif contents.state() is State.DONE:
            self._sought = None
            self._messages.show_message(
                self.tr("“{name}” is not in this folder any more.").format(name=hit.name)
            )

    def _on_scope_asked(self, below: bool) -> None:
        search = self._hits.search
        if search is not None:
            self.search(Search(search.text, below))
