#!/usr/bin/env python3
"""Set a checkout up and start the program or its tests, or bring its translations up to date.

    python3 installer/dev.py run [-- arguments of bimexplorer]
    python3 installer/dev.py test [--long] [arguments of pytest]
    python3 installer/dev.py translate

This file is read by whatever Python somebody happens to have: it keeps to what Python 3.6 understands, so
that it can hand over to a newer one or say that there is none. Everything else is in `development/`.
"""

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 10)
# In this order. The newest comes last: some dependency may have no build for it yet.
NEWER = ("3.13", "3.12", "3.11", "3.10", "3.14")


def works(command: "list[str]") -> bool:
    """Whether this command starts a Python that is new enough: a shim on PATH may lead nowhere."""
    probe = "import sys, venv; sys.exit(sys.version_info[:2] < (3, 10))"
    return (
        shutil.which(command[0]) is not None
        and subprocess.call([*command, "-c", probe], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        == 0
    )


def newer_python() -> "list[str]":
    """The command of another Python on PATH that is new enough, or nothing."""
    for version in NEWER:
        for command in (["python" + version], ["py", "-" + version]):
            if works(command):
                return command
    return []


def main() -> int:
    arguments = sys.argv[1:]
    if sys.version_info[:2] < OLDEST:
        found = "{}.{}".format(*sys.version_info)
        newer = newer_python()
        if not newer:
            print(
                f"dev.py: BIM Explorer needs Python 3.10 or newer. This is Python {found}, and no newer one "
                "is on PATH. Install one (https://www.python.org/downloads/) and call dev.py with it.",
                file=sys.stderr,
            )
            return 2
        print(f"dev.py: Python {found} is too old, going on with {' '.join(newer)}", flush=True)
        return subprocess.call([*newer, str(Path(__file__).resolve()), *arguments])

    from development.commands import main as main_of_new_python

    return main_of_new_python(arguments)


if __name__ == "__main__":
    sys.exit(main())
