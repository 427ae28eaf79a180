"""One signed-in BIMcloud: the `Cloud` protocol."""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from bimexplorer.clouds import downloads
from bimexplorer.clouds.base import Connection, CredentialStore, Download, UploadDriver
from bimexplorer.clouds.bimcloud import convert, names
from bimexplorer.clouds.bimcloud.access import Access, SessionAccess, TokenAccess
from bimexplorer.clouds.bimcloud.content import ContentServers
from bimexplorer.clouds.bimcloud.failures import SessionGone
from bimexplorer.clouds.bimcloud.generation import OAUTH
from bimexplorer.clouds.bimcloud.listing import PROPERTIES, Listings
from bimexplorer.clouds.bimcloud.manager import Manager
from bimexplorer.clouds.bimcloud.oauth import OAuth
from bimexplorer.clouds.bimcloud.search import UNSEARCHABLE, Searches
from bimexplorer.clouds.bimcloud.sessions import Sessions
from bimexplorer.clouds.bimcloud.uploads import BlobUploads
from bimexplorer.clouds.http import Http
from bimexplorer.clouds.models import Models
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import (
    AccessDenied,
    CloudError,
    InvalidName,
    NotEmpty,
    NotFound,
    ServerFailed,
    UnexpectedAnswer,
    Unsupported,
)
from bimexplorer.model import (
    Account,
    Capability,
    Changes,
    Entry,
    Job,
    JobState,
    Kind,
    Missing,
    More,
    Page,
    Sort,
    SortColumn,
    Tally,
    Version,
)
from bimexplorer.query import Field, Query, fields
from bimexplorer.words import later, say

log = logging.getLogger(__name__)

_AT_ONCE = 100
"""Ids in one question."""

_IS_FILE = later("This is a file, not a folder.")
_FOREIGN = later("BIM Explorer only shows this kind of entry; it is managed in BIMcloud itself.")
_IS_ROOT = later("The top of a BIMcloud cannot be changed.")
_NO_VERSIONS = later("BIMcloud offers only the newest content of a file.")
_NO_SHARING = later("BIMcloud shares by the rights of folders, which are set in BIMcloud Manager.")
_NO_REVISIONS = later("BIMcloud does not tell what changed between two states of a model.")
_NO_PROJECTS = later("Projects are made and changed in BIMcloud itself.")

_NOWHERE = {
    Capability.VERSIONS: _NO_VERSIONS,
    Capability.ADD_VERSION: _NO_VERSIONS,
    Capability.SHARE: _NO_SHARING,
    Capability.REVISIONS: _NO_REVISIONS,
    Capability.EDIT_REVISIONS: _NO_REVISIONS,
    Capability.CREATE_PROJECT: _NO_PROJECTS,
    Capability.EDIT_PROJECT: _NO_PROJECTS,
    Capability.DELETE_PROJECT: _NO_PROJECTS,
}

_MISSING: dict[Kind, dict[Capability, str]] = {
    Kind.ROOT: {
        **_NOWHERE,
        Capability.RENAME: _IS_ROOT,
        Capability.MOVE: _IS_ROOT,
        Capability.DELETE: _IS_ROOT,
        Capability.FOLLOW: later("The whole of a BIMcloud is too much to be followed; open a folder."),
    },
    Kind.FOLDER: {
        **_NOWHERE,
        Capability.RENAME: later("BIMcloud cannot rename folders."),
        Capability.MOVE: later("BIMcloud cannot move folders."),
    },
    Kind.FILE: {
        **_NOWHERE,
        Capability.OPEN: _IS_FILE,
        Capability.UPLOAD: _IS_FILE,
        Capability.CREATE_FOLDER: _IS_FILE,
        Capability.FOLLOW: _IS_FILE,
        Capability.SEARCH: _IS_FILE,
    },
}
_ALL_MISSING = dict.fromkeys(Capability, _FOREIGN)


def _said(reasons: dict[Capability, str]) -> dict[Capability, str]:
    return {capability: say(reason) for capability, reason in reasons.items()}


