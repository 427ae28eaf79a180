"""The packages for Linux, of a frozen folder that is only made of names, as far as a test of seconds goes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="packages of Linux are built on Linux")

from building import archive, contents, debian, layout  # noqa: E402 - installer/ is on the path since conftest
from building.icons import make  # noqa: E402
from development.problems import SetUpError  # noqa: E402

from bimexplorer.ui.desktop.application import DESKTOP_FILE  # noqa: E402


def run(*command: object, **environment: str) -> str:
    """What a command that has to succeed printed."""
    done = subprocess.run(
        list(map(str, command)),
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def needs() -> Callable[[str], None]:
    def tool(name: str) -> None:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")

    return tool


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, root: Path) -> archive.Program:
    """Programs that say their name, in a folder with a link in it as PyInstaller makes them."""
    folder = tmp_path_factory.mktemp("program")
    frozen = folder / "frozen"
    (frozen / "_internal").mkdir(parents=True)
    for name in ("bimexplorer", "bimx", "bimexplorer-demo"):
        (frozen / name).write_text(f'#!/bin/sh\necho "{name} $*"\n', encoding="utf-8")
        (frozen / name).chmod(0o755)
    (frozen / "_internal" / "libone.so.1").write_bytes(b"library")
    (frozen / "_internal" / "libtwo.so").symlink_to("libone.so.1")
    (folder / "licences" / "qt").mkdir(parents=True)
    (folder / "licences" / "qt" / "QT.txt").write_text("terms", encoding="utf-8")
    make(root / "resources" / "bimexplorer.svg", folder / "icons")
    return archive.Program(frozen, folder / "icons", folder / "licences", "1.2.0rc1")


@pytest.fixture(scope="module")
def package(program: archive.Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed")
    # The programs are scripts: the dynamic linker has nothing to say about them.
    folder = tmp_path_factory.mktemp("deb")
    debian.stage(program, "x86_64", ["libc6 (>= 2.31)", "libegl1"], folder / "staged")
    target = folder / "bimexplorer.deb"
    run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", folder / "staged", target)
    return target


def test_the_package_says_what_it_is(package: Path) -> None:
    fields = ("Package", "Version", "Architecture", "Depends", "Maintainer")
    said = [run("dpkg-deb", "--field", package, field).strip() for field in fields]
    maintainer = f"{layout.MAINTAINER} <{layout.ADDRESS}>"
    assert said == ["bimexplorer", "1.2.0~rc1", "amd64", "libc6 (>= 2.31), libegl1", maintainer]


def test_everything_in_the_package_belongs_to_root_and_nobody_else_may_write(package: Path) -> None:
    lines = [line.split(maxsplit=5) for line in run("dpkg-deb", "--contents", package).splitlines()]
    assert {line[1] for line in lines} == {"root/root"}
    assert {line[0] for line in lines} == {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="dpkg installs for root only")
def test_it_goes_into_a_clean_root_and_leaves_nothing_behind(package: Path, tmp_path: Path) -> None:
    system = tmp_path / "system"
    (system / "var/lib/dpkg/updates").mkdir(parents=True)
    (system / "var/lib/dpkg/info").mkdir()
    for name in ("status", "available"):
        (system / "var/lib/dpkg" / name).touch()
    dpkg = ("dpkg", f"--root={system}", "--force-depends", "--force-not-root", "--force-script-chrootless")
    before = _files(system)
    run(*dpkg, "--install", package)
    assert (system / "usr/bin/bimx").resolve() == (system / "usr/lib/bimexplorer/bimx").resolve()
    assert run(system / "usr/bin/bimexplorer", "--here") == "bimexplorer --here\n"
    hicolor = system / "usr/share/icons/hicolor"
    sizes = {path.parts[-3] for path in hicolor.rglob("bimexplorer.*")}
    assert sizes == {*(f"{side}x{side}" for side in archive.ICON_SIDES), "scalable"}
    assert (system / "usr/share/applications/bimexplorer.desktop").is_file()
    assert (system / "usr/share/doc/bimexplorer/licences/qt/QT.txt").read_text() == "terms"
    run(*dpkg, "--purge", "bimexplorer")
    assert _files(system) == before


def _files(system: Path) -> set[str]:
    """All but the package manager's own books."""
    found = {str(path.relative_to(system)) for path in system.rglob("*")}
    return {name for name in found if not name.startswith(("var", "etc"))}


def test_the_desktop_knows_menu_entry_and_links(root: Path, needs: Callable[[str], None]) -> None:
    entry = root / "installer/linux/bimexplorer.desktop"
    lines = entry.read_text(encoding="utf-8").splitlines()
    assert "MimeType=x-scheme-handler/bimx;" in lines
    assert "Exec=bimexplorer %u" in lines
    # By these a desktop finds the entry of a window, and with it the icon: on Wayland the first, on X both.
    assert entry.stem == DESKTOP_FILE
    assert f"StartupWMClass={DESKTOP_FILE}" in lines
    assert f"Icon={DESKTOP_FILE}" in lines
    assert "StartupNotify=true" in lines
    needs("desktop-file-validate")
    assert run("desktop-file-validate", entry) == ""


def test_software_centres_accept_the_description(
    program: archive.Program, tmp_path: Path, needs: Callable[[str], None]
) -> None:
    needs("appstreamcli")
    debian.stage(program, "x86_64", [], tmp_path / "staged")
    [metainfo] = (tmp_path / "staged/usr/share/metainfo").iterdir()
    text = metainfo.read_text(encoding="utf-8")
    assert 'version="1.2.0rc1"' in text
    assert f'<launchable type="desktop-id">{DESKTOP_FILE}.desktop</launchable>' in text
    assert "@" not in text
    said = run("appstreamcli", "validate", "--no-net", "--explain", metainfo)
    assert "E:" not in said
    assert "W:" not in said


