"""Addresses as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bimexplorer.clouds.network_errors import is_loopback
from bimexplorer.errors import WrongService
from bimexplorer.words import say


def candidates(typed: str, service_path: str, other_ports: Sequence[int] = ()) -> list[str]:
    """The addresses that somebody may mean by what was typed, the likeliest first, without `service_path`.

    Raises `WrongService` for what is no address.
    """
    text = typed.strip()
    has_scheme = re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", text) is not None
    try:
        parts = urlsplit(text if has_scheme else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise WrongService(say("“{typed}” is not a valid address.", typed=typed), str(error)) from error
    if not host or re.search(r"\s", host) or (has_scheme and parts.scheme.lower() not in ("http", "https")):
        raise WrongService(
            say("“{typed}” is not a valid address.", typed=typed), "no host, or another scheme than http(s)"
        )
    host = f"[{host}]" if ":" in host else host
    prefix = parts.path.split(service_path, 1)[0].rstrip("/")
    schemes = [parts.scheme.lower()] if has_scheme else ["https", "http"]
    ports = [f":{port}"] if port is not None else ["", *(f":{other}" for other in other_ports)]
    return [
        f"{scheme}://{host}{suffix}{path}"
        for path in dict.fromkeys((prefix, ""))
        for suffix in ports
        for scheme in schemes
    ]


def warning_in_clear(address: str) -> str:
    """A sentence to show before a password is typed; empty where the way to the address is safe."""
    if not address.startswith("http:") or is_loopback(address):
        return ""
    return say(
        "The way to {host} is not encrypted: a password would travel in clear.",
        host=urlsplit(address).hostname,
    )
