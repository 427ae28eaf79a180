"""The preview: what is read of awkward files, and the panel in the real window over the real stand-in."""

from __future__ import annotations

import base64
import contextlib
import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from bimexplorer.errors import LocalError
from bimexplorer.model import Entry
from bimexplorer.ui.panels import preview
from bimexplorer.ui.panels.preview import PreviewPanel
from bimexplorer.ui.preview.kinds import Shown, shown_as
from bimexplorer.ui.preview.picture import LONGEST_SIDE, read_picture
from bimexplorer.ui.preview.picture_view import PictureView
from bimexplorer.ui.preview.text import LONGEST, LONGEST_LINE, MOST_LINES, decode, read_text
from tests.standin import StandIn
from tests.ui.explorer import Explorer

CONTENT = "get-blob-content"
RED = QColor(200, 0, 0)


# ---------------------------------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"plain", "plain"),
        ("Größe 2 m²".encode(), "Größe 2 m²"),
        ("Größe".encode("utf-8-sig"), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        (b"\xfe\xff" + "Größe".encode("utf-16-be"), "Größe"),
        ("Größe und Höhe\r\n".encode("utf-16-le"), "Größe und Höhe\r\n"),
        ("Größe und Höhe".encode("utf-16-be"), "Größe und Höhe"),
        (b"\xff\xfe\x00\x00" + "Größe".encode("utf-32-le"), "Größe"),
        ("Größe – 5 €".encode("cp1252"), "Größe – 5 €"),  # noqa: RUF001
        (b"\x81 Gr\xf6\xdfe", "\x81 Größe"),
        (b"\xff" * 40, "ÿ" * 40),
        ("تقرير الموقع".encode(), "تقرير الموقع"),
        (b"\x1b[32mok\x1b[0m done", "\x1b[32mok\x1b[0m done"),
        ("日本語".encode("utf-16"), "日本語"),
    ],
)
def test_texts_of_any_origin(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        b"\x00" * 100,
        b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00",
        zlib.compress(bytes(range(256)) * 40),
        b"\xff\xfe" + bytes(range(255, 0, -1)) * 5,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 50,
    ],
)
def test_what_is_no_text_is_told_apart(data: bytes, tmp_path: Path) -> None:
    assert decode(data) is None
    path = tmp_path / "binary.txt"
    path.write_bytes(data)
    assert read_text(path) is None


def test_only_the_beginning_of_a_long_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    # The last character that is read is half there.
    path.write_bytes(b"x" + "ä\n".encode() * LONGEST)
    read = read_text(path)
    assert read is not None
    assert read.cut
    assert set(read.text) == {"x", "ä", "\n"}
    assert read.text.count("\n") == MOST_LINES - 1


def test_many_lines_and_long_ones_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n" * (MOST_LINES * 2))
    read = read_text(path)
    assert read is not None
    assert read.cut
    assert len(read.text) == MOST_LINES - 1
    path.write_text("y" * 300_000 + "\nshort")
    read = read_text(path)
    assert read is not None
    assert (read.cut, read.narrowed) == (False, True)
    assert read.text == "y" * LONGEST_LINE + "\nshort"
    path.write_text("a\r\nb\rc\n")
    read = read_text(path)
    assert read is not None
    assert (read.text, read.cut) == ("a\nb\nc\n", False)


def test_of_an_exchange_file_the_header_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "model.ifc"
    header = "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;"
    path.write_text(header + "\nDATA;\n#1=IFCPROJECT();\nENDSEC;\n" * 1000)
    read = read_text(path)
    assert read is not None
    assert (read.text, read.header) == (header, True)
    path.write_text("ISO-10303-21;\nHEADER;\nwithout an end")
    read = read_text(path)
    assert read is not None
    assert not read.header


def test_a_text_that_has_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(LocalError):
        read_text(tmp_path / "gone.txt")


# ---------------------------------------------------------------------------------------- pictures


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Greys, eight bits; `data` is what the pixels are packed to, or what is left of it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture(width: int, height: int, form: str = "png") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(RED)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form)
    return bytes(buffer.data().data())


def turned_jpeg(width: int, height: int) -> bytes:
    """With EXIF's word that it has to be turned by a quarter."""
    turn_by_a_quarter = struct.pack(">HHIHH", 0x112, 3, 1, 6, 0)
    tiff = b"MM" + struct.pack(">HIH", 42, 8, 1) + turn_by_a_quarter + bytes(4)
    exif = b"Exif\x00\x00" + tiff
    plain = picture(width, height, "jpeg")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]


