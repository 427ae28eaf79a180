"""`bimx`: the same engine from a shell, without Qt. Its exit codes are in `bimexplorer.cli.exit_codes`."""

from bimexplorer.cli.main import main

__all__ = ["main"]
