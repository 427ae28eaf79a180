"""Proof Key for Code Exchange (RFC 7636), the server's side."""

from __future__ import annotations

import hashlib
import hmac
import re

from bimexplorer.demo import base64url

METHODS = ("plain", "S256")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def is_challenge(text: str) -> bool:
    """Whether a text may be a code challenge; the rule for verifiers is the same."""
    return _VERIFIER.fullmatch(text) is not None


def verified(challenge: str | None, method: str | None, verifier: str) -> bool:
    """Whether the verifier belongs to the challenge; without a challenge there is nothing to prove."""
    if challenge is None:
        return True
    if not is_challenge(verifier):
        return False
    derived = base64url.encode(hashlib.sha256(verifier.encode()).digest()) if method == "S256" else verifier
    return hmac.compare_digest(derived, challenge)
