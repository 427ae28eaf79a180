"""Windows: the version resource of the programs, and the installer that NSIS makes of the frozen folder.

Signing happens where the environment says how:

BIMEXPLORER_WINDOWS_SIGN
    A command that signs the file whose name is put in place of `{file}`, for instance
    `signtool sign /fd sha256 /tr http://timestamp.example.com /td sha256 /n "Our name" {file}`.
    It is called for the programs, the installer and the uninstaller.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from . import layout

Run = Callable[[list[str]], None]
"""Runs a command, and raises `SetUpError` where it fails."""

SIGN = "BIMEXPLORER_WINDOWS_SIGN"

_DESCRIPTIONS = {
    "bimexplorer": layout.NAME,
    "bimx": f"{layout.NAME} for the command line",
    "bimexplorer-demo": f"{layout.NAME}: demonstration servers",
}


def version_resource(program: str, version: str | None = None) -> str:
    """The text that PyInstaller makes a VS_VERSIONINFO of."""
    text = layout.version() if version is None else version
    numbers = layout.four_numbers(text)
    strings = {
        "CompanyName": layout.MAINTAINER,
        "FileDescription": _DESCRIPTIONS[program],
        "FileVersion": text,
        "InternalName": program,
        "LegalCopyright": layout.COPYRIGHT,
        "OriginalFilename": f"{program}.exe",
        "ProductName": layout.NAME,
        "ProductVersion": text,
    }
    entries = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    # 0x40004: Windows NT; 1: an application; 0409 and 1200: English, Unicode.
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, "
        "OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)), kids=["
        f"StringFileInfo([StringTable('040904B0', [{entries}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])"
    )


def makensis(
    program: Path, icon: Path, target: Path, version: str, environment: Mapping[str, str]
) -> list[str]:
    """The command that compiles the installer of the folder `program`."""
    command = [environment.get("MAKENSIS", "makensis"), "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    defined = {
        "VERSION": version,
        "VERSION4": ".".join(map(str, layout.four_numbers(version))),
        "PAYLOAD": str(program),
        "ICON": str(icon),
        "TARGET": str(target),
        "NAME": layout.NAME,
        "PUBLISHER": layout.MAINTAINER,
        "COPYRIGHT": layout.COPYRIGHT,
        "SCHEME": layout.LINK_SCHEME,
    }
    command += [f"-D{name}={value}" for name, value in defined.items()]
    if sign := environment.get(SIGN):
        # NSIS puts the file's name where %1 stands.
        command.append(f"-DSIGN={sign.replace('{file}', '%1')}")
    return [*command, str(layout.INSTALLER / "windows" / "bimexplorer.nsi")]


def signing(file: Path, environment: Mapping[str, str]) -> list[list[str]]:
    """How to sign one file: no command where nothing is said about it."""
    if not (sign := environment.get(SIGN)):
        return []
    # A backslash parts folders here and is no escape.
    parts = shlex.split(sign.replace("\\", "\\\\"))
    return [[str(file) if part == "{file}" else part for part in parts]]


def build(
    program: Path, icon: Path, target: Path, version: str, environment: Mapping[str, str], run: Run
) -> None:
    """Sign the programs, and compile the installer, which signs itself."""
    for name in layout.PROGRAMS:
        for command in signing(layout.executable(program, name, "win32"), environment):
            run(command)
    run(makensis(program, icon, target, version, environment))
