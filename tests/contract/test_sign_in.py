"""Finding a server, the ways in, and keeping the sign-in alive."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests

from bimexplorer.clouds.base import Connection, Credentials, Service
from bimexplorer.errors import (
    AuthExpired,
    Cancelled,
    CloudError,
    Offline,
    ServerBusy,
    SignInRefused,
    SignInTimedOut,
    WrongService,
)
from bimexplorer.model import Entry
from tests.contract.conftest import Lab
from tests.contract.parts import Background, FileStore, MemoryStore, put, read_all, together
from tests.standin import StandIn, wait_until

# ------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize("shape", ["{0}", "{0}/", "{0}/management/client/oauth2/authorize?state=x", "{1}"])
def test_an_address_in_any_shape(lab: Lab, shape: str) -> None:
    typed = shape.format(lab.server.manager, lab.server.manager.removeprefix("http://"))
    info = lab.service.probe(typed)
    assert info.address == lab.server.manager
    assert info.generation == lab.server.generation
    assert info.password_sign_in
    assert info.browser_sign_in is (lab.server.generation == "2023.2")
    assert info.warning == ""


def test_a_redirect_is_taken_over(lab: Lab, website: Callable[..., str]) -> None:
    old = website(301, "moved", "text/html", Location=f"{lab.server.manager}/management/client/moved")
    assert lab.service.probe(old).address == lab.server.manager


def test_redirects_in_circles(service: Service, website: Callable[..., str]) -> None:
    with pytest.raises(WrongService):
        service.probe(website(302, "", "text/html", Location="/management/again"))


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, "<html><body>Welcome to our office</body></html>", "text/html"),
        (404, "<html><body>Not found</body></html>", "text/html"),
        (200, '{"hello": "world"}', "application/json"),
        (200, '["a"]', "application/json"),
        (404, '{"error": "not found"}', "application/json"),
        (401, '{"error": "login please"}', "application/json"),
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


def test_nobody_at_the_address(service: Service) -> None:
    with pytest.raises(Offline) as caught:
        service.probe("127.0.0.1:9")
    assert "127.0.0.1:9 cannot be reached" in caught.value.sentence


def test_no_address_at_all(service: Service) -> None:
    with pytest.raises(WrongService):
        service.probe("not an address")


# ------------------------------------------------------------------------------------------- password


def test_a_wrong_password(lab: Lab) -> None:
    for username, password in ((lab.server.users[0]["username"], "wrong"), ("nobody", "x"), ("", "")):
        with pytest.raises(SignInRefused) as caught:
            lab.service.password_sign_in(lab.connection, username, password)
        assert "password" in caught.value.sentence


def test_a_password_reaches_nothing_but_the_server(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), pytest.raises(CloudError) as caught:
        lab.service.password_sign_in(lab.connection, "anna.berger", "pass-phrase-in-clear")
    assert "pass-phrase" not in caught.value.technical
    assert "pass-phrase" not in caplog.text


def test_who_signed_in_is_told(lab: Lab) -> None:
    user = lab.server.users[0]
    credentials = lab.service.password_sign_in(lab.connection, user["username"], user["password"])
    assert credentials.username == user["username"]
    assert credentials.user_id
    assert credentials.secret


def test_a_server_that_is_off_while_signing_in(lab: Lab) -> None:
    nobody = Connection("http://127.0.0.1:9", lab.server.generation, "Lab")
    with pytest.raises(Offline):
        lab.service.password_sign_in(nobody, "anna.berger", "x")


# ------------------------------------------------------------------------------------------- browser


@pytest.fixture
def oauth_lab(service: Service, shared_2023: StandIn) -> Lab:
    return Lab(service, shared_2023)


class Browser:
    """Opens the page and fills its form in, as a person would."""

    def __init__(self, address: str) -> None:
        self._session = requests.Session()
        self.page = self._session.get(address, timeout=10)
        self.url = address

    def submit(self, username: str, password: str) -> requests.Response:
        text = self.page.text
        action = unescape(re.findall(r'<form[^>]*action="([^"]*)"', text)[0])
        fields = {
            unescape(name): unescape(value)
            for name, value in re.findall(
                r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', text
            )
        }
        fields |= {"username": username, "password": password}
        answer = self._session.post(requests.compat.urljoin(self.url, action), data=fields, timeout=10)
        self._session.close()
        return answer


def test_signing_in_with_the_browser(oauth_lab: Lab) -> None:
    user = oauth_lab.server.users[1]
    sign_in = oauth_lab.service.browser_sign_in(oauth_lab.connection, "tomas & co")
    assert sign_in.poll() is None
    browser = Browser(sign_in.address)
    assert browser.page.status_code == 200
    assert "tomas &amp; co" in browser.page.text
    assert sign_in.poll() is None
    browser.submit(user["username"], "wrong")
    assert sign_in.poll() is None
    Browser(sign_in.address).submit(user["username"], user["password"])
    credentials = sign_in.poll()
    sign_in.close()
    assert credentials is not None
    assert credentials.username == user["username"]
    store = MemoryStore()
    store.save(credentials)
    assert oauth_lab.open(store).account().username == user["username"]
    oauth_lab.close()


def test_a_code_is_worth_nothing_without_the_verifier(oauth_lab: Lab) -> None:
    user = oauth_lab.server.users[0]
    sign_in = oauth_lab.service.browser_sign_in(oauth_lab.connection)
    Browser(sign_in.address).submit(user["username"], user["password"])
    state = re.findall(r"[?&]state=([^&]+)", sign_in.address)[0]
    base = f"{oauth_lab.server.manager}/management/client/oauth2"
    code = requests.get(f"{base}/get-authorization-code-by-state", params={"state": state}, timeout=10).json()
    form = {"grant_type": "authorization_code", "code": code["code"], "client_id": "bim-explorer"}
    assert requests.post(f"{base}/token", data=form, timeout=10).status_code == 400
    sign_in.close()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 400, "body": {"error": "access_denied", "error_description": "no"}}, SignInRefused),
        ({"status": 200, "body": {"status": "refused", "code": None}}, SignInRefused),
        ({"status": 430, "body": {"error-code": 6, "error-message": "unknown state"}}, SignInTimedOut),
        ({"status": 400, "body": {"error": "invalid_request", "error_description": "old"}}, SignInTimedOut),
    ],
)
def test_refused_and_expired_are_told_apart(
    oauth_lab: Lab, fault: dict[str, Any], kind: type[Exception]
) -> None:
    sign_in = oauth_lab.service.browser_sign_in(oauth_lab.connection)
    assert sign_in.poll() is None
    oauth_lab.server.fault(path="get-authorization-code-by-state", **fault)
    with pytest.raises(kind):
        sign_in.poll()
    sign_in.close()


def test_a_state_unknown_before_the_page_is_open_is_no_failure(oauth_lab: Lab) -> None:
    sign_in = oauth_lab.service.browser_sign_in(oauth_lab.connection)
    oauth_lab.server.fault(
        path="get-authorization-code-by-state", status=430, body={"error-code": 6, "error-message": "unknown"}
    )
    assert sign_in.poll() is None
    sign_in.close()


@pytest.mark.parametrize("path", ["get-authorization-code-by-state", "oauth2/token"])
@pytest.mark.parametrize("fault", [{"drop": "request"}, {"retry_after": 60}])
def test_a_line_that_breaks_does_not_end_the_sign_in(
    oauth_lab: Lab, path: str, fault: dict[str, Any]
) -> None:
    user = oauth_lab.server.users[0]
    sign_in = oauth_lab.service.browser_sign_in(oauth_lab.connection)
    Browser(sign_in.address).submit(user["username"], user["password"])
    oauth_lab.server.fault(path=path, **fault)
    assert sign_in.poll() is None
    assert sign_in.poll() is not None
    sign_in.close()


def test_giving_up(oauth_lab: Lab) -> None:
    sign_in = oauth_lab.service.browser_sign_in(oauth_lab.connection)
    sign_in.close()
    with pytest.raises(Cancelled):
        sign_in.poll()


# ------------------------------------------------------------------------------------------- renewal


@pytest.fixture
def token_lab(oauth_lab: Lab) -> Any:
    yield oauth_lab
    oauth_lab.close()


@pytest.fixture
def session_lab(service: Service, shared_2020: StandIn) -> Any:
    lab = Lab(service, shared_2020)
    yield lab
    lab.close()


def test_opening_asks_nothing(lab: Lab) -> None:
    store = lab.signed_in()
    lab.server.reset_counters()
    lab.open(store)
    assert lab.server.counters() == {}


def test_many_calls_renew_once(token_lab: Lab) -> None:
    store = token_lab.signed_in()
    cloud = token_lab.open(store)
    root = cloud.root()
    for _ in range(3):
        token_lab.server.action("expire-access-tokens")
        token_lab.server.reset_counters()
        before = store.saves
        assert together([cloud.root] * 12) == [root] * 12
        assert token_lab.server.calls("oauth2/token") == 1
        assert store.saves == before + 1


def test_the_first_calls_of_a_run_renew_once(token_lab: Lab) -> None:
    store = token_lab.signed_in()
    token_lab.server.reset_counters()
    together([token_lab.open(store).root] * 12)
    assert token_lab.server.calls("oauth2/token") == 1


def test_a_token_is_renewed_before_it_ends(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(access_token_lifetime=3)
    cloud = lab.open()
    end = time.monotonic() + 4.5
    while time.monotonic() < end:
        cloud.root()
        time.sleep(0.05)
    assert lab.server.calls("oauth2/token") >= 3
    assert [record for record in lab.server.records() if record["status"] == 401] == []


def test_a_refused_renewal_ends_the_sign_in_and_a_new_one_mends_it(token_lab: Lab) -> None:
    store = token_lab.signed_in()
    cloud = token_lab.open(store)
    root = cloud.root()
    token_lab.server.action("expire-access-tokens")
    token_lab.server.action("expire-refresh-tokens")
    with pytest.raises(AuthExpired) as caught:
        cloud.root()
    assert "Sign in again" in caught.value.sentence
    assert store.load() is None
    with pytest.raises(AuthExpired):
        cloud.root()
    token_lab.sign_in(store)
    assert cloud.root() == root


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
    token_lab: Lab, fault: dict[str, Any], kind: type[Exception]
) -> None:
    store = token_lab.signed_in()
    kept = store.load()
    cloud = token_lab.open(store)
    token_lab.server.fault(path="oauth2/token", **fault)
    with pytest.raises(kind):
        cloud.root()
    assert store.load() == kept
    assert cloud.root().id


def test_a_newer_secret_of_the_store_is_used(token_lab: Lab) -> None:
    """Another process renewed: the store's refresh token counts, the used one would be refused."""
    store = token_lab.signed_in()
    mine, others = token_lab.open(store), token_lab.open(store)
    for _ in range(3):
        mine.root()
        token_lab.server.action("expire-access-tokens")
        others.root()
        token_lab.server.action("expire-access-tokens")
    assert mine.root() == others.root()


