"""What an entry's id says: where it stands, so that an id alone is enough to find it again.

bimplus                                  the site
team:<slug>                              a team
project:<slug>:<project>                 a project; likewise documents, models, all, structures, topology,
                                         issues: the fixed places in it
folder:<slug>:<project>:<id>             a Document Folder; likewise model, structure, object, issue
folder:<slug>:<project>:<id>:<id>        an attachment in it; likewise in documents and all, with an empty
                                         fourth part
model:<slug>:<project>:<id>:import       the file that a model was made of
folder:<slug>:<project>:<id>:<id>:<n>    version n of an attachment; likewise wherever one lies
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import quote, unquote

from bimexplorer.clouds.bimplus import failures
from bimexplorer.clouds.values import as_count

IMPORT = "import"


class Where(str, Enum):
    """The kind of a place."""

    ROOT = "bimplus"
    TEAM = "team"
    PROJECT = "project"
    DOCUMENTS = "documents"
    FOLDER = "folder"
    MODELS = "models"
    MODEL = "model"
    ALL = "all"
    STRUCTURES = "structures"
    STRUCTURE = "structure"
    TOPOLOGY = "topology"
    OBJECT = "object"
    ISSUES = "issues"
    ISSUE = "issue"


_NODES = (Where.FOLDER, Where.MODEL, Where.STRUCTURE, Where.OBJECT, Where.ISSUE)

OF_OBJECTS = (Where.ISSUE, Where.OBJECT)
"""Places whose attachments belong to them, not to the project."""


@dataclass(frozen=True, slots=True)
class Key:
    """An entry's id, taken apart."""

    where: Where
    team: str = ""
    """Its slug."""
    project: str = ""
    node: str = ""
    """Id of the folder, model, structure, object or issue."""
    file: str = ""
    """Id of the attachment that lies in the place; empty: the place itself."""
    version: int | None = None
    """Number of a version of the attachment; None: the attachment itself."""

    @property
    def text(self) -> str:
        version = "" if self.version is None else str(self.version)
        parts = (self.where.value, quote(self.team, safe=""), self.project, self.node, self.file, version)
        return ":".join(parts).rstrip(":")

    @property
    def place(self) -> Key:
        """Where an attachment lies."""
        return replace(self, file="", version=None)

    @property
    def attachment(self) -> Key:
        """That of which this is a version."""
        return replace(self, version=None)

    def fixed(self, where: Where) -> Key:
        """A fixed place of the same project."""
        return Key(where, self.team, self.project)

    def at(self, where: Where, node: str) -> Key:
        """A folder, model, structure, object or issue of the same project."""
        return Key(where, self.team, self.project, node)

    def holding(self, attachment_id: str) -> Key:
        """An attachment in this place."""
        return replace(self, file=attachment_id, version=None)

    def of_version(self, number: int) -> Key:
        """A version of this attachment."""
        return replace(self, version=number)

    @classmethod
    def parsed(cls, text: str) -> Key:
        """Raises `NotFound` for what is no id of ours."""
        name, *parts = text.split(":")
        try:
            where = Where(name)
        except ValueError:
            raise failures.gone(f"no id of Bimplus: {text!r}") from None
        parts = [*parts, "", "", "", "", ""]
        version = as_count(parts[4])
        key = cls(where, unquote(parts[0]), parts[1], parts[2], parts[3], version)
        given = [bool(part) for part in (key.team, key.project, key.node)]
        wanted = [where is not Where.ROOT, where not in (Where.ROOT, Where.TEAM), where in _NODES]
        of_nothing = version is not None and key.file in ("", IMPORT)
        # Where an address takes a project's id for another's, it means all that the project has of it.
        of_all = key.project and key.project.lower() in (key.node.lower(), key.file.lower())
        if given != wanted or of_nothing or of_all or key.text != text:
            raise failures.gone(f"no id of Bimplus: {text!r}")
        return key
