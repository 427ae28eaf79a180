"""`dev.py run`, `dev.py test` and `dev.py translate`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import qt_libraries, translations
from .environment import Environment, clean
from .problems import SetUpError
from .processes import collect, follow, say

ROOT = Path(__file__).resolve().parents[2]

USAGE = """\
python3 installer/dev.py run [-- arguments]           set up, then start the program in demo mode
python3 installer/dev.py test [--long] [arguments]    set up, then run all checks and the tests
python3 installer/dev.py translate                    set up, then bring the translations up to date

Arguments of `run` go to bimexplorer, those of `test` to pytest. `--long` adds the long campaigns.
"""

NO_DISPLAY = """\
There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be shown.
See it anyway:
    python3 installer/dev.py run -- --screenshot window.png    as a picture, no display needed
    xvfb-run -a python3 installer/dev.py run                   on a virtual display (packages xvfb, xauth)
    ssh -X HOST                                                on your own display, from another machine"""

# Arguments with which bimexplorer ends by itself and shows nothing.
_WINDOWLESS = ("--screenshot", "--version", "--help", "-h")

USAGE_ERROR = 2
SET_UP_FAILED = 3
NO_DISPLAY_HERE = 4
NO_TESTS_COLLECTED = 5  # pytest's


def main(arguments: Sequence[str]) -> int:
    """The exit code of the command line `arguments`."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    if command in ("-h", "--help") or (
        command in ("run", "test", "translate") and rest in (["-h"], ["--help"])
    ):
        print(USAGE, end="")
        return 0
    try:
        if command == "run":
            return run(rest)
        if command == "test":
            return test(rest)
        if command == "translate" and not rest:
            return translate()
    except SetUpError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return SET_UP_FAILED
    except KeyboardInterrupt:
        print("dev.py: interrupted; what was begun is done again the next time", file=sys.stderr)
        return 130
    print(USAGE, end="", file=sys.stderr)
    return USAGE_ERROR


