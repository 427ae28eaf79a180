"""Before a frozen program starts: what its loader set for itself is not meant for the programs it starts.

The browser and whatever opens a file would find our libraries in place of the system's. The dynamic linker
read the variable when this process began; changing it now changes only what children see.
"""

import os
import sys

if sys.platform == "linux":
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
