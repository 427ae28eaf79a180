"""The window: the tree, the contents or what stands in their place, and everything that leads around."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QChildEvent, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.paths import Profile
from bimexplorer.settings import Settings
from bimexplorer.sites.connections import Connections
from bimexplorer.transfer.cache import FileCache
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import State as TransferState
from bimexplorer.ui.commands.carrying import Carrying
from bimexplorer.ui.commands.copy_fetcher import CopyFetcher
from bimexplorer.ui.commands.entry_clipboard import EntryClipboard
from bimexplorer.ui.commands.entry_commands import EntryCommands
from bimexplorer.ui.commands.folder_updates import FolderUpdates
from bimexplorer.ui.commands.moves import Moves
from bimexplorer.ui.commands.opening import FileOpener
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.place_commands import PlaceCommands
from bimexplorer.ui.commands.searching import Searching
from bimexplorer.ui.commands.site_commands import SiteCommands
from bimexplorer.ui.commands.undo import Undo
from bimexplorer.ui.dialogs.comparison_windows import ComparisonWindows
from bimexplorer.ui.dragging.drag_and_drop import DragAndDrop
from bimexplorer.ui.dragging.drag_out_bar import DragOutBar
from bimexplorer.ui.live.live import Live
from bimexplorer.ui.live.own_uploads import OwnUploads
from bimexplorer.ui.live.pace import Rhythm
from bimexplorer.ui.live.words import LiveWords
from bimexplorer.ui.look.icons import app_icon
from bimexplorer.ui.models.columns import Columns
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.bookmarks import BookmarksPanel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.move_question import MoveQuestion
from bimexplorer.ui.panels.name_prompt import NamePrompt
from bimexplorer.ui.panels.preview import PreviewPanel
from bimexplorer.ui.panels.properties import PropertiesPanel
from bimexplorer.ui.panels.revisions import RevisionsPanel
from bimexplorer.ui.panels.search_bar import SearchField
from bimexplorer.ui.panels.search_results import SearchResults
from bimexplorer.ui.panels.selected_entry import Lists
from bimexplorer.ui.panels.server_job import ServerJobBar
from bimexplorer.ui.panels.sign_in import SignInPanel
from bimexplorer.ui.panels.start_page import StartPage
from bimexplorer.ui.panels.transfer_notice import TransferNotice
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.panels.versions import VersionsPanel
from bimexplorer.ui.places.crumb_folders import CrumbFolders
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.home import Home
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites, SiteState
from bimexplorer.ui.places.place_pages import PlacePages
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.thumbnails.fetching import ThumbnailMaker
from bimexplorer.ui.thumbnails.store import ThumbnailStore
from bimexplorer.ui.thumbnails.thumbnails import Thumbnails
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.ui.views.address_bar import AddressBar
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.views.navigation_view import NavigationView
from bimexplorer.ui.views.view_choice import ViewChoice
from bimexplorer.ui.window.actions import Actions
from bimexplorer.ui.window.beside import Beside
from bimexplorer.ui.window.cloud_commands import CloudCommands
from bimexplorer.ui.window.dialog_layouts import DialogLayouts
from bimexplorer.ui.window.docks import Docks
from bimexplorer.ui.window.failures import Failures
from bimexplorer.ui.window.links import Links
from bimexplorer.ui.window.menus import WindowMenus
from bimexplorer.ui.window.questions import ask_before_closing
from bimexplorer.ui.window.return_key import ReturnKey
from bimexplorer.ui.window.shown_state import ShownState
from bimexplorer.ui.window.status_line import StatusLine
from bimexplorer.ui.window.tab_order import order_tabs
from bimexplorer.ui.window.theme_menu import ThemeMenu
from bimexplorer.ui.window.whereabouts import Whereabouts
from bimexplorer.ui.window.wiring import connect_actions, connect_parts

SIZE = QSize(1180, 760)
"""Of the window at its first start, where the screen has room for it."""
_FRAME = QSize(16, 40)
"""About what the system draws around it."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What works below the window; made and ended by the composition root."""

    connections: Connections
    tasks: Tasks
    queue: TransferQueue
    bridge: TransferBridge
    settings: Settings
    profile: Profile
    """Where the program keeps its files."""
    rhythm: Rhythm = Rhythm()  # noqa: RUF009  (frozen)
    """How often what is open is read again."""


