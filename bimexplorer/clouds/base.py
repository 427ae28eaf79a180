"""What a cloud is to the rest of the program.

`Service` is a kind of cloud before anybody signed in; `Cloud` is one signed-in connection. The explorer and
the transfer engine know only these. Every call blocks, may be made from any thread, honours the current
`bimexplorer.cancellation` scope, and raises errors from `bimexplorer.errors` only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from bimexplorer.clouds.models import Models
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import CloudError
from bimexplorer.model import (
    Account,
    Capability,
    Changes,
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
from bimexplorer.query import Field, Query

# ---------------------------------------------------------------------------------------- signing in


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What an address turned out to be."""

    address: str
    """Normalised: scheme, host, port, no trailing slash, no service path."""
    generation: str
    """The protocol it speaks (BIMcloud: `2023.2` or `2020.2`)."""
    browser_sign_in: bool
    password_sign_in: bool
    password_beside: bool = False
    """Whether people may choose the password also where there is a page for the browser."""
    warning: str = ""
    """A sentence to show before a password is typed (plain http to another machine)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in gave. Only `secret` may be kept, and only in the keychain."""

    username: str
    """As typed or as the service told it."""
    user_id: str
    secret: str = field(repr=False)
    """What signs in again later: a refresh token, or a session id."""
    access_token: str = field(default="", repr=False)
    """Lives minutes to hours and stays in memory."""
    expires_at: float | None = None
    """UNIX seconds at which `access_token` (or the session) ends, where known."""


class CredentialStore(Protocol):
    """Where one site's credentials are kept; shared by every thread and process that uses the site."""

    def load(self) -> Credentials | None:
        """What is kept, without access token and expiry; None: nobody is signed in."""

    def save(self, credentials: Credentials) -> None:
        """Keep `secret`, `username` and `user_id`."""

    def clear(self) -> None:
        """Forget everything."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Hold while a secret is exchanged for a new one: across threads and processes."""


class BrowserSignIn(Protocol):
    """A sign-in that a person finishes in the system browser."""

    @property
    def address(self) -> str:
        """The page to open."""

    @property
    def interruption(self) -> CloudError | None:
        """Why the last `poll` got no answer from the server; None: it got one, or there was none yet."""

    def poll(self) -> Credentials | None:
        """One question to the server: None while the person is still at it; raises `SignInFailed` kinds."""

    def close(self) -> None:
        """Give up waiting; nothing is kept."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a site."""

    address: str
    generation: str
    name: str
    """The person's name for the site, for sentences."""
    application_id: str = ""
    """What names the program to the service, where that issues one for each customer (Bimplus)."""


class Service(Protocol):
    """A kind of cloud, as the registry holds it."""

    @property
    def title(self) -> str:
        """`BIMcloud`, `Bimplus`."""

    @property
    def about(self) -> str:
        """A sentence by which somebody knows whether this is the cloud that is meant."""

    @property
    def usual_address(self) -> str:
        """Where most people's service is; empty where everybody has an own one."""

    @property
    def address_example(self) -> str:
        """What an address looks like."""

    @property
    def needs_application_id(self) -> bool:
        """Whether a site needs a `Connection.application_id`."""

    @property
    def about_application_id(self) -> str:
        """What it is and who issues it; empty where none is needed."""

    def probe(self, address: str) -> ServerInfo:
        """Find out what answers there. `address` is as typed: a missing scheme is tried as https, then http.

        Raises `WrongService` or `Offline` kinds.
        """

    def browser_sign_in(self, connection: Connection, username: str = "") -> BrowserSignIn:
        """Begin a sign-in in the browser; `username` prefills the page."""

    def password_sign_in(self, connection: Connection, username: str, password: str) -> Credentials:
        """Sign in unattended. Raises `SignInRefused`."""

    def open(self, connection: Connection, store: CredentialStore) -> Cloud:
        """A connection for the credentials in the store. Makes no request yet."""


