"""`python -m tests.screenshots DIR [--only WORD]`: PNGs of the main states, in light, dark and German.

The real window on the real engine and a stand-in of its own, drawn off screen; nothing is compared, people
look at them. Each look runs in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LOOKS = (("light", "en"), ("dark", "en"), ("light", "de"))
"""Theme and language."""


def main() -> int:
    """0, or the first status of a process that could not draw its pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--only", default="", metavar="WORD", help="states with this word in their name")
    parser.add_argument("--look", default="", metavar="THEME-LANGUAGE", help="one look, in this process")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.look:
        from tests.screenshots.states import draw

        theme, _, language = arguments.look.partition("-")
        with tempfile.TemporaryDirectory(prefix="bimexplorer-pictures-") as scratch:
            draw(arguments.folder, theme, language, arguments.only, Path(scratch))
        return 0
    for theme, language in LOOKS:
        command = [sys.executable, "-m", "tests.screenshots", str(arguments.folder)]
        options = ["--look", f"{theme}-{language}", "--only", arguments.only]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        status = subprocess.run([*command, *options], env=environment, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
