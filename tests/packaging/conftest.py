"""The checkout, and `installer/` where its modules can be imported from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

sys.path.append(str(ROOT / "installer"))  # behind everything else: nothing there may hide a library


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout that these tests are part of."""
    return ROOT
