"""The pure parts of signing in: PKCE, addresses, what is kept of a session."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from bimexplorer.clouds import pkce
from bimexplorer.clouds.base import Connection, Credentials
from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.generation import candidates
from bimexplorer.clouds.bimcloud.service import BimcloudService
from bimexplorer.errors import Unsupported, WrongService


def test_the_challenge_of_rfc_7636() -> None:
    """Appendix B of RFC 7636."""
    assert (
        pkce.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_states_and_verifiers_are_long_enough_and_never_the_same() -> None:
    verifiers = {pkce.new_verifier() for _ in range(50)}
    states = {pkce.new_state() for _ in range(50)}
    assert len(verifiers) == len(states) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier) for verifier in verifiers)
    assert all(16 <= len(state) <= 2048 for state in states)


def test_the_address_of_the_page() -> None:
    connection = Connection("https://bim.example.com/sub", "2023.2", "Office")
    sign_in = BimcloudService().browser_sign_in(connection, "Änne & Co")
    parts = urlsplit(sign_in.address)
    query = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
    sign_in.close()
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://bim.example.com/sub/management/client/oauth2/authorize"
    )
    assert query.keys() == {"client_id", "state", "code_challenge", "code_challenge_method", "username"}
    assert query["username"] == "Änne & Co"
    assert query["code_challenge_method"] == "S256"
    assert "+" not in parts.query


def test_the_session_generation_has_no_page() -> None:
    with pytest.raises(Unsupported):
        BimcloudService().browser_sign_in(Connection("https://bim.example.com", "2020.2", "Office"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("https://bim.example.com", "https://bim.example.com"),
        ("  HTTPS://BIM.example.com/  ", "https://bim.example.com"),
        ("bim.example.com:22000", "https://bim.example.com:22000"),
        ("https://bim.example.com/management/client/oauth2/authorize?state=x#y", "https://bim.example.com"),
        ("https://bim.example.com/management", "https://bim.example.com"),
        ("https://example.com/bimcloud/management/client", "https://example.com/bimcloud"),
        ("https://user:secret@bim.example.com", "https://bim.example.com"),
        ("[2001:db8::1]:22000", "https://[2001:db8::1]:22000"),
        ("localhost:8080", "https://localhost:8080"),
        ("10.0.0.7", "https://10.0.0.7"),
    ],
)
def test_the_likeliest_meaning_of_an_address(typed: str, first: str) -> None:
    assert candidates(typed)[0] == first


def test_without_a_scheme_https_comes_first_and_http_is_tried() -> None:
    assert candidates("bim.example.com:5") == ["https://bim.example.com:5", "http://bim.example.com:5"]


def test_a_typed_scheme_is_not_changed() -> None:
    assert all(address.startswith("https:") for address in candidates("https://bim.example.com"))
    assert all(address.startswith("http:") for address in candidates("http://bim.example.com/x"))


def test_the_managers_own_port_is_tried_where_none_was_typed() -> None:
    assert "https://bim.example.com:22000" in candidates("bim.example.com")
    assert not any(":22000" in address for address in candidates("bim.example.com:443"))


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "https://", "ftp://bim.example.com", "file:///etc/passwd", "http://a b", "x:99999", "://"],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(WrongService) as caught:
        candidates(typed)
    assert "is not a valid address" in caught.value.sentence


def test_secrets_are_not_printed() -> None:
    shown = repr(
        [
            Credentials("anna", "u1", "topsecret", "topsecret"),
            convert.tokens({"access_token": "topsecret", "refresh_token": "topsecret"}),
            convert.session({"session-id": "topsecret"}),
        ]
    )
    assert "anna" in shown
    assert "topsecret" not in shown
