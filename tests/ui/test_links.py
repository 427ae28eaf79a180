"""`bimx://` links in the window: where they lead, and that nothing else is done, whoever wrote them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from bimexplorer.addresses import link_parts, link_text
from bimexplorer.ui.places.history import HOME
from tests.standin import StandIn
from tests.ui.explorer import Explorer

PROJECT = "Riverside School"
PLANS = (PROJECT, "Plans", "Floor plans")
PLAN = "A-102 Floor plan level 2.pdf"
NO_LINK = "is no link to a place; one looks like bimx://SITE/path."


def untouched(explorer: Explorer) -> bool:
    """Whether nothing was downloaded or handed to another program."""
    opened = explorer.profile.opened_files
    copies = [path for path in opened.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return not explorer.queue.jobs() and not copies


# -------------------------------------------------------------------------------- as text


@given(st.text(min_size=1, max_size=20), st.lists(st.text(min_size=1, max_size=20), max_size=4))
@example("Office", ["50 % ?#&+;=@:[]", "a/b\\c", "%2F", "ä ö 京都"])
@example("1", ["10.0.0.1"])
@example("office-", [])
@example("xn--bro-hoa", ["B\u00fcro"])
@example("Demo BIMcloud", [".."])
def test_a_link_survives_whoever_reads_it_as_an_address(site: str, path: list[str]) -> None:
    """Qt does, and with it KDE and macOS' way to us: it may change the case of the site, and nothing else."""
    link = link_text(site, tuple(path))
    assert link_parts(link) == (site, tuple(path))
    address = QUrl(link)
    assert address.isValid(), address.errorString()
    parts = link_parts(address.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    assert parts is not None
    assert parts[0].casefold() == site.casefold()
    assert parts[1] == tuple(path)


@pytest.mark.parametrize(
    ("link", "parts"),
    [
        ("BIMX://Office/a", ("Office", ("a",))),
        ("  bimx://Office//a//b/ \n", ("Office", ("a", "b"))),
        ("bimx:///My%20site/a", ("My site", ("a",))),
        ("bimx://My site/Plan #3?.pdf", ("My site", ("Plan #3?.pdf",))),
        ("bimx://Büro/%zz%", ("Büro", ("%zz%",))),
        ("bimx://[/a", ("[", ("a",))),
        ("bimx://℀/a", ("℀", ("a",))),
        ("bimx://Office/%FF", ("Office", ("\N{REPLACEMENT CHARACTER}",))),
        ("bimx://Office/\udcff", ("Office", ("?",))),
        ("bimx://", None),
        ("bimx:////", None),
        ("bimx:Office/a", None),
        ("file:///etc/passwd", None),
        ("bimx://Office" + "/a" * 100, None),
        ("bimx://Office/" + "a" * 40_000, None),
    ],
)
def test_what_is_a_link(link: str, parts: tuple[str, tuple[str, ...]] | None) -> None:
    assert link_parts(link) == parts


# -------------------------------------------------------------------------------- in the window


def test_a_link_that_was_copied_is_pasted_into_the_address(office: Explorer) -> None:
    folder = office.make_folder("50 % äöü (#1) + & 京都")
    inner = office.cloud().children(folder).entries[0]
    office.open(inner)
    office.window.entries.copy_link()
    link = QGuiApplication.clipboard().text()
    assert link.endswith("/50%20%25%20%C3%A4%C3%B6%C3%BC%20%28%231%29%20%2B%20%26%20%E4%BA%AC%E9%83%BD")
    office.window.navigator.go(HOME)
    QTest.keyClick(office.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    edit = office.child(QLineEdit, "addressEdit")
    edit.setText("  " + link)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: office.window.navigator.place == office.place(*inner.path))
    assert office.message() == ""
    assert not edit.isVisible()


def test_a_file_is_selected_and_neither_downloaded_nor_opened(office: Explorer) -> None:
    office.window.links.open(link_text("oFFICE", (*PLANS, PLAN)))
    office.wait_open("Floor plans")
    office.wait(lambda: [entry.name for entry in office.window.view.selected()] == [PLAN])
    assert untouched(office)


def test_a_place_that_is_gone_leads_to_the_nearest_folder_that_is_left(office: Explorer) -> None:
    office.window.links.open(link_text("Office", (PROJECT, "Plans", "gone", "deeper")))
    office.wait_open("Plans")
    office.wait(office.message)
    assert "“Office:/Riverside School/Plans/gone/deeper” is no longer there." in office.message()


def test_the_latest_link_counts(office: Explorer) -> None:
    office.window.links.open("bimx://Nowhere/a")
    office.window.links.open(link_text("Office", PLANS[:2]))
    office.window.links.open(link_text("Office", PLANS))
    office.wait_open("Floor plans")
    assert office.message() == ""


def test_a_site_that_was_added_meanwhile_is_found(office: Explorer, shared_2023: StandIn) -> None:
    office.book.add("New site", "bimcloud", shared_2023.manager, shared_2023.generation)
    office.window.links.open(link_text("New site", PLANS))
    office.wait(
        lambda: office.window.navigator.place is not None and office.window.navigator.place.path == PLANS
    )
    assert office.window.navigator.place.site_id == office.book.named("New site").id


def test_a_site_that_wants_a_sign_in_asks_for_it_and_the_place_follows(
    explorer: Explorer, shared_2023: StandIn
) -> None:
    site = explorer.add_site(shared_2023, signed_in=False)
    explorer.window.links.open(link_text("Office", PLANS))  # before anybody has read the sites
    explorer.show()
    explorer.wait(lambda: explorer.child(QWidget, "signInPanel").isVisible())
    assert explorer.window.navigator.place == explorer.place(*PLANS)
    explorer.sign_in(site, shared_2023)
    explorer.window.sites.reload_site(site.id)
    explorer.wait_open("Floor plans")


def test_nonsense_gives_a_sentence_and_leads_nowhere(office: Explorer) -> None:
    before = office.window.navigator.place
    for link, words in (
        ("bimx://", NO_LINK),
        ("bimx://Office" + "/x" * 200, NO_LINK),
        ("https://example.com/bimx://Office/a", NO_LINK),
        ("--profile=/tmp", NO_LINK),
        ("javascript:alert(1)", NO_LINK),
        ("", NO_LINK),
        ("bimx://user:secret@Office:80/a", "named “user:secret@Office:80”, and there is none"),
        ("bimx:///%3Cimg src=file:///etc/passwd%3E/a", "named “<img src=file:”, and there is none"),
        ("bimx://a%0AYour%20session%20ended%E2%80%AE/b", "named “a�Your session ended�”, and"),
        ("bimx://" + "w" * 5000 + "/b", "named “" + "w" * 80 + "…”, and there is none"),
    ):
        office.window.messages.clear()
        office.window.links.open(link)
        office.wait(office.message)
        assert words in office.message()
        assert "\n" not in office.message()
        assert office.window.navigator.place == before
    assert untouched(office)


def test_a_path_that_is_none_of_the_cloud_reads_nothing_else(office: Explorer) -> None:
    for rest in (
        "../../../etc/passwd",
        "%2e%2e/%2e%2e",
        "%00",
        "C:%5CWindows%5Cnotepad.exe",
        "%2Fetc%2Fpasswd",
        "~",
        "%0d%0aX: y",
    ):
        office.window.messages.clear()
        office.window.links.open("bimx://Office/" + rest)
        office.wait(office.message)
        assert "is no longer there." in office.message()
        office.wait(lambda: office.window.navigator.place == office.place() and office.loaded())
    assert untouched(office)


# -------------------------------------------------------------------------------- macOS


def test_macos_gives_links_to_the_program_that_runs() -> None:
    """In a process of its own: there is one application in each."""
    code = """
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from bimexplorer.ui.desktop.application import Application
app = Application(["bimexplorer"])
heard = []
app.link_asked.connect(heard.append)
links = QUrl("bimx://Office/a%20b"), QUrl("bimx:///My%20site/%25"), "bimx://My%20site/a"
for given in (*links, "/tmp/model.ifc", QUrl("https://example.com")):
    app.sendEvent(app, QFileOpenEvent(given))
assert heard == ["bimx://office/a%20b", "bimx:///My%20site/%25", "bimx://My%20site/a"], heard
assert app.desktopFileName() == "bimexplorer"
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