def shows_windows(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a window opened now appears somewhere. Whoever sets QT_QPA_PLATFORM knows why."""
    return platform != "linux" or any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    )


def run(arguments: Sequence[str]) -> int:
    """Set up and start the program in demo mode; its exit code."""
    passed_on = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    environment = clean(os.environ)
    venv = Environment(ROOT)
    venv.prepare()
    qt_libraries.ensure(venv.site_packages, plugin=qt_libraries.display_plugin(environment))
    if not shows_windows(sys.platform, environment):
        if not any(argument.split("=")[0] in _WINDOWLESS for argument in passed_on):
            print(f"dev.py: {NO_DISPLAY}", file=sys.stderr)
            return NO_DISPLAY_HERE
        environment["QT_QPA_PLATFORM"] = "offscreen"
    say("starting BIM Explorer in demo mode")
    # From the caller's folder: file names among the arguments are meant from there.
    return follow([str(venv.python), "-m", "bimexplorer", "--demo", *passed_on], environment=environment)


def pytest_arguments(arguments: Sequence[str]) -> list[str]:
    """pytest's arguments for those of `dev.py test`. A `-m` or `-n` of the caller comes later and wins.

    Four processes also on two cores, because most tests wait for a server. What one of them has left, the
    others take when they are done: no long file decides the end. Each has its own of the servers that tests
    share. Two for the long campaigns, which fill disk and cores by themselves; and an hour for each of them,
    before it counts as one that blocks.
    """
    rest = [argument for argument in arguments if argument not in ("--long", "--")]
    long = "--long" in arguments
    if long:
        how = ["-n", "2", "-o", "faulthandler_timeout=3600", "-m", "not benchmark"]
    else:
        how = ["-n", "4", "-m", "not long and not benchmark"]
    return ["--dist", "worksteal", *how, *rest]


def test_environment(environment: Mapping[str, str], home: Path, platform: str) -> dict[str, str]:
    """What the tests see in place of the settings, the keychain and the display of whoever runs them."""
    isolated = {
        name: value
        for name, value in clean(environment).items()
        if not name.startswith(
            ("BIMX_", "LANG", "LC_", "QT_", "QML_", "XDG_CONFIG", "XDG_DATA", "XDG_CACHE", "XDG_STATE")
        )
    }
    isolated["QT_QPA_PLATFORM"] = "offscreen"
    isolated["LANG"] = "C.UTF-8"
    # "fail" is a machine without a keychain; "null" would say yes and forget what it was given.
    isolated["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    # The stand-ins are on this machine: no proxy in between.
    hosts = [environment.get("NO_PROXY") or environment.get("no_proxy"), "127.0.0.1", "localhost"]
    isolated["NO_PROXY"] = isolated["no_proxy"] = ",".join(filter(None, hosts))
    # Every test that starts a process would compile the whole program anew where this is forbidden. Kept for
    # the next run too: half of a test process' start is compiling the tests.
    isolated.pop("PYTHONDONTWRITEBYTECODE", None)
    isolated["PYTHONPYCACHEPREFIX"] = str(ROOT / ".venv" / "pycache")
    if platform != "win32":  # there the folders come from the system, not from variables
        isolated["HOME"] = str(home)
        isolated.update(_pip_of(environment, platform))
    return isolated


def _pip_of(environment: Mapping[str, str], platform: str) -> dict[str, str]:
    """pip's own settings and cache, for the tests that install the wheel in spite of the new HOME."""
    home = Path(environment.get("HOME", "/"))
    library = home / "Library"
    config = library / "Application Support" if platform == "darwin" else home / ".config"
    cache = library / "Caches" if platform == "darwin" else home / ".cache"
    found = {"PIP_CACHE_DIR": str(Path(environment.get("XDG_CACHE_HOME") or cache) / "pip")}
    settings = Path(environment.get("XDG_CONFIG_HOME") or config) / "pip" / "pip.conf"
    if settings.is_file():
        found["PIP_CONFIG_FILE"] = str(settings)
    return {name: value for name, value in found.items() if name not in environment}


def test(arguments: Sequence[str]) -> int:
    """Set up, run every check, then pytest, whose closing line ends a good run's output; 0 if all is well."""
    venv = Environment(ROOT)
    venv.prepare(["test"])
    qt_libraries.ensure(venv.site_packages, plugin=None)
    python = str(venv.python)
    checks = {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(venv.scripts / "lint-imports")],
    }
    failed = [name for name, command in checks.items() if not _passes(name, command)]
    with tempfile.TemporaryDirectory(prefix="bimexplorer-home-", ignore_cleanup_errors=True) as home:
        command = [python, "-m", "pytest", *pytest_arguments(arguments)]
        environment = test_environment(os.environ, Path(home), sys.platform)
        code = follow(command, folder=ROOT, environment=environment)
    if code != 0:
        failed.append("pytest (no test was collected)" if code == NO_TESTS_COLLECTED else "pytest")
    if failed and failed != ["pytest"]:
        passed = [name for name in (*checks, "pytest") if not any(entry.startswith(name) for entry in failed)]
        say(f"FAILED: {', '.join(failed)}" + (f"; passed: {', '.join(passed)}" if passed else ""))
    return 1 if failed else 0


def translate() -> int:
    """Set up, then bring the translations up to date; 0 also where some are unfinished, which is told."""
    venv = Environment(ROOT)
    venv.prepare()
    qt_libraries.ensure(venv.site_packages, plugin=None)
    return translations.translate(venv)


def _passes(name: str, command: Sequence[str]) -> bool:
    """Run a check; it is quiet unless it fails."""
    began = time.monotonic()
    code, output = collect(command, folder=ROOT, environment=clean(os.environ))
    say(f"{name:<14}{'ok' if code == 0 else 'FAILED'}  ({time.monotonic() - began:.1f} s)")
    if code != 0:
        print(output, end="", flush=True)
    return code == 0
