"""Open folders stay current by themselves: when it looks, what it asks, and that nobody is disturbed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import AccessDenied, NotFound, Offline
from bimexplorer.model import Entry, Tally
from bimexplorer.ui.live.feed import MOST, Feed
from bimexplorer.ui.live.live import Live
from bimexplorer.ui.live.pace import Pace, Rhythm
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.looking import Seen
from bimexplorer.ui.models.nodes import Mark, News
from bimexplorer.ui.models.paged import FIRST_PAGE, Placeholder, Role, State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.contents_view import ContentsView
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.views.navigation_view import NavigationView
from tests.ui.memory_cloud import MemoryCloud
from tests.ui.test_navigation_model import Sites

NEVER = Rhythm(soonest=10_000, latest=10_000)
"""It looks when the test says so."""


class Watched:
    """A folder in a window, with a clock that stands until it is turned."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, sites: Sites) -> None:
        self.qtbot, self.tasks, self.sites = qtbot, tasks, sites
        self.cloud = MemoryCloud()
        self.time = 1000.0
        self.own: set[str] = set()
        self.seen: list[Seen] = []
        self.reached: list[bool] = []
        self.restored: list[bool] = []
        self.signals: list[str] = []

    def open(self, *names: str, folders: tuple[str, ...] = (), rhythm: Rhythm = NEVER) -> None:
        for name in folders:
            self.cloud.add(self.cloud.root(), name, folder=True)
        for name in names:
            self.cloud.add(self.cloud.root(), name)
        self.window = QWidget()
        self.window.resize(600, 400)
        self.model = ContentsModel(self.tasks, self.window)
        self.view = ContentsView(self.model, lambda _: "", self.window)
        self.tree = NavigationView(self.sites.model, self.window)
        self.tree.hide()
        self.column = QVBoxLayout(self.window)
        self.column.addWidget(self.view)
        self.live = Live(
            self.window,
            self.tasks,
            self.model,
            [self.view],
            self.sites.model,
            self.tree,
            lambda _, entry: entry.name in self.own,
            rhythm,
            lambda: self.time,
        )
        self.live.found.connect(self.seen.append)
        self.live.reach_changed.connect(self.reached.append)
        self.live.restored.connect(lambda: self.restored.append(True))
        self.qtbot.addWidget(self.window)
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.model.open("s", self.cloud, self.cloud.root())
        self.wait(lambda: self.model.state() in (State.IDLE, State.DONE))
        self.view.setFocus()

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=15000)

    def look(self) -> None:
        """One look, until its answer is worked in or dropped."""
        self.live.look()
        self.rest()

    def rest(self) -> None:
        branch = self.model._root.branch
        assert branch is not None
        self.wait(lambda: branch.look is None and self.live._asking is None)
        assert self.model.isConsistent()

    def names(self) -> list[str]:
        return [entry.name for entry in self.model.entries()]

    def scroll_to(self, name: str) -> None:
        """Let a row be the topmost, as soon as the view knows how long it is."""

        def topmost() -> bool:
            self.view.scrollTo(self.row(name), self.view.ScrollHint.PositionAtTop)
            return bool(self.view.indexAt(QPoint(1, 1)).data() == name)

        self.wait(topmost)

    def row(self, name: str) -> QModelIndex:
        return self.model.index(self.names().index(name), Column.NAME)

    def entry(self, name: str) -> Entry:
        return next(row for row in self.cloud.rows.values() if row.name == name)

    def mark(self, name: str) -> Mark | None:
        mark: Mark | None = self.row(name).data(Role.MARK)
        return mark