def test_the_portable_archive_is_one_folder_of_nobody_in_particular(
    program: archive.Program, tmp_path: Path
) -> None:
    packed = archive.build(program, tmp_path)
    assert list(tmp_path.iterdir()) == [packed]
    name = packed.name.removesuffix(".tar.gz")
    with tarfile.open(packed) as archived:
        members = {member.name: member for member in archived.getmembers()}
    assert {path.split("/")[0] for path in members} == {name}
    assert {(member.uname, member.uid) for member in members.values()} == {("root", 0)}
    assert members[f"{name}/bimx"].mode == 0o755
    assert members[f"{name}/_internal/libtwo.so"].issym()
    for expected in ("licences/qt/QT.txt", "README.txt", "share/bimexplorer.desktop", "desktop-entry.sh"):
        assert f"{name}/{expected}" in members


@pytest.mark.parametrize("folder", ["plain", 'a "quoted" & $odd | folder'])
def test_a_menu_entry_of_the_portable_folder_starts_it_and_can_be_removed(
    program: archive.Program, tmp_path: Path, folder: str
) -> None:
    here, data = tmp_path / folder, tmp_path / "data"
    archive.stage(program, here)
    run("sh", here / "desktop-entry.sh", "add", XDG_DATA_HOME=str(data))
    entry = data / "applications/bimexplorer.desktop"
    [line] = [line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("Exec=")]
    assert line == f"Exec={_quoted(here / 'bimexplorer')} %u"
    assert (data / "icons/hicolor/48x48/apps/bimexplorer.png").is_file()
    if shutil.which("desktop-file-validate"):
        run("desktop-file-validate", entry)
    run("sh", here / "desktop-entry.sh", "remove", XDG_DATA_HOME=str(data))
    left = [path for path in data.rglob("*") if path.is_file() and path.name != "mimeinfo.cache"]
    assert left == []


def _quoted(path: Path) -> str:
    """As the Desktop Entry Specification has it: quoted, then escaped as any string of the file."""
    quoted = "".join(f"\\{one}" if one in '"`$\\' else one for one in str(path))
    return '"' + quoted.replace("\\", "\\\\") + '"'


LDD = """\
/opt/frozen/bimx:
	linux-vdso.so.1 (0x0)
	libone.so.1 => /opt/frozen/_internal/libone.so.1 (0x0)
	libglib-2.0.so.0 => /lib/x86_64-linux-gnu/libglib-2.0.so.0 (0x0)
	libxcb-cursor.so.0 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x0)
"""


def test_dependencies_are_the_libraries_that_do_not_travel_along() -> None:
    libraries = debian.outside(LDD, Path("/opt/frozen"))
    assert libraries == {"libglib-2.0.so.0", "libxcb-cursor.so.0"}
    elsewhere = LDD.replace("/opt/frozen", "/opt/my folder (2)")
    assert debian.outside(elsewhere, Path("/opt/my folder (2)")) == libraries, "a folder with blanks"
    assert debian.depends(libraries) == ["libglib2.0-0t64 | libglib2.0-0", "libxcb-cursor0"]
    with pytest.raises(SetUpError, match=r"libstrange\.so\.3"):
        debian.depends({"libstrange.so.3"})


def test_a_library_of_a_library_is_the_business_of_its_own_package(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"\x7fELF...\0libnear.so.1\0...GLIBC_2.9\0GLIBC_2.31\0")
    assert debian.direct([tmp_path / "one"], {"libnear.so.1", "libfar.so.1"}) == {"libnear.so.1"}
    assert debian.needed_c_library([tmp_path / "one"]) == "2.31"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.0", "1.0"), ("1.0rc2", "1.0~rc2"), ("1.0.dev3", "1.0~dev3"), ("2.1b1", "2.1~b1")],
)
def test_what_comes_before_a_release_is_older_than_it(version: str, expected: str) -> None:
    assert debian.deb_version(version) == expected


@pytest.mark.parametrize(
    ("name", "out"),
    [
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/qtbase_fr.qm", True),
        ("qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf", False),
        ("qtawesome/fonts/remixicon-2.5.0.ttf", True),
        ("libgtk-3.so.0", True),
        ("libstdc++.so.6", True),
        ("libxcb-cursor.so.0", False),
        ("libssl.so.3", False),
    ],
)
def test_what_travels_along(name: str, out: bool) -> None:
    assert contents.is_unused(name) is out


def test_every_command_of_bimx_is_asked_for(root: Path) -> None:
    """Its modules are imported by name, so that nothing but the list knows whether one is missing."""
    from bimexplorer.cli.main import _COMMANDS

    wanted = {f"bimexplorer.cli.{module}" for module, _ in _COMMANDS.values()}
    assert wanted <= set(contents.missing("bimx", set(), "linux"))
    assert contents.missing("bimx", contents.missing("bimx", set(), "linux"), "linux") == []


def test_the_resources_are_those_of_the_wheel(root: Path) -> None:
    names = {path.name for path in contents.resources(root)}
    assert {"bimexplorer.svg", "bimexplorer.png", "bimexplorer_de.qm", "check.svg"} <= names
    assert not any(name.endswith(".ts") for name in names)
