"""Dragging and dropping in the whole window: what the views tell is brought together here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtWidgets import QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.transfer.cache import FileCache
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.ui.commands.copy_fetcher import CopyFetcher
from bimexplorer.ui.commands.place_commands import PlaceCommands
from bimexplorer.ui.dragging.drag_journey import DragJourney
from bimexplorer.ui.dragging.drag_out import DragOut
from bimexplorer.ui.dragging.drag_out_bar import DragOutBar
from bimexplorer.ui.dragging.place_drops import PlaceDrops
from bimexplorer.ui.dragging.ready_copies import ReadyCopies, Rows
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.entry_mime import Carried
from bimexplorer.ui.panels.bookmarks import BookmarksPanel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.ui.views.address_bar import AddressBar
from bimexplorer.ui.views.entry_drag import Carry
from bimexplorer.ui.views.entry_view import EntryView
from bimexplorer.ui.views.navigation_view import NavigationView
from bimexplorer.ui.views.spring import Step, ViewSpring
from bimexplorer.ui.window.status_line import StatusLine


class DragSource(Protocol):
    """What starts drags of entries."""

    carry_out: Carry


class DragAndDrop(QObject):
    """`equip` each view of a folder, `let_out` each other list of entries."""

    def __init__(
        self,
        open_cloud: Callable[[str], Cloud],
        tasks: Tasks,
        queue: TransferQueue,
        bridge: TransferBridge,
        cache: FileCache,
        fetcher: CopyFetcher,
        sites: OpenSites,
        navigator: Navigator,
        places: PlaceCommands,
        tree: NavigationView,
        address_bar: AddressBar,
        bookmarks: BookmarksPanel,
        messages: MessageBar,
        status_line: StatusLine,
        bar: DragOutBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._navigator = navigator
        self._status_line = status_line
        self._bookmarks = bookmarks
        self.ready = ReadyCopies(cache, open_cloud, tasks, self)
        self.out = DragOut(self.ready, fetcher, cache, sites, tasks, queue, bridge, messages, bar, window)
        self.journey = DragJourney(navigator, window)
        self.drops = PlaceDrops(sites, navigator, tasks, self)

        self.out.begun.connect(self._on_begun)
        self.out.ended.connect(self._on_ended)
        tree.rested.connect(self.journey.go)
        tree.refused.connect(self._tell_refusal)
        address_bar.rested.connect(self.journey.go)
        address_bar.files_dropped.connect(self.drops.drop_files)
        address_bar.entries_dropped.connect(self.drops.drop_entries)
        bookmarks.rested.connect(lambda number: self.journey.go(places.place_of(number)))
        bookmarks.files_dropped.connect(
            lambda paths, number: self.drops.drop_files(paths, places.place_of(number))
        )
        bookmarks.entries_dropped.connect(
            lambda carried, number: self.drops.drop_entries(carried, places.place_of(number))
        )

    def equip(self, view: EntryView, contents: ContentsModel) -> None:
        """Let folders of a view open under a drag, and its files go to other programs."""

        def steps(index: QModelIndex) -> list[Step]:
            entry = contents.entry(index)
            if entry is None or not entry.is_folder:
                return []
            place = Place(contents.site_id, entry.path)
            return [Step(lambda: self.journey.go(place, entry))]

        ViewSpring(view, steps)
        view.dropping.refused.connect(self._tell_refusal)
        self.let_out(view, view.dragging, lambda: contents.site_id)

    def let_out(self, rows: Rows, source: DragSource, site_id: Callable[[], str]) -> None:
        """Let the files of a list go to other programs."""
        self.ready.follow(rows, site_id)
        source.carry_out = self.out.run

    def _on_begun(self, carried: Carried) -> None:
        self._bookmarks.invite(any(entry.is_folder for entry in carried.entries))
        self.journey.begin(carried.entries[0].name if len(carried.entries) == 1 else "")

    def _on_ended(self, dropped: bool) -> None:
        self._bookmarks.invite(False)
        self._tell_refusal("")
        self.journey.end(dropped)

    def _tell_refusal(self, sentence: str) -> None:
        """Not above the rows, as other messages: that would move them away from under the pointer."""
        self._status_line.show_refusal(sentence)
