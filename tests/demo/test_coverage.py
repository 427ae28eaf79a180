"""Every operation of the specification is served, and none of the other generation's."""

from __future__ import annotations

import pytest
import requests

from tests.demo.specification import FOLDER, specification
from tests.demo.wire import Wire
from tests.standin import StandIn

needs_specification = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the vendor's specification is not in {FOLDER}"
)

ONLY_2023 = [
    "oauth2/authorize",
    "oauth2/logout",
    "oauth2/get-authorization-code-by-state",
    "oauth2/token",
    "get-user",
]
ONLY_2020 = ["create-session", "ping-session", "close-session"]


@needs_specification
def test_every_operation_is_served(wire: Wire) -> None:
    judge = specification(wire.server.generation)
    assert judge is not None
    operations = judge.operations()
    assert len(operations) == {"2023.2": 27, "2020.2": 25}[wire.server.generation]
    blob_url = wire.default_store().url
    for method, path in operations:
        base = wire.server.manager if path.startswith("/management/") else blob_url
        answer = requests.request(method, base + path, timeout=30)
        assert answer.status_code not in (404, 405), (method, path)
        assert "unknown command" not in answer.text, (method, path)


def test_the_other_generations_routes_are_unknown(wire: Wire) -> None:
    missing = ONLY_2020 if wire.server.generation == "2023.2" else [*ONLY_2023, "get-folder-size-data"]
    for route in missing:
        for method in ("GET", "POST"):
            assert wire.send(method, route).status_code == 404, route


def test_latest_is_client(wire: Wire) -> None:
    answer = wire.send("GET", "../latest/get-resource", params={"resource-id": "projectRoot"})
    assert answer.request.url is not None
    assert "/management/latest/" in answer.request.url
    assert answer.status_code == (401 if wire.server.generation == "2023.2" else 430)


def test_server_info_tells_the_version(shared_standin: StandIn) -> None:
    info = requests.get(f"{shared_standin.manager}/get-server-info", timeout=30).json()
    assert info["registeredMajorVersion"] == int(shared_standin.generation[:4])


def test_a_blob_server_answers_unknown_routes_with_200_and_junk(wire: Wire) -> None:
    url = wire.default_store().url
    for method, path in (("GET", "/nowhere"), ("GET", "/session-service/1.0/create-session"), ("PUT", "/")):
        answer = requests.request(method, url + path, timeout=30)
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()


def test_unknown_manager_routes_are_404(shared_standin: StandIn) -> None:
    assert requests.get(f"{shared_standin.manager}/management/client/nowhere", timeout=30).status_code == 404
