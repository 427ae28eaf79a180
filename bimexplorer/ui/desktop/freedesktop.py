"""Desktops that speak D-Bus: those of Linux."""

from __future__ import annotations

import html
import os
from collections.abc import Callable

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, message_bus, new_method_call, new_signal
from PySide6.QtCore import QCoreApplication, QObject

from bimexplorer.ui.desktop.application import DESKTOP_FILE
from bimexplorer.ui.desktop.session_bus import SessionBus
from bimexplorer.ui.desktop.surroundings import Desktop
from bimexplorer.ui.tasks import Tasks

# https://specifications.freedesktop.org/notification/latest/
_NOTIFICATIONS = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)
# https://wiki.ubuntu.com/Unity/LauncherAPI; KDE's taskbar, Dash to Dock and Plank listen to it too.
_LAUNCHER = DBusAddress(
    f"/com/canonical/unity/launcherentry/{DESKTOP_FILE}", interface="com.canonical.Unity.LauncherEntry"
)
_DEFAULT = "default"
"""The notification's own name for a click on it."""


class FreeDesktop(Desktop):
    """Notifications by the desktop's service, progress by the signal for which taskbars listen.

    Not through the tray: GNOME has none.
    """

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = SessionBus(tasks, self)
        self._bus.heard.connect(self._on_heard)
        self._capabilities: tuple[str, ...] | None = None
        """What the service understands; None: it was not asked yet."""
        self._clicked: dict[int, Callable[[], object]] = {}
        self._shown: float | None = None

    def progress(self, fraction: float | None) -> None:
        shown = None if fraction is None else round(fraction, 3)
        if shown == self._shown:
            return
        self._shown = shown
        state = {"progress": ("d", shown or 0.0), "progress-visible": ("b", shown is not None)}
        uri = f"application://{DESKTOP_FILE}.desktop"
        self._bus.send(new_signal(_LAUNCHER, "Update", "sa{sv}", (uri, state)))

    def notify(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        if self._capabilities is not None:
            self._notify(title, text, clicked, self._capabilities)
            return

        def answered(reply: Message | None) -> None:
            if reply is None:
                return  # nobody shows notifications here, and it is worth asking again next time
            self._capabilities = tuple(reply.body[0])
            self._notify(title, text, clicked, self._capabilities)

        rule = MatchRule(
            type="signal",
            sender=_NOTIFICATIONS.bus_name,
            interface=_NOTIFICATIONS.interface,
            path=_NOTIFICATIONS.object_path,
        )
        self._bus.send(message_bus.AddMatch(rule))
        self._bus.send(new_method_call(_NOTIFICATIONS, "GetCapabilities"), answered)

    def close(self) -> None:
        self.progress(None)
        self._clicked.clear()
        self._bus.close()

    def _notify(
        self, title: str, text: str, clicked: Callable[[], object], capabilities: tuple[str, ...]
    ) -> None:
        def answered(reply: Message | None) -> None:
            if reply is not None:
                self._clicked[reply.body[0]] = clicked

        # Names of files hold "&" and "<", which some services take for markup and others show as they are.
        body = html.escape(text, quote=False) if "body-markup" in capabilities else text
        show = QCoreApplication.translate("FreeDesktop", "Show")
        actions = [_DEFAULT, show] if "actions" in capabilities else []
        hints = {"desktop-entry": ("s", DESKTOP_FILE), "category": ("s", "transfer")}
        arguments = (QCoreApplication.applicationName(), 0, DESKTOP_FILE, title, body, actions, hints, -1)
        self._bus.send(new_method_call(_NOTIFICATIONS, "Notify", "susssasa{sv}i", arguments), answered)

    def _on_heard(self, message: Message) -> None:
        member = message.header.fields.get(HeaderFields.member)
        if message.header.fields.get(HeaderFields.interface) != _NOTIFICATIONS.interface:
            return
        number = message.body[0]
        if number not in self._clicked:
            return  # another program's
        if member == "ActivationToken":
            # With it Wayland lets a window come to the front; Qt takes it from there.
            os.environ["XDG_ACTIVATION_TOKEN"] = message.body[1]
        elif member == "ActionInvoked" and message.body[1] == _DEFAULT:
            self._clicked[number]()
        elif member == "NotificationClosed":
            del self._clicked[number]