# ---------------------------------------------------------------------------------------- uploading


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of bytes `[offset, offset + length)`."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class UploadTraits:
    """What the engine may do with this cloud's upload driver."""

    part_size: int
    """Bytes a part should have; the last is shorter."""
    parallel_parts: int
    """How many parts of one file may travel at once; 1: strictly one after the other."""
    batch_files: int
    """How many files may share a batch; 1: a batch is a file."""
    resumable: bool
    """Whether an upload can be continued in a later run."""
    hashes: bool
    """Whether `Receipt.sha256` comes, before the file becomes visible."""
    keeps_versions: bool
    """Whether the older contents of a file that gets a new one can still be fetched."""

    @property
    def batches(self) -> bool:
        """Whether files become visible with their batch.

        If not, each does with its last part: there is nothing to be done by `finish_batch` then, what is to
        become of a taken name is said to `begin_batch`, and an upload that was begun may be found there.
        """
        return self.batch_files > 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that become visible together. Serialisable; holds no token or login session."""

    state: str
    """The driver's own JSON."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way. Serialisable; holds no token or login session."""

    state: str
    """The driver's own JSON."""
    size: int
    confirmed: tuple[Span, ...] = ()
    """What the server said it holds, sorted and merged: the truth."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server holds of a file that was sent."""

    name: str
    folder_path: tuple[str, ...]
    size: int
    sha256: str
    """Hex; empty where the service tells no hash."""
    entry_id: str
    """Final after `finish_batch`; the one from `finish` may be temporary."""
    revision: str = ""
    """The service's own content revision."""
    modified: datetime | None = None
    """As the service lists the file now; None: that has to be asked."""


class OnExisting(str, Enum):
    """What the server does with a name that is already there."""

    FAIL = "fail"
    NEW_VERSION = "new-version"


class PartBody(Protocol):
    """The bytes of one part, read while they are sent (so progress and cancelling are finer than a part)."""

    def __len__(self) -> int: ...

    def read(self, size: int = -1, /) -> bytes: ...

    def rewind(self) -> None:
        """Back to the first byte, when a request has to be repeated after a renewed session."""


class UploadDriver(Protocol):
    """How files get into one cloud: `begin`, `send`, `finish`."""

    @property
    def traits(self) -> UploadTraits: ...

    def batch_key(self, folder: Entry) -> str:
        """Files for folders with equal keys may share a batch (BIMcloud: the blob server's id)."""

    def begin_batch(
        self, folder: Entry, description: str, on_existing: OnExisting = OnExisting.FAIL
    ) -> Batch:
        """Open a batch for folders with this folder's `batch_key`.

        `on_existing` counts where a file becomes visible with its last part already, because the service has
        no batches; elsewhere it is for `finish_batch` to say.
        """

    def begin(self, batch: Batch, folder: Entry, name: str, size: int) -> Upload:
        """Announce a file of `size` bytes.

        Raises `InvalidName`, `AccessDenied`, and `NameExists` where a name that is there already shows now
        and the batch does not allow it.
        """

    def send(self, upload: Upload, span: Span, body: PartBody) -> Upload:
        """Send one part; the answer's `confirmed` replaces what was known.

        Raises `UploadLost`; and where files become visible without a batch, as `begin` does.
        """

    def finish(self, upload: Upload) -> Receipt:
        """Close the file: complete and hashed, but not visible yet where the service has batches.

        Raises `UploadIncomplete` (send what is missing), `UploadLost`.
        """

    def finish_batch(self, batch: Batch, on_existing: OnExisting) -> tuple[Receipt, ...]:
        """Make every finished file of the batch visible, all or none. Raises `NameExists`, `BatchFailed`."""


# ---------------------------------------------------------------------------------------- downloading


class Download(Protocol):
    """An open stream of content. Close it, also after an error."""

    @property
    def offset(self) -> int:
        """Where the stream begins: the asked offset, or 0 if the server starts over."""

    @property
    def size(self) -> int | None:
        """Of the whole content, in bytes, where the server tells it."""

    @property
    def etag(self) -> str:
        """The server's mark of this content; empty if it sent none."""

    @property
    def sha256(self) -> str:
        """The mark, if it looks like a SHA-256 of the content (hex); empty if it does not.

        No specification promises that it is one: only an equal hash proves something.
        """

    def readinto(self, buffer: memoryview) -> int:
        """Fill the buffer as far as bytes are there; 0 at the end. Raises `Offline` when the line breaks."""

    def close(self) -> None: ...


# ---------------------------------------------------------------------------------------- the cloud


