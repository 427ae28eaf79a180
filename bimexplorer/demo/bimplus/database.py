"""What a stand-in Bimplus keeps. Moments are whole microseconds since 1970, UTC; NULL is "never"."""

from __future__ import annotations

import time
from pathlib import Path

from bimexplorer.demo.statefile import StateFile

SCHEMA = """
CREATE TABLE users (
    id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL, firstname TEXT NOT NULL,
    lastname TEXT NOT NULL, company TEXT NOT NULL, language TEXT NOT NULL, listed INTEGER NOT NULL
);
CREATE TABLE teams (
    id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, account_type TEXT NOT NULL,
    total_space INTEGER NOT NULL
);
-- role: owner (everything in every project of the team) or member
CREATE TABLE members (
    team_id TEXT NOT NULL REFERENCES teams (id), user_id TEXT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL, project_create INTEGER NOT NULL, PRIMARY KEY (team_id, user_id)
) WITHOUT ROWID;

CREATE TABLE projects (
    id TEXT PRIMARY KEY, team_id TEXT NOT NULL REFERENCES teams (id), name TEXT NOT NULL,
    folded_name TEXT NOT NULL, short_descr TEXT NOT NULL, address TEXT NOT NULL, created INTEGER,
    created_by TEXT NOT NULL, changed INTEGER, changed_by TEXT NOT NULL, UNIQUE (team_id, folded_name)
);
-- role: admin, editor, viewer or guest; see users.RIGHTS
CREATE TABLE roles (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id), role TEXT NOT NULL, PRIMARY KEY (project_id, user_id)
) WITHOUT ROWID;

-- related_id: the project, object, issue or material surface that has it. version: the newest one's number.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    related_id TEXT NOT NULL, kind TEXT NOT NULL, created INTEGER, created_by TEXT NOT NULL,
    version INTEGER NOT NULL, last_version INTEGER NOT NULL
);
CREATE INDEX attachments_project ON attachments (project_id, kind, id);
CREATE INDEX attachments_related ON attachments (related_id);
-- Content is a file of the content store, or NULL while nobody asked for the sample that `recipe` makes.
CREATE TABLE versions (
    attachment_id TEXT NOT NULL REFERENCES attachments (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    name TEXT NOT NULL, file_name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL,
    hash TEXT NOT NULL, classification TEXT NOT NULL, tag TEXT NOT NULL, changed INTEGER,
    changed_by TEXT NOT NULL, content TEXT, recipe TEXT, shared INTEGER, shared_by TEXT,
    PRIMARY KEY (attachment_id, number)
) WITHOUT ROWID;

-- An upload in chunks. target: "create", "replace" or "version"; attachment_id: what the latter two lock.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    target TEXT NOT NULL, related_id TEXT NOT NULL, attachment_id TEXT, folder_id TEXT,
    name TEXT NOT NULL, file_name TEXT NOT NULL, type TEXT NOT NULL, classification TEXT NOT NULL,
    tag TEXT NOT NULL, total INTEGER NOT NULL, received INTEGER NOT NULL, last_start INTEGER NOT NULL,
    user_id TEXT NOT NULL, expires REAL NOT NULL
);

-- parent_id is NULL at the top of a project.
CREATE TABLE structures (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES structures (id) ON DELETE CASCADE, name TEXT NOT NULL,
    description TEXT NOT NULL, type TEXT NOT NULL, nr INTEGER NOT NULL, color INTEGER NOT NULL
);
CREATE INDEX structures_parent ON structures (project_id, parent_id, nr);
-- member_id: an attachment or an object of the model.
CREATE TABLE assignments (
    structure_id TEXT NOT NULL REFERENCES structures (id) ON DELETE CASCADE, member_id TEXT NOT NULL,
    PRIMARY KEY (structure_id, member_id)
) WITHOUT ROWID;
CREATE INDEX assignments_member ON assignments (member_id);
-- members: a JSON list of ids of attachments.
CREATE TABLE selections (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL, type TEXT NOT NULL, members TEXT NOT NULL
);

CREATE TABLE divisions (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL, description TEXT NOT NULL, topology_id TEXT NOT NULL, status TEXT NOT NULL,
    input_type TEXT NOT NULL, import_file_name TEXT NOT NULL, import_file_size INTEGER NOT NULL,
    size INTEGER NOT NULL, created INTEGER, created_by TEXT NOT NULL, changed INTEGER,
    changed_by TEXT NOT NULL, content TEXT, recipe TEXT
);
-- The id is that of a kind of discipline, the same in every model. revisions: a JSON list of numbers.
CREATE TABLE disciplines (
    division_id TEXT NOT NULL REFERENCES divisions (id) ON DELETE CASCADE, id TEXT NOT NULL,
    name TEXT NOT NULL, revisions TEXT NOT NULL, PRIMARY KEY (division_id, id)
) WITHOUT ROWID;
CREATE TABLE revisions (
    id TEXT PRIMARY KEY, division_id TEXT NOT NULL REFERENCES divisions (id) ON DELETE CASCADE,
    nr INTEGER NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, created INTEGER,
    created_by TEXT NOT NULL, changed INTEGER, changed_by TEXT NOT NULL, application_id TEXT NOT NULL,
    input_type TEXT NOT NULL, topology_id TEXT NOT NULL, UNIQUE (division_id, nr)
);
-- parent_id is NULL at the top of a model.
CREATE TABLE objects (
    id TEXT PRIMARY KEY, division_id TEXT NOT NULL REFERENCES divisions (id) ON DELETE CASCADE,
    parent_id TEXT, name TEXT, type TEXT NOT NULL, ifc_id TEXT, ifc_type TEXT
);
CREATE INDEX objects_division ON objects (division_id);

CREATE TABLE issues (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    short_id INTEGER NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, status TEXT NOT NULL,
    created INTEGER, modified INTEGER, due INTEGER, solution TEXT, type TEXT NOT NULL,
    classification TEXT NOT NULL, priority TEXT NOT NULL, author_id TEXT NOT NULL, responsible_id TEXT,
    cc TEXT NOT NULL
);
CREATE TABLE comments (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    issue_id TEXT REFERENCES issues (id) ON DELETE CASCADE, text TEXT NOT NULL, author_id TEXT NOT NULL,
    created INTEGER
);
CREATE TABLE hyperlinks (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    related_id TEXT NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL, author_id TEXT NOT NULL,
    created INTEGER
);
-- position, normal: JSON objects with x, y, z in millimetres.
CREATE TABLE pins (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    issue_id TEXT REFERENCES issues (id) ON DELETE CASCADE, object_id TEXT NOT NULL,
    topology_node_id TEXT NOT NULL, position TEXT NOT NULL, normal TEXT NOT NULL, created INTEGER
);
CREATE TABLE surfaces (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    color INTEGER NOT NULL
);

-- kind: "bimplus" (POST /authorize), "access" or "refresh" (OpenID Connect). family: of one sign-in.
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, user_id TEXT NOT NULL, application_id TEXT NOT NULL,
    family TEXT NOT NULL, scope TEXT NOT NULL, expires REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE authorizations (
    request TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, state TEXT, nonce TEXT,
    scope TEXT NOT NULL, challenge TEXT NOT NULL, method TEXT NOT NULL, code TEXT UNIQUE, user_id TEXT,
    family TEXT, code_expires REAL
);
"""

