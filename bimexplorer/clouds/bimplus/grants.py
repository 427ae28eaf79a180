"""What the service answers to whoever signs in, as values of ours. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bimexplorer.clouds.bimplus.fields import Person, as_document
from bimexplorer.clouds.values import as_number, as_text, needed


@dataclass(frozen=True, slots=True)
class Token:
    """An answer of `POST /authorize`."""

    access_token: str = field(repr=False)
    expires_in: float | None
    """Seconds."""
    client_id: str


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """An answer of `GET /authorize`."""

    user_id: str
    expires_in: float | None


@dataclass(frozen=True, slots=True)
class OpenidConfiguration:
    """What discovery tells."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    end_session_endpoint: str


@dataclass(frozen=True, slots=True)
class OpenidTokens:
    """An answer of the token endpoint."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: float | None


def token(raw: Any) -> Token:
    document = as_document(raw, "token")
    return Token(
        access_token=needed(document, "access_token"),
        expires_in=_lifetime(document.get("expires_in")),
        client_id=as_text(document.get("client_id")),
    )


def token_info(raw: Any) -> TokenInfo:
    document = as_document(raw, "token information")
    return TokenInfo(needed(document, "user_id"), _lifetime(document.get("expires_in")))


def openid_configuration(raw: Any) -> OpenidConfiguration:
    document = as_document(raw, "OpenID configuration")
    return OpenidConfiguration(
        issuer=as_text(document.get("issuer")),
        authorization_endpoint=needed(document, "authorization_endpoint"),
        token_endpoint=needed(document, "token_endpoint"),
        userinfo_endpoint=as_text(document.get("userinfo_endpoint")),
        end_session_endpoint=as_text(document.get("end_session_endpoint")),
    )


def openid_tokens(raw: Any) -> OpenidTokens:
    document = as_document(raw, "tokens")
    return OpenidTokens(
        access_token=needed(document, "access_token"),
        refresh_token=as_text(document.get("refresh_token")),
        expires_in=_lifetime(document.get("expires_in")),
    )


def openid_person(raw: Any) -> Person:
    """An answer of the userinfo endpoint."""
    document = as_document(raw, "user")
    email = as_text(document.get("email"))
    return Person(needed(document, "sub"), email, as_text(document.get("name")))


def _lifetime(value: Any) -> float | None:
    seconds = as_number(value)
    return seconds if seconds is not None and seconds > 0 else None
