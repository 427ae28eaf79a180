"""Names that several packages share, and where things are."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"

NAME = "BIM Explorer"
SUMMARY = "Files, models and drawings in BIMcloud and Bimplus"
MAINTAINER = "The BIM Explorer maintainers"
ADDRESS = "maintainers@bimexplorer.invalid"
"""Where the maintainers are written to, which packages have to say. A place-holder: no letter goes there."""
BUNDLE_ID = "org.bimexplorer.BIMExplorer"
LINK_SCHEME = "bimx"
COPYRIGHT = "Copyright (c) 2026 The BIM Explorer maintainers"

PROGRAMS = ("bimexplorer", "bimx", "bimexplorer-demo")
"""Of the frozen folder: the window, the shell command, the stand-ins behind `--demo`."""


def version(root: Path = ROOT) -> str:
    """The package's version, read without importing it: no dependency is there yet when build.py starts."""
    text = (root / "bimexplorer" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("bimexplorer/__init__.py names no version")
    return found[1]


def four_numbers(text: str) -> tuple[int, int, int, int]:
    """The version as Windows wants it; what follows the numbers ("rc1") is left out."""
    numbers = [int(number) for number in re.findall(r"(?:^|\.)(\d+)", text)][:4]
    first, second, third, fourth = [*numbers, 0, 0, 0, 0][:4]
    return first, second, third, fourth


def executable(folder: Path, program: str, platform: str = sys.platform) -> Path:
    """One of `PROGRAMS` in a frozen folder."""
    return folder / (f"{program}.exe" if platform == "win32" else program)
