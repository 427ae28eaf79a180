"""Paths below a site's root as text, as the address bar and links write them.

`/` inside a name is written `%2F`, and `%` itself `%25` where two hexadecimal digits follow.

A link is `bimx://SITE/path`. A name that is none of a computer goes into the path, `bimx:///My%20site/path`:
what stands before the path is taken for a computer by whoever passes links on, and Qt, with it KDE and macOS'
way to us, refuses blanks there, makes lower case of it, and an address of numbers.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

LINK_SCHEME = "bimx"

_HOST = re.compile(r"[A-Za-z](?:[A-Za-z0-9]|[_-](?=[A-Za-z0-9])){0,62}")
"""A name that nobody who passes a link on changes but for its case."""
_LONGEST_LINK = 32_767
"""Characters: those of a command on Windows."""
_DEEPEST_LINK = 100
"""Names: whoever writes a link decides how often a server is asked for it."""


def path_text(path: tuple[str, ...]) -> str:
    """`/a/b`; `/` is the root."""
    return "/" + "/".join(_encoded(name) for name in path)


def path_names(text: str) -> tuple[str, ...]:
    """What `path_text` wrote; doubled slashes and one at the end do not count."""
    return tuple(_decoded(name) for name in text.split("/") if name)


def link_text(site_name: str, path: tuple[str, ...]) -> str:
    """`bimx://SITE/path`, with everything encoded that has a meaning in an address."""
    names = [quote(name, safe="") for name in path]
    if _HOST.fullmatch(site_name):
        return f"{LINK_SCHEME}://{site_name}/" + "/".join(names)
    return f"{LINK_SCHEME}:///" + "/".join([quote(site_name, safe=""), *names])


def is_link(text: str) -> bool:
    """Whether it is meant as one, well written or not."""
    return text.lstrip().lower().startswith(f"{LINK_SCHEME}://")


def link_parts(link: str) -> tuple[str, tuple[str, ...]] | None:
    """The site's name and the path of a link; None for anything else, and for what is too long to be meant.

    `?` and `#` have no meaning in it: who types a link does not encode them in names.
    """
    if not is_link(link) or len(link) > _LONGEST_LINK:
        return None
    # A command line may hold bytes that are no text; no server takes them.
    text = link.strip().encode("utf-8", "replace").decode("utf-8")
    names = tuple(unquote(name) for name in text.partition("://")[2].split("/") if name)
    return (names[0], names[1:]) if 0 < len(names) <= _DEEPEST_LINK else None


def _encoded(name: str) -> str:
    return re.sub(r"%(?=[0-9A-Fa-f]{2})", "%25", name).replace("/", "%2F")


def _decoded(name: str) -> str:
    return re.sub(r"%(2[Ff]|25)", lambda match: "%" if match[1] == "25" else "/", name)