def read(tmp_path: Path, name: str, data: bytes) -> preview.Picture:
    path = tmp_path / name
    path.write_bytes(data)
    return read_picture(path)


def test_pictures_are_read_upright_and_no_larger_than_needed(qapp: object, tmp_path: Path) -> None:
    one = read(tmp_path, "one.png", picture(1, 1))
    assert (one.size, one.image.size()) == (QSize(1, 1), QSize(1, 1))
    assert one.image.pixelColor(0, 0) == RED
    turned = read(tmp_path, "turned.jpg", turned_jpeg(60, 20))
    assert (turned.size, turned.image.size()) == (QSize(20, 60), QSize(20, 60))
    large = read(tmp_path, "large.jpg", turned_jpeg(6000, 3000))
    assert large.size == QSize(3000, 6000)
    assert large.image.size() == QSize(LONGEST_SIDE // 2, LONGEST_SIDE)
    ribbon = read(tmp_path, "ribbon.png", picture(20_000, 1))
    assert ribbon.size == QSize(20_000, 1)
    assert ribbon.image.size() == QSize(LONGEST_SIDE, 1)


def test_a_picture_is_told_by_its_content(qapp: object, tmp_path: Path) -> None:
    assert read(tmp_path, "jpeg.png", picture(30, 20, "jpeg")).size == QSize(30, 20)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.png", b""),
        ("head.png", png(10, 10)[:20]),
        ("cut.png", picture(300, 300)[:200]),
        ("text.png", b"no picture at all"),
        ("cut.jpg", picture(300, 300, "jpeg")[:30]),
        ("nothing.svg", b""),
        ("broken.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><rect>"),
        ("other.svg", b"<html><body/></html>"),
        ("noise.tif", b"II*\x00\xff\xff\xff\xff"),
        ("noise.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 "),
        ("noise.gif", b"GIF89a\xff\xff\xff\xff"),
        ("noise.ico", b"\x00\x00\x01\x00\xff\xff" + b"\xff" * 40),
    ],
)
@pytest.mark.no_qt_log
def test_a_damaged_picture_is_told(qapp: object, tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(LocalError) as told:
        read(tmp_path, name, data)
    assert told.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.png", png(30_000, 30_000, zlib.compress(b"\0" * 100))),
        ("wide.png", png(2_000_000_000, 2_000_000_000)),
        (
            "bomb.bmp",
            b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, 40_000, 40_000, 1, 24, 0, 0, 0, 0, 0, 0),
        ),
    ],
)
def test_a_picture_that_would_fill_the_memory_is_refused(
    qapp: object, tmp_path: Path, name: str, data: bytes
) -> None:
    with pytest.raises(LocalError):
        read(tmp_path, name, data)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="40" height="20">{}</svg>'
)


def test_a_drawing_is_drawn_sharply(qapp: object, tmp_path: Path) -> None:
    drawn = read(tmp_path, "a.svg", SVG.format('<rect width="40" height="20" fill="#c80000"/>').encode())
    assert drawn.scalable
    assert drawn.size == QSize(40, 20)
    assert drawn.image.size() == QSize(1024, 512)
    assert drawn.image.pixelColor(500, 250) == RED


@pytest.mark.qt_log_ignore("Image filename is empty", extend=True)
@pytest.mark.parametrize("name", ["drawing.svg", "drawing.png"])
def test_a_drawing_follows_no_reference(qapp: object, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(10, 10))
    sheet = tmp_path / "red.css"
    sheet.write_text("rect { fill: #c80000 }")
    rect = '<rect width="40" height="20" fill="#0000ff"/>'
    image = '<image {}="{}" width="40" height="20"/>'
    addresses = ("secret.png", str(secret), f" {secret}", secret.as_uri(), "http://127.0.0.1:9/x.png")
    bodies = [rect + image.format(key, address) for key in ("href", "xlink:href") for address in addresses]
    bodies += [f"<style>@import url({address});</style>{rect}" for address in (sheet, sheet.as_uri())]
    drawings = [SVG.format(body) for body in bodies]
    drawings += [
        f'<?xml-stylesheet type="text/css" href="{sheet}"?>' + SVG.format(rect),
        f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{sheet}">]>' + SVG.format(f"<style>&e;</style>{rect}"),
        f'<!DOCTYPE svg [<!ENTITY e "{secret}">]>' + SVG.format(rect + image.format("xlink:href", "&e;")),
    ]
    for drawing in drawings:
        drawn = read(tmp_path, name, drawing.encode())
        assert drawn.image.pixelColor(500, 250) == QColor("blue"), drawing


