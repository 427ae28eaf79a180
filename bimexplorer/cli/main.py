"""The command line of `bimx`: from what was typed to a command, and from an error to a sentence."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bimexplorer import errors
from bimexplorer.cli.exit_codes import exit_code
from bimexplorer.cli.interrupts import signals_as_interrupts, told
from bimexplorer.cli.parser import parser
from bimexplorer.errors import ProgramError
from bimexplorer.log import redact

log = logging.getLogger(__name__)

Command = Callable[..., None]

_COMMANDS = {
    "sites add": ("sites", "add"),
    "sites list": ("sites", "show"),
    "sites remove": ("sites", "remove"),
    "login": ("sites", "login"),
    "logout": ("sites", "logout"),
    "ls": ("browse", "ls"),
    "stat": ("browse", "stat"),
    "find": ("find", "find"),
    "get": ("copying", "get"),
    "put": ("copying", "put"),
    "transfers list": ("transfers", "show"),
    "transfers resume": ("transfers", "resume"),
    "transfers cancel": ("transfers", "cancel"),
    "mkdir": ("change", "mkdir"),
    "mv": ("change", "mv"),
    "rm": ("change", "rm"),
    "versions": ("versions", "versions"),
    "share": ("versions", "share"),
    "compare": ("compare", "compare"),
    "history": ("compare", "history"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code, as listed in `exit_codes.MEANINGS`."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        # The options' own defaults are suppressed: a command's parser would undo what stood before its name.
        arguments = parser().parse_args(argv, argparse.Namespace(profile=None, json=False, verbose=False))
        with signals_as_interrupts():
            code = _carried_out(arguments)
        return _delivered() or code
    except KeyboardInterrupt as interruption:
        end = told(interruption)
        print(end.sentence, file=sys.stderr)
        return end.code


def _carried_out(arguments: argparse.Namespace) -> int:
    # Only now: `--version` and `--help` answer at once, without the engine's imports.
    from bimexplorer.cli.output import say
    from bimexplorer.cli.session import Session

    try:
        with contextlib.closing(Session(arguments)) as session, _sentences(session.profile.log_file):
            _command(arguments.command)(session)
    except BrokenPipeError:
        # The reader of our output went away (`bimx ls | head`); nothing is left to tell it.
        return 0
    except ProgramError as error:
        say(error.sentence)
        if arguments.verbose and error.technical:
            say(redact(error.technical))
        return exit_code(error)
    except OSError as error:
        # The profile's own files, before there is a log.
        say(_system_error(error).sentence)
        return exit_code(_system_error(error))
    return 0


@contextlib.contextmanager
def _sentences(log_file: Path) -> Iterator[None]:
    """Turns what nobody foresaw into a sentence; the whole of it goes into the log."""
    try:
        yield
    except (ProgramError, BrokenPipeError):
        raise
    except EOFError as error:
        raise ProgramError("No answer was given, so it ended here.") from error
    except OSError as error:
        log.warning("The system refused", exc_info=True)
        raise _system_error(error) from error
    except Exception as error:
        log.exception("A command ended unexpectedly")
        raise ProgramError(
            f"Something went wrong inside the program. The details are in {log_file}.",
            f"{type(error).__name__}: {error}",
        ) from error


def _system_error(error: OSError) -> errors.LocalError:
    named = f" (“{error.filename}”)" if error.filename else ""
    return errors.LocalError(f"This computer reports: {error.strerror or error}{named}.", repr(error))


def _delivered() -> int:
    """See that all that was printed has gone out, now and not while Python ends; 0, or the exit code."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        failure = None
    except OSError as error:
        failure = _system_error(error)
    else:
        return 0
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if failure is None:
        return 0
    print(failure.sentence, file=sys.stderr)
    return exit_code(failure)


def _command(name: str) -> Command:
    """The function behind a command; only its own module is imported (listing needs no transfer queue)."""
    module, function = _COMMANDS[name]
    command: Command = getattr(importlib.import_module(f"bimexplorer.cli.{module}"), function)
    return command
