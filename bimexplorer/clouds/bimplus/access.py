"""What makes Bimplus accept a call: a token of either way of signing in, kept fresh.

The secret in the `CredentialStore` says which way it was: of a password only the token is kept, which lasts
some weeks and cannot be renewed without the person; of a sign-in in the browser the refresh token.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bimexplorer.clouds.base import Credentials, CredentialStore
from bimexplorer.clouds.bimplus.authorize import Authorize
from bimexplorer.clouds.bimplus.openid import GrantRefused, OpenId
from bimexplorer.clouds.renewal import SIGN_IN_AGAIN, Renewal, Token, kept_credentials
from bimexplorer.errors import AuthExpired
from bimexplorer.words import say

PASSWORD = "password"  # noqa: S105 - the name of a way
OPENID = "openid"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a store keeps."""

    way: str
    token: str = field(repr=False)
    """Of `PASSWORD` the token itself, of `OPENID` the refresh token."""
    client_id: str = ""
    """Names this sign-in to `authorize`, which wants it again the next time."""

    def text(self) -> str:
        return json.dumps({"way": self.way, "secret": self.token, "client_id": self.client_id})

    @classmethod
    def parsed(cls, text: str) -> Secret:
        """Raises `AuthExpired` for what is none."""
        try:
            raw = json.loads(text)
            secret = cls(str(raw["way"]), str(raw["secret"]), str(raw["client_id"]))
        except (ValueError, KeyError, TypeError) as error:
            raise AuthExpired(say(SIGN_IN_AGAIN), "the kept secret cannot be read") from error
        if secret.way not in (PASSWORD, OPENID) or not secret.token:
            raise AuthExpired(say(SIGN_IN_AGAIN), "the kept secret is of an unknown kind")
        return secret


class Access:
    """How calls of one site are accepted. Every method may be called from any thread."""

    def __init__(self, authorize: Authorize, openid: OpenId, store: CredentialStore) -> None:
        self._authorize = authorize
        self._openid = openid
        self._store = store
        self._renewal = Renewal(self._exchanged)
        self._refused = ""
        """The last token that the server did not take."""

    def token(self) -> str:
        """For the next call. Raises `AuthExpired`."""
        return self._renewal.text()

    def refused(self, token: str) -> None:
        """The server did not accept this one: get another, or raise `AuthExpired`."""
        self._refused = token
        self._renewal.refused(token)

    def kept(self) -> Credentials:
        """Who signed in. Raises `AuthExpired`."""
        return kept_credentials(self._store)

    def end(self) -> None:
        """The person signed out: forget what is in memory, tell the server if it wants to know."""
        self._renewal.forget()
        kept = self._store.load()
        if kept is not None and kept.secret:
            secret = Secret.parsed(kept.secret)
            if secret.way == OPENID:
                self._openid.end(secret.token)

    def close(self) -> None:
        """Finish what must not be interrupted."""
        self._renewal.close()

    def _exchanged(self) -> Token:
        with self._store.exclusive():
            kept = kept_credentials(self._store)
            secret = Secret.parsed(kept.secret)
            try:
                if secret.way == PASSWORD:
                    return self._checked(secret)
                return self._refreshed(kept, secret)
            except (AuthExpired, GrantRefused) as error:
                self._store.clear()
                raise AuthExpired(say(SIGN_IN_AGAIN), error.technical) from error

    def _checked(self, secret: Secret) -> Token:
        """The kept token; another process may have signed in anew since ours was refused."""
        if secret.token == self._refused:
            # One refusal may be some gateway's: the service itself has to say so.
            self._authorize.info(secret.token)
        return Token.lasting(secret.token, None)

    def _refreshed(self, kept: Credentials, secret: Secret) -> Token:
        tokens = self._openid.refresh(secret.token)
        renewed = Secret(OPENID, tokens.refresh_token or secret.token, secret.client_id)
        self._store.save(Credentials(kept.username, kept.user_id, renewed.text()))
        return Token.lasting(tokens.access_token, tokens.expires_in)
