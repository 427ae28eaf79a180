"""The program as a process: its options, the demonstration, and pictures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from PySide6.QtGui import QImage

from bimexplorer import __version__
from bimexplorer.addresses import path_names, path_text
from bimexplorer.ui.look.theme import LIGHT
from tests.standin import wait_until

DOCUMENTS = "hafenkontor-architekten/Bürogebäude Hafenkontor/Documents"
"""A place of the demonstration's Bimplus."""


def run(*arguments: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bimexplorer", *arguments],
        capture_output=True, text=True, timeout=timeout, env=environment, check=False,
    )  # fmt: skip


def colours_in(file: Path) -> int:
    """How many different colours a picture has: an empty window has few."""
    image = QImage(str(file))
    assert not image.isNull()
    points = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return len({image.pixel(x, y) for x, y in points})


def test_the_version_needs_no_qt() -> None:
    code = (
        "import sys\nfrom bimexplorer.app import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "assert not any(name.startswith(('PySide6', 'qasync')) for name in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"BIM Explorer {__version__}"


def test_the_demonstration_in_a_picture(tmp_path: Path) -> None:
    before = {process.pid for process in psutil.process_iter()}
    done = run("--demo", "--screenshot", str(tmp_path / "window.png"))
    assert done.returncode == 0, done.stderr
    assert colours_in(tmp_path / "window.png") > 30
    picture = QImage(str(tmp_path / "window.png"))
    assert (picture.width(), picture.height()) == (1180, 760)
    accents = sum(picture.pixelColor(x, 187).name() == LIGHT.accent for x in range(picture.width()))
    assert accents > 400  # the selected row, in a window that is active
    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline"])
        if process.pid not in before and "bimexplorer.demo" in (process.info["cmdline"] or [])
        and str(tmp_path) in " ".join(process.info["cmdline"])
    ]  # fmt: skip
    assert not left


def test_a_demonstration_with_a_profile_keeps_one_site_of_each_cloud(tmp_path: Path) -> None:
    for number in range(2):
        picture = tmp_path / f"{number}.png"
        done = run("--demo", "--profile", str(tmp_path / "profile"), "--screenshot", str(picture))
        assert done.returncode == 0, done.stderr
        assert picture.exists()
    sites = (tmp_path / "profile" / "config" / "sites.json").read_text(encoding="utf-8")
    assert [site["name"] for site in json.loads(sites)["sites"]] == ["Demo BIMcloud", "Demo Bimplus"]
    assert "demo-" not in sites


def test_a_picture_without_any_site_shows_the_start_page(tmp_path: Path) -> None:
    done = run("--profile", str(tmp_path / "profile"), "--screenshot", str(tmp_path / "start.png"))
    assert done.returncode == 0, done.stderr
    assert not QImage(str(tmp_path / "start.png")).isNull()


def test_a_picture_that_cannot_be_written_is_a_failure_with_a_sentence(tmp_path: Path) -> None:
    target = tmp_path / "no" / "such" / "folder.png"
    done = run("--profile", str(tmp_path / "profile"), "--screenshot", str(target))
    assert done.returncode == 1
    assert f"The picture could not be written to {target}." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_quietly(tmp_path: Path, number: signal.Signals) -> None:
    profile = tmp_path / "profile"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "bimexplorer", "--demo", "--profile", str(profile)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        wait_until((profile / "config" / "sites.json").exists, 60)
        os.killpg(program.pid, number)  # as Ctrl-C in a terminal: the servers get it too
        _, err = program.communicate(timeout=60)
    assert program.returncode == 128 + number
    assert "Traceback" not in err
    assert not [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(profile) in " ".join(process.info["cmdline"] or [])
    ]


def test_an_unknown_option_is_refused() -> None:
    assert run("--nonsense").returncode == 2


def test_a_link_cannot_bring_options_along(tmp_path: Path) -> None:
    """Windows puts the text of a link into a command as it is, and a quotation mark in it would end it."""
    picture = tmp_path / "picture.png"
    done = run("--", "bimx://Office/a", "--screenshot", str(picture))
    assert done.returncode == 2
    assert not picture.exists()


@pytest.mark.parametrize("options", [(), ("--screenshot", "picture.png")])
def test_a_profile_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "profile").write_text("a file", encoding="utf-8")
    code = (
        "import sys\nfrom PySide6.QtCore import QTimer\nfrom PySide6.QtWidgets import QMessageBox\n"
        "shown = QMessageBox.open\n"
        "def read(box):\n    shown(box)\n    QTimer.singleShot(0, box.accept)\n"
        "QMessageBox.open = read\n"
        "from bimexplorer.app import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--profile", str(tmp_path / "profile"), *options],
        capture_output=True, text=True, timeout=90, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 1
    sentences = [line for line in done.stderr.splitlines() if not line.startswith("This plugin")]
    assert len(sentences) == 1
    assert "which cannot be used" in sentences[0]


@pytest.mark.parametrize("path", [(), ("a", "b"), ("a/b", "100%25", "%2F"), ("ä ö", "京都")])
def test_a_path_as_text_leads_back(path: tuple[str, ...]) -> None:
    assert path_names(path_text(path)) == path


def test_a_link_opens_its_place(tmp_path: Path) -> None:
    pictures = []
    links = ["bimx://Demo%20BIMcloud/Contracts", f"bimx://Demo%20Bimplus/{quote(DOCUMENTS)}"]
    for number, link in enumerate(links):
        picture = tmp_path / f"{number}.png"
        done = run("--demo", "--profile", str(tmp_path / "p"), "--screenshot", str(picture), link)
        assert done.returncode == 0, done.stderr
        pictures.append(picture.read_bytes())
    assert pictures[0] != pictures[1]


def test_a_list_of_transfers_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "profile" / "data" / "transfers.sqlite3").mkdir(parents=True)
    done = run("--profile", str(tmp_path / "profile"), "--screenshot", str(tmp_path / "window.png"))
    assert done.returncode == 1
    assert "transfers" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
