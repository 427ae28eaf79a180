"""What somebody who helps from afar needs: one file with logs and facts, and nothing secret in it."""

from __future__ import annotations

import os
import platform
import sys
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bimexplorer import __version__
from bimexplorer.errors import LocalError
from bimexplorer.log import redact
from bimexplorer.paths import Profile
from bimexplorer.words import say

_PACKAGES = ("PySide6-Essentials", "requests", "urllib3", "truststore", "qasync", "keyring", "wakepy")


def log_files(profile: Profile) -> list[Path]:
    """The log and its older parts, the latest first."""
    log = profile.log_file
    older = sorted(log.parent.glob(f"{log.name}.*"))
    return [path for path in (log, *older) if path.is_file()]


def system_facts() -> str:
    """Versions of the program, of what it is made of, and of the system; no names of persons or machines."""
    lines = [
        f"BIM Explorer {__version__}",
        f"Python {platform.python_version()} ({sys.executable and Path(sys.executable).name})",
        f"{platform.system()} {platform.release()} {platform.version()} {platform.machine()}",
    ]
    for package in _PACKAGES:
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            lines.append(f"{package}: not installed")
    return "\n".join(lines)


def write_bundle(profile: Profile, target: Path, facts: Mapping[str, str]) -> None:
    """Write a zip of logs, settings, sites and `facts` (name of a text -> the text), with secrets removed.

    Never the keychain's contents, never a file of a person. Raises `LocalError`; nothing half done is left.
    """
    part = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in _texts(profile, facts):
                bundle.writestr(name, redact(text))
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        sentence = say("The support file “{name}” could not be written.", name=target.name)
        raise LocalError(sentence, str(error)) from error


def _texts(profile: Profile, facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    home = str(Path.home())
    yield "system.txt", system_facts()
    for name, text in facts.items():
        yield f"{name}.txt", text
    for path in (*log_files(profile), profile.settings_file, profile.sites_file):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        # The person's name is often the name of their folder.
        yield path.name, text.replace(home, "~").replace(home.replace(os.sep, "\\\\"), "~")
