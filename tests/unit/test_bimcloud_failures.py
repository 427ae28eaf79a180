"""Error documents of both servers: every code of the published tables, and what comes instead of one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bimexplorer.clouds.bimcloud import failures
from bimexplorer.clouds.http import Answer
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    BatchFailed,
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


def answer(status: int, document: Any) -> Answer:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Answer(status, {"Content-Type": "application/json"}, body, "GET https://bim.example.com/x")


MANAGER = {
    1: ServerFailed, 2: AuthExpired, 3: AccessDenied, 4: Conflict, 5: NameExists, 6: NotFound, 7: InvalidName,
    8: Conflict, 9: RevisionObsolete, 15: AccessDenied, 24: NameExists, 25: AccessDenied, 26: ServerBusy,
    **dict.fromkeys((10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 27, 999), ServerFailed),
}  # fmt: skip

BLOB = {
    1: ServerFailed, 2: failures.SessionGone, 3: failures.SessionGone, 4: failures.TicketExpired,
    5: AccessDenied,
    11: failures.SessionGone, 12: BatchFailed, 13: UploadIncomplete, 14: UploadLost, 15: UploadIncomplete,
    16: NotFound, 17: UploadLost, 18: NotFound, 19: NotFound, 20: NameExists, 21: NotFound, 22: AccessDenied,
    23: AccessDenied, 999: ServerFailed,
}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), MANAGER.items())
def test_manager_codes(code: int, kind: type) -> None:
    error = failures.manager_error(answer(430, {"error-code": code, "error-message": "SomeError: its words"}))
    assert type(error) is kind
    assert error.sentence.endswith(".")
    assert "its words" in error.technical
    assert str(code) in error.technical


@pytest.mark.parametrize(("code", "kind"), BLOB.items())
def test_blob_server_codes(code: int, kind: type) -> None:
    document = {"data": {"error-code": code, "error-message": "its words", "details": {"reason": "Why"}}}
    error = failures.blob_error(answer(430, document))
    assert type(error) is kind
    assert error.sentence.endswith(".")
    assert "its words" in error.technical
    assert "Why" in error.technical


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"error": "invalid_token", "error_description": "expired"}, AuthExpired),
        (401, b"<html>proxy</html>", AuthExpired),
        (403, b"", AccessDenied),
        (404, b"<html></html>", Unsupported),
        (405, b"", Unsupported),
        (302, b"", UnexpectedAnswer),
        (430, b"no json", ServerFailed),
        (430, {"error-code": "six"}, ServerFailed),
        (500, {"error": "server_error"}, ServerFailed),
        (502, b"<html>bad gateway</html>", ServerFailed),
    ],
)
def test_what_comes_instead_of_a_code(status: int, body: Any, kind: type) -> None:
    assert type(failures.manager_error(answer(status, body))) is kind


def test_codes_may_come_as_texts() -> None:
    assert type(failures.manager_error(answer(430, {"error-code": "6"}))) is NotFound


@pytest.mark.parametrize("body", [b"<html>unknown route</html>", b"", b"OK", b"[1]", b'"text"', b"null"])
def test_an_unknown_route_of_the_blob_server_answers_200(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        failures.blob_document(answer(200, body))


@pytest.mark.parametrize("document", [{"data": {"id": "x"}}, {"id": "x"}])
def test_data_with_and_without_its_wrapper(document: Any) -> None:
    assert failures.blob_document(answer(200, document)) == {"id": "x"}


@pytest.mark.parametrize(
    ("status", "document", "refused"),
    [
        (401, {"error": "invalid_token"}, True),
        (430, {"error-code": 2}, True),
        (430, {"error-code": 3}, False),
        (500, {"error-code": 2}, False),
        (200, {"error-code": 2}, False),
    ],
)
def test_when_the_sign_in_is_the_cause(status: int, document: Any, refused: bool) -> None:
    assert failures.manager_refused(answer(status, document)) is refused


def test_no_secret_in_technical_texts() -> None:
    error = failures.manager_error(
        answer(400, {"error": "invalid_grant", "error_description": "refresh_token=eyJ.topsecret is used"})
    )
    assert "topsecret" not in error.technical
