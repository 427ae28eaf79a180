"""The window, frozen."""

import os
import sys
from pathlib import Path

# A program without a terminal has no streams on Windows; what is written there goes nowhere.
if sys.stdout is None:
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as it runs
if sys.stderr is None:
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123

from PySide6.QtCore import QCoreApplication

from bimexplorer.app import main

# PySide6 tells Qt by a text in which a comma parts two folders: it would not start in "Berger, Anna".
bindings = Path(__file__).parent / "PySide6"
QCoreApplication.addLibraryPath(str(bindings / ("plugins" if sys.platform == "win32" else "Qt/plugins")))

sys.exit(main())
