"""Every command of the window: its words, keys and icon, and when it can be used.

What the cloud cannot do with an entry greys the command, and the cloud's reason becomes its tool tip. The
keys of a greyed command tell the reason too.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from bimexplorer.model import Capability, Entry, Missing
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.places.history import HOME
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.places.open_sites import OpenSite, SiteState

LOOKED_AT = 500
"""Selected entries whose capabilities are looked at; the operation itself checks every one."""

_Keys = str | QKeySequence.StandardKey
_Standard = QKeySequence.StandardKey


def habits(mac: Sequence[_Keys], others: Sequence[_Keys]) -> Sequence[_Keys]:
    """Keys that the Finder has its own for; Qt writes Command as Ctrl."""
    return mac if sys.platform == "darwin" else others


class Actions(QObject):
    """The actions themselves, as attributes; the window connects and shows them.

    Signals:
        refused(str reason): the keys of a command were pressed that cannot be used now.
    """

    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.back = self._action("back", self.tr("&Back"), "arrow-left", _Standard.Back)
        self.forward = self._action("forward", self.tr("&Forward"), "arrow-right", _Standard.Forward)
        self.up = self._action("up", self.tr("&Up"), "arrow-up", *habits(["Ctrl+Up"], ["Alt+Up"]))
        self.home = self._action(
            "home", self.tr("&Home"), "home-outline", *habits(["Ctrl+Shift+H"], ["Alt+Home", "Home Page"])
        )
        self.refresh = self._action("refresh", self.tr("&Refresh"), "refresh", _Standard.Refresh)
        self.address = self._action(
            "address", self.tr("&Go to address…"), "", *habits(["Ctrl+L", "Ctrl+Shift+G"], ["Ctrl+L", "F4"])
        )
        self.search = self._action("search", self.tr("&Search…"), "magnify", _Standard.Find)
        self.show_in_folder = self._action(
            "showInFolder", self.tr("Sho&w in folder"), "folder-search-outline", "Ctrl+Return", "Ctrl+Enter"
        )
        self.open = self._action("open", self.tr("&Open"), "open-in-app", *habits(["Ctrl+Down"], []))
        self.upload_files = self._action("uploadFiles", self.tr("Upload &files…"), "upload", "Ctrl+U")
        self.upload_files.setIconText(self.tr("Upload"))
        self.upload_folder = self._action("uploadFolder", self.tr("Upload fold&er…"), "folder-upload-outline")
        self.upload_set = self._action(
            "uploadSet", self.tr("Publish files as one &set…"), "folder-multiple-outline"
        )
        self.upload_set.setStatusTip(self.tr("All of them become visible at the same moment, or none does."))
        self.download = self._action("download", self.tr("&Download…"), "download", "Ctrl+Shift+D")
        self.download.setIconText(self.tr("Download"))
        self.upload_version = self._action(
            "uploadVersion", self.tr("Upload new &version…"), "file-upload-outline", "Ctrl+Shift+U"
        )
        self.send_to = self._action("sendTo", self.tr("Send &to…"), "send-outline", "Ctrl+Shift+S")
        self.share = self._action("share", self.tr("S&hare"), "share-variant-outline")
        self.new_project = self._action(
            "newProject", self.tr("&New project…"), "office-building-plus-outline"
        )
        self.copy_project = self._action(
            "copyProject", self.tr("&Copy from sample project…"), "content-duplicate"
        )
        self.edit_project = self._action("editProject", self.tr("&Edit project…"), "pencil-outline")
        self.set_picture = self._action("setPicture", self.tr("Set &picture…"), "image-outline")
        self.delete_project = self._action(
            "deleteProject", self.tr("&Delete project…"), "delete-alert-outline"
        )
        self.new_folder = self._action(
            "newFolder", self.tr("&New folder…"), "folder-plus-outline", "Ctrl+Shift+N"
        )
        self.rename = self._action("rename", self.tr("&Rename"), "rename-box-outline", "F2")
        self.delete = self._action(
            "delete",
            self.tr("De&lete…"),
            "trash-can-outline",
            *habits(["Ctrl+Backspace", _Standard.Delete], [_Standard.Delete]),
        )
        self.undo = self._action("undo", self.tr("&Undo"), "undo", _Standard.Undo)
        self.cut = self._action("cut", self.tr("Cu&t"), "content-cut", _Standard.Cut)
        self.copy = self._action("copy", self.tr("&Copy"), "content-copy", _Standard.Copy)
        self.paste = self._action("paste", self.tr("&Paste"), "content-paste", _Standard.Paste)
        self.copy_path = self._action("copyPath", self.tr("Copy pat&h"), "slash-forward-box", "Ctrl+Shift+C")
        self.copy_link = self._action("copyLink", self.tr("Copy lin&k"), "link-variant", "Ctrl+Shift+L")
        self.properties = self._action("properties", self.tr("P&roperties"), "information-outline")
        self.select_all = self._action("selectAll", self.tr("Select &all"), "select-all", _Standard.SelectAll)
        self.add_bookmark = self._action(
            "addBookmark", self.tr("Add book&mark"), "bookmark-plus-outline", "Ctrl+D"
        )
        self.settings = self._action("settings", self.tr("S&ettings…"), "cog-outline", "Ctrl+,")
        self.add_site = self._action("addSite", self.tr("&Add site…"), "cloud-plus-outline")
        self.edit_site = self._action("editSite", self.tr("&Edit site…"), "pencil-outline")
        self.rename_site = self._action("renameSite", self.tr("Re&name site…"), "rename-box-outline")
        self.sign_in = self._action("signIn", self.tr("&Sign in…"), "login")
        self.sign_out = self._action("signOut", self.tr("Sign &out"), "logout")
        self.remove_site = self._action("removeSite", self.tr("&Remove site…"), "cloud-remove-outline")
        self.quit = self._action("quit", self.tr("&Quit"), "exit-to-app", "Ctrl+Q")
        self.shortcuts = self._action(
            "shortcuts", self.tr("&Keyboard shortcuts"), "keyboard-outline", _Standard.HelpContents
        )
        self.show_log = self._action("showLog", self.tr("Show &log…"), "text-box-search-outline")
        self.about = self._action("about", self.tr("&About BIM Explorer"), "information-outline")
        self.has_projects = False
        """Whether projects are made, changed and deleted at the site that is open."""
        self.has_versions = False
        """Whether files are selected that keep their older contents."""
        self.every = tuple(self.findChildren(QAction))
        self._plain = {action: action.toolTip() for action in self.every}
        self._reasons: dict[QAction, str] = {}
        """Why an action cannot be used now."""
        # Qt does not tell of keys whose action is disabled: these take them over as long as it is.
        self._refusals = {action: self._refusing(action, window) for action in self._plain}
        self.offer_undo("")

    def update_for(
        self,
        location: Location | None,
        selected: Sequence[Entry],
        navigator: Navigator,
        site: OpenSite | None,
    ) -> None:
        """Enable what can be done at a location with the selected entries."""
        for action, possible in (
            (self.back, navigator.can_go_back),
            (self.forward, navigator.can_go_forward),
            (self.up, navigator.can_go_up),
            (self.home, navigator.place != HOME),
            (self.refresh, site is not None or navigator.place == HOME),
            (self.add_bookmark, site is not None),
            (self.select_all, location is not None),
            (self.copy_path, location is not None),
            (self.copy_link, location is not None),
            (self.properties, location is not None),
            (self.sign_in, site is not None and site.state is not SiteState.READY),
            (self.sign_out, site is not None and site.state is SiteState.READY),
            (self.edit_site, site is not None),
            (self.rename_site, site is not None),
            (self.remove_site, site is not None),
        ):
            action.setEnabled(possible)
        here: Sequence[Missing] = ()
        chosen: Sequence[Missing] = ()
        if location is not None:
            # Asked once for all commands: there may be much to think about for each entry.
            here = [location.cloud.missing(location.folder)]
            chosen = [location.cloud.missing(entry) for entry in selected[:LOOKED_AT]]
        for action, capability in (
            (self.upload_files, Capability.UPLOAD),
            (self.upload_folder, Capability.UPLOAD),
            (self.upload_set, Capability.UPLOAD),
            (self.paste, Capability.UPLOAD),
            (self.new_folder, Capability.CREATE_FOLDER),
            (self.search, Capability.SEARCH),
        ):
            self._allow(action, location, here, capability)
        for action, capability in (
            (self.download, Capability.DOWNLOAD),
            (self.send_to, Capability.DOWNLOAD),
            (self.copy, Capability.DOWNLOAD),
            (self.cut, Capability.MOVE),
            (self.delete, Capability.DELETE),
            (self.share, Capability.SHARE),
        ):
            self._allow(action, location, chosen, capability)
        folder = bool(selected) and selected[0].is_folder
        for action, capability in (
            (self.rename, Capability.RENAME),
            (self.open, Capability.OPEN if folder else Capability.DOWNLOAD),
            (self.upload_version, Capability.ADD_VERSION),
        ):
            if len(selected) > 1:
                self._refuse(action, self.tr("Select one entry only."))
            else:
                self._allow(action, location, chosen, capability)
        self._tell_of_projects(selected, chosen)
        self._update_uploads(location, selected)
        self._update_projects(location, selected)
        self._update_for_hits(location, selected)

    def _update_for_hits(self, location: Location | None, selected: Sequence[Entry]) -> None:
        """What a search has found stands in many folders."""
        if location is None or location.search is None:
            self._refuse(self.show_in_folder, self.tr("This is for what a search has found."))
            return
        for action in (self.upload_files, self.upload_folder, self.upload_set, self.paste, self.new_folder):
            self._refuse(action, self.tr("These are hits of a search. End it to change the folder."))
        self._refuse(self.rename, self.tr("Show it in its folder to rename it."))
        if len(selected) == 1:
            self._permit(self.show_in_folder)
        else:
            self._refuse(self.show_in_folder, self.tr("Select one entry only."))

    def _update_uploads(self, location: Location | None, selected: Sequence[Entry]) -> None:
        """What depends on how a cloud takes files."""
        traits = location.cloud.uploads.traits if location is not None else None
        keeps = traits is not None and traits.keeps_versions
        self.has_versions = keeps and any(not entry.is_folder for entry in selected)
        if traits is not None and traits.batch_files == 1 and self.upload_set.isEnabled():
            self._refuse(
                self.upload_set,
                self.tr(
                    "This cloud shows each file as soon as it has arrived. It cannot publish several at the "
                    "same moment."
                ),
            )

    def _update_projects(self, location: Location | None, selected: Sequence[Entry]) -> None:
        self.has_projects = location is not None and location.cloud.projects is not None
        parent, project = project_parent(location, selected), project_meant(location, selected)
        for action, entry, capability in (
            (self.new_project, parent, Capability.CREATE_PROJECT),
            (self.copy_project, parent, Capability.CREATE_PROJECT),
            (self.edit_project, project, Capability.EDIT_PROJECT),
            (self.set_picture, project, Capability.EDIT_PROJECT),
            (self.delete_project, project, Capability.DELETE_PROJECT),
        ):
            if location is not None and entry is None:
                self._refuse(action, self.tr("Select one entry only."))
            else:
                missing = [location.cloud.missing(entry)] if location is not None and entry else []
                self._allow(action, location, missing, capability)

    def _tell_of_projects(self, selected: Sequence[Entry], missing: Sequence[Missing]) -> None:
        """Where a project, which is not deleted like other rows, has its own command for that."""
        for entry, reasons in zip(selected, missing, strict=False):
            if Capability.DELETE in reasons and Capability.DELETE_PROJECT not in reasons:
                self._refuse(
                    self.delete,
                    self.tr(
                        "“{name}” is a project. It is deleted by itself, with “Delete project…” in the menu "
                        "“File”, “Project”."
                    ).format(name=entry.name),
                )
                return

    def offer_undo(self, text: str) -> None:
        """`text` is what the menu calls it; empty: there is nothing to undo."""
        # A name may hold an ampersand, which a menu would take for the sign of a key.
        self.undo.setText(text.replace("&", "&&") or self.tr("&Undo"))
        self._plain[self.undo] = self._tip(self.undo, text or self.tr("Undo"))
        if text:
            self._permit(self.undo)
        else:
            self._refuse(
                self.undo, self.tr("There is nothing to undo. What was deleted cannot be brought back.")
            )

    def refusal(self, action: QAction) -> str:
        """Why an action cannot be used now; empty: it can."""
        return "" if action.isEnabled() else self._reasons.get(action, "")

    def _allow(
        self,
        action: QAction,
        location: Location | None,
        missing: Sequence[Missing],
        capability: Capability,
    ) -> None:
        """Enable an action if the cloud can do it with all entries that `missing` tells of; else say why."""
        if location is None:
            self._refuse(action, self.tr("Open a folder first."))
            return
        if not missing:
            self._refuse(action, self.tr("Select something first."))
            return
        for reasons in missing:
            if reason := reasons.get(capability):
                self._refuse(action, reason)
                return
        self._permit(action)

    def _permit(self, action: QAction) -> None:
        for shortcut in self._refusals[action]:
            shortcut.setEnabled(False)
        action.setEnabled(True)
        action.setToolTip(self._plain[action])
        action.setStatusTip("")

    def _refuse(self, action: QAction, reason: str) -> None:
        action.setEnabled(False)
        action.setToolTip(f"{self._plain[action]}\n{reason}")
        action.setStatusTip(reason)
        self._reasons[action] = reason
        for shortcut in self._refusals[action]:
            shortcut.setEnabled(True)

    def _refusing(self, action: QAction, window: QWidget) -> list[QShortcut]:
        shortcuts = [QShortcut(keys, window) for keys in action.shortcuts()]
        for shortcut in shortcuts:
            shortcut.setEnabled(False)
            shortcut.activated.connect(lambda: self.refused.emit(self._reasons[action]))
        return shortcuts

    def _action(self, name: str, text: str, glyph: str, *keys: _Keys) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        if glyph:
            action.setIcon(icon(glyph))
        action.setShortcuts(
            [
                sequence
                for key in keys
                for sequence in (
                    QKeySequence.keyBindings(key) if isinstance(key, _Standard) else [QKeySequence(key)]
                )
            ]
        )
        action.setToolTip(self._tip(action, text.replace("&", "").removesuffix("…")))
        return action

    def _tip(self, action: QAction, plain: str) -> str:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return self.tr("{command} ({keys})").format(command=plain, keys=keys) if keys else plain


def project_parent(location: Location | None, selected: Sequence[Entry]) -> Entry | None:
    """Where a new project goes: into what is selected, if they are made there, else where the window is."""
    if location is None:
        return None
    takes = len(selected) == 1 and Capability.CREATE_PROJECT not in location.cloud.missing(selected[0])
    return selected[0] if takes else location.folder


def project_meant(location: Location | None, selected: Sequence[Entry]) -> Entry | None:
    """Which project a command is about: what is selected, else what is open. None: too much is selected."""
    if location is None or len(selected) > 1:
        return None
    return selected[0] if selected else location.folder
