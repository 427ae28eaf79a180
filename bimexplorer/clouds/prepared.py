"""A request as it is sent: its address, headers and body, checked and encoded once."""

from __future__ import annotations

import json as json_text
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
from requests.utils import check_header_validity

from bimexplorer import __version__
from bimexplorer.clouds.base import PartBody
from bimexplorer.clouds.network_errors import converted, is_loopback
from bimexplorer.log import redact

USER_AGENT = f"BIM-Explorer/{__version__}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked for. Its text, for technical texts, is without secrets."""

    method: str
    url: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.method} {redact(self.url)}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes, without its query."""

    text: str
    server: str
    """Its beginning: `https://host:port`."""
    loopback: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be sent, several times if need be."""

    asked: Asked
    address: Address
    headers: dict[str, str]
    body: bytes | PartBody | None


def prepare(
    method: str,
    url: str,
    params: Mapping[str, str | int] | None,
    headers: Mapping[str, str] | None,
    json: Any,
    form: Mapping[str, str] | None,
    body: PartBody | None,
) -> Prepared:
    """Only one of `json`, `form` and `body`. Raises `WrongService` for what is no address.

    Not requests' own preparing: that costs as much as the whole rest of a small request.
    """
    address = _address(url)
    text = address.text
    if params:
        # A blank as %20, not as +: only form bodies are promised to know the latter.
        text = f"{text}?{urlencode(params, quote_via=quote, safe='')}"
    all_headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
    data: bytes | PartBody | None = body
    if json is not None:
        data = json_text.dumps(json).encode()
        all_headers["Content-Type"] = "application/json"
    elif form is not None:
        data = urlencode(form).encode()
        all_headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif body is not None:
        all_headers["Content-Type"] = "application/octet-stream"
    if data is not None or method != "GET":
        all_headers["Content-Length"] = str(len(data or b""))
    for header in (headers or {}).items():
        try:
            check_header_validity(header)
        except requests.RequestException as error:
            raise converted(error, f"{method} {redact(url)}", url) from error
    return Prepared(Asked(method, text), address, {**all_headers, **(headers or {})}, data)


@lru_cache(maxsize=256)
def _address(url: str) -> Address:
    """Checked and normalised, as requests does it. Raises `WrongService`."""
    try:
        text = requests.Request("GET", url).prepare().url or ""
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https"):
            raise requests.exceptions.InvalidSchema(text)
    except (requests.RequestException, ValueError) as error:
        raise converted(error, redact(url), url) from error
    return Address(text.partition("#")[0], f"{parts.scheme}://{parts.netloc}", is_loopback(text))
