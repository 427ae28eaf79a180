"""The window, frozen."""

import os
import sys

# A program without a terminal has no streams on Windows; what is written there goes nowhere.
if sys.stdout is None:
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as it runs
if sys.stderr is None:
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123

from bimexplorer.app import main

sys.exit(main())
