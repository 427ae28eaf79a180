"""Bimplus's refusals as our errors. Pure.

What a body holds besides the status is not documented: a message in JSON or as short text is shown, anything
else (a page of a web server in front of the service) is not.
"""

from __future__ import annotations

import json
import re
from typing import Any

from bimexplorer.clouds.http import Answer
from bimexplorer.clouds.renewal import SIGN_IN_AGAIN
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    CloudError,
    Conflict,
    NameExists,
    NotFound,
    ServerFailed,
    UnexpectedAnswer,
    Unsupported,
)
from bimexplorer.log import redact
from bimexplorer.words import later, say

_LONGEST = 300
"""Characters of a message that is worth showing."""

_MESSAGES = ("message", "error_description", "exceptionmessage")

_GONE = later("It is no longer there, or you may not see it.")
_KINDS: dict[int, tuple[type[CloudError], str]] = {
    400: (Unsupported, later("Bimplus did not accept this.")),
    401: (AuthExpired, SIGN_IN_AGAIN),
    403: (AccessDenied, later("You have no right to do this in Bimplus, or it is locked at the moment.")),
    404: (NotFound, _GONE),
    405: (Unsupported, later("This Bimplus does not know this operation.")),
    409: (NameExists, later("Something of this name is already there.")),
    413: (Unsupported, later("Bimplus does not take that much in one piece.")),
    415: (Unsupported, later("Bimplus did not accept this.")),
    423: (Conflict, later("Somebody else is changing it at the moment.")),
}
_FAILED = later("Bimplus reported an error.")
_MOVED = later("Bimplus has moved to another address. Check the address of the site.")


def gone(technical: str) -> NotFound:
    """What is said of something that is not there, as when the server says so."""
    return NotFound(say(_GONE), technical)


def document(answer: Answer) -> Any:
    """The JSON of a successful answer. Raises what a refusal means."""
    succeeded(answer)
    return answer.json()


def succeeded(answer: Answer) -> None:
    """Raises what a refusal means; what a successful answer holds does not matter."""
    if not 200 <= answer.status < 300:
        raise error(answer)


def error(answer: Answer) -> CloudError:
    """The error that an answer means."""
    message = _message(answer)
    technical = redact(f"{answer.summary}{'; ' if message else ''}{message}")
    if 300 <= answer.status < 400:
        return UnexpectedAnswer(say(_MOVED), technical)
    kind, sentence = _KINDS.get(answer.status, (ServerFailed, _FAILED))
    if not message or answer.status in (401, 404):
        return kind(say(sentence), technical)
    told = say("{sentence} The server says: “{message}”.", sentence=say(sentence), message=message)
    return kind(told, technical)


def _message(answer: Answer) -> str:
    text = answer.content[: 4 * _LONGEST].decode("utf-8", "replace").strip()
    if text.startswith(("{", "[", '"')):
        try:
            text = _told(json.loads(answer.content))
        except (ValueError, RecursionError):
            return ""
    if "<" in text or len(text) > _LONGEST or not text.isprintable():
        return ""
    return re.sub(r"[.\s]+$", "", redact(text))


def _told(body: Any) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, dict):
        for name, value in body.items():
            if name.lower() in _MESSAGES and isinstance(value, str):
                return value
    return ""
