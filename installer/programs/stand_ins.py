"""The stand-in servers, frozen: `bimexplorer --demo` starts them as a program of their own."""

import sys

from bimexplorer.demo.__main__ import main

sys.exit(main())
