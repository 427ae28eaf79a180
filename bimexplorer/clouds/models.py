"""Revisions of models, and what changed between two of them, where a service keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bimexplorer.model import Entry
from bimexplorer.revisions import (
    Attached,
    Comparison,
    ComparisonLimits,
    ComparisonOptions,
    ComparisonPage,
    ModelState,
    Pair,
    Revision,
)


class Models(Protocol):
    """Part of a `Cloud`, with its promises. What may be done tells `Cloud.missing`."""

    def state(self, model: Entry) -> ModelState:
        """What the service is doing with it now. Raises `NotFound`."""

    def revisions(self, model: Entry) -> tuple[Revision, ...]:
        """The newest first."""

    def create_revision(self, model: Entry, name: str, description: str = "") -> Revision:
        """Keep the model as it is now under a number of its own. Raises `AccessDenied`."""

    def edit_revision(self, model: Entry, revision: Revision, name: str, description: str) -> Revision:
        """Raises `AccessDenied`, `NotFound`."""

    def disciplines(self, model: Entry) -> Mapping[str, str]:
        """Id -> name of those that the model's objects belong to."""

    def attachments(self, model: Entry, object_id: str, revision: int) -> tuple[Attached, ...]:
        """What hung on one of the model's objects at a revision, each in the version of then.

        Raises `NotFound` if the revision is gone, or if there never
        was such an object.
        """

    def limits(self, model: Entry) -> ComparisonLimits:
        """What a comparison can be limited to. Nothing where the service does not tell it."""

    def comparison(
        self,
        model: Entry,
        pair: Pair,
        options: ComparisonOptions,
        *,
        cursor: str | None = None,
        limit: int = 1000,
    ) -> ComparisonPage:
        """One page of what was calculated; without objects while that is still going on.

        A page may hold fewer objects than `limit`, or more. Raises `NotCalculated` if nobody had it
        calculated yet, `NotFound` if the model or one of the revisions is gone.
        """

    def calculate(self, model: Entry, pair: Pair, options: ComparisonOptions) -> Comparison:
        """Have it calculated, also anew; the answer may come before it is done: ask with `comparison`."""
