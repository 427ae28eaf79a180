"""The clouds this version knows, by the key that a site remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from bimexplorer.clouds.base import Registry, Service


def _bimcloud() -> Service:
    from bimexplorer.clouds.bimcloud.service import BimcloudService

    return BimcloudService()


def _bimplus() -> Service:
    from bimexplorer.clouds.bimplus.service import BimplusService

    return BimplusService()


class _Services(Mapping[str, Service]):
    """Brings a cloud, and with it the libraries of the wire, when it is asked for and not before.

    They are a good part of what a start has to read, and nobody waits for them before the window is there.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Service]]) -> None:
        self._makers = {key: cache(maker) for key, maker in makers.items()}

    def __getitem__(self, key: str) -> Service:
        return self._makers[key]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


SERVICES: Registry = _Services({"bimcloud": _bimcloud, "bimplus": _bimplus})
