"""The settings' dialog: every change counts at once, by mouse and by keyboard, and comes back next time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.settings import Settings
from bimexplorer.transfer.cache import FileCache
from bimexplorer.transfer.cached_copies import Record
from bimexplorer.transfer.status import Limits, State
from bimexplorer.ui.dialogs.settings import SettingsDialog
from bimexplorer.ui.dialogs.transfer_settings import limits_of
from bimexplorer.ui.tasks import Tasks
from tests.standin import StandIn
from tests.ui.explorer import Explorer


class Scene:
    """An open dialog, and what it said."""

    def __init__(self, qtbot: QtBot, settings: Settings, tasks: Tasks, folder: Path) -> None:
        self.qtbot = qtbot
        self.settings = settings
        self.folder = folder
        self.cache = FileCache(folder, settings.cache_size)
        self.dialog = SettingsDialog(settings, self.cache, tasks)
        qtbot.addWidget(self.dialog)
        self.told: list[Limits] = []
        self.dialog.changed.connect(lambda: self.told.append(limits_of(settings)))
        with qtbot.waitActive(self.dialog):
            self.dialog.show()
            self.dialog.activateWindow()

    def child(self, kind: type, name: str):
        """By its name, with its page in front."""
        found = self.dialog.findChild(kind, name)
        assert found is not None
        tabs = self.dialog.findChild(QTabWidget, "settingsTabs")
        for number in range(tabs.count()):
            if tabs.widget(number).isAncestorOf(found):
                tabs.setCurrentIndex(number)
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
def make(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Callable[[Settings], Scene]:
    return lambda settings: Scene(qtbot, settings, tasks, tmp_path / "opened")


@pytest.fixture
def scene(make: Callable[[Settings], Scene]) -> Scene:
    return make(Settings(connections=16))


def test_it_shows_what_is_set(make: Callable[[Settings], Scene]) -> None:
    scene = make(
        Settings(
            connections=7,
            upload_rate=1_500_000,
            download_rate=3_000_000,
            thumbnails=False,
            notify=False,
            keep_awake=False,
            theme="dark",
            language="de",
            cache_size=2_500_000_000,
        )
    )
    assert scene.connections.value() == 7
    for direction, number, unit in (("Upload", 1500, "kB/s"), ("Download", 3, "MB/s")):
        switch, spin, units = scene.limit(direction)
        assert switch.isChecked()
        assert (spin.value(), units.currentText()) == (number, unit)
    assert not scene.child(QCheckBox, "settingsThumbnails").isChecked()
    assert not scene.child(QCheckBox, "settingsNotify").isChecked()
    assert not scene.child(QCheckBox, "settingsKeepAwake").isChecked()
    assert scene.child(QComboBox, "settingsTheme").currentText() == "Dark"
    assert scene.child(QComboBox, "settingsLanguage").currentText() == "Deutsch"
    assert scene.child(QDoubleSpinBox, "settingsCacheSize").text() == "2.5 GB"
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
    make: Callable[[Settings], Scene], rate: int, number: int, unit: str
) -> None:
    scene = make(Settings(upload_rate=rate))
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
    switches = (
        ("settingsThumbnails", "thumbnails"),
        ("settingsNotify", "notify"),
        ("settingsKeepAwake", "keep_awake"),
    )
    for name, field in switches:
        scene.child(QCheckBox, name).click()
        assert getattr(scene.settings, field) is False
    assert len(scene.told) == len(switches)


def test_by_keyboard_alone(scene: Scene) -> None:
    """Arrows turn the pages, Tab leads through one, Space switches, the arrows count."""
    tabs = scene.dialog.findChild(QTabWidget, "settingsTabs").tabBar()
    scene.qtbot.waitUntil(tabs.hasFocus)

    def passed(steps: int) -> list[str]:
        names = []
        for _ in range(steps):
            scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            names.append(QApplication.focusWidget().objectName())
        return names

    assert passed(6) == [
        "settingsTheme",
        "settingsLanguage",
        "settingsThumbnails",
        "settingsNotify",
        "settingsKeepAwake",
        "settingsClose",
    ]
    scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert tabs.hasFocus()
    scene.qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert passed(1) == ["settingsConnections"]
    scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert scene.settings.connections == 17
    assert passed(1) == ["settingsLimitUpload"]
    scene.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert scene.settings.upload_rate == 1_000_000
    assert passed(1) == ["settingsUploadRate"]


def test_everything_has_a_name_for_who_does_not_see_it(scene: Scene) -> None:
    for field in scene.dialog.findChildren(QWidget):
        if field.focusPolicy() & Qt.FocusPolicy.TabFocus and field.objectName().startswith("settings"):
            text = field.text() if isinstance(field, QCheckBox | QPushButton) else field.accessibleName()
            assert text, field.objectName()
    assert scene.connections.accessibleDescription() != ""


def test_nothing_is_cut_with_large_letters(make: Callable[[Settings], Scene], qapp: QApplication) -> None:
    before = QFont(qapp.font())
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 1.5)
    qapp.setFont(large)
    try:
        dialog = make(Settings()).dialog
        tabs, seen = dialog.findChild(QTabWidget, "settingsTabs"), []
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            page = tabs.widget(number)
            seen += [w for kind in (QLabel, QCheckBox) for w in page.findChildren(kind) if w.isVisible()]
        assert len(seen) > 20
        for widget in seen:
            needed = widget.minimumSizeHint()
            assert widget.width() >= needed.width(), widget.text()
            assert widget.height() >= needed.height(), widget.text()
    finally:
        qapp.setFont(before)


# -------------------------------------------------------------------- copies of opened files


def keep_copy(scene: Scene, name: str, size: int) -> Path:
    """A copy that some earlier run made."""
    folder = scene.folder / name / "state"
    folder.mkdir(parents=True)
    (folder / "plan.pdf").write_bytes(b"x" * size)
    changed = (folder / "plan.pdf").stat().st_mtime_ns
    Record("plan.pdf", size, changed).write(folder)
    return folder / "plan.pdf"


def test_the_cache_tells_what_it_holds_and_is_cleared(make: Callable[[Settings], Scene]) -> None:
    scene = make(Settings())
    kept = [keep_copy(scene, name, 3_000_000) for name in ("a", "b")]
    (written_to := keep_copy(scene, "c", 1_000_000)).write_bytes(b"another program's")
    held = scene.child(QLabel, "settingsCacheHeld")
    scene.qtbot.waitUntil(lambda: held.text() == "Copies of 6.0 MB are kept now.")
    scene.child(QPushButton, "settingsCacheClear").click()
    scene.qtbot.waitUntil(lambda: held.text() == "Copies of 17 bytes are in use, and stay.")
    assert [path.exists() for path in kept] == [False, False]
    assert written_to.read_bytes() == b"another program's"


def test_an_empty_cache_has_nothing_to_clear(scene: Scene) -> None:
    held = scene.child(QLabel, "settingsCacheHeld")
    scene.qtbot.waitUntil(lambda: held.text() == "No copies are kept now.")
    assert not scene.child(QPushButton, "settingsCacheClear").isEnabled()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0.5", 500_000_000), ("0", 2_000_000_000), ("7 GB", 7_000_000_000), ("much", 2_000_000_000)],
)
def test_a_smaller_cache_gives_up_copies_at_once(scene: Scene, typed: str, kept: int) -> None:
    field = scene.child(QDoubleSpinBox, "settingsCacheSize")
    scene.type(field, typed)
    scene.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert scene.settings.cache_size == kept
    assert scene.cache._limit == kept


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
    explorer.window.beside.show_settings()
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
    explorer.window.beside.show_settings()
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
