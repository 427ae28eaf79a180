"""What the exit codes of `bimx` mean, and which one an error becomes."""

from __future__ import annotations

from bimexplorer import errors
from bimexplorer.cli.places import WrongCommandLine
from bimexplorer.errors import ProgramError

MEANINGS = {
    0: "done",
    1: "something failed that no other code names, several files failed for different reasons, or the "
    "service of the site cannot do this",
    2: "the command line is wrong, or a deletion was not confirmed",
    3: "a sign-in is needed, or was refused",
    4: "not found: a site, a remote place, a local source, a transfer",
    5: "the name is already there (a decision is needed), or a folder is not empty",
    6: "no right to do this",
    7: "the server cannot be reached, or is busy",
    8: "a local file or folder cannot be read or written, or the disk is full",
    129: "the terminal was closed (SIGHUP)",
    130: "interrupted (Ctrl-C)",
    143: "ended from outside (SIGTERM)",
}

_EXIT_CODES: list[tuple[type[ProgramError], int]] = [
    (WrongCommandLine, 2),
    (errors.NotConfirmed, 2),
    (errors.SignInFailed, 3),
    (errors.AuthExpired, 3),
    (errors.NotFound, 4),
    (errors.SourceMissing, 4),
    (errors.Conflict, 5),
    (errors.TargetExists, 5),
    (errors.AccessDenied, 6),
    (errors.Offline, 7),
    (errors.ServerBusy, 7),
    (errors.LocalError, 8),
]


def exit_code(error: ProgramError) -> int:
    """The documented code of an error; of several failures the one that all of them have."""
    codes = {exit_code(reason) for reason in getattr(error, "reasons", ())}
    if len(codes) == 1:
        return codes.pop()
    for cls, code in _EXIT_CODES:
        if isinstance(error, cls):
            return code
    return 1
