"""`bimexplorer`: what can be typed to start the window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bimexplorer import __version__
from bimexplorer.paths import Profile


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; 0, or 1 with a sentence on standard error if it could not do what was asked."""
    arguments = _parser().parse_args(argv)
    link = arguments.link or ""
    # Only now: `--version` and `--help` answer at once, and where there is no Qt.
    from bimexplorer.ui.desktop.instance import Request, seat_or_hand_over

    seat = None
    if not arguments.demo and arguments.screenshot is None:
        seat = seat_or_hand_over(Profile.at(arguments.profile), Request.of_this_start(link))
        if seat is None:
            return 0
    # The window itself takes its time to load: a start that hands over has ended by now.
    from bimexplorer.program import run

    try:
        return run(
            profile_folder=arguments.profile,
            demo=arguments.demo,
            screenshot=arguments.screenshot,
            link=link,
            seat=seat,
        )
    finally:
        if seat is not None:
            seat.leave()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bimexplorer", description="A desktop file manager for BIMcloud and Bimplus."
    )
    parser.add_argument("--version", action="version", version=f"BIM Explorer {__version__}")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="start stand-ins of both clouds with sample projects and show them",
    )
    parser.add_argument(
        "--profile", type=Path, metavar="DIR", help="keep settings, sites and caches under this folder"
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="save a picture of the window as PNG and quit"
    )
    parser.add_argument("link", nargs="?", metavar="bimx://SITE/path", help="a place to open")
    return parser


if __name__ == "__main__":
    sys.exit(main())
