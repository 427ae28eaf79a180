"""The shell command, frozen."""

import sys

from bimexplorer.cli import main

sys.exit(main())
