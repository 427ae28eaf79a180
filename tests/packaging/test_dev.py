"""dev.py: what it decides, and how it behaves around tools that are replaced by small stubs."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from development import apt, commands, qt_libraries
from development.environment import Environment, Stamp, clean, fingerprint, progress_of
from development.problems import SetUpError, explain

posix = pytest.mark.skipif(os.name == "nt", reason="the stubs are shell scripts")
linux = pytest.mark.skipif(sys.platform != "linux", reason="displays are a matter of Linux")

LDD = """\
/x/PySide6/Qt/lib/libQt6Widgets.so.6:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibglib-2.0.so.0 => not found
\tlibEGL.so.1 => not found
\tlibstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007f)
/x/PySide6/Qt/plugins/platforms/libqoffscreen.so:
\tlibEGL.so.1 => not found
"""


@pytest.mark.parametrize(
    ("output", "meaning"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", "the disk is full"),
        (
            "WARNING: Failed to establish a new connection\nERROR: No matching distribution found for x",
            "could not be reached",
        ),
        ("Err:1 ... Temporary failure resolving 'deb.debian.org'", "could not be reached"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        ("[Errno 13] Permission denied: '/srv/.venv'", "no permission"),
        ("[Errno 30] Read-only file system", "read-only"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "another program"),
        ("E: Package 'python3.12-venv' has no installation candidate", "universe"),
        ("ERROR: No matching distribution found for PySide6-Essentials>=6.8", "no release of a dependency"),
    ],
)
def test_a_known_failure_is_told_as_a_sentence_with_its_proof(output: str, meaning: str) -> None:
    first, *rest = str(explain("pip failed", output)).splitlines()
    assert first.startswith("pip failed: ")
    assert meaning in first
    assert len(rest) == 1
    assert rest[0].strip() in output


def test_an_unknown_failure_shows_the_end_of_the_output() -> None:
    text = str(explain("pip failed", "\n".join(f"line {number}" for number in range(100))))
    assert text.startswith("pip failed.\n")
    assert text.endswith("line 99")
    assert "line 50" not in text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "  Downloading pyside6_essentials-6.11.3-cp310-abi3-manylinux_2_28_x86_64.whl (80.3 MB)",
            "  downloading pyside6_essentials (80.3 MB)",
        ),
        ("  Downloading idna-3.20-py3-none-any.whl (71 kB)", None),
        ("Installing collected packages: appdirs, zipp, urllib3", "  installing 3 packages"),
        ("Collecting appdirs", None),
    ],
)
def test_only_big_steps_of_pip_are_told(line: str, told: str | None) -> None:
    assert progress_of(line) == told


def test_missing_libraries_are_read_from_the_dynamic_linker() -> None:
    assert qt_libraries.missing_in(LDD) == {"libglib-2.0.so.0", "libEGL.so.1"}


def test_a_c_library_that_is_too_old_is_no_matter_of_packages() -> None:
    old = "/lib/libc.so.6: version `GLIBC_2.34' not found (required by /x/libQt6Core.so.6)\n"
    with pytest.raises(SetUpError, match="C library is older"):
        qt_libraries.missing_in(old + LDD)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({"libglib2.0-0", "libegl1"}, ["libegl1", "libglib2.0-0"], id="Debian 12"),
        pytest.param({"libglib2.0-0t64", "libegl1"}, ["libegl1", "libglib2.0-0t64"], id="Ubuntu 24.04"),
        pytest.param(set(), ["libegl1", "libglib2.0-0"], id="no package lists yet"),
    ],
)
def test_packages_have_the_names_of_the_release(known: set[str], expected: list[str]) -> None:
    lacking = ["libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1", "libsomething.so.1"]
    assert qt_libraries.packages_for(lacking, known.__contains__) == expected


@pytest.mark.parametrize(
    ("environment", "plugin"),
    [
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "libqxcb.so"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "libqwayland.so"),
        ({"DISPLAY": ""}, None),
    ],
)
def test_the_platform_plugin_is_that_of_the_session(environment: dict[str, str], plugin: str | None) -> None:
    found = qt_libraries.display_plugin(environment)
    assert (found and Path(found).name) == plugin


@linux
def test_qt_of_this_environment_lacks_nothing() -> None:
    import PySide6

    site_packages = Path(PySide6.__file__).parents[1]
    assert (site_packages / "PySide6/Qt/plugins/platforms/libqoffscreen.so").exists()
    assert qt_libraries.missing(site_packages, plugin=None) == set()


@pytest.fixture
def fake_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """apt-get and apt-cache that log their calls; the lists know the t64 names after an update."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "apt.log"
    scripts = {
        "apt-get": f'echo "$DEBIAN_FRONTEND $*" >> "{log}"; [ "$FAIL" != "$1" ] || ! echo "$WHY"',
        "apt-cache": f'grep -q update "{log}" && [ "$2" = libglib2.0-0t64 ]',
    }
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


