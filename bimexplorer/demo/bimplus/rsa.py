"""RS256 (RFC 7518, 3.3) with a key of the data folder's own.

OpenID Connect wants its tokens signed so; nothing that the program needs brings the arithmetic along, and for
a stand-in its speed and side channels do not matter.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from bimexplorer.demo import base64url

_BITS = 2048
_EXPONENT = 65537
_SMALL = [2, *(n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))]
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before the digest in PKCS #1 (RFC 8017, 9.2)."""


class Key:
    def __init__(self, p: int, q: int) -> None:
        self.primes = (p, q)
        self._modulus = p * q
        self._private = pow(_EXPONENT, -1, (p - 1) * (q - 1))
        self._size = (self._modulus.bit_length() + 7) // 8

    @classmethod
    def generate(cls) -> Key:
        """Takes about a second."""
        p, q = _prime(_BITS // 2), _prime(_BITS // 2)
        return cls(p, q)

    @property
    def identifier(self) -> str:
        return base64url.encode(hashlib.sha256(str(self._modulus).encode()).digest()[:12])

    def sign(self, data: bytes) -> bytes:
        tail = _SHA256 + hashlib.sha256(data).digest()
        padded = b"\x00\x01" + b"\xff" * (self._size - len(tail) - 3) + b"\x00" + tail
        return pow(int.from_bytes(padded, "big"), self._private, self._modulus).to_bytes(self._size, "big")

    def public(self) -> dict[str, Any]:
        """The JSON Web Key."""
        return {
            "kid": self.identifier,
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "n": base64url.encode(self._modulus.to_bytes(self._size, "big")),
            "e": base64url.encode(_EXPONENT.to_bytes(3, "big")),
        }


def _prime(bits: int) -> int:
    while True:
        # The two highest bits are set, so that the product of two has all its bits.
        candidate = secrets.randbits(bits) | (0b11 << (bits - 2)) | 1
        if any(candidate % small == 0 for small in _SMALL) or (candidate - 1) % _EXPONENT == 0:
            continue
        if _is_prime(candidate):
            return candidate


def _is_prime(number: int, rounds: int = 8) -> bool:
    """Miller and Rabin."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(rounds):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
