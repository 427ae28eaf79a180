"""Attachments by id, out of a list that knows pages only, while others change it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bimexplorer.clouds.bimplus import attachments
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.attachments import Attachments
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.errors import NotFound, Offline

KEY = Key(Where.FOLDER, "team", "project", "folder")


@dataclass
class Server:
    """What is asked of an `Api` here, of a service that gives `most` rows at a time."""

    most: int = 10**9
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    hidden: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of other types than the list shows."""
    pages: list[tuple[str, int]] = field(default_factory=list)
    """Column and size of each that was asked for."""
    alone: int = 0
    moment: int = 0
    off: bool = False

    def write(self, name: str) -> str:
        """A new attachment, or a new version of the one that has the name."""
        self.moment += 1
        known = next((row for row in self.rows.values() if row["fileName"] == name), None)
        row = {
            "id": known["id"] if known else f"id-{len(self.rows) + len(self.hidden)}-{self.moment}",
            "fileName": name,
            "version": known["version"] + 1 if known else 1,
            "size": self.moment,
            "changed": f"2026-01-01T00:{self.moment // 60:02}:{self.moment % 60:02}",
        }
        self.rows[row["id"]] = row
        return str(row["id"])

    def attachments(self, team: str, project: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        assert (team, project) == (KEY.team, KEY.project)
        if self.off:
            raise Offline("The server is off.")
        column, size = query["sortColumn"], query["pageSize"]
        self.pages.append((column, size))
        found = sorted(self.rows.values(), key=lambda row: (row[column].casefold(), row["id"]))
        found = found[::-1] if query["sortDirection"] == "descending" else found
        size = min(size, self.most)
        return [dict(row) for row in found[(query["page"] - 1) * size : query["page"] * size]]

    def attachment(self, team: str, attachment_id: str) -> dict[str, Any]:
        assert team == KEY.team
        self.alone += 1
        try:
            return dict({**self.rows, **self.hidden}[attachment_id])
        except KeyError:
            raise NotFound("It is gone.") from None

    @property
    def asked(self) -> int:
        return len(self.pages) + self.alone

    def forget(self) -> None:
        self.pages, self.alone = [], 0


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_SIZES", (80, 40, 20))


def of(server: Server) -> Attachments:
    return Attachments(cast("Api", server))


def sizes(server: Server, ids: list[str]) -> dict[str, int]:
    return {one: server.rows[one]["size"] for one in ids if one in server.rows}


def read(it: Attachments, ids: list[str], **how: int) -> dict[str, int]:
    it.look(KEY)
    return {one.id: one.size or 0 for one in it.read(KEY, ids, **how).found.values()}


@pytest.mark.parametrize("count", [0, 1, 5, 6, 19, 20, 21, 40, 60, 80, 100, 161, 320, 333])
@pytest.mark.parametrize("most", [10**9, 60, 20, 10, 7])
def test_each_is_found(count: int, most: int) -> None:
    server = Server(most)
    ids = [server.write(f"plan {number:03}.pdf") for number in range(count)]
    wanted = [*ids, "gone", *ids[:3]]
    random.Random(count).shuffle(wanted)
    it = of(server)
    assert read(it, wanted) == sizes(server, ids)
    server.forget()
    assert read(it, ids) == sizes(server, ids)
    if most > 20 and count > 5:
        assert server.pages == [("changed", 50)]
        assert server.alone <= 5


def test_a_long_list_takes_few_pages_and_no_more_than_is_wanted() -> None:
    server = Server()
    ids = [server.write(f"plan {number:04}.pdf") for number in range(995)]
    it = of(server)
    told = it.read(KEY, ids[:400:4], enough=20, to_come=400)
    assert told.settled >= 20
    assert list(told.found) == ids[:400:4][: told.settled]
    assert [size for column, size in server.pages if column == "fileName"] == [20, 20, 40]
    assert it.read(KEY, ids[::2], to_come=995).settled == 498
    assert [size for column, size in server.pages if column == "fileName"] == [20, 20, 40] + 11 * [80]
    assert server.alone == 0


def test_what_is_rare_in_a_long_list_is_asked_for_alone() -> None:
    server = Server()
    ids = [server.write(f"plan {number:04}.pdf") for number in range(1000)]
    it = of(server)
    assert len(read(it, ids[::50], to_come=1000)) == 20
    assert (server.pages, server.alone) == ([], 20)
    assert len(read(it, ids[::20], to_come=1000)) == 50
    assert server.asked < 20 + 50


def test_other_types_are_not_listed_and_exist() -> None:
    server = Server()
    ids = [server.write(f"plan {number:03}.pdf") for number in range(60)]
    server.hidden = {one: server.rows.pop(one) for one in ids[10:50]}
    assert list(read(of(server), ids)) == ids


def test_changes_show_at_once() -> None:
    server = Server()
    names = [f"plan {number:03}.pdf" for number in range(200)]
    ids = [server.write(name) for name in names]
    it = of(server)
    assert read(it, ids) == sizes(server, ids)
    server.forget()
    for number in (0, 7, 199, 100):
        server.write(names[number])
    new = server.write("another.pdf")
    del server.rows[ids[50]]
    wanted = [one for one in [*ids, new] if one in server.rows]
    assert read(it, wanted) == sizes(server, wanted)
    assert server.pages == [("changed", 50)]
    assert server.alone == 0


def test_a_newest_version_that_was_deleted_shows_at_once() -> None:
    server = Server()
    names = [f"plan {number:03}.pdf" for number in range(100)]
    ids = [server.write(name) for name in names]
    before = dict(server.rows[ids[3]])
    server.write(names[3])
    server.write(names[4])
    it = of(server)
    assert read(it, ids) == sizes(server, ids)
    server.rows[ids[3]] = before
    assert read(it, ids) == sizes(server, ids)


def test_more_changes_than_are_looked_at() -> None:
    server = Server()
    names = [f"plan {number:03}.pdf" for number in range(200)]
    ids = [server.write(name) for name in names]
    it = of(server)
    assert read(it, ids) == sizes(server, ids)
    for name in names[:60]:
        server.write(name)
    assert read(it, ids) == sizes(server, ids)


def test_nothing_is_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_KEPT", 0.0)
    server = Server()
    ids = [server.write(f"plan {number:03}.pdf") for number in range(100)]
    it = of(server)
    assert read(it, ids) == sizes(server, ids)
    server.rows[ids[5]]["size"] = 5000
    assert read(it, ids)[ids[5]] == 5000


def test_what_was_changed_here_is_asked_for_again() -> None:
    server = Server()
    ids = [server.write(f"plan {number:03}.pdf") for number in range(100)]
    it = of(server)
    read(it, ids)
    server.rows[ids[5]]["size"], server.rows[ids[6]]["size"] = 5000, 6000
    it.forget(KEY.holding(ids[5]))
    assert it.one(KEY.holding(ids[6])).size == 6000
    assert {ids[5]: 5000, ids[6]: 6000}.items() <= read(it, ids).items()


def test_a_failure_is_not_taken_for_attachments_that_are_gone() -> None:
    server = Server()
    ids = [server.write(f"plan {number:03}.pdf") for number in range(100)]
    it = of(server)
    server.off = True
    with pytest.raises(Offline):
        it.read(KEY, ids)
    server.off = False
    assert read(it, ids) == sizes(server, ids)
    server.off = True
    with pytest.raises(Offline):
        it.look(KEY)
    server.off = False
    server.write("plan 007.pdf")
    assert read(it, ids) == sizes(server, ids)


@pytest.mark.parametrize("seed", range(12))
def test_lists_that_change_between_all_questions(seed: int) -> None:
    """What was there all the time is found; and as it is after the last change, whenever that was."""
    chance = random.Random(seed)
    server = Server(chance.choice([10**9, 20, 70]))
    names = [f"plan {number:03}.pdf" for number in range(150)]
    for name in names:
        server.write(name)
    it = of(server)
    for _ in range(6):
        listed = server.attachments

        def changing(team: str, project: str, query: dict[str, Any]) -> list[dict[str, Any]]:
            server.write(chance.choice(names))
            server.write(f"new {server.moment}.pdf")
            gone = chance.choice(
                [one for one, row in server.rows.items() if row["fileName"] not in names[:50]]
            )
            del server.rows[gone]
            return Server.attachments(server, team, project, query)

        server.attachments = changing  # type: ignore[method-assign]
        ids = list(server.rows)
        stay = {one for one in ids if server.rows[one]["fileName"] in names[:50]}
        assert stay <= read(it, ids).keys()
        server.attachments = listed  # type: ignore[method-assign]
        ids = list(server.rows)
        assert read(it, ids) == sizes(server, ids)