def test_a_drawing_keeps_what_is_in_it(qapp: object, tmp_path: Path) -> None:
    inside = base64.b64encode(picture(10, 10)).decode()
    gradient = '<linearGradient id="g"><stop stop-color="#c80000"/></linearGradient>'
    bodies = [
        f'<image xlink:href="data:image/png;base64,{inside}" width="40" height="20"/>',
        '<defs><rect id="r" width="40" height="20" fill="#c80000"/></defs><use xlink:href="#r"/>',
        f'{gradient}<rect width="40" height="20" fill="url(#g)"/>',
        "<style>rect { fill: #c80000 }</style><rect width='40' height='20'/>",
        "<style><![CDATA[ rect > rect, rect { fill: #c80000 } ]]></style><rect width='40' height='20'/>",
    ]
    for body in bodies:
        drawn = read(tmp_path, "a.svg", SVG.format(body).encode())
        assert drawn.image.pixelColor(500, 250) == RED, body
    encoded = '<?xml version="1.0" encoding="iso-8859-1"?><!-- Größe -->' + SVG.format("<text>Größe</text>")
    assert read(tmp_path, "a.svg", encoded.encode("latin-1")).size == QSize(40, 20)


def test_a_drawing_that_asks_for_billions_of_lines_is_refused(qapp: object, tmp_path: Path) -> None:
    groups = ['<g id="g0"><rect width="1" height="1"/></g>']
    for level in range(1, 12):
        uses = f'<use xlink:href="#g{level - 1}"/>' * 10
        groups.append(f'<g id="g{level}">{uses}</g>')
    chain = "".join(f'<g id="c{n}"><use xlink:href="#c{n + 1}"/></g>' for n in range(3000))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughing = f'<!DOCTYPE svg [<!ENTITY e0 "ha">{entities}]>' + SVG.format("<text>&e11;</text>")
    for body in (
        SVG.format("".join(groups) + '<use xlink:href="#g11"/>'),
        SVG.format(chain + '<use xlink:href="#c0"/>'),
        SVG.format("<g>" * 5000 + "</g>" * 5000),
        laughing,
    ):
        with pytest.raises(LocalError):
            read(tmp_path, "bomb.svg", body.encode())
    many = '<rect id="r" width="1" height="1"/>' + '<use xlink:href="#r"/>' * 500
    for body in (SVG.format(many), SVG.format("<rect/>" * 100)):
        assert read(tmp_path, "sound.svg", body.encode()).size == QSize(40, 20)


@pytest.mark.no_qt_log
def test_a_drawing_that_refers_to_itself_ends(qapp: object, tmp_path: Path) -> None:
    circle = '<g id="a"><use xlink:href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'
    path = tmp_path / "circle.svg"
    path.write_text(SVG.format(circle + '<use xlink:href="#a"/>'))
    with contextlib.suppress(LocalError):
        assert read_picture(path).size == QSize(40, 20)


def test_which_files_are_shown_how() -> None:
    assert shown_as("Plan.PNG") is Shown.PICTURE
    assert shown_as("page.html") is Shown.TEXT
    assert shown_as("model.ifc") is Shown.TEXT
    assert [shown_as(name) for name in ("house.pln", "noending", ".txt", "a.svgz", "x.exe", "")] == [None] * 6


# ---------------------------------------------------------------------------------------- the panel


def upload(office: Explorer, tmp_path: Path, **files: bytes) -> Entry:
    """A folder of the test's own that holds these files (`name__ending`), open in the window."""
    folder = office.make_folder()
    sources = tmp_path / "sources"
    sources.mkdir(exist_ok=True)
    paths = []
    for name, data in files.items():
        path = sources / name.replace("__", ".")
        path.write_bytes(data)
        paths.append(path)
    jobs = office.queue.upload(office.book.all()[0].id, paths, folder)
    office.wait(lambda: all((job := office.queue.job(number)) and job.state.finished for number in jobs))
    office.open(folder)
    office.wait(lambda: len(office.names()) == len(files))
    return folder


def panel(office: Explorer) -> PreviewPanel:
    return office.child(PreviewPanel, "previewPanel")


def toggle(office: Explorer) -> None:
    office.window.view.setFocus()
    QTest.keyClick(office.window.view, Qt.Key.Key_Space)


def said(office: Explorer, name: str) -> str:
    label = office.window.preview.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


