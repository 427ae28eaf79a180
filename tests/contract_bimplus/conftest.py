"""What only Bimplus has, over the real stand-in process. The common promises: `tests/contract`."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus.service import GENERATION
from bimexplorer.model import Entry
from tests.contract.fixtures import (  # noqa: F401 - fixtures are found by their names here
    cloud,
    folder,
    lab,
    own_lab,
    tries_again_soon,
    website,
)
from tests.contract.lab import Target
from tests.contract_bimplus.lab import FORBIDDEN, PROJECT  # noqa: F401 - for the tests here
from tests.contract_bimplus.lab import BimplusLab as Lab


@pytest.fixture
def target() -> Target:
    return Target("bimplus", GENERATION)


@pytest.fixture
def documents(lab: Lab, cloud: Cloud) -> Entry:  # noqa: F811 - the fixtures above
    return lab.home(cloud)
