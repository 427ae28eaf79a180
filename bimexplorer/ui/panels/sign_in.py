"""Signing in: in the system browser where the server has a page for it, else with a password."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFocusEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.base import ServerInfo
from bimexplorer.errors import Cancelled, ProgramError, SignInRefused
from bimexplorer.sites.book import Site
from bimexplorer.sites.connections import Connections
from bimexplorer.ui.browser_wait import LIMIT, BrowserWait
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.sign_in_pages import (
    LookingPage,
    OfferPage,
    PasswordPage,
    SignInPage,
    WaitingPage,
    centred,
    noted,
)
from bimexplorer.ui.tasks import Task, Tasks

_WIDTH = 460
_ICON = 56
_LONGEST_ID = 18
"""Characters."""
_PATIENCE = 300
"""Milliseconds before it says that it is looking: most servers answer sooner, and nothing flickers."""


class SignInPanel(QWidget):
    """One sign-in to one site, from `start` to one of its two signals.

    Signals:
        signed_in(str site_id): the secret is kept.
        cancelled(str site_id): the person does not want to, for now.
        edit_asked(str site_id): what is remembered of the site is to be corrected.
    """

    signed_in = Signal(str)
    cancelled = Signal(str)
    edit_asked = Signal(str)

    def __init__(
        self,
        connections: Connections,
        tasks: Tasks,
        parent: QWidget | None = None,
        opener: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        limit: float = LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("signInPanel")
        self._connections = connections
        self._tasks = tasks
        self._opener = opener
        self._site: Site | None = None
        self._task: Task | None = None
        self._page_address = ""
        self._wait = BrowserWait(connections, tasks, self, limit, clock)
        self._wait.page_ready.connect(self._on_page_ready)
        self._wait.succeeded.connect(self._on_signed_in)
        self._wait.failed.connect(self._on_failed)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)
        self._patience.timeout.connect(self._on_patience_over)

        self._message = MessageBar(self)
        self._message.setObjectName("signInMessage")
        self._pages = QStackedWidget(self)
        self._blank = SignInPage(self)
        self._looking = LookingPage(self)
        self._offer = OfferPage(self)
        self._waiting = WaitingPage(self)
        self._form = PasswordPage(self)
        for page in (self._blank, self._looking, self._offer, self._waiting, self._form):
            self._pages.addWidget(page)
            page.given_up.connect(self._on_given_up)
        self._offer.browse_asked.connect(self._on_browse)
        self._offer.password_asked.connect(self._on_password_asked)
        self._waiting.open_asked.connect(self._open_page)
        self._waiting.copy_asked.connect(self._copy_address)
        self._wait.waited.connect(self._waiting.show_waited)
        self._wait.answered.connect(self._waiting.show_answered)
        self._form.submitted.connect(self._on_submitted)
        self._lay_out()

    def start(self, site: Site, expired: bool = False, hint: str = "") -> None:
        """Ask for a sign-in to this site; `expired`: there was one. `hint` is shown as it is."""
        self.stop()
        self._site = site
        self._title.setText(self.tr("Sign in to {site}").format(site=site.name))
        self._address.setText(site.address)
        service = self._connections.service(site.cloud)
        self._of_application.setVisible(service.needs_application_id)
        self._application_id.setText(
            self.tr("Application id {id}").format(id=_short(site.application_id))
            if site.application_id
            else self.tr("This site has no application id yet.")
        )
        self._application_id.setToolTip(site.application_id)
        self._expired.setVisible(expired)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        vault = self._connections.vault
        self._keychain.setText(vault.explanation)
        self._keychain_row.setVisible(not vault.persistent)
        self.setAccessibleName(self._title.text())
        self._look()

    def stop(self) -> None:
        """Give up what runs; nothing comes back any more."""
        self._wait.stop()
        self._patience.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._form.forget_password()
        self._message.clear()
        self._show(self._blank)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        page = self._pages.currentWidget()
        if isinstance(page, SignInPage):
            page.take_focus()

    # ---------------------------------------------------------------- which way

    def _look(self) -> None:
        site = self._site
        if site is None:
            return
        self._show(self._blank)
        self._patience.start()
        self._task = self._tasks.run(
            lambda: self._connections.sign_in_ways(site.id), self._on_ways, self._on_look_failed, owner=self
        )

    def _on_patience_over(self) -> None:
        self._show(self._looking)

    def _on_ways(self, info: ServerInfo) -> None:
        self._patience.stop()
        if self._site is not None:
            self._form.prepare(self._site.username, info.warning)
        self._offer.prepare(with_password=info.password_beside)
        self._show(self._offer if info.browser_sign_in else self._form)

    def _on_look_failed(self, error: ProgramError) -> None:
        self._patience.stop()
        self._show(self._blank)
        self._message.show_error(error, self._look)

    # ---------------------------------------------------------------- the browser

    def _on_browse(self) -> None:
        if self._site is not None:
            self._message.clear()
            self._wait.start(self._site.id)

    def _on_page_ready(self, address: str) -> None:
        self._page_address = address
        self._show(self._waiting)
        self._open_page()

    def _open_page(self) -> None:
        if not self._opener(QUrl(self._page_address)):
            self._message.show_message(
                self.tr("The web browser could not be started. Copy the address and open it yourself."),
                self.tr("Copy address"),
                self._copy_address,
            )

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._page_address)
        self._waiting.remark(self.tr("The address is in the clipboard."))

    # ---------------------------------------------------------------- the password

    def _on_password_asked(self) -> None:
        self._message.clear()
        self._show(self._form)

    def _on_submitted(self, username: str, password: str) -> None:
        site = self._site
        if site is None:
            return
        self._message.clear()
        self._task = self._tasks.run(
            lambda: self._connections.password_sign_in(site.id, username, password),
            self._on_password_taken,
            self._on_failed,
            owner=self,
        )

    def _on_password_taken(self, _nothing: None) -> None:
        self._on_signed_in()

    # ---------------------------------------------------------------- the end

    def _on_signed_in(self) -> None:
        site = self._site
        self.stop()
        if site is not None:
            self.signed_in.emit(site.id)

    def _on_failed(self, error: ProgramError) -> None:
        self._show(self._form if self._pages.currentWidget() is self._form else self._offer)
        site = self._site
        if site is not None and isinstance(error, SignInRefused) and site.application_id:
            # Nobody is told which of what was given is wrong; this is what cannot be typed here.
            self._message.show_error(error, self._on_edit, self.tr("Edit site…"))
        else:
            self._message.show_error(error)

    def _on_edit(self) -> None:
        if self._site is not None:
            self.edit_asked.emit(self._site.id)

    def _on_given_up(self) -> None:
        site = self._site
        waiting = self._pages.currentWidget() is self._waiting
        self.stop()
        if waiting:
            self._show(self._offer)
            self._message.show_error(Cancelled(self.tr("The sign-in was cancelled.")))
        if site is not None:
            self.cancelled.emit(site.id)

    def _show(self, page: SignInPage) -> None:
        focused = QApplication.focusWidget()
        here = focused is None or focused is self or self.isAncestorOf(focused)
        self._pages.setCurrentWidget(page)
        page.begin()
        if here:  # who walks through the tree is not to be taken away from it
            page.take_focus()

    def _lay_out(self) -> None:
        symbol = IconLabel(_ICON, self)
        symbol.set_icon(icon("cloud-lock-outline", Tint.ACCENT), "")
        self._title = centred("", self)
        self._title.setObjectName("signInTitle")
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self._title.setFont(font)
        self._address = centred("", self, muted=True)
        self._of_application = self._make_application()
        ended = self.tr("Your sign-in to this site has ended. Sign in again to go on.")
        self._expired = centred(ended, self)
        self._expired.setObjectName("signInExpired")
        self._hint = centred("", self)
        self._hint.setObjectName("signInHint")
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._keychain_row, self._keychain = noted(
            self, "information-outline", Tint.MUTED, self.tr("Information")
        )
        self._keychain_row.setContentsMargins(16, 8, 16, 12)
        self._keychain.setObjectName("signInKeychain")
        self._keychain.setProperty("muted", True)

        column = QWidget(self)
        column.setFixedWidth(_WIDTH)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 24, 0, 24)
        inner.setSpacing(10)
        inner.addWidget(symbol, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._title, self._address, self._of_application, self._expired, self._hint):
            inner.addWidget(widget)
        inner.addSpacing(8)
        inner.addWidget(self._pages)
        middle = QWidget(self)
        around = QVBoxLayout(middle)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(2)
        around.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(3)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(middle)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._message)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._keychain_row)

    def _make_application(self) -> QWidget:
        """What names the program to the service, and the way to correct it."""
        row = QWidget(self)
        self._application_id = QLabel(row)
        self._application_id.setTextFormat(Qt.TextFormat.PlainText)
        self._application_id.setProperty("muted", True)
        self._application_id.setObjectName("signInApplicationId")
        edit = QPushButton(self.tr("Edit site…"), row)
        edit.setObjectName("signInEdit")
        edit.setFlat(True)
        edit.setAccessibleDescription(self.tr("Corrects the address and the application id of this site"))
        edit.clicked.connect(self._on_edit)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addStretch(1)
        line.addWidget(self._application_id)
        line.addWidget(edit)
        line.addStretch(1)
        return row


def _short(identifier: str) -> str:
    """Enough of it to see which one it is."""
    if len(identifier) <= _LONGEST_ID:
        return identifier
    half = _LONGEST_ID // 2 - 1
    return f"{identifier[:half]}…{identifier[-half:]}"
