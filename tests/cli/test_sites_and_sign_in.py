"""sites, login and logout; wrong addresses and refused passwords."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import keyring
import pytest
import requests
from keyring.backend import KeyringBackend
from keyring.backends.null import Keyring as NoKeychain

from bimexplorer import __version__
from bimexplorer.cli.parser import parser
from tests.cli.conftest import (
    Bimx,
    bimplus_only,
    bimplus_options,
    both_clouds,
    environment,
    signed_in,
)
from tests.demo.wire import find_form
from tests.standin import StandIn


def test_whoever_signs_in_from_the_environment_is_not_called_signed_out(bimx: Bimx) -> None:
    who = bimx.environment["BIMX_USERNAME"]
    assert bimx("sites", "list").split("\t")[2] == f"{who} (BIMX_USERNAME)"
    (site,) = bimx.json("sites", "list")
    assert (site["signed_in"], site["from_environment"]) == (True, True)
    assert bimx("sites", "list", BIMX_PASSWORD="").split("\t")[2] == "signed out"
    (site,) = bimx.json("sites", "list", BIMX_PASSWORD="")
    assert (site["signed_in"], site["from_environment"]) == (False, False)


def test_a_name_is_looked_at_after_what_kind_of_site_it_is(bimx: Bimx, shared_standin: StandIn) -> None:
    assert "--bimcloud URL" in bimx("sites", "add", "b", code=2)
    assert "application id" in bimx("sites", "add", "b", "--bimplus", "127.0.0.1:1", code=2)
    # Before anything is asked of a server.
    assert "two characters" in bimx("sites", "add", "b", "--bimcloud", "127.0.0.1:1", code=2)


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _commands(each)


def test_every_argument_is_described() -> None:
    commands = list(_commands(parser()))
    assert len(commands) > 20
    for command in commands:
        for action in command._actions:
            assert action.help or isinstance(action, argparse._SubParsersAction), (command.prog, action.dest)
        # In the words of the command line alone, whatever Python this is.
        assert command.prog == re.sub(r"[^a-z ]", "", command.prog)


def test_an_action_that_need_not_be_is_shown_so(bimx: Bimx) -> None:
    assert "usage: bimx transfers [OPTION ...] [ACTION ...]" in bimx("transfers", "--help")
    assert "usage: bimx transfers list [-h]" in bimx("transfers", "list", "--help")


def test_sites_are_remembered_renamed_to_nothing_and_removed(bimx: Bimx, shared_standin: StandIn) -> None:
    (site,) = bimx.json("sites", "list")
    assert (site["name"], site["address"]) == ("bc", shared_standin.manager)
    assert site["generation"] == shared_standin.generation
    assert "already" in bimx("sites", "add", "BC", "--bimcloud", shared_standin.manager, code=5)
    bimx("sites", "remove", "bc")
    assert bimx.json("sites", "list") == []


@both_clouds
def test_login_names_the_person_and_logout_forgets(bimx: Bimx, shared_standin: StandIn) -> None:
    with bimx.process("login", bimx.site) as login:
        out, err = login.communicate(timeout=60)
    assert (login.returncode, out) == (0, "")
    assert f"Signed in to {bimx.site} as" in err
    assert bimx.json("logout", bimx.site)["message"] == f"Signed out of {bimx.site}."


@both_clouds
def test_no_secret_is_left_on_the_disk(bimx: Bimx, shared_standin: StandIn) -> None:
    bimx("login", bimx.site)
    bimx("ls", f"{bimx.site}:/")
    password = bimx.environment["BIMX_PASSWORD"]
    files = [path for path in (bimx.folder / "profile").rglob("*") if path.is_file()]
    assert "sites.json" in [path.name for path in files]
    for path in files:
        content = path.read_bytes()
        assert password.encode() not in content, path
        assert b"eyJ" not in content, f"{path} holds a token"


def test_a_refused_password(bimx: Bimx) -> None:
    sentence = bimx("ls", "bc:/", code=3, BIMX_PASSWORD="hunter2")
    assert sentence.startswith("User name or password is wrong")
    assert "hunter2" not in sentence


def test_without_a_sign_in_it_says_what_to_type(bimx: Bimx) -> None:
    class EmptyKeychain(NoKeychain):
        priority = 5  # type: ignore[assignment]  # the null keychain's own says that it is none

    keyring.set_keyring(EmptyKeychain())
    assert "bimx login bc" in bimx("ls", "bc:/", code=3, BIMX_USERNAME="")


def test_without_a_keychain_nobody_is_sent_to_a_login_that_is_forgotten(bimx: Bimx) -> None:
    sentence = bimx("ls", "bc:/", code=3, BIMX_USERNAME="")
    assert "bimx login" not in sentence
    assert "BIMX_PASSWORD" in sentence


def test_the_address_for_the_browser_stands_on_a_line_of_its_own(bimx: Bimx, shared_standin: StandIn) -> None:
    if shared_standin.generation != "2023.2":
        pytest.skip("signs in with a password")
    browser = f"{sys.executable} -c pass %s"
    with bimx.process("login", "bc", BIMX_USERNAME="", BROWSER=browser) as login:
        assert login.stderr is not None
        login.stderr.readline()
        address = login.stderr.readline()
        login.kill()
    assert address.startswith(f"{shared_standin.manager}/")


def test_help_lists_the_exit_codes(bimx: Bimx) -> None:
    listed = re.findall(r"^  (\d+) +\S", bimx("--help"), re.MULTILINE)
    assert listed == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "129", "130", "143"]


def test_a_password_site_without_a_terminal(bimx: Bimx, shared_standin: StandIn) -> None:
    if shared_standin.generation == "2023.2":
        pytest.skip("signs in with the browser")
    assert "BIMX_PASSWORD" in bimx("login", "bc", code=3, BIMX_USERNAME="")


def test_addresses_that_lead_nowhere(bimx: Bimx) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        bimx("sites", "add", "none", "--bimcloud", address, code=7)
    for address in ("http://", "not an address", "ftp://127.0.0.1/"):
        bimx("sites", "add", "none", "--bimcloud", address, code=1)
    assert [site["name"] for site in bimx.json("sites", "list")] == ["bc"]


@pytest.mark.parametrize("name", ["", "a:b", "a/b", "C"])
def test_names_that_no_place_could_carry(bimx: Bimx, shared_standin: StandIn, name: str) -> None:
    bimx("sites", "add", name, "--bimcloud", shared_standin.manager, code=2)


def test_two_users_of_one_profile(shared_standin: StandIn, tmp_path: Path) -> None:
    bimx = signed_in(shared_standin, tmp_path)
    other = shared_standin.users[1]
    seen = bimx.names("bc:/")
    as_other = bimx(
        "ls", "bc:/", BIMX_USERNAME=other["username"], BIMX_PASSWORD=other["password"]
    ).splitlines()
    assert len(as_other) < len(seen)


def test_version_and_wrong_command_lines(bimx: Bimx) -> None:
    assert bimx("--version").split() == ["bimx", __version__]
    bimx("ls", code=2)
    bimx("fly", code=2)
    bimx("put", "a", "bc:/", "--conflict", "destroy", code=2)
    assert "SITE:/path" in bimx("ls", "/tmp", code=2)
    assert "slash" in bimx("ls", "bc:x", code=2)


def test_options_count_before_and_after_the_command(bimx: Bimx, tmp_path: Path) -> None:
    assert (bimx.folder / "profile" / "config" / "sites.json").exists()
    assert json.loads(bimx("--json", "sites", "list"))[0]["name"] == "bc"
    assert json.loads(bimx("sites", "list", "--json"))[0]["name"] == "bc"
    assert bimx("sites", "list", "--profile", tmp_path / "another") == ""
    said = bimx("--verbose", "stat", "bc:/nothing", code=4)
    assert said == bimx("stat", "bc:/nothing", "--verbose", code=4)


# ------------------------------------------------------------------------------------------- two clouds


class Keychain(KeyringBackend):
    """One in memory, which the commands of a test share."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


