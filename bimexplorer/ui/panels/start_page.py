"""The start page: the sites and how they stand, what is being transferred, and the ways back to places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QIcon,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.entry_mime import files_from_mime
from bimexplorer.ui.models.overview import Overview
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.models.transfer_words import FULL
from bimexplorer.ui.panels.notice_page import NoticePage
from bimexplorer.ui.panels.place_button import PlaceButton
from bimexplorer.ui.panels.site_row import SiteRow
from bimexplorer.ui.panels.transfer_notice import TransferNotice
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.open_sites import OpenSite
from bimexplorer.ui.window.tab_order import follow_each_other

_WIDEST = 940
"""Pixels of the contents: longer lines are hard to follow."""
_TWO_COLUMNS = 100
"""Letters in a line from which recent places and bookmarks stand side by side."""
_WIDE = 72
"""Letters in a line from which buttons stand beside what they are about."""
_BETWEEN = 26


class StartPage(QStackedWidget):
    """Shows what it is given. Nothing can be dropped here; a drop is told where it could go.

    Signals:
        add_asked(): add a site.
        open_asked(str site_id), sign_in_asked(str site_id), connect_asked(str site_id)
        menu_asked(str site_id, object point): all that can be done with a site, at a point of the screen.
        place_asked(object place)
        transfers_asked(): show the list of transfers.
        failed_asked(): show the transfers that need a person.
        drop_told(str sentence): files are dragged over the page; empty: no longer.
    """

    add_asked = Signal()
    open_asked = Signal(str)
    sign_in_asked = Signal(str)
    connect_asked = Signal(str)
    menu_asked = Signal(str, object)
    place_asked = Signal(object)
    transfers_asked = Signal()
    failed_asked = Signal()
    drop_told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setAccessibleName(self.tr("Home"))
        self.setAcceptDrops(True)
        self._rows: dict[str, SiteRow] = {}
        self._wide = True
        self._preferred = ""
        """The site whose row the keyboard goes to."""
        self._first = NoticePage(self)
        self._first.button.setObjectName("addSiteButton")
        self._first.button.clicked.connect(self.add_asked)
        self._first.say(
            icon("cloud-plus-outline", Tint.ACCENT),
            self.tr("Connect to your first cloud"),
            self.tr("Add a BIMcloud or a Bimplus as a site to browse, upload and download what is in it."),
            self.tr("Add site…"),
        )
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("startScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._make_overview())
        self.addWidget(self._first)
        self.addWidget(self._scroll)

    # ---------------------------------------------------------------- what is shown

    def show_sites(self, sites: Sequence[OpenSite]) -> None:
        """All of them, in their order; none: how to add the first one."""
        ids = [shown.site.id for shown in sites]
        focused = QApplication.focusWidget()
        lost = self.isVisible() and focused in (None, self, self.window())
        for site_id in self._rows.keys() - set(ids):
            gone = self._rows.pop(site_id)
            lost = lost or (focused is not None and gone.isAncestorOf(focused))
            gone.deleteLater()
        for number, shown in enumerate(sites):
            row = self._rows.get(shown.site.id)
            if row is None:
                row = self._rows[shown.site.id] = self._make_row(shown)
            row.show_site(shown)
            if self._sites.indexOf(row) != number:
                self._sites.insertWidget(number, row)
            row.separate(number > 0)
            row.set_wide(self._wide)
        self._order_tabs()
        self.setCurrentWidget(self._scroll if sites else self._first)
        if lost:
            self._focus()

    def show_site(self, shown: OpenSite) -> None:
        """How one of them stands now."""
        row = self._rows.get(shown.site.id)
        if row is not None:
            row.show_site(shown)

    def show_recent(self, places: Sequence[tuple[Place, str, str]]) -> None:
        """The places that were opened last, each with its name and its address."""
        folder, cloud = icon("folder", Tint.FOLDER), icon("cloud-outline", Tint.ACCENT)
        self._recent.show_places(places, [folder if place.path else cloud for place, _, _ in places])
        self._order_tabs()

    def show_bookmarks(self, places: Sequence[tuple[Place, str, str]]) -> None:
        """The bookmarks, each with its name and its address; none: nothing is said of them."""
        self._bookmarks.show_places(places, [icon("bookmark-outline", Tint.ACCENT)] * len(places))
        self._bookmarks.setVisible(bool(places))
        self._order_tabs()

    def show_transfers(self, tally: Tally, overview: Overview) -> None:
        """What moves and what needs a person; neither: nothing is said of transfers."""
        self._moving.setText(overview.text)
        self._progress.setVisible(overview.progress is not None)
        self._progress.setValue(overview.progress or 0)
        self._notice.tell(tally)
        self._transfers.setVisible(tally.unfinished > 0 or bool(tally.failed))

    def prefer(self, site_id: str) -> None:
        """Let the keyboard begin at this site."""
        self._preferred = site_id

    # ---------------------------------------------------------------- parts

    def _make_overview(self) -> QWidget:
        self._add = QPushButton(self.tr("Add site…"), self)
        self._add.setObjectName("homeAddSite")
        self._add.clicked.connect(self.add_asked)
        head = QHBoxLayout()
        head.addWidget(_heading(self.tr("Sites"), self), 1)
        head.addWidget(self._add)
        card, self._sites = _card(self)
        self._transfers = self._make_transfers()
        self._transfers.hide()
        self._recent = _Places(
            "homeRecent", self.tr("Recent places"), self.tr("Folders that you open are listed here."), self
        )
        self._bookmarks = _Places("homeBookmarks", self.tr("Bookmarks"), "", self)
        self._bookmarks.hide()
        for places in (self._recent, self._bookmarks):
            places.place_asked.connect(self.place_asked)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(_BETWEEN)
        for places in (self._recent, self._bookmarks):
            self._columns.addWidget(places, 1, Qt.AlignmentFlag.AlignTop)
        column = QWidget(self)
        column.setMaximumWidth(_WIDEST)
        parts = QVBoxLayout(column)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(8)
        parts.addWidget(self._transfers)
        parts.addLayout(head)
        parts.addWidget(card)
        parts.addSpacing(_BETWEEN - 8)
        parts.addLayout(self._columns)
        parts.addStretch(1)
        page = QWidget(self)
        middle = QHBoxLayout(page)
        middle.setContentsMargins(24, 20, 24, 24)
        middle.addStretch(1)
        middle.addWidget(column, 100)
        middle.addStretch(1)
        return page

    def _make_row(self, shown: OpenSite) -> SiteRow:
        row = SiteRow(shown, self)
        row.open_asked.connect(self.open_asked)
        row.sign_in_asked.connect(self.sign_in_asked)
        row.connect_asked.connect(self.connect_asked)
        row.menu_asked.connect(self.menu_asked)
        return row

    def _make_transfers(self) -> QWidget:
        section = QWidget(self)
        section.setObjectName("homeTransfers")
        card, inside = _card(section)
        symbol = IconLabel(20, card)
        symbol.set_icon(icon("swap-vertical", Tint.ACCENT), "")
        self._moving = Sentence("", card)
        self._moving.setObjectName("homeTransfersSummary")
        self._notice = TransferNotice(card)
        self._notice.setObjectName("homeNotice")
        self._notice.clicked.connect(self.failed_asked)
        show = QPushButton(self.tr("Show transfers"), card)
        show.setObjectName("homeShowTransfers")
        show.clicked.connect(self.transfers_asked)
        self._progress = QProgressBar(card)
        self._progress.setAccessibleName(self.tr("Progress of all transfers"))
        self._progress.setRange(0, FULL)
        self._progress.setTextVisible(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self._notice)
        buttons.addWidget(show)
        buttons.addStretch(1)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(8)
        self._line.addWidget(self._moving, 1)
        self._line.addLayout(buttons)
        line = QHBoxLayout()
        line.setContentsMargins(14, 10, 10, 10)
        line.setSpacing(10)
        line.addWidget(symbol)
        line.addLayout(self._line, 1)
        inside.addLayout(line)
        inside.addWidget(self._progress)
        parts = QVBoxLayout(section)
        parts.setContentsMargins(0, 0, 0, _BETWEEN - 8)
        parts.setSpacing(8)
        parts.addWidget(_heading(self.tr("Transfers"), section))
        parts.addWidget(card)
        return section

    # ---------------------------------------------------------------- keyboard and room

    def _focus(self) -> None:
        if self.currentWidget() is self._first:
            self._first.button.setFocus()
            return
        row = self._rows.get(self._preferred) or next(iter(self._rows.values()))
        row.button.setFocus()
        self._scroll.ensureWidgetVisible(row)

    def _order_tabs(self) -> None:
        rows = sorted(self._rows.values(), key=self._sites.indexOf)
        fields = [field for row in rows for field in row.focusable]
        follow_each_other([self._add, *fields, *self._recent.buttons, *self._bookmarks.buttons])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        letters = self.width() // max(1, self.fontMetrics().averageCharWidth())
        self._columns.setDirection(way.LeftToRight if letters > _TWO_COLUMNS else way.TopToBottom)
        self._wide = letters > _WIDE
        self._line.setDirection(way.LeftToRight if self._wide else way.TopToBottom)
        for row in self._rows.values():
            row.set_wide(self._wide)

    # ---------------------------------------------------------------- files over the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Taken, so that the drag is followed; `dragMoveEvent` refuses it everywhere."""
        if not files_from_mime(event.mimeData()):
            event.ignore()
            return
        event.accept()
        if self._rows:
            self.drop_told.emit(
                self.tr("Files cannot be dropped here. Open a site, and drop them into one of its folders.")
            )
        else:
            self.drop_told.emit(
                self.tr("Files need a folder to go to: add a site and drop them into one of its folders.")
            )

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.drop_told.emit("")

    def dropEvent(self, event: QDropEvent) -> None:
        event.ignore()


