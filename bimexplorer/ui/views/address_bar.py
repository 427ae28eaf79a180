"""The address bar: a crumb for each folder of the path, or the path as text to edit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QWidget,
)

from bimexplorer.addresses import is_link, path_text
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.entry_mime import files_from_mime
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.views.crumb_menu import ARROW, Crumb, CrumbArrow, shortened
from bimexplorer.ui.views.dragged import Dragged
from bimexplorer.ui.views.spring import Spring, Step
from bimexplorer.ui.window.tab_order import follow_each_other

_LONGEST_CRUMB = 28
"""Characters of a name that a crumb shows."""
_DIGITS, _DIGITS_LEAST = 40, 15
"""Width that is asked for, and in a narrow window."""
_RADIUS = 5


class AddressBar(QFrame):
    """Signals:
    place_chosen(object place): a crumb was clicked.
    address_entered(str text): a path was typed; whoever listens makes sense of it.
    link_entered(str link): a link was typed or pasted instead.
    left(): Return or Escape has ended the typing.
    rested(object place): a drag has rested on a crumb; its folder is to be opened.
    files_dropped(object paths, object place): files of this computer on a crumb.
    entries_dropped(object carried, object place): entries of this window on a crumb.
    folders_asked(object menu): this `FolderMenu` was opened; whoever listens tells it what to show.
    """

    place_chosen = Signal(object)
    folders_asked = Signal(object)
    address_entered = Signal(str)
    link_entered = Signal(str)
    left = Signal()
    rested = Signal(object)
    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addressBar")
        self.setAccessibleName(self.tr("Address"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * _DIGITS_LEAST)
        self._place: Place | None = None
        self._site_name = ""

        self._crumbs = _Crumbs(self)
        self._crumbs.place_chosen.connect(self.place_chosen)
        self._crumbs.folders_asked.connect(self.folders_asked)
        self._crumbs.empty_clicked.connect(self.edit)
        self._crumbs.rested.connect(self.rested)
        self._crumbs.files_dropped.connect(self.files_dropped)
        self._crumbs.entries_dropped.connect(self.entries_dropped)
        self._edit = _PathEdit(self)
        self._edit.setObjectName("addressEdit")
        self._edit.setAccessibleName(self.tr("Path"))
        self._edit.returnPressed.connect(self._on_entered)
        self._edit.abandoned.connect(self._show_crumbs)
        self._edit.escaped.connect(self.left)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(self._crumbs)
        self._stack.addWidget(self._edit)

    def sizeHint(self) -> QSize:
        digit = self.fontMetrics().horizontalAdvance("0")
        return QSize(digit * _DIGITS, super().sizeHint().height())

    def show_place(self, place: Place | None, site_name: str, names: tuple[str, ...]) -> None:
        """Show where the window is; `names`: how those of the path are shown."""
        self._place, self._site_name = place, site_name
        self._crumbs.show_place(place, site_name, names)
        self.setAccessibleDescription(self.text())
        self._show_crumbs()

    def text(self) -> str:
        """The address as it can be typed."""
        if self._place is None or self._place == HOME:
            return ""
        return f"{self._site_name}:{path_text(self._place.path)}"

    def edit(self) -> None:
        """Let the person type a path."""
        self._edit.setText(self.text())
        self._stack.setCurrentWidget(self._edit)
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """The outline of a field: it can be typed into."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours().control))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _on_entered(self) -> None:
        text = self._edit.text().strip()
        self.left.emit()
        self._show_crumbs()
        if is_link(text):
            self.link_entered.emit(text)
        elif text:
            self.address_entered.emit(text)

    def _show_crumbs(self) -> None:
        self._stack.setCurrentWidget(self._crumbs)


class _PathEdit(QLineEdit):
    """Signals:
    abandoned(): the focus went elsewhere.
    escaped(): it is to go elsewhere.
    """

    abandoned = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.abandoned.emit()


