"""What may be done: the rights of actions, of projects and of attachments, as far as they were told.

What was not told counts as allowed: the server has the last word anyway.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping

from bimexplorer.clouds.bimplus import convert, entries
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.keys import IMPORT, OF_OBJECTS, Key, Where
from bimexplorer.errors import AccessDenied, AuthExpired, CloudError, Offline, ServerBusy, Unsupported
from bimexplorer.model import Capability, Entry, Missing
from bimexplorer.words import later, say

log = logging.getLogger(__name__)

_USUAL = {
    "CREATE_ATTACHMENT": "projectedit",
    "GET_ATTACHMENT": "projectview",
    "UPDATE_ATTACHMENT": "projectedit",
    "SHARE_ATTACHMENT": "projectedit",
    "DELETE_ATTACHMENT": "projectedit",
    "DOWNLOAD_ATTACHMENT": "projectview",
    "DOWNLOAD_MODEL": "projectview",
    "CREATE_MODEL": "modelcreate",
    "CREATE_STRUCTURE": "projectedit",
    "UPDATE_STRUCTURE": "projectedit",
    "DELETE_STRUCTURE": "projectedit",
    "UPDATE_PROJECT": "projectedit",
    "DELETE_PROJECT": "projectdelete",
}
"""For actions that the service's own table leaves out: it does not have all of them."""

_VIEW = "projectview"
"""Who sees a project has it; no project tells it."""

_IS_FILE = later("This is a file, not a folder.")
_FIXED = later("This place belongs to every project and cannot be changed.")
_TOP = later("Open a project first: files and folders lie in its documents.")
_TEAM_HOLDS = later("A team holds projects; make a new project instead.")
_SITE = later("This is the site itself.")
_TEAM = later("A team is managed in Bimplus itself.")
_RENAMED = later("A project gets another name in its properties.")
_STAYS = later("A project stays in its team.")
_GRAVE = later(
    "A project is not deleted like a file: there is a command of its own, for which its name is typed."
)
_NO_MODEL = later("Only models have revisions.")
_NO_PROJECT = later("This is no project.")
_IN_TEAMS = later("Projects are made in a team. Open the team first.")
_NOT_IN_TEAM = later("You have no right to make projects in this team.")
_READ_ONLY = later("BIM Explorer only shows this; it is managed in Bimplus itself.")
_PUT_ELSEWHERE = later("Files and folders can be put into “Documents”.")
_NO_FOLDERS = later("Folders can be made in “Documents” only.")
_NO_RENAME = later("Bimplus cannot rename files. Upload the file again under its new name.")
_ELSEWHERE = later("Move the file where it lies, in “Documents”.")
_NO_FEED = later("Bimplus does not tell what changed; folders are read again instead.")
_NO_SEARCH = later("Search in “Documents”, in “All attachments” or in the whole project.")
_NO_RIGHT = later("You have no right to do this in this project.")
_NOT_YOURS = later("You have no right to do this with this file.")
_ONLY_FILES = later("Only files have versions and can be shared.")
_IS_VERSION = later("This is one version of a file. Choose the file itself.")
_NO_CONTENT = later("A folder has no content of its own.")

_HOLD = 10.0
"""Seconds after which rights are asked for again with the next listing: somebody may have got one."""

_OF_RIGHTS = frozenset({_NO_RIGHT, _NOT_YOURS, _NOT_IN_TEAM})
"""Reasons that lie in who is signed in; all others in what it is."""

_CHANGES = (Capability.RENAME, Capability.MOVE, Capability.DELETE)
_OF_VERSIONS = (Capability.VERSIONS, Capability.ADD_VERSION, Capability.SHARE)
_PUTS = (Capability.UPLOAD, Capability.CREATE_FOLDER)
_WHY = {
    **{(Where.ROOT, change): _SITE for change in _CHANGES},
    **{(Where.TEAM, change): _TEAM for change in _CHANGES},
    (Where.PROJECT, Capability.RENAME): _RENAMED,
    (Where.PROJECT, Capability.MOVE): _STAYS,
    (Where.PROJECT, Capability.DELETE): _GRAVE,
}
"""Why the site, a team or a project is not changed like a folder."""

