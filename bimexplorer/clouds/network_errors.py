"""What network failures and waiting headers mean: pure, no requests are made here."""

from __future__ import annotations

import ipaddress
import ssl
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
import urllib3

from bimexplorer.errors import CloudError, Insecure, Offline, WrongService
from bimexplorer.log import redact
from bimexplorer.words import say


class NoAnswerInTime(Offline):
    """An `Offline` that already cost its whole time-out."""


def retry_after(value: str | None, now: float | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks for, as a number or an HTTP date; None if unreadable."""
    if not value:
        return None
    with suppress(ValueError, OverflowError):
        return max(0.0, float(int(value)))
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(value).timestamp() - (time.time() if now is None else now))
    return None


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine itself."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def converted(error: Exception, described: str, url: str) -> CloudError:
    """What a failure below means, as one of our errors."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2] or url
    except ValueError:
        host = url
    technical = redact(f"{described}: {type(error).__name__}: {error}")
    causes = _causes(error)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Insecure(
            say(
                "This computer does not trust the certificate of {host}, so nothing was sent there.",
                host=host,
            ),
            technical,
        )
    if isinstance(error, requests.exceptions.InvalidSchema) and "SOCKS" in str(error):
        return Offline(
            say("The way to {host} leads over a SOCKS proxy, which is not supported.", host=host), technical
        )
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)) or any(
        isinstance(cause, (urllib3.exceptions.LocationValueError, requests.exceptions.MissingSchema))
        for cause in causes
    ):
        return WrongService(say("“{typed}” is not a valid address.", typed=redact(url)), technical)
    if any(
        isinstance(cause, (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError)) for cause in causes
    ):
        return Offline(
            say(
                "The proxy on the way to {host} did not let the connection through. Check the proxy "
                "settings.",
                host=host,
            ),
            technical,
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Offline(say("No secure connection to {host} could be made.", host=host), technical)
    if any(
        isinstance(cause, (TimeoutError, urllib3.exceptions.TimeoutError)) for cause in causes
    ) and not any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in causes):
        return NoAnswerInTime(
            say("{host} did not answer in time. Check your connection.", host=host), technical
        )
    if any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in causes):
        return Offline(
            say("{host} cannot be reached. Check the address and your connection.", host=host), technical
        )
    return Offline(say("The connection to {host} was lost.", host=host), technical)


def _causes(error: BaseException) -> list[BaseException]:
    """The error with everything it wraps: by `raise from`, in its arguments, as urllib3's reason."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        candidate = waiting.pop()
        if isinstance(candidate, BaseException) and candidate not in found:
            found.append(candidate)
            waiting += [candidate.__cause__, candidate.__context__, getattr(candidate, "reason", None)]
            waiting += candidate.args
    return found
