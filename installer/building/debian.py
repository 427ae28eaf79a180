"""Debian and Ubuntu: the .deb. Nothing of debhelper: dpkg-deb packs what is laid out here."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import time
from collections.abc import Iterable
from email.utils import formatdate
from fnmatch import fnmatch
from pathlib import Path

from development.problems import SetUpError, explain
from development.processes import collect
from development.qt_libraries import PACKAGES

from . import layout
from .archive import Program, filled, release_time, write_icons

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "armhf"}

# Of libraries that are not Qt's business: see PACKAGES for the meaning.
_MORE_PACKAGES: dict[str, tuple[str, ...]] = {
    "libbrotlicommon.so.1": ("libbrotli1",),
    "libbrotlidec.so.1": ("libbrotli1",),
    "libgcc_s.so.1": ("libgcc-s1",),
    "libgio-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgobject-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libXext.so.6": ("libxext6",),
    "libxcb-glx.so.0": ("libxcb-glx0",),
    "libdrm.so.2": ("libdrm2",),
    "libpng16.so.16": ("libpng16-16t64", "libpng16-16"),
    "libexpat.so.1": ("libexpat1",),
}

_C_LIBRARY = (
    *(
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
        "libutil.so.1",
        "libresolv.so.2",
    ),
    *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "linux-vdso.so.1", "libcrypt.so.1"),
)

# Plugins that Qt leaves alone where their libraries are not installed.
_OPTIONAL = ("*libqgtk3.so", "*libcupsprintersupport.so")
_SUGGESTED = ("libgtk-3-0t64 | libgtk-3-0", "libcups2t64 | libcups2", "gnome-keyring | kwalletmanager")


def architecture(machine: str) -> str:
    """Debian's name of a processor."""
    return _ARCHITECTURES.get(machine, machine)


def deb_version(version: str) -> str:
    """With what comes before a release sorted before it: 1.0rc1 becomes 1.0~rc1."""
    return re.sub(r"(?<=\d)\.?(a|b|rc|dev)(?=\d)", r"~\1", version)


def needed_c_library(files: Iterable[Path]) -> str:
    """The oldest release of the GNU C library that has all that these files ask for, "2.31"."""
    found = {(0, 0)}
    for path in files:
        found |= {(int(a), int(b)) for a, b in re.findall(rb"GLIBC_(\d+)\.(\d+)", path.read_bytes())}
    return "{}.{}".format(*max(found))


def outside(ldd_output: str, folder: Path) -> set[str]:
    """The libraries that the dynamic linker found elsewhere than in `folder`, or not at all.

    What one library needs, another one brings along: only names are compared.
    """
    found = re.findall(r"^\s*(\S+) => (.+?)(?: \(0x[0-9a-f]+\))?$", ldd_output, re.MULTILINE)
    inside = {name for name, place in found if place.startswith(f"{folder}/")}
    return {name for name, _ in found} - inside - set(_C_LIBRARY)


def depends(libraries: Iterable[str]) -> list[str]:
    """The packages of these libraries, as all releases name them. Raises SetUpError for an unknown one."""
    table = {**PACKAGES, **_MORE_PACKAGES}
    unknown = sorted(set(libraries) - set(table))
    if unknown:
        raise SetUpError(
            f"The frozen program needs {', '.join(unknown)} of the system; building/debian.py does not know "
            "the packages, or building/contents.py leaves out too much."
        )
    return sorted({" | ".join(table[name]) for name in libraries})


def binaries(frozen: Path) -> list[Path]:
    """The programs and libraries of a frozen folder that the dynamic linker reads."""
    files = [path for path in frozen.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if _is_elf(path)]


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def dependencies(frozen: Path) -> list[str]:
    """What the program needs of the system, asked of the dynamic linker."""
    files = binaries(frozen)
    asked = [str(path) for path in files if not any(fnmatch(path.name, one) for one in _OPTIONAL)]
    internal = frozen / "_internal"
    # As the programs see it: their loader puts this folder first.
    environment = {**os.environ, "LC_ALL": "C", "LD_LIBRARY_PATH": str(internal)}
    _, output = collect(["ldd", *asked], environment=environment)
    return [f"libc6 (>= {needed_c_library(files)})", *depends(direct(files, outside(output, frozen)))]


