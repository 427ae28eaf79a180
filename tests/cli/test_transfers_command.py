"""transfers: what an interrupted command leaves behind, going on with it, forgetting it, what has been."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Bimx
from tests.cli.test_put_and_get import tree, write
from tests.standin import StandIn, one_generation, wait_until

_HINT = "“bimx transfers resume” goes on with it, “bimx transfers cancel” forgets it."


def interrupted(
    bimx: Bimx, server: StandIn, *arguments: str | Path, with_signal: int = signal.SIGINT, code: int = 130
) -> str:
    """Run a put until it stalls in its third part, then end it; what it said."""
    return ended_at(
        bimx, server, "put-blob-content-part", *arguments, skip=2, with_signal=with_signal, code=code
    )


def ended_at(
    bimx: Bimx,
    server: StandIn,
    call: str,
    *arguments: str | Path,
    skip: int = 0,
    after: int | None = None,
    with_signal: int = signal.SIGINT,
    code: int = 130,
) -> str:
    server.fault(server="blob", path=call, skip=skip, stall=600, times=None, after=after)
    before = server.calls(call)
    with bimx.process(*arguments) as process:
        wait_until(lambda: server.calls(call) > before + skip)
        if after is not None:
            wait_until(lambda: [part for part in bimx.folder.rglob("*.part") if part.stat().st_size])
        os.kill(process.pid, with_signal)
        _, err = process.communicate(timeout=60)
    server.clear_faults()
    assert process.returncode == code, err
    return err


def big(bimx: Bimx, name: str = "big.ifc", parts: int = 5) -> Path:
    return write(bimx.folder / name, os.urandom(1 << 20) * 8 * parts)


def listed(bimx: Bimx) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = bimx.json("transfers")
    return jobs


# ---------------------------------------------------------------------------------------- nothing there


def test_where_nothing_was_left(bimx: Bimx) -> None:
    assert bimx("transfers") == bimx("transfers", "list") == ""
    assert bimx.json("transfers") == bimx.json("transfers", "list") == []
    assert bimx.json("transfers", "list", "--finished") == []
    assert bimx("transfers", "resume") == ""
    assert bimx.json("transfers", "resume")["files"] == 0
    assert bimx.json("transfers", "cancel") == bimx.json("transfers", "cancel", "--all") == {"cancelled": []}


@pytest.mark.parametrize("action", ["list", "resume", "cancel"])
def test_a_number_that_no_transfer_has(bimx: Bimx, action: str) -> None:
    assert "no transfer 7" in bimx("transfers", action, "7", code=4)
    bimx("transfers", action, "seven", code=2)


# ---------------------------------------------------------------------------------------- interrupted


@pytest.mark.parametrize(
    ("shared_standin", "with_signal", "code"),
    [
        ("2023.2", signal.SIGINT, 130),
        ("2020.2", signal.SIGINT, 130),
        ("2023.2", signal.SIGTERM, 143),
        ("2023.2", signal.SIGHUP, 129),
    ],
    ids=["ctrl-c", "ctrl-c-2020.2", "sigterm", "sighup"],
    indirect=["shared_standin"],
)
def test_an_interrupted_put_stays_and_is_gone_on_with(
    bimx: Bimx, shared_standin: StandIn, with_signal: int, code: int
) -> None:
    source = big(bimx)
    said = interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here, with_signal=with_signal, code=code)
    assert said == f"Interrupted. {_HINT}\n"
    assert bimx.names(bimx.here) == []
    (job,) = listed(bimx)
    assert job["id"] > 0
    assert (job["direction"], job["site"], job["name"]) == ("upload", "bc", "big.ifc")
    assert (job["local"], job["remote"]) == (str(source), bimx.here.removeprefix("bc:") + "/big.ifc")
    assert (job["state"], job["error"]) == ("waiting", None)
    assert (job["files"], job["files_done"], job["files_failed"]) == (1, 0, 0)
    assert job["size"] == source.stat().st_size
    assert job["created"].endswith("Z")
    assert "big.ifc" in bimx("transfers")
    before = shared_standin.calls("begin-upload")
    result = bimx.json("transfers", "resume")
    assert (result["done"], result["verified"], result["failed"]) == (1, 1, [])
    assert shared_standin.calls("begin-upload") == before
    assert listed(bimx) == []
    bimx("get", f"{bimx.here}/big.ifc", "back.ifc")
    assert (bimx.folder / "back.ifc").read_bytes() == source.read_bytes()


@one_generation
def test_the_same_put_again_goes_on(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    (job,) = listed(bimx)
    before = shared_standin.calls("begin-upload")
    with bimx.process("put", "big.ifc", bimx.here) as put:
        _, err = put.communicate(timeout=60)
    assert put.returncode == 0, err
    assert f"Going on with transfer {job['id']}" in err
    assert shared_standin.calls("begin-upload") == before
    assert bimx.names(bimx.here) == ["big.ifc"]
    assert listed(bimx) == []


@one_generation
def test_the_same_put_from_another_folder_goes_on(bimx: Bimx, shared_standin: StandIn) -> None:
    write(bimx.folder / "sub" / "x")
    big(bimx)
    interrupted(bimx, shared_standin, "put", "sub/../big.ifc", bimx.here)
    bimx("put", bimx.folder / "big.ifc", f"{bimx.here}/")
    assert bimx.names(bimx.here) == ["big.ifc"]
    assert listed(bimx) == []


@one_generation
def test_another_put_is_another_transfer(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    bimx("put", "big.ifc", f"{bimx.here}/other.ifc")
    assert bimx.names(bimx.here) == ["other.ifc"]
    assert [job["name"] for job in listed(bimx)] == ["big.ifc"]
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["big.ifc", "other.ifc"]


@one_generation
def test_a_folder_put_under_a_new_name_goes_on_there(bimx: Bimx, shared_standin: StandIn) -> None:
    """When it is given again the folder is there: it must not land in itself."""
    big(bimx, "Pläne/big.ifc")
    interrupted(bimx, shared_standin, "put", "Pläne", f"{bimx.here}/Neu")
    assert bimx.names(bimx.here) == ["Neu"]
    bimx("put", "Pläne", f"{bimx.here}/Neu")
    assert bimx.names(f"{bimx.here}/Neu") == ["big.ifc"]


@one_generation
def test_a_folder_got_under_a_new_name_goes_on_there(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx, "Pläne/big.ifc")
    bimx("put", "Pläne", bimx.here)
    arguments = ("get", f"{bimx.here}/Pläne", "neu")
    said = ended_at(bimx, shared_standin, "get-blob-content", *arguments, after=9_000_000)
    assert said == f"Interrupted. {_HINT}\n"
    assert not (bimx.folder / "neu" / "big.ifc").exists()
    bimx(*arguments)
    assert tree(bimx.folder / "neu") == tree(bimx.folder / "Pläne")


@one_generation
def test_an_interrupted_get_goes_on_where_it_was(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    bimx("put", "big.ifc", bimx.here)
    (bimx.folder / "to").mkdir()
    arguments = ("get", f"{bimx.here}/big.ifc", "to")
    ended_at(bimx, shared_standin, "get-blob-content", *arguments, after=20_000_000)
    (part,) = (bimx.folder / "to").iterdir()
    assert part.name.endswith(".part")
    begin = shared_standin.recorded
    result = bimx.json("transfers", "resume")
    assert (result["done"], result["verified"]) == (1, 1)
    (again,) = [r for r in shared_standin.records(begin) if "get-blob-content" in r["path"]]
    assert again["status"] == 206
    assert [path.name for path in (bimx.folder / "to").iterdir()] == ["big.ifc"]
    assert (bimx.folder / "to" / "big.ifc").read_bytes() == (bimx.folder / "big.ifc").read_bytes()


@one_generation
def test_a_new_decision_counts_for_what_was_left(bimx: Bimx, shared_standin: StandIn) -> None:
    for name, content in ("a.txt", b"old"), ("b.txt", b"old"):
        write(bimx.folder / "Pläne" / name, content)
    bimx("put", "Pläne", bimx.here)
    write(bimx.folder / "Pläne" / "a.txt", b"newer")
    big(bimx, "Pläne/big.ifc")
    interrupted(bimx, shared_standin, "put", "Pläne", bimx.here, "--conflict", "skip")
    write(bimx.folder / "Pläne" / "big2.ifc", b"x")
    bimx("put", "Pläne", bimx.here, "--conflict", "new-version")
    assert "big.ifc" in bimx.names(f"{bimx.here}/Pläne")
    assert listed(bimx) == []


@one_generation
def test_a_killed_put_waits_and_is_gone_on_with(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(
        bimx, shared_standin, "put", "big.ifc", bimx.here, with_signal=signal.SIGKILL, code=-signal.SIGKILL
    )
    assert [job["state"] for job in listed(bimx)] == ["waiting"]
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["big.ifc"]


@one_generation
def test_an_interrupted_resume_can_be_resumed(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    said = ended_at(bimx, shared_standin, "/commit-upload", "transfers", "resume")
    assert _HINT in said
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["big.ifc"]


# ---------------------------------------------------------------------------------------- cancelled


@one_generation
def test_a_cancelled_put_is_forgotten(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    (job,) = listed(bimx)
    assert bimx.json("transfers", "cancel") == {"cancelled": [job["id"]]}
    assert listed(bimx) == []
    assert bimx.json("transfers", "resume")["files"] == 0
    assert bimx.names(bimx.here) == []


@one_generation
def test_a_cancelled_get_leaves_no_part(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    bimx("put", "big.ifc", bimx.here)
    (bimx.folder / "to").mkdir()
    ended_at(bimx, shared_standin, "get-blob-content", "get", f"{bimx.here}/big.ifc", "to", after=20_000_000)
    assert len(list((bimx.folder / "to").iterdir())) == 1
    bimx("transfers", "cancel")
    assert list((bimx.folder / "to").iterdir()) == []


@one_generation
def test_which_of_several_is_cancelled(bimx: Bimx, shared_standin: StandIn) -> None:
    for name in ("a.ifc", "b.ifc", "c.ifc"):
        big(bimx, name, 3)
    interrupted(bimx, shared_standin, "put", "a.ifc", "b.ifc", "c.ifc", bimx.here)
    jobs = {job["name"]: job["id"] for job in listed(bimx)}
    assert "--all" in bimx("transfers", "cancel", code=2)
    bimx("transfers", "cancel", str(jobs["a.ifc"]), "--all", code=2)
    bimx("transfers", "cancel", str(jobs["a.ifc"]), "999", code=4)
    assert len(listed(bimx)) == 3
    assert bimx.json("transfers", "cancel", str(jobs["b.ifc"])) == {"cancelled": [jobs["b.ifc"]]}
    bimx("transfers", "resume", str(jobs["c.ifc"]))
    assert bimx.names(bimx.here) == ["c.ifc"]
    assert [job["name"] for job in listed(bimx)] == ["a.ifc"]
    bimx("transfers", "cancel", "--all")
    assert listed(bimx) == []


# ---------------------------------------------------------------------------------------- failed


def test_what_failed_is_tried_again_when_it_is_named(bimx: Bimx) -> None:
    write(bimx.folder / "a.txt", b"old")
    bimx("put", "a.txt", bimx.here)
    write(bimx.folder / "a.txt", b"newer")
    bimx("put", "a.txt", bimx.here, code=5)
    (job,) = listed(bimx)
    assert (job["state"], job["files_failed"]) == ("failed", 1)
    assert "a.txt" in job["error"]
    assert "already" in bimx("transfers")
    assert bimx.json("transfers", "resume")["files"] == 0
    bimx("rm", f"{bimx.here}/a.txt")
    bimx("transfers", "resume", str(job["id"]))
    assert [entry["size"] for entry in bimx.json("ls", bimx.here)] == [5]
    assert listed(bimx) == []


def test_a_failed_transfer_can_be_forgotten(bimx: Bimx) -> None:
    write(bimx.folder / "a.txt")
    bimx("put", "a.txt", bimx.here)
    bimx("put", "a.txt", bimx.here, code=5)
    (job,) = listed(bimx)
    assert bimx.json("transfers", "cancel", str(job["id"])) == {"cancelled": [job["id"]]}
    assert listed(bimx) == []


@one_generation
def test_a_resume_whose_site_is_gone_leaves_it_and_goes_on_with_the_others(
    bimx: Bimx, shared_standin: StandIn
) -> None:
    bimx("sites", "add", "other", "--bimcloud", shared_standin.manager)
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here.replace("bc:", "other:"))
    bimx("sites", "remove", "other")
    interrupted(bimx, shared_standin, "put", "big.ifc", f"{bimx.here}/mine.ifc")
    said = bimx("transfers", "resume", code=4)
    assert "has been removed" in said
    assert bimx.names(bimx.here) == ["mine.ifc"]
    assert [(job["site"], job["name"]) for job in listed(bimx)] == [(None, "big.ifc")]


def test_a_refused_sign_in_leaves_it(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    bimx("transfers", "resume", code=3, BIMX_PASSWORD="wrong")
    assert [job["name"] for job in listed(bimx)] == ["big.ifc"]
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["big.ifc"]


def test_another_user_does_not_go_on_with_it(bimx: Bimx, shared_standin: StandIn) -> None:
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    other = shared_standin.users[1]
    said = bimx(
        "transfers", "resume", code=3, BIMX_USERNAME=other["username"], BIMX_PASSWORD=other["password"]
    )
    assert shared_standin.users[0]["username"] in said
    assert bimx.names(bimx.here) == []
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["big.ifc"]


# ---------------------------------------------------------------------------------------- reported


def test_how_it_was_proven_is_told(bimx: Bimx, shared_standin: StandIn) -> None:
    folder = bimx.here.removeprefix("bc:")
    write(bimx.folder / "Pläne" / "mine.txt")
    with bimx.process("put", "Pläne", bimx.here) as put:
        _, err = put.communicate(timeout=60)
    assert err == "1 file done: 1 verified.\n"
    shared_standin.action("write-file", path=f"{folder}/Pläne/theirs.txt", text="theirs")
    with bimx.process("get", f"{bimx.here}/Pläne", "a") as get:
        _, err = get.communicate(timeout=60)
    assert err == "2 files done: 2 verified.\n"
    result = bimx.json("get", f"{bimx.here}/Pläne", "b")
    assert (result["done"], result["verified"], result["size_checked"]) == (2, 2, 0)


def test_a_name_made_safe_is_told(bimx: Bimx, shared_standin: StandIn) -> None:
    folder = bimx.here.removeprefix("bc:")
    shared_standin.action("write-file", path=f"{folder}/Pläne/CON", text="no Windows takes it")
    with bimx.process("get", f"{bimx.here}/Pläne", "to") as get:
        _, err = get.communicate(timeout=60)
    assert get.returncode == 0
    assert "CON: Stored as “_CON”." in err
    assert (bimx.folder / "to" / "_CON").exists()


def test_what_has_been_can_be_searched(bimx: Bimx) -> None:
    for name in ("Grundriss.pdf", "Schnitt.pdf"):
        write(bimx.folder / "Pläne" / name, name.encode())
    bimx("put", "Pläne", bimx.here)
    write(bimx.folder / "Pläne" / "Grundriss.pdf", b"new")
    bimx("put", "Pläne/Grundriss.pdf", f"{bimx.here}/Pläne", code=5)
    rows = bimx.json("transfers", "list", "--finished")
    assert len(rows) == 3
    (row,) = bimx.json("transfers", "--finished", "--search", "SCHNITT")
    assert (row["direction"], row["site"], row["name"]) == ("upload", "bc", "Pläne/Schnitt.pdf")
    assert row["local"] == str(bimx.folder / "Pläne" / "Schnitt.pdf")
    assert row["path"] == bimx.here.removeprefix("bc:") + "/Pläne/Schnitt.pdf"
    assert (row["state"], row["check"], row["size"], row["error"]) == ("done", "verified", 11, None)
    assert len(row["sha256"]) == 64
    text = bimx("transfers", "--finished")
    assert text.index("Grundriss.pdf") < text.index("Schnitt.pdf")
    assert "already" in text
    assert bimx.json("transfers", "list", "--finished", "--search", "nothing of that name") == []


@one_generation
def test_a_receipt_lists_what_arrived(bimx: Bimx, shared_standin: StandIn) -> None:
    for name in ("a.txt", "=b.txt"):
        write(bimx.folder / "Pläne" / name, b"content")
    bimx("put", "Pläne", bimx.here, "--receipt", "put.csv")
    rows = list(csv.DictReader((bimx.folder / "put.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert sorted(row["file"] for row in rows) == ["'=b.txt", "a.txt"]
    assert {row["check"] for row in rows} == {"verified"}
    assert {row["user"] for row in rows} == {shared_standin.users[0]["username"]}
    bimx("get", f"{bimx.here}/Pläne", "to", "--receipt", "get.csv")
    assert len((bimx.folder / "get.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
    big(bimx)
    interrupted(bimx, shared_standin, "put", "big.ifc", bimx.here)
    bimx("transfers", "resume", "--receipt", "resume.csv")
    assert "big.ifc" in (bimx.folder / "resume.csv").read_text(encoding="utf-8-sig")


def test_a_receipt_that_cannot_be_written(bimx: Bimx) -> None:
    write(bimx.folder / "a.txt")
    assert "r.csv" in bimx("put", "a.txt", bimx.here, "--receipt", "none/r.csv", code=8)
    assert bimx.names(bimx.here) == ["a.txt"]


# ---------------------------------------------------------------------------------------- sets and names


def test_a_set_is_published_whole_or_not_at_all(bimx: Bimx) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(bimx.folder / "Pläne" / name, b"old")
    bimx("put", "--as-set", "Pläne", bimx.here)
    assert bimx.names(f"{bimx.here}/Pläne") == ["a.txt", "b.txt", "c.txt"]
    write(bimx.folder / "Pläne" / "d.txt")
    bimx("put", "--as-set", "Pläne", bimx.here, code=5)
    assert bimx.names(f"{bimx.here}/Pläne") == ["a.txt", "b.txt", "c.txt"]
    bimx("put", "--as-set", "--conflict", "new-version", "Pläne", bimx.here, code=2)
    bimx("put", "--as-set", "--conflict", "skip", "Pläne", bimx.here)
    assert bimx.names(f"{bimx.here}/Pläne") == ["a.txt", "b.txt", "c.txt", "d.txt"]


@one_generation
def test_what_was_found_is_told_before_anything_is_sent(bimx: Bimx, shared_standin: StandIn) -> None:
    write(bimx.folder / "Pläne" / "good.txt")
    write(bimx.folder / "Pläne" / "bad;name.txt")
    (bimx.folder / "Pläne" / "link.txt").symlink_to("good.txt")
    shared_standin.fault(server="blob", path="begin-batch-upload", stall=600, times=None)
    before = shared_standin.calls("begin-batch-upload")
    with bimx.process("put", "Pläne", bimx.here) as put:
        wait_until(lambda: shared_standin.calls("begin-batch-upload") > before)
        put.send_signal(signal.SIGINT)
        _, err = put.communicate(timeout=60)
    shared_standin.clear_faults()
    assert "bad;name.txt" in err
    assert "Left out: Pläne/link.txt" in err
    assert bimx.names(f"{bimx.here}/Pläne") == []


@one_generation
@pytest.mark.parametrize(
    ("answer", "names"),
    [("r", ["bad_name.txt", "good.txt"]), ("s", ["good.txt"]), ("R", ["bad_name.txt", "good.txt"])],
)
def test_a_person_is_offered_a_name_that_is_taken(bimx: Bimx, answer: str, names: list[str]) -> None:
    write(bimx.folder / "Pläne" / "good.txt")
    write(bimx.folder / "Pläne" / "bad;name.txt")
    said = at_a_terminal(bimx, f"{answer}\n", "put", "Pläne", bimx.here)
    assert "[r]ename" in said
    assert "bad_name.txt" in said
    assert bimx.names(f"{bimx.here}/Pläne") == names


@one_generation
def test_a_person_sees_both_sides_of_a_conflict(bimx: Bimx) -> None:
    write(bimx.folder / "a.txt", b"old")
    bimx("put", "a.txt", bimx.here)
    same = at_a_terminal(bimx, "s\n", "put", "a.txt", bimx.here)
    assert "3 B" in same
    assert "Both hold the same." in same
    write(bimx.folder / "a.txt", b"newer")
    other = at_a_terminal(bimx, "n\n", "put", "a.txt", bimx.here)
    assert "5 B" in other
    assert "the same" not in other
    assert [entry["size"] for entry in bimx.json("ls", bimx.here)] == [5]


def at_a_terminal(bimx: Bimx, keys: str, *arguments: str | Path) -> str:
    """What a person who types these keys sees."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    person, terminal = pty.openpty()
    with bimx.process(*arguments, terminal=terminal) as process:
        os.close(terminal)
        os.write(person, keys.encode())
        process.communicate(timeout=60)
    seen = b""
    try:
        while block := os.read(person, 65536):
            seen += block
    except OSError:
        pass  # how Linux says that the other end is closed
    os.close(person)
    assert process.returncode == 0, seen
    return seen.decode()


