"""The upload driver: files become visible with their last byte, one by one.

A small file goes in one request, a larger one in chunks, in order: to an issue or an object, else to the
project. Whether a name becomes a new attachment or a new version of the one that has it is decided when the
upload begins, by what was decided about the batch; the content of an attachment is never replaced.

The answer to the request that makes a file visible may be lost. So before that request is repeated, and
before it is sent by a later run, the file is looked for: something of this name, of this size and of this
user that was not there when the upload began is taken for it.
"""

from __future__ import annotations

import json
import mimetypes
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Batch, OnExisting, PartBody, Receipt, Span, Upload, UploadTraits
from bimexplorer.clouds.bimplus import convert, names
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.forms import FilePart, Held, content_disposition, form_type
from bimexplorer.clouds.bimplus.keys import OF_OBJECTS, Key, Where
from bimexplorer.clouds.bimplus.names import Named
from bimexplorer.clouds.bimplus.paths import Ambiguous, Paths
from bimexplorer.clouds.bimplus.taken import TakenNames, holder_in_another_case
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.errors import (
    Conflict,
    NameExists,
    NotFound,
    UnexpectedAnswer,
    Unsupported,
    UploadIncomplete,
    UploadLost,
)
from bimexplorer.model import Entry
from bimexplorer.words import later, say

_PART = 8 * 1024 * 1024

_TRAITS = UploadTraits(
    part_size=_PART, parallel_parts=1, batch_files=1, resumable=True, hashes=False, keeps_versions=True
)

_PLACES = (Where.DOCUMENTS, Where.FOLDER, *OF_OBJECTS)
_SHOWING = (Where.ALL, Where.MODEL, Where.STRUCTURE)
"""Places of which only what they show already gets new versions."""

_PUT_ELSEWHERE = later("Files can be put into “Documents” and its folders, into issues and into objects.")

_GRACE = 1.0
"""Seconds for which a request that was cut off may still come to something at the server."""

_REMEMBERED = 1000
"""Batches whose receipts are kept for `finish_batch`."""


@dataclass(frozen=True, slots=True)
class _State:
    """One upload, as `Upload.state` keeps it."""

    batch: str
    run: str
    """Which run began it: another one does not know what was sent."""
    folder: str
    path: list[str]
    """Of the folder."""
    name: str
    target: str = ""
    """Id of the attachment that gets a new version; empty: a new one."""
    version: int = 0
    """The target's version before."""
    before: tuple[str, ...] = ()
    """Ids of what has the name already."""
    file_id: str = ""
    """For the next chunks."""
    done: str = ""
    """Id of the attachment that holds the content; empty: not yet."""
    revision: str = ""
    modified: str = ""
    """ISO 8601."""

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def parsed(cls, text: str) -> _State:
        """Raises `UploadLost`: whatever it was, it begins again."""
        try:
            raw = json.loads(text)
            return cls(**{**raw, "before": tuple(raw["before"])})
        except (ValueError, KeyError, TypeError) as error:
            raise UploadLost(
                say("The kept state of the upload cannot be read. It begins again."), "bad state"
            ) from error


