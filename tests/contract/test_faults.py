"""What a server, or the way to it, can do to a call that a person waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud, Span
from bimexplorer.errors import Cancelled, NameExists, Offline, ServerBusy, ServerFailed, UnexpectedAnswer
from bimexplorer.model import Entry
from tests.contract.conftest import Lab
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
def test_what_passes_is_not_noticed(lab: Lab, cloud: Cloud, fault: dict[str, Any]) -> None:
    root = cloud.root()
    lab.server.fault(server="manager", path="get-resource", **fault)
    assert cloud.root() == root


def test_a_server_that_stays_busy(lab: Lab, cloud: Cloud) -> None:
    lab.server.fault(server="manager", path="get-resource", status=503, times=None)
    with pytest.raises(ServerBusy):
        cloud.root()


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for(lab: Lab, cloud: Cloud) -> None:
    lab.server.fault(server="manager", path="get-resource", retry_after=300, times=None)
    with pytest.raises(ServerBusy) as caught:
        cloud.root()
    assert caught.value.retry_after == 300
    assert lab.server.calls("get-resource") == 1


def test_a_line_that_stays_broken(lab: Lab, cloud: Cloud) -> None:
    lab.server.fault(server="manager", path="get-resource", drop="request", times=None)
    with pytest.raises(Offline):
        cloud.root()


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
        ({"status": 430, "body": {"error-code": 13, "error-message": "Model server"}}, ServerFailed),
    ],
)
def test_answers_that_are_none(lab: Lab, cloud: Cloud, fault: dict[str, Any], kind: type[Exception]) -> None:
    lab.server.fault(server="manager", path="get-resource", **fault)
    with pytest.raises(kind) as caught:
        cloud.root()
    assert type(caught.value) is kind
    assert str(caught.value).endswith(".")


def test_a_change_is_repeated_only_if_it_was_not_begun(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.server.fault(path="insert-resource-group", retry_after=0)
    cloud.create_folder(folder, "busy")
    lab.server.reset_counters()
    lab.server.fault(path="insert-resource-group", lose_answer=True)
    with pytest.raises(Offline):
        cloud.create_folder(folder, "lost")
    assert lab.server.calls("insert-resource-group") == 1
    with pytest.raises(NameExists):
        cloud.create_folder(folder, "lost")


def stalled(lab: Lab, path: str, call: Callable[[], object], **rule: Any) -> Background:
    """A call that hangs in the server, and surely does."""
    lab.server.reset_counters()
    lab.server.fault(path=path, stall=STALL, **rule)
    running = Background(call)
    wait_until(lambda: lab.server.calls(path) >= 1)
    return running


def test_a_listing_is_cancelled(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    running = stalled(lab, "get-resources-by-criterion", lambda: cloud.children(folder))
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)
    assert cloud.children(folder).entries == ()


def test_a_part_is_cancelled(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(100_000)
    _, upload = begun(cloud, folder, "plan.pdf", data)
    part = [Span(0, len(data))]
    running = stalled(lab, "put-blob-content-part", lambda: send(cloud, upload, data, part))
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)
    assert send(cloud, upload, data, part).confirmed == (Span(0, len(data)),)


def test_a_download_is_cancelled_while_it_comes_in(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(500_000)
    put(cloud, folder, "plan.pdf", data)
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    lab.server.fault(path="get-blob-content", stall=STALL, after=200_000)
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
    cloud = lab.open()
    cloud.root()
    running = stalled(lab, "get-resources-by-criterion", lambda: cloud.children(folder))
    cloud.close()
    assert isinstance(running.outcome(), Cancelled)
    with pytest.raises(Cancelled):
        cloud.root()
    cloud.close()


def test_closing_ends_the_content_sessions(lab: Lab, folder: Entry) -> None:
    cloud = lab.open()
    put(cloud, folder, "plan.pdf", b"abc")
    cloud.close()
    assert lab.server.calls("blob POST .*close-session") == 1
    assert lab.server.calls("manager POST .*close-session") == 0