CONTENTS_OF_MODELS = """
-- How an object looked: in the revisions from first to last (NULL: also in those to come). A row is never
-- changed but for its last, and never deleted while its model is there, as comparisons refer to it; what was
-- overwritten within one revision has a last below its first. attributes: a JSON object. hidden: 0 or 1.
CREATE TABLE IF NOT EXISTS object_states (
    number INTEGER PRIMARY KEY, division_id TEXT NOT NULL REFERENCES divisions (id) ON DELETE CASCADE,
    object_id TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER, parent_id TEXT, name TEXT,
    type TEXT NOT NULL, discipline_id TEXT NOT NULL, geometry TEXT NOT NULL, attributes TEXT NOT NULL,
    hidden INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS object_states_object ON object_states (object_id, first);
CREATE INDEX IF NOT EXISTS object_states_division ON object_states (division_id, object_id);

-- status: PENDING or DONE. begun: when the calculation did; what is changed later makes it stale.
CREATE TABLE IF NOT EXISTS comparisons (
    id TEXT PRIMARY KEY, division_id TEXT NOT NULL REFERENCES divisions (id) ON DELETE CASCADE,
    higher INTEGER NOT NULL, lower INTEGER NOT NULL, selection_id TEXT, status TEXT NOT NULL,
    begun INTEGER NOT NULL, user_id TEXT NOT NULL, UNIQUE (division_id, higher, lower)
);
-- kind: 0 inserted, 1 deleted, 2 changedGeometry, 3 changed. position: from 0, through all kinds in that
-- order. first, second: numbers of object_states. attributes: names of changed ones, each between "|".
CREATE TABLE IF NOT EXISTS differences (
    comparison_id TEXT NOT NULL REFERENCES comparisons (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    kind INTEGER NOT NULL, object_id TEXT NOT NULL, first INTEGER, second INTEGER, attributes TEXT NOT NULL,
    PRIMARY KEY (comparison_id, position)
) WITHOUT ROWID;
-- Filters of objects, which no call of the pages creates. types: a JSON list of types that pass.
CREATE TABLE IF NOT EXISTS object_filters (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL, types TEXT NOT NULL
);
"""
"""Younger than the rest: a data folder that was made before gets it, too."""


class Database(StateFile):
    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)
        self.connection.executescript(CONTENTS_OF_MODELS)
        self.connection.create_function("fold", 1, _fold, deterministic=True)


def _fold(text: str | None) -> str:
    return (text or "").casefold()


def now() -> int:
    """This moment, as the tables keep it."""
    return time.time_ns() // 1000
