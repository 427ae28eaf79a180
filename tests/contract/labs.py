"""Every service's lab, and what the tests are run over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from tests.contract.lab import Lab, Target
from tests.contract_bimcloud.lab import BimcloudLab
from tests.contract_bimplus.lab import BimplusLab

LABS: Mapping[str, type[Lab]] = {lab.key: lab for lab in (BimcloudLab, BimplusLab)}

TARGETS = [Target(lab.key, generation) for lab in LABS.values() for generation in lab.generations]


def over(targets: Iterable[Target]) -> pytest.MarkDecorator:
    """For a test that is run over other targets than its folder's."""
    return pytest.mark.parametrize("target", targets, ids=str, indirect=True)


one_generation = over([Target(lab.key, lab.generations[0]) for lab in LABS.values()])
"""For a test in which nothing depends on the generation."""

with_browser = over([target for target in TARGETS if target.generation in LABS[target.service].browser])
"""For a test of the sign-in in the browser."""

renewing = over([target for target in TARGETS if target.generation in LABS[target.service].renewing])
"""For a test of sign-ins that renew themselves."""
