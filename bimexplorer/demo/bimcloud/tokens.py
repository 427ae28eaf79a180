"""Self-contained tokens: JSON Web Tokens signed HS256 with a key kept in the data folder, and tickets.

A token of either kind also names the *issue* it belongs to; raising the issue (`expire_all`) makes every
token given out before an expired one, which is how tests let time pass.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import struct
import time
import uuid
from typing import Any

from bimexplorer.demo import base64url
from bimexplorer.demo.bimcloud.database import Database


class TokenInvalid(Exception):
    """Not a token of this server."""


class TokenExpired(Exception):
    """A token of this server, too old."""

    def __init__(self, expired_at: float) -> None:
        super().__init__("jwt expired")
        self.expired_at = expired_at


def _decode(text: str) -> bytes:
    try:
        return base64url.decode(text)
    except ValueError as exc:
        raise TokenInvalid("jwt malformed") from exc


class Signer:
    def __init__(self, database: Database) -> None:
        self._database = database
        key = database.get("signing key")
        if key is None:
            key = secrets.token_hex(32)
            database.put("signing key", key)
        self._key = bytes.fromhex(key)

    def expire_all(self, kind: str) -> None:
        """Every token of this kind ("access", "refresh", "ticket") issued so far is expired from now on."""
        self._database.put(f"issue {kind}", self._issue(kind) + 1)

    def _issue(self, kind: str) -> int:
        issue: int = self._database.get(f"issue {kind}", 0)
        return issue

    def _claims(self, kind: str, lifetime: float, claims: dict[str, Any]) -> dict[str, Any]:
        now = time.time()
        return {
            **claims,
            "type": kind,
            "issue": self._issue(kind),
            "jti": str(uuid.uuid4()),
            "iat": int(now),
            # Whole seconds tell clients enough; tests with lifetimes below a second need the rest.
            "exp": round(now + lifetime, 3),
        }

    def _sign(self, data: bytes) -> bytes:
        return hmac.new(self._key, data, hashlib.sha256).digest()

    def _check_age(self, kind: str, claims: dict[str, Any]) -> dict[str, Any]:
        if claims.get("type") != kind:
            raise TokenInvalid("jwt of another type")
        if claims["issue"] < self._issue(kind):
            raise TokenExpired(min(claims["exp"], time.time()))
        if claims["exp"] <= time.time():
            raise TokenExpired(claims["exp"])
        return claims

    def token(self, kind: str, lifetime: float, **claims: Any) -> tuple[str, dict[str, Any]]:
        """A JWT and its claims (with `exp` and `jti`)."""
        all_claims = self._claims(kind, lifetime, claims)
        head = base64url.encode(b'{"alg":"HS256","typ":"JWT"}')
        body = base64url.encode(json.dumps(all_claims).encode())
        signature = base64url.encode(self._sign(f"{head}.{body}".encode()))
        return f"{head}.{body}.{signature}", all_claims

    def read_token(self, kind: str, token: str) -> dict[str, Any]:
        """The claims of a JWT.

        Raises:
            TokenInvalid, TokenExpired
        """
        parts = token.split(".")
        if len(parts) != 3 or not token.isascii():
            raise TokenInvalid("jwt malformed")
        signed = f"{parts[0]}.{parts[1]}".encode()
        if not hmac.compare_digest(self._sign(signed), _decode(parts[2])):
            raise TokenInvalid("invalid signature")
        return self._check_age(kind, json.loads(_decode(parts[1])))

    def ticket(self, lifetime: float, **claims: Any) -> bytes:
        """A ticket for a blob server: 32 bytes of signature, then the claims."""
        body = json.dumps(self._claims("ticket", lifetime, claims)).encode()
        return self._sign(body) + body

    def read_ticket(self, text: str) -> dict[str, Any]:
        """The claims of a ticket as a client hands it back: base64, with or without the JSON string's quotes.

        The bytes of a `lengthPrefixedBuffer` are accepted in base64 too: its only way into the request.

        Raises:
            TokenInvalid, TokenExpired
        """
        text = text.strip()
        if len(text) > 1 and text[0] == text[-1] == '"':
            text = text[1:-1]
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as exc:
            raise TokenInvalid("not base64") from exc
        if len(data) > 4 and struct.unpack("<I", data[:4])[0] == len(data) - 4:
            data = data[4:]
        signature, body = data[:32], data[32:]
        if not hmac.compare_digest(self._sign(body), signature):
            raise TokenInvalid("invalid signature")
        return self._check_age("ticket", json.loads(body))


def length_prefixed(data: bytes) -> bytes:
    """The `lengthPrefixedBuffer` form: four bytes of length, little-endian, then the data."""
    return struct.pack("<I", len(data)) + data