# ---------------------------------------------------------------------------------------- several processes


def stalled(bimx: Bimx, server: StandIn, name: str) -> subprocess.Popen[str]:
    """A put of a big file that works the queue, and stands; what is small travels by itself."""
    big(bimx, name, 2)
    server.fault(server="blob", path="put-blob-content-part", stall=600, times=2)
    before = server.calls("put-blob-content-part")
    process = bimx.process("put", name, bimx.here)
    wait_until(lambda: server.calls("put-blob-content-part") == before + 2)
    return process


def test_two_commands_at_once(bimx: Bimx, shared_standin: StandIn) -> None:
    """The second hands its files to the first, and is done when they are."""
    write(bimx.folder / "b.txt")
    with stalled(bimx, shared_standin, "a.ifc") as first:
        result = json.loads(bimx("put", "b.txt", bimx.here, "--json"))
        assert (result["done"], result["verified"]) == (1, 1)
        assert bimx.names(bimx.here) == ["b.txt"]
        assert {job["name"]: job["state"] for job in listed(bimx)} == {"a.ifc": "running"}
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["a.ifc", "b.txt"]


@one_generation
def test_a_failure_in_another_process_is_told_as_one_here(bimx: Bimx, shared_standin: StandIn) -> None:
    write(bimx.folder / "b.txt")
    bimx("put", "b.txt", bimx.here)
    with stalled(bimx, shared_standin, "a.ifc") as first:
        assert "“b.txt” is already there." in bimx("put", "b.txt", bimx.here, code=5)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)


