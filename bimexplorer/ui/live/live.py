"""Reads again what is open, at a pace, and stops when nobody can see it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QWidget

from bimexplorer.errors import AuthExpired, NotFound, Offline, ProgramError, RevisionObsolete, ServerBusy
from bimexplorer.model import Changes, Entry
from bimexplorer.ui.live.branches import Branches
from bimexplorer.ui.live.feed import MOST, Feed
from bimexplorer.ui.live.marks import Marks
from bimexplorer.ui.live.pace import Pace, Rhythm
from bimexplorer.ui.live.steady import SteadyRows
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.looking import WHOLE, Seen
from bimexplorer.ui.models.merge import key_of
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.nodes import News
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.entry_view import EntryView

log = logging.getLogger(__name__)

_SHOWN_OR_HIDDEN = frozenset(
    {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange, QEvent.Type.WindowActivate}
)


class Live(QObject):
    """Follows the folder in the contents and, one branch at a time, what is expanded in the tree.

    Nothing of its reading is seen, and what it cannot read it tells only where somebody has to act: the
    sign-in has ended, or the folder is gone.

    Signals:
        found(object seen): the open folder has changed, its rows show it already. `seen` is what others did.
        restored(): the server's database is an older one, what is shown has to be read anew.
        reach_changed(bool reached): the server has begun or ceased to answer.
    """

    found = Signal(object)
    restored = Signal()
    reach_changed = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        tasks: Tasks,
        contents: ContentsModel,
        views: Sequence[EntryView],
        navigation: NavigationModel,
        tree: QTreeView,
        is_own: Callable[[str, Entry], bool],
        rhythm: Rhythm = Rhythm(),  # noqa: B008  (frozen)
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`views`: those of the contents, of which one is shown at a time.

        `is_own` says of a site's entry whether this window itself has just put it there.
        """
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._contents = contents
        self._views = tuple(views)
        self._navigation = navigation
        self._is_own = is_own
        self._rhythm = rhythm
        self._now = now
        self._pace = Pace(rhythm)
        self._marks = Marks(contents, rhythm, now, self)
        self._branches = Branches(navigation, tree, rhythm, now)
        self._feed: Feed | None = None
        self._asking: Task | None = None
        """The feed's answer that is on its way."""
        self._owed = False
        """Whether the feed has told of something that the rows do not show yet."""
        self._heard_at = self._read_at = now()
        """When the server last said something about the folder, and when it was last read, by whomever."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

        SteadyRows(navigation, tree)
        window.installEventFilter(self)
        for view in self._views:
            SteadyRows(contents, view)
            view.installEventFilter(self)
            view.verticalScrollBar().valueChanged.connect(self.stir)
            view.selectionModel().selectionChanged.connect(self.stir)
        contents.modelReset.connect(self._on_opened)
        contents.branch_loaded.connect(self._on_loaded)

    # ---------------------------------------------------------------- what the window tells

    def stir(self) -> None:
        """Somebody works here: the next look comes soon."""
        self._pace.stir()
        if self._timer.isActive() and self._timer.remainingTime() > self._rhythm.soonest * 1000:
            self._wait()

    def network_changed(self) -> None:
        """What did not answer may do so now."""
        if self._pace.missed:
            self._timer.start(0)

    def forget_mark(self, entry: Entry) -> None:
        """It was changed by this window."""
        self._marks.drop(key_of(entry))
        self.stir()

    # ---------------------------------------------------------------- when

    @property
    def watching(self) -> bool:
        """Whether somebody could see what changes."""
        window = self._window
        seen = window.isVisible() and not window.isMinimized() and self._view is not None
        return seen and self._contents.folder is not None

    @property
    def _view(self) -> EntryView | None:
        return next((view for view in self._views if view.isVisibleTo(self._window)), None)

    @property
    def _occupied(self) -> bool:
        """Whether rows must stay where they are: somebody drags, edits or selects, or a menu is open."""
        return (
            QApplication.mouseButtons() != Qt.MouseButton.NoButton
            or QApplication.activePopupWidget() is not None
            or any(view.state() != QAbstractItemView.State.NoState for view in self._views)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SHOWN_OR_HIDDEN:
            QTimer.singleShot(0, self, self._resume)  # once it is as the event says
        return super().eventFilter(watched, event)

    def _resume(self) -> None:
        """Go on as somebody looks or does not."""
        if not self.watching:
            self._timer.stop()
        elif self._now() - self._heard_at >= self._rhythm.soonest:
            self._timer.start(0)
        elif not self._timer.isActive():
            self._wait()

    def _wait(self) -> None:
        self._timer.start(max(1, round(self._pace.next() * 1000)))

    def _on_opened(self) -> None:
        """Another folder, or none."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        cloud, folder = self._contents.cloud, self._contents.folder
        self._feed = Feed(cloud, folder) if cloud is not None and folder is not None else None
        self._timer.stop()
        self._owed = False
        self._heard_at = self._read_at = self._now()
        self._pace.stir()
        self._resume()

    def _on_loaded(self, _: object) -> None:
        """Rows have come, by scrolling, a refresh or a look; a look that was on its way may be lost by it."""
        if self._contents.state() in (State.IDLE, State.DONE):
            self._read_at = self._now()
            self._reached()
        if self.watching and not self._timer.isActive():
            self._wait()

    # ---------------------------------------------------------------- looking at the folder

    def look(self) -> None:
        """Find out what has changed, and go on later."""
        if not self.watching or self._asking is not None:
            return
        contents, feed = self._contents, self._feed
        if self._occupied or contents.folder is None or feed is None:
            self._wait()
            return
        self._branches.look((contents.site_id, contents.folder.id))
        recent = self._now() - self._read_at < self._rhythm.reading
        if recent and not self._owed and feed.possible:
            self._ask(feed)
        else:
            self._read()

    def _ask(self, feed: Feed) -> None:
        began, everything = self._now(), self._contents.everything(MOST)

        def told(changes: Changes | None) -> None:
            self._asking = None
            self._reached()
            if feed.heard(changes, everything):
                self._owed = True
                self._read()
            else:
                self._pace.looked(self._now() - began, found=False)
                self._wait()

        def missed(error: ProgramError) -> None:
            self._asking = None
            if isinstance(error, RevisionObsolete):
                feed.begin_again()
                self.restored.emit()
                self._wait()
            elif isinstance(error, (AuthExpired, Offline, ServerBusy)):
                self._on_missed(error)
            else:  # rights, a server that does not know the call: reading alone is well enough
                log.info("The changes of a folder are not followed: %s", error.technical or error.english)
                feed.give_up()
                self._read()

        self._asking = self._tasks.run(lambda: feed.ask(everything), told, missed, owner=self)

    def _read(self) -> None:
        contents, began = self._contents, self._now()
        site_id = contents.site_id

        def done(seen: Seen | None) -> None:
            if seen is not None:
                self._read_at, self._owed = self._now(), False
            self._reached()
            if seen:
                self._show(site_id, seen)
            self._pace.looked(self._now() - began, found=bool(seen))
            self._wait()

        if not contents.look_again(
            self._rows_in_sight(), done, self._on_missed, may_apply=lambda: not self._occupied
        ):
            self._wait()  # it is being read just now, or waits for "Retry"

    def _rows_in_sight(self) -> range:
        view = self._view
        if view is None:
            return range(1)
        sight = view.rows_in_sight()
        return range(sight.start, max(sight.stop, sight.start + 1))

    def _show(self, site_id: str, seen: Seen) -> None:
        """Mark what others have done, and bring the tree into line without asking for it."""
        others = Seen(
            tuple(entry for entry in seen.created if not self._is_own(site_id, entry)),
            tuple(entry for entry in seen.changed if not self._is_own(site_id, entry)),
            seen.removed,
        )
        self._marks.add(others.created, News.NEW)
        self._marks.add(others.changed, News.CHANGED)
        for entry in (*seen.created, *seen.changed):
            self._navigation.put(site_id, entry)
        contents = self._contents
        # Of a stretch of a long folder it is not certain: it may stand on another page now.
        certain = contents.state() is State.DONE and contents.entries_loaded() <= WHOLE
        for entry in seen.removed:
            self._marks.drop(key_of(entry))
            if certain and entry.is_folder:
                self._navigation.drop(site_id, entry)
        self.found.emit(others)

    # ---------------------------------------------------------------- answers that do not come

    def _on_missed(self, error: ProgramError) -> None:
        if isinstance(error, (AuthExpired, NotFound)):
            self._contents.read_failed.emit(QPersistentModelIndex(), error)
            return  # the window signs in anew, or leaves the folder
        log.info("The folder could not be read again: %s", error.technical or error.english)
        reached = not self._pace.missed
        self._pace.miss()
        if reached:
            self.reach_changed.emit(False)
        self._wait()

    def _reached(self) -> None:
        self._heard_at = self._now()
        if self._pace.missed:
            self._pace.again()
            self.reach_changed.emit(True)
