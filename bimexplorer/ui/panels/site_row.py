"""A site on the start page: what it is called, how it stands in words, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.navigation import site_icon
from bimexplorer.ui.places.open_sites import OpenSite, SiteState

_ICON = 28
_GLYPH = 16
_LOOKS = {
    SiteState.READY: ("check-circle-outline", Tint.SUCCESS),
    SiteState.CONNECTING: ("sync", Tint.MUTED),
    SiteState.SIGNED_OUT: ("lock-outline", Tint.MUTED),
    SiteState.FAILED: ("alert-circle-outline", Tint.DANGER),
}


class SiteRow(QFrame):
    """A click anywhere opens the site; its button does what comes next.

    Signals:
        open_asked(str site_id)
        sign_in_asked(str site_id)
        connect_asked(str site_id): try again to reach it.
        menu_asked(str site_id, object point): all that can be done, at a point of the screen.
    """

    open_asked = Signal(str)
    sign_in_asked = Signal(str)
    connect_asked = Signal(str)
    menu_asked = Signal(str, object)

    def __init__(self, shown: OpenSite, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._symbol = IconLabel(_ICON, self)
        self._name = ElidedLabel(parent=self)
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._glyph = IconLabel(_GLYPH, self)
        self._state = Sentence("", self)
        self._address = ElidedLabel(parent=self, muted=True)
        self._reason = Sentence("", self, muted=True)
        self.button = QPushButton(self)
        self.button.setObjectName("siteRowButton")
        self.button.clicked.connect(self._on_pressed)
        self._more = QToolButton(self)
        self._more.setObjectName("siteRowMore")
        self._more.setIcon(icon("dots-vertical"))
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._more.clicked.connect(
            lambda: self._ask_for_menu(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        )
        state = QHBoxLayout()
        state.setSpacing(5)
        state.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._state, 1)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._name)
        words.addLayout(state)
        for line in (self._address, self._reason):
            words.addWidget(line)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.button)
        buttons.addWidget(self._more)
        buttons.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(8)
        self._parts.addLayout(words, 1)
        self._parts.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._parts, 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        for widget in (self.button, self._more):
            widget.setCursor(Qt.CursorShape.ArrowCursor)
        self.show_site(shown)

    def show_site(self, shown: OpenSite) -> None:
        """Say how the site stands now."""
        self._shown = shown
        name = shown.site.name
        state, reason = self._words(shown)
        self._symbol.set_icon(site_icon(shown.state), "")
        self._glyph.set_icon(icon(*_LOOKS[shown.state]), "")
        self._name.setText(name)
        self._state.setText(state)
        address = self.tr("{cloud} at {address}").format(cloud=shown.kind, address=shown.site.address)
        self._address.setText(address)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        text, spoken = {
            SiteState.READY: (self.tr("Open"), self.tr("Open {site}")),
            SiteState.CONNECTING: (self.tr("Open"), self.tr("Open {site}")),
            SiteState.SIGNED_OUT: (self.tr("Sign in…"), self.tr("Sign in to {site}")),
            SiteState.FAILED: (self.tr("Try again"), self.tr("Try again to reach {site}")),
        }[shown.state]
        self.button.setText(text)
        self.button.setAccessibleName(spoken.format(site=name))
        told = [state, reason, address]
        self.button.setAccessibleDescription(". ".join(part.removesuffix(".") for part in told if part))
        more = self.tr("More about {site}").format(site=name)
        self._more.setToolTip(more)
        self._more.setAccessibleName(more)
        self.setAccessibleName(name)

    def set_wide(self, wide: bool) -> None:
        """Whether there is room for the buttons beside the words; else they stand below."""
        way = QBoxLayout.Direction
        self._parts.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def separate(self, on: bool) -> None:
        """Draw a line above, where another row is."""
        self.setProperty("separated", on)
        self.style().unpolish(self)
        self.style().polish(self)

    @property
    def focusable(self) -> tuple[QWidget, QWidget]:
        """In the order in which the keyboard passes them."""
        return self.button, self._more

    def _words(self, shown: OpenSite) -> tuple[str, str]:
        """How the site stands, and why."""
        last = shown.site.username
        if shown.state is SiteState.READY:
            account = shown.account
            user = (account.name or account.username) if account is not None else last
            return self.tr("Signed in as {user}").format(user=user), ""
        if shown.state is SiteState.CONNECTING:
            return self.tr("Connecting…"), ""
        if shown.state is SiteState.FAILED:
            return self.tr("Cannot be reached"), shown.error.sentence if shown.error is not None else ""
        if last:
            return self.tr("Signed out, last signed in as {user}").format(user=last), ""
        return self.tr("Signed out"), ""

    def _on_pressed(self) -> None:
        asked = {SiteState.SIGNED_OUT: self.sign_in_asked, SiteState.FAILED: self.connect_asked}
        asked.get(self._shown.state, self.open_asked).emit(self._shown.site.id)

    def _ask_for_menu(self, point: QPoint) -> None:
        self.menu_asked.emit(self._shown.site.id, point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.open_asked.emit(self._shown.site.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the release here."""
        if event.button() is Qt.MouseButton.LeftButton:
            event.accept()
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._ask_for_menu(event.globalPos())
