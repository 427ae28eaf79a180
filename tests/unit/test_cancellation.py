from __future__ import annotations

import threading

import pytest

from bimexplorer.cancellation import Cancellation, current
from bimexplorer.errors import Cancelled


def test_outside_of_a_scope_nothing_is_cancelled() -> None:
    current().check()
    assert not current().cancelled


def test_a_scope_is_seen_below_it_and_ends_with_it() -> None:
    outer, inner = Cancellation(), Cancellation()
    with outer.scope():
        with inner.scope():
            assert current() is inner
        assert current() is outer
    assert current() is not outer


def test_a_scope_belongs_to_its_own_thread() -> None:
    token = Cancellation()
    seen: list[Cancellation] = []
    with token.scope():
        other = threading.Thread(target=lambda: seen.append(current()))
        other.start()
        other.join()
    assert seen[0] is not token


def test_cancel_wakes_a_sleeper() -> None:
    token = Cancellation()
    ended = threading.Event()

    def sleep() -> None:
        with pytest.raises(Cancelled):
            token.wait(60)
        ended.set()

    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    token.cancel()
    sleeper.join(10)
    assert ended.is_set()


def test_wakers_are_called_once_and_only_while_they_wait() -> None:
    token = Cancellation()
    called: list[str] = []
    with token.waking(lambda: called.append("gone before")):
        pass
    with token.waking(lambda: called.append("waiting")):
        token.cancel()
        token.cancel()
    assert called == ["waiting"]


def test_nothing_begins_to_wait_after_a_cancel() -> None:
    token = Cancellation()
    token.cancel()
    with pytest.raises(Cancelled), token.waking(lambda: None):
        pytest.fail("the block must not run")
    with pytest.raises(Cancelled):
        token.check()
