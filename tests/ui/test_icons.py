"""Icons: a shape for every kind, in the colours of the moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bimexplorer.model import Entry, Kind
from bimexplorer.ui.look import icons
from bimexplorer.ui.look.icons import IconLabel, Tint, app_icon, entry_icon, icon
from bimexplorer.ui.look.theme import DARK, LIGHT


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)


def entry(name: str, kind: Kind = Kind.FILE) -> Entry:
    return Entry(id=name, name=name, kind=kind, type="blob", path=(name,))


def strongest(image: QImage) -> str:
    """The colour of a fully covered pixel."""
    for y in range(image.height()):
        for x in range(image.width()):
            colour = image.pixelColor(x, y)
            if colour.alpha() == 255:
                return str(colour.name())
    raise AssertionError("nothing was drawn")


def drawn(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return shown.pixmap(QSize(24, 24), mode).toImage()


def test_an_icon_has_the_palettes_colour_and_changes_with_it(qapp: QApplication) -> None:
    kept = icon("folder", Tint.FOLDER)
    assert strongest(drawn(kept)) == LIGHT.folder
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert strongest(drawn(kept)) == DARK.folder


def test_a_disabled_and_a_selected_icon_look_their_part() -> None:
    assert strongest(drawn(icon("folder"), QIcon.Mode.Disabled)) == LIGHT.disabled
    assert strongest(drawn(icon("folder"), QIcon.Mode.Selected)) == LIGHT.on_accent


def test_qtawesomes_prefix_may_be_there() -> None:
    assert drawn(icon("mdi6.folder")) == drawn(icon("folder"))


def test_an_unknown_name_is_a_defect_that_shows() -> None:
    with pytest.raises(KeyError):
        icon("no-such-glyph")


@pytest.mark.parametrize("side", [16, 20, 32, 64])
def test_the_glyph_lies_in_the_middle_of_its_square(side: int) -> None:
    image = icon("square").pixmap(QSize(side, side)).toImage()
    columns = [x for x in range(side) if image.pixelColor(x, side // 2).alpha() > 127]
    rows = [y for y in range(side) if image.pixelColor(side // 2, y).alpha() > 127]
    assert abs(columns[0] - (side - 1 - columns[-1])) <= 1
    assert abs(rows[0] - (side - 1 - rows[-1])) <= 1
    assert len(rows) > side / 2


def test_a_screen_with_more_pixels_gets_them() -> None:
    pixmap = icon("folder").pixmap(QSize(16, 16), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_an_icon(kind: Kind) -> None:
    assert not entry_icon(entry("x", kind)).isNull()


@pytest.mark.parametrize("ending", sorted(icons._BY_EXTENSION))
def test_every_known_extension_has_a_glyph_of_the_font(ending: str) -> None:
    image = drawn(entry_icon(entry(f"name.{ending}")))
    assert QColor(strongest(image)).isValid()


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("PLAN.PDF", "a.pdf"),
        ("v1.2 final.dwg", "b.dwg"),
        ("archive.tar.gz", "x.gz"),
    ],
)
def test_the_last_extension_decides_in_any_case(name: str, like: str) -> None:
    assert drawn(entry_icon(entry(name))) == drawn(entry_icon(entry(like)))


@pytest.mark.parametrize("name", ["noextension", ".pdf", "x.", "odd.qqq", "", "a.pdf.unknown-thing"])
def test_anything_else_gets_the_neutral_file(name: str) -> None:
    assert drawn(entry_icon(entry(name))) == drawn(icon("file-outline", Tint.PLAIN))


def test_kinds_differ_in_shape_and_not_in_colour_alone() -> None:
    names = [
        "a.pdf",
        "a.dwg",
        "a.ifc",
        "a.pln",
        "a.jpg",
        "a.docx",
        "a.xlsx",
        "a.txt",
        "a.zip",
        "a.mp3",
        "a.mp4",
        "a",
    ]
    shapes = {
        name: drawn(entry_icon(entry(name))).convertToFormat(QImage.Format.Format_Alpha8) for name in names
    }
    shapes["folder"] = drawn(entry_icon(entry("f", Kind.FOLDER))).convertToFormat(QImage.Format.Format_Alpha8)
    alike = [
        (one, other) for one in shapes for other in shapes if one < other and shapes[one] == shapes[other]
    ]
    assert alike == []


def test_icons_are_made_once() -> None:
    assert entry_icon(entry("a.pdf")).cacheKey() == entry_icon(entry("b.pdf")).cacheKey()


def test_the_programs_own_icon_can_be_drawn(qapp: QApplication) -> None:
    assert strongest(app_icon().pixmap(QSize(64, 64)).toImage()) != ""


def test_an_icon_by_itself_follows_the_theme_and_has_a_name(qapp: QApplication, qtbot: QtBot) -> None:
    label = IconLabel(20)
    qtbot.addWidget(label)
    label.set_icon(icon("alert-circle-outline", Tint.DANGER), "Error")
    assert label.accessibleName() == "Error"

    def shows(colour: str) -> bool:
        image = label.grab().toImage()
        return any(
            image.pixelColor(x, y).name() == colour
            for x in range(image.width())
            for y in range(image.height())
        )

    assert shows(LIGHT.danger)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert shows(DARK.danger)
