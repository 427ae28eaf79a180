"""What every test shares: the stand-in's fixtures, and surroundings that belong to nobody."""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

# Before Qt asks for them: what the tests read is English on every machine.
for name in [name for name in os.environ if name in ("LANG", "LANGUAGE") or name.startswith("LC_")]:
    del os.environ[name]
os.environ["LANG"] = "C.UTF-8"

if (Path(__file__).parent / "standin.py").exists():
    pytest_plugins = ["tests.standin"]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where nothing compiled may be kept beside the sources, it is kept with pytest's own cache.

    Else the tests, and the program in each of the hundreds of processes that they start, would be compiled
    again and again.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and config.pluginmanager.hasplugin("cacheprovider"):
        sys.dont_write_bytecode = False
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("bytecode"))


_FULL_AFTER = 20
"""Tests after which everything is searched for reference cycles."""
_ENDED = itertools.count(1)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Modules and tests stay: the search for reference cycles need not look at them again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[object]:
    """Reference cycles are searched for between tests, in the main thread, as the window does it for itself.

    Left to itself Python searches in whichever thread allocates: a lane of a later test would destroy the
    widgets of an earlier one off their own thread, which ends the process or blocks it for ever.
    """
    gc.disable()
    result = yield
    # What outlived its test is looked through now and then: each time would take a sixth of the whole run.
    gc.collect(2 if next(_ENDED) % _FULL_AFTER == 0 else 1)
    if not gc.get_freeze_count():  # the window's own search has taken everything back
        gc.freeze()
    return result


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is read or changed: home, keychain, desktop, proxies."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("BIMX_USERNAME", "BIMX_PASSWORD", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