def test_a_cancelled_call_does_not_lose_the_new_secret(token_lab: Lab) -> None:
    store = token_lab.signed_in()
    first = store.load()
    cloud = token_lab.open(store)
    token_lab.server.reset_counters()
    token_lab.server.fault(path="oauth2/token", stall=1.0)
    running = Background(cloud.root)
    wait_until(lambda: token_lab.server.calls("oauth2/token") == 1)
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)
    assert cloud.root().id
    assert store.load() != first
    assert token_lab.server.calls("oauth2/token") == 1


def test_closing_does_not_lose_the_new_secret(token_lab: Lab) -> None:
    store = token_lab.signed_in()
    first = store.load()
    cloud = token_lab.open(store)
    token_lab.server.reset_counters()
    token_lab.server.fault(path="oauth2/token", stall=1.0)
    running = Background(cloud.root)
    wait_until(lambda: token_lab.server.calls("oauth2/token") == 1)
    cloud.close()
    running.outcome()
    assert store.load() != first
    assert token_lab.open(store).root().id


_PROCESS = """
import sys
from pathlib import Path
from bimexplorer.clouds.base import Connection
from bimexplorer.clouds.registry import SERVICES
from tests.contract.parts import FileStore

address, path = sys.argv[1:]
for _ in range(12):
    cloud = SERVICES["bimcloud"].open(Connection(address, "2023.2", "Lab"), FileStore(Path(path)))
    cloud.root()
    cloud.close()
"""


