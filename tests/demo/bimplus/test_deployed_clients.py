"""What clients in the field send beside the pages, re-enacted: the vendor's web SDK, .NET, Java."""

from __future__ import annotations

import base64
from typing import Any

import requests

from tests.demo.bimplus.wire import TIMEOUT, ZERO, Bimplus, message

BROWSER = {"Origin": "https://viewer.example.com"}


def test_signing_in_as_the_web_sdk_does(wire: Bimplus) -> None:
    """An application id with hyphens; then the user, teams, and a double slash where no team is chosen."""
    plain = wire.application_id
    hyphens = "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))
    for written in (hyphens, hyphens.lower(), f"{{{hyphens}}}", plain.lower()):
        wire.sign_in(application_id=written)
    message(wire.authorize(application_id=hyphens[:-1] + "0"), 401)
    user = wire.send("GET", "user", params={"_": 1}).json()
    assert (user["email"], user["preferedLanguage"]) == (wire.email, "de")
    everything = wire.send("GET", "/projects", params={"_": 1700000000000})
    assert everything.json() == wire.send("GET", "projects").json()
    teams = wire.send("GET", "teams", params={"filterEmpty": "true"}).json()
    assert wire.send("GET", f"teams/{teams[0]['id']}").json() == teams[0]
    assert wire.send("GET", f"teams/{wire.team}").json() in teams
    message(wire.send("GET", f"teams/{ZERO}"), 404)


def test_a_browser_asks_first(wire: Bimplus) -> None:
    asked = "authorization,cache-control,chunk-fileid,content-disposition,content-range,if-none-match,range"
    answer = requests.options(
        f"{wire.api}/{wire.team}/objects/{ZERO}/attachments/chunked?DocumentFolderId={ZERO}",
        headers={
            **BROWSER,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": asked,
        },
        timeout=TIMEOUT,
    )
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert (answer.status_code, set(asked.split(",")) <= allowed) == (204, True)
    assert wire.http.get(f"{wire.api}/nowhere", headers=BROWSER).headers["Access-Control-Allow-Origin"] == "*"


