"""Linux: what both packages hold beside the frozen program, and the portable archive."""

from __future__ import annotations

import os
import platform
import shutil
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import layout

_SOURCES = layout.INSTALLER / "linux"
ICON_SIDES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)


@dataclass(frozen=True)
class Program:
    """What is packed."""

    frozen: Path
    """The folder that PyInstaller made."""
    icons: Path
    """What `building.icons` made."""
    licences: Path
    version: str


def machine() -> str:
    """The processor, as this system calls it: `x86_64`, `aarch64`, `arm64`."""
    return platform.machine()


def release_time() -> int:
    """Seconds since 1970, in files that shall be the same whenever they are built."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def filled(name: str, version: str) -> str:
    """A text of `installer/linux` with version and date in it."""
    date = time.strftime("%Y-%m-%d", time.gmtime(release_time()))
    text = (_SOURCES / name).read_text(encoding="utf-8")
    return text.replace("@VERSION@", version).replace("@DATE@", date)


def write_icons(icons: Path, theme: Path) -> None:
    """The icons as a theme of the desktop has them: `theme` is a folder `hicolor`."""
    for side in ICON_SIDES:
        target = theme / f"{side}x{side}" / "apps" / "bimexplorer.png"
        target.parent.mkdir(parents=True)
        shutil.copyfile(icons / f"{side}.png", target)
    target = theme / "scalable" / "apps" / "bimexplorer.svg"
    target.parent.mkdir(parents=True)
    shutil.copyfile(layout.ROOT / "resources" / "bimexplorer.svg", target)


def stage(program: Program, folder: Path) -> None:
    """Lay the portable folder out in an empty place."""
    shutil.copytree(program.frozen, folder, symlinks=True)
    shutil.copytree(program.licences, folder / "licences")
    write_icons(program.icons, folder / "share" / "icons" / "hicolor")
    shutil.copyfile(_SOURCES / "bimexplorer.desktop", folder / "share" / "bimexplorer.desktop")
    (folder / "README.txt").write_text(filled("README.txt", program.version), encoding="utf-8")
    script = folder / "desktop-entry.sh"
    shutil.copyfile(_SOURCES / script.name, script)
    script.chmod(0o755)


def build(program: Program, into: Path) -> Path:
    """The portable archive; its one folder is called like itself."""
    name = f"bimexplorer-{program.version}-linux-{machine()}"
    folder = into / name
    shutil.rmtree(folder, ignore_errors=True)
    target = into / f"{name}.tar.gz"
    try:
        stage(program, folder)
        with tarfile.open(target, "w:gz", compresslevel=6) as packed:
            packed.add(folder, name, filter=_anonymous)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return target


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of whoever built it."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = release_time()
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member
