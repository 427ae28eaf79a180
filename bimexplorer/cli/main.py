"""The command line of `bimx`: what there is to type, and what an error becomes."""

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

from bimexplorer import __version__, errors
from bimexplorer.cli.interrupts import signals_as_interrupts, told
from bimexplorer.cli.places import WrongCommandLine
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
}

_MEANINGS = {
    0: "done",
    1: "something failed that no other code names, or several files failed for different reasons",
    2: "the command line is wrong",
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

_CONFLICT_HELP = (
    "what to do with a file whose name is already there: leave it and count it as failed, skip it, {}, or "
    "keep both under different names. Without this option bimx asks; where there is nobody to ask, it is fail"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code, as listed in `_MEANINGS`."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        # The options' own defaults are suppressed: a command's parser would undo what stood before its name.
        arguments = _parser().parse_args(argv, argparse.Namespace(profile=None, json=False, verbose=False))
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


def exit_code(error: ProgramError) -> int:
    """The documented code of an error; of several failures the one that all of them have."""
    codes = {exit_code(reason) for reason in getattr(error, "reasons", ())}
    if len(codes) == 1:
        return codes.pop()
    for cls, code in _EXIT_CODES:
        if isinstance(error, cls):
            return code
    return 1


def _command(name: str) -> Command:
    """The function behind a command; only its own module is imported (listing needs no transfer queue)."""
    module, function = _COMMANDS[name]
    command: Command = getattr(importlib.import_module(f"bimexplorer.cli.{module}"), function)
    return command


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    for option, settings in (
        ("--profile", {"metavar": "DIR", "help": "keep sites, settings and logs below this folder"}),
        ("--json", {"action": "store_true", "help": "print the result as JSON"}),
        ("--verbose", {"action": "store_true", "help": "after an error also print its technical text"}),
    ):
        # Accepted before and after the command's name; only the one that is typed counts.
        common.add_argument(option, default=argparse.SUPPRESS, **settings)  # type: ignore[arg-type]
    parser = argparse.ArgumentParser(
        prog="bimx",
        parents=[common],
        description="Files in BIMcloud from a shell. A remote place is written SITE:/path.",
        epilog=(
            "BIMX_USERNAME and BIMX_PASSWORD sign in where there is neither keychain nor browser.\n\n"
            "exit codes:\n" + "\n".join(f"  {code:<4} {meaning}" for code, meaning in _MEANINGS.items())
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bimx {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str,
        text: str,
        within: argparse._SubParsersAction[argparse.ArgumentParser] = commands,
        parents: Sequence[argparse.ArgumentParser] = (),
    ) -> argparse.ArgumentParser:
        added = within.add_parser(name.split()[-1], parents=[common, *parents], help=text, description=text)
        added.set_defaults(command=name)
        return added

    sites = commands.add_parser("sites", help="remembered connections")
    of_sites = sites.add_subparsers(metavar="ACTION", required=True)
    add = command("sites add", "remember a site", of_sites)
    add.add_argument("name", metavar="NAME")
    add.add_argument("--bimcloud", metavar="URL", required=True, help="address of the BIMcloud Manager")
    command("sites list", "show the remembered sites", of_sites)
    command("sites remove", "sign out and forget a site", of_sites).add_argument("name", metavar="NAME")

    command("login", "sign in, in the browser or with a password").add_argument("name", metavar="SITE")
    command("logout", "sign out and forget the secret").add_argument("name", metavar="SITE")

    ls = command("ls", "list folders")
    ls.add_argument("places", metavar="SITE:/path", nargs="+")
    ls.add_argument("-l", dest="long", action="store_true", help="with size and date")
    ls.add_argument("-R", dest="recursive", action="store_true", help="with all folders below")
    command("stat", "show all that is known of one place").add_argument("place", metavar="SITE:/path")

    _find_command(command)

    get = command("get", "download files and folders")
    get.add_argument("sources", metavar="SITE:/path", nargs="+")
    get.add_argument("target", metavar="LOCAL", help="a folder, or the new name")
    put = command("put", "upload files and folders")
    put.add_argument("sources", metavar="LOCAL", nargs="+")
    put.add_argument("target", metavar="SITE:/path", help="a folder, or the new name")
    for copy, replacing, effect in (
        (get, ["overwrite"], "overwrite the local one"),
        (put, ["new-version", "overwrite"], "make it a new version (overwrite means the same)"),
    ):
        copy.add_argument(
            "--conflict",
            choices=["fail", "skip", *replacing, "keep-both"],
            help=_CONFLICT_HELP.format(effect),
        )

        _receipt_option(copy)
    put.add_argument(
        "--as-set",
        action="store_true",
        help="publish all files together, or none of them if one cannot be",
    )
    _transfers_commands(commands, common, command)

    mkdir = command("mkdir", "create folders")
    mkdir.add_argument("places", metavar="SITE:/path", nargs="+")
    mkdir.add_argument(
        "-p", dest="parents", action="store_true", help="with those above; existing ones are fine"
    )
    mv = command("mv", "move or rename files")
    mv.add_argument("sources", metavar="SITE:/path", nargs="+")
    mv.add_argument("target", metavar="SITE:/path", help="a folder, or the new name")
    rm = command("rm", "delete files, and with -r folders")
    rm.add_argument("places", metavar="SITE:/path", nargs="+")
    rm.add_argument("-r", dest="recursive", action="store_true", help="folders with all that is in them")
    return parser


def _find_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    find = command("find", "search a folder and all that is below it")
    find.epilog = (
        "a query, best between single quotes:\n"
        "  plan 'plan*.pdf'              part of the name; with * or ? the whole name\n"
        "  type:ifc type:folder          extension or kind\n"
        "  'size:>10MB' size:1MB..2GiB\n"
        "  modified:today 'modified:>2026-01-31' 'modified:<3m' modified:7d\n"
        "  path:/Villa/Plans by:anna     part of the path, of who changed it last\n"
        "  '(ifc OR pln) NOT old'        all conditions, one of them, not; - is NOT\n"
    )
    find.formatter_class = argparse.RawDescriptionHelpFormatter
    find.add_argument("place", metavar="SITE:/path")
    find.add_argument("query", metavar="QUERY", nargs="+", help="what to search for, see below")
    find.add_argument("-l", dest="long", action="store_true", help="with size and date")
    find.add_argument("--limit", metavar="N", type=_count, help="end after so many")
    find.add_argument("--here", action="store_true", help="directly in the folder only")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on")
    return int(text)


def _transfers_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    command: Callable[..., argparse.ArgumentParser],
) -> None:
    chosen = argparse.ArgumentParser(add_help=False)
    chosen.add_argument("ids", metavar="ID", type=int, nargs="*", help="the number that the list shows")
    listing = argparse.ArgumentParser(add_help=False)
    # Suppressed, like the common ones: `bimx transfers --finished` and `bimx transfers list --finished`.
    listing.add_argument(
        "--finished", action="store_true", default=argparse.SUPPRESS, help="the history of finished files"
    )
    listing.add_argument(
        "--search", metavar="TEXT", default=argparse.SUPPRESS, help="of the history what has this in its path"
    )
    text = "uploads and downloads that are not finished, or have been"
    transfers = commands.add_parser("transfers", parents=[common, listing], help=text, description=text)
    transfers.set_defaults(command="transfers list", ids=[], finished=False, search="")
    of_transfers = transfers.add_subparsers(metavar="ACTION")
    command("transfers list", "show them; this is also done without ACTION", of_transfers, [listing, chosen])
    resume = command(
        "transfers resume", "go on with them; all, or those with these IDs", of_transfers, [chosen]
    )
    _receipt_option(resume)
    cancel = command("transfers cancel", "forget them", of_transfers, [chosen])
    cancel.add_argument("--all", action="store_true", help="every one that is not finished")


def _receipt_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--receipt", metavar="FILE", help="write what arrived as a table (CSV)")
