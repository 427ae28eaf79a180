"""Adding a site: what the address leads to is said before anything is kept."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.registry import SERVICES
from bimexplorer.sites.book import Site, SiteBook, checked_name
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.ui.dialogs.add_site import (
    AddSiteDialog,
    EditSiteDialog,
    SiteDialog,
    host_name,
    proposed_name,
)
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Tasks
from tests.standin import StandIn

LONG = 20_000


class Scene:
    """A dialog on a book of its own; of the site of this id, or of a new one."""

    def __init__(
        self, qtbot: QtBot, tasks: Tasks, folder: Path, site_id: str = "", vault: Vault | None = None
    ) -> None:
        """`vault`: of a dialog before, with what was kept there."""
        self.qtbot = qtbot
        self.book = SiteBook(folder / "sites.json")
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.connections = Connections(self.book, vault or Vault(folder), SERVICES)
        self.dialog: SiteDialog
        if site_id:
            site, signed_in = self.book.get(site_id), self.connections.signed_in(site_id)
            self.dialog = EditSiteDialog(self.connections, tasks, site, self.window, signed_in=signed_in)
        else:
            self.dialog = AddSiteDialog(self.connections, tasks, self.window)
        self.added: list[Site] = []
        self.dialog.site_kept.connect(self.added.append)
        self.address = self.child(QLineEdit, "siteAddress")
        self.name = self.child(QLineEdit, "siteName")
        self.application_id = self.child(QLineEdit, "siteApplicationId")
        self.accept = self.child(QPushButton, "siteAccept")
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()

    def child(self, kind: type, name: str):
        found = self.dialog.findChild(kind, name)
        assert found is not None
        return found

    def press(self) -> None:
        self.qtbot.mouseClick(self.accept, Qt.MouseButton.LeftButton)

    def message(self) -> str:
        bar = self.child(MessageBar, "siteMessage")
        return str(bar.findChild(QLabel, "messageSentence").text()) if bar.isVisible() else ""

    def find(self, address: str) -> None:
        self.address.setText(address)
        self.press()
        self.qtbot.waitUntil(lambda: self.child(QLabel, "siteFound").isVisible(), timeout=LONG)

    def choose_bimplus(self) -> None:
        self.child(QRadioButton, "cloudChoice.bimplus").click()

    def keep(self) -> Site:
        with self.qtbot.waitSignal(self.dialog.site_kept, timeout=LONG):
            self.press()
        return self.added[-1]

    def refused(self, address: str) -> str:
        self.address.setText(address)
        self.press()
        self.qtbot.waitUntil(lambda: self.message() != "", timeout=LONG)
        return self.message()


@pytest.fixture
def scene(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Scene:
    return Scene(qtbot, tasks, tmp_path)


@pytest.fixture
def web_site() -> Iterator[str]:
    """Some web server that is no BIMcloud."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<html>Hello</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_find_then_add(scene: Scene, qtbot: QtBot, shared_standin: StandIn) -> None:
    assert scene.accept.text() == "Find server"
    assert not scene.accept.isEnabled()
    scene.find(shared_standin.manager)
    found = scene.child(QLabel, "siteFound").text()
    assert found == f"This is a BIMcloud {shared_standin.generation} server at {shared_standin.manager}."
    assert scene.name.text() == "127.0.0.1"
    assert scene.accept.text() == "Add site"
    assert scene.book.all() == ()
    scene.name.setText("Office")
    with qtbot.waitSignal(scene.dialog.accepted, timeout=LONG):
        scene.press()
    assert [site.name for site in scene.added] == ["Office"]
    assert scene.book.all() == tuple(scene.added)
    site = scene.added[0]
    assert (site.cloud, site.address, site.generation) == (
        "bimcloud",
        shared_standin.manager,
        shared_standin.generation,
    )


def test_by_keyboard_alone(scene: Scene, qtbot: QtBot, shared_standin: StandIn) -> None:
    scene.dialog.activateWindow()
    qtbot.waitUntil(scene.address.hasFocus)
    qtbot.keyClicks(scene.address, shared_standin.manager)
    qtbot.keyClick(scene.address, Qt.Key.Key_Return)
    qtbot.waitUntil(scene.name.hasFocus, timeout=LONG)
    assert scene.name.selectedText() == "127.0.0.1"
    with qtbot.waitSignal(scene.dialog.accepted, timeout=LONG):
        qtbot.keyClick(scene.name, Qt.Key.Key_Return)
    assert len(scene.book.all()) == 1