class _Crumbs(QWidget):
    """Buttons from the site down to the folder; what does not fit moves into a menu at the left.

    Signals:
        place_chosen(object place)
        folders_asked(object menu)
        empty_clicked(): the space beside the crumbs was clicked.
        rested(object place), files_dropped(object paths, object place),
        entries_dropped(object carried, object place): as the address bar's.
    """

    place_chosen = Signal(object)
    folders_asked = Signal(object)
    empty_clicked = Signal()
    rested = Signal(object)
    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 0, 2, 0)
        self._row.setSpacing(0)
        self._hidden = self._button("", None)
        self._hidden.setIcon(icon("dots-horizontal"))
        self._hidden.setAccessibleName(self.tr("Folders further up"))
        self._hidden.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._hidden.setMenu(QMenu(self._hidden))
        self._home = self._button(self.tr("Home"), HOME)
        self._home.setObjectName("homeCrumb")
        self._home.setIcon(icon("home-outline"))
        self._sites = self._arrow(self._home, HOME, self.tr("Sites"), ())
        for widget in (self._home, self._sites, self._hidden):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._shown: list[tuple[Crumb, Place, CrumbArrow]] = []
        """From the site down, each with the arrow behind it."""
        self.setAcceptDrops(True)
        self._dragged = Dragged()
        self._target: Place | None = None
        """Of the crumb that is under a drag."""
        self._spring = Spring(self)

    def show_place(self, place: Place | None, site_name: str, names: tuple[str, ...]) -> None:
        for button, _, arrow in self._shown:
            arrow.shut()
            for widget in (button, arrow):
                self._row.removeWidget(widget)
                widget.deleteLater()
        self._shown = []
        at_home = place == HOME
        style = Qt.ToolButtonStyle
        self._home.setToolButtonStyle(style.ToolButtonTextBesideIcon if at_home else style.ToolButtonIconOnly)
        if place is not None and not at_home:
            site = Place(place.site_id)
            places = [(site_name, site)]
            for depth, name in enumerate(names, 1):
                places.append((name, Place(place.site_id, place.path[:depth])))
            for name, target in places:
                button = self._button(name, target)
                if target == site:
                    button.setIcon(icon("cloud-outline", Tint.ACCENT))
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                says = self.tr("Folders in “{name}”").format(name=name)
                arrow = self._arrow(button, target, says, [way for _, way in places])
                for widget in (button, arrow):
                    self._row.insertWidget(self._row.count() - 1, widget)
                self._shown.append((button, target, arrow))
            follow_each_other([self._home, self._hidden, *(button for button, _, _ in self._shown)])
            last = self._shown[-1][0].font()
            last.setBold(True)
            self._shown[-1][0].setFont(last)
        self._fit()

    def _button(self, name: str, place: Place | None) -> Crumb:
        button = Crumb(name, self)
        button.setText(shortened(name, _LONGEST_CRUMB))
        if place is not None:
            button.clicked.connect(lambda: self.place_chosen.emit(place))
        return button

    def _arrow(self, crumb: Crumb, place: Place, says: str, way: Sequence[Place]) -> CrumbArrow:
        arrow = crumb.arrow = CrumbArrow(place, says, way, self)
        arrow.opened.connect(self.folders_asked)
        arrow.place_chosen.connect(self.place_chosen)
        return arrow

    def _fit(self) -> None:
        """Keep the crumbs nearest to the folder; the others are in the menu."""
        room = self.width() - self._home.sizeHint().width() - ARROW - 40
        # Where not even the open folder's name has room, the way home is left to the menu.
        narrow = bool(self._shown) and self._shown[-1][0].sizeHint().width() > room
        self._home.setHidden(narrow)
        visible = 0
        used = 0
        for button, _, _ in reversed(self._shown):
            used += button.sizeHint().width() + ARROW
            if visible and used > room:
                break
            visible += 1
        first = len(self._shown) - visible
        menu = self._hidden.menu()
        menu.clear()
        if narrow:
            menu.addAction(self._home.accessibleName(), lambda: self.place_chosen.emit(HOME))
        for number, (button, place, arrow) in enumerate(self._shown):
            button.setVisible(number >= first)
            # What lies beside the first crumb can be gone to, too.
            arrow.setVisible(number >= first - (0 if narrow else 1))
            if number < first:
                action = menu.addAction(button.toolTip().replace("&", "&&"))
                action.triggered.connect(lambda *_, target=place: self.place_chosen.emit(target))
        self._hidden.setVisible(first > 0)
        self._sites.setVisible(first == 0 and not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.empty_clicked.emit()
        else:
            super().mousePressEvent(event)

    # ---------------------------------------------------------------- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._dragged = Dragged.of(event)
        event.setAccepted(bool(self._dragged))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._point_at(None)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dragged = Dragged.of(event)
        place = self._consider(event)
        self._point_at(None)
        if place is None or not event.isAccepted():
            return
        if self._dragged.carried is not None:
            # The rows move when the cloud says so, not because the drag ended.
            event.setDropAction(Qt.DropAction.CopyAction)
            self.entries_dropped.emit(self._dragged.carried, place)
        else:
            self.files_dropped.emit(files_from_mime(event.mimeData()), place)

    def _consider(self, event: QDropEvent) -> Place | None:
        """The place of the crumb under a drag; whether it takes things is known when its folder is."""
        found = self._crumb_at(event.position().toPoint()) if self._dragged else None
        self._point_at(found)
        if found is None:
            event.ignore()
            return None
        self._dragged.take(event, found[1].site_id)
        return found[1]

    def _crumb_at(self, point: QPoint) -> tuple[Crumb, Place] | None:
        for button, place, _ in self._shown:
            if button.isVisible() and button.geometry().contains(point):
                return button, place
        return None

    def _point_at(self, found: tuple[Crumb, Place] | None) -> None:
        self._target = found[1] if found is not None else None
        for button, place, _ in self._shown:
            button.setDown(place == self._target)
        if found is None:
            self._spring.leave()
            return
        button, place = found
        # Where the window is already there is nothing to open.
        steps = [] if button is self._shown[-1][0] else [Step(lambda: self.rested.emit(place))]
        self._spring.rest_on(place, button.geometry(), steps)
