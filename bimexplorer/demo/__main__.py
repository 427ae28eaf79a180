"""`python -m bimexplorer.demo`: start the stand-in servers, print where they are, serve until told to end.

One line of JSON on standard output when everything listens:

    {"bimcloud": {"manager": URL, "generation": "2023.2", "users": [{"username": ..., "password": ...}, ...]},
     "bimplus": {"api": URL, "team": SLUG, "application_id": ..., "users": [...]}}

The first user of each may do everything (in Bimplus: but in the team of the vendor's samples).
SIGTERM, SIGINT and (with --exit-with-parent) the end of standard input end the servers; the exit status is 0
then, 2 for wrong options, 1 if a port or the data folder cannot be had.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path

from bimexplorer.demo.bimcloud.config import GENERATIONS, Config
from bimexplorer.demo.bimcloud.server import BimcloudStandIn
from bimexplorer.demo.bimplus.config import Config as BimplusConfig
from bimexplorer.demo.bimplus.server import BimplusStandIn
from bimexplorer.demo.faults import Faults
from bimexplorer.demo.lifetime import ends_with_parent, ends_with_signals
from bimexplorer.demo.traffic import Traffic

_DEFAULTS = Config(data=Path())
_BIMPLUS_DEFAULTS = BimplusConfig(data=Path())


class _HelpFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Tells a default where there is one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default is None or action.default is False:
            return action.help
        return super()._get_help_string(action)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bimexplorer.demo",
        description="Stand-in servers with sample projects, for demonstrations and tests.",
        formatter_class=_HelpFormatter,
    )
    add = parser.add_argument
    add("--host", default=_DEFAULTS.host, help="address to listen on")
    add(
        "--port",
        type=_port,
        default=0,
        metavar="PORT",
        help="the manager's port; blob servers take the next two, Bimplus the one after. 0: those of the"
        " last run, or free ones",
    )
    add("--generation", choices=GENERATIONS, default=_DEFAULTS.generation, help="of the BIMcloud")
    add(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder that keeps everything between runs; without it a temporary one, removed at the end",
    )
    add(
        "--root-name",
        default=_DEFAULTS.root_name,
        metavar="NAME",
        help="name of the root folder, which servers translate",
    )
    add(
        "--large-folder",
        type=_count,
        default=0,
        metavar="N",
        help='add the folder "Scan archive" with N files',
    )
    add(
        "--changed-objects",
        type=_count,
        default=_BIMPLUS_DEFAULTS.changed_objects,
        metavar="N",
        help="add a model to Bimplus whose two revisions differ in N objects",
    )
    add("--latency", type=_amount, default=0.0, metavar="MS", help="milliseconds to wait before each answer")
    add(
        "--faults", type=Path, metavar="FILE", help="JSON list of fault rules, see bimexplorer/demo/faults.py"
    )
    add("--record", type=Path, metavar="FILE", help="append a line of JSON for each request and its answer")
    add("--exit-with-parent", action="store_true", help="end when standard input ends")
    add(
        "--rate-limit",
        type=_count,
        default=_BIMPLUS_DEFAULTS.rate_limit,
        metavar="N",
        help="calls an hour that Bimplus allows a user",
    )
    times = parser.add_argument_group("times, in seconds")
    for option, default, text in (
        ("access-token-lifetime", _DEFAULTS.access_token_lifetime, "of an access token"),
        ("refresh-token-lifetime", _DEFAULTS.refresh_token_lifetime, "of a refresh token"),
        ("code-lifetime", _DEFAULTS.code_lifetime, "of an authorization code"),
        ("session-lifetime", _DEFAULTS.session_lifetime, "of an idle session of generation 2020.2"),
        ("ticket-lifetime", _DEFAULTS.ticket_lifetime, "of a ticket"),
        ("blob-session-lifetime", _DEFAULTS.blob_session_lifetime, "of an idle blob-server session"),
        ("upload-lifetime", _DEFAULTS.upload_lifetime, "of an idle batch or upload session"),
        ("job-keep", _DEFAULTS.job_keep, "until a finished job is forgotten"),
        ("bimplus-token-lifetime", _BIMPLUS_DEFAULTS.token_lifetime, "of a token of POST /authorize"),
        ("bimplus-remembered-lifetime", _BIMPLUS_DEFAULTS.remembered_lifetime, "of one with remember_me"),
        (
            "comparison-time",
            _BIMPLUS_DEFAULTS.comparison_time,
            "that a comparison of revisions takes, at least",
        ),
        ("job-step", _DEFAULTS.job_step, "between the steps of a job, of which there are up to 20"),
    ):
        times.add_argument(f"--{option}", type=_amount, default=default, metavar="S", help=text)
    times.add_argument(
        "--feed-delay",
        type=_feed_delay,
        default=_DEFAULTS.feed_delay,
        metavar="S",
        help="until a change shows in the change feed, at most 2",
    )
    times.add_argument(
        "--uploads-end-with-session",
        action="store_true",
        help="drop batches with the blob-server session they were begun in",
    )
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65532:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65532")
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("a number from 0 to ten million")
    return number


def _amount(text: str) -> float:
    number = float(text)
    if not 0 <= number < 10**9:
        raise argparse.ArgumentTypeError("a number from 0")
    return number


def _feed_delay(text: str) -> float:
    number = _amount(text)
    if number > 2:
        raise argparse.ArgumentTypeError("at most 2 seconds")
    return number


def _config(options: argparse.Namespace, data: Path) -> Config:
    return Config(
        data=data,
        host=options.host,
        port=options.port,
        generation=options.generation,
        root_name=options.root_name,
        large_folder=options.large_folder,
        access_token_lifetime=options.access_token_lifetime,
        refresh_token_lifetime=options.refresh_token_lifetime,
        code_lifetime=options.code_lifetime,
        session_lifetime=options.session_lifetime,
        ticket_lifetime=options.ticket_lifetime,
        blob_session_lifetime=options.blob_session_lifetime,
        upload_lifetime=options.upload_lifetime,
        uploads_outlive_sessions=not options.uploads_end_with_session,
        feed_delay=options.feed_delay,
        job_keep=options.job_keep,
        job_step=options.job_step,
    )


def _bimplus_config(options: argparse.Namespace, data: Path) -> BimplusConfig:
    return BimplusConfig(
        data=data,
        host=options.host,
        port=options.port and options.port + 3,
        token_lifetime=options.bimplus_token_lifetime,
        remembered_lifetime=options.bimplus_remembered_lifetime,
        access_token_lifetime=options.access_token_lifetime,
        refresh_token_lifetime=options.refresh_token_lifetime,
        code_lifetime=options.code_lifetime,
        upload_lifetime=options.upload_lifetime,
        rate_limit=options.rate_limit,
        comparison_time=options.comparison_time,
        changed_objects=options.changed_objects,
    )


async def _serve(options: argparse.Namespace, data: Path, faults: Faults, traffic: Traffic) -> None:
    stop = asyncio.Event()
    ends_with_signals(stop)
    bimcloud = BimcloudStandIn(_config(options, data), faults, traffic)
    bimplus = BimplusStandIn(_bimplus_config(options, data), faults, traffic)
    try:
        ready = {"bimcloud": await bimcloud.start(), "bimplus": await bimplus.start()}
        print(json.dumps(ready), flush=True)
        if options.exit_with_parent:
            ends_with_parent(stop)
        await stop.wait()
    finally:
        await bimcloud.stop()
        await bimplus.stop()
        traffic.close()


def main() -> int:
    parser = _parser()
    options = parser.parse_args()
    try:
        faults = Faults(options.faults)
    except (OSError, ValueError, TypeError) as exc:
        parser.error(f"--faults {options.faults}: {exc}")
    with contextlib.ExitStack() as stack:
        data = options.data or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="bimexplorer-demo-"))
        )
        try:
            data.mkdir(parents=True, exist_ok=True)
            traffic = Traffic(options.record, options.latency / 1000)
            asyncio.run(_serve(options, data, faults, traffic))
        except OSError as exc:
            print(f"The stand-in servers cannot start: {exc}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
