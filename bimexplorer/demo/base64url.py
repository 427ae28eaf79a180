"""base64url without padding (RFC 4648, 5), as tokens, code challenges and hashes are written."""

from __future__ import annotations

import base64
import binascii


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of a text; raises ValueError if it is none."""
    try:
        return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except binascii.Error as exc:
        raise ValueError("not base64url") from exc