def test_a_missing_scheme_is_found_out(scene: Scene, shared_standin: StandIn) -> None:
    scene.find(shared_standin.manager.removeprefix("http://"))
    assert shared_standin.manager in scene.child(QLabel, "siteFound").text()


@pytest.mark.parametrize("typed", ["not an address", "ftp://bimcloud.example", "https://", "http://[::1"])
def test_what_is_no_address_gets_a_sentence(scene: Scene, typed: str) -> None:
    assert scene.refused(typed) != ""
    assert scene.book.all() == ()
    assert scene.accept.text() == "Find server"


def test_a_web_site_is_no_bimcloud(scene: Scene, qtbot: QtBot, web_site: str) -> None:
    assert "is not a BIMcloud Manager" in scene.refused(web_site)
    details = scene.child(QPushButton, "messageDetailsButton")
    qtbot.mouseClick(details, Qt.MouseButton.LeftButton)
    technical = scene.child(QPlainTextEdit, "messageTechnical")
    assert technical.isVisible()
    assert technical.toPlainText() != ""
    assert scene.book.all() == ()


@pytest.fixture
def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_nobody_answers(scene: Scene, nobody: str) -> None:
    assert scene.refused(nobody) != ""
    assert scene.book.all() == ()


def test_a_name_that_is_taken_or_not_possible_is_told_and_can_be_changed(
    scene: Scene, qtbot: QtBot, shared_standin: StandIn
) -> None:
    scene.book.add("Office", "bimcloud", "https://elsewhere.example", "2023.2")
    scene.find(shared_standin.manager)
    scene.name.setText("OFFICE")
    scene.press()
    qtbot.waitUntil(lambda: scene.message() == "There is a site named “OFFICE” already.", timeout=LONG)
    scene.name.setText("a:b")
    scene.press()
    qtbot.waitUntil(lambda: "may not contain" in scene.message(), timeout=LONG)
    scene.name.setText("Second")
    with qtbot.waitSignal(scene.dialog.accepted, timeout=LONG):
        scene.press()
    assert [site.name for site in scene.book.all()] == ["Office", "Second"]


def test_a_typed_name_stays(scene: Scene, shared_standin: StandIn) -> None:
    scene.name.setText("Mine")
    scene.find(shared_standin.manager)
    assert scene.name.text() == "Mine"


def test_another_address_has_to_be_found_again(scene: Scene, shared_standin: StandIn) -> None:
    scene.find(shared_standin.manager)
    scene.address.setText(shared_standin.manager + "/x")
    assert scene.accept.text() == "Find server"
    assert not scene.child(QLabel, "siteFound").isVisible()


def test_looking_can_be_stopped_without_closing(scene: Scene, qtbot: QtBot, shared_standin: StandIn) -> None:
    shared_standin.fault(server="manager", stall=3)
    scene.address.setText(shared_standin.manager)
    scene.press()
    assert not scene.address.isEnabled()
    scene.dialog.reject()
    assert scene.dialog.isVisible()
    assert scene.address.isEnabled()
    assert scene.message() == ""
    scene.dialog.reject()
    assert not scene.dialog.isVisible()
    assert scene.added == []


def test_nothing_jumps_while_it_looks_and_finds(scene: Scene, shared_standin: StandIn) -> None:
    before = scene.accept.geometry().top(), scene.name.geometry().top()
    scene.find(shared_standin.manager)
    assert (scene.accept.geometry().top(), scene.name.geometry().top()) == before


def test_every_field_has_a_name(scene: Scene) -> None:
    assert scene.address.accessibleName() == "Address of the server"
    assert scene.name.accessibleName() == "Name of the site"


@pytest.mark.parametrize(
    ("address", "taken", "name"),
    [
        ("https://bimcloud.example.com", set(), "bimcloud.example.com"),
        ("https://bimcloud.example.com:22000", {"bimcloud.example.com"}, "bimcloud.example.com 2"),
        (
            "https://BIM.example",
            {"bim.example", "bim.example 2"},
            "bim.example 3",
        ),
        ("http://[::1]:22000", set(), "--1"),
    ],
)
def test_proposed_names_can_be_kept(address: str, taken: set[str], name: str) -> None:
    assert proposed_name(host_name(address), taken) == name
    assert checked_name(name) == name


def test_a_long_message_is_shown_in_full(scene: Scene, qtbot: QtBot, nobody: str) -> None:
    scene.refused(nobody)
    bar = scene.child(MessageBar, "siteMessage")
    for name in ("messageSentence", "messageAdvice"):
        label = bar.findChild(QLabel, name)
        assert label.text()
        qtbot.waitUntil(lambda label=label: label.height() >= label.heightForWidth(label.width()))


