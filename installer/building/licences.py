"""The licences of everything that travels with the program, collected where it is built.

    python -m building.licences BUNDLED.json FOLDER

runs in the build environment. FOLDER gets the program's own licence, one folder for each Python
distribution, the texts for Qt with an explanation, and for libraries of a Debian system what their packages
say about them. A distribution without a licence text is an error: better no package than one without it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from . import layout

_TEXT = re.compile(
    r"(^|/)(licen[cs]es?|copying|copyright|notice|authors)([-._][^/]*)?(/[^/]+)?$", re.IGNORECASE
)

# Their wheels hold no text; it is Qt's, see QT.txt.
_OF_QT = ("pyside6-essentials", "shiboken6")

_QT = """\
Qt and Qt for Python
====================

This program uses Qt {version} and Qt for Python (PySide6, Shiboken) {version}, copyright The Qt Company Ltd.
and other contributors, under the GNU Lesser General Public License, version 3. Its text is in LGPL-3.0.txt,
that of the GNU General Public License, on which it builds, in GPL-3.0.txt.

What this means for you:

* The source code of exactly this version is at
  https://download.qt.io/official_releases/qt/ and
  https://download.qt.io/official_releases/QtForPython/pyside6/ (both in a folder with the version's name).
  We have changed nothing in it. Whoever gave you this program has to give you the source code as well, if you
  ask within three years and it is no longer there.
* Qt is not built into the program. Its libraries are separate files in the folder PySide6 (on Windows and
  Linux in _internal beside the program, on macOS in Contents/Frameworks of the bundle). You may replace them
  by a changed version of Qt with the same interface. Nothing in the program checks where they come from;
  on macOS sign the bundle anew afterwards (codesign --force --deep --sign - "BIM Explorer.app").
* You may take the program apart to find faults in such a change.

Qt contains code of others under licences of their own: https://doc.qt.io/qt-6/licenses-used-in-qt.html
"""


class LicenceMissing(Exception):
    """Something would be given away without its terms; the text says what."""


def runtime_distributions(name: str) -> list[Distribution]:
    """What `name` needs on this system, with all that needs, itself left out; sorted by name."""
    from packaging.requirements import Requirement

    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        for line in distribution(waiting.pop()).requires or []:
            requirement = Requirement(line)
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                continue
            key = normalised(requirement.name)
            if key not in found:
                try:
                    found[key] = distribution(requirement.name)
                except PackageNotFoundError:  # asked for where another package has an extra of it
                    continue
                waiting.append(requirement.name)
    return [found[key] for key in sorted(found)]


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def texts(one: Distribution) -> list[Path]:
    """The licence files that a distribution brought along."""
    return sorted(
        path
        for file in one.files or []
        if ".dist-info/" in file.as_posix() and _TEXT.search(file.as_posix())
        if (path := Path(str(one.locate_file(file)))).is_file()
    )


def collect_python(distributions: Iterable[Distribution], folder: Path) -> None:
    """One folder for each. Raises LicenceMissing."""
    for one in distributions:
        name = normalised(one.metadata["Name"])
        if name in _OF_QT:
            continue
        found = texts(one)
        stated = one.metadata["License-Expression"] or one.metadata["License"]
        if not found and not stated:
            raise LicenceMissing(f"{name} {one.version} brings no licence text and names no licence")
        target = folder / f"{name}-{one.version}"
        target.mkdir(parents=True)
        for path in found:
            shutil.copyfile(path, target / path.name)
        if not found:
            authors = one.metadata["Author"] or one.metadata["Author-email"] or "its authors"
            (target / "LICENCE.txt").write_text(f"Copyright {authors}\nLicence: {stated}\n", encoding="utf-8")


def write_qt(folder: Path, version: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "QT.txt").write_text(_QT.format(version=version), encoding="utf-8")
    for name in ("LGPL-3.0.txt", "GPL-3.0.txt"):
        shutil.copyfile(layout.INSTALLER / "licences" / name, folder / name)


def python_licence() -> Path:
    """The terms of Python itself. Raises LicenceMissing."""
    library = Path(sysconfig.get_path("stdlib"))
    places = (
        library / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        library.parent.parent / "LICENSE",
    )
    packaged = sorted(Path("/usr/share/doc").glob(f"python3.{sys.version_info[1]}*/copyright"))
    for place in (*places, *packaged):
        if place.is_file():
            return place
    raise LicenceMissing(f"the licence of this Python ({sys.base_prefix}) was not found")


def system_packages(bundled: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Debian packages that libraries in the program come from, and what each says about its licence."""
    libraries = sorted({source for source in bundled.values() if re.match(r"/(usr/)?lib/", source)})
    if not libraries or shutil.which("dpkg-query") is None:
        return
    told = set()
    for library in libraries:
        # /lib is a link to /usr/lib, and the database knows one of the two.
        for path in {library, str(Path(library).resolve()), library.removeprefix("/usr")}:
            done = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                told.add(done.stdout.partition(":")[0])
                break
        else:
            raise LicenceMissing(f"{library} belongs to no package: its licence is unknown")
    for package in sorted(told):
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        if not copyright_file.is_file():
            raise LicenceMissing(f"{copyright_file} is not there")
        yield package, copyright_file


def collect(bundled: Mapping[str, str], folder: Path) -> None:
    """Everything into an empty `folder`. Raises LicenceMissing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(layout.ROOT / "LICENSE", folder / "BIM-Explorer.txt")
    shutil.copyfile(python_licence(), folder / "Python.txt")
    needed = runtime_distributions("bimexplorer")
    # Its loader is the beginning of each program.
    collect_python([*needed, distribution("pyinstaller")], folder / "python-packages")
    [version] = [one.version for one in needed if normalised(one.metadata["Name"]) == "pyside6-essentials"]
    write_qt(folder / "qt", version)
    for package, text in system_packages(bundled):
        (folder / "system-libraries").mkdir(exist_ok=True)
        shutil.copyfile(text, folder / "system-libraries" / f"{package}.txt")


if __name__ == "__main__":
    try:
        collect(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
    except LicenceMissing as missing:
        sys.exit(f"A licence is missing: {missing}.")
