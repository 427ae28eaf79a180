"""`bimx`: the same engine from a shell, without Qt. Its exit codes are in `bimexplorer.cli.main`."""

from bimexplorer.cli.main import main

__all__ = ["main"]
