"""The installer for Windows: compiled with a stand-in payload, and used where Wine is installed."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from building import layout, windows
from building.icons import SIDES, drawn, icns, ico, png

WINE = next(
    (path for name in ("wine64", "wine", "/usr/lib/wine/wine64") if (path := shutil.which(name)) is not None),
    None,
)
VERSION = "1.2.0rc1"
_UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\BIM Explorer"


@pytest.fixture(scope="module")
def icon(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("icon") / "bimexplorer.ico"
    path.write_bytes(
        ico({side: drawn(root / "resources/bimexplorer.svg", side) for side in (16, 32, 48, 256)})
    )
    return path


@pytest.fixture(scope="module")
def payload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("payload")
    for name in layout.PROGRAMS:
        layout.executable(folder, name, "win32").write_bytes(b"program")
    for name in ("_internal/PySide6/Qt6Core.dll", "licences/qt/QT.txt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(b"content")
    return folder


@pytest.fixture(scope="module")
def setup(payload: Path, icon: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not installed")
    target = tmp_path_factory.mktemp("setup") / f"BIM-Explorer-{VERSION}-setup.exe"
    compile_installer(payload, icon, target, {})
    return target


def compile_installer(payload: Path, icon: Path, target: Path, environment: dict[str, str]) -> None:
    command = windows.makensis(payload, icon, target, VERSION, environment)
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_a_program_for_windows_of_64_bits_with_a_version(setup: Path) -> None:
    data = setup.read_bytes()
    [header] = struct.unpack_from("<I", data, 0x3C)
    assert data[:2] == b"MZ"
    assert struct.unpack_from("<4sH", data, header) == (b"PE\0\0", 0x8664)
    assert "1.2.0rc1".encode("utf-16-le") in data
    assert b'level="asInvoker"' in data  # no administrator is asked for


def test_installer_and_uninstaller_are_signed_where_it_is_said_how(
    payload: Path, icon: Path, tmp_path: Path
) -> None:
    if shutil.which("makensis") is None or os.name == "nt":
        pytest.skip("needs makensis and a shell")
    target, signed = tmp_path / "BIM-Explorer.exe", tmp_path / "signed.txt"
    compile_installer(payload, icon, target, {windows.SIGN: f'echo {{file}} >> "{signed}"'})
    files = signed.read_text(encoding="utf-8").splitlines()
    assert len(files) == 2
    assert str(target) in files[1]


def test_programs_are_signed_by_the_same_command() -> None:
    command = {windows.SIGN: r'"C:\Kits\signtool.exe" sign /n "Our name" {file}'}
    [found] = windows.signing(Path("bimx.exe"), command)
    assert found == [r"C:\Kits\signtool.exe", "sign", "/n", "Our name", "bimx.exe"]
    assert windows.signing(Path("bimx.exe"), {}) == []


@pytest.mark.parametrize("program", layout.PROGRAMS)
def test_the_version_resource_can_be_read(program: str) -> None:
    text = windows.version_resource(program, VERSION)
    assert "filevers=(1, 2, 0, 0)" in text
    assert f"StringStruct('OriginalFilename', '{program}.exe')" in text
    # PyInstaller evaluates it with its own classes.
    compile(text, "version", "eval")


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2.3.4.5", (1, 2, 3, 4)), ("2.0rc11", (2, 0, 0, 0)), ("10", (10, 0, 0, 0))],
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert layout.four_numbers(version) == numbers


def test_the_icon_holds_each_size_where_its_directory_says(icon: Path) -> None:
    from PySide6.QtGui import QImageReader

    data = icon.read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    entries = [struct.unpack_from("<BBBBHHII", data, 6 + 16 * number) for number in range(count)]
    assert (kind, [entry[0] for entry in entries]) == (1, [16, 32, 48, 0])
    assert entries[-1][7] + entries[-1][6] == len(data)
    assert data[entries[-1][7] :].startswith(b"\x89PNG")
    reader = QImageReader(str(icon))
    read = []
    while not (image := reader.read()).isNull():
        read.append((image.width(), image.pixelColor(image.width() // 2, image.width() // 12).name()))
        if not reader.jumpToNextImage():
            break
    assert [side for side, _ in read] == [16, 32, 48, 256]
    assert {colour for _, colour in read} == {"#1c5aa6"}  # the tile's, near the upper edge: not upside down


def test_the_icon_of_macos_holds_a_png_for_each_of_its_types(root: Path) -> None:
    svg = root / "resources/bimexplorer.svg"
    data = icns({side: png(drawn(svg, side)) for side in SIDES if side in (32, 64, 128, 256, 512, 1024)})
    assert struct.unpack_from(">4sI", data) == (b"icns", len(data))
    at, sides = 8, []
    while at < len(data):
        _, length = struct.unpack_from(">4sI", data, at)
        assert data[at + 8 : at + 16] == b"\x89PNG\r\n\x1a\n"
        sides.append(struct.unpack_from(">I", data, at + 24)[0])
        at += length
    assert sides == [32, 64, 128, 256, 256, 512, 512, 1024]


# ------------------------------------------------------------------------------------------------ used


@dataclass
class Windows:
    """A Windows of Wine's, with nothing in it."""

    prefix: Path
    environment: dict[str, str]

    @property
    def user(self) -> Path:
        return next(path for path in (self.prefix / "drive_c/users").iterdir() if path.name != "Public")

    @property
    def programs(self) -> Path:
        return self.user / "AppData/Local/Programs/BIM Explorer"

    def run(self, *command: object, code: int = 0) -> str:
        assert WINE is not None
        done = subprocess.run(
            [WINE, *map(str, command)],
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=240,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def registry(self, key: str, name: str) -> str | None:
        """A value of the registry, "" for the unnamed one."""
        assert WINE is not None
        wanted = ["/ve"] if name == "" else ["/v", name]
        done = subprocess.run(
            [WINE, "reg", "query", key, *wanted],
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=240,
            check=False,
        )
        found = re.search(r"REG_\w+ +(.*?)\r?$", done.stdout, re.MULTILINE)
        return found[1] if done.returncode == 0 and found else None

    def uninstall(self, folder: Path, *options: str) -> None:
        """The uninstaller goes on as a copy of itself; what it removes last is waited for."""
        self.run(folder / "uninstall.exe", "/S", *options)
        deadline = time.monotonic() + 120
        scopes = ("HKCU", "HKLM")
        while folder.exists() or any(
            self.registry(rf"{scope}\{_UNINSTALL}", "DisplayName") for scope in scopes
        ):
            assert time.monotonic() < deadline, list(folder.rglob("*"))
            time.sleep(0.2)

    def shortcuts(self) -> list[str]:
        return sorted(path.parent.name for path in (self.prefix / "drive_c").rglob("BIM Explorer.lnk"))


@pytest.fixture
def windows_of_wine(tmp_path: Path) -> Iterator[Windows]:
    if WINE is None:
        pytest.skip("Wine is not installed")
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    environment |= {"WINEPREFIX": str(tmp_path / "prefix"), "WINEDEBUG": "-all", "WINEARCH": "win64"}
    environment["WINEDLLOVERRIDES"] = "mscoree,mshtml,winemenubuilder.exe="
    one = Windows(tmp_path / "prefix", environment)
    one.run("wineboot", "-i")
    desktop = one.user / "Desktop"
    if desktop.is_symlink():  # else it would be the desktop of whoever runs this
        desktop.unlink()
        desktop.mkdir()
    yield one
    subprocess.run([WINE, "wineboot", "-k"], env=environment, capture_output=True, timeout=120, check=False)


@pytest.mark.long
def test_it_installs_upgrades_and_uninstalls_silently(setup: Path, windows_of_wine: Windows) -> None:
    system = windows_of_wine
    system.run(setup, "/S", "/DESKTOP")
    installed = system.programs
    assert {path.name for path in installed.iterdir()} == {
        *("bimexplorer.exe", "bimx.exe", "bimexplorer-demo.exe"),
        *("_internal", "licences", "uninstall.exe"),
    }
    assert system.shortcuts() == ["Desktop", "Programs"]
    where = rf"C:\users\{system.user.name}\AppData\Local\Programs\BIM Explorer"
    command = system.registry(r"HKCU\Software\Classes\bimx\shell\open\command", "")
    assert command == f'"{where}\\bimexplorer.exe" -- "%1"'
    assert system.registry(r"HKCU\Software\Classes\bimx", "URL Protocol") == ""
    assert system.registry(rf"HKCU\{_UNINSTALL}", "DisplayVersion") == VERSION
    assert system.registry(rf"HKLM\{_UNINSTALL}", "DisplayVersion") is None

    (installed / "_internal/old.dll").write_bytes(b"of the version before")
    settings = system.user / "AppData/Local/BIM Explorer/settings.json"
    settings.parent.mkdir()
    settings.write_text("{}", encoding="utf-8")
    system.run(setup, "/S")
    assert not (installed / "_internal/old.dll").exists()
    assert (installed / "_internal/PySide6/Qt6Core.dll").read_bytes() == b"content"

    system.uninstall(installed)
    assert system.shortcuts() == []
    assert system.registry(r"HKCU\Software\Classes\bimx", "URL Protocol") is None
    assert settings.exists()

    system.run(setup, "/S")
    system.uninstall(installed, "/SETTINGS")
    assert not settings.parent.exists()


@pytest.mark.long
def test_for_all_users_and_only_where_nothing_else_lies(setup: Path, windows_of_wine: Windows) -> None:
    system = windows_of_wine
    system.run(setup, "/S", "/ALLUSERS")
    installed = system.prefix / "drive_c/Program Files/BIM Explorer"
    assert (installed / "bimx.exe").exists()
    assert system.registry(rf"HKLM\{_UNINSTALL}", "DisplayVersion") == VERSION
    assert system.registry(r"HKLM\Software\Classes\bimx", "URL Protocol") == ""
    assert not system.programs.exists()
    system.uninstall(installed)
    assert system.shortcuts() == []

    other = system.prefix / "drive_c/other"
    other.mkdir()
    (other / "mine.txt").write_text("mine", encoding="utf-8")
    system.run(setup, "/S", r"/D=C:\other", code=2)
    assert [path.name for path in other.iterdir()] == ["mine.txt"]
