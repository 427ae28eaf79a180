"""Users and what they may do.

The rights of a real BIMcloud are not part of the published specification. Here a user may be kept from
seeing one folder (`hidden_id`) and from changing anything outside another (`writable_id`); the
administrator has neither limit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bimexplorer.demo.bimcloud.database import Database


@dataclass(frozen=True, slots=True)
class User:
    """One row of `users`."""

    id: str
    username: str
    """Case-sensitive, as the YAML of 2020.2 says."""
    name: str
    email: str
    color: str
    """`rrggbb`."""
    active: bool
    hidden_id: str | None
    writable_id: str | None

    def document(self) -> dict[str, Any]:
        """The YAML's User."""
        red, green, blue = bytes.fromhex(self.color)
        return {
            "id": self.id,
            "type": "user",
            "name": self.name,
            "username": self.username,
            "emailAddress": self.email,
            "active": self.active,
            "source": {
                "directoryServiceId": "",
                "id": "",
                "principal": "",
                "directoryServiceType": "",
                "passwordLastSet": 0,
            },
            "properties": [],
            "color": {"r": red, "g": green, "b": blue, "a": 255},
            "defaultPermissionSet": "",
            "enabledNotificationEmails": True,
            "lastOnline": 0,
            "enabledMessageNotification": "ON",
            "enabledMessageNotificationEmails": "ON",
            "wantedNotificationLevel": "everyNotifications",
        }


@dataclass(frozen=True, slots=True)
class Rights:
    """A user's limits as lowered paths, read once per request."""

    hidden: str | None
    writable: str | None

    def sees(self, lowered_path: str) -> bool:
        return self.hidden is None or not is_below(lowered_path, self.hidden)

    def writes(self, lowered_path: str) -> bool:
        """Whether the thing at this path may be changed, or made; the own folder itself stays as it is."""
        return self.writable is None or (
            is_below(lowered_path, self.writable) and lowered_path != self.writable
        )


def is_below(lowered_path: str, folder: str) -> bool:
    return lowered_path == folder or lowered_path.startswith(folder + "/")


class Users:
    def __init__(self, database: Database) -> None:
        self._database = database

    def by_id(self, user_id: str) -> User | None:
        return self._one("id", user_id)

    def by_username(self, username: str) -> User | None:
        return self._one("username", username)

    def _one(self, column: str, value: str) -> User | None:
        row = self._database.row(f"SELECT * FROM users WHERE {column} = ?", value)  # noqa: S608 - two constants
        if row is None:
            return None
        return User(
            row["id"], row["username"], row["name"], row["email"], row["color"], bool(row["active"]),
            row["hidden_id"], row["writable_id"],
        )  # fmt: skip

    def sign_in(self, username: str, password: str) -> User | None:
        """The active user of that name and password, or None: which of the two was wrong is not told."""
        row = self._database.row("SELECT password FROM users WHERE username = ? AND active", username)
        if row is None or row["password"] != password:
            return None
        return self.by_username(username)

    def listed(self) -> list[dict[str, str]]:
        """`[{"username", "password"}]` of those who can sign in, the administrator first."""
        rows = self._database.rows("SELECT username, password FROM users WHERE listed > 0 ORDER BY listed")
        return [dict(row) for row in rows]

    def rights(self, user: User) -> Rights:
        return Rights(self._lowered_path(user.hidden_id), self._lowered_path(user.writable_id))

    def _lowered_path(self, resource_id: str | None) -> str | None:
        """Where the folder of a limit lies. A deleted one hides nothing, and leaves nothing to write to."""
        if resource_id is None:
            return None
        row = self._database.row("SELECT lowered_path FROM resources WHERE id = ?", resource_id)
        return row["lowered_path"] if row else f"\0{json.dumps(resource_id)}"
