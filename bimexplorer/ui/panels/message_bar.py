"""One message above the contents: what happened, what can be done now, the technical text on demand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    Cancelled,
    DiskFull,
    Insecure,
    NameExists,
    NotFound,
    Offline,
    ProgramError,
    ServerBusy,
    ServerFailed,
    TargetUnwritable,
)
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence

_ICON_SIZE = 20
_DETAILS_LINES = 5
_NARROW = 60
"""Digits side by side."""


class MessageBar(QFrame):
    """Hidden until there is something to say. The latest message replaces the one before.

    Signals:
        closed: the person has put the message away.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._action: Callable[[], None] | None = None
        self._hinting = False
        self._error: ProgramError | None = None
        """What is told, if it is an error."""

        self._icon = IconLabel(_ICON_SIZE, self)
        self._sentence = _selectable(Sentence(parent=self))
        self._sentence.setObjectName("messageSentence")
        self._advice = _selectable(Sentence(parent=self))
        self._advice.setObjectName("messageAdvice")
        self._act = QPushButton(self)
        self._act.setObjectName("messageAction")
        self._act.clicked.connect(self._on_action)
        self._details_button = QPushButton(self.tr("Details…"), self)
        self._details_button.setObjectName("messageDetailsButton")
        self._details_button.setFlat(True)
        self._details_button.setCheckable(True)
        self._details_button.setAccessibleDescription(self.tr("Shows the technical text of this error"))
        self._details_button.toggled.connect(self._on_details_toggled)
        close = QToolButton(self)
        close.setObjectName("messageClose")
        close.setIcon(icon("close"))
        close.setToolTip(self.tr("Close this message (Esc)"))
        close.setAccessibleName(self.tr("Close this message"))
        close.clicked.connect(self._on_closed)

        self._details = QWidget(self)
        self._technical = QPlainTextEdit(self._details)
        self._technical.setObjectName("messageTechnical")
        self._technical.setReadOnly(True)
        self._technical.setTabChangesFocus(True)
        self._technical.setAccessibleName(self.tr("Technical details"))
        self._technical.setFixedHeight(self.fontMetrics().lineSpacing() * _DETAILS_LINES + 12)
        copy = QPushButton(self.tr("Copy"), self._details)
        copy.setObjectName("messageCopy")
        copy.setAccessibleDescription(self.tr("Copies message and details to the clipboard"))
        copy.clicked.connect(self._on_copy)
        details = QHBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 4)
        details.addWidget(self._technical, 1)
        details.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self._details.hide()

        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._advice)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(10)
        self._below = QHBoxLayout()
        self._below.setSpacing(10)
        self._below.addStretch(1)
        self._narrow = False
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addLayout(self._beside)
        row.addWidget(close)
        self._place_buttons()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 7, 8, 7)
        outer.addLayout(row)
        outer.addLayout(self._below)
        outer.addWidget(self._details)

        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_closed)
        self.hide()

    def show_error(
        self, error: ProgramError, retry: Callable[[], None] | None = None, retry_text: str = ""
    ) -> None:
        """Tell an error; `retry` gets a button, of this text or "Try again".

        Something cancelled is told as a plain message.
        """
        if isinstance(error, Cancelled):
            self.show_message(error.sentence)
            return
        text = retry_text or self.tr("Try again")
        self._show("error", error.sentence, advice_for(error), error.technical, text, retry)
        self._error = error

    def show_message(
        self, text: str, action_text: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Tell something that is no error."""
        self._show("information", text, "", "", action_text, action)

    def show_hint(self, text: str) -> None:
        """Tell something about what is open and selected now; `clear_hint` once that is another."""
        self.show_message(text)
        self._hinting = True

    def clear_hint(self) -> None:
        """Put a hint away; any other message stays."""
        if self._hinting:
            self.clear()

    def clear_error(self, error: ProgramError) -> None:
        """Put this error away, which is over; any other message stays."""
        if self._error is error:
            self.clear()

    def clear(self) -> None:
        """Put the message away, whatever it is."""
        self._action = None
        self._error = None
        self._hinting = False
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self.fontMetrics().horizontalAdvance("0") * _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._place_buttons()

    def _place_buttons(self) -> None:
        """Beside the words; below them where they would leave no room for a word."""
        for place, button in enumerate((self._act, self._details_button)):
            self._beside.removeWidget(button)
            self._below.removeWidget(button)
            (self._below if self._narrow else self._beside).insertWidget(place, button)

    def _show(
        self,
        severity: str,
        sentence: str,
        advice: str,
        technical: str,
        action_text: str,
        action: Callable[[], None] | None,
    ) -> None:
        self._action = action
        self._hinting = False
        self._error = None
        failed = severity == "error"
        if failed:
            self._icon.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Error"))
        else:
            self._icon.set_icon(icon("information-outline", Tint.ACCENT), self.tr("Information"))
        self._sentence.setText(sentence)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._act.setText(action_text)
        self._act.setVisible(action is not None)
        self._technical.setPlainText(technical)
        self._details_button.setChecked(False)
        self._details_button.setVisible(bool(technical))
        self.setProperty("severity", severity)
        for styled in (self, self._sentence):
            self.style().unpolish(styled)
            self.style().polish(styled)
        self.setAccessibleName(self.tr("Error: {sentence}").format(sentence=sentence) if failed else sentence)
        self.setAccessibleDescription(advice)
        self.show()
        announcement = QAccessibleAnnouncementEvent(self, f"{self.accessibleName()} {advice}".strip())
        announcement.setPoliteness(
            QAccessible.AnnouncementPoliteness.Assertive
            if failed
            else QAccessible.AnnouncementPoliteness.Polite
        )
        QAccessible.updateAccessibility(announcement)

    def _on_action(self) -> None:
        action = self._action
        self.clear()
        if action is not None:
            action()

    def _on_details_toggled(self, shown: bool) -> None:
        self._details.setVisible(shown)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._sentence.text()}\n\n{self._technical.toPlainText()}")

    def _on_closed(self) -> None:
        self.clear()
        self.closed.emit()


def _selectable(sentence: Sentence) -> Sentence:
    sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return sentence


def advice_for(error: ProgramError) -> str:
    """What a person can do about it now: a sentence, or nothing where the error's own says it all."""
    translate = QCoreApplication.translate
    advice = {
        Offline: translate(
            "advice", "If the server is reached through a VPN, see whether that is connected."
        ),
        Insecure: translate(
            "advice", "Do not sign in. Ask the administrator of this server to mend its certificate."
        ),
        ServerBusy: translate("advice", "Wait a moment, then try again."),
        ServerFailed: translate(
            "advice", "Try again. If it stays, show the details to the server's administrator."
        ),
        AuthExpired: translate("advice", "Sign in again to go on. Nothing in the queue is lost."),
        AccessDenied: translate("advice", "Ask an administrator of this server for the right to do it."),
        NotFound: translate("advice", "Somebody may have moved or deleted it. Refresh to see what is there."),
        NameExists: translate("advice", "Choose another name."),
        DiskFull: translate("advice", "Free some space, or choose a folder on another disk."),
        TargetUnwritable: translate("advice", "Choose a folder that you may write to."),
    }
    for cls in type(error).__mro__:
        if cls in advice:
            return advice[cls]
    return ""
