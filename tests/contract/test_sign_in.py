"""Finding a server, the ways in, and keeping the sign-in alive."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.clouds.base import Credentials, Service
from bimexplorer.errors import (
    AuthExpired,
    Cancelled,
    CloudError,
    Offline,
    ServerBusy,
    SignInRefused,
    Unsupported,
    WrongService,
)
from bimexplorer.model import Entry
from tests.contract import browser
from tests.contract.lab import Call, Lab
from tests.contract.labs import LABS, TARGETS, one_generation, over, renewing, with_browser
from tests.contract.parts import Background, FileStore, MemoryStore, put, together
from tests.standin import wait_until

# ------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize("shape", ["{0}", "{0}/", " {0}{link}", "{1}"])
def test_an_address_in_any_shape(lab: Lab, shape: str) -> None:
    address = lab.connection.address
    info = lab.service.probe(shape.format(address, address.removeprefix("http://"), link=lab.deep_link))
    assert (info.address, info.generation) == (address, lab.generation)
    assert info.password_sign_in
    assert info.browser_sign_in is (lab.generation in lab.browser)
    assert info.warning == ""


def test_redirects_in_circles(service: Service, website: Callable[..., str]) -> None:
    with pytest.raises(WrongService):
        service.probe(website(302, "", "text/html", Location="/somewhere/again"))


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, "<html><body>Welcome to our office</body></html>", "text/html"),
        (404, "<html><body>Not found</body></html>", "text/html"),
        (200, '{"hello": "world"}', "application/json"),
        (200, '["a"]', "application/json"),
        (404, '{"error": "not found"}', "application/json"),
        (500, "oops", "text/plain"),
        (204, "", "text/plain"),
        (200, "status: pending", "text/plain"),
    ],
)
def test_servers_of_another_kind(
    service: Service, website: Callable[..., str], status: int, body: str, content_type: str
) -> None:
    address = website(status, body, content_type)
    with pytest.raises(WrongService) as caught:
        service.probe(address)
    assert address in caught.value.sentence


@one_generation
def test_services_are_told_apart(lab: Lab) -> None:
    for key, other in LABS.items():
        if key != lab.key:
            there = other(lab.server, other.generations[0]).connection.address
            with pytest.raises(WrongService):
                lab.service.probe(there)


def test_nobody_at_the_address(service: Service) -> None:
    with pytest.raises(Offline) as caught:
        service.probe("127.0.0.1:9")
    assert "127.0.0.1:9 cannot be reached" in caught.value.sentence


@pytest.mark.parametrize("typed", ["not an address", "", "ftp://example.com", "https://"])
def test_no_address_at_all(service: Service, typed: str) -> None:
    with pytest.raises(WrongService):
        service.probe(typed)


def test_what_a_service_says_of_itself(service: Service) -> None:
    assert service.title
    assert service.usual_address.startswith("https://") or service.usual_address == ""


# ------------------------------------------------------------------------------------------- password


def test_who_signed_in_is_told(lab: Lab) -> None:
    user = lab.user()
    credentials = lab.credentials()
    assert credentials.username == user["username"]
    assert credentials.user_id
    assert credentials.secret
    assert user["password"] not in repr(astuple(credentials))
    assert not [secret for secret in lab.secrets(credentials) if secret in repr(credentials)]
    store = MemoryStore()
    store.save(credentials)
    assert lab.open(store).account().id == credentials.user_id


def test_a_wrong_password(lab: Lab) -> None:
    for username, password in ((lab.user()["username"], "wrong"), ("nobody", "x"), ("", "")):
        with pytest.raises(SignInRefused) as caught:
            lab.service.password_sign_in(lab.connection, username, password)
        assert "password" in caught.value.sentence


def test_a_password_reaches_nothing_but_the_server(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), pytest.raises(CloudError) as caught:
        lab.service.password_sign_in(lab.connection, lab.user()["username"], "pass-phrase-in-clear")
    assert "pass-phrase" not in caught.value.technical
    assert "pass-phrase" not in caplog.text


def test_a_server_that_is_off_while_signing_in(lab: Lab) -> None:
    nobody = replace(lab.connection, address="http://127.0.0.1:9")
    with pytest.raises(Offline):
        lab.service.password_sign_in(nobody, lab.user()["username"], "x")


@one_generation
def test_an_application_id_where_one_is_needed(lab: Lab) -> None:
    connection = replace(lab.connection, application_id="")
    user = lab.user()
    if not lab.service.needs_application_id:
        assert lab.service.password_sign_in(connection, user["username"], user["password"]).secret
        return
    lab.forget_calls()
    with pytest.raises(SignInRefused):
        lab.service.password_sign_in(connection, user["username"], user["password"])
    with pytest.raises(SignInRefused):
        lab.service.browser_sign_in(connection)
    assert lab.requests == 0
    wrong = replace(lab.connection, application_id="wrong")
    with pytest.raises(SignInRefused):
        lab.service.password_sign_in(wrong, user["username"], user["password"])


# ------------------------------------------------------------------------------------------- browser


@with_browser
def test_signing_in_with_the_browser(lab: Lab) -> None:
    user = lab.user(1)
    sign_in = lab.service.browser_sign_in(lab.connection, "tomas & co")
    try:
        assert sign_in.poll() is None
        assert "tomas &amp; co" in browser.page(sign_in.address)
        assert sign_in.poll() is None
        browser.fill_in(sign_in.address, user["username"], "wrong")
        assert sign_in.poll() is None
        browser.fill_in(sign_in.address, user["username"], user["password"])
        credentials = sign_in.poll()
    finally:
        sign_in.close()
    assert credentials is not None
    assert credentials.username == user["username"]
    assert user["password"] not in repr(astuple(credentials))
    store = MemoryStore()
    store.save(credentials)
    cloud = lab.open(store)
    assert cloud.account().username == user["username"]
    assert cloud.children(cloud.root()).entries


@over([target for target in TARGETS if target.generation not in LABS[target.service].browser])
def test_where_there_is_no_page_for_the_browser(lab: Lab) -> None:
    lab.forget_calls()
    with pytest.raises(Unsupported):
        lab.service.browser_sign_in(lab.connection)
    assert lab.requests == 0


@with_browser
@pytest.mark.parametrize("fault", [{"drop": "request"}, {"retry_after": 60}])
def test_a_line_that_breaks_does_not_end_the_sign_in(lab: Lab, fault: dict[str, Any]) -> None:
    user = lab.user()
    sign_in = lab.service.browser_sign_in(lab.connection)
    try:
        assert sign_in.interruption is None
        browser.fill_in(sign_in.address, user["username"], user["password"])
        lab.breaks(Call.RENEW, **fault)
        assert sign_in.poll() is None
        assert sign_in.interruption is not None
        assert sign_in.poll() is not None
        assert sign_in.interruption is None
    finally:
        sign_in.close()


@with_browser
def test_giving_up(lab: Lab) -> None:
    user = lab.user()
    sign_in = lab.service.browser_sign_in(lab.connection)
    browser.fill_in(sign_in.address, user["username"], user["password"])
    sign_in.close()
    with pytest.raises(Cancelled):
        sign_in.poll()
    sign_in.close()


# ------------------------------------------------------------------------------------------- renewal


def renewable(lab: Lab) -> MemoryStore:
    store = MemoryStore()
    store.save(lab.renewable_credentials())
    return store


def look(cloud: Any) -> Any:
    """Something that every call needs the server's consent for."""
    return cloud.children(cloud.root()).entries