@pytest.fixture
def keychain() -> Keychain:
    keychain = Keychain()
    keyring.set_keyring(keychain)
    return keychain


@bimplus_only
def test_a_site_is_in_one_cloud(bimx: Bimx, shared_standin: StandIn) -> None:
    bimcloud = ["--bimcloud", shared_standin.manager]
    bimplus, application = bimplus_options(shared_standin)[:2], bimplus_options(shared_standin)[2:]
    shared_standin.reset_counters()
    for options, words in (
        ([], "--bimcloud URL or --bimplus URL"),
        ([*bimcloud, *bimplus, *application], "--bimcloud URL or --bimplus URL"),
        (bimplus, "--application-id ID"),
        ([*bimplus, "--application-id", " "], "--application-id ID"),
        ([*bimcloud, *application], "BIMcloud has no application id"),
        ([*bimplus, "--application-id"], "--application-id"),
    ):
        assert words in bimx("sites", "add", "new", *options, code=2)
    assert shared_standin.counters() == {}
    assert bimx("sites", "add", "bc", *bimcloud) != ""
    assert "not a Bimplus" in bimx(
        "sites", "add", "new", "--bimplus", shared_standin.manager, *application, code=1
    )
    listed = {site["name"]: site for site in bimx.json("sites", "list")}
    assert {name: site["cloud"] for name, site in listed.items()} == {"bp": "bimplus", "bc": "bimcloud"}
    assert listed["bp"]["application_id"] == shared_standin.bimplus["application_id"]
    assert listed["bp"]["address"] == shared_standin.bimplus["api"].removesuffix("/v2")
    assert listed["bc"]["application_id"] == ""
    assert [line.split("\t")[3] for line in bimx("sites", "list").splitlines()] == ["bimplus", "bimcloud"]


