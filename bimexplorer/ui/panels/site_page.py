"""What stands in place of the contents: no site yet, or a site that is not connected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bimexplorer.ui.icons import IconLabel, Tint, icon
from bimexplorer.ui.open_sites import OpenSite, SiteState
from bimexplorer.ui.sentence import Sentence

_ICON = 72
_WIDTH = 460


class _Page(QWidget):
    """An icon, a title, a text and one button, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(_ICON, self)
        self._title = Sentence("", self)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self._title.setFont(font)
        self._text = Sentence("", self, muted=True)
        self._button = QPushButton(self)
        self._button.setDefault(True)
        column = QWidget(self)
        column.setFixedWidth(_WIDTH)
        words = QVBoxLayout(column)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(10)
        for sentence in (self._title, self._text):
            sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            words.addWidget(sentence)
        # Between stretches, as an aligned item would be given the height its text needs at the full width.
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(column)
        middle.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(middle)
        layout.addSpacing(6)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The page keeps the focus itself only while it has nothing to press."""
        super().focusInEvent(event)
        if self._button.isVisible():
            self._button.setFocus()

    def _say(self, shown: QIcon, title: str, text: str, button: str) -> None:
        self._icon.set_icon(shown, "")
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        if button and self.hasFocus():
            self._button.setFocus()
        self.setAccessibleName(f"{title}. {text}")


class StartPage(_Page):
    """Before there is any site.

    Signals:
        add_asked(): the person wants to add a site.
    """

    add_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self._button.setObjectName("addSiteButton")
        self._button.clicked.connect(self.add_asked)
        self._say(
            icon("cloud-plus-outline", Tint.ACCENT),
            self.tr("Connect to your first BIMcloud"),
            self.tr("Add the address of your BIMcloud Manager to browse, upload and download what is in it."),
            self.tr("Add BIMcloud…"),
        )


class SitePage(_Page):
    """A site that is signed out, being connected or not reachable.

    Signals:
        sign_in_asked(str site_id)
        connect_asked(str site_id): try again.
    """

    sign_in_asked = Signal(str)
    connect_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sitePage")
        self._button.setObjectName("siteButton")
        self._act: Callable[[], None] = lambda: None
        self._button.clicked.connect(lambda: self._act())

    def show_site(self, open_site: OpenSite) -> None:
        """Tell how a site stands and offer what helps."""
        name, site_id = open_site.site.name, open_site.site.id
        if open_site.state is SiteState.CONNECTING:
            shown = icon("cloud-sync-outline", Tint.MUTED)
            self._say(shown, self.tr("Connecting to {site}…").format(site=name), open_site.site.address, "")
        elif open_site.state is SiteState.FAILED:
            reason = open_site.error.sentence if open_site.error is not None else ""
            shown = icon("cloud-alert", Tint.DANGER)
            title = self.tr("{site} cannot be reached").format(site=name)
            self._say(shown, title, reason, self.tr("Try again"))
            self._act = lambda: self.connect_asked.emit(site_id)
        else:
            title = self.tr("You are not signed in to {site}").format(site=name)
            shown = icon("cloud-lock-outline", Tint.ACCENT)
            self._say(shown, title, open_site.site.address, self.tr("Sign in…"))
            self._act = lambda: self.sign_in_asked.emit(site_id)
