"""The way from this computer to the network: one for the whole process, changed while it runs.

`clouds.http` asks `in_use()` before each request, so a change reaches the next one of every site.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bimexplorer.errors import LocalError
from bimexplorer.words import say

SYSTEM, DIRECT, MANUAL = "system", "direct", "manual"
PROXIES = (SYSTEM, DIRECT, MANUAL)
"""As the system has it (also its environment variables), none at all, or the one that was entered."""

CONNECT_SECONDS = (1, 120)
READ_SECONDS = (5, 600)
"""The fewest and the most seconds of the time-outs."""

_PROXY_KINDS = ("http", "https")


@dataclass(frozen=True, slots=True)
class Network:
    """What a person has chosen."""

    proxy: str = SYSTEM
    """One of `PROXIES`."""
    proxy_address: str = ""
    """`http://host:port`, for `MANUAL`."""
    ca_file: str = ""
    """PEM file of certificates that are trusted beside those of the operating system; empty: none."""
    connect_seconds: float = 10
    """For a connection."""
    read_seconds: float = 60
    """For the next bytes of an answer."""


_in_use = Network()


def in_use() -> Network:
    return _in_use


def use(network: Network) -> None:
    """From now on, for every request of this process."""
    global _in_use
    _in_use = network


def check_proxy(address: str) -> str:
    """Empty, or a sentence that says why this is no address of a proxy."""
    try:
        parts = urlsplit(address)
        whole = parts.hostname and parts.port is not None and parts.path in ("", "/")
        good = whole and parts.scheme in _PROXY_KINDS
    except ValueError:
        good = False
    return "" if good else say("This is no address of a proxy. One looks like http://proxy.example.com:8080.")


def check_ca_file(path: Path) -> None:
    """Whether a file can be trusted certificates. Raises `LocalError`; reads the file."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except (OSError, ssl.SSLError) as error:
        if isinstance(error, ssl.SSLError):
            sentence = say("The file “{name}” holds no certificates in PEM form.", name=path.name)
        else:
            sentence = say("The file “{name}” cannot be read.", name=path.name)
        raise LocalError(sentence, f"{path}: {error}") from error
