"""Secrets in a keychain that behaves, one that is locked, none at all, and a real Secret Service."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from bimexplorer.clouds.base import Credentials
from bimexplorer.sites.vault import Vault

ANNA = Credentials("anna@office.example", "u-1", "refresh-1", access_token="access", expires_at=1.0)
LONG = Credentials("anna@office.example", "u-1", "r" * 5000)


class Keychain(KeyringBackend):
    """A keychain in memory with Windows' limit."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        assert len(password.encode("utf-16-le")) <= 2560, "Windows would refuse this item"
        self.items[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if (service, username) not in self.items:
            raise PasswordDeleteError("not there")
        del self.items[(service, username)]

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked("locked")


@pytest.fixture
def keychain() -> Iterator[Keychain]:
    before = keyring.get_keyring()
    chain = Keychain()
    keyring.set_keyring(chain)
    yield chain
    keyring.set_keyring(before)


def kept(credentials: Credentials) -> Credentials:
    return Credentials(credentials.username, credentials.user_id, credentials.secret)


@pytest.mark.parametrize("credentials", [ANNA, LONG])
def test_a_secret_is_there_for_the_next_run_without_its_access_token(
    keychain: Keychain, tmp_path: Path, credentials: Credentials
) -> None:
    vault = Vault(tmp_path)
    assert vault.persistent
    assert vault.explanation == ""
    vault.store("site").save(credentials)
    assert Vault(tmp_path).store("site").load() == kept(credentials)
    assert "access" not in "".join(keychain.items.values())


def test_sites_do_not_mix(keychain: Keychain, tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.store("a").save(ANNA)
    assert vault.store("b").load() is None
    assert vault.store("a") is vault.store("a")


def test_a_shorter_secret_leaves_nothing_of_a_longer_one(keychain: Keychain, tmp_path: Path) -> None:
    store = Vault(tmp_path).store("site")
    store.save(LONG)
    assert len(keychain.items) > 3
    store.save(ANNA)
    assert len(keychain.items) == 1
    assert store.load() == kept(ANNA)


def test_clear_leaves_nothing(keychain: Keychain, tmp_path: Path) -> None:
    store = Vault(tmp_path).store("site")
    store.save(LONG)
    store.clear()
    assert keychain.items == {}
    assert store.load() is None
    store.clear()


def test_a_locked_keychain_keeps_the_sign_in_for_this_run(
    keychain: Keychain, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    vault = Vault(tmp_path)
    keychain.locked = True
    vault.store("site").save(ANNA)
    assert vault.store("site").load() == kept(ANNA)
    assert "lasts for this run" in caplog.text
    assert ANNA.secret not in caplog.text


def test_a_keychain_that_comes_back_does_not_bring_an_old_secret(keychain: Keychain, tmp_path: Path) -> None:
    """Refresh tokens rotate: the older one is worth nothing any more."""
    store = Vault(tmp_path).store("site")
    store.save(LONG)
    assert store.kept
    keychain.locked = True
    store.save(ANNA)
    assert not store.kept
    keychain.locked = False
    assert store.load() == kept(ANNA)
    store.save(ANNA)
    assert store.kept
    assert Vault(tmp_path).store("site").load() == kept(ANNA)


@pytest.mark.parametrize("failure", [RuntimeError, OSError, KeyringLocked, PasswordDeleteError])
def test_a_secret_that_cannot_be_deleted_is_not_called_forgotten(
    keychain: Keychain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    store = Vault(tmp_path).store("site")
    store.save(ANNA)

    def refuse(*_: str) -> None:
        raise failure("not now")

    with monkeypatch.context() as patch:
        patch.setattr(keychain, "delete_password", refuse)
        store.clear()
        assert not store.kept
        assert store.load() is None
    store.clear()
    assert store.kept
    assert keychain.items == {}


def test_a_backend_with_errors_of_its_own(
    keychain: Keychain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: str) -> str:
        raise RuntimeError("the bus is gone")

    monkeypatch.setattr(keychain, "get_password", broken)
    assert Vault(tmp_path).store("site").load() is None
    assert "the bus is gone" in caplog.text


def test_a_damaged_item_asks_for_a_new_sign_in(
    keychain: Keychain, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Vault(tmp_path).store("site")
    store.save(ANNA)
    for key in keychain.items:
        keychain.items[key] = '{"username": 3'
    assert store.load() is None
    assert "damaged" in caplog.text


def test_without_a_keychain_it_says_so(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NullKeyring())
    try:
        vault = Vault(tmp_path)
        assert not vault.persistent
        assert "no keychain" in vault.explanation
        vault.store("site").save(ANNA)
        assert vault.store("site").load() == kept(ANNA)
        assert Vault(tmp_path).store("site").load() is None
    finally:
        keyring.set_keyring(before)


def test_only_one_thread_exchanges_a_secret_at_a_time(keychain: Keychain, tmp_path: Path) -> None:
    store = Vault(tmp_path).store("site")
    inside = 0
    most = 0

    def exchange() -> None:
        nonlocal inside, most
        for _ in range(50):
            with store.exclusive():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=exchange) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_another_process_waits_for_the_exchange(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from bimexplorer.sites.vault import Vault
        folder = Path(sys.argv[1])
        print("asking", flush=True)
        with Vault(folder).store("site").exclusive():
            print("after the exchange" if (folder / "exchanged").exists() else "too early")
        """
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with Vault(tmp_path).store("site").exclusive():
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "asking\n"
        (tmp_path / "exchanged").touch()
    output, _ = other.communicate(timeout=30)
    assert output == "after the exchange\n"


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="gnome-keyring and dbus-run-session are not installed",
)
def test_a_real_secret_service(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from bimexplorer.clouds.base import Credentials
        from bimexplorer.sites.vault import Vault
        vault = Vault(Path(sys.argv[1]))
        assert vault.persistent, vault.explanation
        if sys.argv[2] == "save":
            vault.store("site").save(Credentials("anna", "u-1", "r" * 3000))
        elif sys.argv[2] == "load":
            print(len(vault.store("site").load().secret))
        else:
            vault.store("site").clear()
            print(vault.store("site").load())
        """
    )
    (tmp_path / "vault.py").write_text(script, encoding="utf-8")
    run = shlex.join([sys.executable, str(tmp_path / "vault.py"), str(tmp_path)])
    unlock = "gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_KEYRING_BACKEND"}
    for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        environment[name] = str(folder)
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(
        [
            "dbus-run-session", "--", "bash", "-c",
            f"echo -n test | {unlock}; {run} save && {run} load && {run} clear",
        ],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["3000", "None"]