class AttachmentUploads:
    """The `UploadDriver`."""

    def __init__(self, api: Api, tree: Tree, paths: Paths, user_id: Callable[[], str]) -> None:
        """`user_id` tells who is signed in."""
        self._api = api
        self._tree = tree
        self._taken = TakenNames(tree, paths)
        self._user_id = user_id
        self._run = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._tried: dict[str, float] = {}
        """Uploads whose only or last request was sent by this run, and when (monotonic seconds)."""
        self._receipts: OrderedDict[str, list[Receipt]] = OrderedDict()

    @property
    def traits(self) -> UploadTraits:
        return _TRAITS

    def batch_key(self, folder: Entry) -> str:
        return Key.parsed(folder.id).project

    def begin_batch(
        self,
        folder: Entry,
        description: str,  # noqa: ARG002 - there is nobody to tell
        on_existing: OnExisting = OnExisting.FAIL,
    ) -> Batch:
        _place(folder, as_version=on_existing is OnExisting.NEW_VERSION)
        return Batch(json.dumps({"batch": uuid.uuid4().hex, "on_existing": on_existing.value}))

    def begin(self, batch: Batch, folder: Entry, name: str, size: int) -> Upload:
        kept = _batch(batch)
        as_version = kept["on_existing"] == OnExisting.NEW_VERSION.value
        key = _place(folder, as_version=as_version)
        name = names.checked(name)
        alike = self._taken.alike(key, name)
        state = _State(kept["batch"], self._run, key.text, list(folder.path), name)
        try:
            there = self._taken.holder(folder, name, alike)
        except Ambiguous:
            if as_version:
                raise
            raise _taken(state) from None
        if there is None and as_version:
            there = holder_in_another_case(alike, name)
        if there is not None:
            if not as_version:
                raise _taken(state)
            target = self._current(key, there)
            state = replace(state, name=target.file_name, target=target.id, version=target.version or 0)
        elif key.where not in _PLACES:
            raise Unsupported(say(_PUT_ELSEWHERE), f"nothing called {name!r} in {key.text}")
        else:
            state = replace(state, before=tuple(one.id for one in alike))
        return Upload(state.text(), size)

    def send(self, upload: Upload, span: Span, body: PartBody) -> Upload:
        state = _State.parsed(upload.state)
        if state.done or not upload.size:
            return upload
        last = span.end == upload.size
        state, found = self._looked(upload, state, last=last, late=span.offset > 0)
        if found is not None:
            return self._finished(upload, state, found)
        try:
            if span.offset == 0 and last:
                return self._finished(upload, state, self._send_whole(state, body))
            return self._send_chunk(upload, state, span, body, last=last)
        except BaseException:
            self._note_sending(_mark(state), last=last)
            raise

    def finish(self, upload: Upload) -> Receipt:
        state = _State.parsed(upload.state)
        if not state.done and not upload.size:
            upload = self._send_empty(upload, state)
            state = _State.parsed(upload.state)
        if not state.done:
            raise UploadIncomplete(say("The server has not received all of the file yet."), state.name)
        receipt = Receipt(
            name=state.name,
            folder_path=tuple(state.path),
            size=upload.size,
            sha256="",
            entry_id=Key.parsed(state.folder).holding(state.done).text,
            revision=state.revision,
            modified=datetime.fromisoformat(state.modified) if state.modified else None,
        )
        with self._lock:
            self._tried.pop(_mark(state), None)
            receipts = self._receipts.setdefault(state.batch, [])
            receipts[:] = [one for one in receipts if one.entry_id != receipt.entry_id] + [receipt]
            while len(self._receipts) > _REMEMBERED:
                self._receipts.popitem(last=False)
        return receipt

    def finish_batch(self, batch: Batch, on_existing: OnExisting) -> tuple[Receipt, ...]:  # noqa: ARG002
        """What was closed in the batch by this run: all of it is visible already."""
        with self._lock:
            return tuple(self._receipts.get(_batch(batch)["batch"], ()))

    # ---------------------------------------------------------------------------------------- sending

    def _send_empty(self, upload: Upload, state: _State) -> Upload:
        state, found = self._looked(upload, state, last=True, late=False)
        return self._finished(upload, state, found or self._send_whole(state, Held(b"")))

    def _send_whole(self, state: _State, body: PartBody) -> convert.Attachment:
        key = Key.parsed(state.folder)
        part = FilePart(state.name, _media_type(state.name), body)
        if state.target:
            raw = self._api.send_version(key.team, state.target, form_type(part), part)
        elif key.where in OF_OBJECTS:
            raw = self._api.send_file_of(key.team, key.node, form_type(part), part)
        else:
            raw = self._api.send_file(key.team, key.project, key.node, form_type(part), part)
        return convert.attachment(raw)

    def _send_chunk(self, upload: Upload, state: _State, span: Span, body: PartBody, *, last: bool) -> Upload:
        if span.offset and (not state.file_id or upload.confirmed != (Span(0, span.offset),)):
            raise UploadLost(say("The server has forgotten the upload. It begins again."), "no id, or a gap")
        headers = {
            "Content-Type": _media_type(state.name),
            "Content-Range": f"bytes {span.offset}-{span.end - 1}/{upload.size}",
            "Content-Disposition": f"inline; {content_disposition(state.name)}",
        }
        if span.offset:
            headers["Chunk-FileId"] = state.file_id
        key = Key.parsed(state.folder)
        try:
            if state.target:
                raw = self._api.send_version_chunk(key.team, state.target, headers, body)
            elif key.where in OF_OBJECTS:
                raw = self._api.send_chunk_of(key.team, key.node, headers, body)
            else:
                raw = self._api.send_chunk(key.team, key.project, key.node, headers, body)
        except (NotFound, Unsupported) as error:
            if not span.offset:
                raise
            # The upload expired; or it is finished, and the answer that said so was lost.
            found = self._arrived(state, upload.size) if last else None
            if found is not None:
                return self._finished(upload, state, found)
            raise UploadLost(
                say("The server has forgotten the upload. It begins again."), error.technical
            ) from error
        if last:
            made = self._made(upload, state, raw)
            self._need_placed(state, made)
            return self._finished(upload, state, made)
        state = replace(state, file_id=state.file_id if span.offset else convert.chunk_file_id(raw))
        return replace(upload, state=state.text(), confirmed=(Span(0, span.end),))

    def _made(self, upload: Upload, state: _State, raw: Any) -> convert.Attachment:
        """The attachment that the last part's answer tells, or that is there now."""
        if raw is not None:
            told = convert.attachment(raw)
            if told.id != convert.ZERO_ID:
                return told
        found = self._arrived(state, upload.size)
        if found is None:
            raise UnexpectedAnswer(say("The server told no id of what it made."), "the last part's answer")
        return found

    def _finished(self, upload: Upload, state: _State, found: convert.Attachment) -> Upload:
        if found.size is not None and found.size != upload.size:
            raise UnexpectedAnswer(
                say("The server holds another size than was sent."), f"{found.size} of {upload.size} bytes"
            )
        key = Key.parsed(state.folder)
        if key.where is Where.FOLDER and not state.target:
            self._tree.note_attachment(key.holding(found.id), state.name)
        revision = "" if found.version is None else str(found.version)
        # Of a version some servers tell an id of its own, and another moment than they list then.
        modified = "" if found.modified is None or state.target else found.modified.isoformat()
        done = replace(state, done=state.target or found.id, revision=revision, modified=modified)
        confirmed = (Span(0, upload.size),) if upload.size else ()
        return replace(upload, state=done.text(), confirmed=confirmed)

    # ---------------------------------------------------------------------------------------- looking

    def _current(self, key: Key, attachment_id: str) -> convert.Attachment:
        return convert.attachment(self._api.attachment(key.team, attachment_id))

    def _looked(
        self, upload: Upload, state: _State, *, last: bool, late: bool
    ) -> tuple[_State, convert.Attachment | None]:
        """Before a part is sent: the file, if an earlier request got through after all.

        Raises `NameExists` if it turns out that another file has come under the name since the upload began;
        `late`: that may be long ago.
        """
        another_run, mark, now = state.run != self._run, _mark(state), time.monotonic()
        state = replace(state, run=self._run)
        with self._lock:
            sent_at = self._tried.get(mark, now if another_run else None)
        if not (another_run or (last and (sent_at is not None or late))):
            self._note_sending(mark, last=last)
            return state, None
        alike = () if state.target else self._new(state)
        if sent_at is not None:
            found = self._arrived(state, upload.size, alike)
            if found is None and last:
                # Who was cut off does not know whether the server is still at work on what it had got.
                current().wait(max(0.0, sent_at + _GRACE - time.monotonic()))
                alike = () if state.target else self._new(state)
                found = self._arrived(state, upload.size, alike)
            if found is not None:
                return state, found
        # A service may show what is still on its way: that one is no other file.
        others = [one for one in alike if one.id != state.file_id]
        if any(names.normalised(one.name) == names.normalised(state.name) for one in others):
            raise _taken(state)
        self._note_sending(mark, last=last)
        return state, None

    def _note_sending(self, mark: str, *, last: bool) -> None:
        if last:
            with self._lock:
                self._tried[mark] = time.monotonic()

    def _new(self, state: _State) -> list[Named]:
        """What lies there under the name, and did not when the upload began."""
        alike = self._taken.alike(Key.parsed(state.folder), state.name, fresh=True)
        return [one for one in alike if one.id not in state.before]

    def _arrived(
        self, state: _State, size: int, alike: Sequence[Named] | None = None
    ) -> convert.Attachment | None:
        """The file, if an earlier request got through after all. `alike` is `_new`, where that is known."""
        key = Key.parsed(state.folder)
        user_id = self._user_id()
        if state.target:
            found = self._current(key, state.target)
            is_new = (found.version or 0) > state.version
            return found if is_new and found.size == size and found.changed_by.id == user_id else None
        for one in self._new(state) if alike is None else alike:
            if not one.is_file or one.name != state.name:
                continue
            found = self._current(key, one.id)
            if found.size == size and found.changed_by.id in ("", user_id):
                return found
        return None

    def _need_placed(self, state: _State, made: convert.Attachment) -> None:
        """What took long to come is put into its folder, should it not be there. Raises `Conflict`."""
        key = Key.parsed(state.folder)
        if state.target or key.where is not Where.FOLDER:
            return
        forest = self._tree.forest(key, fresh=True)
        if key.node in forest.places(made.id):
            return
        if not forest.is_document_folder(key.node):
            raise Conflict(
                say(
                    "The folder was deleted while “{name}” was on its way. The file lies in “Documents” now,"
                    " outside of all folders.",
                    name=state.name,
                ),
                key.text,
            )
        self._api.assign(key.team, key.node, made.id)


def _place(folder: Entry, *, as_version: bool) -> Key:
    """Where a file may go to; a version wherever its attachment is shown. Raises `Unsupported`."""
    key = Key.parsed(folder.id)
    if key.file or key.where not in (*_PLACES, *(_SHOWING if as_version else ())):
        raise Unsupported(say(_PUT_ELSEWHERE), key.text)
    return key


def _taken(state: _State) -> NameExists:
    return NameExists(say("A file of this name is already there."), repr((*state.path, state.name)))


def _mark(state: _State) -> str:
    return f"{state.batch} {state.folder} {state.name}"


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _batch(batch: Batch) -> dict[str, Any]:
    try:
        kept = json.loads(batch.state)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or not isinstance(kept.get("batch"), str) or "on_existing" not in kept:
        raise UploadLost(say("The kept state of the upload cannot be read. It begins again."), "bad batch")
    return kept