class MainWindow(QMainWindow):
    """Signals:
    closing(): the window closes for good.
    settings_changed(): in the settings' dialog, and the transfers know it; or places that are remembered.
    """

    closing = Signal()
    settings_changed = Signal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("BIM Explorer")
        self.setWindowIcon(app_icon())
        self.resize(SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        self._engine = engine
        self._dialogs = DialogLayouts(engine.settings, self)
        self._closing = False
        tasks = engine.tasks
        self.sites = OpenSites(engine.connections, tasks, self)
        self.navigator = Navigator(self.sites, tasks, self)
        self.operations = Operations(tasks, engine.queue, engine.bridge, self)
        self.cache = FileCache(engine.profile.opened_files, engine.settings.cache_size)
        fetcher = CopyFetcher(self.cache, engine.connections.cloud, tasks, engine.queue, engine.bridge, self)
        self.opener = FileOpener(fetcher, QDesktopServices.openUrl, self)
        self.navigation = NavigationModel(self.sites, tasks, self)
        self.bookmarks = BookmarksPanel(self)
        self.contents = ContentsModel(tasks, self)
        self.hits = SearchModel(tasks, self)
        self.updates = FolderUpdates(
            self.navigator, self.operations, self.contents, self.hits, self.navigation, self
        )
        self.actions_ = Actions(self)

        self.messages = MessageBar(self)
        self.prompt = NamePrompt(self)
        self.move_question = MoveQuestion(self)
        self.tree = NavigationView(self.navigation, self)
        self.thumbnails = Thumbnails(
            ThumbnailMaker(ThumbnailStore(engine.profile.thumbnails), self.cache, engine.profile.thumbnails),
            engine.settings,
            tasks,
            self,
        )
        self.folder = FolderView(
            self.contents, lambda name: self.entries.check_name(name), self.thumbnails.picture, self
        )
        self.thumbnails.follow(self.folder.icons, self.contents)
        self.view = self.folder.details
        self.view_choice = ViewChoice(self.folder, engine.settings, self)
        self.address_bar = AddressBar(self)
        self._crumb_folders = CrumbFolders(self.sites, self.navigator, tasks, self.address_bar, self)
        self.job_bar = ServerJobBar(tasks, self)
        self.drag_bar = DragOutBar(self)
        self.sign_in_panel = SignInPanel(engine.connections, tasks, self)
        self.search_field = SearchField(self)
        self.results = SearchResults(self.hits, self)
        self.searching = Searching(
            self.navigator,
            self.search_field,
            self.hits,
            self.results,
            self.contents,
            self.folder,
            self.messages,
        )
        self.start_page = StartPage(self)
        self.pages = PlacePages(
            self.sites, self.folder, self.results, self.sign_in_panel, self.start_page, self
        )
        self.transfers = TransfersPanel(engine.queue, engine.bridge, tasks, self.sites.name, self)
        self.entries = EntryCommands(
            self.navigator,
            self.sites,
            self.operations,
            self.opener,
            self.folder,
            self.messages,
            self.prompt,
            engine.settings,
            tasks,
            self,
        )
        self.clipboard = EntryClipboard(self.contents, self)
        self.undo = Undo(tasks, self.sites, self.operations, self)
        self.moves = Moves(tasks, self.operations, self.undo, self.move_question, self.messages, self)
        self.cloud_commands = CloudCommands(self, engine.settings, tasks)
        self.carrying = Carrying(
            self.navigator,
            self.sites,
            self.operations,
            self.moves,
            self.cloud_commands.versions,
            self.undo,
            self.clipboard,
            self.entries.selected,
            self.entries.paths,
            self.messages,
            self,
        )
        self.site_commands = SiteCommands(
            self.sites, engine.connections, engine.queue, tasks, self.prompt, self
        )
        self.places = PlaceCommands(
            engine.settings, self.navigator, self.sites, self.bookmarks, self.messages, self
        )
        self._home = Home(
            self.start_page,
            self.sites,
            self.navigator,
            self.pages,
            self.places,
            self.transfers,
            self.site_commands,
            self.messages,
            self,
        )
        lists: Lists = [(self.folder, self.contents), (self.results.table, self.hits)]
        copying = [self.actions_.copy_path, self.actions_.copy_link]
        self.properties = PropertiesPanel(lists, self.sites.name, copying, tasks, self)
        self.preview = PreviewPanel(lists, self.cache, tasks, self)
        self.versions = VersionsPanel(lists, self.cloud_commands.of_versions, tasks, self)
        self.comparisons = ComparisonWindows(
            engine.connections.cloud,
            self.opener,
            self.operations,
            engine.settings,
            self.cloud_commands.ask_sign_in,
            tasks,
            self,
        )
        self.revisions = RevisionsPanel(lists, self.comparisons.show, tasks, self)
        self.beside = Beside(self, engine)
        self.docks = Docks(self, self.transfers, self.properties, self.preview, self.versions, self.revisions)
        self.docks.bind_preview_key([self.view, self.folder.icons, self.results.table])
        self._lay_out()
        self.theme_menu = ThemeMenu(engine.settings, self)
        self.menus = WindowMenus(
            self,
            self.actions_,
            self.address_bar,
            self.search_field,
            [
                *self.view_choice.actions_,
                None,
                self.folder.filter_action,
                self.view.header.menu.menuAction(),
                self.theme_menu.menuAction(),
                None,
                self.docks.show_properties,
                self.docks.show_preview,
                self.docks.show_versions,
                self.docks.show_revisions,
                self.docks.show_transfers,
                self.transfers.history_action,
            ],
            self.places.recent_menu,
        )
        self.status_line = StatusLine(self)
        self.setStatusBar(self.status_line)
        self.drags = DragAndDrop(
            engine.connections.cloud,
            tasks,
            engine.queue,
            engine.bridge,
            self.cache,
            self.opener.fetcher,
            self.sites,
            self.navigator,
            self.places,
            self.tree,
            self.address_bar,
            self.bookmarks,
            self.messages,
            self.status_line,
            self.drag_bar,
            self,
        )
        for view in (self.view, self.folder.icons):
            self.drags.equip(view, self.contents)
        self.drags.let_out(self.results.table, self.results.table, lambda: self.hits.site_id)
        self.notice = TransferNotice(self)
        self.status_line.addPermanentWidget(self.notice)
        self.status_line.addPermanentWidget(self.view_choice)
        self.state = ShownState(
            self.navigator,
            self.sites,
            self.actions_,
            self.searching,
            self.pages,
            self.contents,
            self.folder,
            self.hits,
            self.results,
            self.messages,
            self.status_line,
            self,
        )
        self.whereabouts = Whereabouts(
            self.navigator,
            self.sites,
            self.operations,
            self.contents,
            self.folder,
            self.hits,
            self.results,
            self.searching,
            self.navigation,
            self.tree,
            self.address_bar,
            self.pages,
            self.places,
            self.prompt,
            self.messages,
            self.state,
            (self.entries, self.properties, self.preview, self.versions.selected, self.revisions.selected),
            self,
        )
        self.links = Links(self.sites, self.navigator, self.messages, self)
        self.failures = Failures(
            self.navigator,
            self.sites,
            self.contents,
            self.hits,
            self.navigation,
            self.tree,
            self.pages,
            self.places,
            self.whereabouts,
            self.messages,
            self,
        )
        self.status_line.follow(self.view.whole, self.folder.icons.whole, self.results.table.whole)
        self._own_uploads = OwnUploads(engine.queue, engine.bridge, engine.rhythm.own, self)
        self.live = Live(
            self,
            tasks,
            self.contents,
            [self.view, self.folder.icons],
            self.navigation,
            self.tree,
            self._own_uploads.brought,
            engine.rhythm,
        )
        self._live_words = LiveWords(self.live, self.contents, self.status_line, self.messages)
        self.updates.follow(self.live)
        connect_actions(self)
        connect_parts(self)
        ReturnKey(self)
        self._restore()
        order_tabs(
            [
                self.address_bar,
                self.search_field,
                self.search_field.beneath,
                self.bookmarks,
                self.tree,
                self.messages,
                self.prompt,
                self.move_question,
                self.cloud_commands.question,
                self.pages,
                self.drag_bar,
                self.moves.progress,
                *self.cloud_commands.progress,
                self.job_bar,
                self.properties,
                self.preview,
                self.transfers,
                self.versions,
                self.revisions,
                self.status_line,
            ]
        )
        self.pages.show_place(None)
        self.state.update()

    # ---------------------------------------------------------------- building

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (
            self.messages,
            self.prompt,
            self.move_question,
            self.cloud_commands.question,
            self.pages,
            self.drag_bar,
            self.moves.progress,
            *self.cloud_commands.progress,
            self.job_bar,
        ):
            column.addWidget(widget, 1 if widget is self.pages else 0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setObjectName("mainSplitter")
        self._splitter.setChildrenCollapsible(False)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bookmarks)
        column.addWidget(self.tree, 1)
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([260, 920])
        self.setCentralWidget(self._splitter)

    # ---------------------------------------------------------------- what others ask

    def start(self, wanted: Place | None = None) -> None:
        """Read the sites and go to this place, or to where the window was closed."""
        self.whereabouts.start(wanted)

    def is_waiting_for_person(self) -> bool:
        """Whether nothing goes on by itself: no site yet, or one that has to be signed in to."""
        site = self.sites.get(self.site_id())
        return site is None or site.state is not SiteState.CONNECTING

    def transfers_active(self) -> bool:
        return self._engine.queue.active

    def go_to_address(self, site_name: str, path: tuple[str, ...]) -> None:
        """Open `SITE:/path`; tells if there is no such site."""
        self.whereabouts.go_to_address(site_name, path)

    def come_to_front(self) -> None:
        """As far as the desktop lets a window; one that was made small is made as large as it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_transfers(self) -> None:
        """Come to the front with the list of transfers."""
        self.come_to_front()
        self.docks.transfers.show()

    def refresh(self) -> None:
        """Read the open folder again, in the contents and in the tree; reconnect a site that is not open."""
        site_id = self.site_id()
        site = self.sites.get(site_id)
        if self.navigator.place == HOME:
            self._home.refresh()
        elif self.navigator.location is not None:
            self.updates.refresh()
        elif site is not None and site.state is SiteState.FAILED:
            self.sites.connect_site(site_id)

    def site_id(self) -> str:
        place = self.navigator.place
        return place.site_id if place is not None else ""

    def on_site_changed(self, site_id: str) -> None:
        if site_id == self.site_id():
            self.properties.follow()  # the site may have another name
        site = self.sites.get(site_id)
        if site is not None and site.state is SiteState.READY:
            self.comparisons.go_on(site_id)

    def show_place(self, site_id: str, path: tuple[str, ...]) -> None:
        """From another window: come to the front and show it."""
        self.activateWindow()
        self.navigator.go(Place(site_id, path))

    # ---------------------------------------------------------------- menus

    def pop_up_rows(self, point: QPoint) -> None:
        if self.folder.selected(1):
            self.menus.pop_up_selection(point)
        else:
            self.menus.pop_up_folder(point)

    def pop_up_hits(self, point: QPoint) -> None:
        if self.results.table.selected(1):
            self.menus.pop_up_hits(point)

    def pop_up_in_tree(self, index: QPersistentModelIndex, point: QPoint) -> None:
        """A right click chooses the row first, so the menu's commands are about what is open."""
        if not index.isValid():
            self.menus.pop_up_sites(point)
        elif self.navigation.is_site(index):
            self.menus.pop_up_site(point)
        else:
            self.menus.pop_up_folder(point)

    # ---------------------------------------------------------------- transfers

    def update_transfers(self) -> None:
        self.state.update_transfers(self.docks.transfers, self.transfers, self.notice)

    def show_failed(self) -> None:
        self.docks.transfers.show()
        self.transfers.show_failed()

    # ---------------------------------------------------------------- opening and closing

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        if event.polished():
            self._dialogs.follow(event.child())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse's own Back and Forward buttons."""
        if event.button() is Qt.MouseButton.BackButton:
            self.navigator.go_back()
        elif event.button() is Qt.MouseButton.ForwardButton:
            self.navigator.go_forward()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, where nothing else knows it, puts the message away, then what was cut, then the preview."""
        if event.key() == Qt.Key.Key_Escape and self.messages.isVisible():
            self.messages.clear()
        elif event.key() == Qt.Key.Key_Escape and self.clipboard.forget_cut():
            pass  # what was cut stays where it is
        elif event.key() == Qt.Key.Key_Escape and self.preview.isVisible():
            self.leave_preview()
        else:
            super().keyPressEvent(event)

    def leave_preview(self) -> None:
        self.docks.preview.hide()
        self.pages.take_focus()

    def _restore(self) -> None:
        settings = self._engine.settings
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode()))
        if settings.window_state:
            self.restoreState(QByteArray.fromBase64(settings.window_state.encode()))
        if settings.splitter:
            self._splitter.restoreState(QByteArray.fromBase64(settings.splitter.encode()))
        self.view.header.restore(Columns.from_text(settings.contents_header))
        self.transfers.restore_header(settings.transfers_header)

    def remember(self) -> None:
        """Write window, docks and columns into the settings."""
        self.places.remember()
        settings = self._engine.settings
        settings.window_geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        settings.window_state = bytes(self.saveState().toBase64().data()).decode()
        settings.splitter = bytes(self._splitter.saveState().toBase64().data()).decode()
        settings.contents_header = self.view.header.columns.text()
        settings.transfers_header = self.transfers.header_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        queue = self._engine.queue
        # Whoever paused a transfer knows that it stands still. Another process goes on without this window.
        stops = queue.working and any(
            not job.state.finished and job.state is not TransferState.PAUSED for job in queue.jobs()
        )
        if not self._closing and stops:
            event.ignore()
            ask_before_closing(self, self._close_anyway)
            return
        self._closing = True
        self.sign_in_panel.stop()
        self.remember()
        event.accept()
        self.closing.emit()

    def _close_anyway(self) -> None:
        self._closing = True
        self.close()
