"""What there is to type after `bimx`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from bimexplorer import __version__
from bimexplorer.cli.exit_codes import MEANINGS

_CONFLICT_HELP = (
    "what to do with a file whose name is already there: leave it and count it as failed, skip it, {}, or "
    "keep both under different names. Without this option bimx asks; where there is nobody to ask, it is fail"
)
_NEW_SITE_HELP = "what to call it: two characters or more, it stands before the colon in SITE:/path"
_SITE_HELP = "the name of a site, as sites list shows it"
_PLACE_HELP = "a remote place: the name of a site, a colon, and the path from its top"
_TARGET_HELP = "a folder that is there, or the new name"
_LOCAL_HELP = "files or folders of this computer"
_MODEL_HELP = "the path of a model; with Bimplus it lies in the project's folder Models"


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    for option, settings in (
        ("--profile", {"metavar": "DIR", "help": "keep sites, settings and logs below this folder"}),
        ("--json", {"action": "store_true", "help": "print the result as JSON"}),
        ("--verbose", {"action": "store_true", "help": "after an error also print its technical text"}),
    ):
        # Accepted before and after the command's name; only the one that is typed counts.
        common.add_argument(option, default=argparse.SUPPRESS, **settings)  # type: ignore[arg-type]
    top = argparse.ArgumentParser(
        prog="bimx",
        parents=[common],
        description="Files in BIMcloud and Bimplus from a shell. A remote place is written SITE:/path.",
        epilog=(
            "BIMX_USERNAME and BIMX_PASSWORD sign in where there is neither keychain nor browser.\n\n"
            "exit codes:\n" + "\n".join(f"  {code:<4} {meaning}" for code, meaning in MEANINGS.items())
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"bimx {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)

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
    add.add_argument("name", metavar="NAME", help=_NEW_SITE_HELP)
    # One option for each kind of cloud; which of them need an application id, the services say.
    add.add_argument("--bimcloud", metavar="URL", help="it is a BIMcloud: the address of its Manager")
    add.add_argument("--bimplus", metavar="URL", help="it is a Bimplus: the address of its service")
    add.add_argument(
        "--application-id", metavar="ID", help="what the vendor issued for signing in to Bimplus"
    )
    command("sites list", "show the remembered sites", of_sites)
    for name, text, within, metavar in (
        ("sites remove", "sign out and forget a site", of_sites, "NAME"),
        ("login", "sign in, in the browser or with a password", commands, "SITE"),
        ("logout", "sign out and forget the secret", commands, "SITE"),
    ):
        command(name, text, within).add_argument("name", metavar=metavar, help=_SITE_HELP)

    ls = command("ls", "list folders")
    ls.add_argument("places", metavar="SITE:/path", nargs="+", help=_PLACE_HELP)
    ls.add_argument("-l", dest="long", action="store_true", help="with size and date")
    ls.add_argument("-R", dest="recursive", action="store_true", help="with all folders below")
    stat = command("stat", "show all that is known of one place")
    stat.add_argument("place", metavar="SITE:/path", help=_PLACE_HELP)

    _find_command(command)

    get = command("get", "download files and folders")
    get.add_argument("sources", metavar="SITE:/path", nargs="+", help=_PLACE_HELP)
    get.add_argument("target", metavar="LOCAL", help=_TARGET_HELP)
    put = command("put", "upload files and folders")
    put.add_argument("sources", metavar="LOCAL", nargs="+", help=_LOCAL_HELP)
    put.add_argument("target", metavar="SITE:/path", help=_TARGET_HELP)
    _version_option(get, "fetch this one of the file's versions")
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

    mkdir = command("mkdir", "create folders, and projects where a site keeps its files in those")
    mkdir.add_argument("places", metavar="SITE:/path", nargs="+", help=_PLACE_HELP)
    mkdir.add_argument(
        "-p", dest="parents", action="store_true", help="with those above; existing ones are fine"
    )
    mv = command("mv", "move or rename files, folders and projects, as far as the service can")
    mv.add_argument("sources", metavar="SITE:/path", nargs="+", help=_PLACE_HELP)
    mv.add_argument("target", metavar="SITE:/path", help=_TARGET_HELP)
    rm = command("rm", "delete files, and with -r folders and projects")
    rm.add_argument("places", metavar="SITE:/path", nargs="+", help=_PLACE_HELP)
    rm.add_argument("-r", dest="recursive", action="store_true", help="folders with all that is in them")
    _version_option(rm, "delete this one of the file's versions")
    rm.add_argument(
        "--confirm",
        metavar="NAME",
        action="append",
        default=[],
        help="the name of the project that is to be deleted, as it is; once for each",
    )
    versions = command(
        "versions", "list the versions of a file, or the revisions of a model, the newest first"
    )
    versions.add_argument("place", metavar="SITE:/path", help=_PLACE_HELP)
    share = command("share", "let others see the newest version of files")
    share.add_argument("places", metavar="SITE:/path", nargs="+", help=_PLACE_HELP)
    compare = command("compare", "tell what changed between two revisions of a model")
    compare.add_argument("place", metavar="SITE:/model", help=_MODEL_HELP)
    numbers = "a number that versions shows for the model; in whatever order"
    compare.add_argument("one", metavar="REVISION", type=_count, help=numbers)
    compare.add_argument("other", metavar="REVISION", type=_count, help=numbers)
    compare.add_argument(
        "--filter", metavar="FILTER", default="", help="only objects that meet this filter: its name or id"
    )
    compare.add_argument(
        "--selection", metavar="SELECTION", default="", help="only objects in this selection: its name or id"
    )
    compare.add_argument(
        "--attribute",
        metavar="ID",
        dest="attributes",
        action="append",
        default=[],
        help="of what changed, only objects in which this attribute did; may be given several times. New, "
        "deleted and moved objects are told in any case",
    )
    compare.add_argument(
        "--brief",
        action="store_true",
        help="without the attributes that changed in each object, but for those of --attribute: quicker",
    )
    compare.add_argument(
        "--recalculate", action="store_true", help="have it calculated anew, also if it seems up to date"
    )
    compare.add_argument("--csv", metavar="FILE", help="write the objects as a table")
    compare.add_argument("--xlsx", metavar="FILE", help="write them as a workbook")
    history = command("history", "tell in which revisions an object appeared, changed or disappeared")
    history.add_argument("place", metavar="SITE:/model", help=_MODEL_HELP)
    history.add_argument("object", metavar="OBJECT", help="its id, as compare shows it")
    return top


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
    find.add_argument("place", metavar="SITE:/path", help=_PLACE_HELP)
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
    # By itself argparse tells nobody that there need not be an action.
    transfers.usage = "bimx transfers [OPTION ...] [ACTION ...]"
    of_transfers = transfers.add_subparsers(metavar="ACTION", prog="bimx transfers")
    command("transfers list", "show them; this is also done without ACTION", of_transfers, [listing, chosen])
    resume = command(
        "transfers resume", "go on with them; all, or those with these IDs", of_transfers, [chosen]
    )
    _receipt_option(resume)
    cancel = command("transfers cancel", "forget them", of_transfers, [chosen])
    cancel.add_argument("--all", action="store_true", help="every one that is not finished")


def _version_option(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--version", dest="number", metavar="N", type=_count, help=f"{text}, by its number")


def _receipt_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--receipt", metavar="FILE", help="write what arrived as a table (CSV)")