def chunked(
    wire: Bimplus, route: str, name: str, data: bytes, size: int, **params: str
) -> list[requests.Response]:
    """As the SDK sends a file: no Content-Type, the query on each chunk, the id of the first answer."""
    answers: list[requests.Response] = []
    file_id = ""
    count = -(-len(data) // size)
    for number in range(max(count, 1)):
        start = number * size
        end = min(len(data), start + size) - 1
        headers = {
            "Content-Range": f"bytes {start}-{end}/{len(data)}",
            # A browser writes headers as Latin-1.
            "Content-Disposition": f'inline; name="{name.rpartition(".")[0]}"; filename="{name}"'.encode(
                "latin-1"
            ),
            **({"Chunk-FileId": file_id} if file_id else {}),
        }
        answer = wire.call("PUT", route, data=data[start : end + 1], headers=headers, params=params)
        assert answer.ok, answer.text
        document = answer.json()
        assert answer.headers["Content-Type"].startswith("application/json")
        if not file_id:
            file_id = document["fileName"] if document["id"] == ZERO else document["id"]
        answers.append(answer)
    return answers


def test_chunks_as_the_web_sdk_sends_them(wire: Bimplus, project: str) -> None:
    folder = wire.make_folder(project, "Pläne")
    route = f"objects/{project}/attachments/chunked"
    data = bytes(range(250)) * 40
    for name, content in (("Größe 1.ifc", data), ("Größe 2.ifc", data), ("leer.bin", b"")):
        document = chunked(wire, route, name, content, 4096, DocumentFolderId=folder)[-1].json()
        assert (document["fileName"], document["size"]) == (name, len(content))
        assert wire.content(f"attachments/{document['id']}/download") == content
    for what, version in (("versions/chunked", 2), ("chunked", 2)):
        answers = chunked(wire, f"attachments/{document['id']}/{what}", "leer.bin", data, 3000)
        assert (int(answers[-1].json()["version"]), answers[-1].json()["size"]) == (version, len(data))
    inside = wire.get(f"structures/{folder}/topology", varianttype="undefined", attributes="true")
    assert sorted(child["name"] for child in inside["children"]) == ["Größe 1.ifc", "Größe 2.ifc", "leer.bin"]


def test_forms_of_browsers_and_dotnet(wire: Bimplus, project: str) -> None:
    def form(disposition: str, end: str = "--line--\r\n") -> dict[str, Any]:
        body = f"--line\r\nContent-Disposition: {disposition}\r\nContent-Type: image/png\r\n\r\nx\r\n{end}"
        headers = {"Content-Type": 'multipart/form-data; boundary="line"'}
        return wire.call("POST", f"objects/{project}/attachments", data=body.encode(), headers=headers).json()

    assert form('form-data; name="file"; filename="Grundriß.png"')["fileName"] == "Grundriß.png"
    word = f"=?utf-8?B?{base64.b64encode('Grundriß.png'.encode()).decode()}?="
    dotnet = form(f'form-data; name="{word}"; filename="{word}"; filename*=utf-8\'\'Grundri%C3%9F.png')
    assert dotnet["fileName"] == "Grundriß.png"
    assert dotnet.get("name", "Grundriß.png") == "Grundriß.png"
    assert form(f'form-data; name=file; filename="{word}"')["fileName"] == "Grundriß.png"
    assert form('form-data; name=file; filename="=?utf-8?B?!?="')["fileName"] == "=?utf-8?B?!?="
    page = form('form-data; name="a"; filename="a.png"', "--line\r\n")
    assert page["size"] == 1, "the page's example ends with a boundary that is not the last"
    assert len(wire.get(f"projects/{project}/attachments")) == 5


def test_pictures_in_json(wire: Bimplus, project: str) -> None:
    picture = base64.b64encode(b"\x89PNG").decode()
    for text in (picture, f"data:image/png;base64,{picture}"):
        made = wire.put(
            f"projects/{project}/attachments", {"fileName": "a.png", "imageData": text}, 201, "POST"
        )
        assert wire.content(f"attachments/{made['id']}/download") == b"\x89PNG"
    route = f"objects/{project}/attachments?attachmenttype=sketchup"
    made = wire.put(route, {"fileName": "empty.skp", "imageData": ""}, 201, "POST")
    assert (made["attachmentType"], made["size"]) == ("SketchUp", 0)
    assert len(wire.get(f"projects/{project}/attachments")) == 2, (
        "Documents, unless another type is asked for"
    )
    assert [one["id"] for one in wire.get(f"projects/{project}/attachments?ATTACHMENTTYPE=SketchUp")] == [
        made["id"]
    ]
    for kinds in ("attachmentType=Nothing", "attachmentType=Ifc&attachmentType=Revit"):
        message(wire.form("POST", f"projects/{project}/attachments?{kinds}", "a", b""), 400)


def test_the_attachments_of_an_issue(wire: Bimplus) -> None:
    """Below `issues/` as below `objects/`, but an issue's alone."""
    sample = wire.sample("Riverside School")["id"]
    issue = wire.get(f"projects/{sample}/issues", sortColumn="shortId", showAll="true")[-1]["id"]
    before = wire.get(f"objects/{issue}/attachments")
    made = wire.form("POST", f"issues/{issue}/attachments", "a.txt", b"x").json()
    assert made["relatedId"] == issue
    assert len(wire.get(f"issues/{issue}/attachments")) == len(before) + 1
    wire.delete(f"attachments/{made['id']}")
    assert wire.get(f"issues/{issue}/attachments") == before
    for method in ("GET", "POST", "DELETE"):
        message(wire.call(method, f"issues/{sample}/attachments"), 404)


def test_structures_of_one_type(wire: Bimplus, project: str) -> None:
    wire.make_folder(project, "Pläne")
    assert len(wire.get(f"projects/{project}/structures", type="documentFolder")) == 1
    assert wire.get(f"projects/{project}/structures", type="CostStructure") == []


def test_headers_alone(wire: Bimplus) -> None:
    """`HEAD`, by which a client with a cache asks whether a model changed."""
    sample = wire.sample("Riverside School")["id"]
    model = wire.get(f"projects/{sample}/divisions")[0]["id"]
    answer = wire.call("HEAD", f"divisions/{model}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert wire.call("HEAD", f"divisions/{ZERO}").status_code == 404