def shown(office: Explorer, kind: type[QWidget]) -> bool:
    found = office.window.preview.findChildren(kind)
    return any(widget.isVisible() for widget in found)


def text(office: Explorer) -> str:
    edit = office.window.preview.findChild(QPlainTextEdit, "previewText")
    assert edit is not None
    return edit.toPlainText() if edit.isVisible() else ""


def test_space_shows_the_selected_file_and_the_arrows_go_on(office: Explorer, tmp_path: Path) -> None:
    upload(office, tmp_path, a__txt="Größe".encode(), b__png=picture(120, 60), c__pln=b"\0\1")
    view = office.window.view
    office.select("a.txt")
    toggle(office)
    assert panel(office).accessibleName()
    office.wait(lambda: text(office) == "Größe")
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    office.wait(lambda: shown(office, PictureView))
    assert "120" in said(office, "previewFacts")
    found = office.child(PictureView, "previewPicture")
    assert "b.png" in found.accessibleName()
    where = found.picture_rect()
    assert where.size() == QSize(120, 60)
    assert found.grab().toImage().pixelColor(where.center()) == RED
    QTest.keyClick(view, Qt.Key.Key_Down)
    office.wait(lambda: said(office, "previewName") == "c.pln")
    assert not shown(office, PictureView)
    assert "Archicad" in said(office, "previewFacts")
    toggle(office)
    assert not office.window.preview.isVisible()
    assert view.selected()[0].name == "c.pln"


def test_escape_closes_it_from_the_list_and_from_inside(office: Explorer, tmp_path: Path) -> None:
    upload(office, tmp_path, a__txt=b"text")
    office.select("a.txt")
    toggle(office)
    QTest.keyClick(office.window.view, Qt.Key.Key_Escape)
    assert not office.window.preview.isVisible()
    toggle(office)
    office.wait(lambda: text(office) == "text")
    edit = office.child(QPlainTextEdit, "previewText")
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not office.window.preview.isVisible()
    assert office.window.view.hasFocus()


def test_a_space_elsewhere_is_a_space(office: Explorer, tmp_path: Path) -> None:
    upload(office, tmp_path, a__txt=b"text")
    office.select("a.txt")
    toggle(office)
    button = office.child(QPushButton, "previewOpen")
    opened: list[Entry] = []
    office.window.preview.open_asked.disconnect()
    office.window.preview.open_asked.connect(opened.append)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert [entry.name for entry in opened] == ["a.txt"]
    assert office.window.preview.isVisible()


def test_hidden_it_fetches_nothing(office: Explorer, tmp_path: Path, shared_2023: StandIn) -> None:
    upload(office, tmp_path, a__txt=b"text", b__txt=b"other")
    shared_2023.reset_counters()
    office.select("a.txt")
    QTest.qWait(preview.REST_MS * 2)
    assert shared_2023.calls(CONTENT) == 0
    toggle(office)
    office.wait(lambda: text(office) == "text")


def test_running_through_the_list_fetches_only_where_it_rests(
    office: Explorer, tmp_path: Path, shared_2023: StandIn
) -> None:
    names = [f"{number}.txt" for number in range(8)]
    upload(office, tmp_path, **{name.replace(".", "__"): name.encode() for name in names})
    office.select("0.txt")
    toggle(office)
    office.wait(lambda: text(office) == "0.txt")
    shared_2023.reset_counters()
    for _ in names[1:]:
        QTest.keyClick(office.window.view, Qt.Key.Key_Down)
        assert text(office) == ""
    office.wait(lambda: text(office) == "7.txt")
    assert shared_2023.calls(CONTENT) <= 2


def test_a_late_answer_for_another_file_is_dropped(
    office: Explorer, tmp_path: Path, shared_2023: StandIn
) -> None:
    upload(office, tmp_path, a__txt=b"slow", b__txt=b"quick")
    shared_2023.fault(server="blob", path=CONTENT, stall=3)
    before = shared_2023.calls(CONTENT)
    office.select("a.txt")
    toggle(office)
    office.wait(lambda: shared_2023.calls(CONTENT) > before)
    office.wait(lambda: shown(office, QProgressBar))
    office.select("b.txt")
    office.wait(lambda: text(office) == "quick")
    QTest.qWait(500)
    assert text(office) == "quick"
    assert not shown(office, QProgressBar)


