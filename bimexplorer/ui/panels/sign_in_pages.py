"""The pages of a sign-in: which way, the offer, waiting for the browser, user name and password."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence

_CLOSED_PAGE_AFTER = 60.0
"""Seconds after which it asks whether the page was closed: that cannot be seen from here."""


class SignInPage(QWidget):
    """A column of widgets.

    Signals:
        given_up(): the person does not go on here.
    """

    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(2, 2, 2, 2)  # room for the focus ring
        self.column.setSpacing(10)

    def begin(self) -> None:
        """Called when the page is shown: put it in order."""

    def take_focus(self) -> None:
        """Give the focus to what comes first."""
        self.setFocus()

    def add_buttons(self, give_up: str, name: str, *others: QPushButton) -> None:
        """A row of buttons; the last one, of this text and name, gives up."""
        last = self.button(name, give_up)
        last.clicked.connect(self.given_up)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (*others, last):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def button(self, name: str, text: str) -> QPushButton:
        button = _Button(text, self)
        button.setObjectName(name)
        return button

    def moving_bar(self, says: str) -> QProgressBar:
        """Moves as long as it is seen, without an end in sight."""
        bar = QProgressBar(self)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(says)
        return bar


class LookingPage(SignInPage):
    """While the server is asked how to sign in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = self.tr("Asking the server how to sign in…")
        self.column.addWidget(self.moving_bar(text))
        self.column.addWidget(centred(text, self, muted=True))
        self.add_buttons(self.tr("Cancel"), "signInStopLooking")
        self.column.addStretch(1)


class OfferPage(SignInPage):
    """Says what will happen, before the browser opens.

    Signals:
        browse_asked()
        password_asked(): the person would rather type a password.
    """

    browse_asked = Signal()
    password_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        explained = self.tr(
            "Your web browser opens the sign-in page of the server itself. BIM Explorer never sees your "
            "password; it goes on by itself once you are signed in."
        )
        self.column.addWidget(centred(explained, self))
        self._browse = self.button("signInBrowse", self.tr("Sign in with the browser"))
        self._browse.setIcon(icon("open-in-new", Tint.ON_ACCENT))
        self._browse.setIconSize(QSize(16, 16))
        self._browse.setDefault(True)
        self._browse.setAccessibleDescription(explained)
        self._browse.clicked.connect(self._on_browse)
        self.add_buttons(self.tr("Not now"), "signInLater", self._browse)
        self._password = self.button("signInWithPassword", self.tr("Sign in with a password instead"))
        self._password.setFlat(True)
        self._password.clicked.connect(self.password_asked)
        self.column.addWidget(self._password, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)

    def prepare(self, *, with_password: bool) -> None:
        """Whether a password will do, too."""
        self._password.setVisible(with_password)

    def begin(self) -> None:
        self._browse.setEnabled(True)

    def take_focus(self) -> None:
        self._browse.setFocus()

    def _on_browse(self) -> None:
        self._browse.setEnabled(False)
        self.browse_asked.emit()


