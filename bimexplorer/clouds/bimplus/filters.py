"""Conditions as the lists of projects and attachments take them. Pure."""

from __future__ import annotations

from bimexplorer.clouds.bimplus.names import normalised

FILE_NAME = "fileName"


def name_filter(name: str, column: str = FILE_NAME) -> str:
    """The condition that names like this one fulfil, and maybe others.

    `&` joins conditions and `*` at the end stands for anything, so a name is asked for up to either of them.
    """
    name = normalised(name)
    cut = min((name.index(mark) for mark in "&*" if mark in name), default=len(name))
    return f"{column}={name}" if cut == len(name) else f"{column}={name[:cut]}*"
