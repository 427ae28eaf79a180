"""The structures of a project as they are kept: what lies where, by name, also after something came."""

from __future__ import annotations

import threading
import time
import unicodedata
from typing import Any, cast

import pytest

from bimexplorer.cancellation import Cancellation
from bimexplorer.clouds.bimplus import tree
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.convert import ATTACHMENT, DOCUMENT_FOLDER, Node
from bimexplorer.clouds.bimplus.documents import Forest
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.rights import Rights
from bimexplorer.clouds.bimplus.tree import Tree
from bimexplorer.errors import Cancelled, ServerFailed

KEY = Key(Where.FOLDER, "team", "project", "folder")
NODES = [
    Node("folder", "Plans", DOCUMENT_FOLDER, "project"),
    Node("other", "Other", DOCUMENT_FOLDER, "project"),
    Node("one", "Plan.pdf", ATTACHMENT, "folder"),
    Node("two", "plan.PDF", ATTACHMENT, "folder"),
    Node("three", "plan.pdf", ATTACHMENT, "other"),
    Node("four", unicodedata.normalize("NFD", "Größe.ifc"), ATTACHMENT, "folder"),
]


def ids(found: list[Node]) -> set[str]:
    return {node.id for node in found}


def test_names_in_whatever_letters() -> None:
    forest = Forest(NODES, "project")
    assert ids(forest.spelled("folder", "PLAN.pdf")) == {"one", "two"}
    assert ids(forest.spelled("folder", "GRÖSSE.IFC")) == {"four"}
    assert forest.spelled("folder", "missing") == []
    assert forest.spelled("nowhere", "plan.pdf") == []
    forest.add_attachment("folder", "five", "pLAN.pdf")
    forest.add_attachment("folder", "five", "pLAN.pdf")
    assert [node.id for node in forest.spelled("folder", "plan.pdf")].count("five") == 1
    assert ids(forest.spelled("folder", "plan.pdf")) == {"one", "two", "five"}
    assert ids(forest.spelled("other", "plan.pdf")) == {"three"}


class Service:
    """Answers for the service, as slowly as it is told."""

    def __init__(self) -> None:
        self.reads = 0
        self.go = threading.Event()
        self.failing = False

    def structures(self, _team: str, _project: str) -> Any:
        self.reads += 1
        assert self.go.wait(10)
        if self.failing:
            self.failing = False
            raise ServerFailed("It failed.")
        folder = {"id": "folder", "name": "Plans", "type": "DocumentFolder", "children": []}
        return {"id": "project", "name": "Project", "type": "ID_Project", "children": [folder]}


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def kept(service: Service) -> Tree:
    # Of both only this call matters here.
    return Tree(cast("Api", service), cast("Rights", None))


def read_at_once(kept: Tree, service: Service, count: int) -> list[object]:
    """What so many threads get, who all ask before the service answers the first."""
    outcomes: list[object] = []

    def read() -> None:
        try:
            outcomes.append(kept.forest(KEY))
        except ServerFailed as error:
            outcomes.append(error)

    threads = [threading.Thread(target=read) for _ in range(count)]
    for thread in threads:
        thread.start()
    while not service.reads:
        time.sleep(0.001)
    service.go.set()
    for thread in threads:
        thread.join()
    return outcomes


def test_one_reading_serves_all_who_ask_meanwhile(kept: Tree, service: Service) -> None:
    forests = read_at_once(kept, service, 8)
    assert len(set(map(id, forests))) == 1
    assert service.reads == 1
    assert kept.forest(KEY) is forests[0]
    assert kept.forest(KEY, fresh=True) is not forests[0]
    assert service.reads == 2


def test_a_reading_that_fails_fails_for_one_alone(kept: Tree, service: Service) -> None:
    service.failing = True
    outcomes = read_at_once(kept, service, 4)
    assert sum(isinstance(outcome, ServerFailed) for outcome in outcomes) == 1
    assert service.reads == 2


def test_what_took_long_to_read_counts_for_longer(
    kept: Tree, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_FRESH", 0.0)
    clock = iter([0.0, 10.0, 45.0, 55.0, 55.0, 55.0, 55.0, 55.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    service.go.set()
    first = kept.forest(KEY, fresh=True)
    assert kept.forest(KEY) is first
    assert kept.forest(KEY) is not first


def test_who_waits_can_give_up(kept: Tree, service: Service) -> None:
    reader = threading.Thread(target=lambda: kept.forest(KEY))
    reader.start()
    while not service.reads:
        time.sleep(0.001)
    cancellation = Cancellation()
    threading.Timer(0.05, cancellation.cancel).start()
    with cancellation.scope(), pytest.raises(Cancelled):
        kept.forest(KEY)
    service.go.set()
    reader.join()
