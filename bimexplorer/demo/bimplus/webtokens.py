"""The JSON Web Tokens of the OpenID Connect sign-in: long, signed, and kept, so that they can be ended."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from typing import Any

from bimexplorer.demo import base64url
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.rsa import Key


class Signer:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._key: Key | None = None

    @property
    def key(self) -> Key:
        """Made when it is first needed, and kept in the data folder."""
        if self._key is None:
            known = self._database.get("signing key")
            if known is None:
                self._key = Key.generate()
                self._database.put("signing key", [f"{prime:x}" for prime in self._key.primes])
            else:
                self._key = Key(int(known[0], 16), int(known[1], 16))
        return self._key

    def token(self, kind: str, lifetime: float, claims: dict[str, Any]) -> str:
        """A token with `exp`, `iat`, `jti` and `typ` beside the claims."""
        now = int(time.time())
        body = {"exp": now + int(lifetime), "iat": now, "jti": str(uuid.uuid4()), "typ": kind, **claims}
        head = {"alg": "RS256", "typ": "JWT", "kid": self.key.identifier}
        signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in (head, body))
        return f"{signed}.{base64url.encode(self.key.sign(signed.encode()))}"


def person(user: sqlite3.Row, scope: str) -> dict[str, Any]:
    """The claims about a user that the scopes allow."""
    claims: dict[str, Any] = {"sub": user["id"]}
    if "profile" in scope.split():
        claims |= {
            "name": f"{user['firstname']} {user['lastname']}",
            "preferred_username": user["email"],
            "given_name": user["firstname"],
            "family_name": user["lastname"],
            "locale": user["language"],
        }
    if "email" in scope.split():
        claims |= {"email": user["email"], "email_verified": True}
    return claims