class BimcloudCloud:
    """Made by `BimcloudService.open`. The methods' promises are those of `clouds.base.Cloud`."""

    def __init__(self, connection: Connection, store: CredentialStore) -> None:
        self._http = Http()
        self._store = store
        self._access: Access = (
            TokenAccess(OAuth(self._http, connection.address), store)
            if connection.generation == OAUTH
            else SessionAccess(Sessions(self._http, connection.address), store)
        )
        self._tells_users = connection.generation == OAUTH
        self._manager = Manager(self._http, connection.address, self._access)
        self._missing = {kind: _said(reasons) for kind, reasons in _MISSING.items()}
        self._all_missing = _said(_ALL_MISSING)
        self._listings = Listings(self._manager)
        self._searches = Searches(self._manager, self._listings)
        self._content = ContentServers(
            self._http, self._manager, connection.address, lambda: self.account().username
        )
        self._uploads = BlobUploads(self._manager, self._content)
        self._lock = threading.Lock()
        self._account: Account | None = None
        self._root_name = ""
        self._takes_id_lists = False
        """Whether this server was seen to answer a question for several ids."""
        self._counts_itself: bool | None = None
        """Whether this server tells how much a folder holds; None: it was not asked yet."""

    @property
    def sortable(self) -> frozenset[SortColumn]:
        return frozenset(PROPERTIES)

    @property
    def uploads(self) -> UploadDriver:
        return self._uploads

    def account(self) -> Account:
        account = self._account
        if account is None:
            kept = self._access.kept()
            if self._tells_users and not kept.user_id:
                # The first exchange of the token tells it.
                self._access.stamp()
                kept = self._access.kept()
            if self._tells_users:
                account = convert.account(self._manager.user(kept.user_id))
            else:
                account = Account(id=kept.user_id, username=kept.username, name=kept.username)
            self._account = account
        return account

    # ---------------------------------------------------------------------------------------- the tree

    def root(self) -> Entry:
        root = convert.entry(self._manager.resource(convert.ROOT_ID))
        self._root_name = root.name
        return root

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
        page = self._listings.page(folder, kinds, sort, cursor, limit)
        if not page.entries:
            # A folder that is gone has no children either.
            self._manager.resource(folder.id)
        return page

    @property
    def untold(self) -> frozenset[SortColumn]:
        return frozenset({SortColumn.OWNER})

    def shown_path(self, path: tuple[str, ...]) -> tuple[str, ...]:
        return path

    @property
    def unsearchable(self) -> Mapping[Field, str]:
        return {field: say(reason) for field, reason in UNSEARCHABLE.items()}

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
        self.need(folder, Capability.SEARCH)
        if sort is not None:
            self._need_order(sort)
        for field in sorted(fields(query)):
            if field in UNSEARCHABLE:
                raise Unsupported(say(UNSEARCHABLE[field]))
        return self._searches.page(folder, query, sort, cursor, limit, below=below)

    def entry_at(self, path: tuple[str, ...]) -> Entry:
        if not path:
            return self.root()
        if not self._root_name:
            self.root()
        # As typed, and as this program stores names: macOS hands out decomposed letters.
        composed = tuple(unicodedata.normalize("NFC", name) for name in path)
        for names_tried in dict.fromkeys((path, composed)):
            wanted = "/".join((self._root_name, *names_tried))
            for row in self._manager.resources({"$eq": {"$path": wanted}}, sort_by="$loweredPath"):
                entry = convert.entry(row)
                if entry.path == names_tried:
                    return entry
        raise NotFound(say("There is no “/{path}” on this BIMcloud.", path="/".join(path)))

    def entry(self, entry_id: str) -> Entry:
        return convert.entry(self._manager.resource(entry_id))

    def entries(self, entry_ids: Sequence[str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        wanted = [entry_id for entry_id in dict.fromkeys(entry_ids) if entry_id]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            listed = self._listed(some) if len(some) > 1 else None
            found |= self._one_by_one(some) if listed is None else listed
        return found

    def _listed(self, ids: list[str]) -> dict[str, Entry] | None:
        """Those that exist, with one question; None: this server may not know how to answer it."""
        try:
            rows = self._manager.resources({"$eq": {"id": ids}}, sort_by="$loweredPath", limit=len(ids))
        except (InvalidName, ServerFailed, Unsupported) as error:
            if self._takes_id_lists:
                raise
            log.info("The server does not look up several ids at once: %s", error.technical)
            return None
        wanted = set(ids)
        found = {entry.id: entry for entry in map(convert.entry, rows) if entry.id in wanted}
        self._takes_id_lists = self._takes_id_lists or bool(found)
        return found if self._takes_id_lists else None

    def _one_by_one(self, ids: list[str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry_id in ids:
            with suppress(NotFound):
                found[entry_id] = self.entry(entry_id)
        return found

    def missing(self, entry: Entry) -> Missing:
        return self._missing.get(entry.kind, self._all_missing)

    def need(self, entry: Entry, capability: Capability) -> None:
        # Whether somebody has a right only the server tells, when it is asked to do it.
        reason = self.missing(entry).get(capability)
        if reason:
            raise Unsupported(reason)

    def check_name(self, name: str) -> str:
        return names.name_problem(name)

    def suggested_name(self, name: str, taken: Callable[[str], bool]) -> str:
        return names.suggested(name, taken)

    # ---------------------------------------------------------------------------------------- changing

    def create_folder(self, parent: Entry, name: str) -> Entry:
        self.need(parent, Capability.CREATE_FOLDER)
        made = self._manager.insert_folder(parent.id, names.checked(name))
        return self.entry(convert.new_id(made))

    def rename(self, entry: Entry, name: str) -> Entry:
        self.need(entry, Capability.RENAME)
        self._manager.rename_blob(entry.id, names.checked(name))
        return self.entry(entry.id)

    def move(self, entry: Entry, folder: Entry) -> Entry:
        self.need(entry, Capability.MOVE)
        self.need(folder, Capability.UPLOAD)
        self._manager.move_blob(entry.id, folder.id)
        return self.entry(entry.id)

    def delete(self, entry: Entry) -> None:
        self.need(entry, Capability.DELETE)
        if entry.kind is Kind.FILE:
            self._manager.delete_blob(entry.id)
            return
        try:
            self._manager.delete_folder(entry.id)
        except AccessDenied as error:
            # "Not allowed" is also what a server says about a folder that is not empty.
            if self.children(entry, limit=1).entries:
                raise NotEmpty(
                    say("The folder “{name}” is not empty.", name=entry.name), error.technical
                ) from error
            raise

    def delete_trees(self, entries: tuple[Entry, ...]) -> Job:
        if not entries:
            raise NotFound(say("Nothing was chosen to be deleted."))
        for entry in entries:
            self.need(entry, Capability.DELETE)
        return convert.job(self._manager.delete_trees([entry.id for entry in entries]))

    def job(self, job: Job) -> Job:
        try:
            return convert.job(self._manager.job(job.id))
        except NotFound:
            # Finished jobs disappear after some minutes.
            return Job(id=job.id, state=JobState.DONE, fraction=1.0)

    def abort(self, job: Job) -> bool:
        try:
            return self._manager.abort_job(job.id) is True
        except NotFound:
            return False

    def tally(self, folder: Entry) -> Tally | None:
        if self._counts_itself is False:
            return None
        try:
            told = convert.tally(self._manager.folder_size(folder.id))
        except (NotFound, Unsupported, UnexpectedAnswer) as error:
            # Older managers do not know the question. A folder that is gone shows when it is counted.
            log.info("The server does not tell how much a folder holds: %s", error.technical)
            told = None
        self._counts_itself = self._counts_itself or told is not None
        return told

    def changes(self, folder: Entry, since: int) -> Changes:
        self.need(folder, Capability.FOLLOW)
        return convert.changes(self._manager.blob_changes(folder.id, since))

    # ---------------------------------------------------------------------------------------- what it lacks

    def versions(self, entry: Entry) -> tuple[Version, ...]:
        raise Unsupported(self.missing(entry)[Capability.VERSIONS])

    def share(self, entry: Entry) -> Entry:
        raise Unsupported(self.missing(entry)[Capability.SHARE])

    def more(self, entry: Entry) -> More:  # noqa: ARG002 - a listing tells everything
        return More()

    @property
    def projects(self) -> Projects | None:
        return None

    @property
    def models(self) -> Models | None:
        return None

    # ---------------------------------------------------------------------------------------- content

    def open_download(self, entry: Entry, offset: int = 0, etag: str = "") -> Download:
        self.need(entry, Capability.DOWNLOAD)
        if entry.is_folder:
            raise Unsupported(say("This is a folder, not a file."))
        server_id = entry.server_id or convert.entry(self._manager.resource(entry.id)).server_id
        if not server_id:
            server_id = convert.server_id(self._manager.default_blob_server(entry.place))
        try:
            return self._content.run(
                server_id,
                lambda server, session: downloads.opened(
                    lambda headers: server.content(session, entry.id, headers), offset, etag
                ),
            )
        except SessionGone as error:
            raise ServerFailed(
                say("The content server ends its sessions as soon as they begin."), error.technical
            ) from error

    # ---------------------------------------------------------------------------------------- the end

    def sign_out(self) -> None:
        self._content.close_sessions(self._http)
        try:
            self._access.end()
        except CloudError as error:
            log.info("The manager's session ends by itself: %s", error.technical)
        with self._store.exclusive():
            self._store.clear()

    def close(self) -> None:
        self._access.close()
        self._http.close()
        farewell = Http()
        try:
            self._content.close_sessions(farewell, keep=self._uploads.servers_in_use)
        finally:
            farewell.close()

    def _need_order(self, sort: Sort) -> None:
        if sort.column not in PROPERTIES:
            raise Unsupported(say("BIMcloud cannot sort by {column}.", column=sort.column.value))
