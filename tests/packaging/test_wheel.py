"""The wheel: what is in it, and that its programs start where there is no checkout."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import bimexplorer

# Of resources/, what is for the README, and what the translations are made of.
NOT_SHIPPED = ("resources/screenshots/", "resources/translations/bimexplorer_de.ts")

# Settings that would let a program find the checkout, a display or the settings of these tests.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(*command: object, folder: Path) -> str:
    """The standard output of a command that has to succeed and to complain about nothing."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[str]:
    """The files under version control, as a clone would have them."""
    if not (root / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout: which files belong to the project is unknown")
    listed = run("git", "-c", f"safe.directory={root}", "ls-files", "-z", folder=root)
    return [name for name in listed.split("\0") if name and (root / name).exists()]


@pytest.fixture(scope="session")
def clone(root: Path, tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the checkout."""
    folder = tmp_path_factory.mktemp("clone")
    for name in tracked:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def wheel(clone: Path) -> Path:
    """The wheel, built with the hatchling of this environment."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", folder=clone)
    [built] = (clone / "dist").iterdir()
    return built


def test_the_wheel_holds_the_package_and_the_resources_and_nothing_else(
    wheel: Path, tracked: list[str]
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {name for name in tracked if name.startswith("bimexplorer/")}
    resources = {
        f"bimexplorer/{name}"
        for name in tracked
        if name.startswith("resources/") and not name.startswith(NOT_SHIPPED)
    }
    assert names == package | resources
    assert {"bimexplorer/resources/bimexplorer.svg", "bimexplorer/resources/bimexplorer.png"} <= names
    assert "bimexplorer/resources/translations/bimexplorer_de.qm" in names
    assert any(name.startswith("bimexplorer/demo/") for name in names)  # --demo works without a checkout


def test_the_wheel_says_what_it_is(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = f"bimexplorer-{bimexplorer.__version__}.dist-info"
        metadata = HeaderParser().parsestr(archive.read(f"{info}/METADATA").decode())
        licence = archive.read(f"{info}/licenses/LICENSE")
        entry_points = configparser.ConfigParser()
        entry_points.read_string(archive.read(f"{info}/entry_points.txt").decode())
    assert metadata["Version"] == bimexplorer.__version__
    assert metadata["License-Expression"] == "MIT"
    assert licence == (root / "LICENSE").read_bytes()
    assert dict(entry_points["gui_scripts"]) == {"bimexplorer": "bimexplorer.app:main"}
    assert dict(entry_points["console_scripts"]) == {"bimx": "bimexplorer.cli:main"}


def scripts_of(environment: Path) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin")


def check_programs(environment: Path, elsewhere: Path) -> None:
    """The programs installed in an environment tell their version and find their resources."""
    scripts = scripts_of(environment)
    for program in ("bimexplorer", "bimx"):
        assert run(scripts / program, "--version", folder=elsewhere).split()[-1:] == [bimexplorer.__version__]
    probe = "from bimexplorer.paths import resource; print(resource('bimexplorer.svg').resolve(strict=True))"
    found = Path(run(scripts / "python", "-c", probe, folder=elsewhere).strip())
    assert found.is_relative_to(environment.resolve())


def test_its_programs_start(wheel: Path, tmp_path: Path) -> None:
    """In an environment that borrows the dependencies of this one. The long test below installs them."""
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = scripts_of(environment) / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        folder=tmp_path,
    )
    own = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path).strip()
    )
    # A folder named in a .pth file comes last and its own .pth files are not read: the editable installation
    # of the checkout stays out.
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    check_programs(environment, tmp_path)


@pytest.mark.long
def test_a_complete_installation_in_an_empty_environment(clone: Path, tmp_path: Path) -> None:
    """`pip install .` with all dependencies; needs the network."""
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = scripts_of(environment) / "python"
    run(python, "-m", "pip", "install", "--progress-bar", "off", clone, folder=tmp_path)
    assert run(python, "-m", "pip", "check", folder=tmp_path).strip() == "No broken requirements found."
    check_programs(environment, tmp_path)
