"""Content-Disposition as clients really send it: `name`, `filename`, `classification`, `tag`.

Texts travel as UTF-8, as Latin-1, as an encoded word (RFC 2047, as .NET writes them), or percent-encoded in a
parameter with a star (RFC 5987), which wins.
"""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import unquote

_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]+\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))', re.DOTALL)
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[BbQq]\?[^?\s]*\?=")


def parameters(header: str) -> dict[str, str]:
    """The parameters of a header as aiohttp gives it (odd bytes as surrogates), names in lower case."""
    text = _decoded(header)
    plain: dict[str, str] = {}
    starred: dict[str, str] = {}
    for name, quoted, token in _PARAMETER.findall(text):
        if name.endswith("*"):
            value = _extended(token or quoted)
            if value is not None:
                starred[name[:-1].lower()] = value
        else:
            value = re.sub(r'\\(["\\])', r"\1", quoted) or token
            plain.setdefault(name.lower(), _word(value))
    return {**plain, **starred}


def _decoded(header: str) -> str:
    raw = header.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _word(value: str) -> str:
    """The text of an encoded word; any other value as it is."""
    if _ENCODED_WORD.fullmatch(value) is None:
        return value
    try:
        return str(make_header(decode_header(value))) or value
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return value


def _extended(value: str) -> str | None:
    charset, _, rest = value.partition("'")
    _language, _, encoded = rest.partition("'")
    if charset.lower() not in ("utf-8", "iso-8859-1"):
        return None
    try:
        return unquote(encoded, encoding=charset, errors="strict")
    except UnicodeDecodeError:
        return None
