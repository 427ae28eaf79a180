"""`bimx`: the same engine from a shell, without Qt.

Exit codes:

| code | meaning |
|---|---|
| 0 | done |
| 1 | something failed that no other code names, or several files failed for different reasons |
| 2 | the command line is wrong |
| 3 | a sign-in is needed, or was refused |
| 4 | not found: a site, a remote place, a local source |
| 5 | the name is already there, or a folder is not empty |
| 6 | no right to do this |
| 7 | the server cannot be reached, or is busy |
| 8 | a local file or folder cannot be read or written, or the disk is full |
| 130 | interrupted |
"""

from bimexplorer.cli.main import main

__all__ = ["main"]
