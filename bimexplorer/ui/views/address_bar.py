"""The address bar: a crumb for each folder of the path, or the path as text to edit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
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

from bimexplorer.addresses import path_text
from bimexplorer.ui.history import HOME, Place
from bimexplorer.ui.icons import IconLabel, Tint, icon
from bimexplorer.ui.theme import colours

_LONGEST_CRUMB = 28
"""Characters of a name that a crumb shows."""
_RADIUS = 5
_SEPARATOR = 16


class AddressBar(QFrame):
    """Signals:
    place_chosen(object place): a crumb was clicked.
    address_entered(str text): a path was typed; whoever listens makes sense of it.
    left(): Return or Escape has ended the typing.
    """

    place_chosen = Signal(object)
    address_entered = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addressBar")
        self.setAccessibleName(self.tr("Address"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._place: Place | None = None
        self._site_name = ""

        self._crumbs = _Crumbs(self)
        self._crumbs.place_chosen.connect(self.place_chosen)
        self._crumbs.empty_clicked.connect(self.edit)
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

    def show_place(self, place: Place | None, site_name: str) -> None:
        """Show where the window is."""
        self._place, self._site_name = place, site_name
        self._crumbs.show_place(place, site_name)
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
        if text:
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
        empty_clicked(): the space beside the crumbs was clicked.
    """

    place_chosen = Signal(object)
    empty_clicked = Signal()

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
        for widget in (self._home, self._hidden):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._shown: list[tuple[QToolButton, Place, QWidget]] = []

    def show_place(self, place: Place | None, site_name: str) -> None:
        for button, _, separator in self._shown:
            for widget in (button, separator):
                self._row.removeWidget(widget)
                widget.deleteLater()
        self._shown = []
        if place is not None:
            site = Place(place.site_id)
            places = [(site_name, site)]
            for depth, name in enumerate(place.path, 1):
                places.append((name, Place(place.site_id, place.path[:depth])))
            for name, target in places:
                button = self._button(name, target)
                if target == site:
                    button.setIcon(icon("cloud-outline", Tint.ACCENT))
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                separator = IconLabel(_SEPARATOR, self)
                separator.set_icon(icon("chevron-right", Tint.MUTED), "")
                for widget in (separator, button):
                    self._row.insertWidget(self._row.count() - 1, widget)
                self._shown.append((button, target, separator))
            last = self._shown[-1][0].font()
            last.setBold(True)
            self._shown[-1][0].setFont(last)
        self._fit()

    def _button(self, name: str, place: Place | None) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        shown = name if len(name) <= _LONGEST_CRUMB else name[: _LONGEST_CRUMB - 1] + "…"
        button.setText(shown.replace("&", "&&"))
        button.setToolTip(name)
        button.setAccessibleName(name)
        at_home = place == HOME
        style = Qt.ToolButtonStyle
        self._home.setToolButtonStyle(style.ToolButtonTextBesideIcon if at_home else style.ToolButtonIconOnly)
        if place is not None and not at_home:
            button.clicked.connect(lambda: self.place_chosen.emit(place))
        return button

    def _fit(self) -> None:
        """Keep the crumbs nearest to the folder; the others are in the menu."""
        room = self.width() - self._home.sizeHint().width() - 40
        visible = 0
        used = 0
        for button, _, _ in reversed(self._shown):
            used += button.sizeHint().width() + _SEPARATOR
            if visible and used > room:
                break
            visible += 1
        first = len(self._shown) - visible
        menu = self._hidden.menu()
        menu.clear()
        for number, (button, place, separator) in enumerate(self._shown):
            button.setVisible(number >= first)
            separator.setVisible(number >= first)
            if number < first:
                action = menu.addAction(button.toolTip().replace("&", "&&"))
                action.triggered.connect(lambda *_, target=place: self.place_chosen.emit(target))
        self._hidden.setVisible(first > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.empty_clicked.emit()
        else:
            super().mousePressEvent(event)
