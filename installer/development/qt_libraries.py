"""The shared libraries of the system that Qt needs on Linux.

The dynamic linker is asked what is missing for the Qt in the environment: Qt's own message blames xcb-cursor
whatever it is. Only the names of the packages are a table here.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from . import apt
from .problems import SetUpError
from .processes import collect

# Library file -> package of Debian and Ubuntu; where it was renamed (64-bit time_t: Ubuntu 24.04, Debian 13)
# the newer name first. The last one is right or provided everywhere.
PACKAGES: dict[str, tuple[str, ...]] = {
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libGLX.so.0": ("libglx0",),
    "libOpenGL.so.0": ("libopengl0",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libX11.so.6": ("libx11-6",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libfreetype.so.6": ("libfreetype6",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    "libgthread-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libstdc++.so.6": ("libstdc++6",),
    "libwayland-client.so.0": ("libwayland-client0",),
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libwayland-egl.so.1": ("libwayland-egl1",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-render.so.0": ("libxcb-render0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-shm.so.0": ("libxcb-shm0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-util.so.1": ("libxcb-util1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxcb.so.1": ("libxcb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libz.so.1": ("zlib1g",),
    "libzstd.so.1": ("libzstd1",),
}

_ALWAYS = (
    "Qt/lib/libQt6Widgets.so.6",
    "Qt/lib/libQt6Network.so.6",
    "Qt/lib/libQt6Svg.so.6",
    "Qt/plugins/platforms/libqoffscreen.so",
)


def display_plugin(environment: Mapping[str, str]) -> str | None:
    """The platform plugin that shows windows in this session; None where there is no display."""
    if environment.get("DISPLAY"):
        return "Qt/plugins/platforms/libqxcb.so"
    if environment.get("WAYLAND_DISPLAY"):
        return "Qt/plugins/platforms/libqwayland.so"
    return None


def missing_in(ldd_output: str) -> set[str]:
    """The libraries that the dynamic linker did not find. Raises SetUpError where the system is too old."""
    if re.search(r"version `GLIBC(XX)?_[\d.]+' not found", ldd_output):
        raise SetUpError(
            "This system's C library is older than Qt needs: a newer release of the system is required."
        )
    return set(re.findall(r"^\s*(\S+) => not found", ldd_output, re.MULTILINE))


def packages_for(libraries: Iterable[str], knows: Callable[[str], bool]) -> list[str]:
    """The packages that hold these libraries, as this release names them. Unknown libraries are left out."""
    chosen = set()
    for library in libraries:
        names = PACKAGES.get(library, ())
        chosen.update([next((name for name in names[:-1] if knows(name)), names[-1])] if names else [])
    return sorted(chosen)


def missing(site_packages: Path, *, plugin: str | None) -> set[str]:
    """What Qt in `site_packages` lacks: to start at all, and to use this platform plugin."""
    if sys.platform != "linux" or shutil.which("ldd") is None:
        return set()
    wanted = (*_ALWAYS, plugin) if plugin else _ALWAYS
    files = [str(path) for name in wanted if (path := site_packages / "PySide6" / name).exists()]
    return missing_in(collect(["ldd", *files])[1]) if files else set()


def ensure(site_packages: Path, *, plugin: str | None) -> None:
    """Install what is missing where that is possible, else raise SetUpError."""
    lacking = missing(site_packages, plugin=plugin)
    if not lacking:
        return
    reason = f"Qt needs shared libraries that this system lacks: {', '.join(sorted(lacking))}."
    if not apt.is_available() or lacking.isdisjoint(PACKAGES):
        raise SetUpError(
            f"{reason} Install them with this system's package manager, then start dev.py again."
        )
    apt.install(lambda: packages_for(lacking, apt.knows), reason=reason)
    still = missing(site_packages, plugin=plugin)
    if still:
        raise SetUpError(f"Still missing after the installation: {', '.join(sorted(still))}.")
