"""Fixtures of the stand-in's own tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.demo.wire import Wire
from tests.standin import StandIn


@pytest.fixture
def wire(shared_standin: StandIn) -> Iterator[Wire]:
    """The administrator at the shared server of each generation."""
    with closing(Wire(shared_standin)) as connection:
        yield connection


@pytest.fixture
def other(shared_standin: StandIn) -> Iterator[Wire]:
    """The second user there, who may do less."""
    with closing(Wire(shared_standin, user=1)) as connection:
        yield connection
