"""The message above the contents."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import AuthExpired, Cancelled, Offline, ProgramError, ServerUnreachable
from bimexplorer.ui.panels.message_bar import MessageBar, advice_for


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(window: QWidget, qtbot: QtBot) -> MessageBar:
    bar = MessageBar(window)
    with qtbot.waitExposed(window):
        window.show()
    return bar


def part(bar: MessageBar, kind: type, name: str):
    found = bar.findChild(kind, name)
    assert found is not None
    return found


def test_it_is_hidden_until_there_is_something_to_say(bar: MessageBar) -> None:
    assert not bar.isVisible()


def test_an_error_is_a_sentence_with_advice_and_details(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_error(Offline("The server did not answer.", "ConnectTimeout(10)"))
    assert bar.isVisible()
    assert part(bar, QLabel, "messageSentence").text() == "The server did not answer."
    assert part(bar, QLabel, "messageAdvice").text() == advice_for(Offline(""))
    assert not part(bar, QPushButton, "messageAction").isVisible()
    technical = part(bar, QPlainTextEdit, "messageTechnical")
    assert not technical.isVisible()
    qtbot.mouseClick(part(bar, QPushButton, "messageDetailsButton"), Qt.MouseButton.LeftButton)
    assert technical.isVisible()
    assert technical.toPlainText() == "ConnectTimeout(10)"


def test_details_can_be_copied_with_the_sentence(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_error(ProgramError("It failed.", "why"))
    qtbot.mouseClick(part(bar, QPushButton, "messageDetailsButton"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(part(bar, QPushButton, "messageCopy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "It failed.\n\nwhy"


def test_without_technical_text_there_is_no_details_button(bar: MessageBar) -> None:
    bar.show_error(ProgramError("It failed.", "why"))
    bar.show_error(ProgramError("It failed again."))
    assert not part(bar, QPushButton, "messageDetailsButton").isVisible()
    assert not part(bar, QPlainTextEdit, "messageTechnical").isVisible()


def test_trying_again_puts_the_message_away_first(bar: MessageBar, qtbot: QtBot) -> None:
    seen: list[bool] = []
    bar.show_error(Offline("No answer."), lambda: seen.append(bar.isVisible()))
    qtbot.mouseClick(part(bar, QPushButton, "messageAction"), Qt.MouseButton.LeftButton)
    assert seen == [False]


def test_an_error_during_the_retry_is_shown_again(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_error(Offline("First."), lambda: bar.show_error(Offline("Second.")))
    qtbot.mouseClick(part(bar, QPushButton, "messageAction"), Qt.MouseButton.LeftButton)
    assert bar.isVisible()
    assert part(bar, QLabel, "messageSentence").text() == "Second."


def test_a_message_with_an_action(bar: MessageBar, qtbot: QtBot) -> None:
    done: list[str] = []
    bar.show_message("3 files were uploaded.", "Show", lambda: done.append("shown"))
    action = part(bar, QPushButton, "messageAction")
    assert action.text() == "Show"
    qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    assert done == ["shown"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_it_can_be_closed_by_key_and_by_button(bar: MessageBar, qtbot: QtBot, key: Qt.Key | None) -> None:
    bar.show_error(ProgramError("It failed.", "why"))
    with qtbot.waitSignal(bar.closed):
        if key is None:
            qtbot.mouseClick(part(bar, QToolButton, "messageClose"), Qt.MouseButton.LeftButton)
        else:
            button = part(bar, QPushButton, "messageDetailsButton")
            button.setFocus()
            qtbot.waitUntil(button.hasFocus)
            qtbot.keyClick(button, key)
    assert not bar.isVisible()


def test_something_cancelled_is_no_error(bar: MessageBar) -> None:
    bar.show_error(Cancelled())
    assert bar.property("severity") == "information"


def test_it_says_more_than_its_colour(bar: MessageBar) -> None:
    bar.show_error(ProgramError("It failed."))
    assert bar.accessibleName() == "Error: It failed."
    bar.show_message("Done.")
    assert bar.accessibleName() == "Done."


def test_assistive_tools_are_told_at_once(bar: MessageBar, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append((event.message(), event.politeness()))
    )
    bar.show_error(ProgramError("It failed."))
    bar.show_message("Done.")
    assert told == [
        ("Error: It failed.", QAccessible.AnnouncementPoliteness.Assertive),
        ("Done.", QAccessible.AnnouncementPoliteness.Polite),
    ]


def test_a_servers_words_are_never_markup(bar: MessageBar) -> None:
    bar.show_error(ProgramError('<a href="http://evil.example">click</a>'))
    assert part(bar, QLabel, "messageSentence").textFormat() == Qt.TextFormat.PlainText


def test_advice_is_the_nearest_classs() -> None:
    assert advice_for(ServerUnreachable("x")) == advice_for(Offline("x")) != ""
    assert advice_for(AuthExpired("x")) != advice_for(Offline("x"))
    assert advice_for(ProgramError("x")) == ""


def test_in_a_narrow_place_the_buttons_are_below_the_words(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_error(Offline("The server did not answer.", "why"), lambda: None)
    sentence, button = part(bar, QLabel, "messageSentence"), part(bar, QPushButton, "messageAction")
    details = part(bar, QPushButton, "messageDetailsButton")
    for width, below in ((900, False), (260, True), (900, False)):
        bar.resize(width, 300)
        qtbot.waitUntil(lambda below=below: (button.geometry().top() > sentence.geometry().bottom()) is below)
        assert button.geometry().left() < details.geometry().left()
