"""Paths below a site's root as text, as the address bar and links write them.

`/` inside a name is written `%2F`, and `%` itself `%25` where two hexadecimal digits follow.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

LINK_SCHEME = "bimx"


def path_text(path: tuple[str, ...]) -> str:
    """`/a/b`; `/` is the root."""
    return "/" + "/".join(_encoded(name) for name in path)


def path_names(text: str) -> tuple[str, ...]:
    """What `path_text` wrote; doubled slashes and one at the end do not count."""
    return tuple(_decoded(name) for name in text.split("/") if name)


def link_text(site_name: str, path: tuple[str, ...]) -> str:
    """`bimx://SITE/path`, with everything encoded that has a meaning in an address."""
    return f"{LINK_SCHEME}://{quote(site_name, safe='')}/" + "/".join(quote(name, safe="") for name in path)


def link_parts(link: str) -> tuple[str, tuple[str, ...]] | None:
    """The site's name and the path of `bimx://SITE/path`; None for anything else."""
    parts = urlsplit(link)
    if parts.scheme != LINK_SCHEME or not parts.netloc:
        return None
    names = tuple(unquote(name) for name in parts.path.split("/") if name)
    return unquote(parts.netloc), names


def _encoded(name: str) -> str:
    return re.sub(r"%(?=[0-9A-Fa-f]{2})", "%25", name).replace("/", "%2F")


def _decoded(name: str) -> str:
    return re.sub(r"%(2[Ff]|25)", lambda match: "%" if match[1] == "25" else "/", name)
