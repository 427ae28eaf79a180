"""No password, token, ticket or session id of a working day is found in any file of the profile."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from bimexplorer.paths import Profile
from bimexplorer.support import write_bundle
from tests.cli.conftest import Bimx
from tests.standin import StandIn

_NAMES = {
    "access_token",
    "code",
    "code_verifier",
    "password",
    "refresh_token",
    "session-id",
    "state",
    "ticket",
}
_PLANTED = ("eyJhbGciOi.planted-in-an-answer.x", "pl4nted-password", "pl4nted-session")


_ANSWER = {"error-code": 1, "access_token": _PLANTED[0], "password": _PLANTED[1]}
_TELLING = f"no session-id={_PLANTED[2]}&x"

_FAULTS: dict[str, list[tuple[dict[str, Any], list[str]]]] = {
    "bc": [
        ({"server": "manager", "path": "get-resources", "body": _ANSWER}, ["ls", "{here}"]),
        (
            {"server": "blob", "path": "begin-upload", "body": {"data": {"error-message": _TELLING}}},
            ["put", "plan.txt", "{here}/other.txt"],
        ),
    ],
    "bp": [
        ({"server": "bimplus", "path": "/attachments", "body": _ANSWER}, ["ls", "{here}"]),
        (
            {"server": "bimplus", "path": "/attachments", "method": "POST", "body": {"message": _TELLING}},
            ["put", "plan.txt", "{here}/other.txt"],
        ),
        (
            {"server": "bimplus", "path": "/authorize", "status": 400, "body": {"message": _PLANTED[0]}},
            ["login", "bp"],
        ),
    ],
}
"""Answers that hold secrets, and the commands that get them."""


@pytest.mark.parametrize(
    ("shared_standin", "cloud"),
    [("2023.2", "bimcloud"), ("2020.2", "bimcloud"), ("2023.2", "bimplus")],
    indirect=True,
)
def test_the_secrets_of_a_day_are_in_no_file(bimx: Bimx, shared_standin: StandIn) -> None:
    (bimx.folder / "plan.txt").write_text("plan", encoding="utf-8")
    bimx("put", "plan.txt", bimx.here)
    bimx("get", f"{bimx.here}/plan.txt", "copy.txt")
    for rule, command in _FAULTS[bimx.site]:
        shared_standin.fault(**{"status": 500, **rule})
        _run(bimx, "--verbose", *(argument.format(here=bimx.here) for argument in command))
        shared_standin.clear_faults()
    records = shared_standin.records()
    for rule, _ in _FAULTS[bimx.site]:
        assert [record for record in records if record["fault"] and record["answer"] == rule["body"]]

    secrets = _of_the_day(shared_standin, records) | set(_PLANTED)
    assert len(secrets) > 6, "nothing was caught: this proves nothing"
    profile = Profile.under(bimx.folder / "profile")
    bundle = bimx.folder / "support.zip"
    write_bundle(profile, bundle, {"transfers": f"GET /x?session-id={_PLANTED[2]}&y=1"})
    texts = {path.name: path.read_bytes() for path in (bimx.folder / "profile").rglob("*") if path.is_file()}
    assert texts["bimexplorer.log"], "nothing was logged: this proves nothing"
    with zipfile.ZipFile(bundle) as opened:
        texts |= {f"bundle {name}": opened.read(name) for name in opened.namelist()}
    found = [(name, secret) for name, text in texts.items() for secret in secrets if secret.encode() in text]
    assert found == []


def _run(bimx: Bimx, *arguments: str) -> None:
    """A command, of which what it prints must not be a secret either."""
    with bimx.process(*arguments) as process:
        printed = "".join(process.communicate(timeout=120))
    assert not [secret for secret in _PLANTED if secret in printed]


def _of_the_day(server: StandIn, records: list[dict[str, Any]]) -> set[str]:
    """Every secret that passed through the stand-in, and the passwords of its users."""
    found = {user["password"] for user in (*server.users, *server.bimplus["users"])}
    for record in records:
        for part in (record["query"], record["request"], record["answer"]):
            found |= set(_secrets(part))
        if record["path"].endswith("create-session") and isinstance(record["answer"], dict):
            document = record["answer"].get("data", record["answer"])
            found |= {str(document[key]) for key in ("id", "session-id") if key in document}
    return {secret for secret in found if len(secret) >= 6}


def _secrets(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _secrets(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner, name)
    elif isinstance(value, str) and name in _NAMES:
        yield value
