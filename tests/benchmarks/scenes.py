"""A server of either cloud, what is sent to it by the program and by `curl`, and what arrived there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.bimplus_by_curl import BimplusByCurl
from tests.benchmarks.by_curl import ByCurl
from tests.benchmarks.curl import Spent
from tests.benchmarks.transfer_process import Order, Outcome
from tests.demo.bimplus.wire import Bimplus
from tests.demo.wire import Wire
from tests.standin import StandIn


class Sender(Protocol):
    """`curl` at work on one remote folder."""

    def upload_large(self, source: Path, parts: Sequence[Path]) -> Spent: ...

    def upload_small(self, sources: Sequence[Path], at_once: int) -> Spent: ...

    def download(self, files: dict[str, str], target: Path, at_once: int, /) -> Spent: ...


class Scene:
    """Of one cloud."""

    title = ""
    _service = ""

    def __init__(self, server: StandIn, work: Path) -> None:
        self.server = server
        self.work = work
        self._number = 0

    def close(self) -> None:
        """End its connections."""
        raise NotImplementedError

    def remote(self) -> tuple[list[str], Sender]:
        """An empty remote folder: its path, and `curl` for it."""
        raise NotImplementedError

    def found(self, *path: str) -> dict[str, tuple[str, int]]:
        """Name -> id and size of the files in a remote folder."""
        raise NotImplementedError

    def remove(self, files: dict[str, str]) -> None:
        """Delete remote files, by their ids."""
        raise NotImplementedError

    def _account(self) -> dict[str, str]:
        """`address`, `generation`, `username`, `password`, `application_id`."""
        raise NotImplementedError

    def fresh(self) -> Path:
        """An empty local folder."""
        self._number += 1
        path = self.work / f"{self._number}"
        path.mkdir()
        return path

    def transfer(self, *, upload: bool, local: Path, remote: list[str], window: bool = False) -> Outcome:
        """By the program, in a process of its own."""
        order = Order(
            service=self._service,
            **self._account(),
            upload=upload,
            local=str(local),
            remote=remote,
            profile=str(self.fresh()),
            window=window,
        )
        command = [sys.executable, str(Path(__file__).with_name("transfer_process.py"))]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            print(json.dumps(asdict(order)), file=process.stdin, flush=True)
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"The transferring process ended with {process.wait()}")
            print("go", file=process.stdin, flush=True)
            result = process.stdout.readline()
        if not result:
            raise RuntimeError(f"The transferring process ended with {process.returncode}")
        return Outcome(**json.loads(result))

    def check_arrived(self, sources: list[Path], *path: str) -> dict[str, str]:
        """Names and ids of what was sent into a remote folder; all of it must be there."""
        found = self.found(*path)
        sizes = {source.name: source.stat().st_size for source in sources}
        if {name: size for name, (_, size) in found.items()} != sizes:
            raise RuntimeError(f"Of {len(sizes)} files {len(found)} arrived, or their sizes differ")
        return {name: identifier for name, (identifier, _) in found.items()}


class BimcloudScene(Scene):
    title = "BIMcloud"
    _service = "bimcloud"

    def __init__(self, server: StandIn, work: Path) -> None:
        super().__init__(server, work)
        self._wire = Wire(server)

    def close(self) -> None:
        self._wire.close()

    def _account(self) -> dict[str, str]:
        return {
            "address": self.server.manager,
            "generation": self.server.generation,
            "username": self._wire.username,
            "password": self._wire.password,
            "application_id": "",
        }

    def remote(self) -> tuple[list[str], Sender]:
        folder = self._wire.make_folder()
        return [folder["name"]], ByCurl(self._wire, folder, self.work)

    def found(self, *path: str) -> dict[str, tuple[str, int]]:
        folder = self._wire.at("/" + "/".join(path))
        assert folder is not None
        found: dict[str, tuple[str, int]] = {}
        while page := self._wire.query(
            {"$eq": {"$parentId": folder["id"]}}, sort_by="name", skip=len(found), limit=1000
        ):
            found |= {resource["name"]: (resource["id"], resource["$size"]) for resource in page}
        return found

    def remove(self, files: dict[str, str]) -> None:
        for identifier in files.values():
            self._wire.call("DELETE", "delete-blob", {"resource-id": identifier})


class BimplusScene(Scene):
    title = "Bimplus"
    _service = "bimplus"

    def __init__(self, server: StandIn, work: Path) -> None:
        super().__init__(server, work)
        self._wire = Bimplus(server)
        self._wire.sign_in()
        self._project = self._wire.get(f"projects/{self._wire.make_project()}")
        self._folders = 0

    def close(self) -> None:
        self._wire.http.close()

    def _account(self) -> dict[str, str]:
        return {
            "address": self._wire.origin,
            "generation": "v2",
            "username": self._wire.email,
            "password": self._wire.password,
            "application_id": self._wire.application_id,
        }

    def remote(self) -> tuple[list[str], Sender]:
        self._folders += 1
        name, project = f"Folder {self._folders}", self._project["id"]
        folder = self._wire.make_folder(project, name)
        path = [self._wire.team, self._project["name"], "Documents", name]
        return path, BimplusByCurl(self._wire, project, folder, self.work)

    def found(self, *path: str) -> dict[str, tuple[str, int]]:
        nodes: list[dict[str, Any]] = self._wire.get(f"structures/{self._project['id']}/topology")
        for name in path[3:]:
            nodes = next(node["children"] for node in _children(nodes) if node["name"] == name)
        lying = {node["id"] for node in nodes if node["type"] == "Attachment"}
        found: dict[str, tuple[str, int]] = {}
        page = 1
        while rows := self._wire.get(f"projects/{self._project['id']}/attachments", page=page, pageSize=1000):
            found |= {row["fileName"]: (row["id"], row["size"]) for row in rows if row["id"] in lying}
            page += 1
        return found

    def remove(self, files: dict[str, str]) -> None:
        for identifier in files.values():
            self._wire.delete(f"attachments/{identifier}")


def _children(nodes: Any) -> list[dict[str, Any]]:
    """Of a topology, which may be a single root."""
    return list(nodes["children"]) if isinstance(nodes, dict) else list(nodes)


SCENES: dict[str, type[Scene]] = {"bimcloud": BimcloudScene, "bimplus": BimplusScene}
