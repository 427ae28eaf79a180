"""Comparisons that were read already, as long as the server says that nothing has changed since."""

from __future__ import annotations

import threading
from collections import OrderedDict

from bimexplorer.clouds.models import Models
from bimexplorer.comparison.following import Result, Waiting, Wanted, whole
from bimexplorer.errors import NotCalculated

_OBJECTS = 500_000
"""Kept at most, of all comparisons together."""

_Key = tuple[str, Wanted]


class KeptComparisons:
    """May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: OrderedDict[_Key, Result] = OrderedDict()
        self._objects = 0

    def result(
        self,
        site_id: str,
        models: Models,
        wanted: Wanted,
        *,
        anew: bool = False,
        waiting: Waiting | None = None,
    ) -> Result:
        """The comparison, read again only if it was calculated since; costs one small request if not."""
        known = None if anew else self.known(site_id, models, wanted)
        if known is not None:
            return known
        found = whole(models, wanted, anew=anew, waiting=waiting)
        self.keep(site_id, wanted, found)
        return found

    def known(self, site_id: str, models: Models, wanted: Wanted) -> Result | None:
        """What was kept, if it still holds; costs one small request, or none if nothing was kept."""
        key = (site_id, wanted)
        with self._lock:
            known = self._results.get(key)
        if known is None or not _still(models, wanted, known):
            return None
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
        return known

    def keep(self, site_id: str, wanted: Wanted, found: Result) -> None:
        """Somebody read it all."""
        key = (site_id, wanted)
        with self._lock:
            self._drop(key)
            if len(found.objects) > _OBJECTS:
                return
            self._results[key] = found
            self._objects += len(found.objects)
            while self._objects > _OBJECTS:
                self._drop(next(iter(self._results)))

    def _drop(self, key: _Key) -> None:
        gone = self._results.pop(key, None)
        if gone is not None:
            self._objects -= len(gone.objects)


def _still(models: Models, wanted: Wanted, known: Result) -> bool:
    try:
        now = models.comparison(wanted.model, wanted.pair, wanted.options, limit=1).comparison
    except NotCalculated:
        return False
    return now.up_to_date and now == known.comparison
