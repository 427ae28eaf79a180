"""The benchmark of transfers, small: that it runs to its end, and that what it moves arrives.

python tests/benchmarks/transfers.py        # for figures
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark


@pytest.mark.skipif(shutil.which("curl") is None, reason="nothing to compare with: there is no curl")
def test_transfers() -> None:
    script = Path(__file__).with_name("transfers.py")
    command = [sys.executable, str(script), "--size", "64", "--files", "150", "--rounds", "1"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(told.stdout)
    assert told.returncode == 0
    # For each cloud six series, each against one curl or two; and four times the window.
    assert told.stdout.count(" times curl") == 20
    assert told.stdout.count("longest stall") == 8
