"""`build.py`: the steps, and the folders they work in.

build/environment   what the program is frozen from: this checkout, its dependencies and PyInstaller
build/icons         drawn from the SVG
build/frozen        the frozen program
build/licences      of all that is in it
dist                what people get (--into DIR: elsewhere)
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from development import qt_libraries
from development.environment import Environment, clean
from development.problems import SetUpError, explain
from development.processes import collect, say

from . import archive, debian, layout, macos, trial, windows

BUILD = layout.ROOT / "build"
FROZEN = BUILD / "frozen"

SET_UP_FAILED = 3


def main(arguments: Sequence[str]) -> int:
    """The exit code of the command line `arguments`."""
    parser = argparse.ArgumentParser(prog="build.py", description="Build what people install on this system.")
    parser.add_argument(
        "what",
        nargs="?",
        choices=("all", "program", "packages"),
        default="all",
        help="the frozen program, packages of the one that is there, or both",
    )
    parser.add_argument(
        "--into", type=Path, default=layout.ROOT / "dist", metavar="DIR", help="instead of dist"
    )
    options = parser.parse_args(arguments)
    try:
        if options.what != "packages":
            build_program()
        if options.what != "program":
            options.into.mkdir(parents=True, exist_ok=True)
            for made in build_packages(options.into.resolve()):
                say(f"{made}  ({megabytes(made):.1f} MB)")
    except SetUpError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return SET_UP_FAILED
    except KeyboardInterrupt:
        print("build.py: interrupted", file=sys.stderr)
        return 130
    return 0


def frozen_folder() -> Path:
    """Where the programs and their libraries are; on macOS inside the bundle."""
    if sys.platform == "darwin":
        return FROZEN / f"{layout.NAME}.app" / "Contents" / "MacOS"
    return FROZEN / "bimexplorer"


def build_program() -> None:
    """Freeze the program, try it out and tell its size and how long it takes to start."""
    environment = Environment(layout.ROOT, "build/environment")
    BUILD.mkdir(exist_ok=True)
    environment.prepare(["installer"])
    qt_libraries.ensure(environment.site_packages, plugin=None)
    python = str(environment.python)
    svg = layout.ROOT / "resources" / "bimexplorer.svg"
    step("drawing the icons", [python, "-m", "building.icons", str(svg), str(BUILD / "icons")])
    shutil.rmtree(FROZEN, ignore_errors=True)
    command = [python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--workpath", str(BUILD / "pyinstaller"), "--distpath", str(FROZEN)]
    step("freezing the program", [*command, str(layout.INSTALLER / "bimexplorer.spec")])
    listing = str(BUILD / "bundled.json")
    step("collecting licences", [python, "-m", "building.licences", listing, str(BUILD / "licences")])
    say("trying the frozen program out")
    times = trial.try_out(frozen_folder(), layout.version())
    root = FROZEN / f"{layout.NAME}.app" if sys.platform == "darwin" else frozen_folder()
    say(
        f"it works: {megabytes(root):.0f} MB; `bimx --version` took {times.shell:.1f} s, the window in demo "
        f"mode, signed in, shown and closed again, {times.window:.1f} s, a link given to an open window "
        f"{times.again:.1f} s"
    )


def build_packages(into: Path) -> list[Path]:
    """What this system's people install, of the program in build/frozen."""
    version = layout.version()
    licences = BUILD / "licences"
    if not layout.executable(frozen_folder(), "bimexplorer").exists() or not licences.exists():
        raise SetUpError("There is no frozen program; `build.py program` builds it.")
    if sys.platform == "win32":
        setup = into / f"BIM-Explorer-{version}-setup.exe"
        shutil.copytree(licences, frozen_folder() / "licences", dirs_exist_ok=True)
        windows.build(frozen_folder(), BUILD / "icons" / "bimexplorer.ico", setup, version, os.environ, run)
        return [setup]
    if sys.platform == "darwin":
        image = into / f"BIM-Explorer-{version}-{archive.machine()}.dmg"
        macos.build(FROZEN / f"{layout.NAME}.app", licences, BUILD, image, os.environ, run)
        return [image]
    program = archive.Program(frozen_folder(), BUILD / "icons", licences, version)
    made = [archive.build(program, into)]
    if shutil.which("dpkg-deb"):
        made.append(debian.build(program, BUILD / "deb", into))
    else:
        say("no .deb: dpkg-deb is not installed")
    return made


def run(command: list[str]) -> None:
    """One command of a package. Raises SetUpError."""
    step(Path(command[0]).name, command)


def step(what: str, command: Sequence[str]) -> None:
    """A command that has to succeed; quiet unless it fails."""
    began = time.monotonic()
    code, output = collect(command, folder=layout.INSTALLER, environment=_environment(os.environ))
    if code != 0:
        raise explain(f"{what} failed", output)
    say(f"{what}  ({time.monotonic() - began:.0f} s)")


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        **clean(environment),
        "BIMEXPLORER_BUILD": str(BUILD),
        "PYTHONPATH": str(layout.INSTALLER),
        "QT_QPA_PLATFORM": "offscreen",
        # The loader starts with the same strings and sets however often it is built.
        "PYTHONHASHSEED": "0",
    }


def megabytes(path: Path) -> float:
    """Of a file, or of all files of a folder, links not followed."""
    files = (
        [path]
        if path.is_file()
        else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    )
    return sum(one.stat().st_size for one in files) / 1e6