class Cloud(Protocol):
    """One signed-in connection."""

    @property
    def sortable(self) -> frozenset[SortColumn]:
        """The columns by which `children` can be sorted."""

    @property
    def untold(self) -> frozenset[SortColumn]:
        """The columns that stay empty, because the service does not tell what belongs there."""

    @property
    def uploads(self) -> UploadDriver: ...

    def account(self) -> Account:
        """Who is signed in; asked once, then remembered."""

    def root(self) -> Entry:
        """The top of the tree; its name may be translated."""

    def shown_path(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """A name to show for each of a path's; that of a place that is always there may be translated.

        Makes no request.
        """

    def children(
        self,
        folder: Entry,
        *,
        kinds: frozenset[Kind] | None = None,
        sort: Sort | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page:
        """One page of what lies directly in a folder; `kinds` asks for some only (the tree: folders).

        Folders come before files only if the service sorts so. Pages of one listing never repeat a row and
        never miss one that was there all the time; a cursor may be used again, to read on from there anew.
        Raises `NotFound` if the folder is gone.
        """

    @property
    def unsearchable(self) -> Mapping[Field, str]:
        """What `search` cannot look at, each with the reason as a sentence."""

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
        """One page of what fits the query: directly in a folder, or with `below` anywhere below it.

        The folder itself is never among it. `sort` is by one of the `sortable` columns; None: as the service
        goes on best (BIMcloud: by path). A page may hold fewer entries than `limit`, so that the first ones
        are there soon; only the last one may hold none. Pages of one search never repeat a row. Raises
        `NotFound` if the folder is gone, `Unsupported` for a query that looks at something `unsearchable`.
        """

    def entry_at(self, path: tuple[str, ...]) -> Entry:
        """The entry at a path below the root. Raises `NotFound`."""

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id. Raises `NotFound`."""

    def entries(self, entry_ids: Sequence[str]) -> dict[str, Entry]:
        """Those of these ids that exist, by id; with as few requests as the service allows."""

    def missing(self, entry: Entry) -> Missing:
        """What cannot be done with this entry, and why. Makes no request."""

    def need(self, entry: Entry, capability: Capability) -> None:
        """Raises the reason, if this is `missing`.

        `AccessDenied` where another person might do it with this entry, `Unsupported` where nobody can. Asks
        the server whether a right that is missing was given meanwhile, if it tells.
        """

    def check_name(self, name: str) -> str:
        """Empty, or a sentence that says why the service does not take this name. Makes no request."""

    def suggested_name(self, name: str, taken: Callable[[str], bool]) -> str:
        """A name as near as can be that `check_name` finds nothing wrong with and that is not `taken`.

        `name` itself, where nothing speaks against it; otherwise the extension stays. Makes no request.
        """

    def create_folder(self, parent: Entry, name: str) -> Entry:
        """Raises `NameExists`, `InvalidName`, `AccessDenied`."""

    def rename(self, entry: Entry, name: str) -> Entry:
        """Raises `NameExists`, `InvalidName`, `AccessDenied`, `Unsupported`."""

    def move(self, entry: Entry, folder: Entry) -> Entry:
        """Raises `NameExists`, `AccessDenied`, `Unsupported`."""

    def delete(self, entry: Entry) -> None:
        """Delete a file or an empty folder. Raises `NotEmpty`."""

    def delete_trees(self, entries: tuple[Entry, ...]) -> Job:
        """Begin to delete entries with all that is below them."""

    def job(self, job: Job) -> Job:
        """How far it is. A job that the server no longer knows is `DONE`."""

    def abort(self, job: Job) -> bool:
        """Ask the server to stop it; whether it will."""

    def tally(self, folder: Entry) -> Tally | None:
        """How much lies below a folder, without itself; None: the service does not tell, pages have to be
        counted (`clouds.counting`).
        """

    def changes(self, folder: Entry, since: int) -> Changes:
        """What happened to the files below a folder after revision `since`; 0: everything is `created`.

        Raises `RevisionObsolete`.
        """

    def versions(self, entry: Entry) -> tuple[Version, ...]:
        """The contents that a file has had, the newest first. Raises `Unsupported`, `NotFound`."""

    def share(self, entry: Entry) -> Entry:
        """Let others see the newest version of a file; the file as it is then.

        Raises `Unsupported`, `AccessDenied`.
        """

    def more(self, entry: Entry) -> More:
        """What takes requests of its own to be told. Nothing, where nothing more is known."""

    @property
    def projects(self) -> Projects | None:
        """Making, changing and deleting projects; None where they are managed elsewhere."""

    @property
    def models(self) -> Models | None:
        """Revisions of models, and comparisons of them; None where the service tells of none."""

    def open_download(self, entry: Entry, offset: int = 0, etag: str = "") -> Download:
        """Open a file's content from `offset` on, if it still has this `etag` (empty: whatever it has)."""

    def sign_out(self) -> None:
        """End the sessions on the servers and forget the credentials, also in the store."""

    def close(self) -> None:
        """End content sessions and connections; credentials stay. Running calls of other threads end.

        A session that an unfinished upload may depend on is left to end by itself: a later run goes on with
        the upload.
        """


Registry = Mapping[str, Service]
