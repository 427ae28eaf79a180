"""The settings' dialog: every change counts at once, by mouse and by keyboard, and comes back next time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.settings import Settings
from bimexplorer.transfer.status import Limits, State
from bimexplorer.ui.dialogs.settings import SettingsDialog, limits_of
from tests.standin import StandIn
from tests.ui.explorer import Explorer


class Scene:
    """An open dialog, and what it said."""

    def __init__(self, qtbot: QtBot, settings: Settings) -> None:
        self.qtbot = qtbot
        self.settings = settings
        self.dialog = SettingsDialog(settings)
        qtbot.addWidget(self.dialog)
        self.told: list[Limits] = []
        self.dialog.changed.connect(lambda: self.told.append(limits_of(settings)))
        with qtbot.waitActive(self.dialog):
            self.dialog.show()
            self.dialog.activateWindow()

    def child(self, kind: type, name: str):
        found = self.dialog.findChild(kind, name)
        assert found is not None
        return found

    @property
    def connections(self) -> QSpinBox:
        return self.child(QSpinBox, "settingsConnections")

    def limit(self, direction: str) -> tuple[QCheckBox, QSpinBox, QComboBox]:
        return (
            self.child(QCheckBox, f"settingsLimit{direction}"),
            self.child(QSpinBox, f"settings{direction}Rate"),
            self.child(QComboBox, f"settings{direction}Unit"),
        )

    def type(self, field: QSpinBox, text: str) -> None:
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    return Scene(qtbot, Settings(connections=16))


def test_it_shows_what_is_set(qtbot: QtBot) -> None:
    scene = Scene(
        qtbot,
        Settings(
            connections=7, upload_rate=1_500_000, download_rate=3_000_000, notify=False, keep_awake=False
        ),
    )
    assert scene.connections.value() == 7
    for direction, number, unit in (("Upload", 1500, "kB/s"), ("Download", 3, "MB/s")):
        switch, spin, units = scene.limit(direction)
        assert switch.isChecked()
        assert (spin.value(), units.currentText()) == (number, unit)
    assert not scene.child(QCheckBox, "settingsNotify").isChecked()
    assert not scene.child(QCheckBox, "settingsKeepAwake").isChecked()
    assert scene.told == []


@pytest.mark.parametrize(
    ("rate", "number", "unit"),
    [
        (1, 1, "kB/s"),
        (999, 1, "kB/s"),
        (20_000, 20, "kB/s"),
        (10**12, 999_999, "MB/s"),
        (2 * 10**9, 2000, "MB/s"),
    ],
)
def test_a_limit_from_an_edited_file_is_shown_as_near_as_can_be(
    qtbot: QtBot, rate: int, number: int, unit: str
) -> None:
    scene = Scene(qtbot, Settings(upload_rate=rate))
    _, spin, units = scene.limit("Upload")
    assert (spin.value(), units.currentText()) == (number, unit)
    assert scene.settings.upload_rate == rate, "what nobody touched stays"


@pytest.mark.parametrize("direction", ["Upload", "Download"])
def test_a_limit_is_set_changed_and_lifted_at_once(scene: Scene, direction: str) -> None:
    switch, spin, units = scene.limit(direction)
    other = {"Upload": "download_rate", "Download": "upload_rate"}[direction]
    name = f"{direction.lower()}_rate"
    assert not spin.isEnabled()
    assert not units.isEnabled()
    switch.click()
    assert spin.isEnabled()
    assert getattr(scene.settings, name) == 1_000_000
    scene.type(spin, "20")
    scene.qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert getattr(scene.settings, name) == 20_000_000
    units.setCurrentText("kB/s")
    assert getattr(scene.settings, name) == 20_000
    switch.click()
    assert getattr(scene.settings, name) == 0
    assert getattr(scene.settings, other) == 0
    rates = [getattr(limits, name) for limits in scene.told]
    assert rates == [1_000_000, 20_000_000, 20_000, 0]


def test_a_number_counts_when_it_is_typed_and_not_digit_by_digit(scene: Scene) -> None:
    scene.type(scene.connections, "12")
    assert scene.settings.connections == 16
    assert scene.told == []
    scene.qtbot.keyClick(scene.connections, Qt.Key.Key_Return)
    assert scene.settings.connections == 12
    assert [limits.connections for limits in scene.told] == [12]
    assert scene.dialog.isVisible(), "Return ends the typing, not the dialog"


@pytest.mark.parametrize("how", ["escape", "button"])
def test_a_number_that_is_still_being_typed_counts_when_the_dialog_closes(scene: Scene, how: str) -> None:
    scene.type(scene.connections, "5")
    if how == "escape":
        scene.qtbot.keyClick(scene.connections, Qt.Key.Key_Escape)
    else:
        scene.child(QPushButton, "settingsClose").click()
    assert not scene.dialog.isVisible()
    assert scene.settings.connections == 5


@pytest.mark.parametrize(("typed", "kept"), [("0", 16), ("99", 9), ("-3", 3), ("abc", 16), ("", 16)])
def test_what_cannot_be_is_not_taken(scene: Scene, typed: str, kept: int) -> None:
    scene.type(scene.connections, typed)
    if not typed:
        scene.qtbot.keyClick(scene.connections, Qt.Key.Key_Delete)
    scene.child(QPushButton, "settingsClose").click()
    assert scene.settings.connections == kept


def test_switches(scene: Scene) -> None:
    for name, field in (("settingsNotify", "notify"), ("settingsKeepAwake", "keep_awake")):
        scene.child(QCheckBox, name).click()
        assert getattr(scene.settings, field) is False
    assert len(scene.told) == 2


def test_by_keyboard_alone(scene: Scene) -> None:
    """Tab leads through everything, Space switches, the arrows count."""
    scene.qtbot.waitUntil(scene.connections.hasFocus)
    names = []
    for _ in range(6):
        names.append(QApplication.focusWidget().objectName())
        scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert names == [
        "settingsConnections",
        "settingsLimitUpload",
        "settingsLimitDownload",
        "settingsNotify",
        "settingsKeepAwake",
        "settingsClose",
    ]
    assert scene.connections.hasFocus()
    scene.qtbot.keyClick(scene.connections, Qt.Key.Key_Up)
    assert scene.settings.connections == 17
    scene.qtbot.keyClick(scene.connections, Qt.Key.Key_Tab)
    scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert scene.settings.upload_rate == 1_000_000
    scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == "settingsUploadRate"


def test_everything_has_a_name_for_who_does_not_see_it(scene: Scene) -> None:
    for field in scene.dialog.findChildren(QWidget):
        if field.focusPolicy() & Qt.FocusPolicy.TabFocus and field.objectName().startswith("settings"):
            text = field.text() if isinstance(field, QCheckBox | QPushButton) else field.accessibleName()
            assert text, field.objectName()
    assert scene.connections.accessibleDescription() != ""


def test_nothing_is_cut_with_large_letters(qtbot: QtBot, qapp: QApplication) -> None:
    before = QFont(qapp.font())
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 1.5)
    qapp.setFont(large)
    try:
        dialog = Scene(qtbot, Settings()).dialog
        for widget in [*dialog.findChildren(QLabel), *dialog.findChildren(QCheckBox)]:
            needed = widget.minimumSizeHint()
            assert widget.width() >= needed.width(), widget.text()
            assert widget.height() >= needed.height(), widget.text()
    finally:
        qapp.setFont(before)


# -------------------------------------------------------------------- in the window


def settings_dialog(explorer: Explorer) -> SettingsDialog:
    return explorer.child(SettingsDialog, "settingsDialog")


def test_the_window_opens_one_dialog_beside_itself(explorer: Explorer) -> None:
    explorer.show()
    action = explorer.window.findChild(QAction, "settings")
    assert action.shortcut().toString() == "Ctrl+,"
    assert "Edit" in [
        menu.title().replace("&", "") for menu in action.associatedObjects() if menu.inherits("QMenu")
    ]
    action.trigger()
    dialog = settings_dialog(explorer)
    assert not dialog.isModal()
    dialog.close()
    action.trigger()
    assert settings_dialog(explorer) is dialog
    assert len(explorer.window.findChildren(SettingsDialog)) == 1
    dialog.close()


def test_a_change_reaches_the_queue_and_the_file(explorer: Explorer, tmp_path: Path) -> None:
    explorer.show()
    explorer.window.show_settings()
    dialog = settings_dialog(explorer)
    with explorer.qtbot.waitSignal(explorer.window.settings_changed):
        dialog.findChild(QCheckBox, "settingsLimitUpload").click()
    assert explorer.settings.upload_rate == 1_000_000
    explorer.settings.save(tmp_path / "settings.json")
    loaded = limits_of(Settings.load(tmp_path / "settings.json"))
    assert loaded == Limits(explorer.settings.connections, upload_rate=1_000_000)
    dialog.close()


def test_a_limit_holds_what_is_under_way_and_lifting_it_lets_go(
    explorer: Explorer, standin_2023: StandIn, tmp_path: Path
) -> None:
    explorer.add_site(standin_2023)
    explorer.show()
    explorer.window.show_settings()
    dialog = settings_dialog(explorer)
    switch = dialog.findChild(QCheckBox, "settingsLimitUpload")
    switch.click()
    dialog.findChild(QSpinBox, "settingsUploadRate").setValue(1)
    dialog.findChild(QComboBox, "settingsUploadUnit").setCurrentText("kB/s")
    assert explorer.settings.upload_rate == 1000
    size = 10_000_000
    (tmp_path / "large.bin").write_bytes(b"x" * size)
    folder = explorer.make_folder()
    (job,) = explorer.queue.upload(explorer.book.all()[0].id, [tmp_path / "large.bin"], folder)
    explorer.wait(lambda: explorer.queue.job(job).done > 0)
    status = explorer.queue.job(job)
    assert status.state is State.RUNNING
    assert status.done < size / 2
    switch.click()
    explorer.wait(lambda: explorer.queue.job(job).state is State.DONE, 60)
    dialog.close()
