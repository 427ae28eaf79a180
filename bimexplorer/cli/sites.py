"""`bimx sites`, `login`, `logout`."""

from __future__ import annotations

import getpass
import time
import webbrowser
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict

from bimexplorer.cli.output import print_json, print_line, say
from bimexplorer.cli.places import WrongCommandLine
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Service
from bimexplorer.errors import LocalError, SignInFailed, SignInTimedOut
from bimexplorer.sites.book import Site, checked_name

_PATIENCE = 300.0
"""Seconds for the person in the browser."""


def add(session: Session) -> None:
    arguments = session.arguments
    services = session.connections.services
    cloud, address = _chosen(arguments, services)
    service = services[cloud]
    application_id = _application_id(arguments, service)
    try:
        name = checked_name(arguments.name)
    except LocalError as error:
        raise WrongCommandLine(error.sentence) from error
    info = service.probe(address)
    site = session.book.add(name, cloud, info.address, info.generation, application_id=application_id)
    if info.warning:
        say(info.warning)
    if session.json:
        print_json(_site_json(session, site))
    else:
        print_line(f"Added {site.name}: {service.title} {site.generation} at {site.address}")
    if application_id:
        say("Whether the application id is right shows at the first sign-in.")


def _chosen(arguments: Namespace, services: Iterable[str]) -> tuple[str, str]:
    """Which kind of cloud, and its address as typed: every kind has an option of its name."""
    given = {cloud: getattr(arguments, cloud) for cloud in services}
    chosen = [(cloud, address) for cloud, address in given.items() if address is not None]
    if len(chosen) != 1:
        options = " or ".join(f"--{cloud} URL" for cloud in given)
        raise WrongCommandLine(f"Say which cloud the site is in, with one option: {options}.")
    return chosen[0]


def _application_id(arguments: Namespace, service: Service) -> str:
    given: str | None = arguments.application_id
    if not service.needs_application_id:
        if given is not None:
            raise WrongCommandLine(f"A site of {service.title} has no application id.")
        return ""
    if given is None or not given.strip():
        raise WrongCommandLine(
            f"A site of {service.title} needs an application id: add --application-id ID. "
            f"{service.about_application_id}"
        )
    return given.strip()


def show(session: Session) -> None:
    sites = session.book.all()
    if session.json:
        print_json([_site_json(session, site) for site in sites])
        return
    for site in sites:
        print_line(f"{site.name}\t{site.address}\t{_who(session, site)}\t{site.cloud}")


def _who(session: Session, site: Site) -> str:
    """As whom the next command works there."""
    given = session.unattended()
    if given is not None:
        return f"{given[0]} (BIMX_USERNAME)"
    return site.username if session.connections.signed_in(site.id) else "signed out"


def remove(session: Session) -> None:
    site = session.book.named(session.arguments.name)
    session.connections.remove(site.id)
    _confirm(session, site, f"Removed {site.name}.")


def login(session: Session) -> None:
    site, info = session.refreshed(session.book.named(session.arguments.name))
    given = session.unattended()
    if given is not None:
        if info.warning:
            say(info.warning)
        session.connections.password_sign_in(site.id, *given)
    elif info.browser_sign_in:
        _in_browser(session, site)
    else:
        _with_password(session, site, info.warning)
    if given is None:
        _explain(session, site)
    account = session.connections.cloud(site.id).account()
    _confirm(session, site, f"Signed in to {site.name} as {account.name or account.username}.")


def _explain(session: Session, site: Site) -> None:
    """Say it if the next command will not find the sign-in."""
    vault = session.connections.vault
    if not vault.persistent:
        say(
            "This computer offers no keychain, so the next command cannot use this sign-in. "
            "Set BIMX_USERNAME and BIMX_PASSWORD instead."
        )
    elif not vault.store(site.id).kept:
        say("The keychain did not take the sign-in, so the next command cannot use it.")


def logout(session: Session) -> None:
    site = session.book.named(session.arguments.name)
    # Also where nobody seems to be signed in: a locked keychain may hold a secret all the same.
    session.connections.sign_out(site.id)
    _confirm(session, site, f"Signed out of {site.name}.")


def _in_browser(session: Session, site: Site) -> None:
    sign_in = session.connections.browser_sign_in(site.id)
    try:
        say(f"Sign in to {site.name} in the browser. If none opens, go to:")
        say(sign_in.address)
        webbrowser.open(sign_in.address)
        deadline = time.monotonic() + _PATIENCE
        while (credentials := sign_in.poll()) is None:
            if time.monotonic() > deadline:
                raise SignInTimedOut("Nobody signed in within five minutes. Run the command again.")
            time.sleep(1)
        session.connections.finish_sign_in(site.id, credentials)
    finally:
        sign_in.close()


def _with_password(session: Session, site: Site, warning: str) -> None:
    if not session.interactive:
        raise SignInFailed(
            f"{site.name} takes user name and password. Set BIMX_USERNAME and BIMX_PASSWORD, "
            "or run this at a terminal."
        )
    if warning:
        say(warning)
        if input("Send the password all the same? [y/N] ").strip().lower() not in ("y", "yes"):
            raise SignInFailed("Not signed in.")
    known = f" [{site.username}]" if site.username else ""
    username = input(f"User name{known}: ").strip() or site.username
    session.connections.password_sign_in(site.id, username, getpass.getpass())


def _confirm(session: Session, site: Site, sentence: str) -> None:
    if session.json:
        print_json({"site": site.name, "message": sentence})
    else:
        say(sentence)


def _site_json(session: Session, site: Site) -> dict[str, object]:
    """`signed_in`: whether the next command finds a sign-in, kept or in the environment."""
    unattended = session.unattended() is not None
    return {
        **asdict(site),
        "signed_in": unattended or session.connections.signed_in(site.id),
        "from_environment": unattended,
    }
