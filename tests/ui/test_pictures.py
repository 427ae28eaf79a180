"""The command that draws the main states, `python -m tests.screenshots`, to its end."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.screenshots import states


@pytest.mark.long
def test_every_state_is_drawn(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.screenshots", str(tmp_path), "--look", "dark-de"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert ended.returncode == 0, ended.stderr
    named = set(re.findall(r'take\("([a-z-]+)"\)', Path(states.__file__).read_text(encoding="utf-8")))
    drawn = {path.name.removesuffix("-dark-de.png"): QImage(str(path)) for path in tmp_path.iterdir()}
    assert named <= drawn.keys()
    assert {"dialog-delete", "dialog-settings", "dialog-shortcuts", "dialog-log"} <= drawn.keys()
    for name, image in drawn.items():
        seen = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(seen) > 20, f"{name} is empty"