def test_what_was_shown_once_comes_from_the_cache(
    office: Explorer, tmp_path: Path, shared_2023: StandIn
) -> None:
    folder = upload(office, tmp_path, a__txt=b"first", b__txt=b"other")
    office.select("a.txt")
    toggle(office)
    office.wait(lambda: text(office) == "first")
    copies = list(office.profile.opened_files.rglob("a.txt"))
    assert [copy.read_bytes() for copy in copies] == [b"first"]
    office.select("b.txt")
    office.wait(lambda: text(office) == "other")
    copies[0].chmod(0o600)
    copies[0].write_bytes(b"spoilt")
    office.select("a.txt")
    office.wait(lambda: text(office) == "first")
    path = "/" + "/".join((*folder.path, "a.txt"))
    shared_2023.action("write-file", path=path, text="newer", user=shared_2023.users[0]["username"])
    office.select("b.txt")
    office.wait(lambda: text(office) == "other")
    # Also before the list knows of it.
    office.select("a.txt")
    office.wait(lambda: text(office) == "newer")


def test_an_error_is_told_inside_with_another_try(
    office: Explorer, tmp_path: Path, shared_2023: StandIn
) -> None:
    upload(office, tmp_path, a__txt=b"text")
    shared_2023.fault(server="blob", path=CONTENT, drop="request", times=None)
    office.select("a.txt")
    toggle(office)
    retry = office.child(QPushButton, "previewRetry")
    error = office.child(QWidget, "previewError")
    assert said(office, "previewErrorText").endswith(".")
    assert said(office, "previewErrorText") in error.accessibleName()
    assert office.message() == ""
    shared_2023.clear_faults()
    QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
    office.wait(lambda: text(office) == "text")
    assert not retry.isVisible()
    assert not error.isVisible()


def test_a_large_file_waits_for_its_button(
    office: Explorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "BY_ITSELF", 10)
    upload(office, tmp_path, a__txt=b"more than ten bytes", b__pln=b"more than ten bytes")
    office.select("a.txt")
    toggle(office)
    button = office.child(QPushButton, "previewFetch")
    QTest.qWait(preview.REST_MS * 2)
    assert text(office) == ""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    office.wait(lambda: text(office) == "more than ten bytes")
    office.select("b.pln")
    office.wait(lambda: said(office, "previewName") == "b.pln")
    assert not button.isVisible()


def test_awkward_files_are_told_and_stop_nothing(office: Explorer, tmp_path: Path) -> None:
    upload(
        office,
        tmp_path,
        bomb__png=png(30_000, 30_000),
        empty__txt=b"",
        noise__txt=bytes(range(256)) * 10,
        page__html=b"<script>alert(1)</script><img src='http://127.0.0.1:9/x.png'>",
        تقرير__txt=b"report",
    )
    office.select("bomb.png")
    toggle(office)
    office.wait(lambda: "30" in said(office, "previewErrorText"))
    assert not office.window.preview.findChild(QPushButton, "previewRetry").isVisible()
    office.select("empty.txt")
    office.wait(lambda: "empty" in said(office, "previewNote"))
    office.select("noise.txt")
    office.wait(lambda: "no text" in said(office, "previewNote"))
    office.select("page.html")
    office.wait(lambda: text(office).startswith("<script>"))
    office.select("تقرير.txt")
    office.wait(lambda: text(office) == "report")
    assert said(office, "previewName") == "تقرير.txt"


def test_nothing_several_and_a_folder(office: Explorer, tmp_path: Path) -> None:
    folder = upload(office, tmp_path, a__txt=b"text", b__txt=b"text")
    office.cloud().create_folder(folder, "inner")
    office.window.refresh()
    office.wait(lambda: len(office.names()) == 3)
    office.window.view.clearSelection()
    toggle(office)
    office.window.view.clearSelection()
    office.wait(lambda: "Nothing" in said(office, "previewName"))
    assert not office.window.preview.findChild(QPushButton, "previewOpen").isVisible()
    office.select("a.txt", "b.txt")
    office.wait(lambda: "2" in said(office, "previewName"))
    office.select("inner")
    office.wait(lambda: said(office, "previewName") == "inner")
    QTest.mouseClick(office.child(QPushButton, "previewOpen"), Qt.MouseButton.LeftButton)
    office.wait(lambda: office.window.navigator.location.folder.name == "inner")


def test_the_window_remembers_that_it_is_open(office: Explorer) -> None:
    dock = office.window.findChild(QDockWidget, "previewDock")
    assert dock is not None
    assert dock.isHidden()
    dock.show()
    office.window.remember()
    state = QByteArray.fromBase64(office.settings.window_state.encode())
    dock.hide()
    assert office.window.restoreState(state)
    assert not dock.isHidden()
