"""The query of an address, as the stand-in reads it."""

from __future__ import annotations

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy


def query(request: web.Request) -> CIMultiDictProxy[str]:
    """The parameters; their names have no case, as deployed clients send `attachmenttype` and `shortInfo`."""
    return CIMultiDictProxy(CIMultiDict(request.query))
