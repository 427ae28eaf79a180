"""Error documents of the manager and of the blob server, as our errors. Pure: tables and nothing else.

Code -> name is in the error schemas of GRAPHISOFT's published API description.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bimexplorer.clouds.http import Answer
from bimexplorer.clouds.renewal import SIGN_IN_AGAIN
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    BatchFailed,
    CloudError,
    Conflict,
    InvalidName,
    NameExists,
    NotFound,
    RevisionObsolete,
    ServerBusy,
    ServerFailed,
    UnexpectedAnswer,
    Unsupported,
    UploadIncomplete,
    UploadLost,
)
from bimexplorer.log import redact
from bimexplorer.words import later, say

NO_RIGHT = later("You have no right to do this on this BIMcloud.")

ErrorKind = type[CloudError]


class ManagerCode:
    """The manager's codes that something is decided by."""

    AUTHENTICATION_REQUIRED = 2
    ENTITY_NOT_FOUND = 6
    PROHIBIT_DELETE = 15


class SessionGone(CloudError):
    """A blob server wants a new session. Never leaves the package: `content.py` renews and repeats."""


class TicketExpired(SessionGone):
    """Its ticket was too old."""


@dataclass(frozen=True, slots=True)
class _Server:
    """What is said where only the status tells something."""

    moved: str
    unable: str
    failed: str


_MANAGER_ITSELF = _Server(
    later("The BIMcloud Manager has moved to another address. Check the address of the site."),
    later("The BIMcloud Manager does not know this operation."),
    later("The BIMcloud Manager reported an error."),
)
_BLOB_ITSELF = _Server(
    later("The content server has moved to another address. Check the address of the site."),
    later("The content server does not know this operation."),
    later("The content server reported an error."),
)

_MANAGER: dict[int, tuple[ErrorKind, str]] = {
    2: (AuthExpired, SIGN_IN_AGAIN),
    3: (AccessDenied, NO_RIGHT),
    4: (Conflict, later("A folder cannot be put into itself.")),
    5: (NameExists, later("Something of this name is already there.")),
    6: (NotFound, later("It is no longer there, or you may not see it.")),
    7: (InvalidName, later("BIMcloud does not accept this name.")),
    8: (Conflict, later("Somebody else changed it at the same moment. Look at it again.")),
    9: (RevisionObsolete, later("The server's content was replaced and has to be read anew.")),
    15: (AccessDenied, later("BIMcloud does not allow this to be deleted.")),
    19: (ServerFailed, later("The server has not enough free space.")),
    24: (NameExists, later("Something of this name is already there.")),
    25: (AccessDenied, NO_RIGHT),
    26: (ServerBusy, later("The server is not ready for this yet.")),
}

_BLOB: dict[int, tuple[ErrorKind, str]] = {
    2: (SessionGone, SIGN_IN_AGAIN),
    3: (SessionGone, SIGN_IN_AGAIN),
    4: (TicketExpired, SIGN_IN_AGAIN),
    5: (AccessDenied, NO_RIGHT),
    11: (SessionGone, SIGN_IN_AGAIN),
    12: (BatchFailed, later("The files could not be made visible together.")),
    13: (UploadIncomplete, later("The server did not accept a part of the file.")),
    14: (UploadLost, later("The server has forgotten the upload. It begins again.")),
    15: (UploadIncomplete, later("The server has not received all of the file yet.")),
    16: (NotFound, later("The content is no longer on the server.")),
    17: (UploadLost, later("The server has forgotten the upload. It begins again.")),
    18: (NotFound, later("This version is no longer on the server.")),
    19: (NotFound, later("A part of the content is no longer on the server.")),
    20: (NameExists, later("A file of this name is already there.")),
    21: (NotFound, later("The file is no longer on the server, or you may not see it.")),
    22: (AccessDenied, NO_RIGHT),
    23: (AccessDenied, NO_RIGHT),
}


def manager_code(answer: Answer) -> int | None:
    """The `error-code` of a 430 answer."""
    return _code(_document(answer)) if answer.status == 430 else None


def manager_refused(answer: Answer) -> bool:
    """Whether the token or session id of this call was not accepted."""
    return answer.status == 401 or manager_code(answer) == ManagerCode.AUTHENTICATION_REQUIRED


def manager_document(answer: Answer) -> Any:
    """The JSON of a successful answer. Raises what its error document means."""
    if 200 <= answer.status < 300:
        return answer.json()
    raise manager_error(answer)


def manager_error(answer: Answer) -> CloudError:
    """The error that a manager's answer means."""
    document = _document(answer)
    technical = _technical(answer, document)
    code = manager_code(answer)
    if code is not None:
        kind, sentence = _MANAGER.get(code, (ServerFailed, _MANAGER_ITSELF.failed))
        return kind(say(sentence), technical)
    if answer.status == 401:
        return AuthExpired(say(SIGN_IN_AGAIN), technical)
    return _by_status(answer.status, _MANAGER_ITSELF, technical)


def blob_document(answer: Answer) -> Any:
    """The `data` of a blob server's successful answer. Raises what its error document means.

    An unknown route answers 200 with something that is no JSON, "for historical reasons".
    """
    if not 200 <= answer.status < 300:
        raise blob_error(answer)
    document = answer.json()
    if not isinstance(document, dict):
        raise UnexpectedAnswer(
            say("The content server gave an answer that cannot be understood."),
            f"{answer.summary}: no object",
        )
    return document.get("data", document)


def blob_error(answer: Answer) -> CloudError:
    """The error that a blob server's answer means; `SessionGone` where a new session may help."""
    document = _document(answer)
    data = document.get("data")
    document = data if isinstance(data, dict) else document
    technical = _technical(answer, document)
    code = _code(document)
    if code is not None:
        kind, sentence = _BLOB.get(code, (ServerFailed, _BLOB_ITSELF.failed))
        return kind(say(sentence), technical)
    if answer.status == 401:
        return SessionGone(say(SIGN_IN_AGAIN), technical)
    return _by_status(answer.status, _BLOB_ITSELF, technical)


def oauth_error_name(answer: Answer) -> str:
    """`error` of an OAuth error document; empty if it is none."""
    name = _document(answer).get("error")
    return name if isinstance(name, str) else ""


def _by_status(status: int, who: _Server, technical: str) -> CloudError:
    if 300 <= status < 400:
        return UnexpectedAnswer(say(who.moved), technical)
    if status == 403:
        return AccessDenied(say(NO_RIGHT), technical)
    if status in (404, 405):
        return Unsupported(say(who.unable), technical)
    return ServerFailed(say(who.failed), technical)


def _document(answer: Answer) -> dict[str, Any]:
    try:
        document = answer.json()
    except UnexpectedAnswer:
        return {}
    return document if isinstance(document, dict) else {}


def _code(document: dict[str, Any]) -> int | None:
    try:
        return int(document["error-code"])
    except (KeyError, TypeError, ValueError):
        return None


def _technical(answer: Answer, document: dict[str, Any]) -> str:
    known = ("error-code", "error-message", "error", "error_description", "details")
    told = ", ".join(f"{name}: {document[name]}" for name in known if name in document)
    return redact(f"{answer.summary}{'; ' if told else ''}{told}")