_SEARCHABLE = (Where.ROOT, Where.TEAM, Where.PROJECT, Where.DOCUMENTS, Where.FOLDER, Where.ALL)


class Rights:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._actions: Mapping[str, str] | None = None
        self._projects: dict[str, frozenset[str]] = {}
        self._told: dict[str, float] = {}
        """Project -> when (monotonic seconds)."""
        self._teams: dict[str, bool] = {}
        """Slug -> whether projects may be made."""

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
                self._told[project.id] = time.monotonic()

    def note_team(self, team: convert.Team) -> None:
        if team.may_create_projects is not None:
            with self._lock:
                self._teams[team.slug] = team.may_create_projects

    def forget(self, project_id: str) -> None:
        """The project is gone."""
        with self._lock:
            self._projects.pop(project_id, None)
            self._told.pop(project_id, None)

    def are_old(self, project_id: str) -> bool:
        """Whether it is some time ago that a project told its rights."""
        with self._lock:
            told = self._told.get(project_id)
        return told is not None and told + _HOLD < time.monotonic()

    def missing(self, entry: Entry) -> Missing:
        """See `Cloud.missing`."""
        return {capability: say(reason) for capability, reason in self._reasons(entry).items()}

    def need(self, entry: Entry, capability: Capability) -> None:
        """See `Cloud.need`."""
        reason = self._reasons(entry).get(capability)
        if reason:
            raise (AccessDenied if reason in _OF_RIGHTS else Unsupported)(say(reason))

    def _reasons(self, entry: Entry) -> dict[Capability, str]:
        """What is missing, each with the sentence that is to be said."""
        key = Key.parsed(entry.id)
        reasons = {Capability.FOLLOW: _NO_FEED}
        if key.file:
            reasons |= self._of_file(entry, key)
        else:
            reasons |= self._of_place(key)
        return reasons | self._of_projects(key) | self._of_models(key)

    def _of_models(self, key: Key) -> dict[Capability, str]:
        """Why there are no revisions here, or none can be made."""
        if key.where is not Where.MODEL or key.file:
            return dict.fromkeys((Capability.REVISIONS, Capability.EDIT_REVISIONS), _NO_MODEL)
        return self._unless(key, "CREATE_MODEL", Capability.EDIT_REVISIONS)

    def _of_projects(self, key: Key) -> dict[Capability, str]:
        """Why a project cannot be made here, or this one not be changed or deleted."""
        reasons: dict[Capability, str] = {}
        if key.file or key.where is not Where.TEAM:
            reasons[Capability.CREATE_PROJECT] = _IN_TEAMS
        elif not self._teams.get(key.team, True):
            reasons[Capability.CREATE_PROJECT] = _NOT_IN_TEAM
        if key.file or key.where is not Where.PROJECT:
            changes = (Capability.EDIT_PROJECT, Capability.DELETE_PROJECT)
            return reasons | dict.fromkeys(changes, _NO_PROJECT)
        reasons |= self._unless(key, "UPDATE_PROJECT", Capability.EDIT_PROJECT)
        return reasons | self._unless(key, "DELETE_PROJECT", Capability.DELETE_PROJECT)

    def _of_place(self, key: Key) -> dict[Capability, str]:
        reasons = dict.fromkeys(_OF_VERSIONS, _ONLY_FILES)
        if key.where is Where.ROOT:
            reasons[Capability.DOWNLOAD] = _NO_CONTENT
        if key.where not in _SEARCHABLE:
            reasons[Capability.SEARCH] = _NO_SEARCH
        if key.where is Where.FOLDER:
            reasons |= self._unless(key, "UPDATE_STRUCTURE", Capability.RENAME, Capability.MOVE)
            reasons |= self._unless(key, "DELETE_STRUCTURE", Capability.DELETE)
        else:
            why = _FIXED if key.where in entries.FIXED else _READ_ONLY
            reasons |= {one: _WHY.get((key.where, one), why) for one in _CHANGES}
        return reasons | self._of_putting(key)

    def _of_putting(self, key: Key) -> dict[Capability, str]:
        """Why no files or folders can be put into a place."""
        if key.where is Where.TEAM:
            return {Capability.UPLOAD: _TOP, Capability.CREATE_FOLDER: _TEAM_HOLDS}
        if key.where is Where.ROOT:
            return dict.fromkeys(_PUTS, _TOP)
        if key.where not in (Where.DOCUMENTS, Where.FOLDER, *OF_OBJECTS):
            return dict.fromkeys(_PUTS, _PUT_ELSEWHERE)
        reasons = self._unless(key, "CREATE_ATTACHMENT", Capability.UPLOAD)
        if key.where in OF_OBJECTS:
            return {**reasons, Capability.CREATE_FOLDER: _NO_FOLDERS}
        return reasons | self._unless(key, "CREATE_STRUCTURE", Capability.CREATE_FOLDER)

    def _of_file(self, entry: Entry, key: Key) -> dict[Capability, str]:
        inapplicable = (Capability.OPEN, Capability.SEARCH, Capability.FOLLOW, *_PUTS)
        reasons = dict.fromkeys(inapplicable, _IS_FILE)
        if key.file == IMPORT:
            reasons |= dict.fromkeys((*_CHANGES, *_OF_VERSIONS), _READ_ONLY)
            return reasons | self._unless(key, "DOWNLOAD_MODEL", Capability.DOWNLOAD)
        reasons |= self._of_attachment(entry, key, "DOWNLOAD_ATTACHMENT", "download", Capability.DOWNLOAD)
        if key.version is not None:
            changes = (Capability.RENAME, Capability.MOVE, *_OF_VERSIONS)
            reasons |= dict.fromkeys(changes, _IS_VERSION)
            return reasons | self._of_attachment(entry, key, "DELETE_ATTACHMENT", "delete", Capability.DELETE)
        reasons[Capability.RENAME] = _NO_RENAME
        reasons |= self._unless(key, "GET_ATTACHMENT", Capability.VERSIONS)
        reasons |= self._of_attachment(entry, key, "UPDATE_ATTACHMENT", "update", Capability.ADD_VERSION)
        reasons |= self._of_attachment(entry, key, "SHARE_ATTACHMENT", "share", Capability.SHARE)
        if key.where in (Where.DOCUMENTS, Where.FOLDER):
            reasons |= self._unless(key, "UPDATE_STRUCTURE", Capability.MOVE)
        else:
            reasons[Capability.MOVE] = _ELSEWHERE
        if key.where not in (Where.DOCUMENTS, Where.FOLDER, Where.ALL, *OF_OBJECTS):
            return {**reasons, Capability.DELETE: _READ_ONLY}
        return reasons | self._of_attachment(entry, key, "DELETE_ATTACHMENT", "delete", Capability.DELETE)

    def _of_attachment(
        self, entry: Entry, key: Key, action: str, right: str, capability: Capability
    ) -> dict[Capability, str]:
        """The reason, if the attachment's own rights or the project's do not allow the action."""
        rights = entries.told_rights(entry)
        if rights is not None and right not in rights:
            return {capability: _NOT_YOURS}
        return self._unless(key, action, capability)

    def _unless(self, key: Key, action: str, *capabilities: Capability) -> dict[Capability, str]:
        """The reason for each, if the project's rights do not allow the action."""
        with self._lock:
            granted = self._projects.get(key.project)
        right = (self._actions or {}).get(action, _USUAL[action])
        if granted is None or right == _VIEW or right in granted:
            return {}
        return dict.fromkeys(capabilities, _NO_RIGHT)
