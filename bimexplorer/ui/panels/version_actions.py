"""What can be done with versions: actions that know why they cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from bimexplorer.model import Capability, Version
from bimexplorer.ui.commands.version_commands import File
from bimexplorer.ui.look.icons import icon

_SIZE = 18


class VersionActions(QObject):
    """The actions of the versions panel; `update` says what they are about."""

    def __init__(self, slots: dict[str, Callable[[], None]], parent: QWidget) -> None:
        """`slots`: what each does, by the names below."""
        super().__init__(parent)
        self._window = parent
        self._slots = slots
        self.open = self._action("Open", self.tr("Open"), "open-in-app")
        self.download = self._action("Download", self.tr("Download…"), "download")
        self.save_as = self._action("SaveAs", self.tr("Save as…"), "content-save-outline")
        self.compare = self._action("Compare", self.tr("Compare"), "compare-horizontal")
        self.restore = self._action("Restore", self.tr("Restore as newest"), "restore")
        self.delete = self._action("Delete", self.tr("Delete…"), "trash-can-outline")
        self.upload = self._action("Upload", self.tr("Upload new version…"), "upload")
        self.share = self._action("Share", self.tr("Share newest"), "share-variant-outline")

    def update(self, file: File | None, chosen: Sequence[Version], versions: Sequence[Version]) -> None:
        """What is selected among all versions of a file, the newest first."""
        missing = file.cloud.missing(file.entry) if file is not None else {}
        none = "" if file is not None else self.tr("Choose a file first.")
        none = none or missing.get(Capability.VERSIONS, "")
        one = "" if len(chosen) == 1 else self.tr("Choose one version first.")
        some = "" if chosen else self.tr("Choose a version first.")
        no_download = _missing(file, chosen, Capability.DOWNLOAD)
        for action, reason in (
            (self.open, none or one or no_download),
            (self.download, none or some or no_download),
            (self.save_as, none or one or no_download),
            (self.compare, none or self._not_comparable(chosen, versions) or no_download),
            (
                self.restore,
                none or one or self._is_newest(chosen, versions) or missing.get(Capability.ADD_VERSION, ""),
            ),
            (
                self.delete,
                none or one or self._is_only(versions) or _missing(file, chosen, Capability.DELETE),
            ),
            (self.upload, none or missing.get(Capability.ADD_VERSION, "")),
            (self.share, none or missing.get(Capability.SHARE, "") or self._shared_already(versions)),
        ):
            action.setEnabled(not reason)
            text = action.iconText()
            action.setToolTip(
                self.tr("{action}: {reason}").format(action=text, reason=reason) if reason else text
            )
            action.setStatusTip(reason)

    def _not_comparable(self, chosen: Sequence[Version], versions: Sequence[Version]) -> str:
        if len(versions) == 1:
            return self.tr("There is only one version.")
        if not chosen:
            return self.tr("Choose one version, or two.")
        return self.tr("Choose no more than two versions.") if len(chosen) > 2 else ""

    def _is_newest(self, chosen: Sequence[Version], versions: Sequence[Version]) -> str:
        newest = bool(chosen and versions) and chosen[0].number == versions[0].number
        return self.tr("This is the newest version already.") if newest else ""

    def _is_only(self, versions: Sequence[Version]) -> str:
        only = self.tr("It is the only version. It can only be deleted with the file itself.")
        return only if len(versions) == 1 else ""

    def _shared_already(self, versions: Sequence[Version]) -> str:
        shared = bool(versions) and versions[0].shared is True
        return self.tr("The newest version is shared already.") if shared else ""

    # ---------------------------------------------------------------- where they are offered

    def tool_bar(self) -> QToolBar:
        """What does not fit is in a menu at its end."""
        bar = QToolBar(self._window)
        bar.setObjectName("versionsActions")
        bar.setAccessibleName(self.tr("What can be done with versions"))
        bar.setIconSize(QSize(_SIZE, _SIZE))
        for action in (
            self.open,
            self.download,
            self.save_as,
            self.compare,
            None,
            self.restore,
            self.delete,
            None,
            self.upload,
            self.share,
        ):
            if action is None:
                bar.addSeparator()
                continue
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"{action.objectName()}Button")
        more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            # The style's own arrow is as dark as a dark window.
            more.setIcon(icon("chevron-double-right"))
            more.setAccessibleName(self.tr("More"))
        return bar

    def menu(self) -> QMenu:
        """For what is selected; it goes when it is closed."""
        menu = QMenu(self._window)
        menu.setObjectName("versionsMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addActions([self.open, self.download, self.save_as, self.compare])
        menu.addSeparator()
        menu.addActions([self.restore, self.delete])
        return menu

    def _action(self, name: str, text: str, symbol: str) -> QAction:
        action = QAction(icon(symbol), text, self._window)
        action.setObjectName(f"versions{name}")
        action.triggered.connect(lambda *_: self._slots[name]())
        return action


def _missing(file: File | None, chosen: Sequence[Version], capability: Capability) -> str:
    """Why something cannot be done with one of these versions."""
    told = (file.cloud.missing(version.entry) for version in chosen) if file is not None else ()
    return next((missing[capability] for missing in told if capability in missing), "")