def _libglib() -> list[str]:
    return qt_libraries.packages_for(["libglib-2.0.so.0"], apt.knows)


@posix
def test_root_installs_after_a_fresh_look_at_the_package_lists(
    fake_apt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apt, "is_root", lambda: True)
    apt.install(_libglib, reason="Qt needs it.")
    assert fake_apt.read_text().splitlines() == [
        "noninteractive update -q",
        "noninteractive install -q -y --no-install-recommends libglib2.0-0t64",
    ]


@posix
def test_anybody_else_gets_the_command_to_type(fake_apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt, "is_root", lambda: False)
    with pytest.raises(SetUpError) as caught:
        apt.install(lambda: ["libegl1", "libgl1"], reason="Qt needs them.")
    reason, command = str(caught.value).splitlines()
    assert reason.startswith("Qt needs them. ")
    assert command.strip() == (
        "sudo apt-get update && sudo apt-get install --no-install-recommends -y libegl1 libgl1"
    )
    assert not fake_apt.exists()


@posix
@pytest.mark.usefixtures("fake_apt")
def test_a_failing_apt_get_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt, "is_root", lambda: True)
    monkeypatch.setenv("FAIL", "install")
    monkeypatch.setenv("WHY", "E: Could not get lock /var/lib/dpkg/lock-frontend.")
    with pytest.raises(SetUpError, match="libegl1: another program is installing"):
        apt.install(lambda: ["libegl1"], reason="Qt needs it.")


def test_a_system_without_apt_gets_the_names_of_the_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apt, "is_available", lambda: False)
    monkeypatch.setattr(qt_libraries, "missing", lambda _site, *, plugin: {"libEGL.so.1"})
    with pytest.raises(SetUpError, match=r"libEGL\.so\.1.*package manager"):
        qt_libraries.ensure(tmp_path, plugin=None)