def test_opening_asks_nothing(lab: Lab) -> None:
    store = lab.signed_in()
    lab.forget_calls()
    lab.open(store)
    assert lab.requests == 0


@renewing
def test_many_calls_renew_once(lab: Lab) -> None:
    store = renewable(lab)
    cloud = lab.open(store)
    there = look(cloud)
    for _ in range(3):
        lab.expire_tokens()
        lab.forget_calls()
        before = store.saves
        assert together([lambda: look(cloud)] * 12) == [there] * 12
        assert lab.calls(Call.RENEW) == 1
        assert store.saves == before + 1


@renewing
def test_the_first_calls_of_a_run_renew_once(lab: Lab) -> None:
    cloud = lab.open(renewable(lab))
    lab.forget_calls()
    together([lambda: look(cloud)] * 12)
    assert lab.calls(Call.RENEW) == 1


def test_an_ended_sign_in_is_told_and_forgotten_and_a_new_one_mends_it(lab: Lab) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    there = look(cloud)
    lab.end_sign_ins()
    with pytest.raises(AuthExpired) as caught:
        look(cloud)
    assert "Sign in again" in caught.value.sentence
    assert store.load() is None
    with pytest.raises(AuthExpired):
        look(cloud)
    lab.sign_in(store)
    assert look(cloud) == there


@renewing
def test_a_renewable_sign_in_ends_too(lab: Lab) -> None:
    store = renewable(lab)
    cloud = lab.open(store)
    look(cloud)
    lab.end_sign_ins()
    with pytest.raises(AuthExpired):
        look(cloud)
    assert store.load() is None


