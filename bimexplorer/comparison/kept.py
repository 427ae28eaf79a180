"""Comparisons that were read already, as long as the server says that nothing has changed since."""

from __future__ import annotations

import threading
from collections import OrderedDict

from bimexplorer.clouds.models import Models
from bimexplorer.comparison.following import Result, Waiting, Wanted, whole
from bimexplorer.errors import NotCalculated
from bimexplorer.revisions import Pair

_OBJECTS = 500_000
"""Kept at most, of all comparisons together."""

_Key = tuple[str, Wanted]
_Place = tuple[str, str, Pair]
"""Site, model and revisions: whatever is wanted of them, the server keeps one calculation."""


class KeptComparisons:
    """May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: OrderedDict[_Key, Result] = OrderedDict()
        self._objects = 0
        self._of_selections: set[_Place] = set()

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
        anew = anew or self.is_of_a_selection(site_id, wanted)
        known = None if anew else self.known(site_id, models, wanted)
        if known is not None:
            return known
        found = whole(models, wanted, anew=anew, waiting=waiting)
        self.keep(site_id, wanted, found)
        return found

    def is_of_a_selection(self, site_id: str, wanted: Wanted) -> bool:
        """Whether the server may have been asked from here for a part of these revisions only.

        What it calculates for a selection takes the place of the whole, and does not say so. Call it before
        each reading; reading a whole one calculates it anew then.
        """
        place = (site_id, wanted.model.id, wanted.pair)
        with self._lock:
            if wanted.options.selection_id:
                self._of_selections.add(place)
                return False
            return place in self._of_selections

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
            if not wanted.options.selection_id:
                self._of_selections.discard((site_id, wanted.model.id, wanted.pair))
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
