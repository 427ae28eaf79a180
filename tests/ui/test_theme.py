"""The look: contrast, and the switch between light and dark while the program runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.settings import Settings
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.look.theme import DARK, LIGHT, Colours, apply_theme, choose_theme, colours
from bimexplorer.ui.window.theme_menu import ThemeMenu

SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]

TEXTS = ["text", "muted", "link", "danger", "warning", "success"]
GROUNDS = ["window", "base", "alternate"]
GLYPHS = ["glyph", "folder", "pdf", "drawing", "model", "image", "office", "archive", "media", "plain"]


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    choose_theme("system")
    switch(qapp, Qt.ColorScheme.Light)


def switch(app: QApplication, scheme: Qt.ColorScheme) -> None:
    """As the system would; the offscreen platform has no scheme of its own."""
    app.styleHints().colorSchemeChanged.emit(scheme)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1: (lighter + 0.05) / (darker + 0.05) of the relative luminances."""

    def luminance(colour: str) -> float:
        def linear(channel: float) -> float:
            return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

        red, green, blue, _ = QColor(colour).getRgbF()
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_ground(scheme: Colours, ground: str, text: str) -> None:
    assert contrast(getattr(scheme, text), getattr(scheme, ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read_where_it_stands_on_a_colour(scheme: Colours) -> None:
    pairs = [
        (scheme.on_accent, scheme.accent),
        (scheme.on_accent, scheme.accent_hover),
        (scheme.on_accent, scheme.quiet_selection),
        (scheme.text, scheme.button),
        (scheme.text, scheme.hover),
        (scheme.text, scheme.pressed),
        (scheme.text, scheme.danger_ground),
        (scheme.text, scheme.warning_ground),
        (scheme.text, scheme.information_ground),
        (scheme.link, scheme.danger_ground),
        (scheme.danger, scheme.danger_ground),
        (scheme.link, scheme.information_ground),
        (scheme.warning, scheme.warning_ground),
    ]
    assert {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("glyph", [*GLYPHS, "control"])
def test_icons_and_outlines_stand_out(scheme: Colours, ground: str, glyph: str) -> None:
    assert contrast(getattr(scheme, glyph), getattr(scheme, ground)) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_a_menu_points_at_keeps_its_icon(qapp: QApplication, qtbot: QtBot, scheme: Colours) -> None:
    """Qt draws it there in the colour that it has elsewhere."""
    choose_theme("dark" if scheme is DARK else "light")
    menu = QMenu()
    qtbot.addWidget(menu)
    chosen, other = menu.addAction(icon("folder-upload-outline"), "Upload"), menu.addAction("Other")
    menu.popup(QPoint(0, 0))
    qtbot.waitUntil(menu.isVisible)
    menu.setActiveAction(chosen)
    image = menu.grab().toImage()
    rect = menu.actionGeometry(chosen)
    ground = image.pixelColor(rect.right() - 12, rect.center().y()).name()
    assert ground != image.pixelColor(menu.actionGeometry(other).right() - 12, rect.bottom() + 12).name()
    for glyph in GLYPHS:
        assert contrast(getattr(scheme, glyph), ground) >= 3, glyph
    assert contrast(scheme.text, ground) >= 4.5
    edge = image.pixelColor(rect.left() + 20, rect.top()).name()
    assert contrast(edge, scheme.base) >= 3, "its outline is seen without knowing the colours"
    menu.close()


def test_the_window_follows_the_system_while_it_runs(qapp: QApplication, qtbot: QtBot) -> None:
    field = QLineEdit("text")
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()

    def ground() -> str:
        return field.grab().toImage().pixelColor(field.width() - 12, field.height() // 2).name()

    assert (colours(), ground()) == (LIGHT, LIGHT.base)
    switch(qapp, Qt.ColorScheme.Dark)
    assert (colours(), ground()) == (DARK, DARK.base)
    assert field.palette().color(QPalette.ColorRole.Text).name() == DARK.text
    switch(qapp, Qt.ColorScheme.Light)
    assert (colours(), ground()) == (LIGHT, LIGHT.base)


def test_a_chosen_look_stays_whatever_the_system_does_until_it_is_followed_again(
    qapp: QApplication, qtbot: QtBot
) -> None:
    button = QPushButton(icon("cog-outline"), "")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()

    def inks() -> set[str]:
        image = button.icon().pixmap(24, 24).toImage()
        inked = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        return {colour.name() for colour in inked if colour.alpha() == 255}

    choose_theme("dark")
    assert (colours(), inks()) == (DARK, {DARK.glyph})
    switch(qapp, Qt.ColorScheme.Light)
    assert colours() is DARK
    choose_theme("light")
    switch(qapp, Qt.ColorScheme.Dark)
    assert (colours(), inks()) == (LIGHT, {LIGHT.glyph})
    choose_theme("system")
    switch(qapp, Qt.ColorScheme.Dark)
    assert colours() is DARK
    switch(qapp, Qt.ColorScheme.Light)
    assert colours() is LIGHT


def test_the_menu_changes_the_look_and_the_settings_keep_it(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = Settings()
    window = QWidget()
    qtbot.addWidget(window)
    menu = ThemeMenu(settings, window)
    chosen = [action.objectName() for action in menu.actions() if action.isChecked()]
    assert chosen == ["systemTheme"]
    with qtbot.waitSignal(menu.chosen):
        menu.findChild(QAction, "darkTheme").trigger()
    assert (colours(), settings.theme) == (DARK, "dark")
    settings.save(tmp_path / "settings.json")
    assert Settings.load(tmp_path / "settings.json").theme == "dark"
    settings.theme = "light"
    menu.follow()
    assert [action.objectName() for action in menu.actions() if action.isChecked()] == ["lightTheme"]
    assert colours() is LIGHT


@pytest.mark.parametrize("theme", ["purple", "", 3, None])
def test_a_look_that_there_is_none_of_is_the_system_s(tmp_path: Path, theme: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 1, "values": {"theme": theme}}), encoding="utf-8")
    assert Settings.load(path).theme == "system"


def test_applying_the_theme_again_keeps_one_follower(qapp: QApplication) -> None:
    apply_theme(qapp)
    apply_theme(qapp)
    followers = [child for child in qapp.children() if child.objectName() == "themeFollower"]
    assert len(followers) == 1


def test_focus_can_be_seen(qtbot: QtBot) -> None:
    field = QLineEdit("text")
    other = QLineEdit(field.parentWidget())
    for widget in (field, other):
        qtbot.addWidget(widget)
    with qtbot.waitExposed(field):
        field.show()
    field.clearFocus()
    without = field.grab().toImage()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.grab().toImage().pixelColor(0, field.height() // 2) != without.pixelColor(
        0, field.height() // 2
    )


def test_a_button_is_never_narrower_than_its_words(qtbot: QtBot) -> None:
    """`min-width` in a style sheet would take the place of what the words need."""
    bar = QWidget()
    qtbot.addWidget(bar)
    row = QHBoxLayout(bar)
    buttons = [QPushButton(text) for text in ("Übertragung abbrechen", "Anwenden und fortfahren", "OK")]
    for button in buttons:
        row.addWidget(button)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.resize(10, 10)
    for button in buttons:
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()) + 2 * 6
