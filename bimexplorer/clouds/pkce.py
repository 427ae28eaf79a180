"""The secrets of a sign-in in the browser (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets


def new_state() -> str:
    """16 to 2048 characters are asked for."""
    return secrets.token_urlsafe(32)


def new_verifier() -> str:
    """43 to 128 characters (RFC 7636)."""
    return secrets.token_urlsafe(64)


def challenge(verifier: str) -> str:
    """S256 of RFC 7636: base64url of the SHA-256, without padding."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