def direct(files: Iterable[Path], libraries: Iterable[str]) -> set[str]:
    """Those of `libraries` that a file of ours names itself; the rest is the business of their packages."""
    names = {name: name.encode() + b"\0" for name in libraries}
    found: set[str] = set()
    for path in files:
        if any(fnmatch(path.name, one) for one in _OPTIONAL):
            continue
        data = path.read_bytes()
        found |= {name for name, text in names.items() if b"\0" + text in data}
    return found


def control(program: Program, machine: str, needed: Iterable[str], kilobytes: int) -> str:
    """The package's own description, Debian Policy 5.3."""
    return (
        "Package: bimexplorer\n"
        f"Version: {deb_version(program.version)}\n"
        f"Architecture: {architecture(machine)}\n"
        f"Maintainer: {layout.MAINTAINER} <{layout.ADDRESS}>\n"
        f"Installed-Size: {kilobytes}\n"
        f"Depends: {', '.join(needed)}\n"
        f"Suggests: {', '.join(_SUGGESTED)}\n"
        "Section: net\n"
        "Priority: optional\n"
        f"Description: {layout.SUMMARY}\n"
        " A file manager for the clouds of the building industry: browse, upload and\n"
        " download files, models and drawings in GRAPHISOFT BIMcloud and ALLPLAN\n"
        " Bimplus, with a transfer queue that verifies what it moved and goes on\n"
        " after a crash. The command bimx does the same from a shell.\n"
    )


def stage(program: Program, machine: str, needed: Iterable[str], folder: Path) -> None:
    """Lay the package out in `folder`, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    share = folder / "usr" / "share"
    documents = share / "doc" / "bimexplorer"
    documents.mkdir(parents=True)
    library = folder / "usr" / "lib" / "bimexplorer"
    library.parent.mkdir(parents=True)
    shutil.copytree(program.frozen, library, symlinks=True)
    (folder / "usr" / "bin").mkdir()
    for name in ("bimexplorer", "bimx"):
        (folder / "usr" / "bin" / name).symlink_to(f"../lib/bimexplorer/{name}")
    write_icons(program.icons, share / "icons" / "hicolor")
    _write(share / "applications" / "bimexplorer.desktop", filled("bimexplorer.desktop", program.version))
    _write(
        share / "metainfo" / "org.bimexplorer.bimexplorer.metainfo.xml",
        filled("metainfo.xml", program.version),
    )
    shutil.copytree(program.licences, documents / "licences")
    _write(documents / "copyright", _copyright())
    date = formatdate(release_time())
    entry = (
        f"bimexplorer ({deb_version(program.version)}) unstable; urgency=medium\n\n"
        f"  * Release {program.version}.\n\n -- {layout.MAINTAINER} <{layout.ADDRESS}>  {date}\n"
    )
    # Without a time in it the same text is the same file.
    (documents / "changelog.gz").write_bytes(gzip.compress(entry.encode(), mtime=0))
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    kilobytes = sum(path.stat().st_size for path in files) // 1024
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    _write(folder / "DEBIAN" / "control", control(program, machine, needed, kilobytes))


def _copyright() -> str:
    """Debian's machine-readable form, for ourselves; the rest has its own texts beside it."""
    licence = (layout.ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")[2].strip()
    _, _, terms = licence.partition("\n\n")
    body = "\n".join(f" {line}" if line else " ." for line in terms.splitlines())
    year = time.strftime("%Y", time.gmtime(release_time()))
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {layout.NAME}\n"
        "Comment: Qt, Python and the libraries that travel with the program have licences of their own,\n"
        " in the folder licences beside this file. Qt is used under the LGPL, see licences/qt/QT.txt.\n\n"
        f"Files: *\nCopyright: 2026-{year} {layout.MAINTAINER}\nLicense: MIT\n\nLicense: MIT\n{body}\n"
    ).replace("2026-2026 ", "2026 ")


def build(program: Program, staging: Path, into: Path) -> Path:
    """The package. Raises SetUpError."""
    machine = os.uname().machine
    stage(program, machine, dependencies(program.frozen), staging)
    target = into / f"bimexplorer_{deb_version(program.version)}_{architecture(machine)}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(staging), str(target)]
    code, output = collect(command)
    if code != 0:
        raise explain("The .deb could not be packed", output)
    return target


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
