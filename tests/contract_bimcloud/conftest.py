"""What only BIMcloud has, over the real stand-in process. The common promises: `tests/contract`."""

from __future__ import annotations

import pytest

from tests.contract.fixtures import (  # noqa: F401 - fixtures are found by their names here
    cloud,
    folder,
    lab,
    own_lab,
    tries_again_soon,
    website,
)
from tests.contract.lab import Target
from tests.contract.labs import over
from tests.contract_bimcloud.lab import OAUTH, SESSIONS
from tests.contract_bimcloud.lab import BimcloudLab as Lab

with_tokens = over([Target("bimcloud", OAUTH)])
"""For a test of the generation that signs in by OAuth, or in which nothing depends on the generation."""

with_sessions = over([Target("bimcloud", SESSIONS)])
"""For a test of the generation that signs in by sessions."""


@pytest.fixture(params=[Target("bimcloud", generation) for generation in Lab.generations], ids=str)
def target(request: pytest.FixtureRequest) -> Target:
    found: Target = request.param
    return found