def test_a_sign_in_of_another_process_is_taken_over(lab: Lab) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    there = look(cloud)
    lab.end_sign_ins()
    lab.sign_in(store)
    assert together([lambda: look(cloud)] * 6) == [there] * 6


@renewing
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"drop": "request"}, Offline),
        ({"retry_after": 60}, ServerBusy),
        ({"status": 500, "body": {"error": "server_error", "error_description": "x"}}, CloudError),
        ({"status": 502, "body": "<html></html>", "content_type": "text/html"}, CloudError),
        ({"status": 401, "body": "<html>office proxy</html>", "content_type": "text/html"}, CloudError),
    ],
)
def test_a_renewal_that_fails_on_the_way_does_not_sign_out(
    lab: Lab, fault: dict[str, Any], kind: type[Exception]
) -> None:
    store = renewable(lab)
    kept = store.load()
    cloud = lab.open(store)
    lab.breaks(Call.RENEW, **fault)
    with pytest.raises(kind):
        look(cloud)
    assert store.load() == kept
    assert look(cloud)


@renewing
def test_a_newer_secret_of_the_store_is_used(lab: Lab) -> None:
    """Another process renewed: the store's secret counts, the used one would be refused."""
    store = renewable(lab)
    mine, others = lab.open(store), lab.open(store)
    for _ in range(3):
        look(mine)
        lab.expire_tokens()
        look(others)
        lab.expire_tokens()
    assert look(mine) == look(others)


@renewing
@pytest.mark.parametrize("ended", ["call", "connection"])
def test_what_ends_during_a_renewal_does_not_lose_the_new_secret(lab: Lab, ended: str) -> None:
    store = renewable(lab)
    first = store.load()
    cloud = lab.open(store)
    lab.forget_calls()
    lab.breaks(Call.RENEW, stall=1.0)
    running = Background(lambda: look(cloud))
    wait_until(lambda: lab.calls(Call.RENEW) == 1)
    if ended == "call":
        running.token.cancel()
        assert isinstance(running.outcome(), Cancelled)
        assert look(cloud)
        assert lab.calls(Call.RENEW) == 1
    else:
        cloud.close()
        running.outcome()
        assert look(lab.open(store))
    assert store.load() != first


_PROCESS = """
import sys
from pathlib import Path
from bimexplorer.clouds.base import Connection
from bimexplorer.clouds.registry import SERVICES
from tests.contract.parts import FileStore

service, path, *connection = sys.argv[1:]
for _ in range(6):
    cloud = SERVICES[service].open(Connection(*connection), FileStore(Path(path)))
    cloud.children(cloud.root())
    cloud.close()
"""


@renewing
def test_processes_that_share_a_secret_take_turns(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    FileStore(path).save(lab.renewable_credentials())
    lab.forget_calls()
    command = [
        sys.executable, "-W", "error", "-c", _PROCESS, lab.key, str(path), *astuple(lab.connection)
    ]  # fmt: skip
    root = Path(__file__).parents[2]
    processes = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert errors == [""] * 3
    assert [process.returncode for process in processes] == [0] * 3
    assert lab.calls(Call.RENEW) == 18


@pytest.mark.parametrize("secret", ["", "nonsense", "{}", "[]", "[1]", "null", '{"way": "x"}'])
def test_a_secret_that_cannot_be_read(lab: Lab, secret: str) -> None:
    store = MemoryStore()
    store.save(Credentials(lab.user()["username"], "", secret))
    with pytest.raises(AuthExpired):
        lab.open(store).root()


def test_nobody_signed_in(lab: Lab) -> None:
    with pytest.raises(AuthExpired):
        lab.open(MemoryStore()).root()


# ------------------------------------------------------------------------------------------- the end


def test_signing_out(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    put(cloud, folder, "x.txt", b"x")
    cloud.sign_out()
    assert store.load() is None
    with pytest.raises(AuthExpired):
        look(cloud)


@renewing
def test_signing_out_makes_the_secret_worthless(lab: Lab) -> None:
    store = renewable(lab)
    stolen = store.kept
    assert stolen is not None
    cloud = lab.open(store)
    look(cloud)
    kept_then = store.kept
    cloud.sign_out()
    assert store.load() is None
    for credentials in (stolen, kept_then):
        assert credentials is not None
        store.save(credentials)
        with pytest.raises(AuthExpired):
            look(lab.open(store))


def test_signing_out_of_a_server_that_does_not_answer(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    put(cloud, folder, "x.txt", b"x")
    lab.goes_off()
    cloud.sign_out()
    assert store.load() is None
