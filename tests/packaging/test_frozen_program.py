"""build.py as a person calls it, and what comes out of it: installed, started, used, removed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest
from building import layout, trial

import bimexplorer


def run(*command: object, folder: Path) -> str:
    """What a command that has to succeed printed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=trial.surroundings(os.environ, folder),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
def test_what_build_py_makes_works_where_it_was_not_built(root: Path, tmp_path: Path) -> None:
    """One test, because the build is one. It needs the network where nothing was built before."""
    dist = tmp_path / "dist"
    command = [sys.executable, str(root / "installer" / "build.py"), "--into", str(dist)]
    # With the settings of whoever runs the tests: pip's, and its cache.
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "it works" in done.stdout
    made = {path.suffix: path for path in dist.iterdir()}
    if sys.platform == "win32":
        assert set(made) == {".exe"}
    elif sys.platform == "darwin":
        assert set(made) == {".dmg"}
    else:
        _check_portable(made[".gz"], tmp_path / "Berger, Anna")  # a comma has stopped Qt
        if ".deb" in made and os.geteuid() == 0:
            _check_deb(made[".deb"], tmp_path / "system")


def _check_portable(packed: Path, folder: Path) -> None:
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    [unpacked] = folder.iterdir()
    names = [path.name for path in unpacked.rglob("*")]
    for unwanted in ("Qt6Qml", "Qt6Quick", "WebEngine", "libgtk", "libc.so"):
        assert not [name for name in names if unwanted in name]
    assert (unpacked / "licences" / "qt" / "LGPL-3.0.txt").is_file()
    assert list((unpacked / "licences" / "python-packages").glob("requests-*"))
    trial.try_out(unpacked, bimexplorer.__version__)
    _check_what_it_starts(unpacked, folder)
    if shutil.which("xvfb-run"):
        _check_on_a_display(unpacked, folder)


def _check_what_it_starts(unpacked: Path, folder: Path) -> None:
    """The browser of a sign-in finds the system's libraries, and Qt's plugins of its own."""
    seen, browser = folder / "environment.txt", folder / "browser"
    browser.write_text(f'#!/bin/sh\nenv > "{seen}.part"\nmv "{seen}.part" "{seen}"\n', encoding="utf-8")
    browser.chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    environment = {**trial.surroundings(os.environ, folder), "BROWSER": "browser", "PATH": path}
    servers = subprocess.Popen(
        [unpacked / "bimexplorer-demo", "--exit-with-parent"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with servers:
        assert servers.stdout is not None
        manager = json.loads(servers.stdout.readline())["bimcloud"]["manager"]
        bimx = (unpacked / "bimx", "--profile", folder / "profile")
        run(*bimx, "sites", "add", "bc", "--bimcloud", manager, folder=folder)
        login = subprocess.Popen([*bimx, "login", "bc"], env=environment, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not seen.exists():
                assert login.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            login.kill()
            login.wait()
    names = {line.partition("=")[0] for line in seen.read_text(encoding="utf-8").splitlines()}
    assert names.isdisjoint({"LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"})


def _check_on_a_display(unpacked: Path, folder: Path) -> None:
    """On X, with the plugin that people have: its libraries are found."""
    picture = folder / "picture.png"
    command = ["xvfb-run", "-a", unpacked / "bimexplorer", "--demo", "--screenshot", picture]
    environment = {**trial.surroundings(os.environ, folder), "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        list(map(str, command)),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert picture.stat().st_size > 20_000


def _check_deb(package: Path, system: Path) -> None:
    (system / "var/lib/dpkg/updates").mkdir(parents=True)
    (system / "var/lib/dpkg/info").mkdir()
    (system / "var/lib/dpkg/status").touch()
    # What it depends on is outside of this root.
    dpkg = ("dpkg", f"--root={system}", "--force-depends")
    run(*dpkg, "--install", package, folder=system)
    for name in ("bimexplorer", "bimx"):
        said = run(system / "usr/bin" / name, "--version", folder=system)
        assert said.split()[-1] == bimexplorer.__version__
    assert "libxcb-cursor0" not in run("dpkg-deb", "--field", package, "Depends", folder=system)
    trial.try_out(system / "usr/lib/bimexplorer", bimexplorer.__version__)
    run(*dpkg, "--purge", "bimexplorer", folder=system)
    assert not (system / "usr/lib").exists()
    assert not (system / "usr/share").exists()


def test_the_version_is_read_without_importing_the_program(tmp_path: Path) -> None:
    assert layout.version() == bimexplorer.__version__
    (tmp_path / "bimexplorer").mkdir()
    (tmp_path / "bimexplorer/__init__.py").write_text("nothing = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no version"):
        layout.version(tmp_path)
