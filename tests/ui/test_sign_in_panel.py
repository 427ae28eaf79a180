"""Signing in to the real stand-in, with the browser and with a password."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.registry import SERVICES
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.sign_in import SignInPanel
from bimexplorer.ui.tasks import Tasks
from tests.standin import StandIn

LONG = 15_000
"""Milliseconds that a busy machine may need; nothing waits so long that works."""


class Clock:
    """Time that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """A panel on screen, with a site and a browser that only notes what it is to open."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, folder: Path) -> None:
        self.qtbot = qtbot
        self.clock = Clock()
        self.opened: list[QUrl] = []
        self.browser_starts = True
        self.connections = Connections(SiteBook(folder / "sites.json"), Vault(folder), SERVICES)
        self.panel = SignInPanel(self.connections, tasks, opener=self.open, clock=self.clock)
        self.heard: list[tuple[str, str]] = []
        self.panel.signed_in.connect(lambda site_id: self.heard.append(("signed in", site_id)))
        self.panel.cancelled.connect(lambda site_id: self.heard.append(("cancelled", site_id)))
        qtbot.addWidget(self.panel)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    def open(self, address: QUrl) -> bool:
        self.opened.append(address)
        return self.browser_starts

    def add(self, address: str, generation: str, username: str = "") -> Site:
        return self.connections.book.add("Office", "bimcloud", address, generation, username)

    def child(self, kind: type, name: str):
        found = self.panel.findChild(kind, name)
        assert found is not None
        return found

    def seen(self, name: str, kind: type = QPushButton) -> bool:
        return bool(self.child(kind, name).isVisible())

    def click(self, name: str, kind: type = QPushButton) -> None:
        widget = self.child(kind, name)
        self.qtbot.waitUntil(lambda: widget.isVisible() and widget.isEnabled(), timeout=LONG)
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def message(self) -> str:
        bar = self.child(MessageBar, "signInMessage")
        return str(bar.findChild(QLabel, "messageSentence").text()) if bar.isVisible() else ""

    def wait_for_message(self) -> str:
        self.qtbot.waitUntil(lambda: self.message() != "", timeout=LONG)
        return self.message()

    def browse(self, site: Site) -> str:
        """Up to the waiting page; the address that the browser got."""
        self.panel.start(site)
        self.click("signInBrowse")
        self.qtbot.waitUntil(lambda: self.seen("signInCancel"), timeout=LONG)
        return self.opened[-1].toString(QUrl.ComponentFormattingOption.FullyEncoded)


@pytest.fixture
def scene(
    qtbot: QtBot, start_standin: Callable[..., StandIn], tasks: Tasks, tmp_path: Path
) -> Iterator[Scene]:
    """Ends before the servers do: a panel that still polls would meet one that is closing."""
    del start_standin
    scene = Scene(qtbot, tasks, tmp_path)
    yield scene
    scene.panel.stop()
    scene.connections.close()


def fill_in(page_address: str, username: str, password: str) -> requests.Response:
    """What a browser does with the sign-in page: read its form and send it."""
    with requests.Session() as browser:
        page = browser.get(page_address, timeout=30)
        assert page.status_code == 200, page.text
        action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
        assert action is not None
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        form = {name: unescape(value) for name, value in hidden.items()}
        form |= {"username": username, "password": password}
        return browser.post(urljoin(page_address, unescape(action[1])), data=form, timeout=30)


@pytest.fixture
def free_address() -> str:
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def plain_http(standin_2020: StandIn, monkeypatch: pytest.MonkeyPatch) -> str:
    """The stand-in under a name that is not this machine's, over plain http."""
    server = urlsplit(standin_2020.manager)
    monkeypatch.setattr(
        socket, "getaddrinfo", partial(_answer_for, "bimcloud.example", server.hostname, socket.getaddrinfo)
    )
    return f"http://bimcloud.example:{server.port}"


def _answer_for(
    name: str, instead: str, resolve: Callable[..., Any], host: str, *rest: Any, **more: Any
) -> Any:
    """Name resolution with one name of our own."""
    return resolve(instead if host == name else host, *rest, **more)