@one_generation
def test_the_second_takes_over_when_the_first_dies(bimx: Bimx, shared_standin: StandIn) -> None:
    with stalled(bimx, shared_standin, "a.ifc") as first, stalled(bimx, shared_standin, "b.ifc") as second:
        first.kill()
        first.communicate(timeout=60)
        _, err = second.communicate(timeout=60)
        assert second.returncode == 0, err
    assert bimx.names(bimx.here) == ["b.ifc"]
    assert [(job["name"], job["state"]) for job in listed(bimx)] == [("a.ifc", "waiting")]
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["a.ifc", "b.ifc"]


@one_generation
def test_a_transfer_of_another_command_is_cancelled(bimx: Bimx, shared_standin: StandIn) -> None:
    with stalled(bimx, shared_standin, "a.ifc") as first:
        bimx("transfers", "cancel")
        _, err = first.communicate(timeout=60)
    assert first.returncode == 1
    assert "cancelled" in err
    assert bimx.names(bimx.here) == []


@one_generation
def test_an_interrupted_follower_says_who_goes_on(bimx: Bimx, shared_standin: StandIn) -> None:
    with stalled(bimx, shared_standin, "a.ifc") as first:
        with stalled(bimx, shared_standin, "b.ifc") as second:
            second.send_signal(signal.SIGINT)
            _, err = second.communicate(timeout=60)
        assert second.returncode == 130
        assert "another BIM Explorer on this computer goes on with it" in err
        assert sorted(job["name"] for job in listed(bimx)) == ["a.ifc", "b.ifc"]
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)
    bimx("transfers", "resume")
    assert bimx.names(bimx.here) == ["a.ifc", "b.ifc"]
