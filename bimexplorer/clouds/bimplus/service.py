"""Bimplus before anybody signed in: what answers, and the ways in."""

from __future__ import annotations

import logging
import uuid
from contextlib import suppress

from bimexplorer.clouds.base import BrowserSignIn, Cloud, Connection, Credentials, CredentialStore, ServerInfo
from bimexplorer.clouds.bimplus import grants
from bimexplorer.clouds.bimplus.access import OPENID, PASSWORD, Secret
from bimexplorer.clouds.bimplus.authorize import Authorize
from bimexplorer.clouds.bimplus.cloud import BimplusCloud
from bimexplorer.clouds.bimplus.loopback import Loopback
from bimexplorer.clouds.bimplus.openid import GrantRefused, OpenId
from bimexplorer.clouds.bimplus.probing import GENERATION as GENERATION
from bimexplorer.clouds.bimplus.probing import probed
from bimexplorer.clouds.http import Http
from bimexplorer.clouds.pkce import challenge, new_state, new_verifier
from bimexplorer.errors import (
    CloudError,
    Offline,
    ServerBusy,
    SignInRefused,
)
from bimexplorer.words import say

log = logging.getLogger(__name__)


class BimplusService:
    """The `Service` of the registry."""

    @property
    def title(self) -> str:
        return "Bimplus"

    @property
    def about(self) -> str:
        return say("ALLPLAN's platform for projects, models and documents on the internet.")

    @property
    def usual_address(self) -> str:
        return "https://api.bimplus.net"

    @property
    def address_example(self) -> str:
        return "https://api.bimplus.net"

    @property
    def needs_application_id(self) -> bool:
        return True

    @property
    def about_application_id(self) -> str:
        return say(
            "It tells Bimplus which program is asking. ALLPLAN issues it to your company; whoever looks "
            "after your programs knows it."
        )

    def probe(self, address: str) -> ServerInfo:
        http = Http()
        try:
            return probed(http, address)
        finally:
            http.close()

    def browser_sign_in(self, connection: Connection, username: str = "") -> BrowserSignIn:
        _need_application_id(connection)
        return BimplusBrowserSignIn(connection, username)

    def password_sign_in(self, connection: Connection, username: str, password: str) -> Credentials:
        _need_application_id(connection)
        http = Http()
        try:
            authorize = Authorize(http, connection.address)
            token = authorize.token(username, password, connection.application_id, str(uuid.uuid4()))
            user_id = authorize.info(token.access_token).user_id
        finally:
            http.close()
        secret = Secret(PASSWORD, token.access_token, token.client_id)
        return Credentials(username=username, user_id=user_id, secret=secret.text())

    def open(self, connection: Connection, store: CredentialStore) -> Cloud:
        return BimplusCloud(connection, store)


class BimplusBrowserSignIn:
    """A `BrowserSignIn`: the browser comes back to a listener on this computer."""

    def __init__(self, connection: Connection, username: str) -> None:
        self._http = Http()
        self._authorize = Authorize(self._http, connection.address)
        self._openid = OpenId(self._http, connection.address, connection.application_id)
        self._application_id = connection.application_id
        self._username = username
        self._state = new_state()
        self._verifier = new_verifier()
        self._interruption: CloudError | None = None
        try:
            self._loopback = Loopback(self._state, self._openid.configuration().issuer)
        except BaseException:
            self._http.close()
            raise
        try:
            self._check_application()
        except BaseException:
            self.close()
            raise

    def _check_application(self) -> None:
        """A server that does not know the id tells it in the browser alone, which never comes back."""
        try:
            known = self._openid.has_page(self.address)
        except CloudError as error:
            log.info("The page of the sign-in was not looked at: %s", error.technical or error.english)
            return
        if not known:
            raise SignInRefused(
                say("Bimplus does not know the application id that is kept for this site. Correct it there."),
                f"application id {self._application_id!r}",
            )

    @property
    def address(self) -> str:
        return self._openid.authorization_address(
            self._loopback.address, self._state, challenge(self._verifier), self._username
        )

    @property
    def interruption(self) -> CloudError | None:
        return self._interruption

    def poll(self) -> Credentials | None:
        self._interruption = None
        returned = self._loopback.returned
        if returned is None:
            return None
        if returned.error:
            raise SignInRefused(say("The sign-in was refused in the browser."), returned.error)
        try:
            tokens = self._openid.exchange_code(returned.code, self._verifier, self._loopback.address)
        except (Offline, ServerBusy) as error:
            # A line that comes back finds it all as it was.
            self._interruption = error
            return None
        except GrantRefused as error:
            raise SignInRefused(
                say("Bimplus did not accept the sign-in. Try again."), error.technical
            ) from error
        if not tokens.refresh_token:
            raise SignInRefused(say("Bimplus did not accept the sign-in. Try again."), "no refresh token")
        return self._credentials(tokens)

    def close(self) -> None:
        self._loopback.close()
        self._http.close()

    def _credentials(self, tokens: grants.OpenidTokens) -> Credentials:
        username, user_id = self._username, ""
        # Both can be asked for again; that the person has signed in is what must not be lost.
        with suppress(CloudError):
            username = self._openid.person(tokens.access_token).email or username
        with suppress(CloudError):
            user_id = self._authorize.info(tokens.access_token).user_id
        secret = Secret(OPENID, tokens.refresh_token)
        return Credentials(username, user_id, secret.text(), access_token=tokens.access_token)


def _need_application_id(connection: Connection) -> None:
    if not connection.application_id:
        raise SignInRefused(
            say("Signing in to Bimplus needs an application id, which ALLPLAN issues. Add it to the site."),
            "no application id",
        )