class WaitingPage(SignInPage):
    """While the person is at it in the browser.

    Signals:
        open_asked(): show the page again.
        copy_asked(): the page's address is wanted in the clipboard.
    """

    open_asked = Signal()
    copy_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.addWidget(self.moving_bar(self.tr("Waiting for the browser")))
        self._state = centred("", self)
        self._state.setObjectName("signInState")
        self.column.addWidget(self._state)
        self._elapsed = centred("", self, muted=True)
        self._elapsed.setObjectName("signInElapsed")
        self._elapsed.setAccessibleDescription(self.tr("Waiting time"))
        self.column.addWidget(self._elapsed)
        self._again = self.button("signInOpenAgain", self.tr("Open again"))
        self._again.clicked.connect(self.open_asked)
        copy = self.button("signInCopyAddress", self.tr("Copy address"))
        copy.setAccessibleDescription(self.tr("Copies the address of the sign-in page, for another browser"))
        copy.clicked.connect(self.copy_asked)
        self.add_buttons(self.tr("Cancel"), "signInCancel", self._again, copy)
        self._remark = centred("", self, muted=True)
        self._remark.setObjectName("signInRemark")
        self.column.addWidget(self._remark)  # below everything else: nothing jumps when it speaks
        self.column.addStretch(1)

    def begin(self) -> None:
        self.remark("")
        self.show_waited(0)
        self.show_answered(True)

    def take_focus(self) -> None:
        self._again.setFocus()

    def show_waited(self, seconds: float) -> None:
        self._elapsed.setText(f"{int(seconds) // 60}:{int(seconds) % 60:02}")
        if seconds >= _CLOSED_PAGE_AFTER and not self._remark.text():
            self.remark(self.tr("Closed the page? Open it again."))

    def show_answered(self, answered: bool) -> None:
        """Whether the server answers: without it nobody can finish anything in the browser."""
        self._state.setText(
            self.tr("Finish the sign-in in your web browser.")
            if answered
            else self.tr("The server does not answer at the moment. Waiting…")
        )

    def remark(self, text: str) -> None:
        self._remark.setText(text)


class PasswordPage(SignInPage):
    """User name and password.

    Signals:
        submitted(str username, str password): the page is busy until `begin` is called again.
    """

    submitted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warning_row, self._warning = noted(
            self, "lock-open-alert-outline", Tint.WARNING, self.tr("Warning")
        )
        self._warning.setObjectName("signInWarning")
        self.column.addWidget(self._warning_row)
        self._username = self._field("signInUsername", self.tr("&User name"))
        self._password = self._field("signInPassword", self.tr("&Password"))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = QCheckBox(self.tr("&Show password"), self)
        self._reveal.setObjectName("signInReveal")
        self._reveal.toggled.connect(self._on_reveal)
        self.column.addWidget(self._reveal)
        self._submit = self.button("signInSubmit", self.tr("Sign in"))
        self._submit.setDefault(True)
        self._submit.clicked.connect(self._on_submit)
        self.column.addSpacing(4)
        self.add_buttons(self.tr("Not now"), "signInNotNow", self._submit)
        self._busy = self.moving_bar(self.tr("Signing in"))
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self.column.addWidget(self._busy)
        self.column.addStretch(1)

    def prepare(self, username: str, warning: str) -> None:
        """For a site: who was there last, and what has to be said before a password is typed."""
        self._username.setText(username)
        self._warning.setText(warning)
        self._warning_row.setVisible(bool(warning))

    def begin(self) -> None:
        self.forget_password()
        self._set_busy(busy=False)

    def take_focus(self) -> None:
        (self._password if self._username.text() else self._username).setFocus()

    def forget_password(self) -> None:
        self._password.clear()
        self._reveal.setChecked(False)

    def _on_submit(self) -> None:
        username, password = self._username.text().strip(), self._password.text()
        if not username or not password:
            (self._password if username else self._username).setFocus()
            return
        self._set_busy(busy=True)
        self.submitted.emit(username, password)

    def _on_reveal(self, shown: bool) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self._username, self._password, self._reveal, self._submit):
            widget.setEnabled(not busy)
        self._busy.setVisible(busy)

    def _field(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(text.replace("&", ""))
        field.returnPressed.connect(self._on_submit)
        label = QLabel(text, self)
        label.setBuddy(field)
        self.column.addWidget(label)
        self.column.addWidget(field)
        return field


def centred(text: str, parent: QWidget, *, muted: bool = False) -> Sentence:
    """A sentence in the middle of a page."""
    sentence = Sentence(text, parent, muted=muted)
    sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return sentence


def noted(parent: QWidget, glyph: str, tint: Tint, says: str) -> tuple[QWidget, Sentence]:
    """A sentence with an icon before it, and the widget around both."""
    row = QWidget(parent)
    symbol = IconLabel(20, row)
    symbol.set_icon(icon(glyph, tint), says)
    sentence = Sentence(parent=row)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(sentence, 1)
    return row, sentence


class _Button(QPushButton):
    """Pressed by Return too, without looking like the default one while it has the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
