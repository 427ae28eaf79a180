"""Opening, renewing and forgetting sites, against both generations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bimexplorer.clouds.registry import SERVICES
from bimexplorer.errors import LocalError, NotFound, SignInRefused, WrongService
from bimexplorer.paths import Profile
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from tests.standin import StandIn


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    profile = Profile.under(tmp_path)
    opened = Connections(SiteBook(profile.sites_file), Vault(profile.locks), SERVICES)
    yield opened
    opened.close()


@pytest.fixture
def site(connections: Connections, shared_standin: StandIn) -> Site:
    info = connections.probe("bimcloud", shared_standin.manager)
    return connections.book.add("Office", "bimcloud", info.address, info.generation)


def sign_in(connections: Connections, site: Site, server: StandIn) -> None:
    user = server.users[0]
    connections.password_sign_in(site.id, user["username"], user["password"])


def test_a_site_has_one_connection_and_remembers_who_it_was(
    connections: Connections, site: Site, shared_standin: StandIn
) -> None:
    assert not connections.signed_in(site.id)
    sign_in(connections, site, shared_standin)
    assert connections.signed_in(site.id)
    cloud = connections.cloud(site.id)
    assert connections.cloud(site.id) is cloud
    assert cloud.account().username == shared_standin.users[0]["username"]
    assert connections.book.get(site.id).username == shared_standin.users[0]["username"]


def test_a_refused_password_keeps_nothing(
    connections: Connections, site: Site, shared_standin: StandIn
) -> None:
    with pytest.raises(SignInRefused):
        connections.password_sign_in(site.id, shared_standin.users[0]["username"], "wrong")
    assert not connections.signed_in(site.id)


def test_signing_out_forgets_also_when_the_server_is_gone(
    connections: Connections, site: Site, shared_standin: StandIn
) -> None:
    sign_in(connections, site, shared_standin)
    connections.book.update(replace(site, address="http://127.0.0.1:9"))
    connections.sign_out(site.id)
    assert not connections.signed_in(site.id)


def test_a_removed_site_is_gone_for_everybody(
    connections: Connections, site: Site, shared_standin: StandIn
) -> None:
    sign_in(connections, site, shared_standin)
    connections.remove(site.id)
    assert connections.book.all() == ()
    with pytest.raises(NotFound, match="removed"):
        connections.cloud(site.id)


def test_a_changed_address_opens_a_new_connection(
    connections: Connections, site: Site, shared_standin: StandIn
) -> None:
    sign_in(connections, site, shared_standin)
    before = connections.cloud(site.id)
    connections.book.update(replace(site, name="Main office"))
    assert connections.cloud(site.id) is not before
    assert connections.cloud(site.id).root().is_folder


def test_a_cloud_that_nobody_knows(connections: Connections) -> None:
    with pytest.raises(WrongService, match="bimcloud"):
        connections.probe("dropbox", "https://x.example")


def test_signing_out_says_so_if_the_keychain_keeps_the_secret(
    connections: Connections, site: Site, shared_standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(connections, site, shared_standin)
    monkeypatch.setattr(type(connections.vault), "persistent", True)
    monkeypatch.setattr(type(connections.vault.store(site.id)), "kept", False)
    with pytest.raises(LocalError, match="keychain"):
        connections.sign_out(site.id)
    assert not connections.signed_in(site.id)


def test_a_sign_in_to_a_site_that_was_removed_keeps_nothing(
    connections: Connections, site: Site, shared_standin: StandIn
) -> None:
    user = shared_standin.users[0]
    credentials = SERVICES["bimcloud"].password_sign_in(site.connection, user["username"], user["password"])
    connections.remove(site.id)
    with pytest.raises(NotFound):
        connections.finish_sign_in(site.id, credentials)
    assert connections.vault.store(site.id).load() is None
