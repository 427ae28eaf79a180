"""`python -m bimexplorer` starts the window."""

import sys

from bimexplorer.app import main

sys.exit(main())
