#!/usr/bin/env python3
"""Build what people install on the system that this runs on.

    python3 installer/build.py                the frozen program, tried out, and its packages in dist/
    python3 installer/build.py program        the frozen program alone, in build/frozen
    python3 installer/build.py packages       packages of the program that is there

Like dev.py it is read by whatever Python there is; everything else is in `building/`.
"""

import sys
from pathlib import Path

from dev import of_old_python


def main() -> int:
    code = of_old_python(Path(__file__))
    if code is not None:
        return code

    from building.commands import main as main_of_new_python

    return main_of_new_python(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