@pytest.mark.parametrize(
    ("platform", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "vnc"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_only_linux_needs_a_display(platform: str, environment: dict[str, str], shown: bool) -> None:
    assert commands.shows_windows(platform, environment) is shown


def test_the_tests_see_nothing_of_their_user(tmp_path: Path) -> None:
    mine = {
        "PATH": "/usr/bin",
        "HOME": "/home/anna",
        "XDG_CONFIG_HOME": "/home/anna/.config",
        "BIMX_PASSWORD": "secret",
        "QT_SCALE_FACTOR": "2",
        "LANG": "de_DE.UTF-8",
        "LANGUAGE": "de",
        "LC_TIME": "fr_FR.UTF-8",
        "PYTHONPATH": "/home/anna/lib",
        "no_proxy": "intranet",
    }
    seen = commands.test_environment(mine, tmp_path, "linux")
    assert seen["HOME"] == str(tmp_path)
    assert seen["PATH"] == "/usr/bin"
    assert seen["QT_QPA_PLATFORM"] == "offscreen"
    assert seen["LANG"] == "C.UTF-8"
    assert seen["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    assert seen["NO_PROXY"] == seen["no_proxy"] == "intranet,127.0.0.1,localhost"
    assert seen["PIP_CACHE_DIR"] == str(Path("/home/anna/.cache/pip"))
    assert seen.keys().isdisjoint(
        {"XDG_CONFIG_HOME", "BIMX_PASSWORD", "LANGUAGE", "LC_TIME", "QT_SCALE_FACTOR", "PYTHONPATH"}
    )


def test_pip_keeps_its_settings_in_the_tests(tmp_path: Path) -> None:
    settings = tmp_path / "Library" / "Application Support" / "pip" / "pip.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text("[global]\n")
    seen = commands.test_environment({"HOME": str(tmp_path)}, tmp_path / "other", "darwin")
    assert seen["PIP_CONFIG_FILE"] == str(settings)
    given = commands.test_environment(
        {"HOME": str(tmp_path), "PIP_CONFIG_FILE": "/etc/p"}, tmp_path / "o", "darwin"
    )
    assert given["PIP_CONFIG_FILE"] == "/etc/p"


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        ([], "-n 4 -m|not long and not benchmark"),
        (["--long"], "-n 2 -o faulthandler_timeout=3600 -m|not benchmark"),
        (["--", "-k", "tree", "--long"], "-n 2 -o faulthandler_timeout=3600 -m|not benchmark|-k|tree"),
        (["-m", "benchmark"], "-n 4 -m|not long and not benchmark|-m|benchmark"),
    ],
)
def test_pytest_gets_the_rest_of_the_arguments(arguments: list[str], passed_on: str) -> None:
    first, *rest = passed_on.split("|")
    assert commands.pytest_arguments(arguments) == ["--dist", "worksteal", *first.split(), *rest]


def test_a_stamp_survives_being_written_and_nothing_else_is_one() -> None:
    stamp = Stamp("abc", ("test",))
    assert Stamp.parse(stamp.text()) == stamp
    for text in ("", "{", "[]", '{"fingerprint": "abc"}', '"abc"'):
        assert Stamp.parse(text) is None


def test_an_installation_with_more_satisfies_one_with_less() -> None:
    assert Stamp("abc", ("test",)).satisfies("abc", [])
    assert not Stamp("abc", ()).satisfies("abc", ["test"])
    assert not Stamp("abc", ("test",)).satisfies("def", ["test"])


STUB_PIP = """\
import os, pathlib, signal, sys
if "--version" not in sys.argv:
    with open(os.environ["PIP_LOG"], "a") as log:
        print(sys.argv[-1], file=log)
    what = os.environ.get("PIP_DOES", "")
    if what != "fail early":
        print("Installing collected packages: a, b")
    if what == "kill":
        os.kill(os.getppid(), signal.SIGKILL)
    sys.exit(1 if what.startswith("fail") else 0)
"""

STUB_CHECK = """\
import os, sys
name = __spec__.parent
print(name, *sys.argv[1:])
if name == "pytest":
    print("HOME", os.environ["HOME"])
    print("=== 1 passed ===")
codes = dict(pair.split("=") for pair in os.environ.get("CODES", "").split())
sys.exit(int(codes.get(name, 0)))
"""

STUB_PROGRAM = """\
import os, sys
print("program", *sys.argv[1:], "on", os.environ.get("QT_QPA_PLATFORM"))
"""


@pytest.fixture
def checkout(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the real dev.py and an environment whose tools are stubs. No network is touched."""
    folder = tmp_path / "check out"  # a blank in the path is ordinary
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "installer", folder / "installer", ignore=ignored)
    (folder / "bimexplorer").mkdir()
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "bimexplorer" / "__init__.py").write_text("")
    (folder / "bimexplorer" / "__main__.py").write_text(STUB_PROGRAM)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    venv = Environment(folder)
    for name, text in {"pip": STUB_PIP, **dict.fromkeys(("ruff", "mypy", "pytest"), STUB_CHECK)}.items():
        (venv.site_packages / name).mkdir()
        (venv.site_packages / name / "__init__.py").write_text("")
        (venv.site_packages / name / "__main__.py").write_text(text)
    (venv.scripts / "lint-imports").write_text("#!/bin/sh\necho contracts kept\n")
    (venv.scripts / "lint-imports").chmod(0o755)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PIP_DOES", "CODES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_LOG", str(tmp_path / "pip.log"))
    monkeypatch.chdir(folder)
    return folder


def installed(checkout: Path) -> list[str]:
    """What pip was asked to install so far."""
    log = checkout.parent / "pip.log"
    return log.read_text().splitlines() if log.exists() else []


def dev(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(checkout / "installer" / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@posix
def test_only_a_change_leads_to_another_installation(checkout: Path) -> None:
    Environment(checkout).prepare()
    Environment(checkout).prepare()
    assert installed(checkout) == ["."]
    Environment(checkout).prepare(["test"])
    Environment(checkout).prepare()
    assert installed(checkout) == [".", ".[test]"]
    (checkout / "pyproject.toml").write_text("[project]\nversion = '2'\n")
    Environment(checkout).prepare()
    assert installed(checkout) == [".", ".[test]", "."]


def test_another_python_and_another_place_are_changes(checkout: Path, tmp_path: Path) -> None:
    before = fingerprint(checkout, "3.11.2")
    assert fingerprint(checkout, "3.11.2") == before
    assert fingerprint(checkout, "3.12.0") != before
    moved = checkout.rename(tmp_path / "moved")
    assert fingerprint(moved, "3.11.2") != before


@posix
def test_an_environment_that_was_moved_is_noticed(checkout: Path, tmp_path: Path) -> None:
    assert not Environment(checkout)._was_moved()
    moved = checkout.rename(tmp_path / "moved")
    assert Environment(moved)._was_moved()


@posix
def test_an_installation_that_was_killed_is_repeated(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Environment(checkout).prepare()
    monkeypatch.setenv("PIP_DOES", "kill")
    assert dev(checkout, "test").returncode < 0
    monkeypatch.delenv("PIP_DOES")
    Environment(checkout).prepare()
    assert installed(checkout) == [".", ".[test]", "."]


@posix
@pytest.mark.parametrize(("what", "repeated"), [("fail early", False), ("fail", True)])
def test_what_worked_before_a_failed_download_still_does(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, what: str, repeated: bool
) -> None:
    Environment(checkout).prepare()
    monkeypatch.setenv("PIP_DOES", what)
    with pytest.raises(SetUpError, match="pip could not install"):
        Environment(checkout).prepare(["test"])
    monkeypatch.delenv("PIP_DOES")
    Environment(checkout).prepare()
    assert installed(checkout) == [".", ".[test]", *(["."] if repeated else [])]


def test_settings_that_lead_pip_astray_are_left_out() -> None:
    assert clean({"PIP_USER": "1", "PYTHONPATH": "x", "PIP_INDEX_URL": "y"}) == {"PIP_INDEX_URL": "y"}


@linux
def test_run_without_a_display_says_so(checkout: Path) -> None:
    done = dev(checkout, "run")
    assert done.returncode == commands.NO_DISPLAY_HERE
    assert "There is no display here" in done.stderr
    for way in ("--screenshot", "xvfb-run", "ssh -X"):
        assert way in done.stderr
    assert "program" not in done.stdout


@linux
def test_a_screenshot_needs_no_display(checkout: Path) -> None:
    done = dev(checkout, "run", "--", "--screenshot", "window.png")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "program --demo --screenshot window.png on offscreen"


@linux
def test_run_with_a_display_leaves_the_platform_to_qt(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":77")
    assert dev(checkout, "run").stdout.splitlines()[-1] == "program --demo on None"


@posix
def test_the_closing_line_of_pytest_ends_a_good_run(checkout: Path) -> None:
    done = dev(checkout, "test", "-k", "tree")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "=== 1 passed ==="
    assert "pytest --dist worksteal -n 4 -m not long and not benchmark -k tree" in lines
    assert f"HOME {Path.home()}" not in lines
    assert [line.split("  ")[0] for line in lines if " ok " in line] == [
        f"dev.py: {name}" for name in ("ruff check", "ruff format", "mypy", "lint-imports")
    ]


@posix
def test_every_check_runs_and_the_failed_ones_are_named_at_the_end(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODES", "ruff=1 mypy=2")
    done = dev(checkout, "test")
    assert done.returncode == 1
    *_, closing, last = done.stdout.splitlines()
    assert closing == "=== 1 passed ==="
    assert last == "dev.py: FAILED: ruff check, ruff format, mypy; passed: lint-imports, pytest"


@posix
def test_a_run_without_any_test_is_a_failure(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODES", f"pytest={pytest.ExitCode.NO_TESTS_COLLECTED.value}")
    done = dev(checkout, "test")
    assert done.returncode == 1
    assert "pytest (no test was collected)" in done.stdout.splitlines()[-1]


@posix
def test_failing_tests_fail_the_command(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODES", "pytest=1")
    assert dev(checkout, "test").returncode == 1


@pytest.mark.parametrize("arguments", [[], ["tset"]])
def test_anything_else_gets_the_usage(checkout: Path, arguments: list[str]) -> None:
    done = dev(checkout, *arguments)
    assert done.returncode == commands.USAGE_ERROR
    assert "dev.py run" in done.stderr
    assert installed(checkout) == []


@posix
def test_ci_runs_what_a_developer_types(tmp_path: Path, root: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / "installer").mkdir()
    shutil.copy2(root / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "installer" / "dev.py").write_text("import sys; print(sys.argv); sys.exit(7)")
    done = subprocess.run([tmp_path / ".ci" / "run"], capture_output=True, text=True, check=False, cwd="/")
    assert (done.returncode, done.stdout) == (7, "['installer/dev.py', 'test']\n")


def test_an_old_python_can_read_dev_py(root: Path) -> None:
    source = (root / "installer" / "dev.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 6)).body
    assert "from __future__ import annotations" not in source  # unknown to 3.6


def as_old_python(root: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """dev.py as Python 3.6 would see it, with nothing on PATH but `path`."""
    program = f"""
        import runpy, shutil, subprocess, sys, pathlib
        sys.version_info = (3, 6, 15, "final", 0)
        sys.argv = ["dev.py", "test", "-x"]
        runpy.run_path({str(root / "installer" / "dev.py")!r}, run_name="__main__")
        """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_alone_says_what_is_needed(root: Path, tmp_path: Path) -> None:
    done = as_old_python(root, tmp_path)
    assert done.returncode == 2
    assert "needs Python 3.10 or newer. This is Python 3.6" in done.stderr


@posix
def test_an_old_python_hands_over_to_a_newer_one(root: Path, tmp_path: Path) -> None:
    broken, newer = tmp_path / "python3.12", tmp_path / "python3.11"
    broken.write_text("#!/bin/sh\nexit 127\n")  # a shim that leads nowhere
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "newer: $*"\n')
    broken.chmod(0o755)
    newer.chmod(0o755)
    done = as_old_python(root, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"newer: {root / 'installer' / 'dev.py'} test -x"


@posix
def test_translating_sets_up_first_and_tells_what_its_tools_say(checkout: Path) -> None:
    folder = checkout / "resources" / "translations"
    folder.mkdir(parents=True)
    (folder / "bimexplorer_de.ts").write_text("<TS/>")
    scripts = Environment(checkout).scripts
    (scripts / "pyside6-lupdate").write_text("#!/bin/sh\n")
    (scripts / "pyside6-lrelease").write_text("#!/bin/sh\n")
    for tool in ("pyside6-lupdate", "pyside6-lrelease"):
        (scripts / tool).chmod(0o755)
    done = dev(checkout, "translate")
    assert done.returncode == 0
    assert installed(checkout) == ["."]
    assert "bimexplorer_de.ts: 0 messages, 0 unfinished" in done.stdout
    (scripts / "pyside6-lrelease").write_text("#!/bin/sh\necho no room; exit 1\n")
    done = dev(checkout, "translate")
    assert done.returncode == commands.SET_UP_FAILED
    assert "pyside6-lrelease failed" in done.stderr
    assert "no room" in done.stderr
    assert dev(checkout, "translate", "de").returncode == commands.USAGE_ERROR
