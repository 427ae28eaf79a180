"""What a server, or the way to it, can do to a call that a person waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud, Span
from bimexplorer.errors import Cancelled, NameExists, Offline, ServerBusy, ServerFailed, UnexpectedAnswer
from bimexplorer.model import Entry
from bimexplorer.query import parse
from tests.contract.lab import Call, Lab
from tests.contract.labs import one_generation
from tests.contract.parts import Background, begun, noise, put, send
from tests.standin import wait_until

STALL = 25.0
"""Seconds of silence; longer than any test waits for a call to end."""


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503, "times": 2},
        {"retry_after": 0, "times": 2},
        {"retry_after": 1},
        {"drop": "request"},
        {"drop": "answer"},
        {"drop": "answer", "after": 20},
        {"lose_answer": True},
    ],
)
def test_what_passes_is_not_noticed(lab: Lab, cloud: Cloud, folder: Entry, fault: dict[str, Any]) -> None:
    sub = cloud.create_folder(folder, "sub")
    lab.breaks(Call.LIST, **fault)
    assert cloud.children(folder).entries == (sub,)


def test_a_server_that_stays_busy(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.breaks(Call.LIST, status=503, times=None)
    with pytest.raises(ServerBusy):
        cloud.children(folder)


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.forget_calls()
    lab.breaks(Call.LIST, retry_after=300, times=None)
    with pytest.raises(ServerBusy) as caught:
        cloud.children(folder)
    assert caught.value.retry_after == 300
    assert lab.calls(Call.LIST) == 1


def test_a_line_that_stays_broken(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.breaks(Call.LIST, drop="request", times=None)
    with pytest.raises(Offline):
        cloud.children(folder)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 200, "body": "<html>Welcome</html>", "content_type": "text/html"}, UnexpectedAnswer),
        ({"status": 200, "body": ""}, UnexpectedAnswer),
        ({"status": 200, "body": [1, 2]}, UnexpectedAnswer),
        ({"truncate": 30}, UnexpectedAnswer),
        ({"status": 500, "body": "oops"}, ServerFailed),
        ({"status": 502, "body": "<html>Bad gateway</html>", "content_type": "text/html"}, ServerFailed),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}}, UnexpectedAnswer),
    ],
)
def test_answers_that_are_none(
    lab: Lab, cloud: Cloud, folder: Entry, fault: dict[str, Any], kind: type[Exception]
) -> None:
    cloud.create_folder(folder, "sub")
    lab.breaks(Call.LIST, **fault)
    with pytest.raises(kind) as caught:
        cloud.children(folder)
    assert type(caught.value) is kind
    assert str(caught.value).endswith(".")


def test_a_change_is_repeated_only_if_it_was_not_begun(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.breaks(Call.CREATE_FOLDER, retry_after=0)
    cloud.create_folder(folder, "busy")
    lab.forget_calls()
    lab.breaks(Call.CREATE_FOLDER, lose_answer=True)
    with pytest.raises(Offline):
        cloud.create_folder(folder, "lost")
    assert lab.calls(Call.CREATE_FOLDER) == 1
    with pytest.raises(NameExists):
        cloud.create_folder(folder, "lost")


def stalled(lab: Lab, call: Call, run: Callable[[], object], **rule: Any) -> Background:
    """A call that hangs in the server, and surely does."""
    lab.forget_calls()
    lab.breaks(call, stall=STALL, **rule)
    running = Background(run)
    wait_until(lambda: lab.calls(call) >= 1)
    return running


@pytest.mark.parametrize("asked", ["children", "search"])
def test_a_listing_is_cancelled(lab: Lab, cloud: Cloud, folder: Entry, asked: str) -> None:
    calls = {
        "children": lambda: cloud.children(folder),
        "search": lambda: cloud.search(folder, parse("plan"), below=True),
    }
    assert calls[asked]().entries == ()
    running = stalled(lab, Call.LIST, calls[asked])
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)
    assert calls[asked]().entries == ()


def test_a_part_is_cancelled(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(200_000)
    _, upload = begun(cloud, folder, "plan.pdf", data)
    part = [Span(0, 100_000)]
    running = stalled(lab, Call.SEND, lambda: send(cloud, upload, data, part))
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)
    assert send(cloud, upload, data, part).confirmed == (Span(0, 100_000),)


def test_a_download_is_cancelled_while_it_comes_in(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(500_000)
    put(cloud, folder, "plan.pdf", data)
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    lab.breaks(Call.DOWNLOAD, stall=STALL, after=200_000)
    download = cloud.open_download(file)
    buffer = memoryview(bytearray(50_000))
    had = 0
    while had < 200_000:
        had += download.readinto(buffer)
    running = Background(lambda: download.readinto(buffer))
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)
    download.close()


def test_closing_ends_the_calls_of_other_threads(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    assert cloud.children(folder).entries == ()
    running = stalled(lab, Call.LIST, lambda: cloud.children(folder))
    cloud.close()
    assert isinstance(running.outcome(), Cancelled)
    with pytest.raises(Cancelled):
        cloud.children(folder)
    cloud.close()
    # The credentials stay.
    assert lab.open(store).children(folder).entries == ()


@one_generation
def test_what_is_said_and_logged_holds_no_secret(
    lab: Lab, cloud: Cloud, folder: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    store = lab.signed_in()
    mine = lab.open(store)
    assert store.kept is not None
    lab.breaks(Call.LIST, status=500, body="oops")
    with caplog.at_level("DEBUG"), pytest.raises(ServerFailed) as caught:
        mine.children(folder)
    for secret in lab.secrets(store.kept):
        assert secret not in caught.value.technical
        assert secret not in caplog.text