@bimplus_only
def test_what_does_not_fit_is_refused_without_being_repeated(bimx: Bimx, shared_standin: StandIn) -> None:
    sentence = bimx("ls", "bp:/", code=3, BIMX_PASSWORD="hunter2")
    assert "application id" in sentence
    assert "hunter2" not in sentence
    bimx(
        "sites", "add", "other", "--bimplus", shared_standin.bimplus["api"], "--application-id", "0123456789"
    )
    assert "application id" in bimx("ls", "other:/", code=3)
    assert sentence.count("\n") == 1


@bimplus_only
def test_a_sign_in_in_the_browser_lasts(
    bimx: Bimx, shared_standin: StandIn, keychain: Keychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = shared_standin.bimplus["users"][0]
    bimx.environment = {}
    assert "bimx login bp" in bimx("ls", "bp:/", code=3)

    def person(address: str) -> bool:
        action, fields = find_form(requests.get(address, timeout=30))
        fields |= {"username": account["username"], "password": account["password"]}
        assert "You are signed in" in requests.post(action, data=fields, timeout=30).text
        return True

    monkeypatch.setattr(webbrowser, "open", person)
    assert "Signed in to bp as" in bimx.json("login", "bp")["message"]
    assert bimx.json("sites", "list")[0]["signed_in"]
    teams = bimx.names("bp:/")
    assert f"{shared_standin.bimplus['team']}/" in bimx("ls", "bp:/").splitlines()
    shared_standin.bimplus_action("expire-tokens")
    assert bimx.names("bp:/") == teams
    assert account["password"] not in str(keychain.kept)
    bimx("logout", "bp")
    assert keychain.kept == {}
    assert "bimx login bp" in bimx("ls", "bp:/", code=3)

    bimx("login", "bp")
    shared_standin.bimplus_action("expire-tokens")
    shared_standin.bimplus_action("expire-refresh-tokens")
    assert "Sign in again" in bimx("ls", "bp:/", code=3)
    assert not bimx.json("sites", "list")[0]["signed_in"]


@bimplus_only
def test_a_sign_in_that_was_refused_in_the_browser(
    bimx: Bimx, shared_standin: StandIn, keychain: Keychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def person(address: str) -> bool:
        query = parse_qs(urlsplit(address).query)
        answer = {"error": "access_denied", "state": query["state"][0]}
        return requests.get(query["redirect_uri"][0], params=answer, timeout=30).ok

    monkeypatch.setattr(webbrowser, "open", person)
    assert "refused in the browser" in bimx("login", "bp", code=3, BIMX_USERNAME="")
    assert keychain.kept == {}


@bimplus_only
def test_an_unattended_sign_in_is_renewed_when_it_has_ended(
    bimx: Bimx, shared_standin: StandIn, keychain: Keychain
) -> None:
    teams = bimx.names("bp:/")
    kept = dict(keychain.kept)
    assert bimx.names("bp:/") == teams
    assert keychain.kept == kept
    shared_standin.bimplus_action("expire-tokens")
    assert bimx.names("bp:/") == teams
    assert keychain.kept != kept


@bimplus_only
def test_each_user_sees_what_is_theirs(shared_standin: StandIn, bimx: Bimx) -> None:
    other = environment(shared_standin.bimplus["users"][2])
    team = f"bp:/{shared_standin.bimplus['team']}"
    assert "Villa Sonnenhügel" in bimx.names(team)
    assert "Villa Sonnenhügel" not in bimx("ls", team, **other)
    bimx("ls", f"{team}/Villa Sonnenhügel", code=4, **other)


def own_address() -> str:
    """An address of this machine that is not its loopback; empty if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        address: str = probe.getsockname()[0]
        return "" if address.startswith("127.") else address
    return ""


@pytest.mark.skipif(not own_address(), reason="this machine has no address but its loopback")
def test_a_password_never_goes_over_plain_http_without_a_warning(
    start_standin: Callable[..., StandIn], tmp_path: Path
) -> None:
    bimx = signed_in(start_standin(host=own_address()), tmp_path)
    with bimx.process("ls", "bc:/") as ls:
        out, err = ls.communicate(timeout=60)
    assert ls.returncode == 0
    assert out
    assert "a password would travel in clear" in err