@pytest.fixture
def watched(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Watched:
    return Watched(qtbot, tasks, Sites(tasks, tmp_path))


# -------------------------------------------------------------------------------- pace and feed


def test_the_pace_slows_while_nothing_happens_and_quickens_with_anything() -> None:
    pace = Pace(Rhythm(soonest=4, latest=30, growth=2, jitter=0), chance=lambda: 0.5)
    pauses = []
    for _ in range(5):
        pauses.append(pace.next())
        pace.looked(0.01, found=False)
    assert pauses == [4, 8, 16, 30, 30]
    pace.looked(0.01, found=True)
    assert pace.next() == 4
    pace.looked(0.01, found=False)
    pace.stir()
    assert pace.next() == 4


def test_no_two_windows_ask_in_the_same_second() -> None:
    pauses = {Pace(Rhythm(soonest=10, jitter=0.2)).next() for _ in range(50)}
    assert len(pauses) > 40
    assert all(8 <= pause <= 12 for pause in pauses)


def test_what_is_slow_is_asked_less_often_and_what_does_not_answer_hardly() -> None:
    pace = Pace(Rhythm(soonest=4, latest=30, share=20, unreachable=60, jitter=0), chance=lambda: 0.5)
    pace.looked(3, found=True)
    assert pace.next() == 60
    pace.looked(0, found=True)
    pauses = []
    for _ in range(5):
        pace.miss()
        pace.stir()  # somebody at the keyboard makes no server answer
        pauses.append(pace.next())
    assert pauses == [8, 16, 32, 60, 60]
    assert pace.missed
    pace.again()
    assert pace.next() == 4


def test_the_feed_is_asked_for_everything_only_where_that_is_known_to_be_little(
    watched: Watched,
) -> None:
    cloud = watched.cloud
    files = [cloud.add(cloud.root(), f"f{number}") for number in range(9)]
    folder = cloud.add(cloud.root(), "folder", folder=True)
    for everything, tally in (
        (None, None),
        ([*files, folder], None),
        ([*files, folder], Tally(files=MOST + 1)),
    ):
        cloud.tallies = {"root": tally}
        feed = Feed(cloud, cloud.root())
        assert feed.possible
        assert feed.ask(everything) is None
        assert feed.heard(None, everything)  # it is to be read
        assert not feed.possible
    assert cloud.asked == []
    cloud.tallies = {"root": Tally(files=MOST)}
    for everything in (files, [*files, folder]):
        cloud.asked.clear()
        feed = Feed(cloud, cloud.root())
        assert feed.heard(feed.ask(everything), everything)
        assert not feed.heard(feed.ask(None), None)
        assert cloud.asked == [("root", 0), ("root", 10)]


def test_the_feed_tells_of_what_the_rows_show_and_of_new_folders(watched: Watched) -> None:
    cloud = watched.cloud
    known = cloud.add(cloud.root(), "known", folder=True)
    cloud.tallies = {"root": Tally()}
    feed, everything = Feed(cloud, cloud.root()), [known]
    feed.heard(feed.ask(everything), everything)
    deep = cloud.add(cloud.add(known, "deeper", folder=True), "file")
    assert not feed.heard(feed.ask(everything), everything)
    cloud.remove(deep)
    assert not feed.heard(feed.ask(everything), everything)
    for name in ("known", "new"):
        cloud.add(cloud.add(cloud.root(), name, folder=True), "file")
        assert feed.heard(feed.ask(everything), everything) is (name == "new")
    row = cloud.add(cloud.root(), "row")
    assert feed.heard(feed.ask(everything), everything)
    cloud.change(row, size=9)
    assert feed.heard(feed.ask(everything), everything)
    cloud.remove(row)
    assert feed.heard(feed.ask(everything), everything)
    assert not feed.heard(feed.ask(everything), everything)


def test_a_long_folder_is_read_and_not_followed(watched: Watched) -> None:
    watched.open(*(f"f{number:05}" for number in range(MOST + 1)))
    model = watched.model
    for _ in range(2):
        watched.look()
        while model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
            watched.wait(lambda: model.state() is not State.FETCHING)
    assert model.entries_loaded() == MOST + 1
    assert watched.cloud.asked == []


# -------------------------------------------------------------------------------- reading, unseen


def test_what_others_do_shows_up_and_nothing_flickers(watched: Watched) -> None:
    watched.open("a", "b", "c", folders=("folder",))
    cloud, model = watched.cloud, watched.model
    kept = QPersistentModelIndex(watched.row("c"))
    told: list[object] = []
    model.rowsInserted.connect(lambda _, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: told.append(("out", first, last)))
    model.branch_loaded.connect(lambda _: told.append("loaded"))
    watched.look()
    assert told == []  # nothing has changed, and nobody hears of it
    cloud.remove(watched.entry("a"))
    cloud.change(watched.entry("b"), size=99)
    cloud.add(cloud.root(), "bb")
    cloud.add(cloud.root(), "another folder", folder=True)
    cloud.hold()
    watched.live.look()
    assert model.state() is State.DONE  # it waits for nobody
    cloud.release()
    watched.rest()
    assert watched.names() == ["another folder", "folder", "b", "bb", "c"]
    assert told == [("out", 1, 1), ("in", 0, 0), ("in", 3, 3), "loaded"]
    assert kept.data() == "c"
    [seen] = watched.seen
    assert [entry.name for entry in seen.created] == ["another folder", "bb"]
    assert [entry.name for entry in seen.changed] == ["b"]
    assert [entry.name for entry in seen.removed] == ["a"]


def test_an_empty_folder_fills_and_empties(watched: Watched) -> None:
    watched.open()
    entry = watched.cloud.add(watched.cloud.root(), "first")
    watched.look()
    assert watched.names() == ["first"]
    assert watched.model.rowCount() == 1
    watched.cloud.remove(entry)
    watched.look()
    assert watched.model.index(0, 0).data(Role.PLACEHOLDER) is Placeholder.EMPTY


def test_a_quiet_folder_costs_one_request_a_look(watched: Watched) -> None:
    watched.open(*(f"f{number}" for number in range(9)), folders=("folder",))
    watched.cloud.calls.clear()
    for _ in range(20):
        watched.look()
        watched.time += 30
    assert watched.cloud.calls == [("root", None)] * 20
    assert watched.cloud.asked == []  # what lies below the folder could be anything


def test_where_the_feed_is_followed_the_listing_is_read_only_when_it_tells_of_something(
    watched: Watched,
) -> None:
    watched.open(*(f"f{number}" for number in range(10)))
    cloud = watched.cloud
    watched.look()
    cloud.calls.clear()
    for _ in range(10):
        watched.time += 5
        watched.look()
    assert cloud.calls == []
    assert [since for _, since in cloud.asked] == [0] + [11] * 10
    cloud.add(cloud.root(), "news")
    watched.look()
    assert cloud.calls == [("root", None)]
    assert "news" in watched.names()
    cloud.add(cloud.root(), "a folder, of which the feed does not tell", folder=True)
    watched.look()
    assert len(cloud.calls) == 1
    watched.time += 70
    watched.look()
    assert len(cloud.calls) == 2
    assert watched.names()[0] == "a folder, of which the feed does not tell"


def test_of_a_long_folder_only_the_pages_in_sight_are_read(qtbot: QtBot, watched: Watched) -> None:
    watched.open(*(f"f{number:05}" for number in range(4000)))
    model, cloud = watched.model, watched.cloud
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        watched.wait(lambda: model.state() is not State.FETCHING)
    assert model.entries_loaded() == 4000
    watched.scroll_to("f03000")
    top = watched.view.indexAt(QPoint(1, 1)).data()
    cloud.remove(watched.entry("f03005"))
    cloud.change(watched.entry("f03003"), size=77)
    cloud.add(cloud.root(), "f03004 new")
    cloud.remove(watched.entry("f00005"))  # far above, not looked at
    cloud.calls.clear()
    watched.look()
    assert 1 <= len(cloud.calls) <= 2
    assert all(int((cursor or "0").split()[0]) >= 1000 for _, cursor in cloud.calls)
    names = watched.names()
    assert names[names.index("f03003") : names.index("f03006")] == ["f03003", "f03004", "f03004 new"]
    assert "f00005" in names
    assert watched.view.indexAt(QPoint(1, 1)).data() == top
    assert [entry.name for entry in watched.seen[0].removed] == ["f03005"]
    watched.view.scrollToTop()
    watched.look()
    assert "f00005" not in watched.names()
    model.refresh()
    watched.wait(lambda: model.state() is State.DONE)
    assert watched.names() == cloud.names(cloud.root())


def test_a_folder_that_is_not_loaded_to_its_end_is_read_as_far_as_it_is(watched: Watched) -> None:
    watched.open(*(f"f{number:05}" for number in range(500)))
    model, cloud = watched.model, watched.cloud
    assert model.entries_loaded() == FIRST_PAGE
    cloud.add(cloud.root(), "a")
    cloud.remove(watched.entry("f00099"))
    watched.look()
    assert watched.names() == ["a", *(f"f{number:05}" for number in range(99))]
    assert model.state() is State.IDLE
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        watched.wait(lambda: model.state() is not State.FETCHING)
    model.refresh()
    watched.wait(lambda: model.state() is State.DONE)
    assert watched.names() == cloud.names(cloud.root())


def test_an_own_operation_meanwhile_wins(watched: Watched) -> None:
    watched.open("a", "b", folders=("folder",))
    watched.look()
    watched.cloud.hold()
    watched.live.look()
    gone = watched.entry("a")
    watched.cloud.remove(gone)
    watched.model.drop("s", gone)
    watched.cloud.add(watched.cloud.root(), "c")
    watched.cloud.release()
    watched.rest()
    assert watched.names() == ["folder", "b"]  # an answer from before; the next one is worked in
    watched.look()
    assert watched.names() == ["folder", "b", "c"]


def test_scrolling_on_does_not_wait_for_a_look(watched: Watched) -> None:
    watched.open(*(f"f{number:05}" for number in range(500)))
    watched.cloud.hold()
    watched.live.look()
    watched.model.fetchMore(QModelIndex())
    watched.cloud.release()
    watched.wait(lambda: watched.model.entries_loaded() > FIRST_PAGE)
    watched.rest()
    assert watched.names() == [f"f{number:05}" for number in range(watched.model.entries_loaded())]


# -------------------------------------------------------------------------------- nobody is disturbed


def test_rows_that_come_above_move_nothing(watched: Watched) -> None:
    watched.open(*(f"f{number:03}" for number in range(90)))
    view, model = watched.view, watched.model
    flag = QItemSelectionModel.SelectionFlag
    watched.scroll_to("f040")
    for name in ("f041", "f044"):
        view.selectionModel().select(watched.row(name), flag.Select | flag.Rows)
    view.selectionModel().setCurrentIndex(watched.row("f043"), flag.NoUpdate)
    top = view.indexAt(QPoint(1, 1)).data()
    for number in range(25):
        watched.cloud.add(watched.cloud.root(), f"a{number}")
    watched.cloud.remove(watched.entry("f010"))
    watched.look()
    assert model.entries_loaded() == 114
    assert view.indexAt(QPoint(1, 1)).data() == top
    assert [entry.name for entry in view.selected()] == ["f041", "f044"]
    assert view.currentIndex().data() == "f043"
    view.scrollToBottom()
    bottom = view.indexAt(view.viewport().rect().bottomLeft() - QPoint(-1, 30)).data()
    for number in range(25):
        watched.cloud.add(watched.cloud.root(), f"b{number}")
    watched.look()
    assert view.indexAt(view.viewport().rect().bottomLeft() - QPoint(-1, 30)).data() == bottom


def test_where_the_topmost_row_goes_the_next_one_stays(watched: Watched) -> None:
    watched.open(*(f"f{number:03}" for number in range(90)))
    view = watched.view
    watched.scroll_to("f040")
    below = view.visualRect(watched.row("f042")).top()
    for name in ("f003", "f040", "f041"):
        watched.cloud.remove(watched.entry(name))
    watched.look()
    assert view.visualRect(watched.row("f042")).top() == below


def test_at_the_top_what_is_new_there_is_seen(watched: Watched) -> None:
    watched.open(*(f"f{number:03}" for number in range(90)))
    watched.cloud.add(watched.cloud.root(), "a")
    watched.look()
    assert watched.view.indexAt(QPoint(1, 1)).data() == "a"


def test_where_the_current_row_goes_nothing_else_becomes_selected(watched: Watched) -> None:
    watched.open("a", "b", "c", "d")
    view = watched.view
    flag = QItemSelectionModel.SelectionFlag
    view.setCurrentIndex(watched.row("b"))
    view.selectionModel().select(watched.row("d"), flag.Select | flag.Rows)
    watched.cloud.remove(watched.entry("b"))
    watched.look()
    assert [entry.name for entry in view.selected()] == ["d"]
    assert view.currentIndex().data() == "c"
    for name in ("a", "c", "d"):
        watched.cloud.remove(watched.entry(name))
    watched.look()
    assert view.selected() == ()
    assert not view.currentIndex().isValid()


def test_a_chosen_order_is_followed_to_its_beginning(watched: Watched) -> None:
    watched.open(*(f"f{number:03}" for number in range(90)))
    view = watched.view
    watched.scroll_to("f040")
    at = view.verticalScrollBar().value()
    watched.model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert view.verticalScrollBar().value() == at > 0  # and not where f040 has gone
    assert watched.names()[0] == "f089"


@pytest.mark.parametrize("occupation", ["editing", "menu", "button"])
def test_rows_stay_while_somebody_has_them_in_hand(watched: Watched, occupation: str) -> None:
    watched.open("a", "b", "c")
    view = watched.view
    view.setCurrentIndex(watched.row("b"))
    watched.cloud.remove(watched.entry("a"))
    watched.cloud.hold()
    watched.live.look()
    menu = QMenu(watched.window)
    menu.addAction("Something")
    where = view.visualRect(watched.row("b")).center()
    if occupation == "editing":
        view.edit_name()
        QTest.keyClicks(view.findChildren(QLineEdit, "nameEditor")[0], "typed")
    elif occupation == "menu":
        menu.popup(view.mapToGlobal(where))
    else:
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    watched.cloud.release()
    watched.rest()
    assert watched.names() == ["a", "b", "c"]
    asked = len(watched.cloud.calls)
    watched.look()
    assert len(watched.cloud.calls) == asked  # nor is it asked in vain
    if occupation == "editing":
        editor = view.findChildren(QLineEdit, "nameEditor")[0]
        assert editor.text() == "typed"
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        watched.wait(lambda: view.state() == view.State.NoState)
    elif occupation == "menu":
        menu.close()
    else:
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    watched.look()
    assert watched.names() == ["b", "c"]
    assert view.currentIndex().data() == "b"


# -------------------------------------------------------------------------------- marks


def test_new_and_changed_rows_are_marked_for_a_while(watched: Watched) -> None:
    watched.open("a", "b", "own", folders=("folder",))
    cloud = watched.cloud
    watched.own = {"sent", "own"}
    cloud.change(watched.entry("b"), size=50)
    cloud.change(watched.entry("own"), size=50)
    for name in ("new", "sent"):
        cloud.add(cloud.root(), name)
    watched.look()
    assert watched.mark("new") == Mark(News.NEW)
    assert watched.mark("b") == Mark(News.CHANGED)
    assert [watched.mark(name) for name in ("a", "own", "sent", "folder")] == [None] * 4
    row = watched.row("new")
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "new, new"
    assert row.data(Qt.ItemDataRole.ToolTipRole) == "new\nNew: added a moment ago"
    assert watched.row("b").data(Qt.ItemDataRole.AccessibleTextRole) == "b, changed"
    assert row.data() == "new"
    assert row.siblingAtColumn(Column.SIZE).data(Qt.ItemDataRole.AccessibleTextRole) is None

    changes: list[int] = []
    watched.model.dataChanged.connect(lambda first, _: changes.append(first.row()))
    watched.time += 25
    watched.live._marks.fade()
    assert watched.mark("new") == Mark(News.NEW, faint=True)
    assert watched.mark("b") == Mark(News.CHANGED, faint=True)
    watched.time += 10
    watched.live._marks.fade()
    assert watched.mark("new") is None
    assert watched.row("new").data(Qt.ItemDataRole.ToolTipRole) == "new"
    assert len(changes) <= 4  # two steps of two rows: no storm


def test_marks_end_by_themselves_and_are_not_for_own_changes(watched: Watched) -> None:
    watched.open("a", rhythm=Rhythm(soonest=10_000, latest=10_000, marked=0.05))
    entry = watched.cloud.add(watched.cloud.root(), "b")
    watched.look()
    assert watched.mark("b") == Mark(News.NEW)
    watched.live.forget_mark(entry)
    assert watched.mark("b") is None
    watched.cloud.add(watched.cloud.root(), "c")
    watched.look()
    assert watched.mark("c") == Mark(News.NEW)
    watched.time += 1
    watched.wait(lambda: watched.mark("c") is None)


def test_a_mark_can_be_seen_without_colours(watched: Watched) -> None:
    watched.open("a", "b", "c")
    view = watched.view

    def picture(name: str) -> QImage:
        return view.viewport().grab(view.visualRect(watched.row(name))).toImage().copy()

    keys = {name: (watched.entry(name).place, watched.entry(name).id) for name in ("a", "b", "c")}
    plain = picture("a")
    watched.model.mark([keys["a"]], Mark(News.NEW))
    new = picture("a")
    watched.model.mark([keys["a"]], Mark(News.CHANGED))
    changed = picture("a")
    assert plain not in (new, changed)
    assert new != changed
    watched.model.mark([keys["a"], keys["b"], ("root", "gone")], None)
    assert picture("a") == plain


# -------------------------------------------------------------------------------- when


def test_it_rests_while_nobody_can_see_and_looks_at_once_when_somebody_does(watched: Watched) -> None:
    watched.open("a", rhythm=Rhythm(soonest=0.02, latest=0.02, growth=1, share=0))
    watched.wait(lambda: len(watched.cloud.asked) + len(watched.cloud.calls) > 4)  # it goes on by itself
    watched.window.hide()
    watched.wait(lambda: not watched.live._timer.isActive() and watched.live._asking is None)
    watched.rest()
    asked = len(watched.cloud.asked) + len(watched.cloud.calls)
    assert not watched.live.watching
    watched.look()
    assert len(watched.cloud.asked) + len(watched.cloud.calls) == asked
    watched.cloud.add(watched.cloud.root(), "b")
    watched.time += 100
    watched.window.show()
    watched.wait(lambda: watched.names() == ["a", "b"])
    watched.window.showMinimized()
    watched.wait(lambda: not watched.live._timer.isActive())


def test_shown_again_soon_after_it_asks_nothing_at_once(watched: Watched) -> None:
    watched.open("a", folders=("folder",))
    watched.look()
    calls = len(watched.cloud.calls)
    watched.window.hide()
    watched.window.show()
    watched.wait(lambda: watched.live._timer.isActive())
    assert watched.live._timer.remainingTime() > 1000
    assert len(watched.cloud.calls) == calls


def test_while_another_page_is_shown_nothing_is_read(watched: Watched) -> None:
    watched.open("a", folders=("folder",))
    watched.view.hide()
    calls = len(watched.cloud.calls)
    watched.look()
    assert not watched.live.watching
    assert len(watched.cloud.calls) == calls


def test_a_server_that_does_not_answer_is_asked_ever_less_and_told_of_once(watched: Watched) -> None:
    watched.open("a", folders=("folder",))
    told: list[object] = []
    watched.model.read_failed.connect(lambda _, error: told.append(error))
    watched.cloud.failures = [Offline("The line is down.")] * 3
    pauses = []
    for _ in range(3):
        watched.look()
        pauses.append(watched.live._timer.remainingTime())
    assert pauses[0] < pauses[1] * 0.9 or pauses[0] >= 120_000 * 0.8
    assert told == []
    assert watched.reached == [False]
    assert watched.names() == ["folder", "a"]
    watched.cloud.add(watched.cloud.root(), "b")
    watched.live.network_changed()
    watched.wait(lambda: watched.names() == ["folder", "a", "b"])
    assert watched.reached == [False, True]


def test_a_folder_that_is_gone_is_told(watched: Watched) -> None:
    watched.open("a", folders=("folder",))
    told: list[object] = []
    watched.model.read_failed.connect(lambda _, error: told.append(error))
    gone = NotFound("The folder is gone.")
    watched.cloud.failures = [gone]
    watched.look()
    assert told == [gone]


def test_a_restored_server_is_told_and_read_anew(watched: Watched) -> None:
    watched.open("a", "b")
    watched.look()
    watched.cloud.restored = {3}
    watched.look()
    assert watched.restored == [True]
    assert watched.names() == ["a", "b"]
    watched.look()
    assert [since for _, since in watched.cloud.asked] == [0, 3, 0]


def test_without_a_feed_it_reads(watched: Watched) -> None:
    watched.open("a", "b")
    watched.cloud.failures = [AccessDenied("You may not.")]
    watched.cloud.add(watched.cloud.root(), "c")
    watched.look()
    watched.wait(lambda: watched.names() == ["a", "b", "c"])
    watched.look()
    assert len(watched.cloud.asked) == 1


def test_another_folder_takes_over(watched: Watched) -> None:
    watched.open("a")
    other = watched.cloud.add(watched.cloud.root(), "other", folder=True)
    watched.cloud.hold()
    watched.live.look()
    watched.model.open("s", watched.cloud, other)
    watched.cloud.release()
    watched.wait(lambda: watched.model.state() is State.DONE)
    watched.cloud.add(other, "inside")
    watched.look()
    assert watched.names() == ["inside"]
    watched.model.close()
    watched.look()
    assert not watched.live.watching


# -------------------------------------------------------------------------------- the tree


def test_branches_of_the_tree_are_read_in_turn_and_nothing_is_gone_to(watched: Watched) -> None:
    sites = watched.sites
    cloud = sites.cloud
    plans = cloud.add(cloud.root(), "plans", folder=True)
    old = cloud.add(plans, "old", folder=True)
    cloud.add(old, "older", folder=True)
    watched.open("a")
    tree, model = watched.tree, sites.model
    watched.column.addWidget(tree)
    tree.show()
    sites.open.reload()
    watched.wait(lambda: sites.open.get(sites.first.id) is not None)
    watched.wait(lambda: model._opens(model._nodes[model.site_index(sites.first.id).internalId()]))
    chosen: list[object] = []
    tree.place_chosen.connect(lambda place, _: chosen.append(place))
    site = model.site_index(sites.first.id)
    tree.expand(site)
    watched.wait(lambda: model.child_of(site, plans.id).isValid())
    tree.expand(model.child_of(site, plans.id))
    watched.wait(lambda: model.child_of(model.child_of(site, plans.id), old.id).isValid())
    tree.setCurrentIndex(model.child_of(model.child_of(site, plans.id), old.id))
    chosen.clear()
    cloud.calls.clear()
    new = cloud.add(cloud.root(), "new", folder=True)
    cloud.remove(old)
    watched.look()
    assert cloud.calls == []  # it is not time yet
    for _ in range(2):
        watched.time += 40
        watched.live.look()
        watched.qtbot.waitUntil(
            lambda: all(n.branch is None or n.branch.look is None for n in model._nodes.values())
        )
        watched.rest()
    assert sorted({folder for folder, _ in cloud.calls}) == sorted(["root", plans.id])
    assert len(cloud.calls) == 2
    assert model.child_of(site, new.id).isValid()
    assert not model.child_of(model.child_of(site, plans.id), old.id).isValid()
    assert tree.isExpanded(model.child_of(site, plans.id))
    assert tree.currentIndex().data() == "plans"
    assert chosen == []
    assert model.isConsistent()


def test_folders_found_in_the_contents_come_into_the_tree_without_being_asked_for(watched: Watched) -> None:
    sites = watched.sites
    watched.cloud = cloud = sites.cloud
    cloud.add(cloud.root(), "there", folder=True)
    watched.open("a")
    watched.model.close()
    tree, model = watched.tree, sites.model
    sites.open.reload()
    site = model.site_index(sites.first.id)
    watched.wait(lambda: model._opens(model._nodes[model.site_index(sites.first.id).internalId()]))
    site = model.site_index(sites.first.id)
    model.fetchMore(site)
    watched.wait(lambda: model.entries_loaded(site) == 1)
    watched.model.open(sites.first.id, cloud, cloud.root())
    watched.wait(lambda: watched.model.state() is State.DONE)
    cloud.calls.clear()
    cloud.add(cloud.root(), "new", folder=True)
    cloud.remove(watched.entry("there"))
    watched.look()
    assert cloud.calls == [("root", None)]
    assert [model.index(row, 0, site).data() for row in range(model.entries_loaded(site))] == ["new"]
    assert tree.currentIndex().data() is None


def test_icons_keep_their_place_too(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    cloud, sites = MemoryCloud(), Sites(tasks, tmp_path)
    for number in range(200):
        cloud.add(cloud.root(), f"f{number:03}")
    model = ContentsModel(tasks)
    folder = FolderView(model, lambda _: "", lambda _: None)
    folder.show_icons(True)
    icons = folder.icons
    live = Live(
        folder, tasks, model, [folder.details, icons], sites.model, NavigationView(sites.model, folder),
        lambda *_: False, NEVER,
    )  # fmt: skip
    qtbot.addWidget(folder)
    folder.resize(600, 400)
    with qtbot.waitActive(folder):
        folder.show()
        folder.activateWindow()
    model.open("s", cloud, cloud.root())
    qtbot.waitUntil(lambda: model.entries_loaded() > 99 and model.state() is not State.FETCHING)
    icons.setCurrentIndex(model.index(50, 0))
    icons.scrollTo(model.index(50, 0), icons.ScrollHint.PositionAtTop)
    top = icons.visualRect(model.index(50, 0)).top()
    left = icons.visualRect(model.index(0, 0)).left()
    columns = next(row for row in range(1, 50) if icons.visualRect(model.index(row, 0)).left() == left)
    for number in range(3 * columns):  # whole lines: in another column it could not stand where it stood
        cloud.add(cloud.root(), f"a{number:02}")
    live.look()
    qtbot.waitUntil(lambda: model.index(0, 0).data() == "a00")
    qtbot.waitUntil(lambda: icons.visualRect(icons.currentIndex()).top() == top)
    assert icons.currentIndex().data() == "f050"
    assert [entry.name for entry in folder.selected()] == ["f050"]
    assert model.index(0, 0).data(Role.MARK) == Mark(News.NEW)
