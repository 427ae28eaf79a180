"""The promises of `bimexplorer.clouds.base`, kept by every service of the registry in every generation.

How a third service comes under contract: write `tests/contract_<service>/lab.py` with a subclass of
`tests.contract.lab.Lab`, add it to `LABS` in `tests.contract.labs` (a test here fails until it is there), and
run `pytest tests/contract -k <service>`. A test here names no service: what one cannot do it tells by
`Cloud.missing` or by the traits of its uploads, and then the test looks at the refusal; how it is broken,
counted and changed behind the client's back is the lab's matter. What only one service has (its errors,
sessions, quirks, the shape of its tree) is tested in `tests/contract_<service>/`, whose conftest imports
the same fixtures and says which `target` they are for.
"""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Service
from bimexplorer.clouds.registry import SERVICES
from tests.contract.fixtures import (  # noqa: F401 - fixtures are found by their names here
    cloud,
    folder,
    lab,
    own_lab,
    tries_again_soon,
    website,
)
from tests.contract.lab import Target
from tests.contract.labs import LABS, TARGETS


@pytest.fixture(params=TARGETS, ids=str)
def target(request: pytest.FixtureRequest) -> Target:
    found: Target = request.param
    return found


@pytest.fixture(params=LABS)
def service(request: pytest.FixtureRequest) -> Service:
    """For what needs no server of its own."""
    return SERVICES[request.param]
