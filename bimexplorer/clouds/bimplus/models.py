"""Models with their revisions, and comparisons of these: the `Models` of the protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

from bimexplorer.clouds.bimplus import convert, entries, failures, revisions
from bimexplorer.clouds.bimplus.api import Api, Part
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.names import distinct
from bimexplorer.clouds.bimplus.rights import Rights
from bimexplorer.clouds.bimplus.tree import Tree, named
from bimexplorer.errors import (
    AccessDenied,
    CloudError,
    NotCalculated,
    NotFound,
    UnexpectedAnswer,
    Unsupported,
)
from bimexplorer.model import Capability, Entry
from bimexplorer.revisions import (
    Attached,
    ChangedObject,
    Comparison,
    ComparisonLimits,
    ComparisonOptions,
    ComparisonPage,
    ComparisonState,
    ModelState,
    Pair,
    Revision,
)
from bimexplorer.words import later, say

_NO_MODEL = later("Only models have revisions.")


class BimplusModels:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api, rights: Rights, tree: Tree) -> None:
        self._api = api
        self._rights = rights
        self._tree = tree

    def state(self, model: Entry) -> ModelState:
        key = _model_key(model)
        for raw in self._api.models(key.team, key.project):
            if convert.model(raw).id == key.node:
                return revisions.model_state(raw)
        raise failures.gone(model.id)

    def revisions(self, model: Entry) -> tuple[Revision, ...]:
        key = _model_key(model)
        found = map(revisions.revision, self._api.revisions(key.team, key.node))
        return tuple(sorted(found, key=lambda revision: revision.number, reverse=True))

    def create_revision(self, model: Entry, name: str, description: str = "") -> Revision:
        self._rights.need(model, Capability.EDIT_REVISIONS)
        key = _model_key(model)
        made = self._api.create_revision(key.team, key.node, name, description)
        return revisions.revision(made)

    def edit_revision(self, model: Entry, revision: Revision, name: str, description: str) -> Revision:
        self._rights.need(model, Capability.EDIT_REVISIONS)
        key = _model_key(model)
        self._api.update_revision(key.team, revision.id, name, description)
        # The answer to the change leaves half of it out.
        return revisions.revision(self._api.revision(key.team, revision.id))

    def disciplines(self, model: Entry) -> Mapping[str, str]:
        key = _model_key(model)
        return revisions.discipline_names(self._api.part(key.team, key.project, Part.DISCIPLINES))

    def attachments(self, model: Entry, object_id: str, revision: int) -> tuple[Attached, ...]:
        key = _model_key(model)
        found = [convert.attachment(raw) for raw in self._api.attachments_of(key.team, object_id, revision)]
        # Whether the object still is anywhere in the project is not known; all attachments are here.
        place = self._tree.place(key.fixed(Where.ALL))
        names = distinct([named(one) for one in found])
        return tuple(_attached(one, place, name) for one, name in zip(found, names, strict=True))

    def limits(self, model: Entry) -> ComparisonLimits:
        key = _model_key(model)
        filters: dict[str, str] = {}
        # Neither is on the page of revisions: where a server does not know them, ids are still taken.
        with suppress(NotFound, AccessDenied, Unsupported, UnexpectedAnswer):
            for discipline in self.disciplines(model):
                filters |= revisions.filter_names(self._api.filters(key.team, key.project, discipline))
        with suppress(NotFound, AccessDenied, Unsupported, UnexpectedAnswer):
            found = revisions.selection_names(self._api.selections(key.team, key.project))
            return ComparisonLimits(filters, found)
        return ComparisonLimits(filters)

    def comparison(
        self,
        model: Entry,
        pair: Pair,
        options: ComparisonOptions,
        *,
        cursor: str | None = None,
        limit: int = 1000,
    ) -> ComparisonPage:
        key = _model_key(model)
        page, before = _position(cursor)
        query = {**_narrowed(options), "page": page, "pageSize": limit}
        try:
            raw = self._api.comparison(key.team, key.node, pair, query)
        except NotFound as error:
            raise NotCalculated(
                say("These revisions have not been compared yet."), error.technical
            ) from error
        told = revisions.comparison(raw, pair)
        if told.state is ComparisonState.PENDING:
            return ComparisonPage(told)
        sets = revisions.changed_objects(raw)
        found = [one for members in sets.values() for one in members]
        first = _mark(found)
        if not found or first == before:
            # Nothing more; or a server that gives everything whatever page is asked for.
            return ComparisonPage(told)
        # Whether a page has so many objects of each set or of all together is not documented: it was the
        # last one for sure only if it is the last one either way.
        last = len(found) < limit
        return ComparisonPage(told, tuple(found), None if last else json.dumps([page + 1, first]))

    def calculate(self, model: Entry, pair: Pair, options: ComparisonOptions) -> Comparison:
        key = _model_key(model)
        # One object is enough of an answer: it is read by pages.
        query = {**_narrowed(options), "page": 1, "pageSize": 1}
        if options.selection_id:
            query["selectionobject"] = options.selection_id
        try:
            raw = self._api.calculate_comparison(key.team, key.node, pair, query)
        except (NotFound, Unsupported) as error:
            # The page says "400 NotFound" for a revision that is gone, others say 404.
            self._need_revisions(model, pair, error)
            raise
        return revisions.comparison(raw, pair)

    def _need_revisions(self, model: Entry, pair: Pair, error: CloudError) -> None:
        """Raises `NotFound` with what is missing of a pair."""
        there = {revision.number for revision in self.revisions(model)}
        for number in (pair.higher, pair.lower):
            if number not in there:
                sentence = say("“{model}” has no revision {number}.", model=model.name, number=number)
                raise NotFound(sentence, error.technical) from error


def _attached(found: convert.Attachment, place: Entry, name: str) -> Attached:
    """In the version that was told."""
    file, number = entries.attachment(found, place, name), found.version
    return Attached(file.id, number, file if number is None else entries.version(found, number, file))


def _model_key(entry: Entry) -> Key:
    key = Key.parsed(entry.id)
    if key.where is not Where.MODEL:
        raise Unsupported(say(_NO_MODEL), entry.id)
    return key


def _narrowed(options: ComparisonOptions) -> dict[str, str | int]:
    query: dict[str, str | int] = {}
    if options.filter_id:
        query["filter"] = options.filter_id
    if options.attributes:
        query["attributes"] = ";".join(options.attributes)
    if options.all_attributes:
        query["allChangedAttributes"] = "true"
    return query


def _position(cursor: str | None) -> tuple[int, str]:
    """The page to ask for, and what the page before it began with."""
    if cursor is None:
        return 1, ""
    try:
        page, first = json.loads(cursor)
        return int(page), str(first)
    except (ValueError, TypeError):
        return 1, ""


def _mark(found: list[ChangedObject]) -> str:
    return f"{found[0].difference.value} {found[0].comparison_id or found[0].id}" if found else ""
