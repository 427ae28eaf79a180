"""What may be done: the rights of actions, of projects and of attachments, as far as they were told.

What was not told counts as allowed: the server has the last word anyway.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

from bimexplorer.clouds.bimplus import convert, entries
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.keys import IMPORT, Key, Where
from bimexplorer.errors import AuthExpired, CloudError, Offline, ServerBusy
from bimexplorer.model import Capability, Entry, Missing
from bimexplorer.words import later, say

log = logging.getLogger(__name__)

_USUAL = {
    "CREATE_ATTACHMENT": "projectedit",
    "DELETE_ATTACHMENT": "projectedit",
    "DOWNLOAD_ATTACHMENT": "projectview",
    "DOWNLOAD_MODEL": "projectview",
    "CREATE_STRUCTURE": "projectedit",
    "UPDATE_STRUCTURE": "projectedit",
    "DELETE_STRUCTURE": "projectedit",
}
"""For actions that the service's own table leaves out: it does not have all of them."""

_VIEW = "projectview"
"""Who sees a project has it; no project tells it."""

_IS_FILE = later("This is a file, not a folder.")
_FIXED = later("This place belongs to every project and cannot be changed.")
_TOP = later("Open a project first: files and folders lie in its documents.")
_PROJECT = later("A project is managed in Bimplus itself.")
_READ_ONLY = later("BIM Explorer only shows this; it is managed in Bimplus itself.")
_PUT_ELSEWHERE = later("Files and folders can be put into “Documents”.")
_NO_RENAME = later("Bimplus cannot rename files. Upload the file again under its new name.")
_ELSEWHERE = later("Move the file where it lies, in “Documents”.")
_NO_FEED = later("Bimplus does not tell what changed; folders are read again instead.")
_NO_SEARCH = later("Search in “Documents”, in “All attachments” or in the whole project.")
_NO_RIGHT = later("You have no right to do this in this project.")
_NOT_YOURS = later("You have no right to do this with this file.")
_NO_CONTENT = later("A folder has no content of its own.")

_CHANGES = (Capability.RENAME, Capability.MOVE, Capability.DELETE)
_LATER = later("BIM Explorer cannot do this in Bimplus yet.")
_NEW = (
    Capability.VERSIONS,
    Capability.ADD_VERSION,
    Capability.SHARE,
    Capability.CREATE_PROJECT,
    Capability.EDIT_PROJECT,
    Capability.DELETE_PROJECT,
)
_PUTS = (Capability.UPLOAD, Capability.CREATE_FOLDER)
_SEARCHABLE = (Where.ROOT, Where.TEAM, Where.PROJECT, Where.DOCUMENTS, Where.FOLDER, Where.ALL)


class Rights:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._actions: Mapping[str, str] | None = None
        self._projects: dict[str, frozenset[str]] = {}

    def learn_actions(self) -> None:
        """Ask for the table once; it is the same for all projects."""
        if self._actions is not None:
            return
        try:
            self._actions = convert.action_rights(self._api.action_rights())
        except (AuthExpired, Offline, ServerBusy):
            raise
        except CloudError as error:
            log.info("The rights that actions need are not told: %s", error.technical)
            self._actions = {}

    def note(self, project: convert.Project) -> None:
        """What a project just told; the answers to changes tell none."""
        if project.rights is not None:
            with self._lock:
                self._projects[project.id] = project.rights

    def missing(self, entry: Entry) -> Missing:
        """See `Cloud.missing`."""
        key = Key.parsed(entry.id)
        reasons = {Capability.FOLLOW: say(_NO_FEED), **dict.fromkeys(_NEW, say(_LATER))}
        if key.file:
            reasons |= self._of_file(entry, key)
        else:
            reasons |= self._of_place(key)
        return reasons

    def _of_place(self, key: Key) -> dict[Capability, str]:
        reasons = {Capability.DOWNLOAD: say(_NO_CONTENT)} if key.where is Where.ROOT else {}
        if key.where not in _SEARCHABLE:
            reasons[Capability.SEARCH] = say(_NO_SEARCH)
        if key.where is Where.FOLDER:
            reasons |= self._unless(key, "UPDATE_STRUCTURE", Capability.RENAME, Capability.MOVE)
            reasons |= self._unless(key, "DELETE_STRUCTURE", Capability.DELETE)
        else:
            why = _FIXED if key.where in entries.FIXED or key.where is Where.ROOT else _READ_ONLY
            why = _PROJECT if key.where in (Where.TEAM, Where.PROJECT) else why
            reasons |= dict.fromkeys(_CHANGES, say(why))
        if key.where in (Where.DOCUMENTS, Where.FOLDER):
            reasons |= self._unless(key, "CREATE_ATTACHMENT", Capability.UPLOAD)
            reasons |= self._unless(key, "CREATE_STRUCTURE", Capability.CREATE_FOLDER)
        else:
            top = key.where in (Where.ROOT, Where.TEAM)
            reasons |= dict.fromkeys(_PUTS, say(_TOP if top else _PUT_ELSEWHERE))
        return reasons

    def _of_file(self, entry: Entry, key: Key) -> dict[Capability, str]:
        inapplicable = (Capability.OPEN, Capability.SEARCH, Capability.FOLLOW, *_PUTS)
        reasons = dict.fromkeys(inapplicable, say(_IS_FILE))
        if key.file == IMPORT:
            reasons |= dict.fromkeys(_CHANGES, say(_READ_ONLY))
            return reasons | self._unless(key, "DOWNLOAD_MODEL", Capability.DOWNLOAD)
        reasons[Capability.RENAME] = say(_NO_RENAME)
        reasons |= self._unless(key, "DOWNLOAD_ATTACHMENT", Capability.DOWNLOAD)
        rights = entries.told_rights(entry)
        if rights is not None and "download" not in rights:
            reasons[Capability.DOWNLOAD] = say(_NOT_YOURS)
        if key.where in (Where.DOCUMENTS, Where.FOLDER):
            reasons |= self._unless(key, "UPDATE_STRUCTURE", Capability.MOVE)
        else:
            reasons[Capability.MOVE] = say(_ELSEWHERE)
        if key.where not in (Where.DOCUMENTS, Where.FOLDER, Where.ALL):
            reasons[Capability.DELETE] = say(_READ_ONLY)
            return reasons
        reasons |= self._unless(key, "DELETE_ATTACHMENT", Capability.DELETE)
        if rights is not None and "delete" not in rights:
            reasons[Capability.DELETE] = say(_NOT_YOURS)
        return reasons

    def _unless(self, key: Key, action: str, *capabilities: Capability) -> dict[Capability, str]:
        """The reason for each, if the project's rights do not allow the action."""
        with self._lock:
            granted = self._projects.get(key.project)
        right = (self._actions or {}).get(action, _USUAL[action])
        if granted is None or right == _VIEW or right in granted:
            return {}
        return dict.fromkeys(capabilities, say(_NO_RIGHT))
