"""Who does what the actions of `admin` and `model_actions` do, and in which project."""

from __future__ import annotations

from bimexplorer.demo.admin import Parameters
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import not_found
from bimexplorer.demo.bimplus.users import Users


class PeopleOfActions:
    def __init__(self, database: Database, users: Users) -> None:
        self._database = database
        self._users = users

    def user_id(self, parameters: Parameters) -> str:
        """Of the user whose e-mail address "user" is; of the second listed one if it is left out."""
        email = parameters.get("user") or self._users.listed()[1]["username"]
        user = self._users.by_email(email)
        if user is None:
            raise not_found("The user", email)
        identifier: str = user["id"]
        return identifier

    def project_id(self, parameters: Parameters) -> str:
        """Of the project that "project" names."""
        row = self._database.row("SELECT id FROM projects WHERE folded_name = fold(?)", parameters["project"])
        if row is None:
            raise not_found("The project", parameters["project"])
        identifier: str = row["id"]
        return identifier