def test_processes_that_share_a_secret_take_turns(token_lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    user = token_lab.server.users[0]
    FileStore(path).save(
        token_lab.service.password_sign_in(token_lab.connection, user["username"], user["password"])
    )
    token_lab.server.reset_counters()
    command = [sys.executable, "-W", "error", "-c", _PROCESS, token_lab.server.manager, str(path)]
    root = Path(__file__).parents[2]
    processes = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert errors == [""] * 3
    assert [process.returncode for process in processes] == [0] * 3
    assert token_lab.server.calls("oauth2/token") == 36


# ------------------------------------------------------------------------------------------- 2020.2


def test_an_expired_session_cannot_be_renewed(session_lab: Lab) -> None:
    store = session_lab.signed_in()
    cloud = session_lab.open(store)
    root = cloud.root()
    session_lab.server.action("expire-sessions")
    with pytest.raises(AuthExpired):
        cloud.root()
    assert store.load() is None
    session_lab.sign_in(store)
    assert cloud.root() == root


def test_a_session_of_another_process_is_taken_over(session_lab: Lab) -> None:
    store = session_lab.signed_in()
    cloud = session_lab.open(store)
    root = cloud.root()
    session_lab.server.action("expire-sessions")
    session_lab.sign_in(store)
    assert together([cloud.root] * 6) == [root] * 6


def test_a_session_lives_while_only_content_is_moved(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(generation="2020.2", session_lifetime=1.5)
    cloud = lab.open()
    folder = cloud.entry_at(("Templates",))
    put(cloud, folder, "x.txt", b"x")
    file = cloud.entry_at(("Templates", "x.txt"))
    lab.server.reset_counters()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        assert read_all(cloud.open_download(file)) == b"x"
        time.sleep(0.1)
    assert lab.server.calls("ping-session") >= 3
    assert set(lab.server.counters()) <= {
        "manager POST /management/client/ping-session",
        "blob GET /blob-store-service/1.0/get-blob-content",
    }
    assert cloud.root().id


@pytest.mark.parametrize("secret", ["", "nonsense", "{}", "[]", "null"])
def test_a_secret_that_cannot_be_read(lab: Lab, secret: str) -> None:
    store = MemoryStore()
    store.save(Credentials("anna.berger", "", secret))
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
    lab.server.reset_counters()
    cloud.sign_out()
    assert store.load() is None
    assert lab.server.calls("blob POST .*close-session") == 1
    expected = 1 if lab.server.generation == "2020.2" else 0
    assert lab.server.calls("manager POST .*close-session") == expected
    with pytest.raises(AuthExpired):
        cloud.root()


def test_signing_out_of_a_server_that_does_not_answer(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    put(cloud, folder, "x.txt", b"x")
    lab.server.fault(path="close-session", drop="request", times=None)
    cloud.sign_out()
    assert store.load() is None
