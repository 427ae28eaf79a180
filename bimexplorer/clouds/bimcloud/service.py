"""BIMcloud before anybody signed in: what answers, and the ways in."""

from __future__ import annotations

from bimexplorer.clouds.base import BrowserSignIn, Cloud, Connection, Credentials, CredentialStore, ServerInfo
from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.access import session_secret
from bimexplorer.clouds.bimcloud.cloud import BimcloudCloud
from bimexplorer.clouds.bimcloud.failures import manager_document, manager_error, oauth_error_name
from bimexplorer.clouds.bimcloud.generation import OAUTH, probed
from bimexplorer.clouds.bimcloud.oauth import GrantRefused, OAuth
from bimexplorer.clouds.bimcloud.sessions import Sessions
from bimexplorer.clouds.http import Answer, Http
from bimexplorer.clouds.pkce import challenge, new_state, new_verifier
from bimexplorer.errors import (
    CloudError,
    Offline,
    ServerBusy,
    SignInRefused,
    SignInTimedOut,
    Unsupported,
)
from bimexplorer.words import say


class BimcloudService:
    """The `Service` of the registry."""

    @property
    def title(self) -> str:
        return "BIMcloud"

    @property
    def about(self) -> str:
        return say("GRAPHISOFT's server for Archicad teams: your office or its provider runs it.")

    @property
    def usual_address(self) -> str:
        return ""

    @property
    def address_example(self) -> str:
        return "bimcloud.example.com"

    @property
    def needs_application_id(self) -> bool:
        return False

    @property
    def about_application_id(self) -> str:
        return ""

    def probe(self, address: str) -> ServerInfo:
        http = Http()
        try:
            return probed(http, address)
        finally:
            http.close()

    def browser_sign_in(self, connection: Connection, username: str = "") -> BrowserSignIn:
        if connection.generation != OAUTH:
            raise Unsupported(say("This BIMcloud has no sign-in page. Sign in with user name and password."))
        return BimcloudBrowserSignIn(connection, username)

    def password_sign_in(self, connection: Connection, username: str, password: str) -> Credentials:
        http = Http()
        try:
            if connection.generation == OAUTH:
                return _signed_in_by_token(http, connection, username, password)
            session = Sessions(http, connection.address).create(username, password)
            return Credentials(username=username, user_id=session.user_id, secret=session_secret(session))
        finally:
            http.close()

    def open(self, connection: Connection, store: CredentialStore) -> Cloud:
        return BimcloudCloud(connection, store)


class BimcloudBrowserSignIn:
    """A `BrowserSignIn`: the person signs in on the manager's own page, the manager tells when it is done."""

    def __init__(self, connection: Connection, username: str) -> None:
        self._http = Http()
        self._oauth = OAuth(self._http, connection.address)
        self._address = connection.address
        self._username = username
        self._state = new_state()
        self._verifier = new_verifier()
        self._page_seen = False
        self._code = ""
        self._interruption: CloudError | None = None

    @property
    def address(self) -> str:
        return self._oauth.authorize_address(self._state, challenge(self._verifier), self._username)

    @property
    def interruption(self) -> CloudError | None:
        return self._interruption

    def poll(self) -> Credentials | None:
        self._interruption = None
        try:
            if not self._code:
                self._code = self._asked()
            if not self._code:
                return None
            tokens, _ = self._oauth.exchange_code(self._code, self._verifier)
        except (Offline, ServerBusy) as error:
            # The person may still be typing; a line that comes back finds it all as it was.
            self._interruption = error
            return None
        except GrantRefused as error:
            raise SignInRefused(
                say("The BIMcloud did not accept the sign-in. Try again."), error.technical
            ) from error
        return _credentials(self._http, self._address, tokens, self._username)

    def close(self) -> None:
        self._http.close()

    def _asked(self) -> str:
        """The code, empty while there is none."""
        answer = self._oauth.authorization_by_state(self._state)
        if not 200 <= answer.status < 300:
            return self._read_refusal(answer)
        document = manager_document(answer)
        status, code = (
            (document.get("status"), document.get("code")) if isinstance(document, dict) else ("", "")
        )
        self._page_seen = self._page_seen or status == "pending"
        if isinstance(code, str) and code:
            return code
        if status in ("pending", "succeeded"):
            return ""
        raise SignInRefused(say("The sign-in was refused in the browser."), f"status {status}")

    def _read_refusal(self, answer: Answer) -> str:
        error = manager_error(answer)
        if oauth_error_name(answer) == "access_denied":
            raise SignInRefused(say("The sign-in was refused in the browser."), error.technical)
        if not self._page_seen:
            # A server may not know the state before the page is open.
            return ""
        raise SignInTimedOut(say("The sign-in page is no longer valid. Open it again."), error.technical)


def _signed_in_by_token(http: Http, connection: Connection, username: str, password: str) -> Credentials:
    try:
        tokens, _ = OAuth(http, connection.address).exchange_password(username, password)
    except GrantRefused as error:
        raise SignInRefused(
            say("User name or password is wrong, or this account can only sign in with the browser."),
            error.technical,
        ) from error
    return _credentials(http, connection.address, tokens, username)


def _credentials(http: Http, address: str, tokens: convert.Tokens, typed: str) -> Credentials:
    """What is kept, with the user name in the server's own spelling where it can be had now."""
    username = typed
    try:
        answer = http.request(
            "GET",
            f"{address}/management/client/get-user",
            params={"user-id": tokens.user_id},
            headers={"Authorization": f"Bearer {tokens.access_token}"},
        )
        username = convert.account(manager_document(answer)).username
    except CloudError:
        # The name only prefills the next sign-in; `Cloud.account` asks again where it matters.
        pass
    return Credentials(
        username=username,
        user_id=tokens.user_id,
        secret=tokens.refresh_token,
        access_token=tokens.access_token,
        expires_at=tokens.expires_at,
    )
