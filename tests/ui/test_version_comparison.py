"""Two contents of a file beside each other: what belongs to what, and the window over the real stand-in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QSlider, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.cancellation import Cancellation
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import Cancelled, LocalError
from bimexplorer.model import Entry, Kind, Version
from bimexplorer.paths import Profile
from bimexplorer.transfer.status import Decision, State
from bimexplorer.ui.commands import copy_fetcher
from bimexplorer.ui.dialogs.version_comparison import VersionComparison
from bimexplorer.ui.look.theme import choose_theme, colours
from bimexplorer.ui.panels.notice_page import NoticePage
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.versions.alignment import Change, align, differing
from bimexplorer.ui.versions.compared_pictures import compare_pictures
from bimexplorer.ui.versions.compared_texts import MOST_LINES, compare_texts
from bimexplorer.ui.versions.facts import facts_of, read_contents
from bimexplorer.ui.versions.kind import Sides
from bimexplorer.ui.versions.kinds import kind_of
from bimexplorer.ui.versions.marks import new_marks, old_marks
from bimexplorer.ui.versions.picture_stage import PictureStage, Way
from bimexplorer.ui.versions.picture_view import PictureComparison
from bimexplorer.ui.versions.text_pane import TextPane
from bimexplorer.ui.versions.text_view import TextComparison
from tests.standin import StandIn
from tests.ui.explorer import Explorer

RED, BLUE = QColor(200, 0, 0), QColor(0, 0, 200)

# ---------------------------------------------------------------------------------------- lines

_LINES = st.lists(st.sampled_from(["", "a", "b", "wall 300 mm", "wall 365 mm", "}", "c d"]), max_size=30)


@given(_LINES, _LINES)
def test_every_line_stands_in_one_row_in_its_order(old: list[str], new: list[str]) -> None:
    rows = align(old, new).rows
    assert [row.old for row in rows if row.old is not None] == list(range(len(old)))
    assert [row.new for row in rows if row.new is not None] == list(range(len(new)))
    for row in rows:
        mine = old[row.old] if row.old is not None else None
        theirs = new[row.new] if row.new is not None else None
        expected = {
            (False, True): Change.ADDED,
            (True, False): Change.REMOVED,
            (True, True): Change.SAME if mine == theirs else Change.CHANGED,
        }
        assert row.change is expected[mine is not None, theirs is not None]


@given(st.text(alphabet="ab 12.-", max_size=40), st.text(alphabet="ab 12.-", max_size=40))
def test_what_is_not_marked_is_the_same_in_both_lines(old: str, new: str) -> None:
    marks = differing(old, new)
    assert _without(old, marks[0]) == _without(new, marks[1])


def _without(line: str, marks: tuple[tuple[int, int], ...]) -> str:
    kept = [character for at, character in enumerate(line) if not any(b <= at < e for b, e in marks)]
    return "".join(kept)


def test_a_changed_line_is_beside_what_it_was() -> None:
    old = ["# walls", "W1 brick 300 mm", "W2 concrete 200 mm", "end"]
    new = ["# walls", "a line of its own words", "W1 brick 365 mm", "end"]
    alignment = align(old, new)
    assert [(row.change.value, row.old, row.new) for row in alignment.rows] == [
        ("same", 0, 0),
        ("added", None, 1),
        ("changed", 1, 2),
        ("removed", 2, None),
        ("same", 3, 3),
    ]
    changed = alignment.rows[2]
    assert [old[1][begin:end] for begin, end in changed.old_marks] == ["300"]
    assert [new[2][begin:end] for begin, end in changed.new_marks] == ["365"]
    assert alignment.differences() == (range(1, 4),)


def test_texts_that_have_little_in_common_take_no_minutes() -> None:
    # Each would take difflib alone very long; what takes long does not end within the test's time.
    old = [f"line {number} of {number % 13}" for number in range(4000)]
    chance = random.Random(1)
    for new in (
        [line if number % 2 else f"{line}!" for number, line in enumerate(old)],
        chance.sample(old, len(old)),
        [line.upper() for line in old],
        ["}", "{"] * 2000,
    ):
        rows = align(old, new).rows
        assert sum(row.new is not None for row in rows) == len(new)


# ---------------------------------------------------------------------------------------- contents


def _write(folder: Path, **files: bytes) -> tuple[Path, Path]:
    paths = []
    for name, data in files.items():
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    old, new = paths
    return old, new


def test_texts_are_read_in_any_encoding_and_bounded(tmp_path: Path) -> None:
    old, new = _write(tmp_path, old="Größe\r\nzwei\r\n".encode("utf-16"), new="Größe\ndrei".encode("cp1252"))
    compared = compare_texts(old, new)
    assert compared is not None
    assert (compared.old, compared.new) == (("Größe", "zwei"), ("Größe", "drei"))
    assert not compared.cut
    assert compare_texts(*_write(tmp_path, old=b"\x00\x01\x02" * 50, new=b"text")) is None
    many = compare_texts(*_write(tmp_path, old=b"x\n" * (MOST_LINES + 5), new=b"y" * 5000))
    assert many is not None
    assert (len(many.old), len(many.new[0])) == (MOST_LINES, 2000)
    assert many.cut
    assert many.narrowed
    # What a view would begin a new line at stays within its row.
    odd = compare_texts(*_write(tmp_path, old="a\u2028b\u2029c\ufdd0d\n".encode(), new=b""))
    assert odd is not None
    assert len(odd.old) == 1
    # Of an exchange file all is compared, and not only its header.
    step = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n#1=IFCWALL(%s);\n"
    models = compare_texts(*_write(tmp_path, old=step % b"1", new=step % b"2"))
    assert models is not None
    assert [row.change for row in models.alignment.rows][-1] is Change.CHANGED
    with pytest.raises(LocalError):
        compare_texts(tmp_path / "gone", new)


def test_contents_are_identical_byte_by_byte(tmp_path: Path) -> None:
    assert read_contents(*_write(tmp_path, old=b"same", new=b"same")).identical
    assert not read_contents(*_write(tmp_path, old=b"same\n", new=b"same\r\n")).identical
    assert not read_contents(*_write(tmp_path, old=b"", new=b"\x00")).identical
    with pytest.raises(LocalError):
        read_contents(tmp_path / "gone", tmp_path / "gone")


def test_kinds_are_told_by_name() -> None:
    assert [type(kind_of(name)).__name__ for name in ("a.PNG", "a.txt", "README", "a.ifc", "a.pdf")] == [
        "Pictures",
        "Texts",
        "Texts",
        "Texts",
        "NoneType",
    ]


def test_facts_that_nobody_tells_are_left_out(tmp_path: Path) -> None:
    contents = read_contents(*_write(tmp_path, old=b"one", new=b"two"))
    sides = Sides(_version(1, tag=""), _version(2, tag="for the site"), 2)
    facts = {fact.title: fact for fact in facts_of(sides, contents)}
    assert set(facts) == {"Tag", "Size", "SHA-256 of the content"}
    assert facts["Tag"].differs
    assert not facts["Size"].differs
    assert sides.title(sides.new) == "Version 2 (newest)"


def _version(number: int, tag: str = "") -> Version:
    entry = Entry(f"id {number}", "plan.png", Kind.FILE, "attachment", ("plan.png",))
    return Version(number, entry, tag=tag)


# ---------------------------------------------------------------------------------------- views


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_marked_can_be_read(qapp: QApplication, theme: str) -> None:
    choose_theme(theme)
    try:
        text = QColor(colours().text)
        for marks in (old_marks(), new_marks()):
            assert _contrast(text, marks.line) >= 4.5
            assert _contrast(text, marks.word) >= 4.5
    finally:
        choose_theme("system")


def _contrast(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _text_view(qtbot: QtBot, folder: Path, old: str, new: str) -> TextComparison:
    compared = compare_texts(*_write(folder, old=old.encode(), new=new.encode()))
    assert compared is not None
    view = TextComparison(compared, Sides(_version(1), _version(2), 2), None)
    qtbot.addWidget(view)
    view.resize(700, 300)
    with qtbot.waitExposed(view):
        view.show()
    return view


def test_both_texts_scroll_together_from_difference_to_difference(qtbot: QtBot, tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(300)]
    changed = list(lines)
    changed[100] = "line 100 is another"
    changed[200:200] = ["a new one \U0001f600 here", "and one more"]
    view = _text_view(qtbot, tmp_path, "\n".join(lines), "\n".join(changed))
    older, newer = view.findChild(TextPane, "olderText"), view.findChild(TextPane, "newerText")
    assert older.blockCount() == newer.blockCount() == 302
    count = view.findChild(QLabel, "differenceCount")
    assert count.text() == "2 differences"
    bars = (older.verticalScrollBar(), newer.verticalScrollBar())
    qtbot.waitUntil(lambda: bars[0].maximum() == bars[1].maximum() > 0)

    QTest.keyClick(view, Qt.Key.Key_F7)
    assert count.text() == "Difference 1 of 2"
    assert older.textCursor().block().text() == "line 100"
    assert newer.textCursor().block().text() == "line 100 is another"
    assert bars[0].value() == bars[1].value() > 80
    QTest.keyClick(newer, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert count.text() == "Difference 2 of 2"
    assert older.textCursor().block().text() == ""
    QTest.keyClick(view, Qt.Key.Key_F7)
    assert count.text() == "Difference 2 of 2"
    QTest.keyClick(view, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert count.text() == "Difference 1 of 2"
    bars[1].setValue(5)
    assert bars[0].value() == 5

    # What is copied holds no gaps.
    older.moveCursor(QTextCursor.MoveOperation.Start)
    cursor = older.textCursor()
    cursor.setPosition(older.document().findBlockByNumber(198).position())
    cursor.setPosition(
        older.document().findBlockByNumber(203).position() - 1, QTextCursor.MoveMode.KeepAnchor
    )
    older.setTextCursor(cursor)
    assert older.createMimeDataFromSelection().text() == "line 198\nline 199\nline 200"


def test_the_overview_leads_to_a_difference(qtbot: QtBot, tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(300)]
    changed = [*lines[:100], "another", *lines[101:200], "one more", *lines[201:]]
    view = _text_view(qtbot, tmp_path, "\n".join(lines), "\n".join(changed))
    strip = view.findChild(QWidget, "differenceOverview")
    count = view.findChild(QLabel, "differenceCount")
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(5, strip.height() * 200 // 300))
    assert count.text() == "Difference 2 of 2"
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(5, 0))
    assert count.text() == "Difference 2 of 2"  # nothing differs there: only what is seen moves
    assert view.findChild(TextPane, "olderText").verticalScrollBar().value() == 0


def test_a_comparison_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    paths = _write(tmp_path, old=b"a\nb\n", new=b"b\nc\n")
    for work in (compare_texts, read_contents):
        cancellation = Cancellation()
        cancellation.cancel()
        with cancellation.scope(), pytest.raises(Cancelled):
            work(*paths)


def test_signs_tell_the_same_as_the_colours(qtbot: QtBot, tmp_path: Path) -> None:
    view = _text_view(qtbot, tmp_path, "same\nold line\n", "same\nnew line\nmore\n")
    assert _looks(view.findChild(TextPane, "olderText")) == (old_marks().line.name(), True)
    assert _looks(view.findChild(TextPane, "newerText")) == (new_marks().line.name(), True)


def _looks(pane: TextPane) -> tuple[str, bool]:
    """The ground of the second row, and whether there is a sign beside its number."""
    image = pane.grab().toImage()
    row = pane.blockBoundingGeometry(pane.document().findBlockByNumber(1)).translated(pane.contentOffset())
    height, margin = round(row.center().y()), pane.margin_width()
    ground = image.pixelColor(margin + pane.viewport().width() - 4, height).name()
    beside = {
        image.pixelColor(x, y).name()
        for x in range(margin - 16, margin - 1)
        for y in range(round(row.top()) + 1, round(row.bottom()) - 1)
    }
    return ground, bool(beside - {ground})


def test_texts_without_a_difference_say_so(qtbot: QtBot, tmp_path: Path) -> None:
    view = _text_view(qtbot, tmp_path, "one\r\ntwo\r\n", "one\ntwo")
    assert view.findChild(QLabel, "differenceCount").text() == "No difference in the text"
    assert "Line ends" in view.findChild(QLabel, "textComparisonNote").text()
    view.step(1)
    view.step(-1)
    empty = _text_view(qtbot, tmp_path, "", "")
    assert empty.differences() == 0


def _picture(path: Path, colour: QColor, width: int = 400, height: int = 200) -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(width // 4, height // 4, width // 2, height // 2, colour)
    painter.end()
    assert image.save(str(path))
    return path


def _picture_view(qtbot: QtBot, old: Path, new: Path) -> PictureComparison:
    view = PictureComparison(compare_pictures(old, new), Sides(_version(1), _version(2), 2), None)
    qtbot.addWidget(view)
    view.resize(900, 500)
    with qtbot.waitExposed(view):
        view.show()
    return view


def test_pictures_are_laid_over_each_other_at_one_scale(qtbot: QtBot, tmp_path: Path) -> None:
    view = _picture_view(qtbot, _picture(tmp_path / "a.png", RED), _picture(tmp_path / "b.png", BLUE))
    stage, slider = view.stage, view.findChild(QSlider, "pictureShare")
    assert not slider.isVisible()

    def colour(part: float, pane: int = 0) -> QColor:
        where = stage.panes()[pane]
        x = where.left() + part * where.width()
        return stage.grab().toImage().pixelColor(round(x), round(where.center().y()))

    assert (colour(0.5, 0), colour(0.5, 1)) == (RED, BLUE)
    QTest.keyClick(view, Qt.Key.Key_2)
    assert slider.isVisible()
    slider.setValue(0)
    assert colour(0.5) == RED
    slider.setValue(slider.maximum())
    assert colour(0.5) == BLUE
    slider.setValue(slider.maximum() // 2)
    assert 60 < colour(0.5).red() < 140

    QTest.keyClick(view, Qt.Key.Key_3)
    assert (colour(0.45), colour(0.55)) == (RED, BLUE)
    # The line is dragged to the right: more of the older picture.
    middle = QPoint(round(stage.panes()[0].center().x()), round(stage.panes()[0].center().y()))
    QTest.mousePress(stage, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(stage, middle + QPoint(60, 0))
    QTest.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert slider.value() < slider.maximum() * 0.45
    assert colour(0.55) == RED

    # Zoom and place are shared, and stay when it is shown in another way.
    assert stage.fits
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    scale = stage.scale
    assert not stage.fits
    QTest.keyClick(view, Qt.Key.Key_1)
    assert stage.scale == scale
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert stage.scale < scale
    QTest.keyClick(view, Qt.Key.Key_9)
    assert stage.scale == 1.0
    assert (colour(0.5, 0), colour(0.5, 1)) == (RED, BLUE)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert stage.fits


def test_what_is_zoomed_at_stays_where_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    view = _picture_view(
        qtbot, _picture(tmp_path / "a.png", RED, 800, 400), _picture(tmp_path / "b.png", BLUE, 800, 400)
    )
    stage = view.stage
    view.show_way(Way.OVERLAY)
    stage.set_share(0)
    whole = stage._picture_rect(stage.panes()[0])
    edge = QPointF(whole.left() + whole.width() * 0.25, whole.center().y())
    stage.zoom(6.0, edge)
    image = stage.grab().toImage()
    at = (round(edge.x()), round(edge.y()))
    assert image.pixelColor(at[0] - 5, at[1]) == QColor("white")
    assert image.pixelColor(at[0] + 5, at[1]) == RED
    stage.pan(1e6, 1e6)  # never out of sight
    assert stage._picture_rect(stage.panes()[0]).intersects(stage.panes()[0])
    stage.zoom(0.0001)
    stage.zoom(1e9)
    assert stage.scale == 32.0


def test_pictures_of_other_sizes_and_the_same_ones(qtbot: QtBot, tmp_path: Path) -> None:
    small, large = _picture(tmp_path / "a.png", RED), _picture(tmp_path / "b.png", RED, 800, 400)
    stage = _picture_view(qtbot, small, large).findChild(PictureStage, "pictureStage")
    assert stage._sizes[0] == stage._sizes[1]  # put out with more pixels: the same frame
    tall = _picture(tmp_path / "c.png", RED, 200, 400)
    stage = _picture_view(qtbot, small, tall).findChild(PictureStage, "pictureStage")
    assert stage._sizes[0] != stage._sizes[1]
    again = tmp_path / "d.bmp"
    assert QImage(str(small)).save(str(again))
    assert compare_pictures(small, again).same
    with pytest.raises(LocalError):
        compare_pictures(small, _write(tmp_path, x=b"no picture", y=b"")[0])


# ---------------------------------------------------------------------------------------- the window


class Office:
    """A window on a folder of a Bimplus whose files have versions."""

    def __init__(self, explorer: Explorer, server: StandIn, name: str) -> None:
        self.explorer = explorer
        self.server = server
        site = explorer.add_bimplus(server)
        self.cloud: Cloud = explorer.connections.cloud(site.id)
        documents = self.cloud.entry_at((str(server.bimplus["team"]), "Library Extension", "Documents"))
        self.folder = self.cloud.create_folder(documents, f"compared {name}")
        self._site = site.id

    def put(self, name: str, *contents: bytes) -> None:
        source = self.explorer.profile.journal_file.with_name(name)
        for content in contents:
            source.write_bytes(content)
            ids = self.explorer.queue.upload(self._site, [source], self.folder, decision=Decision.NEW_VERSION)
            assert self.explorer.queue.wait(ids, 30)

    def show(self, name: str, count: int) -> None:
        """Open the folder, and choose a file with so many versions."""
        self.explorer.show()
        self.explorer.window.navigator.go(Place(self._site, self.folder.path))
        self.explorer.wait_open(self.folder.name)
        self.explorer.window.docks.versions.show()
        self.choose(name, count)

    def choose(self, name: str, count: int) -> None:
        self.explorer.select(name)
        self.explorer.wait(lambda: len(self.explorer.window.versions.versions()) == count)

    def compare(self, *numbers: int) -> VersionComparison:
        panel = self.explorer.window.versions
        panel.choose(*numbers)
        panel._actions.compare.trigger()
        return self.explorer.child(VersionComparison, "versionComparison")

    def verdict(self, dialog: VersionComparison) -> str:
        verdict = dialog.findChild(QLabel, "comparisonVerdict")
        self.explorer.wait(verdict.isVisible, 30)
        return verdict.text()

    def close(self, dialog: VersionComparison) -> None:
        dialog.close()
        self.explorer.wait(lambda: not self.explorer.window.findChildren(VersionComparison))


@pytest.fixture
def make(qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn) -> Iterator[Callable[[], Office]]:
    explorers: list[Explorer] = []

    def made() -> Office:
        explorers.append(Explorer(qtbot, tasks, Profile.under(tmp_path / "profile")))
        return Office(explorers[-1], shared_2023, tmp_path.name)

    yield made
    for explorer in explorers:
        for dialog in explorer.window.findChildren(VersionComparison):
            dialog.close()
        explorer.end()


def test_two_versions_are_brought_and_compared(make: Callable[[], Office], tmp_path: Path) -> None:
    office = make()
    office.put("plan.txt", b"one\ntwo\n", b"one\n2\n", b"one\ntwo\n")
    office.put(
        "view.png",
        _picture(tmp_path / "old.png", RED).read_bytes(),
        _picture(tmp_path / "new.png", BLUE).read_bytes(),
    )
    office.put("model.bin", b"\x00\x01", b"\x00\x02")
    office.show("plan.txt", 3)
    # Two that are chosen; the older one is on the left, in whatever order they were chosen.
    dialog = office.compare(2, 1)
    assert office.verdict(dialog) == "The contents are different."
    assert dialog.windowTitle() == "Version 1 and Version 2 of “plan.txt”"
    assert not dialog.isModal()
    old, new = (dialog.findChild(QPlainTextEdit, name).toPlainText() for name in ("olderText", "newerText"))
    assert (old, new) == ("one\ntwo", "one\n2")
    # The same once more comes to the front, and is not opened twice.
    office.compare(1, 2)
    assert len(office.explorer.window.findChildren(VersionComparison)) == 1
    office.close(dialog)
    # One that is chosen: with the newest.
    dialog = office.compare(1)
    assert office.verdict(dialog) == "Both contents are identical, byte for byte."
    assert "Version 3 (newest)" in dialog.windowTitle()
    office.close(dialog)
    # The newest: with the one before it.
    dialog = office.compare(3)
    assert office.verdict(dialog) == "The contents are different."
    assert "Version 2 and" in dialog.windowTitle()
    office.close(dialog)

    office.choose("view.png", 2)
    dialog = office.compare(1)
    assert office.verdict(dialog) == "The contents are different."
    assert dialog.findChild(PictureStage, "pictureStage").isVisible()
    tabs = dialog.findChild(QTabWidget, "comparisonTabs")
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["Content", "Facts"]
    office.close(dialog)

    office.choose("model.bin", 2)
    dialog = office.compare(1)
    assert office.verdict(dialog) == "The contents are different."
    assert dialog.findChild(QTabWidget, "comparisonTabs").count() == 1
    assert "cannot be shown" in dialog.findChild(QLabel, "versionFactsNote").text()
    office.close(dialog)


def test_what_is_named_otherwise_than_it_is_shows_its_facts(make: Callable[[], Office]) -> None:
    office = make()
    office.put("photo.png", b"no picture", b"no picture either")
    office.show("photo.png", 2)
    dialog = office.compare(1, 2)
    assert office.verdict(dialog) == "The contents are different."
    assert "damaged" in dialog.findChild(QLabel, "versionFactsNote").text()


def test_large_versions_are_asked_for_first(
    make: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = make()
    office.put("plan.txt", b"one" * 100, b"two" * 100)
    monkeypatch.setattr(copy_fetcher, "LARGE", 100)
    office.show("plan.txt", 2)
    jobs = {job.id for job in office.explorer.queue.jobs()}
    dialog = office.compare(1, 2)
    button = dialog.findChild(QPushButton, "comparisonGoOn")
    office.explorer.wait(button.isVisible)
    assert button.text() == "Download and compare"
    assert any("600 bytes" in label.text() for label in dialog.findChildren(QLabel))
    assert {job.id for job in office.explorer.queue.jobs()} == jobs  # nothing was downloaded yet
    button.click()
    assert office.verdict(dialog) == "The contents are different."


def test_what_keeps_them_from_coming_is_told_and_can_be_tried_again(make: Callable[[], Office]) -> None:
    office = make()
    office.put("plan.txt", b"one", b"two", b"three")
    office.show("plan.txt", 3)
    office.server.fault(server="bimplus", method="GET", path="/attachments/", times=None, status=403, body="")
    dialog = office.compare(1, 2)
    button = dialog.findChild(QPushButton, "comparisonGoOn")
    office.explorer.wait(button.isVisible)
    assert button.text() == "Try again"
    told = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert "The versions cannot be compared" in told
    office.server.clear_faults()
    button.click()
    assert office.verdict(dialog) == "The contents are different."
    office.close(dialog)
    # One of them is deleted by somebody else meanwhile.
    gone = next(
        one for one in office.cloud.versions(office.cloud.entry_at((*office.folder.path, "plan.txt")))
    )
    office.cloud.delete(gone.entry)
    dialog = office.compare(3, 1)
    button = dialog.findChild(QPushButton, "comparisonGoOn")
    office.explorer.wait(button.isVisible)
    assert "deleted" in " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_why_the_queue_could_not_bring_them_is_told_in_the_window(make: Callable[[], Office]) -> None:
    office = make()
    office.put("plan.txt", b"one", b"two")
    office.show("plan.txt", 2)
    queue = office.explorer.queue
    before = {job.id for job in queue.jobs()}
    office.server.fault(server="bimplus", method="GET", path="/versions/1/download", times=None, status=403)
    dialog = office.compare(1, 2)
    button = dialog.findChild(QPushButton, "comparisonGoOn")
    office.explorer.wait(button.isVisible)
    [failed] = [
        job.error for job in queue.jobs() if job.id not in before and job.state is State.FAILED and job.error
    ]
    notice = dialog.findChild(NoticePage, "comparisonNotice")
    told = " ".join(label.text() for label in notice.findChildren(QLabel))
    assert failed.sentence in told
    assert "right" in failed.sentence
    # Somebody cancels it among the transfers.
    office.server.clear_faults()
    office.server.fault(server="bimplus", method="GET", path="/versions/1/download", times=None, stall=20)
    before = {job.id for job in queue.jobs()}
    button.click()
    office.explorer.wait(lambda: {job.id for job in queue.jobs()} - before)
    queue.cancel(list({job.id for job in queue.jobs()} - before))
    office.explorer.wait(
        lambda: "cancelled" in " ".join(label.text() for label in notice.findChildren(QLabel))
    )
    office.server.clear_faults()
    button.click()
    assert office.verdict(dialog) == "The contents are different."


def test_closing_the_window_ends_the_downloads(make: Callable[[], Office]) -> None:
    office = make()
    office.put("plan.txt", b"one", b"two")
    office.show("plan.txt", 2)
    queue = office.explorer.queue
    before = {job.id for job in queue.jobs()}
    office.server.fault(server="bimplus", method="GET", path="/download", times=None, stall=20)
    dialog = office.compare(1, 2)
    cancel = dialog.findChild(QPushButton, "comparisonCancel")
    office.explorer.wait(lambda: {job.id for job in queue.jobs()} - before and cancel.isVisible())
    cancel.click()
    office.explorer.wait(lambda: not office.explorer.window.findChildren(VersionComparison))
    office.explorer.wait(
        lambda: all(job.state is State.CANCELLED for job in queue.jobs() if job.id not in before)
    )
