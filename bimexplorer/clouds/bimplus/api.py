"""The wire: one method per operation, raw JSON out (`convert.py` reads it).

An empty id must never shorten an address: `DELETE projects/<id>/attachments/` empties a project. So every id
is checked before it becomes part of one, and of all addresses only those of `_DELETABLE` are ever deleted,
with GUIDs as ids; and a project, for the `Confirmation` of that project. The service's calls that delete all
attachments, issues or structures of a project, or all attachments of an object, are left out on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any
from urllib.parse import quote

from bimexplorer.clouds.base import PartBody
from bimexplorer.clouds.bimplus import convert, failures
from bimexplorer.clouds.bimplus.access import Access
from bimexplorer.clouds.bimplus.authorize import authorization
from bimexplorer.clouds.bimplus.confirmation import Confirmation, confirms
from bimexplorer.clouds.bimplus.fields import GUID
from bimexplorer.clouds.bimplus.pacing import Pacing
from bimexplorer.clouds.http import Answer, Http, Repeat, Stream
from bimexplorer.model import ProjectProperties
from bimexplorer.revisions import Pair

Query = Mapping[str, str | int]

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_SLUG = re.compile(r"[^\s/\\?#%:]{1,200}")

_PROJECT = "projects/{id}"
_ATTACHMENT = "attachments/{id}"
_STRUCTURE = "structures/{id}"
_MEMBER = "structures/{id}/delete/{member}"
_VERSION = "attachments/{id}/versions/{number}"
_DELETABLE = frozenset({_ATTACHMENT, _STRUCTURE, _MEMBER, _VERSION})


class Part(str, Enum):
    """What hangs on a project and has a list of its own, all of which comes at once."""

    DISCIPLINES = "disciplines"
    STRUCTURES = "structures"
    PINS = "pins"
    SURFACES = "materialsurfaces"
    COMMENTS = "comments"
    HYPERLINKS = "hyperlinks"
    REVISIONS = "revisions"


class Api:
    """One Bimplus, as one signed-in user; `address` is without `/v2`. May be used from any thread."""

    def __init__(self, http: Http, address: str, access: Access) -> None:
        self._http = http
        self._base = f"{address}/v2"
        self._access = access
        self._pacing = Pacing()

    # ---------------------------------------------------------------------------------------- reading

    def teams(self) -> list[dict[str, Any]]:
        return convert.rows(self._get("teams"))

    def action_rights(self) -> Any:
        return self._get("project-actions-rights")

    def projects(self, team: str, query: Query) -> list[dict[str, Any]]:
        return convert.rows(self._get(_route(team, "projects"), query))

    def project(self, team: str, project_id: str, *, disciplines: bool = False) -> Any:
        """Its properties; the service is faster without the disciplines."""
        query = {"disciplines": str(disciplines).lower()}
        return self._get(_route(team, _PROJECT, id=project_id), query)

    def part(self, team: str, project_id: str, part: Part) -> Any:
        return self._get(_route(team, f"projects/{{id}}/{Part(part).value}", id=project_id))

    def thumbnail(self, team: str, project_id: str) -> Stream:
        """The picture of a project, where the properties of projects say it is."""
        return self._stream(_route(team, "projects/{id}/thumbnail/download", id=project_id), {})

    def thumbnail_of_id(self, team: str, thumbnail_id: str) -> Stream:
        """The same by the id of the thumbnail, which in the examples is that of the project."""
        return self._stream(_route(team, "thumbnail/{id}", id=thumbnail_id), {})

    def attachments(self, team: str, project_id: str, query: Query) -> list[dict[str, Any]]:
        return convert.rows(self._get(_route(team, "projects/{id}/attachments", id=project_id), query))

    def attachments_of(self, team: str, object_id: str, revision: int | None = None) -> list[dict[str, Any]]:
        """Of an object or an issue, all of them; at a revision of the object's model, or now."""
        query = None if revision is None else {"revision": revision}
        return convert.rows(self._get(_route(team, "objects/{id}/attachments", id=object_id), query))

    def attachment(self, team: str, attachment_id: str) -> Any:
        return self._get(_route(team, _ATTACHMENT, id=attachment_id))

    def versions(self, team: str, attachment_id: str) -> Any:
        return self._get(_route(team, "attachments/{id}/versions", id=attachment_id))

    def structures(self, team: str, project_id: str) -> Any:
        """The topology of all structures of a project, Document Folders among them."""
        return self._get(_route(team, "structures/{id}/topology", id=project_id))

    def topology(self, team: str, project_id: str) -> Any:
        """That of the models."""
        return self._get(_route(team, "projects/{id}/topology", id=project_id))

    def models(self, team: str, project_id: str) -> list[dict[str, Any]]:
        return convert.rows(self._get(_route(team, "projects/{id}/divisions", id=project_id)))

    def issues(self, team: str, project_id: str, query: Query) -> list[dict[str, Any]]:
        return convert.rows(self._get(_route(team, "projects/{id}/issues", id=project_id), query))

    def content(self, team: str, attachment_id: str, headers: Mapping[str, str]) -> Stream:
        """An open stream with status 200, 206 or 416; everything else is raised."""
        return self._stream(_route(team, "attachments/{id}/download", id=attachment_id), headers)

    def version_content(
        self, team: str, attachment_id: str, number: int, headers: Mapping[str, str]
    ) -> Stream:
        pattern = "attachments/{id}/versions/{number}/download"
        return self._stream(_route(team, pattern, id=attachment_id, number=str(number)), headers)

    def model_content(self, team: str, model_id: str, headers: Mapping[str, str]) -> Stream:
        return self._stream(_route(team, "divisions/{id}/download", id=model_id), headers)

    # ---------------------------------------------------------------------------------------- projects

    def create_project(self, team: str, properties: ProjectProperties) -> Any:
        return _document_if_any(self._change("POST", _route(team, "projects"), json=_body(properties)))

    def copy_project(self, team: str, source_id: str, properties: ProjectProperties) -> Any:
        """Takes no address. The answer tells the source's people and team."""
        if not _ID.fullmatch(source_id):
            raise failures.gone(f"id {source_id!r}")
        body = {"id": source_id, "name": properties.name, "shortDescr": properties.description}
        return _document_if_any(self._change("POST", _route(team, "projects/copyfrom"), json=body))

    def update_project(self, team: str, project_id: str, properties: ProjectProperties) -> Any:
        route = _route(team, _PROJECT, id=project_id)
        return _document_if_any(self._change("PUT", route, json=_body(properties)))

    def send_thumbnail(self, team: str, project_id: str, content_type: str, body: PartBody) -> None:
        route = _route(team, "projects/{id}/thumbnail", id=project_id)
        headers = {"Content-Type": content_type}
        failures.succeeded(self._change("POST", route, headers=headers, body=body))

    def delete_project(self, team: str, project_id: str, confirmation: Confirmation) -> None:
        """With all that is in it, for everybody. Raises `ValueError` for the confirmation of another one."""
        self._delete(team, _PROJECT, confirmation=confirmation, id=project_id)

    # ---------------------------------------------------------------------------------------- models

    def revisions(self, team: str, model_id: str) -> list[dict[str, Any]]:
        return convert.rows(self._get(_route(team, "divisions/{id}/revisions", id=model_id)))

    def revision(self, team: str, revision_id: str) -> Any:
        return self._get(_route(team, "revisions/{id}", id=revision_id))

    def create_revision(self, team: str, model_id: str, name: str, description: str) -> Any:
        route = _route(team, "divisions/{id}/revisions", id=model_id)
        body = {"name": name, "description": description}
        return failures.document(self._change("POST", route, json=body))

    def update_revision(self, team: str, revision_id: str, name: str, description: str) -> None:
        body = {"name": name, "description": description}
        route = _route(team, "revisions/{id}", id=revision_id)
        failures.succeeded(self._change("PUT", route, json=body))

    def filters(self, team: str, project_id: str, discipline_id: str) -> list[dict[str, Any]]:
        """Those of a discipline (the page "Object Navigator / Object Filter Service")."""
        query = {"project_id": project_id, "object_id": discipline_id}
        return convert.rows(self._get(_route(team, "settings/filters"), query))

    def selections(self, team: str, project_id: str) -> list[dict[str, Any]]:
        """Of a project (the page "Selection Object Service")."""
        return convert.rows(self._get(_route(team, "projects/{id}/selections", id=project_id)))

    def comparison(self, team: str, model_id: str, pair: Pair, query: Query) -> Any:
        """What was calculated; `NotFound` if that was never done."""
        return self._get(_compared(team, model_id, pair), query)

    def calculate_comparison(self, team: str, model_id: str, pair: Pair, query: Query) -> Any:
        return failures.document(self._change("POST", _compared(team, model_id, pair), query))

    # ---------------------------------------------------------------------------------------- changing

    def create_folder(self, team: str, project_id: str, parent_id: str, name: str) -> Any:
        """A Document Folder; at the top the parent is the project."""
        body = {"name": name, "type": convert.DOCUMENT_FOLDER, "parentId": parent_id}
        if parent_id == project_id:
            route = _route(team, "projects/{id}/structures", id=project_id)
        else:
            route = _route(team, _STRUCTURE, id=parent_id)
        return failures.document(self._change("POST", route, json=body))

    def update_structure(self, team: str, structure_id: str, name: str, parent_id: str) -> None:
        body = {"name": name, "parentId": parent_id}
        route = _route(team, _STRUCTURE, id=structure_id)
        failures.succeeded(self._change("PUT", route, json=body))

    def assign(self, team: str, structure_id: str, attachment_id: str) -> None:
        route = _route(team, "structures/{id}/assign/{member}", id=structure_id, member=attachment_id)
        failures.succeeded(self._change("POST", route))

    def unassign(self, team: str, structure_id: str, attachment_id: str) -> None:
        """Out of this folder; the attachment itself stays."""
        self._delete(team, _MEMBER, id=structure_id, member=attachment_id)

    def delete_attachment(self, team: str, attachment_id: str) -> None:
        """From everywhere, with all its versions."""
        self._delete(team, _ATTACHMENT, id=attachment_id)

    def delete_version(self, team: str, attachment_id: str, number: int) -> None:
        """Only this one.

        It is not repeated by itself, also not when the server is busy: what the next version is called once
        this one is gone is not documented.
        """
        self._delete(team, _VERSION, Repeat.NEVER, id=attachment_id, number=str(number))

    def share(self, team: str, attachment_id: str) -> None:
        """The newest version; the answer tells little of it."""
        route = _route(team, "attachments/{id}/release", id=attachment_id)
        failures.succeeded(self._change("PUT", route))

    def delete_structure(self, team: str, project_id: str, structure_id: str) -> None:
        """A folder with those below it. What lies in them stays in the project."""
        if structure_id.lower() == project_id.lower():
            # In some addresses a project's id stands for all of its structures.
            raise failures.gone("a project for a structure")
        self._delete(team, _STRUCTURE, id=structure_id)

    def send_file(self, team: str, project_id: str, folder_id: str, content_type: str, body: PartBody) -> Any:
        """A new attachment; `folder_id` may be empty: in no folder."""
        route = _route(team, "projects/{id}/attachments", id=project_id)
        return self._send_form(route, content_type, body, _in_folder(folder_id))

    def send_file_of(self, team: str, object_id: str, content_type: str, body: PartBody) -> Any:
        """A new attachment of an object or an issue."""
        return self._send_form(_route(team, "objects/{id}/attachments", id=object_id), content_type, body)

    def send_version(self, team: str, attachment_id: str, content_type: str, body: PartBody) -> Any:
        return self._send_form(
            _route(team, "attachments/{id}/versions", id=attachment_id), content_type, body
        )

    def _send_form(self, route: str, content_type: str, body: PartBody, query: Query | None = None) -> Any:
        headers = {"Content-Type": content_type}
        return failures.document(self._change("POST", route, query, headers=headers, body=body))

    def send_chunk(
        self, team: str, project_id: str, folder_id: str, headers: Mapping[str, str], body: PartBody
    ) -> Any:
        """A part of a new attachment; None where the answer holds nothing."""
        route = _route(team, "projects/{id}/attachments/chunked", id=project_id)
        answer = self._change("PUT", route, _in_folder(folder_id), headers=headers, body=body)
        return _document_if_any(answer)

    def send_chunk_of(self, team: str, object_id: str, headers: Mapping[str, str], body: PartBody) -> Any:
        """A part of a new attachment of an object or an issue; None where the answer holds nothing."""
        route = _route(team, "objects/{id}/attachments/chunked", id=object_id)
        return _document_if_any(self._change("PUT", route, headers=headers, body=body))

    def send_version_chunk(
        self, team: str, attachment_id: str, headers: Mapping[str, str], body: PartBody
    ) -> Any:
        """A part of a new version; None where the answer holds nothing."""
        route = _route(team, "attachments/{id}/versions/chunked", id=attachment_id)
        return _document_if_any(self._change("PUT", route, headers=headers, body=body))

    # ---------------------------------------------------------------------------------------- calling

    def _get(self, route: str, query: Query | None = None) -> Any:
        return failures.document(self._call("GET", route, query, repeat=Repeat.ALWAYS))

    def _delete(
        self,
        team: str,
        pattern: str,
        repeat: Repeat = Repeat.WHEN_BUSY,
        confirmation: Confirmation | None = None,
        **ids: str,
    ) -> None:
        confirmed = pattern == _PROJECT and confirms(confirmation, team, ids["id"])
        if not confirmed and pattern not in _DELETABLE:
            raise ValueError(f"Never to be deleted: {pattern}")
        for name, identifier in ids.items():
            kind = _NUMBER if name == "number" else GUID
            if not kind.fullmatch(identifier) or identifier == convert.ZERO_ID:
                raise failures.gone(f"id {identifier!r}")
        failures.succeeded(self._call("DELETE", _route(team, pattern, **ids), repeat=repeat))

    def _change(
        self,
        method: str,
        route: str,
        query: Query | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: PartBody | None = None,
    ) -> Answer:
        return self._call(
            method, route, query, headers=headers, json=json, body=body, repeat=Repeat.WHEN_BUSY
        )

    def _call(
        self,
        method: str,
        route: str,
        query: Query | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: PartBody | None = None,
        repeat: Repeat,
    ) -> Answer:
        # What was read of a body is gone: a busy server's caller has to send it again.
        repeat = repeat if body is None else Repeat.NEVER
        for last in (False, True):
            token = self._access.token()
            self._pacing.wait()
            answer = self._http.request(
                method,
                f"{self._base}/{route}",
                params=query,
                headers={"Accept": "application/json", **(headers or {}), **authorization(token)},
                json=json,
                body=body,
                repeat=repeat,
            )
            self._pacing.note(answer.headers)
            if last or answer.status != 401:
                break
            self._access.refused(token)
            if body is not None:
                body.rewind()
        return answer

    def _stream(self, route: str, headers: Mapping[str, str]) -> Stream:
        for last in (False, True):
            token = self._access.token()
            self._pacing.wait()
            stream = self._http.stream(f"{self._base}/{route}", headers={**headers, **authorization(token)})
            self._pacing.note(stream.headers)
            if last or stream.status != 401:
                break
            stream.answer()
            self._access.refused(token)
        if stream.status in (200, 206, 416):
            return stream
        raise failures.error(stream.answer())


def _route(team: str, pattern: str, **ids: str) -> str:
    """An address below the API's base. Raises `NotFound` for a team or an id that cannot be one."""
    if not _SLUG.fullmatch(team) or team.strip(".") == "":
        raise failures.gone(f"team {team!r}")
    for identifier in ids.values():
        if not _ID.fullmatch(identifier):
            raise failures.gone(f"id {identifier!r}")
    return f"{quote(team, safe='')}/{pattern.format(**ids)}"


def _compared(team: str, model_id: str, pair: Pair) -> str:
    pattern = "divisions/{id}/revisionscomparison/{higher}/{lower}"
    return _route(team, pattern, id=model_id, higher=str(pair.higher), lower=str(pair.lower))


def _body(properties: ProjectProperties) -> dict[str, str]:
    """All that a change of a project may name."""
    return {
        "name": properties.name,
        "shortDescr": properties.description,
        "address": properties.address,
    }


def _document_if_any(answer: Answer) -> Any:
    """What answers to the parts of a file hold is not documented, but for the first and the last one's."""
    failures.succeeded(answer)
    return answer.json() if answer.content.strip() else None


def _in_folder(folder_id: str) -> Query | None:
    return {"DocumentFolderId": folder_id} if folder_id else None
