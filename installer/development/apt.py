"""Debian's and Ubuntu's package manager: what to install is decided elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .problems import SetUpError, explain
from .processes import collect, say


def is_available() -> bool:
    """Whether this is Debian or something made from it."""
    return (
        sys.platform == "linux"
        and Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
    )


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def knows(package: str) -> bool:
    """Whether the package lists, as they are now, have this package."""
    return collect(["apt-cache", "show", package])[0] == 0


def by_hand(packages: Sequence[str]) -> str:
    """The command for somebody who is not root."""
    return f"sudo apt-get update && sudo apt-get install --no-install-recommends -y {' '.join(packages)}"


def install(choose: Callable[[], Sequence[str]], *, reason: str) -> None:
    """Install packages when root, else raise SetUpError with the command to type.

    `choose` names them; it is called when the package lists are as fresh as they will be.
    """
    if not is_root():
        raise SetUpError(
            f"{reason} Install what is missing, then start dev.py again:\n    {by_hand(choose())}"
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    say(reason)
    say("apt-get update")
    # A failure here is not the end: one dead source among several leaves the others usable.
    updated = collect(["apt-get", "update", "-q"], environment=environment)[1]
    packages = choose()
    say(f"apt-get install {' '.join(packages)}")
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    code, output = collect(command, environment=environment)
    if code != 0:
        raise explain(f"apt-get could not install {', '.join(packages)}", updated + output)