class _Places(QWidget):
    """A list of places under a heading.

    Signals:
        place_asked(object place)
    """

    place_asked = Signal(object)

    def __init__(self, name: str, title: str, empty: str, parent: QWidget) -> None:
        """`empty`: what is said while there are none."""
        super().__init__(parent)
        self.setObjectName(name)
        card, self._list = _card(self)
        self._list.setContentsMargins(4, 4, 4, 4)
        self._empty = Sentence(empty, card, muted=True)
        self._empty.setContentsMargins(10, 8, 10, 8)
        self._list.addWidget(self._empty)
        parts = QVBoxLayout(self)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(8)
        parts.addWidget(_heading(title, self))
        parts.addWidget(card)
        self._shown: list[tuple[Place, str, str]] = []
        self._buttons: list[PlaceButton] = []

    def show_places(self, places: Sequence[tuple[Place, str, str]], icons: Sequence[QIcon]) -> None:
        if list(places) == self._shown:
            return
        self._shown = list(places)
        for button in self._buttons:
            button.deleteLater()
        self._buttons = []
        for (place, name, address), shown in zip(places, icons, strict=True):
            button = PlaceButton(shown, name, address, self)
            button.clicked.connect(lambda _, place=place: self.place_asked.emit(place))
            self._list.addWidget(button)
            self._buttons.append(button)
        self._empty.setVisible(not places)

    @property
    def buttons(self) -> Sequence[QWidget]:
        """From the top."""
        return self._buttons


def _heading(text: str, parent: QWidget) -> QLabel:
    heading = QLabel(text, parent)
    font = heading.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.15)
    heading.setFont(font)
    return heading


def _card(parent: QWidget) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame(parent)
    card.setProperty("card", True)
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(0)
    return card, inside
