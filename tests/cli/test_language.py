"""`bimx` speaks English on every machine: scripts read what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_german_machine_gets_english_sentences(tmp_path: Path) -> None:
    german = {**os.environ, "LANG": "de_DE.UTF-8", "LANGUAGE": "de", "LC_ALL": "de_DE.UTF-8"}
    code = "import sys; from bimexplorer.cli import main; sys.exit(main())"
    arguments = ["--profile", str(tmp_path), "ls", "Nowhere:/"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env=german,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith("There is no site named “Nowhere”: there are none yet.")
