"""What belongs into the frozen program and what does not, beyond what PyInstaller finds by itself."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatch
from pathlib import Path

METADATA = (
    "PySide6-Essentials",
    "requests",
    "urllib3",
    "truststore",
    "qasync",
    "keyring",
    "wakepy",
)
"""Distributions whose versions the program tells (bimexplorer.support), and whose entry points are read."""

UNUSED_MODULES = (
    "tkinter",
    "unittest",
    "pydoc",
    "doctest",
    "pytest",
    "setuptools",
    "pip",
    "numpy",
    "PIL",
    "lxml",
    # Of Qt. What needs them is drawn in by nothing but PySide6's own hooks.
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtQuickWidgets",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
    "PySide6.QtXml",
    "PySide6.QtConcurrent",
)

_UNUSED_FILES = (
    # Virtual keyboard, Wayland's compositor side and 3-D drawing: all of them bring Qt Quick along.
    "*Qt6VirtualKeyboard*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*QtQml*",
    "*QtQuick*",
    "*Qt6Pdf*",
    "*qpdf.*",
    "*/platforminputcontexts/*qtvirtualkeyboardplugin*",
    "*/plugins/platforms/*qeglfs*",
    "*/plugins/platforms/*qlinuxfb*",
    "*/plugins/platforms/*qminimalegl*",
    "*/plugins/platforms/*qvkkhrdisplay*",
    "*/plugins/platforms/*qvnc*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*Qt6EglF*",
    "*opengl32sw.dll",
    # Qt's own words are there for the languages of the program.
    "*/translations/qt_help_*",
    "*/translations/*designer_*",
    "*/translations/*linguist_*",
    "*/translations/*assistant_*",
)

_OF_THE_DESKTOP = (
    # On Linux these come from the system. GTK, fonts and sign-in libraries have data, modules or drivers
    # beside them that fit their own release only; a C++ library older than the graphics driver stops that.
    *("libgtk-3", "libgdk-3", "libgdk_pixbuf-2.0", "libatk-1.0", "libatk-bridge-2.0", "libatspi", "libepoxy"),
    *(
        "libpango*",
        "libcairo*",
        "libpixman-1",
        "libharfbuzz",
        "libfribidi",
        "libthai",
        "libdatrie",
        "libgraphite2",
    ),
    *("libglib-2.0", "libgio-2.0", "libgobject-2.0", "libgmodule-2.0", "libgthread-2.0", "libpcre2-8"),
    *("libmount", "libblkid", "libselinux", "libsystemd", "libcap", "libgcrypt", "libgpg-error", "liblz4"),
    *("libfontconfig", "libfreetype", "libpng16", "libbrotli*", "libdbus-1", "libstdc++", "libgcc_s"),
    *(
        "libX11",
        "libX11-xcb",
        "libXau",
        "libXdmcp",
        "libXext",
        "libXfixes",
        "libXi",
        "libXrandr",
        "libXrender",
    ),
    *("libXcomposite", "libXcursor", "libXdamage", "libXinerama", "libbsd", "libmd", "libxcb-glx"),
    *("libcups", "libavahi-*", "libgnutls", "libhogweed", "libnettle", "libidn2", "libunistring", "libtasn1"),
    *("libp11-kit", "libgmp", "libjpeg"),
    *("libgssapi_krb5", "libkrb5", "libkrb5support", "libk5crypto", "libcom_err", "libkeyutils"),
)

_LANGUAGES = ("de", "en")
_FONT = "materialdesignicons6-"

# What is imported by a name in a string, and so found by no analysis.
_REQUIRED = {
    "bimexplorer": ("keyring.backends.fail", "wakepy", "qtawesome", "bimexplorer.clouds.bimplus", "openpyxl"),
    "bimx": (
        "keyring.backends.fail",
        "wakepy",
        "bimexplorer.cli.browse",
        "bimexplorer.cli.change",
        "bimexplorer.cli.compare",
        "bimexplorer.cli.copying",
        "bimexplorer.cli.find",
        "bimexplorer.cli.sites",
        "bimexplorer.cli.transfers",
        "bimexplorer.cli.versions",
    ),
    "bimexplorer-demo": ("aiohttp", "bimexplorer.demo.bimcloud.server", "bimexplorer.demo.bimplus.server"),
}
_KEYCHAIN = {
    "linux": ("keyring.backends.SecretService", "secretstorage", "keyring.backends.kwallet"),
    "win32": ("keyring.backends.Windows",),
    "darwin": ("keyring.backends.macOS",),
}


def is_unused(name: str) -> bool:
    """Whether a file is left out; `name` is its place in the frozen folder."""
    name = name.replace("\\", "/")
    library = name.partition(".so.")[0]
    if "/" not in name and any(fnmatch(library, pattern) for pattern in _OF_THE_DESKTOP):
        return True
    if any(fnmatch(name, pattern) for pattern in _UNUSED_FILES):
        return True
    file = name.rpartition("/")[2]
    if "/translations/qt" in name and file.endswith(".qm"):
        return not any(file.removesuffix(".qm").endswith(f"_{language}") for language in _LANGUAGES)
    return name.startswith("qtawesome/fonts/") and not file.startswith(_FONT)


def missing(program: str, modules: Collection[str], platform: str) -> list[str]:
    """What this program has to find at run time and would not."""
    keychain = () if program == "bimexplorer-demo" else _KEYCHAIN.get(platform, ())
    return sorted({*_REQUIRED[program], *keychain} - set(modules))


def resources(root: Path) -> list[Path]:
    """The files of `resources/` that the wheel holds too."""
    folder = root / "resources"
    pictures = [path for path in folder.iterdir() if path.suffix in (".svg", ".png")]
    return sorted([*pictures, *(folder / "translations").glob("*.qm")])
