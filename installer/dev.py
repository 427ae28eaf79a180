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


def of_old_python(script: Path) -> "int | None":
    """Hand `script` over to a newer Python; the exit code of that, or None: this one is new enough."""
    if sys.version_info[:2] >= OLDEST:
        return None
    found = "{}.{}".format(*sys.version_info)
    newer = newer_python()
    if not newer:
        print(
            f"{script.name}: BIM Explorer needs Python 3.10 or newer. This is Python {found}, and no newer "
            "one is on PATH. Install one (https://www.python.org/downloads/) and call "
            f"{script.name} with it.",
            file=sys.stderr,
        )
        return 2
    print(f"{script.name}: Python {found} is too old, going on with {' '.join(newer)}", flush=True)
    return subprocess.call([*newer, str(script.resolve()), *sys.argv[1:]])


def main() -> int:
    code = of_old_python(Path(__file__))
    if code is not None:
        return code

    from development.commands import main as main_of_new_python

    return main_of_new_python(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
