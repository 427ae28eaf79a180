"""Fixtures of the stand-in Bimplus's own tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.demo.bimplus.wire import Bimplus
from tests.standin import StandIn


@pytest.fixture
def wire(shared_2023: StandIn) -> Iterator[Bimplus]:
    """The user who may do everything, at the server that the whole run shares."""
    with ExitStack() as stack:
        connection = Bimplus(shared_2023)
        stack.enter_context(closing(connection.http))
        connection.sign_in()
        yield connection


@pytest.fixture
def other(shared_2023: StandIn) -> Iterator[Bimplus]:
    """The second user there: editor, viewer, guest or no member, as `set-role` says."""
    with ExitStack() as stack:
        connection = Bimplus(shared_2023, user=1)
        stack.enter_context(closing(connection.http))
        connection.sign_in()
        yield connection


@pytest.fixture
def project(wire: Bimplus) -> Iterator[str]:
    """A project of the test's own."""
    project_id = wire.make_project()
    yield project_id
    wire.call("DELETE", f"projects/{project_id}")