class TestBrowser:
    def test_the_way_through_the_browser(self, scene: Scene, qtbot: QtBot, standin_2023: StandIn) -> None:
        site = scene.add(standin_2023.manager, "2023.2")
        scene.panel.start(site)
        qtbot.waitUntil(lambda: scene.seen("signInBrowse"), timeout=LONG)
        assert scene.child(QLabel, "signInTitle").text() == "Sign in to Office"
        assert not scene.seen("signInPassword", QLineEdit)
        assert scene.opened == []
        address = scene.browse(site)
        user = standin_2023.users[0]
        answer = fill_in(address, user["username"], user["password"])
        assert answer.status_code == 200
        qtbot.waitUntil(lambda: scene.heard == [("signed in", site.id)], timeout=LONG)
        assert scene.connections.signed_in(site.id)
        assert scene.connections.book.get(site.id).username == user["username"]
        assert scene.connections.cloud(site.id).account().username == user["username"]

    def test_a_wrong_password_on_the_page_lets_one_try_again(
        self, scene: Scene, qtbot: QtBot, standin_2023: StandIn
    ) -> None:
        site = scene.add(standin_2023.manager, "2023.2")
        address = scene.browse(site)
        user = standin_2023.users[1]
        fill_in(address, user["username"], "wrong")
        polls = standin_2023.calls("by-state")
        qtbot.waitUntil(lambda: standin_2023.calls("by-state") > polls, timeout=LONG)
        assert scene.heard == []
        assert scene.message() == ""
        fill_in(address, user["username"], user["password"])
        qtbot.waitUntil(lambda: scene.heard == [("signed in", site.id)], timeout=LONG)

    def test_it_can_be_cancelled_and_begun_again(
        self, scene: Scene, qtbot: QtBot, standin_2023: StandIn
    ) -> None:
        site = scene.add(standin_2023.manager, "2023.2")
        first = scene.browse(site)
        scene.click("signInCancel")
        assert scene.heard == [("cancelled", site.id)]
        assert scene.message() == "The sign-in was cancelled."
        user = standin_2023.users[0]
        fill_in(first, user["username"], user["password"])
        scene.click("signInBrowse")
        qtbot.waitUntil(lambda: scene.seen("signInCancel"), timeout=LONG)
        second = scene.opened[-1].toString(QUrl.ComponentFormattingOption.FullyEncoded)
        assert second != first
        assert not scene.connections.signed_in(site.id)
        fill_in(second, user["username"], user["password"])
        qtbot.waitUntil(lambda: ("signed in", site.id) in scene.heard, timeout=LONG)

    def test_it_gives_up_after_five_minutes_and_says_so(
        self, scene: Scene, qtbot: QtBot, standin_2023: StandIn
    ) -> None:
        site = scene.add(standin_2023.manager, "2023.2")
        scene.browse(site)
        scene.clock.now += 299
        elapsed = scene.child(QLabel, "signInElapsed")
        qtbot.waitUntil(lambda: elapsed.text() == "4:59", timeout=LONG)
        assert scene.message() == ""
        scene.clock.now += 2
        assert scene.wait_for_message() == ("Nobody finished the sign-in in the browser within 5 minutes.")
        assert scene.seen("signInBrowse")
        assert scene.heard == []

    def test_a_server_that_went_away_is_told_apart_from_nobody_there(
        self, scene: Scene, start_standin: Callable[..., StandIn]
    ) -> None:
        standin = start_standin(generation="2023.2")
        site = scene.add(standin.manager, "2023.2")
        scene.browse(site)
        standin.stop()
        scene.clock.now += 301
        assert "did not answer" in scene.wait_for_message() or "reach" in scene.message()

    def test_a_lost_line_is_told_while_one_waits(
        self, scene: Scene, qtbot: QtBot, start_standin: Callable[..., StandIn]
    ) -> None:
        standin = start_standin(generation="2023.2")
        address = scene.browse(scene.add(standin.manager, "2023.2"))
        state = scene.child(QLabel, "signInState")
        assert state.text() == "Finish the sign-in in your web browser."
        standin.kill()
        silent = "The server does not answer at the moment. Waiting…"
        qtbot.waitUntil(lambda: state.text() == silent, timeout=LONG)
        standin.start()
        qtbot.waitUntil(lambda: state.text() == "Finish the sign-in in your web browser.", timeout=LONG)
        assert scene.seen("signInCancel")
        assert scene.opened[-1].toString(QUrl.ComponentFormattingOption.FullyEncoded) == address

    def test_it_leaves_the_focus_where_somebody_is(
        self, scene: Scene, qtbot: QtBot, standin_2023: StandIn
    ) -> None:
        window = QWidget()
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        elsewhere = QLineEdit(window)
        column.addWidget(elsewhere)
        column.addWidget(scene.panel)
        with qtbot.waitActive(window):
            window.show()
        elsewhere.setFocus()
        scene.panel.start(scene.add(standin_2023.manager, "2023.2"))
        qtbot.waitUntil(lambda: scene.seen("signInBrowse"), timeout=LONG)
        assert elsewhere.hasFocus()
        scene.panel.setParent(None)

    def test_a_refusal_is_told(self, scene: Scene, standin_2023: StandIn) -> None:
        site = scene.add(standin_2023.manager, "2023.2")
        standin_2023.fault(
            server="manager",
            path="by-state",
            skip=2,
            times=None,
            status=401,
            body={"error": "access_denied", "error_description": "The user said no"},
        )
        scene.browse(site)
        assert scene.wait_for_message() == "The sign-in was refused in the browser."
        assert scene.seen("signInBrowse")
        standin_2023.clear_faults()

    def test_after_a_minute_it_asks_whether_the_page_was_closed(
        self, scene: Scene, qtbot: QtBot, standin_2023: StandIn
    ) -> None:
        site = scene.add(standin_2023.manager, "2023.2")
        scene.browse(site)
        remark = scene.child(QLabel, "signInRemark")
        scene.clock.now += 59
        qtbot.waitUntil(lambda: scene.child(QLabel, "signInElapsed").text() == "0:59", timeout=LONG)
        assert remark.text() == ""
        scene.clock.now += 2
        qtbot.waitUntil(lambda: remark.text() == "Closed the page? Open it again.", timeout=LONG)
        scene.click("signInOpenAgain")
        assert scene.opened[0] == scene.opened[1]

    def test_the_address_can_be_copied(self, scene: Scene, standin_2023: StandIn) -> None:
        address = scene.browse(scene.add(standin_2023.manager, "2023.2"))
        scene.click("signInCopyAddress")
        assert QGuiApplication.clipboard().text() == address
        assert scene.child(QLabel, "signInRemark").text() == "The address is in the clipboard."

    def test_a_browser_that_does_not_start_is_no_dead_end(self, scene: Scene, standin_2023: StandIn) -> None:
        scene.browser_starts = False
        address = scene.browse(scene.add(standin_2023.manager, "2023.2"))
        assert scene.message().startswith("The web browser could not be started.")
        scene.child(MessageBar, "signInMessage").findChild(QPushButton, "messageAction").click()
        assert QGuiApplication.clipboard().text() == address
        assert scene.seen("signInCancel")

    def test_return_presses_the_button(self, scene: Scene, qtbot: QtBot, standin_2023: StandIn) -> None:
        scene.panel.start(scene.add(standin_2023.manager, "2023.2"))
        button = scene.child(QPushButton, "signInBrowse")
        qtbot.waitUntil(button.isVisible, timeout=LONG)
        scene.panel.activateWindow()
        qtbot.waitUntil(button.hasFocus)
        qtbot.keyClick(button, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(scene.opened) == 1, timeout=LONG)

    @pytest.mark.skipif(
        not (shutil.which("chromium") and shutil.which("chromedriver")), reason="no chromium is installed"
    )
    def test_a_real_browser(self, scene: Scene, qtbot: QtBot, standin_2023: StandIn, tmp_path: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.common.by import By

        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for argument in ("--headless=new", "--no-sandbox", f"--user-data-dir={tmp_path / 'chromium'}"):
            options.add_argument(argument)
        site = scene.add(standin_2023.manager, "2023.2")
        address = scene.browse(site)
        user = standin_2023.users[0]
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        with webdriver.Chrome(options=options, service=service) as browser:
            browser.get(address)
            browser.find_element(By.CSS_SELECTOR, "input[type=text], input[type=email]").send_keys(
                user["username"]
            )
            browser.find_element(By.CSS_SELECTOR, "input[type=password]").send_keys(user["password"])
            browser.find_element(By.CSS_SELECTOR, "button").click()
            qtbot.waitUntil(lambda: scene.heard == [("signed in", site.id)], timeout=LONG)
            assert "Signed in" in browser.title


class TestPassword:
    def test_the_way_with_a_password(self, scene: Scene, qtbot: QtBot, standin_2020: StandIn) -> None:
        site = scene.add(standin_2020.manager, "2020.2")
        scene.panel.start(site)
        username, password = (scene.child(QLineEdit, f"signIn{name}") for name in ("Username", "Password"))
        qtbot.waitUntil(password.isVisible, timeout=LONG)
        assert not scene.seen("signInBrowse")
        assert password.echoMode() == QLineEdit.EchoMode.Password
        assert not scene.child(QLabel, "signInWarning").isVisible()
        user = standin_2020.users[0]
        qtbot.keyClicks(username, user["username"])
        qtbot.keyClicks(password, user["password"])
        qtbot.keyClick(password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: scene.heard == [("signed in", site.id)], timeout=LONG)
        assert password.text() == ""
        assert scene.connections.signed_in(site.id)

    def test_a_refused_password_is_told_and_forgotten(
        self, scene: Scene, qtbot: QtBot, standin_2020: StandIn
    ) -> None:
        site = scene.add(standin_2020.manager, "2020.2", username="anna")
        scene.panel.start(site)
        password = scene.child(QLineEdit, "signInPassword")
        qtbot.waitUntil(password.isVisible, timeout=LONG)
        assert scene.child(QLineEdit, "signInUsername").text() == "anna"
        password.setText("wrong")
        scene.click("signInSubmit")
        assert "password" in scene.wait_for_message().lower()
        assert password.text() == ""
        assert password.isEnabled()
        assert not scene.connections.signed_in(site.id)
        assert scene.heard == []

    def test_nothing_is_sent_while_a_field_is_empty(
        self, scene: Scene, qtbot: QtBot, standin_2020: StandIn
    ) -> None:
        scene.panel.start(scene.add(standin_2020.manager, "2020.2"))
        username = scene.child(QLineEdit, "signInUsername")
        qtbot.waitUntil(username.isVisible, timeout=LONG)
        scene.panel.activateWindow()
        scene.click("signInSubmit")
        qtbot.waitUntil(username.hasFocus)
        username.setText("anna")
        scene.click("signInSubmit")
        qtbot.waitUntil(scene.child(QLineEdit, "signInPassword").hasFocus)
        assert standin_2020.calls("create-session") == 0

    def test_the_password_can_be_shown_until_it_is_used(
        self, scene: Scene, qtbot: QtBot, standin_2020: StandIn
    ) -> None:
        scene.panel.start(scene.add(standin_2020.manager, "2020.2"))
        password, reveal = scene.child(QLineEdit, "signInPassword"), scene.child(QCheckBox, "signInReveal")
        qtbot.waitUntil(password.isVisible, timeout=LONG)
        reveal.setChecked(True)
        assert password.echoMode() == QLineEdit.EchoMode.Normal
        scene.panel.stop()
        assert password.echoMode() == QLineEdit.EchoMode.Password

    def test_a_password_in_clear_is_warned_of(self, scene: Scene, qtbot: QtBot, plain_http: str) -> None:
        scene.panel.start(scene.add(plain_http, "2020.2"))
        warning = scene.child(QLabel, "signInWarning")
        qtbot.waitUntil(warning.isVisible, timeout=LONG)
        assert "not encrypted" in warning.text()
        assert warning.text().startswith("The way to bimcloud.example")


def test_a_server_that_is_not_there_is_told_before_anything_opens(
    scene: Scene, qtbot: QtBot, free_address: str, start_standin: Callable[..., StandIn]
) -> None:
    site = scene.add(free_address, "2023.2")
    scene.panel.start(site)
    assert scene.wait_for_message() != ""
    assert not scene.seen("signInBrowse")
    assert scene.opened == []


def test_trying_again_finds_a_server_that_came_back(
    scene: Scene, qtbot: QtBot, start_standin: Callable[..., StandIn]
) -> None:
    standin = start_standin(generation="2023.2")
    standin.stop()
    scene.panel.start(scene.add(standin.manager, "2023.2"))
    scene.wait_for_message()
    standin.start()
    scene.child(MessageBar, "signInMessage").findChild(QPushButton, "messageAction").click()
    qtbot.waitUntil(lambda: scene.seen("signInBrowse"), timeout=LONG)
    assert scene.message() == ""


def test_a_slow_server_is_said_to_be_asked(scene: Scene, qtbot: QtBot, standin_2023: StandIn) -> None:
    standin_2023.fault(server="manager", path="by-state", stall=3)
    site = scene.add(standin_2023.manager, "2023.2")
    scene.panel.start(site)
    qtbot.waitUntil(lambda: scene.seen("signInStopLooking"), timeout=LONG)
    scene.click("signInStopLooking")
    assert scene.heard == [("cancelled", site.id)]
    assert not scene.seen("signInBrowse")


def test_an_upgraded_server_gets_its_new_way(scene: Scene, qtbot: QtBot, standin_2023: StandIn) -> None:
    site = scene.add(standin_2023.manager, "2020.2")
    scene.panel.start(site)
    qtbot.waitUntil(lambda: scene.seen("signInBrowse"), timeout=LONG)
    assert scene.connections.book.get(site.id).generation == "2023.2"


def test_a_site_removed_meanwhile_gets_a_sentence(scene: Scene, standin_2023: StandIn) -> None:
    site = scene.add(standin_2023.manager, "2023.2")
    scene.connections.book.remove(site.id)
    scene.panel.start(site)
    assert scene.wait_for_message() == "This site has been removed."


def test_what_is_to_be_known_is_said(scene: Scene, qtbot: QtBot, standin_2023: StandIn) -> None:
    site = scene.add(standin_2023.manager, "2023.2")
    scene.panel.start(site, expired=True, hint="Demo user: anna")
    assert scene.seen("signInExpired", QLabel)
    assert scene.child(QLabel, "signInHint").text() == "Demo user: anna"
    vault = scene.connections.vault
    assert scene.seen("signInKeychain", QLabel) is not vault.persistent
    assert scene.child(QLabel, "signInKeychain").text() == vault.explanation
    scene.panel.start(site)
    assert not scene.seen("signInExpired", QLabel)
    assert not scene.seen("signInHint", QLabel)


def test_nothing_comes_back_after_stop(scene: Scene, qtbot: QtBot, standin_2023: StandIn) -> None:
    site = scene.add(standin_2023.manager, "2023.2")
    address = scene.browse(site)
    scene.panel.stop()
    user = standin_2023.users[0]
    fill_in(address, user["username"], user["password"])
    polls = standin_2023.calls("by-state")
    with qtbot.assertNotEmitted(scene.panel.signed_in, wait=1500):
        pass
    assert standin_2023.calls("by-state") == polls
    assert not scene.connections.signed_in(site.id)


def test_every_button_and_field_can_be_reached_and_has_a_name(
    scene: Scene, qtbot: QtBot, standin_2020: StandIn
) -> None:
    scene.panel.start(scene.add(standin_2020.manager, "2020.2"))
    qtbot.waitUntil(lambda: scene.seen("signInSubmit"), timeout=LONG)
    for kind in (QPushButton, QLineEdit, QCheckBox):
        for widget in scene.panel.findChildren(kind):
            assert isinstance(widget, QWidget)
            named = widget.accessibleName() or (widget.text() if not isinstance(widget, QLineEdit) else "")
            if widget.isVisible():
                assert named, widget.objectName()
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.objectName()
