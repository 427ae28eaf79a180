"""One signed-in Bimplus: the `Cloud` protocol."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from bimexplorer.clouds import downloads
from bimexplorer.clouds.base import Connection, CredentialStore, Download, UploadDriver
from bimexplorer.clouds.bimplus import convert, names
from bimexplorer.clouds.bimplus.access import Access
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.authorize import Authorize
from bimexplorer.clouds.bimplus.changing import Changes
from bimexplorer.clouds.bimplus.deleting import Deletions
from bimexplorer.clouds.bimplus.keys import IMPORT, Key, Where
from bimexplorer.clouds.bimplus.listing import SORTABLE, Listings
from bimexplorer.clouds.bimplus.models import BimplusModels
from bimexplorer.clouds.bimplus.more import Facts
from bimexplorer.clouds.bimplus.openid import OpenId
from bimexplorer.clouds.bimplus.paths import Paths
from bimexplorer.clouds.bimplus.projects import BimplusProjects
from bimexplorer.clouds.bimplus.rights import Rights
from bimexplorer.clouds.bimplus.search import Searches
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.clouds.bimplus.uploads import AttachmentUploads
from bimexplorer.clouds.bimplus.versions import Versions
from bimexplorer.clouds.http import Http
from bimexplorer.clouds.models import Models
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import AccessDenied, CloudError, NotFound, Unsupported
from bimexplorer.model import (
    Account,
    Capability,
    Entry,
    Job,
    Kind,
    Missing,
    More,
    Page,
    Sort,
    SortColumn,
    Tally,
    Version,
)
from bimexplorer.model import Changes as Feed
from bimexplorer.query import Field, Query
from bimexplorer.words import say

log = logging.getLogger(__name__)


class BimplusCloud:
    """Made by `BimplusService.open`. The methods' promises are those of `clouds.base.Cloud`."""

    def __init__(self, connection: Connection, store: CredentialStore) -> None:
        self._http = Http()
        self._store = store
        self._authorize = Authorize(self._http, connection.address)
        openid = OpenId(self._http, connection.address, connection.application_id)
        self._access = Access(self._authorize, openid, store)
        self._api = Api(self._http, connection.address, self._access)
        self._rights = Rights(self._api)
        self._tree = Tree(self._api, self._rights)
        self._paths = Paths(self._tree)
        self._listings = Listings(self._tree)
        self._searches = Searches(self._tree, self._listings)
        self._versions = Versions(self._api)
        self._changes = Changes(self._api, self._tree, self._paths, self._versions)
        self._deletions = Deletions(self._api, self._tree, self._changes)
        self._uploads = AttachmentUploads(self._api, self._tree, self._paths, lambda: self.account().id)
        self._facts = Facts(self._api, self._tree)
        self._models = BimplusModels(self._api, self._rights, self._tree)
        self._projects = BimplusProjects(self._api, self._tree, self._rights)
        self._account: Account | None = None

    @property
    def sortable(self) -> frozenset[SortColumn]:
        return SORTABLE

    @property
    def uploads(self) -> UploadDriver:
        return self._uploads

    def account(self) -> Account:
        account = self._account
        if account is None:
            kept = self._access.kept()
            user_id = kept.user_id or self._authorize.info(self._access.token()).user_id
            account = Account(id=user_id, username=kept.username, email=kept.username)
            self._account = account
        return account

    # ---------------------------------------------------------------------------------------- the tree

    def root(self) -> Entry:
        # What is there is always the same; whether anybody may see it is not.
        self._access.token()
        return self._tree.place(Key(Where.ROOT))

    def children(
        self,
        folder: Entry,
        *,
        kinds: frozenset[Kind] | None = None,
        sort: Sort | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page:
        self.need(folder, Capability.OPEN)
        sort = sort or Sort()
        self._need_order(sort)
        if cursor is None:
            self._tree.projects.renew_rights(Key.parsed(folder.id))
        return self._listings.page(folder, kinds, sort, cursor, limit)

    @property
    def untold(self) -> frozenset[SortColumn]:
        return frozenset()

    def shown_path(self, path: tuple[str, ...]) -> tuple[str, ...]:
        return self._tree.projects.shown_path(path)

    @property
    def unsearchable(self) -> Mapping[Field, str]:
        return {}

    def search(
        self,
        folder: Entry,
        query: Query,
        *,
        below: bool,
        sort: Sort | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page:
        if below:
            self.need(folder, Capability.SEARCH)
        if sort is not None:
            self._need_order(sort)
        return self._searches.page(folder, query, sort, cursor, limit, below=below)

    def entry_at(self, path: tuple[str, ...]) -> Entry:
        return self._paths.at(path) if path else self.root()

    def entry(self, entry_id: str) -> Entry:
        key = Key.parsed(entry_id)
        if not key.file:
            return self._tree.place(key)
        file = self._tree.attachment(key.attachment)
        return file if key.version is None else self._versions.entry(file, key.version)

    def entries(self, entry_ids: Sequence[str]) -> dict[str, Entry]:
        wanted: dict[Key, list[Key]] = {}
        """What is asked for of each place or attachment: itself, or versions of it."""
        for entry_id in entry_ids:
            with suppress(NotFound):
                key = Key.parsed(entry_id)
                wanted.setdefault(key.attachment, []).append(key)
        files: dict[tuple[str, str], list[Key]] = {}
        for key in wanted:
            if key.file and key.file != IMPORT:
                files.setdefault((key.team, key.project), []).append(key)
        known: dict[str, convert.Attachment] = {}
        for keys in files.values():
            with suppress(NotFound):
                known |= self._tree.attachments(keys[0], [key.file for key in keys])
        found: dict[str, Entry] = {}
        for key, asked in wanted.items():
            with suppress(NotFound):
                one = self._tree.attachment(key, known.get(key.file)) if key.file else self._tree.place(key)
                found |= self._with_versions(one, asked)
        return found

    def _with_versions(self, file: Entry, asked: Sequence[Key]) -> dict[str, Entry]:
        """An entry itself, or those of its versions that are asked for and exist."""
        found = {key.text: file for key in asked if key.version is None}
        numbers = {key.version: key.text for key in asked if key.version is not None}
        if numbers:
            with suppress(NotFound):
                for number, version in self._versions.entries(file).items():
                    if number in numbers:
                        found[numbers[number]] = version
        return found

    def missing(self, entry: Entry) -> Missing:
        return self._rights.missing(entry)

    def need(self, entry: Entry, capability: Capability) -> None:
        try:
            self._rights.need(entry, capability)
        except AccessDenied:
            key = Key.parsed(entry.id)
            if not key.project:
                raise
            self._tree.projects.project(key, fresh=True)
            self._rights.need(entry, capability)

    def check_name(self, name: str) -> str:
        return names.name_problem(name)

    def suggested_name(self, name: str, taken: Callable[[str], bool]) -> str:
        return names.suggested(name, taken)

    # ---------------------------------------------------------------------------------------- changing

    def create_folder(self, parent: Entry, name: str) -> Entry:
        self.need(parent, Capability.CREATE_FOLDER)
        return self._changes.create_folder(parent, name)

    def rename(self, entry: Entry, name: str) -> Entry:
        names.checked(name)
        self.need(entry, Capability.RENAME)
        return self._changes.rename_folder(entry, name)

    def move(self, entry: Entry, folder: Entry) -> Entry:
        self.need(entry, Capability.MOVE)
        self.need(folder, Capability.UPLOAD)
        if entry.is_folder:
            return self._changes.move_folder(entry, folder)
        return self._changes.move_file(entry, folder)

    def delete(self, entry: Entry) -> None:
        self.need(entry, Capability.DELETE)
        if entry.is_folder:
            self._changes.delete_empty_folder(entry)
        else:
            self._changes.delete_file(entry)

    def delete_trees(self, entries: tuple[Entry, ...]) -> Job:
        if not entries:
            raise NotFound(say("Nothing was chosen to be deleted."))
        for entry in entries:
            self.need(entry, Capability.DELETE)
        return self._deletions.begin(entries)

    def job(self, job: Job) -> Job:
        return self._deletions.job(job)

    def abort(self, job: Job) -> bool:
        return self._deletions.abort(job)

    def tally(self, folder: Entry) -> Tally | None:  # noqa: ARG002 - the service tells it of no place
        return None

    def changes(self, folder: Entry, since: int) -> Feed:  # noqa: ARG002 - the protocol's
        raise Unsupported(self.missing(folder)[Capability.FOLLOW])

    # ---------------------------------------------------------------------------------------- versions

    def versions(self, entry: Entry) -> tuple[Version, ...]:
        self.need(entry, Capability.VERSIONS)
        return self._versions.of(entry)

    def share(self, entry: Entry) -> Entry:
        self.need(entry, Capability.SHARE)
        return self._changes.share(entry)

    def more(self, entry: Entry) -> More:
        return self._facts.of(entry)

    @property
    def projects(self) -> Projects:
        return self._projects

    @property
    def models(self) -> Models:
        return self._models

    # ---------------------------------------------------------------------------------------- content

    def open_download(self, entry: Entry, offset: int = 0, etag: str = "") -> Download:
        self.need(entry, Capability.DOWNLOAD)
        if entry.is_folder:
            raise Unsupported(say("This is a folder, not a file."))
        key = Key.parsed(entry.id)
        if key.file == IMPORT:
            return downloads.opened(
                lambda headers: self._api.model_content(key.team, key.node, headers), offset, etag
            )
        if (number := key.version) is not None:
            # Of the newest one too: what comes is what was chosen, also when there is a newer one by now.
            return downloads.opened(
                lambda headers: self._api.version_content(key.team, key.file, number, headers), offset, etag
            )
        return downloads.opened(lambda headers: self._api.content(key.team, key.file, headers), offset, etag)

    # ---------------------------------------------------------------------------------------- the end

    def sign_out(self) -> None:
        try:
            self._access.end()
        except CloudError as error:
            log.info("The sign-in ends by itself: %s", error.technical)
        with self._store.exclusive():
            self._store.clear()

    def close(self) -> None:
        self._access.close()
        self._deletions.close()
        self._http.close()

    def _need_order(self, sort: Sort) -> None:
        if sort.column not in SORTABLE:
            raise Unsupported(say("Bimplus cannot sort by {column}.", column=sort.column.value))
