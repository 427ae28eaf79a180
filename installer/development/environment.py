"""A virtual environment of a checkout, and the program installed into it from where it stands."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from . import apt
from .problems import SetUpError, explain
from .processes import collect, say

# A change of these needs a new installation: dependencies, entry points, the version number that pip records.
_SOURCES = ("pyproject.toml", "bimexplorer/__init__.py")

# Settings of pip and Python that would send the installation somewhere else.
_MISLEADING = ("PIP_PREFIX", "PIP_ROOT", "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")


_INSTALLING = "Installing collected packages:"  # pip's words


@dataclass(frozen=True)
class Stamp:
    """What a finished installation says of itself, kept inside `.venv`."""

    fingerprint: str
    """Of the checkout and the Python, see `fingerprint()`."""
    extras: tuple[str, ...]
    """The optional dependencies that were installed, sorted."""

    @classmethod
    def parse(cls, text: str) -> Stamp | None:
        """A stamp as `text()` wrote it; None for anything else."""
        try:
            values = json.loads(text)
            return cls(str(values["fingerprint"]), tuple(map(str, values["extras"])))
        except (ValueError, KeyError, TypeError):
            return None

    def text(self) -> str:
        return json.dumps(asdict(self)) + "\n"

    def satisfies(self, fingerprint: str, extras: Collection[str]) -> bool:
        """Whether nothing has to be installed for these extras."""
        return self.fingerprint == fingerprint and set(extras) <= set(self.extras)


def fingerprint(root: Path, python_version: str) -> str:
    """Changes whenever the program has to be installed again."""
    digest = hashlib.sha256(f"{root}\0{python_version}".encode())
    for name in _SOURCES:
        digest.update(b"\0" + (root / name).read_bytes())
    return digest.hexdigest()


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """A copy without the settings that would send an installation somewhere else."""
    return {name: value for name, value in environment.items() if name not in _MISLEADING}


def progress_of(line: str) -> str | None:
    """What a line of pip's output is worth telling: big downloads and the installation itself."""
    if download := re.search(r"Downloading (\S+?)-\d\S* \(([\d.]+ [MG]B)\)", line):
        return f"  downloading {download[1]} ({download[2]})"
    if line.startswith(_INSTALLING):
        return f"  installing {line.count(',') + 1} packages"
    return None


class Environment:
    """`.venv` of the checkout at `root`, or another folder of it."""

    def __init__(self, root: Path, name: str = ".venv") -> None:
        self.root = root
        self._name = name
        self.folder = root / name
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self._stamp = self.folder / "bimexplorer-dev.json"

    @property
    def site_packages(self) -> Path:
        """Where the installed packages are."""
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        return next(iter(sorted(self.folder.glob("lib/python3*/site-packages"), reverse=True)), self.folder)

    def prepare(self, extras: Collection[str] = ()) -> None:
        """Create the environment and install the program into it, unless that is done. Raises SetUpError."""
        stamp = self._read_stamp()
        version = self._python_version()
        if version and stamp and stamp.satisfies(fingerprint(self.root, version), extras):
            return
        try:
            if version is None or self._was_moved() or not self._has_pip():
                stamp = None
                self._create()
                version = self._python_version()
                if version is None:
                    raise SetUpError(f"The new virtual environment {self.folder} does not start.")
            # From here on the environment is half done until there is a stamp again.
            self._stamp.unlink(missing_ok=True)
            code, output = self._install(extras)
            if code != 0:
                # While pip only fetches and builds, what was there before still works.
                if stamp and _INSTALLING not in output:
                    self._write_stamp(stamp)
                raise explain("pip could not install the program and its dependencies", output)
            self._write_stamp(Stamp(fingerprint(self.root, version), tuple(sorted(extras))))
        except OSError as error:
            raise explain(f"The virtual environment {self.folder} could not be set up", str(error)) from error

    def _read_stamp(self) -> Stamp | None:
        try:
            return Stamp.parse(self._stamp.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return None

    def _write_stamp(self, stamp: Stamp) -> None:
        part = self._stamp.with_suffix(".part")
        part.write_text(stamp.text(), encoding="utf-8")
        part.replace(self._stamp)

    def _python_version(self) -> str | None:
        """The version of the environment's Python; None if it does not start or is too old."""
        probe = "import sys; print(sys.version); sys.exit(sys.version_info[:2] < (3, 10))"
        code, output = collect([str(self.python), "-I", "-c", probe])
        return output.strip() if code == 0 else None

    def _was_moved(self) -> bool:
        """Whether the environment was made for another place: its scripts hold the path of that."""
        activate = self.scripts / "activate"
        text = activate.read_text(encoding="utf-8", errors="replace") if activate.exists() else ""
        place = re.search(r"""^\s*(?:export )?VIRTUAL_ENV=["']?([^"'$\n]+)["']?$""", text, re.MULTILINE)
        return place is not None and Path(place[1]).resolve() != self.folder.resolve()

    def _has_pip(self) -> bool:
        return collect([str(self.python), "-I", "-m", "pip", "--version"])[0] == 0

    def _create(self) -> None:
        if Path(sys.prefix).resolve() == self.folder.resolve():
            raise SetUpError(f"{self.folder} has to be built anew; start dev.py with a Python outside of it.")
        if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
            self._install_venv_module()
        say(f"creating {self._name} with Python {sys.version.split()[0]}")
        # A folder left by an interrupted attempt, or made by a Python that is gone, is emptied.
        command = [sys.executable, "-m", "venv", "--clear", str(self.folder)]
        code, output = collect(command, environment=clean(os.environ))
        if code != 0:
            raise explain(f"The virtual environment {self.folder} could not be created", output)

    @staticmethod
    def _install_venv_module() -> None:
        """Debian ships `venv` apart from Python."""
        reason = f"This Python ({sys.executable}) comes without the venv module."
        if not apt.is_available() or not sys.executable.startswith("/usr/bin/"):
            raise SetUpError(f"{reason} Install it, or start dev.py with a complete Python 3.10 or newer.")
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        apt.install(lambda: [f"python{version}-venv"], reason=reason)

    def _install(self, extras: Collection[str]) -> tuple[int, str]:
        wanted = f".[{','.join(sorted(extras))}]" if extras else "."
        say(f"installing {wanted} into {self._name} (the first time this takes a minute or two)")

        def tell(line: str) -> None:
            if told := progress_of(line):
                say(told)

        command = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        command += ["--progress-bar", "off", "--editable", wanted]
        return collect(command, folder=self.root, environment=clean(os.environ), on_line=tell)
