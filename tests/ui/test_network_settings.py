"""The network's page of the settings: what can be used counts at once, what cannot says why."""

from __future__ import annotations

from pathlib import Path

import certifi
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton, QSpinBox
from pytestqt.qtbot import QtBot

from bimexplorer.network import CONNECT_SECONDS, DIRECT, MANUAL, SYSTEM
from bimexplorer.settings import Settings
from bimexplorer.ui.dialogs.network_settings import NetworkSettings
from bimexplorer.ui.tasks import Tasks


class Scene:
    def __init__(self, qtbot: QtBot, tasks: Tasks, settings: Settings) -> None:
        self.qtbot = qtbot
        self.settings = settings
        self.page = NetworkSettings(settings, tasks)
        qtbot.addWidget(self.page)
        self.changes = 0
        self.page.changed.connect(self._count)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def _count(self) -> None:
        self.changes += 1

    def line(self, name: str) -> QLineEdit:
        return self.page.findChild(QLineEdit, name)

    def problem(self, name: str) -> str:
        label = self.page.findChild(QLabel, name)
        return label.text() if label.isVisible() else ""

    def enter(self, name: str, text: str) -> None:
        line = self.line(name)
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClicks(line, text)
        self.page.findChild(QSpinBox, "readSeconds").setFocus()


def test_an_address_that_is_typed_becomes_the_proxy(qtbot: QtBot, tasks: Tasks) -> None:
    scene = Scene(qtbot, tasks, Settings())
    assert scene.page.findChild(QRadioButton, "proxySystem").isChecked()
    scene.enter("proxyAddress", "http://proxy:3128")
    assert (scene.settings.proxy, scene.settings.proxy_address) == (MANUAL, "http://proxy:3128")
    scene.page.findChild(QRadioButton, "proxyDirect").click()
    assert (scene.settings.proxy, scene.settings.proxy_address) == (DIRECT, "http://proxy:3128")
    assert scene.changes == 2


def test_a_wrong_address_is_told_and_nothing_changes(qtbot: QtBot, tasks: Tasks) -> None:
    scene = Scene(qtbot, tasks, Settings())
    scene.enter("proxyAddress", "proxy")
    assert "no address of a proxy" in scene.problem("proxyProblem")
    assert (scene.settings.proxy, scene.settings.proxy_address, scene.changes) == (SYSTEM, "", 0)
    scene.enter("proxyAddress", "http://proxy:80")
    assert scene.problem("proxyProblem") == ""
    assert scene.settings.proxy == MANUAL


def test_certificates_are_looked_at_before_they_count(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    scene = Scene(qtbot, tasks, Settings())
    scene.enter("caFile", str(tmp_path / "gone.pem"))
    qtbot.waitUntil(lambda: "cannot be read" in scene.problem("caFileProblem"))
    assert scene.settings.ca_file == ""
    scene.enter("caFile", certifi.where())
    qtbot.waitUntil(lambda: scene.settings.ca_file == certifi.where())
    assert scene.problem("caFileProblem") == ""
    scene.line("caFile").clear()
    qtbot.waitUntil(lambda: scene.settings.ca_file == "")


def test_patience_is_kept_in_its_limits(qtbot: QtBot, tasks: Tasks) -> None:
    scene = Scene(qtbot, tasks, Settings())
    field = scene.page.findChild(QSpinBox, "connectSeconds")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "99999")
    scene.page.interpret()
    assert CONNECT_SECONDS[0] <= scene.settings.connect_seconds <= CONNECT_SECONDS[1]
    field.setValue(25)
    assert (scene.settings.connect_seconds, scene.settings.network.connect_seconds) == (25, 25)


def test_what_is_in_force_is_shown(qtbot: QtBot, tasks: Tasks) -> None:
    settings = Settings(proxy=MANUAL, proxy_address="http://a:1", ca_file="/gone.pem", read_seconds=90)
    scene = Scene(qtbot, tasks, settings)
    assert scene.page.findChild(QRadioButton, "proxyManual").isChecked()
    assert scene.page.findChild(QSpinBox, "readSeconds").value() == 90
    qtbot.waitUntil(lambda: "cannot be read" in scene.problem("caFileProblem"))
    assert settings.ca_file == "/gone.pem"