# ---------------------------------------------------------------- Bimplus


def api(server: StandIn) -> str:
    return str(server.bimplus["api"]).removesuffix("/v2")


def test_choosing_a_cloud_prefills_its_usual_address_and_keeps_a_typed_one(scene: Scene) -> None:
    assert not scene.application_id.isVisible()
    assert scene.address.text() == ""
    scene.choose_bimplus()
    assert scene.address.text() == "https://api.bimplus.net"
    assert scene.application_id.isVisible()
    assert "ALLPLAN issues it" in scene.child(QLabel, "siteAboutApplicationId").text()
    scene.child(QRadioButton, "cloudChoice.bimcloud").click()
    assert scene.address.text() == ""
    assert not scene.application_id.isVisible()
    scene.address.setText("stage.example")
    scene.choose_bimplus()
    assert scene.address.text() == "stage.example"


def test_a_click_beside_the_name_of_a_cloud_chooses_it(scene: Scene, qtbot: QtBot) -> None:
    button = scene.child(QRadioButton, "cloudChoice.bimplus")
    row = button.parentWidget()
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().bottomRight() - QPoint(4, 4))
    assert button.isChecked()
    assert button.accessibleDescription() != ""


def test_a_bimplus_needs_its_application_id(scene: Scene, shared_2023: StandIn) -> None:
    scene.choose_bimplus()
    scene.find(api(shared_2023))
    assert scene.child(QLabel, "siteFound").text() == f"This is a Bimplus v2 server at {api(shared_2023)}."
    scene.press()
    assert scene.message() == "Type the application id: without it nobody can sign in."
    assert scene.book.all() == ()
    # As it comes out of a letter.
    scene.application_id.setText(
        f" {shared_2023.bimplus['application_id'][:9]} \u2028\t"
        f"{shared_2023.bimplus['application_id'][9:]}\u00a0"
    )
    site = scene.keep()
    assert site.application_id == shared_2023.bimplus["application_id"]
    assert (site.cloud, site.address, site.generation) == ("bimplus", api(shared_2023), "v2")
    assert scene.book.all() == (site,)


def test_an_address_of_the_other_cloud_is_refused(scene: Scene, shared_2023: StandIn) -> None:
    scene.choose_bimplus()
    assert "is not a Bimplus" in scene.refused(shared_2023.manager)


def test_a_wrong_application_id_is_mended_without_losing_the_site(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn
) -> None:
    book, told = SiteBook(tmp_path / "sites.json"), shared_2023.bimplus
    site = book.add("Projects", "bimplus", api(shared_2023), "v2", application_id="wrong")
    scene = Scene(qtbot, tasks, tmp_path, site.id)
    assert scene.accept.text() == "Save"
    assert (scene.address.text(), scene.name.text()) == (site.address, "Projects")
    assert scene.application_id.selectedText() == "wrong"
    scene.application_id.setText(told["application_id"])
    kept = scene.keep()
    assert kept == replace(site, application_id=told["application_id"])
    assert book.all() == (kept,)
    scene.connections.password_sign_in(site.id, **told["users"][0])
    assert scene.connections.signed_in(site.id)
    # The sign-in belongs to where it was made.
    again = Scene(qtbot, tasks, tmp_path, site.id, scene.connections.vault)
    again.application_id.setText("another")
    assert "sign in again" in again.child(QLabel, "siteConsequence").text()
    again.name.setText("Renamed")
    assert again.keep().name == "Renamed"
    assert not again.connections.signed_in(site.id)


def test_another_address_of_a_site_is_looked_at_before_it_is_kept(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn, nobody: str
) -> None:
    book = SiteBook(tmp_path / "sites.json")
    site = book.add("Office", "bimcloud", nobody, "2020.2")
    scene = Scene(qtbot, tasks, tmp_path, site.id)
    assert not scene.application_id.isVisible()
    assert not scene.child(QWidget, "cloudChoice").isVisible()
    scene.address.setText(shared_2023.manager)
    assert scene.accept.text() == "Find server"
    scene.find(shared_2023.manager)
    assert scene.name.text() == "Office"
    kept = scene.keep()
    assert kept == replace(site, address=shared_2023.manager, generation="2023.2")
    # Back to the old one: it is known, but a name that is taken is refused as ever.
    book.add("Taken", "bimcloud", nobody, "2020.2")
    scene = Scene(qtbot, tasks, tmp_path, site.id)
    scene.name.setText("taken")
    scene.press()
    qtbot.waitUntil(lambda: scene.message() == "There is a site named “taken” already.", timeout=LONG)
    assert book.get(site.id) == kept
