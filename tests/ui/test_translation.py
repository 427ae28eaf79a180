"""The window in another language than English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.errors import Cancelled
from bimexplorer.model import Entry, Kind, Sort
from bimexplorer.paths import Profile
from bimexplorer.program import Program
from bimexplorer.settings import LANGUAGES, Settings
from bimexplorer.sizes import size_text
from bimexplorer.ui.look import formats
from bimexplorer.ui.look.translation import choose_language, chosen_locale, language_code
from bimexplorer.ui.models.order import arranged
from bimexplorer.words import plural
from tests.standin import StandIn


@pytest.fixture(autouse=True)
def _locale_stays(_english: None) -> Iterator[None]:
    before = QLocale()
    yield
    choose_language("en")
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("setting", "wanted", "code"),
    [
        ("system", ["de-Latn-AT", "de-AT", "de"], "de"),
        ("system", ["de_CH"], "de"),
        ("system", ["DE"], "de"),
        ("system", ["en-US", "de-DE"], "en"),
        ("system", ["fr-FR", "de-DE", "en-US"], "de"),
        ("system", ["fr-FR"], "en"),
        ("system", ["C"], "en"),
        ("system", ["deu"], "en"),
        ("system", [], "en"),
        ("en", ["de-DE"], "en"),
        ("de", ["en-US"], "de"),
    ],
)
def test_the_language_is_the_one_set_or_the_first_there_is(
    setting: str, wanted: list[str], code: str
) -> None:
    assert language_code(setting, wanted) == code


@pytest.mark.parametrize(
    ("code", "system", "chosen"),
    [
        ("de", "de_AT", "de_AT"),
        ("de", "en_US", "de_DE"),
        ("de", "de_CH", "de_CH"),
        ("de", "C", "de_DE"),
        ("en", "de_DE", "en_DE"),
        ("en", "en_GB", "en_GB"),
        ("en", "C", "C"),
    ],
)
def test_numbers_and_dates_stay_those_of_the_territory(code: str, system: str, chosen: str) -> None:
    assert chosen_locale(code, QLocale(system)).name() == chosen


def test_words_numbers_and_plurals_follow_the_language(qapp: QApplication) -> None:
    choose_language("de")
    assert Cancelled().sentence == "Abgebrochen."
    assert size_text(1_234_567) == "1,2 MB"
    assert formats.size_text(3_456_789) == "3,5 MB"
    assert formats.exact_size_text(1) == "1 Byte"
    assert formats.exact_size_text(5_000_000_000) == "5,0 GB (5.000.000.000 Byte)"
    assert plural("{n} file", "{n} files", 1) == "1 Datei"
    assert plural("{n} file", "{n} files", 0) == "0 Dateien"
    assert plural("{n} file", "{n} files", 12345) == "12.345 Dateien"
    plan = Entry(id="1", name="a.jpg", kind=Kind.FILE, type="blob", path=("a.jpg",))
    assert formats.type_name(plan) == "JPG-Bild"
    # Qt's own words.
    close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    assert close.buttons()[0].text().replace("&", "") == "Schließen"
    choose_language("en")
    assert plural("{n} file", "{n} files", 2) == "2 files"
    assert Cancelled().sentence == "Cancelled."


def test_every_language_can_be_chosen_again_and_again(qapp: QApplication) -> None:
    for _ in range(3):
        for language in LANGUAGES:
            choose_language(language)
            spoken = "Ordner" if language == "de" else "Folder"
            assert QCoreApplication.translate("formats", "Folder") == spoken


def mnemonics(menu: QMenu) -> list[str]:
    return [
        letter.lower()
        for action in menu.actions()
        if action.isVisible()
        for letter in re.findall(r"&(\w)", action.text().replace("&&", ""))
    ]


@pytest.fixture
def german(loop: QEventLoop, qtbot: QtBot, tmp_path: Path, standin_2023: StandIn) -> Iterator[Program]:
    """The program of somebody who has chosen German, on a link to a folder."""
    profile = Profile.under(tmp_path / "profile")
    Settings(language="de").save(profile.settings_file)
    program = Program(loop, profile, None)
    site = program._book.add("Büro", "bimcloud", standin_2023.manager, standin_2023.generation)
    program.connections.password_sign_in(site.id, **standin_2023.users[0])
    program.start("bimx://Büro/Riverside%20School/Plans/Floor%20plans", None)
    qtbot.waitUntil(lambda: program.queue.working, timeout=15_000)
    yield program
    program.stop()
    program.window.deleteLater()
    program.deleteLater()


def test_the_program_in_german(german: Program, qtbot: QtBot) -> None:
    window = german.window
    menus = {action.text().replace("&", ""): action.menu() for action in window.menuBar().actions()}
    assert list(menus) == ["Datei", "Bearbeiten", "Ansicht", "Gehe zu", "Verbindung", "Hilfe"]
    contents = window.contents
    qtbot.waitUntil(lambda: contents.rowCount() > 3, timeout=15_000)
    headers = [
        contents.headerData(column, Qt.Orientation.Horizontal) for column in range(contents.columnCount())
    ]
    assert headers[:4] == ["Name", "Größe", "Typ", "Geändert"]
    shown = [contents.index(0, column).data() for column in range(4)]
    assert re.fullmatch(r"\d+,\d MB|\d+,\d kB|\d+ Bytes?", shown[1])
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", shown[3])
    for name, menu in {"": window.menuBar(), **menus}.items():
        letters = mnemonics(menu)
        assert len(letters) == len(set(letters)), f"two of a letter in “{name}”: {letters}"


def test_what_is_sorted_here_is_sorted_as_the_language_does(qapp: QApplication) -> None:
    choose_language("de")
    names = ["Zeichnung 10", "Ödland", "Zeichnung 9", "Oben", "ähnlich"]
    entries = [Entry(id=name, name=name, kind=Kind.FILE, type="blob", path=(name,)) for name in names]
    ordered = [entry.name for entry in arranged(entries, Sort())]
    assert ordered == ["ähnlich", "Oben", "Ödland", "Zeichnung 9", "Zeichnung 10"]
